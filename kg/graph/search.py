"""Full-text search as users see it: sentences that were found, with the claims that they are evidence of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg import ids
from kg.graph import vocabulary as v
from kg.graph.store import Store
from kg.graph.text_search import NameHit, QuoteHit
from kg.graph.triples import decode_articles, decode_claims
from kg.model import Article, Claim, Relation, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A sentence of an article that was found.

    `claims` are what the sentence is evidence of, each with all the evidence of this article; `evidence` has
    the ids of its pieces of evidence for them, in the same order. `marks` are the spans of the words found,
    in characters of the quote. `score` is BM25's: it compares hits of one search, higher is better.
    """

    article: Article
    quote: str
    marks: tuple[Span, ...]
    claims: tuple[Claim, ...]
    evidence: tuple[str, ...]
    score: float

    def to_dict(self) -> dict[str, object]:
        """The hit as plain values for JSON."""
        article = self.article
        return {
            "article": article.id,
            "title": article.title,
            "date": None if article.date is None else article.date.isoformat(),
            "publisher": article.publisher,
            "url": article.url,
            "quote": self.quote,
            "marks": [list(span) for span in self.marks],
            "score": round(self.score, 4),
            "claims": [
                _claim(claim, evidence) for claim, evidence in zip(self.claims, self.evidence, strict=True)
            ],
        }


def _claim(claim: Claim, evidence: str) -> dict[str, object]:
    return {
        "id": claim.id,
        "evidence": evidence,
        "subject": {"id": claim.subject.id, "name": claim.subject.name},
        "relation": claim.relation.id,
        "object": {"id": claim.object.id, "name": claim.object.name},
        "modality": claim.modality.value,
        "date": None if claim.date is None else claim.date.isoformat(),
    }


def find_sentences(store: Store, text: str, limit: int, relations: Mapping[str, Relation]) -> list[SearchHit]:
    """The sentences that hold all the words of the text, at most `limit`, best first. Raises QueryError."""
    return [_describe(store, hit, relations) for hit in store.search_quotes(text, limit)]


def _describe(store: Store, hit: QuoteHit, relations: Mapping[str, Relation]) -> SearchHit:
    quads = list(store.quads(ox.NamedNode(ids.iri(v.ARTICLE, hit.article, store.base))))
    claims = {claim.id: claim for claim in decode_claims(quads, relations, store.base)}
    return SearchHit(
        article=decode_articles(quads, store.base)[0],
        quote=hit.quote,
        marks=hit.marks,
        claims=tuple(claims[claim] for claim in hit.claims),
        evidence=hit.evidence,
        score=hit.score,
    )


def values_clause(found: Iterable[SearchHit | NameHit], base: str = ids.DEFAULT_BASE) -> str:
    """What was found as a VALUES clause, which joins a query with it: of ?claim, or of ?actor for actors.

    >>> values_clause([NameHit(entity="Iran", name="Persia", marks=((0, 6),), score=7.1)])
    'VALUES ?actor { <https://w3id.org/irkg/entity/Iran> }'
    """
    variable, nodes = "claim", dict[str, None]()
    for hit in found:
        if isinstance(hit, NameHit):
            variable = "actor"
            nodes[ids.iri(v.ENTITY, hit.entity, base)] = None
        else:
            nodes.update((ids.iri(v.CLAIM, claim.id, base), None) for claim in hit.claims)
    return f"VALUES ?{variable} {{ {' '.join(f'<{node}>' for node in nodes)} }}"
