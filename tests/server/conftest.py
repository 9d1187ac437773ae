"""A small store, and servers over it that the tests of a module share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.graph.store import Store
from kg.graph.triples import encode_article
from tests.graph import samples
from tests.server.serving import Server, running


def fill(path: Path) -> Path:
    """Make a store with one article and its claim."""
    with Store(path) as store:
        store.replace_article(samples.ARTICLE.id, list(encode_article(samples.ARTICLE, [samples.CLAIM], [])))
    return path


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("served") / "store")


@pytest.fixture(scope="module")
def reading(store: Path) -> Iterator[Server]:
    """A server as it is without options."""
    with running(store) as started:
        yield started


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over a store of its own, to which anything may be done."""
    with running(fill(tmp_path_factory.mktemp("written") / "store"), "--writable") as started:
        yield started
