"""A small encoder that says what one actor does to another, with calibrated probabilities.

The model is built by `training/train.py` and described in `training/MODEL_CARD.md`. It reads a sentence once,
with all its actors marked, and answers for every ordered pair of them; it runs on `onnxruntime` alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.model import Modality, Relation, Span
from kg.ontology import read_relations, root_of

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NONE = "NONE"
"""The root and leaf of a pair between whom nothing happens."""

MODEL = Path(__file__).parent / "model"
"""The folder of the model that comes with the program."""

OPEN, CLOSE = "[unused1]", "[unused2]"
"""Words of the encoder's vocabulary that stand around every actor."""

MAX_TOKENS = 128
"""Longer texts are cut to a window around the actors."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Word pieces of a text, and for each pair asked about the places of the two opening markers."""

    ids: list[int]
    places: list[tuple[int, int]]


def read_tokenizer(file: Path) -> Tokenizer:
    """The encoder's tokenizer, which keeps the markers whole."""
    from tokenizers import AddedToken, Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.add_special_tokens([AddedToken(marker, special=True) for marker in (OPEN, CLOSE)])
    return tokenizer


def encode(
    text: str, actors: Sequence[Span], pairs: Sequence[tuple[int, int]], tokenizer: Tokenizer
) -> Encoded:
    """Mark the actors and cut the text into word pieces, at most MAX_TOKENS of them.

    Actors are spans of characters; a pair gives the indices of source and target among them.
    """
    marked, order = _marked(text, actors)
    ids = tokenizer.encode(marked).ids
    opening = tokenizer.token_to_id(OPEN)
    opened = [place for place, piece in enumerate(ids) if piece == opening]
    place = {actor: opened[rank] for rank, actor in enumerate(order)}
    if len(ids) > MAX_TOKENS:
        ids, place = _window(ids, place)
    return Encoded(ids, [(place[one], place[other]) for one, other in pairs])


def _marked(text: str, actors: Sequence[Span]) -> tuple[str, list[int]]:
    """The text with markers, and the actors in the order of their opening markers; outer ones open first."""
    order = sorted(range(len(actors)), key=lambda i: (actors[i][0], -actors[i][1]))
    marks = [(actors[i][0], 1, rank, OPEN) for rank, i in enumerate(order)]
    marks += [(actors[i][1], 0, -rank, CLOSE) for rank, i in enumerate(order)]
    pieces, end = [], 0
    for place, _, _, marker in sorted(marks):
        pieces += [text[end:place], f" {marker} "]
        end = place
    return "".join([*pieces, text[end:]]), order


def _window(ids: list[int], place: dict[int, int]) -> tuple[list[int], dict[int, int]]:
    """Both margins and the pieces around the actors; where those are too far apart, the ones around each."""
    keep = {0, len(ids) - 1}
    for reach in range(len(ids)):
        near = {p + d for p in place.values() for d in (reach, -reach) if 0 <= p + d < len(ids)}
        if len(keep | near) > MAX_TOKENS:
            break
        keep |= near
    kept = sorted(keep)
    at = {old: new for new, old in enumerate(kept)}
    return [ids[i] for i in kept], {actor: at.get(p, 0) for actor, p in place.items()}


def pad(batch: Sequence[Encoded]) -> dict[str, np.ndarray]:
    """The arrays that the model reads: ids padded with 0, their mask, and each pair's row and places."""
    ids = np.zeros((len(batch), max(len(e.ids) for e in batch)), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, encoded in enumerate(batch):
        ids[row, : len(encoded.ids)] = encoded.ids
        mask[row, : len(encoded.ids)] = 1
    rows = np.array([row for row, e in enumerate(batch) for _ in e.places], dtype=np.int64)
    places = np.array([p for e in batch for p in e.places], dtype=np.int64).reshape(-1, 2)
    return {"ids": ids, "mask": mask, "rows": rows, "places": places}


@dataclass(frozen=True, slots=True)
class Question:
    """A text, its actors as spans of characters, and the pairs asked about: indices of source and target."""

    text: str
    actors: tuple[Span, ...]
    pairs: tuple[tuple[int, int], ...]


class Labels:
    """The names of what the model answers, and which root each leaf and modality count under."""

    def __init__(self, roots: list[str], leaves: list[str], modalities: list[str]) -> None:
        self.roots, self.leaves, self.modalities = roots, leaves, modalities
        self.table = np.zeros((len(leaves), len(modalities), len(roots)), dtype=np.float32)
        for i, leaf in enumerate(leaves):
            for j, modality in enumerate(modalities):
                root = NONE if leaf == NONE else root_of(read_relations()[leaf], Modality(modality))
                self.table[i, j, roots.index(root)] = 1.0


class Judgement:
    """What one actor does to another, as calibrated probabilities between 0 and 1.

    `roots` holds the categories of PLOVER as `kg.ontology.root_of` makes them of leaf and modality, and NONE
    for no act; `modalities` says how an act, if there is one, is told. Each sums to 1.
    """

    def __init__(self, labels: Labels, roots: np.ndarray, leaves: np.ndarray, modalities: np.ndarray) -> None:
        self._labels = labels
        self._joint = np.outer(leaves, modalities)
        self.roots: Mapping[str, float] = dict(zip(labels.roots, roots.tolist(), strict=True))
        self.modalities: Mapping[str, float] = dict(zip(labels.modalities, modalities.tolist(), strict=True))

    @property
    def root(self) -> str:
        """The likeliest category of an act, given that there is one."""
        return max((root for root in self.roots if root != NONE), key=self.roots.__getitem__)

    def leaf(self, root: str) -> tuple[Relation, Modality]:
        """The likeliest leaf and modality that count under a category."""
        fitting = self._joint * self._labels.table[:, :, self._labels.roots.index(root)]
        leaf, modality = np.unravel_index(int(fitting.argmax()), fitting.shape)
        return read_relations()[self._labels.leaves[leaf]], Modality(self._labels.modalities[modality])


class Classifier:
    """The model in a folder: `model.onnx`, `tokenizer.json`, `labels.json`.

    One sentence is read at a time: the quantised model scales its numbers by what it reads together, and
    the answer for a sentence must not depend on its neighbours.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            folder / "model.onnx", options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = read_tokenizer(folder / "tokenizer.json")
        labels = json.loads((folder / "labels.json").read_text("utf-8"))
        self.labels = Labels(*(labels[head] for head in ("roots", "leaves", "modalities")))
        self._temperatures: list[float] = labels["temperatures"]

    def judge(self, question: Question) -> list[Judgement]:
        """What happens between each of the pairs, in their order."""
        if not question.pairs:
            return []
        arrays = pad([encode(question.text, question.actors, question.pairs, self._tokenizer)])
        logits = self._session.run(None, arrays)
        roots, leaves, modalities = (_softmax(h / t) for h, t in zip(logits, self._temperatures, strict=True))
        joint = leaves[:, :, None] * modalities[:, None, :]
        told = joint.reshape(len(joint), -1) @ self.labels.table.reshape(-1, roots.shape[1])
        rows = zip((roots + told) / 2, leaves, modalities, strict=True)
        return [Judgement(self.labels, *row) for row in rows]


@cache
def read_classifier() -> Classifier:
    """The classifier that comes with the program."""
    return Classifier(MODEL)


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
