"""The graph as users hold it: claims, queries, views and files over a store."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import entry_points
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kg.background import fill_background
from kg.errors import KgError
from kg.files import whole_file, write_whole
from kg.graph.query import QueryResult, run_query
from kg.graph.store import Store
from kg.graph.triples import decode_claims, decode_tenures
from kg.model import Article, Claim, Tenure
from kg.ontology import read_relations, root_of
from kg.report import BuildReport
from kg.store_url import Address, StoreUrl, find_url

if TYPE_CHECKING:
    import networkx as nx
    from pyoxigraph import Quad
    from rdflib import Dataset

    from kg.graph.questions import Answer
    from kg.graph.search import SearchHit
    from kg.graph.text_search import NameHit
    from kg.graph.validation import Violation

_VIEWS = "kg.views"
"""Entry points of this group add files that `export` can write: a suffix without its dot names a function
from a KnowledgeGraph to text or bytes, whole or in chunks."""


def open(store: Address) -> KnowledgeGraph:  # noqa: A001 - the API's word is kg.open
    """Open the graph in a folder, or on a server by its URL, for reading. StoreError if there is none."""
    return KnowledgeGraph(_open_store(store, read_only=True))


def _open_store(
    address: Address, *, base: str | None = None, read_only: bool = False, wait: float = 0.0
) -> Store:
    url = find_url(address)
    if url is None:
        assert not isinstance(address, StoreUrl)
        return Store(Path(address), base=base, read_only=read_only, wait=wait)
    from kg.graph.remote import RemoteStore

    return RemoteStore(url, base=base, read_only=read_only)


class KnowledgeGraph:
    """Claims with their evidence, and all that can be asked of them.

    Made by `kg.build` and `kg.open`; a context manager, which gives the folder free. `report` says what
    became of the input of the build that made it.
    """

    def __init__(self, store: Store, report: BuildReport | None = None) -> None:
        self.store = store
        self.report = BuildReport() if report is None else report

    @classmethod
    def create(
        cls,
        store: Address | None = None,
        *,
        base: str | None = None,
        actors: Iterable[Path] = (),
        wait: float = 0.0,
    ) -> Self:
        """Open the graph in a folder or on a server for writing, or make one, in memory if `store` is None.

        The ontology and the known actors are in it from the start, with those of the user's files `actors`.
        `wait` is how many seconds to wait for another process that has the folder open.
        """
        opened = Store(base=base) if store is None else _open_store(store, base=base, wait=wait)
        try:
            fill_background(opened, actors)
        except BaseException:
            opened.close()
            raise
        return cls(opened)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write all that is buffered and give the folder free; the graph can't be used afterwards."""
        self.store.close()

    def query(self, sparql: str) -> QueryResult:
        """Answer a SPARQL 1.1 query; the project's prefixes need no declaration. Raises QueryError."""
        return run_query(self.store, sparql)

    def ask(self, question: str, *, today: date | None = None) -> Answer:
        """Answer a question in plain English, such as "who sanctions Russia"; `kg.list_questions` has all.

        Words such as "last month" count from `today`. Raises KgError for a question that is not understood,
        saying which part was and what can be asked instead, and for a name that the graph does not know.
        """
        from kg.asking import answer_words

        return answer_words(self.store.exact(), question, today=today)

    def search(self, text: str, *, limit: int = 20) -> list[SearchHit]:
        """The sentences behind claims that hold all words of the text, best first. Raises QueryError.

        Words are found in all their forms; words in double quotes must stand next to each other.
        """
        from kg.graph.search import find_sentences

        return find_sentences(self.store, text, limit, read_relations())

    def search_actors(self, text: str, *, limit: int = 20) -> list[NameHit]:
        """The actors with a name that holds all words of the text, best first. Raises QueryError."""
        return self.store.search_names(text, limit)

    def values_clause(self, hits: Iterable[SearchHit | NameHit]) -> str:
        """What was found as `VALUES ?claim { … }` (actors: ?actor), which joins a query with it."""
        from kg.graph.search import values_clause

        return values_clause(hits, self.store.base)

    def add(
        self, articles: Iterable[tuple[str, Sequence[Quad]]], stored: Callable[[str], None] | None = None
    ) -> int:
        """Load articles as quads (`kg.graph.triples.encode_article`) in bulk, and say how many.

        Articles that are here already are replaced. `stored` is called with the id of each when it will
        survive whatever happens to this process.
        """
        return self.store.add_all(articles) if stored is None else self.store.add_all(articles, stored)

    def claims(self) -> list[Claim]:
        """All claims, merged over the articles and sorted, each with all its evidence."""
        return decode_claims(self.store.article_quads(), read_relations(), self.store.base)

    def iter_claims(self) -> Iterator[Claim]:
        """The same claims one by one, in the order of the news, so that millions need little memory."""
        from kg.graph.article_graphs import ArticleGraphs, iter_claims

        return iter_claims(ArticleGraphs.of_store(self.store), read_relations())

    def articles(self) -> list[Article]:
        """All articles, sorted by id; their text is "", the graph keeps only the quotes."""
        return self.store.articles()

    def tenures(self) -> list[Tenure]:
        """Who holds which office, as the articles say."""
        return decode_tenures(self.store.article_quads(), self.store.base)

    def to_turtle(self) -> str:
        """What the articles say as Turtle to read, without background knowledge."""
        from kg.graph.article_graphs import ArticleGraphs
        from kg.views.turtle import write_turtle

        file = BytesIO()
        write_turtle(ArticleGraphs.of_store(self.store), file, read_relations())
        return file.getvalue().decode()

    def to_html(self, *, title: str = "International relations") -> str:
        """The interactive network as one HTML page."""
        from kg.views.network import render_network

        claims = self.claims()
        return render_network(claims, self.articles(), title=title, aliases=_aliases(claims))

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The claims as a networkx graph: actors are nodes, each claim is an edge."""
        from kg.analysis.projection import project

        return project(self.claims())

    def to_rdflib(self) -> Dataset:
        """A copy of the whole store, background knowledge included, as an rdflib Dataset."""
        from kg.graph.rdflib_adapter import to_rdflib

        return to_rdflib(self.store)

    def to_json_lines(self) -> str:
        """The claims as JSON Lines, in the order of the news."""
        from kg.views.json_lines import render_claim

        return "".join(f"{render_claim(claim)}\n" for claim in self.iter_claims())

    def export(
        self,
        path: str | os.PathLike[str],
        *,
        columns: str = "native",
        each_evidence: bool = False,
        reifiers: bool = False,
    ) -> Counter[str]:
        """Write the graph into a file whose suffix says how; the file is written whole or not at all.

        Known are .html, the suffixes of `kg.views.formats` (RDF, JSON Lines, tables, graphs, Cypher), and
        those that installed packages add under the entry point group "kg.views". `columns` of tables are
        "native", "gdelt" or "polecat", with a row a claim, or a piece of evidence if `each_evidence`;
        `reifiers` adds those of RDF 1.2. Returns how many claims, by modality, the columns had no place for.
        Raises KgError for other suffixes and for options that the format cannot honour.
        """
        from kg.views.formats import ExportOptions, Source, find_writer

        target = Path(path)
        options = ExportOptions(columns=columns, each_evidence=each_evidence, reifiers=reifiers)
        write = find_writer(target, options)
        if write is None:
            write_whole(target, self._renderer(target)())
            return Counter()
        source = Source(store=self.store, relations=read_relations(), options=options)
        try:
            with whole_file(target) as file:
                write(source, file)
        except sqlite3.OperationalError as error:
            raise KgError(f"{target}: {error}; free some space for temporary files, or set TMPDIR") from error
        return source.left_out

    def _renderer(self, path: Path) -> Callable[[], str | bytes | Iterable[str | bytes]]:
        """What renders files that no writer of `kg.views.formats` knows."""
        from kg.views.formats import SUFFIXES

        suffix = path.suffix.lower()
        if suffix == ".html":
            return self.to_html
        added = {f".{entry.name}": entry for entry in entry_points(group=_VIEWS)}
        if suffix in added:
            render: Callable[[KnowledgeGraph], str | bytes | Iterable[str | bytes]] = added[suffix].load()
            return lambda: render(self)
        known = ", ".join(dict.fromkeys((*SUFFIXES, ".html", *added)))
        raise KgError(f"{path}: no view writes files with the suffix {suffix!r}; choose from {known}")

    def validate(
        self, *, engine: str = "sparql", background: bool = False, shapes: Sequence[Path] = ()
    ) -> list[Violation]:
        """What in the graph breaks the shapes of the ontology (SHACL); empty for a sound graph.

        The engine "pyshacl" is slower and the reference; `background` checks the known actors too, and
        `shapes` are files of further shapes. Raises KgError for shapes that can't be used.
        """
        from kg.graph.validation import validate

        return validate(self.store.copy(), engine=engine, background=background, shapes=shapes)

    def stats(self) -> dict[str, int | dict[str, int]]:
        """Counts of articles, claims and evidence; of actors by kind, of claims by root and modality."""
        claims = self.claims()
        actors = {entity.id: entity.kind for claim in claims for entity in (claim.subject, claim.object)}
        return {
            "articles": len(self.articles()),
            "claims": len(claims),
            "evidence": sum(len(claim.evidence) for claim in claims),
            "actors": _sorted(Counter(actors.values())),
            "claims_by_root": _sorted(Counter(root_of(claim.relation, claim.modality) for claim in claims)),
            "claims_by_modality": _sorted(Counter(claim.modality.value for claim in claims)),
        }

    def show(self, *, height: int = 640) -> NotebookView:
        """The network for a notebook, `height` pixels high."""
        return NotebookView(self.to_html(), height)

    def _repr_html_(self) -> str:
        return self.show()._repr_html_()


@dataclass(frozen=True, slots=True)
class NotebookView:
    """A page that a notebook shows as the value of a cell."""

    page: str
    height: int

    def _repr_html_(self) -> str:
        from kg.views.network import render_notebook

        return render_notebook(self.page, height=self.height)


def _aliases(claims: list[Claim]) -> dict[str, list[str]]:
    """The other names of the actors in the claims, for the search of the network."""
    from kg.actors.gazetteer import read_gazetteer

    used = {entity.id for claim in claims for entity in (claim.subject, claim.object)}
    names: defaultdict[str, set[str]] = defaultdict(set)
    for alias in read_gazetteer().aliases:
        if alias.entity in used:
            names[alias.entity].add(alias.text)
    return {entity: sorted(found) for entity, found in sorted(names.items())}


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
