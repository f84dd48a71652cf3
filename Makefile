# Three commands on a fresh machine with python3, python3-venv, git and make:
#   make demo          check the 2018 rules, score and explain an applicant
#   make test          ruff, mypy --strict, the floors, the tests
#   make test-engines  the tests in PostgreSQL and Spark
# Each sets itself up in .venv first. Versions come from constraints.txt, also those of the build tools.

SHELL  := /bin/bash
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export PIP_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

RULES     := rulesets/hk/qmas/2018-08-28.qmas
APPLICANT := rulesets/hk/qmas/fintech-engineer.json

.PHONY: demo test test-engines test-long bench gallery grammar clean

demo: $(VENV)/.core
	@$(BIN)/qmas --version
	$(BIN)/qmas check $(RULES)
	$(BIN)/qmas score $(RULES) --facts $(APPLICANT) --explain

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy --strict -p qmasdsl
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -q -n 2 --dist loadfile

# An engine that cannot be had is named in the last line; with QMASDSL_ENGINES=require it is a failure.
test-engines: $(VENV)/.engines
	tests/engines/install.sh
	$(BIN)/pytest -q --engines

# The same tests with every property tried a hundred times as often.
test-long: $(VENV)/.dev
	QMASDSL_EXAMPLES=100 $(BIN)/pytest -q

bench: $(VENV)/.dev
	set -e; for bench in tests/bench/[a-z]*.py; do $(BIN)/python "$$bench"; done
	$(BIN)/python -m tests.bench.peers

# The pages of docs/schemes, from the rule files.
gallery: $(VENV)/.core
	$(BIN)/python -m tests.gallery

# Regenerates what is derived from grammar/qmas.lark.
grammar: $(VENV)/.core
	$(BIN)/python -m qmasdsl.syntax.build

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/pip:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: $(BIN)/pip pyproject.toml constraints.txt
	$(BIN)/pip install --quiet -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.core
	$(BIN)/pip install --quiet -e '.[dev]'
	@touch $@

$(VENV)/.engines: $(VENV)/.dev
	$(BIN)/pip install --quiet -e '.[engines]'
	@touch $@
