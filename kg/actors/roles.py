"""Finds the people, bodies and places that no file knows, and the offices that a sentence gives to people."""

from __future__ import annotations

from spacy.tokens import Span, Token

from kg.actors.named_sentence import COUNTERPARTS, NamedSentence
from kg.actors.nouns import actor_nouns, affairs, read_nouns, read_words
from kg.actors.screening import FORMER, governor_of, quoted_title
from kg.actors.titles import DEPUTIES, OPPOSED, Role
from kg.language.phrases import prepositions
from kg.model import Entity, Form, Mention

_HONORIFICS = {
    "mr": "male", "mr.": "male", "sir": "male", "lord": "male", "king": "male", "prince": "male",
    "emir": "male", "mrs": "female", "mrs.": "female", "ms": "female", "ms.": "female", "miss": "female",
    "dame": "female", "lady": "female", "queen": "female", "princess": "female",
}  # fmt: skip
_AFFILIATED = "representative"
"""The title of somebody of whom only the state is known."""
_OF_TITLES = frozenset({"NOUN", "PROPN", "ADJ"})
_OF_NAMES = frozenset({"PROPN", "ADP", "CCONJ", "DET", "PART"})
_DIRECTIONS = frozenset({"North", "South", "East", "West"})
_PLACES = frozenset({"GPE", "LOC"})
_NAMED = frozenset({"PERSON", "ORG", "FAC", "WORK_OF_ART", "PRODUCT", *_PLACES})
_NO_PERSON = frozenset("DATE TIME GPE NORP EVENT MONEY QUANTITY CARDINAL ORDINAL".split())
_SHORTEST_PLACE = 4
"""Letters of a place that no file knows; shorter ones are acronyms and mistakes."""


class RoleSentence(NamedSentence):
    """A sentence with the names that it introduces, and with offices."""

    def add_named_entities(self) -> None:
        """People and organisations that the pipeline found and no file knows."""
        for ent in self.doc.ents:
            if ent.label_ not in _NAMED or any(t.i in self._taken for t in ent):
                continue
            if ent.label_ in _PLACES and self._role_of(ent.start, ent.root) is None:
                self._add_place(ent)
                continue
            noun = governor_of(ent.root)
            if noun is not None and noun.pos_ == "NOUN" and noun.lemma_.lower() not in affairs():
                continue
            tokens = self._without_title(ent)
            if tokens and ent.root.pos_ == "PROPN" and ent.root.lemma_.lower() not in self._nouns["body"]:
                self._add_unlisted(
                    ent, tokens if ent.label_ == "PERSON" else [t for t in ent if t.dep_ != "det"]
                )

    def add_together(self) -> None:
        """Words for several states at once: "the two Koreas"."""
        states = self.actors.gazetteer.entities
        for token in self.doc:
            members = read_words("together.tsv").get(token.text)
            if members is not None and self.is_free(token):
                self.add(token, token.i, token.i + 1, tuple(states[member] for member in sorted(members)))

    def _add_place(self, ent: Span) -> None:
        """A town or region that no file knows, with the state that stands behind a comma."""
        tokens = [t for t in ent if t.pos_ == "PROPN" and t.text[0].isupper()]
        whole = bool(tokens) and len(tokens) == len(ent) - (ent[0].dep_ == "det")
        known = ent.text in _DIRECTIONS or ent.text in read_words("together.tsv") or self._is_dropped(ent)
        if not whole or known or len(ent.text) < _SHORTEST_PLACE:
            return
        first, last = tokens[0], tokens[-1]
        behind = self.mentions.get(last.i + 2) if self.doc[last.i + 1 : last.i + 2].text == "," else None
        name = self.doc[first.i : last.i + 1].text
        place = self.actors.introduce(name, "Place", self._state_of(behind))
        self._taken.update(range(first.i, last.i + 1))
        self.add(ent.root, first.i, last.i + 1, (place,))

    def _is_dropped(self, ent: Span) -> bool:
        """Whether a part of a name was weighed and linked to nobody."""
        start, end = self.offset + ent.start_char, self.offset + ent.end_char
        return any(start <= name.span[0] and name.span[1] <= end for name in self.dropped)

    @staticmethod
    def _without_title(ent: Span) -> list[Token]:
        """The words of a name less the titles before it; "Porter" at the end is no porter."""
        titles = actor_nouns() | FORMER | read_nouns()["role"] | _HONORIFICS.keys()
        tokens = [t for t in ent if t.pos_ == "PROPN"]
        while len(tokens) > 1 and tokens[0].lemma_.lower() in titles:
            del tokens[0]
        return tokens if len(tokens) > 1 or (tokens and tokens[0].lemma_.lower() not in titles) else []

    def _add_unlisted(self, ent: Span, tokens: list[Token]) -> None:
        first, last = tokens[0], tokens[-1]
        name = self.doc[first.i : last.i + 1].text
        known = self.actors.local(name)
        if known is None and len(tokens) == 1 and ent.label_ == "ORG":
            known = self.actors.part_of_name(name)
        role = self._role_of(first.i, ent.root)
        kind = "Organization" if ent.label_ == "ORG" and role is None else "Person"
        if known is None and kind == "Person" and len(tokens) == 1 and role is None:
            self.actors.unlinked[name] += 1
            return
        if known is None and kind == "Organization" and not self._is_organization(ent, last):
            self.actors.unlinked[name] += 1
            return
        if ent.label_ not in ("PERSON", "ORG") and role is None:
            return
        of = None if role is None or role.former else role.of
        of = of or self._affiliation(ent.root) or self._state_inside(ent)
        entity = known or self.actors.introduce(name, kind, of)
        self._taken.update(range(first.i, last.i + 1))
        self.add(ent.root, first.i, last.i + 1, (entity,))

    def _state_inside(self, ent: Span) -> Entity | None:
        """The state in the name of a body: "Yemeni Socialist Party"."""
        start, end = self.offset + ent.start_char, self.offset + ent.end_char
        for name in self.dropped:
            if ent.label_ == "ORG" and start <= name.span[0] and name.span[1] <= end and name.candidates:
                return self.actors.stands_for(name.candidates[0].entity)
        return None

    def _is_organization(self, ent: Span, last: Token) -> bool:
        """Whether an unlisted name is that of a body: it says so, is an acronym, or has one behind it."""
        words = {t.lemma_.lower() for t in ent}
        acronym = len(ent) == 1 and ent.text.isupper() and len(ent.text) > 2
        listed = bool(words & self._nouns["organisation"])
        capital = all(t.pos_ in _OF_NAMES for t in ent) and words.isdisjoint(read_words("cues.tsv")["house"])
        named = capital and not self._is_dropped(ent) and quoted_title(ent) is None
        return acronym or named or listed or self._acronym_after(last) is not None

    def _acronym_after(self, last: Token) -> Token | None:
        """The acronym in brackets behind a name."""
        if (
            last.i + 3 >= len(self.doc)
            or self.doc[last.i + 1].text != "("
            or self.doc[last.i + 3].text != ")"
        ):
            return None
        token = self.doc[last.i + 2]
        return (
            token
            if len(token.text) > 1 and token.text.upper() == token.text and token.text.isalpha()
            else None
        )

    def add_titled_names(self) -> None:
        """People with a title whom the pipeline did not recognise: "President Sadat"."""
        for token in self.doc:
            if not self._may_be_name(token):
                continue
            after = self.doc[token.i + 1] if token.i + 1 < len(self.doc) else None
            if token.dep_ == "compound" or (after is not None and after.pos_ == "PROPN"):
                continue
            first = token
            while first.i and self._may_be_name(self.doc[first.i - 1]):
                first = self.doc[first.i - 1]
            role = self._role_of(first.i, token) if token.i > first.i else self._role_before(first.i, token)
            if role is None or not (role.of or role.owned) or token.ent_type_ in _NO_PERSON:
                continue
            name = self.doc[first.i : token.i + 1].text
            entity = self.actors.introduce(name, "Person", None if role.former else role.of)
            self._taken.update(range(first.i, token.i + 1))
            self.add(token, first.i, token.i + 1, (entity,))

    def _may_be_name(self, token: Token) -> bool:
        return token.pos_ == "PROPN" and self.is_free(token) and token.lemma_.lower() not in actor_nouns()

    def add_roles(self) -> None:
        """The offices that the sentence gives to people whom it names, and acronyms that it introduces."""
        for head, mention in sorted(self.mentions.items()):
            entity = mention.entities[0]
            last = self._last_token(mention)
            acronym = self._acronym_after(last)
            if acronym is not None:
                self._share_acronym(head, mention, acronym)
            elif entity.kind == "Person" and len(mention.entities) == 1 and mention.form is Form.NAME:
                self._learn(head, mention, entity)

    def _last_token(self, mention: Mention) -> Token:
        end = mention.span[1] - self.offset
        return next(t for t in self.doc[mention.head :] if t.idx + len(t) >= end)

    def _share_acronym(self, head: int, mention: Mention, acronym: Token) -> None:
        """A name and the acronym behind it mean one: the listed one of the two."""
        other = self.mentions.get(acronym.i)
        entity = mention.entities[0]
        listed = self.actors.gazetteer.entities
        if other is None or (other.entities[0].id not in listed and other.entities[0].kind != "Person"):
            self.actors.call(acronym.text, entity)
            self.add(acronym, acronym.i, acronym.i + 1, (entity,))
        elif entity.id not in listed:
            self.actors.call(entity.name, other.entities[0])
            first = self.doc.char_span(mention.span[0] - self.offset, mention.span[1] - self.offset)
            if first is not None:
                self.add(self.doc[head], first.start, first.end, other.entities)

    def _learn(self, head: int, mention: Mention, person: Entity) -> None:
        start = next(t.i for t in self.doc if t.idx >= mention.span[0] - self.offset)
        before = self.doc[start - 1].lower_ if start else ""
        if before in _HONORIFICS:
            self.actors.set_sex(person, _HONORIFICS[before])
        role = self._role_of(start, self.doc[head])
        spoken = self._affiliation(self.doc[head])
        if role is None and spoken is not None and person.id not in self.actors.gazetteer.entities:
            role = Role(_AFFILIATED, spoken)
        if role is not None:
            self.actors.give_role(person, self._completed(role, person))
            again = tuple(self.actors.stands_for(e) for e in mention.entities)
            self.mentions[head] = Mention(
                span=mention.span,
                head=head,
                entities=mention.entities,
                stands_for=again,
                candidates=mention.candidates,
            )

    def _completed(self, role: Role, person: Entity) -> Role:
        """The role with the state that the text speaks of where it names none."""
        if role.of is not None or role.former or role.owned:
            return role
        if person.id in self.actors.gazetteer.entities:
            in_office = self.actors.gazetteer.represents(person.id, self.actors.day) is not None
            own = None if in_office or not person.state else self.actors.gazetteer.state(person.state)
            return Role(role.title, own)
        return Role(role.title, self._scene() or self.actors.home)

    def _role_of(self, start: int, root: Token) -> Role | None:
        """The title of a person in front of the name, or in apposition to it, and of which state."""
        role = self._role_before(start, root)
        if role is not None:
            return role
        appositions = [c for c in root.children if c.dep_ == "appos"]
        for noun in appositions + ([root.head] if root.dep_ == "appos" else []):
            title = self._title_of(noun)
            if title is None:
                continue
            regional = self._of_region(noun) or title.split()[0] in OPPOSED
            of, owner = None if regional else self._belonging(noun), self._owner(noun)
            if of is None and not regional and owner is not None and owner.entities[0].state:
                of = self.actors.gazetteer.state(owner.entities[0].state)
            if title in COUNTERPARTS:
                return None if of is None else Role(_AFFILIATED, of)
            former = title == "predecessor" or any(c.lower_ in FORMER for c in noun.children)
            return Role(title, of, former=former, owned=owner is not None or regional)
        return None

    def _role_before(self, start: int, root: Token) -> Role | None:
        """The title in front of a name: "Norwegian Defence Minister"."""
        words: list[str] = []
        while start > 0 and self.doc[start - 1].pos_ in _OF_TITLES and start - 1 not in self.mentions:
            start -= 1
            words.insert(0, self.doc[start].lower_)
        title = self._known_title(words)
        if title is None:
            return None
        owned = start > 1 and self.doc[start - 1].tag_ == "POS"
        before = self.mentions.get(start - 2 if owned else start - 1)
        regional = before is not None and self._is_region(before)
        of = None if regional else self._state_of(before) or self._affiliation(root)
        if title.split()[0] in OPPOSED:
            return Role(title, None, owned=True)
        earlier = self.doc[max(0, start - 2) : start + len(words)]
        return Role(title, of, former=any(t.lower_ in FORMER for t in earlier), owned=before is not None)

    def _affiliation(self, root: Token) -> Entity | None:
        """For whom a named person is or speaks: "Reyes of the FARC", "Kohona, speaking for Colombo"."""
        for word, inner in prepositions(root):
            if word in ("of", "from") and inner.i in self.mentions:
                return self._state_of(self.mentions[inner.i])
        beside = root.head.children if root.dep_ == "nsubj" else ()
        for child in (*root.children, *beside):
            if child.dep_ in ("acl", "advcl") and child.lower_ in ("speaking", "acting"):
                for word, inner in prepositions(child):
                    if word == "for" and inner.i in self.mentions:
                        return self._state_of(self.mentions[inner.i])
        return None

    def _known_title(self, words: list[str]) -> str | None:
        """The longest title that ends where a name begins."""
        if not words:
            return None
        titles = self.actors.gazetteer.titles
        found = next((p for n in range(len(words), 0, -1) if (p := " ".join(words[-n:])) in titles), None)
        rank = words[-len(found.split()) - 1] if found and len(words) > len(found.split()) else ""
        if rank in DEPUTIES | OPPOSED:
            return f"{rank} {found}"
        return found or (words[-1] if words[-1] in self._nouns["office"] | self._nouns["role"] else None)
