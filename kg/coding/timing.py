"""When an act was: the date that hangs on its words, or on the verb that reports a stance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc, Token

from kg.coding.predicates import Act
from kg.coding.sides import SPOKEN
from kg.language.dates import DateMention
from kg.language.phrases import governing_verb
from kg.model import Article, Modality, Relation


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence in its article, with the dates that it names."""

    doc: Doc
    article: Article
    offset: int
    dates: list[DateMention]


def event_date(act: Act, relation: Relation, place: Place) -> tuple[date | None, date | None, Modality]:
    """First and last day of the act; a date after publication makes a plan of what is told as fact."""
    mention = _date_of(act, relation, place)
    if mention is None:
        return None, None, act.modality
    ahead = act.modality in (Modality.PLANNED, Modality.HYPOTHETICAL)
    first, last = mention.future if ahead else mention.past
    modality = act.modality
    published = place.article.date
    if published is not None and first > published and modality is Modality.ACTUAL:
        modality = Modality.PLANNED
    return first, (last if last != first else None), modality


def _date_of(act: Act, relation: Relation, place: Place) -> DateMention | None:
    own = {word.i for word in act.words} | {act.top.i}
    speech = {word.i for word in act.speech}
    said = None
    for mention in place.dates:
        span = place.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is None:
            continue
        holder = _holder(span.root, own)
        if holder in own:
            return mention
        spoken = relation.quad in SPOKEN and not relation.personal and act.modality is Modality.ACTUAL
        if holder in speech and spoken:
            said = said or mention
    return said


def _holder(token: Token, own: set[int]) -> int | None:
    """The word that a date belongs to: a word of the act if it hangs there, else its verb."""
    if token.i in own:
        return token.i
    for ancestor in token.ancestors:
        if ancestor.i in own:
            return ancestor.i
        if ancestor.pos_ in ("VERB", "AUX"):
            return ancestor.i
    verb = governing_verb(token)
    return verb.i if verb is not None else None
