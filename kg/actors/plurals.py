"""Finds who several actors together are: "the two countries", "both sides", coordinated names."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from kg.actors.memory import Named
from kg.actors.roles import RoleSentence
from kg.language.phrases import conjuncts
from kg.model import Entity, Form, Mention

BLOCS = frozenset({"IntergovernmentalOrganization"})
BANDS = frozenset({"NonStateArmedGroup", "Organization", "Company"})
"""The kinds of actor that "the bloc" and "the group" can mean."""
_COLLECTIVE = frozenset({"State", "Territory", *BLOCS, *BANDS})
_PERSONAL = frozenset("president minister leader premier man woman envoy chief king ruler chancellor".split())
_NUMBERS = {"two": 2, "both": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5, "six": 6}
_PAIR = 2
LOOK_BACK, LOOK_BACK_TOGETHER = 1, 3
"""Sentences back in which so many actors, or so many that were coordinated, are "the two" before the leading
ones of the text."""


class PluralSentence(RoleSentence):
    """A sentence with the actors that it names together."""

    def _joined(self, token: Token) -> tuple[Entity, ...]:
        """All who are coordinated with a mention: "the guarantors, Russia and Iran"."""
        found = (e for t in conjuncts(token) if t.i in self.mentions for e in self.mentions[t.i].entities)
        return tuple(dict.fromkeys(found))

    def _several(self, noun: Token, lemma: str) -> tuple[Entity, ...]:
        """The actors behind "the two countries", "both sides", "the three presidents"."""
        size = next((_NUMBERS[c.lower_] for c in noun.children if c.lower_ in _NUMBERS), 0)
        if not size:
            return ()
        fits = _is_person if lemma in _PERSONAL else _is_collective
        here = self.named_together(size, fits, before=noun.i)
        group = here or self.actors.last_group(size, fits, sentences=LOOK_BACK)
        if group:
            return group
        if fits is _is_person:
            return self._bearers(size, lemma) or self.actors.last_group(size, fits)
        together = self.actors.last_group(size, fits, sentences=LOOK_BACK_TOGETHER, together=True)
        if together:
            return together
        leading = self.actors.leading(size) if size == _PAIR else ()
        return leading or self.actors.last_group(size, fits)

    def _bearers(self, size: int, title: str) -> tuple[Entity, ...]:
        """The people named last who bear a title: "both presidents"."""
        people = dict.fromkeys(self.actors.people())
        found = [p for p in people if any(role.title.endswith(title) for role in self.actors.roles(p))]
        return tuple(reversed(found[:size])) if len(found) >= size else ()

    def named_together(
        self,
        size: int,
        fits: Callable[[Entity], bool],
        before: int | None = None,
        *,
        coordinated: bool = False,
    ) -> tuple[Entity, ...]:
        """The last so many actors coordinated up to a token, else all if they are so many."""
        limit = len(self.doc) if before is None else before
        heads = [h for h in sorted(self.mentions) if h < limit and not self.mentions[h].modifier]
        for head in reversed(heads):
            group = [t.i for t in conjuncts(self.doc[head]) if t.i in self.mentions and t.i < limit]
            found = self._actors_of(group, fits)
            if len(group) > 1 and len(found) == size:
                return found
        only = () if coordinated else self._actors_of(heads, fits)
        return only if len(only) == size else ()

    def named_groups(self) -> list[Named]:
        """The actors that the sentence names, states and bodies or people: all, then those it coordinates."""
        heads = [h for h in sorted(self.mentions) if not self.mentions[h].modifier]
        together = [[t.i for t in conjuncts(self.doc[h]) if t.i in self.mentions] for h in heads]
        groups = [(heads, False), *((group, True) for group in together)]
        found = [
            Named(self._actors_of(g, f), joined) for g, joined in groups for f in (_is_collective, _is_person)
        ]
        return [group for group in found if len(group.actors) > 1]

    def _actors_of(self, heads: list[int], fits: Callable[[Entity], bool]) -> tuple[Entity, ...]:
        """The actors behind some mentions, once each: themselves, or for whom they stand."""
        found: dict[str, Entity] = {}
        for head in heads:
            for entity, state in zip(
                self.mentions[head].entities, self.mentions[head].stands_for, strict=True
            ):
                actor = entity if fits(entity) else state
                if actor is not None and fits(actor) and entity.kind != "Place":
                    found.setdefault(actor.id, actor)
        return tuple(found.values())

    def is_many(self, mention: Mention) -> bool:
        """Whether a mention is plural: several actors, a people, officials, a group of rebels."""
        head = self.doc[mention.head]
        if mention.modifier or mention.form is Form.PRONOUN:
            return len(mention.entities) > 1
        crowd = mention.entities[0].kind in ("Group", "NonStateArmedGroup")
        described = mention.form in (Form.NOMINAL, Form.DEMONYM) and head.tag_ in ("NNS", "NNPS")
        return len(mention.entities) > 1 or crowd or described

    def is_subject(self, mention: Mention) -> bool:
        """Whether a mention is the subject of its sentence's clauses."""
        return self.doc[mention.head].dep_ in ("nsubj", "nsubjpass")

    @staticmethod
    def _definite(noun: Token) -> bool:
        return any(c.dep_ in ("det", "poss") and c.lower_ in ("the", "this", "that") for c in noun.children)


def _is_person(entity: Entity) -> bool:
    return entity.kind == "Person"


def _is_collective(entity: Entity) -> bool:
    return entity.kind in _COLLECTIVE
