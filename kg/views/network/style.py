"""How quadrants, modalities and kinds of actors look: the visual vocabulary as plain data.

Palette: at least 3.3 : 1 against the page and apart for the three common colour deficiencies.
Hue says cooperation or conflict, depth says words or deeds, dashes say that it has not happened.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.model import Modality, Quad

LIGHT: dict[Quad, str] = {
    Quad.VERBAL_COOPERATION: "#3b8ed6",
    Quad.MATERIAL_COOPERATION: "#083f75",
    Quad.VERBAL_CONFLICT: "#c67a00",
    Quad.MATERIAL_CONFLICT: "#8f1d2c",
}
DARK: dict[Quad, str] = {
    Quad.VERBAL_COOPERATION: "#9ad1f7",
    Quad.MATERIAL_COOPERATION: "#3f95dd",
    Quad.VERBAL_CONFLICT: "#ffcf66",
    Quad.MATERIAL_CONFLICT: "#ff5c5c",
}
QUAD_LABELS: dict[Quad, str] = {
    Quad.VERBAL_COOPERATION: "Verbal cooperation",
    Quad.MATERIAL_COOPERATION: "Material cooperation",
    Quad.VERBAL_CONFLICT: "Verbal conflict",
    Quad.MATERIAL_CONFLICT: "Material conflict",
}
DASHES: dict[Modality, list[int]] = {
    Modality.ACTUAL: [],
    Modality.PLANNED: [10, 5],
    Modality.HYPOTHETICAL: [2, 5],
    Modality.DENIED: [10, 4, 2, 4],
    Modality.ALLEGED: [5, 4],
}


class Look(NamedTuple):
    """Shape of a node in vis-network and the words for its kind."""

    shape: str
    label: str


KINDS: dict[str, Look] = {
    "State": Look("image", "State"),
    "Government": Look("square", "Government body"),
    "IntergovernmentalOrganization": Look("square", "Intergovernmental organisation"),
    "Organization": Look("square", "Organisation"),
    "Company": Look("square", "Company"),
    "NonStateArmedGroup": Look("dot", "Armed group"),
    "Group": Look("dot", "Group"),
    "Person": Look("triangle", "Person"),
    "Office": Look("triangle", "Office"),
    "Agreement": Look("diamond", "Agreement"),
    "Place": Look("dot", "Place"),
}


def look(kind: str) -> Look:
    """Find how a class of the ontology is drawn; an unknown one is a dot named after the class.

    >>> look("RegionalBloc")
    Look(shape='dot', label='Regional bloc')
    """
    if kind in KINDS:
        return KINDS[kind]
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind)
    return Look("dot", words[:1].upper() + words[1:].lower())


def palette_css() -> str:
    """Write the quadrant colours as CSS custom properties for both themes."""
    light = "".join(f"--q{quad.value}:{colour};" for quad, colour in LIGHT.items())
    dark = "".join(f"--q{quad.value}:{colour};" for quad, colour in DARK.items())
    return f":root{{{light}}}\n:root[data-theme=dark]{{{dark}}}"
