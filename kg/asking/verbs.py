"""Which relations the verbs and nouns of a question ask for.

The words are those of the lexicon, read as in a sentence ("hold talks with", "lift sanctions on"),
the labels of the relations, and `words.tsv` beside the questions, where what is asked for is wider.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from kg.coding.lexicon import Lexicon, read_lexicon
from kg.errors import DataError
from kg.model import Modality
from kg.ontology import read_relations
from kg.resources import ontologies

_FILLERS = frozenset("a an any the new more further his her its their some".split())
_PREPOSITIONS = frozenset(
    "about against at between by for from in into near of off on onto over to toward towards upon "
    "with".split()
)
_VOWELS = "aeiou"

Acts = frozenset[tuple[str, bool]]
"""Properties of the ontology, with True where the words turn the direction round:
who buys from X is sold to by X."""


def find_acts(words: Sequence[str]) -> Acts:
    """What a phrase with a verb asks for, empty if it is none; fillers such as "new" do not matter.

    >>> sorted(find_acts("imposed new sanctions on".split()))
    [('imposesSanctionsOn', False)]
    >>> sorted(find_acts("buys weapons from".split()))
    [('sellsArmsTo', True)]
    """
    lemmas = _forms().get(words[0], frozenset()) if words else frozenset()
    rest = tuple(word for word in words[1:] if word not in _FILLERS)
    for find in (_wider, _labelled, _in_lexicon):
        found = frozenset(act for lemma in sorted(lemmas) for act in find(lemma, rest))
        if found:
            return found
    return frozenset()


def find_noun_acts(words: Sequence[str]) -> Acts:
    """What a noun for an act asks for, without its preposition: "air strikes", "visits".

    >>> sorted(find_noun_acts(["air", "strikes"]))
    [('launchesAirstrikesOn', False)]
    """
    rows = _nouns(tuple(word for word in words if word not in _FILLERS), None)
    return frozenset((relation, False) for relation in rows)


def _wider(lemma: str, rest: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    for relation in _words().get((lemma, *rest), ()):
        yield relation, False


def _labelled(lemma: str, rest: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    if rest:
        for relation in _labels().get((lemma, *rest), ()):
            yield relation, False


def _in_lexicon(lemma: str, rest: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """What the lexicon has for a verb with particle, noun and preposition, each if there is one."""
    lexicon = read_lexicon()
    noun, preposition = (rest[:-1], rest[-1]) if rest and rest[-1] in _PREPOSITIONS else (rest, None)
    whole = [(lemma, noun)]
    if rest:
        whole.append((f"{lemma} {rest[0]}", noun[1:] if noun else ()))
    for verb, object_words in whole:
        is_particle = " " in verb and not noun and preposition == rest[0]
        preposition_left = None if is_particle else preposition
        yield from _verb_rows(lexicon, verb, object_words, preposition_left)
        if object_words:
            yield from _composed(lexicon, verb, object_words, preposition_left)


def _verb_rows(
    lexicon: Lexicon, verb: str, noun: tuple[str, ...], preposition: str | None
) -> Iterator[tuple[str, bool]]:
    rows = lexicon.verbs.get(verb, ())
    fitting = [row for row in rows if _in_theme(lexicon, row.theme, noun)]
    if preposition is None:
        direct = [row for row in fitting if {"O", "S"} & set(row.targets)]
        fitting = direct or fitting
    for row in fitting:
        turned = row.actor != "S"
        places = {row.actor} if turned else set(row.targets)
        if preposition is None or preposition in places:
            yield row.relation, turned


def _in_theme(lexicon: Lexicon, theme: str | None, noun: tuple[str, ...]) -> bool:
    if theme is None:
        return not noun
    return bool(noun) and any(one in lexicon.themes.get(theme, ()) for one in _singulars(" ".join(noun)))


def _composed(
    lexicon: Lexicon, verb: str, noun: tuple[str, ...], preposition: str | None
) -> Iterator[tuple[str, bool]]:
    """An act named by a noun under a verb that opens or ends it: "hold talks with", "lift sanctions on"."""
    operators = [o for o in lexicon.operators.get(verb, ()) if "O" in o.slots]
    for relation in _nouns(noun, preposition) if operators else ():
        for operator in operators:
            outcome = lexicon.compose(operator.name, relation)
            if outcome is not None and outcome.modality in (None, Modality.ACTUAL):
                yield outcome.relation or relation, False


def _nouns(words: tuple[str, ...], preposition: str | None) -> list[str]:
    if not words:
        return []
    found: dict[str, None] = {}
    for last in _singulars(words[-1]):
        for row in read_lexicon().nouns.get(last, ()):
            fits = row.words == (*words[:-1], last)
            if fits and (preposition is None or preposition in row.targets):
                found[row.relation] = None
    return list(found)


def _singulars(noun: str) -> list[str]:
    """A noun and what it may be the plural of.

    >>> _singulars("embassies")
    ['embassies', 'embassie', 'embassi', 'embassy']
    """
    found = [noun]
    if noun.endswith("s"):
        found.append(noun[:-1])
    if noun.endswith("es"):
        found.append(noun[:-2])
    if noun.endswith("ies"):
        found.append(f"{noun[:-3]}y")
    return found


@cache
def _forms() -> dict[str, frozenset[str]]:
    """The verbs of the lexicon and of the labels by each of their forms."""
    lexicon, found = read_lexicon(), defaultdict[str, set[str]](set)
    verbs = {*lexicon.verbs, *lexicon.operators, *(phrase[0] for phrase in _words())}
    for lemma in {verb.split()[0] for verb in verbs}:
        for form in _regular_forms(lemma):
            found[form].add(lemma)
    for lemma, forms in _table("irregular.tsv"):
        for form in forms:
            found[form].add(lemma)
    return {form: frozenset(lemmas) for form, lemmas in found.items()}


def _regular_forms(verb: str) -> Iterator[str]:
    """The forms of a regular verb, with one that doubles its last letter; a form too many does no harm."""
    yield from (verb, f"{verb}s", f"{verb}es", f"{verb}ed", f"{verb}ing")
    if verb.endswith("e"):
        yield from (f"{verb}d", f"{verb[:-1]}ing")
    elif verb.endswith("y"):
        yield from (f"{verb[:-1]}ies", f"{verb[:-1]}ied")
    elif verb[-1] not in _VOWELS:
        yield from (f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing")


@cache
def _labels() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Relations by the words of their label, the verb in its base form, with and without its preposition."""
    found = defaultdict[tuple[str, ...], list[str]](list)
    for relation in read_relations().values():
        first, *rest = relation.label.split()
        for lemma in _forms().get(first, ()):
            found[lemma, *rest].append(relation.id)
            if len(rest) > 1 and rest[-1] in _PREPOSITIONS:
                found[lemma, *rest[:-1]].append(relation.id)
    return {words: tuple(relations) for words, relations in found.items()}


@cache
def _words() -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tuple(phrase.split()): relations for phrase, relations in _table("words.tsv")}


def _table(name: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The rows of a table beside the questions: a phrase, and what it stands for."""
    path = ontologies() / "questions" / name
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], 2):
        if line.startswith("#") or not line.strip():
            continue
        phrase, tab, values = line.partition("\t")
        if not tab:
            raise DataError(f"{path}:{number}: a row is two cells with a tab between them")
        yield phrase, tuple(value.strip() for value in values.split(","))
