"""The files of the lexicon are complete and speak of relations that exist; composition looks up well."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.coding import lexicon as module
from kg.coding.lexicon import Lexicon, Outcome, read_lexicon
from kg.errors import DataError
from kg.model import Modality
from kg.ontology import ROOTS, read_relations
from kg.resources import ontologies

SLOTS = frozenset("S O I x c poss".split())


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return read_lexicon()


def rows(name: str) -> list[list[str]]:
    """The rows of a file of the lexicon."""
    lines = (ontologies() / "lexicon" / name).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


OPERATORS = sorted({row[1].rstrip("+") for row in rows("operators.tsv")})


class TestFiles:
    def test_verbs_and_nouns_name_relations(self, lexicon: Lexicon) -> None:
        verbs = {row.relation for found in lexicon.verbs.values() for row in found}
        nouns = {row.relation for found in lexicon.nouns.values() for row in found}
        assert verbs | nouns <= set(read_relations())

    def test_themes_of_verbs_are_defined(self, lexicon: Lexicon) -> None:
        used = {row.theme for found in lexicon.verbs.values() for row in found} - {None}
        assert used <= set(lexicon.themes)

    def test_slots_of_verbs_are_slots_or_prepositions(self, lexicon: Lexicon) -> None:
        slots = {s for found in lexicon.verbs.values() for row in found for s in (row.actor, *row.targets)}
        assert {s for s in slots if s not in SLOTS and not s.islower()} == set()

    def test_longer_nouns_are_tried_first(self, lexicon: Lexicon) -> None:
        for found in lexicon.nouns.values():
            lengths = [len(row.words) for row in found]
            assert lengths == sorted(lengths, reverse=True)

    def test_topics_match_whole_words(self, lexicon: Lexicon) -> None:
        assert [t for t, words in lexicon.topics.items() if words.search("xxxx")] == []

    def test_it_is_read_once(self, lexicon: Lexicon) -> None:
        assert read_lexicon() is lexicon


class TestComposition:
    @pytest.mark.parametrize("operator", OPERATORS)
    def test_every_operator_has_a_row_for_all_acts(self, operator: str) -> None:
        assert [operator, "*"] in [row[:2] for row in rows("composition.tsv")]

    @pytest.mark.parametrize("operator", OPERATORS)
    def test_every_operator_composes_with_every_relation(self, lexicon: Lexicon, operator: str) -> None:
        relations = read_relations()
        outcomes = [lexicon.compose(operator, relation) for relation in relations]
        assert {o.relation for o in outcomes if o is not None} - {None} <= set(relations)

    def test_rows_are_about_known_operators_and_acts(self) -> None:
        acts = {*read_relations(), *ROOTS, "*"}
        strange = [row for row in rows("composition.tsv") if row[0] not in OPERATORS or row[1] not in acts]
        assert strange == []

    def test_no_row_is_repeated(self) -> None:
        keys = [tuple(row[:2]) for row in rows("composition.tsv")]
        assert len(keys) == len(set(keys))

    @pytest.mark.parametrize(
        ("operator", "act", "outcome"),
        [
            ("end", "imposesSanctionsOn", Outcome(relation="liftsSanctionsOn", modality=Modality.ACTUAL)),
            ("end", "bombs", Outcome(relation="ceasesHostilitiesAgainst", modality=Modality.ACTUAL)),
            ("end", "praises", None),
            ("plan", "visits", Outcome(relation=None, modality=Modality.PLANNED)),
            ("support", "visits", Outcome(relation=None, modality=None)),
            ("refuse", "releases", Outcome(relation="refusesToRelease", modality=Modality.ACTUAL)),
            ("refuse", "bombs", None),
            ("deny", "bombs", Outcome(relation=None, modality=Modality.DENIED)),
        ],
    )
    def test_the_most_specific_row_holds(
        self, lexicon: Lexicon, operator: str, act: str, outcome: Outcome | None
    ) -> None:
        assert lexicon.compose(operator, act) == outcome

    def test_an_unknown_operator_is_an_error(self, lexicon: Lexicon) -> None:
        with pytest.raises(DataError, match="sneeze"):
            lexicon.compose("sneeze", "attacks")


class TestReading:
    def test_a_row_with_too_few_columns_is_named_by_file_and_line(self, tmp_path: Path) -> None:
        path = tmp_path / "verbs.tsv"
        path.write_text("lemma\ttheme\tframe\trelation\n# note\nhit\t-\tS>O\n")
        with pytest.raises(DataError, match=r"verbs\.tsv:3: 3 columns where 4"):
            list(module._rows(path, 4))

    @pytest.mark.parametrize(("frame", "relation"), [("S-O", "attacks"), ("S>O", "sneezesAt")])
    def test_a_broken_verb_row_is_an_error(self, frame: str, relation: str) -> None:
        with pytest.raises(DataError, match="here"):
            module._verb_row("here", "-", frame, relation)

    def test_a_composition_to_an_unknown_relation_is_an_error(self, tmp_path: Path) -> None:
        path = tmp_path / "composition.tsv"
        path.write_text("operator\tact\trelation\tmodality\nend\t*\tsneezesAt\tactual\n")
        with pytest.raises(DataError, match="sneezesAt"):
            list(module._outcomes(path))
