"""Builds the relation classifier from the corpus with one command, `python -m training.train`.

Needs `pip install '.[training]'`. Fine-tunes MiniLM-L6-v2 (Apache-2.0), seeded, to answer for an ordered pair
of marked actors the root (or NONE), the leaf and the modality; then exports and calibrates it, fits the
weights of rules and classifier, and writes the report. About an hour on two cores.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from kg.coding.classifier import pad, read_tokenizer
from training import arbitrate, report
from training.bystanders import with_bystanders
from training.corpus import HELD_OUT, Example, read_corpus
from training.export import calibrate, export
from training.network import HEADS, Network, Sample, ask, minilm, renamed, sample

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BATCH = 24
"""Sentences in one step."""
RATE, HEADS_RATE = 1.2e-4, 6e-4
"""Learning rates of the encoder and of what is new above it."""
WARM_UP = 1 / 16
"""Share of the steps in which the rates rise; then they fall to nought."""
NOTHING = 0.4
"""Weight of a pair without an act beside one with an act."""
CROWDED = 0.5
"""Share of sentences in which bystanders are marked too."""
ONLY_TWO, OF_AN_ACT = 0.5, 0.8
"""Share of other sentences with many actors of which only two are marked, and how often they share an act."""
RENAMED, MASKED = 0.2, 0.03
"""Shares of actors that get the name of another, and of words that are hidden."""
SMOOTH = 0.05
"""How much of the right answer is spread over all others."""
LEAST_WORD = 1000
"""Pieces of the vocabulary below this are markers, single signs and unused."""


def soft(rights: Sequence[tuple[int, ...]], size: int) -> torch.Tensor:
    """One row a pair, the right answers sharing the weight; all zero where there is none."""
    rows = torch.zeros(len(rights), size)
    for row, right in enumerate(rights):
        for answer in right:
            rows[row, answer] += 1 / len(right)
    return rows


def cross_entropy(
    logits: torch.Tensor, right: torch.Tensor, weight: torch.Tensor, smooth: float
) -> torch.Tensor:
    """Weighted mean over the rows that have an answer."""
    has = right.sum(1) > 0
    if not has.any():
        return logits.sum() * 0
    right = right[has] * (1 - smooth) + smooth / right.shape[1]
    loss = -(right * torch.log_softmax(logits[has].float(), dim=1)).sum(1)
    return (loss * weight[has]).sum() / weight[has].sum()


def loss_of(logits: tuple[torch.Tensor, ...], batch: Sequence[Sample]) -> torch.Tensor:
    """The root counts once, leaf and modality half."""
    rights = [answer for one in batch for answer in one.answers]
    weight = torch.tensor([1.0 if answer.act else NOTHING for answer in rights])
    root, leaf, modality = logits
    roots, leaves, modalities = (len(names) for names in HEADS)
    return (
        cross_entropy(root, soft([a.roots for a in rights], roots), weight, SMOOTH)
        + 0.5 * cross_entropy(leaf, soft([a.leaves for a in rights], leaves), weight, SMOOTH)
        + 0.5 * cross_entropy(modality, soft([a.modalities for a in rights], modalities), weight, 0.0)
    )


def epoch_of(
    examples: Sequence[tuple[Example, Example]], tokenizer: Tokenizer, rng: random.Random
) -> list[Sample]:
    """Every example once, with all its actors marked, or two of them, or bystanders as well."""
    names = [plain.text[slice(*span)] for plain, _ in examples for span in plain.actors.values()]
    found = []
    for plain, full in examples:
        crowded = rng.random() < CROWDED
        example = full if crowded else plain
        actors = list(example.actors)
        if not crowded and len(actors) > 2 and rng.random() < ONLY_TWO:
            if example.acts and rng.random() < OF_AN_ACT:
                act = rng.choice(example.acts)
                actors = [act.source, act.target]
            else:
                actors = rng.sample(actors, 2)
        rng.shuffle(actors)
        found.append(sample(renamed(example, names, RENAMED, rng), tokenizer, actors))
    return found


def batches(samples: Sequence[Sample], rng: random.Random) -> list[list[Sample]]:
    """Shuffled batches of sentences of like length, which saves padding."""
    order = sorted(samples, key=lambda s: len(s.encoded.ids) + rng.uniform(0, 8))
    groups = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    rng.shuffle(groups)
    return groups


def inputs_of(batch: Sequence[Sample], hidden: int) -> dict[str, torch.Tensor]:
    """What the network reads, some words replaced by the piece `hidden`."""
    arrays = pad([one.encoded for one in batch])
    drop = (torch.rand(arrays["ids"].shape) < MASKED).numpy() & (arrays["ids"] > LEAST_WORD)
    arrays["ids"] = np.where(drop, hidden, arrays["ids"])
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def train(
    network: Network,
    examples: Sequence[tuple[Example, Example]],
    tokenizer: Tokenizer,
    options: argparse.Namespace,
) -> None:
    """Fine-tune in place on examples without and with bystanders, and print the loss as it falls."""
    rng = random.Random(options.seed)  # noqa: S311
    hidden = tokenizer.encode("[MASK]", add_special_tokens=False).ids[0]
    steps = options.epochs * -(-len(examples) // BATCH)
    fresh = [*network.heads.parameters(), *network.mix.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": list(network.encoder.parameters()), "lr": RATE}, {"params": fresh, "lr": HEADS_RATE}],
        weight_decay=0.01,
    )
    warm = max(1, int(steps * WARM_UP))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))
    )
    start, total, step = time.monotonic(), 0.0, 0
    for _ in range(options.epochs):
        network.train()
        for batch in batches(epoch_of(examples, tokenizer, rng), rng):
            step += 1
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bf16):
                logits = network(**inputs_of(batch, hidden))
            loss = loss_of(logits, batch)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            total += loss.item()
            if step % 50 == 0:
                print(f"{step}/{steps} loss {total / 50:.3f} {time.monotonic() - start:.0f} s", flush=True)
                total = 0.0


def main() -> int:
    """Train, export, calibrate, weigh, report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--epochs", type=int, default=8, help="times that the corpus is read (default 8)")
    parser.add_argument("--seed", type=int, default=7, help="seed of all that is random (default 7)")
    parser.add_argument(
        "--bf16", action="store_true", help="half precision, thrice as fast on recent processors"
    )
    parser.add_argument(
        "--save", type=Path, default=Path("network.pt"), help="where to keep the network (default network.pt)"
    )
    parser.add_argument("--weights", type=Path, help="file of a network kept before, to skip the training")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    folder = minilm()
    tokenizer = read_tokenizer(folder / "tokenizer.json")
    examples = read_corpus()
    held = [sample(e, tokenizer) for e in examples if e.batch.endswith(HELD_OUT)]
    network = Network(folder)
    if options.weights:
        network.load_state_dict(torch.load(options.weights))
    else:
        read = [(e, with_bystanders(e)) for e in examples if not e.batch.endswith(HELD_OUT)]
        train(network, read, tokenizer, options)
        torch.save(network.state_dict(), options.save)
    export(network, calibrate(ask(network, held), [answer for one in held for answer in one.answers]))
    return arbitrate.main() or report.main()


if __name__ == "__main__":
    sys.exit(main())
