"""Small questions about spaCy's dependency parse that actors and coding both ask."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})


def conjuncts(token: Token) -> list[Token]:
    """A token and what is coordinated with it to the right, in order; a semicolon starts something new."""
    found = [token]
    for child in token.children:
        if child.dep_ == "conj" and all(t.text != ";" for t in token.doc[token.i : child.i]):
            found += conjuncts(child)
    return found


def first_conjunct(token: Token) -> Token:
    """The first member of the coordination in which a token stands."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token


def leading_verb(verb: Token) -> Token:
    """The first of coordinated verbs, if the later one shares its place in the sentence."""
    while verb.dep_ == "conj" and is_verb(verb.head) and not with_dep(verb, "nsubj", "nsubjpass"):
        verb = verb.head
    return verb


def with_dep(token: Token, *deps: str) -> list[Token]:
    """The children of a token that have one of these dependency labels."""
    return [child for child in token.children if child.dep_ in deps]


def prepositions(token: Token) -> Iterator[tuple[str, Token]]:
    """The prepositional phrases of a token: the preposition in lower case and its object.

    Prepositions that the parser chained ("out of", "because of") and passive agents are among them.
    """
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative") and child.pos_ in (
            "ADP",
            "SCONJ",
            "VERB",
            "ADV",
            "PART",
        ):
            for inner in child.children:
                if inner.dep_ in ("pobj", "pcomp"):
                    yield child.lower_, inner
                elif inner.dep_ == "prep":
                    yield from ((inner.lower_, last) for last in with_dep(inner, "pobj", "pcomp"))


def is_verb(token: Token) -> bool:
    """Whether a token is a verb: by its tag, or as a noun with a subject ("the two plan to meet")."""
    return token.pos_ in ("VERB", "AUX") or (token.pos_ == "NOUN" and bool(with_dep(token, "nsubj")))


def is_passive(verb: Token) -> bool:
    """Whether a verb is passive, also as a participle after a noun or in a coordination of passives."""
    if with_dep(verb, "nsubjpass", "auxpass"):
        return True
    if verb.tag_ != "VBN":
        return False
    if with_dep(verb, "nsubj", "aux"):
        return False
    if verb.dep_ == "acl" or with_dep(verb, "agent"):
        return True
    return verb.dep_ == "conj" and verb.head.tag_ == "VBN" and is_passive(verb.head)


def subject_of(verb: Token) -> Token | None:
    """The grammatical subject that stands at the verb itself."""
    return next((child for child in verb.children if child.dep_ in _SUBJECTS), None)


def governing_verb(token: Token) -> Token | None:
    """The nearest verb above a token."""
    for ancestor in token.ancestors:
        if is_verb(ancestor):
            return ancestor
    return None
