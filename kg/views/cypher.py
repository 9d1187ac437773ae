"""Actors and claims for property graph databases that speak Cypher: tables and a script that loads them.

A zip archive with nodes.csv and relationships.csv, whose headers are those of `neo4j-admin database import`
(https://neo4j.com/docs/operations-manual/current/import/), load.cypher for LOAD CSV, and README.txt.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Claim
from kg.views.graph_parts import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Actors, edge_attributes, node_attributes

if TYPE_CHECKING:
    from _csv import Writer

SUFFIX = ".cypher.zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of all members, the first that a zip archive can hold: the same graph gives the same bytes."""
_TYPES = {str: "string", int: "int", float: "double", bool: "boolean"}
_DAYS = ("date", "date_end", "published")
_READERS = {"int": "toInteger", "double": "toFloat", "boolean": "toBoolean", "date": "date"}
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_README = """\
Actors and claims of international relations, exported by irkg.

Into a new database, fastest:
  neo4j-admin database import full --multiline-fields=true \\
      --nodes=nodes.csv --relationships=relationships.csv neo4j
Into a running one: put the two tables into its import folder, then
  cypher-shell -f load.cypher
(Where a text may end in a backslash, set dbms.import.csv.legacy_quote_escaping=false first.)

Each relationship is one claim. Its property `modality` says whether the news state it as a fact (actual), or
as planned, hypothetical, denied or alleged: filter on it.
"""


def write_cypher(claims: Iterable[Claim], file: BinaryIO) -> None:
    """Write claims as a zip archive of tables and a loading script."""
    actors, kinds, relations = Actors(), set(), set()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with _table(archive, "relationships.csv") as table:
            table.writerow([":START_ID", ":END_ID", ":TYPE", "claim", *_header(EDGE_ATTRIBUTES)])
            for claim in actors.passing(claims):
                name = relationship_type(claim.relation.id)
                relations.add(name)
                values = edge_attributes(claim).values()
                table.writerow([claim.subject.id, claim.object.id, name, claim.id, *map(_cell, values)])
        with _table(archive, "nodes.csv") as table:
            table.writerow(["entity:ID", *_header(NODE_ATTRIBUTES)[1:], ":LABEL"])
            for actor in actors:
                kinds.add(actor.kind)
                table.writerow([*map(_cell, node_attributes(actor).values()), f"Actor;{actor.kind}"])
        archive.writestr(_member("load.cypher"), _script(sorted(kinds), sorted(relations)))
        archive.writestr(_member("README.txt"), _README)


def relationship_type(relation: str) -> str:
    """The name of a relation as Cypher writes types of relationships.

    >>> relationship_type("rejectsTalksWith")
    'REJECTS_TALKS_WITH'
    """
    return _CAPITAL.sub("_", relation).upper()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


@contextmanager
def _table(archive: zipfile.ZipFile, name: str) -> Iterator[Writer]:
    with archive.open(_member(name), "w", force_zip64=True) as member:
        text = TextIOWrapper(member, encoding="utf-8", newline="")
        yield csv.writer(text)
        text.detach()


def _kind(name: str, kind: type) -> str:
    return "date" if name in _DAYS else _TYPES[kind]


def _header(known: Mapping[str, type]) -> list[str]:
    return [f"{name}:{_kind(name, kind)}" for name, kind in known.items()]


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _script(kinds: Sequence[str], relations: Sequence[str]) -> str:
    """Cypher that loads both tables; types cannot be variables in Cypher, so each has its own statement."""
    node = _properties("n", {name: kind for name, kind in NODE_ATTRIBUTES.items() if name != "entity"})
    edge = _properties("r", EDGE_ATTRIBUTES)
    nodes = "LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row"
    edges = "LOAD CSV WITH HEADERS FROM 'file:///relationships.csv' AS row"
    parts = [
        "CREATE CONSTRAINT actor_entity IF NOT EXISTS FOR (n:Actor) REQUIRE n.entity IS UNIQUE;",
        f"{nodes}\nMERGE (n:Actor {{entity: row.`entity:ID`}})\nSET {node};",
        *(
            f"{nodes}\nWITH row WHERE row.`:LABEL` = 'Actor;{kind}'\n"
            f"MATCH (n:Actor {{entity: row.`entity:ID`}})\nSET n:`{kind}`;"
            for kind in kinds
        ),
        *(
            f"{edges}\nWITH row WHERE row.`:TYPE` = '{name}'\n"
            "MATCH (a:Actor {entity: row.`:START_ID`}), (b:Actor {entity: row.`:END_ID`})\n"
            f"MERGE (a)-[r:`{name}` {{claim: row.claim}}]->(b)\nSET {edge};"
            for name in relations
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _properties(variable: str, known: Mapping[str, type]) -> str:
    parts = []
    for name, kind in known.items():
        column = f"row.`{name}:{_kind(name, kind)}`"
        reader = _READERS.get(_kind(name, kind))
        parts.append(f"{variable}.{name} = {f'{reader}({column})' if reader else column}")
    return ",\n    ".join(parts)
