"""Hand-made relations, entities and claims, and hypothesis strategies that make odd ones."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from kg.model import Article, Claim, Entity, Evidence, Modality, Quad, Relation, Tenure

REJECTS_TALKS = Relation(
    id="rejectsTalksWith", label="rejects talks with", root="REJECT", mode="meet",
    quad=Quad.VERBAL_CONFLICT, cameo="134", goldstein=-2.0,
)  # fmt: skip
MEETS = Relation(
    id="meets", label="meets", root="CONSULT", mode="visit", quad=Quad.VERBAL_COOPERATION, cameo="040",
    goldstein=2.5, symmetric=True, personal=True,
)  # fmt: skip
RELATIONS = {relation.id: relation for relation in (REJECTS_TALKS, MEETS)}

IRAN = Entity(id="Iran", name="Iran", kind="State", state="IRN", wikidata="Q794")
USA = Entity(id="United_States", name="United States", kind="State", state="USA", wikidata="Q30")
ARAGHCHI = Entity(id="Abbas_Araghchi", name="Abbas Araghchi", kind="Person", state="IRN")
MINISTER = Entity(id="Foreign_Minister_of_Iran", name="Foreign Minister of Iran", kind="Office", state="IRN")
TENURE = Tenure(person=ARAGHCHI, office=MINISTER, of=IRAN, start=date(2024, 8, 21))

TEXT = (
    "TEHRAN - Iran will not negotiate with the United States as long as sanctions stay, "
    "Foreign Minister Abbas Araghchi said."
)
ARTICLE = Article(
    id="tehran", text=TEXT, title="Iran rules out talks", date=date(2025, 2, 26),
    url="https://example.org/news/1", publisher="Example Agency",
)  # fmt: skip


def span(words: str, text: str = TEXT) -> tuple[int, int]:
    """Where the words stand in the text."""
    start = text.index(words)
    return start, start + len(words)


EVIDENCE = Evidence(
    article="tehran", start=9, end=len(TEXT), quote=TEXT[9:], trigger=span("will not negotiate"),
    subject_span=span("Iran"), object_span=span("United States"), extractor="frames", score=0.9,
    publisher=ARTICLE.publisher, url=ARTICLE.url, published=ARTICLE.date, speaker=ARAGHCHI,
    condition="as long as sanctions stay", topics=("nuclear",),
)  # fmt: skip
CLAIM = Claim(
    subject=IRAN, relation=REJECTS_TALKS, object=USA, modality=Modality.ACTUAL, date=date(2025, 2, 25),
    date_end=None, evidence=(EVIDENCE,),
)  # fmt: skip

_ODD = "\u202e\u2066\u200f\ufeff\u200d\u00a0\u2028\r\n\t\\\"'<>{}|^`%#.:/@;,~ e\u0301Zz0-_😀\x00\x7f\x85"
words = st.text(st.sampled_from(_ODD) | st.characters(exclude_categories=["Cs"]), max_size=12)
names = words.filter(bool)
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))


@st.composite
def entity_pools(draw: st.DrawFn) -> list[Entity]:
    """Three to five entities with different ids."""
    identifiers = draw(st.lists(names, min_size=3, max_size=5, unique=True))
    kinds = st.sampled_from(["State", "Person", "Organization", "Group", "Office", "Place"])
    states = st.none() | st.sampled_from(["IRN", "USA", "NOR"])
    numbers = st.none() | st.integers(1, 10**9).map("Q{}".format)
    return [
        Entity(id=i, name=draw(names), kind=draw(kinds), state=draw(states), wikidata=draw(numbers))
        for i in identifiers
    ]


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article with an odd id, text and metadata."""
    urls = st.sampled_from(["https://example.org/a/b?c=d#e", "http://x.org/ü", "not a url", ""]) | words
    return Article(
        id=draw(words), text=draw(st.text(words_alphabet(), min_size=4, max_size=80)),
        title=draw(st.none() | words), date=draw(st.none() | days), url=draw(st.none() | urls),
        publisher=draw(st.none() | words),
    )  # fmt: skip


def words_alphabet() -> st.SearchStrategy[str]:
    """Characters that news text may hold, odd ones more often."""
    return st.sampled_from(_ODD) | st.characters(exclude_categories=["Cs"])


@st.composite
def evidence_of(draw: st.DrawFn, article: Article, pool: list[Entity]) -> Evidence:
    """Evidence whose quote stands in the article."""
    start = draw(st.integers(0, len(article.text) - 1))
    end = draw(st.integers(start + 1, len(article.text)))
    spans = st.tuples(st.integers(0, 500), st.integers(0, 500))
    return Evidence(
        article=article.id, start=start, end=end, quote=article.text[start:end], trigger=draw(spans),
        subject_span=draw(st.none() | spans), object_span=draw(st.none() | spans), extractor=draw(words),
        score=round(draw(st.floats(0, 1)), 6), publisher=article.publisher, url=article.url,
        published=article.date, speaker=draw(st.none() | st.sampled_from(pool)),
        condition=draw(st.none() | names),
        topics=tuple(sorted(draw(st.sets(st.sampled_from(["nuclear", "trade", "cyber"]))))),
    )  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Article], list[Claim]]:
    """Up to three articles and the claims that they make."""
    pool = draw(entity_pools())
    found = draw(st.lists(articles(), min_size=1, max_size=3, unique_by=lambda a: a.id))
    claims = []
    for _ in range(draw(st.integers(0, 4))):
        relation = draw(st.sampled_from(list(RELATIONS.values())))
        ends = draw(st.permutations(pool))[:2]
        subject, target = sorted(ends, key=lambda e: e.id) if relation.symmetric else ends
        chosen = draw(st.lists(st.sampled_from(found), min_size=1, max_size=3))
        first = draw(st.none() | days)
        claims.append(Claim(
            subject=subject, relation=relation, object=target, modality=draw(st.sampled_from(Modality)),
            date=first, date_end=None if first is None else draw(st.none() | days),
            evidence=tuple(draw(evidence_of(article, pool)) for article in chosen),
        ))  # fmt: skip
    return found, claims
