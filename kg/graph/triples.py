"""Claims, articles and tenures as triples, and back: the only place that knows how they are written.

One article is one named graph. It holds all that is needed to read its claims back, so that deleting
it leaves nothing behind. There are no blank nodes, and numbers are written in canonical form, because
Oxigraph rewrites others (0.900 becomes 0.9).
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import ids
from kg.graph import vocabulary as v
from kg.graph.reading import Reader
from kg.model import Article, Claim, Entity, Evidence, Modality, Relation, Span, Tenure

CONTEXT_CHARACTERS = 32
"""Length of the text kept before and after a quote, enough to find it again in a changed page."""
SCORE_DIGITS = 6
"""Decimal places kept of a score."""
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_HTTP = ("http://", "https://")

_Triples = Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]


def encode_article(
    article: Article,
    claims: Iterable[Claim],
    tenures: Iterable[Tenure] = (),
    *,
    base: str = ids.DEFAULT_BASE,
    entities: Iterable[Entity] = (),
    config: str = "",
) -> list[Quad]:
    """Write an article, its claims and the entities in them as the quads of the article's named graph.

    Only the evidence that this article gives is written, so a claim merged over several articles may
    be passed to each. `entities` are described beside those that the claims and tenures use.
    `config` names what made the claims (pipeline, version, knowledge files); together with the article
    it gives the fingerprint by which "the same again" is told. Raises ValueError if a quote is not
    what stands in the article at its place.
    """
    writer = _Writer(article, base)
    graph = writer.iri(v.ARTICLE, article.id)
    found = list(writer.article_triples(article_fingerprint(article, config)))
    used = {entity.id: entity for entity in entities}
    for claim in claims:
        evidence = tuple(e for e in claim.evidence if e.article == article.id)
        if evidence:
            found.extend(writer.claim_triples(replace(claim, evidence=evidence)))
            speakers = [e.speaker for e in evidence if e.speaker is not None]
            used.update((entity.id, entity) for entity in (claim.subject, claim.object, *speakers))
    for tenure in tenures:
        found.extend(writer.tenure_triples(tenure))
        used.update((entity.id, entity) for entity in (tenure.person, tenure.office, tenure.of))
    for _, entity in sorted(used.items()):
        found.extend(writer.entity_triples(entity))
    return [Quad(*triple, graph) for triple in dict.fromkeys(found)]


def article_fingerprint(article: Article, config: str = "") -> str:
    """Sixteen hex digits that change when the article, what is known of it, or `config` changes."""
    day = None if article.date is None else article.date.isoformat()
    known = (article.title, day, article.url, article.publisher)
    return ids.digest(config, article.id, article.text, *("\x1e" if x is None else x for x in known))


def text_fingerprint(text: str) -> str:
    r"""Sixteen hex digits that are the same for copies which differ in case, punctuation and spacing.

    >>> text_fingerprint("Talks failed.") == text_fingerprint("TALKS\nfailed")
    True
    """
    return ids.digest(_BETWEEN_WORDS.sub("", text.casefold()))


def merge_claims(claims: Iterable[Claim]) -> list[Claim]:
    """Join claims that say the same (equal keys): evidence united and sorted, claims sorted by key."""
    evidence: dict[tuple[str, ...], set[Evidence]] = defaultdict(set)
    first: dict[tuple[str, ...], Claim] = {}
    for claim in claims:
        first.setdefault(claim.key, claim)
        evidence[claim.key].update(claim.evidence)
    return [
        replace(first[key], evidence=tuple(sorted(evidence[key], key=_evidence_order)))
        for key in sorted(first)
    ]  # fmt: skip


def decode_claims(
    quads: Iterable[Quad | Triple], relations: Mapping[str, Relation], base: str = ids.DEFAULT_BASE
) -> list[Claim]:
    """Read claims back, merged over all graphs, sorted by key, each with its evidence sorted.

    Raises DataError if a claim uses a relation that `relations` lacks, or is not complete.
    """
    return merge_claims(Reader(quads, base).claims(relations))


def decode_articles(quads: Iterable[Quad | Triple], base: str = ids.DEFAULT_BASE) -> list[Article]:
    """Read what the graph knows of its articles, sorted by id; their text is "", the graph has none."""
    return Reader(quads, base).articles()


def decode_tenures(quads: Iterable[Quad | Triple], base: str = ids.DEFAULT_BASE) -> list[Tenure]:
    """Read who held which office when, sorted by person, office and start."""
    return Reader(quads, base).tenures()


def _evidence_order(evidence: Evidence) -> tuple[object, ...]:
    return (
        evidence.article, evidence.start, evidence.end, evidence.trigger, evidence.extractor,
        evidence.subject_span or (), evidence.object_span or (), round(evidence.score, SCORE_DIGITS),
        evidence.speaker.id if evidence.speaker else "", evidence.condition or "", evidence.topics,
    )  # fmt: skip


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=v.XSD_DATE)


def _decimal(number: float) -> Literal:
    """A decimal as Oxigraph writes it: no exponent, no trailing zeros, no lone minus."""
    text = format(Decimal(f"{number:.{SCORE_DIGITS}f}"), "f").rstrip("0").rstrip(".")
    return Literal("0" if text == "-0" else text, datatype=v.XSD_DECIMAL)


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=v.XSD_INTEGER)


def _address(url: str) -> NamedNode | Literal:
    """A web address as an IRI where it is one, else as a literal: what a feed calls a URL may be anything."""
    plain = url.isascii() and url.startswith(_HTTP) and "/." not in url
    if plain:
        try:
            return NamedNode(url)
        except ValueError:
            pass
    return Literal(url, datatype=v.XSD_ANY_URI)


@dataclass(frozen=True)
class _Writer:
    """Makes the triples of one article."""

    source: Article
    base: str

    def iri(self, kind: str, identifier: str) -> NamedNode:
        return NamedNode(ids.iri(kind, identifier, self.base))

    def entity(self, entity: Entity) -> NamedNode:
        return self.iri(v.ENTITY, entity.id)

    def article_triples(self, digest: str) -> _Triples:
        article = self.source
        node = self.iri(v.ARTICLE, article.id)
        yield node, v.TYPE, v.ARTICLE_CLASS
        yield node, v.IDENTIFIER, Literal(article.id)
        if article.title is not None:
            yield node, v.TITLE, Literal(article.title)
        if article.date is not None:
            yield node, v.ISSUED, _day(article.date)
        if article.url is not None:
            yield node, v.SOURCE, _address(article.url)
        if article.publisher is not None:
            publisher = self.iri(v.PUBLISHER, article.publisher)
            yield node, v.PUBLISHED_BY, publisher
            yield publisher, v.TYPE, v.ORGANIZATION
            yield publisher, v.PREF_LABEL, Literal(article.publisher)
        yield node, v.TEXT_SHA256, Literal(hashlib.sha256(article.text.encode()).hexdigest())
        yield node, v.TEXT_FINGERPRINT, Literal(text_fingerprint(article.text))
        yield node, v.CONTENT_DIGEST, Literal(digest)

    def entity_triples(self, entity: Entity) -> _Triples:
        node = self.entity(entity)
        yield node, v.TYPE, v.ontology_term(entity.kind)
        yield node, v.PREF_LABEL, Literal(entity.name, language="en")
        if entity.state is not None:
            yield node, v.ISO3 if entity.kind == "State" else v.STATE_CODE, Literal(entity.state)
        if entity.wikidata is not None:
            yield node, v.SAME_AS, NamedNode(ids.iri(v.ENTITY, entity.wikidata, v.WIKIDATA_BASE))

    def tenure_triples(self, tenure: Tenure) -> _Triples:
        person, office = self.entity(tenure.person), self.entity(tenure.office)
        node = self.iri(v.TENURE, tenure_id(tenure))
        yield node, v.TYPE, v.TENURE_CLASS
        yield node, v.HOLDER, person
        yield node, v.OFFICE, office
        yield office, v.OFFICE_OF, self.entity(tenure.of)
        if tenure.start is not None:
            yield node, v.TENURE_START, _day(tenure.start)
        if tenure.end is not None:
            yield node, v.TENURE_END, _day(tenure.end)
        if self._in_office(tenure):
            yield person, v.HOLDS_OFFICE, office
            yield person, v.REPRESENTS, self.entity(tenure.of)

    def _in_office(self, tenure: Tenure) -> bool:
        """Whether the tenure covers the day of the article; without a day, whether its end is open."""
        day = self.source.date
        if day is None:
            return tenure.end is None
        return (tenure.start is None or tenure.start <= day) and (tenure.end is None or day <= tenure.end)

    def claim_triples(self, claim: Claim) -> _Triples:
        node = self.iri(v.CLAIM, claim.id)
        subject, target = self.entity(claim.subject), self.entity(claim.object)
        relation = v.ontology_term(claim.relation.id)
        yield node, v.TYPE, v.CLAIM_CLASS
        yield node, v.SUBJECT, subject
        yield node, v.PREDICATE, relation
        yield node, v.OBJECT, target
        yield node, v.MODALITY, Literal(claim.modality.value)
        yield from self._time_triples(claim, node)
        if claim.modality is Modality.ACTUAL:
            yield subject, relation, target
            if claim.relation.symmetric:
                yield target, relation, subject
        for evidence in claim.evidence:
            if evidence.condition is not None:
                yield node, v.CONDITION, Literal(evidence.condition, language="en")
            for topic in evidence.topics:
                yield node, v.TOPIC, Literal(topic)
            yield from self._evidence_triples(evidence, node, claim.id)

    def _time_triples(self, claim: Claim, node: NamedNode) -> _Triples:
        first, last = claim.date, claim.date_end
        if first is not None:
            yield node, v.EVENT_DATE, _day(first)
        if last is not None:
            yield node, v.EVENT_DATE_END, _day(last)
        if first is None or last is None:
            return
        interval = self.iri(v.INTERVAL, f"{first}.{last}")
        yield node, v.HAS_TIME, interval
        yield interval, v.TYPE, v.INTERVAL_CLASS
        for edge, day in ((v.HAS_BEGINNING, first), (v.HAS_END, last)):
            instant = self.iri(v.DAY, day.isoformat())
            yield interval, edge, instant
            yield instant, v.TYPE, v.INSTANT
            yield instant, v.IN_XSD_DATE, _day(day)

    def _evidence_triples(self, evidence: Evidence, claim: NamedNode, claim_id: str) -> _Triples:
        name = ids.digest(claim_id, *(repr(part) for part in _evidence_order(evidence)))
        node, article = self.iri(v.EVIDENCE, name), self.iri(v.ARTICLE, evidence.article)
        activity = self.iri(v.EXTRACTOR, evidence.extractor)
        yield claim, v.HAS_EVIDENCE, node
        yield node, v.TYPE, v.EVIDENCE_CLASS
        yield node, v.TYPE, v.SPECIFIC_RESOURCE
        yield node, v.HAS_SOURCE, article
        yield node, v.QUOTED_FROM, article
        yield node, v.GENERATED_BY, activity
        yield activity, v.TYPE, v.ACTIVITY
        yield activity, v.LABEL, Literal(evidence.extractor)
        yield node, v.SCORE, _decimal(evidence.score)
        if evidence.speaker is not None:
            yield node, v.SPEAKER, self.entity(evidence.speaker)
        if evidence.condition is not None:
            yield node, v.CONDITION, Literal(evidence.condition, language="en")
        if evidence.reason is not None:
            yield node, v.REASON, Literal(evidence.reason, language="en")
        for topic in evidence.topics:
            yield node, v.TOPIC, Literal(topic)
        yield from _span_triples(node, v.TRIGGER_SPAN, evidence.trigger)
        yield from _span_triples(node, v.SUBJECT_SPAN, evidence.subject_span)
        yield from _span_triples(node, v.OBJECT_SPAN, evidence.object_span)
        yield from self._selector_triples(evidence, node, name)

    def _selector_triples(self, evidence: Evidence, node: NamedNode, name: str) -> _Triples:
        """The place of the quote as Web Annotation selectors (https://www.w3.org/TR/annotation-model/)."""
        text, start, end = self.source.text, evidence.start, evidence.end
        if text and text[start:end] != evidence.quote:
            raise ValueError(f"article {evidence.article}: {start}-{end} is not {evidence.quote!r}")
        quote, position = self.iri(v.EVIDENCE, f"{name}.quote"), self.iri(v.EVIDENCE, f"{name}.position")
        yield node, v.HAS_SELECTOR, quote
        yield quote, v.TYPE, v.QUOTE_SELECTOR
        yield quote, v.EXACT, Literal(evidence.quote)
        before, after = text[max(0, start - CONTEXT_CHARACTERS) : start], text[end : end + CONTEXT_CHARACTERS]
        if before:
            yield quote, v.PREFIX, Literal(before)
        if after:
            yield quote, v.SUFFIX, Literal(after)
        yield node, v.HAS_SELECTOR, position
        yield position, v.TYPE, v.POSITION_SELECTOR
        yield from _span_triples(position, (v.START, v.END), (start, end))


def tenure_id(tenure: Tenure) -> str:
    """The readable identifier of a tenure: person and office, and the start where it is known."""
    known = f"{tenure.person.id}.{tenure.office.id}"
    return known if tenure.start is None else f"{known}.{tenure.start}"


def _span_triples(node: NamedNode, ends: tuple[NamedNode, NamedNode], span: Span | None) -> _Triples:
    if span is not None:
        yield node, ends[0], _integer(span[0])
        yield node, ends[1], _integer(span[1])
