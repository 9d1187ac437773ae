"""How fast the store loads, opens after a kill, and searches, beside the engine that it stands on.

    python -m benchmarks.store [--claims N] [--folder DIR]

Articles are made up: four claims an article, 500 actors of which a few are named most of the time, sentences
of words as rare as those of news. "Raw" is pyoxigraph's own bulk load of the same quads with their copies in
the default graph, in one call. All is measured in one run, so ratios can be compared on a busy machine.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import signal
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from kg.graph import vocabulary as v
from kg.graph.search import find_sentences
from kg.graph.store import Store
from kg.graph.triples import encode_article
from kg.graph.union import with_copies
from kg.model import Article, Claim, Entity, Evidence, Modality
from kg.ontology import read_relations

CLAIMS_AN_ARTICLE = 4
ACTORS = 500
WORDS = 30_000
SENTENCE = 22
"""Words of a sentence; those of news have about as many."""
MOST_TRANSACTIONS = 20_000
"""Claims that are loaded one article at a time; more only takes longer."""
QUESTIONS = 300
HITS = 20

Articles = list[tuple[str, list[ox.Quad]]]


class World:
    """Makes articles; the same seed makes the same ones."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)  # noqa: S311 - no secret, but the same again
        self._relations = sorted(read_relations().values(), key=lambda relation: relation.id)
        self._actors = [Entity(id=f"Actor_{n}", name=f"Actor {n}", kind="State") for n in range(ACTORS)]
        self._actor_weights = [1 / (n + 1) for n in range(ACTORS)]
        syllables = [a + b for a in "bdfghklmnprstvz" for b in "aeiou"]
        self.words = [
            "".join(self._random.choices(syllables, k=self._random.randint(2, 4))) for _ in range(WORDS)
        ]
        self._word_weights = [1 / (n + 10) for n in range(WORDS)]

    def make_articles(self, claims: int) -> Articles:
        """Articles with so many claims in all, as quads."""
        return [self._make_article(f"article-{n}") for n in range(claims // CLAIMS_AN_ARTICLE)]

    def _make_article(self, name: str) -> tuple[str, list[ox.Quad]]:
        sentences = [
            " ".join(self._random.choices(self.words, self._word_weights, k=SENTENCE)).capitalize() + "."
            for _ in range(CLAIMS_AN_ARTICLE)
        ]
        article = Article(id=name, text=" ".join(sentences), title=sentences[0])
        claims, start = [], 0
        for sentence in sentences:
            claims.append(self._make_claim(name, sentence, start))
            start += len(sentence) + 1
        return name, encode_article(article, claims, config="benchmark")

    def _make_claim(self, article: str, quote: str, start: int) -> Claim:
        subject, other = self._random.choices(self._actors, self._actor_weights, k=2)
        while other == subject:
            other = self._random.choice(self._actors)
        relation = self._random.choice(self._relations)
        if relation.symmetric:
            subject, other = sorted((subject, other), key=lambda entity: entity.id)
        evidence = Evidence(
            article=article, start=start, end=start + len(quote), quote=quote, trigger=(start, start + 5),
            subject_span=None, object_span=None, extractor="benchmark", score=0.9,
        )  # fmt: skip
        return Claim(
            subject=subject, relation=relation, object=other, modality=Modality.ACTUAL,
            date=None, date_end=None, evidence=(evidence,),
        )  # fmt: skip

    def questions(self) -> Iterator[str]:
        """What users ask: one to three words, common and rare ones, some next to each other."""
        for _ in range(QUESTIONS):
            words = self._random.choices(self.words, self._word_weights, k=self._random.randint(1, 3))
            yield (
                f'"{" ".join(words)}"' if len(words) > 1 and self._random.random() < 0.2 else " ".join(words)
            )


def measure(work: Callable[[], object]) -> float:
    """Seconds of wall-clock time that the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def size(folder: Path) -> str:
    """Megabytes that the files of a folder take."""
    return f"{sum(file.stat().st_size for file in folder.rglob('*') if file.is_file()) / 1e6:,.0f} MB"


def load_raw(folder: Path, articles: Articles) -> None:
    """All quads in one bulk load of the engine."""
    store = ox.Store(str(folder))
    store.bulk_extend(with_copies(chain.from_iterable(quads for _, quads in articles)))


def load_ours(folder: Path, articles: Articles) -> None:
    """The same through the store, which also indexes the text."""
    with Store(folder) as store:
        store.add_all(articles)


def load_one_by_one(folder: Path, articles: Articles) -> None:
    """One article, one transaction."""
    with Store(folder) as store:
        for name, quads in articles:
            store.replace_article(name, quads)


def die_while_writing(folder: Path, claims: int) -> None:
    """Add articles one by one, and be killed before anything is closed."""
    store = Store(folder)
    for name, quads in World(seed=2).make_articles(claims):
        store.replace_article(name, quads)
    os.kill(os.getpid(), signal.SIGKILL)


def compare_loading(folder: Path, articles: Articles) -> None:
    """Print seconds, ratios and sizes of the ways to load."""
    quads = sum(len(found) for _, found in articles)
    print(f"{len(articles) * CLAIMS_AN_ARTICLE:,} claims, {quads:,} quads and as many copies at most")
    raw = measure(lambda: load_raw(folder / "raw", articles))
    ours = measure(lambda: load_ours(folder / "ours", articles))
    again = measure(lambda: load_raw(folder / "raw2", articles))
    fair = (raw + again) / 2
    print(f"{'raw bulk load, before and after':40}{raw:8.1f} s {again:8.1f} s   {size(folder / 'raw')}")
    print(f"{'graph.add (bulk, with text index)':40}{ours:8.1f} s   {size(folder / 'ours' / 'quads')}, "
          f"index {(folder / 'ours' / 'text.sqlite').stat().st_size / 1e6:,.0f} MB")  # fmt: skip
    print(f"{'ratio to raw':40}{ours / fair:8.2f}")
    some = articles[: MOST_TRANSACTIONS // CLAIMS_AN_ARTICLE]
    bulk = measure(lambda: load_ours(folder / "some", some))
    single = measure(lambda: load_one_by_one(folder / "single", some))
    label = f"one by one, {len(some) * CLAIMS_AN_ARTICLE:,} claims"
    sizes = [size(folder / name / "quads") for name in ("single", "some")]
    print(f"{label:40}{single:8.1f} s   {sizes[0]} (bulk {bulk:.1f} s, {sizes[1]})")
    print(f"{'ratio to bulk':40}{single / bulk:8.2f}")


def time_opening(folder: Path, claims: int) -> None:
    """Print how long a store takes to open after its writer was killed."""
    process = multiprocessing.get_context("spawn").Process(target=die_while_writing, args=(folder, claims))
    process.start()
    process.join()
    opened: list[Store] = []
    seconds = measure(lambda: opened.append(Store(folder)))
    found = len(opened[0].articles())
    opened[0].close()
    print(f"{'opening after SIGKILL':40}{seconds * 1000:8.0f} ms   {found:,} articles, all that were stored")


def time_searching(folder: Path) -> None:
    """Print how long full-text searches take, and the same by SPARQL."""
    questions, relations = list(World().questions()), read_relations()
    with Store(folder, read_only=True) as store:
        store.search_quotes("warm up", HITS)

        def show(label: str, ask: Callable[[str], object]) -> None:
            seconds = sorted(measure(partial(ask, question)) for question in questions)
            p95 = seconds[int(0.95 * len(seconds))]
            print(f"{label:40}{statistics.median(seconds) * 1000:8.2f} ms   p95 {p95 * 1000:.1f} ms, "
                  f"longest {seconds[-1] * 1000:.1f} ms; {len(questions)} questions")  # fmt: skip

        show("search (ids)", lambda question: store.search_quotes(question, HITS))
        show("search (claims, article)", lambda question: find_sentences(store, question, HITS, relations))
        word = questions[0].split()[0].strip('"')
        sparql = f'ASK {{ ?q {v.EXACT} ?text FILTER(CONTAINS(?text, "{word} no such words")) }}'
        seconds = sorted(measure(lambda: bool(store.answer(sparql))) for _ in range(3))
        print(f"{'CONTAINS over all quotes in SPARQL':40}{seconds[1] * 1000:8.0f} ms")


def main() -> None:
    """Parse the options and measure."""
    parser = argparse.ArgumentParser(description="Speed of the store beside pyoxigraph's own.")
    parser.add_argument("--claims", type=int, default=20_000, help="how many claims (default 20,000)")
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary folder)")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="irkg-store-", dir=options.folder))
    try:
        articles = World().make_articles(options.claims)
        compare_loading(folder, articles)
        del articles
        time_opening(folder / "killed", min(options.claims, MOST_TRANSACTIONS))
        time_searching(folder / "ours")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
