"""The documents say what the program does."""

from __future__ import annotations

import re
import tomllib

import click
import pytest

from kg.cli import COMMANDS, cli
from scripts.make_cli_docs import TARGET, render_page

ROOT = TARGET.parent.parent


def commands() -> list[tuple[str, click.Command]]:
    context = click.Context(cli, info_name="kg")
    found = [(name, cli.get_command(context, name)) for name in COMMANDS]
    return [(name, command) for name, command in found if command is not None]


def test_reference_is_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == render_page(), "run `make docs`"


def test_every_module_of_the_command_line_that_has_a_command_is_listed() -> None:
    modules = {
        path.stem
        for path in (ROOT / "kg" / "cli").glob("*.py")
        if re.search(r"^def command\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert modules == set(COMMANDS)


@pytest.mark.parametrize(("name", "command"), commands(), ids=COMMANDS)
class TestEveryCommand:
    def test_has_help_with_examples(self, name: str, command: click.Command) -> None:
        assert command.help
        assert "Examples:" in command.help
        assert f"kg {name} " in command.help
        assert command.short_help

    def test_explains_every_option(self, name: str, command: click.Command) -> None:
        assert name
        options = [p for p in command.params if isinstance(p, click.Option)]
        assert [p.name for p in options if not p.help] == []

    def test_is_called_as_its_examples_say(self, name: str, command: click.Command) -> None:
        known = {option for p in command.params for option in p.opts}
        example_lines = (command.help or "").partition("Examples:")[2].splitlines()
        used = {
            word
            for line in example_lines
            for part in line.split("|")
            if part.strip().startswith(f"kg {name} ")
            for word in part.split()
            if word.startswith("--")
        }
        assert used <= known


def test_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"kg {name}" not in readme] == []


def test_version_has_a_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in changelog or f"## [{project['version']}]" in changelog


def test_documents_name_only_files_that_exist() -> None:
    missing = []
    for document in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text(encoding="utf-8"))
        missing += [f"{document.name}: {link}" for link in links if not (document.parent / link).exists()]
    assert missing == []
