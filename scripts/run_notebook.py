"""Run notebooks from top to bottom, each in its own folder, and fail at the first cell that does.

    python scripts/run_notebook.py notebooks/getting_started.ipynb

The files are not changed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError


def run_notebook(path: Path) -> int:
    """Execute all cells with this Python; returns how many code cells there were."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute()
    return sum(cell.cell_type == "code" for cell in notebook.cells)


def main() -> int:
    """Run every notebook that is named on the command line."""
    for name in sys.argv[1:]:
        try:
            cells = run_notebook(Path(name))
        except CellExecutionError as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 1
        print(f"{name}: {cells} cells ran")
    return 0


if __name__ == "__main__":
    sys.exit(main())
