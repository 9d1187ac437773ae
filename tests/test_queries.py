"""The sample queries give the answers that four invented articles and the known actors call for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

import kg
from kg.knowledge import KnowledgeGraph
from kg.model import Article

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "examples" / "queries"
NAMES = sorted(path.stem for path in FOLDER.glob("*.rq"))

BROADCASTS = "Czechoslovakia condemned West Germany over the broadcasts."
TIES = "Argentina broke off diplomatic relations with Chile."
BONN = "President Francois Mitterrand said France would visit Bonn."
REBELS = "The Soviet Union accused Pakistan of arming the rebels."
FENCE = "Britain criticised Hungary over its border fence."
FLIGHTS = "Finland warned Russia over the flights."
ZARIF = (
    "Iranian Foreign Minister Mohammad Javad Zarif accused the United States of breaking the nuclear deal."
)
HOLLANDE = "French President Francois Hollande said Russia had bombed Syria."
ROUHANI = "Iranian President Hassan Rouhani said the United States had threatened Iran."
AGAIN = "Chile and Argentina restored diplomatic relations on June 17."
CRITICISM = "Germany criticised the United States."
SANCTIONS = "The United States imposed sanctions on Iran on May 15."
WITHDRAWAL = "The United States withdrew from the Iran nuclear deal on May 8."
VIOLATION = "Iran accused the United States of violating the JCPOA."
CONDEMNATION = "The United States condemned Iran on May 3."
ATTACK = "Britain condemned Russia over the attack."
CABLES = "Finland warned Russia over the cables."
STEINMEIER = "German President Frank-Walter Steinmeier thanked Poland for its support."
OUT_OF_OFFICE = "Francois Hollande said Russia had bombed Ukraine."
DEMAND = "Hungary rejected the demand of Ukraine."
ARAGHCHI = "Iranian Foreign Minister Abbas Araghchi accused the United States of breaking the nuclear deal."

GENEVA, TEHRAN, VIENNA, WARSAW = (
    date(1988, 5, 30), date(2016, 6, 20), date(2018, 5, 20), date(2025, 3, 10),
)  # fmt: skip
SENTENCES = {
    GENEVA: [
        BROADCASTS,
        "Soviet Foreign Minister Eduard Shevardnadze met US Secretary of State George Shultz in Geneva.",
        BONN,
        REBELS,
        TIES,
    ],
    TEHRAN: [FENCE, "Britain thanked Norway for the gas.", FLIGHTS, ZARIF, HOLLANDE, ROUHANI, AGAIN],
    VIENNA: [
        WITHDRAWAL,
        "Iran thanked Germany on May 2.",
        CRITICISM,
        SANCTIONS,
        VIOLATION,
        CONDEMNATION,
    ],
    WARSAW: [
        ATTACK,
        CABLES,
        STEINMEIER,
        OUT_OF_OFFICE,
        DEMAND,
        "Poland will send ammunition to Ukraine on March 20.",
        ARAGHCHI,
        "German Chancellor Olaf Scholz met French President Emmanuel Macron in Paris.",
        "UN Secretary-General Antonio Guterres met Turkish President Recep Tayyip Erdogan in Ankara.",
    ],
}
ARTICLES = [
    Article(id=str(day.year), text=" ".join(lines), date=day, publisher="Invented Daily")
    for day, lines in SENTENCES.items()
]

UK, US = "United Kingdom", "United States"
LAST_DAY = date(1991, 12, 26)
SINCE_1991 = (
    "Armenia, Azerbaijan, Belarus, Estonia, Georgia, Kazakhstan, Kyrgyzstan, Latvia, Lithuania, Moldova, "
    "Russia, Tajikistan, Turkmenistan, Ukraine, Uzbekistan"
)
SECRETARY_GENERAL = "Secretary-General of the United Nations"
CRITICISED = "criticism or condemnation"
ANSWERS: dict[str, list[tuple[object, ...]]] = {
    "bloc_towards_a_state": [
        ("Finland", WARSAW, "Finland", "warns", "actual", -3.5),
        (UK, WARSAW, UK, "condemns", "actual", -2.0),
    ],
    "claims_between_members": [
        (TEHRAN, UK, "criticises", "Hungary", "actual"),
        (WARSAW, "Emmanuel Macron", "meets with", "Olaf Scholz", "actual"),
        (WARSAW, "Germany", "thanks", "Poland", "actual"),
    ],
    "claims_of_a_chapter": [
        ("111", CRITICISED, "Czechoslovakia", "condemns", "West Germany", "actual"),
        ("111", CRITICISED, "Germany", "criticises", US, "actual"),
        ("111", CRITICISED, UK, "condemns", "Russia", "actual"),
        ("111", CRITICISED, UK, "criticises", "Hungary", "actual"),
        ("111", CRITICISED, US, "condemns", "Iran", "actual"),
        ("112", "accusation", "Iran", "accuses", US, "actual"),
        ("112", "accusation", "Soviet Union", "accuses", "Pakistan", "actual"),
    ],
    "claims_of_members": [
        (TEHRAN, "Finland", "warns", "Russia", "actual"),
        (TEHRAN, UK, "criticises", "Hungary", "actual"),
        (TEHRAN, UK, "thanks", "Norway", "actual"),
        (date(2018, 5, 2), "Iran", "thanks", "Germany", "actual"),
        (VIENNA, "Germany", "criticises", US, "actual"),
        (WARSAW, "Emmanuel Macron", "meets with", "Olaf Scholz", "actual"),
        (WARSAW, "Finland", "warns", "Russia", "actual"),
        (WARSAW, "Germany", "thanks", "Poland", "actual"),
        (WARSAW, "Hungary", "rejects demand of", "Ukraine", "actual"),
        (date(2025, 3, 20), "Poland", "provides military aid to", "Ukraine", "planned"),
    ],
    "contradicting_claims": [
        (
            "Argentina", "Chile", "restores relations with", date(2016, 6, 17),
            "breaks relations with", GENEVA,
        ),
    ],
    "evidence_of_a_claim": [
        (
            "claim:f934b8478d249d2a", "2016", "Invented Daily", TEHRAN, ARTICLES[1].text.index(HOLLANDE),
            ARTICLES[1].text.index(ROUHANI) - 1, HOLLANDE, "François Hollande", 0.99,
        ),
    ],
    "former_states": [
        (
            "Czechoslovakia", date(1993, 1, 1), "Czechoslovakia", "condemns", "West Germany",
            "Czech Republic, Slovakia",
        ),
        ("Soviet Union", LAST_DAY, "Eduard Shevardnadze", "meets with", "George Shultz", SINCE_1991),
        ("Soviet Union", LAST_DAY, "Soviet Union", "accuses", "Pakistan", SINCE_1991),
        ("West Germany", date(1990, 10, 3), "Czechoslovakia", "condemns", "West Germany", "Germany"),
        ("West Germany", date(1990, 10, 3), "France", "visits", "West Germany", "Germany"),
    ],
    "holders_of_an_office": [
        (date(1946, 2, 1), date(1953, 4, 10), "Trygve Lie", SECRETARY_GENERAL),
        (date(1953, 4, 10), date(1961, 9, 18), "Dag Hammarskjöld", SECRETARY_GENERAL),
        (date(1961, 11, 1), date(1972, 1, 1), "U Thant", SECRETARY_GENERAL),
        (date(1972, 1, 1), date(1982, 1, 1), "Kurt Waldheim", SECRETARY_GENERAL),
        (date(1982, 1, 1), date(1992, 1, 1), "Javier Pérez de Cuéllar", SECRETARY_GENERAL),
        (date(1992, 1, 1), date(1997, 1, 1), "Boutros Boutros-Ghali", SECRETARY_GENERAL),
        (date(1997, 1, 1), date(2007, 1, 1), "Kofi Annan", SECRETARY_GENERAL),
        (date(2007, 1, 1), date(2017, 1, 1), "Ban Ki-moon", SECRETARY_GENERAL),
        (date(2017, 1, 1), None, "António Guterres", SECRETARY_GENERAL),
    ],
    "hostile_acts": [
        ("Argentina", "breaks relations with", "Chile", None, TIES),
        ("Russia", "bombs", "Syria", None, HOLLANDE),
        ("Russia", "bombs", "Ukraine", None, OUT_OF_OFFICE),
        (US, "imposes sanctions on", "Iran", date(2018, 5, 15), SANCTIONS),
        ("Czechoslovakia", "condemns", "West Germany", None, BROADCASTS),
        ("Finland", "warns", "Russia", None, CABLES),
        ("Finland", "warns", "Russia", None, FLIGHTS),
        ("Germany", "criticises", US, None, CRITICISM),
        ("Hungary", "rejects demand of", "Ukraine", None, DEMAND),
        ("Iran", "accuses", US, None, VIOLATION),
        ("Iran", "accuses", US, None, ARAGHCHI),
        ("Iran", "accuses", US, None, ZARIF),
        ("Soviet Union", "accuses", "Pakistan", None, REBELS),
        (UK, "condemns", "Russia", None, ATTACK),
        (UK, "criticises", "Hungary", None, FENCE),
        (US, "condemns", "Iran", date(2018, 5, 3), CONDEMNATION),
        (US, "threatens", "Iran", None, ROUHANI),
    ],
    "office_holder_on_a_day": [
        ("Foreign Minister of Iran", "Mohammad Javad Zarif", date(2013, 8, 15), date(2021, 8, 25)),
    ],
    "office_holders_in_the_news": [
        (GENEVA, "Eduard Shevardnadze", "Foreign Minister of the Soviet Union", "Soviet Union"),
        (GENEVA, "François Mitterrand", "President of France", "France"),
        (GENEVA, "George Shultz", "Secretary of State of the United States", US),
        (TEHRAN, "François Hollande", "President of France", "France"),
        (TEHRAN, "Hassan Rouhani", "President of Iran", "Iran"),
        (TEHRAN, "Mohammad Javad Zarif", "Foreign Minister of Iran", "Iran"),
        (WARSAW, "Abbas Araghchi", "Foreign Minister of Iran", "Iran"),
        (WARSAW, "António Guterres", "Secretary-General of the United Nations", "United Nations"),
        (WARSAW, "Emmanuel Macron", "President of France", "France"),
        (WARSAW, "Frank-Walter Steinmeier", "President of Germany", "Germany"),
        (WARSAW, "Olaf Scholz", "Chancellor of Germany", "Germany"),
        (WARSAW, "Recep Tayyip Erdogan", "President of Turkey", "Turkey"),
    ],
    "parties_to_an_agreement": [
        (TEHRAN, "Iran", "accuses", US, "actual"),
        (TEHRAN, US, "threatens", "Iran", "actual"),
        (date(2018, 5, 2), "Iran", "thanks", "Germany", "actual"),
        (date(2018, 5, 3), US, "condemns", "Iran", "actual"),
        (date(2018, 5, 8), US, "withdraws from", "Joint Comprehensive Plan of Action", "actual"),
        (WARSAW, UK, "condemns", "Russia", "actual"),
    ],
    "planned": [
        (None, None, "France", "visits", "West Germany", "1988"),
        (date(2025, 3, 20), None, "Poland", "provides military aid to", "Ukraine", "2025"),
    ],
    "said_by_heads_of_state": [
        (GENEVA, "François Mitterrand", "France", "visits", "West Germany", BONN),
        (TEHRAN, "François Hollande", "Russia", "bombs", "Syria", HOLLANDE),
        (WARSAW, "Frank-Walter Steinmeier", "Germany", "thanks", "Poland", STEINMEIER),
    ],
    "said_of_another_state": [
        (TEHRAN, "Hassan Rouhani", US, "threatens", "Iran", "actual", ROUHANI),
        (TEHRAN, "Mohammad Javad Zarif", "Iran", "accuses", US, "actual", ZARIF),
        (WARSAW, "Abbas Araghchi", "Iran", "accuses", US, "actual", ARAGHCHI),
    ],
    "unusual_kinds": [
        (US, "state", "withdraws from", "Joint Comprehensive Plan of Action", "agreement", WITHDRAWAL),
    ],
}  # fmt: skip


def read(name: str) -> str:
    return (FOLDER / f"{name}.rq").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def graph() -> Iterator[KnowledgeGraph]:
    with kg.build(ARTICLES) as built:
        yield built


def test_every_query_has_its_answer_here() -> None:
    assert list(ANSWERS) == NAMES


@pytest.mark.parametrize("name", NAMES)
class TestEveryQuery:
    def test_gives_its_answer(self, name: str, graph: KnowledgeGraph) -> None:
        assert graph.query(read(name)).rows == ANSWERS[name] != []

    def test_opens_with_what_it_asks(self, name: str) -> None:
        comment = read(name).partition("SELECT")[0].splitlines()
        assert comment
        assert all(line.startswith("# ") for line in comment)


@pytest.mark.parametrize(
    ("day", "holder"),
    [
        ("2010-12-12", "Manouchehr Mottaki"),
        ("2010-12-13", "Ali Akbar Salehi"),
        ("2024-08-20", "Ali Bagheri Kani"),
        ("2024-08-21", "Abbas Araghchi"),
    ],
)
def test_day_of_a_handover_is_the_successors(graph: KnowledgeGraph, day: str, holder: str) -> None:
    rows = graph.query(read("office_holder_on_a_day").replace("2016-06-20", day)).rows
    assert [row[1] for row in rows] == [holder]


def test_members_are_those_of_the_day(graph: KnowledgeGraph) -> None:
    rows = graph.query(read("claims_between_members").replace("ent:European_Union", "ent:NATO")).rows
    assert [row for row in rows if "Emmanuel Macron" not in row] == [
        (GENEVA, "France", "visits", "West Germany", "planned"),
        (TEHRAN, UK, "criticises", "Hungary", "actual"),
        (TEHRAN, UK, "thanks", "Norway", "actual"),
        (VIENNA, "Germany", "criticises", US, "actual"),
        (WARSAW, "Germany", "thanks", "Poland", "actual"),
    ]


README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(
    r"kg query examples/queries/(\w+)\.rq .*?```sparql\n(.*?)```\n.*?\n((?:\|[^\n]*\n)+)",
    README.partition("## Ask about offices and memberships\n")[2].partition("\n## ")[0],
    re.DOTALL,
)
"""Name, text and table of answers of each query that the README shows."""


@pytest.fixture(scope="module")
def sample_graph() -> Iterator[KnowledgeGraph]:
    with kg.build([str(ROOT / "examples" / "articles")]) as built:
        yield built


def table_row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def test_readme_shows_three_queries() -> None:
    assert [name for name, _, _ in SHOWN] == [
        "office_holder_on_a_day",
        "claims_of_members",
        "said_by_heads_of_state",
    ]


@pytest.mark.parametrize(("name", "query", "table"), SHOWN, ids=[name for name, _, _ in SHOWN])
def test_readme_tells_the_truth(sample_graph: KnowledgeGraph, name: str, query: str, table: str) -> None:
    lines = read(name).splitlines(keepends=True)
    assert query == "".join(line for line in lines if not line.startswith("#"))
    answer = sample_graph.query(query)
    header, _, *rows = table.splitlines()
    assert header == table_row(answer.columns)
    assert rows
    assert set(rows) <= {table_row(row) for row in answer.rows}
