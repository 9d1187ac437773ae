"""What `kg serve` says when it cannot start, and the options that reach the server."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import kg
from kg.errors import KgError
from tests.server.serving import SPARQL_UPDATE, Server, running

RunKg = Callable[..., Result]


def test_no_store(run_kg: RunKg, tmp_path: Path) -> None:
    result = run_kg("serve", "--store", tmp_path / "nothing", "--port", 0)
    assert result.exit_code == 3
    assert "there is no store at" in result.output
    assert "Traceback" not in result.output


def test_port_in_use(run_kg: RunKg, store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        result = run_kg("serve", "--store", store, "--port", other.getsockname()[1])
    assert result.exit_code == 3
    assert "--port" in result.output


@pytest.mark.parametrize("missing", ["uvicorn", "starlette.applications"])
def test_extra_is_not_installed(monkeypatch: pytest.MonkeyPatch, store: Path, missing: str) -> None:
    for name in [name for name in sys.modules if name.startswith("kg.views.server.app")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(KgError, match=r"pip install 'irkg\[serve\]'"):
        kg.serve(store)


@pytest.mark.parametrize(
    "options",
    [("--timeout", "0"), ("--port", "70000"), ("--workers", "0"), ("--memory", "1"), ("--max-size", "0")],
)
def test_wrong_options(run_kg: RunKg, store: Path, options: tuple[str, str]) -> None:
    assert run_kg("serve", "--store", store, *options).exit_code == 2


def test_token_is_made_and_printed(store: Path) -> None:
    with running(store, "--writable", token=None) as server:
        assert server.process.stdout is not None
        line = server.process.stdout.readline()
        token = line.partition("token for writing: ")[2].strip()
        assert len(token) > 20
        headers = {"Content-Type": SPARQL_UPDATE, "Authorization": f"Bearer {token}"}
        update = "CREATE SILENT GRAPH <urn:made>"
        assert server.client.post("/sparql", content=update, headers=headers).status_code == 204


def test_as_many_workers_as_asked_for(store: Path) -> None:
    with running(store, "--workers", "3") as server:
        assert len(server.workers()) == 3


def test_one_site_may_read(store: Path) -> None:
    site = "https://example.org"
    with running(store, "--origin", site) as server:
        allowed = [
            server.client.get("/sparql", headers={"Origin": origin}) for origin in (site, "https://x.example")
        ]
    assert [response.headers.get("Access-Control-Allow-Origin") for response in allowed] == [site, None]


def test_two_servers_over_one_store(store: Path, reading: Server) -> None:
    with running(store) as other:
        for server in (reading, other):
            assert server.holds("ASK { ?c a ir:Claim }")
    assert reading.holds("ASK { ?c a ir:Claim }")
