"""The words of `ontologies/lexicon/`: which predicates name which relation, and how they compose.

Owns reading and looking up; the sentence is left to the other modules. The README beside the files
explains their columns.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from kg.errors import DataError
from kg.model import Modality
from kg.ontology import read_relations
from kg.resources import ontologies

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbRow:
    """A verb names a relation; `actor` and `targets` are the slots where its two sides stand."""

    theme: str | None
    actor: str
    targets: tuple[str, ...]
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NounRow:
    """An event noun names a relation; its target stands after one of the prepositions."""

    words: tuple[str, ...]
    targets: tuple[str, ...]
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A word that does something to an act named by another word in one of its slots.

    `beside` tells that its own claim stands beside the composed one ("agreed to hold talks").
    """

    name: str
    slots: frozenset[str]
    beside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an operator makes of an act; None keeps the act's own relation or modality."""

    relation: str | None
    modality: Modality | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All predicates; keys are lemmas, verbs with their particle ("shoot down")."""

    verbs: Mapping[str, tuple[VerbRow, ...]]
    nouns: Mapping[str, tuple[NounRow, ...]]
    operators: Mapping[str, tuple[Operator, ...]]
    themes: Mapping[str, frozenset[str]]
    topics: Mapping[str, re.Pattern[str]]
    _outcomes: Mapping[tuple[str, str], Outcome | None]

    def compose(self, operator: str, relation: str) -> Outcome | None:
        """What an operator makes of an act; None if no claim comes of it.

        >>> read_lexicon().compose("end", "imposesSanctionsOn").relation
        'liftsSanctionsOn'
        """
        for act in (relation, read_relations()[relation].root, "*"):
            if (operator, act) in self._outcomes:
                return self._outcomes[operator, act]
        raise DataError(f"composition.tsv has no row for the operator {operator!r}")


@cache
def read_lexicon() -> Lexicon:
    """Read all files of the lexicon once. Raises DataError naming file and line."""
    folder = ontologies() / "lexicon"
    verbs: defaultdict[str, list[VerbRow]] = defaultdict(list)
    for where, row in _rows(folder / "verbs.tsv", 4):
        verbs[row[0]].append(_verb_row(where, *row[1:]))
    nouns: defaultdict[str, list[NounRow]] = defaultdict(list)
    for _, (lemma, frame, relation) in _rows(folder / "nouns.tsv", 3):
        words = tuple(lemma.split())
        nouns[words[-1]].append(NounRow(words=words, targets=tuple(frame.split("|")), relation=relation))
    operators: defaultdict[str, list[Operator]] = defaultdict(list)
    for where, (lemma, name, slots, frame, relation) in _rows(folder / "operators.tsv", 5):
        found = Operator(name=name.rstrip("+"), slots=frozenset(slots.split("|")), beside=name.endswith("+"))
        operators[lemma].append(found)
        if relation != "-":
            verbs[lemma].append(_verb_row(where, "-", frame, relation))
    return Lexicon(
        verbs=_frozen(verbs),
        nouns={k: tuple(sorted(v, key=lambda r: -len(r.words))) for k, v in nouns.items()},
        operators=_frozen(operators),
        themes={theme: _listed(lemmas) for _, (theme, lemmas) in _rows(folder / "themes.tsv", 2)},
        topics={topic: _any_of(_listed(words)) for _, (topic, words) in _rows(folder / "topics.tsv", 2)},
        _outcomes=dict(_outcomes(folder / "composition.tsv")),
    )


def _outcomes(path: Path) -> Iterator[tuple[tuple[str, str], Outcome | None]]:
    for where, (operator, act, relation, modality) in _rows(path, 4):
        if relation not in ("=", "-") and relation not in read_relations():
            raise DataError(f"{where}: there is no relation {relation!r} in ir.ttl")
        outcome = Outcome(
            relation=None if relation == "=" else relation,
            modality=None if modality == "=" else Modality(modality),
        )
        yield (operator, act), None if relation == "-" else outcome


def _verb_row(where: str, theme: str, frame: str, relation: str) -> VerbRow:
    actor, arrow, targets = frame.partition(">")
    if not arrow or relation not in read_relations():
        raise DataError(f"{where}: frame {frame!r} or relation {relation!r} is not known")
    return VerbRow(
        theme=None if theme == "-" else theme,
        actor=actor,
        targets=tuple(targets.split("|")),
        relation=relation,
    )


def _rows(path: Path, columns: int) -> Iterator[tuple[str, list[str]]]:
    """The rows of a tab-separated file with where they stand, without header and comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != columns:
            raise DataError(f"{path}:{number}: {len(cells)} columns where {columns} are needed")
        yield f"{path}:{number}", cells


def _listed(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(",") if part.strip())


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda w: (-len(w), w))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")s?\b", re.IGNORECASE)


def _frozen(rows: Mapping[str, list[_T]]) -> dict[str, tuple[_T, ...]]:
    return {key: tuple(found) for key, found in rows.items()}
