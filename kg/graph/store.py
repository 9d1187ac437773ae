"""The store: named graphs in Oxigraph, in memory or in a folder, one graph an article.

The default graph, which queries ask, holds each triple of the named graphs once. It is kept so by whatever
writes or deletes a named graph, in the same transaction: Oxigraph's own union of graphs finds a triple
as often as there are graphs with it, which would make every count wrong.

A folder holds `irkg-store.json` (format version and base IRI) beside Oxigraph's own files in `quads/`.
Each article is written in one transaction: a killed process leaves it whole or absent. Background
knowledge (the ontology, the actors) has graphs of its own, written again only when its files change.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import pyoxigraph as ox

from kg import ids
from kg.errors import StoreError
from kg.graph import vocabulary as v
from kg.graph.triples import decode_articles
from kg.model import Article

_TermT = TypeVar("_TermT")

FORMAT = 2
"""Version of the way in which triples are written; raised when older stores can't be read any more."""
MARKER = "irkg-store.json"
BACKGROUND = ("ontology", "actors")
"""The graphs for background knowledge."""
FLUSH_EVERY = 40_000
"""Quads between flushes: replaying an unflushed log of 320,000 quads took 7 to 30 s, flushing nothing."""

_FIXED = (ids.ONTOLOGY, ids.CODEBOOKS)
"""Where the terms of the project stand, whatever the base of the data."""

_CAUSES = (
    (
        ("lock hold", "lock file"),
        "is open in another process; close that, or open this store for reading only",
    ),
    (
        ("no space left", "file too large", "quota"),
        "cannot grow: the disk is full. What was stored before is kept; free some space and run this again",
    ),
    (
        ("permission denied", "read-only file system", "not permitted"),
        "may not be written by this user; choose another folder or change its permissions",
    ),
    (("corruption", "checksum"), "is damaged; delete the folder and build it again"),
)


class Store:
    """A graph store in a folder, or in memory when `path` is None.

    `base` is the base IRI of the data; a store remembers its own, and one that is asked for must be
    the same. Raises StoreError with the cause: no store there, another format, in use, no permission.

    >>> with Store() as store:
    ...     len(store)
    0
    """

    def __init__(
        self, path: str | Path | None = None, *, base: str | None = None, read_only: bool = False
    ) -> None:
        self.path = None if path is None else Path(path)
        self._read_only = read_only
        self._unflushed = 0
        if self.path is None:
            self.base, self._quads = base or ids.DEFAULT_BASE, ox.Store()
            return
        with self._reporting():
            known = self._read_marker(self.path)
            if known is not None and base not in (None, known):
                raise StoreError(f"the store {self.path} has the base {known}, not {base}")
            self.base = known or base or ids.DEFAULT_BASE
            if known is None:
                _write_marker(self.path, self.base)
            folder = str(self.path / "quads")
            self._quads = ox.Store.read_only(folder) if read_only else ox.Store(folder)

    def _read_marker(self, path: Path) -> str | None:
        """The base of the store in the folder, None for a folder in which a store may be made."""
        if path.is_dir() and (path / MARKER).is_file():
            return _known_base(path)
        if path.is_file() or (path.is_dir() and any(path.iterdir())):
            raise StoreError(f"{path} exists but holds no store; give a new or empty folder")
        if self._read_only:
            raise StoreError(f"there is no store at {path}; build one first")
        return None

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Turn what the disk says into a message that a user can act on."""
        try:
            yield
        except OSError as error:
            text = str(error)
            for signs, advice in _CAUSES:
                if any(sign in text.lower() for sign in signs):
                    raise StoreError(f"the store {self.path} {advice} ({text})") from error
            raise StoreError(f"the store {self.path} cannot be read or written: {text}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """The number of quads in named graphs, background knowledge included."""
        return sum(1 for _ in self.quads())

    def close(self) -> None:
        """Write all that is buffered and give the folder free; the store can't be used afterwards."""
        try:
            if self.path is not None and not self._read_only:
                with self._reporting():
                    self._quads.flush()
        finally:
            self._quads, self.path = ox.Store(), None

    def _writable(self) -> None:
        if self._read_only:
            raise StoreError(f"the store {self.path} was opened for reading only")

    def _article_graph(self, article_id: str) -> ox.NamedNode:
        return ox.NamedNode(ids.iri(v.ARTICLE, article_id, self.base))

    def replace_article(self, article_id: str, quads: Sequence[ox.Quad]) -> None:
        """Put these quads in the place of all that was known from the article, in one transaction.

        Raises ValueError for a quad of another graph and StoreError when the disk refuses.
        """
        self._writable()
        graph = self._article_graph(article_id)
        if any(quad.graph_name != graph for quad in quads):
            raise ValueError(f"a quad is not of the graph {graph}")
        self._replace(graph, quads)

    def _replace(self, graph: ox.NamedNode, quads: Sequence[ox.Quad]) -> None:
        """Put these quads in the place of the graph's, in one transaction with the default graph."""
        with self._reporting():
            if self._quads.contains_named_graph(graph):
                self._quads.update(_replacement(graph, quads))
            else:
                self._quads.extend([*quads, *(ox.Quad(*quad.triple) for quad in quads)])
            self._count(2 * len(quads))

    def _count(self, written: int) -> None:
        self._unflushed += written
        if self._unflushed >= FLUSH_EVERY and self.path is not None:
            self._quads.flush()
            self._unflushed = 0

    def delete_article(self, article_id: str) -> bool:
        """Remove all that is known from the article; says whether there was anything."""
        self._writable()
        graph = self._article_graph(article_id)
        with self._reporting():
            known = self._quads.contains_named_graph(graph)
            if known:
                self._quads.update(_removal(graph))
                self._count(1)
        return known

    def article_fingerprint(self, article_id: str) -> str | None:
        """The fingerprint under which the article was stored, None if it is not here."""
        node = self._article_graph(article_id)
        return self._literal(node, v.CONTENT_DIGEST, node)

    def _literal(self, subject: ox.NamedNode, predicate: ox.NamedNode, graph: ox.NamedNode) -> str | None:
        with self._reporting():
            for quad in self._quads.quads_for_pattern(subject, predicate, None, graph):
                if isinstance(quad.object, ox.Literal):
                    return quad.object.value
        return None

    def load_background(self, name: str, version: str, triples: Callable[[], Iterable[ox.Triple]]) -> bool:
        """Fill a background graph, one of `BACKGROUND`, unless this version of it is there; says whether.

        IRIs under the default base move to the base of this store. A new graph is loaded in bulk, which no
        transaction covers: its version is written last, so one that a killed process left is filled again.
        """
        if name not in BACKGROUND:
            raise ValueError(f"no background graph {name}; there are {', '.join(BACKGROUND)}")
        graph = v.background_graph(name, self.base)
        if self._literal(graph, v.VERSION, graph) == version:
            return False
        self._writable()
        moved = ((self._moved(t.subject), t.predicate, self._moved(t.object)) for t in triples())
        mark = ox.Quad(graph, v.VERSION, ox.Literal(version), graph)
        with self._reporting():
            if self._quads.contains_named_graph(graph):
                self._replace(graph, [*(ox.Quad(*triple, graph) for triple in moved), mark])
            else:
                self._quads.bulk_extend(ox.Quad(*t, place) for t in moved for place in (graph, None))
                self._quads.extend([mark, ox.Quad(*mark.triple)])
        return True

    def _moved(self, term: _TermT) -> _TermT | ox.NamedNode:
        """The term under this store's base if it is data under the default one."""
        if self.base == ids.DEFAULT_BASE or not isinstance(term, ox.NamedNode):
            return term
        if not term.value.startswith(ids.DEFAULT_BASE) or term.value.startswith(_FIXED):
            return term
        return ox.NamedNode(self.base + term.value.removeprefix(ids.DEFAULT_BASE))

    def articles(self) -> list[Article]:
        """All articles, sorted by id, without their text."""
        with self._reporting():
            find, default = self._quads.quads_for_pattern, ox.DefaultGraph()
            nodes = [quad.subject for quad in find(None, v.TYPE, v.ARTICLE_CLASS, default)]
            quads = (quad for node in nodes for quad in find(node, None, None, default))
            return decode_articles(quads, self.base)

    def quads(self, graph: ox.NamedNode | None = None) -> Iterator[ox.Quad]:
        """All quads of the named graphs, or those of one graph, as they were when this was called."""
        found = self._quads.quads_for_pattern(None, None, None, graph)
        return (quad for quad in found if not isinstance(quad.graph_name, ox.DefaultGraph))

    def article_quads(self) -> Iterator[ox.Quad]:
        """All quads that come from articles: everything but background knowledge."""
        background = {v.background_graph(name, self.base) for name in BACKGROUND}
        return (quad for quad in self.quads() if quad.graph_name not in background)

    def answer(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Evaluate a query with the project's prefixes known; `query.run_query` is the comfortable way.

        The default graph is the set union of all graphs, unless the query chooses its own by FROM.
        """
        return self._quads.query(sparql, prefixes=v.prefixes(self.base))

    def backup(self, folder: str | Path) -> None:
        """Write a snapshot of a store on disk into a new folder, from which it can be opened."""
        if self.path is None:
            raise StoreError("a store in memory has no snapshot; give it a folder first")
        with self._reporting():
            _write_marker(Path(folder), self.base)
            self._quads.backup(str(Path(folder) / "quads"))


def _removal(graph: ox.NamedNode) -> str:
    """SPARQL Update that drops the graph, and from the default graph what no other graph holds."""
    elsewhere = f"GRAPH ?other {{ ?s ?p ?o }} FILTER(!sameTerm(?other, {graph}))"
    only_here = f"GRAPH {graph} {{ ?s ?p ?o }} FILTER NOT EXISTS {{ {elsewhere} }}"
    return f"DELETE {{ ?s ?p ?o }} WHERE {{ {only_here} }} ;\nDROP SILENT GRAPH {graph}"


def _replacement(graph: ox.NamedNode, quads: Iterable[ox.Quad]) -> str:
    """SPARQL Update that empties the graph and fills it; Oxigraph runs all of it in one transaction."""
    lines = "\n".join(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads)
    filling = f"INSERT DATA {{ GRAPH {graph} {{\n{lines}\n}} }}"
    return f"{_removal(graph)} ;\n{filling} ;\nINSERT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"


def _known_base(path: Path) -> str:
    """The base that the marker names; refuses other formats."""
    marker = path / MARKER
    try:
        known = json.loads(marker.read_text(encoding="utf-8"))
        version, base = int(known["format"]), str(known["base"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{marker} cannot be understood; delete the folder and build it again") from error
    if version > FORMAT:
        raise StoreError(f"the store {path} is from a newer version of irkg; update the program")
    if version < FORMAT:
        raise StoreError(f"the store {path} is from an older version of irkg; build it again in a new folder")
    return base


def _write_marker(path: Path, base: str) -> None:
    """Write the marker whole or not at all."""
    path.mkdir(parents=True, exist_ok=True)
    unfinished = path / f"{MARKER}.{os.getpid()}"
    unfinished.write_text(json.dumps({"format": FORMAT, "base": base}) + "\n", encoding="utf-8")
    unfinished.replace(path / MARKER)
