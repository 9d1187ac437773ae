"""Finds all mentions of a sentence: to the names it adds described actors and pronouns.

"The Iranian foreign minister", "police in Minsk", "the two countries", "they": each is resolved by what the
sentence and the article named before.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.actors.named_sentence import NamedSentence
from kg.language.phrases import conjuncts, subject_of
from kg.model import Entity, Mention

_PERSON_PRONOUNS = frozenset("he she him her his hers himself herself".split())
_THING_PRONOUNS = frozenset("it its itself".split())
_OWN_PRONOUNS = frozenset("we us our ours".split())
_PLURAL_PRONOUNS = frozenset("they them their theirs themselves".split())
_ACTING_KINDS = frozenset(
    "State IntergovernmentalOrganization NonStateArmedGroup Government Organization Company Group "
    "Person".split()
)
_BLOC_NOUNS = frozenset("bloc alliance union organisation organization body agency grouping".split())
BLOCS = frozenset({"IntergovernmentalOrganization"})
BANDS = frozenset({"NonStateArmedGroup", "Organization", "Company"})
"""The kinds of actor that "the bloc" and "the group" can mean."""


class Sentence(NamedSentence):
    """One sentence while its mentions are collected, in the order of their words."""

    def add_reference(self, token: Token) -> None:
        """A noun or pronoun that points to an actor."""
        if token.i in self._taken or token.i in self.mentions:
            return
        if token.pos_ == "PRON":
            self._add_pronoun(token)
        elif token.pos_ in ("NOUN", "PROPN"):
            self._add_noun(token)

    def _add_noun(self, noun: Token) -> None:
        lemma = self._lemma(noun)
        if noun.pos_ == "PROPN" and (local := self.actors.local(noun.text)) is not None:
            self.add(noun, noun.i, noun.i + 1, (local,))
            return
        if (
            noun.dep_ in ("compound", "amod", "nmod")
            and noun.head.i in self.mentions
            and noun.head.i > noun.i
        ):
            return
        entities = self._described(noun, lemma)
        if entities:
            start = min([noun.i] + [c.i for c in noun.children if c.i in self.mentions and c.i < noun.i])
            self.add(noun, start, noun.i + 1, entities)
        elif any(lemma in nouns for nouns in self._nouns.values()):
            self.actors.unlinked[self.doc[noun.left_edge.i : noun.i + 1].text] += 1

    def _lemma(self, noun: Token) -> str:
        """The lemma, with the word before it where the two are one noun of the list."""
        lemma = noun.lemma_.lower()
        if noun.i:
            pair = f"{self.doc[noun.i - 1].lower_} {lemma}"
            if any(pair in nouns for nouns in self._nouns.values()):
                return pair
        return lemma

    def _described(self, noun: Token, lemma: str) -> tuple[Entity, ...]:
        """Who a described actor is: "the Iranian foreign minister", "police in Minsk", "both sides"."""
        plural = noun.tag_ in ("NNS", "NNPS")
        if plural and lemma in self._nouns["two"] and (both := self._both(noun)):
            return both
        of = self._belonging(noun) or (self._belonging(noun.head) if noun.dep_ == "conj" and plural else None)
        if lemma in self._nouns["office"]:
            return self._office_holder(noun, of)
        if lemma in self._nouns["body"] and of is not None and of.kind != "Group":
            return self._all_belonging(noun) if plural else (of,)
        for role in ("group", "private"):
            if lemma in self._nouns[role] and self._is_people(noun, plural=plural):
                return (self._people(lemma, of, private=role == "private"),)
        found = None if plural else self._pointed_at(noun, lemma, of)
        return (found,) if found is not None else ()

    def _people(self, lemma: str, of: Entity | None, *, private: bool) -> Entity:
        """People of a state are a group of their own; people of a movement or body are that body."""
        if of is not None and of.kind not in ("State", "Group"):
            return of
        state = of if of is not None and of.kind == "State" else self._scene() or self.actors.home
        return self.actors.group(lemma, state, private=private)

    def _pointed_at(self, noun: Token, lemma: str, of: Entity | None) -> Entity | None:
        """Who "the country", "his country", "the army" or "the bloc" points back to."""
        if of is not None:
            return of if lemma in self._nouns["country"] and self._owned(noun) else None
        if not self._definite(noun):
            return None
        if lemma in self._nouns["country"]:
            return self._country(noun)
        if lemma in self._nouns["alliance"]:
            kinds = BLOCS if lemma in _BLOC_NOUNS else BANDS
            return self._body_before(noun, kinds) or self.actors.last_body(kinds)
        return (self._scene() or self.actors.home) if lemma in self._nouns["body"] else None

    def _scene(self) -> Entity | None:
        """The state that opens the sentence as its scene: "In Colombia, the government ..."."""
        if len(self.doc) < 3 or self.doc[0].lower_ != "in":
            return None
        place = next((t for t in self.doc[1:5] if t.head.i == 0 and t.i in self.mentions), None)
        return None if place is None else self._state_of(self.mentions[place.i])

    def _body_before(self, noun: Token, kinds: frozenset[str]) -> Entity | None:
        earlier = [e for h in sorted(self.mentions) if h < noun.i for e in self.mentions[h].entities]
        return next((e for e in reversed(earlier) if e.kind in kinds), None)

    @staticmethod
    def _is_people(noun: Token, *, plural: bool) -> bool:
        """Whether a noun means several people: plural, or collective and not owned ("its people")."""
        collective = noun.lemma_.lower() in ("people", "militia", "crowd")
        return plural or (collective and not Sentence._owned(noun))

    @staticmethod
    def _owned(noun: Token) -> bool:
        return any(c.tag_ == "PRP$" for c in noun.children)

    @staticmethod
    def _definite(noun: Token) -> bool:
        return any(c.dep_ in ("det", "poss") and c.lower_ in ("the", "this", "that") for c in noun.children)

    def _office_holder(self, noun: Token, of: Entity | None) -> tuple[Entity, ...]:
        for child in noun.children:
            if child.dep_ == "appos" and child.i in self.mentions:
                return self.mentions[child.i].entities
        if noun.dep_ == "appos" and noun.head.i in self.mentions:
            return self.mentions[noun.head.i].entities
        if any(c.lower_ in ("former", "ex", "ousted", "deposed", "late", "then") for c in noun.children):
            return ()
        title = self._title_of(noun)
        if of is not None and of.kind != "Group":
            if noun.tag_ in ("NNS", "NNPS"):
                return self._all_belonging(noun)
            holder = self.actors.holder(of, title) if title else None
            return (holder or of,)
        if self._definite(noun) and noun.tag_ in ("NN", "NNP"):
            person = self.actors.titled(noun.lemma_.lower())
            return (person,) if person is not None else ()
        return ()

    def _both(self, noun: Token) -> tuple[Entity, ...]:
        """The pair behind "the two countries", "both sides"."""
        if not any(
            c.lower_ in ("two", "both") or (c.dep_ == "nummod" and c.lower_ == "2") for c in noun.children
        ):
            return ()
        here = self.named_pair(before=noun.i)
        return here if len(here) == 2 else (self.actors.pair() if len(self.actors.pair()) == 2 else ())

    def named_pair(self, before: int | None = None, *, coordinated: bool = False) -> tuple[Entity, ...]:
        """The last two actors named side by side up to a token, else the only two actors, unless excluded."""
        limit = len(self.doc) if before is None else before
        heads = [m for m in sorted(self.mentions) if m < limit and not self.mentions[m].modifier]
        for head in reversed(heads):
            group = [t.i for t in conjuncts(self.doc[head]) if t.i in self.mentions and t.i < limit]
            if len(group) == 2:
                return self._actors_of(group)
        only = () if coordinated else self._actors_of(heads)
        return only if len(only) == 2 else ()

    def named_actors(self) -> tuple[Entity, ...]:
        """The states, organisations and armed groups that the sentence names or speaks of."""
        return self._actors_of([h for h in sorted(self.mentions) if not self.mentions[h].modifier])

    def _actors_of(self, heads: list[int]) -> tuple[Entity, ...]:
        found: dict[str, Entity] = {}
        for head in heads:
            for entity, state in zip(
                self.mentions[head].entities, self.mentions[head].stands_for, strict=True
            ):
                actor = state or entity
                if actor.kind in ("State", "IntergovernmentalOrganization", "NonStateArmedGroup") and (
                    entity.kind != "Place"
                ):
                    found.setdefault(actor.id, actor)
        return tuple(found.values())

    def is_subject(self, mention: Mention) -> bool:
        """Whether a mention is the subject of its sentence's clauses."""
        return self.doc[mention.head].dep_ in ("nsubj", "nsubjpass")

    def _country(self, noun: Token) -> Entity | None:
        """Find who "the country" is: the state in focus that is not itself the subject of the same clause."""
        verb = next((a for a in noun.ancestors if a.pos_ in ("VERB", "AUX")), None)
        subject = subject_of(verb) if verb is not None else None
        besides: frozenset[str] = frozenset()
        if subject is not None and subject.i in self.mentions and subject.i != noun.i:
            besides = frozenset(s.id for s in self.mentions[subject.i].stands_for if s is not None)
        for head in sorted(self.mentions, reverse=True):
            state = self.mentions[head].entities[0]
            before = head < noun.i and not self.mentions[head].modifier
            if before and state.kind == "State" and state.id not in besides:
                return state
        return self.actors.last_state(besides)

    def _add_pronoun(self, pronoun: Token) -> None:
        word = pronoun.lower_
        entities: tuple[Entity, ...] = ()
        if word in _PERSON_PRONOUNS:
            person = self._person_before(pronoun) or self.actors.last_person()
            entities = (person,) if person is not None else ()
        elif word in _THING_PRONOUNS:
            thing = self._subject_before(pronoun) or self.actors.last_state()
            entities = (thing,) if thing is not None and self._can_be_it(pronoun) else ()
        elif word in _OWN_PRONOUNS:
            entities = self._quoted_side()
        elif word in _PLURAL_PRONOUNS:
            entities = self._plural_before(pronoun)
        else:
            return
        if entities:
            self.add(pronoun, pronoun.i, pronoun.i + 1, entities)
        else:
            self.actors.unlinked[word] += 1

    def _quoted_side(self) -> tuple[Entity, ...]:
        """Find who "we" is in a quotation: the state of the speaker, named beside it or before."""
        if not any(token.is_quote for token in self.doc):
            return ()
        speakers = [
            m.entities[0]
            for m in self.mentions.values()
            if self.is_subject(m) and m.entities[0].kind == "Person" and len(m.entities) == 1
        ]
        speaker = speakers[-1] if speakers else self.actors.last_person()
        side = self.actors.stands_for(speaker) if speaker is not None else None
        return (side,) if side is not None else ()

    @staticmethod
    def _can_be_it(pronoun: Token) -> bool:
        """Whether an "it" can be a state: as an object it rarely is ("calling it unacceptable")."""
        return pronoun.dep_ in ("poss", "nsubj", "nsubjpass", "pobj")

    def _subjects_before(self, token: Token) -> Iterator[Mention]:
        """Mentions before a token: subjects from the nearest clause outwards, then other ones."""
        heads = [
            h for h in sorted(self.mentions, reverse=True) if h < token.i and not self.mentions[h].modifier
        ]
        ranked = sorted(heads, key=lambda h: self.doc[h].dep_ not in ("nsubj", "nsubjpass"))
        yield from (self.mentions[h] for h in ranked)

    def _person_before(self, token: Token) -> Entity | None:
        for mention in self._subjects_before(token):
            if len(mention.entities) == 1 and mention.entities[0].kind == "Person":
                return mention.entities[0]
        return None

    def _subject_before(self, token: Token) -> Entity | None:
        for mention in self._subjects_before(token):
            entity = mention.entities[0]
            if len(mention.entities) == 1 and entity.kind in _ACTING_KINDS - {"Person", "Group"}:
                return entity
        return None

    def _plural_before(self, token: Token) -> tuple[Entity, ...]:
        for mention in self._subjects_before(token):
            if len(mention.entities) > 1:
                return mention.entities
            if mention.entities[0].kind == "Group":
                return mention.entities
        return self.named_pair(before=token.i, coordinated=True) or self.actors.pair(coordinated=True)
