"""Makes the mentions of an article's sentences, in order.

Pronouns, surnames and "the country" point back to what earlier sentences named. Who a mention stands for
(a minister for his state) is decided here; what happens between mentions is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from kg.actors.explaining import explain
from kg.actors.memory import Memory, Seen
from kg.actors.names import Name
from kg.actors.nouns import read_nouns
from kg.actors.pronouns import PronounSentence
from kg.actors.screening import governor_of
from kg.language.sentences import find_dateline
from kg.model import Entity, Form, Mention


class ArticleActors(Memory):
    """The actors of one article as its sentences are read; also what the text teaches about offices."""

    def read_dateline(self) -> Iterator[Mention]:
        """The place from which the article reports, whose state it speaks of unless it says otherwise."""
        span = find_dateline(self.text)
        place = None if span is None else self._find_place(self.text[slice(*span)].title())
        if place is not None and span is not None:
            self.dateline = self.gazetteer.state_of(place, self.day)
            yield Mention(span=span, head=0, entities=(place,), stands_for=(self.dateline,))

    def _find_place(self, name: str) -> Entity | None:
        found = [self.gazetteer.entities[alias.entity] for alias in self.finder.readings_of(name)]
        return next((e for kind in ("Place", "State") for e in found if e.kind == kind), None)

    def find_mentions(self, doc: Doc, offset: int, names: list[Name]) -> list[Mention]:
        """All mentions of one parsed sentence that starts at `offset` of the article's text."""
        sentence = self._sentence(doc, offset, names)
        self._keep(sentence)
        return sorted(sentence.mentions.values(), key=lambda m: m.head)

    def show_mentions(self, doc: Doc, offset: int, names: list[Name]) -> list[Mention]:
        """The mentions of actors for people to look at, with the names that were linked to nobody.

        Private people are left out, the adjectives that belong to them, and arms that stand for their state.
        """
        sentence = self._sentence(doc, offset, names)
        private = {head for head, mention in sentence.mentions.items() if self.is_private(mention)}
        governors = {head: governor_of(doc[head]) for head, m in sentence.mentions.items() if m.modifier}
        private |= {head for head, noun in governors.items() if noun is not None and noun.i in private}
        private |= {head for head, m in sentence.mentions.items() if self._is_thing(doc[head], m)}
        shown = [explain(sentence, m) for head, m in sentence.mentions.items() if head not in private]
        self._keep(sentence)
        return shown + sentence.dropped

    @staticmethod
    def _is_thing(head: Token, mention: Mention) -> bool:
        return mention.form is Form.NOMINAL and head.lemma_.lower() in read_nouns()["arms"]

    def _sentence(self, doc: Doc, offset: int, names: list[Name]) -> PronounSentence:
        sentence = PronounSentence(self, doc, offset)
        sentence.add_names(names)
        sentence.add_together()
        sentence.add_named_entities()
        sentence.add_titled_names()
        sentence.add_roles()
        for token in doc:
            if sentence.is_free(token):
                if token.pos_ == "PRON" or token.lower_ == "both":
                    sentence.add_pronoun(token)
                elif token.pos_ in ("NOUN", "PROPN"):
                    sentence.add_noun(token)
        sentence.add_roles()
        for token in doc:
            if token.pos_ == "PRON" and sentence.is_free(token):
                sentence.add_own_pronoun(token)
        return sentence

    def _keep(self, sentence: PronounSentence) -> None:
        """Keep what later sentences may point back to; subjects are in focus, so they come first."""
        found = [m for m in sentence.mentions.values() if not m.modifier]
        ordered = sorted(found, key=lambda m: (not sentence.is_subject(m), m.head))
        seen = [Seen(m, sentence.is_many(m)) for m in ordered]
        self.remember(seen, sentence.named_groups(), sentence.other_topic())
