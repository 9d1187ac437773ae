"""Articles as quads, made up without a parser, and processes that write them until they are killed."""

from __future__ import annotations

import os
import random
import resource
import signal
from collections.abc import Iterator
from itertools import count
from multiprocessing.connection import Connection

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import ids
from kg.errors import StoreError
from kg.graph import shards
from kg.graph import store as store_module
from kg.graph import vocabulary as v
from kg.graph.store import Store

FILLING = 30
"""Further triples of an article, so that there is something to tear apart."""
WORD = "corridor"
"""Stands in every quote."""
NAMES = 12
"""Articles that are changed again and again by `keep_changing`."""


def node(kind: str, name: object) -> NamedNode:
    return NamedNode(ids.iri(kind, str(name)))


NORWAY = (node(v.ENTITY, "Norway"), v.PREF_LABEL, Literal("Norway", language="en"))


def is_deleted(version: int) -> bool:
    """Whether this version of an article is its absence."""
    return version == 0 or version % 5 == 4


def quote(name: str, version: int) -> str:
    return f"The grain {WORD} number {name} in its version {version} is open."


def make_quads(name: str, version: int) -> list[Quad]:
    """What the article says in this version; some of it is said by all articles, and by all versions."""
    if is_deleted(version):
        return []
    graph = node(v.ARTICLE, name)
    claim, evidence = node(v.CLAIM, f"c{version}"), node(v.EVIDENCE, f"{name}.{version}")
    selector = node(v.EVIDENCE, f"{name}.{version}.quote")
    triples: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (graph, v.TYPE, v.ARTICLE_CLASS),
        (graph, v.IDENTIFIER, Literal(name)),
        (graph, v.CONTENT_DIGEST, Literal(str(version))),
        (claim, v.TYPE, v.CLAIM_CLASS),
        (claim, v.SUBJECT, node(v.ENTITY, "Norway")),
        (claim, v.HAS_EVIDENCE, evidence),
        NORWAY,
        (evidence, v.HAS_SELECTOR, selector),
        (selector, v.EXACT, Literal(quote(name, version))),
        *((graph, v.TOPIC, Literal(f"{name} {version} {number}")) for number in range(FILLING)),
    ]
    return [Quad(*triple, graph) for triple in triples]


def _report(pipe: Connection, name: str, version: int) -> None:
    os.write(pipe.fileno(), f"{name} {version}\n".encode())  # short enough to arrive whole or not at all


def load_in_bulk(path: str, pipe: Connection, articles: int) -> None:
    """Load so many articles that are not there yet, in shards of fifty, and report each."""
    shards.SHARD_QUADS = 50 * len(make_quads("0", 1))
    with Store(path) as store:
        store.load_background("ontology", "1", lambda: [Triple(*NORWAY)])
        names = (str(number) for number in range(articles))
        missing = ((name, make_quads(name, 1)) for name in names if store.article_fingerprint(name) is None)
        store.add_all(missing, lambda name: _report(pipe, name, 1))


def keep_changing(path: str, pipe: Connection, seed: int) -> None:
    """Add, replace and delete a few articles without end, and report each change."""
    store_module.FLUSH_EVERY = 2_000
    choose = random.Random(seed)
    with Store(path) as store:
        versions = {name: int(text) for name, text in _read_versions(store)}
        for _ in count():
            name = str(choose.randrange(NAMES))
            versions[name] = version = versions.get(name, 0) + 1
            if is_deleted(version):
                store.delete_article(name)
            else:
                store.replace_article(name, make_quads(name, version))
            _report(pipe, name, version)


def fill_disk(path: str, pipe: Connection, largest_file: int) -> None:
    """Add articles without end, in turn one by one and in bulk, until the disk refuses; report the error.

    `largest_file` in bytes is where files may not grow any more, 0 for no such limit.
    """
    shards.SHARD_QUADS = 10 * len(make_quads("0", 1))
    try:
        with Store(path) as store:
            if largest_file:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))
            for turn in count(len(store.articles())):
                names = [f"{turn}-{number}" for number in range(25)]
                if turn % 2:
                    articles = ((name, make_quads(name, 1)) for name in names)
                    store.add_all(articles, lambda name: _report(pipe, name, 1))
                else:
                    for name in names:
                        store.replace_article(name, make_quads(name, 1))
                        _report(pipe, name, 1)
    except StoreError as error:
        os.write(pipe.fileno(), f"error {error}\n".encode())


def _read_versions(store: Store) -> Iterator[tuple[str, str]]:
    """A deleted article has no version in the store; it begins anew, which is as good."""
    for article in store.articles():
        yield article.id, store.article_fingerprint(article.id) or "0"


def hold_open(path: str, read_only: bool, pipe: Connection) -> None:
    """Have the store open until told to close it."""
    with Store(path, read_only=read_only):
        pipe.send("open")
        pipe.recv()


def die_after_writing(path: str) -> None:
    """Change article a, delete b, add c, and be killed before the store is closed."""
    store = Store(path)
    store.replace_article("a", make_quads("a", 2))
    store.delete_article("b")
    store.replace_article("c", make_quads("c", 1))
    os.kill(os.getpid(), signal.SIGKILL)


def die_after_many(path: str, flush_every: int) -> None:
    """Add four hundred articles one by one, and be killed before the store is closed."""
    store_module.FLUSH_EVERY = flush_every
    store = Store(path)
    for number in range(400):
        store.replace_article(str(number), make_quads(str(number), 1))
    os.kill(os.getpid(), signal.SIGKILL)
