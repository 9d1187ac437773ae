"""Says why a pronoun, title or common noun was linked as it was, and who else could have been meant.

Only asked for when people look at the links: coding needs no reasons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.actors.pronouns import PronounSentence
from kg.model import Candidate, Entity, Form, Mention

RIVALS = 3
"""How many others are shown who were named near and are of the same kind."""
_HERE, _BEFORE, _FILES, _RIVAL = 2.0, 1.5, 1.0, 0.5
"""Scores, in the scale of names: named in the sentence, named before, known from the files, somebody else."""


def explain(sentence: PronounSentence, mention: Mention) -> Mention:
    """The mention with its candidates, if it has none yet and points to somebody."""
    if mention.candidates or mention.form not in (Form.PRONOUN, Form.TITLE, Form.NOMINAL):
        return mention
    meant = {entity.id: _why(sentence, mention, entity) for entity in mention.entities}
    rivals = (c for c in _rivals(sentence, mention) if c.entity.id not in meant)
    return replace(mention, candidates=(*meant.values(), *_first(rivals, RIVALS)))


def _why(sentence: PronounSentence, mention: Mention, entity: Entity) -> Candidate:
    named = [m for m in sentence.mentions.values() if m is not mention and m.form is not Form.PRONOUN]
    others = [m for m in named if entity in m.entities]
    if others:
        words = _text(sentence, others[0])
        return Candidate(entity=entity, score=_HERE, reasons=(f"named in the sentence: “{words}”",))
    owners = [m for m in named if entity in m.stands_for]
    if owners:
        words = _text(sentence, owners[0])
        return Candidate(entity=entity, score=_HERE, reasons=(f"for whom “{words}” stands",))
    if any(entity in seen.mention.entities for seen in sentence.actors.before()):
        return Candidate(entity=entity, score=_BEFORE, reasons=("named before",))
    if entity.kind == "Person" and sentence.actors.roles(entity):
        return Candidate(entity=entity, score=_FILES, reasons=("holds the office on that day",))
    return Candidate(entity=entity, score=_FILES, reasons=("of whom the text speaks",))


def _text(sentence: PronounSentence, mention: Mention) -> str:
    start, end = (place - sentence.offset for place in mention.span)
    return sentence.doc.text[start:end]


def _rivals(sentence: PronounSentence, mention: Mention) -> Iterator[Candidate]:
    """Others of the same kind, the nearest first."""
    kinds = {entity.kind for entity in mention.entities}
    here = [m for h, m in sorted(sentence.mentions.items(), reverse=True) if h < mention.head]
    earlier = [seen.mention for seen in sentence.actors.before()]
    known: set[str] = set()
    for place, mentions in (("the sentence", here), ("an earlier sentence", earlier)):
        for entity in (e for m in mentions for e in m.entities):
            if entity.kind in kinds and entity.id not in known:
                known.add(entity.id)
                yield Candidate(entity=entity, score=_RIVAL, reasons=(f"named in {place}",))


def _first(found: Iterator[Candidate], most: int) -> list[Candidate]:
    return [candidate for candidate, _ in zip(found, range(most), strict=False)]
