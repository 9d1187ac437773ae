"""Makes claims of the acts of a sentence: who stands for whom, when it was, what is left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

from spacy.tokens import Doc, Token

from kg import ids
from kg.coding.arbitration import BOTH, CLASSIFIER, RULES, Judge, find_trigger
from kg.coding.events import read_acts
from kg.coding.labelling import Label, label_pair
from kg.coding.lexicon import Lexicon, read_lexicon
from kg.coding.mood import find_conditions
from kg.coding.predicates import Act
from kg.coding.sides import SPOKEN, Side, acts_of, camps_of, pair_sides
from kg.coding.timing import Place, event_date
from kg.language.dates import find_dates
from kg.model import Article, Claim, Entity, Evidence, Mention, Modality, Relation, Span
from kg.ontology import read_relations, root_of

_SUREST = 0.99
"""No claim is scored higher; two decimals, as processors differ in the third."""

_DOUBTED = 0.8
"""What a claim keeps of its score where the classifier gives its act to others; set by judgement."""

_PRONOUN_FACTOR = 0.9
"""A side that a pronoun or "the country" names costs this factor; set by judgement, not yet measured."""

_BESIDE = frozenset({"near", "off", "outside", "around"})
_VENUES = _BESIDE | {"in", "at"}
"""Prepositions before a place; whoever is named after one is not spoken to, nor acted on `_BESIDE` it."""

_EDGES = frozenset({Modality.ACTUAL, Modality.PLANNED})
"""Modalities in which a wrong claim does most harm."""


class _Reading(NamedTuple):
    """A claim that the rules read from an act, with the classifier's chance of it and view of the pair."""

    act: Act
    sides: tuple[Mention, Mention]
    claim: Claim
    chance: float | None
    view: str


class Coder:
    """Codes sentences by the rules of the lexicon, checked and completed by the classifier."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self._lexicon = lexicon or read_lexicon()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="classifier")

    def ask(self, doc: Doc, mentions: list[Mention], offset: int) -> Judge:
        """Set the classifier to work on a parsed sentence, in a thread beside this one."""
        return Judge(doc, mentions, offset, pool=self._pool)

    def code_sentence(
        self,
        doc: Doc,
        mentions: list[Mention],
        judge: Judge,
        *,
        article: Article,
        offset: int,
        rejected: Counter[str],
    ) -> list[Claim]:
        """The claims of one parsed sentence; `rejected` counts the acts that make none, by reason."""
        place = Place(doc, article, offset, find_dates(doc.text, article.date))
        disputed: dict[frozenset[str], set[int]] = {}
        read = list(self._by_rules(place, mentions, judge, rejected, disputed))
        drafts = [*read, *self._by_classifier(place, read, judge, disputed)]
        claims: dict[tuple[str, ...], Claim] = {}
        for claim in drafts:
            known = claims.get(claim.key)
            if known is None or known.evidence[0].score < claim.evidence[0].score:
                claims[claim.key] = claim
        return _without_shadows(list(claims.values()))

    def _by_rules(
        self,
        place: Place,
        mentions: list[Mention],
        judge: Judge,
        rejected: Counter[str],
        disputed: dict[frozenset[str], set[int]],
    ) -> Iterator[Claim]:
        """The claims that the rules read, save those that the classifier thinks wrong.

        The classifier answers with one act for a pair. Where it sees another than the rules, and they have
        read that one too, both stand. The words of an act that is left out go to `disputed`, under its pair.
        """
        readings = list(self._read(place, mentions, judge, rejected))
        backed = {
            camps_of(r.claim.subject, r.claim.object)
            for r in readings
            if r.chance is not None and not judge.doubts(r.chance)
        }
        for act, sides, claim, chance, view in readings:
            score = claim.evidence[0].score
            why = f"rules: {_words(act)} {act.score:.2f}; {view}"
            if chance is None:
                yield _signed(claim, RULES, score, why)
            elif not judge.doubts(chance):
                yield _signed(claim, BOTH, judge.weigh(act.score, chance) * score / act.score, why)
            elif (
                claim.modality not in _EDGES
                or camps_of(claim.subject, claim.object) in backed
                or judge.sees(*sides, root_of(claim.relation, claim.modality))
            ):
                yield _signed(claim, RULES, score * _DOUBTED, why)
            else:
                rejected["the classifier disagrees"] += 1
                words = disputed.setdefault(camps_of(claim.subject, claim.object), set())
                words.update(word.i for word in act.words)

    def _read(
        self, place: Place, mentions: list[Mention], judge: Judge, rejected: Counter[str]
    ) -> Iterator[_Reading]:
        """What the rules read, with what the classifier thinks of it; whole acts first."""
        acts = read_acts(place.doc, mentions, self._lexicon)
        seen: set[frozenset[str]] = set()
        for act in sorted(acts, key=_lacks_target):
            relation = read_relations()[act.relation]
            if _lacks_target(act):
                self._complete(act, relation, judge, place, seen)
            found = False
            for one, other in pair_sides(act, relation, rejected):
                found = True
                seen.add(camps_of(one.entity, other.entity))
                claim = self._claim(act, relation, (one, other), place)
                sides = (one.mention, other.mention)
                if claim.modality is Modality.ACTUAL:
                    told = judge.told(*sides, relation)
                    if not (told is Modality.ALLEGED and act.speech):  # a report is no accusation
                        claim = replace(claim, modality=told)
                chance = judge.chance(*sides, relation, claim.modality)
                yield _Reading(act, sides, claim, chance, judge.view(*sides, relation))
            if not found and not (act.actors and act.targets):
                rejected["no actor known" if not act.actors else "no target known"] += 1

    @staticmethod
    def _complete(
        act: Act, relation: Relation, judge: Judge, place: Place, seen: set[frozenset[str]]
    ) -> None:
        """Give an act of which the parse shows no target the one that the classifier finds, if it is sure.

        Not somebody of a pair of which a whole act was read, nor a place where the act only happens.
        """
        venues = _VENUES if relation.quad in SPOKEN else _BESIDE
        actors = [entity for mention in act.actors for entity in mention.entities]
        for partner in judge.targets(act.actors, root_of(relation, act.modality)):
            known = {camps_of(actor, entity) for actor in actors for entity in partner.entities}
            named = not any(ids.is_local(entity.id) for entity in partner.entities)
            if named and known.isdisjoint(seen) and not _is_venue(place.doc[partner.head], venues):
                act.targets = [partner]
                return

    def _by_classifier(
        self, place: Place, known: list[Claim], judge: Judge, disputed: dict[frozenset[str], set[int]]
    ) -> Iterator[Claim]:
        """The claims that the classifier finds between known actors for whom the rules found none.

        An act that the rules read already, with its actor or its target, is not given to a second pair: who
        takes part in an act the parse knows better. Words on which the two disagree make no claim.
        """
        taken = {camps_of(c.subject, c.object) for c in known}
        read = {side for c in known for side in acts_of(c.subject, c.object, c.relation, c.modality)}
        for one, other, relation, modality, sure in judge.proposals():
            if _is_venue(place.doc[other.head], _VENUES if relation.quad in SPOKEN else _BESIDE):
                continue
            trigger = find_trigger(place.doc, one, other, root_of(relation, modality), self._lexicon)
            act = Act(
                relation=relation.id,
                top=trigger,
                actors=[one],
                targets=[other],
                words=[trigger],
                open_slots=(),
                score=sure,
                modality=modality,
                condition=next((c.text for c in find_conditions(trigger) if c.main.i == trigger.i), None),
            )
            for subject, target in pair_sides(act, relation, Counter()):
                names = (subject.entity.id, target.entity.id)
                again = read & acts_of(subject.entity, target.entity, relation, modality)
                camps = camps_of(subject.entity, target.entity)
                new = camps not in taken and not again and trigger.i not in disputed.get(camps, ())
                named = not any(ids.is_local(name) for name in names)
                if new and named and judge.confirms(one, other, root_of(relation, modality)):
                    claim = self._claim(act, relation, (subject, target), place)
                    yield _signed(
                        claim, CLASSIFIER, sure, f"rules: nothing; {judge.view(one, other, relation)}"
                    )

    def label(self, doc: Doc, source: Span, target: Span) -> Label:
        """What the actor at one span of a parsed text does to the actor at another."""
        return label_pair(doc, source, target, self._lexicon)

    def _claim(self, act: Act, relation: Relation, sides: tuple[Side, Side], place: Place) -> Claim:
        day, last, modality = event_date(act, relation, place)
        subject, target = sides
        article, offset, read = place.article, place.offset, place.doc.text
        quote = article.text[offset : offset + len(read)]
        evidence = Evidence(
            article=article.id,
            publisher=article.publisher,
            url=article.url,
            published=article.date,
            start=offset,
            end=offset + len(quote),
            quote=quote,
            trigger=_trigger(act, offset),
            subject_span=subject.mention.span,
            object_span=target.mention.span,
            speaker=_speaker(act, relation, sides),
            condition=_as_written(act.condition, read, quote),
            topics=self._topics(quote),
            extractor=RULES,
            score=_score(act, sides, article),
        )
        return Claim(
            subject=subject.entity,
            relation=relation,
            object=target.entity,
            modality=modality,
            date=day,
            date_end=last,
            evidence=(evidence,),
        )

    def _topics(self, text: str) -> tuple[str, ...]:
        return tuple(sorted(topic for topic, words in self._lexicon.topics.items() if words.search(text)))


def _lacks_target(act: Act) -> bool:
    """Whether the parse shows who acts, but not on whom."""
    several = len({entity.id for mention in act.actors for entity in mention.entities}) > 1
    return bool(act.actors) and not act.targets and not (act.symmetric and several)


def _signed(claim: Claim, extractor: str, score: float, reason: str) -> Claim:
    """The claim under the name and with the score of those who decided it."""
    (evidence,) = claim.evidence
    decided = replace(evidence, extractor=extractor, score=min(round(score, 2), _SUREST), reason=reason)
    return replace(claim, evidence=(decided,))


def _words(act: Act) -> str:
    """The words that told an act, in quotation marks."""
    return '"' + " ".join(t.text for t in sorted(act.words, key=lambda t: t.i)) + '"'


def _is_venue(token: Token, prepositions: frozenset[str]) -> bool:
    """Whether somebody is named as the place of what happens: "met in Geneva", "off the coast of Oman"."""
    if token.dep_ == "pobj" and token.head.lower_ == "of":
        token = token.head.head
    return token.dep_ == "pobj" and token.head.lower_ in prepositions


def _as_written(words: str | None, read: str, quote: str) -> str | None:
    """Words of the sentence that was parsed, as the article has them: in its own case and quotation marks."""
    start = -1 if words is None else read.find(words)
    return words if words is None or start < 0 else quote[start : start + len(words)]


def _trigger(act: Act, offset: int) -> Span:
    words = sorted(act.words, key=lambda t: t.i)
    first, last = words[0], words[-1]
    return offset + first.idx, offset + last.idx + len(last)


def _speaker(act: Act, relation: Relation, sides: tuple[Side, Side]) -> Entity | None:
    """Who says it: the subject of the verb of saying, else the person who takes the stance."""
    if act.speaker is not None and len(act.speaker.entities) == 1:
        return act.speaker.entities[0]
    if relation.quad not in SPOKEN or relation.personal or relation.symmetric:
        return None
    person = sides[0].mention.entities[0]
    return person if person.kind == "Person" and len(sides[0].mention.entities) == 1 else None


def _score(act: Act, sides: tuple[Side, Side], article: Article) -> float:
    """The act's own score, less where a side is named only by a pronoun or a common noun."""
    score = act.score
    for side in sides:
        start, end = side.mention.span
        if article.text[start:end][:1].islower():
            score *= _PRONOUN_FACTOR
    return round(score, 3)


def _without_shadows(claims: list[Claim]) -> list[Claim]:
    """Drop a claim that only repeats another of the sentence less exactly.

    The same pair, root and modality from the same words with a lower score says nothing new.
    """
    kept: list[Claim] = []
    for claim in sorted(claims, key=lambda c: -c.evidence[0].score):
        shadowed = any(
            (k.subject.id, k.object.id, k.modality, k.relation.root)
            == (claim.subject.id, claim.object.id, claim.modality, claim.relation.root)
            and _overlap(k.evidence[0].trigger, claim.evidence[0].trigger)
            for k in kept
        )
        if not shadowed:
            kept.append(claim)
    return sorted(kept, key=lambda c: (c.evidence[0].trigger, c.key))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
