"""Claims as JSON Lines, the form that other programs read; every key is present, null where unknown."""

from __future__ import annotations

import json

from kg.belief import belief
from kg.model import Claim, Entity, Evidence, Span
from kg.ontology import quad_of_root, root_of

_DIGITS = 4


def render_claim(claim: Claim) -> str:
    """Write a claim as one line of JSON, without the line's end."""
    return json.dumps(claim_to_dict(claim), ensure_ascii=False).translate(_LINE_ENDS)


_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}
"""What some programs take for the end of a line, although JSON does not."""


def claim_to_dict(claim: Claim) -> dict[str, object]:
    """A claim as plain values under the keys of the JSON Lines format.

    `root` and `quad` follow from relation and modality together: a planned visit is AGREE.
    `cameo` and `goldstein` are those of the relation. Offsets are characters into the article's text.
    """
    relation = claim.relation
    root = root_of(relation, claim.modality)
    return {
        "id": claim.id,
        "subject": _entity(claim.subject),
        "relation": relation.id,
        "root": root,
        "quad": int(quad_of_root(root)),
        "cameo": relation.cameo,
        "goldstein": relation.goldstein,
        "object": _entity(claim.object),
        "modality": claim.modality.value,
        "condition": claim.condition,
        "topics": list(claim.topics),
        "date": None if claim.date is None else claim.date.isoformat(),
        "date_end": None if claim.date_end is None else claim.date_end.isoformat(),
        "belief": round(belief(claim.evidence), _DIGITS),
        "evidence": [_evidence(evidence) for evidence in claim.evidence],
    }


def _entity(entity: Entity) -> dict[str, str | None]:
    return {
        "id": entity.id,
        "name": entity.name,
        "kind": entity.kind,
        "state": entity.state,
        "wikidata": entity.wikidata,
    }


def _evidence(evidence: Evidence) -> dict[str, object]:
    return {
        "article": evidence.article,
        "publisher": evidence.publisher,
        "url": evidence.url,
        "published": None if evidence.published is None else evidence.published.isoformat(),
        "start": evidence.start,
        "end": evidence.end,
        "quote": evidence.quote,
        "trigger": _span(evidence.trigger),
        "subject_span": _span(evidence.subject_span),
        "object_span": _span(evidence.object_span),
        "speaker": None if evidence.speaker is None else _entity(evidence.speaker),
        "extractor": evidence.extractor,
        "score": round(evidence.score, _DIGITS),
    }


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else list(span)
