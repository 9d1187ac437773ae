"""The relations of the ontology as `Relation` objects, and how relation and modality make a root.

Owns reading the relations of `ontologies/ir.ttl` and the category that a claim counts under. Writing
triples belongs to `kg.graph`, the words that express a relation to `ontologies/lexicon`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from kg import resources
from kg.errors import DataError
from kg.ids import ONTOLOGY
from kg.model import Modality, Quad, Relation

_QUADS: Mapping[str, Quad] = MappingProxyType(
    {
        "AGREE": Quad.VERBAL_COOPERATION,
        "CONSULT": Quad.VERBAL_COOPERATION,
        "SUPPORT": Quad.VERBAL_COOPERATION,
        "CONCEDE": Quad.VERBAL_COOPERATION,
        "COOPERATE": Quad.MATERIAL_COOPERATION,
        "AID": Quad.MATERIAL_COOPERATION,
        "RETREAT": Quad.MATERIAL_COOPERATION,
        "REQUEST": Quad.VERBAL_CONFLICT,
        "ACCUSE": Quad.VERBAL_CONFLICT,
        "REJECT": Quad.VERBAL_CONFLICT,
        "THREATEN": Quad.VERBAL_CONFLICT,
        "PROTEST": Quad.MATERIAL_CONFLICT,
        "SANCTION": Quad.MATERIAL_CONFLICT,
        "MOBILIZE": Quad.MATERIAL_CONFLICT,
        "COERCE": Quad.MATERIAL_CONFLICT,
        "ASSAULT": Quad.MATERIAL_CONFLICT,
    }
)

ROOTS: tuple[str, ...] = tuple(_QUADS)
"""The sixteen categories of PLOVER in the order of its manual."""

_PLANNED_AGREEMENTS = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID"})
_PLANNED_CONCESSIONS = frozenset({"RETREAT", "CONCEDE"})
_DEEDS_OF_CONFLICT = frozenset(root for root, quad in _QUADS.items() if quad is Quad.MATERIAL_CONFLICT)

_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_SUB_PROPERTY = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subPropertyOf")
_INVERSE = ox.NamedNode("http://www.w3.org/2002/07/owl#inverseOf")
_SYMMETRIC = ox.NamedNode("http://www.w3.org/2002/07/owl#SymmetricProperty")


def _own(name: str) -> ox.NamedNode:
    return ox.NamedNode(ONTOLOGY + name)


_PLOVER, _MODE, _CAMEO = _own("plover"), _own("mode"), _own("cameo")
_QUADRANT, _GOLDSTEIN, _PERSONAL = _own("quadrant"), _own("goldstein"), _own("personal")
_OPPOSITE = _own("opposite")

_Facts = Mapping[ox.NamedNode, list[str]]


def quad_of_root(root: str) -> Quad:
    """Tell the quadrant of a category of PLOVER.

    >>> quad_of_root("REJECT").name
    'VERBAL_CONFLICT'
    """
    if root not in _QUADS:
        raise DataError(f"{root!r} is not a category of PLOVER; the sixteen are {', '.join(ROOTS)}")
    return _QUADS[root]


def root_of(relation: Relation, modality: Modality) -> str:
    """Tell the category that a claim counts under.

    As PLOVER codes the future: a planned meeting or aid is AGREE, a promised withdrawal CONCEDE, an
    announced deed of conflict THREATEN. Every other claim counts under the root of its relation; so do
    planned words of conflict, which do not threaten with anything but words.

    >>> relations = read_relations()
    >>> root_of(relations["visits"], Modality.PLANNED)
    'AGREE'
    >>> root_of(relations["visits"], Modality.ACTUAL)
    'CONSULT'
    """
    if modality is not Modality.PLANNED:
        return relation.root
    if relation.root in _PLANNED_AGREEMENTS:
        return "AGREE"
    if relation.root in _PLANNED_CONCESSIONS:
        return "CONCEDE"
    if relation.root in _DEEDS_OF_CONFLICT:
        return "THREATEN"
    return relation.root


@cache
def read_relations() -> Mapping[str, Relation]:
    """Read all leaf relations of the ontology, by id, in alphabetical order.

    A leaf is a property with a CAMEO code. Raises `DataError` naming the relation and what is wrong.

    >>> read_relations()["condemns"].inverse
    'condemnedBy'
    """
    return read_relations_from(resources.ontologies() / "ir.ttl")


def read_relations_from(path: Path) -> Mapping[str, Relation]:
    """Read the leaf relations of an ontology file of the same shape as `ir.ttl`."""
    try:
        facts = _collect(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    except (OSError, SyntaxError) as error:
        raise DataError(f"{path} cannot be read as Turtle: {error}") from error
    leaves = sorted((node for node in facts if _CAMEO in facts[node]), key=lambda node: node.value)
    if not leaves:
        raise DataError(f"{path} defines no relation with a CAMEO code (ir:cameo)")
    relations = [_decode(node, facts, path) for node in leaves]
    return MappingProxyType({relation.id: relation for relation in relations})


def _collect(quads: Iterable[ox.Quad]) -> dict[ox.NamedNode, _Facts]:
    facts: defaultdict[ox.NamedNode, defaultdict[ox.NamedNode, list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            facts[quad.subject][quad.predicate].append(quad.object.value)
    return {node: dict(values) for node, values in facts.items()}


def _decode(node: ox.NamedNode, facts: Mapping[ox.NamedNode, _Facts], path: Path) -> Relation:
    own = facts[node]
    where = f"relation {node.value.removeprefix(ONTOLOGY)} in {path}"
    symmetric = _SYMMETRIC.value in own.get(_RDF_TYPE, ())
    inverse = _one(own, _INVERSE, where) if _INVERSE in own else None
    if symmetric == (inverse is not None):
        raise DataError(f"{where} must be either owl:SymmetricProperty or have one owl:inverseOf")
    root = _one(own, _PLOVER, where)
    parent = ox.NamedNode(_one(own, _SUB_PROPERTY, where))
    if root not in facts.get(parent, {}).get(_PLOVER, ()):
        raise DataError(f"{where} has ir:plover {root!r}, but the property above it has not")
    quad = quad_of_root(root)
    if _one(own, _QUADRANT, where) != str(int(quad)):
        raise DataError(f"{where} has another ir:quadrant than {root}, which belongs to {int(quad)}")
    return Relation(
        id=node.value.removeprefix(ONTOLOGY),
        label=_one(own, _LABEL, where),
        root=root,
        mode=_one(own, _MODE, where) if _MODE in own else None,
        quad=quad,
        cameo=_one(own, _CAMEO, where),
        goldstein=_number(_one(own, _GOLDSTEIN, where), where),
        symmetric=symmetric,
        inverse=inverse.removeprefix(ONTOLOGY) if inverse is not None else None,
        personal=own.get(_PERSONAL) == ["true"],
        opposite=_one(own, _OPPOSITE, where).removeprefix(ONTOLOGY) if _OPPOSITE in own else None,
    )


def _one(facts: _Facts, name: ox.NamedNode, where: str) -> str:
    values = facts.get(name, [])
    if len(values) != 1:
        raise DataError(f"{where} has {len(values)} values of {name.value}, needs exactly one")
    return values[0]


def _number(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise DataError(f"{where} has an ir:goldstein that is not a number: {text!r}") from error
    if not -10.0 <= value <= 10.0:
        raise DataError(f"{where} has ir:goldstein {value}, which is not between -10 and 10")
    return value
