"""Reads articles, claims and tenures out of triples; `triples` says how they are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import ids
from kg.errors import DataError
from kg.graph import vocabulary as v
from kg.model import Article, Claim, Entity, Evidence, Modality, Relation, Span, Tenure


class Reader:
    """Looks up what was written, in a dictionary over all quads."""

    def __init__(self, quads: Iterable[Quad | Triple], base: str) -> None:
        self._base = base
        self._entities: dict[str, Entity] = {}
        self._found: dict[str, dict[str, dict[NamedNode | Literal, None]]] = {}
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                values = self._found.setdefault(quad.subject.value, {})
                values.setdefault(quad.predicate.value, {})[quad.object] = None

    def _all(self, subject: str, predicate: NamedNode) -> list[NamedNode | Literal]:
        found = self._found.get(subject, {}).get(predicate.value, {})
        return sorted(found, key=str) if len(found) > 1 else list(found)

    def _values(self, subject: str, predicate: NamedNode) -> list[str]:
        return [item.value for item in self._all(subject, predicate)]

    def _value(self, subject: str, predicate: NamedNode) -> str | None:
        return next(iter(self._values(subject, predicate)), None)

    def _needed(self, subject: str, predicate: NamedNode) -> str:
        value = self._value(subject, predicate)
        if value is None:
            raise DataError(f"<{subject}> has no <{predicate.value}>; build the graph again")
        return value

    def _date(self, subject: str, predicate: NamedNode) -> date | None:
        value = self._value(subject, predicate)
        return None if value is None else date.fromisoformat(value)

    def _span(self, subject: str, ends: tuple[NamedNode, NamedNode]) -> Span | None:
        start, end = (self._value(subject, edge) for edge in ends)
        return None if start is None or end is None else (int(start), int(end))

    def _instances(self, kind: NamedNode) -> list[str]:
        return sorted(s for s, p in self._found.items() if kind in p.get(v.TYPE.value, {}))

    def _id(self, kind: str, iri: str) -> str:
        return ids.identifier(kind, iri, self._base)

    def entity(self, iri: str) -> Entity:
        """The entity as the graph describes it."""
        if iri not in self._entities:
            self._entities[iri] = self._entity(iri)
        return self._entities[iri]

    def _entity(self, iri: str) -> Entity:
        kinds = [k for k in self._values(iri, v.TYPE) if k.startswith(ids.ONTOLOGY)]
        if not kinds:
            raise DataError(f"<{iri}> has no class of the ontology; build the graph again")
        names = self._all(iri, v.PREF_LABEL)
        english = [n.value for n in names if isinstance(n, Literal) and n.language == "en"]
        identifier = self._id(v.ENTITY, iri)
        wikidata = ids.iri(v.ENTITY, "", v.WIKIDATA_BASE)
        same = [s for s in self._values(iri, v.SAME_AS) if s.startswith(wikidata)]
        return Entity(
            id=identifier,
            name=english[0] if english else identifier.replace("_", " "),
            kind=kinds[0].removeprefix(ids.ONTOLOGY),
            state=self._value(iri, v.ISO3) or self._value(iri, v.STATE_CODE),
            wikidata=ids.identifier(v.ENTITY, same[0], v.WIKIDATA_BASE) if same else None,
        )

    def claims(self, relations: Mapping[str, Relation]) -> list[Claim]:
        """All claims with all their evidence, in no particular order."""
        return [self._claim(node, relations) for node in self._instances(v.CLAIM_CLASS)]

    def _claim(self, node: str, relations: Mapping[str, Relation]) -> Claim:
        name = self._needed(node, v.PREDICATE).removeprefix(ids.ONTOLOGY)
        if name not in relations:
            raise DataError(f"<{node}> uses the relation {name}, which the ontology lacks")
        return Claim(
            subject=self.entity(self._needed(node, v.SUBJECT)),
            relation=relations[name],
            object=self.entity(self._needed(node, v.OBJECT)),
            modality=Modality(self._needed(node, v.MODALITY)),
            date=self._date(node, v.EVENT_DATE),
            date_end=self._date(node, v.EVENT_DATE_END),
            evidence=tuple(self._evidence(e) for e in self._values(node, v.HAS_EVIDENCE)),
        )

    def _evidence(self, node: str) -> Evidence:
        selectors = self._values(node, v.HAS_SELECTOR)
        quote = next((q for s in selectors for q in self._values(s, v.EXACT)), "")
        spans = [self._span(s, (v.START, v.END)) for s in selectors]
        start, end = next((span for span in spans if span is not None), (0, 0))
        article = self._article(self._needed(node, v.QUOTED_FROM))
        speaker = self._value(node, v.SPEAKER)
        return Evidence(
            article=article.id, start=start, end=end, quote=quote,
            trigger=self._span(node, v.TRIGGER_SPAN) or (start, end),
            subject_span=self._span(node, v.SUBJECT_SPAN),
            object_span=self._span(node, v.OBJECT_SPAN),
            extractor=self._id(v.EXTRACTOR, self._needed(node, v.GENERATED_BY)),
            score=float(self._needed(node, v.SCORE)),
            publisher=article.publisher, url=article.url, published=article.date,
            speaker=None if speaker is None else self.entity(speaker),
            condition=self._value(node, v.CONDITION),
            reason=self._value(node, v.REASON),
            topics=tuple(sorted(self._values(node, v.TOPIC))),
        )  # fmt: skip

    def _article(self, node: str) -> Article:
        publisher = self._value(node, v.PUBLISHED_BY)
        return Article(
            id=self._id(v.ARTICLE, node),
            text="",
            title=self._value(node, v.TITLE),
            date=self._date(node, v.ISSUED),
            url=self._value(node, v.SOURCE),
            publisher=None if publisher is None else self._id(v.PUBLISHER, publisher),
        )

    def articles(self) -> list[Article]:
        """All articles, sorted by id."""
        return [self._article(node) for node in self._instances(v.ARTICLE_CLASS)]

    def tenures(self) -> list[Tenure]:
        """All tenures, sorted; one that several graphs tell of is given once."""
        found = {self._tenure(node) for node in self._instances(v.TENURE_CLASS)}
        return sorted(found, key=lambda t: (t.person.id, t.office.id, t.start or date.min, t.end or date.max))

    def _tenure(self, node: str) -> Tenure:
        office = self._needed(node, v.OFFICE)
        return Tenure(
            person=self.entity(self._needed(node, v.HOLDER)),
            office=self.entity(office),
            of=self.entity(self._needed(office, v.OFFICE_OF)),
            start=self._date(node, v.TENURE_START),
            end=self._date(node, v.TENURE_END),
        )
