"""Reads the acts of a sentence: predicates with their sides, carried up through the words that govern them.

An act starts at a verb or an event noun of the lexicon and climbs the parse. Each governing word that is an
operator (refuse, lift, threaten, agree, hold ...) changes the act as `composition.tsv` says; auxiliaries,
negation and conditions set the modality; verbs of saying give the speaker. Claims are made elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from kg.coding.arguments import Arguments
from kg.coding.lexicon import Lexicon, Operator
from kg.coding.modality import Modalities
from kg.coding.mood import Mood, is_negated, mood_of
from kg.coding.operators import Operators
from kg.coding.predicates import Act, Predicates
from kg.language.phrases import first_conjunct, is_verb, leading_verb, with_dep
from kg.model import Mention, Modality, Quad
from kg.ontology import read_relations

_STANCES = frozenset({"SUPPORT", "ACCUSE", "REJECT", "THREATEN", "REQUEST"})
"""Roots whose acts are done by saying so."""

_ANSWERABLE = frozenset({"AGREE", "REQUEST", "THREATEN"})
"""Roots whose acts somebody else can refuse: an offer, a demand, an ultimatum."""

_OCCASIONS = frozenset({"in", "at", "during", "after", "following", "for"})
"""Prepositions by which a meeting frames what is said at it: "in talks with X, Y said"."""

_HOLDING = Operator(name="support", slots=frozenset(), beside=False)

_SUFFERING = Operator(name="suffer", slots=frozenset(), beside=False)
"""What "be in talks" and "be under an embargo" do to the act."""

_BARE_SCORE = 0.7
"""What an act that is only mentioned keeps of its score; set by judgement."""

_HOP = 0.98
"""Each governing word passed on the way costs this factor; set by judgement, not yet measured."""


def read_acts(doc: Doc, mentions: Iterable[Mention], lexicon: Lexicon) -> list[Act]:
    """All acts that a parsed sentence tells of, in the order of their words."""
    themes = lexicon.themes
    arguments = Arguments(doc, mentions, persons=themes["citizens"], bodies=themes["bodies"])
    return _Reader(doc, arguments, lexicon).read()


class _Reader:
    def __init__(self, doc: Doc, arguments: Arguments, lexicon: Lexicon) -> None:
        self._doc = doc
        self._args = arguments
        self._lexicon = lexicon
        self._composed: set[int] = set()
        self._predicates = Predicates(doc, arguments, lexicon)
        self._operators = Operators(arguments, lexicon, self._predicates.keys)
        self._modalities = Modalities(doc, lexicon, self._operators)

    def read(self) -> list[Act]:
        """Start an act at every predicate and carry it up; drop what its governor took over."""
        started = [act for token in self._doc for act in self._predicates.start(token)]
        finished = [(act.top, done) for act in started if (done := self._climb(act)) is not None]
        kept: list[Act] = []
        for start, act in ((a.words[0], a) for _, a in finished):
            if start.i in self._composed and len(act.words) == 1:
                continue
            kept.append(act)
        return sorted(kept, key=lambda a: a.words[0].i)

    def _climb(self, act: Act) -> Act | None:
        """Carry an act up to the top of its sentence; None if no claim comes of it."""
        for _ in range(len(self._doc)):
            step = self._step_verb if is_verb(act.top) else self._step_noun
            outcome = step(act)
            if outcome is None:
                return None
            if not outcome:
                break
        if not act.targets and act.reflexive and _is_deed_of_conflict(act):
            act.targets = act.outer
        if act.duty:
            act.modality = Modality.HYPOTHETICAL if act.modality is Modality.ACTUAL else act.modality
        return act

    def _step_noun(self, act: Act) -> bool | None:
        """Carry a nominal act to what governs it: False at the end of the way, None to drop it."""
        noun = first_conjunct(act.top)
        head, dep = noun.head, noun.dep_
        if any(c.dep_ == "det" and c.lower_ == "no" for c in act.top.children) and (
            dep == "attr" or not is_verb(head)
        ):
            act.modality = Modality.DENIED
        self._take_clause(act, noun)
        if dep in ("dobj", "nsubjpass", "attr", "dative", "oprd"):
            return self._enter_verb(act, head, "O")
        if dep == "pobj":
            return self._enter_phrase(act, noun)
        if dep == "nsubj" and is_verb(head):
            return self._enter_as_subject(act, head)
        if dep == "ROOT" and act.explicit:
            return False
        if dep == "compound" and (ops := self._operators.of(head)):
            return self._compose(act, ops[0], head)
        return self._leave(act)

    def _take_clause(self, act: Act, noun: Token) -> None:
        """Sides that a participle or relative clause after the noun gives: "sanctions imposed by X"."""
        for clause in with_dep(noun, "acl", "relcl"):
            operators = [op for op in self._operators.of(clause) if op.name == "support" and "O" in op.slots]
            if operators and not act.actors:
                act.actors = self._args.subjects(clause)
                act.targets = act.targets or self._operators.open_targets(act, clause)
                act.explicit = True

    def _enter_verb(self, act: Act, verb: Token, slot: str) -> bool | None:
        """The act is the object (or a preposition's object) of a verb."""
        operator = next((op for op in self._operators.of(verb) if slot in op.slots), None)
        if operator is not None:
            return self._compose(act, operator, verb)
        if verb.i in self._predicates.verbs and not (act.actors and act.targets):
            return None
        return self._leave(act)

    def _enter_phrase(self, act: Act, noun: Token) -> bool | None:
        """The act is the object of a preposition."""
        preposition, head = noun.head.lower_, noun.head.head
        if preposition == "without":
            return None
        operator = next((op for op in self._operators.of(head) if preposition in op.slots), None)
        if operator is not None:
            return self._compose(act, operator, head)
        if preposition == "in" and is_verb(head) and head.lemma_ in ("be", "remain"):
            return self._compose(act, _HOLDING, head)
        if preposition == "under" and is_verb(head) and head.lemma_ in ("be", "remain", "come"):
            return self._compose(act, _HOLDING if act.symmetric else _SUFFERING, head)
        if preposition in ("in", "of") and head.lemma_.lower() in self._lexicon.themes["money"]:
            act.top = head
            return self._step_noun(act)
        if preposition in _OCCASIONS and is_verb(head) and act.root == "CONSULT" and not act.actors:
            act.actors = self._args.subjects(head)
            if mood_of(head) is Mood.FUTURE and act.modality is Modality.ACTUAL:
                act.modality = Modality.PLANNED
            return self._leave(act)
        if head.i in self._predicates.verbs and not (act.actors and act.targets):
            return None
        return self._leave(act)

    def _enter_as_subject(self, act: Act, verb: Token) -> bool | None:
        """The act is the subject of a verb: "talks between X and Y began"."""
        if verb.i in self._predicates.verbs and not (act.actors and act.targets):
            return None
        if not act.explicit and not (act.symmetric and (act.actors or act.targets)):
            return self._leave(act)
        if denials := self._operators.denials(verb):
            return self._compose(act, denials[0], verb)
        act.words.append(verb)
        act.top = verb
        return self._step_verb(act)

    def _leave(self, act: Act) -> bool | None:
        """The act is only mentioned; it counts if the phrase itself says who did it to whom."""
        if not (act.actors and act.targets):
            return None
        act.score *= _BARE_SCORE
        self._modalities.inherit(act)
        return False

    def _step_verb(self, act: Act) -> bool | None:
        """Apply what a verb says of the act, then carry it to what governs the verb."""
        verb = act.top
        if not self._modalities.apply(act, verb):
            return None
        verb = leading_verb(verb)
        if self._modalities.suppose(act, verb):
            return False
        head, dep = verb.head, verb.dep_
        if dep == "xcomp":
            return self._enter_infinitive(act, verb, head)
        if dep == "acl":
            return self._enter_noun_clause(act, verb, head)
        if dep == "pcomp":
            return self._enter_gerund(act, head.lower_, head.head)
        if dep in ("ccomp", "csubj") and head.pos_ == "ADJ":
            operator = next((op for op in self._operators.of(head) if "c" in op.slots), None)
            return False if operator is None else self._compose(act, operator, head)
        if dep in ("ccomp", "csubj") and is_verb(head):
            first, last = sorted((verb.i, head.i))
            apart = any(token.text == ";" for token in verb.doc[first:last])
            return False if apart else self._enter_report(act, head)
        if dep == "advcl":
            act.outer = act.outer or self._args.subjects(head)
            if self._infinitive(verb) and act.modality is Modality.ACTUAL:
                act.modality = Modality.HYPOTHETICAL
            self._add_speech(act, verb)
        return False

    @staticmethod
    def _infinitive(verb: Token) -> bool:
        return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)

    def _enter_infinitive(self, act: Act, verb: Token, head: Token) -> bool | None:
        operator = next((op for op in self._operators.of(head) if "x" in op.slots), None)
        if operator is not None:
            return self._compose(act, operator, head)
        if head.lemma_ in ("be", "have", "need", "go"):
            act.top = head
            return self._step_verb(act) if is_verb(head) else False
        if head.i in self._predicates.verbs or self._infinitive(verb):
            act.modality = Modality.HYPOTHETICAL if act.modality is Modality.ACTUAL else act.modality
        return False

    def _enter_noun_clause(self, act: Act, verb: Token, noun: Token) -> bool | None:
        """The act stands in a clause after a noun: "a plan to", "claims that"."""
        if any(c.dep_ == "mark" and c.lower_ == "that" for c in verb.children):
            return self._enter_content(act, noun)
        if not self._infinitive(verb):
            return False
        operator = next((op for op in self._operators.of(noun) if "x" in op.slots), None)
        if operator is not None:
            return self._compose(act, operator, noun)
        act.modality = Modality.PLANNED if noun.i in self._args.mentions else Modality.HYPOTHETICAL
        return False

    def _enter_content(self, act: Act, noun: Token) -> bool | None:
        """The act is what a report, a claim or a hope says: only what a fact or news says is told as true."""
        operator = next((op for op in self._operators.of(noun) if "c" in op.slots), None)
        if operator is not None:
            return self._compose(act, operator, noun)
        act.modality = Modality.HYPOTHETICAL if act.modality is Modality.ACTUAL else act.modality
        return False

    def _enter_gerund(self, act: Act, preposition: str, head: Token) -> bool | None:
        if preposition == "without":
            return None
        operator = next((op for op in self._operators.of(head) if {preposition, "x"} & op.slots), None)
        if operator is not None:
            return self._compose(act, operator, head)
        if preposition in ("of", "for", "from") and self._accuses(head):
            act.modality = Modality.HYPOTHETICAL if is_negated(head) else Modality.ALLEGED
        elif preposition in ("before", "against", "for", "from", "on", "at", "about"):
            act.modality = Modality.HYPOTHETICAL
        return False

    def _accuses(self, head: Token) -> bool:
        rows = [*self._lexicon.verbs.get(head.lemma_.lower(), ())]
        rows_of_noun = [*self._lexicon.nouns.get(head.lemma_.lower(), ())]
        relations = {r.relation for r in rows} | {r.relation for r in rows_of_noun}
        return any(read_relations()[r].root == "ACCUSE" for r in relations)

    def _enter_report(self, act: Act, head: Token) -> bool | None:
        """The act is what somebody says, claims, demands or denies, or what a report does that says it."""
        relative = head.dep_ == "relcl" and any(c.tag_ in ("WDT", "WP") for c in with_dep(head, "nsubj"))
        if relative and head.head.pos_ == "NOUN" and head.head.i not in self._args.mentions:
            return self._enter_content(act, head.head)
        operator = next((op for op in self._operators.of(head) if "c" in op.slots), None)
        speakers = self._args.subjects(head) or self._args.who(self._args.surface_tokens(head))
        if operator is not None and operator.name not in ("announce", "allege"):
            return self._compose(act, operator, head)
        if operator is not None and operator.name == "allege":
            act.modality = Modality.ALLEGED if act.modality is Modality.ACTUAL else act.modality
        act.outer = act.outer or speakers
        if act.speaker is None and speakers:
            act.speaker = speakers[0]
        if act.duty and speakers and self._differ(speakers, act.actors):
            act.duty = False
            return self._compose(act, Operator(name="demand", slots=frozenset("c"), beside=False), head)
        if is_negated(head) and act.modality is Modality.ACTUAL:
            act.modality = Modality.DENIED
        self._add_speech(act, head)
        return False

    def _add_speech(self, act: Act, verb: Token) -> None:
        """Note the verbs of saying above an act; their date is the date of a stance."""
        while True:
            act.speech.append(verb)
            verb = leading_verb(verb)
            if act.speaker is None and act.root in _STANCES:
                act.speaker = next(iter(self._args.subjects(verb)), None)
            if verb.dep_ not in ("advcl", "ccomp") or not is_verb(verb.head):
                return
            verb = verb.head

    @staticmethod
    def _differ(some: list[Mention], others: list[Mention]) -> bool:
        def sides(mentions: list[Mention]) -> set[str]:
            return {(s or e).id for m in mentions for e, s in zip(m.entities, m.stands_for, strict=True)}

        return bool(others) and not sides(some) & sides(others)

    def _compose(self, act: Act, operator: Operator, governor: Token) -> bool | None:
        """Let an operator change the act and take it over."""
        if act.modality is Modality.ALLEGED and operator.name in ("refuse", "deny", "end"):
            act.modality = Modality.DENIED
            return False
        if operator.name == "refuse" and is_negated(governor) and "c" in operator.slots:
            act.modality = Modality.HYPOTHETICAL  # "has not ruled out that it will send troops"
            return False
        outcome = self._lexicon.compose(operator.name, act.relation)
        subjects = self._operators.subjects(governor)
        others_act = not act.symmetric and self._differ(subjects, act.actors)
        if outcome is None or (others_act and operator.name == "refuse" and act.root not in _ANSWERABLE):
            return None
        if not operator.beside:
            self._composed.add(governor.i)
        if others_act and operator.name in ("refuse", "agree"):
            act.actors, act.targets = subjects, act.actors
        else:
            self._operators.turn(act, operator.name, governor, subjects)
        act.relation = outcome.relation or act.relation
        if outcome.modality is not None:
            settled = outcome.modality is not Modality.ACTUAL and act.modality is Modality.HYPOTHETICAL
            act.modality = act.modality if settled else outcome.modality
        act.words.append(governor)
        act.score *= _HOP
        act.explicit = True
        return self._go_on(act, governor)

    def _go_on(self, act: Act, governor: Token) -> bool | None:
        """Carry the act on from a verb, or from the verb that an adjective belongs to."""
        if governor.pos_ == "ADJ" and is_verb(governor.head):
            act.top = governor.head
        else:
            act.top = governor
        return True


def _is_deed_of_conflict(act: Act) -> bool:
    return read_relations()[act.relation].quad is Quad.MATERIAL_CONFLICT
