"""Write what the program makes of the sample articles into tests/golden, for tests/test_golden.py.

    python -m scripts.update_golden              the Turtle files, and floors that can be raised
    python -m scripts.update_golden --lower      also floors that have to fall

NAME.ttl is the graph of one article. floors.json holds, for each article, the least precision and recall
against NAME.gold.jsonl, and the claims that the gold forbids and the program makes all the same, each
with the reason. Reasons are written by hand. Look at the difference before committing it.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import kg
from kg.errors import KgError
from scripts.score_gold import GOLD_SUFFIX, Score, read_gold, read_states, score

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "examples" / "articles"
GOLDEN = ROOT / "tests" / "golden"
FLOORS = GOLDEN / "floors.json"
NAMES = tuple(sorted(path.stem for path in ARTICLES.glob("*.txt")))
LEVELS = ("exact", "root")
FIGURES = ("precision", "recall")
NO_REASON = "TODO: say why"

Floors = dict[str, dict[str, Any]]
"""By article: "exact" and "root" with their figures, and "known_false": claims with reasons."""


def make_turtle(name: str) -> str:
    """The graph of one sample article as Turtle."""
    with kg.build(ARTICLES / f"{name}.txt") as graph:
        return graph.to_turtle()


def score_article(name: str) -> Score:
    """Compare the claims of one sample article with its gold."""
    (gold,) = read_gold(GOLDEN / f"{name}{GOLD_SUFFIX}", ARTICLES, read_states())
    return score([gold], kg.extract([gold.article]))


def measured(total: Score) -> dict[str, dict[str, float]]:
    """Precision and recall at each level that has a floor, 0 to 1, rounded down to hundredths."""
    figures = {level: total.levels[level].figures() for level in LEVELS}
    return {
        level: {name: math.floor(values[name] * 100 + 1e-9) / 100 for name in FIGURES}
        for level, values in figures.items()
    }


def false_claims(total: Score) -> list[str]:
    """What the program says happened and the gold forbids: "Russia attacks Ukraine actual"."""
    hits = [line.split("   ") for line in total.errors if line.startswith("false ")]
    return sorted({fact for _, fact, _ in hits if fact.endswith(" actual")})


def read_floors() -> Floors:
    """The floors as they are pinned."""
    floors: Floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    return floors


def new_floors(name: str, total: Score, old: Mapping[str, Any], *, lower: bool) -> dict[str, Any]:
    """The floors of an article after a measurement; an old one falls only if `lower`."""
    entry: dict[str, Any] = {}
    for level, figures in measured(total).items():
        entry[level] = {}
        for figure, value in figures.items():
            floor = old.get(level, {}).get(figure, 0.0)
            if value < floor:
                kept = "lowered" if lower else "kept; it takes --lower"
                print(f"{name}: {level} {figure} fell from {floor} to {value} ({kept})", file=sys.stderr)
            entry[level][figure] = value if lower else max(value, floor)
    reasons = old.get("known_false", {})
    entry["known_false"] = {fact: reasons.get(fact, NO_REASON) for fact in false_claims(total)}
    return entry


def main() -> int:
    """Write the golden files anew."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--lower", action="store_true", help="let floors fall to what is measured now")
    lower = parser.parse_args().lower
    old = read_floors()
    floors: Floors = {}
    try:
        for name in NAMES:
            (GOLDEN / f"{name}.ttl").write_text(make_turtle(name), "utf-8")
            floors[name] = new_floors(name, score_article(name), old.get(name, {}), lower=lower)
    except KgError as error:
        print(f"update_golden: {error}", file=sys.stderr)
        return 1
    FLOORS.write_text(json.dumps(floors, indent=2, ensure_ascii=False) + "\n", "utf-8")
    for name, entry in floors.items():
        print(name, *(f"{level} {entry[level]}" for level in LEVELS), f"false {len(entry['known_false'])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
