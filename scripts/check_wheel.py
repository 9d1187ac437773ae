"""Build the wheel, install it into a clean environment, and run it on a sample far from the checkout.

    python scripts/check_wheel.py

Fails if the wheel lacks the ontologies, or if the installed command cannot build and query a graph.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parent.parent
NEEDED = (
    "kg/py.typed",
    "kg/coding/model/model.onnx",
    "kg/coding/model/weights.json",
    "kg/ontologies/ir.ttl",
    "kg/ontologies/shapes.ttl",
    "kg/ontologies/codebooks/cameo.ttl",
    "kg/ontologies/codebooks/plover.ttl",
)
SAMPLE = "OSLO — Norway condemned Russia over the attack on Monday. Norway thanked Sweden for its help.\n"
QUERY = "SELECT ?relation WHERE { ent:Norway ?relation ent:Russia }"


def build_wheel(folder: Path) -> Path:
    """Build the wheel of this checkout into a folder and check what is in it."""
    run([sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)])
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    if missing := [name for name in NEEDED if name not in names]:
        raise SystemExit(f"{wheel.name} lacks {', '.join(missing)}")
    return wheel


def run(command: list[str], cwd: Path | None = None) -> str:
    """Run a command without the checkout on its path; prints its output and ends if it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=environment, text=True, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def check(folder: Path) -> None:
    """Install the wheel in a fresh environment under the folder and use it there."""
    wheel = build_wheel(folder / "dist")
    venv.create(folder / "venv", with_pip=True)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    run([*pip, "install", str(wheel)])
    (folder / "2025-03-03-oslo.txt").write_text(SAMPLE, encoding="utf-8")
    kg = str(programs / "kg")
    run([kg, "build", "2025-03-03-oslo.txt", "--store", "store"], cwd=folder)
    answer = run([kg, "query", QUERY, "--store", "store", "--format", "csv"], cwd=folder)
    if "condemns" not in answer:
        raise SystemExit(f"the installed program found no condemnation in its sample, but:\n{answer}")
    for name in ("graph.ttl", "network.html"):
        run([kg, "export" if name.endswith("ttl") else "view", name, "--store", "store"], cwd=folder)
    print(f"{wheel.name}: installed into a clean environment, built and queried a graph there")


def main() -> None:
    """Check the wheel in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="irkg-wheel-") as folder:
        check(Path(folder))


if __name__ == "__main__":
    main()
