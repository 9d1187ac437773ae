"""Claims as reifiers of RDF 1.2 (https://www.w3.org/TR/rdf12-concepts/): the claim node names its triple."""

from __future__ import annotations

from kg.graph import vocabulary as v
from kg.graph.article_graphs import ArticleGraphs

_REIFIES = str(v.term("rdf:reifies"))
_CLAIM = f"{v.TYPE} {v.CLAIM_CLASS}"
_PARTS = tuple(map(str, (v.SUBJECT, v.PREDICATE, v.OBJECT)))


class ReifiedGraphs(ArticleGraphs):
    """Article graphs in which each claim also has `rdf:reifies <<( subject predicate object )>>`.

    Nothing is taken away: programs that know RDF 1.1 only find rdf:subject, rdf:predicate and rdf:object.
    """

    def lines(self, graph: str) -> list[str]:
        """The triples of a graph with a reifying one for each claim, sorted."""
        lines = super().lines(graph)
        parts: dict[str, dict[str, str]] = {}
        claims = []
        for line in lines:
            subject, predicate, value = line.split(" ", 2)
            if predicate in _PARTS:
                parts.setdefault(subject, {})[predicate] = value
            elif line.endswith(_CLAIM):
                claims.append(subject)
        triples = ((claim, (parts[claim][part] for part in _PARTS)) for claim in claims)
        return sorted([*lines, *(f"{claim} {_REIFIES} <<( {' '.join(spo)} )>>" for claim, spo in triples)])
