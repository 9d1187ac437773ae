"""Finds who holds the offices that a sentence names without their holders: "the Iranian foreign minister"."""

from __future__ import annotations

from spacy.tokens import Token

from kg.actors.named_sentence import COUNTERPARTS
from kg.actors.plurals import PluralSentence
from kg.actors.screening import FORMER
from kg.actors.titles import OPPOSED
from kg.model import Entity


class OfficeSentence(PluralSentence):
    """A sentence with the holders of its offices."""

    def _named_beside(self, noun: Token, lemma: str) -> tuple[Entity, ...]:
        """Whom an apposition names: "its negotiator, Redwan Hussein", "Washington, their patron"."""
        person = self._nouns["role"] | self._nouns["private"] | self._nouns["group"]
        titled = self._title_of(noun) or lemma in person
        standing = lemma in self._nouns["standing"] | self._nouns["alliance"] | self._nouns["organisation"]
        if not titled and not standing:
            return ()
        beside = [c for c in noun.children if c.dep_ == "appos"] + (
            [noun.head] if noun.dep_ == "appos" else []
        )
        for token in beside:
            mention = self.mentions.get(token.i)
            human = mention is not None and mention.entities[0].kind == "Person"
            if mention is not None and (titled if human else standing):
                return self._joined(token) if noun.tag_ == "NNS" else mention.entities
        return ()

    @staticmethod
    def _is_former(noun: Token) -> bool:
        return any(c.lower_ in FORMER for c in noun.children)

    def _office_holder(self, noun: Token, title: str, of: Entity | None) -> tuple[Entity, ...]:
        """Who holds an office, by the text or by the files; () if nobody is known."""
        if title in COUNTERPARTS:
            return self._counterparts(noun, of)
        if title == "predecessor":
            return self._predecessor(noun)
        if title.split(maxsplit=1)[0] in OPPOSED or self._is_former(noun):
            whose = None if title.split(maxsplit=1)[0] in OPPOSED else of
            former = self.actors.named_holder(title, whose, former=True) if self._is_former(noun) else None
            person = former or self.actors.named_holder(title, whose)
            return (person,) if person is not None else ()
        if of is not None:
            return () if of.kind == "Group" else self._holders(noun, title, (of,))
        if noun.tag_ == "NNS" and (owners := self._all_belonging(noun)):
            return self._holders(noun, title, owners)
        single = self._definite(noun) and noun.tag_ in ("NN", "NNP")
        return self._bare_title(noun, title) if single else ()

    def _holders(self, noun: Token, title: str, owners: tuple[Entity, ...]) -> tuple[Entity, ...]:
        """Who holds an office of a state, or of several; the state itself where no holder is known."""
        if noun.tag_ in ("NNS", "NNPS"):
            owners = self._all_belonging(noun) or owners
            if len(owners) == 1:
                return owners
        found = tuple(self.actors.named_holder(title, o) or self.actors.holder(o, title) or o for o in owners)
        known = noun.lemma_.lower() in self._nouns["office"]
        return found if known or any(e.kind == "Person" for e in found) else ()

    def _bare_title(self, noun: Token, title: str) -> tuple[Entity, ...]:
        """Who "the minister" is: one who was named, else that of the state that the text speaks of."""
        here = self._named_before(noun, title)
        person = (
            here
            or self.actors.named_holder(title, None)
            or self.actors.named_holder(title, None, former=True)
        )
        if person is None and (home := self._scene() or self.actors.home) is not None:
            person = self.actors.holder(home, title)
        return (person,) if person is not None else ()

    def _named_before(self, noun: Token, title: str) -> Entity | None:
        """A person of the same sentence who bears the title."""
        for head in sorted((h for h in self.mentions if h < noun.i), reverse=True):
            person = self.mentions[head].entities[0]
            if person.kind == "Person" and any(r.title.endswith(title) for r in self.actors.roles(person)):
                return person
        return None

    def _counterparts(self, noun: Token, of: Entity | None) -> tuple[Entity, ...]:
        """Who holds the same office elsewhere: "his Turkish counterpart"."""
        owners = self._all_belonging(noun) if noun.tag_ == "NNS" else (() if of is None else (of,))
        own = next((c for c in noun.children if c.dep_ == "poss" and c.i in self.mentions), None)
        person = None if own is None else self.mentions[own.i].entities[0]
        if person is None or person.kind != "Person":
            mine_all = () if own is None else self.mentions[own.i].stands_for
            return tuple(owner for owner in owners if owner not in mine_all)
        mine = self.actors.stands_for(person)
        beside = [self._state_of(self.mentions.get(c.i)) for c in noun.children if c is not own]
        states = [state for state in (*owners, *beside) if state is not None and state != mine]
        others = list(dict.fromkeys(states))
        return tuple(self.actors.counterpart(person, o) or o for o in others)

    def _predecessor(self, noun: Token) -> tuple[Entity, ...]:
        """Who held an office before the person of whom the text speaks: "her predecessor"."""
        owner = self._owner(noun)
        person = None if owner is None else owner.entities[0]
        before = None if person is None else self.actors.predecessor(person)
        return () if before is None else (before,)
