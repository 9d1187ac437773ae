"""Scores `kg.extract` against texts with hand-made claims.

    python scripts/score_gold.py tests/gold/sentences.jsonl --errors
    python scripts/score_gold.py tests/golden/*.gold.jsonl --json

A file NAME.gold.jsonl holds the claims of examples/articles/NAME.txt (see `--texts`); any other file
holds one record with its own text a line. tests/golden/README.md describes both and says what counts
as right. Nothing here decides what a text means: that stands in the gold files.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kg import ontology, resources
from kg.errors import DataError, KgError, SourceError
from kg.model import Article, Claim, Entity, Modality

GOLD_SUFFIX = ".gold.jsonl"
LEVELS = ("exact", "root", "pair_quad")
DETAILS = ("dates", "speakers", "conditions", "quotes")
_PLAIN = str.maketrans("łŁøØđĐı", "lLoOdDi")
_GROUP = re.compile(r"[A-Z][a-z]+_in_(?P<state>.+)")
_ISO3 = re.compile(r"^ent:(\S+) a ir:State\b.*?ir:iso3 \"([A-Z]{3})\"", re.MULTILINE | re.DOTALL)

Fact = tuple[str, str, str, Modality]
"""Subject id, relation id, object id, modality: what makes two claims the same apart from dates."""

Forbidden = tuple[str, str | None, str, Modality]
"""A claim that the text invites and does not make; None forbids every relation, in both directions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One claim of the gold: any of `facts` is right; an optional one may be missed."""

    facts: tuple[Fact, ...]
    optional: bool = False
    dates: tuple[str | None, str | None] | None = None
    speaker: str | None = None
    condition: str | None = None
    sentence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """One text with what it says and what it does not say."""

    article: Article
    expected: tuple[Expected, ...]
    forbidden: tuple[Forbidden, ...]


@dataclass(slots=True)
class Tally:
    """Counts of one level. `right` counts found claims that are right, `hit` gold claims that were found."""

    right: int = 0
    found: int = 0
    hit: int = 0
    gold: int = 0

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1, each 0 to 1; 0 where nothing could be counted."""
        precision = self.right / self.found if self.found else 0.0
        recall = self.hit / self.gold if self.gold else 0.0
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        return {"precision": precision, "recall": recall, "f1": f1}


@dataclass(slots=True)
class Score:
    """The result over all texts."""

    texts: int = 0
    levels: dict[str, Tally] = field(default_factory=lambda: {level: Tally() for level in LEVELS})
    actual_edges: int = 0
    false_actual_edges: int = 0
    forbidden: int = 0
    forbidden_hits: int = 0
    details: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in DETAILS})
    roots: dict[str, Tally] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def fold(identifier: str) -> str:
    """Make identifiers that differ in accents alone equal.

    >>> fold("Assimi_Goïta")
    'Assimi_Goita'
    """
    letters = unicodedata.normalize("NFKD", identifier.translate(_PLAIN))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def read_gold(path: Path, texts: Path, states: Mapping[str, str]) -> Iterator[Gold]:
    """Read a gold file of either kind. `states` gives the ISO code of a state by its id."""
    rows = list(_rows(path))
    if path.name.endswith(GOLD_SUFFIX):
        name = path.name.removesuffix(GOLD_SUFFIX)
        text = (texts / f"{name}.txt").read_text("utf-8")
        sidecar = json.loads((texts / f"{name}.json").read_text("utf-8"))
        claims = [row for row in rows if not row.get("not")]
        not_said = [row for row in rows if row.get("not")]
        day = date.fromisoformat(sidecar["date"])
        article = Article(id=name, text=text, title=sidecar["title"], date=day)
        yield _gold(article, claims, not_said, states)
        return
    for row in rows:
        article = Article(id=row["id"], text=row["text"], date=date.fromisoformat(row["date"]))
        claims = [*row["claims"], *({**claim, "optional": True} for claim in row.get("optional", ()))]
        yield _gold(article, claims, row["not"], states)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except ValueError as error:
            raise SourceError(f"{path}, line {number} is not JSON: {error}") from error


def _gold(
    article: Article,
    claims: Iterable[Mapping[str, Any]],
    not_said: Iterable[Mapping[str, Any]],
    states: Mapping[str, str],
) -> Gold:
    return Gold(
        article=article,
        expected=tuple(_expected(claim, states) for claim in claims),
        forbidden=tuple(_forbidden(row, states) for row in not_said),
    )


def _forbidden(row: Mapping[str, Any], states: Mapping[str, str]) -> Forbidden:
    subject, target = _gold_id(row["subject"], states), _gold_id(row["object"], states)
    modality = Modality(row.get("modality", "actual"))
    if row["relation"] is None:
        return subject, None, target, modality
    return _fact(subject, _known(row["relation"]), target, modality)


def _expected(row: Mapping[str, Any], states: Mapping[str, str]) -> Expected:
    subject, target = _gold_id(row["subject"], states), _gold_id(row["object"], states)
    facts = []
    for name in (row["relation"], *row.get("also", ())):
        relation, _, modality = name.partition("/")
        facts.append(_fact(subject, _known(relation), target, Modality(modality or row["modality"])))
    speaker = row.get("speaker")
    return Expected(
        facts=tuple(facts),
        optional=bool(row.get("optional")),
        dates=(row["date"], row["date_end"]) if "date" in row else None,
        speaker=_gold_id(speaker, states) if speaker else None,
        condition=row.get("condition"),
        sentence=row.get("sentence"),
    )


def _known(relation: str) -> str:
    if relation not in ontology.read_relations():
        raise DataError(f"the gold names the relation {relation!r}, which ontologies/ir.ttl does not define")
    return relation


def _fact(subject: str, relation: str, target: str, modality: Modality) -> Fact:
    if ontology.read_relations()[relation].symmetric:
        subject, target = sorted((subject, target))
    return subject, relation, target, modality


def read_states() -> dict[str, str]:
    """Read the ISO 3166-1 alpha-3 code of each state of the gazetteer, by id."""
    text = (resources.ontologies() / "actors" / "states.ttl").read_text("utf-8")
    return dict(_ISO3.findall(text))


def _gold_id(identifier: str, states: Mapping[str, str]) -> str:
    group = _GROUP.fullmatch(identifier)
    if group and group["state"] in states:
        return f"people of {states[group['state']]}"
    return fold(identifier)


def _found_id(entity: Entity) -> str:
    if entity.kind == "Group" and entity.state is not None:
        return f"people of {entity.state}"
    return fold(entity.id)


def _found_fact(claim: Claim) -> Fact:
    return _fact(_found_id(claim.subject), claim.relation.id, _found_id(claim.object), claim.modality)


def root_key(fact: Fact) -> tuple[str, str, str]:
    """Reduce a fact to who, category, whom. The pair is sorted where the relation holds both ways."""
    subject, name, target, modality = fact
    return subject, ontology.root_of(ontology.read_relations()[name], modality), target


def quad_key(fact: Fact) -> tuple[str, str, str]:
    """Reduce a fact to who, quadrant, whom."""
    subject, root, target = root_key(fact)
    return subject, ontology.quad_of_root(root).name, target


def _alike(one: tuple[str, str, str], other: tuple[str, str, str], *, either_way: bool) -> bool:
    return one == other or (either_way and one == (other[2], other[1], other[0]))


def _matches(level: str, found: Fact, expected: Expected) -> bool:
    if level == "exact":
        return found in expected.facts
    key: Callable[[Fact], tuple[str, str, str]] = root_key if level == "root" else quad_key
    relations = ontology.read_relations()
    return any(
        _alike(
            key(found), key(fact), either_way=relations[found[1]].symmetric or relations[fact[1]].symmetric
        )
        for fact in expected.facts
    )


def score(gold: Sequence[Gold], claims: Iterable[Claim]) -> Score:
    """Compare the claims with the gold, text by text. A claim counts once a text that it is drawn from."""
    by_article: dict[str, list[Claim]] = {item.article.id: [] for item in gold}
    for claim in claims:
        for article in sorted({evidence.article for evidence in claim.evidence}):
            by_article[article].append(claim)
    total = Score(texts=len(gold))
    for item in gold:
        _score_text(item, by_article[item.article.id], total)
    return total


def _score_text(gold: Gold, claims: Sequence[Claim], total: Score) -> None:
    facts = sorted({_found_fact(claim) for claim in claims})
    stray = [fact for fact in facts if not any(_matches("exact", fact, item) for item in gold.expected)]
    required = [item for item in gold.expected if not item.optional]
    optional = [item for item in gold.expected if item.optional]
    for level in LEVELS:
        right = [fact for fact in facts if any(_matches(level, fact, item) for item in required)]
        excused = [fact for fact in facts if any(_matches(level, fact, item) for item in optional)]
        wrong = [fact for fact in facts if fact not in right and fact not in excused]
        missed = [item for item in required if not any(_matches(level, fact, item) for fact in facts)]
        tally = total.levels[level]
        tally.right += len(right)
        tally.found += len(right) + len(wrong)
        tally.hit += len(required) - len(missed)
        tally.gold += len(required)
        if level == "exact":
            total.actual_edges += sum(fact[3] is Modality.ACTUAL for fact in facts)
            total.false_actual_edges += sum(fact[3] is Modality.ACTUAL for fact in wrong)
            _note_errors(gold, wrong, missed, total)
        if level == "root":
            reached = [(item, item not in missed) for item in required]
            _count_roots({fact: fact in right for fact in (*right, *wrong)}, reached, total)
    _score_forbidden(gold, stray, total)
    for item in required:
        _score_details(gold, item, [claim for claim in claims if _found_fact(claim) in item.facts], total)


def _count_roots(counted: Mapping[Fact, bool], reached: list[tuple[Expected, bool]], total: Score) -> None:
    for fact, right in counted.items():
        tally = total.roots.setdefault(root_key(fact)[1], Tally())
        tally.found += 1
        tally.right += right
    for item, hit in reached:
        tally = total.roots.setdefault(root_key(item.facts[0])[1], Tally())
        tally.gold += 1
        tally.hit += hit


def _note_errors(gold: Gold, wrong: Sequence[Fact], missed: Sequence[Expected], total: Score) -> None:
    where = gold.article.id if len(gold.article.text) > 400 else f"{gold.article.id}: {gold.article.text}"
    for item in missed:
        detail = f"   [{item.sentence}]" if item.sentence else ""
        total.errors.append(f"missed  {' '.join(item.facts[0])}   {where}{detail}")
    total.errors.extend(f"extra   {' '.join(fact)}   {where}" for fact in wrong)


def _score_forbidden(gold: Gold, facts: Iterable[Fact], total: Score) -> None:
    total.forbidden += len(gold.forbidden)
    for item in gold.forbidden:
        hits = [fact for fact in facts if _breaks(fact, item)]
        total.forbidden_hits += bool(hits)
        total.errors.extend(f"false   {' '.join(fact)}   {gold.article.id}" for fact in hits)


def _breaks(fact: Fact, item: Forbidden) -> bool:
    if item[1] is not None:
        return fact == item
    return {fact[0], fact[2]} == {item[0], item[2]} and fact[3] is item[3]


def _score_details(gold: Gold, item: Expected, claims: Sequence[Claim], total: Score) -> None:
    if not claims:
        return
    evidence = [e for claim in claims for e in claim.evidence if e.article == gold.article.id]
    if item.dates is not None:
        right = any(_dates(claim) == item.dates for claim in claims)
        _count(total.details["dates"], right=right)
        if not right:
            found = ", ".join(str(_dates(claim)) for claim in claims)
            line = f"date    {' '.join(item.facts[0])} is {item.dates}, found {found}   {gold.article.id}"
            total.errors.append(line)
    if item.speaker is not None:
        speakers = [_found_id(e.speaker) for e in evidence if e.speaker is not None]
        _count(total.details["speakers"], right=item.speaker in speakers)
    if item.condition is not None:
        right = any(_same_condition(e.condition, item.condition) for e in evidence)
        _count(total.details["conditions"], right=right)
    if item.sentence is not None:
        _count(total.details["quotes"], right=any(item.sentence in e.quote for e in evidence))


def _count(tally: Tally, *, right: bool) -> None:
    tally.gold += 1
    tally.hit += right


def _dates(claim: Claim) -> tuple[str | None, str | None]:
    return (
        claim.date.isoformat() if claim.date is not None else None,
        claim.date_end.isoformat() if claim.date_end is not None else None,
    )


def _same_condition(found: str | None, wanted: str) -> bool:
    return found is not None and (found.strip(" .,") in wanted or wanted in found)


def as_json(total: Score) -> dict[str, Any]:
    """All figures of a score as plain data."""
    data = {key: value for key, value in asdict(total).items() if key != "errors"}
    for name in ("levels", "roots"):
        tallies: dict[str, Tally] = getattr(total, name)
        data[name] = {key: {**asdict(tally), **tally.figures()} for key, tally in sorted(tallies.items())}
    data["details"] = {name: {"compared": t.gold, "right": t.hit} for name, t in total.details.items()}
    return data


def as_text(total: Score) -> str:
    """All figures of a score as a short table."""
    lines = [f"texts {total.texts}", f"{'level':<12}{'P':>7}{'R':>7}{'F1':>7}{'gold':>7}{'found':>7}"]
    rows = [*total.levels.items(), *sorted(total.roots.items())]
    for name, tally in rows:
        figures = tally.figures()
        cells = "".join(f"{figures[key]:>7.3f}" for key in ("precision", "recall", "f1"))
        lines.append(f"{name:<12}{cells}{tally.gold:>7}{tally.found:>7}")
    lines.append(f"false actual edges {total.false_actual_edges} of {total.actual_edges}")
    lines.append(f"claims that the text does not make {total.forbidden_hits} of {total.forbidden}")
    for name, tally in total.details.items():
        if tally.gold:
            lines.append(f"{name} right in {tally.hit} of {tally.gold} found claims with gold for it")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the extractor over the texts of the gold files and print the figures."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    articles = Path(__file__).parent.parent / "examples" / "articles"
    parser.add_argument("gold", nargs="+", type=Path, help="gold file, with texts inside or beside it")
    parser.add_argument("--texts", type=Path, default=articles, help="folder of articles")
    parser.add_argument("--errors", action="store_true", help="list what was missed, invented or misdated")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args(arguments)
    import kg

    try:
        states = read_states()
        gold = [item for path in options.gold for item in read_gold(path, options.texts, states)]
        total = score(gold, kg.extract(item.article for item in gold))
    except (KgError, OSError) as error:
        print(f"score_gold: {error}", file=sys.stderr)
        return 1
    if options.json:
        data = as_json(total) | ({"errors": total.errors} if options.errors else {})
        print(json.dumps(data, indent=2, ensure_ascii=False))
        return 0
    print("\n".join([*(total.errors if options.errors else ()), as_text(total)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
