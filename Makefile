# Everything works on a machine that has only Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CHECKERS := tests/web/node_modules/.package-lock.json
N ?= 1000

.PHONY: demo test check web bench torture clean

demo: $(READY)          ## the whole job on the sample content; ends by saying what to open
	$(BIN)/studio demo demo --recipe spring-handbag

test: $(READY)          ## the tests, under three minutes
	$(BIN)/python -m pytest -n auto

check: $(READY)         ## format, lint, types, tests: what CI runs
	$(BIN)/ruff format --check studio tests
	$(BIN)/ruff check studio tests
	$(BIN)/mypy
	$(MAKE) test

web: $(READY) $(if $(shell command -v npm),$(CHECKERS))   ## the built site under validators, axe, Lighthouse and a real Chromium
	$(BIN)/python -m pytest -m web tests/web --ignore tests/web/test_lighthouse.py -n auto --dist worksteal
	$(BIN)/python -m pytest -m web tests/web/test_lighthouse.py

bench: $(READY)         ## speed and quality, as ratios against named peers or limits
	$(BIN)/python -m tests.bench

torture: $(READY)       ## the long tests: make torture N=1000
	$(BIN)/python -m pytest -s -m slow --torture $(N)

clean:
	rm -rf $(VENV) tests/web/node_modules demo .pytest_cache .mypy_cache .ruff_cache

$(CHECKERS): tests/web/package.json tests/web/package-lock.json
	cd tests/web && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

$(READY): pyproject.toml tests/setup_environment.py
	$(PYTHON) tests/setup_environment.py $(VENV)
	touch $@
