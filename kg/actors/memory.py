"""Remembers what an article has said of its actors, for words that point back.

Owns who was introduced, who holds which office in the text, who was named when, and for whom each one speaks;
the words of a sentence are left to the modules that read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from spacy.tokens import Doc

from kg import ids
from kg.actors.aliases import AliasKind
from kg.actors.gazetteer import Gazetteer
from kg.actors.names import Name, NameFinder
from kg.actors.nouns import sex_of
from kg.actors.ranking import Choice, NameChooser
from kg.actors.titles import HEADS, LEADERS, Role, same_title
from kg.model import Entity, Mention, Tenure

_BODIES = frozenset({"NonStateArmedGroup", "Organization", "Company", "IntergovernmentalOrganization"})
_OPPOSITE = {"North": "South", "South": "North", "East": "West", "West": "East"}


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention as later sentences may point back to it."""

    mention: Mention
    plural: bool = False


class Named(NamedTuple):
    """Actors that one sentence names, all of a kind or those that it coordinates."""

    actors: tuple[Entity, ...]
    coordinated: bool


class Memory:
    """The actors of one article as its sentences are read; also what the text teaches about offices."""

    def __init__(
        self, finder: NameFinder, text: str, day: date | None, names: list[Name], article: str
    ) -> None:
        self.finder = finder
        self.gazetteer: Gazetteer = finder.gazetteer
        self.text = text
        self.day = day
        self._chooser = NameChooser(finder.gazetteer, text, day, names)
        self._article = article
        self._local: dict[str, Entity] = {}
        self._roles: dict[str, list[Role]] = {}
        self._sex: dict[str, str] = {}
        self._private: dict[str, Entity] = {}
        self._unnamed: set[str] = set()
        self._bodies: dict[str, Entity] = {}
        self.topic: str | None = None
        self._sentences: list[list[Seen]] = []
        self._present: list[Entity] = []
        self._groups: list[list[Named]] = []
        self._states: Counter[str] = Counter()
        self.dateline: Entity | None = None
        self.tenures: list[Tenure] = []
        self.unlinked: Counter[str] = Counter()

    # Who somebody is and speaks for

    def stands_for(self, entity: Entity) -> Entity | None:
        """The state or organisation that an entity is, speaks for on the article's day, or lies in."""
        if entity.kind == "Person":
            said = self._roles.get(entity.id, [])
            if any(role.former for role in said):
                return None
            role = next((r for r in reversed(said) if r.of is not None), None)
            if role is not None:
                return role.of
        if entity.kind in ("Person", "Office"):
            of = self.gazetteer.represents(entity.id, self.day)
            return self.gazetteer.state_of(of, self.day) if of is not None and of.kind == "Place" else of
        if entity.id in self._private:
            return self._private[entity.id]
        if entity.kind in ("Government", "Place"):
            return self.gazetteer.state_of(entity, self.day)
        return entity

    def link(self, entity: Entity) -> Entity:
        """The entity itself; a body that represents a state (a ministry, an army) gives way to the state."""
        if entity.kind == "Government":
            return self.gazetteer.state_of(entity, self.day) or entity
        return entity

    def choose(self, doc: Doc, name: Name, others: Iterable[Name]) -> Choice:
        """Who a name means in this article."""
        return self._chooser.choose(doc, name, others)

    def is_introduced(self, entity_id: str) -> bool:
        """Whether the article gives the full name of somebody in the files."""
        return self._chooser.is_introduced(entity_id)

    def local(self, name: str) -> Entity | None:
        """Somebody whom the article introduced, by full name, surname or acronym."""
        return self._local.get(name)

    def introduce(self, name: str, kind: str, affiliation: Entity | None) -> Entity:
        """An entity that no file knows, from what the text says of it."""
        state = affiliation.state if affiliation is not None else None
        known = self._local.get(name)
        if known is not None and (known.state or not state):
            return known
        entity = Entity(id=ids.readable_id(name), name=name, kind=kind, state=state)
        self.call(name, entity)
        if kind == "Person":
            self.call(name.rsplit(maxsplit=1)[-1], entity)
        return entity

    def call(self, name: str, entity: Entity) -> None:
        """Remember another name of an entity, such as an acronym in brackets."""
        self._local[name] = entity

    def part_of_name(self, word: str) -> Entity | None:
        """Who was named by more words ending in this word ("the Tigers"); "the South" beside the North."""

        def fits(entity: Entity) -> bool:
            if entity.kind == "State":
                return entity.name.split()[0] == word
            names = (entity.name, *(a.text for a in self.gazetteer.aliases_of(entity.id)))
            return entity.kind in _BODIES and any(name.split()[-1] == word for name in names)

        opposite = _OPPOSITE.get(word)
        found = self.last(fits)
        if found is not None or opposite is None:
            return found
        other = self.last(lambda e: e.kind == "State" and e.name.split()[0] == opposite)
        return None if other is None else self.gazetteer.entities.get(other.id.replace(opposite, word))

    def note_body(self, noun: str, of: Entity) -> None:
        """Remember whose ministry or army was named, for "the ministry" later."""
        self._bodies[noun.rsplit(maxsplit=1)[-1]] = of

    def body(self, noun: str) -> Entity | None:
        """Whose body of this kind was named last."""
        return self._bodies.get(noun)

    # Offices

    def give_role(self, person: Entity, role: Role) -> None:
        """Remember an office that the text gives to a person."""
        known = self._roles.setdefault(person.id, [])
        if role in known:
            return
        known.append(role)
        if role.of is None or role.former or self.gazetteer.tenures_of(person.id, None):
            return
        office = self.gazetteer.office(role.of.id, role.title)
        if office is None:
            name = f"{role.title.title()} of {role.of.name}"
            office = Entity(id=ids.readable_id(name), name=name, kind="Office", state=role.of.state)
        self.tenures.append(Tenure(person=person, office=office, of=role.of))

    def roles(self, person: Entity) -> list[Role]:
        """The offices of a person: as the text says, and as he holds them on the article's day."""
        said = self._roles.get(person.id, [])
        known = self.gazetteer.tenures_of(person.id, self.day) if self.day else ()
        return [*said, *(role for tenure in known for role in self._roles_in(tenure))]

    def _roles_in(self, tenure: Tenure, *, former: bool = False) -> Iterator[Role]:
        head = not HEADS.isdisjoint(self.gazetteer.office_types(tenure.office.id))
        for title in self.gazetteer.titles_of(tenure.office.id):
            yield Role(title, tenure.of, former=former, head=head)

    def former_roles(self, person: Entity) -> list[Role]:
        """The offices that a person has left by the article's day."""
        said = [role for role in self._roles.get(person.id, []) if role.former]
        if self.day is None:
            return said
        ended = self.gazetteer.tenures_of(person.id, None)
        left = [tenure for tenure in ended if tenure.end is not None and tenure.end <= self.day]
        return [*said, *(role for tenure in left for role in self._roles_in(tenure, former=True))]

    def named_holder(self, title: str, of: Entity | None, *, former: bool = False) -> Entity | None:
        """Whom the article named who bears a title, of a state or of any: the last one."""
        roles = self.former_roles if former else self.roles
        for person in self.people():
            for role in roles(person):
                fits = same_title(role.title, title) or (title in LEADERS and role.head)
                whose = of is None or (role.of is not None and role.of.id == of.id)
                if fits and whose and role.former == former:
                    return person
        return None

    def holder(self, of: Entity, title: str) -> Entity | None:
        """Who holds an office of a state or organisation on the article's day."""
        office = self.gazetteer.office(of.id, title)
        if office is None and title in LEADERS:
            office = self.gazetteer.leading_office(of.id, self.day)
        if office is None or self.day is None:
            return None
        holders = self.gazetteer.holders(office.id, self.day)
        return holders[0].person if len(holders) == 1 else None

    def former_holder(self, of: Entity, title: str) -> Entity | None:
        """Who last left an office of a state before the article's day."""
        office = self.gazetteer.office(of.id, title)
        return None if office is None or self.day is None else self.gazetteer.last_holder(office.id, self.day)

    def predecessor(self, person: Entity) -> Entity | None:
        """Who held a person's office before him."""
        for tenure in self.gazetteer.tenures_of(person.id, self.day) if self.day else ():
            if tenure.start is not None:
                return self.gazetteer.last_holder(tenure.office.id, tenure.start)
        return None

    def counterpart(self, person: Entity, of: Entity) -> Entity | None:
        """Who holds in another state the office that a person holds in his."""
        for role in self.roles(person):
            if role.of is None or role.former:
                continue
            named = self.named_holder(role.title, of)
            found = named or self.holder(of, role.title) or self._same_kind(role, of)
            if found is not None and found.id != person.id:
                return found
        return None

    def _same_kind(self, role: Role, of: Entity) -> Entity | None:
        own = None if role.of is None else self.gazetteer.office(role.of.id, role.title)
        if own is None or self.day is None:
            return None
        other = self.gazetteer.office_of_type(of.id, self.gazetteer.office_types(own.id))
        holders = () if other is None else self.gazetteer.holders(other.id, self.day)
        return holders[0].person if len(holders) == 1 else None

    # Groups

    def group(self, noun: str, state: Entity | None, *, private: bool = False) -> Entity:
        """People without a body: one group a noun and state; without a state, one an article.

        Private people (villagers, journalists) stand for their state when something is done to them.
        """
        name = _plural(noun).capitalize()
        if state is None:
            made = Entity(id=ids.entity_id(f"{name}~{self._article}"), name=name, kind="Group")
            return self._noted(made, private=private)
        name = f"{name} in {state.name}"
        found = Entity(id=ids.entity_id(name), name=name, kind="Group", state=state.state)
        if private and state.kind == "State":
            self._private[found.id] = state
        return self._noted(found, private=private)

    def _noted(self, entity: Entity, *, private: bool) -> Entity:
        if private:
            self._unnamed.add(entity.id)
        return entity

    def is_private(self, mention: Mention) -> bool:
        """Whether a mention means private people without a name, who are no actors of their own."""
        return bool(mention.entities) and all(e.id in self._unnamed for e in mention.entities)

    def individual(self, noun: str, state: Entity | None) -> Entity:
        """An unnamed person ("an Australian student") who stands for nobody: one a noun and article."""
        name = noun.capitalize() if state is None else f"{noun.capitalize()} of {state.name}"
        code = None if state is None else state.state
        made = Entity(id=ids.entity_id(f"{name}~{self._article}"), name=name, kind="Person", state=code)
        return self._noted(made, private=True)

    # What was named before

    def meet(self, person: Entity) -> None:
        """Note a person in the sentence that is being read."""
        self._present.append(person)

    def remember(self, found: list[Seen], groups: Iterable[Named], topic: str | None = None) -> None:
        """Keep the mentions of a sentence, best antecedents first, and the actors that it named together.

        `topic` is the noun of its main subject where that is no actor: what "it" or "she" means next.
        """
        self.topic = topic
        self._sentences.append(found)
        self._present.clear()
        self._groups.append(list(groups))
        for seen in found:
            for state in seen.mention.stands_for:
                if state is not None and state.kind == "State":
                    self._states[state.id] += 1

    def glance(self, names: Iterable[Name]) -> None:
        """Keep the clear names of a sentence that is not parsed."""
        found = []
        for name in names:
            alias = name.aliases[0]
            if len(name.aliases) == 1 and alias.kind in (AliasKind.NAME, AliasKind.ABBREVIATION):
                entity = self.link(self.gazetteer.entities[alias.entity])
                found.append(
                    Mention(span=(0, 0), head=0, entities=(entity,), stands_for=(self.stands_for(entity),))
                )
        self.remember([Seen(mention) for mention in found], ())

    def before(self, sentences: int | None = None) -> Iterator[Seen]:
        """The mentions of earlier sentences, or of so many, those of the last one first."""
        kept = self._sentences if sentences is None else self._sentences[-sentences:]
        for found in reversed(kept):
            yield from found

    def people(self) -> Iterator[Entity]:
        """The people of earlier sentences, the last one first, then those of this one and of later ones."""
        for seen in self.before():
            yield from (e for e in seen.mention.entities if e.kind == "Person")
        yield from reversed(self._present)
        yield from self._chooser.introduced_people()

    def last(self, fits: Callable[[Entity], bool]) -> Entity | None:
        """The entity that was named last and fits, with the state that it stands for as a second choice."""
        for seen in self.before():
            for entity, state in zip(seen.mention.entities, seen.mention.stands_for, strict=True):
                if fits(entity):
                    return entity
                if state is not None and fits(state):
                    return state
        return None

    def last_group(
        self,
        size: int,
        fits: Callable[[Entity], bool],
        *,
        sentences: int | None = None,
        together: bool = False,
    ) -> tuple[Entity, ...]:
        """The last so many actors of a kind that one of the last sentences named, or coordinated."""
        kept = self._groups if sentences is None else self._groups[-sentences:]
        for groups in reversed(kept):
            for group in reversed(groups):
                wanted = group.coordinated or not together
                if wanted and len(group.actors) == size and all(map(fits, group.actors)):
                    return group.actors
        return ()

    def leading(self, size: int) -> tuple[Entity, ...]:
        """The states that the article speaks of most, if they stand out."""
        ranked = self._states.most_common(size + 1)
        if len(ranked) < size or (len(ranked) > size and ranked[size][1] == ranked[size - 1][1]):
            return ()
        return tuple(self.gazetteer.entities[state] for state, _ in ranked[:size])

    @property
    def home(self) -> Entity | None:
        """The state that the article speaks of: the only one so far, or that of its dateline."""
        if len(self._states) == 1:
            return self.gazetteer.entities[next(iter(self._states))]
        return (
            self.dateline
            if not self._states or (self.dateline and self.dateline.id in self._states)
            else None
        )

    # Men and women

    def sex(self, person: Entity, *, guess: bool = True) -> str | None:
        """Whether "he" or "she" is used of a person: as the text did, else perhaps by the first name."""
        if person.id in self._sex or not guess or " " not in person.name:
            return self._sex.get(person.id)
        return sex_of(person.name.split()[0])

    def set_sex(self, person: Entity, sex: str) -> None:
        """Remember by what pronoun, title or kinship word a person was called."""
        self._sex.setdefault(person.id, sex)


def _plural(noun: str) -> str:
    """The plural of a noun for people.

    >>> _plural("gunman"), _plural("opposition")
    ('gunmen', 'opposition')
    """
    if noun in ("people", "opposition", "police", "militia"):
        return noun
    if noun == "child":
        return "children"
    if noun.endswith("man"):
        return f"{noun[:-3]}men"
    return noun if noun.endswith("s") else f"{noun}s"
