"""Puts the page together: template, style and scripts, under a policy that allows nothing else.

The policy names each script by its hash, so that no other script runs and nothing is fetched,
whatever stands in the data.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from kg.model import Article, Claim, Modality
from kg.views.network.drawing import draw, flag, vis_network
from kg.views.network.payload import encode_page, entities, merge_lines, to_inline_json
from kg.views.network.style import DARK, DASHES, LIGHT, QUAD_LABELS, palette_css

MAX_LINES = 300
"""Lines drawn at first, the strongest; more make a filled disc that says nothing. A slider adds them."""
SCRIPTS = ("state", "canvas", "evidence", "pane", "legend", "search", "table", "main")
NO_ALIASES: Mapping[str, Sequence[str]] = MappingProxyType({})


def render_network(
    claims: Iterable[Claim],
    articles: Iterable[Article],
    *,
    title: str = "International relations",
    aliases: Mapping[str, Sequence[str]] = NO_ALIASES,
    max_lines: int = MAX_LINES,
) -> str:
    """Render claims as one self-contained HTML page with an interactive network.

    `articles` supply titles, publishers and links of the evidence; `aliases` give more names of
    entities (by id) for the search. At most `max_lines` merged lines are drawn at first. The same
    input gives the same text.
    """
    ordered = sorted({claim.id: claim for claim in claims}.values(), key=_newest_first)
    lines = merge_lines(ordered)
    actors = entities(ordered)
    data: dict[str, Any] = {
        **encode_page(ordered, articles, aliases),
        "network": draw(ordered, actors, lines) if lines else None,
        "lines": {line.id: list(line.claims) for line in lines},
        "maxLines": max_lines,
        "quads": {quad.value: label for quad, label in QUAD_LABELS.items()},
        "colours": {"light": LIGHT, "dark": DARK},
        "dashes": {modality.value: dashes for modality, dashes in DASHES.items()},
        "modalities": [modality.value for modality in Modality],
    }
    states = {actor["state"] for actor in data["actors"].values() if actor["state"]}
    data["flags"] = {state: flag(state) for state in sorted(states) if flag(state)}
    return _assemble(title, to_inline_json(data))


def render_notebook(html: str, *, height: int = 640) -> str:
    """Wrap a page for a notebook: a sandboxed frame, `height` pixels high, that holds it whole.

    The frame may run its own script and open links in new tabs; it cannot reach the notebook.
    """
    return (
        f'<iframe title="Network of relations" srcdoc="{escape(html, quote=True)}" '
        'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" '
        f'style="width:100%;height:{height:d}px;border:1px solid #8884;border-radius:8px"></iframe>'
    )


def _newest_first(claim: Claim) -> tuple[int, str, str]:
    day = claim.date or max((e.published for e in claim.evidence if e.published), default=None)
    return (-(day.toordinal() if day else 0), claim.relation.id, claim.id)


def _assemble(title: str, data: str) -> str:
    early, late = _asset("theme.js"), _application()
    scripts = [early, vis_network(), late]
    allowed = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    name = title.encode("utf-8", "replace").decode()
    parts = {
        "title": escape(name),
        "policy": escape(policy),
        "style": palette_css() + "\n" + _asset("style.css"),
        "data": data,
        "theme": early,
        "vis": scripts[1],
        "application": late,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match.group(1)], _asset("page.html"))


@cache
def _application() -> str:
    """All parts of the page's own script in one strict scope."""
    parts = "\n".join(_asset(f"{name}.js") for name in SCRIPTS)
    return f"(() => {{\n'use strict';\n{parts}}})();\n"


@cache
def _asset(name: str) -> str:
    return files("kg.views").joinpath("static", "network", name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()
