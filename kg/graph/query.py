"""SPARQL over the store: the project's prefixes known, results as Python values or standard formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pyoxigraph as ox

from kg.errors import QueryError
from kg.graph import vocabulary as v
from kg.graph.store import Store

Value = str | int | float | bool | date | None
"""What a cell of a result holds; an IRI is a string with the project's prefixes, unbound is None."""

_TABLE_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPH_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
_TOKEN = re.compile(
    r"""(?P<skip> \s+ | \#[^\n\r]*)
      | (?P<term> <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>
          | \"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
          | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
          | [?$]\w+ | @[\w-]+ )
      | (?P<name> [\w.-]*:(?:[\w.:%-]|\\[_~.!$&'()*+,;=/?\#@%-])* )
      | (?P<word> \w+ ) | (?P<other> \{\| | \|\} | . )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_NO_PREFIX = re.compile(r"Prefix not found")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_LARGEST = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a SPARQL text, at `text[start:end]`.

    `kind` is "term" (IRI in brackets, string, variable, language tag), "name" (with a prefix), "word" (a
    keyword or number) or "other" (one sign); white space and comments are no tokens.
    """

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str | None:
        """The keyword in capitals, None for other kinds."""
        return self.text.upper() if self.kind == "word" else None


class QuerySyntaxError(QueryError):
    """The query does not parse; `line` and `column` count from 1 in the user's own text."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.line = line
        self.column = column


@dataclass(frozen=True)
class QueryResult:
    """The answer to a query, detached from the store.

    `kind` is SELECT, ASK, CONSTRUCT or DESCRIBE. `rows` has a tuple of Python values for each
    solution; ASK has one row with one bool; CONSTRUCT and DESCRIBE have a row for each triple,
    sorted. `serialize` gives the standard formats, in which IRIs are whole.
    """

    kind: str
    columns: tuple[str, ...]
    prefixes: dict[str, str]
    answers: bytes | None = None
    triples: tuple[ox.Triple, ...] = ()

    @cached_property
    def rows(self) -> list[tuple[Value, ...]]:
        """The solutions as Python values."""
        return list(self._rows())

    def _rows(self) -> Iterator[tuple[Value, ...]]:
        found = self._solutions()
        if isinstance(found, ox.QueryBoolean):
            yield (bool(found),)
        elif isinstance(found, ox.QuerySolutions):
            for solution in found:
                yield tuple(_value(solution[name], self.prefixes) for name in self.columns)
        for triple in self.triples:
            yield tuple(_value(t, self.prefixes) for t in (triple.subject, triple.predicate, triple.object))

    def _solutions(self) -> ox.QuerySolutions | ox.QueryBoolean | None:
        if self.answers is None:
            return None
        return ox.parse_query_results(self.answers, format=ox.QueryResultsFormat.JSON)

    def __bool__(self) -> bool:
        """The answer to an ASK; for other forms, whether anything was found."""
        return bool(self.rows[0][0]) if self.kind == "ASK" else bool(self.rows)

    def serialize(self, name: str) -> str:
        """Write the answer as csv, tsv, json or xml (SELECT, ASK) or as ttl, nt, jsonld or rdf (graphs).

        Raises QueryError for a format that this form of query does not have.
        """
        found = self._solutions()
        if found is None and name in _GRAPH_FORMATS:
            written = ox.serialize(self.triples, format=_GRAPH_FORMATS[name], prefixes=self.prefixes)
        elif found is not None and name in _TABLE_FORMATS:
            written = self._table(found, name)
        else:
            known = ", ".join(_GRAPH_FORMATS if found is None else _TABLE_FORMATS)
            raise QueryError(f"the answer to {self.kind} cannot be written as {name!r}; choose from {known}")
        return (written or b"").decode()

    def _table(self, found: ox.QuerySolutions | ox.QueryBoolean, name: str) -> bytes | None:
        if isinstance(found, ox.QueryBoolean) and name in ("csv", "tsv"):
            return f"ask\n{str(bool(found)).lower()}\n".encode()
        return found.serialize(format=_TABLE_FORMATS[name])


def run_query(store: Store, sparql: str) -> QueryResult:
    """Answer a SPARQL 1.1 query over the union of all graphs of the store, or those that FROM names.

    A triple that several graphs hold is found once in the union; GRAPH ?g finds it in each of them.
    The prefixes of `vocabulary.prefixes` need no declaration; the query's own declarations win.
    Raises QueryError with line and column if it does not parse, and for SERVICE, which would
    reach the network.
    """
    _refuse_service(sparql)
    known = v.prefixes(store.base)
    try:
        found = store.answer(sparql)
    except SyntaxError as error:
        raise explain_syntax(sparql, str(error)) from error
    try:
        return _detached(found, sparql, known)
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query could not be answered: {error}") from error


def _detached(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, sparql: str, known: dict[str, str]
) -> QueryResult:
    if isinstance(found, ox.QueryTriples):
        kind = next(word for word in _words(sparql) if word in ("CONSTRUCT", "DESCRIBE"))
        triples = tuple(sorted(set(found), key=str))
        return QueryResult(kind, ("subject", "predicate", "object"), known, triples=triples)
    answers = found.serialize(format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return QueryResult("ASK", ("ask",), known, answers)
    return QueryResult("SELECT", tuple(name.value for name in found.variables), known, answers)


def tokenize(sparql: str) -> Iterator[Token]:
    """Split a SPARQL text, which need not parse, into tokens.

    >>> [token.text for token in tokenize("ASK { ?s ex:a 'b' } # why")]
    ['ASK', '{', '?s', 'ex:a', "'b'", '}']
    """
    for match in _TOKEN.finditer(sparql):
        if match.lastgroup is not None and match.lastgroup != "skip":
            yield Token(match.lastgroup, match[0], match.start(), match.end())


def _words(sparql: str) -> list[str]:
    """The bare words of a query in capitals: no IRIs, strings, comments, variables or prefixed names."""
    return [token.word for token in tokenize(sparql) if token.word is not None]


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= _LARGEST else match[0]


def reaches_network(sparql: str, keyword: str) -> bool:
    """Whether SERVICE or LOAD may be a keyword of the text, also where it is spelt with Unicode escapes.

    The engine reads keywords without a space after them: `SERVICESILENT:x` is SERVICE SILENT and a name.
    So a word or a prefix that only contains the keyword counts as well.

    >>> reaches_network("SELECT * { ?s ?p 1SERVICE:x {} }", "SERVICE")
    True
    >>> reaches_network("SELECT * { ?service ex:service 'SERVICE' }", "SERVICE")
    False
    """
    for text in {sparql, _ESCAPED.sub(_character, sparql)}:
        for token in tokenize(text):
            bare = token.text.partition(":")[0] if token.kind == "name" else token.word or ""
            if keyword in bare.upper():
                return True
    return False


def _refuse_service(sparql: str) -> None:
    """Refuse what would send a part of the query to another server."""
    if reaches_network(sparql, "SERVICE"):
        raise QueryError(
            "SERVICE is refused: it would send the query over the network; ask this store alone "
            "(and name no prefix after it)"
        )


def explain_syntax(sparql: str, message: str, *, update: bool = False) -> QueryError:
    """Say where and what, in place of the parser's own words where those mislead."""
    kind = "update" if update else "query"
    place = _PLACE.match(message)
    if place is None:
        return QueryError(f"the {kind} does not parse: {message}")
    line, column, expected = int(place[1]), int(place[2]), place[3]
    first = next((word for word in _words(sparql) if word in _FORMS | _UPDATES), None)
    if not update and (first is None or first in _UPDATES):
        expected = "only SELECT, ASK, CONSTRUCT and DESCRIBE queries are answered"
    elif update and first in _FORMS:
        expected = "this is a query; send it as one, an update changes the graph"
    elif _NO_PREFIX.search(expected):
        expected = "a prefix is not known; declare it with PREFIX name: <IRI>"
    else:
        hint = "" if "[" in expected else f" (the parser {expected})"
        expected = f"the {kind} cannot be understood here{hint}"
    return QuerySyntaxError(expected, line, column)


def _value(term: object, prefixes: dict[str, str]) -> Value:
    if isinstance(term, ox.NamedNode):
        return v.shorten(term.value, prefixes)
    if isinstance(term, ox.Literal):
        return _number_or_text(term)
    return None if term is None else str(term)


def _number_or_text(literal: ox.Literal) -> Value:
    kind = literal.datatype.value.rpartition("#")[2]
    text = literal.value
    try:
        if kind == "integer":
            return int(text)
        if kind in ("decimal", "double", "float"):
            return float(text)
        if kind == "date":
            return date.fromisoformat(text)
    except ValueError:
        return text
    return text == "true" if kind == "boolean" and text in ("true", "false") else text
