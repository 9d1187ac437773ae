"""Finds the predicates of a sentence: verbs and event nouns of the lexicon with their two sides.

What governs a predicate (a refusal, a plan, a report) is left to `kg.coding.events`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from kg.coding.arguments import Arguments
from kg.coding.lexicon import Lexicon, NounRow, VerbRow
from kg.language.phrases import is_verb, prepositions
from kg.model import Form, Mention, Modality, Quad
from kg.ontology import read_relations

_ADJECTIVES = {
    Modality.PLANNED: frozenset(
        "upcoming planned future forthcoming scheduled impending expected looming".split()
    ),
    Modality.HYPOTHETICAL: frozenset("possible potential proposed prospective hypothetical feared".split()),
    Modality.ALLEGED: frozenset("alleged suspected purported supposed".split()),
}

"""Stands in a theme for everybody whom a text names."""

_REFERRING = frozenset({"such", "any"})

_OPEN = ("with", "to", "on", "against", "for", "at", "from", "between", "into")

_VERB_SCORE, _NOUN_SCORE = 0.9, 0.85
"""Confidence in a verb and in an event noun as such; set by judgement, not yet measured."""


@dataclass(slots=True, kw_only=True)
class Act:
    """An act while it is carried up; `top` is the word that it has reached.

    `reflexive` are pronouns in the target's place that were taken for the actor, `outer` who acts in the
    clause above: for a deed of conflict they are the better reading of such a pronoun.
    """

    relation: str
    top: Token
    actors: list[Mention]
    targets: list[Mention]
    words: list[Token]
    open_slots: tuple[str, ...]
    score: float
    modality: Modality = Modality.ACTUAL
    duty: bool = False
    condition: str | None = None
    speaker: Mention | None = None
    speech: list[Token] = field(default_factory=list)
    explicit: bool = False
    reflexive: list[Mention] = field(default_factory=list)
    outer: list[Mention] = field(default_factory=list)

    @property
    def root(self) -> str:
        """The root of the act's relation."""
        return read_relations()[self.relation].root

    @property
    def symmetric(self) -> bool:
        """Whether the act holds both ways."""
        return read_relations()[self.relation].symmetric


class Predicates:
    """Starts acts at the words of one sentence; `verbs` are the verbs that started one."""

    def __init__(self, doc: Doc, arguments: Arguments, lexicon: Lexicon) -> None:
        self._doc = doc
        self._args = arguments
        self._lexicon = lexicon
        self.verbs: set[int] = set()

    def start(self, token: Token) -> list[Act]:
        """Start the acts whose predicate a word is."""
        if is_verb(token):
            return self._start_verb(token)
        if token.pos_ in ("NOUN", "PROPN") and token.i not in self._args.mentions:
            return self._start_noun(token)
        return []

    def _start_verb(self, verb: Token) -> list[Act]:
        rows = self._verb_rows(verb)
        acts: list[Act] = []
        for row in rows:
            actors = self._args.slot(verb, row.actor) or self._actors_by_deed(verb, row)
            targets = next((f for slot in row.targets if (f := self._other(verb, slot, actors))), [])
            if targets or not acts:
                acts = [
                    Act(
                        relation=row.relation,
                        top=verb,
                        actors=actors,
                        targets=targets,
                        words=[verb],
                        open_slots=tuple(s for s in row.targets if s.islower()),
                        score=_VERB_SCORE,
                        explicit=True,
                        reflexive=[] if targets else self._targets_that_act(verb, row),
                    )
                ]
            if targets:
                break
        if acts:
            self.verbs.add(verb.i)
        return acts

    def _actors_by_deed(self, verb: Token, row: VerbRow) -> list[Mention]:
        """Whose deed does it where a deed is the subject: "Pakistani shelling killed two villagers"."""
        if row.actor != "S" or read_relations()[row.relation].quad is not Quad.MATERIAL_CONFLICT:
            return []
        deeds = [t for t in self._args.subject_tokens(verb) if t.pos_ == "NOUN" and self._noun_rows(t)]
        return [m for deed in deeds for m in self._args.owners(deed, ("by", "from"))]

    def _targets_that_act(self, verb: Token, row: VerbRow) -> list[Mention]:
        """Targets that seem to be the actor itself because a pronoun was read so: "violated its airspace"."""
        found = next((f for slot in row.targets if (f := self._args.slot(verb, slot))), [])
        return [m for m in found if self._doc[m.head].pos_ == "PRON"]

    def _other(self, verb: Token, slot: str, actors: list[Mention]) -> list[Mention]:
        """Who stands in a slot, other than the actors themselves."""
        own = {e.id for m in actors for e in m.entities}
        return [m for m in self._args.slot(verb, slot) if not {e.id for e in m.entities} <= own]

    def _verb_rows(self, verb: Token) -> list[VerbRow]:
        """The rows that a verb's object (or, without one, its subject) allows.

        A row whose theme lists the word goes first, then one whose theme lists its kind of actor.
        """
        rows = [row for key in self.keys(verb) for row in self._lexicon.verbs.get(key, ())]
        if not rows:
            return []
        objects = self._args.object_tokens(verb) or self._args.subject_tokens(verb)
        words = {word for noun in objects for word in self._words(noun)}
        kinds = {kind for noun in objects if (kind := self._kind(noun)) is not None}
        fitting = (
            [r for r in rows if r.theme is not None and not named.isdisjoint(self._lexicon.themes[r.theme])]
            for named in (words, kinds)
        )
        return next((found for found in fitting if found), [r for r in rows if r.theme is None])

    def _words(self, noun: Token) -> tuple[str, ...]:
        """The lemma of a noun, and that with the word before it."""
        lemma = noun.lemma_.lower()
        return (lemma, f"{self._doc[noun.i - 1].lower_} {lemma}") if noun.i else (lemma,)

    def _kind(self, noun: Token) -> str | None:
        """What kind of actor a word names, as themes write it: `@person` also for groups of people."""
        mention = self._args.mentions.get(noun.i)
        if mention is None:
            return None
        kind = mention.entities[0].kind
        if kind.endswith("Organization"):
            return "@organization"
        people = kind == "Group" or (noun.tag_ in ("NNS", "NNPS") and mention.form is not Form.NAME)
        return "@person" if people else f"@{kind.lower()}"

    def keys(self, verb: Token) -> list[str]:
        """The lemmas under which a verb is listed, with a particle or what it finds somebody first."""
        lemma = self._lemma(verb)
        particles = [
            c.lower_
            for c in verb.children
            if c.dep_ in ("prt", "acomp", "oprd") or (c.dep_ == "advmod" and c.tag_ == "RP")
        ]
        following = verb.doc[verb.i + 1] if verb.i + 1 < len(verb.doc) else None
        if following is not None and following.dep_ in ("prep", "advmod") and following.head.i == verb.i:
            particles.append(following.lower_)
        return [*(f"{lemma} {particle}" for particle in particles), lemma]

    def _lemma(self, verb: Token) -> str:
        """The lemma; the lemmatiser makes "fin" of "fined" and "rap" of "raped"."""
        lemma = verb.lemma_.lower()
        listed = (self._lexicon.verbs, self._lexicon.operators)
        cut = verb.lower_.endswith(("ed", "ing")) and not any(lemma in words for words in listed)
        return f"{lemma}e" if cut and any(f"{lemma}e" in words for words in listed) else lemma

    def _start_noun(self, noun: Token) -> list[Act]:
        rows = self._noun_rows(noun)
        if not rows or noun.dep_ == "compound":
            return []
        words = [*self._words_before(noun, len(rows[0].words) - 1), noun]
        row, targets = rows[0], []
        for candidate in rows:
            if found := self._args.after(noun, candidate.targets):
                row, targets = candidate, found
                break
        sources = ("by", "from") if "of" in row.targets else ("by", "of", "from")
        actors = self._args.owners(noun, tuple(s for s in sources if s not in row.targets))
        pair = self._between(noun)
        relation = read_relations()[row.relation]
        if len(pair) + sum(len(m.entities) - 1 for m in pair) > 1:
            actors, targets = (pair, pair) if relation.symmetric else (pair[:1], pair[1:])
        if "poss" in row.targets and not targets:
            actors, targets = [], actors
        if any(c.lower_ in _REFERRING for c in noun.children) and not targets:
            return []
        return [
            Act(
                relation=row.relation,
                top=noun,
                actors=actors,
                targets=targets,
                words=list(reversed(words)),
                open_slots=tuple(row.targets) if row.targets else _OPEN,
                score=_NOUN_SCORE,
                modality=self._adjective_modality(noun),
                explicit=bool(actors and targets),
            )
        ]

    def _between(self, noun: Token) -> list[Mention]:
        """Both sides after "between", which may hang inside the phrase ("meeting of envoys between")."""
        if found := self._args.after(noun, ("between", "among")):
            return found
        inner = [thing for word, thing in prepositions(noun) if word == "of"]
        return next((f for thing in inner if (f := self._args.after(thing, ("between", "among")))), [])

    def _noun_rows(self, noun: Token) -> list[NounRow]:
        """The rows of the longest listed term that ends at a noun."""
        rows = self._lexicon.nouns.get(noun.lemma_.lower(), ())
        fitting = [row for row in rows if self._ends_at(noun, row.words)]
        longest = max((len(row.words) for row in fitting), default=0)
        return [row for row in fitting if len(row.words) == longest]

    def _ends_at(self, noun: Token, words: tuple[str, ...]) -> bool:
        before = self._words_before(noun, len(words) - 1)
        pairs = zip(before, words[:-1], strict=False)
        return len(before) == len(words) - 1 and all(w in (t.lower_, t.lemma_.lower()) for t, w in pairs)

    def _words_before(self, noun: Token, count: int) -> list[Token]:
        """The words in front of a noun, quotation marks and hyphens passed over."""
        found: list[Token] = []
        for token in reversed(self._doc[: noun.i]):
            if len(found) == count:
                break
            if not token.is_quote and token.text != "-":
                found.insert(0, token)
        return found

    @staticmethod
    def _adjective_modality(noun: Token) -> Modality:
        for child in noun.children:
            for modality, words in _ADJECTIVES.items():
                if child.dep_ in ("amod", "compound") and child.lower_ in words:
                    return modality
        return Modality.ACTUAL
