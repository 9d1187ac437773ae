"""The drawing: nodes, lines and options for vis-network, gathered by pyvis.

pyvis keeps nodes, edges and options and brings the library; its page template is not used.
"""

from __future__ import annotations

import json
import math
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from kg.model import Claim, Entity, Modality
from kg.views.network.layout import Position, place
from kg.views.network.payload import Line, plain
from kg.views.network.style import DASHES, LIGHT, QUAD_LABELS, look

LANE = 22.0
"""Pixels between the middles of parallel lines."""
SMOOTH_LIMIT = 2000
"""Above this many lines they are straight: curves cost half of the frame rate."""
HIDE_WHILE_MOVING = 1500
"""Above this many lines they are hidden while the picture moves."""
WIDEST = 9.0
NODE_SIZE = (13.0, 27.0)
"""Half height of the smallest and of the largest node, pixels."""
NO_FLAG = (
    "data:image/svg+xml;base64,"
    + b64encode(
        b'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80" viewBox="0 0 12 8">'
        b'<path fill="#aeb6c0" d="M0 0h12v8H0z"/></svg>'
    ).decode()
)
"""Stands in for the flag of a state that has none here."""
OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"randomSeed": 0, "improvedLayout": False},
    "nodes": {"borderWidth": 1, "borderWidthSelected": 2, "scaling": {"label": {"drawThreshold": 10000}}},
    "edges": {
        "arrowStrikethrough": False,
        "hoverWidth": 1.5,
        "selectionWidth": 1.5,
        "color": {"inherit": False},
        "endPointOffset": {"to": 3, "from": 3},
    },
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "multiselect": False,
        "navigationButtons": False,
        "tooltipDelay": 2147483647,
    },
}


def draw(claims: Sequence[Claim], actors: Mapping[str, Entity], lines: Sequence[Line]) -> dict[str, Any]:
    """Give nodes, edges and options of the network as vis-network takes them."""
    from pyvis.network import Network  # here, because it brings IPython

    network = Network(directed=True, height="100%", width="100%", cdn_resources="in_line")
    spots = place(sorted(actors), [(line.source, line.target, line.weight) for line in lines])
    degrees = Counter(end for line in lines for end in (line.source, line.target))
    busiest = max(degrees.values(), default=1)
    for identifier in sorted(actors):
        share = math.sqrt(degrees[identifier] / busiest)
        _add_node(network, actors[identifier], spots[identifier], share)
    lanes = _lanes(lines)
    for line in lines:
        _add_line(network, line, claims, _curve(line, lanes[line.id], spots, len(lines)))
    network.set_options(json.dumps(_options(len(lines))))
    nodes, edges, _heading, _height, _width, options = network.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": json.loads(options)}


def width(weight: float) -> float:
    """Turn the weight of a line into pixels, from 1.5 for next to nothing up to `WIDEST`."""
    return round(min(WIDEST, 1.5 + 1.5 * math.log2(1 + weight)), 2)


def label(entity: Entity) -> str:
    """Name a node on the canvas: the ISO 3166-1 code for a state, the name for all others."""
    return entity.state if entity.kind == "State" and entity.state else plain(entity.name)


@cache
def flag(state: str) -> str | None:
    """The flag of a state (alpha-3 code) as a data URI, None where there is no such file."""
    if not (len(state) == 3 and state.isascii() and state.isupper()):
        return None
    file = files("kg.views").joinpath("static", "flags", f"{state}.svg")
    if not file.is_file():
        return None
    svg = file.read_text(encoding="utf-8").strip().replace("<svg ", '<svg width="120" height="80" ', 1)
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


@cache
def vis_network() -> str:
    """The vis-network script that pyvis brings, with line ends as an HTML parser sees them."""
    file = files("pyvis").joinpath("lib", "vis-9.1.2", "vis-network.min.js")
    return file.read_text(encoding="utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _options(lines: int) -> dict[str, Any]:
    hide = lines > HIDE_WHILE_MOVING
    moving = {"hideEdgesOnDrag": hide, "hideEdgesOnZoom": hide}
    return {**OPTIONS, "interaction": {**OPTIONS["interaction"], **moving}}


def _add_node(network: Any, entity: Entity, spot: Position, share: float) -> None:
    smallest, largest = NODE_SIZE
    size = round(smallest + (largest - smallest) * share, 1)
    shape, extra = look(entity.kind).shape, {}
    if shape == "image":
        extra = {"image": (flag(entity.state) if entity.state else None) or NO_FLAG}
        size *= 0.8
    network.add_node(
        entity.id, label=label(entity), shape=shape, color="#5b6573", size=round(size, 1),
        x=spot[0], y=spot[1], **extra,
    )  # fmt: skip


def _add_line(network: Any, line: Line, claims: Sequence[Claim], smooth: object) -> None:
    modalities = {claims[index].modality for index in line.claims}
    shown = Modality.ACTUAL if Modality.ACTUAL in modalities else min(modalities)
    arrows = {"to": {"enabled": line.directed, "scaleFactor": 0.55}}
    network.add_edge(
        line.source,
        line.target,
        id=line.id,
        width=width(line.weight),
        color=LIGHT[line.quad],
        dashes=DASHES[shown] or False,
        arrows=arrows,
        smooth=smooth,
        quadrant=QUAD_LABELS[line.quad],
    )


def _lanes(lines: Sequence[Line]) -> dict[str, float]:
    """Number the parallel lines of each pair from one side to the other, around zero."""
    pairs: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        first, second = sorted((line.source, line.target))
        pairs[first, second].append(line)
    lanes: dict[str, float] = {}
    for (first, _), members in pairs.items():
        ordered = sorted(members, key=lambda line: (line.source != first, line.quad, line.id))
        for index, line in enumerate(ordered):
            lane = index - (len(ordered) - 1) / 2
            lanes[line.id] = lane if line.source == first else -lane
    return lanes


def _curve(line: Line, lane: float, spots: Mapping[str, Position], lines: int) -> object:
    """Bend a line so that its middle stands `LANE` pixels from the next one.

    A vis-network curve of roundness r over a distance d bends by about d * r * pi / 8.
    """
    if lane == 0 or lines > SMOOTH_LIMIT:
        return False
    distance = math.dist(spots[line.source], spots[line.target]) or 1.0
    roundness = min(0.5, abs(lane) * LANE * 8 / (math.pi * distance))
    bend = "curvedCW" if lane > 0 else "curvedCCW"
    return {"enabled": True, "type": bend, "roundness": round(roundness, 3)}
