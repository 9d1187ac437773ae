"""The graph as users hold it: claims, queries, views and files over a store."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kg.background import fill_background
from kg.errors import KgError
from kg.files import write_whole
from kg.graph.query import QueryResult, run_query
from kg.graph.store import Store
from kg.graph.triples import decode_claims, decode_tenures
from kg.model import Article, Claim, Tenure
from kg.ontology import read_relations, root_of
from kg.report import BuildReport
from kg.views.rdf_files import SUFFIXES, render_rdf

if TYPE_CHECKING:
    import networkx as nx
    from rdflib import Dataset

    from kg.graph.validation import Violation

_VIEWS = "kg.views"
"""Entry points of this group add files that `export` can write: a suffix without its dot names a function
from a KnowledgeGraph to text."""


def open(store: str | os.PathLike[str]) -> KnowledgeGraph:  # noqa: A001 - the API's word is kg.open
    """Open the graph in a folder for reading. Raises StoreError if there is none."""
    return KnowledgeGraph(Store(Path(store), read_only=True))


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
        store: str | os.PathLike[str] | None = None,
        *,
        base: str | None = None,
        actors: Iterable[Path] = (),
    ) -> Self:
        """Open the graph in a folder for writing, or make one, in memory if `store` is None.

        The ontology and the known actors are in it from the start, with those of the user's files `actors`.
        """
        opened = Store(None if store is None else Path(store), base=base)
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

    def claims(self) -> list[Claim]:
        """All claims, merged over the articles and sorted, each with all its evidence."""
        return decode_claims(self.store.article_quads(), read_relations(), self.store.base)

    def articles(self) -> list[Article]:
        """All articles, sorted by id; their text is "", the graph keeps only the quotes."""
        return self.store.articles()

    def tenures(self) -> list[Tenure]:
        """Who holds which office, as the articles say."""
        return decode_tenures(self.store.article_quads(), self.store.base)

    def to_turtle(self) -> str:
        """What the articles say as Turtle to read, without background knowledge."""
        return self._render_rdf(".ttl")

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
        """The claims as JSON Lines."""
        from kg.views.json_lines import render_claim

        return "".join(f"{render_claim(claim)}\n" for claim in self.claims())

    def export(self, path: str | os.PathLike[str]) -> None:
        """Write the graph into a file whose suffix says how; the file is written whole or not at all.

        Known are the suffixes of RDF (.ttl, .nq, .trig, .jsonld, .nt, .rdf), .html, .jsonl, and those that
        installed packages add under the entry point group "kg.views". Raises KgError for others.
        """
        target = Path(path)
        write_whole(target, self._renderer(target)())

    def _renderer(self, path: Path) -> Callable[[], str]:
        suffix = path.suffix.lower()
        if suffix in SUFFIXES:
            return lambda: self._render_rdf(suffix)
        own = {".html": self.to_html, ".jsonl": self.to_json_lines}
        if suffix in own:
            return own[suffix]
        added = {f".{entry.name}": entry for entry in entry_points(group=_VIEWS)}
        if suffix in added:
            render: Callable[[KnowledgeGraph], str] = added[suffix].load()
            return lambda: render(self)
        known = ", ".join(dict.fromkeys((*SUFFIXES, *own, *added)))
        raise KgError(f"{path}: no view writes files with the suffix {suffix!r}; choose from {known}")

    def _render_rdf(self, suffix: str) -> str:
        quads, base = self.store.article_quads(), self.store.base
        return render_rdf(quads, suffix, relations=read_relations(), base=base)

    def validate(self) -> list[Violation]:
        """What in the graph breaks the shapes of the ontology (SHACL); empty for a sound graph."""
        from kg.graph.validation import validate

        return validate(self.store)

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
