"""How much memory exports need, and how long Turtle takes beside Oxigraph's own serializer.

    python -m benchmarks.export [--claims N ...] [--formats .ttl .csv ...]

For each number of claims a store is filled with made-up news. Each export runs in a process of its own: the
figures are its seconds and its peak resident size, of which an idle process with the store open is the first
line. Turtle is compared with `pyoxigraph.serialize` over the same triples of the same store into a file
(unsorted, each graph's own copy of what several tell): at most three times is the aim.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pyoxigraph as ox

import kg
from kg.graph import vocabulary as v
from kg.graph.store import Store
from kg.graph.triples import encode_article
from kg.model import Article, Claim, Entity, Evidence, Modality, Relation
from kg.ontology import read_relations
from kg.views.formats import SUFFIXES

ACTORS, PUBLISHERS, DAYS, IN_ARTICLE, REPEATED = 500, 40, 1500, 4, 10
"""Actors with Zipf's popularity, as in news; four claims an article."""
RUNS = 3
KINDS = ("State", "Person", "IntergovernmentalOrganization", "Company", "Government")


def make_news(claims: int) -> Iterator[tuple[Article, list[Claim]]]:
    """Articles with so many claims in all, the same every time; a tenth of them repeat the news before."""
    chance = np.random.default_rng(5)
    kinds, states = chance.integers(len(KINDS), size=ACTORS), chance.integers(2, size=ACTORS)
    actors = [
        Entity(id=f"Actor_{n}", name=f"Actor {n}", kind=KINDS[kinds[n]], state="IRN" if states[n] else None)
        for n in range(ACTORS)
    ]
    weights = np.array([1 / (rank + 1) for rank in range(ACTORS)])
    pairs = chance.choice(ACTORS, size=(claims, 2), p=weights / weights.sum())
    relations = sorted(read_relations().values(), key=lambda relation: relation.id)
    codes = chance.integers([len(relations), len(Modality), 10**6], size=(claims, 3))
    for number, first in enumerate(range(0, claims, IN_ARTICLE)):
        day = date(2020, 1, 1) + timedelta(days=number % DAYS)
        article = Article(
            id=f"news-{number:07}", text="", title=f"News number {number}", date=day,
            url=f"https://news.example/{number}", publisher=f"Paper {number % PUBLISHERS}",
        )  # fmt: skip
        made = []
        for row in range(first, min(first + IN_ARTICLE, claims)):
            source = row - DAYS * IN_ARTICLE if row % REPEATED == 0 and row >= DAYS * IN_ARTICLE else row
            one, other = (actors[n] for n in pairs[source])
            relation, modality, word = codes[source]
            if one is other:
                other = actors[(pairs[source][1] + 1) % ACTORS]
            made.append(_claim(article, relations[relation], (one, other), (int(modality), int(word), row)))
        yield article, made


def _claim(
    article: Article, relation: Relation, pair: tuple[Entity, Entity], numbers: tuple[int, int, int]
) -> Claim:
    """A claim of the article; `numbers` choose the modality, a word of the quote, and its place."""
    subject, target = sorted(pair, key=lambda e: e.id) if relation.symmetric else pair
    modality, word, row = numbers
    quote = f"{subject.name} {relation.label} {target.name}, officials said of matter {word} in the capital."
    start = row % IN_ARTICLE * 200
    evidence = Evidence(
        article=article.id, start=start, end=start + len(quote), quote=quote, trigger=(start + 8, start + 12),
        subject_span=(start, start + 7), object_span=(start + 20, start + 27), extractor="made up",
        score=round(word / 10**6, 2), publisher=article.publisher, url=article.url, published=article.date,
        topics=("trade",),
    )  # fmt: skip
    return Claim(
        subject=subject, relation=relation, object=target, modality=tuple(Modality)[modality],
        date=article.date, date_end=None, evidence=(evidence,),
    )  # fmt: skip


def fill(folder: Path, claims: int) -> float:
    """Make a store with so many claims; returns the number of articles."""
    with Store(folder) as store:
        return store.add_all((a.id, encode_article(a, found)) for a, found in make_news(claims))


def idle(folder: Path) -> float:
    """Open the store and ask for one triple."""
    with kg.open(folder) as graph:
        return float(len(graph.query("SELECT ?c WHERE { ?c a ir:Claim } LIMIT 1").rows))


def export(folder: Path, target: Path) -> float:
    """Seconds of computing that an export takes."""
    with kg.open(folder) as graph:
        start = time.process_time()
        graph.export(target)
        return time.process_time() - start


def serialize(folder: Path, target: Path) -> float:
    """Seconds of computing that Oxigraph's serializer takes for the same triples, as they come."""
    with Store(folder, read_only=True) as store:
        start = time.process_time()
        triples = (quad.triple for quad in store.article_quads())
        ox.serialize(triples, str(target), format=ox.RdfFormat.TURTLE, prefixes=v.prefixes(store.base))
        return time.process_time() - start


def with_peak(work: Callable[[], float]) -> tuple[float, float]:
    """What the work returns, and the peak resident size of this process in MB, as Linux tells it.

    `resource.getrusage` would count what the parent had when it started this process.
    """
    result = work()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return result, int(peak) / 1024


def run_apart(work: Callable[[], float]) -> tuple[float, float]:
    """Do the work in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(with_peak, work).result()


def measure(claims: int, suffixes: list[str], root: Path) -> None:
    """Fill a store and print a line for each format."""
    folder = root / f"store-{claims}"
    run_apart(partial(fill, folder, claims))
    _, base = run_apart(partial(idle, folder))
    print(f"{claims:>9,} claims: {base:,.0f} MB for an idle process", flush=True)
    for suffix in suffixes:
        target = root / f"graph{suffix}"
        seconds, peak = run_apart(partial(export, folder, target))
        size = target.stat().st_size / 1e6
        print(f"  {suffix:12} {seconds:8.2f} s {size:9,.1f} MB file {peak:7,.0f} MB at most", flush=True)
        target.unlink()
    if ".ttl" in suffixes:
        compare(folder, root)


def compare(folder: Path, root: Path) -> None:
    """Print how much longer Turtle takes than the plain serializer."""
    ratios = []
    for _ in range(RUNS):
        ours, _ = run_apart(partial(export, folder, root / "graph.ttl"))
        theirs, _ = run_apart(partial(serialize, folder, root / "plain.ttl"))
        ratios.append(ours / theirs)
    listed = ", ".join(f"{ratio:.2f}" for ratio in sorted(ratios))
    print(f"  Turtle takes {listed} times as long as pyoxigraph's serializer (the aim is 3)", flush=True)


def main() -> None:
    """Parse the options and measure."""
    parser = argparse.ArgumentParser(description="Memory and time of exports.")
    parser.add_argument("--claims", type=int, nargs="+", default=[1_000, 20_000, 100_000], help="how many")
    parser.add_argument("--formats", nargs="+", choices=SUFFIXES, default=list(SUFFIXES), help="suffixes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="irkg-export-") as root:
        for claims in options.claims:
            measure(claims, options.formats, Path(root))


if __name__ == "__main__":
    main()
