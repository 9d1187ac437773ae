"""Terms and prefixes: every term of ours is declared in the ontology, and nothing heavy is loaded."""

from __future__ import annotations

import subprocess
import sys

import pyoxigraph as ox
import pyshacl
import rdflib

from kg import ids, resources
from kg.graph import vocabulary as v

FOLDER = resources.ontologies()


def declared() -> set[str]:
    quads = ox.parse(path=str(FOLDER / "ir.ttl"), format=ox.RdfFormat.TURTLE)
    return {str(quad.subject) for quad in quads if quad.predicate == v.TYPE}


def own_terms(values: object) -> set[str]:
    if isinstance(values, ox.NamedNode):
        return {str(values)} if values.value.startswith(ids.ONTOLOGY) else set()
    return set().union(*map(own_terms, values)) if isinstance(values, tuple) else set()


def test_every_term_of_ours_is_in_the_ontology() -> None:
    used = set().union(*(own_terms(value) for value in vars(v).values()))
    assert len(used) > 25
    assert used <= declared()


def test_every_term_of_the_shapes_is_in_the_ontology() -> None:
    quads = ox.parse(path=str(FOLDER / "shapes.ttl"), format=ox.RdfFormat.TURTLE)
    used = {name for quad in quads for name in own_terms((quad.predicate, quad.object))}
    assert used
    assert used <= declared()


def test_shapes_are_well_formed() -> None:
    shapes = rdflib.Graph().parse(FOLDER / "shapes.ttl")
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True, advanced=True)
    assert conforms, text


def test_longest_prefix_wins() -> None:
    known = {"a": "http://x/", "b": "http://x/y/"}
    assert v.shorten("http://x/y/z", known) == "b:z"
    assert v.shorten("http://z/", known) == "http://z/"
    assert v.prefixes("http://localhost/")["ent"] == "http://localhost/entity/"


def test_importing_the_graph_loads_neither_rdflib_nor_pyshacl() -> None:
    code = (
        "import sys, kg.graph.query, kg.graph.validation\n"
        "import kg.views.turtle, kg.views.rdf_files, kg.views.json_lines\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('rdflib', 'pyshacl', 'spacy')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
