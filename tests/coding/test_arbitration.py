"""Rules and classifier weigh on each other, and a claim says who found it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import kg
from kg.coding import arbitration
from kg.coding.arbitration import Weights, label_root, read_weights
from kg.coding.classifier import NONE, Judgement, Labels
from kg.model import Article, Claim
from kg.ontology import ROOTS
from kg.report import BuildReport


def claims_of(text: str, report: BuildReport | None = None) -> list[Claim]:
    return list(kg.extract(Article(id="a", text=text, date=date(2024, 5, 2)), report=report))


def even(**chances: float) -> Judgement:
    """A judgement with these chances of roots, the rest shared by all others."""
    names = [NONE, *ROOTS]
    rest = (1 - sum(chances.values())) / (len(names) - len(chances))
    roots = np.array([chances.get(name, rest) for name in names])
    return Judgement(Labels(names, [NONE], ["actual"]), roots, np.ones(1), np.ones(1))


class TestLabel:
    def test_a_vote_of_the_rules_decides_a_close_call(self) -> None:
        judgement = even(ACCUSE=0.35, REJECT=0.3)
        alone = label_root(judgement, None, 0.0, 3.0)
        voted = label_root(judgement, "REJECT", 0.9, 3.0)
        assert max(alone, key=lambda r: alone[r]) == "ACCUSE"
        assert max(voted, key=lambda r: voted[r]) == "REJECT"

    def test_but_not_against_a_sure_classifier(self) -> None:
        voted = label_root(even(ACCUSE=0.97), "REJECT", 0.3, 3.0)
        assert max(voted, key=lambda r: voted[r]) == "ACCUSE"

    def test_probabilities_of_the_sixteen_sum_to_one(self) -> None:
        voted = label_root(even(NONE=0.9), "AID", 0.5, 2.0)
        assert set(voted) == set(ROOTS)
        assert sum(voted.values()) == pytest.approx(1)


class TestWeights:
    def test_shipped(self) -> None:
        weights = read_weights()
        assert weights.classifier > 0
        assert weights.rules >= 0
        assert 0 < weights.least < 1
        assert weights.least <= weights.half <= weights.alone_least < 1
        assert isinstance(weights, Weights)


class TestClaims:
    def test_what_both_find_is_signed_by_both(self) -> None:
        (claim,) = claims_of("Norway condemned Russia over the attack on Monday.")
        assert claim.evidence[0].extractor == "rules+classifier"
        assert claim.evidence[0].score > 0.8

    def test_classifier_alone_needs_a_pair_that_the_rules_left_out(self) -> None:
        found = claims_of(
            "Norway condemned Russia over the attack on Monday. Denmark lies between Norway and Germany."
        )
        assert Counter(c.evidence[0].extractor for c in found) == {"rules+classifier": 1}

    def test_same_claims_whatever_stands_beside(self) -> None:
        one, other = (
            "Norway condemned Russia over the attack.",
            "Kenya thanked Italy for the grain it had sent.",
        )
        together = [(c.id, c.evidence[0].score) for c in claims_of(f"{one} {other}")]
        apart = [(c.id, c.evidence[0].score) for text in (one, other) for c in claims_of(text)]
        assert together == apart

    def test_the_parse_decides_who_of_several_did_it(self) -> None:
        found = claims_of("Greece praised Cyprus, which criticised Turkey.")
        assert {(c.subject.id, c.relation.id, c.object.id) for c in found} == {
            ("Greece", "praises", "Cyprus"),
            ("Cyprus", "criticises", "Turkey"),
        }

    def test_the_classifier_finds_the_target_that_the_parse_gives_to_another_verb(self) -> None:
        (claim,) = claims_of("Moscow threatened on Wednesday to retaliate against Norway.")
        assert (claim.subject.id, claim.relation.id, claim.object.id) == ("Russia", "threatens", "Norway")
        assert claim.evidence[0].extractor == "rules+classifier"

    def test_a_target_of_which_the_classifier_is_not_sure_is_left_out(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        strict = replace(read_weights(), half=1.01, alone_least=1.01)
        monkeypatch.setattr(arbitration, "read_weights", lambda: strict)
        assert claims_of("Moscow threatened on Wednesday to retaliate against Norway.") == []

    def test_what_the_classifier_sees_nowhere_is_struck_out_and_counted(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        strict = replace(read_weights(), least=1.01, seen=1.01, alone_least=1.01)
        monkeypatch.setattr(arbitration, "read_weights", lambda: strict)
        report = BuildReport()
        assert claims_of("Norway condemned Russia over the attack.", report) == []
        assert report.rejected["the classifier disagrees"] == 1

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "At no time did Latvian officers train Kenyan soldiers.",
                ("Latvia", "trainsForcesOf", "Kenya", "denied"),
            ),
            (
                "It is untrue that Peru has closed its border with Chile.",
                ("Peru", "closesBorderWith", "Chile", "denied"),
            ),
        ],
    )
    def test_an_act_is_actual_only_if_both_think_so(self, text: str, expected: tuple[str, ...]) -> None:
        (claim,) = claims_of(text)
        assert (claim.subject.id, claim.relation.id, claim.object.id, claim.modality) == expected

    def test_two_acts_of_a_pair_stand_beside_each_other(self) -> None:
        found = claims_of(
            "Japan, which signed a fisheries treaty with Peru in 1997, expelled two Peruvian diplomats."
        )
        assert {c.relation.id for c in found} == {"signsAgreementWith", "expelsDiplomatsOf"}
