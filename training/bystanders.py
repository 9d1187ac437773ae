"""Finds whom a sentence names besides its marked actors, as the program itself will see it.

A writer marks who acts; the program marks everybody it knows, also the place of a meeting and its topic.
"""

from __future__ import annotations

from dataclasses import replace

from kg.model import Form, Span
from kg.pipeline import link
from training.corpus import Example


def with_bystanders(example: Example) -> Example:
    """The example with everybody else that it names marked as well, under names that no act has."""
    marked = list(example.actors.values())
    found = [m for m in link(example.text) if m.entities and not m.modifier]
    acting = {e.id for m in found if any(_overlap(m.span, span) for span in marked) for e in m.entities}
    others: list[Span] = []
    for mention in found:
        known = {e.id for e in mention.entities}
        if mention.form is Form.NAME and known.isdisjoint(acting):
            others.append(mention.span)
            acting |= known
    return replace(example, actors={**example.actors, **{f"bystander {n}": s for n, s in enumerate(others)}})


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
