"""The corpus that the classifier learns from: well formed, rich, and nobody's copy."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from kg.model import Modality
from kg.ontology import ROOTS, read_relations
from training.corpus import Act, CorpusError, Example, read_batch, read_corpus
from training.duplicates import alike, frame, shingles

BENCHMARK = Path(__file__).parents[3] / "shared" / "bench" / "plv_dev.jsonl"

SAME_FRAME = 0.6
"""Share of common three-word runs from which two sentences count as one frame with other names in it."""

REWORDED = 0.35
"""The same against sentences of a benchmark."""


@pytest.fixture(scope="module")
def corpus() -> list[Example]:
    return read_corpus()


@pytest.fixture(scope="module")
def acts(corpus: list[Example]) -> list[Act]:
    return [act for example in corpus for act in example.acts]


def test_size(corpus: list[Example]) -> None:
    assert len(corpus) >= 8_000
    batches = Counter(example.batch for example in corpus)
    assert sum(count for batch, count in batches.items() if batch.endswith("10")) * 10 >= len(corpus)


def test_every_leaf_and_root_is_well_attested(acts: list[Act]) -> None:
    leaves = Counter(act.relation for act in acts)
    assert {leaf for leaf in read_relations() if leaves[leaf] < 10} == set()
    roots = Counter(act.root for act in acts)
    assert {root for root in ROOTS if roots[root] < 350} == set()


def test_a_third_are_hard(corpus: list[Example]) -> None:
    def hard(example: Example) -> bool:
        between = {frozenset((act.source, act.target)) for act in example.acts}
        nothing = len(between) < len(example.actors) * (len(example.actors) - 1) // 2
        reversed_ = any(example.actors[a.source] > example.actors[a.target] for a in example.acts)
        shifted = any(a.modality is not Modality.ACTUAL or a.condition is not None for a in example.acts)
        return nothing or reversed_ or shifted

    assert sum(map(hard, corpus)) * 3 >= len(corpus)


def test_all_modalities_and_lengths(corpus: list[Example], acts: list[Act]) -> None:
    assert {act.modality for act in acts} == set(Modality)
    lengths = sorted(len(example.text.split()) for example in corpus)
    assert lengths[len(lengths) // 10] <= 10
    assert lengths[-len(lengths) // 20] >= 45


def test_no_two_sentences_share_a_frame(corpus: list[Example]) -> None:
    frames = [shingles(frame(example.text, example.actors.values())) for example in corpus]
    pairs = [
        f"{corpus[i].batch}:{corpus[i].line} and {corpus[j].batch}:{corpus[j].line} ({overlap:.2f})"
        for i, j, overlap in alike(frames, frames, SAME_FRAME)
    ]
    assert pairs == []


@pytest.mark.skipif(not BENCHMARK.exists(), reason="no benchmark to compare with")
def test_no_sentence_rewords_the_benchmark(corpus: list[Example]) -> None:
    lines = BENCHMARK.read_text("utf-8").splitlines()
    theirs = [shingles(frame(json.loads(line)["text"])) for line in lines]
    ours = [shingles(frame(example.text)) for example in corpus]
    assert [f"{corpus[i].batch}:{corpus[i].line}" for i, _, _ in alike(ours, theirs, REWORDED)] == []


def test_a_frame_with_other_names_is_found() -> None:
    one = shingles(frame("Oman freed two Yemeni sailors on May 3 after a plea by Doha.", [(0, 4)]))
    other = shingles(frame("Qatar freed two Iraqi sailors on June 14 after a plea by Riyadh.", [(0, 5)]))
    third = shingles(frame("Riyadh jailed nine poets for a verse on dates.", [(0, 6)]))
    same = [one, other, third]
    assert [(i, j) for i, j, _ in alike(same, same, SAME_FRAME)] == [(0, 1)]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("[a Iran] spoke.", "two actors or more"),
        ("[a Iran] met [a Iraq].", "marked twice"),
        ("  a>b meetsWith", "needs its sentence"),
        ("[a Iran] met [b Iraq].\n  a>c meetsWith", "not two actors"),
        ("[a Iran] met [b Iraq].\n  a>b greets", "no leaf"),
        ("[a Iran] met [b Iraq].\n  a meets b", "cannot read"),
        ("[a Iran] met [b Iraq].\n  a>b meetsWith | if it rains", "not in the sentence"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, lines: str, message: str) -> None:
    file = tmp_path / "batch.txt"
    file.write_text(lines, "utf-8")
    with pytest.raises(CorpusError, match=message) as caught:
        read_batch(file)
    assert f"{file}:{lines.count(chr(10)) + 1}" in str(caught.value)


def test_reading(tmp_path: Path) -> None:
    file = tmp_path / "x01.txt"
    file.write_text(
        "# sailors\n[a Tehran] keeps [b the sailors] unless [c London] apologises.\n"
        "  a>b refusesToRelease | unless London apologises\n  a>c demandsApologyFrom\n",
        "utf-8",
    )
    (example,) = read_batch(file)
    assert example.text == "Tehran keeps the sailors unless London apologises."
    assert {name: example.text[slice(*span)] for name, span in example.actors.items()} == {
        "a": "Tehran",
        "b": "the sailors",
        "c": "London",
    }
    assert [(a.relation, a.root, a.condition) for a in example.acts] == [
        ("refusesToRelease", "REJECT", "unless London apologises"),
        ("demandsApologyFrom", "REQUEST", None),
    ]
