"""Tells names that mean no actor where they stand: parts of other names, teams, antiquity, things.

"Washington Post", "Michael Jordan", "Brazil beat Serbia 2-0", "ancient Macedonia", "Panama hats": each check gives
the reason in words, or None.
"""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Doc, Span, Token

from kg.actors.nouns import read_nouns, read_words

_OTHER_NAMES = frozenset("ORG PERSON FAC WORK_OF_ART PRODUCT EVENT LAW NORP GPE LOC".split())
_DIRECTIONS = frozenset(
    "north south east west northern southern eastern western central mainland greater northeast northwest southeast "
    "southwest upper lower the occupied post-war postwar".split()
)
_SCORE = re.compile(r"(?<![\d-])\d{1,2}[-–]\d{1,2}(?![\d-])")
_MODIFIERS = frozenset({"amod", "compound", "nmod", "poss"})
FORMER = frozenset("former ex ousted deposed toppled late erstwhile onetime exiled ailing".split())
"""Words before a title or name of somebody who has left office, or is about to."""
NEAR = 6
"""Words before and after a name in which a cue of antiquity counts."""


def is_thing(noun: Token) -> bool:
    """Whether a noun is a thing or private person, which takes a state's name without the state: a hat, a cook."""
    nouns = read_nouns()
    lemma = noun.lemma_.lower()
    private = lemma in nouns["private"] and noun.tag_ == "NN"
    return noun.pos_ in ("NOUN", "PROPN") and (private or lemma in nouns["thing"])


def reason_against(doc: Doc, start: int, end: int) -> str | None:
    """Why the name at tokens `start` to `end` means no actor, whoever it might be; None if nothing speaks against."""
    span = doc[start:end]
    head = span.root
    checks = (
        _participle(doc, end),
        _team(span),
        _antiquity(doc, start, end),
        _thing(head, end),
        _person(doc, span),
    )
    return next((reason for reason in checks if reason is not None), None)


def _participle(doc: Doc, end: int) -> str | None:
    """ "Iran-backed rebels", "the Saudi-led coalition": who acts is the noun behind."""
    if end + 1 >= len(doc) or doc[end].text not in ("-", "–"):
        return None
    after = doc[end + 1]
    inside = after.tag_ in ("VBN", "VBD", "VBG") or after.lower_.endswith(
        ("ed", "led", "era", "born", "made")
    )
    return f"part of “{doc[end - 1].text}-{after.text}”" if inside else None


def _team(span: Span) -> str | None:
    """Whether the sentence reports of sport: a score beside a verb of playing, or two words of sport."""
    cues = read_words("cues.tsv")
    lemmas = {t.lemma_.lower() for t in span.doc}
    scored = _SCORE.search(span.doc.text) is not None and not lemmas.isdisjoint(cues["win"])
    verb = span.root.head
    sides = [c for c in verb.children if c.dep_ in ("nsubj", "dobj") and c.pos_ == "PROPN"]
    beaten = verb.lemma_.lower() in cues["beat"] and span.root in sides and len(sides) > 1
    sport = scored or beaten or len(lemmas & cues["sport"]) > 1
    return "a team: the sentence reports of sport" if sport else None


def _antiquity(doc: Doc, start: int, end: int) -> str | None:
    near = doc[max(0, start - NEAR) : end + NEAR]
    found = next((t.text for t in near if t.lower_ in read_words("cues.tsv")["antiquity"]), None)
    return None if found is None else f"antiquity: “{found}”"


def _thing(head: Token, end: int) -> str | None:
    if any(c.dep_ == "case" for c in head.children):
        return None
    behind = [head.doc[end]] if end < len(head.doc) else []
    governor = [head.head] if head.dep_ in _MODIFIERS and end <= head.head.i <= end + 2 else []
    thing = next((noun for noun in (*governor, *behind) if is_thing(noun)), None)
    return None if thing is None else f"belongs to a thing or private person: “{thing.text}”"


def _person(doc: Doc, span: Span) -> str | None:
    """First names and surnames of people who are called like a state: "Jordan Peterson", "Jack London"."""
    for ent in doc.ents:
        if ent.label_ in _OTHER_NAMES and ent.start <= span.root.i < ent.end and len(ent) > len(span):
            return _inside(ent, span) if len(span) == 1 or ent.label_ == "ORG" else None
    return None


@cache
def _of_states() -> frozenset[str]:
    """The nouns that make a state's name part of an actor that is the state: ministry, army, president."""
    nouns = read_nouns()
    return frozenset().union(*(nouns[role] for role in ("body", "office", "role", "group", "private")))


def _inside(ent: Span, span: Span) -> str | None:
    """Why a name inside a longer one does not mean its own bearer, None where it does ("Chinese Foreign Ministry")."""
    rest = [t for t in ent if not span.start <= t.i < span.end and t.pos_ == "PROPN"]
    lemmas = {t.lemma_.lower() for t in rest} - _DIRECTIONS - FORMER
    if not lemmas or lemmas & _of_states():
        return None
    body = ent.root.i < span.start and ent.root.lemma_.lower() in read_nouns()["organisation"]
    joined = ent.label_ == "PERSON" or (ent.label_ in ("NORP", "GPE") and rest[-1].i == span.start - 1)
    inside = ent.root.i >= span.end or joined or body
    return f"part of the name “{ent.text}”" if inside else None
