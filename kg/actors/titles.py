"""What is known of titles by their words: leaders, deputies, and those who lead no state."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Entity

LEADERS = frozenset({"leader", "ruler"})
OPPOSED = frozenset(
    "opposition party rebel protest union separatist guerrilla militia gang dissident religious tribal "
    "student labour labor business community faction islamist jihadist cartel spiritual minority camp strike "
    "youth".split()
)
"""Words before "leader" that make him no leader of the state."""
DEPUTIES = frozenset({"deputy", "vice", "assistant", "shadow", "vice-president"})
HEADS = frozenset({"head of state", "head of government", "leader"})


@dataclass(frozen=True, slots=True)
class Role:
    """An office as the text gives it to somebody.

    `former`: he has left it; `owned`: the text says of whom it is; `head`: it leads a state.
    """

    title: str
    of: Entity | None
    former: bool = False
    owned: bool = False
    head: bool = False


def same_title(one: str, other: str) -> bool:
    """Whether two titles can be one: the same, or a shorter form with the same last word ("minister")."""
    ranks = DEPUTIES | OPPOSED
    if (one.split(maxsplit=1)[0] in ranks) != (other.split(maxsplit=1)[0] in ranks):
        return False
    return one == other or one.endswith(f" {other}") or other.endswith(f" {one}")
