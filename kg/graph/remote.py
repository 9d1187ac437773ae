"""A store on a SPARQL 1.1 server, with the same manners as one in a folder.

An article is written by putting its graph in place (Graph Store Protocol), which can be repeated: a build
that was interrupted goes on. What makes a graph count as stored, its fingerprint or version, is written last
where that takes more than one request. Queries expect each triple of the named graphs once in the default
graph; what a server has there is found out before the first write (`Union`).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import partial
from typing import Any, cast

import pyoxigraph as ox

from kg import ids
from kg.errors import StoreError
from kg.graph import vocabulary as v
from kg.graph.http_store import CUT, RESULTS, TRIPLES, CutAnswerError, HttpStore, TooLargeError
from kg.graph.query import tokenize
from kg.graph.shards import Named
from kg.graph.store import BACKGROUND, Store
from kg.graph.text_search import NameHit, QuoteHit
from kg.graph.triples import decode_articles
from kg.model import Article
from kg.store_url import StoreUrl

PART, LEAST_PART = 20_000, 100
"""Triples in one request, of some 2 MB; a server that refuses them (413) gets half as many, and so on."""
GRAPHS_AT_ONCE, NAMES_AT_ONCE = 32, 1_000
"""Articles read in one answer, and names of articles: well below the 10,000 rows at which Virtuoso cuts."""


class Union(Enum):
    """What the default graph of a server holds; the values are how often it finds a triple of two graphs."""

    APART = 0
    """Only what is written into it: it gets a copy of each triple, in the update that writes the graph."""
    SET = 1
    """All graphs, each triple once."""
    BAG = 2
    """All graphs, a triple as often as there are graphs with it: queries that count need DISTINCT."""


class RemoteStore(Store):
    """A store on a server. Raises StoreError for what is wrong with the server, the address or the rights.

    `base` is the base IRI of the data; a server remembers it, and one that is asked for must be there.
    """

    graphs_query = f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?g a {v.ARTICLE_CLASS} }} }}"

    def __init__(self, url: StoreUrl, *, base: str | None = None, read_only: bool = False) -> None:
        self._http = HttpStore(url)
        try:
            super().__init__(base=base, read_only=read_only)
            self.base = self._find_base(base)
            self._grammar = ox.Store()
            if read_only:
                self._check_union()
            else:
                self._union = self._find_union()
        except BaseException:
            self._http.close()
            raise

    def _find_base(self, base: str | None) -> str:
        """The base of the data on the server; that asked for, or the default one, where there is none."""
        end = v.background_graph(BACKGROUND[0]).value.removeprefix(ids.DEFAULT_BASE)
        rows = self._rows(f"SELECT ?g WHERE {{ GRAPH ?g {{ ?g {v.VERSION} ?version }} }}")
        known: set[str] = {g.value.removesuffix(end) for (g,) in rows if g.value.endswith(end)}
        if base in known or not known:
            if self._read_only and not known:
                raise StoreError(
                    f"there is no graph of this program at {self._http.url}; build one first: "
                    f"kg build ARTICLES --store {self._http.url}"
                )
            return base or ids.DEFAULT_BASE
        if base is None and len(known) == 1:
            return known.pop()
        raise StoreError(
            f"the server {self._http.url} has the base {' and '.join(sorted(known))}, not {base}"
        )

    def _check_union(self) -> None:
        """Refuse to read where the default graph, which queries ask, lacks what the named graphs hold."""
        graph = v.background_graph(BACKGROUND[0], self.base)
        if not self._rows(f"SELECT ?version WHERE {{ {graph} {v.VERSION} ?version }}"):
            raise StoreError(
                f"the default graph of {self._http.url} lacks what its named graphs hold, so queries would "
                "find nothing; configure it as their union, or delete the graphs and build again from here"
            )

    def _find_union(self) -> Union:
        """What the default graph holds, found with two graphs that are removed again."""
        names = [f"urn:uuid:{uuid.uuid4()}" for _ in range(2)]
        triple = f'<{names[0]}> {v.VERSION} "probe" .'
        try:
            for name in names:
                self._http.put_graph(name, triple.encode())
            found = len(self._rows(f"SELECT ?probe WHERE {{ <{names[0]}> {v.VERSION} ?probe }}"))
        finally:
            for name in names:
                self._http.delete_graph(name)
        if found > 1 and self._http.layout.name == "oxigraph":
            raise StoreError(
                f"{self._http.url} finds a triple as often as there are graphs with it, so counts would be "
                "wrong; start oxigraph without --union-default-graph"
            )
        return Union(min(found, 2))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
        super().close()

    def _writable(self) -> None:
        if self._read_only:
            raise StoreError(f"the store {self._http.url} was opened for reading only")

    def replace_article(self, article_id: str, quads: Sequence[ox.Quad]) -> None:
        """Put these quads in the place of all that was known from the article.

        Raises ValueError for a quad of another graph and StoreError when the server refuses.
        """
        self._writable()
        graph = self._article_graph(article_id)
        if any(quad.graph_name != graph for quad in quads):
            raise ValueError(f"a quad is not of the graph {graph}")
        triples = dict.fromkeys(quad.triple for quad in quads)
        marks = [triple for triple in triples if triple.predicate == v.CONTENT_DIGEST]
        self._write_graph(graph, [triple for triple in triples if triple not in marks], marks)

    def add_all(self, articles: Iterable[Named], stored: Callable[[str], None] | None = None) -> int:
        """Store many articles one after the other, and say how many; `stored` is called after each."""
        total = 0
        for total, (name, quads) in enumerate(articles, start=1):  # noqa: B007 - the number of the last
            self.replace_article(name, quads)
            if stored is not None:
                stored(name)
        return total

    def delete_article(self, article_id: str) -> bool:
        """Remove all that is known from the article; says whether there was anything."""
        self._writable()
        graph = self._article_graph(article_id)
        known = bool(self._rows(f"SELECT ?s WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }} LIMIT 1"))
        if known and self._union is Union.APART:
            self._http.update(_removal(graph))
        elif known:
            self._http.delete_graph(graph.value)
        return known

    def load_background(self, name: str, version: str, triples: Callable[[], Iterable[ox.Triple]]) -> bool:
        """Fill a background graph, one of `BACKGROUND`, unless this version of it is there; says whether."""
        if name not in BACKGROUND:
            raise ValueError(f"no background graph {name}; there are {', '.join(BACKGROUND)}")
        graph = v.background_graph(name, self.base)
        if self._literal(graph, v.VERSION, graph) == version:
            return False
        self._writable()
        moved = [ox.Triple(self._moved(t.subject), t.predicate, self._moved(t.object)) for t in triples()]
        self._write_graph(graph, moved, [ox.Triple(graph, v.VERSION, ox.Literal(version))])
        return True

    def _write_graph(self, graph: ox.NamedNode, triples: list[ox.Triple], marks: list[ox.Triple]) -> None:
        """Put triples in the place of the graph's, in smaller parts where the server asks for it."""
        size = PART
        while True:
            try:
                self._write_parts(graph, [triples[i : i + size] for i in range(0, len(triples), size)], marks)
            except TooLargeError:
                if size <= LEAST_PART:
                    raise
                size //= 2
            else:
                return

    def _write_parts(self, graph: ox.NamedNode, parts: list[list[ox.Triple]], marks: list[ox.Triple]) -> None:
        """Write a graph, in one request if it is one part and that is known to take all or nothing."""
        first, *others = parts or [[]]
        if self._union is Union.APART:
            whole = [] if others else marks
            self._http.update(f"{_removal(graph)} ;\n{_insertion(graph, [*first, *whole])}")
            for part in (*others, marks) if others else ():
                self._http.update(_insertion(graph, part))
            return
        whole = [] if others or self._union is Union.BAG else marks
        self._http.put_graph(graph.value, _lines([*first, *whole]).encode())
        for part in (*others, marks) if whole is not marks else ():
            self._http.post_graph(graph.value, _lines(part).encode())

    def _literal(self, subject: ox.NamedNode, predicate: ox.NamedNode, graph: ox.NamedNode) -> str | None:
        found = self._rows(f"SELECT ?o WHERE {{ GRAPH {graph} {{ {subject} {predicate} ?o }} }}")
        return min((o.value for (o,) in found if isinstance(o, ox.Literal)), default=None)

    def articles(self) -> list[Article]:
        """All articles, sorted by id, without their text."""
        return decode_articles(self._quads_of("?g ?p ?o", "?g"), self.base)

    def quads(self, graph: ox.NamedNode | None = None) -> Iterator[ox.Quad]:
        """All quads of the articles and of background knowledge, or those of one graph."""
        if graph is not None:
            yield from self._graph_quads(graph)
            return
        yield from self.article_quads()
        for name in BACKGROUND:
            yield from self._graph_quads(v.background_graph(name, self.base))

    def article_quads(self) -> Iterator[ox.Quad]:
        """All quads that come from articles: everything but background knowledge."""
        return self._quads_of("?s ?p ?o", "?s")

    def _graph_quads(self, graph: ox.NamedNode) -> list[ox.Quad]:
        """The quads of one graph. Raises CutAnswerError where the server gives fewer than it counts."""
        body, media = self._http.read_graph(graph.value)
        quads = [
            ox.Quad(quad.subject, quad.predicate, quad.object, graph)
            for quad in ox.parse(body, format=_rdf(media))
        ]
        ((count,),) = self._rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
        if int(count.value) != len(quads):
            raise CutAnswerError(f"{self._http.url} gave {len(quads)} of {count.value} triples: {CUT}")
        return quads

    def _graph_names(self) -> Iterator[ox.NamedNode]:
        """The graphs of articles, in pages that begin after the last name of the page before."""
        begin = ids.iri(v.ARTICLE, "", self.base)
        last = begin
        while True:
            page = self._rows(
                f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?g a {v.ARTICLE_CLASS} }} FILTER(STR(?g) > "
                f'"{last}" && STRSTARTS(STR(?g), "{begin}")) }} ORDER BY STR(?g) LIMIT {NAMES_AT_ONCE}'
            )
            yield from (name for (name,) in page if isinstance(name, ox.NamedNode))
            if len(page) < NAMES_AT_ONCE:
                return
            last = page[-1][0].value

    def _quads_of(self, pattern: str, subject: str) -> Iterator[ox.Quad]:
        """The quads of the pattern in the graphs of articles, some graphs at a time."""
        names: list[ox.NamedNode] = []
        for name in self._graph_names():
            names.append(name)
            if len(names) == GRAPHS_AT_ONCE:
                yield from self._quads_in(names, pattern, subject)
                names = []
        yield from self._quads_in(names, pattern, subject)

    def _quads_in(self, names: list[ox.NamedNode], pattern: str, subject: str) -> Iterator[ox.Quad]:
        if not names:
            return
        wanted = " ".join(map(str, names))
        try:
            rows = self._rows(
                f"SELECT ?g ({subject} AS ?subject) ?p ?o "
                f"WHERE {{ VALUES ?g {{ {wanted} }} GRAPH ?g {{ {pattern} }} }}"
            )
        except (CutAnswerError, TooLargeError):
            if len(names) > 1:
                middle = len(names) // 2
                yield from self._quads_in(names[:middle], pattern, subject)
                yield from self._quads_in(names[middle:], pattern, subject)
            else:
                yield from (
                    q for q in self._graph_quads(names[0]) if subject != "?g" or q.subject == names[0]
                )
            return
        for graph, node, predicate, value in rows:
            yield ox.Quad(node, predicate, value, graph)

    def _rows(self, sparql: str) -> list[tuple[Any, ...]]:
        """The solutions of a query of our own, whose variables are all bound to names or literals."""
        found = self._select(sparql)
        if not isinstance(found, ox.QuerySolutions):
            raise StoreError(f"{self._http.url} gives no rows for SELECT; it is no SPARQL 1.1 server")
        return [tuple(row) for row in found]

    def _select(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean:
        body, media = self._http.query(sparql, RESULTS)
        try:
            return ox.parse_query_results(_mended(body), format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{self._http.url} gave a broken answer ({media}): {error}") from error

    def answer(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Evaluate a query on the server with the project's prefixes known.

        The query is parsed here first, so that a mistake is told as for any other store (SyntaxError).
        """
        form = self._grammar.query(sparql, prefixes=v.prefixes(self.base))
        text = declare_prefixes(sparql, v.prefixes(self.base))
        if isinstance(form, ox.QueryTriples):
            if self._http.layout.name == "virtuoso":
                self._select(solutions_of(text))
            body, media = self._http.query(text, TRIPLES)
            copy = ox.Store()
            copy.load(body, format=_rdf(media))
            return cast("ox.QueryTriples", copy.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))
        found = self._select(text)
        if isinstance(form, ox.QueryBoolean) and isinstance(found, ox.QuerySolutions):
            return _boolean(found)
        return found

    def copy(self) -> Store:
        """All of it in memory, for what a server has no means for: full-text search, checks of the shapes."""
        copied = Store(base=self.base)
        for name in BACKGROUND:
            graph = v.background_graph(name, self.base)
            version = self._literal(graph, v.VERSION, graph) or ""
            found = [quad.triple for quad in self._graph_quads(graph)]
            copied.load_background(name, version, partial(iter, found))
        copied.add_all(self._articles())
        return copied

    def exact(self) -> Store:
        """Where the questions in plain English are answered: on a copy in memory if it is Virtuoso.

        Virtuoso 7.2.5 refuses a third of our queries with VALUES, and loses rows of others without a word.
        """
        return self.copy() if self._http.layout.name == "virtuoso" else self

    def _articles(self) -> Iterator[Named]:
        """The quads of each article."""
        found: dict[ox.NamedNode, list[ox.Quad]] = {}
        for quad in self.article_quads():
            found.setdefault(cast("ox.NamedNode", quad.graph_name), []).append(quad)
        for graph, quads in found.items():
            yield ids.identifier(v.ARTICLE, graph.value, self.base), quads

    def search_quotes(self, text: str, limit: int) -> list[QuoteHit]:
        """As `Store.search_quotes`, on a copy in memory."""
        with self.copy() as copied:
            return copied.search_quotes(text, limit)

    def search_names(self, text: str, limit: int) -> list[NameHit]:
        """As `Store.search_names`, on a copy in memory."""
        with self.copy() as copied:
            return copied.search_names(text, limit)


def declare_prefixes(sparql: str, known: dict[str, str]) -> str:
    """The query with declarations of the known prefixes that it uses and does not declare.

    >>> declare_prefixes("ASK { ent:Iran ?p ?o }", {"ent": "https://example.org/", "ir": "https://example.com/"})
    'PREFIX ent: <https://example.org/> ASK { ent:Iran ?p ?o }'
    """
    used, declared, last = dict[str, None](), set[str](), ""
    for token in tokenize(sparql):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            declared.add(prefix) if last == "PREFIX" else used.setdefault(prefix)
        last = token.word or ""
    missing = [prefix for prefix in used if prefix in known and prefix not in declared]
    return "".join(f"PREFIX {prefix}: <{known[prefix]}> " for prefix in missing) + sparql


def solutions_of(sparql: str) -> str:
    """SELECT in the place of CONSTRUCT: Virtuoso says that it cut an answer off only of SELECT.

    >>> solutions_of("CONSTRUCT { ?s a ?o } WHERE { ?s ?p ?o }")
    'SELECT * WHERE { ?s ?p ?o }'
    """
    tokens = list(tokenize(sparql))
    form = next((i for i, token in enumerate(tokens) if token.word == "CONSTRUCT"), None)
    if form is None:
        return "SELECT * WHERE {} LIMIT 0"
    end, depth = tokens[form].end, 0
    for token in tokens[form + 1 :]:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            end = token.end if token.text == "}" else end
            break
    return f"{sparql[: tokens[form].start]}SELECT *{sparql[end:]}"


def _rdf(media: str) -> ox.RdfFormat:
    known = ox.RdfFormat.from_media_type(media)
    if known is None:
        raise StoreError(f"the server gave triples as {media or 'nothing known'}, not as {TRIPLES}")
    return known


def _mended(body: bytes) -> bytes:
    """The answer with booleans as SPARQL writes them; Virtuoso gives 1 and 0."""
    kind = b'"datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": '
    return body.replace(kind + b'"1"', kind + b'"true"').replace(kind + b'"0"', kind + b'"false"')


def _boolean(found: ox.QuerySolutions) -> ox.QueryBoolean:
    """The answer to ASK that Virtuoso gives as a row with 1 or 0."""
    value = any(str(getattr(term, "value", "")) in ("1", "true") for row in found for term in row)
    text = f'{{"head": {{}}, "boolean": {str(value).lower()}}}'
    return cast("ox.QueryBoolean", ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON))


def _lines(triples: Iterable[ox.Triple]) -> str:
    return "".join(f"{triple.subject} {triple.predicate} {triple.object} .\n" for triple in triples)


def _removal(graph: ox.NamedNode) -> str:
    """An update that removes a graph, and its triples from the default graph that no other graph holds."""
    return (
        f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} FILTER NOT EXISTS "
        f"{{ GRAPH ?other {{ ?s ?p ?o }} FILTER(?other != {graph}) }} }} ;\nDROP SILENT GRAPH {graph}"
    )


def _insertion(graph: ox.NamedNode, triples: Iterable[ox.Triple]) -> str:
    """An update that adds triples to a graph and to the default graph."""
    text = _lines(triples)
    return f"INSERT DATA {{\n{text} GRAPH {graph} {{\n{text} }} }}"
