"""The graph in the standard RDF formats; the same quads give the same bytes, whatever their order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from kg import ids
from kg.errors import KgError
from kg.graph import vocabulary as v
from kg.model import Relation
from kg.views.turtle import render_turtle

_FORMATS = {
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
}
SUFFIXES = (".ttl", *_FORMATS)
"""File name suffixes that `render_rdf` knows; .nq, .trig and .jsonld keep the named graphs apart."""


def render_rdf(
    quads: Iterable[ox.Quad],
    suffix: str,
    *,
    relations: Mapping[str, Relation] | None = None,
    base: str = ids.DEFAULT_BASE,
) -> str:
    """Write quads in the format that a file name suffix such as ".nq" stands for.

    `relations` is used by ".ttl" alone, for its comments. Raises KgError for an unknown suffix, and
    for XML when a text holds characters that XML cannot.
    """
    if suffix == ".ttl":
        return render_turtle(quads, relations or {}, base)
    if suffix not in _FORMATS:
        raise KgError(f"no RDF format has the suffix {suffix!r}; choose from {', '.join(SUFFIXES)}")
    kind = _FORMATS[suffix]
    if kind.supports_datasets:
        found: list[ox.Quad] | list[ox.Triple] = sorted(set(quads), key=_graph_first)
    else:
        found = sorted({quad.triple for quad in quads}, key=str)
    written = (ox.serialize(found, format=kind, prefixes=v.prefixes(base)) or b"").decode()
    return _compact(written, v.prefixes(base)) if suffix == ".jsonld" else written


def _compact(expanded: str, prefixes: dict[str, str]) -> str:
    """Expanded JSON-LD with a context and prefixed names (https://www.w3.org/TR/json-ld11/#compact-iris)."""

    def short(iri: str) -> str:
        name = v.shorten(iri, prefixes)
        return iri if "://" in name else name

    def rewritten(node: object, key: str = "") -> object:
        if isinstance(node, dict):
            return {name if name[0] == "@" else short(name): rewritten(x, name) for name, x in node.items()}
        if isinstance(node, list):
            return [rewritten(item, key) for item in node]
        return short(node) if isinstance(node, str) and key in ("@id", "@type") else node

    document = {"@context": prefixes, "@graph": rewritten(json.loads(expanded))}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _graph_first(quad: ox.Quad) -> tuple[str, ...]:
    return str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)
