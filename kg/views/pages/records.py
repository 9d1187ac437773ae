"""Claims, evidence and names as the pages show them, read from triples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Triple

from kg import ids
from kg.belief import belief
from kg.errors import DataError
from kg.graph import vocabulary as v
from kg.graph.reading import Reader
from kg.model import Claim, Evidence, Modality, Quad
from kg.ontology import quad_of_root, read_relations, root_of
from kg.views.pages.source import LABELS, Source, Triples

_NEXT_WORD = re.compile(r"(?<=[a-z])[A-Z](?=[a-z])")


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with its IRI and what it is called; `kind` is its class in the ontology, if it has one."""

    iri: str
    name: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence: plain, or marked as "subject", "object" or "trigger"."""

    text: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleNote:
    """What is known of an article that is quoted."""

    iri: str
    title: str
    published: date | None
    publisher: Named | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A piece of evidence: the marked sentence, the text around it, and where it comes from."""

    iri: str
    evidence: Evidence
    pieces: tuple[Piece, ...]
    before: str
    after: str
    article: ArticleNote
    speaker: Named | None
    extractor: Named


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNote:
    """A claim with all its evidence, the surest first."""

    iri: str
    claim: Claim
    subject: Named
    relation: Named
    object: Named
    root: str
    quad: Quad
    belief: float
    proofs: tuple[Proof, ...]

    @property
    def is_fact(self) -> bool:
        """Whether an article says that it happened: neither planned, hypothetical, denied nor alleged."""
        return self.claim.modality is Modality.ACTUAL

    @property
    def published(self) -> date | None:
        """The day of the first article that makes the claim."""
        return min((p.article.published for p in self.proofs if p.article.published), default=None)


class Records(Reader):
    """Looks up what pages show in the triples of some nodes."""

    def name(self, iri: str) -> Named:
        """The thing with its best name: a label in English, another label, or the end of its IRI."""
        labels = [label for term in LABELS for label in self._all(iri, term) if isinstance(label, Literal)]
        english = [label for label in labels if label.language in ("en", None)]
        classes = [c for c in self._values(iri, v.TYPE) if c.startswith(ids.ONTOLOGY)]
        name = next((label.value for label in (*english, *labels)), None)
        return Named(iri, name or short_name(iri), classes[0].removeprefix(ids.ONTOLOGY) if classes else None)

    def texts(self, iri: str, term: str) -> list[str]:
        """The values of a property such as "ir:iso3", sorted."""
        return self._values(iri, v.term(term))

    def values(self, iri: str) -> dict[str, list[str | Literal]]:
        """All properties of a node with their values: IRIs as text, literals as they are."""
        found = self._found.get(iri, {})
        return {
            name: [value if isinstance(value, Literal) else value.value for value in sorted(objects, key=str)]
            for name, objects in sorted(found.items())
        }  # fmt: skip

    def claim(self, iri: str) -> ClaimNote:
        """The claim with its evidence. Raises DataError or ValueError if it is not complete."""
        claim = self._claim(iri, read_relations())
        root = root_of(claim.relation, claim.modality)
        proofs = [self.proof(node) for node in self._values(iri, v.HAS_EVIDENCE)]
        return ClaimNote(
            iri=iri,
            claim=claim,
            subject=self.name(self._needed(iri, v.SUBJECT)),
            relation=Named(self._needed(iri, v.PREDICATE), claim.relation.label),
            object=self.name(self._needed(iri, v.OBJECT)),
            root=root,
            quad=quad_of_root(root),
            belief=belief(claim.evidence),
            proofs=tuple(sorted(proofs, key=_surest_first)),
        )

    def proof(self, iri: str) -> Proof:
        """A piece of evidence. Raises DataError or ValueError if it is not complete."""
        evidence, selectors = self._evidence(iri), self._values(iri, v.HAS_SELECTOR)
        speaker = self._value(iri, v.SPEAKER)
        extractor = self._needed(iri, v.GENERATED_BY)
        return Proof(
            iri=iri,
            evidence=evidence,
            pieces=marked(evidence),
            before=next((text for s in selectors for text in self._values(s, v.PREFIX)), ""),
            after=next((text for s in selectors for text in self._values(s, v.SUFFIX)), ""),
            article=self.article(self._needed(iri, v.QUOTED_FROM)),
            speaker=None if speaker is None else self.name(speaker),
            extractor=Named(extractor, evidence.extractor),
        )

    def article(self, iri: str) -> ArticleNote:
        """What the graph knows of an article."""
        article, publisher = self._article(iri), self._value(iri, v.PUBLISHED_BY)
        return ArticleNote(
            iri=iri,
            title=article.title or article.id,
            published=article.date,
            publisher=None if publisher is None else self.name(publisher),
            url=article.url if article.url and article.url.startswith(("http://", "https://")) else None,
        )


def read_claims(source: Source, claims: Sequence[str]) -> tuple[list[ClaimNote], list[str]]:
    """The claims in the order given, and the IRIs of those that are not complete enough to be read."""
    records = Records(claim_triples(source, claims), source.base)
    read, unreadable = [], []
    for iri in claims:
        try:
            read.append(records.claim(iri))
        except (DataError, ValueError):
            unreadable.append(iri)
    return read, unreadable


def claim_triples(source: Source, claims: Iterable[str]) -> list[Triple]:
    """The claims with their evidence and its selectors, the articles, and the names of all that they name."""
    own = source.own(claims)
    evidence = evidence_triples(source, objects_of(own, v.HAS_EVIDENCE))
    ends = (v.SUBJECT, v.OBJECT, v.PREDICATE)
    return [*own, *evidence, *source.naming(objects_of(own, *ends)), *source.own(objects_of(own, v.HAS_TIME))]


def evidence_triples(source: Source, evidence: Iterable[str]) -> list[Triple]:
    """Pieces of evidence with their selectors, articles, speakers, extractors and publishers."""
    own = source.own(evidence)
    linked = source.own(objects_of(own, v.HAS_SELECTOR, v.QUOTED_FROM))
    names = objects_of(own, v.SPEAKER, v.GENERATED_BY) | objects_of(linked, v.PUBLISHED_BY)
    return [*own, *linked, *source.naming(names)]


def objects_of(triples: Triples, *predicates: NamedNode) -> set[str]:
    """The IRIs to which these properties point."""
    return {t.object.value for t in triples if t.predicate in predicates and isinstance(t.object, NamedNode)}


def short_name(iri: str) -> str:
    """What an IRI without a label is called: its end, with spaces between the words.

    >>> short_name("https://w3id.org/irkg/entity/United_States")
    'United States'
    """
    start, _, term = iri.rpartition("#")
    if start and term:
        return _NEXT_WORD.sub(lambda letter: f" {letter[0].lower()}", term)
    return unquote(iri.rstrip("/").rpartition("/")[2]).replace("_", " ") or iri


def marked(evidence: Evidence) -> tuple[Piece, ...]:
    """Cut a sentence into pieces with a role each; where spans overlap, actors win over the trigger."""
    roles = [""] * len(evidence.quote)
    spans = (
        ("trigger", evidence.trigger), ("object", evidence.object_span), ("subject", evidence.subject_span),
    )  # fmt: skip
    for role, span in spans:
        if span is not None:
            first, last = (min(max(0, place - evidence.start), len(roles)) for place in span)
            roles[first:last] = [role] * max(0, last - first)
    pieces = []
    for role, group in groupby(zip(evidence.quote, roles, strict=True), key=itemgetter(1)):
        pieces.append(Piece("".join(character for character, _ in group), role))
    return tuple(pieces)


def _surest_first(proof: Proof) -> tuple[float, str, int, str]:
    return -proof.evidence.score, proof.evidence.article, proof.evidence.start, proof.iri
