"""`kg ask`: questions in plain English."""

from __future__ import annotations

import datetime as dt

import click

import kg
from kg.cli import options
from kg.cli.output import find_look, print_json

_SHOWN = 40
"""Lines of a long answer that a terminal shows unless asked for more; JSON has all."""


@click.command(name="ask", short_help="Ask the graph in plain English.")
@click.argument("question", nargs=-1, metavar="QUESTION")
@options.store_option
@click.option("--list", "list_all", is_flag=True, help="List the questions that can be asked.")
@click.option(
    "--sparql", "only_sparql", is_flag=True, help="Print only the SPARQL that answers the question."
)
@click.option(
    "--today",
    callback=options.parse_day,
    metavar="YYYY-MM-DD",
    help='The day from which "last month" and the like count.',
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=_SHOWN,
    show_default=True,
    help="Lines of the table that are shown at most; 0 shows all.",
)
@options.json_option
def command(
    question: tuple[str, ...],
    store: options.Store,
    list_all: bool,
    only_sparql: bool,
    today: dt.date | None,
    limit: int,
    as_json: bool,
) -> None:
    """Ask the graph in plain English: who does what to whom, since when, and which sentence says so.

    QUESTION is words such as those of --list, with the actors, verbs and periods that you mean. Actors have
    any of their names, verbs and nouns for acts are those that the program reads in articles. The answer
    shows how the question was understood and the SPARQL that it ran.

    \b
    Examples:
      kg ask "who sanctions Russia"
      kg ask "what happened between India and Pakistan since May 2025" --json
      kg ask "who condemned Ecuador last month" --today 2024-05-02
      kg ask --list
    """  # noqa: D301
    if list_all:
        from kg.views.answers import question_to_dict, render_questions

        known = kg.list_questions()
        if as_json:
            print_json([question_to_dict(item) for item in known])
        else:
            click.echo(render_questions(known, **find_look()), nl=False)
        return
    if not " ".join(question).strip():
        raise click.UsageError('give a question, such as "who sanctions Russia", or --list')
    with kg.open(store) as graph:
        answer = graph.ask(" ".join(question), today=today)
    from kg.views.answers import answer_to_dict, render_answer

    if only_sparql:
        click.echo(answer.sparql, nl=False)
    elif as_json:
        print_json(answer_to_dict(answer))
    else:
        click.echo(render_answer(answer, limit=limit or None, **find_look()), nl=False)
