"""Sentences and actors that a search found, as text for the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from kg.graph.search import SearchHit
from kg.graph.text_search import NameHit
from kg.model import Claim, Span
from kg.views.table import LEAST_WIDTH, _draw, one_line

NOTHING = "Nothing found; fewer words find more.\n"
_FOUND = "bold yellow"


def render_hits(hits: Iterable[SearchHit], *, width: int = 100, colour: bool = False) -> str:
    """Render sentences, best first: where each stands, what it says, and the claims that rest on it."""
    blocks = [_render_hit(hit, width, colour=colour) for hit in hits]
    return "\n".join(blocks) if blocks else NOTHING


def render_names(hits: Iterable[NameHit], *, width: int = 100, colour: bool = False) -> str:
    """Render actors, best first: the id, by which queries name them, and the name that was found."""
    rows = list(hits)
    longest = max((len(hit.entity) for hit in rows), default=0)
    lines = [Text(f"{one_line(hit.entity):{longest}}  ") + _marked(hit.name, hit.marks) for hit in rows]
    return "".join(_draw(line, width=max(width, LEAST_WIDTH), colour=colour) for line in lines) or NOTHING


def _render_hit(hit: SearchHit, width: int, *, colour: bool) -> str:
    article = hit.article
    known = (article.date and article.date.isoformat(), article.publisher, article.title, article.id)
    head = Text(one_line(" · ".join(part for part in known if part)), style="bold", overflow="fold")
    quote = _marked(hit.quote, hit.marks)
    claims = [Text(f"  {_say(claim)}", style="dim") for claim in hit.claims]
    return "".join(
        _draw(part, width=max(width, LEAST_WIDTH), colour=colour) for part in (head, quote, *claims)
    )


def _say(claim: Claim) -> str:
    names = f"{claim.subject.name} {claim.relation.label} {claim.object.name}"
    day = "" if claim.date is None else f", {claim.date}"
    return one_line(f"{names} ({claim.modality.value}{day})")


def _marked(text: str, marks: Iterable[Span]) -> Text:
    """The text in one line, with the words found in colour."""
    parts, place = [], 0
    for start, end in marks:
        parts += [(text[place:start], ""), (text[start:end], _FOUND)]
        place = end
    parts.append((text[place:], ""))
    marked = Text()
    for words, style in parts:
        marked.append(_spaced(words), style=style)
    return marked


def _spaced(words: str) -> str:
    """Without what a terminal would act on, and with the spaces at both ends, where the neighbours follow."""
    inner = one_line(words)
    if not inner:
        return " " if words else ""
    return f"{' ' * words[0].isspace()}{inner}{' ' * words[-1].isspace()}"
