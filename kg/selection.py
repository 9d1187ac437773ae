"""Tells which sentences can hold a claim, before anything is parsed.

A claim needs two actors. What may be one is seen from words alone: names, pronouns, nouns for bodies and
people, and capitalised words; one word for several ("both sides") counts as two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from spacy.tokens import Doc, Token

from kg.actors.names import Name
from kg.actors.nouns import actor_nouns

LEAST_WORDS, MOST_WORDS = 3, 150
TOO_SHORT = "fewer than three words"
TOO_LONG = "over 150 words"
TOO_FEW_ACTORS = "fewer than two possible actors"

_SINGULAR = frozenset("he she it him his her hers its himself herself itself who whose whom".split())
_PLURAL = frozenset("they them their theirs themselves both two we".split())


def skip_reason(text: str) -> str | None:
    """Why a sentence is not even tokenised, by its number of words; None if it is.

    >>> skip_reason("Talks failed.")
    'fewer than three words'
    """
    words = len(text.split())
    if words < LEAST_WORDS:
        return TOO_SHORT
    return TOO_LONG if words > MOST_WORDS else None


def find_capitalised(docs: Iterable[Doc]) -> frozenset[str]:
    """The words that the sentences of an article write with a capital inside, where only names have one."""
    return frozenset(token.text for doc in docs for token in _inside(doc) if token.text[0].isupper())


def may_hold_claim(doc: Doc, names: Iterable[Name], capitalised: frozenset[str]) -> bool:
    """Whether a tokenised sentence has at least two possible actors.

    `capitalised` are the words that are names elsewhere in the article; one of them at the start counts.
    """
    taken: set[int] = set()
    found = 0
    for name in names:
        taken.update(range(name.start, name.end))
        found += 1
    singular, plural = _noun_forms()
    for token in doc:
        if found > 1:
            break
        word = token.lower_
        if token.i in taken:
            continue
        if word in _PLURAL or word in plural:
            found += 2
        elif word in _SINGULAR or word in singular or token.text in capitalised:
            found += 1
    return found > 1


def _inside(doc: Doc) -> Iterator[Token]:
    """The words after the first one, which may stand behind a quotation mark."""
    first = next((token.i for token in doc if not token.is_punct), len(doc))
    return (token for token in doc if token.i > first)


@cache
def _noun_forms() -> tuple[frozenset[str], frozenset[str]]:
    """The last words of all nouns for actors, in the singular and in the plural."""
    singular = {noun.split()[-1] for noun in actor_nouns()}
    plural = {form for noun in singular for form in (f"{noun}s", f"{noun}es")}
    plural |= {f"{noun[:-1]}ies" for noun in singular if noun.endswith("y")}
    plural |= {f"{noun[:-3]}men" for noun in singular if noun.endswith("man")}
    return frozenset(singular - plural), frozenset(plural)
