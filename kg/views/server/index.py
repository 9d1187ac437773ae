"""The first page: what is served, and where."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kg.views.pages.questions import LONGEST
from kg.views.server import graph_store, questions, sparql
from kg.views.server.protocol import origin_of
from kg.views.server.service import Service

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""What the page may load: nothing from elsewhere and no script."""
_EXAMPLE = """SELECT ?who ?whom (COUNT(?claim) AS ?claims) WHERE {
  ?claim a ir:Claim ; rdf:subject ?who ; rdf:object ?whom
} GROUP BY ?who ?whom ORDER BY DESC(?claims) LIMIT 20"""
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>irkg: {name}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem }}
textarea {{ width: 100%; box-sizing: border-box; font: 14px/1.4 ui-monospace, monospace }}
:root {{ color-scheme: light dark }}
</style>
<h1>{name}</h1>
<p>A knowledge graph of international relations, served by irkg. Its data has the base {base}.</p>
<form action="{questions}/ask" method="get">
<p><label>A question in plain English, such as “who sanctions Russia”<br>
<input type="search" name="q" maxlength="{longest}" size="40" required></label> <button>Ask</button></p>
</form>
<form action="{sparql}" method="get">
<label for="query">A query in SPARQL; the prefixes ir:, ent:, claim: and the usual ones are known.</label>
<textarea id="query" name="query" rows="6" spellcheck="false">{example}</textarea>
<p><button>Ask</button></p>
</form>
<ul>
<li><a href="{questions}">{origin}{questions}</a>: all questions that can be asked, each with a form</li>
<li><a href="/ontology">{origin}/ontology</a>: the relations that the graph uses, and what each means</li>
<li><a href="{sparql}">{origin}{sparql}</a>: the SPARQL endpoint; without a query it describes itself</li>
<li><a href="{graphs}">{origin}{graphs}</a>: the Graph Store Protocol; by itself all named graphs</li>
</ul>
<p>{writing}</p>
</html>
"""


def routes(service: Service) -> list[Route]:
    """The page at the root."""

    async def page(request: Request) -> Response:
        writing = "Updates need the token." if service.options.writable else "This server only reads."
        text = _PAGE.format(
            name=escape(service.snapshots.store.resolve().name),
            base=escape(service.base),
            origin=escape(origin_of(request)),
            sparql=sparql.PATH,
            graphs=graph_store.PATH,
            questions=questions.PATH,
            longest=LONGEST,
            example=escape(_EXAMPLE),
            writing=writing,
        )
        return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})

    return [Route("/", page)]
