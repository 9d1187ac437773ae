"""Weighs what the rules read in a sentence against what the classifier thinks of it.

Both give a claim a score; a logistic combination of the two says how probable it is that the claim is right.
Its numbers are fitted on the held-out tenth of the corpus by `training/arbitrate.py`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, cached_property, partial

from spacy.tokens import Doc, Token

from kg.coding.classifier import MODEL, NONE, Classifier, Judgement, Question, read_classifier
from kg.coding.lexicon import Lexicon
from kg.coding.parties import Party, find_parties
from kg.language.phrases import is_verb
from kg.model import Mention, Modality, Relation
from kg.ontology import read_relations, root_of

RULES, CLASSIFIER, BOTH = "rules", "classifier", "rules+classifier"
"""The names under which evidence is signed."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted numbers.

    A claim of the rules is right with log-odds `bias + rules * logit(score) + classifier * logit(chance)`,
    where `chance` is the classifier's probability of the claim's root; one of the classifier alone with
    `alone_bias + alone * logit(chance)`. Left out are claims of the rules whose chance is below `least`,
    unless that of their root with another party is `seen` or more, and claims of the classifier alone whose
    chance is below `alone_least`. An act whose target the rules miss gets it from the classifier where its
    chance is `half` or more. `label` is what the root of the rules gains, times their score, where the answer
    must be one of the sixteen.
    """

    bias: float
    rules: float
    classifier: float
    alone_bias: float
    alone: float
    least: float
    seen: float
    alone_least: float
    half: float
    label: float


@cache
def read_weights() -> Weights:
    """The weights that come with the model."""
    return Weights(**json.loads((MODEL / "weights.json").read_text("utf-8")))


class Judge:
    """The classifier's view of one sentence, and how it changes that of the rules.

    The classifier starts at once where `pool` is given, and is waited for when its answer is needed.
    """

    def __init__(
        self,
        doc: Doc,
        mentions: Sequence[Mention],
        offset: int,
        *,
        classifier: Classifier | None = None,
        weights: Weights | None = None,
        pool: Executor | None = None,
    ) -> None:
        self._weights = weights or read_weights()
        self._parties = find_parties(doc, mentions, offset)
        self._asked = [
            (i, j)
            for i, one in enumerate(self._parties)
            for j, other in enumerate(self._parties)
            if i != j and not one.tied(other)
        ]
        question = Question(doc.text, tuple(party.span for party in self._parties), tuple(self._asked))
        self._classifier = classifier or read_classifier()
        self._text = doc.text
        self._alone: dict[tuple[int, ...], dict[tuple[int, ...], Judgement]] = {}
        judge = partial(self._classifier.judge, question)
        self._answers = pool.submit(judge).result if pool is not None else judge

    @cached_property
    def _judged(self) -> list[tuple[Party, Party, Judgement]]:
        """Who was asked about, as source and target, with the answer."""
        return [
            (self._parties[i], self._parties[j], answer)
            for (i, j), answer in zip(self._asked, self._answers(), strict=True)
        ]

    @cached_property
    def pairs(self) -> Mapping[tuple[int, int], Judgement]:
        """The answers by the head words of source and target, whichever mention of them it is."""
        return {
            (a.head, b.head): answer
            for source, target, answer in self._judged
            for a in source.mentions
            for b in target.mentions
        }

    def chance(self, one: Mention, other: Mention, relation: Relation, modality: Modality) -> float | None:
        """The classifier's probability of a claim's root; None if it was not asked about the pair.

        Where that is low, the pair is asked about once more by itself: of somebody who is named several
        times, the first reading saw one mention only.
        """
        root, ways = root_of(relation, modality), _ways(one, other, relation)
        if ways[0] not in self.pairs:
            return None
        found = max(self.pairs[way].roots[root] for way in ways)
        if not self.doubts(found):
            return found
        alone = self._ask_alone(one, other)
        return max(found, *(alone[way].roots[root] for way in ways))

    def _ask_alone(self, one: Mention, other: Mention) -> Mapping[tuple[int, ...], Judgement]:
        """The answers for both directions with only the two mentions marked, where they stand."""
        pair = tuple(sorted((one.head, other.head)))
        if pair not in self._alone:
            phrases = {head: span for party in self._parties for head, span in party.phrases.items()}
            question = Question(self._text, (phrases[pair[0]], phrases[pair[1]]), ((0, 1), (1, 0)))
            self._alone[pair] = dict(zip((pair, pair[::-1]), self._classifier.judge(question), strict=True))
        return self._alone[pair]

    def targets(self, actors: Sequence[Mention], root: str) -> list[Mention]:
        """On whom the classifier sees some actors act in such a way, the surest first."""
        heads = {mention.head for mention in actors}
        found = [
            (answer.roots[root], target.main)
            for source, target, answer in self._judged
            if answer.root == root and answer.roots[root] >= self._weights.half
            if any(mention.head in heads for mention in source.mentions)
        ]
        return [mention for _, mention in sorted(found, key=lambda item: -item[0])]

    def sees(self, one: Mention, other: Mention, root: str) -> bool:
        """Whether the classifier finds such an act between one of the two, in its place, and anybody.

        Which of several actors does it is what the parse knows better.
        """
        return any(
            judgement.roots[root] >= self._weights.seen
            for (source, target), judgement in self.pairs.items()
            if source == one.head or target == other.head
        )

    def weigh(self, score: float, chance: float) -> float:
        """How probable a claim of the rules is."""
        w = self._weights
        return _logistic(w.bias + w.rules * _logit(score) + w.classifier * _logit(chance))

    def doubts(self, chance: float) -> bool:
        """Whether a probability is so low that a claim of the rules is left out."""
        return chance < self._weights.least

    def weigh_alone(self, chance: float) -> float:
        """How probable a claim is that only the classifier makes; 0 if it is to be left out."""
        w = self._weights
        return _logistic(w.alone_bias + w.alone * _logit(chance)) if chance >= w.alone_least else 0.0

    def told(self, one: Mention, other: Mention, relation: Relation) -> Modality:
        """How the classifier thinks that an act is told which the rules take for actual.

        Actual, unless it finds the same relation between the two, told otherwise.
        """
        found = [self.pairs[way] for way in _ways(one, other, relation) if way in self.pairs]
        if not found or max(found[0].modalities, key=found[0].modalities.__getitem__) == Modality.ACTUAL:
            return Modality.ACTUAL
        leaf, modality = max(found, key=lambda j: 1 - j.roots[NONE]).leaf(found[0].root)
        return modality if leaf.id == relation.id else Modality.ACTUAL

    def view(self, one: Mention, other: Mention, relation: Relation) -> str:
        """What the classifier thinks of a pair, in words: its likeliest roots with their probabilities."""
        asked = [self.pairs[way] for way in _ways(one, other, relation) if way in self.pairs]
        if not asked:
            return "the classifier was not asked"
        found = min(asked, key=lambda judgement: judgement.roots[NONE])
        ranked = sorted(found.roots.items(), key=lambda item: -item[1])
        told = max(found.modalities, key=lambda name: found.modalities[name])
        likely = ", ".join(f"{name} {chance:.2f}" for name, chance in ranked[:2])
        return f"classifier: {likely}; {told} {found.modalities[told]:.2f}"

    def proposals(self) -> list[tuple[Mention, Mention, Relation, Modality, float]]:
        """Acts that the classifier finds, each with its probability; of the two directions the likelier."""
        best: dict[frozenset[int], tuple[float, Party, Party, Judgement]] = {}
        for source, target, judgement in self._judged:
            found = (judgement.roots[judgement.root], source, target, judgement)
            pair = frozenset((source.main.head, target.main.head))
            if pair not in best or best[pair][0] < found[0]:
                best[pair] = found
        return [
            (source.main, target.main, *judgement.leaf(judgement.root), sure)
            for chance, source, target, judgement in best.values()
            if (sure := self.weigh_alone(min(chance, _chance_as_told(judgement))))
        ]

    def confirms(self, one: Mention, other: Mention, root: str) -> bool:
        """Whether a proposal is found again in a second reading, of the pair by itself."""
        return self.weigh_alone(self._ask_alone(one, other)[one.head, other.head].roots[root]) > 0


def _chance_as_told(judgement: Judgement) -> float:
    """How probable it is that an act is a fact where it is taken for one; 1 where it is not."""
    _, modality = judgement.leaf(judgement.root)
    return judgement.modalities[modality] if modality is Modality.ACTUAL else 1.0


def find_trigger(doc: Doc, one: Mention, other: Mention, root: str, lexicon: Lexicon) -> Token:
    """The word that stands for an act of the classifier.

    One that the lexicon knows for the root, near the path between the actors in the parse, else the verb
    above them both.
    """
    path = path_between(doc[one.head], doc[other.head])
    taken = {one.head, other.head}
    known = [t for t in doc if t.i not in taken and root in _roots_of(t, lexicon)]
    if known:
        return min(known, key=lambda t: (distance(t, path), t.i))
    verbs = [doc[i] for i in sorted(path) if is_verb(doc[i])]
    return verbs[0] if verbs else doc[one.head].sent.root


def path_between(one: Token, other: Token) -> set[int]:
    """The words between two words in the parse, both included."""
    above = [one.i, *(a.i for a in one.ancestors)]
    upward = [other.i, *(a.i for a in other.ancestors)]
    common = next((i for i in above if i in upward), None)
    if common is None:
        return {one.i, other.i}
    return {*above[: above.index(common) + 1], *upward[: upward.index(common) + 1]}


def distance(token: Token, path: set[int]) -> int:
    """How far a word lies from a path: 0 on it, else from the nearest word of it."""
    return 0 if token.i in path else min(abs(token.i - i) for i in path)


def label_root(judgement: Judgement, root: str | None, score: float, weight: float) -> dict[str, float]:
    """The probabilities of the sixteen roots, if there is an act, after a vote of the rules for one."""
    chances = {
        name: chance * math.exp(weight * score if name == root else 0.0)
        for name, chance in judgement.roots.items()
        if name != NONE
    }
    total = sum(chances.values())
    return {name: chance / total for name, chance in chances.items()}


def _roots_of(token: Token, lexicon: Lexicon) -> set[str]:
    lemma = token.lemma_.lower()
    rows = lexicon.verbs.get(lemma, ()) if is_verb(token) else lexicon.nouns.get(lemma, ())
    return {read_relations()[row.relation].root for row in rows}


def _ways(one: Mention, other: Mention, relation: Relation) -> list[tuple[int, int]]:
    """The directions in which a relation holds, as head words of source and target."""
    return [(one.head, other.head), (other.head, one.head)][: 1 + relation.symmetric]


def _logit(chance: float) -> float:
    bounded = min(max(chance, 0.001), 0.999)
    return math.log(bounded / (1 - bounded))


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
