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
from kg.language.phrases import is_verb
from kg.model import Mention, Modality, Relation
from kg.ontology import read_relations, root_of

_MODIFIERS = frozenset({"compound", "nmod", "amod", "poss", "nummod"})
"""Dependencies by which a word says whose or which another one is."""

RULES, CLASSIFIER, BOTH = "rules", "classifier", "rules+classifier"
"""The names under which evidence is signed."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted numbers.

    A claim of the rules is right with log-odds `bias + rules * logit(score) + classifier * logit(chance)`,
    where `chance` is the classifier's probability of the claim's root; one of the classifier alone with
    `alone_bias + alone * logit(chance)`. Claims of the rules whose chance is below `least` and claims of the
    classifier alone whose chance is below `alone_least` are left out. `label` is what the root of the rules
    gains, times their score, where the answer must be one of the sixteen.
    """

    bias: float
    rules: float
    classifier: float
    alone_bias: float
    alone: float
    least: float
    alone_least: float
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
        self._doc = doc
        self._weights = weights or read_weights()
        self._actors = [m for m in mentions if m.entities and not m.modifier]
        self._asked = [
            (i, j)
            for i, one in enumerate(self._actors)
            for j, other in enumerate(self._actors)
            if i != j and _apart(one, other)
        ]
        spans = tuple((m.span[0] - offset, m.span[1] - offset) for m in self._actors)
        judge = partial(
            (classifier or read_classifier()).judge, Question(doc.text, spans, tuple(self._asked))
        )
        self._answers = pool.submit(judge).result if pool is not None else judge

    @cached_property
    def pairs(self) -> Mapping[tuple[int, int], Judgement]:
        """The answers by the head words of source and target."""
        heads = [(self._actors[i].head, self._actors[j].head) for i, j in self._asked]
        return dict(zip(heads, self._answers(), strict=True))

    def chance(self, one: Mention, other: Mention, relation: Relation, modality: Modality) -> float | None:
        """The classifier's probability of a claim's root; None if it was not asked about the pair."""
        ways = [(one.head, other.head), (other.head, one.head)][: 1 + relation.symmetric]
        found = [self.pairs[way].roots[root_of(relation, modality)] for way in ways if way in self.pairs]
        return max(found, default=None)

    def support(self, one: Mention, other: Mention, root: str) -> float:
        """The highest probability of a root between one of the two, in its place, and anybody.

        Which of several actors does it is what the parse knows better.
        """
        return max(
            (
                judgement.roots[root]
                for (source, target), judgement in self.pairs.items()
                if source == one.head or target == other.head
            ),
            default=0.0,
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

    def view(self, one: Mention, other: Mention, relation: Relation) -> str:
        """What the classifier thinks of a pair, in words: its likeliest roots with their probabilities."""
        ways = [(one.head, other.head), (other.head, one.head)][: 1 + relation.symmetric]
        asked = [self.pairs[way] for way in ways if way in self.pairs]
        if not asked:
            return "the classifier was not asked"
        found = min(asked, key=lambda judgement: judgement.roots[NONE])
        ranked = sorted(found.roots.items(), key=lambda item: -item[1])
        told = max(found.modalities, key=lambda name: found.modalities[name])
        likely = ", ".join(f"{name} {chance:.2f}" for name, chance in ranked[:2])
        return f"classifier: {likely}; {told} {found.modalities[told]:.2f}"

    def _modifies(self, mention: Mention) -> bool:
        """Whether a mention only says whose another one is: "UN" in "UN chief Antonio Guterres"."""
        token = self._doc[mention.head]
        heads = {other.head for other in self._actors} - {mention.head}
        while token.dep_ in _MODIFIERS and token.head.i != token.i:
            token = token.head
            if token.i in heads:
                return True
        return False

    def proposals(self) -> list[tuple[Mention, Mention, Relation, Modality, float]]:
        """Acts that the classifier finds, each with its probability; of the two directions the likelier."""
        by_head = {m.head: m for m in self._actors if not self._modifies(m)}
        best: dict[frozenset[int], tuple[float, int, int, str]] = {}
        for (one, other), judgement in self.pairs.items():
            if not {one, other} <= by_head.keys():
                continue
            root = judgement.root
            found = (judgement.roots[root], one, other, root)
            pair = frozenset((one, other))
            if pair not in best or best[pair][0] < found[0]:
                best[pair] = found
        proposals = []
        for chance, one, other, root in best.values():
            if sure := self.weigh_alone(chance):
                relation, modality = self.pairs[one, other].leaf(root)
                proposals.append((by_head[one], by_head[other], relation, modality, sure))
        return proposals


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


def _apart(one: Mention, other: Mention) -> bool:
    """Whether two mentions name different actors in different places, neither speaking for the other."""
    nested = one.span[0] < other.span[1] and other.span[0] < one.span[1]
    ids = [{e.id for e in m.entities} for m in (one, other)]
    masters = [{e.id for e in m.stands_for if e is not None} for m in (one, other)]
    tied = ids[0] & (ids[1] | masters[1]) or ids[1] & masters[0]
    return not nested and not tied and one.head != other.head


def _logit(chance: float) -> float:
    bounded = min(max(chance, 0.001), 0.999)
    return math.log(bounded / (1 - bounded))


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
