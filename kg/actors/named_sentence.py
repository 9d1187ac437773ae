"""Finds who a sentence names: gazetteer names, people with their titles, organisations nobody listed."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from kg.actors.gazetteer import AliasKind
from kg.actors.memory import Memory
from kg.actors.names import Name
from kg.actors.nouns import read_nouns
from kg.language.phrases import conjuncts, prepositions
from kg.model import Entity, Mention

_NAMED_THING = frozenset({"ORG", "PERSON", "FAC", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW"})
_PLACES_OF_NOUNS = frozenset({"in", "from"})


class NamedSentence:
    """One sentence while its mentions are collected, by the index of their head word."""

    def __init__(self, actors: Memory, doc: Doc, offset: int) -> None:
        self.actors = actors
        self.doc = doc
        self.offset = offset
        self.mentions: dict[int, Mention] = {}
        self._taken: set[int] = set()
        self._nouns = read_nouns()

    def add(
        self, head: Token, start: int, end: int, entities: tuple[Entity, ...], *, modifier: bool = False
    ) -> None:
        """Add the mention of tokens `start` to `end`."""
        first, last = self.doc[start], self.doc[end - 1]
        span = (self.offset + first.idx, self.offset + last.idx + len(last))
        linked = tuple(self.actors.link(e) for e in entities)
        self.mentions[head.i] = Mention(
            span=span,
            head=head.i,
            entities=linked,
            stands_for=tuple(self.actors.stands_for(e) for e in linked),
            modifier=modifier,
        )

    def add_names(self, names: list[Name]) -> None:
        """Names of the gazetteer."""
        for name in names:
            if self._part_of_compound(name) or self._inside_other_name(name):
                self._taken.update(range(name.start, name.end))
                continue
            chosen = self.actors.choose(self.doc, name)
            if chosen is None:
                self.actors.unlinked[self.doc[name.start : name.end].text] += 1
                continue
            entity, kind = chosen
            self._taken.update(range(name.start, name.end))
            root = self.doc[name.start : name.end].root
            if kind is AliasKind.DEMONYM:
                entity_ = self.actors.group("people", self.actors.stands_for(entity), private=True)
                if root.tag_ in ("NNS", "NNPS"):
                    self.add(root, name.start, name.end, (entity_,))
                continue
            if entity.kind in ("Office", "Agreement"):
                continue
            self.add(root, name.start, name.end, (entity,), modifier=kind is AliasKind.ADJECTIVE)

    def _part_of_compound(self, name: Name) -> bool:
        """Whether the name belongs to a participle, as in "Iran-backed rebels" or "Saudi-led"."""
        if name.end + 1 >= len(self.doc) or self.doc[name.end].text not in ("-", "–"):
            return False
        after = self.doc[name.end + 1]
        return after.tag_ in ("VBN", "VBD", "VBG") or after.lower_.endswith(("ed", "led"))

    def _inside_other_name(self, name: Name) -> bool:
        """Whether the name is a part of a longer one that means something else ("Washington Post")."""
        root = self.doc[name.start : name.end].root
        for ent in self.doc.ents:
            if ent.label_ not in _NAMED_THING or not (ent.start <= root.i < ent.end):
                continue
            rest = [t for t in ent if t.i not in range(name.start, name.end) and t.pos_ == "PROPN"]
            head = ent.root
            if rest and head.i != root.i and not self._is_actor_noun(head) and head.i > root.i:
                return head.i not in self.mentions and not any(t.i in self._taken for t in rest)
        return False

    def _is_actor_noun(self, token: Token) -> bool:
        lemma = token.lemma_.lower()
        return any(lemma in nouns for role, nouns in self._nouns.items() if role != "alliance")

    def add_named_entities(self) -> None:
        """People and organisations that the pipeline found and no file knows."""
        for ent in self.doc.ents:
            if ent.label_ not in ("PERSON", "ORG") or any(t.i in self._taken for t in ent):
                continue
            tokens = [t for t in ent if t.pos_ == "PROPN" and not self._is_actor_noun(t)]
            if not tokens or ent.root.pos_ != "PROPN" or self._is_actor_noun(ent.root):
                continue
            first, last = tokens[0], tokens[-1]
            name = self.doc[first.i : last.i + 1].text
            known = self.actors.local(name)
            title, of = self._title_before(first, ent.root)
            kind = "Person" if ent.label_ == "PERSON" or title else "Organization"
            if known is None and kind == "Person" and len(tokens) == 1 and title is None:
                self.actors.unlinked[name] += 1
                continue
            entity = known if known and not title else self.actors.introduce(name, kind, of, title)
            self._taken.update(range(first.i, last.i + 1))
            self.add(ent.root, first.i, last.i + 1, (entity,))
            if title:
                self.actors.set_titled(title, entity)

    def _title_before(self, first: Token, root: Token) -> tuple[str | None, Entity | None]:
        """The title in front of a name, or in apposition to it, and of which state or organisation."""
        start = first.i
        words: list[str] = []
        while (
            start > 0
            and self.doc[start - 1].pos_ in ("NOUN", "PROPN", "ADJ")
            and start - 1 not in self.mentions
        ):
            start -= 1
            words.insert(0, self.doc[start].lower_)
        title = self._known_title(words)
        if title is not None:
            before = self.mentions.get(start - 1) or self.mentions.get(start - 2)
            return title, self._state_of(before)
        for noun in [c for c in root.children if c.dep_ == "appos"] + (
            [root.head] if root.dep_ == "appos" else []
        ):
            title = self._title_of(noun)
            if title is not None:
                return title, self._belonging(noun)
        return None, None

    def _known_title(self, words: list[str]) -> str | None:
        for size in range(len(words), 0, -1):
            phrase = " ".join(words[-size:])
            if phrase in self.actors.gazetteer.titles or words[-1] in self._nouns["office"]:
                return phrase
        return None

    def _title_of(self, noun: Token) -> str | None:
        """The longest known title that ends at a noun."""
        if noun.lemma_.lower() not in self._nouns["office"]:
            return None
        for size in (3, 2, 1, 0):
            start = noun.i - size
            if start < 0:
                continue
            phrase = self.doc[start : noun.i + 1].text.lower()
            if phrase in self.actors.gazetteer.titles:
                return phrase
        return noun.lower_

    @staticmethod
    def _state_of(mention: Mention | None) -> Entity | None:
        return mention.stands_for[0] if mention is not None and len(mention.entities) == 1 else None

    def _belonging(self, noun: Token) -> Entity | None:
        """The state or organisation to which a noun belongs: adjective, possessor, "of", "in"."""
        for child in noun.children:
            if child.dep_ in ("amod", "compound", "nmod", "poss") and child.i in self.mentions:
                return self._state_of(self.mentions[child.i])
            for inner in child.children:
                if (
                    inner.dep_ in ("compound", "amod", "poss")
                    and inner.i in self.mentions
                    and child.i < noun.i
                ):
                    return self._state_of(self.mentions[inner.i])
        if noun.i and self.doc[noun.i - 1].ent_type_ != "PERSON" and noun.i - 1 in self.mentions:
            mention = self.mentions[noun.i - 1]
            if mention.modifier:
                return self._state_of(mention)
        for word, inner in prepositions(noun):
            if (word == "of" or word in _PLACES_OF_NOUNS) and inner.i in self.mentions:
                return self._state_of(self.mentions[inner.i])
        return None

    def _all_belonging(self, noun: Token) -> tuple[Entity, ...]:
        """All that a plural belongs to: "the ministers of Chile and Peru", "British and French jets"."""
        first = self._belonging(noun)
        found = {} if first is None else {first.id: first}
        owners = [c for c in noun.children if c.dep_ in ("amod", "compound", "nmod", "poss")]
        owners += [inner for word, inner in prepositions(noun) if word == "of"]
        for owner in owners:
            for token in conjuncts(owner):
                state = self._state_of(self.mentions.get(token.i))
                if state is not None:
                    found.setdefault(state.id, state)
        return tuple(found.values())

    def add_titled_names(self) -> None:
        """People whom a title announces and the pipeline did not recognise: "President Anwar Sadat"."""
        for token in self.doc:
            if token.pos_ != "PROPN" or token.i in self._taken or token.i in self.mentions:
                continue
            after = self.doc[token.i + 1] if token.i + 1 < len(self.doc) else None
            inside = token.dep_ == "compound" or (after is not None and after.pos_ == "PROPN")
            if inside or self._is_actor_noun(token):
                continue
            first = token
            while first.i and self._may_be_name(self.doc[first.i - 1]):
                first = self.doc[first.i - 1]
            title, of = self._title_before(first, token)
            if title is None or of is None or first.i == 0:
                continue
            name = self.doc[first.i : token.i + 1].text
            entity = self.actors.introduce(name, "Person", of, title)
            self._taken.update(range(first.i, token.i + 1))
            self.add(token, first.i, token.i + 1, (entity,))
            self.actors.set_titled(title, entity)

    def _may_be_name(self, token: Token) -> bool:
        free = token.i not in self._taken and token.i not in self.mentions
        return token.pos_ == "PROPN" and free and not self._is_actor_noun(token)
