"""Pages about each thing that the graph names, for people (HTML) and for programs (RDF).

`describe` gathers what a page shows, `render_page` writes it, `describe_triples` gathers the triples and
`write_rdf` writes them; `Addresses` says which path shows which IRI. Nothing here knows of a server: what
answers SPARQL is passed in as a `Source`.
"""

from __future__ import annotations

from kg.views.pages.addresses import DATA_KINDS, VOCABULARIES, Addresses
from kg.views.pages.describing import Description, Page, describe, describe_triples, near_names
from kg.views.pages.listing import PageError, Window
from kg.views.pages.rdf import write_rdf
from kg.views.pages.rendering import CONTENT_SECURITY_POLICY, render_missing, render_page
from kg.views.pages.source import Ask, Source

__all__ = [
    "CONTENT_SECURITY_POLICY",
    "DATA_KINDS",
    "VOCABULARIES",
    "Addresses",
    "Ask",
    "Description",
    "Page",
    "PageError",
    "Source",
    "Window",
    "describe",
    "describe_triples",
    "near_names",
    "render_missing",
    "render_page",
    "write_rdf",
]
