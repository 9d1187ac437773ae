"""Full-text search over the quotes of articles and the names of actors: SQLite's FTS5 beside the quads.

The index is made from the quads and from nothing else, one graph at a time. A graph that is about to change
is noted as pending first, and is read again from the store when the index is next brought up to date. So a
process may die at any instant: the index never disagrees with the store about a graph that is not pending. A
reader, who may not write, brings a copy in memory up to date. An index that is lost is made anew.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kg.errors import QueryError
from kg.model import Span

VERSION = 1
"""Version of the tables below; another one is made anew."""
ALL = "*"
"""Pending in place of a graph: the whole store."""
MOST_WORDS = 32
"""Words of a question that are looked for; more don't narrow a search for a sentence, and cost time."""
RANKED = 2_000
"""Of the rows that match, so many are ranked, the newest: to rank all with a common word, 50,000 of 200,000
sentences, took ten times as long, and would tell them apart by their length alone."""

_QUOTES, _NAMES = "porter unicode61 remove_diacritics 2", "unicode61 remove_diacritics 2"
"""How quotes and names become words: without accents, and quotes in all forms of a word."""
_TABLES = f"""
CREATE TABLE pending (graph TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO pending VALUES ('*');
CREATE TABLE quote (id INTEGER PRIMARY KEY, graph TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX quote_of_graph ON quote (graph);
CREATE TABLE evidence (quote INTEGER, claim TEXT, id TEXT, PRIMARY KEY (quote, claim, id)) WITHOUT ROWID;
CREATE TABLE name (id INTEGER PRIMARY KEY, entity TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (entity, text));
CREATE VIRTUAL TABLE quote_text USING fts5 (
  text, content = 'quote', content_rowid = 'id', tokenize = '{_QUOTES}'
);
CREATE VIRTUAL TABLE name_text USING fts5 (
  text, content = 'name', content_rowid = 'id', tokenize = '{_NAMES}'
);
CREATE TRIGGER quote_in AFTER INSERT ON quote BEGIN
  INSERT INTO quote_text (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER quote_out AFTER DELETE ON quote BEGIN
  INSERT INTO quote_text (quote_text, rowid, text) VALUES ('delete', old.id, old.text);
  DELETE FROM evidence WHERE quote = old.id;
END;
CREATE TRIGGER name_in AFTER INSERT ON name BEGIN
  INSERT INTO name_text (rowid, text) VALUES (new.id, new.text);
END;
"""  # noqa: S608 - our own names
_OPEN, _CLOSE = "\x02", "\x03"
"""Put by FTS5 around the words found; a quote that holds them itself is shown without marks."""
_MARKED = re.compile(f"{_OPEN}(.*?){_CLOSE}", re.DOTALL)
_ASKED = re.compile(r'"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class GraphText:
    """What a graph has to search: each quote with its (claim, evidence) ids, and (entity, name) pairs."""

    quotes: Mapping[str, tuple[tuple[str, str], ...]]
    names: Iterable[tuple[str, str]] = ()


class Texts(Protocol):
    """Where the index reads what the graphs hold."""

    def text_graphs(self) -> Iterable[str]:
        """The names of all graphs that may hold text."""

    def graph_text(self, graph: str) -> GraphText:
        """What the graph holds now; nothing for one that is not there."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row that was found; `place` is the graph of a quote or the entity of a name. High scores fit best."""

    row: int
    place: str
    text: str
    marks: tuple[Span, ...]
    score: float


class TextIndex:
    """The index in a file, or in memory when `path` is None.

    A reader of a file gets what the file says, brought up to date in memory, and leaves the file alone.
    """

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        self._kept = path is not None and not read_only
        if path is None:
            self._rows = _create(":memory:")
        elif read_only:
            self._rows = _read(path)
        else:
            self._rows = _open(path)
        self._shown = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        for table, tokenizer in (("quote", _QUOTES), ("name", _NAMES)):
            self._shown.execute(
                f"CREATE VIRTUAL TABLE {table}_shown USING fts5 (text, tokenize = '{tokenizer}')"
            )
        self._pending = {graph for (graph,) in self._rows.execute("SELECT graph FROM pending")}

    def close(self) -> None:
        """Leave one plain file, which can also be read from a disk that is read-only."""
        if self._kept:
            self._rows.execute("PRAGMA journal_mode = DELETE")
        self._rows.close()

    def expect(self, graphs: Iterable[str]) -> None:
        """Note that these graphs are about to change."""
        new = [graph for graph in graphs if graph not in self._pending]
        if new and ALL not in self._pending:
            with self._writing():
                self._rows.executemany("INSERT INTO pending VALUES (?)", ((graph,) for graph in new))
            self._pending.update(new)

    def update(self, texts: Texts) -> None:
        """Read again what has changed."""
        if not self._pending:
            return
        with self._writing():
            if ALL in self._pending:
                graphs = set(texts.text_graphs())
                self._rows.execute("DELETE FROM quote")
            else:
                graphs = self._pending
            for graph in sorted(graphs):
                self._replace(graph, texts.graph_text(graph))
            self._rows.execute("DELETE FROM pending")
        self._pending = set()

    def _replace(self, graph: str, found: GraphText) -> None:
        write = self._rows.execute
        write("DELETE FROM quote WHERE graph = ?", (graph,))
        for text, marks in sorted(found.quotes.items()):
            row = write("INSERT INTO quote (graph, text) VALUES (?, ?)", (graph, text)).lastrowid
            self._rows.executemany("INSERT INTO evidence VALUES (?, ?, ?)", ((row, *mark) for mark in marks))
        self._rows.executemany("INSERT OR IGNORE INTO name (entity, text) VALUES (?, ?)", found.names)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._rows.execute("BEGIN")
        try:
            yield
        except BaseException:
            if self._rows.in_transaction:  # SQLite has rolled back by itself when the disk is full
                self._rows.execute("ROLLBACK")
            raise
        self._rows.execute("COMMIT")

    def find_quotes(self, asked: str, limit: int) -> list[Found]:
        """The quotes that hold all the words asked for, best first."""
        return self._find("quote", "graph", asked, limit)

    def find_names(self, asked: str, limit: int) -> list[Found]:
        """The names that hold all the words asked for, best first; some may be nobody's any more."""
        return self._find("name", "entity", asked, limit)

    def _find(self, table: str, place: str, asked: str, limit: int) -> list[Found]:
        """Rank the newest of the rows that match, and look up the best."""
        words = match_words(asked)
        matching = f"{table}_text WHERE {table}_text MATCH ?"
        newest = f"SELECT rowid AS row, rank AS cost FROM {matching} ORDER BY rowid DESC LIMIT ?"  # noqa: S608
        best = self._rows.execute(
            f"SELECT row, {place}, text, cost FROM ({newest}) JOIN {table} ON id = row "  # noqa: S608 - our own names
            "ORDER BY cost, row LIMIT ?",
            (words, max(RANKED, limit), limit),
        ).fetchall()
        marked = self._mark(table, words, {row: text for row, _, text, _ in best})
        found = [Found(row, where, text, marked[row], -cost) for row, where, text, cost in best]
        return sorted(found, key=lambda hit: (-hit.score, hit.place, hit.text))

    def _mark(self, table: str, words: str, texts: Mapping[int, str]) -> dict[int, tuple[Span, ...]]:
        """Where the words stand in each text: found in an index of these few, quicker than in that of all."""
        table = f"{table}_shown"
        self._shown.execute(f"DELETE FROM {table}")  # noqa: S608 - our own name, here and below
        self._shown.executemany(f"INSERT INTO {table} (rowid, text) VALUES (?, ?)", texts.items())  # noqa: S608
        query = f"SELECT rowid, highlight({table}, 0, ?, ?) FROM {table} WHERE {table} MATCH ?"  # noqa: S608
        rows = self._shown.execute(query, (_OPEN, _CLOSE, words))
        return {row: _marks(texts[row], marked) for row, marked in rows}

    def evidence(self, row: int) -> list[tuple[str, str]]:
        """The (claim, evidence) ids of a quote that was found."""
        known = self._rows.execute("SELECT claim, id FROM evidence WHERE quote = ? ORDER BY 1, 2", (row,))
        return [(claim, evidence) for claim, evidence in known]

    def copy(self, path: Path) -> None:
        """Write a copy of the index, with what is pending in it, into a new file."""
        target = sqlite3.connect(path)
        self._rows.backup(target)
        target.close()


def match_words(asked: str) -> str:
    """The question in the syntax of FTS5: all words must be there, those in quotes next to each other.

    Nothing else has a meaning, so no text can break the syntax. Raises QueryError where there is no word.

    >>> match_words('grain "Black Sea" (corridor*')
    '"grain" "Black Sea" "(corridor*"'
    """
    plain = asked.replace("\x00", " ").encode(errors="replace").decode()
    parts = [phrase or word for phrase, word in _ASKED.findall(plain)]
    words = [part for part in parts if any(character.isalnum() for character in part)]
    if not words:
        raise QueryError(f"{asked!r} holds no word to search for; give one or more words")
    return " ".join(f'"{word}"' for word in words[:MOST_WORDS])


def _marks(text: str, marked: str) -> tuple[Span, ...]:
    """Where the words found stand in the text."""
    if _OPEN in text or _CLOSE in text:
        return ()
    spans, place = [], 0
    for turn, part in enumerate(_MARKED.split(marked)):
        if turn % 2:  # what the group of the pattern holds
            spans.append((place, place + len(part)))
        place += len(part)
    return tuple(spans)


def _create(name: str | Path) -> sqlite3.Connection:
    """An empty index, to which the whole store is pending."""
    rows = sqlite3.connect(name, isolation_level=None, check_same_thread=False)
    rows.execute("PRAGMA journal_mode = WAL")
    rows.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT")
    return rows


def _known(path: Path, mode: str) -> sqlite3.Connection | None:
    """The index in a file; None if there is none of this version, or if it is damaged."""
    if not path.is_file():
        return None
    rows = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        if rows.execute("PRAGMA user_version").fetchone() == (VERSION,):
            rows.execute("SELECT COUNT(*) FROM pending").fetchone()
            return rows
    except sqlite3.DatabaseError:
        pass
    rows.close()
    return None


def _open(path: Path) -> sqlite3.Connection:
    """The index for writing, made anew if it is lost."""
    rows = _known(path, "rw")
    if rows is None:
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()
        rows = _create(path)
    rows.execute("PRAGMA journal_mode = WAL")
    rows.execute(
        "PRAGMA synchronous = NORMAL"
    )  # like Oxigraph: survives the process; the disk catches up later
    return rows


def _read(path: Path) -> sqlite3.Connection:
    """The index for reading: the file itself when nothing is pending, else a copy in memory."""
    rows = _known(path, "ro")
    if rows is None:
        return _create(":memory:")
    if not rows.execute("SELECT COUNT(*) FROM pending").fetchone()[0]:
        return rows
    copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    rows.backup(copy)
    rows.close()
    return copy
