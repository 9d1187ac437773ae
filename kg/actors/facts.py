"""The files about actors as facts: which subject has which values.

Files of the user add facts to ours and correct them: a value of theirs for a property that has one value goes
in the place of ours.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import groupby, permutations
from operator import itemgetter
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from kg import ids
from kg.actors.tables import ENTITY, Statement, as_triples, read_table
from kg.errors import DataError
from kg.resources import ontologies

KINDS = frozenset(
    "Agreement Company Government Group IntergovernmentalOrganization NonStateArmedGroup Office Organization "
    "Person Place State Territory".split()
)
"""The classes of the ontology whose members are actors, or things named beside them."""

_SINGLE = frozenset(
    "basedIn capital end existedFrom existedUntil holder iso2 iso3 locatedIn member nameOf office officeOf "
    "organization prefLabel represents sameAs signed start status succeededBy type".split()
)
"""Properties of which a user's value replaces ours."""
_MANY = frozenset(
    "abbreviation adjective alliedWith altLabel demonym disputedBy memberOf metonym notCalled officeType "
    "partOf partyTo shortName title".split()
)
_FOR_USERS = _SINGLE | _MANY | frozenset({"comment", "definition", "note", "source"})
_CLASSES = KINDS | {"FormerName", "Membership", "Tenure"}
_NAMES = frozenset("abbreviation adjective altLabel demonym metonym prefLabel".split())

Period = tuple[date | None, date | None]
"""First day and day after the last one; None is open or unknown."""


def actor_files() -> tuple[Path, ...]:
    """The files about actors that come with the program, in a fixed order."""
    return (*_naming_files(), *_membership_files())


def _naming_files() -> tuple[Path, ...]:
    """The files that tell who there is, what they are called and who holds what: all that linking needs."""
    folder = ontologies() / "actors"
    return (*sorted(folder.glob("*.ttl")), *sorted(folder.glob("offices/*.tsv")))


def _membership_files() -> tuple[Path, ...]:
    """The files that are only looked up: who belonged to what, and what states were called before."""
    folder = ontologies() / "actors"
    return folder / "former_names.tsv", folder / "memberships.tsv", folder / "parties.tsv"


def read_actor_file(path: Path) -> Iterator[Triple]:
    """The triples of a Turtle file or a table. Raises DataError naming the file and what is wrong in it."""
    if path.suffix == ".tsv":
        yield from as_triples(read_table(path))
        return
    if path.suffix != ".ttl":
        raise DataError(f"{path}: a file of actors is Turtle (.ttl) or a table (.tsv)")
    try:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            yield quad.triple
    except SyntaxError as error:
        raise DataError(f"{path}:{error.lineno or 1}: {error.msg}") from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}") from error


def read_triples(of_user: Iterable[Path] = ()) -> Iterator[Triple]:
    """The triples of the program's files, corrected and completed by those of the user's.

    Raises DataError for a file that cannot be read, and for a property or class of a user's that means
    nothing here.
    """
    said = [triple for path in of_user for triple in _checked(path)]
    corrected = {(t.subject, t.predicate) for t in said if _local(t.predicate.value) in _SINGLE}
    for path in actor_files():
        for triple in read_actor_file(path):
            if not corrected or (triple.subject, triple.predicate) not in corrected:
                yield triple
    yield from said


class Facts:
    """All facts about actors, by the identifier of the entity or the IRI of what is no entity.

    Those about memberships are left out unless asked for: linking does not need them.
    """

    def __init__(self, of_user: Iterable[Path] = (), *, memberships: bool = False) -> None:
        own = actor_files() if memberships else _naming_files()
        self._files = (*of_user, *own)
        said = [_statement(path, triple) for path in of_user for triple in _checked(path)]
        corrected = {(subject, name) for subject, name, _ in said if name in _SINGLE}
        values: dict[str, dict[str, list[str]]] = {}
        for path in own:
            for statement in _statements(path):
                if not corrected or statement[:2] not in corrected:
                    _add(values, statement)
        for statement in said:
            _add(values, statement)
        self._values = values
        self._said = said
        self.entities: list[str] = [s for s in values if not s.startswith("http")]

    def subjects(self, kind: str) -> Iterator[str]:
        """The subjects of a class of the ontology, entities or not."""
        return (s for s, values in self._values.items() if kind in values.get("type", ()))

    def all_of(self, subject: str) -> dict[str, list[str]]:
        """All properties of a subject with their values: texts, or identifiers of entities."""
        return self._values[subject]

    def values(self, subject: str, predicate: str) -> list[str]:
        """The values of a property."""
        return self._values[subject].get(predicate, [])

    def first(self, subject: str, predicate: str) -> str | None:
        """The first value of a property, None without one."""
        found = self._values[subject].get(predicate)
        return found[0] if found else None

    def references(self, subject: str, predicate: str) -> list[str]:
        """The entities that a property points to; each must be described in some file."""
        found = self._values[subject].get(predicate)
        if not found:
            return []
        for target in found:
            if target not in self._values or target.startswith("http"):
                raise self.error(subject, f"has ir:{predicate} {target}, which no file describes")
        return found

    def reference(self, subject: str, predicate: str) -> str | None:
        """The first entity that a property points to, or None."""
        return next(iter(self.references(subject, predicate)), None)

    def required(self, subject: str, predicate: str) -> str:
        """The one entity that a property points to."""
        found = self.references(subject, predicate)
        if len(found) != 1:
            raise self.error(subject, f"needs one ir:{predicate}; it has {len(found)}")
        return found[0]

    def day(self, subject: str, predicate: str) -> date | None:
        """The day that a property gives, or None."""
        value = self.first(subject, predicate)
        try:
            return None if value is None else date.fromisoformat(value)
        except ValueError as error:
            raise self.error(subject, f"has ir:{predicate} {value!r}; write YYYY-MM-DD") from error

    def period(self, subject: str, start: str, end: str) -> Period:
        """The days of two properties, the second after the first."""
        first, last = self.day(subject, start), self.day(subject, end)
        if first is not None and last is not None and first >= last:
            raise self.error(subject, f"ends on {last}, not after its start on {first}")
        return first, last

    def check_names(
        self, names: Iterable[tuple[str, str]], periods: Mapping[str, Period], ruled: Container[str]
    ) -> None:
        """Refuse a user's name for a state if another state of that time has it and no rule chooses."""
        states = set(self.subjects("State"))
        given = {(text, s) for s, name, text in self._said if s in states and name in _NAMES}
        texts = {text for text, _ in given if text not in ruled}
        bearers = {pair for pair in names if pair[0] in texts and pair[1] in states}
        for text, pairs in groupby(sorted(bearers), itemgetter(0)):
            for one, other in permutations((state for _, state in pairs), 2):
                if (text, one) in given and _meet(periods.get(one), periods.get(other)):
                    problem = f"is called {text!r} like {other}, with no row for that name in ambiguous.tsv"
                    raise self.error(one, f"{problem}; give it another name")

    def error(self, subject: str, problem: str) -> DataError:
        """The error for a problem of a subject, naming the file in which it stands."""
        where = (path for path in self._files if any(s == subject for s, *_ in _statements(path)))
        return DataError(f"{next(where)}: {subject} {problem}")


def _meet(one: Period | None, other: Period | None) -> bool:
    """Whether two periods have a day in common; None is always."""
    (start, end), (first, last) = one or (None, None), other or (None, None)
    return max(start or date.min, first or date.min) < min(end or date.max, last or date.max)


def _add(values: dict[str, dict[str, list[str]]], statement: Statement) -> None:
    subject, name, value = statement
    known = values.get(subject)
    if known is None:
        values[subject] = {name: [value]}
    elif name in known:
        known[name].append(value)
    else:
        known[name] = [value]


def _statements(path: Path) -> Iterator[Statement]:
    if path.suffix == ".tsv":
        yield from read_table(path)
        return
    for triple in read_actor_file(path):
        yield _statement(path, triple)


def _statement(path: Path, triple: Triple) -> Statement:
    subject, value = triple.subject, triple.object
    if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
        raise DataError(f"{path}: blank nodes are not used; give {subject} an IRI")
    text = value.value
    return _short(subject.value), _local(triple.predicate.value), _short(text) if "/" in text else text


def _checked(path: Path) -> Iterator[Triple]:
    """The triples of a user's file. Raises DataError for a property or class that means nothing here."""
    for triple in read_actor_file(path):
        subject, name, value = _statement(path, triple)
        if name not in _FOR_USERS:
            problem = f"{subject} has the property {name}, which means nothing here"
            raise DataError(f"{path}: {problem}: {_closest(name, _FOR_USERS)}")
        if name == "type" and value not in _CLASSES and not value.startswith("http"):
            problem = f"{subject} has the class {value}, which means nothing here"
            raise DataError(f"{path}: {problem}: {_closest(value, _CLASSES)}")
        yield triple


@cache
def _local(iri: str) -> str:
    """The name of a property without its namespace."""
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]


def _short(iri: str) -> str:
    """The identifier of an entity, the name of a class, or the IRI of something else; texts as they are."""
    if iri.startswith(ENTITY):
        return ids.identifier("entity", iri) if "%" in iri else iri[len(ENTITY) :]
    return iri.removeprefix(ids.ONTOLOGY)


def _closest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, sorted(known), n=1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(known))}"
