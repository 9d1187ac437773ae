"""Claims carry their evidence, dates, speakers and conditions, and are the same when they say the same."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.model import Claim
from kg.report import BuildReport

DAY = date(2024, 3, 6)  # a Wednesday


def code(text: str, day: date | None = DAY, name: str = "text") -> list[Claim]:
    return list(kg.extract(kg.Article(id=name, text=text, date=day, publisher="Agency")))


def only(text: str, day: date | None = DAY) -> Claim:
    """The single claim of a text."""
    (claim,) = code(text, day)
    return claim


SENTENCES = st.sampled_from(
    [
        "Kenya attacked Somalia.",
        "“We thank Croatia,” Slovenia’s foreign minister said.",
        "Türkiye met with Côte d’Ivoire — again.",
        "It rained.",
        "The U.S. will not negotiate with Iran unless Tehran lifts the blockade!",
    ]
)
GAPS = st.sampled_from([" ", "  ", "\n", "\n\n", " \t", "\u00a0 "])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(GAPS, SENTENCES), min_size=1, max_size=4))
def test_spans_point_into_the_text_however_it_is_laid_out(parts: list[tuple[str, str]]) -> None:
    text = "".join(gap + sentence for gap, sentence in parts)
    for claim in code(text):
        for evidence in claim.evidence:
            assert evidence.quote == text[evidence.start : evidence.end]
            for span in (evidence.trigger, evidence.subject_span, evidence.object_span):
                assert span is not None
                assert evidence.start <= span[0] < span[1] <= len(text)


class TestEvidence:
    TEXT = "The summer was dry. Kenya attacked Somalia.\n\nLater, Italy condemned Kenya over the attack."

    def test_the_quote_is_the_text_at_its_span(self) -> None:
        claims = code(self.TEXT)
        assert len(claims) == 2
        for claim in claims:
            for evidence in claim.evidence:
                assert evidence.quote == self.TEXT[evidence.start : evidence.end]

    def test_spans_name_the_sides_and_the_predicate(self) -> None:
        attack = code(self.TEXT)[0].evidence[0]
        assert attack.subject_span is not None
        assert attack.object_span is not None
        spans = (attack.subject_span, attack.trigger, attack.object_span)
        assert [self.TEXT[start:end] for start, end in spans] == ["Kenya", "attacked", "Somalia"]

    def test_a_trigger_reaches_over_all_its_words(self) -> None:
        text = "Austria held talks with Slovakia."
        start, end = only(text).evidence[0].trigger
        assert text[start:end] == "held talks"

    def test_the_article_stands_in_the_evidence(self) -> None:
        evidence = only("Kenya attacked Somalia.").evidence[0]
        assert (evidence.article, evidence.publisher, evidence.published) == ("text", "Agency", DAY)
        assert 0 < evidence.score <= 1

    def test_topics_are_those_of_the_sentence(self) -> None:
        assert "nuclear" in only("Iran condemned Israel over the nuclear sites.").topics

    def test_claims_stand_in_the_order_of_the_text(self) -> None:
        assert [c.relation.id for c in code(self.TEXT)] == ["attacks", "condemns"]


class TestDates:
    @pytest.mark.parametrize(
        ("text", "day", "modality"),
        [
            ("Kenya attacked Somalia.", None, "actual"),
            ("Kenya attacked Somalia on Monday.", date(2024, 3, 4), "actual"),
            ("Kenya attacked Somalia on 2 March 2024.", date(2024, 3, 2), "actual"),
            ("Kenya attacked Somalia yesterday.", date(2024, 3, 5), "actual"),
            ("Kenya will visit Somalia on 12 April.", date(2024, 4, 12), "planned"),
            ("Kenya visits Somalia on 12 April 2024.", date(2024, 4, 12), "planned"),
        ],
    )
    def test_the_day_of_the_act(self, text: str, day: date | None, modality: str) -> None:
        claim = only(text)
        assert (claim.date, claim.modality.value) == (day, modality)

    def test_without_a_publication_date_a_weekday_is_no_date(self) -> None:
        assert only("Kenya attacked Somalia on Monday.", None).date is None

    def test_a_month_is_a_span_of_days(self) -> None:
        claim = only("Kenya attacked Somalia in January 2023.")
        assert (claim.date, claim.date_end) == (date(2023, 1, 1), date(2023, 1, 31))

    def test_each_act_keeps_its_own_date(self) -> None:
        text = "Kenya attacked Somalia on Monday, and Italy condemned Kenya on Tuesday."
        found = {c.relation.id: c.date for c in code(text)}
        assert found == {"attacks": date(2024, 3, 4), "condemns": date(2024, 3, 5)}


class TestSpeakers:
    @pytest.mark.parametrize(
        ("text", "speaker"),
        [
            ("Russia must withdraw from Moldova, Romania said.", "Romania"),
            ("Emmanuel Macron said Azerbaijan attacked Armenia.", "Emmanuel_Macron"),
            ("French President Emmanuel Macron condemned Belarus.", "Emmanuel_Macron"),
            ("Kenya attacked Somalia.", None),
        ],
    )
    def test_who_says_it(self, text: str, speaker: str | None) -> None:
        found = only(text).evidence[0].speaker
        assert (found.id if found is not None else None) == speaker


class TestSides:
    def test_a_symmetric_claim_is_the_same_from_both_sides(self) -> None:
        one, other = only("Peru met with Bolivia."), only("Bolivia met with Peru.")
        assert one.key == other.key
        assert one.subject.id < one.object.id

    def test_a_directed_claim_is_not(self) -> None:
        assert only("Peru attacked Bolivia.").key != only("Bolivia attacked Peru.").key

    def test_stances_are_those_of_the_state_and_meetings_those_of_people(self) -> None:
        stance = only("French President Emmanuel Macron condemned Belarus.")
        meeting = only("Emmanuel Macron met Olaf Scholz in Berlin.")
        assert stance.subject.id == "France"
        assert {meeting.subject.kind, meeting.object.kind} == {"Person"}

    @pytest.mark.parametrize("text", ["Kenya praised Kenya.", "Emmanuel Macron thanked France."])
    def test_nobody_acts_on_itself_in_words(self, text: str) -> None:
        assert code(text) == []


class TestKeys:
    def test_the_key_holds_sides_relation_modality_and_dates(self) -> None:
        claim = only("Kenya attacked Somalia on Monday.")
        assert claim.key == ("Kenya", "attacks", "Somalia", "actual", "2024-03-04", "")

    def test_the_id_depends_on_what_is_said_and_not_on_where(self) -> None:
        (one,), (other,) = (
            code("Kenya attacked Somalia.", name="one"),
            code("Somalia was attacked by Kenya.", name="other"),
        )
        assert one.id == other.id
        assert one.evidence != other.evidence

    def test_a_denial_is_another_claim(self) -> None:
        assert only("Kenya attacked Somalia.").id != only("Kenya did not attack Somalia.").id

    def test_two_sentences_that_say_the_same_are_one_claim(self) -> None:
        claim = only("Kenya attacked Somalia. Somalia was attacked by Kenya.")
        assert len(claim.evidence) == 2


def test_acts_without_a_known_side_are_counted() -> None:
    report = BuildReport()
    article = kg.Article(id="text", text="Chad and Mali grew richer while strangers attacked Togo.", date=DAY)
    assert list(kg.extract(article, report=report)) == []
    assert report.rejected["no actor known"] == 1
