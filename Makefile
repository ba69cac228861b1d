# The few commands of this project. `make` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO ?= .demo
FAST := not slow and not browser and not integration

export DAGSTER_HOME := $(CURDIR)
export GX_ANALYTICS_ENABLED := false
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo dev test test-all lint format bench lock ci clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: $(READY) ## Make .venv with everything, at the versions and hashes of requirements.lock

# Runs again only when the lock or the project file changed. uv is used where it is installed, pip otherwise.
$(READY): requirements.lock pyproject.toml .ci/make-venv
	@.ci/make-venv $(VENV)

demo: $(READY) ## A shop, five months of history and 43 nights through Dagster, a verdict and an alert (in .demo/)
	@$(BIN)/python -m assets.demo $(DEMO)

dev: $(READY) ## Dagster's UI on the demo workspace (run `make demo` first), http://127.0.0.1:3000
	@test -f $(DEMO)/persona.yaml || { echo "$(DEMO)/persona.yaml is not there. Mend: run \`make demo\` first, or \`make dev DEMO=path/to/workspace\`."; exit 1; }
	@PERSONA_WORKSPACE=$(abspath $(DEMO)) PERSONA_PIPELINE_KEY=$${PERSONA_PIPELINE_KEY:-$$($(BIN)/python -m assets.demo --print-key)} $(BIN)/dg dev --host 127.0.0.1

test: $(READY) ## The fast suite (under two minutes on two cores)
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "$(FAST)"

test-all: $(READY) ## Everything: slow, browser and integration tests too
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q

lint: $(READY) ## Style, types and import fences
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --config pyproject.toml --no-cache

format: $(READY) ## Put the style right where a tool can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(READY) ## Measure a night and write benchmarks/results/night.json
	@$(BIN)/python -m benchmarks.night

lock: $(READY) ## Write requirements.lock and .ci/duckdb-2.lock anew (versions already locked stay; LOCK=--upgrade moves them)
	@$(BIN)/uv pip compile pyproject.toml --quiet --extra dagster --extra s3 --extra api --extra sql --extra apprise --extra console --group dev --constraint .ci/lock-constraints.txt \
	  --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
	  --custom-compile-command 'make lock' --output-file requirements.lock $(LOCK)
	@echo 'duckdb>=2,<2.1' | $(BIN)/uv pip compile - --quiet --no-deps --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --custom-compile-command 'make lock' --output-file .ci/duckdb-2.lock $(LOCK)

ci: ## What the server runs: everything, from nothing
	@.ci/run

clean: ## Remove the environment, the demo and all caches
	rm -rf $(VENV) $(DEMO) .dagster build dist .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
