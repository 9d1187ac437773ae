"""Claims as JSON Lines: exactly the documented keys, one line a claim."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from hypothesis import given, settings

from kg import ontology
from kg.model import Article, Claim, Modality
from kg.views.json_lines import claim_to_dict, render_claim
from tests.graph import samples

IRAN = {"id": "Iran", "name": "Iran", "kind": "State", "state": "IRN", "wikidata": "Q794"}
USA = {"id": "United_States", "name": "United States", "kind": "State", "state": "USA", "wikidata": "Q30"}
ARAGHCHI = {
    "id": "Abbas_Araghchi", "name": "Abbas Araghchi", "kind": "Person", "state": "IRN", "wikidata": None,
}  # fmt: skip


def test_line_has_exactly_the_documented_keys_and_values() -> None:
    line = json.loads(render_claim(samples.CLAIM))
    expected = {
        "id": samples.CLAIM.id, "subject": IRAN, "relation": "rejectsTalksWith", "root": "REJECT",
        "quad": 3, "cameo": "134", "goldstein": -2.0, "object": USA, "modality": "actual",
        "condition": "as long as sanctions stay", "topics": ["nuclear"], "date": "2025-02-25",
        "date_end": None, "belief": 0.855,
        "evidence": [{
            "article": "tehran", "publisher": "Example Agency", "url": "https://example.org/news/1",
            "published": "2025-02-26", "start": 9, "end": 120, "quote": samples.TEXT[9:],
            "trigger": [14, 32], "subject_span": [9, 13], "object_span": [42, 55], "speaker": ARAGHCHI,
            "extractor": "frames", "score": 0.9,
        }],
    }  # fmt: skip
    assert line == expected
    assert list(line) == list(expected)


def test_unknown_is_null() -> None:
    evidence = replace(
        samples.EVIDENCE, publisher=None, url=None, published=None, speaker=None, subject_span=None,
        object_span=None, condition=None, topics=(),
    )  # fmt: skip
    line = claim_to_dict(replace(samples.CLAIM, evidence=(evidence,), date=None))
    assert (line["condition"], line["topics"], line["date"], line["date_end"]) == (None, [], None, None)
    found = json.loads(json.dumps(line["evidence"]))[0]
    unknown = {key for key, value in found.items() if value is None}
    assert unknown == {"publisher", "url", "published", "speaker", "subject_span", "object_span"}


def test_planned_visit_counts_as_agreement_and_keeps_its_relation() -> None:
    visit = ontology.read_relations()["visits"]
    claim = replace(samples.CLAIM, relation=visit, modality=Modality.PLANNED, date_end=date(2025, 3, 1))
    line = claim_to_dict(claim)
    assert (line["relation"], line["root"], line["quad"]) == ("visits", "AGREE", 1)
    assert line["date_end"] == "2025-03-01"
    withdrawal = replace(claim, relation=ontology.read_relations()["withdrawsFrom"])
    assert (claim_to_dict(withdrawal)["root"], claim_to_dict(withdrawal)["quad"]) == ("CONCEDE", 1)


@settings(max_examples=50, deadline=None)
@given(samples.worlds())
def test_one_line_a_claim(world: tuple[list[Article], list[Claim]]) -> None:
    for claim in world[1]:
        line = render_claim(claim)
        assert len(line.splitlines()) == 1
        assert json.loads(line) == json.loads(json.dumps(claim_to_dict(claim)))
