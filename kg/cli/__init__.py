"""The command `kg`: each command is one module here that parses, makes one call of the API, and prints.

This module owns what all commands share: finding them, exit codes, and how errors look.

Exit codes: 0 all is well; 1 a part of the input could not be used; 2 wrong usage; 3 nothing could be done;
130 interrupted.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from kg.errors import KgError

COMMANDS = (
    "build", "extract", "label", "link", "actors", "ask", "query", "search", "claims", "explain", "export",
    "view", "stats", "validate", "serve",
)  # fmt: skip
"""The commands in the order in which a user meets them; each is `kg.cli.NAME.command`."""

SOME_FAILED, NOTHING_DONE, INTERRUPTED, PIPE_CLOSED = 1, 3, 130, 141


class _Failure(click.ClickException):
    """An error that the user can act on, shown in one message without a traceback."""

    exit_code = NOTHING_DONE

    def show(self, file: object = None) -> None:  # noqa: ARG002
        label = click.style("error:", fg="red", bold=True)
        click.echo(f"{label} {self.message}", err=True, color=_use_color())


class _Commands(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"kg.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return self._invoke_and_flush(ctx)
        except KgError as error:
            raise _Failure(str(error)) from error
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _leave_pipe()
            ctx.exit(PIPE_CLOSED)

    def _invoke_and_flush(self, ctx: click.Context) -> object:
        """Flush here, where a closed pipe can be told, rather than when the interpreter ends."""
        try:
            return super().invoke(ctx)
        finally:
            sys.stdout.flush()


def _use_color() -> bool | None:
    """Only False where the user wants none (https://no-color.org); None leaves it to click, which looks."""
    return False if os.environ.get("NO_COLOR") else None


def _leave_pipe() -> None:
    """Send what is still buffered nowhere, so that the interpreter ends without a word."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    name="kg",
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every command has examples: kg COMMAND --help",
)
@click.version_option(package_name="irkg", message="%(prog)s %(version)s")
def cli() -> None:
    """News articles to a knowledge graph: who does what to whom, and which sentence says so.

    \b
    Begin with
      kg build ARTICLES/ --store my-store
      kg claims --store my-store
      kg view network.html --store my-store
    """  # noqa: D301


def main() -> None:
    """Run the command line; the script `kg` calls this."""
    try:
        cli(prog_name="kg")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
