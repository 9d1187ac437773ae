"""Fits how rules and classifier are weighed, on the held-out tenth: `python -m training.arbitrate`.

Writes `weights.json` beside the model. Neither the rules nor the network have seen these sentences.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from spacy.tokens import Doc

from kg.coding.arbitration import Judge, Weights, label_root
from kg.coding.classifier import MODEL, Classifier, Question, read_classifier
from kg.coding.events import read_acts
from kg.coding.labelling import label_by_rules
from kg.coding.lexicon import read_lexicon
from kg.language.pipeline import DEFAULT_PIPELINE, read_pipeline
from kg.model import Entity, Mention
from kg.ontology import read_relations, root_of
from training.corpus import HELD_OUT, Example, read_corpus

NEUTRAL = Weights(
    bias=0, rules=1, classifier=0, alone_bias=0, alone=1, least=0, seen=0, alone_least=0, half=1, label=0
)
"""Weights before anything is fitted: every candidate is kept."""

LEAST, SEEN, ALONE_LEAST, HALF = 0.05, 0.5, 0.9, 0.8
"""Chances from which claims are kept. The held-out tenth resembles what the network has read, so that limits
fitted there trust it too much on other texts; these were chosen on the gold of `tests/gold`."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible claim with both scores, `rules` None where only the classifier made it."""

    rules: float | None
    chance: float
    right: bool


def mentions_of(doc: Doc, example: Example) -> list[Mention]:
    """The marked actors as mentions of unknown actors."""
    found = []
    for name, span in example.actors.items():
        tokens = doc.char_span(*span, alignment_mode="expand") or doc[0:1]
        entity = Entity(id=name, name=name, kind="Group")
        found.append(Mention(span=span, head=tokens.root.i, entities=(entity,), stands_for=(None,)))
    return found


def candidates_of(doc: Doc, example: Example, classifier: Classifier) -> Iterator[Candidate]:
    """What rules and classifier make of an example, each with whether its root and direction are right."""
    mentions = mentions_of(doc, example)
    judge = Judge(doc, mentions, 0, classifier=classifier, weights=NEUTRAL)
    taken: set[frozenset[str]] = set()
    made: set[tuple[str, str, str]] = set()
    for act in read_acts(doc, mentions, read_lexicon()):
        relation = read_relations()[act.relation]
        targets = act.targets or (act.actors if relation.symmetric else [])
        actors = act.actors or (act.targets if relation.symmetric else [])
        for one in actors:
            for other in targets:
                source, target = one.entities[0].id, other.entities[0].id
                chance = judge.chance(one, other, relation, act.modality)
                key = (source, target, root_of(relation, act.modality))
                if source == target or chance is None or key in made:
                    continue
                made.add(key)
                taken.add(frozenset((source, target)))
                yield Candidate(
                    act.score, chance, key[2] in {a.root for a in example.between(source, target)}
                )
    for one, other, relation, modality, chance in judge.proposals():
        source, target = one.entities[0].id, other.entities[0].id
        if frozenset((source, target)) not in taken:
            root = root_of(relation, modality)
            yield Candidate(None, chance, root in {a.root for a in example.between(source, target)})


def fit(candidates: list[Candidate]) -> Weights:
    """The logistic combinations, and the chances from which claims are kept."""
    both = [c for c in candidates if c.rules is not None]
    alone = [c for c in candidates if c.rules is None]
    bias, rules, classifier = regress([[logit(c.rules or 0.0), logit(c.chance)] for c in both], both)
    if rules < 0:  # the rules' own scores say nothing that the classifier does not know better
        rules = 0.0
        bias, classifier = regress([[logit(c.chance)] for c in both], both)
    alone_bias, slope = regress([[logit(c.chance)] for c in alone], alone)
    return Weights(
        bias=bias,
        rules=rules,
        classifier=classifier,
        alone_bias=alone_bias,
        alone=slope,
        least=LEAST,
        seen=SEEN,
        alone_least=ALONE_LEAST,
        half=HALF,
        label=0.0,
    )


def regress(features: list[list[float]], candidates: list[Candidate]) -> list[float]:
    """Bias and coefficients of a logistic regression of being right."""
    model = LogisticRegression(C=10.0).fit(features, [c.right for c in candidates])
    return [round(float(number), 3) for number in (*model.intercept_, *model.coef_[0])]


def show_limits(candidates: list[Candidate]) -> None:
    """Print what limits would keep, and how much of it is right."""
    for name, group in (("rules", [c for c in candidates if c.rules is not None]), ("alone", candidates)):
        for limit in (0.0, 0.02, 0.05, 0.1, 0.2, 0.5, 0.7, 0.8, 0.9, 0.95):
            kept = [c for c in group if c.chance >= limit and (c.rules is None) == (name == "alone")]
            right = sum(c.right for c in kept)
            print(f"{name} from {limit}: {len(kept)} kept, {right / max(1, len(kept)):.3f} right")


def label_weight(
    docs: list[Doc], examples: list[Example], classifier: Classifier
) -> tuple[float, dict[float, float]]:
    """What the root of the rules should weigh where both actors are given, and macro F1 by weight."""
    asked = []
    for doc, example in zip(docs, examples, strict=True):
        for source, target in {(a.source, a.target) for a in example.acts}:
            spans = (example.actors[source], example.actors[target])
            (judgement,) = classifier.judge(Question(example.text, spans, ((0, 1),)))
            rules = label_by_rules(doc, *spans, read_lexicon())
            asked.append((judgement, rules, [a.root for a in example.between(source, target)]))
    scores = {}
    weights: list[float] = np.arange(0.0, 6.1, 0.5).tolist()
    for weight in weights:
        right, given = [], []
        for judgement, rules, rights in asked:
            chances = label_root(judgement, rules.root, rules.score, weight)
            best = max(chances, key=lambda root: chances[root])
            given.append(best)
            right.append(best if best in rights else rights[0])
        scores[weight] = round(f1_score(right, given, average="macro"), 4)
    return max(scores, key=lambda weight: scores[weight]), scores


def logit(chance: float) -> float:
    """Log-odds of a probability, bounded as in `kg.coding.arbitration`."""
    bounded = min(max(chance, 0.001), 0.999)
    return float(np.log(bounded / (1 - bounded)))


def main() -> int:
    """Fit, write, and say what was found."""
    examples = [e for e in read_corpus() if e.batch.endswith(HELD_OUT)]
    classifier = read_classifier()
    docs = list(read_pipeline(DEFAULT_PIPELINE).pipe(e.text for e in examples))
    found = [c for doc, e in zip(docs, examples, strict=True) for c in candidates_of(doc, e, classifier)]
    weights = fit(found)
    show_limits(found)
    best, scores = label_weight(docs, examples, classifier)
    print("label macro F1 by weight of the rules:", scores)
    weights = Weights(**{**asdict(weights), "label": best})
    print(Counter((c.rules is None, c.right) for c in found), weights)
    (MODEL / "weights.json").write_text(json.dumps(asdict(weights), indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
