"""Names that mean more than one thing, and the rule that says when a reading is taken.

The rules stand in `ontologies/actors/ambiguous.tsv`, one reading a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kg.errors import DataError


class Rule(StrEnum):
    """When a reading of an ambiguous name is taken."""

    ALWAYS = "always"
    UNLESS = "unless"
    ONLY = "only"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity:
    """One reading of an ambiguous name; `entity` is None where the rule holds for every reading.

    `words` are the words of the rules `unless` and `only`: whole words or phrases, in the case
    given, anywhere in the text. `note` says with what the name is confused.
    """

    alias: str
    entity: str | None
    rule: Rule
    words: tuple[str, ...]
    note: str

    def allows(self, text: str) -> bool:
        """Whether this reading is taken in a text.

        >>> row = Ambiguity(alias="Georgia", entity="Georgia", rule=Rule.UNLESS, words=("Atlanta",), note="")
        >>> row.allows("Georgia and Armenia signed."), row.allows("Police in Atlanta, Georgia, said so.")
        (True, False)
        """
        if self.rule in (Rule.ALWAYS, Rule.NEVER):
            return self.rule is Rule.ALWAYS
        found = any(re.search(rf"\b{re.escape(word)}\b", text) for word in self.words)
        return found if self.rule is Rule.ONLY else not found


def read_rows(path: Path, *, columns: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of a tab-separated file with their line numbers, less header, comments and blank lines.

    Raises DataError where a row has another number of columns.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    for number, line in numbered[1:]:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != columns:
            raise DataError(f"{path}:{number}: {len(cells)} columns where {columns} are needed")
        yield number, cells


def read_ambiguities(path: Path) -> dict[str, tuple[Ambiguity, ...]]:
    """The readings of every ambiguous name: columns alias, entity id or -, rule, words or -, note."""
    found: dict[str, tuple[Ambiguity, ...]] = {}
    for number, (alias, entity, rule, words, note) in read_rows(path, columns=5):
        if rule not in list(Rule):
            raise DataError(f"{path}:{number}: the rule {rule!r} is none of {', '.join(Rule)}")
        listed = () if words == "-" else tuple(word.strip() for word in words.split(","))
        if (rule in (Rule.UNLESS, Rule.ONLY)) != bool(listed):
            raise DataError(f"{path}:{number}: only the rules 'unless' and 'only' need words")
        row = Ambiguity(
            alias=alias, entity=None if entity == "-" else entity, rule=Rule(rule), words=listed, note=note
        )
        found[alias] = (*found.get(alias, ()), row)
    return found
