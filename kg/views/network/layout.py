"""Where the actors stand: positions computed once, so that the page is still when it opens.

Stress majorization (Gansner, Koren and North 2004; the energy of Kamada and Kawai 1989), component
by component, with overlaps removed. No randomness: the same graph gives the same integers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Position = tuple[int, int]

UNIT = 140.0
"""Pixels for an edge of length one."""
BOX = (104.0, 86.0)
"""Room for a node with its label, pixels."""
ROUNDS = 120
"""Majorization steps; the pictures stop changing visibly after some eighty."""
BACKBONE = 450
"""Largest graph laid out at once: shortest paths and a pseudo-inverse are cubic in it."""
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def place(nodes: Sequence[str], lines: Iterable[tuple[str, str, float]]) -> dict[str, Position]:
    """Give each node a place in pixels; `lines` are pairs with a weight, the strongest count most.

    >>> spots = place(["a", "b", "c"], [("a", "b", 1.0)])
    >>> sorted(spots), len(set(spots.values()))
    (['a', 'b', 'c'], 3)
    """
    if not nodes:
        return {}
    graph = _weighted(nodes, lines)
    core = _backbone(graph)
    parts = sorted(nx.connected_components(graph.subgraph(core)), key=lambda part: (-len(part), min(part)))
    placed = [(sorted(part), _component(graph, sorted(part))) for part in parts]
    spots = dict(zip(*_pack(placed), strict=True))
    _surround(graph, spots)
    order = sorted(spots)
    points = _spread(np.array([spots[node] for node in order]))
    points -= (points.max(axis=0) + points.min(axis=0)) / 2
    return {node: (round(x), round(y)) for node, (x, y) in zip(order, points.tolist(), strict=True)}


def _weighted(nodes: Sequence[str], lines: Iterable[tuple[str, str, float]]) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(nodes))
    for source, target, weight in sorted(lines):
        before = graph.edges[source, target]["weight"] if graph.has_edge(source, target) else 0.0
        graph.add_edge(source, target, weight=before + weight)
    for source, target in graph.edges:
        mine, theirs = set(graph[source]), set(graph[target])
        strangers = len((mine ^ theirs) - {source, target})
        graph.edges[source, target]["length"] = math.sqrt(1 + max(1, strangers) / 2)
    return graph


def _backbone(graph: nx.Graph[str]) -> list[str]:
    strength = {node: float(graph.degree(node, weight="weight")) for node in graph}
    return sorted(graph, key=lambda node: (-strength[node], node))[:BACKBONE]


def _component(graph: nx.Graph[str], part: list[str]) -> Points:
    """Lay out one connected component around its own centre."""
    if len(part) == 1:
        return np.zeros((1, 2))
    lengths = dict(nx.all_pairs_dijkstra_path_length(graph.subgraph(part), weight="length"))
    wanted = np.array([[lengths[a][b] for b in part] for a in part]) * UNIT / math.sqrt(1.5)
    points = _upright(_majorize(_scaled(wanted), wanted))
    points[:, 0] *= 1.12
    points[:, 1] *= 0.9
    return points


def _scaled(wanted: Points) -> Points:
    """Classical multidimensional scaling: a start that depends on nothing but the distances."""
    size = len(wanted)
    centre = np.eye(size) - 1.0 / size
    values, vectors = np.linalg.eigh(-0.5 * centre @ wanted**2 @ centre)
    top = vectors[:, [-1, -2]] if size > 1 else vectors
    top = top * np.sign(top[np.abs(top).argmax(axis=0), [0, 1]])
    points: Points = np.asarray(top * np.sqrt(np.maximum(values[[-1, -2]], 1e-9)), dtype=np.float64)
    angles = np.arange(size) * GOLDEN_ANGLE
    jitter: Points = np.column_stack([np.cos(angles), np.sin(angles)]) * UNIT * 0.05
    return points + jitter


def _majorize(points: Points, wanted: Points) -> Points:
    """Lower the stress, sum of (|xi - xj| - dij)² / dij², by Guttman transforms."""
    with np.errstate(divide="ignore"):
        weights = np.where(wanted > 0, 1.0 / wanted**2, 0.0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.pinv(laplacian)
    for _ in range(ROUNDS):
        gaps = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
        pull = np.where(gaps > 1e-6, weights * wanted / np.maximum(gaps, 1e-6), 0.0)
        points = np.asarray(inverse @ (np.diag(pull.sum(axis=1)) - pull) @ points, dtype=np.float64)
    return points


def _upright(points: Points) -> Points:
    """Turn the longest extent to the horizontal, as screens are wide."""
    points = points - points.mean(axis=0)
    _, vectors = np.linalg.eigh(points.T @ points)
    axes = vectors[:, ::-1]
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), [0, 1]] < 0, -1.0, 1.0)
    turned: Points = points @ axes
    return turned


def _pack(parts: list[tuple[list[str], Points]]) -> tuple[list[str], list[Points]]:
    """Set components side by side in rows, the largest first, about as wide as a screen."""
    boxes = [points.max(axis=0) - points.min(axis=0) + np.array(BOX) * 1.15 for _, points in parts]
    width = max(*(box[0] for box in boxes), math.sqrt(1.7 * sum(box[0] * box[1] for box in boxes)))
    names: list[str] = []
    spots: list[Points] = []
    x = y = row = 0.0
    for (part, points), box in zip(parts, boxes, strict=True):
        if x and x + box[0] > width:
            x, y, row = 0.0, y + row, 0.0
        names.extend(part)
        spots.extend(points - points.min(axis=0) + np.array([x, y]))
        x, row = x + box[0], max(row, box[1])
    return names, spots


def _surround(graph: nx.Graph[str], spots: dict[str, Points]) -> None:
    """Put the weaker rest on a spiral around the neighbours that stand already."""
    rest = [node for node in graph if node not in spots]
    centre = np.mean(list(spots.values()), axis=0)
    known = dict(spots)
    for index, node in enumerate(sorted(rest)):
        near = [known[other] for other in graph[node] if other in known]
        angle, radius = index * GOLDEN_ANGLE, UNIT * (1.0 + 0.02 * index)
        middle = np.mean(near, axis=0) if near else centre
        spots[node] = middle + radius * np.array([math.cos(angle), math.sin(angle)])


def _spread(points: Points) -> Points:
    """Open dense places and push apart what would overlap, along the shorter way."""
    size = len(points)
    if size < 2:
        return points
    order = np.sign(np.arange(size)[:, None] - np.arange(size)[None, :]).astype(np.float64)
    for _ in range(160 if size <= BACKBONE else 12):
        delta = points[:, None, :] - points[None, :, :]
        inside = np.array(BOX) - np.abs(delta)
        clash = (inside > 0).all(axis=2) & ~np.eye(size, dtype=bool)
        if not clash.any():
            break
        way = np.where(delta == 0, order[:, :, None], np.sign(delta))
        along_x = inside[:, :, 0] / BOX[0] < inside[:, :, 1] / BOX[1]
        step = np.stack([along_x, ~along_x], axis=2) * inside * way * clash[:, :, None]
        crowd = np.sqrt(np.maximum(1, clash.sum(axis=1)))[:, None]
        points = points + 0.5 * np.clip(step, -30, 30).sum(axis=1) / crowd
    return points
