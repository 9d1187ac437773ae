"""Makes the mentions of an article's sentences, in order.

Pronouns, surnames and "the country" point back to what earlier sentences named. Who a mention stands for
(a minister for his state) is decided here; what happens between mentions is not.
"""

from __future__ import annotations

from spacy.tokens import Doc

from kg.actors.memory import Memory
from kg.actors.names import Name
from kg.actors.sentence import BANDS, BLOCS, Sentence
from kg.model import Mention


class ArticleActors(Memory):
    """The actors of one article as its sentences are read; also what the text teaches about offices."""

    def find_mentions(self, doc: Doc, offset: int, names: list[Name]) -> list[Mention]:
        """All mentions of one parsed sentence that starts at `offset` of the article's text."""
        sentence = Sentence(self, doc, offset)
        sentence.add_names(names)
        sentence.add_named_entities()
        sentence.add_titled_names()
        for token in doc:
            sentence.add_reference(token)
        self._remember(sentence)
        return sorted(sentence.mentions.values(), key=lambda m: m.head)

    def _remember(self, sentence: Sentence) -> None:
        """Keep what later sentences may point back to; subjects are in focus, so they come last."""
        ordered = sorted(sentence.mentions.values(), key=lambda m: (sentence.is_subject(m), -m.head))
        for mention in ordered:
            if mention.modifier:
                continue
            for entity, state in zip(mention.entities, mention.stands_for, strict=True):
                if entity.kind in BLOCS | BANDS:
                    self._bodies.append(entity)
                if entity.kind == "Person":
                    self._people.append(entity)
                elif state is not None and state.kind == "State" and entity.kind != "Place":
                    self._states.append(state)
        named = sentence.named_actors()
        self._counts.update(entity.id for entity in named)
        if len(named) > 1:
            self._pair = named if len(named) == 2 else ()
        self._side_by_side = sentence.named_pair(coordinated=True) or self._side_by_side
        states = {s.id for s in self._states}
        self._home = self._states[-1] if len(states) == 1 else None
