"""What importing costs, and how quickly the command answers."""

from __future__ import annotations

import resource
import subprocess
import sys
from importlib.metadata import EntryPoint, distribution

import pytest

HEAVY = ("spacy", "rdflib", "pyoxigraph", "pyvis", "pyshacl", "networkx", "numpy", "rich")


def run_python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True).stdout


@pytest.mark.parametrize("module", ["kg", "kg.cli", "kg.sources"])
def test_import_loads_nothing_heavy(module: str) -> None:
    loaded = run_python(f"import sys, {module}; print(*(m for m in {HEAVY} if m in sys.modules))")
    assert loaded.split() == []


def test_import_configures_no_logging_and_makes_no_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("empty")
    code = f"import os, logging; os.chdir({str(folder)!r}); import kg; print(len(logging.root.handlers))"
    assert run_python(code).split() == ["0"]
    assert list(folder.iterdir()) == []


def test_help_of_every_command_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom kg.cli import COMMANDS, cli\n"
        "for name in COMMANDS:\n    assert CliRunner().invoke(cli, [name, '--help']).exit_code == 0\n"
        f"print(*(m for m in {HEAVY} if m in sys.modules))"
    )
    assert run_python(code).split() == []


def test_help_answers_in_a_fifth_of_a_second() -> None:
    def measure() -> float:
        """Seconds of a core that it takes, however busy the machine is."""
        start = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "kg", "--help"], capture_output=True, check=True)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        return end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime

    assert min(measure() for _ in range(5)) < 0.2


ENTRIES = distribution("irkg").entry_points


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.group}:{entry.name}")
def test_every_entry_point_leads_somewhere(entry: EntryPoint) -> None:
    assert entry.load() is not None
