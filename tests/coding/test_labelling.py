"""Between two given spans there is always one answer, and it looks at the direction of the act."""

from __future__ import annotations

import pytest

import kg
from kg.ontology import read_relations


def label(text: str, source: str, target: str) -> dict[str, object]:
    """The answer for two words of a text."""
    spans = {
        key: (text.index(word), text.index(word) + len(word))
        for key, word in (("source", source), ("target", target))
    }
    (answer,) = kg.label([{"id": "r", "text": text, **spans}])
    return answer


@pytest.mark.parametrize(
    ("text", "source", "target", "relation"),
    [
        ("Kenya attacked Somalia.", "Kenya", "Somalia", "attacks"),
        ("Somalia was invaded by Kenya.", "Kenya", "Somalia", "invades"),
        ("Italy condemned Malta over the catch.", "Italy", "Malta", "condemns"),
        ("Fiji lifted sanctions on Tonga.", "Fiji", "Tonga", "liftsSanctionsOn"),
        ("Oman refused to hold talks with Yemen.", "Oman", "Yemen", "rejectsTalksWith"),
        ("Fishermen attacked smugglers near the pier.", "Fishermen", "smugglers", "attacks"),
        ("Peru met with Bolivia.", "Bolivia", "Peru", "meetsWith"),
    ],
)
def test_the_relation_between_two_spans(text: str, source: str, target: str, relation: str) -> None:
    answer = label(text, source, target)
    assert answer["relation"] == relation
    assert answer["root"] == read_relations()[relation].root


def test_the_right_direction_scores_higher_than_the_wrong_one() -> None:
    text = "Kenya attacked Somalia."
    forward, backward = label(text, "Kenya", "Somalia"), label(text, "Somalia", "Kenya")
    assert float(str(forward["score"])) > float(str(backward["score"])) > 0


def test_a_symmetric_act_scores_the_same_both_ways() -> None:
    text = "Peru met with Bolivia."
    assert label(text, "Peru", "Bolivia") == label(text, "Bolivia", "Peru")


def test_the_act_of_the_pair_is_chosen_among_several() -> None:
    text = "Finland praised Estonia and criticised Hungary."
    assert label(text, "Finland", "Estonia")["relation"] == "praises"
    assert label(text, "Finland", "Hungary")["relation"] == "criticises"


def test_without_an_act_the_answer_has_a_low_score() -> None:
    answer = label("Kenya is bigger than Togo.", "Kenya", "Togo")
    assert answer["score"] == pytest.approx(0.0, abs=0.05)


def test_answers_come_in_the_order_of_records_with_their_ids() -> None:
    text = "Kenya attacked Somalia."
    record = {"text": text, "source": [0, 5], "target": [15, 22]}
    answers = list(kg.label([{"id": name, **record} for name in ("b", "a")]))
    assert [a["id"] for a in answers] == ["b", "a"]
    assert answers[0] == {**answers[1], "id": "b"}
