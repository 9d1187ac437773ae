"""Questions in plain English: which question somebody asks, about whom, and its answer from the graph.

The questions are the files in `ontologies/questions`. The words for actors are the names in the graph itself,
those for acts come from the lexicon. Plain rules read them; nothing is guessed, and what is not understood is
said so. Filling and running the SPARQL is left to `kg.graph.questions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kg.asking.matching import find_question
from kg.asking.names import Names, read_names
from kg.asking.reading import Reader
from kg.graph.questions import Answer, Filling, Question, QuestionError, read_questions, run_question
from kg.graph.store import Store

__all__ = ["answer_named", "answer_words", "list_questions", "read_names"]


def list_questions() -> list[Question]:
    """All questions that can be asked, by group and name."""
    return sorted(read_questions().values(), key=lambda question: (question.group, question.name))


def answer_words(
    store: Store, words: str, *, today: date | None = None, names: Names | None = None
) -> Answer:
    """Answer a question in plain English over the store.

    Words such as "last month" count from `today`. `names` are those of the store, read by `read_names`: who
    asks often reads them once, which takes most of the time. Raises QuestionError for a question that is not
    understood, saying which part was and what can be asked instead, and for a name that is not known.
    """
    asked = find_question(words, Reader(store, today, names))
    return run_question(store, asked.question, asked.fillings, asked=words)


def answer_named(
    store: Store,
    name: str,
    parameters: Mapping[str, str],
    *,
    today: date | None = None,
    names: Names | None = None,
) -> Answer:
    """Answer the question with a name; `parameters` are words such as "Russia", "condemn" or "since 2024".

    An actor may be named by its identifier, too, and an act by a property of the ontology. Raises
    QuestionError for a question or parameter that is not known, and for words that can't be read.
    """
    known = read_questions()
    if name not in known:
        raise QuestionError(f"there is no question {name!r}; choose from {', '.join(known)}")
    question, reader = known[name], Reader(store, today, names)
    fillings: dict[str, Filling] = {}
    for key, words in parameters.items():
        parameter = question.parameter(key)
        fillings[key] = reader.read(parameter.kind, words)
    return run_question(store, question, fillings)
