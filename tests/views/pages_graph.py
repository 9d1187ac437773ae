"""A small graph in which every kind of thing has a page: made by hand, ontology included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from kg.graph.query import run_query
from kg.graph.store import Store
from kg.graph.triples import encode_article
from kg.model import Article, Claim, Entity, Evidence, Modality, Tenure
from kg.ontology import read_relations
from kg.resources import ontologies
from kg.views.pages import Source

RELATIONS = read_relations()
BASE = "https://w3id.org/irkg/"
IRAN = Entity(id="Iran", name="Iran", kind="State", state="IRN", wikidata="Q794")
USA = Entity(id="United_States", name="United States", kind="State", state="USA", wikidata="Q30")
CHINA = Entity(id="China", name="China", kind="State", state="CHN")
IVORY = Entity(id="Côte_d'Ivoire", name="Côte d'Ivoire", kind="State", state="CIV")
ARAGHCHI = Entity(id="Abbas_Araghchi", name="Abbas Araghchi", kind="Person", state="IRN")
ZARIF = Entity(id="Mohammad_Zarif", name="Mohammad Zarif", kind="Person", state="IRN")
MINISTER = Entity(id="Foreign_Minister_of_Iran", name="Foreign Minister of Iran", kind="Office", state="IRN")
TENURES = (
    Tenure(person=ARAGHCHI, office=MINISTER, of=IRAN, start=date(2024, 8, 21)),
    Tenure(person=ZARIF, office=MINISTER, of=IRAN, start=date(2013, 8, 15), end=date(2021, 8, 25)),
)
_ACTORS = """
@prefix ir: <https://w3id.org/irkg/ontology#> . @prefix ent: <https://w3id.org/irkg/entity/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix m: <https://w3id.org/irkg/membership/> . @prefix n: <https://w3id.org/irkg/name/> .
ent:Iran skos:altLabel "Islamic Republic of Iran"@en ; ir:iso2 "IR" ; ir:capital ent:Tehran ;
    ir:memberOf ent:BRICS, ent:OPEC .
ent:Tehran a ir:Place ; skos:prefLabel "Tehran"@en ; ir:locatedIn ent:Iran .
ent:BRICS a ir:IntergovernmentalOrganization ; skos:prefLabel "BRICS"@en .
ent:OPEC a ir:IntergovernmentalOrganization ; skos:prefLabel "OPEC"@en .
m:Iran.BRICS.2024-01-01 a ir:Membership ; ir:member ent:Iran ; ir:organization ent:BRICS ;
    ir:status "member" ; ir:start "2024-01-01"^^xsd:date .
n:Persia.Iran a ir:FormerName ; skos:prefLabel "Persia"@en ; ir:nameOf ent:Iran ;
    ir:end "1935-03-22"^^xsd:date .
<https://w3id.org/irkg/entity/\u00c7elik> a ir:Person ; skos:prefLabel "\u00c7elik"@en .
"""


def news(name: str, *sentences: str, day: date = date(2025, 3, 1), publisher: str = "Agency") -> Article:
    """An article with these sentences."""
    return Article(
        id=name, text=" ".join(sentences), title=f"Title of {name}", date=day,
        url=f"https://news.example/{name}", publisher=publisher,
    )  # fmt: skip


def said(
    article: Article,
    sentence: str,
    who: Entity,
    relation: str,
    whom: Entity,
    *,
    words: tuple[str, str, str],
    modality: Modality = Modality.ACTUAL,
    day: date | None = None,
    condition: str | None = None,
    speaker: Entity | None = None,
    score: float = 0.8,
) -> Claim:
    """The claim of one sentence of an article; `words` are the subject, the trigger and the object in it."""
    start = article.text.index(sentence)

    def span(text: str) -> tuple[int, int]:
        at = start + sentence.index(text)
        return at, at + len(text)

    subject, trigger, target = map(span, words)
    evidence = Evidence(
        article=article.id, start=start, end=start + len(sentence), quote=sentence, trigger=trigger,
        subject_span=subject, object_span=target, extractor="frames", score=score,
        publisher=article.publisher, url=article.url, published=article.date,
        condition=condition, speaker=speaker, topics=("nuclear",), reason="rules: the words of the test",
    )  # fmt: skip
    return Claim(
        subject=who, relation=RELATIONS[relation], object=whom, modality=modality, date=day, date_end=None,
        evidence=(evidence,),
    )  # fmt: skip


REFUSAL = "Iran will not negotiate with the United States as long as sanctions stay, Araghchi said."
TALKS = "Iran agreed to talks with the United States on Sunday."
DENIAL = "Iran did not refuse to negotiate with the United States, officials said."
PLAN = "China plans to visit Iran."
THREAT = "Iran may condemn China."
RUMOUR = "The United States is accused of having sanctioned Iran."
SALT = "Côte d'Ivoire met Iran."

TEHRAN = news("tehran", REFUSAL, PLAN, THREAT, day=date(2025, 2, 26))
COPY = news("copy", REFUSAL, day=date(2025, 2, 27))
WIRE = news("wire", "At night, " + REFUSAL, DENIAL, day=date(2025, 2, 28), publisher="Other Wire")
LATER = news("later", TALKS, RUMOUR, SALT, day=date(2026, 1, 5))
ODD = news("50% off / “news”?#1.ttl", SALT, day=date(2024, 5, 5), publisher="A/B & C")


def articles() -> list[tuple[Article, list[Claim]]]:
    """All articles with their claims."""
    refused = ("Iran", "will not negotiate", "the United States")

    def refusal(article: Article, day: date | None = date(2025, 2, 25), score: float = 0.8) -> Claim:
        return said(
            article, REFUSAL, IRAN, "rejectsTalksWith", USA, words=refused, day=day, score=score,
            condition="as long as sanctions stay", speaker=ARAGHCHI,
        )  # fmt: skip

    met = said(
        ODD, SALT, IVORY, "meetsWith", IRAN, words=("Côte d'Ivoire", "met", "Iran"), day=date(2024, 5, 4)
    )
    visit = ("China", "visit", "Iran")
    blame = ("Iran", "condemn", "China")
    denied = ("Iran", "refuse to negotiate", "the United States")
    agreed = ("Iran", "agreed to talks", "the United States")
    accused = ("The United States", "sanctioned", "Iran")
    return [
        (TEHRAN, [
            said(TEHRAN, PLAN, CHINA, "visits", IRAN, words=visit, modality=Modality.PLANNED),
            refusal(TEHRAN, score=0.9),
            said(TEHRAN, THREAT, IRAN, "condemns", CHINA, words=blame, modality=Modality.HYPOTHETICAL),
        ]),
        (COPY, [refusal(COPY)]),
        (WIRE, [
            refusal(WIRE),
            said(WIRE, DENIAL, IRAN, "rejectsTalksWith", USA, words=denied, modality=Modality.DENIED),
        ]),
        (LATER, [
            said(LATER, TALKS, IRAN, "agreesToTalksWith", USA, words=agreed),
            said(LATER, RUMOUR, USA, "imposesSanctionsOn", IRAN, words=accused, modality=Modality.ALLEGED),
        ]),
        (ODD, [met]),
    ]  # fmt: skip


def fill(store: Store, more: Iterable[tuple[Article, list[Claim]]] = ()) -> Store:
    """Write the articles, the ontology and some knowledge of actors into a store."""
    paths = (ontologies() / "ir.ttl", *sorted((ontologies() / "codebooks").glob("*.ttl")))
    store.load_background("ontology", "1", lambda: (q.triple for path in paths for q in parsed(path)))
    actors = [q.triple for q in ox.parse(_ACTORS, format=ox.RdfFormat.TURTLE)]
    store.load_background("actors", "1", lambda: actors)
    for article, claims in (*articles(), *more):
        tenures = TENURES if article is TEHRAN else ()
        store.replace_article(article.id, encode_article(article, claims, tenures, base=store.base))
    return store


def parsed(path: Path) -> Iterable[ox.Quad]:
    return ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)


def source_of(store: Store) -> Source:
    return Source(partial(run_query, store), store.base)


def many(count: int) -> list[tuple[Article, list[Claim]]]:
    """One article a day in which Iran condemns China."""
    sentence = "Iran condemned China."
    found = []
    for number in range(count):
        day = date(2020, 1, 1) + timedelta(days=number)
        article = news(f"many{number:04}", sentence, day=day)
        claim = said(
            article, sentence, IRAN, "condemns", CHINA, words=("Iran", "condemned", "China"), day=day
        )
        found.append((article, [claim]))
    return found


def renamed(entity: Entity, name: str) -> Entity:
    """The entity under another name."""
    return replace(entity, name=name)
