"""Gathers the mentions of a sentence into parties: somebody, named once or often, to be marked once.

The classifier has learned from sentences in which every actor is marked once, with its whole phrase: "[South
Korea's Prime Minister Lee Nak-yon] met [Vietnam's defence minister] at his office".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.model import Form, Mention, Span

_PART_OF = frozenset({"compound", "nmod", "amod", "poss", "nummod", "appos"})
"""Dependencies by which a name is part of another phrase: "Hezbollah" in "Hezbollah chief Nasrallah"."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a sentence: all its mentions, the fullest first, and the phrases around them.

    Phrases stand under the head words of the mentions, and are spans of characters of the sentence.
    """

    mentions: tuple[Mention, ...]
    phrases: Mapping[int, Span]

    @property
    def span(self) -> Span:
        """The phrase to be marked."""
        return self.phrases[self.main.head]

    @property
    def main(self) -> Mention:
        """The mention that stands for all."""
        return self.mentions[0]

    def tied(self, other: Party) -> bool:
        """Whether the two are the same, or one speaks for the other."""
        return any(_tied(one, another) for one in self.mentions for another in other.mentions)


def find_parties(doc: Doc, mentions: Sequence[Mention], offset: int) -> list[Party]:
    """The parties of a parsed sentence, in order; it starts at `offset` of its article."""
    actors = [m for m in mentions if m.entities and not m.modifier]
    above = {id(m): _governor(doc, m, actors) for m in actors}
    groups: list[list[Mention]] = []
    for actor in actors:
        joined = [actor]
        for group in [g for g in groups if any(_one(actor, m, above) for m in g)]:
            groups.remove(group)
            joined = [*group, *joined]
        groups.append(joined)
    taken = [_tokens(doc, m, offset) for m in actors]
    parties = []
    for group in groups:
        ranked = sorted(group, key=lambda m: (m.form is Form.PRONOUN, above[id(m)] is not None, m.span))
        inside = {i for m in group for i in _tokens(doc, m, offset)}
        others = {i for words in taken for i in words} - inside
        phrases = {m.head: _phrase(doc, doc[m.head], _tokens(doc, m, offset), others) for m in ranked}
        parties.append(Party(tuple(ranked), phrases))
    return sorted(parties, key=lambda party: party.span)


def _one(actor: Mention, other: Mention, above: dict[int, Mention | None]) -> bool:
    """Whether two mentions are of one party: they name the same, or one is part of the other's phrase."""
    same = {e.id for e in actor.entities} == {e.id for e in other.entities}
    return same or above[id(actor)] is other or above[id(other)] is actor


def _governor(doc: Doc, mention: Mention, actors: Sequence[Mention]) -> Mention | None:
    """The mention in whose phrase another stands that says whose or who it is."""
    token = doc[mention.head]
    while token.dep_ in _PART_OF and token.head.i != token.i:
        token = token.head
        for other in actors:
            if other.head == token.i and _tied(mention, other):
                return other
    return None


def _tied(one: Mention, other: Mention) -> bool:
    """Whether two mentions name the same actor, or one speaks for the other."""
    ids = [{e.id for e in m.entities} for m in (one, other)]
    masters = [{e.id for e in m.stands_for if e is not None} for m in (one, other)]
    return bool(ids[0] & (ids[1] | masters[1]) or ids[1] & masters[0])


def _tokens(doc: Doc, mention: Mention, offset: int) -> range:
    """The places of the words of a mention."""
    start, end = mention.span
    found = doc.char_span(start - offset, end - offset, alignment_mode="expand")
    return range(mention.head, mention.head + 1) if found is None else range(found.start, found.end)


def _phrase(doc: Doc, head: Token, words: range, others: set[int]) -> Span:
    """The noun phrase around the words of a mention, without other parties and what follows a comma."""
    own = {t.i for t in head.subtree} - others
    first, last = words[0], words[-1]
    while first - 1 in own and (doc[first - 1].dep_ != "punct" or doc[first - 1].text == "-"):
        first -= 1
    while doc[first].tag_ == "POS" and first < words[0]:
        first += 1
    for child in head.children:
        tail = range(child.i, child.right_edge.i + 1)
        if child.lower_ == "of" and child.i == last + 1 and others.isdisjoint(tail):
            last = next((t.i for t in child.children if t.dep_ == "pobj"), last)
    return doc[first].idx, doc[last].idx + len(doc[last])
