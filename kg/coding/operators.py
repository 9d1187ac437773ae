"""Says what operators do to the sides of an act: who refuses whom, who asks whom, who suffers.

Which operators there are stands in `operators.tsv`; what relation comes of them is `Lexicon.compose`.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from kg.coding.arguments import Arguments
from kg.coding.lexicon import Lexicon, Operator
from kg.coding.predicates import Act
from kg.language.phrases import is_verb, with_dep
from kg.model import Mention

_DIRECTED = frozenset({"demand", "urge"})
"""Operators by which somebody wants another to act: the act's own actor becomes the target."""

_TRANSPARENT = frozenset({"support", "announce", "allege", "deny", "consider", "prevent", "fail"})
"""Operators that leave the sides of the act as they are when the act has an actor of its own."""


class Operators:
    """The operators of one sentence; `keys` gives the lemmas under which a verb is listed."""

    def __init__(self, arguments: Arguments, lexicon: Lexicon, keys: Callable[[Token], list[str]]) -> None:
        self._args = arguments
        self._lexicon = lexicon
        self._keys = keys

    def of(self, token: Token) -> tuple[Operator, ...]:
        """The operators that a verb, noun or adjective can be."""
        if is_verb(token):
            own = [op for key in self._keys(token) for op in self._lexicon.operators.get(key, ())]
            return (*own, *self.denials(token))
        prefix = "adj" if token.pos_ == "ADJ" else "noun"
        return self._lexicon.operators.get(f"{prefix}:{token.lemma_.lower()}", ())

    def denials(self, verb: Token) -> list[Operator]:
        """What "is untrue" does to a report that it is said of."""
        said = with_dep(verb, "acomp", "attr") if verb.lemma_ == "be" else []
        return [op for t in said if t.pos_ in ("ADJ", "NOUN") for op in self.of(t) if op.name == "deny"]

    def subjects(self, governor: Token) -> list[Mention]:
        """Who refuses, promises or plans: the subject of a verb or adjective, the owner of a noun."""
        if is_verb(governor):
            return self._args.subjects(governor)
        if governor.pos_ == "ADJ":
            return self._args.who(self._args.surface_tokens(governor.head)) if is_verb(governor.head) else []
        return self._args.owners(governor, ("by", "of", "from"))

    def turn(self, act: Act, operator: str, governor: Token, subjects: list[Mention]) -> None:
        """Who acts on whom once the operator has taken the act over."""
        before = [*act.actors, *(m for m in act.targets if m not in act.actors)]
        if operator in _DIRECTED:
            asked = self._asked(governor, subjects)
            act.targets = asked or act.actors or act.targets
            if act.symmetric and not asked:
                act.targets = before
            act.actors = subjects
        elif operator == "suffer":
            act.targets = subjects or act.targets
            act.actors = act.actors or self.open_targets(act, governor)
        elif act.actors and operator in _TRANSPARENT:
            if not act.targets and act.symmetric and subjects:
                act.targets = subjects
        elif subjects:
            act.actors = subjects
            if act.symmetric and before:
                act.targets = before
        if not act.targets:
            act.targets = self.open_targets(act, governor)

    def _asked(self, governor: Token, subjects: list[Mention]) -> list[Mention]:
        """Who is asked, where the operator names him: its object or after its prepositions."""
        rows = [row for key in self._keys(governor) for row in self._lexicon.verbs.get(key, ())]
        slots = [slot for row in rows for slot in row.targets if slot != "I"] if is_verb(governor) else ["to"]
        for slot in slots:
            if slot == "O":
                found = self._args.who(self._args.object_tokens(governor))
            else:
                found = self._args.after(governor, (slot,)) if slot.islower() else []
                if not found and is_verb(governor):
                    found = self._args.slot(governor, slot) if slot.islower() else []
            if found and found != subjects:
                return found
        return []

    def open_targets(self, act: Act, governor: Token) -> list[Mention]:
        """Targets that stand at the governing word: "imposed sanctions on X", "gave X aid"."""
        own = {e.id for m in act.actors for e in m.entities}
        slots = [*act.open_slots, *(s for s in ("with", "to", "on", "against") if s not in act.open_slots)]
        if is_verb(governor):
            receivers = [c for c in with_dep(governor, "dative") if c.pos_ != "ADP"]
            if found := self._args.who_or_owner(receivers) or self._args.who(
                self._args.object_tokens(governor)
            ):
                return found
        for slot in slots:
            found = [m for m in self._args.after(governor, (slot,)) if not {e.id for e in m.entities} <= own]
            if found:
                return found
        return []
