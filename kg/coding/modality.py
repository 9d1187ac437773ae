"""Sets the modality of an act by the words around it: auxiliaries, negation, hedges and conditions."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from kg.coding.lexicon import Lexicon
from kg.coding.mood import Mood, find_conditions, hedge_of, is_negated, is_past, mood_of
from kg.coding.operators import Operators
from kg.coding.predicates import Act
from kg.language.phrases import is_verb, leading_verb
from kg.model import Modality

_REFUSABLE = frozenset({"CONSULT", "AGREE", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})

_OPEN = frozenset(
    "agree agree+ attempt cancel consider demand deny fail plan prevent promise refuse threaten urge".split()
)
"""Operators that leave it open whether what their infinitive says comes about."""


class Modalities:
    """The conditions of one sentence, and what its verbs say of acts."""

    def __init__(self, doc: Doc, lexicon: Lexicon, operators: Operators) -> None:
        self._conditions = find_conditions(doc[0]) if len(doc) else []
        self._lexicon = lexicon
        self._operators = operators

    def apply(self, act: Act, verb: Token) -> bool:
        """Modality from auxiliaries and negation; a refusal in the present or future is an act.

        False where the verb tells of no act: "must not visit".
        """
        mood = mood_of(verb)
        for condition in self._conditions:
            if condition.main.i == verb.i:
                act.condition = act.condition or condition.text
                if mood in (Mood.FUTURE, Mood.CONDITIONAL) and not is_negated(verb):
                    mood = Mood.POSSIBLE
        if is_negated(verb):
            return self._negate(act, mood)
        hedge = hedge_of(verb)
        if hedge is not None and act.modality in (Modality.ACTUAL, Modality.PLANNED):
            act.modality = hedge
        if mood is Mood.CONDITIONAL and _reported_past(verb):
            mood = Mood.FUTURE
        if act.modality is Modality.ACTUAL:
            if mood is Mood.FUTURE:
                act.modality = Modality.PLANNED
            elif mood in (Mood.POSSIBLE, Mood.CONDITIONAL):
                act.modality = Modality.HYPOTHETICAL
            elif mood is Mood.DUTY:
                act.duty = True
        elif act.modality is Modality.PLANNED and mood in (Mood.POSSIBLE, Mood.CONDITIONAL):
            act.modality = Modality.HYPOTHETICAL
        return True

    def _negate(self, act: Act, mood: Mood) -> bool:
        if (
            mood is not Mood.FACT
            and act.root in _REFUSABLE
            and act.modality in (Modality.ACTUAL, Modality.PLANNED)
        ):
            outcome = self._lexicon.compose("refuse", act.relation)
            if outcome is not None and mood is not Mood.DUTY:
                act.relation = outcome.relation or act.relation
                act.modality = Modality.ACTUAL
                return True
        if mood is Mood.DUTY:
            act.duty = True
            return False
        act.modality = Modality.DENIED
        return True

    def suppose(self, act: Act, verb: Token) -> bool:
        """Leave an act open whose verb stands in a condition; False where it stands in none.

        "As long as" beside a refusal presupposes the act.
        """
        condition = next((c for c in self._conditions if c.verb.i == verb.i), None)
        if condition is None:
            return False
        refused = is_negated(condition.main) or any(
            o.name == "refuse" for o in self._operators.of(condition.main)
        )
        told = (Modality.ACTUAL, Modality.DENIED) if condition.unreal else (Modality.ACTUAL,)
        if not (condition.persisting and refused) and act.modality in told:
            act.modality = Modality.HYPOTHETICAL
        return True

    def inherit(self, act: Act) -> None:
        """A mentioned act in a hypothetical or planned clause is no more certain than the clause."""
        verb = next((a for a in act.top.ancestors if is_verb(a)), None)
        if verb is None or act.modality is not Modality.ACTUAL:
            return
        if any(c.verb.i == verb.i and c.unreal for c in self._conditions) or mood_of(verb) in (
            Mood.POSSIBLE,
            Mood.CONDITIONAL,
        ):
            act.modality = Modality.HYPOTHETICAL
        elif act.root == "CONSULT" and any(self._is_open(a) for a in act.top.ancestors):
            # talks that somebody offers to host are not held; a raid that he promises to look into was
            act.modality = Modality.HYPOTHETICAL

    def _is_open(self, word: Token) -> bool:
        """Whether it is left open if what an infinitive says comes about: "offered to host talks"."""
        operators = self._operators.of(word.head) if word.dep_ == "xcomp" else []
        return any(o.name in _OPEN and "x" in o.slots for o in operators)


def _reported_past(verb: Token) -> bool:
    """Whether "would" is the future of a past report ("said it would send")."""
    verb = leading_verb(verb)
    return verb.dep_ == "ccomp" and is_verb(verb.head) and is_past(verb.head)
