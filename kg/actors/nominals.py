"""Finds the actors that a sentence describes: "the Iranian foreign minister", "police in Minsk"."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from kg.actors.memory import OPPOSED
from kg.actors.named_sentence import COUNTERPARTS
from kg.actors.roles import RoleSentence
from kg.actors.screening import FORMER
from kg.language.phrases import conjuncts, subject_of
from kg.model import Entity, Form, Mention

BLOCS = frozenset({"IntergovernmentalOrganization"})
BANDS = frozenset({"NonStateArmedGroup", "Organization", "Company"})
"""The kinds of actor that "the bloc" and "the group" can mean."""

_COLLECTIVE = frozenset({"State", "Territory", *BLOCS, *BANDS})
_BLOC_NOUNS = frozenset("bloc alliance union organisation organization body agency grouping forum".split())
_BAND_NOUNS = frozenset(
    "rebel militant insurgent guerrilla fighter separatist group movement militia".split()
)
_PERSONAL = frozenset("president minister leader premier man woman envoy chief king ruler chancellor".split())
LOOK_BACK = 1
"""Sentences back in which so many actors are "the two" before the leading ones of the text."""
_NUMBERS = {"two": 2, "both": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5, "six": 6}


class DescribedSentence(RoleSentence):
    """A sentence with the nouns that stand for actors."""

    def add_noun(self, noun: Token) -> None:
        """A noun that describes an actor or points back to one."""
        if noun.pos_ == "PROPN" and (known := self._called_before(noun)):
            self.add(noun, noun.i, noun.i + 1, known)
            return
        if noun.dep_ in ("compound", "amod", "nmod") and noun.head.i > noun.i:
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
        regional = self._of_region(noun) or (title is not None and title.split()[0] in OPPOSED)
        if (
            title is not None
            and not self._of_region(noun)
            and (person := self._office_holder(noun, title, of))
        ):
            return person
        if regional and title is not None:
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

    @staticmethod
    def _definite(noun: Token) -> bool:
        return any(c.dep_ in ("det", "poss") and c.lower_ in ("the", "this", "that") for c in noun.children)

    # Offices

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

    def _joined(self, token: Token) -> tuple[Entity, ...]:
        """All who are coordinated with a mention: "the guarantors, Russia and Iran"."""
        found = (e for t in conjuncts(token) if t.i in self.mentions for e in self.mentions[t.i].entities)
        return tuple(dict.fromkeys(found))

    @staticmethod
    def _is_former(noun: Token) -> bool:
        return any(c.lower_ in FORMER for c in noun.children)

    def _office_holder(self, noun: Token, title: str, of: Entity | None) -> tuple[Entity, ...]:
        """Who holds an office, by the text or by the files; () if nobody is known."""
        if title in COUNTERPARTS:
            return self._counterparts(noun, of)
        if title == "predecessor":
            return self._predecessor(noun)
        if title.split(maxsplit=1)[0] in OPPOSED:
            person = self.actors.named_holder(title, None)
            return (person,) if person is not None else ()
        if of is not None and of.kind == "Group":
            return ()
        if self._is_former(noun):
            person = self.actors.named_holder(title, of, former=True) or self.actors.named_holder(title, of)
            return (person,) if person is not None else ()
        if of is not None:
            return self._holders(noun, title, (of,))
        if noun.tag_ == "NNS" and (owners := self._all_belonging(noun)):
            return self._holders(noun, title, owners)
        if self._definite(noun) and noun.tag_ in ("NN", "NNP"):
            return self._bare_title(noun, title)
        return ()

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

    # Several actors

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
        leading = self.actors.leading(size) if size == 2 else ()
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

    def named_groups(self) -> list[tuple[Entity, ...]]:
        """The actors that the sentence names, states and bodies or people: all, then those it coordinates."""
        heads = [h for h in sorted(self.mentions) if not self.mentions[h].modifier]
        together = [[t.i for t in conjuncts(self.doc[h]) if t.i in self.mentions] for h in heads]
        found = [
            self._actors_of(g, fits) for g in (heads, *together) for fits in (_is_collective, _is_person)
        ]
        return [group for group in found if len(group) > 1]

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

    def other_topic(self) -> str | None:
        """The noun of the main subject, if it is singular and no actor of its own."""
        root = next((t for t in self.doc if t.dep_ == "ROOT"), None)
        subject = None if root is None else subject_of(root)
        if subject is None or subject.tag_ != "NN":
            return None
        mention = self.mentions.get(subject.i)
        return subject.lemma_.lower() if mention is None or self.actors.is_private(mention) else None

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
        return self.actors.last(lambda e: e.kind == "State" and e.id not in besides)


def _is_person(entity: Entity) -> bool:
    return entity.kind == "Person"


def _is_collective(entity: Entity) -> bool:
    return entity.kind in _COLLECTIVE
