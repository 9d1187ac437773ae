"""The graph in the standard RDF formats; the same quads give the same bytes, whatever their order.

Every format is written one article at a time. Those with named graphs have the graphs sorted by name, the
others have the triples of the merged graph, each once, in the order of the news.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from typing import BinaryIO

import pyoxigraph as ox

from kg import ids
from kg.errors import KgError
from kg.graph import vocabulary as v
from kg.graph.article_graphs import ArticleGraphs
from kg.graph.merged import MergedGraph
from kg.model import Relation
from kg.views.json_ld import write_json_ld
from kg.views.turtle import write_turtle
from kg.views.xml_text import check_xml

_Relations = Mapping[str, Relation]


def render_rdf(
    quads: Iterable[ox.Quad],
    suffix: str,
    *,
    relations: _Relations | None = None,
    base: str = ids.DEFAULT_BASE,
) -> str:
    """Write quads that fit in memory in the format that a file name suffix such as ".nq" stands for.

    `relations` explains or shortens those that occur. Raises KgError for an unknown suffix, and for XML when
    a text holds characters that XML cannot.
    """
    file = BytesIO()
    write_rdf(ArticleGraphs.of_quads(quads, base), file, suffix, relations or {})
    return file.getvalue().decode()


def write_rdf(articles: ArticleGraphs, file: BinaryIO, suffix: str, relations: _Relations) -> None:
    """Write all that articles say into a file, in the format of the suffix; raises as `render_rdf` does."""
    if suffix not in _WRITERS:
        raise KgError(f"no RDF format has the suffix {suffix!r}; choose from {', '.join(SUFFIXES)}")
    _WRITERS[suffix](articles, file, relations)


def _write_n_quads(articles: ArticleGraphs, file: BinaryIO, _: _Relations) -> None:
    file.writelines(text.encode() for text in _quad_lines(articles))


def _write_n_triples(articles: ArticleGraphs, file: BinaryIO, _: _Relations) -> None:
    with MergedGraph(articles) as graph:
        file.writelines(text.encode() for text in _triple_lines(graph))


def _write_trig(articles: ArticleGraphs, file: BinaryIO, _: _Relations) -> None:
    quads = (quad for text in _quad_lines(articles) for quad in ox.parse(text, ox.RdfFormat.N_QUADS))
    ox.serialize(quads, file, ox.RdfFormat.TRIG, prefixes=v.prefixes(articles.base))


def _write_xml(articles: ArticleGraphs, file: BinaryIO, _: _Relations) -> None:
    with MergedGraph(articles) as graph:
        quads = (q for text in _triple_lines(graph) for q in ox.parse(text, ox.RdfFormat.N_TRIPLES))
        triples = (_checked(quad) for quad in quads)
        ox.serialize(triples, file, ox.RdfFormat.RDF_XML, prefixes=v.prefixes(articles.base))


def _quad_lines(articles: ArticleGraphs) -> Iterator[str]:
    """N-Quads, a graph at a time."""
    for graph in articles.graphs():
        yield "".join(f"{line} {graph} .\n" for line in articles.lines(graph))


def _triple_lines(graph: MergedGraph) -> Iterator[str]:
    """N-Triples, a subject at a time."""
    for subject, pairs in graph.blocks():
        yield "".join(f"{subject} {predicate} {value} .\n" for predicate, value in pairs)


def _checked(quad: ox.Quad) -> ox.Triple:
    if isinstance(quad.object, ox.Literal):
        check_xml(quad.object.value, f"{quad.predicate} of {quad.subject}")
    return quad.triple


_WRITERS: Mapping[str, Callable[[ArticleGraphs, BinaryIO, _Relations], None]] = {
    ".ttl": write_turtle,
    ".nq": _write_n_quads,
    ".trig": _write_trig,
    ".jsonld": write_json_ld,
    ".nt": _write_n_triples,
    ".rdf": _write_xml,
}
SUFFIXES = tuple(_WRITERS)
"""File name suffixes that `write_rdf` knows; .nq, .trig and .jsonld keep the named graphs apart."""
REIFYING = (".ttl", ".nq", ".trig", ".nt")
"""Suffixes of formats that can hold the reifiers of RDF 1.2."""
