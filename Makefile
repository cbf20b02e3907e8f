# Two commands do all the set-up on a machine with Python 3.11 or newer: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test test-slow browser test-browser screenshots lint bench evidence lessons app clean

run: $(VENV)/.installed
	$(BIN)/equilibrium run storefront --seed 7 --out results/storefront

test: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

test-slow: $(VENV)/.installed-dev  # statistical studies of minutes
	$(BIN)/python -m pytest -m slow

browser:  # Debian's Chromium, for the tests that drive the app; without one they are skipped and say so
	@command -v chromium || command -v chromium-browser || command -v google-chrome || apt-get install --yes --no-install-recommends chromium

test-browser: $(VENV)/.installed-dev browser
	$(BIN)/python -m pytest -m browser

screenshots: $(VENV)/.installed-dev  # every page in both languages, light and dark, wide and on a phone: to be looked at
	$(BIN)/python -m benchmarks.screenshots results/screenshots

bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks

evidence: $(VENV)/.installed  # some quarter of an hour; the last line fails, and is let, where data that do not ship are not there
	$(BIN)/equilibrium evidence --slow --language en --record --out docs/evidence
	$(BIN)/equilibrium evidence --claims --slow --language en --record --out docs/evidence
	-$(BIN)/equilibrium evidence --data --slow --language en --record --out docs/evidence

lessons: $(VENV)/.installed-dev  # some quarter of an hour, resumable: what is finished is kept in results/lessons
	$(BIN)/equilibrium lessons --language en

app: $(VENV)/.installed
	$(BIN)/equilibrium app

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "equilibrium needs Python 3.11 or newer: make run PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[app,report,studies,balance]'
	touch $@

$(VENV)/.installed-dev: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[app,dev]'
	touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) results build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
