"""Reads the training corpus and finds mistakes in it: `python -m training.corpus FILE...`.

A file is one batch, written by one hand. A line at the margin is a sentence with every actor marked once,
`[a Iran]`; an indented line below it is an act between two of them, with the exact words of its condition
behind a bar. Pairs without a line have no act between them. Lines that start with `#` are comments.

    [a Tehran] will not release [b the British sailors] unless [c London] apologises.
      a>b refusesToRelease | unless London apologises
      a>c demandsApologyFrom
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.model import Modality, Span
from kg.ontology import read_relations, root_of

FOLDER = Path(__file__).parent / "corpus"

HELD_OUT = "10"
"""Batches whose names end so are never trained on: one of every hand."""

_MARK = re.compile(r"\[([a-z]) ([^\[\]]+)\]")
_ACT = re.compile(r"([a-z])>([a-z]) (\w+)(?: (planned|hypothetical|denied|alleged))?(?: \| (.+))?")


class CorpusError(ValueError):
    """A line of a batch that does not follow the form; the message names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Act:
    """What one marked actor does to another."""

    source: str
    target: str
    relation: str
    modality: Modality
    condition: str | None

    @property
    def root(self) -> str:
        """The category of PLOVER, as the modality changes it."""
        return root_of(read_relations()[self.relation], self.modality)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with its actors and all that happens between them; offsets are characters into `text`."""

    batch: str
    line: int
    text: str
    actors: dict[str, Span]
    acts: tuple[Act, ...]

    def between(self, one: str, other: str) -> tuple[Act, ...]:
        """The acts from one actor to another; symmetric acts go both ways."""
        return tuple(a for a in self.acts if (one, other) in _directions(a))


def read_corpus(files: Iterable[Path] | None = None) -> list[Example]:
    """All examples of the given batches, or of the whole corpus, in the order of the files' names.

    Raises CorpusError at the first malformed line.
    """
    return [e for file in sorted(files or FOLDER.glob("*.txt")) for e in read_batch(file)]


def read_batch(file: Path) -> list[Example]:
    """The examples of one batch."""
    found: list[Example] = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            if line[0].isspace():
                if not found:
                    raise ValueError("an act needs its sentence above it; a sentence starts at the margin")
                last = found.pop()
                act = _read_act(line.strip(), last)
                found.append(Example(last.batch, last.line, last.text, last.actors, (*last.acts, act)))
            else:
                found.append(Example(file.stem, number, *_read_sentence(line), ()))
        except ValueError as error:
            raise CorpusError(f"{file}:{number}: {error}") from error
    return found


def _read_sentence(line: str) -> tuple[str, dict[str, Span]]:
    text, actors, end = "", {}, 0
    for mark in _MARK.finditer(line):
        text += line[end : mark.start()]
        if mark[1] in actors:
            raise ValueError(f"actor {mark[1]} is marked twice; mark each actor once")
        actors[mark[1]] = (len(text), len(text) + len(mark[2]))
        text += mark[2]
        end = mark.end()
    text += line[end:]
    if len(actors) < 2 or "[" in text or "]" in text:
        raise ValueError("a sentence needs two actors or more, each marked as [a Name]")
    return text, actors


def _read_act(line: str, example: Example) -> Act:
    found = _ACT.fullmatch(line)
    if found is None:
        raise ValueError(f"cannot read {line!r}; an act looks like: a>b meetsWith planned | if talks resume")
    source, target, relation, modality, condition = found.groups()
    if not {source, target} <= example.actors.keys() or source == target:
        raise ValueError(f"{source}>{target} are not two actors marked in the sentence above")
    if relation not in read_relations():
        raise ValueError(f"{relation} is no leaf of ontologies/ir.ttl")
    if condition is not None and condition not in example.text:
        raise ValueError(f"the condition {condition!r} is not in the sentence, word for word")
    return Act(source, target, relation, Modality(modality or "actual"), condition)


def _directions(act: Act) -> tuple[tuple[str, str], ...]:
    forward = (act.source, act.target)
    return (forward, forward[::-1]) if read_relations()[act.relation].symmetric else (forward,)


def main() -> int:
    """Print the first mistake of every given batch and how many examples are well formed."""
    failed = False
    for name in sys.argv[1:]:
        try:
            examples = read_batch(Path(name))
            print(f"{name}: {len(examples)} sentences, {sum(len(e.acts) for e in examples)} acts")
        except CorpusError as error:
            print(error, file=sys.stderr)
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
