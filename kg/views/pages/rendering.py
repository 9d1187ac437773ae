"""Pages as HTML: no script, nothing loaded from anywhere. The templates escape all text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kg import ids
from kg.graph import vocabulary as v
from kg.model import Modality, Quad
from kg.views.network.style import DARK, LIGHT, QUAD_LABELS, look
from kg.views.pages.addresses import Addresses
from kg.views.pages.article import ArticlePage, PublisherPage
from kg.views.pages.claim import ClaimPage, EvidencePage
from kg.views.pages.describing import Page
from kg.views.pages.entity import EntityPage
from kg.views.pages.listing import PAGE_SIZE, Tally
from kg.views.pages.records import Named
from kg.views.pages.terms import RelationPage, ResourcePage, TermList

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self'"
)
"""For the header of each page: nothing may be loaded or run, whatever an article says."""
_TEMPLATES: dict[type, str] = {
    EntityPage: "entity.html", ClaimPage: "claim.html", EvidencePage: "evidence.html",
    ArticlePage: "article.html", PublisherPage: "publisher.html", RelationPage: "relation.html",
    ResourcePage: "resource.html", TermList: "terms.html",
}  # fmt: skip
FORMATS = (("ttl", "Turtle"), ("jsonld", "JSON-LD"), ("nt", "N-Triples"))
"""Suffixes and names of the formats that a page links to."""
MODALITY_WORDS = {
    Modality.ACTUAL: "stated as a fact",
    Modality.PLANNED: "announced or agreed, not done yet",
    Modality.HYPOTHETICAL: "only said to be possible",
    Modality.DENIED: "said not to be so",
    Modality.ALLEGED: "somebody's accusation, not stated as a fact",
}
_HALF = 100
"""Length of either half of a bar in the units of its drawing."""
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, which HTML forbids, and those that turn the direction of the text around them."""


def render_page(page: Page, addresses: Addresses, iri: str) -> str:
    """Write the page of the resource with this IRI as HTML."""
    template = _environment().get_template(_TEMPLATES[type(page)])
    return template.render(page=page, at=_Links(addresses, iri))


def render_missing(path: str, near: Iterable[Named], addresses: Addresses) -> str:
    """Write the page for a path that means nothing here, with things of a like name."""
    template = _environment().get_template("missing.html")
    return template.render(path=path, near=list(near), at=_Links(addresses, ""))


class _Links:
    """The links of one page."""

    def __init__(self, addresses: Addresses, iri: str) -> None:
        self.iri, self._addresses = iri, addresses

    def to(self, iri: str) -> str | None:
        """Where a link to an IRI leads, None if nowhere."""
        return self._addresses.link(iri)

    def outside(self, iri: str) -> bool:
        """Whether the IRI is shown by somebody else."""
        return self._addresses.path(iri) is None

    @property
    def root(self) -> str:
        """The path of the server, without its last slash."""
        return self._addresses.root

    def document(self, suffix: str) -> str:
        """The path of this resource in a format."""
        return f"{self._addresses.path(self.iri)}.{suffix}"

    def part(self, page: int = 1, counterpart: str | None = None, year: int | None = None) -> str:
        """The path of another part of this page."""
        asked: dict[str, Any] = {}
        if counterpart is not None:
            entities = ids.iri(v.ENTITY, "", self._addresses.base)
            inside = counterpart.startswith(entities)
            asked["with"] = (
                ids.identifier(v.ENTITY, counterpart, self._addresses.base) if inside else counterpart
            )
        if year is not None:
            asked["year"] = year
        if page > 1:
            asked["page"] = page
        query = f"?{urlencode(asked)}" if asked else ""
        return f"{self._addresses.path(self.iri)}{query}"

    def between(self, actor: str, counterpart: str) -> str:
        """The path of the claims of an actor with another."""
        return _Links(self._addresses, actor).part(counterpart=counterpart)


def bar(tally: Tally, most: int) -> Markup:
    """Draw conflict to the left and cooperation to the right of a line; `most` claims fill a half.

    >>> "2 verbal conflict" in bar(Tally((0, 0, 2, 1)), 4)
    True
    """
    unit = _HALF / max(1, most)
    conflict = (Quad.VERBAL_CONFLICT, Quad.MATERIAL_CONFLICT)
    cooperation = (Quad.VERBAL_COOPERATION, Quad.MATERIAL_COOPERATION)
    drawn, place = [], float(_HALF)
    for quad in conflict:
        place -= tally[quad] * unit
        drawn.append((place, quad))
    place = float(_HALF)
    for quad in cooperation:
        drawn.append((place, quad))
        place += tally[quad] * unit
    parts = [
        Markup('<rect class="q{}" x="{:.2f}" y="1" width="{:.2f}" height="10"/>').format(
            int(quad), start, tally[quad] * unit
        )
        for start, quad in drawn
        if tally[quad]
    ]
    said = ", ".join(f"{tally[q]:,} {QUAD_LABELS[q].lower()}" for q in (*conflict, *cooperation) if tally[q])
    return Markup(
        '<svg class="bar" viewBox="0 0 200 12" preserveAspectRatio="none" role="img" aria-label="{}">'
        '{}<path d="M{} 0v12"/></svg>'
    ).format(said or "no facts", Markup("").join(parts), _HALF)


def strongest(tallies: Iterable[Tally]) -> int:
    """The most claims on one side of any bar, for a common scale."""
    return max((max(sum(t.facts[:2]), sum(t.facts[2:])) for t in tallies), default=1)


def _shown(value: object) -> object:
    """Text without characters that break a page or turn the text around them; unknown is nothing."""
    if value is None:
        return ""
    return _UNSHOWABLE.sub("", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _palette(colours: dict[Quad, str]) -> str:
    return "".join(f"--q{int(quad)}:{colour};" for quad, colour in colours.items())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("kg.views.pages", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=_shown, auto_reload=False,
    )  # fmt: skip
    environment.globals |= {
        "FORMATS": FORMATS, "MODALITY_WORDS": MODALITY_WORDS, "QUADS": QUAD_LABELS, "PAGE_SIZE": PAGE_SIZE,
        "LIGHT": _palette(LIGHT), "DARK": _palette(DARK), "bar": bar, "strongest": strongest,
        "kind_name": lambda kind: look(kind).label if kind else "Thing",
    }  # fmt: skip
    environment.filters |= {"number": lambda value: f"{value:,}", "probability": lambda value: f"{value:.2f}"}
    return environment
