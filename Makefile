.PHONY: help demo test check fix docs bench bench-search bench-formats clean

PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin

help: ## Show the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip>=25.1"
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

demo: $(VENV)/.run ## Set up, then ingest the examples, show what is wrong with them, and search
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/demo.sh

test: $(VENV)/.dev ## Set up, then run the whole test suite (make test ARGS="-k title")
	$(BIN)/python -m pytest -n 2 $(ARGS)

check: $(VENV)/.dev ## Format, lint, types, layers, generated docs; writes nothing
	$(BIN)/python -m pytest tests/test_habits.py

fix: $(VENV)/.dev ## Format, and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.dev ## Rewrite the generated parts of the documentation
	$(BIN)/cog -r docs/commands.md

bench: $(VENV)/.dev ## Measure the pipeline beside the plain stack, in one run
	$(BIN)/python -m bench

bench-search: $(VENV)/.dev ## Measure the search beside others (make bench-search ARGS="20000 100000")
	$(BIN)/python -m bench.search $(ARGS)

bench-formats: $(VENV)/.dev ## Measure our readers beside the usual tool of each format
	$(BIN)/python -m bench.formats $(ARGS)

clean: ## Remove the environment and everything made
	rm -rf $(VENV) demo-archive
