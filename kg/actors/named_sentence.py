"""Finds who a sentence names: gazetteer names, people with their titles, organisations nobody listed."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from kg.actors.aliases import AliasKind
from kg.actors.memory import Memory, Role
from kg.actors.names import Name
from kg.actors.nouns import actor_nouns, affairs, read_nouns
from kg.actors.ranking import Choice
from kg.actors.screening import FORMER, governor_of
from kg.language.phrases import conjuncts, prepositions
from kg.model import Candidate, Entity, Form, Mention

_HONORIFICS = {
    "mr": "male", "mr.": "male", "sir": "male", "lord": "male", "king": "male", "prince": "male", "emir": "male",
    "mrs": "female", "mrs.": "female", "ms": "female", "ms.": "female", "miss": "female", "dame": "female",
    "lady": "female", "queen": "female", "princess": "female",
}  # fmt: skip
_FORMS = {
    AliasKind.ADJECTIVE: Form.ADJECTIVE,
    AliasKind.DEMONYM: Form.DEMONYM,
    AliasKind.METONYM: Form.METONYM,
}
COUNTERPARTS = frozenset({"counterpart", "colleague", "opposite number"})
_AFFILIATED = "representative"
"""The title of somebody of whom only the state is known."""
_OF_TITLES = frozenset({"NOUN", "PROPN", "ADJ"})
_WITHIN = frozenset({"in", "from"})
_OWNERS = ("amod", "compound", "nmod", "poss")
_NO_PERSON = frozenset("DATE TIME GPE NORP EVENT MONEY QUANTITY CARDINAL ORDINAL".split())
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
        words = [c.lower_ for c in root.children]
        return root.tag_ in ("NNS", "NNPS") and "the" in words and not _QUANTITIES & set(words)

    def add_named_entities(self) -> None:
        """People and organisations that the pipeline found and no file knows."""
        for ent in self.doc.ents:
            if ent.label_ not in ("PERSON", "ORG") or any(t.i in self._taken for t in ent):
                continue
            noun = governor_of(ent.root)
            if noun is not None and noun.pos_ == "NOUN" and noun.lemma_.lower() not in affairs():
                continue
            tokens = self._without_title(ent)
            if tokens and ent.root.pos_ == "PROPN" and ent.root.lemma_.lower() not in self._nouns["body"]:
                self._add_unlisted(
                    ent, tokens if ent.label_ == "PERSON" else [t for t in ent if t.dep_ != "det"]
                )

    @staticmethod
    def _without_title(ent: Span) -> list[Token]:
        """The words of a name less the titles before it; "Porter" at the end is no porter."""
        titles = actor_nouns() | FORMER | read_nouns()["role"]
        tokens = [t for t in ent if t.pos_ == "PROPN"]
        while len(tokens) > 1 and tokens[0].lemma_.lower() in titles:
            del tokens[0]
        return tokens if len(tokens) > 1 or (tokens and tokens[0].lemma_.lower() not in titles) else []

    def _add_unlisted(self, ent: Span, tokens: list[Token]) -> None:
        first, last = tokens[0], tokens[-1]
        name = self.doc[first.i : last.i + 1].text
        known = self.actors.local(name)
        role = self._role_of(first.i, ent.root)
        kind = "Person" if ent.label_ == "PERSON" or role else "Organization"
        if known is None and kind == "Person" and len(tokens) == 1 and role is None:
            self.actors.unlinked[name] += 1
            return
        if known is None and kind == "Organization" and not self._is_organization(ent, last):
            self.actors.unlinked[name] += 1
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
        return acronym or bool(words & self._nouns["organisation"]) or self._acronym_after(last) is not None

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
        """People whom a title announces and the pipeline did not recognise: "President Anwar Sadat"."""
        for token in self.doc:
            if not self._may_be_name(token):
                continue
            after = self.doc[token.i + 1] if token.i + 1 < len(self.doc) else None
            if token.dep_ == "compound" or (after is not None and after.pos_ == "PROPN"):
                continue
            first = token
            while first.i and self._may_be_name(self.doc[first.i - 1]):
                first = self.doc[first.i - 1]
            role = self._role_before(first.i, token) if first.i else None
            if role is None or role.of is None or token.ent_type_ in _NO_PERSON:
                continue
            name = self.doc[first.i : token.i + 1].text
            entity = self.actors.introduce(name, "Person", None if role.former else role.of)
            self._taken.update(range(first.i, token.i + 1))
            self.add(token, first.i, token.i + 1, (entity,))

    def is_free(self, token: Token) -> bool:
        """Whether a word belongs to no name and is no mention yet."""
        return token.i not in self._taken and token.i not in self.mentions

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
        """The role with the state that the text speaks of where it names none, for people whom no file knows."""
        if role.of is not None or role.former or role.owned:
            return role
        if person.id in self.actors.gazetteer.entities:
            in_office = self.actors.gazetteer.represents(person.id, self.actors.day) is not None
            own = None if in_office or not person.state else self.actors.gazetteer.state(person.state)
            return Role(role.title, own)
        return Role(role.title, self._scene() or self.actors.home)

    def _scene(self) -> Entity | None:
        """The state that opens the sentence as its scene: "In Colombia, the government ..."."""
        if len(self.doc) < 3 or self.doc[0].lower_ != "in":
            return None
        place = next((t for t in self.doc[1:5] if t.head.i == 0 and t.i in self.mentions), None)
        return None if place is None else self._state_of(self.mentions[place.i])

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
            of, owner = self._belonging(noun), self._owner(noun)
            if of is None and owner is not None and owner.entities[0].state:
                of = self.actors.gazetteer.state(owner.entities[0].state)
            if title in COUNTERPARTS:
                return None if of is None else Role(_AFFILIATED, of)
            former = title == "predecessor" or any(c.lower_ in FORMER for c in noun.children)
            return Role(title, of, former=former, owned=owner is not None)
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
        of = self._state_of(before) or self._affiliation(root)
        earlier = self.doc[max(0, start - 2) : start + len(words)]
        return Role(title, of, former=any(t.lower_ in FORMER for t in earlier), owned=before is not None)

    def _owner(self, noun: Token) -> Mention | None:
        """The possessor of a noun, if it is a mention."""
        owners = (self.mentions.get(c.i) for c in noun.children if c.dep_ == "poss")
        return next((mention for mention in owners if mention is not None), None)

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
        return found or (words[-1] if words[-1] in self._nouns["office"] | self._nouns["role"] else None)

    def _title_of(self, noun: Token) -> str | None:
        """The longest known title that ends at a noun."""
        singular = noun.lemma_.lower()
        for size in (3, 2, 1, 0):
            start = noun.i - size
            if start < 0:
                continue
            phrase = " ".join([*(t.lower_ for t in self.doc[start : noun.i]), singular])
            if phrase in self.actors.gazetteer.titles or phrase in self._nouns["office"]:
                return phrase
        return singular if singular in self._nouns["role"] else None

    @staticmethod
    def _state_of(mention: Mention | None) -> Entity | None:
        return mention.stands_for[0] if mention is not None and len(mention.entities) == 1 else None

    def _belonging(self, noun: Token) -> Entity | None:
        """The state or organisation to which a noun belongs: adjective, possessor, "of", "in"."""
        for child in sorted(noun.children, key=lambda c: c.tag_ == "PRP$"):
            if child.dep_ in _OWNERS and child.i in self.mentions:
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
            speaks = word == "for" and noun.lemma_.lower() in self._nouns["role"]
            if (word == "of" or word in _WITHIN or speaks) and inner.i in self.mentions:
                return self._state_of(self.mentions[inner.i])
        return None

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
