"""Who is meant in a text, and what is known of an actor: for the terminal and as JSON.

Every function returns text and prints nothing; without colour it has no escape sequences.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, JustifyMethod
from rich.table import Table
from rich.text import Text

from kg.model import Article, Candidate, Entity, FormerName, Membership, Mention, Tenure
from kg.views.json_lines import _LINE_ENDS
from kg.views.table import LEAST_WIDTH, ROOMY_WIDTH, _draw, _grid, one_line

if TYPE_CHECKING:
    from kg.directory import Found, HeldOffice, Profile

SHOWN = 3
"""Readings shown below the one that was taken; further ones are counted."""
_FOLDED = frozenset({"Identifier", "Why", "Found by"})
_LEAST_WIDTHS = {"Score": 5, "From": 10, "Until": 10}

_Row = tuple[str, str, Tenure | Membership | FormerName | None]
"""Two cells, and what gives the period."""


def render_mentions(
    mentions: Iterable[Mention], article: Article, *, width: int = 100, colour: bool = False
) -> str:
    """Render the mentions of an article: the words, who is meant, for whom, and why; below, who else.

    A narrow table leaves out the form, for whom, and the score.
    """
    ordered = list(mentions)
    if not ordered:
        return "Nobody is mentioned.\n"
    inner = ("Form", "Who", "For", "Score") if width >= ROOMY_WIDTH else ("Who",)
    columns = ("Words", *inner, "Why")
    table = _table(columns, widest=max(8, width // 4))
    for mention in ordered:
        first = {"Words": one_line(article.text[slice(*mention.span)]), "Form": mention.form.value}
        for row in ({**first, **_reading(mention)}, *_others(mention)):
            style = row.get("style", "")
            table.add_row(*(Text(one_line(row.get(name, ""))) for name in columns), style=style)
    return _draw(table, width=max(width, LEAST_WIDTH), colour=colour)


def render_mention(mention: Mention, article: Article) -> str:
    """Write a mention as one line of JSON, without the line's end; offsets are into the article's text."""
    start, end = mention.span
    value = {
        "article": article.id,
        "start": start,
        "end": end,
        "text": article.text[start:end],
        "form": mention.form.value,
        "entities": [asdict(entity) for entity in mention.entities],
        "stands_for": [None if entity is None else asdict(entity) for entity in mention.stands_for],
        "candidates": [asdict(candidate) for candidate in mention.candidates],
    }
    return json.dumps(value, ensure_ascii=False).translate(_LINE_ENDS)


def render_found(found: Sequence[Found], *, width: int = 100, colour: bool = False) -> str:
    """Render the actors that a search found, with the name that fits where it is another one."""
    if not found:
        return "No actor is called anything like that.\n"
    table = _table(("Identifier", "Name", "Kind", "State", "Found by"), widest=width // 4)
    for item in found:
        entity = item.entity
        other = item.text not in (entity.name, entity.id)
        why = f"{_words(item.kind)} “{item.text}”" if other else ""
        cells = (entity.id, entity.name, entity.kind, entity.state or "-", why)
        table.add_row(*(Text(one_line(cell)) for cell in cells))
    return _draw(table, width=max(width, LEAST_WIDTH), colour=colour)


def found_to_dict(found: Found) -> dict[str, object]:
    """A search result as plain values."""
    return {
        "entity": asdict(found.entity),
        "text": found.text,
        "kind": found.kind,
        "match": found.match.value,
    }


def render_profile(profile: Profile, *, width: int = 100, colour: bool = False) -> str:
    """Render what is known of an actor: names, period, offices with their holders, memberships."""
    day = "at any time" if profile.ever else f"on {profile.on}"
    belongs = [(m.organization.name, m.status, m) for m in profile.memberships]
    members = [(m.member.name, m.status, m) for m in profile.members]
    parts = [
        _head(profile),
        _section("Former names", ("Name", "Of"), [(n.name, n.of.name, n) for n in profile.former_names]),
        _section("Offices held", ("Office", "Of"), [(t.office.name, t.of.name, t) for t in profile.tenures]),
        _section(f"In office {day}", ("Office", "Holder"), list(_holders(profile.offices))),
        _section(f"Belongs to {day}", ("Organisation", "Status"), belongs),
        _section(f"Members {day}", ("Member", "Status"), members),
    ]
    drawn = [_draw(part, width=max(width, LEAST_WIDTH), colour=colour) for part in parts if part is not None]
    return "\n".join(drawn)


def profile_to_dict(profile: Profile) -> dict[str, object]:
    """A profile as plain values, dates as YYYY-MM-DD, null where unknown."""
    value: dict[str, object] = json.loads(json.dumps(asdict(profile), default=date.isoformat))
    return value


def _reading(mention: Mention) -> dict[str, str]:
    """Whom a mention means, with the reasons; for nobody, what speaks against the likeliest reading."""
    if not mention.entities:
        best = next(iter(mention.candidates), None)
        why = best.reasons[-1] if best is not None and best.score < 0 else "no reading stands out"
        return {"Who": "nobody", "For": "-", "Score": "-", "Why": why, "style": "yellow"}
    chosen = next((c for c in mention.candidates if c.entity in mention.entities), None)
    return {
        "Who": ", ".join(entity.name for entity in mention.entities),
        "For": ", ".join(dict.fromkeys("-" if e is None else e.name for e in mention.stands_for)),
        "Score": "-" if chosen is None else f"{chosen.score:.1f}",
        "Why": "" if chosen is None else _why(chosen),
        "style": "bold",
    }


def _others(mention: Mention) -> Iterator[dict[str, str]]:
    """The readings that were not taken, each actor once."""
    others = {c.entity: c for c in reversed(mention.candidates) if c.entity not in mention.entities}
    ranked = list(reversed(others.values()))
    for candidate in ranked[:SHOWN]:
        score = f"{candidate.score:.1f}"
        yield {"Who": f"or {candidate.entity.name}", "Score": score, "Why": _why(candidate), "style": "dim"}
    if len(ranked) > SHOWN:
        yield {"Who": f"or {len(ranked) - SHOWN} more", "style": "dim"}


def _why(candidate: Candidate) -> str:
    return "; ".join(_words(reason) for reason in candidate.reasons)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _table(columns: Iterable[str], *, widest: int | None = None) -> Table:
    """A table in which identifiers, reasons and dates are always whole, and other cells are cut at need."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name in columns:
        if name in _FOLDED:
            table.add_column(name, overflow="fold")
        elif name in _LEAST_WIDTHS:
            justify: JustifyMethod = "right" if name == "Score" else "left"
            table.add_column(name, justify=justify, no_wrap=True, min_width=_LEAST_WIDTHS[name])
        else:
            table.add_column(name, no_wrap=True, overflow="ellipsis", max_width=widest)
    return table


def _head(profile: Profile) -> Table:
    entity = profile.entity
    grid = _grid()
    said = [
        (entity.name, f"{entity.kind}, identifier {entity.id}"),
        ("Speaks for", _name(profile.speaks_for)),
        ("Belongs to", _name(profile.state)),
        ("ISO code", entity.state if entity.kind == "State" else None),
        ("Wikidata", entity.wikidata),
        ("Existed", _existed(profile)),
        ("Succeeded by", ", ".join(e.name for e in profile.successors)),
        *((_words(kind).capitalize(), ", ".join(texts)) for kind, texts in profile.names.items()),
    ]
    for title, text in said:
        if text:
            grid.add_row(Text(one_line(title)), Text(one_line(text)))
    return grid


def _name(entity: Entity | None) -> str | None:
    return None if entity is None else entity.name


def _existed(profile: Profile) -> str | None:
    if profile.start is None and profile.end is None:
        return None
    if profile.end is None:
        return f"since {profile.start}"
    return f"{'' if profile.start is None else f'from {profile.start} '}until {profile.end}"


def _day(day: date | None) -> str:
    return "-" if day is None else day.isoformat()


def _holders(offices: Iterable[HeldOffice]) -> Iterator[tuple[str, str, Tenure | None]]:
    for held in offices:
        for tenure in held.tenures:
            yield held.office.name, tenure.person.name, tenure
        if not held.tenures:
            yield held.office.name, "none known", None


def _section(title: str, columns: tuple[str, str], rows: Sequence[_Row]) -> Group | None:
    """A titled table whose rows have a period."""
    if not rows:
        return None
    table = _table((*columns, "From", "Until"))
    for first, second, fact in rows:
        days = ("", "") if fact is None else (_day(fact.start), _day(fact.end))
        table.add_row(*(Text(one_line(cell)) for cell in (first, second, *days)))
    return Group(Text(title, style="bold"), table)
