# make install   the program and what it needs, into .venv
# make demo      from the sample articles to a graph, its claims, queries, a question, Turtle and a network
# make test      lint, types, import contract, tests, notebook, and the wheel in a clean environment
# make bench     speed and memory of extraction, store, checks, exports and server
# make docs      write docs/cli.md and docs/questions.md anew

PYTHON ?= $(firstword $(shell command -v python3.11 python3 python 2>/dev/null))
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help install dev demo test lint types contract unit notebook wheel bench docs clean

help:
	@sed -n 's/^# //p' Makefile

install: .venv/.installed

dev: .venv/.dev

.venv/.installed: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "error: Python 3.11 or later is needed; name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Making .venv ..."; $(PYTHON) -m venv .venv; }
	@echo "Installing irkg and what it needs (once; about a minute with a cold cache) ..."
	@$(PIP) install --editable .
	@touch $@

.venv/.dev: .venv/.installed
	@echo "Installing what the tests need (once) ..."
	@$(PIP) install --editable '.[dev]'
	@touch $@

demo: .venv/.installed
	@mkdir -p demo
	@rm -rf demo/store
	@echo "== kg build examples/articles"
	@$(BIN)/kg build examples/articles --store demo/store
	@echo; echo "== kg claims"
	@$(BIN)/kg claims --store demo/store
	@echo; echo "== kg query examples/queries/hostile_acts.rq     (who acts or speaks against whom, in which sentence)"
	@$(BIN)/kg query examples/queries/hostile_acts.rq --store demo/store
	@echo; echo "== kg query examples/queries/planned.rq     (what has been announced, by date)"
	@$(BIN)/kg query examples/queries/planned.rq --store demo/store
	@echo; echo "== kg ask who sanctions Russia     (a question in plain English, with the sentences behind its answer)"
	@$(BIN)/kg ask who sanctions Russia --store demo/store --limit 5 | sed '/^PREFIX/,$$d'
	@$(BIN)/kg export demo/graph.ttl --store demo/store
	@$(BIN)/kg view demo/network.html --store demo/store
	@echo
	@echo "The graph as Turtle:  $(CURDIR)/demo/graph.ttl"
	@echo "The network:          $(CURDIR)/demo/network.html     (open it in a browser; it needs no web)"
	@echo
	@echo "Next:"
	@echo "  . $(BIN)/activate"
	@echo "  kg build YOUR_ARTICLES.txt --date 2025-02-26 --store my-store"
	@echo "  kg query 'SELECT ?who ?what ?whom WHERE { ?who ?what ?whom . ?what ir:quadrant 4 }' --store my-store"
	@echo "  kg --help"

test: lint types contract unit notebook wheel
	@echo "All checks passed."

lint: .venv/.dev
	$(BIN)/ruff check .

types: .venv/.dev
	$(BIN)/mypy --strict

contract: .venv/.dev
	$(BIN)/lint-imports

unit: .venv/.dev
	$(BIN)/pytest -q -n logical --maxprocesses 4 --dist loadfile

notebook: .venv/.dev
	$(BIN)/python scripts/run_notebook.py notebooks/getting_started.ipynb

wheel: .venv/.dev
	$(BIN)/python scripts/check_wheel.py

bench: .venv/.installed
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.memory
	$(BIN)/python -m benchmarks.store
	$(BIN)/python -m benchmarks.validation
	$(BIN)/python -m benchmarks.export
	$(BIN)/python -m benchmarks.server

docs: .venv/.installed
	$(BIN)/python scripts/make_cli_docs.py
	$(BIN)/python scripts/make_question_docs.py

clean:
	rm -rf .venv build dist demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
