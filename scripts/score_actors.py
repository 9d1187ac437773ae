"""Scores who is meant: mentions, linked entities and states against marked texts.

    python -m scripts.score_actors tests/gold/actors_dev.txt [--errors] [--json]

`tests/gold/README.md` explains the marks. A mention is found if ours ends at the same character, or overlaps
it and nothing else does. An entity or state is right if the set of them is. Marks with `?` have no entity to
score.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import kg
from kg.actors.aliases import AliasKind
from kg.actors.gazetteer import Gazetteer, read_gazetteer
from kg.ids import unaccented
from kg.model import Article, Entity, Mention

_MARK = re.compile(r"\[([^\[\]=]+)=([^\[\]]+)\]")
_HEADING = re.compile(r"^## (\S+) (\d{4}-\d\d-\d\d) \| (.*)$")
POINTING = ("pronoun", "nominal", "title")


@dataclass(frozen=True)
class Gold:
    """A marked span; `entities` is None where the entity is not to be scored, a trap has no form."""

    span: tuple[int, int]
    entities: frozenset[str] | None
    states: frozenset[str]
    form: str | None


@dataclass(frozen=True)
class Text:
    """A text without its marks, and the marks."""

    article: Article
    marks: list[Gold]


@dataclass
class Counts:
    """Right ones, and how many there are in the gold and in the answer."""

    right: int = 0
    gold: int = 0
    ours: int = 0

    def scores(self) -> dict[str, float]:
        """Precision, recall and F1."""
        p, r = self.right / max(1, self.ours), self.right / max(1, self.gold)
        return {"P": round(p, 3), "R": round(r, 3), "F1": round(2 * p * r / max(1e-9, p + r), 3)}


@dataclass
class Score:
    """The counts of a file, and the errors in words."""

    counts: dict[str, Counts] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    traps: Counter[str] = field(default_factory=Counter)

    def of(self, name: str) -> Counts:
        """The counts of one measure."""
        return self.counts.setdefault(name, Counts())


def read_texts(path: Path) -> Iterator[Text]:
    """The texts of a file of marked texts."""
    for part in re.split(r"(?m)^(?=## )", path.read_text(encoding="utf-8"))[1:]:
        heading, _, body = part.partition("\n")
        found = _HEADING.match(heading)
        if found is None:
            raise SystemExit(f"{path}: not a heading: {heading}")
        name, day, title = found.groups()
        text, marks = _strip_marks(body.strip())
        article = Article(
            id=name, text=text, title=None if title == "-" else title, date=date.fromisoformat(day)
        )
        yield Text(article, marks)


def _strip_marks(body: str) -> tuple[str, list[Gold]]:
    pieces: list[str] = []
    marks: list[Gold] = []
    length = position = 0
    for match in _MARK.finditer(body):
        before, words = body[position : match.start()], match.group(1)
        start = length + len(before)
        pieces += [before, words]
        length, position = start + len(words), match.end()
        marks.append(_mark((start, length), match.group(2)))
    return "".join([*pieces, body[position:]]), marks


def _mark(span: tuple[int, int], value: str) -> Gold:
    if value == "!":
        return Gold(span, frozenset(), frozenset(), None)
    entities, states, form = value.split("/")
    known = None if entities == "?" else frozenset(entities.split("+"))
    return Gold(span, known, frozenset(states.split("+")) - {"-"}, form)


def score_text(text: Text, score: Score, gazetteer: Gazetteer) -> None:
    """Count what is right in one text."""
    ours = [m for m in kg.link(text.article) if m.entities]
    pairs = dict(_paired(text.marks, ours))
    used = set(pairs.values())
    for mark in text.marks:
        mention = None if mark not in pairs else ours[pairs[mark]]
        if mark.form is None:
            score.traps["right" if mention is None else "wrong"] += 1
        _count(text, mark, mention, score, gazetteer)
    for index, mention in enumerate(ours):
        if index not in used:
            words = text.article.text[slice(*mention.span)]
            score.errors.append(f"{text.article.id}\textra\t{words}\t-> {_names(mention)}\t{mention.form}")
            for name in _measures(mention.form.value):
                score.of(name).ours += 1


def _paired(marks: list[Gold], ours: list[Mention]) -> Iterator[tuple[Gold, int]]:
    free = dict(enumerate(ours))
    left = []
    for mark in marks:
        same = [i for i, m in free.items() if m.span[1] == mark.span[1] and m.span[0] < mark.span[1]]
        if same:
            del free[same[0]]
            yield mark, same[0]
        else:
            left.append(mark)
    for mark in left:
        over = [i for i, m in free.items() if m.span[0] < mark.span[1] and mark.span[0] < m.span[1]]
        if over:
            del free[over[0]]
            yield mark, over[0]


def _measures(form: str) -> list[str]:
    return ["mention", "entity", "state", *(["pointing"] if form in POINTING else [])]


def _count(text: Text, mark: Gold, mention: Mention | None, score: Score, gazetteer: Gazetteer) -> None:
    words = text.article.text[slice(*mark.span)]
    wanted = (
        None
        if mark.entities is None
        else {_canonical(e, gazetteer, text.article.date) for e in mark.entities}
    )
    found = set() if mention is None else {e.id for e in mention.entities}
    states = set() if mention is None else {s.state for s in mention.stands_for if s and s.state}
    scored = mark.entities is not None
    for name in _measures(mark.form or (mention.form.value if mention else "")):
        measured = scored or name in ("mention", "state")
        right = {"mention": bool(mark.form and mention), "state": bool(mention) and states == mark.states}
        same = right.get(name, bool(mention) and found == wanted)
        counts = score.of(name)
        counts.gold += bool(mark.form) and measured
        counts.ours += mention is not None and measured
        counts.right += bool(mark.form) and measured and same
    wrong = []
    if mark.form and mention is None:
        wrong.append("missed")
    elif mark.form is None and mention is not None:
        wrong.append("trap")
    elif mention is not None and scored and found != wanted:
        wrong.append("entity")
    elif mention is not None and states != mark.states:
        wrong.append("state")
    for kind in wrong:
        want = "+".join(sorted(wanted)) if wanted else "-"
        gold_states, our_states = "+".join(sorted(mark.states)), "+".join(sorted(states))
        answer = "" if mention is None else f"-> {_names(mention)}"
        score.errors.append(
            f"{text.article.id}\t{kind}\t{words}\t{want} {gold_states}\t{answer} {our_states}\t{mark.form}"
        )


def _canonical(entity_id: str, gazetteer: Gazetteer, day: date | None) -> str:
    """The id that the gazetteer has for a name; a body of a state is the state, as in our mentions."""
    entity = gazetteer.entities.get(entity_id) or _called(entity_id.replace("_", " "), gazetteer)
    if entity is None:
        return entity_id
    if entity.kind != "Government":
        return entity.id
    state = gazetteer.state_of(entity, day)
    return entity_id if state is None else state.id


@cache
def _called(name: str, gazetteer: Gazetteer) -> Entity | None:
    """The only entity that has this name, with or without accents."""
    found = {
        a.entity
        for a in gazetteer.aliases
        if unaccented(a.text) == name and a.kind is not AliasKind.SHORT_NAME
    }
    return gazetteer.entities[found.pop()] if len(found) == 1 else None


def _names(mention: Mention) -> str:
    return "+".join(e.id for e in mention.entities)


def main(arguments: list[str]) -> None:
    """Score the files that are named."""
    files = [Path(a) for a in arguments if not a.startswith("--")]
    score, gazetteer = Score(), read_gazetteer()
    for path in files:
        for text in read_texts(path):
            score_text(text, score, gazetteer)
    if "--errors" in arguments:
        print("\n".join(score.errors))
    result = {name: counts.scores() | {"gold": counts.gold} for name, counts in score.counts.items()}
    result["traps"] = dict(score.traps)
    if "--json" in arguments:
        print(json.dumps(result))
    else:
        for name, values in result.items():
            print(name, values)


if __name__ == "__main__":
    main(sys.argv[1:])
