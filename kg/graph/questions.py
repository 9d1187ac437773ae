"""Questions as files: SPARQL templates with a header, filled with terms and run over the store.

The files stand in `ontologies/questions`; the README beside them explains their headers. This module owns
reading, filling and running them. Which question the words of a user ask is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from kg.errors import DataError, KgError
from kg.graph import vocabulary as v
from kg.graph.query import Value, run_query
from kg.graph.store import Store
from kg.resources import ontologies

KINDS = frozenset("actor bloc day office period person relation topic".split())
"""What a parameter can be; each is read from words in its own way."""
EVIDENCE = ("quote", "article", "published", "claim")
"""Columns of a row that states a claim: the sentence, its article and day, and the claim's identifier."""

Term = ox.NamedNode | ox.Literal
Row = tuple[Term | None, ...]
"""One solution of a VALUES block; None leaves the variable unbound."""

_FIELD = re.compile(r"# (\w+): (.+)")
_CONTINUED = re.compile(r"#   +(\S.*)")
_PART = re.compile(r"^( *)  #\+ (\w+)(?:\((.*)\))?$", re.MULTILINE)
_VARIABLES = re.compile(r"\?(\w+)")
_VALUES = re.compile(r"VALUES (\?\w+|\([?\w ]+\)) \{ .* \}")
_PREFIXED = re.compile(r"(?<![\w<?])([a-z]+):(?=\w)")
_LOCAL = re.compile(r"\w[\w-]*", re.ASCII)
_FACTS = '"actual"'
_BARE = frozenset({v.XSD_INTEGER.value, v.term("xsd:boolean").value})
"""Literals that are written without quotes."""


class QuestionError(KgError):
    """A question that cannot be answered, because it is not understood or a parameter does not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Something that a question leaves open.

    `optional` ones hold for all there is when they are not given.
    """

    name: str
    kind: str
    about: str
    optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that can be asked of any graph.

    `title` is the question with its parameters in braces, `patterns` are regular expressions with such
    parameters, `examples` are phrasings that a user may type. `columns` say what each column of the answer
    holds. `follow` is the question that shows the sentences behind a row without any, with columns in braces.
    """

    name: str
    title: str
    about: str
    group: str
    patterns: tuple[str, ...]
    examples: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]
    follow: str | None
    sparql: str = field(repr=False)

    def parameter(self, name: str) -> Parameter:
        """The parameter with a name. Raises QuestionError if there is none."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = ", ".join(p.name for p in self.parameters) or "none"
        raise QuestionError(f"the question {self.name} has no parameter {name!r}; it has {known}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What a parameter is filled with: terms for its VALUES block, and the words that say what they are."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to a question, with the SPARQL that gave it.

    `asked` are the user's words, None where the question was asked by name; `parameters` say how each was
    understood. `rows` hold Python values; an IRI is a string with the project's prefixes, unbound is None.
    """

    asked: str | None
    question: Question
    parameters: Mapping[str, str]
    sparql: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def understood(self) -> str:
        """The question with its parameters filled in.

        Those that the title has no place for stand behind it.
        """
        behind = [
            words for name, words in self.parameters.items() if f"{{{name}}}" not in self.question.title
        ]
        return " ".join(
            [fill_words(self.question.title, self.parameters), *(f"({words})" for words in behind)]
        )

    @property
    def only_facts(self) -> bool:
        """Whether claims that are planned, hypothetical, denied or alleged are left out of the rows."""
        return _FACTS in self.sparql

    def records(self) -> list[dict[str, Value]]:
        """The rows by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def fill_words(text: str, words: Mapping[str, object]) -> str:
    """Put words in the place of the names in braces; one without words stays as it is.

    >>> fill_words("Who {does} {whom}?", {"whom": "Russia"})
    'Who {does} Russia?'
    """
    return re.sub(r"\{(\w+)\}", lambda m: str(words.get(m[1], m[0])), text)


@cache
def read_questions() -> Mapping[str, Question]:
    """All questions by name. Raises DataError naming the file and what is wrong."""
    return read_questions_from(ontologies() / "questions")


def read_questions_from(folder: Path) -> Mapping[str, Question]:
    """Read the questions of a folder of the same shape as `ontologies/questions`."""
    parts = {path.stem: _read(path) for path in sorted((folder / "parts").glob("*.rq"))}
    found = [_read_question(path, parts) for path in sorted(folder.glob("*.rq"))]
    return MappingProxyType({question.name: question for question in found})


def _read(path: Path) -> tuple[Path, dict[str, list[str]], str]:
    """The fields of a header, each with all its values, and the query below it."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    for number, line in enumerate(lines):
        if not line.startswith("# "):
            return path, fields, "\n".join(lines[number:]).strip("\n")
        if (named := _FIELD.fullmatch(line)) is not None:
            values = fields.setdefault(named[1], [])
            values.append(named[2])
        elif (more := _CONTINUED.fullmatch(line)) is not None and values:
            values[-1] += f" {more[1]}"
        else:
            raise DataError(f"{path}:{number + 1}: write '# field: value', or '#   ' to go on with a value")
    raise DataError(f"{path}: there is no query below the header")


_Parts = Mapping[str, tuple[Path, dict[str, list[str]], str]]


def _read_question(path: Path, parts: _Parts) -> Question:
    _, fields, body = _read(path)
    needed = {"question", "about", "group", "ask", "example", "column"}
    known = needed | {"parameter", "follow"}
    if not needed <= set(fields) <= known:
        wrong = ", ".join(sorted((needed - set(fields)) | (set(fields) - known)))
        raise DataError(f"{path}: the header lacks these fields or has no use for them: {wrong}")
    question = Question(
        name=path.stem,
        title=fields["question"][0],
        about=fields["about"][0],
        group=fields["group"][0],
        patterns=tuple(fields["ask"]),
        examples=tuple(fields["example"]),
        parameters=tuple(_parameter(path, text) for text in fields.get("parameter", ())),
        columns=MappingProxyType(dict(_column(path, text) for text in fields["column"])),
        follow=fields.get("follow", [None])[0],
        sparql=_with_parts(path, body, parts),
    )
    open_ones = {p.name for p in question.parameters}
    used = set(re.findall(r"\{(\w+)", " ".join((question.title, *question.patterns))))
    if not used <= open_ones:
        raise DataError(f"{path}: no parameter is called {', '.join(sorted(used - open_ones))}")
    for parameter in question.parameters:
        _find_blocks(path, question.sparql, parameter.name)
    return question


def _parameter(path: Path, text: str) -> Parameter:
    """`name kind; about`, or `name optional kind; about`."""
    left, _, about = text.partition("; ")
    name, *words = left.split()
    if not about or words[-1:] == [] or words[-1] not in KINDS or words[:-1] not in ([], ["optional"]):
        raise DataError(f"{path}: a parameter is 'name [optional] kind; what it is', not {text!r}")
    return Parameter(name=name, kind=words[-1], about=about, optional=len(words) > 1)


def _column(path: Path, text: str) -> tuple[str, str]:
    name, _, about = text.partition("; ")
    if not about:
        raise DataError(f"{path}: a column is 'name; what it holds', not {text!r}")
    return name, about


def _with_parts(path: Path, body: str, parts: _Parts) -> str:
    """The query with each line `#+ part(?a, ?b)` replaced by the part, which may have such lines itself.

    The part's own variables become those given; with them `?who_state` becomes `?a_state`, so that a part can
    be used for both sides of a claim.
    """

    def insert(match: re.Match[str]) -> str:
        indent, name, given = match.groups()
        if name not in parts:
            raise DataError(f"{path}: there is no part {name!r} in {path.parent / 'parts'}")
        _, fields, text = parts[name]
        formal = _VARIABLES.findall(" ".join(fields.get("variables", ())))
        actual = _VARIABLES.findall(given or "")
        if len(formal) != len(actual):
            raise DataError(f"{path}: the part {name} takes the variables {', '.join(formal) or 'none'}")
        renamed = dict(zip(formal, actual, strict=True))
        text = "\n".join(f"{indent}{line}" for line in text.splitlines())
        return _VARIABLES.sub(lambda m: f"?{_renamed(m[1], renamed)}", text)

    while _PART.search(body) is not None:
        body = _PART.sub(insert, body)
    return body


def _renamed(variable: str, names: Mapping[str, str]) -> str:
    stem, _, rest = variable.partition("_")
    return f"{names.get(stem, stem)}_{rest}" if rest else names.get(stem, stem)


def _find_blocks(path: Path | str, sparql: str, name: str) -> list[re.Match[str]]:
    """The VALUES blocks of a parameter: those whose first variable has its name.

    Subqueries have their own.
    """
    found = [m for m in _VALUES.finditer(sparql) if _VARIABLES.findall(m[1])[0] == name]
    if not found:
        raise DataError(f"{path}: has no line VALUES ?{name} {{ ... }}")
    return found


def fill_question(question: Question, fillings: Mapping[str, Filling], prefixes: dict[str, str]) -> str:
    """The SPARQL of a question with the terms in their VALUES blocks, and its prefixes declared.

    Terms are written by the RDF library, so nothing that a user wrote can become part of the query's syntax.
    Raises QuestionError for a parameter that is missing or not known.
    """
    for name in fillings:
        question.parameter(name)
    sparql = question.sparql
    for parameter in question.parameters:
        if parameter.name in fillings:
            rows = fillings[parameter.name].rows
            for block in reversed(_find_blocks(question.name, sparql, parameter.name)):
                filled = _written_block(block[1], rows, prefixes)
                sparql = f"{sparql[: block.start()]}{filled}{sparql[block.end() :]}"
        elif not parameter.optional:
            raise QuestionError(f"the question {question.name} needs {parameter.name}: {parameter.about}")
    used = sorted({m[1] for m in _PREFIXED.finditer(sparql)} & set(prefixes))
    return "\n".join([*(f"PREFIX {name}: <{prefixes[name]}>" for name in used), sparql]) + "\n"


def _written_block(variables: str, rows: tuple[Row, ...], prefixes: dict[str, str]) -> str:
    width = len(_VARIABLES.findall(variables))
    if any(len(row) != width for row in rows):
        raise ValueError(f"a row that has not {width} terms for VALUES {variables}")
    written = [" ".join("UNDEF" if t is None else _write_term(t, prefixes) for t in row) for row in rows]
    return f"VALUES {variables} {{ {' '.join(f'({w})' if width > 1 else w for w in written)} }}"


def _write_term(term: Term, prefixes: dict[str, str]) -> str:
    """A term as SPARQL; an IRI with a prefix where what is left of it is a plain name."""
    if isinstance(term, ox.Literal):
        kind = term.datatype.value
        if kind == v.XSD_DATE.value:
            return f'"{term.value}"^^xsd:date'
        return term.value if kind in _BARE else str(term)
    prefix, _, local = v.shorten(term.value, prefixes).partition(":")
    return f"{prefix}:{local}" if prefix in prefixes and _LOCAL.fullmatch(local) else str(term)


def run_question(
    store: Store, question: Question, fillings: Mapping[str, Filling], *, asked: str | None = None
) -> Answer:
    """Answer a question over the store. Raises QuestionError for parameters that do not fit."""
    sparql = fill_question(question, fillings, v.prefixes(store.base))
    result = run_query(store, sparql)
    return Answer(
        asked=asked,
        question=question,
        parameters=MappingProxyType({name: filling.label for name, filling in fillings.items()}),
        sparql=sparql,
        columns=result.columns,
        rows=tuple(result.rows),
    )


def follow_ups(answer: Answer) -> Iterator[str | None]:
    """For each row the question that shows the sentences behind it, None where the row has its own."""
    for record in answer.records():
        words = {**answer.parameters, **{name: value for name, value in record.items() if value is not None}}
        yield None if answer.question.follow is None else fill_words(answer.question.follow, words)
