"""How fast the shapes are checked: SPARQL derived from them against pySHACL, and a graph of many claims.

    python -m benchmarks.validation [--claims N] [--compared N] [--rounds N]

The graph is made up but written as a build writes it: one named graph an article, four claims each. Both
engines check the same small graph, turn and turn about, so that a busy machine slows both: the ratio is what
to compare. The time of the large graph includes the copy that the checks run on.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Iterator
from datetime import date, timedelta

import pyoxigraph as ox

from benchmarks.speed import measure
from kg.graph.store import Store
from kg.graph.triples import encode_article
from kg.graph.validation import Checker, validate
from kg.model import Article, Claim, Entity, Evidence, Modality, Relation
from kg.ontology import read_relations

ACTORS, CLAIMS_AN_ARTICLE = 500, 4
FIRST_DAY = date(2015, 1, 1)
MODALITIES = [Modality.ACTUAL] * 7 + [Modality.PLANNED, Modality.DENIED, Modality.HYPOTHETICAL]
"""About as often as in the sample articles."""


def make_actors() -> list[Entity]:
    """States without codes; nothing here looks at who they are."""
    return [Entity(id=f"State_{n}", name=f"State {n}", kind="State", state=None) for n in range(ACTORS)]


def make_claim(chance: random.Random, article: Article, actors: list[Entity], relation: Relation) -> Claim:
    """A claim about two actors, a few of whom are in most of the news (Zipf)."""
    first, second = 0, 0
    while first == second:
        first, second = (min(int(chance.paretovariate(0.6)) - 1, ACTORS - 1) for _ in "ab")
    if relation.symmetric:
        first, second = sorted((first, second), key=lambda n: actors[n].id)
    day = FIRST_DAY + timedelta(days=chance.randrange(3650))
    start = chance.randrange(len(article.text) // 2)
    quote = article.text[start:]
    evidence = Evidence(
        article=article.id, start=start, end=len(article.text), quote=quote, trigger=(start + 4, start + 9),
        subject_span=(start, start + 3), object_span=(start + 10, start + 14), extractor="frames",
        score=round(chance.uniform(0.2, 1), 3), publisher=article.publisher, published=article.date,
    )  # fmt: skip
    return Claim(
        subject=actors[first], relation=relation, object=actors[second], modality=chance.choice(MODALITIES),
        date=day, date_end=day + timedelta(days=6) if chance.random() < 0.2 else None, evidence=(evidence,),
    )  # fmt: skip


def make_graphs(claims: int, seed: int = 7) -> Iterator[tuple[str, list[ox.Quad]]]:
    """Ids of articles with the quads of each, until there are so many claims."""
    chance, actors, relations = random.Random(seed), make_actors(), list(read_relations().values())  # noqa: S311
    for number in range(-(-claims // CLAIMS_AN_ARTICLE)):
        text = f"Article {number}. " + "State one said on Monday that it rejects what state two demands. " * 4
        article = Article(
            id=f"a{number}", text=text, title=f"Article {number}",
            date=FIRST_DAY + timedelta(days=number % 3650), publisher=f"Agency {number % 40}",
        )  # fmt: skip
        made = [
            make_claim(chance, article, actors, chance.choice(relations)) for _ in range(CLAIMS_AN_ARTICLE)
        ]
        yield article.id, encode_article(article, made)


def make_store(claims: int) -> Store:
    """A store in memory with so many claims."""
    store = Store()
    for article_id, quads in make_graphs(claims):
        store.replace_article(article_id, quads)
    return store


def count_triples(store: Store) -> int:
    """How many different triples the articles hold."""
    return len({quad.triple for quad in store.article_quads()})


def compare(claims: int, rounds: int) -> None:
    """Both engines on one graph, in turn."""
    store = make_store(claims)
    validate(store), validate(store, engine="pyshacl")
    times: dict[str, list[float]] = {"sparql": [], "pyshacl": []}
    for _ in range(rounds):
        for engine, found in times.items():
            found.append(measure(lambda engine=engine: validate(store, engine=engine)))  # type: ignore[misc]
    ratios = [slow / quick for slow, quick in zip(times["pyshacl"], times["sparql"], strict=True)]
    print(f"{claims:,} claims, {count_triples(store):,} triples; {rounds} rounds after a warm-up")
    for engine, found in times.items():
        print(f"  {engine:8}{statistics.median(found):8.2f} s")
    print(f"  {'ratio':8}{statistics.median(ratios):8.1f}  (from {min(ratios):.1f} to {max(ratios):.1f})")


def check_large(claims: int, rounds: int) -> None:
    """The default engine on a graph of many claims."""
    store = make_store(claims)
    times = [measure(lambda: validate(store)) for _ in range(rounds)]
    print(f"{claims:,} claims, {count_triples(store):,} triples; {rounds} rounds")
    print(f"  sparql  {statistics.median(times):8.2f} s  (from {min(times):.2f} to {max(times):.2f})")


def check_articles(number: int) -> None:
    """What a build pays for each article."""
    checker = Checker()
    graphs = [quads for _, quads in make_graphs(number * CLAIMS_AN_ARTICLE)]
    times = [measure(lambda quads=quads: checker.check(quads)) for quads in graphs]  # type: ignore[misc]
    print(f"one article of {len(graphs[0])} quads: {1000 * statistics.median(times):.1f} ms")


def main() -> None:
    """Parse the options and measure."""
    parser = argparse.ArgumentParser(description="Speed of `kg validate`.")
    parser.add_argument("--claims", type=int, default=20_000, help="of the large graph (default 20,000)")
    parser.add_argument("--compared", type=int, default=1000, help="of the compared graph (default 1,000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (default 3)")
    options = parser.parse_args()
    compare(options.compared, options.rounds)
    check_large(options.claims, options.rounds)
    check_articles(20)


if __name__ == "__main__":
    main()
