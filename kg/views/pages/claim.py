"""What the page of a claim shows: its evidence, how its belief comes about, and what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg import ids
from kg.belief import DEFAULT_RELIABILITY, belief
from kg.model import Modality, Relation
from kg.ontology import read_relations
from kg.views.pages.listing import PAGE_SIZE, Claims, Window, claims_from, claims_of
from kg.views.pages.records import (
    ClaimNote,
    Named,
    Proof,
    Records,
    claim_triples,
    evidence_triples,
    read_claims,
)
from kg.views.pages.source import Source, as_node

SAME_PAIR = 10
"""Other claims of the same two that a claim's page lists; all are on the page of the actor."""
_MODALITIES_AGAINST = {Modality.ACTUAL: Modality.DENIED, Modality.DENIED: Modality.ACTUAL}


@dataclass(frozen=True, slots=True)
class Step:
    """What a piece of evidence does to the belief in a claim: nothing if it repeats what counts already."""

    proof: Proof
    weight: float
    before: float
    after: float

    @property
    def counts(self) -> bool:
        """Whether the evidence raises the belief."""
        return self.after > self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """All that the page of a claim shows."""

    note: ClaimNote
    reliability: float
    steps: tuple[Step, ...]
    steps_left: int
    page: int
    denials: tuple[ClaimNote, ...]
    opposed: tuple[ClaimNote, ...]
    others: tuple[ClaimNote, ...]
    others_total: int


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """A piece of evidence with the claims that rest on it."""

    proof: Proof
    claims: tuple[ClaimNote, ...]


def describe_claim(source: Source, iri: str, window: Window | None = None) -> ClaimPage:
    """Gather what the page of a claim shows; `window` chooses the page of its evidence.

    Raises DataError or ValueError if the claim is not complete.
    """
    note = Records(claim_triples(source, [iri]), source.base).claim(iri)
    chosen = window or Window()
    steps, first = belief_steps(note), (chosen.page - 1) * PAGE_SIZE
    shown = steps[first : first + PAGE_SIZE]
    pair = claims_of(source, note.subject.iri, note.object.iri)
    number = pair.count()
    others = [other for other in pair.page(Window(), number) if other != iri][:SAME_PAIR]
    return ClaimPage(
        note=note,
        reliability=DEFAULT_RELIABILITY,
        steps=shown,
        steps_left=max(0, len(steps) - first - len(shown)),
        page=chosen.page,
        denials=_found(source, _denials(source, note)),
        opposed=_found(source, _opposed(source, note)),
        others=tuple(read_claims(source, others)[0]),
        others_total=number - 1,
    )


def describe_evidence(source: Source, iri: str) -> EvidencePage:
    """Gather what the page of a piece of evidence shows. Raises DataError or ValueError if it is broken."""
    proof = Records(evidence_triples(source, [iri]), source.base).proof(iri)
    claims = source.nodes(f"SELECT DISTINCT ?c WHERE {{ ?c ir:hasEvidence {as_node(iri)} }} ORDER BY ?c")
    return EvidencePage(proof, tuple(read_claims(source, claims)[0]))


def belief_steps(note: ClaimNote) -> tuple[Step, ...]:
    """Add the evidence piece by piece, the surest first, and look at the belief after each."""
    pieces, before, steps = [], 0.0, []
    for proof in note.proofs:
        pieces.append(proof.evidence)
        after = belief(pieces)
        steps.append(Step(proof, proof.evidence.score * DEFAULT_RELIABILITY, before, after))
        before = after
    return tuple(steps)


def _denials(source: Source, note: ClaimNote) -> str:
    """A pattern for claims that deny this one, or that this one denies; "" if there can be none."""
    modality = _MODALITIES_AGAINST.get(note.claim.modality)
    if modality is None:
        return ""
    between = claims_from(source, note.subject.iri, note.object.iri)
    return f'{between} ?claim rdf:predicate {as_node(note.relation.iri)} ; ir:modality "{modality}"'


def opposites(relation: Relation) -> list[Relation]:
    """The relations whose happening speaks against this one, by name."""
    known = read_relations().values()
    return [other for other in known if other.opposite == relation.id or relation.opposite == other.id]


def _opposed(source: Source, note: ClaimNote) -> str:
    """A pattern for the opposite act between the same two; either way round if one of them is symmetric."""
    against = opposites(note.claim.relation)
    if note.claim.modality is not Modality.ACTUAL or not against:
        return ""
    turned = [r for r in against if r.symmetric or note.claim.relation.symmetric]

    def acts(relations: Sequence[Relation], subject: Named, target: Named) -> str:
        wanted = ", ".join(str(as_node(f"{ids.ONTOLOGY}{relation.id}")) for relation in relations)
        between = claims_from(source, subject.iri, target.iri)
        does = f'?claim rdf:predicate ?relation ; ir:modality "actual" FILTER(?relation IN ({wanted}))'
        return f"{{ {between} {does} }}"

    straight = acts(against, note.subject, note.object)
    return f"{straight} UNION {acts(turned, note.object, note.subject)}" if turned else straight


def _found(source: Source, pattern: str) -> tuple[ClaimNote, ...]:
    if not pattern:
        return ()
    claims = Claims(source, pattern)
    return claims.listed(Window()).claims
