"""Which question somebody asks: the patterns of the questions, tried on the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kg.asking.days import Period, find_periods
from kg.asking.names import plain_words
from kg.asking.reading import Reader, fill_period
from kg.graph.questions import Filling, Question, QuestionError, fill_words, read_questions

LONGEST = 9
"""Words in the longest name or phrase that is looked for."""
OFFERED = 3
"""How many questions are offered in place of one that is not understood."""

_SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")
_TIMES = ("period", "day")
_KINDS = ("actor", "bloc", "person", "relation", "relation:noun", "office", "office:plural", "topic")
_OPEN = ("actor", "bloc", "person", "relation")
"""Kinds for which unknown words are worth a message of their own."""
_LONGEST_UNKNOWN = 4
"""Words in the longest name or phrase that may be one that is not known."""
_STRUCTURE = frozenset(
    "a about against an and any are at between but by did do does for from had has have how in is of on or "
    "over s that the their to towards was were what when where which who whom why will with".split()
)
"""Words that hold a question together and are in no unknown name or verb."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what its parameters are filled with."""

    question: Question
    fillings: Mapping[str, Filling]


@dataclass(frozen=True, slots=True)
class _Words:
    """The plain words of a question without its period, what each stretch can be, and what is unknown."""

    text: str
    period: Period | None
    spans: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]
    written: str


@dataclass(frozen=True, slots=True)
class _Match:
    """A pattern that fits; `fixed` is how many letters are the pattern's own."""

    question: Question
    words: _Words
    slots: Mapping[str, str]
    fixed: int


def find_question(text: str, reader: Reader) -> Asked:
    """The question that fits the words best: the one whose pattern has most of them itself.

    Raises QuestionError for words that no pattern fits, and for names and acts that are not known.
    """
    readings = list(_readings(text, reader))
    fitting = sorted((m for words in readings for m in _matches(words)), key=_preference)
    if fitting:
        return _filled(fitting[0], reader)
    raise _not_understood(text, readings, reader)


def _preference(match: _Match) -> tuple[int, int, str]:
    return -match.fixed, len(match.words.text), match.question.name


def _readings(text: str, reader: Reader) -> Iterator[_Words]:
    """The question with each period that can be read at its end taken off, and as it is."""
    for found in find_periods(text, reader.today):
        rest = f"{text[: found.start]} {text[found.end :]}"
        yield _read_words(rest, found.period, reader)
    yield _read_words(text, None, reader)


def _read_words(text: str, period: Period | None, reader: Reader) -> _Words:
    words = plain_words(text)
    spans: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for i in range(len(words)):
        for j in range(i + 1, min(i + LONGEST, len(words)) + 1):
            plain = " ".join(word for word, _ in words[i:j])
            written = " ".join(word for _, word in words[i:j])
            for kind in _KINDS:
                if reader.stands_for(kind, plain, written):
                    spans[kind].append(plain)
    longest_first = {
        kind: tuple(sorted(set(found), key=lambda s: (-len(s), s))) for kind, found in spans.items()
    }
    text = " ".join(word for word, _ in words)
    return _Words(
        text,
        period,
        longest_first,
        tuple(_unknown([word for word, _ in words], longest_first)),
        " ".join(word for _, word in words),
    )


def _unknown(words: Sequence[str], spans: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Stretches of words that may be a name or a verb that is not known, longest first."""
    for length in range(_LONGEST_UNKNOWN, 0, -1):
        for i in range(len(words) - length + 1):
            text = " ".join(words[i : i + length])
            has_actor = any(f" {name} " in f" {text} " for name in spans["actor"])
            if not has_actor and not _STRUCTURE & set(words[i : i + length]):
                yield text


def _matches(words: _Words, *, unknown: str | None = None) -> Iterator[_Match]:
    """All patterns that fit; with `unknown`, one of that kind's parameters may be any words."""
    for question in read_questions().values():
        if not _has_time(question, words.period):
            continue
        for pattern in question.patterns:
            match = _fit(question, pattern, words, unknown)
            if match is not None:
                yield match


def _has_time(question: Question, period: Period | None) -> bool:
    """Whether the question takes the period that was found, and needs none that was not."""
    times = [p for p in question.parameters if p.kind in _TIMES]
    if period is None:
        return all(p.optional for p in times)
    return bool(times)


def _fit(question: Question, pattern: str, words: _Words, unknown: str | None) -> _Match | None:
    kinds = {p.name: p.kind for p in question.parameters}
    if unknown is not None and unknown not in kinds.values():
        return None
    missing = False

    def choices(slot: re.Match[str]) -> str:
        nonlocal missing
        kind = kinds[slot[1]]
        if kind in _TIMES:
            return ""
        variant = kind if slot[2] is None else f"{kind}:{slot[2]}"
        known = [re.escape(text) for text in words.spans[variant]]
        if kind == unknown:
            known += [re.escape(text) for text in words.unknown]
        missing = missing or not known
        article = "(?:the )?" if kind != "relation" else ""
        return f"{article}(?P<{slot[1]}>{'|'.join(known)})"

    filled = _SLOT.sub(choices, pattern).replace(" ( ", " (").strip()
    found = None if missing else re.fullmatch(filled, words.text)
    if found is None:
        return None
    slots = {name: text for name, text in found.groupdict().items() if text is not None}
    return _Match(question, words, slots, len(words.text) - sum(map(len, slots.values())))


def _filled(match: _Match, reader: Reader) -> Asked:
    fillings = {
        name: reader.read(match.question.parameter(name).kind, text) for name, text in match.slots.items()
    }
    for parameter in match.question.parameters:
        if match.words.period is not None and parameter.kind == "period":
            fillings[parameter.name] = fill_period(match.words.period)
        if match.words.period is not None and parameter.kind == "day":
            first, last = match.words.period
            fillings[parameter.name] = reader.read("day", str(first or last))
    return Asked(match.question, fillings)


def _not_understood(text: str, readings: Sequence[_Words], reader: Reader) -> QuestionError:
    """Say which name or verb is not known, or else what was understood and which questions come near."""
    words, cause = readings[0], f"the question '{text}' is not understood"
    for kind in _OPEN:
        fitting = sorted((m for w in readings for m in _matches(w, unknown=kind)), key=_preference)
        error = next(filter(None, (_unreadable(match, kind, reader) for match in fitting)), None)
        if error is not None and kind != "relation":
            return QuestionError(error)
        cause = error or cause
    understood = [f"{_name(actor, reader)} (actor)" for actor in _outermost(words, "actor")]
    understood += [f"{act} (act)" for act in _outermost(words, "relation")]
    if words.period is not None:
        understood.append(f"{fill_period(words.period).label} (period)")
    near = "".join(f"\n  {question}" for question in _nearest(words, reader))
    return QuestionError(
        f"{cause}. Known in the question: {', '.join(understood) or 'nothing'}. "
        f"These can be asked (kg ask --list has all):{near}"
    )


def _unreadable(match: _Match, kind: str, reader: Reader) -> str | None:
    """What is said of the first words in a match that are no parameter of a kind."""
    for name, words in match.slots.items():
        if match.question.parameter(name).kind == kind:
            try:
                reader.read(kind, _as_written(words, match.words))
            except QuestionError as error:
                return str(error)
    return None


def _as_written(plain: str, words: _Words) -> str:
    """A stretch of plain words as the user wrote it."""
    before, found, _ = f" {words.text} ".partition(f" {plain} ")
    first = len(before.split())
    return " ".join(words.written.split()[first : first + len(plain.split())]) if found else plain


def _name(words: str, reader: Reader) -> str:
    """What an actor is called, or the words themselves where they mean several."""
    try:
        return reader.read("actor", words).label
    except QuestionError:
        return words


def _outermost(words: _Words, kind: str) -> list[str]:
    """The spans of a kind that lie in no longer one, in the order of the words."""
    kept: list[str] = []
    for span in words.spans[kind]:
        if not any(f" {span} " in f" {longer} " for longer in kept):
            kept.append(span)
    return sorted(kept, key=words.text.find)


def _nearest(words: _Words, reader: Reader) -> list[str]:
    """The examples and titles most like the words, with what was understood in the places of parameters."""
    actors, acts = _outermost(words, "actor"), _outermost(words, "relation")
    shape = words.text
    for number, span in enumerate((*actors, *acts)):
        shape = shape.replace(span, "ACTOR" if number < len(actors) else "ACT")
    ranked = []
    for question in read_questions().values():
        slots = {
            p.name: {"actor": "ACTOR", "relation": "ACT"}.get(p.kind, p.kind) for p in question.parameters
        }
        asked = fill_words(question.title, slots).lower().rstrip("?").split()
        likeness = SequenceMatcher(None, shape.lower().split(), asked).ratio()
        wanted = [p.kind for p in question.parameters if not p.optional]
        gap = abs(wanted.count("actor") - len(actors)) + abs(wanted.count("relation") - bool(acts))
        ranked.append((gap / OFFERED - likeness, question.name, question))
    return [_example(question, actors, acts, reader) for _, _, question in sorted(ranked)[:OFFERED]]


def _example(question: Question, actors: list[str], acts: list[str], reader: Reader) -> str:
    """The title with the actors and acts that were understood, or an example where some are missing."""
    left = {"actor": list(actors), "relation": list(acts)}
    given: dict[str, str] = {}
    for parameter in question.parameters:
        if left.get(parameter.kind):
            words = left[parameter.kind].pop(0)
            given[parameter.name] = _name(words, reader) if parameter.kind == "actor" else words
        elif not parameter.optional:
            return question.examples[0]
    return fill_words(question.title, given)
