"""Finds whom a sentence names by names of the gazetteer, and to whom its nouns belong."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from kg.actors.aliases import AliasKind
from kg.actors.memory import Memory
from kg.actors.names import Name
from kg.actors.nouns import read_nouns
from kg.actors.ranking import Choice
from kg.actors.titles import DEPUTIES, OPPOSED
from kg.language.phrases import conjuncts, prepositions
from kg.model import Candidate, Entity, Form, Mention

COUNTERPARTS = frozenset({"counterpart", "colleague", "opposite number"})
_FORMS = {
    AliasKind.ADJECTIVE: Form.ADJECTIVE,
    AliasKind.DEMONYM: Form.DEMONYM,
    AliasKind.METONYM: Form.METONYM,
}
_WITHIN = frozenset({"in", "from"})
_OWNERS = ("amod", "compound", "nmod", "poss")
_LIKE_NOUNS = frozenset({"JJ", "NNP"})
_NOMINAL = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
_OF_OWNERS = ("amod", "compound", "poss")
_QUANTITIES = frozenset(
    "many some several most more few thousands hundreds millions dozens all other young".split()
)


class NamedSentence:
    """One sentence while its mentions are collected, by the index of their head word."""

    def __init__(self, actors: Memory, doc: Doc, offset: int) -> None:
        self.actors = actors
        self.doc = doc
        self.offset = offset
        self.mentions: dict[int, Mention] = {}
        self.dropped: list[Mention] = []
        self._taken: set[int] = set()
        self._nouns = read_nouns()

    def add(
        self,
        head: Token,
        start: int,
        end: int,
        entities: tuple[Entity, ...],
        form: Form = Form.NAME,
        candidates: tuple[Candidate, ...] = (),
    ) -> None:
        """Add the mention of tokens `start` to `end`."""
        linked = tuple(self.actors.link(e) for e in entities)
        for person in linked:
            if person.kind == "Person":
                self.actors.meet(person)
        self.mentions[head.i] = Mention(
            span=self._span(start, end),
            head=head.i,
            entities=linked,
            stands_for=tuple(self.actors.stands_for(e) for e in linked),
            form=form,
            candidates=candidates,
        )

    def _span(self, start: int, end: int) -> tuple[int, int]:
        first, last = self.doc[start], self.doc[end - 1]
        return self.offset + first.idx, self.offset + last.idx + len(last)

    def add_names(self, names: list[Name]) -> None:
        """Names of the gazetteer."""
        for name in names:
            choice = self.actors.choose(self.doc, name, names)
            namesake = self._namesake_here(name, choice)
            if namesake is not None:
                self._taken.update(range(name.start, name.end))
                self.add(self.doc[name.start : name.end].root, name.start, name.end, (namesake,))
            elif choice.alias is None:
                self._drop(name, choice)
            else:
                self._add_name(name, choice, choice.alias.kind)

    def _namesake_here(self, name: Name, choice: Choice) -> Entity | None:
        """Somebody whom only the text knows, where a surname is that of somebody in the files too."""
        if any(alias.kind is not AliasKind.SHORT_NAME for alias in name.aliases):
            return None
        introduced = choice.alias is not None and self.actors.is_introduced(choice.alias.entity)
        return None if introduced else self.actors.local(self.doc[name.start : name.end].text)

    def _drop(self, name: Name, choice: Choice) -> None:
        """A name that means nobody; as a part of a longer name it is left to that."""
        root = self.doc[name.start : name.end].root
        span = self._span(name.start, name.end)
        self.dropped.append(
            Mention(span=span, head=root.i, entities=(), stands_for=(), candidates=choice.candidates)
        )
        self.actors.unlinked[self.doc[name.start : name.end].text] += 1
        if not choice.reason.startswith(("part of the name", "another first name")):
            self._taken.update(range(name.start, name.end))

    def _add_name(self, name: Name, choice: Choice, kind: AliasKind) -> None:
        entity = self.actors.gazetteer.entities[choice.candidates[0].entity.id]
        self._taken.update(range(name.start, name.end))
        if entity.kind == "Office":
            return
        root = self.doc[name.start : name.end].root
        if kind is AliasKind.DEMONYM and not self._is_state(root):
            if root.tag_ not in ("NNS", "NNPS"):
                return
            entity = self.actors.group("people", self.actors.stands_for(entity), private=True)
        form = _FORMS.get(kind, Form.NAME)
        self.add(root, name.start, name.end, (entity,), form, choice.candidates)

    @staticmethod
    def _is_state(root: Token) -> bool:
        """Whether a people is its state ("the Americans say"), not some of its people ("many Americans")."""
        words = {c.lower_ for c in root.children}
        nominal = root.tag_ in ("NNS", "NNPS") or (root.tag_ in _LIKE_NOUNS and root.dep_ in _NOMINAL)
        return nominal and "the" in words and not _QUANTITIES & words

    def is_free(self, token: Token) -> bool:
        """Whether a word belongs to no name and is no mention yet."""
        return token.i not in self._taken and token.i not in self.mentions

    def _scene(self) -> Entity | None:
        """The state that opens the sentence as its scene: "In Colombia, the government ..."."""
        if len(self.doc) < 3 or self.doc[0].lower_ != "in":
            return None
        place = next((t for t in self.doc[1:5] if t.head.i == 0 and t.i in self.mentions), None)
        return None if place is None else self._state_of(self.mentions[place.i])

    def _owner(self, noun: Token) -> Mention | None:
        """The possessor of a noun, if it is a mention."""
        owners = (self.mentions.get(_antecedent(c).i) for c in noun.children if c.dep_ == "poss")
        return next((mention for mention in owners if mention is not None), None)

    def _of_region(self, noun: Token) -> bool:
        """Whether an office is that of a region or town: "Ontario's premier" speaks for no state."""
        owner = self._owner(noun)
        places = [owner] if owner is not None else []
        places += [
            m for word, i in prepositions(noun) if word == "of" and (m := self.mentions.get(i.i)) is not None
        ]
        return any(map(self._is_region, places))

    @staticmethod
    def _is_region(mention: Mention) -> bool:
        return mention.form is Form.NAME and mention.entities[0].kind == "Place"

    def _first_of(self, head: Token) -> int:
        """The first word of the mention with this head."""
        start = self.mentions[head.i].span[0] - self.offset
        return next(token.i for token in self.doc if token.idx >= start)

    def _title_of(self, noun: Token) -> str | None:
        """The longest known title that ends at a noun."""
        singular = noun.lemma_.lower()
        for size in (3, 2, 1, 0):
            start = noun.i - size
            if start < 0:
                continue
            phrase = "".join(t.lower_ + t.whitespace_ for t in self.doc[start : noun.i]) + singular
            if phrase in self.actors.gazetteer.titles or phrase in self._nouns["office"]:
                rank = self.doc[start - 1].lower_ if start else ""
                return f"{rank} {phrase}" if rank in DEPUTIES | OPPOSED else phrase
        return singular if singular in self._nouns["role"] else None

    @staticmethod
    def _state_of(mention: Mention | None) -> Entity | None:
        return mention.stands_for[0] if mention is not None and len(mention.entities) == 1 else None

    def _belonging(self, noun: Token) -> Entity | None:
        """The state or organisation to which a noun belongs: adjective, possessor, "of", "in"."""
        for child in sorted(noun.children, key=lambda c: c.tag_ == "PRP$"):
            if child.dep_ in _OWNERS and (owner := self.mentions.get(_antecedent(child).i)) is not None:
                return self._state_of(owner)
            for inner in child.children:
                if inner.dep_ in _OF_OWNERS and inner.i in self.mentions and child.i < noun.i:
                    return self._state_of(self.mentions[inner.i])
        if noun.i and self.doc[noun.i - 1].ent_type_ != "PERSON" and noun.i - 1 in self.mentions:
            mention = self.mentions[noun.i - 1]
            if mention.modifier:
                return self._state_of(mention)
        for word, inner in prepositions(noun):
            speaks = word == "for" and noun.lemma_.lower() in self._nouns["role"]
            if (word == "of" or word in _WITHIN or speaks) and inner.i in self.mentions:
                return self._state_of(self.mentions[inner.i])
        return self._seated(noun)

    def _seated(self, noun: Token) -> Entity | None:
        """Whose "the government in Caracas" is, also where the parse gives the town to the verb."""
        behind = self.doc[noun.i + 1] if noun.i + 1 < len(self.doc) else None
        if behind is None or behind.lower_ != "in" or noun.lemma_.lower() not in self._nouns["body"]:
            return None
        places = (self.mentions.get(t.i) for t in behind.children if t.dep_ == "pobj")
        towns = (place for place in places if place is not None and place.entities[0].kind == "Place")
        return next(map(self._state_of, towns), None)

    def _all_belonging(self, noun: Token) -> tuple[Entity, ...]:
        """All that a plural belongs to: "the ministers of Chile and Peru", "British and French jets"."""
        first = self._belonging(noun)
        found = {} if first is None else {first.id: first}
        owners = [c for c in noun.children if c.dep_ in _OWNERS]
        owners += [inner for word, inner in prepositions(noun) if word == "of"]
        for owner in owners:
            for token in conjuncts(owner):
                mention = self.mentions.get(token.i)
                for state in () if mention is None else mention.stands_for:
                    if state is not None:
                        found.setdefault(state.id, state)
        return tuple(found.values())


def _antecedent(possessor: Token) -> Token:
    """Whose "whose" is: the noun of its relative clause; another possessor is itself."""
    if possessor.tag_ != "WP$":
        return possessor
    clause = next((a for a in possessor.ancestors if a.dep_ == "relcl"), None)
    return possessor if clause is None else clause.head
