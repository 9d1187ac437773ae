"""Finds the actors that a sentence describes: "the Iranian foreign minister", "police in Minsk"."""

from __future__ import annotations

from spacy.tokens import Token

from kg.actors.offices import OfficeSentence
from kg.actors.plurals import BANDS, BLOCS
from kg.actors.titles import OPPOSED
from kg.language.phrases import subject_of
from kg.model import Entity, Form

_BLOC_NOUNS = frozenset("bloc alliance union organisation organization body agency grouping forum".split())
_BAND_NOUNS = frozenset(
    "rebel militant insurgent guerrilla fighter separatist group movement militia".split()
)


class DescribedSentence(OfficeSentence):
    """A sentence with the nouns that stand for actors."""

    def add_noun(self, noun: Token) -> None:
        """A noun that describes an actor or points back to one."""
        if noun.pos_ == "PROPN" and (known := self._called_before(noun)):
            self.add(noun, noun.i, noun.i + 1, known)
            return
        owner = any(child.dep_ == "case" for child in noun.children)
        if noun.dep_ in ("compound", "amod", "nmod") and noun.head.i > noun.i and not owner:
            return
        lemma = self._lemma(noun)
        entities = self._named_beside(noun, lemma) or self._described(noun, lemma)
        if entities:
            owners = [self._first_of(c) for c in noun.children if c.i in self.mentions and c.i < noun.i]
            start = min([noun.i, *owners])
            form = Form.TITLE if self._title_of(noun) and entities[0].kind == "Person" else Form.NOMINAL
            self.add(noun, start, noun.i + 1, entities, form)
        elif any(
            lemma in nouns
            for role, nouns in self._nouns.items()
            if role not in ("affair", "organisation", "role", "standing", "bare", "servant")
        ):
            self.actors.unlinked[self.doc[noun.left_edge.i : noun.i + 1].text] += 1

    def _called_before(self, noun: Token) -> tuple[Entity, ...]:
        """Whom a lone capitalised word means: "Holmen", "the Tigers", "the South"."""
        local = self.actors.local(noun.text)
        if local is None and self._definite(noun):
            local = self.actors.part_of_name(noun.text)
        return () if local is None else (local,)

    def _lemma(self, noun: Token) -> str:
        """The lemma, with the word before it where the two are one noun of the list."""
        lemma = noun.lemma_.lower()
        if noun.i:
            pair = f"{self.doc[noun.i - 1].lower_} {lemma}"
            if any(pair in nouns for nouns in self._nouns.values()):
                return pair
        return lemma

    def _described(self, noun: Token, lemma: str) -> tuple[Entity, ...]:
        """Who a described actor is."""
        plural = noun.tag_ in ("NNS", "NNPS")
        bodies = self._nouns["body"] | self._nouns["office"] if self._definite(noun) else frozenset()
        if plural and lemma in self._nouns["two"] | bodies and (several := self._several(noun, lemma)):
            return several
        of = self._belonging(noun)
        if of is None and (band := self._band(noun, lemma, plural=plural)) is not None:
            return (band,)
        if of is None and noun.dep_ == "conj" and plural:
            of = self._belonging(noun.head)
        title = self._title_of(noun)
        if (
            title is not None
            and not self._of_region(noun)
            and (person := self._office_holder(noun, title, of))
        ):
            return person
        if title is not None and (self._of_region(noun) or title.split()[0] in OPPOSED):
            return ()
        if lemma in self._nouns["office"]:
            return () if of is None or of.kind == "Group" or self._is_former(noun) else (of,)
        if lemma in self._nouns["body"] | self._nouns["arms"] and (
            owners := self._owners(noun, lemma, of, plural=plural)
        ):
            return owners
        return self._folk(noun, lemma, of, plural=plural)

    def _owners(self, noun: Token, lemma: str, of: Entity | None, *, plural: bool) -> tuple[Entity, ...]:
        """Whose ministry or army it is: of those named with it, else of the state that the text speaks of."""
        if of is not None and of.kind == "Group":
            return ()
        if plural:
            owners = self._all_belonging(noun)
            home = self._scene() or self.actors.home if self._is_home(noun, lemma) else None
            return owners or (() if home is None else (home,))
        if of is not None:
            self.actors.note_body(lemma, of)
            return (of,)
        bare = not any(c.dep_ in ("det", "poss", "amod", "nummod", "compound") for c in noun.children)
        served = self._one(noun) and lemma in self._nouns["role"] | self._nouns["servant"]
        home = self._scene() or self.actors.home
        return (home,) if home is not None and (served or (bare and lemma in self._nouns["bare"])) else ()

    def _other_side(self, noun: Token) -> Entity | None:
        """Who "its ally" or "their neighbour" is where the text speaks of two states: the other one."""
        owner = self._owner(noun)
        pair = self.actors.leading(2)
        own = () if owner is None else owner.stands_for
        return next((s for s in pair if s not in own), None) if len(own) == 1 and own[0] in pair else None

    def _is_home(self, noun: Token, lemma: str) -> bool:
        """Whether a plural without an owner means the servants of the state of which the text speaks."""
        people = lemma in self._nouns["body"] and lemma not in self._nouns["country"] | self._nouns["two"]
        owned = any(
            c.dep_ in ("nummod", "poss") or (c.pos_ == "PROPN" and c.i < noun.i) for c in noun.children
        )
        determined = any(c.dep_ == "det" for c in noun.children)
        return people and not owned and (self._definite(noun) or not determined)

    def _folk(self, noun: Token, lemma: str, of: Entity | None, *, plural: bool) -> tuple[Entity, ...]:
        """People without a body, one of them, or what was named before by another word."""
        for role in ("group", "private"):
            if lemma in self._nouns[role] and self._is_people(noun, plural=plural):
                return (self._people(lemma, of, private=role == "private"),)
        if not plural and lemma in self._nouns["private"] and noun.tag_ == "NN" and self._one(noun):
            return (self.actors.individual(lemma, of if of is not None and of.kind == "State" else None),)
        if plural:
            return self._all_belonging(noun) if lemma in self._nouns["country"] and self._owned(noun) else ()
        found = self._pointed_at(noun, lemma, of)
        return (found,) if found is not None else ()

    def _band(self, noun: Token, lemma: str, *, plural: bool) -> Entity | None:
        """The armed group that "the rebels" and "the group" mean."""
        if lemma not in _BAND_NOUNS or not self._definite(noun):
            return None
        band = self._body_before(noun, BANDS) or self.actors.last(lambda e: e.kind in BANDS)
        return band if band is not None and (not plural or band.kind == "NonStateArmedGroup") else None

    def _people(self, lemma: str, of: Entity | None, *, private: bool) -> Entity:
        """People of a state are a group of their own; people of a movement or body are that body."""
        if of is not None and of.kind not in ("State", "Group"):
            return of
        state = of if of is not None and of.kind == "State" else self._scene() or self.actors.home
        return self.actors.group(lemma, state, private=private)

    def _pointed_at(self, noun: Token, lemma: str, of: Entity | None) -> Entity | None:
        """Who "the country", "his country", "the army" or "the bloc" points back to."""
        if of is not None:
            if lemma in self._nouns["country"]:
                return of if self._owned(noun) else None
            company = lemma in self._nouns["alliance"] and self._definite(noun)
            return self.actors.last(lambda e: e.kind in BANDS and e.state == of.state) if company else None
        if not self._definite(noun):
            return None
        if lemma in self._nouns["country"]:
            return self._country(noun)
        if (namesake := self._namesake(lemma)) is not None:
            return namesake
        if lemma in self._nouns["alliance"]:
            kinds = BLOCS if lemma in _BLOC_NOUNS else BANDS
            return self._body_before(noun, kinds) or self.actors.last(lambda e: e.kind in kinds)
        if lemma not in self._nouns["body"]:
            return None
        return self._scene() or self.actors.body(lemma) or self.actors.home

    def _namesake(self, lemma: str) -> Entity | None:
        """The organisation whose name ends in the noun: "the forum" for the Pacific Islands Forum."""
        if lemma not in self._nouns["organisation"]:
            return None

        def fits(entity: Entity) -> bool:
            return entity.kind in BLOCS | BANDS and lemma in entity.name.lower().split()

        here = (e for h in sorted(self.mentions, reverse=True) for e in self.mentions[h].entities)
        return next((e for e in here if fits(e)), None) or self.actors.last(fits)

    def _body_before(self, noun: Token, kinds: frozenset[str]) -> Entity | None:
        earlier = [e for h in sorted(self.mentions) if h < noun.i for e in self.mentions[h].entities]
        return next((e for e in reversed(earlier) if e.kind in kinds), None)

    @staticmethod
    def _is_people(noun: Token, *, plural: bool) -> bool:
        """Whether a noun means several people: plural, or collective and not owned ("its people")."""
        collective = noun.lemma_.lower() in ("people", "militia", "crowd", "opposition")
        return plural or (collective and not DescribedSentence._owned(noun))

    @staticmethod
    def _one(noun: Token) -> bool:
        """Whether a noun means one unnamed person: "a student", "an Australian journalist"."""
        return any(c.dep_ == "det" and c.lower_ in ("a", "an", "another", "one") for c in noun.children)

    @staticmethod
    def _owned(noun: Token) -> bool:
        return any(c.tag_ in ("PRP$", "WP$") or c.dep_ == "poss" for c in noun.children)

    def other_topic(self) -> str | None:
        """The noun of the main subject, if it is singular and no actor of its own."""
        root = next((t for t in self.doc if t.dep_ == "ROOT"), None)
        subject = None if root is None else subject_of(root)
        if subject is None or subject.tag_ != "NN":
            return None
        mention = self.mentions.get(subject.i)
        return subject.lemma_.lower() if mention is None or self.actors.is_private(mention) else None

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
        return self.actors.last(lambda e: e.kind == "State" and e.id not in besides)
