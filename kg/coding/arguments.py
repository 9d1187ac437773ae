"""Finds who stands in which slot of a predicate, from the dependency parse.

Subjects are deep ones: by-agents of passives, controllers of infinitives, antecedents of relative clauses,
subjects shared in coordinations. What the slots mean is the lexicon's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from spacy.tokens import Doc, Token

from kg.language.phrases import conjuncts, is_passive, is_verb, prepositions, subject_of, with_dep
from kg.model import Mention

_OBJECT_CONTROL = frozenset(
    "ask urge force order allow invite persuade press pressure push tell want expect call encourage help "
    "lead cause compel oblige warn advise beg request require permit convince enable instruct command "
    "implore accuse".split()
)
"""Verbs whose object, not subject, does what their infinitive says."""

_RELATIVES = frozenset({"who", "which", "that", "whom"})
_OWNER_DEPS = frozenset({"poss", "amod", "compound", "nmod"})
_OWNER_PREPOSITIONS = ("of", "by", "against", "on", "with", "to", "from")
_PARTITIVES = frozenset(
    "thousand hundred dozen score million ten number group crowd series majority some one two three many "
    "most several all part rest handful".split()
)
"""Words that stand for what follows their "of": "thousands of protesters"."""

_NO_BODY = frozenset({"State", "Place", "Person", "Group"})
"""Kinds of actors that no bloc or movement is named for."""

_MAX_DEPTH = 8
"""No clause of a news sentence is nested deeper; guards against cycles through odd parses."""


class Arguments:
    """The slots of one sentence's predicates, filled with mentions of actors.

    A single one of the `persons` (lemmas: citizen, man, tourist) is not the state that he comes from. One of
    the `bodies` (bloc, movement) is whose name stands before it: "the Mercosur bloc".
    """

    def __init__(
        self,
        doc: Doc,
        mentions: Iterable[Mention],
        *,
        persons: frozenset[str] = frozenset(),
        bodies: frozenset[str] = frozenset(),
    ) -> None:
        self.doc = doc
        self._persons = persons
        self._bodies = bodies
        self.mentions: Mapping[int, Mention] = {m.head: m for m in mentions}

    def who(self, tokens: Iterable[Token]) -> list[Mention]:
        """The actors that the tokens themselves name."""
        found: list[Mention] = []
        for token in tokens:
            named = self._antecedent(token)
            if named.i not in self.mentions and named.lemma_.lower() in _PARTITIVES:
                named = next((inner for word, inner in prepositions(named) if word == "of"), named)
            if named.i not in self.mentions and named.dep_ == "appos":
                named = named.head
            mention = self.mentions.get(named.i) or self._name_before(named)
            if mention is not None and not mention.modifier and mention not in found:
                found.append(mention)
        return found

    def _name_before(self, noun: Token) -> Mention | None:
        """The group or organisation whose name a common noun repeats: "the Hezbollah movement"."""
        if noun.lemma_.lower() not in self._bodies:
            return None
        names = (self.mentions[c.i] for c in with_dep(noun, "compound", "nmod") if c.i in self.mentions)
        return next((m for m in names if m.entities and m.entities[0].kind not in _NO_BODY), None)

    def who_or_owner(self, tokens: Iterable[Token]) -> list[Mention]:
        """The actors that the tokens name, or else to whom the things they name belong."""
        tokens = list(tokens)
        things = [t for t in tokens if not (t.tag_ == "NN" and t.lemma_.lower() in self._persons)]
        return self.who(tokens) or [m for thing in things for m in self.owners(thing, _OWNER_PREPOSITIONS)]

    def owners(self, noun: Token, after: Iterable[str] = ()) -> list[Mention]:
        """The actors that modify a noun: possessor, adjective, compound, or after given prepositions."""
        found = [
            self.mentions[token.i]
            for child in noun.children
            if child.dep_ in _OWNER_DEPS
            for token in conjuncts(child)
            if token.i in self.mentions
        ]
        if found:
            return found
        wanted = tuple(after)
        phrases = [(word, inner) for word, inner in prepositions(noun) if word in wanted]
        for _, inner in sorted(phrases, key=lambda p: wanted.index(p[0])):
            if mentions := self.who(conjuncts(inner)) or self.owners(inner):
                return mentions
        return []

    def after(self, token: Token, wanted: Iterable[str]) -> list[Mention]:
        """The actors after one of the prepositions at a token."""
        for word in wanted:
            for found, inner in prepositions(token):
                if found == word and (mentions := self.who_or_owner(conjuncts(inner))):
                    return mentions
        return []

    def _antecedent(self, token: Token) -> Token:
        """What a relative pronoun stands for; other tokens stand for themselves."""
        if token.lower_ not in _RELATIVES or token.tag_ not in ("WP", "WDT"):
            return token
        for ancestor in token.ancestors:
            if ancestor.dep_ == "relcl":
                return ancestor.head
        return token

    def subjects(self, verb: Token) -> list[Mention]:
        """The actors that are the deep subject of a verb."""
        return self.who(self.subject_tokens(verb))

    def subject_tokens(self, verb: Token, depth: int = 0) -> list[Token]:
        """The words that are the deep subject of a verb, in order."""
        if is_passive(verb):
            return [t for word, inner in prepositions(verb) if word == "by" for t in conjuncts(inner)]
        own = subject_of(verb)
        if own is not None:
            return conjuncts(own)
        return self._inherited(verb, depth) if depth < _MAX_DEPTH else []

    def surface_tokens(self, verb: Token, depth: int = 0) -> list[Token]:
        """The words that are the grammatical subject of a verb, its own or an inherited one."""
        own = subject_of(verb)
        if own is not None:
            return conjuncts(own)
        return self._inherited(verb, depth) if depth < _MAX_DEPTH else []

    def _inherited(self, verb: Token, depth: int) -> list[Token]:
        head, dep = verb.head, verb.dep_
        if dep in ("relcl", "acl"):
            return self._of_noun_clause(verb, head, depth)
        if dep == "pcomp":
            return self._of_gerund(head.head, head.lower_, depth)
        if dep in ("conj", "advcl", "xcomp", "ccomp", "dep") and head.i != verb.i:
            if dep == "xcomp" and is_verb(head) and head.lemma_ in _OBJECT_CONTROL:
                objects = with_dep(head, "dobj")
                if objects:
                    return conjuncts(objects[0])
                if on := [
                    t
                    for word, inner in prepositions(head)
                    if word in ("on", "upon")
                    for t in conjuncts(inner)
                ]:
                    return on
            if is_verb(head):
                return self.surface_tokens(head, depth + 1)
            if head.pos_ == "ADJ" and is_verb(head.head):
                return self.surface_tokens(head.head, depth + 1)
            if dep == "conj" and head.pos_ in ("NOUN", "PROPN"):
                return conjuncts(head)[:1]
        return []

    def _of_gerund(self, head: Token, preposition: str, depth: int) -> list[Token]:
        """Who does what a gerund after a preposition says: "accused Iran of arming", "after meeting"."""
        if is_verb(head):
            objects = with_dep(head, "dobj")
            if preposition in ("of", "from", "into", "for", "against") and objects and not is_passive(head):
                return conjuncts(objects[0])
            return self.surface_tokens(head, depth + 1)
        if head.pos_ == "ADJ" and is_verb(head.head):
            return self.surface_tokens(head.head, depth + 1)
        return []

    def _of_noun_clause(self, verb: Token, noun: Token, depth: int) -> list[Token]:
        """Who does what a clause after a noun says: "troops attacking", "its plan to attack"."""
        infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
        if verb.dep_ == "relcl" or not infinitive or (noun.i in self.mentions and noun.dep_ == "ROOT"):
            return conjuncts(noun)
        owners = [self.doc[m.head] for m in self.owners(noun, ("by", "of", "from"))]
        if owners:
            return owners
        governor = noun.head
        return self.surface_tokens(governor, depth + 1) if is_verb(governor) else []

    def object_tokens(self, verb: Token) -> list[Token]:
        """The words that are the deep object of a verb: object, passive subject, relative antecedent."""
        if is_passive(verb):
            if verb.dep_ == "acl":
                return conjuncts(verb.head)
            return self.surface_tokens(verb)
        objects = with_dep(verb, "dobj") or [c for c in with_dep(verb, "npadvmod") if c.i in self.mentions]
        if objects:
            antecedent = self._antecedent(objects[0])
            return conjuncts(antecedent) if antecedent.i == objects[0].i else [antecedent]
        if verb.dep_ == "relcl" and (own := subject_of(verb)) is not None and own.lower_ not in _RELATIVES:
            return [verb.head]
        return []

    def slot(self, verb: Token, slot: str) -> list[Mention]:
        """The actors in a slot of a verb's frame (see the README of the lexicon)."""
        if slot == "S":
            return self.subjects(verb)
        if slot == "O":
            return self.who_or_owner(self.object_tokens(verb))
        if slot == "I":
            receivers = [t for c in with_dep(verb, "dative") if c.pos_ != "ADP" for t in conjuncts(c)]
            return self.who_or_owner(receivers) or self.slot(verb, "to")
        found = self.after(verb, (slot,))
        if found:
            return found
        for thing in self.object_tokens(verb):
            if found := self.after(thing, (slot,)):
                return found
        return []
