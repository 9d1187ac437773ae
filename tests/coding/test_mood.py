"""Facts, plans, possibilities, denials and refusals are told apart; conditions keep their words."""

from __future__ import annotations

from datetime import date

import pytest
import spacy
from spacy.tokens import Doc

import kg
from kg.coding.mood import Mood, find_conditions, is_negated, is_past, mood_of

DAY = date(2024, 3, 6)
VOCAB = spacy.blank("en").vocab


def code(sentence: str) -> set[str]:
    """The claims of a sentence, each as "subject relation object modality"."""
    claims = kg.extract(kg.Article(id="sentence", text=sentence, date=DAY))
    return {f"{c.subject.id} {c.relation.id} {c.object.id} {c.modality.value}" for c in claims}


def conditions(sentence: str) -> dict[str, str | None]:
    """The conditions of a sentence's claims, by relation."""
    claims = kg.extract(kg.Article(id="sentence", text=sentence, date=DAY))
    return {c.relation.id: c.condition for c in claims}


def wrong(sentence: str, *expected: str, reason: str) -> object:
    """A sound sentence that is not coded rightly yet."""
    return pytest.param(sentence, set(expected), marks=pytest.mark.xfail(reason=reason, strict=True))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Canada will send weapons to Ukraine.", {"Canada providesMilitaryAidTo Ukraine planned"}),
        ("Ireland plans to visit Iceland.", {"Ireland visits Iceland planned"}),
        ("Morocco is going to invade Mauritania.", {"Morocco invades Mauritania planned"}),
        ("Bhutan was to visit Nepal.", {"Bhutan visits Nepal planned"}),
        ("Gabon said it would attack Chad.", {"Gabon attacks Chad planned"}),
        ("Guatemala promised to support Belize.", {"Guatemala supports Belize planned"}),
        ("Albania's plan to attack Montenegro was leaked.", {"Albania attacks Montenegro planned"}),
        ("Bahrain agreed to hold talks with Qatar.", {"Bahrain agreesToTalksWith Qatar actual"}),
        (
            "Malaysia agreed to a ceasefire with Indonesia.",
            {"Indonesia agreesToCeasefireWith Malaysia actual"},
        ),
    ],
)
def test_plans(sentence: str, expected: set[str]) -> None:
    assert code(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Oman will not meet with Yemen.", {"Oman rejectsTalksWith Yemen actual"}),
        ("Oman refused to hold talks with Yemen.", {"Oman rejectsTalksWith Yemen actual"}),
        ("Brazil will not withdraw from Uruguay.", {"Brazil refusesToWithdrawFrom Uruguay actual"}),
        ("India refused to lift sanctions on Nepal.", {"India refusesToLiftSanctionsOn Nepal actual"}),
        ("Nepal refused Bhutan's request for aid.", {"Nepal rejectsDemandOf Bhutan actual"}),
        ("Bulgaria rejected a proposal by Romania.", {"Bulgaria rejectsProposalOf Romania actual"}),
    ],
)
def test_refusals(sentence: str, expected: set[str]) -> None:
    assert code(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Eritrea did not attack Djibouti.", {"Eritrea attacks Djibouti denied"}),
        ("Argentina has never invaded Chile.", {"Argentina invades Chile denied"}),
        ("Mongolia denied attacking China.", {"Mongolia attacks China denied"}),
        ("No Swedish soldiers attacked Finland.", {"Sweden attacks Finland denied"}),
        ("Peru has not recognised Kosovo.", {"Peru recognises Kosovo denied"}),
        ("Gabon said it had not attacked Chad.", {"Gabon attacks Chad denied"}),
        ("Georgia failed to reach an agreement with Armenia.", {"Armenia agreesWith Georgia denied"}),
        ("Armenia denied that it had shelled Azerbaijan.", {"Armenia shells Azerbaijan denied"}),
        (
            "Cuba will neither attack Haiti nor invade Jamaica.",
            {"Cuba attacks Haiti denied", "Cuba invades Jamaica denied"},
        ),
        (
            "Neither Peru nor Chile recognised Kosovo.",
            {"Peru recognises Kosovo denied", "Chile recognises Kosovo denied"},
        ),
        ("There is no cooperation between Japan and Russia.", {"Japan cooperatesWith Russia denied"}),
    ],
)
def test_denials(sentence: str, expected: set[str]) -> None:
    assert code(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Taiwan may recognise Somalia.", {"Taiwan recognises Somalia hypothetical"}),
        (
            "Honduras is considering imposing sanctions on Nicaragua.",
            {"Honduras imposesSanctionsOn Nicaragua hypothetical"},
        ),
        ("Norway hopes to meet Iceland.", {"Iceland meetsWith Norway hypothetical"}),
        ("Denmark has to apologise to Norway.", {"Denmark apologisesTo Norway hypothetical"}),
        ("Zambia allegedly attacked Malawi.", {"Zambia attacks Malawi alleged"}),
    ],
)
def test_possibilities_and_allegations(sentence: str, expected: set[str]) -> None:
    assert code(sentence) == expected


class TestConditions:
    def test_if_makes_the_act_and_its_condition_hypothetical(self) -> None:
        sentence = "Pakistan will withdraw its troops from Afghanistan if India releases the prisoners."
        assert "Pakistan withdrawsFrom Afghanistan hypothetical" in code(sentence)
        assert conditions(sentence) == {
            "withdrawsFrom": "if India releases the prisoners",
            "releases": None,
        }

    def test_unless_leaves_a_refusal_as_it_is(self) -> None:
        sentence = "Iran will not negotiate with the United States unless Washington lifts sanctions."
        assert code(sentence) == {"Iran rejectsTalksWith United_States actual"}
        assert conditions(sentence) == {"rejectsTalksWith": "unless Washington lifts sanctions"}

    def test_as_long_as_presupposes_what_it_says(self) -> None:
        sentence = "Lebanon will not hold talks with Israel as long as Israel bombs Beirut."
        assert code(sentence) == {
            "Lebanon rejectsTalksWith Israel actual",
            "Israel bombs Lebanon actual",
        }
        assert conditions(sentence)["rejectsTalksWith"] == "as long as Israel bombs Beirut"

    def test_would_under_if_is_no_plan(self) -> None:
        sentence = "Cambodia would attack Thailand if Thailand closed the border."
        assert "Cambodia attacks Thailand hypothetical" in code(sentence)
        assert not any(claim.endswith(("actual", "planned")) for claim in code(sentence))


def verb_phrase(auxiliaries: str, verb: str, tag: str, *, negation: str = "") -> Doc:
    """The parse of "Mali AUXILIARIES NEGATION VERB Chad" with the verb as its root."""
    helpers, neg = auxiliaries.split(), negation.split()
    words = ["Mali", *helpers, *neg, verb, "Chad"]
    root = len(words) - 2
    return Doc(
        VOCAB,
        words=words,
        heads=[root] * len(words),
        deps=["nsubj", *["aux"] * len(helpers), *["neg"] * len(neg), "ROOT", "dobj"],
        pos=["PROPN", *["AUX"] * len(helpers), *["PART"] * len(neg), "VERB", "PROPN"],
        tags=["NNP", *["MD"] * len(helpers), *["RB"] * len(neg), tag, "NNP"],
        lemmas=words,
    )


class TestHandMadeParses:
    @pytest.mark.parametrize(
        ("auxiliaries", "mood"),
        [
            ("", Mood.FACT),
            ("did", Mood.FACT),
            ("will", Mood.FUTURE),
            ("'ll", Mood.FUTURE),
            ("shall", Mood.FUTURE),
            ("to", Mood.FUTURE),
            ("would", Mood.CONDITIONAL),
            ("may", Mood.POSSIBLE),
            ("could have", Mood.POSSIBLE),
            ("must", Mood.DUTY),
            ("should", Mood.DUTY),
        ],
    )
    def test_auxiliaries_give_the_mood(self, auxiliaries: str, mood: Mood) -> None:
        doc = verb_phrase(auxiliaries, "attack", "VB")
        assert mood_of(doc[len(doc) - 2]) is mood

    @pytest.mark.parametrize("negation", ["not", "n't", "never"])
    def test_negation(self, negation: str) -> None:
        doc = verb_phrase("did", "attack", "VB", negation=negation)
        assert is_negated(doc[3])
        assert not is_negated(verb_phrase("did", "attack", "VB")[2])

    @pytest.mark.parametrize(
        ("auxiliaries", "tag", "past"),
        [("", "VBD", True), ("had", "VBN", True), ("", "VBZ", False), ("will", "VB", False)],
    )
    def test_past(self, auxiliaries: str, tag: str, past: bool) -> None:
        doc = verb_phrase(auxiliaries, "attack", tag)
        assert is_past(doc[len(doc) - 2]) is past

    @pytest.mark.parametrize(("conjunction", "negated"), [("or", True), ("but", False)])
    def test_coordinated_infinitives_share_negation_except_after_but(
        self, conjunction: str, negated: bool
    ) -> None:
        doc = Doc(
            VOCAB,
            words=f"Mali will not attack {conjunction} praise Chad".split(),
            heads=[3, 3, 3, 3, 3, 3, 5],
            deps="nsubj aux neg ROOT cc conj dobj".split(),
            pos="PROPN AUX PART VERB CCONJ VERB PROPN".split(),
            tags="NNP MD RB VB CC VB NNP".split(),
        )
        assert is_negated(doc[5]) is negated
        assert mood_of(doc[5]) is Mood.FUTURE

    @pytest.mark.parametrize(("conjunction", "unreal"), [("if", True), ("unless", True), ("until", False)])
    def test_a_condition_knows_its_words_and_verbs(self, conjunction: str, unreal: bool) -> None:
        doc = Doc(
            VOCAB,
            words=f"Mali fights {conjunction} Chad leaves .".split(),
            heads=[1, 1, 4, 4, 1, 1],
            deps="nsubj ROOT mark nsubj advcl punct".split(),
            pos="PROPN VERB SCONJ PROPN VERB PUNCT".split(),
            tags="NNP VBZ IN NNP VBZ .".split(),
        )
        (found,) = find_conditions(doc[0])
        assert (found.text, found.verb.i, found.main.i) == (f"{conjunction} Chad leaves", 4, 1)
        assert (found.unreal, found.persisting) == (unreal, False)

    def test_a_sentence_without_a_conjunction_has_no_condition(self) -> None:
        assert find_conditions(verb_phrase("will", "attack", "VB")[0]) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Brazil rejected reports that it had sold weapons to Iran.", {"Brazil sellsArmsTo Iran denied"}),
        (
            "Brazil denied a report which said it had sold weapons to Iran.",
            {"Brazil sellsArmsTo Iran denied"},
        ),
        ("Officials in Baku dismissed claims that Peru shelled Chad.", {"Peru shells Chad denied"}),
        (
            "Rumours that Egypt had expelled Qatari diplomats were false.",
            {"Egypt expelsDiplomatsOf Qatar denied"},
        ),
    ],
)
def test_what_a_report_or_rumour_says_is_no_fact(sentence: str, expected: set[str]) -> None:
    assert code(sentence) == expected


def test_what_is_done_to_one_of_a_people_is_not_done_to_the_state() -> None:
    said = "A court in France convicted a Rwandan man."
    assert code(said) == {"France convicts Man_of_Rwanda~sentence actual"}


def test_we_in_a_quotation_is_the_state_of_the_speaker() -> None:
    said = '"We did not attack Finland," Russian President Vladimir Putin said.'
    assert code(said) == {"Russia attacks Finland denied"}
    assert code("We condemn Belarus for this, wrote a reader.") == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "Had Chile not apologised, Peru would have bombed Chile.",
        "Assuming that its parliament agrees, Peru will bomb Chile.",
        "Peru would bomb Chile in the event of an attack.",
        "Peru would bomb Chile only after a vote in parliament.",
        "Peru has not ruled out that it will bomb Chile.",
    ],
)
def test_what_depends_on_something_is_hypothetical(sentence: str) -> None:
    assert {claim for claim in code(sentence) if " bombs " in claim} == {"Peru bombs Chile hypothetical"}
