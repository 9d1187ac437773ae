"""Made-up articles and claims for the views: a readable dozen of actors, a crowd, and hostile text."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import date, timedelta

from kg.model import Article, Claim, Entity, Evidence, Modality, Quad, Relation

QUADS = {
    "AGREE": 1,
    "CONSULT": 1,
    "SUPPORT": 1,
    "CONCEDE": 1,
    "COOPERATE": 2,
    "AID": 2,
    "RETREAT": 2,
    "REQUEST": 3,
    "ACCUSE": 3,
    "REJECT": 3,
    "THREATEN": 3,
    "PROTEST": 4,
    "SANCTION": 4,
    "MOBILIZE": 4,
    "COERCE": 4,
    "ASSAULT": 4,
}


def relation(name: str, label: str, root: str, scale: float, *, symmetric: bool = False) -> Relation:
    """Make a relation without reading the ontology."""
    return Relation(
        id=name,
        label=label,
        root=root,
        mode=None,
        quad=Quad(QUADS[root]),
        cameo="000",
        goldstein=scale,
        symmetric=symmetric,
        inverse=None if symmetric else f"{name}Inverse",
    )


RELATIONS = {
    r.id: r
    for r in (
        relation("rejectsTalksWith", "rejects talks with", "REJECT", -2.0),
        relation("imposesSanctionsOn", "imposes sanctions on", "SANCTION", -6.0),
        relation("condemns", "condemns", "ACCUSE", -2.0),
        relation("meetsWith", "meets with", "CONSULT", 4.0, symmetric=True),
        relation("visits", "visits", "CONSULT", 4.0),
        relation("providesMilitaryAidTo", "provides military aid to", "AID", 10.0),
        relation("signsAgreementWith", "signs agreement with", "SUPPORT", 5.0, symmetric=True),
        relation("firesMissilesAt", "fires missiles at", "ASSAULT", -9.5),
        relation("threatensForceAgainst", "threatens force against", "THREATEN", -3.5),
        relation(
            "conductsJointExercisesWith", "conducts joint exercises with", "COOPERATE", 9.5, symmetric=True
        ),
        relation("urges", "urges", "REQUEST", -1.0),
        relation("supports", "supports", "SUPPORT", 5.0),
        relation("deploysForcesAgainst", "deploys forces against", "MOBILIZE", -6.5),
        relation("investigates", "investigates", "ACCUSE", -3.5),
    )
}


def state(code: str, name: str) -> Entity:
    """A state with its alpha-3 code."""
    return Entity(id=name.replace(" ", "_"), name=name, kind="State", state=code)


IRAN, USA, RUSSIA = state("IRN", "Iran"), state("USA", "United States"), state("RUS", "Russia")
UKRAINE, NORWAY, FRANCE = state("UKR", "Ukraine"), state("NOR", "Norway"), state("FRA", "France")
CHINA = state("CHN", "China")
NATO = Entity(id="NATO", name="NATO", kind="IntergovernmentalOrganization", wikidata="Q7184")
IAEA = Entity(
    id="IAEA",
    name="International Atomic Energy Agency",
    kind="IntergovernmentalOrganization",
    wikidata="Q41984",
)
MINISTER = Entity(id="Ingrid_Solberg", name="Ingrid Solberg", kind="Person", state="NOR")
REBELS = Entity(id="Northern_Front", name="Northern Front", kind="NonStateArmedGroup")
PACT = Entity(id="Arctic_Pact", name="Arctic Pact", kind="Agreement")

_FACTS = """
IRAN|rejectsTalksWith|USA|actual|2025-02-25|refuses|as long as sanctions remain in force|
  Iran refuses direct talks with the United States as long as sanctions remain in force, its minister said.
USA|imposesSanctionsOn|IRAN|actual|2025-02-24|imposed||
  The United States imposed new sanctions on Iran over oil exports.
IRAN|meetsWith|RUSSIA|actual|2025-02-25|met||
  Senior diplomats of Iran met their colleagues from Russia on Tuesday.
USA|threatensForceAgainst|IRAN|actual|2025-03-01|warned||
  The United States warned Iran of military action.
IRAN|meetsWith|USA|hypothetical|2025-04-12|could meet||
  Iran could meet the United States in April, two officials said.
IAEA|urges|IRAN|actual|2025-03-03|urged||
  The International Atomic Energy Agency urged Iran to explain the traces.
IRAN|condemns|FRANCE|denied|2025-03-04|did not condemn||
  Iran did not condemn France, contrary to earlier reports.
RUSSIA|firesMissilesAt|UKRAINE|actual|2025-03-06|fired||
  Russia fired more than sixty missiles at Ukraine overnight.
NORWAY|providesMilitaryAidTo|UKRAINE|planned|2025-03-07|will give||
  Norway will give Ukraine artillery this spring.
FRANCE|providesMilitaryAidTo|UKRAINE|actual|2025-03-02|delivered||
  France delivered a second battery to Ukraine.
MINISTER|visits|UKRAINE|actual|2025-03-07|travelled||
  Ingrid Solberg travelled to Ukraine, her third visit this year.
UKRAINE|condemns|RUSSIA|actual|2025-03-06|condemned||
  Ukraine condemned Russia for the strikes on its power grid.
NATO|supports|UKRAINE|actual|2025-03-05|reaffirmed||
  NATO reaffirmed its support for Ukraine.
NORWAY|conductsJointExercisesWith|USA|actual|2025-03-10|began||
  Norway and the United States began joint exercises.
RUSSIA|deploysForcesAgainst|NORWAY|alleged|2025-03-11|moved||
  Russia is said to have moved troops towards Norway.
CHINA|signsAgreementWith|RUSSIA|actual|2025-02-20|signed||
  China signed a gas supply agreement with Russia in Beijing.
CHINA|urges|USA|actual|2025-03-01|called on||
  China called on the United States to return to the table.
REBELS|firesMissilesAt|NATO|alleged|2025-03-08|firing||
  The Northern Front is accused of firing rockets at NATO.
NORWAY|supports|PACT|actual|2025-03-09|endorsed||
  Norway endorsed the Arctic Pact in parliament.
"""
_ACTORS = {
    "IRAN": IRAN,
    "USA": USA,
    "RUSSIA": RUSSIA,
    "UKRAINE": UKRAINE,
    "NORWAY": NORWAY,
    "FRANCE": FRANCE,
    "CHINA": CHINA,
    "NATO": NATO,
    "IAEA": IAEA,
    "MINISTER": MINISTER,
    "REBELS": REBELS,
    "PACT": PACT,
}


def claim_from(
    article: Article,
    subject: Entity,
    name: str,
    other: Entity,
    *,
    modality: Modality = Modality.ACTUAL,
    day: str | None = "2025-03-01",
    trigger: str = " ",
    score: float = 0.85,
    condition: str | None = None,
) -> Claim:
    """Make a claim whose one sentence is the whole text of an article; spans are found by their words."""
    text = article.text

    def span(words: str) -> tuple[int, int] | None:
        at = text.find(words)
        return (at, at + len(words)) if at >= 0 else None

    evidence = Evidence(
        article=article.id,
        start=0,
        end=len(text),
        quote=text,
        trigger=span(trigger) or (0, 1),
        subject_span=span(subject.name),
        object_span=span(other.name),
        extractor="frames",
        score=score,
        publisher=article.publisher,
        url=article.url,
        published=article.date,
        condition=condition,
        topics=("diplomatic",),
    )
    return Claim(
        subject=subject,
        relation=RELATIONS[name],
        object=other,
        modality=modality,
        date=date.fromisoformat(day) if day else None,
        date_end=None,
        evidence=(evidence,),
    )


def dozen() -> tuple[list[Claim], list[Article]]:
    """Twelve actors of every kind and nineteen claims of every quadrant and modality."""
    claims, articles = [], []
    publishers = ("The Harbour Post", "Northern Wire", "Le Quotidien")
    for index, line in enumerate(re.sub(r"\n\s+", " ", _FACTS.strip()).splitlines()):
        subject, name, other, modality, day, trigger, condition, text = line.split("|")
        text = text.strip()
        article = Article(
            id=f"a{index:02}",
            text=text,
            title=text.split(",")[0].rstrip("."),
            date=date.fromisoformat(day) + timedelta(days=1),
            url=f"https://news.example/{index}",
            publisher=publishers[index % 3],
        )
        articles.append(article)
        made = claim_from(
            article,
            _ACTORS[subject],
            name,
            _ACTORS[other],
            modality=Modality(modality),
            day=day,
            trigger=trigger,
            condition=condition or None,
        )
        claims.append(made)
    return claims, articles


_STATES = (
    "USA United States,CHN China,RUS Russia,IRN Iran,UKR Ukraine,DEU Germany,FRA France,GBR United Kingdom,"
    "TUR Türkiye,IND India,JPN Japan,KOR South Korea,PRK North Korea,ISR Israel,SAU Saudi Arabia,EGY Egypt,"
    "POL Poland,NOR Norway,SWE Sweden,ITA Italy,ESP Spain,BRA Brazil,ZAF South Africa,PAK Pakistan,IRQ Iraq,"
    "SYR Syria,LBN Lebanon,YEM Yemen,CAN Canada,MEX Mexico,AUS Australia,VNM Vietnam,PHL Philippines,"
    "SRB Serbia,HUN Hungary,GRC Greece,AZE Azerbaijan,ARM Armenia,KAZ Kazakhstan,QAT Qatar,VEN Venezuela,"
    "CIV Côte d'Ivoire,MLI Mali,ETH Ethiopia,SDN Sudan"
)
_OTHERS = (
    ("European Union", "IntergovernmentalOrganization", None),
    ("United Nations", "IntergovernmentalOrganization", None),
    ("African Union", "IntergovernmentalOrganization", None),
    ("ASEAN", "IntergovernmentalOrganization", None),
    ("World Trade Organization", "IntergovernmentalOrganization", None),
    ("Orient Shipping", "Company", "KOR"),
    ("Helena Marković", "Person", "SRB"),
    ("Tomás Quiroga", "Person", "VEN"),
    ("Aiko Tanabe", "Person", "JPN"),
    ("Desert Brigade", "NonStateArmedGroup", None),
    ("River Militia", "NonStateArmedGroup", "SDN"),
    ("Protesters in Armenia", "Group", "ARM"),
    ("Steppe Treaty", "Agreement", None),
    ("Ministry of Defence of Poland", "Government", "POL"),
    ("Office of the Envoy", "Office", "QAT"),
)


def crowd(count: int = 150) -> tuple[list[Claim], list[Article]]:
    """Sixty actors, a few of them in most of the news, and `count` claims; the same every time."""
    chance = random.Random(7)
    people = [state(item[:3], item[4:]) for item in _STATES.split(",")]
    people += [Entity(id=n.replace(" ", "_"), name=n, kind=k, state=s) for n, k, s in _OTHERS]
    weights = [1.0 / (rank + 1) ** 0.75 for rank in range(len(people))]
    names = sorted(RELATIONS)
    found: dict[str, Claim] = {}
    articles: list[Article] = []
    while len(found) < count:
        rank = len(articles)
        subject = people[rank] if rank < len(people) else chance.choices(people, weights)[0]
        other = chance.choices(people, weights)[0]
        if subject.id == other.id:
            continue
        name = chance.choice(names)
        day = date(2025, 1, 1) + timedelta(days=chance.randrange(150))
        text = (
            f"{subject.name} {RELATIONS[name].label} {other.name}, officials told reporters on {day:%d %B}."
        )
        article = Article(
            id=f"n{len(articles):04}",
            text=text,
            title=f"{subject.name} and {other.name}",
            date=day,
            url=f"https://news.example/n/{len(articles)}",
            publisher=chance.choice(("Northern Wire", "Harbour Post")),
        )
        articles.append(article)
        modality = chance.choices(tuple(Modality), (12, 3, 2, 1, 2))[0]
        subject, other = _in_order(name, subject, other)
        made = claim_from(
            article,
            subject,
            name,
            other,
            modality=modality,
            day=day.isoformat(),
            trigger=RELATIONS[name].label,
            score=round(chance.uniform(0.4, 0.97), 2),
        )
        found.setdefault(made.id, made)
    return list(found.values()), articles


def _in_order(name: str, subject: Entity, other: Entity) -> Sequence[Entity]:
    pair = (subject, other)
    return sorted(pair, key=lambda entity: entity.id) if RELATIONS[name].symmetric else pair


HOSTILE = (
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "href=\"javascript:document.title='owned'\" \"'`",
    "\u202eevitisop\u202c \u2066isolate\u2069 \U0001f9e8\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "{{data}} ${document.title='owned'} <!-- ]]> \u2028 \x00 \ud800",
)


def hostile() -> tuple[list[Claim], list[Article]]:
    """Claims in which every text field carries something that would run or break a careless page."""
    claims, articles = [], []
    for index, bad in enumerate(HOSTILE):
        word = bad.replace("\ud800", "")
        subject = Entity(id=f"S{index}_{word}", name=bad, kind=bad, state=bad, wikidata=bad)
        other = Entity(id=f"O{index}", name=f"Other {bad}", kind="State", state="../IRN")
        speaker = Entity(id=f"P{index}", name=bad, kind="Person")
        quote = f"\U0001f525 {bad} struck {bad}."
        article = Article(
            id=bad, text=quote, title=bad, url=f"javascript:document.title='owned'//{bad}", publisher=bad
        )
        articles.append(article)
        evidence = Evidence(
            article=article.id,
            start=0,
            end=len(quote),
            quote=quote,
            trigger=(0, 1),
            extractor=bad,
            score=0.5,
            subject_span=(2, 2 + len(bad)),
            object_span=(10**6, 10**6 + 3),
            publisher=bad,
            speaker=speaker,
            url="data:text/html,<script>document.title='owned'</script>",
            condition=bad,
            topics=(bad,),
        )
        claims.append(
            Claim(
                subject=subject,
                relation=relation(f"r{index}{word}", bad, "ASSAULT", -9.0),
                object=other,
                modality=Modality.ACTUAL,
                date=date(1, 1, 1),
                date_end=date(9999, 12, 31),
                evidence=(evidence,),
            )
        )
    return claims, articles
