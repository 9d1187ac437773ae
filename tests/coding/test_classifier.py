"""What the classifier is asked, what it answers, and that the answer depends on the sentence alone."""

from __future__ import annotations

import pytest

from kg.coding.classifier import (
    CLOSE,
    MAX_TOKENS,
    MODEL,
    NONE,
    OPEN,
    Classifier,
    Judgement,
    Question,
    encode,
    pad,
    read_classifier,
    read_tokenizer,
)
from kg.model import Modality
from kg.ontology import ROOTS, read_relations, root_of

TOKENIZER = read_tokenizer(MODEL / "tokenizer.json")
OPENING, CLOSING = (TOKENIZER.encode(marker, add_special_tokens=False).ids[0] for marker in (OPEN, CLOSE))


def spans(text: str, *words: str) -> tuple[tuple[int, int], ...]:
    return tuple((text.index(word), text.index(word) + len(word)) for word in words)


def judge(text: str, source: str, target: str) -> Judgement:
    (found,) = read_classifier().judge(Question(text, spans(text, source, target), ((0, 1),)))
    return found


class TestEncoding:
    def test_actors_are_marked_and_their_places_found(self) -> None:
        text = "Peru thanked Chile."
        encoded = encode(text, spans(text, "Peru", "Chile"), [(0, 1), (1, 0)], TOKENIZER)
        (first, second), (third, fourth) = encoded.places
        assert (first, second) == (fourth, third)
        assert encoded.ids[first] == encoded.ids[second] == OPENING
        assert encoded.ids.count(CLOSING) == 2
        words = TOKENIZER.decode([encoded.ids[first + 1]]), TOKENIZER.decode([encoded.ids[second + 1]])
        assert words == ("peru", "chile")

    def test_the_order_of_the_actors_does_not_matter(self) -> None:
        text = "Peru thanked Chile."
        one = encode(text, spans(text, "Peru", "Chile"), [(0, 1)], TOKENIZER)
        other = encode(text, spans(text, "Chile", "Peru"), [(1, 0)], TOKENIZER)
        assert one == other

    def test_nested_actors(self) -> None:
        text = "The president of Chad resigned."
        encoded = encode(text, spans(text, "The president of Chad", "Chad"), [(0, 1)], TOKENIZER)
        assert encoded.places[0][0] < encoded.places[0][1]
        assert encoded.ids.count(OPENING) == encoded.ids.count(CLOSING) == 2

    @pytest.mark.parametrize("words_between", [10, 150, 400])
    def test_a_long_text_is_cut_around_the_actors(self, words_between: int) -> None:
        text = f"{'before ' * 200}Peru {'between ' * words_between}Chile{' after' * 200}."
        encoded = encode(text, spans(text, "Peru", "Chile"), [(0, 1)], TOKENIZER)
        assert len(encoded.ids) <= MAX_TOKENS
        assert [encoded.ids[place] for place in encoded.places[0]] == [OPENING, OPENING]
        assert encoded.ids[0] == TOKENIZER.token_to_id("[CLS]")
        assert encoded.ids[-1] == TOKENIZER.token_to_id("[SEP]")

    def test_more_actors_than_the_window_holds(self) -> None:
        text = " ".join(f"Actor{n} met" for n in range(120))
        actors = [(m, m + 5) for m in range(0, 10 * 80, 10)]
        encoded = encode(text, actors, [(0, 1), (0, 79)], TOKENIZER)
        assert len(encoded.ids) <= MAX_TOKENS
        assert all(0 <= p < len(encoded.ids) for pair in encoded.places for p in pair)

    def test_padding(self) -> None:
        texts = ["Peru thanked Chile.", "Peru thanked Chile for its help on Monday."]
        batch = [encode(t, spans(t, "Peru", "Chile"), [(0, 1)], TOKENIZER) for t in texts]
        arrays = pad(batch)
        assert arrays["ids"].shape == arrays["mask"].shape
        assert arrays["mask"].sum(axis=1).tolist() == [len(e.ids) for e in batch]
        assert arrays["rows"].tolist() == [0, 1]


class TestAnswers:
    def test_probabilities(self) -> None:
        found = judge("Peru condemned Chile over the raid.", "Peru", "Chile")
        assert set(found.roots) == {NONE, *ROOTS}
        assert set(read_classifier().labels.leaves) == {NONE, *read_relations()}
        assert set(found.modalities) == {m.value for m in Modality}
        for chances in (found.roots, found.modalities):
            assert sum(chances.values()) == pytest.approx(1, abs=1e-4)
            assert all(0 <= chance <= 1 for chance in chances.values())

    @pytest.mark.parametrize(
        ("text", "source", "target", "root"),
        [
            ("Peru condemned Chile over the raid.", "Peru", "Chile", "ACCUSE"),
            ("Chile was bombed by Peru on Monday.", "Peru", "Chile", "ASSAULT"),
            ("Oslo will send Malta tents and food next week, ministers said.", "Oslo", "Malta", "AGREE"),
            (
                "Police arrested the opposition leader at the airport.",
                "Police",
                "the opposition leader",
                "COERCE",
            ),
        ],
    )
    def test_plain_sentences(self, text: str, source: str, target: str, root: str) -> None:
        assert judge(text, source, target).root == root

    def test_direction(self) -> None:
        text = "Peru condemned Chile over the raid."
        forward, backward = judge(text, "Peru", "Chile"), judge(text, "Chile", "Peru")
        assert forward.roots["ACCUSE"] > 0.8 > backward.roots["ACCUSE"]
        assert backward.roots[NONE] > 0.5

    def test_leaf_counts_under_its_root(self) -> None:
        found = judge("Peru will lift its sanctions on Chile in May.", "Peru", "Chile")
        for root in ROOTS:
            relation, modality = found.leaf(root)
            assert root_of(relation, modality) == root
        assert found.leaf("CONCEDE")[0].id == "liftsSanctionsOn"

    def test_all_pairs_are_answered_in_order(self) -> None:
        text = "Peru thanked Chile and condemned Cuba."
        actors = spans(text, "Peru", "Chile", "Cuba")
        pairs = ((0, 1), (0, 2), (1, 2))
        together = read_classifier().judge(Question(text, actors, pairs))
        backwards = read_classifier().judge(Question(text, actors, pairs[::-1]))
        assert [j.roots for j in together] == [pytest.approx(j.roots, abs=1e-5) for j in reversed(backwards)]
        assert (together[0].root, together[1].root) == ("SUPPORT", "ACCUSE")

    def test_no_pairs_no_answers(self) -> None:
        assert read_classifier().judge(Question("Nothing happened.", (), ())) == []

    def test_same_answer_twice(self) -> None:
        question = Question("Peru condemned Chile.", ((0, 4), (15, 20)), ((0, 1),))
        one, other = (Classifier(MODEL).judge(question)[0] for _ in range(2))
        assert (one.roots, one.modalities) == (other.roots, other.modalities)


def test_the_model_is_small() -> None:
    assert sum(file.stat().st_size for file in MODEL.iterdir()) <= 25_000_000
