"""Why a claim is believed, in words: each piece of evidence with who found it, from what, and how surely."""

from __future__ import annotations

from kg.belief import belief
from kg.model import Claim, Evidence
from kg.ontology import root_of


def render_explanation(claim: Claim) -> str:
    """Write a claim, its belief and its evidence as plain text, without the last line's end.

    In the sentence the subject stands in [brackets], the object in {braces} and the trigger between *stars*.
    """
    root = root_of(claim.relation, claim.modality)
    head = f"{claim.subject.name} — {claim.relation.label} — {claim.object.name}"
    lines = [
        f"{head}  ({claim.modality.value}, {root}, belief {belief(claim.evidence):.2f})",
        f"  {claim.id}",
    ]
    for piece in claim.evidence:
        lines += [
            f"  {piece.article}: {_marked(piece)}",
            f"    found by {piece.extractor}, {piece.score:.2f}",
            *(f"    {part}" for part in (piece.reason or "").split("; ") if part),
        ]
        if piece.condition is not None:
            lines.append(f"    condition: {piece.condition}")
        if piece.speaker is not None:
            lines.append(f"    speaker: {piece.speaker.name}")
    return "\n".join(lines)


def _marked(piece: Evidence) -> str:
    marks: list[tuple[int, int, int, str]] = []
    spans = ((piece.subject_span, "[", "]"), (piece.object_span, "{", "}"), (piece.trigger, "*", "*"))
    for rank, (span, opening, closing) in enumerate(spans):
        if span is not None and piece.start <= span[0] and span[1] <= piece.end:
            marks += [(span[0] - piece.start, 1, rank, opening), (span[1] - piece.start, 0, -rank, closing)]
    text, end = "", 0
    for place, _, _, mark in sorted(marks):
        text += piece.quote[end:place] + mark
        end = place
    return " ".join((text + piece.quote[end:]).split())
