"""Confusion matrix of `kg label` on any gold file, as Markdown: `python -m training.confusion GOLD LABELS`.

GOLD holds a record a line with `id` and `events`, each with a `root`; LABELS is what `kg label` answers, with
ids `RECORD#EVENT`. CONCEDE and RETREAT count as one, as in older label sets.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sklearn.metrics import f1_score

from kg.ontology import ROOTS
from training.report import matrix

YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}


def pairs(gold: Path, labels: Path) -> list[tuple[str, str]]:
    """The right root and the given one of every event."""
    given = {row["id"]: _root(row) for row in _rows(labels)}
    return [
        (_root(event), given.get(f"{record['id']}#{number}", ""))
        for record in _rows(gold)
        for number, event in enumerate(record["events"])
    ]


def render(found: list[tuple[str, str]]) -> str:
    """Macro F1 and the matrix, right roots as rows and given ones as columns."""
    right, given = zip(*found, strict=True)
    names = [*dict.fromkeys(YIELD.get(root, root) for root in ROOTS)]
    score = f1_score(right, given, labels=sorted(set(right)), average="macro")
    return "\n".join([f"{len(found)} events, root macro F1 {score:.3f}", "", *matrix(found, names)])


def _root(row: dict[str, Any]) -> str:
    root = str(row["root"])
    return YIELD.get(root, root)


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip())


def main() -> int:
    """Print it."""
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    print(render(pairs(Path(sys.argv[1]), Path(sys.argv[2]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
