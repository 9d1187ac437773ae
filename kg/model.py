"""The types that every stage speaks: articles, entities, claims and their evidence.

This module owns the words of the project and nothing else: no parsing, no storage, no I/O.
All types are frozen and compare by value.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

Span = tuple[int, int]
"""Character offsets into an article's text, end exclusive."""


class Quad(IntEnum):
    """The four quadrants of PLOVER: words or deeds, cooperation or conflict."""

    VERBAL_COOPERATION = 1
    MATERIAL_COOPERATION = 2
    VERBAL_CONFLICT = 3
    MATERIAL_CONFLICT = 4


class Modality(StrEnum):
    """Whether the text says that a claim holds."""

    ACTUAL = "actual"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    DENIED = "denied"
    ALLEGED = "alleged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text with what is known about its publication."""

    id: str
    text: str
    title: str | None = None
    date: date | None = None
    url: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Someone or something that can act or be acted upon.

    `kind` is a class of the ontology ("State", "Person", ...). `state` is the ISO 3166-1 alpha-3
    code of the state that this is or belongs to, None for transnational actors.
    """

    id: str
    name: str
    kind: str
    state: str | None = None
    wikidata: str | None = None


class Form(StrEnum):
    """How a mention refers to an actor."""

    NAME = "name"
    ADJECTIVE = "adjective"
    DEMONYM = "demonym"
    METONYM = "metonym"
    TITLE = "title"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody whom a mention may mean, with a score (higher is better) and what speaks for or against it."""

    entity: Entity
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span of an article's text that names or points to actors.

    `head` is the index of its head word in its sentence. `stands_for` runs beside `entities`: the state or
    organisation that each one is, speaks for or lies in, None for somebody who speaks for nobody.
    `candidates` are the readings that were weighed, best first. A mention without entities was linked to
    nobody.
    """

    span: Span
    head: int
    entities: tuple[Entity, ...]
    stands_for: tuple[Entity | None, ...]
    form: Form = Form.NAME
    candidates: tuple[Candidate, ...] = ()

    @property
    def modifier(self) -> bool:
        """Whether it is an adjective of belonging ("Iranian" in "Iranian officials"), no actor itself."""
        return self.form is Form.ADJECTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A person holds an office of a state or organisation for a time; None is an open or unknown end."""

    person: Entity
    office: Entity
    of: Entity
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """An actor belongs to an organisation, or is party to an agreement, for a time.

    `status` says how: member, observer, permanent, party, signatory, ...; None is an open or unknown end.
    """

    member: Entity
    organization: Entity
    status: str
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerName:
    """A name that a state had for a time; None is an open or unknown end."""

    of: Entity
    name: str
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation of the ontology with its codes.

    `goldstein` is the scale value of the PLOVER manual, -10 (conflict) to +10 (cooperation).
    `personal` marks acts that people do or suffer as people (a meeting, an arrest): their claims
    keep a minister as the actor, where a stance is the stance of the state that he speaks for.
    `opposite` is the relation whose happening undoes this one or speaks against it, between the same two.
    """

    id: str
    label: str
    root: str
    mode: str | None
    quad: Quad
    cameo: str
    goldstein: float
    symmetric: bool = False
    inverse: str | None = None
    personal: bool = False
    opposite: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where an article says it. Spans are offsets into the article's text.

    `quote` is exactly `text[start:end]`. `score` is the extractor's confidence, 0 to 1; `reason` says in
    words what it rests on.
    """

    article: str
    start: int
    end: int
    quote: str
    trigger: Span
    subject_span: Span | None
    object_span: Span | None
    extractor: str
    score: float
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    speaker: Entity | None = None
    condition: str | None = None
    topics: tuple[str, ...] = ()
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.quote) or not self.quote:
            raise ValueError(f"quote of {len(self.quote)} characters for span {self.start}-{self.end}")
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"score {self.score} is not between 0 and 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One actor does something to another, with the sentences that say so.

    The id depends only on subject, relation, object, modality and event date, so that two
    articles which say the same share one claim. For a symmetric relation the subject is the
    entity whose id sorts first.
    """

    subject: Entity
    relation: Relation
    object: Entity
    modality: Modality
    date: date | None
    date_end: dt.date | None
    evidence: tuple[Evidence, ...]

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a claim needs at least one piece of evidence")
        if self.subject.id == self.object.id:
            raise ValueError(f"{self.subject.id} cannot act on itself")

    @property
    def key(self) -> tuple[str, str, str, str, str, str]:
        """What makes two claims the same."""
        day, last = (d.isoformat() if d else "" for d in (self.date, self.date_end))
        return (self.subject.id, self.relation.id, self.object.id, self.modality.value, day, last)

    @property
    def id(self) -> str:
        """Sixteen hex digits of SHA-256 over the content (subject, relation, object, modality, dates)."""
        return hashlib.sha256("\x1f".join(self.key).encode()).hexdigest()[:16]

    @property
    def condition(self) -> str | None:
        """The first condition that an article attaches to the claim."""
        return next((e.condition for e in self.evidence if e.condition), None)

    @property
    def topics(self) -> tuple[str, ...]:
        """All topics of the evidence, sorted."""
        return tuple(sorted({topic for e in self.evidence for topic in e.topics}))
