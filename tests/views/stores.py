"""Stores that hold hand-made claims and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kg.graph.store import Store
from kg.graph.triples import encode_article
from kg.model import Article, Claim, Relation, Tenure
from kg.views.formats import ExportOptions, Source
from tests.graph import samples


def make_store(
    articles: Iterable[Article],
    claims: Sequence[Claim],
    tenures: Sequence[Tenure] = (),
    *,
    path: Path | None = None,
) -> Store:
    """A store with these articles, each with the evidence that it gives; in memory if `path` is None."""
    store = Store(path)
    for article in articles:
        store.replace_article(article.id, encode_article(article, claims, tenures))
    return store


def make_source(store: Store, relations: Iterable[Relation] = (), **options: Any) -> Source:
    """A store as exports take it."""
    known = {relation.id: relation for relation in relations} or samples.RELATIONS
    return Source(store=store, relations=known, options=ExportOptions(**options))
