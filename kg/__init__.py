"""News articles to a knowledge graph: who does what to whom, and which sentence says so.

Names are imported when they are first used, so that `import kg` is quick and loads no pipeline.

>>> import kg
>>> graph = kg.build([kg.Article(id="oslo", text="Norway condemned Russia over the attack.")])
>>> [(claim.subject.id, claim.relation.id, claim.object.id) for claim in graph.claims()]
[('Norway', 'condemns', 'Russia')]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.asking import list_questions
    from kg.directory import describe_actor, search_actors
    from kg.errors import KgError
    from kg.knowledge import KnowledgeGraph, open  # noqa: A004
    from kg.model import Article, Claim
    from kg.pipeline import BuildOptions, build, extract, label, link
    from kg.serving import serve
    from kg.views.server import ServeOptions

    __version__: str

__all__ = [
    "Article",
    "BuildOptions",
    "Claim",
    "KgError",
    "KnowledgeGraph",
    "ServeOptions",
    "__version__",
    "build",
    "describe_actor",
    "extract",
    "label",
    "link",
    "list_questions",
    "open",
    "search_actors",
    "serve",
]

_HOMES = {
    "Article": "kg.model",
    "BuildOptions": "kg.pipeline",
    "Claim": "kg.model",
    "KgError": "kg.errors",
    "KnowledgeGraph": "kg.knowledge",
    "ServeOptions": "kg.views.server",
    "build": "kg.pipeline",
    "describe_actor": "kg.directory",
    "extract": "kg.pipeline",
    "label": "kg.pipeline",
    "link": "kg.pipeline",
    "list_questions": "kg.asking",
    "open": "kg.knowledge",
    "search_actors": "kg.directory",
    "serve": "kg.serving",
}

if not TYPE_CHECKING:  # else every name would seem to exist

    def __getattr__(name: str) -> object:
        """Import a public name from the module that owns it."""
        if name == "__version__":
            from importlib.metadata import version

            return version("irkg")
        if name not in _HOMES:
            raise AttributeError(f"module 'kg' has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Public names and those that are loaded."""
    return sorted({*globals(), *__all__})
