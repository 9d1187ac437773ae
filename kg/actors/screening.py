"""Tells names that mean no actor where they stand: parts of other names, teams, antiquity, things.

"Washington Post", "Michael Jordan", "Brazil beat Serbia 2-0", "ancient Macedonia", "Panama hats": each check
gives the reason in words, or None.
"""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Doc, Span, Token

from kg.actors.nouns import affairs, read_nouns, read_words
from kg.language.phrases import with_dep

_OTHER_NAMES = frozenset("ORG PERSON FAC WORK_OF_ART PRODUCT EVENT LAW NORP GPE LOC".split())
_KINDS_OF_STATES = frozenset(
    "north south east west northern southern eastern western central mainland greater northeast northwest "
    "southeast southwest upper lower the occupied post-war postwar communist nazi imperial soviet islamist "
    "revolutionary "
    "democratic free socialist colonial fascist ottoman tsarist".split()
)
"""Words before a state's name that leave it the state."""
_SCORE = re.compile(
    r"(?<![\d-])\d{1,2}[-–]\d{1,2}(?![\d-])"
    r"(?=[.,;:)\"”]|$| (?:in|at|on|after|with|to|win|victory|defeat|draw|loss)\b)"
)
"""A score of a game, not a range of things: "won 2-1 in Munich", not "10-12 tanks"."""
_HYPHENS = frozenset({"-", "–", "/"})
_PARTICIPLES = ("ed", "led", "era", "born", "made", "run", "held", "style")
_ATTRIBUTIVE = frozenset({"amod", "compound", "nmod"})
FORMER = frozenset("former ex ousted deposed toppled late erstwhile onetime exiled ailing".split())
"""Words before a title or name of somebody who has left office, or is about to."""
NEAR = 6
"""Words before and after a name in which a cue of antiquity counts."""
_SPORT = "irkg reports sport"
LONGEST_TITLE = 9
"""Words of a book, film or song between quotation marks; longer ones are speech."""


def reason_against(span: Span, *, person: bool) -> str | None:
    """Why a name means no actor where it stands, whoever it might be; None if nothing speaks against it.

    `person` says that it can only mean people, whose names stand beside titles and other names.
    """
    checks = (_participle, _team, _antiquity, quoted_title, _longer_name)
    of_states = () if person else (_thing, _beside_names)
    return next((reason for check in (*checks, *of_states) if (reason := check(span)) is not None), None)


def governor_of(head: Token) -> Token | None:
    """The noun that an adjective or name stands before: "jets" of "Dutch and British jets"."""
    while head.dep_ == "conj" and head.head.dep_ in (*_ATTRIBUTIVE, "conj"):
        head = head.head
    if head.dep_ in _ATTRIBUTIVE and head.head.i > head.i:
        return head.head
    return None


def _participle(span: Span) -> str | None:
    """Who acts in "Iran-backed rebels" is the noun behind."""
    doc, end = span.doc, span.end
    if end + 1 >= len(doc) or doc[end].text not in _HYPHENS:
        return None
    after = doc[end + 1]
    inside = after.tag_ in ("VBN", "VBD", "VBG") or after.lower_.endswith(_PARTICIPLES)
    return f"part of “{doc[end - 1].text}-{after.text}”" if inside else None


def _team(span: Span) -> str | None:
    """Whether the sentence reports of sport, or the name is a side in a game: "India beat Nepal"."""
    cues, verb = read_words("cues.tsv"), span.root.head
    sides = [c for c in verb.children if c.dep_ in ("nsubj", "dobj") and c.pos_ == "PROPN"]
    lemma = verb.lemma_.lower()
    beaten = lemma in cues["beat"] and span.root in sides and len(sides) > 1
    many = verb.tag_ == "VBP" or any(c.lower_ in ("are", "were", "have") for c in (*verb.children, verb))
    plays = many and span.root.dep_ == "nsubj" and (lemma in cues["win"] or lemma == "be")
    several = span.root.text.endswith("s") or any(c.dep_ == "conj" for c in span.root.children)
    sport = beaten or (plays and not several) or _reports_sport(span.doc)
    return "a team: the sentence reports of sport" if sport else None


def _reports_sport(doc: Doc) -> bool:
    """Whether a sentence has a score beside a verb of playing, or words of sport; found out once."""
    known: bool | None = doc.user_data.get(_SPORT)
    if known is None:
        cues, lemmas = read_words("cues.tsv"), {token.lemma_.lower() for token in doc}
        played = not lemmas.isdisjoint(cues["win"])
        certain = not lemmas.isdisjoint(cues["certain sport"]) or len(lemmas & cues["sport"]) > 1
        known = certain or (played and _SCORE.search(doc.text) is not None)
        doc.user_data[_SPORT] = known
    return known


def _antiquity(span: Span) -> str | None:
    near = span.doc[max(0, span.start - NEAR) : span.end + NEAR]
    found = next((t.text for t in near if t.lower_ in read_words("cues.tsv")["antiquity"]), None)
    return None if found is None else f"antiquity: “{found}”"


def quoted_title(span: Span) -> str | None:
    """The name of a book, film or song: a short quotation whose words have capitals."""
    doc = span.doc
    before = next((t.i for t in reversed(doc[: span.start]) if t.is_quote), None)
    after = next((t.i for t in doc[span.end :] if t.is_quote), None)
    if before is None or after is None or sum(t.is_quote for t in doc[:before]) % 2:
        return None
    words = [t for t in doc[before + 1 : after] if t.is_alpha]
    if len(words) > LONGEST_TITLE or any(t.is_lower and len(t) > 3 for t in words):
        return None
    return f"part of the title “{doc[before + 1 : after].text}”"


def _thing(span: Span) -> str | None:
    """A thing or private person that has a state's name without the state: a hat, a cook."""
    head = span.root
    if head.dep_ == "appos" and head.head.pos_ == "NOUN" and head.head.lemma_.lower() not in _of_actors():
        return f"name of somebody or something else: “{head.head.text}”"
    noun = governor_of(head)
    if noun is not None and noun.pos_ == "PROPN" and span.doc[span.end].text in _HYPHENS:
        noun = governor_of(noun)  # "US-China talks" are of both
    if noun is None or noun.pos_ not in ("NOUN", "PROPN"):
        return None
    between = span.doc[span.end : noun.i + 1]
    named = noun.pos_ == "PROPN" and head.pos_ == "ADJ"
    if named or any(t.lemma_.lower() in affairs() or t.lower_ in affairs() for t in between):
        return None
    if _is_traded(noun):
        return None
    return f"belongs to something else: “{noun.text}”"


def _is_traded(noun: Token) -> bool:
    """Whether a thing is a ware between states: "tariffs on Australian barley", "banned Chinese toys"."""
    words = read_words("cues.tsv")["trade"]
    governor = noun.head
    if noun.dep_ == "dobj":
        return governor.lemma_.lower() in words
    if noun.dep_ != "pobj" or governor.lower_ not in ("on", "of", "against", "from"):
        return False
    above = governor.head
    return any(t.lemma_.lower() in words for t in (above, *with_dep(above, "dobj", "nsubjpass", "nsubj")))


def _longer_name(span: Span) -> str | None:
    """First names, surnames, and parts of the names of bodies: "Jordan Peterson", "Jack London"."""
    for ent in span.doc.ents:
        if ent.label_ in _OTHER_NAMES and ent.start <= span.root.i < ent.end and len(ent) > len(span):
            return _inside(ent, span) if len(span) == 1 or ent.label_ == "ORG" else None
    return None


@cache
def _of_actors() -> frozenset[str]:
    """The nouns that can stand beside an actor's name: "the country, Chad"; not "the barman, Chad"."""
    return affairs() - read_nouns()["private"]


@cache
def _of_states() -> frozenset[str]:
    """The nouns that make a state's name part of an actor that is the state: ministry, army, president."""
    nouns = read_nouns()
    return frozenset().union(*(nouns[role] for role in ("body", "office", "role", "group", "private")))


def _inside(ent: Span, span: Span) -> str | None:
    """Why a name inside a longer one means nobody; None where it means its bearer."""
    rest = [t for t in ent if not span.start <= t.i < span.end and t.pos_ == "PROPN"]
    lemmas = {t.lemma_.lower() for t in rest} - _KINDS_OF_STATES - FORMER
    if not lemmas or lemmas & _of_states():
        return None
    body = ent.root.i < span.start and ent.root.lemma_.lower() in read_nouns()["organisation"]
    joined = ent.label_ == "PERSON" or (ent.label_ in ("NORP", "GPE") and rest[-1].i == span.start - 1)
    inside = ent.root.i >= span.end or joined or body
    return f"part of the name “{ent.text}”" if inside else None


def _beside_names(span: Span) -> str | None:
    """A capitalised word right before or behind that makes one name with it: "Red Star Belgrade"."""
    doc = span.doc
    before = doc[span.start - 1] if span.start else None
    joined = before is not None and before.dep_ == "compound" and before.head.i == span.root.i
    if joined and before is not None and _is_name_part(before) and before.lower_ not in _KINDS_OF_STATES:
        return f"part of the name “{before.text} {span.text}”"
    after = doc[span.end] if span.end < len(doc) else None
    if (
        after is not None
        and span.root.dep_ == "compound"
        and span.root.head.i == after.i
        and _is_name_part(after)
    ):
        return f"part of the name “{span.text} {after.text}”"
    return None


def _is_name_part(token: Token) -> bool:
    """Whether a word is a name and no noun for an actor or affair written with a capital."""
    lemma = token.lemma_.lower()
    plain = lemma in affairs() or token.lower_ in affairs() or lemma in FORMER
    return token.pos_ == "PROPN" and token.text[0].isupper() and not plain and len(token) > 1
