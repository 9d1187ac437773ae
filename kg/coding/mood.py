"""Says how a verb puts its act: as fact, plan, possibility or duty; negated; under which condition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Token

from kg.language.phrases import is_verb
from kg.model import Modality


class Mood(StrEnum):
    """What a verb's auxiliaries say."""

    FACT = "fact"
    FUTURE = "future"
    CONDITIONAL = "conditional"
    POSSIBLE = "possible"
    DUTY = "duty"


_FUTURE = frozenset("will shall 'll ’ll wo sha to".split())
_POSSIBLE = frozenset("may might could can ca".split())
_CONDITIONAL = frozenset("would 'd ’d".split())
_DUTY = frozenset("must should ought".split())
_PAST_AUXILIARIES = frozenset("did has have had was were been".split())
_HEARSAY = frozenset("allegedly reportedly purportedly supposedly".split())
_DOUBT = frozenset("possibly perhaps probably likely maybe apparently presumably".split())
_CORE = frozenset({"dobj", "nsubjpass", "nsubj", "attr"})

_CONDITION = re.compile(
    r"\b(?:(?:as|so) long as|only (?:if|after|when|once)|even if|if|unless|until"
    r"|(?:provided|providing|assuming|supposing)(?: that)?|on (?:the )?condition that"
    r"|in (?:the )?(?:case|event)(?: of| that)?"
    r"|as soon as|once)\b",
    re.IGNORECASE,
)
_PERSISTING = ("as long as", "so long as")
_UNREAL = frozenset("if unless provided providing assuming supposing condition case event".split())
_INVERTED = frozenset({"had", "should", "were"})
"""Auxiliaries that open a condition without a conjunction: "had Ankara not backed down"."""
_NEVER = frozenset("time way circumstances point stage moment account".split())
"""Nouns that deny with "no" before them: "at no time did they meet"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A conditional clause: its words, its verb (or preposition) and the verb that it conditions.

    `unreal` tells a condition that need not hold ("if", "unless") from one that dates ("until", "once")
    or presupposes ("as long as").
    """

    text: str
    verb: Token
    main: Token
    unreal: bool
    persisting: bool


def mood_of(verb: Token) -> Mood:
    """The mood that the auxiliaries of a verb, or of the verb it is coordinated with, give it."""
    words = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    if not words and verb.dep_ == "conj" and is_verb(verb.head) and verb.tag_ == "VB":
        return mood_of(verb.head)
    if words & _DUTY or _has_to(verb):
        return Mood.DUTY
    if words & _CONDITIONAL:
        return Mood.CONDITIONAL
    if words & _POSSIBLE:
        return Mood.POSSIBLE
    if words & (_FUTURE - {"to"}) or _going_to(verb):
        return Mood.FUTURE
    if "to" in words and (verb.dep_ == "ROOT" or (verb.dep_ == "xcomp" and verb.head.lemma_ == "be")):
        return Mood.FUTURE
    return Mood.FACT


def _has_to(verb: Token) -> bool:
    return verb.dep_ == "xcomp" and verb.head.lemma_ in ("have", "need")


def _going_to(verb: Token) -> bool:
    return verb.dep_ == "xcomp" and verb.head.lower_ == "going"


def is_negated(verb: Token) -> bool:
    """Whether a verb is negated by its own adverb, or by a "no" at its object or subject."""
    for child in verb.children:
        if child.dep_ == "neg" or (child.dep_ == "advmod" and child.lower_ == "never"):
            return True
        if child.lower_ == "neither" or (child.dep_ in _CORE and _has_no(child)):
            return True
        if child.dep_ == "prep" and any(c.lower_ in _NEVER and _has_no(c) for c in child.children):
            return True
    if verb.dep_ != "conj" or not is_verb(verb.head):
        return False
    nor = any(c.lower_ == "nor" for c in verb.head.children)
    return nor or (verb.tag_ == "VB" and _shares_negation(verb))


def _has_no(noun: Token) -> bool:
    no = any(c.lower_ in ("no", "neither") and c.dep_ in ("det", "preconj", "cc") for c in noun.children)
    return no or noun.doc[noun.left_edge.i : noun.i].text.lower().startswith(("not a ", "not one "))


def hedge_of(verb: Token) -> Modality | None:
    """The modality that an adverb of doubt at a verb gives, None without one."""
    words = {child.lower_ for child in verb.children if child.dep_ == "advmod"}
    if words & _HEARSAY:
        return Modality.ALLEGED
    return Modality.HYPOTHETICAL if words & _DOUBT else None


def _shares_negation(verb: Token) -> bool:
    """Whether a coordinated infinitive stands under the negation before it ("will not meet or call")."""
    separate = any(c.lower_ == "but" for c in verb.head.children if c.dep_ == "cc")
    own = any(c.dep_ in ("aux", "nsubj") for c in verb.children)
    return not separate and not own and is_negated(verb.head)


def is_past(verb: Token) -> bool:
    """Whether a verb tells of the past, by its form or its auxiliary."""
    words = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    return bool(words & _PAST_AUXILIARIES) or (verb.tag_ == "VBD" and not words)


def find_conditions(tokens: Token) -> list[Condition]:
    """The conditional clauses of a sentence; the argument is any of its tokens."""
    doc = tokens.doc
    found: list[Condition] = []
    for match in _CONDITION.finditer(doc.text):
        span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
        top = None if span is None else _clause_verb(span[-1]) or _phrase_head(span[0])
        if span is not None and top is not None:
            words = match.group().lower()
            unreal = not _UNREAL.isdisjoint(words.split())
            found += _condition(top, span.start, unreal=unreal, persisting=words in _PERSISTING)
    for token in doc:
        clause = token.head
        opens = token.dep_ == "aux" and token.i == clause.left_edge.i and clause.dep_ == "advcl"
        if token.lower_ in _INVERTED and opens:
            found += _condition(clause, token.i, unreal=True, persisting=False)
    return found


def _condition(top: Token, start: int, *, unreal: bool, persisting: bool) -> list[Condition]:
    """The condition that starts at a word and hangs on its verb or preposition; none without a main verb."""
    main = next((a for a in top.ancestors if is_verb(a) and not start <= a.i <= top.i), None)
    if main is None:
        return []
    text = top.doc[start : top.right_edge.i + 1].text.strip(' ,.;”"')
    return [Condition(text=text, verb=top, main=main, unreal=unreal, persisting=persisting)]


def _phrase_head(opening: Token) -> Token | None:
    """The preposition of a condition without a verb: "in the event of an attack"."""
    return opening if opening.lower_ == "in" and opening.dep_ == "prep" else None


def _clause_verb(marker: Token) -> Token | None:
    """The verb of the clause that a conjunction opens."""
    if marker.dep_ == "mark" and is_verb(marker.head):
        return marker.head
    for ancestor in marker.ancestors:
        if ancestor.dep_ in ("advcl", "ccomp", "pcomp") and is_verb(ancestor) and ancestor.i > marker.i:
            return ancestor
    return next((t for t in marker.children if is_verb(t) and t.i > marker.i), None)
