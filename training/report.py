"""Scores of the shipped model on the held-out tenth, as Markdown: `python -m training.report`.

Written to `training/REPORT.md`. The tenth is held out by batch; no sentence of it was trained on.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score

from kg.coding.arbitration import label_root, read_weights
from kg.coding.classifier import NONE, Question, read_classifier
from kg.coding.labelling import label_by_rules
from kg.coding.lexicon import read_lexicon
from kg.language.pipeline import DEFAULT_PIPELINE, read_pipeline
from kg.model import Modality
from kg.ontology import ROOTS, quad_of_root
from training.corpus import HELD_OUT, Example, read_corpus

FILE = Path(__file__).parent / "REPORT.md"


@dataclass(frozen=True, slots=True)
class Answered:
    """One act with what rules, classifier and both together say where its two actors are given."""

    roots: tuple[str, ...]
    rules: str
    classifier: str
    both: str
    sure: float
    leaf: bool
    modality: str
    said: str

    def right(self, given: str) -> str:
        """The right root: the given one if it is among several."""
        return given if given in self.roots else self.roots[0]


def answer(examples: Sequence[Example]) -> Iterator[Answered]:
    """Every act of the examples, with only its own two actors marked."""
    docs = read_pipeline(DEFAULT_PIPELINE).pipe(example.text for example in examples)
    for doc, example in zip(docs, examples, strict=True):
        for source, target in sorted({(act.source, act.target) for act in example.acts}):
            acts = example.between(source, target)
            spans = (example.actors[source], example.actors[target])
            (judgement,) = read_classifier().judge(Question(example.text, spans, ((0, 1),)))
            rules = label_by_rules(doc, *spans, read_lexicon())
            chances = label_root(judgement, rules.root, rules.score, read_weights().label)
            both = max(chances, key=lambda root: chances[root])
            yield Answered(
                roots=tuple(act.root for act in acts),
                rules=rules.root,
                classifier=judgement.root,
                both=both,
                sure=chances[both],
                leaf=judgement.leaf(both)[0].id in {act.relation for act in acts},
                modality=acts[0].modality.value,
                said=max(judgement.modalities, key=lambda name: judgement.modalities[name]),
            )


def detection(examples: Sequence[Example]) -> Counter[str]:
    """Ordered pairs with all actors marked: acts found with their root, acts there, acts said."""
    counts: Counter[str] = Counter()
    for example in examples:
        names = list(example.actors)
        pairs = [(i, j) for i in range(len(names)) for j in range(len(names)) if i != j]
        question = Question(example.text, tuple(example.actors.values()), tuple(pairs))
        for (i, j), judgement in zip(pairs, read_classifier().judge(question), strict=True):
            roots = {act.root for act in example.between(names[i], names[j])}
            said = max(judgement.roots, key=lambda root: judgement.roots[root])
            counts["there"] += bool(roots)
            counts["said"] += said != NONE
            counts["right"] += said in roots
    return counts


def render(examples: Sequence[Example]) -> str:
    """The whole report."""
    rows = list(answer(examples))
    found = detection(examples)
    actual = [row for row in rows if row.said == Modality.ACTUAL]
    lines = [
        "# Held-out tenth",
        "",
        f"{len(examples)} sentences, {len(rows)} pairs with an act. Written by `python -m training.report`.",
        "",
        "| both actors given | root macro F1 | quadrant macro F1 | root accuracy |",
        "|---|---|---|---|",
        *(_scores(name, rows) for name in ("rules", "classifier", "both")),
        "",
        f"Leaf right: {_share(row.leaf for row in rows)}.",
        f"Modality right: {_share(row.said == row.modality for row in rows)}.",
        "With all actors marked and no pair given, root and direction are right:",
        f"precision {found['right'] / found['said']:.3f}, recall {found['right'] / found['there']:.3f},",
        f"over {found['there']} ordered pairs with an act.",
        f"Expected calibration error of the answer of both, ten bins: {calibration_error(rows):.3f}.",
        "",
        "## Roots: right (rows) and given (columns), both together",
        "",
        *matrix([(row.right(row.both), row.both) for row in rows], ROOTS),
        "",
        "## Modality: right (rows) and given (columns)",
        "",
        *matrix([(row.modality, row.said) for row in rows], [m.value for m in Modality]),
        "",
        f"Of {len(actual)} taken for actual, {sum(row.modality != 'actual' for row in actual)} are not.",
    ]
    return "\n".join(lines) + "\n"


def calibration_error(rows: Sequence[Answered]) -> float:
    """Mean distance between how sure an answer was and how often such answers are right, in ten bins."""
    sure = np.array([row.sure for row in rows])
    right = np.array([row.both in row.roots for row in rows])
    bins = np.minimum((sure * 10).astype(int), 9)
    parts = [
        abs(sure[bins == b].mean() - right[bins == b].mean()) * np.mean(bins == b) for b in set(bins.tolist())
    ]
    return float(sum(parts))


def _scores(name: str, rows: Sequence[Answered]) -> str:
    given = [str(getattr(row, name)) for row in rows]
    right = [row.right(root) for row, root in zip(rows, given, strict=True)]
    quads = [[str(int(quad_of_root(root))) for root in side] for side in (right, given)]
    accuracy = sum(r == g for r, g in zip(right, given, strict=True)) / len(rows)
    roots, quadrants = f1_score(right, given, average="macro"), f1_score(*quads, average="macro")
    return f"| {name} | {roots:.3f} | {quadrants:.3f} | {accuracy:.3f} |"


def _share(values: Iterable[bool]) -> str:
    known = list(values)
    return f"{sum(known) / len(known):.3f}"


def matrix(pairs: Sequence[tuple[str, str]], names: Sequence[str]) -> list[str]:
    """A table of counts, the first of each pair as row and the second as column."""
    counts = Counter(pairs)
    head = "| | " + " | ".join(name[:6] for name in names) + " |"
    rows = (
        f"| {one} | " + " | ".join(str(counts[one, other] or "") for other in names) + " |" for one in names
    )
    return [head, "|---" * (len(names) + 1) + "|", *rows]


def main() -> int:
    """Write the report and print it."""
    text = render([example for example in read_corpus() if example.batch.endswith(HELD_OUT)])
    FILE.write_text(text, "utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
