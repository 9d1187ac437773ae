"""Actors and claims as GraphML (http://graphml.graphdrawing.org) and GEXF 1.2 (https://gexf.net), for network
programs such as Gephi, Cytoscape, yEd, igraph and networkx.

Both are directed multigraphs: a node an actor, an edge a claim with the claim's id. Edges are written to a
temporary file while the actors are collected, so that only the actors are held in memory.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from tempfile import TemporaryFile
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from kg.model import Claim, Entity
from kg.views.graph_parts import (
    EDGE_ATTRIBUTES,
    NODE_ATTRIBUTES,
    Actors,
    Attribute,
    edge_attributes,
    node_attributes,
)
from kg.views.xml_text import check_xml

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_GRAPHML_TYPES = {str: "string", int: "int", float: "double", bool: "boolean"}
_GEXF_TYPES = _GRAPHML_TYPES | {int: "integer"}
_NOT_IN_TOKEN = re.compile(r"[^A-Za-z0-9_.-]")
"""What an XML name token cannot hold in every version of XML, and the colon, which marks it."""
_GEXF_OWN = ("label", "weight")
"""Attributes for which GEXF has a place of its own."""


def write_graphml(claims: Iterable[Claim], file: BinaryIO) -> None:
    """Write claims as GraphML. Raises KgError for a character that XML cannot hold."""
    keys = [
        f'  <key id={quoteattr(f"{domain}.{name}")} for="{domain}" attr.name="{name}"'
        f' attr.type="{_GRAPHML_TYPES[kind]}"/>\n'
        for domain, known in (("node", NODE_ATTRIBUTES), ("edge", EDGE_ATTRIBUTES))
        for name, kind in known.items()
    ]
    head = f'{_XML}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n{"".join(keys)}'
    actors = Actors()
    with TemporaryFile() as edges:
        edges.writelines(_graphml_edge(claim).encode() for claim in actors.passing(claims))
        file.write(f'{head}  <graph id="claims" edgedefault="directed">\n'.encode())
        file.writelines(_graphml_node(actor).encode() for actor in actors)
        edges.seek(0)
        shutil.copyfileobj(edges, file)
    file.write(b"  </graph>\n</graphml>\n")


def _graphml_node(actor: Entity) -> str:
    data = _graphml_data("node", node_attributes(actor), f"the actor {actor.id}")
    return f'    <node id="{token(actor.id)}">{data}</node>\n'


def _graphml_edge(claim: Claim) -> str:
    data = _graphml_data("edge", edge_attributes(claim), f"the claim {claim.id}")
    ends = f'source="{token(claim.subject.id)}" target="{token(claim.object.id)}"'
    return f'    <edge id="{claim.id}" {ends}>{data}</edge>\n'


def _graphml_data(domain: str, attributes: Mapping[str, Attribute], where: str) -> str:
    return "".join(
        f'<data key="{domain}.{name}">{escape(text, {chr(13): "&#13;"})}</data>'
        for name, text in _texts(attributes, where)
    )


def token(identifier: str) -> str:
    """An identifier as GraphML allows it, a name token: other characters become their code between colons.

    >>> token("Côte_d'Ivoire")
    'C:F4:te_d:27:Ivoire'
    """
    return _NOT_IN_TOKEN.sub(lambda match: f":{ord(match[0]):X}:", identifier)


def write_gexf(claims: Iterable[Claim], file: BinaryIO) -> None:
    """Write claims as GEXF 1.2. Raises KgError for a character that XML cannot hold."""
    namespace = 'xmlns="http://www.gexf.net/1.2draft" version="1.2"'
    head = f'{_XML}<gexf {namespace}>\n  <graph defaultedgetype="directed" mode="static">\n'
    actors = Actors()
    with TemporaryFile() as edges:
        edges.writelines(_gexf_edge(claim).encode() for claim in actors.passing(claims))
        file.write(
            (head + _gexf_keys("node", NODE_ATTRIBUTES) + _gexf_keys("edge", EDGE_ATTRIBUTES)).encode()
        )
        file.write(b"    <nodes>\n")
        file.writelines(_gexf_node(actor).encode() for actor in actors)
        file.write(b"    </nodes>\n    <edges>\n")
        edges.seek(0)
        shutil.copyfileobj(edges, file)
    file.write(b"    </edges>\n  </graph>\n</gexf>\n")


def _gexf_keys(domain: str, known: Mapping[str, type]) -> str:
    lines = [
        f'      <attribute id="{name}" title="{name}" type="{_GEXF_TYPES[kind]}"/>\n'
        for name, kind in known.items()
        if name not in _GEXF_OWN
    ]
    return f'    <attributes class="{domain}" mode="static">\n{"".join(lines)}    </attributes>\n'


def _gexf_node(actor: Entity) -> str:
    own, values = _gexf_values(node_attributes(actor), f"the actor {actor.id}")
    return f"      <node id={quoteattr(actor.id)}{own}>{values}</node>\n"


def _gexf_edge(claim: Claim) -> str:
    own, values = _gexf_values(edge_attributes(claim), f"the claim {claim.id}")
    ends = f"source={quoteattr(claim.subject.id)} target={quoteattr(claim.object.id)}"
    return f'      <edge id="{claim.id}" {ends}{own}>{values}</edge>\n'


def _gexf_values(attributes: Mapping[str, Attribute], where: str) -> tuple[str, str]:
    """The attributes that GEXF has a place for, and the element with the others."""
    texts = dict(_texts(attributes, where))
    own = "".join(f" {name}={quoteattr(texts.pop(name))}" for name in _GEXF_OWN if name in texts)
    values = "".join(f'<attvalue for="{name}" value={quoteattr(text)}/>' for name, text in texts.items())
    return own, f"<attvalues>{values}</attvalues>"


def _texts(attributes: Mapping[str, Attribute], where: str) -> Iterator[tuple[str, str]]:
    """The known attributes as text that XML can hold."""
    for name, value in attributes.items():
        if isinstance(value, bool):
            yield name, str(value).lower()
        elif value is not None:
            yield name, check_xml(str(value), f"{name} of {where}")
