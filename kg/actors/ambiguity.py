"""Names that mean more than one thing, and the rule that says when a reading is taken.

The rules stand in `ontologies/actors/ambiguous.tsv`, one reading a row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kg.actors.tables import read_columns
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


def read_ambiguities(path: Path) -> dict[str, tuple[Ambiguity, ...]]:
    """The readings of every ambiguous name: columns alias, entity id or -, rule, words or -, note."""
    found: dict[str, tuple[Ambiguity, ...]] = {}
    for number, (alias, entity, rule, words, note) in read_columns(path, columns=5):
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
