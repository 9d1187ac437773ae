"""Rewrites a SPARQL update for a store whose default graph is the union of its named graphs.

Nothing can be written into a union. What an update writes, deletes or clears without the name of a graph goes
to one named graph, which is part of the union; patterns after WHERE still match the union. The text is
known to parse when it comes here, so its brackets are balanced.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.errors import QueryError
from kg.graph.query import Token, tokenize

_OPERATIONS = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}


@dataclass
class UpdateText:
    """An update, rewritten.

    `operations` are the first words of its operations, with DATA where that follows. `ended` says whether a
    semicolon stands at the end, after which another operation may come.
    """

    text: str
    operations: list[str]
    ended: bool

    @property
    def only_data(self) -> bool:
        """Whether all is INSERT DATA and DELETE DATA, so that the triples it touches stand in the text."""
        return all(name.endswith(" DATA") for name in self.operations)

    def as_insertion(self) -> str:
        """The text with INSERT in place of DELETE: what it puts into an empty store is what it touches."""
        changes = [(t.start, t.end, "INSERT") for t in tokenize(self.text) if t.word == "DELETE"]
        return _edited(self.text, changes)


@dataclass
class _Reading:
    """What is known of the operation at the place that has been reached."""

    tokens: list[Token]
    default: str
    using: str
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    operations: list[str] = field(default_factory=list)
    has_with: bool = False
    into: bool = False
    ended: bool = False
    began: int = 0


def lift_prefixes(text: str) -> tuple[str, dict[str, str]]:
    """The update without the prefixes that are declared after its first operation, and those prefixes.

    SPARQL allows them there, the engine does not. Blanks take their place, so that what follows stays where
    it was. Raises QueryError for one that means something else before, and for a BASE.
    """
    known: dict[str, str] = {}
    lifted: dict[str, str] = {}
    blanks: list[tuple[int, int, str]] = []
    depth, later = 0, False
    tokens = list(tokenize(text))
    for token, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        later = later or (depth == 0 and token.text == ";")
        if depth or token.word not in ("PREFIX", "BASE") or (token.word == "BASE" and not later):
            continue
        prefix, value = name.text.rstrip(":"), iri.text[1:-1]
        if token.word == "BASE" or known.setdefault(prefix, value) != value:
            raise QueryError("declare BASE and each prefix once, at the beginning of the update")
        if later:
            lifted[prefix] = value
            blank = re.sub(r"\S", " ", text[token.start : iri.end])
            blanks.append((token.start, iri.end, blank))
    return _edited(text, blanks), lifted


def rewrite_update(
    text: str, default: str, using: Sequence[str] | None, using_named: Sequence[str] | None
) -> UpdateText:
    """The update with `default` (an IRI) in place of the default graph, and a USING for each graph given.

    Raises QueryError for graphs given to an update that names some itself by WITH or USING.
    """
    clauses = [f"USING <{iri}>" for iri in using or ()]
    clauses += [f"USING NAMED <{iri}>" for iri in using_named or ()]
    tokens = list(tokenize(text))
    if any(token.text == "\\" for token in tokens):
        raise QueryError("a backslash stands outside of strings and IRIs; write keywords without escapes")
    reading = _Reading(tokens, default, " ".join(clauses))
    place = 0
    while place < len(tokens):
        place = _read_token(reading, place)
    _end_load(reading, len(text))
    return UpdateText(_edited(text, reading.edits), reading.operations, reading.ended)


def _read_token(reading: _Reading, place: int) -> int:
    """Look at a token outside of all braces, and say where the next one is."""
    token = reading.tokens[place]
    if token.word in _OPERATIONS:
        reading.ended, reading.began = False, token.start
        return _read_operation(reading, place)
    if token.text == ";":
        _end_load(reading, token.start)
        reading.has_with, reading.into, reading.ended = False, False, True
    elif token.text == "{":
        return _closing(reading.tokens, place) + 1
    elif token.word in ("WITH", "USING"):
        if reading.using:
            raise QueryError(
                f"the update has {token.word}, so the request may not name graphs (using-graph-uri) as well"
            )
        reading.has_with = reading.has_with or token.word == "WITH"
    elif token.word == "WHERE" and reading.using:
        reading.edits.append((token.start, token.start, f"{reading.using} "))
    elif token.word == "DEFAULT":
        reading.edits.append((token.start, token.end, f"GRAPH <{reading.default}>"))
        made = f"CREATE SILENT GRAPH <{reading.default}> ; "  # a default graph is always there
        reading.edits.append((reading.began, reading.began, made))
    elif token.word == "INTO":
        reading.into = True
    return place + 1


def _read_operation(reading: _Reading, place: int) -> int:
    token, tokens = reading.tokens[place], reading.tokens
    follower = tokens[place + 1].word if place + 1 < len(tokens) else None
    name = f"{token.word} DATA" if follower == "DATA" else str(token.word)
    reading.operations.append(name)
    if token.word not in ("INSERT", "DELETE"):
        return place + 1
    opening = place + (1 if tokens[place + 1].text == "{" else 2)
    closing = _closing(tokens, opening)
    if not reading.has_with:
        _name_default(reading, opening, closing)
    if follower == "WHERE" and reading.using:
        word, pattern = tokens[place + 1], tokens[opening : closing + 1]
        copy = " ".join(part.text for part in pattern)
        reading.edits.append((word.start, word.end, ""))
        reading.edits.append((tokens[closing].end, tokens[closing].end, f" {reading.using} WHERE {copy}"))
    return closing + 1


def _name_default(reading: _Reading, opening: int, closing: int) -> None:
    """Put the triples of a template that are in no GRAPH into one of the default graph's name."""
    tokens, place = reading.tokens, opening + 1
    run: list[Token] = []
    while place < closing:
        if tokens[place].word == "GRAPH":
            _wrap(reading, run)
            run = []
            place = _closing(tokens, place + 2)
        elif run or tokens[place].text != ".":
            run.append(tokens[place])
        place += 1
    _wrap(reading, run)


def _wrap(reading: _Reading, run: list[Token]) -> None:
    if run:
        reading.edits.append((run[0].start, run[0].start, f"GRAPH <{reading.default}> {{ "))
        reading.edits.append((run[-1].end, run[-1].end, " }"))


def _end_load(reading: _Reading, place: int) -> None:
    """Say where to, for a LOAD that does not."""
    if not reading.ended and not reading.into and reading.operations[-1:] == ["LOAD"]:
        reading.edits.append((place, place, f" INTO GRAPH <{reading.default}> "))


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """The place of the brace that closes the one at `opening`."""
    depth = 0
    for place in range(opening, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[place].text, 0)
        if depth == 0:
            return place
    raise QueryError("a brace is not closed")


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    parts, reached = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[0]):
        parts += [text[reached:start], new]
        reached = end
    return "".join([*parts, text[reached:]])
