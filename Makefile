# Each target works on a fresh machine with Python 3.11 or newer: what it needs is installed first, into .venv.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
# Warnings of the build, of no use to who only runs it, are left out.
PIP := PYTHONWARNINGS=ignore $(BIN)/python -m pip --disable-pip-version-check --quiet
# Test processes: one for each core, but no more than this; each runs a PostgreSQL and a Chromium of its own.
# One that is done early takes over what waits for another (worksteal).
MOST_PROCESSES ?= 6
# Branch coverage in per cent below which `make check` fails. It only rises.
COVERAGE_FLOOR ?= 97

.PHONY: help demo test check bench screenshots format packages

help: ## this list
	@echo "Chatferry. Usage: make TARGET"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 12

demo: $(VENV)/run.stamp ## play it all on this machine: no token, no internet (ARGS="--no-browser --port 9000")
	@$(BIN)/chatferry demo $(ARGS)

test: $(VENV)/dev.stamp packages ## run every test (ARGS="tests/bot -k clock" for some)
	$(BIN)/pytest -n auto --dist worksteal --maxprocesses $(MOST_PROCESSES) $(ARGS)

check: $(VENV)/dev.stamp ## format, lint, types, tests with their coverage, which doubles their time: what CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-fail-under $(COVERAGE_FLOOR)"

bench: $(VENV)/dev.stamp ## run the benchmarks
	@for name in $$(cd benchmarks && grep -l '^if __name__' *.py | sed 's/\.py$$//'); do \
		echo "== $$name"; $(BIN)/python -m "benchmarks.$$name" $(ARGS) || exit 1; \
	done

screenshots: $(VENV)/dev.stamp packages ## take the pictures of the docs anew
	SCREENSHOTS=docs/pictures $(BIN)/pytest tests/journey/test_ticket.py tests/sandbox/test_rehearsal_report.py

format: $(VENV)/dev.stamp ## format the code and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The stamps: what was installed, for the pyproject.toml of that time.

$(VENV)/run.stamp: pyproject.toml
	@sh tests/venv.sh $(VENV)
	@echo "Installing Chatferry into $(VENV) ..."
	@$(PIP) install --upgrade "pip>=25.1"
	@$(PIP) install --editable .
	@touch $@

# Both at once, so that pip finds versions which suit both.
$(VENV)/dev.stamp: pyproject.toml
	@sh tests/venv.sh $(VENV)
	@echo "Installing Chatferry and what its tests need into $(VENV) ..."
	@$(PIP) install --upgrade "pip>=25.1"
	@$(PIP) install --editable . --group dev
	@touch $(VENV)/run.stamp $@

# PostgreSQL and Chromium, where they are missing and this user may install them; else their tests are skipped.
packages:
	@sh tests/packages.sh
