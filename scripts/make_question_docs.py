"""Writes docs/questions.md: how to ask, and every question that can be asked, from the files themselves."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from kg.asking import list_questions
from kg.graph.questions import Parameter, Question

TARGET = Path(__file__).parent.parent / "docs" / "questions.md"
INTRODUCTION = Path(__file__).parent.parent / "ontologies" / "questions" / "README.md"


OVER_HTTP = """\
## Over HTTP

`kg serve` answers the same questions. `/questions` is a menu with a form for each, or for programs their list
in JSON.

| Address | Answers |
|---|---|
| `/questions/ask?q=who+sanctions+Russia` | a question in plain English |
| `/questions/who_did?act=sanction&target=Russia&period=since+2024` | a question by its name |

Parameters are words; `today=2025-03-01` is the day from which "last month" counts. Programs get what
`kg ask --json` prints, a browser gets a page with each sentence, its article and the SPARQL that ran.
`Accept: text/csv` or the suffix `.csv` gives a table, in which IRIs are whole; `.json` and `.html` work too:

```python
import pandas as pd

frame = pd.read_csv("http://127.0.0.1:8080/questions/ask.csv?q=who+sanctions+Russia")
```

A question that is not understood is answered with 400 and the message of `kg ask`, a name that no question
has with 404 and those near it. The SPARQL runs under the limits of [`kg serve`](sparql.md#limits)."""


def render_page() -> str:
    """The page: the introduction, how to ask over HTTP, then the questions by group."""
    parts = [
        INTRODUCTION.read_text(encoding="utf-8").replace("](../", "](../ontologies/").rstrip("\n"),
        OVER_HTTP,
        f"## The {len(list_questions())} questions",
        "Made from the headers of the files by `scripts/make_question_docs.py`; edit those, not this list.",
    ]
    for group, members in groupby(list_questions(), key=lambda question: question.group):
        parts += [f"### {group}", *(_entry(question) for question in members)]
    return "\n\n".join(parts) + "\n"


def _entry(question: Question) -> str:
    lines = [f"**`{question.name}`** {question.title}", "", question.about, ""]
    lines += [f"- asked as: {', '.join(f'“{example}”' for example in question.examples)}"]
    lines += (
        [f"- parameters: {'; '.join(map(_parameter, question.parameters))}"] if question.parameters else []
    )
    columns = "; ".join(f"`{name}` ({about})" for name, about in question.columns.items())
    return "\n".join([*lines, f"- columns: {columns}"])


def _parameter(parameter: Parameter) -> str:
    kind = f"optional {parameter.kind}" if parameter.optional else parameter.kind
    return f"`{parameter.name}`, {kind} ({parameter.about})"


if __name__ == "__main__":
    TARGET.write_text(render_page(), encoding="utf-8")
    print(f"wrote {TARGET}")
