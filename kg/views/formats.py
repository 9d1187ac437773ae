"""Which file name suffix is written how, and the options that some of them take.

Writers get what they are to write in portions and write into an open file; whoever calls them sees to it that
the file appears whole or not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath
from types import MappingProxyType
from typing import BinaryIO

from kg.errors import KgError
from kg.graph.article_graphs import ArticleGraphs, iter_claims
from kg.graph.reifiers import ReifiedGraphs
from kg.graph.store import Store
from kg.model import Claim, Relation
from kg.views.cypher import SUFFIX as CYPHER
from kg.views.cypher import write_cypher
from kg.views.event_table import LAYOUTS, find_layout, make_rows, write_csv
from kg.views.graph_xml import write_gexf, write_graphml
from kg.views.json_lines import render_claim
from kg.views.parquet import write_parquet
from kg.views.rdf_files import REIFYING, write_rdf
from kg.views.rdf_files import SUFFIXES as RDF

TABLES = (".csv", ".tsv", ".parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What is to be in a file.

    `columns` of tables: "native", "gdelt" or "polecat". `each_evidence` gives tables a row for each piece of
    evidence, not for each claim. `reifiers` adds `rdf:reifies` of RDF 1.2 to the claims of RDF files.
    """

    columns: str = "native"
    each_evidence: bool = False
    reifiers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A store that is to be written, with the relations of its claims."""

    store: Store
    relations: Mapping[str, Relation]
    options: ExportOptions = field(default_factory=ExportOptions)
    left_out: Counter[str] = field(default_factory=Counter)
    """Claims by modality that the chosen columns cannot tell of; writers count here."""

    def claims(self) -> Iterator[Claim]:
        """All claims, in the order of the news."""
        return iter_claims(ArticleGraphs.of_store(self.store), self.relations)


Writer = Callable[[Source, BinaryIO], None]


def find_writer(path: PurePath, options: ExportOptions) -> Writer | None:
    """The writer for a file of this name, None for an unknown suffix.

    Raises KgError for options that such a file cannot honour, before anything is written.
    """
    suffix = CYPHER if path.name.lower().endswith(CYPHER) else path.suffix.lower()
    find_layout(options.columns)
    if options.reifiers and suffix not in REIFYING:
        raise KgError(f"{path}: only {', '.join(REIFYING)} can hold reifiers of RDF 1.2")
    if (options.columns != "native" or options.each_evidence) and suffix not in TABLES:
        raise KgError(f"{path}: columns and rows can be chosen for tables only: {', '.join(TABLES)}")
    return WRITERS.get(suffix)


def _rdf(suffix: str, source: Source, file: BinaryIO) -> None:
    kind = ReifiedGraphs if source.options.reifiers else ArticleGraphs
    write_rdf(kind.of_store(source.store), file, suffix, source.relations)


def _json_lines(source: Source, file: BinaryIO) -> None:
    file.writelines(f"{render_claim(claim)}\n".encode() for claim in source.claims())


def _table(source: Source, file: BinaryIO, *, write: Callable[..., None]) -> None:
    layout, options = find_layout(source.options.columns), source.options
    rows = make_rows(source.claims(), layout, source.left_out, each_evidence=options.each_evidence)
    write(rows, layout, file)


def _of_claims(write: Callable[[Iterable[Claim], BinaryIO], None]) -> Writer:
    return lambda source, file: write(source.claims(), file)


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {suffix: partial(_rdf, suffix) for suffix in RDF}
    | {
        ".jsonl": _json_lines,
        ".csv": partial(_table, write=write_csv),
        ".tsv": partial(_table, write=partial(write_csv, delimiter="\t")),
        ".parquet": partial(_table, write=write_parquet),
        ".graphml": _of_claims(write_graphml),
        ".gexf": _of_claims(write_gexf),
        CYPHER: _of_claims(write_cypher),
    }
)
SUFFIXES = tuple(WRITERS)
COLUMNS = tuple(LAYOUTS)
