"""Write docs/cli.md from the help of the commands themselves: `python scripts/make_cli_docs.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from kg.cli import COMMANDS, cli

TARGET = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
HEAD = """# The command line

Made from `kg --help` by `make docs`; edit the commands under `kg/cli/`, not this page.

Exit codes: 0 all is well; 1 a part of the input could not be used, or the graph breaks its shapes; 2 wrong
usage; 3 nothing could be done; 130 interrupted. Messages, the progress bar and errors go to standard error.
"""


def render_help(*command: str) -> str:
    """The help of one command, as a terminal of 100 columns shows it."""
    result = CliRunner().invoke(cli, [*command, "--help"], prog_name="kg", terminal_width=100)
    return result.output.rstrip()


def find_commands() -> Iterator[tuple[str, ...]]:
    """The words of every command, those of a group after the group."""
    context = click.Context(cli, info_name="kg")
    for name in COMMANDS:
        yield (name,)
        command = cli.get_command(context, name)
        if isinstance(command, click.Group):
            yield from ((name, part) for part in command.commands)


def render_page() -> str:
    """The whole page."""
    sections = [HEAD, f"```\n{render_help()}\n```\n"]
    sections += [f"## kg {' '.join(c)}\n\n```\n{render_help(*c)}\n```\n" for c in find_commands()]
    return "\n".join(sections)


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(render_page(), encoding="utf-8")
    print(f"wrote {TARGET}")
