"""Questions in plain English over a small graph: each has its answer, and each phrasing its question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.asking import answer_named, answer_words, read_names
from kg.asking.days import read_period
from kg.asking.matching import _matches, _readings, find_question
from kg.asking.names import Names
from kg.asking.reading import Reader
from kg.errors import DataError
from kg.graph.questions import (
    EVIDENCE,
    KINDS,
    Answer,
    Filling,
    QuestionError,
    fill_question,
    follow_ups,
    read_questions,
    read_questions_from,
)
from kg.graph.vocabulary import PREFIXES
from kg.knowledge import KnowledgeGraph
from kg.resources import ontologies
from scripts.make_question_docs import TARGET, render_page
from tests.asked_graph import make_graph

Ask = Callable[..., Answer]

QUESTIONS = read_questions()
MEETS = "attends summit with or hosts or meets with or visits"
SECRETARIES = "Secretary-General of the United Nations"

ANSWERS: dict[str, tuple[str, list[tuple[object, ...]], str | None]] = {
    "about_topic": (
        "what was done about trade",
        [
            ("Japan", "signs agreement with", "South Korea", None, None),
        ],
        "what was done about trade in 1999",
    ),
    "agreements_between": (
        "agreements between Japan and South Korea",
        [
            ("Japan", "signs agreement with", "South Korea", "actual", None, None),
        ],
        "agreements between Japan and Mexico",
    ),
    "agreements_of": (
        "agreements of Japan",
        [
            ("Japan", "signs agreement with", "South Korea", "actual", None, None),
        ],
        "agreements of Mexico",
    ),
    "alleged": (
        "what is alleged",
        [
            ("Volodymyr Zelensky", "North Korea", "provides military aid to", "Russia", None),
        ],
        "what is alleged in 2025",
    ),
    "alleged_against": (
        "what is alleged against North Korea",
        [
            ("North Korea", "provides military aid to", "Russia", "alleged", "Volodymyr Zelensky", None),
        ],
        "what is alleged against Russia",
    ),
    "bloc_members": (
        "who are the members of the Quint",
        [
            ("France", "member", None, None),
            ("Germany", "member", None, None),
            ("Italy", "member", None, None),
            ("United Kingdom", "member", None, None),
            ("United States", "member", None, None),
        ],
        "members of ASEAN in 1950",
    ),
    "bloc_positions": (
        "how do EU members stand to Russia",
        [
            ("Hungary", "Hungary", "thanks", "Russia", "actual", 5.0, None),
        ],
        "how do ASEAN members stand to Russia",
    ),
    "by_month": (
        "how active was Ecuador by month",
        [
            ("2024-04", 0, 5, -15.5),
            ("2024-10", 1, 0, 5.0),
        ],
        "how active was Mali by month",
    ),
    "changes": (
        "what is new between Mexico and Ecuador since September 2024",
        [
            ("Ecuador", "restores relations with", "Mexico", date(2024, 10, 1), None),
        ],
        "what is new between Mexico and Ecuador in 2025",
    ),
    "changes_of": (
        "what is new with Mexico since September 2024",
        [
            ("Ecuador", "restores relations with", "Mexico", date(2024, 10, 1), None),
        ],
        "what is new with Mexico in 2025",
    ),
    "common_adversaries": (
        "common adversaries of Brazil and Mexico",
        [
            ("Ecuador", -2.0, 1, -8.0, 2),
        ],
        "common adversaries of Brazil and Russia",
    ),
    "common_partners": (
        "common partners of Brazil and Cuba",
        [
            ("Mexico", 5.0, 1, 5.0, 1),
        ],
        "common partners of Brazil and Russia",
    ),
    "conditions": (
        "what depends on a condition",
        [
            (
                "North Korea",
                "rejects demand of",
                "United States",
                "actual",
                "as long as US troops stay",
                None,
            ),
        ],
        "what depends on a condition in 1999",
    ),
    "conditions_of": (
        "conditions set by North Korea",
        [
            (
                "North Korea",
                "rejects demand of",
                "United States",
                "actual",
                "as long as US troops stay",
                None,
            ),
        ],
        "conditions set by Mexico",
    ),
    "contradictions": (
        "which claims contradict each other",
        [
            (
                "Mexico",
                "restores relations with",
                "Ecuador",
                date(2024, 10, 1),
                "breaks relations with",
                date(2024, 4, 6),
                "Mexico breaksRelationsWith Ecuador (actual).",
                "2024-04-19",
            ),
        ],
        None,
    ),
    "denied": (
        "what is denied",
        [
            (None, "China", "condemns", "North Korea", None),
            ("Gustavo Petro", "Cuba", "exerts pressure on", "Colombia", None),
        ],
        "what is denied in 2025",
    ),
    "denied_of": (
        "what is denied of Cuba",
        [
            ("Gustavo Petro", "Cuba", "exerts pressure on", "Colombia", None),
        ],
        "what is denied of Mexico",
    ),
    "did_it": (
        "has China ever condemned North Korea",
        [
            ("China", "condemns", "North Korea", "denied", None, None),
        ],
        "did China condemn Russia",
    ),
    "disputed": (
        "which claims are disputed",
        [
            (
                "Cuba",
                "exerts pressure on",
                "Colombia",
                "Cuba exertsPressureOn Colombia (denied).",
                "2024-04-19",
            ),
        ],
        None,
    ),
    "doings": (
        "what did Mexico do",
        [
            ("Mexico", "restores relations with", "Ecuador", date(2024, 10, 1), None),
            ("Mexico", "breaks relations with", "Ecuador", date(2024, 4, 6), None),
        ],
        "what did Mali do",
    ),
    "done_against": (
        "what was done to Ecuador in April 2024",
        [
            ("Brazil", "condemns", "Ecuador", None, None),
            ("Colombia", "condemns", "Ecuador", None, None),
            ("Cuba", "accuses", "Ecuador", None, None),
            ("Mexico", "breaks relations with", "Ecuador", date(2024, 4, 6), None),
        ],
        "what was done to Mali",
    ),
    "done_to": (
        "what did Mexico do to Ecuador",
        [
            ("Mexico", "restores relations with", "Ecuador", date(2024, 10, 1), None),
            ("Mexico", "breaks relations with", "Ecuador", date(2024, 4, 6), None),
        ],
        "what did Ukraine do to Russia",
    ),
    "evidence_for": (
        "evidence that Russia attacked Ukraine",
        [
            ("Russia", "attacks", "Ukraine", "actual", None, 0.9, None),
        ],
        "evidence that Ukraine attacked Russia",
    ),
    "friendly_pairs": (
        "which pairs are most friendly in April 2024",
        [
            ("Brazil", "Mexico", 5.0, 1),
            ("Cuba", "Mexico", 5.0, 1),
        ],
        "which pairs are most friendly in 1999",
    ),
    "hostile_pairs": (
        "which pairs are most hostile in October 2024",
        [
            ("North Korea", "South Korea", -3.5, 1),
            ("North Korea", "United States", -2.0, 1),
        ],
        "which pairs are most hostile in 1999",
    ),
    "leader_of": (
        "who leads France on 2016-06-20",
        [
            ("François Hollande", "President of France", date(2012, 5, 15), date(2017, 5, 14)),
            ("Manuel Valls", "Prime Minister of France", date(2014, 3, 31), date(2016, 12, 6)),
        ],
        "who leads France on 1900-01-01",
    ),
    "mediators": (
        "who mediates between Mexico and Ecuador",
        [
            ("Brazil", "mediates between", "Ecuador", "planned", None),
            ("Brazil", "mediates between", "Mexico", "planned", None),
        ],
        "who mediates between Mexico and Brazil",
    ),
    "memberships_of": (
        "what is Taiwan a member of",
        [
            ("APEC", "member", date(1991, 11, 12), None),
            ("Economic Cooperation Framework Agreement", "party", date(2010, 9, 12), None),
            ("World Trade Organization", "member", date(2002, 1, 1), None),
        ],
        "what was Taiwan a member of on 1900-01-01",
    ),
    "mentions": (
        "sentences that mention Mexico and Cuba",
        [
            ("Cuba praises Mexico (actual).", "2024-04-19", date(2024, 4, 19)),
        ],
        "sentences that mention Mexico and Russia",
    ),
    "most_active": (
        "most active states in April 2024",
        [
            ("Ecuador", 1, 4, 5),
            ("Mexico", 1, 3, 4),
            ("Cuba", 3, 0, 3),
            ("Brazil", 2, 0, 2),
            ("Colombia", 1, 1, 2),
        ],
        "most active states in 1999",
    ),
    "office_history": (
        "secretaries-general of the United Nations",
        [
            ("Trygve Lie", SECRETARIES, date(1946, 2, 1), date(1953, 4, 10)),
            ("Dag Hammarskjöld", SECRETARIES, date(1953, 4, 10), date(1961, 9, 18)),
            ("U Thant", SECRETARIES, date(1961, 11, 1), date(1972, 1, 1)),
            ("Kurt Waldheim", SECRETARIES, date(1972, 1, 1), date(1982, 1, 1)),
            ("Javier Pérez de Cuéllar", SECRETARIES, date(1982, 1, 1), date(1992, 1, 1)),
            ("Boutros Boutros-Ghali", SECRETARIES, date(1992, 1, 1), date(1997, 1, 1)),
            ("Kofi Annan", SECRETARIES, date(1997, 1, 1), date(2007, 1, 1)),
            ("Ban Ki-moon", SECRETARIES, date(2007, 1, 1), date(2017, 1, 1)),
            ("António Guterres", SECRETARIES, date(2017, 1, 1), None),
        ],
        "foreign ministers of ASEAN",
    ),
    "office_holder": (
        "who was the foreign minister of Iran on 2016-06-20",
        [
            ("Mohammad Javad Zarif", "Foreign Minister of Iran", date(2013, 8, 15), date(2021, 8, 25)),
        ],
        "foreign minister of ASEAN",
    ),
    "offices_of": (
        "who is Friedrich Merz",
        [
            ("Chancellor of Germany", "Germany", date(2025, 5, 6), None),
        ],
        None,
    ),
    "pair_over_time": (
        "what happened between Mexico and Ecuador",
        [
            ("Mexico", "breaks relations with", "Ecuador", "actual", -6.0, date(2024, 4, 6), None),
            ("Ecuador", "rejects demand of", "Mexico", "actual", -2.0, None, None),
            ("Ecuador", "restores relations with", "Mexico", "actual", 5.0, date(2024, 10, 1), None),
        ],
        "what happened between Mexico and Russia",
    ),
    "partners_of": (
        "who are the partners of Mexico",
        [
            ("Brazil", 5.0, 1),
            ("Cuba", 5.0, 1),
            ("Ecuador", 5.0, 1),
        ],
        "who are the partners of Mali",
    ),
    "planned": (
        "what is planned",
        [
            ("Brazil", "mediates between", "Ecuador", None, None),
            ("Brazil", "mediates between", "Mexico", None, None),
            ("Antony Blinken", "visits", "South Korea", date(2024, 10, 21), None),
            ("Germany", "provides military aid to", "Ukraine", None, None),
        ],
        "what is planned in 1999",
    ),
    "planned_act": (
        "will Germany help Ukraine",
        [
            ("Germany", "provides military aid to", "Ukraine", None, None),
        ],
        "will Russia help Ukraine",
    ),
    "planned_by": (
        "what does Brazil plan",
        [
            ("Brazil", "mediates between", "Ecuador", None, None),
            ("Brazil", "mediates between", "Mexico", None, None),
        ],
        "what does Mexico plan",
    ),
    "planned_meetings": (
        "planned meetings in October 2024",
        [
            ("Antony Blinken", "visits", "South Korea", date(2024, 10, 21), None),
        ],
        "planned meetings in 1999",
    ),
    "planned_meetings_of": (
        "planned meetings of South Korea",
        [
            ("Antony Blinken", "visits", "South Korea", date(2024, 10, 21), None),
        ],
        "planned meetings of North Korea",
    ),
    "planned_with": (
        "what is planned for Ukraine",
        [
            ("Germany", "provides military aid to", "Ukraine", None, None),
        ],
        "what is planned for Russia",
    ),
    "rivals_of": (
        "who are the rivals of Russia",
        [
            ("Ukraine", -9.0, 1),
            ("European Union", -6.0, 1),
            ("Moldova", -5.5, 1),
        ],
        "who are the rivals of Mali",
    ),
    "said_about": (
        "what did Poland say about Belarus",
        [
            ("Radosław Sikorski", "Poland", "accuses", "Belarus", "actual", None),
        ],
        "what did Poland say about Russia",
    ),
    "said_by": (
        "what did Poland say",
        [
            ("Radosław Sikorski", "Poland", "accuses", "Belarus", "actual", None),
        ],
        "what did Russia say",
    ),
    "said_of": (
        "what was said about Belarus",
        [
            ("Radosław Sikorski", "Poland", "accuses", "Belarus", "actual", None),
        ],
        "what was said about Japan",
    ),
    "sanctions_on": (
        "which sanctions are in force against Russia",
        [
            ("European Union", "imposes sanctions on", "Russia", "actual", date(2025, 5, 20), None),
        ],
        "which sanctions are in force against Ukraine",
    ),
    "threats": (
        "what is threatened",
        [
            ("North Korea", "threatens force against", "South Korea", "actual", None),
        ],
        "what is threatened in 1999",
    ),
    "threats_against": (
        "who threatens South Korea",
        [
            ("North Korea", "threatens force against", "South Korea", "actual", None),
        ],
        "who threatens Mexico",
    ),
    "topic_between": (
        "what happened between Mexico and Ecuador about legal",
        [
            ("Ecuador", "rejects demand of", "Mexico", "actual", None, None),
        ],
        "what happened between Mexico and Ecuador about trade",
    ),
    "topics_of_pair": (
        "topics between Mexico and Ecuador",
        [
            ("legal", "actual", 1),
        ],
        "topics between Mexico and Russia",
    ),
    "visits_to": (
        "who visits South Korea",
        [
            ("Antony Blinken", "visits", "South Korea", "planned", date(2024, 10, 21), None),
        ],
        "who visits Japan",
    ),
    "who_did": (
        "who condemned Ecuador",
        [
            ("Brazil", "condemns", "Ecuador", None, None),
            ("Colombia", "condemns", "Ecuador", None, None),
        ],
        "who condemned North Korea",
    ),
    "whom_did": (
        "whom did Brazil condemn",
        [
            ("Brazil", "condemns", "Ecuador", None, None),
        ],
        "whom did China condemn",
    ),
}
"""For each question a phrasing, its whole answer but the evidence, and a phrasing that has no answer here."""

PHRASES: list[tuple[str, str, dict[str, str]]] = [
    ("who sanctions Russia", "who_did", {"act": "sanctions", "target": "Russia"}),
    ("Who has sanctioned Russia?", "who_did", {"act": "sanctions", "target": "Russia"}),
    (
        "who imposed new sanctions on the Russian Federation",
        "who_did",
        {"act": "imposes sanctions on", "target": "Russia"},
    ),
    (
        "which states condemned Ecuador in April 2024",
        "who_did",
        {"act": "condemns", "target": "Ecuador", "period": "from 2024-04-01 to 2024-04-30"},
    ),
    (
        "who denounced Ecuador since 2024-04-01",
        "who_did",
        {"act": "condemns", "target": "Ecuador", "period": "since 2024-04-01"},
    ),
    (
        "who condemned Ecuador between 2024-01-01 and June 2024",
        "who_did",
        {"act": "condemns", "target": "Ecuador", "period": "from 2024-01-01 to 2024-06-30"},
    ),
    (
        "who condemned Ecuador before 2025",
        "who_did",
        {"act": "condemns", "target": "Ecuador", "period": "until 2024-12-31"},
    ),
    ("by whom was Ecuador condemned", "who_did", {"act": "condemns", "target": "Ecuador"}),
    (
        "who broke off relations with Ecuador",
        "who_did",
        {"act": "breaks relations with", "target": "Ecuador"},
    ),
    ("who buys weapons from Russia", "who_did", {"act": "buys weapons from", "target": "Russia"}),
    ("who attacked Kyiv", "who_did", {"act": "assaults", "target": "Ukraine"}),
    ("air strikes on Ukraine", "who_did", {"act": "launches airstrikes on", "target": "Ukraine"}),
    ("who met Zelensky", "who_did", {"act": MEETS, "target": "Volodymyr Zelensky"}),
    ("whom did Moldova expel diplomats of", "whom_did", {"act": "expels diplomats of", "actor": "Moldova"}),
    ("who was condemned by Brazil", "whom_did", {"act": "condemns", "actor": "Brazil"}),
    (
        "which countries does the US support",
        "whom_did",
        {"act": "aids or pledges support to or supports verbally", "actor": "United States"},
    ),
    ("with whom did Japan sign an agreement", "whom_did", {"act": "signs agreement with", "actor": "Japan"}),
    ("did Germany meet Ukraine", "did_it", {"act": MEETS, "actor": "Germany", "target": "Ukraine"}),
    (
        "has Beijing ever condemned Pyongyang",
        "did_it",
        {"act": "condemns", "actor": "China", "target": "North Korea"},
    ),
    (
        "is Russia sanctioned by the EU",
        "did_it",
        {"act": "sanctions", "actor": "European Union", "target": "Russia"},
    ),
    (
        "American sanctions on Russia",
        "did_it",
        {"act": "sanctions", "actor": "United States", "target": "Russia"},
    ),
    ("will Berlin help Kyiv", "planned_act", {"act": "aids", "actor": "Germany", "target": "Ukraine"}),
    (
        "what happened between Mexico and Ecuador in 2024",
        "pair_over_time",
        {"one": "Mexico", "other": "Ecuador", "period": "from 2024-01-01 to 2024-12-31"},
    ),
    ("US-China relations", "pair_over_time", {"one": "United States", "other": "China"}),
    ("what did Mexico do to Ecuador", "done_to", {"actor": "Mexico", "target": "Ecuador"}),
    ("what has Mexico done", "doings", {"actor": "Mexico"}),
    ("common allies of Brazil and Cuba", "common_partners", {"one": "Brazil", "other": "Cuba"}),
    ("shared enemies of Brazil and Mexico", "common_adversaries", {"one": "Brazil", "other": "Mexico"}),
    ("what did Warsaw say about Belarus", "said_about", {"sayer": "Poland", "about": "Belarus"}),
    ("what did Sikorski say", "said_by", {"sayer": "Radosław Sikorski"}),
    ("who said what about Belarus", "said_of", {"about": "Belarus"}),
    ("upcoming meetings of South Korea", "planned_meetings_of", {"actor": "South Korea"}),
    ("who threatens whom", "threats", {}),
    ("threats against Seoul", "threats_against", {"target": "South Korea"}),
    ("who denies what", "denied", {}),
    ("allegations against North Korea", "alleged_against", {"target": "North Korea"}),
    ("most hostile pairs", "hostile_pairs", {}),
    ("best friends", "friendly_pairs", {}),
    ("Russia's enemies", "rivals_of", {"actor": "Russia"}),
    ("Mexican allies", "partners_of", {"actor": "Mexico"}),
    ("positions of members of NATO towards Belarus", "bloc_positions", {"bloc": "NATO", "target": "Belarus"}),
    ("ASEAN members", "bloc_members", {"bloc": "ASEAN"}),
    ("EU members on 2019-01-01", "bloc_members", {"bloc": "European Union", "on": "2019-01-01"}),
    ("who is Iran's foreign minister", "office_holder", {"office": "foreign minister", "of": "Iran"}),
    ("Iranian foreign minister", "office_holder", {"office": "foreign minister", "of": "Iran"}),
    ("who rules Mali", "leader_of", {"of": "Mali"}),
    ("visits to Seoul", "visits_to", {"target": "South Korea"}),
    ("deals between Tokyo and Seoul", "agreements_between", {"one": "Japan", "other": "South Korea"}),
    ("is Russia under sanctions", "sanctions_on", {"target": "Russia"}),
    ("who offered to mediate between Mexico and Ecuador", "mediators", {"one": "Mexico", "other": "Ecuador"}),
    (
        "what changed between Mexico and Ecuador since October 2024",
        "changes",
        {"one": "Mexico", "other": "Ecuador", "period": "since 2024-10-01"},
    ),
    (
        "which articles say that Russia attacked Ukraine",
        "evidence_for",
        {"act": "assaults", "actor": "Russia", "target": "Ukraine"},
    ),
    ("activity of Ecuador by month", "by_month", {"actor": "Ecuador"}),
]
"""How phrasings are understood: the question, and who or what each parameter is."""


@pytest.fixture(scope="module")
def graph() -> Iterator[KnowledgeGraph]:
    with make_graph() as made:
        yield made


@pytest.fixture(scope="module")
def names(graph: KnowledgeGraph) -> Names:
    return read_names(graph.store)


@pytest.fixture(scope="module")
def reader(graph: KnowledgeGraph, names: Names) -> Reader:
    return Reader(graph.store, names=names)


@pytest.fixture(scope="module")
def ask(graph: KnowledgeGraph, names: Names) -> Ask:
    """Ask in words; the names are read once for all tests."""

    def answer(words: str, today: date | None = None) -> Answer:
        return answer_words(graph.store, words, today=today, names=names)

    return answer


@pytest.fixture(scope="module")
def answers(ask: Ask) -> dict[str, Answer]:
    return {name: ask(asked) for name, (asked, _, _) in ANSWERS.items()}


def own_cells(answer: Answer) -> list[tuple[object, ...]]:
    """The rows without their evidence, unless the evidence is what was asked for."""
    hidden = {name for name in EVIDENCE if name not in answer.question.columns}
    return [
        tuple(v for c, v in zip(answer.columns, row, strict=True) if c not in hidden) for row in answer.rows
    ]


def test_every_question_has_its_answer_here() -> None:
    assert sorted(ANSWERS) == sorted(QUESTIONS)


@pytest.mark.parametrize("name", sorted(ANSWERS))
class TestEveryQuestion:
    def test_gives_its_answer(self, name: str, answers: dict[str, Answer]) -> None:
        assert answers[name].question.name == name
        assert own_cells(answers[name]) == ANSWERS[name][1] != []

    def test_has_no_answer_where_nothing_says_so(self, name: str, ask: Ask) -> None:
        asked = ANSWERS[name][2]
        if asked is None:
            return  # it asks for all there is: its whole answer above leaves out what does not belong
        answer = ask(asked)
        assert (answer.question.name, answer.rows) == (name, ())

    def test_its_rows_carry_the_sentence(
        self, name: str, answers: dict[str, Answer], graph: KnowledgeGraph
    ) -> None:
        answer = answers[name]
        if "claim" not in answer.columns:
            assert "does" not in answer.columns, "a row that states a claim has no evidence"
        for record in answer.records() if "claim" in answer.columns else ():
            said = graph.query(
                f"SELECT ?quote ?article {{ {record['claim']} ir:hasEvidence ?e . "
                "?e oa:hasSelector/oa:exact ?quote ; prov:wasQuotedFrom/dct:identifier ?article }"
            )
            assert (record["quote"], record["article"]) in said.rows
            assert record["published"] is not None

    def test_its_sparql_gives_the_same_in_any_engine(
        self, name: str, answers: dict[str, Answer], graph: KnowledgeGraph
    ) -> None:
        assert tuple(graph.query(answers[name].sparql).rows) == answers[name].rows
        ox.Store().query(answers[name].sparql)  # parses where no prefix of ours is known

    def test_its_examples_are_its_own(self, name: str, reader: Reader) -> None:
        assert len(QUESTIONS[name].examples) >= 2
        for example in QUESTIONS[name].examples:
            assert find_question(example, reader).question.name == name
            fitting = [match for words in _readings(example, reader) for match in _matches(words)]
            most = max(match.fixed for match in fitting)
            assert {m.question.name for m in fitting if m.fixed == most} == {name}, f"{example}: a tie"

    def test_its_columns_are_explained(self, name: str, answers: dict[str, Answer]) -> None:
        answer = answers[name]
        assert set(answer.columns) - set(EVIDENCE) == set(answer.question.columns) - set(EVIDENCE)

    def test_its_follow_up_finds_sentences(self, name: str, answers: dict[str, Answer], ask: Ask) -> None:
        more = next(follow_ups(answers[name]))
        if more is not None:
            assert "quote" in ask(more).columns
            assert ask(more).rows


@pytest.mark.parametrize(("text", "name", "parameters"), PHRASES, ids=[phrase[0] for phrase in PHRASES])
def test_phrase_is_understood(text: str, name: str, parameters: dict[str, str], reader: Reader) -> None:
    asked = find_question(text, reader)
    assert asked.question.name == name
    assert {key: filling.label for key, filling in asked.fillings.items()} == parameters


def test_words_that_turn_an_act_round(ask: Ask) -> None:
    (row,) = ask("who buys weapons from Russia").records()
    assert row["quote"] == "Russia sellsArmsTo India (actual)."
    assert ask("who buys weapons from India").rows == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("who condemns Equador", "the graph knows no actor called 'Equador'; did you mean Ecuador"),
        ("who did Freedonia attack", "the graph knows no actor called 'Freedonia'"),
        ("who zaps Russia", "no relation is meant by 'zaps'"),
        ("who condemned Congo", "'congo' may be any of DR Congo (DR_Congo), Republic of the Congo"),
        ("members of the Rebel Alliance", "no organisation with members called 'Rebel Alliance'"),
        ("who condemned Ecuador last month", "'last month' counts from a day that is not given"),
        ("who condemned Ecuador between May 2025 and April 2024", "ends before it begins"),
    ],
)
def test_what_is_not_known_is_said(text: str, message: str, ask: Ask) -> None:
    with pytest.raises(QuestionError, match=re.escape(message)):
        ask(text)


def test_what_is_not_understood_says_what_was(ask: Ask) -> None:
    with pytest.raises(QuestionError) as caught:
        ask("why does Russia dislike Ukraine since 2024")
    first, *offered = str(caught.value).splitlines()
    assert "Russia (actor), Ukraine (actor), since 2024-01-01 (period)" in first
    assert len(offered) == 3
    assert any("Russia" in question and "Ukraine" in question for question in offered)


def test_relative_days_count_from_the_given_one(ask: Ask) -> None:
    answer = ask("who condemned Ecuador last month", today=date(2024, 5, 2))
    assert answer.parameters["period"] == "from 2024-04-01 to 2024-04-30"
    assert {row["who"] for row in answer.records()} == {"Brazil", "Colombia"}
    assert ask("who condemned Ecuador last month", today=date(2024, 7, 2)).rows == ()


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_first_and_last_day_of_a_period_belong_to_it(days: int, ask: Ask) -> None:
    day = date(2025, 5, 20) + timedelta(days=days)
    since = ask(f"who imposed sanctions on Russia since {day}").rows
    until = ask(f"who imposed sanctions on Russia until {day}").rows
    assert (bool(since), bool(until)) == (days <= 0, days >= 0)


def test_whoever_held_the_office_that_day_counts_for_the_state(ask: Ask) -> None:
    assert [row["who"] for row in ask("what did Germany do").records()] == ["Friedrich Merz"]
    assert [row["who"] for row in ask("plans of the United States").records()] == ["Antony Blinken"]


class TestByName:
    def test_with_words_and_identifiers(self, graph: KnowledgeGraph, names: Names) -> None:
        words = {"act": "condemn", "target": "Quito", "period": "in 2024"}
        identifiers = {"act": "condemns", "target": "Ecuador", "period": "2024"}
        answer = answer_named(graph.store, "who_did", words, names=names)
        assert answer.rows == answer_named(graph.store, "who_did", identifiers, names=names).rows
        assert own_cells(answer) == ANSWERS["who_did"][1]

    @pytest.mark.parametrize(
        ("name", "parameters", "message"),
        [
            ("who_dunnit", {}, "there is no question 'who_dunnit'"),
            ("who_did", {"target": "Ecuador"}, "needs act: what was done"),
            ("who_did", {"act": "condemn", "target": "Ecuador", "colour": "red"}, "no parameter 'colour'"),
            ("who_did", {"act": "condemn", "target": "Ecuador", "period": "soon"}, "'soon' is no period"),
            ("about_topic", {"topic": "cheese"}, "'cheese' is no topic of a claim that the graph knows"),
            ("office_holder", {"office": "jester", "of": "Iran"}, "'jester' is no office"),
            ("bloc_members", {"bloc": "Marco Rubio"}, "no organisation with members called 'Marco Rubio'"),
            ("bloc_members", {"bloc": "ASEAN", "on": "someday"}, "'someday' is no day"),
        ],
    )
    def test_says_what_does_not_fit(
        self, name: str, parameters: dict[str, str], message: str, graph: KnowledgeGraph, names: Names
    ) -> None:
        with pytest.raises(QuestionError, match=re.escape(message)):
            answer_named(graph.store, name, parameters, names=names)

    @pytest.mark.parametrize("key", ["act", "target", "period"])
    @pytest.mark.parametrize(
        "text",
        [
            "Ecuador } DELETE WHERE { ?s ?p ?o",
            "Ecuador> . } #",
            '"} SERVICE <http://example.org/> { ?s ?p ?o } VALUES ?x { "',
            "ent:Ecuador ent:Mexico",
        ],
    )
    def test_lets_no_words_into_the_query(
        self, text: str, key: str, graph: KnowledgeGraph, names: Names
    ) -> None:
        plain = {"act": "condemn", "target": "Ecuador"}
        try:
            answer = answer_named(graph.store, "who_did", plain | {key: text}, names=names)
        except QuestionError:
            return  # the words are no name, act or period
        assert answer.sparql == answer_named(graph.store, "who_did", plain, names=names).sparql


@pytest.mark.parametrize("value", ['a"b', "a\\b", "} #", "line\nbreak", "'''", "\u202e"])
def test_terms_stay_terms(value: str) -> None:
    filling = Filling(label="odd", rows=((ox.Literal(value),),))
    sparql = fill_question(QUESTIONS["about_topic"], {"topic": filling}, PREFIXES)
    ox.Store().query(sparql)
    block = re.search(r"VALUES \?topic \{.*\}", sparql)
    assert block is not None
    found = ox.Store().query(f"SELECT ?topic {{ {block[0]} }}")
    assert isinstance(found, ox.QuerySolutions)
    assert [solution["topic"] for solution in found] == [ox.Literal(value)]


def test_iris_that_are_no_plain_names_are_written_whole() -> None:
    node = ox.NamedNode("https://w3id.org/irkg/entity/C%C3%B4te_d'Ivoire")
    fillings = {"of": Filling(label="it", rows=((node,),))}
    assert f"VALUES ?of {{ {node} }}" in fill_question(QUESTIONS["leader_of"], fillings, PREFIXES)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("since March 2025", date(2025, 3, 1), None),
        ("after March 2025", date(2025, 4, 1), None),
        ("before 2025-03-01", None, date(2025, 2, 28)),
        ("until 2024", None, date(2024, 12, 31)),
        ("from 2023 to 2024", date(2023, 1, 1), date(2024, 12, 31)),
        ("in 2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("on 19 April 2024", date(2024, 4, 19), date(2024, 4, 19)),
    ],
)
def test_periods(text: str, first: date | None, last: date | None) -> None:
    assert read_period(text, None) == (first, last)


HEADER = """# question: What is {topic}?
# about: A test.
# group: Tests
# ask: what is {topic}
# example: what is trade
# parameter: topic topic; the topic
# column: topic; the topic
"""
QUERY = "SELECT ?topic {\n  VALUES ?topic { 1 }\n}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# about: x\nSELECT * {}", "the header lacks these fields"),
        ("# ask\nSELECT * {}", "write '# field: value'"),
        (HEADER + "SELECT ?topic { ?e ir:topic ?topic }", "has no line VALUES ?topic"),
        (HEADER + QUERY.replace("}\n}", "}\n  #+ nowhere\n}"), "there is no part 'nowhere'"),
        (HEADER.replace("topic topic;", "topic colour;") + QUERY, "a parameter is"),
        (HEADER.replace("{topic}", "{other}") + QUERY, "no parameter is called other"),
        (HEADER, "there is no query below the header"),
    ],
)
def test_a_wrong_file_is_named(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(message)) as caught:
        read_questions_from(tmp_path)
    assert str(path) in str(caught.value)


def test_a_new_file_is_a_new_question(tmp_path: Path) -> None:
    (tmp_path / "new.rq").write_text(HEADER + QUERY, encoding="utf-8")
    (question,) = read_questions_from(tmp_path).values()
    assert (question.name, question.parameters[0].kind) == ("new", "topic")


def test_kinds_of_parameters_are_all_used() -> None:
    assert {p.kind for q in QUESTIONS.values() for p in q.parameters} == KINDS


@pytest.mark.parametrize("name", ["irregular.tsv", "words.tsv"])
def test_tables_are_sorted(name: str) -> None:
    lines = (ontologies() / "questions" / name).read_text(encoding="utf-8").splitlines()[1:]
    rows = [line for line in lines if not line.startswith("#")]
    assert rows == sorted(rows, key=lambda row: row.partition("\t")[0])
    assert all(row.count("\t") == 1 for row in rows)


def test_a_graph_is_asked_by_itself(graph: KnowledgeGraph) -> None:
    assert own_cells(graph.ask(ANSWERS["who_did"][0])) == ANSWERS["who_did"][1]


def test_wider_words_name_properties_of_the_ontology(reader: Reader) -> None:
    for line in (ontologies() / "questions" / "words.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        for relation in line.partition("\t")[2].split(", ") if not line.startswith("#") else ():
            filling = reader.read("relation", relation)
            assert len(filling.rows) == 1, relation
            assert str(filling.rows[0][0]).endswith(f"#{relation}>")


def test_documentation_is_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == render_page(), "run scripts/make_question_docs.py"
