"""What the words of a question stand for: terms of the graph for actors, acts, days, offices and topics."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property

import pyoxigraph as ox

from kg import ids
from kg.asking.days import Period, read_day, read_period
from kg.asking.names import Names, plain, read_names
from kg.asking.verbs import Acts, find_acts, find_noun_acts
from kg.coding.lexicon import read_lexicon
from kg.graph import vocabulary as v
from kg.graph.questions import Filling, QuestionError
from kg.graph.store import Store
from kg.ontology import read_relations

MOST_LABELS = 4
"""An act that stands for more properties than these is called by the words of the user."""

_OFFICES = "SELECT DISTINCT ?title WHERE { ?office ir:title|ir:officeType ?title }"
_TOPICS = "SELECT DISTINCT ?topic WHERE { ?evidence ir:topic ?topic }"
_PROPERTIES = "SELECT ?relation WHERE { ?relation rdfs:subPropertyOf* ir:actsTowards }"
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Reader:
    """Reads words with the names, offices and topics of one graph.

    `today` is what "last month" counts from.
    """

    def __init__(self, store: Store, today: date | None = None, names: Names | None = None) -> None:
        self.store = store
        self._names = names
        self.today = today
        self._readers: Mapping[str, Callable[[str], Filling]] = {
            "actor": self._read_actor,
            "bloc": lambda text: self._read_actor(text, "bloc"),
            "person": lambda text: self._read_actor(text, "person"),
            "relation": self._read_relation,
            "office": lambda text: self._read_literal(text, self.offices, "office"),
            "topic": lambda text: self._read_literal(text, self.topics, "topic of a claim"),
            "day": self._read_day,
            "period": self._read_period,
        }

    @cached_property
    def names(self) -> Names:
        """The names of the graph's actors."""
        return self._names or read_names(self.store)

    @cached_property
    def offices(self) -> Mapping[str, tuple[ox.Literal, ...]]:
        """Titles and types of offices, by their plain words."""
        return _literals(self.store, _OFFICES)

    @cached_property
    def topics(self) -> Mapping[str, tuple[ox.Literal, ...]]:
        """The topics of the lexicon and of the graph's claims, by their plain words."""
        known = {plain(topic): (ox.Literal(topic),) for topic in read_lexicon().topics}
        return {**known, **_literals(self.store, _TOPICS)}

    def read(self, kind: str, text: str) -> Filling:
        """What words stand for as a parameter of a kind. Raises QuestionError if they stand for nothing."""
        return self._readers[kind](text)

    def stands_for(self, kind: str, text: str, written: str) -> bool:
        """Whether plain words of a question can be a parameter of a kind, as they are `written` there."""
        if kind in ("actor", "bloc", "person"):
            return self.names.means_name(text, written)
        if kind == "relation":
            return bool(find_acts(text.split()))
        if kind == "relation:noun":
            return bool(find_noun_acts(text.split()))
        if kind == "office:plural":
            return _singular(text) != text and _singular(text) in self.offices
        return text in (self.topics if kind == "topic" else self.offices)

    def _read_actor(self, text: str, kind: str = "actor") -> Filling:
        known = ids.iri(v.ENTITY, text, self.store.base)
        iri = known if "_" in text and known in self.names.labels else self.names.find(text, kind)
        return Filling(label=self.names.labels[iri], rows=((ox.NamedNode(iri),),))

    def _read_relation(self, text: str) -> Filling:
        if text in self._properties:
            acts: Acts = frozenset({(text, False)})
        else:
            words = plain(text).split()
            acts = find_acts(words) or find_noun_acts(words)
        if not acts:
            raise QuestionError(
                f"no relation is meant by '{text}'; write a verb such as condemn, visit or help"
            )
        rows = tuple((v.ontology_term(name), _boolean(value=turned)) for name, turned in sorted(acts))
        return Filling(label=_label(acts) or text, rows=rows)

    @cached_property
    def _properties(self) -> frozenset[str]:
        found = self.store.answer(_PROPERTIES)
        solutions = found if isinstance(found, ox.QuerySolutions) else ()
        return frozenset(s[0].value.removeprefix(ids.ONTOLOGY) for s in solutions)

    def _read_literal(self, text: str, known: Mapping[str, tuple[ox.Literal, ...]], what: str) -> Filling:
        words = plain(text)
        found = known.get(words) or known.get(_singular(words))
        if found is None:
            some = ", ".join(sorted(known)[:12]) or "none in this graph"
            raise QuestionError(f"'{text}' is no {what} that the graph knows; there are {some}")
        return Filling(label=found[0].value, rows=tuple((literal,) for literal in found))

    def _read_day(self, text: str) -> Filling:
        day = read_day(text, self.today)
        if day is None:
            raise QuestionError(f"'{text}' is no day; write it as YYYY-MM-DD")
        return Filling(label=day.isoformat(), rows=((_day(day),),))

    def _read_period(self, text: str) -> Filling:
        period = read_period(text, self.today)
        if period is None:
            raise QuestionError(
                f"'{text}' is no period; write one such as 'since 2024-05-01', 'in March 2025' or "
                "'between 2024-01-01 and 2024-06-30'"
            )
        return fill_period(period)


def fill_period(period: Period) -> Filling:
    """The terms of a period, and its days in words."""
    first, last = period
    label = f"from {first} to {last}" if first and last else f"since {first}" if first else f"until {last}"
    return Filling(label=label, rows=((_day(first), _day(last)),))


def _literals(store: Store, sparql: str) -> Mapping[str, tuple[ox.Literal, ...]]:
    found = defaultdict[str, list[ox.Literal]](list)
    solutions = store.answer(sparql)
    for solution in solutions if isinstance(solutions, ox.QuerySolutions) else ():
        if isinstance(solution[0], ox.Literal):
            found[plain(solution[0].value)].append(solution[0])
    return {words: tuple(sorted(literals, key=str)) for words, literals in found.items()}


def _singular(text: str) -> str:
    """An office in the plural, in the singular: "prime ministers", "secretaries general"."""
    words = (f"{w[:-3]}y" if w.endswith("ies") else w.removesuffix("s") for w in text.split())
    return " ".join(words)


def _label(acts: Iterable[tuple[str, bool]]) -> str | None:
    """The labels of properties, as a verb in the third person.

    None where the user's own words say it better.
    """
    listed = sorted(acts)
    if len(listed) > MOST_LABELS or any(turned for _, turned in listed):
        return None
    leaves = read_relations()
    names = [leaves[n].label if n in leaves else _CAPITAL.sub(" ", n).lower() for n, _ in listed]
    return " or ".join(names)


def _boolean(*, value: bool) -> ox.Literal:
    return ox.Literal(value)


def _day(day: date | None) -> ox.Literal | None:
    return None if day is None else ox.Literal(day.isoformat(), datatype=v.XSD_DATE)
