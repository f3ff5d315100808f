# Octavo: every task of the project, by name. `make help` lists them.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2
RUNS ?= 200
SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help run test check bench faults snapshots format lock clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-20s %s\n", $$1, $$2}'

$(READY): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Octavo needs Python 3.11 or newer on the PATH"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Octavo needs Python 3.11 or newer; $(PYTHON) is older (set PYTHON=...)"; exit 1; }
	@echo "Setting up $(VENV)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(READY) ## Open the reader (on an empty library: on the bundled papers)
	@$(BIN)/octavo

test: $(READY) ## Run every test
	@$(BIN)/python -m pytest -n $(WORKERS) --dist=worksteal

check: $(READY) ## Lint, types and import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(READY) ## Measure: start, keys, import, index, search, relevance
	@$(BIN)/python -m tests.bench all

faults: $(READY) ## Kill, starve and damage the program some hundred times, and count what was lost
	@$(BIN)/python -m tests.faults --runs $(RUNS) --seed $(SEED)

snapshots: $(READY) ## Draw the text frames and the pictures of the README anew
	@$(BIN)/python -m tests.frames

format: $(READY) ## Put the code into the one format
	@$(BIN)/ruff check --fix --select I .
	@$(BIN)/ruff format .

lock: $(READY) ## Pin every dependency anew from pyproject.toml
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--group test --group check --group bench --group build --output-file requirements/dev.txt pyproject.toml

clean: ## Remove what was made
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
