"""A small graph for questions: each claim in one sentence of its own, known answers by construction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from kg.actors.gazetteer import read_gazetteer
from kg.graph.triples import encode_article
from kg.knowledge import KnowledgeGraph
from kg.model import Article, Claim, Entity, Evidence, Modality
from kg.ontology import read_relations

SPRING, AUTUMN, LATER = date(2024, 4, 19), date(2024, 10, 18), date(2025, 5, 21)
A, P, H, D, L = (
    Modality.ACTUAL, Modality.PLANNED, Modality.HYPOTHETICAL, Modality.DENIED, Modality.ALLEGED,
)  # fmt: skip

_Options = Mapping[str, object]
_Row = tuple[str, str, str, Modality, _Options]

STATED: dict[date, tuple[_Row, ...]] = {
    SPRING: (
        ("Mexico", "breaksRelationsWith", "Ecuador", A, {"day": date(2024, 4, 6)}),
        ("Brazil", "condemns", "Ecuador", A, {"topics": ("diplomatic",)}),
        ("Colombia", "condemns", "Ecuador", A, {}),
        ("Ecuador", "rejectsDemandOf", "Mexico", A, {"speaker": "Daniel_Noboa", "topics": ("legal",)}),
        ("Brazil", "praises", "Mexico", A, {}),
        ("Brazil", "mediatesBetween", "Mexico", P, {}),
        ("Brazil", "mediatesBetween", "Ecuador", P, {}),
        ("Cuba", "exertsPressureOn", "Colombia", D, {"speaker": "Gustavo_Petro"}),
        ("Cuba", "exertsPressureOn", "Colombia", A, {}),
        ("Cuba", "praises", "Mexico", A, {}),
        ("Cuba", "accuses", "Ecuador", A, {}),
    ),
    AUTUMN: (
        ("China", "condemns", "North_Korea", D, {}),
        ("North_Korea", "rejectsDemandOf", "United_States", A, {"condition": "as long as US troops stay"}),
        ("Antony_Blinken", "visits", "South_Korea", P, {"day": date(2024, 10, 21)}),
        ("Japan", "signsAgreementWith", "South_Korea", A, {"topics": ("trade",)}),
        ("North_Korea", "providesMilitaryAidTo", "Russia", L, {"speaker": "Volodymyr_Zelensky"}),
        ("North_Korea", "threatensForceAgainst", "South_Korea", A, {}),
        ("Mexico", "restoresRelationsWith", "Ecuador", A, {"day": date(2024, 10, 1)}),
    ),
    LATER: (
        ("European_Union", "imposesSanctionsOn", "Russia", A, {"day": date(2025, 5, 20)}),
        ("Moldova", "expelsDiplomatsOf", "Russia", A, {"day": date(2025, 5, 12)}),
        ("Friedrich_Merz", "meetsWith", "Volodymyr_Zelensky", A, {"day": date(2025, 5, 19)}),
        ("Germany", "providesMilitaryAidTo", "Ukraine", P, {}),
        ("Russia", "attacks", "Ukraine", A, {"topics": ("military",)}),
        ("Russia", "sellsArmsTo", "India", A, {}),
        ("Poland", "accuses", "Belarus", A, {"speaker": "Radoslaw_Sikorski"}),
        ("Hungary", "thanks", "Russia", A, {}),
    ),
}  # fmt: skip
"""By the day of the article: subject, relation, object, modality, and what else its sentence tells."""


def sentence(row: _Row) -> str:
    """The made-up sentence of a row; the number of the modality keeps those that differ in it apart."""
    return f"{row[0]} {row[1]} {row[2]} ({row[3].value})."


def make_graph(path: Path | None = None) -> KnowledgeGraph:
    """The graph of `STATED`, in memory or in a folder, with the known actors."""
    graph = KnowledgeGraph.create(path)
    for day, rows in STATED.items():
        text = " ".join(map(sentence, rows))
        article = Article(id=str(day), text=text, date=day, title=f"Of {day}", publisher="Invented Daily")
        claims = [_claim(row, article) for row in rows]
        graph.store.replace_article(article.id, encode_article(article, claims))
    return graph


def _entity(identifier: str) -> Entity:
    return read_gazetteer().entities[identifier]


def _claim(row: _Row, article: Article) -> Claim:
    subject, name, target, modality, options = row
    quote, relation = sentence(row), read_relations()[name]
    start = article.text.index(quote)
    day, speaker, topics = options.get("day"), options.get("speaker"), options.get("topics", ())
    condition = options.get("condition")
    ends = sorted((subject, target)) if relation.symmetric else [subject, target]
    evidence = Evidence(
        article=article.id, start=start, end=start + len(quote), quote=quote, trigger=(start, start + 3),
        subject_span=None, object_span=None, extractor="hand", score=0.9, published=article.date,
        speaker=_entity(speaker) if isinstance(speaker, str) else None,
        condition=condition if isinstance(condition, str) else None,
        topics=topics if isinstance(topics, tuple) else (),
    )  # fmt: skip
    return Claim(
        subject=_entity(ends[0]), relation=relation, object=_entity(ends[1]), modality=modality,
        date=day if isinstance(day, date) else None, date_end=None, evidence=(evidence,),
    )  # fmt: skip
