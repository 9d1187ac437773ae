"""The graph as one Turtle file to read: actors first, then each article with its claims and evidence.

The same triples give the same bytes, whatever their order. Named graphs are merged; `rdf_files` has
formats that keep them apart.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from io import BytesIO
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO, BinaryIO

from pyoxigraph import NamedNode, Quad, Triple

from kg import ids
from kg.graph import vocabulary as v
from kg.graph.article_graphs import ArticleGraphs, Block
from kg.graph.merged import MergedGraph, Told, instances, values
from kg.model import Relation
from kg.views.turtle_terms import Names, literal_text

_SECTIONS = (
    ("States and their governments", ("State", "Government")),
    ("Organisations", ("IntergovernmentalOrganization", "Organization", "Company")),
    ("Groups", ("NonStateArmedGroup", "Group")),
    ("People and the offices they held", ("Person",)),
    ("Offices", ("Office",)),
    ("Agreements", ("Agreement",)),
    ("Places", ("Place",)),
)
_KINDS = tuple(tuple(str(v.ontology_term(kind)) for kind in kinds) for _, kinds in _SECTIONS)
_CLAIM_ORDER = (v.SUBJECT, v.OBJECT, v.EVENT_DATE, v.PREDICATE, v.MODALITY)
_TYPE = str(v.TYPE)
_RULE_WIDTH = 100
_LINE_BREAKS = re.compile(r"\s+")


def render_turtle(
    quads: Iterable[Quad | Triple], relations: Mapping[str, Relation], base: str = ids.DEFAULT_BASE
) -> str:
    """Write triples that fit in memory as sorted, prefixed Turtle with comments that guide a reader.

    `relations` explains the relations that occur. Parsing the result gives the same set of triples.
    """
    file = BytesIO()
    write_turtle(ArticleGraphs.of_quads(quads, base), file, relations)
    return file.getvalue().decode()


def write_turtle(articles: ArticleGraphs, file: BinaryIO, relations: Mapping[str, Relation]) -> None:
    """Write all that articles say into a file, each triple once, holding a few articles at a time."""
    page = _Page(articles.base)
    with ExitStack() as stack:
        graph = stack.enter_context(MergedGraph(articles, _KINDS))
        told, actors, rest = (stack.enter_context(TemporaryFile()) for _ in range(3))
        for news in graph.of_articles():
            page.write(told, ["".join(page.articles(news))])
            graph.collect(news.own)
        page.write(actors, page.actors(graph))
        page.write(rest, page.rest(graph))
        head = "\n".join([*page.header(), *page.prefixes(), *page.relations_used(relations)]).rstrip("\n")
        file.write(f"{head}\n".encode())
        _append(file, (actors, told, rest))


def _append(file: BinaryIO, parts: Iterable[IO[bytes]]) -> None:
    """Add the parts, but for the empty line at their end."""
    filled = [part for part in parts if part.tell()]
    for part in filled:
        if part is filled[-1]:
            part.truncate(part.tell() - 1)
        part.seek(0)
        shutil.copyfileobj(part, file)


def _plain(text: str) -> str:
    """Text that is safe in a comment: one line, no characters that turn the direction of writing."""
    line = _LINE_BREAKS.sub(" ", text).strip()
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


def _section(title: str) -> str:
    return f"\n{f'# {title} '.ljust(_RULE_WIDTH, '-')}\n\n"


def _text(block: Block, subject: str, predicate: NamedNode) -> str:
    """The first value of a property: the text of a literal, an IRI in <>, "" if there is none."""
    return next((literal_text(value) for value in values(block, subject, predicate)), "")


class _Page:
    """Renders parts, and notes what the head has to say of them."""

    def __init__(self, base: str) -> None:
        self._spaces = v.prefixes(base)
        self._names = Names(self._spaces)
        self._unseen = {name: re.compile(rf"(?:^|[\s^,]){name}:", re.MULTILINE) for name in self._spaces}
        self._kinds: Counter[str] = Counter()
        self._relations: Counter[str] = Counter()
        self._triples = 0

    def write(self, file: IO[bytes], chunks: Iterable[str]) -> None:
        """Add text to a part, noting the prefixes that it uses (or seems to: a quote may hold one, too)."""
        for chunk in chunks:
            for name in [name for name in self._unseen if f"{name}:" in chunk]:
                if self._unseen[name].search(chunk):
                    del self._unseen[name]
            file.write(chunk.encode())

    def _block(self, subject: str, pairs: list[tuple[str, str]]) -> str:
        self._triples += len(pairs)
        self._kinds.update(value for predicate, value in pairs if predicate == _TYPE)
        return f"{self._names.block(subject, pairs)}\n\n"

    def _count(self, kind: NamedNode, one: str, many: str) -> str:
        number = self._kinds[str(kind)]
        return f"{number:,} {one if number == 1 else many}"

    def header(self) -> list[str]:
        """What the file is and how much is in it."""
        counts = [
            self._count(v.ARTICLE_CLASS, "article", "articles"),
            self._count(v.CLAIM_CLASS, "claim", "claims"),
            self._count(v.EVIDENCE_CLASS, "piece of evidence", "pieces of evidence"),
            f"{self._triples:,} triples",
        ]
        return [
            "# International relations in news articles: who does what to whom, and where it says so",
            f"# {', '.join(counts)}.",
            "# A plain edge (ent:A ir:relation ent:B) stands for claims that an article states as a fact;",
            "# each claim has its modality, and the sentences that it rests on as evidence.",
            "",
        ]

    def prefixes(self) -> list[str]:
        """Declarations of the prefixes that were used."""
        used = sorted(name for name in self._spaces if name not in self._unseen)
        return [f"@prefix {name}: <{self._spaces[name]}> ." for name in used]

    def relations_used(self, relations: Mapping[str, Relation]) -> list[str]:
        """Comments that explain the relations of the claims, the most frequent ones first."""
        known = {str(v.ontology_term(name)): relation for name, relation in relations.items()}
        rows = [
            (self._names.short(node), known[node], number)
            for node, number in sorted(self._relations.items(), key=lambda item: (-item[1], item[0]))
            if node in known
        ]  # fmt: skip
        if not rows:
            return []
        width = max(len(name) for name, _, _ in rows)
        lines = [
            f"#   {name.ljust(width)}  {number:>5,} x  {relation.root} {relation.goldstein:+.1f}  "
            f'"{_plain(relation.label)}"'
            for name, relation, number in rows
        ]
        return ["", "# Relations that the claims use: how often, PLOVER root, scale from -10 to +10", *lines]

    def actors(self, graph: MergedGraph) -> Iterator[str]:
        """Entities by class, a person's tenures after the person."""
        shown = None
        for rank, subject, pairs in graph.placed():
            if rank != shown:
                yield _section(_SECTIONS[rank][0])
                shown = rank
            yield self._block(subject, pairs)

    def rest(self, graph: MergedGraph) -> Iterator[str]:
        """Whatever has no other place: publishers, extractors, days."""
        for number, (subject, pairs) in enumerate(graph.rest()):
            if number == 0:
                yield _section("Publishers, extractors, times")
            yield self._block(subject, pairs)

    def articles(self, news: Told) -> Iterator[str]:
        """The articles of a graph by date, each with its claims; what is written leaves `news.own`."""
        claims = instances(news.own, str(v.CLAIM_CLASS))
        self._relations.update(name for claim in claims for name in values(news.own, claim, v.PREDICATE)[:1])
        found = instances(news.own, str(v.ARTICLE_CLASS))
        for article in sorted(found, key=lambda a: (news.days[a], a)):
            day = literal_text(news.days[article])
            title = _text(news.own, article, v.TITLE) or _text(news.own, article, v.IDENTIFIER)
            yield _section(f"Article: {_plain(title)}, {day}" if day else f"Article: {_plain(title)}")
            yield self._block(article, news.own.pop(article))
            said = [c for c in claims if c in news.own and article in _articles_of(news.own, c)]
            yield from self._pairs(news, said)

    def _pairs(self, news: Told, claims: list[str]) -> Iterator[str]:
        """Claims grouped by who and whom, with their evidence."""
        ordered = sorted(
            (*(_text(news.own, claim, part) for part in _CLAIM_ORDER), claim) for claim in claims
        )
        for (subject, target), group in groupby(ordered, key=lambda keys: keys[:2]):
            yield f"# {self._named(news, subject)} -> {self._named(news, target)}\n\n"
            for *_, claim in group:
                evidence = _evidence(news, claim)
                yield self._block(claim, news.own.pop(claim))
                for node in evidence:
                    if node in news.own:
                        yield self._block(node, news.own.pop(node))

    def _named(self, news: Told, subject: str) -> str:
        """A name for comments."""
        return _plain(_text(news.shared, subject, v.PREF_LABEL) or self._names.short(subject))


def _articles_of(block: Block, claim: str) -> list[str]:
    evidence = values(block, claim, v.HAS_EVIDENCE)
    return [article for node in evidence for article in values(block, node, v.QUOTED_FROM)]


def _evidence(news: Told, claim: str) -> list[str]:
    """The evidence of a claim by date, article and place, each piece followed by its selectors."""
    placed = []
    for evidence in values(news.own, claim, v.HAS_EVIDENCE):
        selectors = values(news.own, evidence, v.HAS_SELECTOR)
        starts = [int(literal_text(at)) for s in selectors for at in values(news.own, s, v.START)]
        article = _text(news.own, evidence, v.QUOTED_FROM)
        place = (news.days.get(article, ""), article, min(starts, default=0), evidence)
        placed.append((place, sorted(selectors, reverse=True)))
    return [node for place, selectors in sorted(placed) for node in (place[-1], *selectors)]
