# Everything works on a machine that has only Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
N ?= 1000

.PHONY: demo test check bench torture clean

demo: $(READY)          ## the whole job on the sample content; ends by saying what to open
	$(BIN)/studio demo demo --recipe spring-handbag

test: $(READY)          ## the tests, under three minutes
	$(BIN)/python -m pytest -n auto

check: $(READY)         ## format, lint, types, tests: what CI runs
	$(BIN)/ruff format --check studio tests
	$(BIN)/ruff check studio tests
	$(BIN)/mypy
	$(MAKE) test

bench: $(READY)         ## speed and quality, as ratios against named peers or limits
	$(BIN)/python -m tests.bench

torture: $(READY)       ## the long tests: make torture N=1000
	$(BIN)/python -m pytest -s -m slow --torture $(N)

clean:
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache

$(READY): pyproject.toml tests/setup_environment.py
	$(PYTHON) tests/setup_environment.py $(VENV)
	touch $@
