"""The store: named graphs in Oxigraph, in memory or in a folder, one graph an article.

The default graph, which queries ask, holds each triple of the named graphs once (`union`). It is kept so by
whatever writes or deletes a named graph, in the same transaction.

A killed process leaves each article whole or absent, and loses none that was reported as stored:
`replace_article` stores in one transaction; `add_all` loads in bulk, which is quicker and smaller, a shard of
articles whole or not at all, and reports articles when their shard is there. A new store is made in a fresh
folder, which gets its name when all is in it that the first step brought (`store_folder`). Background
knowledge (the ontology, the actors) has graphs of its own, written again only when its files change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import pyoxigraph as ox

from kg import ids
from kg.errors import StoreError
from kg.graph import store_files as files
from kg.graph import vocabulary as v
from kg.graph.shards import Named, Shards
from kg.graph.store_folder import StoreFolder
from kg.graph.text_index import TextIndex
from kg.graph.text_search import NameHit, QuoteHit, StoreTexts, search_names, search_quotes
from kg.graph.triples import decode_articles
from kg.graph.union import change, with_copies
from kg.model import Article

_TermT = TypeVar("_TermT")

BACKGROUND = ("ontology", "actors")
"""The graphs for background knowledge."""
FLUSH_EVERY = 40_000
"""Quads between flushes: replaying an unflushed log of 320,000 quads took 7 to 30 s, flushing nothing."""
_FIXED = (ids.ONTOLOGY, ids.CODEBOOKS)
"""Where the terms of the project stand, whatever the base of the data."""


def _say_nothing(_: str) -> None:
    """Report no article."""


class Store:
    """A graph store in a folder, or in memory when `path` is None.

    `base` is the base IRI of the data; a store remembers its own, and one that is asked for must be
    the same. A folder is written by one process alone or read by any number; `wait` is how many seconds to
    wait for others. Raises StoreError with the cause: no store there, another format, in use, no permission.

    >>> with Store() as store:
    ...     len(store)
    0
    """

    graphs_query = "SELECT ?g WHERE { GRAPH ?g { } }"
    """SPARQL for the names of all graphs of articles; graphs of background knowledge may be among them."""

    def __init__(
        self,
        path: str | Path | None = None,
        *,
        base: str | None = None,
        read_only: bool = False,
        wait: float = 0.0,
    ) -> None:
        self.path = None if path is None else Path(path)
        self._read_only = read_only
        self._unflushed = 0
        self._index: TextIndex | None = None
        self._memory = ox.Store()
        self._folder: StoreFolder | None = None
        self.base = base or ids.DEFAULT_BASE
        if self.path is not None:
            with self._reporting():
                self._folder = StoreFolder(self.path, base=base, read_only=read_only, wait=wait)
            self.base = self._folder.base

    @property
    def _quads(self) -> ox.Store:
        return self._memory if self._folder is None else self._folder.quads

    @property
    def is_new(self) -> bool:
        """Whether this process made the store, so that what it adds can be loaded in bulk."""
        return self._folder is not None and self._folder.is_new

    def _reporting(self) -> AbstractContextManager[None]:
        return files.reporting(self.path)

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
        """Write all that is buffered and give the folder free; the store can't be used afterwards.

        A new store of which the first load failed is not kept.
        """
        try:
            with self._reporting():
                if self._folder is not None:
                    if not self._read_only and not self._folder.is_dropped:
                        self._update_index()
                    self._folder.finish()
                if self._index is not None:
                    self._index.close()
        finally:
            if self._folder is not None:
                self._folder.close()
            self._memory, self._folder, self.path, self._index = ox.Store(), None, None, None

    def _publish(self) -> None:
        if self._folder is not None:
            self._folder.publish()

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
        _check(graph, quads)
        with self._reporting():
            self._publish()
            self._replace(graph, quads)

    def _replace(self, graph: ox.NamedNode, quads: Sequence[ox.Quad]) -> None:
        """Put these quads in the place of the graph's, in one transaction with the default graph."""
        self._text_index().expect([graph.value])
        if self._quads.contains_named_graph(graph):
            self._quads.update(change(self._quads, graph, quads))
        else:
            self._quads.extend(list(with_copies(quads)))
        self._count(2 * len(quads))

    def _count(self, written: int) -> None:
        self._unflushed += written
        if self._unflushed >= FLUSH_EVERY and self.path is not None:
            self._quads.flush()
            self._update_index()
            self._unflushed = 0

    def add_all(
        self,
        articles: Iterable[Named],
        stored: Callable[[str], None] = _say_nothing,
    ) -> int:
        """Load many articles in bulk, replace those that are here, and say how many there were.

        `stored` is called with the id of each article when it will survive whatever happens to this process:
        articles are loaded in shards, each whole or not at all. When `articles` raises an exception, what it
        gave before is stored first. Raises ValueError and StoreError as `replace_article` does.
        """
        self._writable()
        shards = Shards(self._checked(articles))
        total = 0
        while shards.next is not None:
            with self._reporting():
                names = self._load(shards)
            total += len(names)
            for name in names:
                stored(name)
        if shards.error is not None:
            raise shards.error
        return total

    def _checked(self, articles: Iterable[Named]) -> Iterator[Named]:
        for name, quads in articles:
            _check(self._article_graph(name), quads)
            yield name, quads

    def _load(self, shards: Shards) -> list[str]:
        """Store the next article in a transaction if it is here already, else the next shard in bulk."""
        names: list[str] = []

        def read() -> Iterator[ox.Quad]:
            for name, quads in shards.take(self._is_new):
                names.append(name)
                yield from with_copies(quads)
            self._text_index().expect(self._article_graph(name).value for name in names)

        assert shards.next is not None
        name, quads = shards.next
        if not self._is_new(name):
            self._publish()
            self._replace(self._article_graph(name), quads)
            shards.advance()
            return [name]
        self._bulk(read())
        if self.path is not None:
            self._update_index()
        self._publish()
        return names

    def _is_new(self, article_id: str) -> bool:
        return not self._quads.contains_named_graph(self._article_graph(article_id))

    def _bulk(self, quads: Iterable[ox.Quad]) -> None:
        """Load quads whole or not at all; only its files may be left of a load that fails, so remove them."""
        try:
            self._quads.bulk_extend(quads)
        except BaseException:
            if self._folder is not None:
                self._folder.drop_load()
            raise

    def delete_article(self, article_id: str) -> bool:
        """Remove all that is known from the article; says whether there was anything."""
        self._writable()
        graph = self._article_graph(article_id)
        with self._reporting():
            known = self._quads.contains_named_graph(graph)
            if known:
                self._text_index().expect([graph.value])
                self._quads.update(change(self._quads, graph, ()))
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
                self._text_index().expect([graph.value])
                self._bulk(with_copies(ox.Quad(*triple, graph) for triple in moved))
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

    def copy(self) -> Store:
        """A store with the same graph that has an index of its words; this one, as it has one itself."""
        return self

    def exact(self) -> Store:
        """A store with the same graph whose answers to any query are right; this one."""
        return self

    def search_quotes(self, text: str, limit: int) -> list[QuoteHit]:
        """The quotes that hold all the words of the text, at most `limit`, best first. Raises QueryError."""
        with self._reporting():
            self._update_index()
            return search_quotes(self._text_index(), text, limit, self.base)

    def search_names(self, text: str, limit: int) -> list[NameHit]:
        """The actors with a name that holds all the words of the text, best first. Raises QueryError."""
        with self._reporting():
            self._update_index()
            return search_names(self._text_index(), text, limit, StoreTexts(self._quads, self.base))

    def _text_index(self) -> TextIndex:
        if self._index is None:
            path = None if self.path is None else self.path / files.TEXT
            self._index = TextIndex(path, read_only=self._read_only)
        return self._index

    def _update_index(self) -> None:
        self._text_index().update(StoreTexts(self._quads, self.base))

    def backup(self, folder: str | Path, *, text: bool = True) -> None:
        """Write a snapshot of a store on disk into a new folder, from which it can be opened.

        Quads are shared with the store by hard links where the disk has them, so this takes an instant. The
        text index is copied, unless `text` is False: then a snapshot that is searched makes one in memory.
        """
        if self._folder is None:
            raise StoreError("a store in memory has no snapshot; give it a folder first")
        target = Path(folder)
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise StoreError(f"{target} is there already; name a new folder for the snapshot")
        with self._reporting():
            self._folder.backup(target)
            if text:
                self._update_index()
                self._text_index().copy(target / files.TEXT)


def _check(graph: ox.NamedNode, quads: Iterable[ox.Quad]) -> None:
    if any(quad.graph_name != graph for quad in quads):
        raise ValueError(f"a quad is not of the graph {graph}")
