"""Says what one given actor does to another, always with an answer: the rules' best act between two marked
spans, weighed against the classifier's probabilities.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from spacy.tokens import Doc

from kg.coding.arbitration import distance, label_root, path_between, read_weights
from kg.coding.classifier import Question, read_classifier
from kg.coding.events import read_acts
from kg.coding.lexicon import Lexicon
from kg.coding.predicates import Act
from kg.model import Entity, Mention, Modality, Relation, Span
from kg.ontology import read_relations, root_of

_FALLBACK = "consultsWith"
"""What is answered, with score 0, where no word of the lexicon stands in the text."""

_FORWARD, _ONE_SIDE, _BACKWARD, _OTHER_SIDE, _BY_WORD = 1.0, 0.6, 0.5, 0.4, 0.3
"""How much an act counts with both actors, one of them, both or one in the wrong place, or just its word."""


@dataclass(frozen=True, slots=True)
class Label:
    """The relation of a source to a target; `score`, 0 to 1, is the probability that there is such an act."""

    relation: Relation
    modality: Modality
    score: float

    @property
    def root(self) -> str:
        """The category of PLOVER that the label counts under."""
        return root_of(self.relation, self.modality)


def label_pair(doc: Doc, source: Span, target: Span, lexicon: Lexicon) -> Label:
    """The most likely relation between the actors at two spans of a parsed text."""
    rules = label_by_rules(doc, source, target, lexicon)
    forward, backward = read_classifier().judge(Question(doc.text, (source, target), ((0, 1), (1, 0))))
    chances = label_root(forward, rules.root, rules.score, read_weights().label)
    root = max(chances, key=lambda name: chances[name])
    relation, modality = (rules.relation, rules.modality) if root == rules.root else forward.leaf(root)
    ways = [forward, backward] if relation.symmetric else [forward]
    return Label(relation, modality, round(sum(way.roots[root] for way in ways) / len(ways), 4))


def label_by_rules(doc: Doc, source: Span, target: Span, lexicon: Lexicon) -> Label:
    """What the rules alone make of it; the score tells how well an act fits both actors."""
    ends = (_marked(doc, source, "source"), _marked(doc, target, "target"))
    acts = read_acts(doc, ends, lexicon)
    candidates = [(_fit(act, *ends) * act.score, act) for act in acts]
    best = max(candidates, key=lambda c: c[0], default=(0.0, None))
    if best[1] is not None and best[0] > _BY_WORD:
        return Label(read_relations()[best[1].relation], best[1].modality, round(best[0], 3))
    return _by_word(doc, ends, acts, lexicon)


def _marked(doc: Doc, span: Span, name: str) -> Mention:
    """A mention of an unknown actor at a span."""
    tokens = doc.char_span(*span, alignment_mode="expand") or doc[0:1]
    entity = Entity(id=name, name=name, kind="Group")
    return Mention(span=span, head=tokens.root.i, entities=(entity,), stands_for=(None,))


def _fit(act: Act, source: Mention, target: Mention) -> float:
    forward = source in act.actors and target in act.targets
    backward = target in act.actors and source in act.targets
    if forward or (backward and act.symmetric):
        return _FORWARD
    if backward:
        return _BACKWARD
    if source in act.actors or target in act.targets:
        return _ONE_SIDE
    return _OTHER_SIDE if source in act.targets or target in act.actors else 0.0


def _by_word(doc: Doc, ends: tuple[Mention, Mention], acts: list[Act], lexicon: Lexicon) -> Label:
    """An act without its sides, or a mere word of the lexicon, nearest to the path between the actors."""
    path = path_between(doc[ends[0].head], doc[ends[1].head])
    near = [(distance(act.words[0], path), act) for act in acts]
    if near:
        act = min(near, key=lambda pair: pair[0])[1]
        return Label(read_relations()[act.relation], act.modality, round(_BY_WORD * act.score, 3))
    words = [
        (distance(token, path), relation)
        for token in doc
        if (relation := _usual_relation(token.lemma_.lower(), lexicon)) is not None
    ]
    if words:
        return Label(read_relations()[min(words)[1]], Modality.ACTUAL, 0.1)
    return Label(read_relations()[_FALLBACK], Modality.ACTUAL, 0.0)


def _usual_relation(lemma: str, lexicon: Lexicon) -> str | None:
    """What a word names whatever stands beside it: the relation of most rows, themeless ones first."""
    rows = lexicon.verbs.get(lemma, ())
    relations = [row.relation for row in rows if row.theme is None] or [row.relation for row in rows]
    relations = relations or [row.relation for row in lexicon.nouns.get(lemma, ())]
    return Counter(relations).most_common(1)[0][0] if relations else None
