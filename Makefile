# Everything works on a machine that has only Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CHECKERS := tests/web/node_modules/.package-lock.json
N ?= 1000
PYTHONS ?= 3.11 3.12 3.13 3.14
ROOMS := tests/core tests/store tests/engines tests/cli

# Tests start Python a hundred times; without its compiled files each start compiles the whole studio.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-lowest test-newest wheel check web words promises bench torture fuzz release clean

demo: $(READY)          ## the whole job on the sample content; ends by saying what to open
	$(BIN)/studio demo demo --recipe spring-handbag

test: $(READY)          ## the tests, under three minutes
	$(BIN)/python -m pytest -n auto

test-lowest:            ## the tests that need no screen and no browser, with the oldest dependencies that are allowed
	$(PYTHON) tests/setup_environment.py .venv-lowest lowest-direct
	.venv-lowest/bin/python -m pytest -n auto $(ROOMS)

test-newest:            ## the same with the newest dependencies, on each Python of PYTHONS that this machine has
	@set -e; for version in $(PYTHONS); do \
	  found=""; \
	  for python in "python$$version" $$HOME/.pyenv/versions/$$version.*/bin/python; do \
	    if $$python -c "" 2>/dev/null; then found=$$python; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then echo "Python $$version: not on this machine, skipped"; continue; fi; \
	  echo "Python $$version: $$found"; \
	  $$found tests/setup_environment.py .venv-$$version; \
	  .venv-$$version/bin/python -m pytest -n auto $(ROOMS); \
	done

wheel: $(READY)         ## dist/*.whl and dist/*.tar.gz, and the whole job of the demo with nothing but the wheel
	rm -rf dist .venv-wheel
	$(BIN)/uv build --quiet
	$(BIN)/uvx --quiet twine check --strict dist/*.whl dist/*.tar.gz
	$(BIN)/uv venv --quiet --python $(PYTHON) .venv-wheel
	$(BIN)/uv pip install --quiet --python .venv-wheel dist/*.whl
	away=$$(mktemp -d) && cd "$$away" && $(CURDIR)/.venv-wheel/bin/studio demo demo --recipe spring-handbag && rm -rf "$$away"

check: $(READY)         ## format, lint, types, tests: what CI runs
	$(BIN)/ruff format --check studio tests
	$(BIN)/ruff check studio tests
	$(BIN)/mypy
	$(MAKE) test

web: $(READY) $(if $(shell command -v npm),$(CHECKERS))   ## the built site under validators, axe, Lighthouse and a real Chromium
	$(BIN)/python -m pytest -m web tests/web --ignore tests/web/test_lighthouse.py -n auto --dist worksteal
	$(BIN)/python -m pytest -m web tests/web/test_lighthouse.py

words: $(READY)         ## templates/site/words/*.po brought up to date with the words of the pages
	$(BIN)/python -m tests.catalogue

promises: $(READY)      ## the tests that hold what docs/promises.md promises, and their figures
	$(BIN)/python -m tests.promises

bench: $(READY)         ## speed and quality, as ratios against peers at stated versions or limits: make bench ONLY=site
	$(BIN)/uv pip install --quiet --python $(BIN)/python --group bench
	$(BIN)/python -m tests.bench $(ONLY)

torture: $(READY)       ## the long tests: make torture N=1000
	$(BIN)/python -m pytest -s -m slow --torture $(N)

fuzz: $(READY)          ## every test of invariants, with twenty thousand cases of chance each
	$(BIN)/python -m pytest -m "hypothesis and not web" --hypothesis-profile fuzz -n auto

release: $(READY)       ## tag the version with its part of the changelog, when all of it is committed
	$(BIN)/python tests/release.py .

clean:
	rm -rf $(VENV) .venv-* dist tests/web/node_modules demo .pytest_cache .mypy_cache .ruff_cache

$(CHECKERS): tests/web/package.json tests/web/package-lock.json
	cd tests/web && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

$(READY): pyproject.toml tests/setup_environment.py
	$(PYTHON) tests/setup_environment.py $(VENV)
	touch $@
