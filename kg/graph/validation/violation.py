"""What a check finds, whatever engine made it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_IRI = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """Something in the graph that the shapes forbid; IRIs have the project's prefixes.

    `path` is the property at fault and `value` what it holds, None where the shape names none.
    `severity` is Violation, Warning or Info. `shape` is the named shape and `rule` the parameter of it that
    is broken, as SHACL calls it (minCount, class, ...); `advice` says what to do.
    """

    focus: str
    path: str | None
    message: str
    value: str | None
    severity: str
    shape: str
    rule: str
    advice: str | None = None

    @property
    def order(self) -> tuple[str, ...]:
        """What violations are sorted by."""
        return (self.focus, self.path or "", self.message, self.value or "", self.shape, self.rule)


def fill_message(message: str, bindings: Mapping[str, str], shorten: Callable[[str], str]) -> str:
    """The message with the values of a query's variables ({?name}) in it, IRIs shortened."""
    for name, value in bindings.items():
        message = message.replace(f"{{?{name}}}", value).replace(f"{{${name}}}", value)
    return shorten_all(message, shorten)


def shorten_all(text: str, shorten: Callable[[str], str]) -> str:
    """The text with its IRIs shortened."""
    return _IRI.sub(lambda found: shorten(found[0]), text)
