"""What the page knows: claims, actors, evidence and articles as plain JSON values.

Text from articles stays text: sentences are cut into marked pieces here, so that the script only
ever sets text, and links other than http(s) are dropped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kg.belief import belief
from kg.model import Article, Claim, Entity, Evidence, Quad
from kg.ontology import quad_of_root, root_of
from kg.views.network.style import look

Json = dict[str, Any]

_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LONGEST_PRONOUN = 4
"""Letters of "they": a shorter word is a name only if it has a capital inside, like "UN"."""
_PROPER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """All claims of one quadrant from one actor to another: what is drawn as one line."""

    id: str
    source: str
    target: str
    quad: Quad
    claims: tuple[int, ...]
    directed: bool
    weight: float


def merge_lines(claims: Sequence[Claim]) -> list[Line]:
    """Merge claims by subject, object and quadrant, the heaviest line first.

    The weight of a line is the sum over its claims of belief times the number of sentences.
    """
    groups: dict[tuple[str, str, Quad], list[int]] = {}
    for index, claim in enumerate(claims):
        quad = quad_of_root(root_of(claim.relation, claim.modality))
        groups.setdefault((claim.subject.id, claim.object.id, quad), []).append(index)
    lines = [
        Line(
            id=f"{source}\u2192{target}\u2192{quad.value}",
            source=source,
            target=target,
            quad=quad,
            claims=tuple(members),
            directed=any(not claims[i].relation.symmetric for i in members),
            weight=sum(claim_weight(claims[i]) for i in members),
        )
        for (source, target, quad), members in groups.items()
    ]
    return sorted(lines, key=lambda line: (-line.weight, line.id))


def claim_weight(claim: Claim) -> float:
    """Belief times number of sentences: what a claim adds to the width of its line."""
    return round(belief(claim.evidence) * len(claim.evidence), 4)


def encode_page(
    claims: Sequence[Claim], articles: Iterable[Article], aliases: Mapping[str, Sequence[str]]
) -> Json:
    """Encode everything the page can show beside the drawing itself."""
    known = {article.id: article for article in articles}
    cited = sorted({e.article for claim in claims for e in claim.evidence})
    place = {identifier: index for index, identifier in enumerate(cited)}
    names = _surface_names(claims)
    actors = entities(claims)
    speakers = {e.speaker.id: e.speaker for c in claims for e in c.evidence if e.speaker is not None}
    everyone = {**speakers, **actors}
    for identifier, more in aliases.items():
        names.setdefault(identifier, set()).update(more)
    return {
        "actors": {i: _encode_actor(e, names.get(i, set())) for i, e in sorted(everyone.items())},
        "relations": _encode_relations(claims),
        "articles": [_encode_article(identifier, known.get(identifier)) for identifier in cited],
        "claims": [_encode_claim(claim, place) for claim in claims],
    }


def entities(claims: Iterable[Claim]) -> dict[str, Entity]:
    """Collect the subjects and objects of claims by id."""
    return {entity.id: entity for claim in claims for entity in (claim.subject, claim.object)}


def to_inline_json(value: object) -> str:
    r"""Write JSON that can stand inside a script element: no markup, no lone surrogates.

    >>> to_inline_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return re.sub("[<>&\u2028\u2029\ud800-\udfff]", lambda m: f"\\u{ord(m.group()):04x}", text)


def web_link(url: str | None) -> str | None:
    """Keep a link that is safe to open, http or https with a host; None for any other.

    >>> web_link("javascript:alert(1)") is None
    True
    """
    if url is None:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in {"http", "https"} and parts.netloc else None


def plain(text: str) -> str:
    """Take out the marks that turn reading direction, which could disguise a name on the canvas."""
    return _BIDI.sub("", text)


def marked(evidence: Evidence) -> list[list[str]]:
    """Cut a quote into pieces with a role each: t trigger, s subject, o object, or none.

    Where spans overlap, the actors win over the trigger. Parts outside the quote are left out.
    """
    roles = [""] * len(evidence.quote)
    spans = (("t", evidence.trigger), ("o", evidence.object_span), ("s", evidence.subject_span))
    for role, span in spans:
        if span is not None:
            first, last = (min(max(0, at - evidence.start), len(roles)) for at in span)
            roles[first:last] = [role] * (last - first)
    pieces: list[list[str]] = []
    for letter, role in zip(evidence.quote, roles, strict=True):
        if pieces and pieces[-1][1] == role:
            pieces[-1][0] += letter
        else:
            pieces.append([letter, role])
    return pieces


def _surface_names(claims: Iterable[Claim]) -> dict[str, set[str]]:
    """Names under which the articles speak of an actor, for the search; pronouns are left out."""
    names: dict[str, set[str]] = {}
    for claim in claims:
        for evidence in claim.evidence:
            spans = ((claim.subject, evidence.subject_span), (claim.object, evidence.object_span))
            for entity, span in spans:
                if span is None or not evidence.start <= span[0] < span[1] <= evidence.end:
                    continue
                text = " ".join(evidence.quote[span[0] - evidence.start : span[1] - evidence.start].split())
                if _is_name(text):
                    names.setdefault(entity.id, set()).add(text)
    return names


def _is_name(text: str) -> bool:
    """Whether a mention is a name or holds one ("Tehran", "the Iranian minister"), not "he" or "They"."""
    first = _PROPER.search(text)
    if first is None:
        return False
    return any(letter.isupper() for letter in text[first.end() :]) or (
        first.group().isupper() and len(text) > LONGEST_PRONOUN
    )


def _encode_actor(entity: Entity, names: set[str]) -> Json:
    return {
        "name": entity.name,
        "kind": look(entity.kind).label,
        "state": entity.state,
        "wikidata": entity.wikidata,
        "aliases": sorted(names - {entity.name}),
    }


def _encode_relations(claims: Iterable[Claim]) -> Json:
    relations = {claim.relation.id: claim.relation for claim in claims}
    return {
        key: {"label": r.label, "symmetric": r.symmetric, "scale": r.goldstein}
        for key, r in sorted(relations.items())
    }


def _encode_article(identifier: str, article: Article | None) -> Json:
    if article is None:
        return {"title": identifier, "publisher": None, "date": None, "url": None}
    return {
        "title": article.title or identifier,
        "publisher": article.publisher,
        "date": article.date.isoformat() if article.date else None,
        "url": web_link(article.url),
    }


def _encode_claim(claim: Claim, place: Mapping[str, int]) -> Json:
    root = root_of(claim.relation, claim.modality)
    return {
        "id": claim.id,
        "s": claim.subject.id,
        "o": claim.object.id,
        "r": claim.relation.id,
        "root": root,
        "quad": quad_of_root(root).value,
        "m": claim.modality.value,
        "from": claim.date.isoformat() if claim.date else None,
        "to": claim.date_end.isoformat() if claim.date_end else None,
        "belief": round(belief(claim.evidence), 4),
        "weight": claim_weight(claim),
        "if": claim.condition,
        "topics": list(claim.topics),
        "evidence": [_encode_evidence(e, place) for e in claim.evidence],
    }


def _encode_evidence(evidence: Evidence, place: Mapping[str, int]) -> Json:
    return {
        "a": place[evidence.article],
        "q": marked(evidence),
        "speaker": evidence.speaker.id if evidence.speaker else None,
        "publisher": evidence.publisher,
        "date": evidence.published.isoformat() if evidence.published else None,
        "url": web_link(evidence.url),
    }
