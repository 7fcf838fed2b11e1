# The commands of the house. `make help` lists them.

PYTHON  ?= python3
PORT    ?= 8080
# Two more than there are processors: much of a journey is waiting.
JOBS    ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 2)
VENV    := .venv
BIN     := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV     := $(VENV)/.dev
NODE    := widget/node_modules/.installed
PIP     := $(BIN)/python -m pip --disable-pip-version-check install -qq

# Recipes run in one shell each and stop at the first error.
SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test lint types bench bench-ui static static-check shots torture wire docs coverage format system-packages unit widget-test

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 18

# --- what people type ---

setup: $(DEV) $(NODE) system-packages ## install everything that development and tests need

run: $(RUNTIME) ## open the demo: one order, four people, on http://127.0.0.1:8080 (PORT=... for another)
	@exec $(BIN)/python -m server serve --demo --port $(PORT)

test: setup ## all checks, as CI runs them; installs what it needs
	@$(MAKE) --no-print-directory unit & unit=$$!
	trap 'kill $$unit 2>/dev/null || true' EXIT
	$(MAKE) --no-print-directory static-check lint types widget-test
	wait $$unit

lint: $(DEV) $(NODE) ## style, formatting and the direction of imports
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet . || { echo 'make format would change files' >&2; exit 1; }
	$(BIN)/lint-imports --no-logo --no-cache
	cd widget && npm run --silent lint

types: $(DEV) $(NODE) ## mypy --strict for the server, tsc for the widget
	@$(BIN)/mypy
	cd widget && npm run --silent types

format: $(DEV) $(NODE) ## write files the way lint wants them
	@$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .
	cd widget && npm run --silent format

static: $(NODE) ## build static/ from widget/; commit what changed
	@cd widget && npm run --silent build

wire: $(DEV) $(NODE) ## write what is generated from server/core: TypeScript types, golden frames, schemas
	@$(BIN)/python -m tests.wire

docs: $(DEV) $(NODE) ## write the tables in docs/ that are made from the code
	@$(BIN)/python -m tests.house.tables
	cd widget && npm run --silent ledger

torture: $(DEV) system-packages ## the faults of the ordinary run, for longer; says how many, and what was checked
	@$(BIN)/pytest -q tests -m torture --timeout=1800

coverage: $(DEV) ## which lines and branches the quick tests reach
	@$(BIN)/pytest -n $(JOBS) --cov --cov-report=term tests/core tests/storage tests/live tests/chat tests/web

bench: $(DEV) ## measure this machine: durable messages a second, CPU per delivery, memory per connection
	@$(BIN)/python -m tests.bench

bench-ui: $(DEV) $(NODE) system-packages ## measure the pages in Chromium: long tasks, a room of 10,000 messages, a tap, bytes, Lighthouse
	@$(BIN)/python -m tests.bench.ui

shots: $(DEV) $(NODE) system-packages ## draw docs/pictures from a running demo, and every state into build/shots (ONLY="name ...")
	@$(BIN)/python -m tests.shots $(ONLY)

# --- the steps of `make test` ---

unit: $(DEV)
	@$(BIN)/pytest -n $(JOBS)

widget-test: $(NODE)
	@cd widget && npm run --silent test

# static/ is committed; a fresh build must give the same bytes.
static-check: $(NODE)
	@cd widget && npm run --silent check

system-packages:
	@.ci/system-packages

# --- what is installed, and when it is out of date ---

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Parley needs Python 3.11 or newer; name one with make PYTHON=...' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(BIN)/python
	@echo 'installing the server'
	$(PIP) -r requirements.txt
	touch $@

$(DEV): requirements-dev.txt pyproject.toml $(RUNTIME)
	@echo 'installing the tools'
	$(PIP) -r requirements-dev.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

$(NODE): widget/package.json widget/package-lock.json
	@command -v npm >/dev/null || { echo 'The widget is built with Node 20 or newer and npm.' >&2; exit 1; }
	echo 'installing the widget'"'"'s tools'
	cd widget && npm ci --loglevel=error --no-audit --no-fund
	touch node_modules/.installed
