"""Finds whom pronouns mean: antecedents of the sentence and of those before, subjects first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from spacy.tokens import Token

from kg.actors.nominals import DescribedSentence
from kg.language.phrases import governing_verb, subject_of
from kg.model import Entity, Form, Mention

_SEX = {"he": "male", "him": "male", "his": "male", "himself": "male"} | dict.fromkeys(
    ("she", "her", "hers", "herself"), "female"
)
_THING = frozenset("it its itself".split())
_OWN = frozenset("we us our ours ourselves".split())
_SPEAKER = frozenset("i me my mine myself".split())
_PLURAL = frozenset("they them their theirs themselves".split())
_ACTING = frozenset(
    "State Territory IntergovernmentalOrganization NonStateArmedGroup Government Organization Company".split()
)
_BODIES = frozenset({"NonStateArmedGroup", "Organization", "Company", "IntergovernmentalOrganization"})
_MEASURES = frozenset("DATE TIME MONEY QUANTITY PERCENT CARDINAL ORDINAL".split())
LOOK_BACK = 2
"""Sentences back in which "they" finds its antecedent before it means the last pair."""
_SAYING = frozenset(
    "say tell add warn write declare state insist reply argue announce note claim stress".split()
)


class PronounSentence(DescribedSentence):
    """A sentence with its pronouns."""

    def add_pronoun(self, pronoun: Token) -> None:
        """A pronoun of the third person, by what was named before it."""
        word = pronoun.lower_
        if word in _SEX:
            self._set(pronoun, self._person(pronoun, _SEX[word]))
        elif word in _THING:
            self._set(pronoun, self._thing(pronoun))
        elif word in _PLURAL:
            self._set(pronoun, self._plural(pronoun))
        elif word == "both" and pronoun.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj"):
            self._set(
                pronoun, self.actors.last_group(2, _is_acting, sentences=LOOK_BACK) or self.actors.leading(2)
            )

    def add_own_pronoun(self, pronoun: Token) -> None:
        """A pronoun of the first person in a quotation, by whoever speaks."""
        word = pronoun.lower_
        if word not in _OWN | _SPEAKER or not any(token.is_quote for token in self.doc):
            return
        speaker = self._quoted_speaker(pronoun)
        if speaker is None:
            self.actors.unlinked[word] += 1
        elif word in _SPEAKER:
            self._set(pronoun, (speaker,) if speaker.kind == "Person" else ())
        else:
            side = self.actors.stands_for(speaker)
            self._set(pronoun, (side,) if side is not None else ())

    def _set(self, pronoun: Token, entities: tuple[Entity, ...]) -> None:
        if entities:
            self.add(pronoun, pronoun.i, pronoun.i + 1, entities, Form.PRONOUN)
        else:
            self.actors.unlinked[pronoun.lower_] += 1

    def _quoted_speaker(self, pronoun: Token) -> Entity | None:
        """Who says the quotation: the subject of a verb of saying, else the last person named."""
        for verb in self.doc:
            if verb.lemma_.lower() not in _SAYING:
                continue
            for child in verb.children:
                if child.dep_ == "nsubj" and child.i in self.mentions and child.i != pronoun.i:
                    return self.mentions[child.i].entities[0]
        subjects = [
            m.entities[0]
            for m in self.mentions.values()
            if self.is_subject(m) and m.entities[0].kind == "Person" and m.form is not Form.PRONOUN
        ]
        return subjects[-1] if subjects else self.actors.last(lambda e: e.kind == "Person")

    def _person(self, pronoun: Token, sex: str) -> tuple[Entity, ...]:
        """The person of the right sex who was named last; the subject of the same clause is not "him"."""
        for guess in (True, False):
            fits = partial(self._may_be, sex=sex, guess=guess)
            found = self._antecedent(pronoun, fits) or self._following(pronoun, fits)
            if found is None and not self._topic_is(self._nouns["private"]):
                found = self.actors.last(partial(self._is_free_person, fits, self._barred_ids(pronoun)))
            if found is not None:
                self.actors.set_sex(found, sex)
                return (found,)
        return ()

    def _following(self, pronoun: Token, fits: Callable[[Entity], bool]) -> Entity | None:
        """The subject of the main clause behind an opening one: "Before she left, Merkel said"."""
        root = next((t for t in self.doc if t.dep_ == "ROOT"), None)
        subject = None if root is None else subject_of(root)
        if root is None or subject is None or pronoun.i > subject.i or subject.i not in self.mentions:
            return None
        opening = next((a for a in pronoun.ancestors if a.head.i == root.i and a.i < subject.i), None)
        person = self.mentions[subject.i].entities[0]
        clause = opening is not None and opening.dep_ in ("advcl", "prep", "mark", "npadvmod", "pcomp")
        return person if clause and fits(person) else None

    @staticmethod
    def _is_free_person(fits: Callable[[Entity], bool], barred: set[str], entity: Entity) -> bool:
        return entity.id not in barred and fits(entity)

    def _may_be(self, entity: Entity, *, sex: str, guess: bool) -> bool:
        return entity.kind == "Person" and self.actors.sex(entity, guess=guess) in (None, sex)

    def _topic_is(self, nouns: frozenset[str] | None = None) -> bool:
        """Whether the sentence before was about something else than an actor: a grocer, the radio."""
        topic = self.actors.topic
        return topic is not None and (nouns is None or topic in nouns)

    def _thing(self, pronoun: Token) -> tuple[Entity, ...]:
        """The state or organisation in focus, where an "it" can be one: as an object it rarely is."""
        if pronoun.dep_ not in ("poss", "nsubj", "nsubjpass", "pobj", "dobj") or self._is_dummy(pronoun):
            return ()

        def fits(entity: Entity) -> bool:
            return entity.kind in _ACTING

        found = self._antecedent(pronoun, fits)
        if found is None and not self._topic_is():
            found = self.actors.last(fits)
        return (found,) if found is not None else ()

    @staticmethod
    def _is_dummy(pronoun: Token) -> bool:
        """Whether an "it" means nothing: "it is clear that", "it took an hour to", "calling it a success"."""
        verb = pronoun.head
        if pronoun.dep_ == "dobj":
            return verb.lemma_.lower() not in (
                "support",
                "back",
                "join",
                "attack",
                "accuse",
                "ask",
                "help",
                "invade",
            )
        if pronoun.dep_ not in ("nsubj", "nsubjpass"):
            return False
        empty = verb.lemma_.lower() in (
            "be",
            "take",
            "seem",
            "appear",
            "remain",
            "become",
            "happen",
            "rain",
            "turn",
        )
        clause = any(c.dep_ in ("ccomp", "xcomp", "advcl", "csubj", "acomp") for c in verb.children)
        return empty and (clause or verb.lemma_.lower() in ("take", "seem", "appear"))

    def _plural(self, pronoun: Token) -> tuple[Entity, ...]:
        """Several actors named together, or one that is many: officials, a group, an army of rebels."""
        if self._other_plural(pronoun):
            return ()
        for mention in self._before_here(pronoun):
            together = self._joined(self.doc[mention.head])
            if len(together) > 1 or self.is_many(mention):
                return together if len(together) > 1 else mention.entities
        here = self._coordinated(pronoun)
        if here:
            return here
        subject = next(self._before_here(pronoun), None)
        if subject is not None and subject.entities[0].kind in _BODIES and self.is_subject(subject):
            return subject.entities
        for seen in self.actors.before(LOOK_BACK):
            if seen.plural:
                return seen.mention.entities
        people = self.actors.last_group(2, _is_person, sentences=1)
        return people or self.actors.last_group(2, _is_acting)

    def _other_plural(self, pronoun: Token) -> bool:
        """Whether a plural that is no actor stands nearer than any that is: "tariffs ... suspended them"."""
        for token in reversed(self.doc[: pronoun.i]):
            if token.i in self.mentions and self.is_many(self.mentions[token.i]):
                return False
            other = token.tag_ == "NNS" and self.is_free(token) and token.ent_type_ not in _MEASURES
            if other and (pronoun.dep_ in ("dobj", "pobj") or token.dep_ in ("nsubj", "nsubjpass")):
                return True
        return False

    def _coordinated(self, pronoun: Token) -> tuple[Entity, ...]:
        for size in (5, 4, 3, 2):
            for fits in (_is_acting, _is_person):
                found = self.named_together(size, fits, pronoun.i, coordinated=True)
                if found:
                    return found
        return ()

    def _antecedent(self, pronoun: Token, fits: Callable[[Entity], bool]) -> Entity | None:
        relative = self._of_relative_clause(pronoun)
        if relative is not None and len(relative.entities) == 1 and fits(relative.entities[0]):
            return relative.entities[0]
        for mention in self._before_here(pronoun):
            if len(mention.entities) == 1 and fits(mention.entities[0]):
                return mention.entities[0]
        return None

    def _of_relative_clause(self, pronoun: Token) -> Mention | None:
        """Whom a relative clause around a pronoun describes: "Algeria, which said it had left"."""
        for verb in pronoun.ancestors:
            subject = subject_of(verb)
            if verb.dep_ == "relcl" and subject is not None and subject.tag_ in ("WDT", "WP"):
                own = governing_verb(pronoun)
                while own is not None and own.dep_ == "conj" and own.i != verb.i:
                    own = own.head
                direct = own is not None and own.i == verb.i and pronoun.dep_ != "poss"
                return None if direct else self.mentions.get(verb.head.i)
        return None

    def _before_here(self, pronoun: Token) -> Iterator[Mention]:
        """Mentions of the sentence before a pronoun that it may mean: subjects first, the nearest first."""
        barred = self._barred_ids(pronoun)
        heads = [h for h in sorted(self.mentions, reverse=True) if h < pronoun.i]
        heads = [h for h in heads if barred.isdisjoint(e.id for e in self.mentions[h].entities)]
        heads = [h for h in heads if not self.mentions[h].modifier]
        ranked = sorted(heads, key=lambda h: self.doc[h].dep_ not in ("nsubj", "nsubjpass"))
        yield from (self.mentions[h] for h in ranked)

    def _barred_ids(self, pronoun: Token) -> set[str]:
        return {e.id for i in self._barred(pronoun) if i in self.mentions for e in self.mentions[i].entities}

    @staticmethod
    def _barred(pronoun: Token) -> frozenset[int]:
        """The subject of the clause in which a pronoun is an object: "Kabila chased him"."""
        if pronoun.dep_ not in ("dobj", "dative", "pobj") or pronoun.lower_.endswith("self"):
            return frozenset()
        verb = governing_verb(pronoun)
        if verb is None:
            return frozenset()
        subjects = [c.i for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
        while not subjects and verb.dep_ == "conj" and verb.head.i != verb.i:
            verb = verb.head
            subjects = [c.i for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
        if verb.dep_ in ("acl", "relcl"):
            subjects.append(verb.head.i)
        return frozenset(subjects)


def _is_acting(entity: Entity) -> bool:
    return entity.kind in _ACTING


def _is_person(entity: Entity) -> bool:
    return entity.kind == "Person"
