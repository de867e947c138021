# make demo | test | lint | bench | fuzz | serve: each makes its own .venv first and needs no step before it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint bench fuzz serve clean

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $(READY)

demo: $(READY)
	$(BIN)/python examples/demo.py

test: lint
	$(BIN)/python -m pytest -n auto

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Messy tables with known truth (tests/importers/messy.py) and whole lives of agreements (tests/ledger/lives.py), other
# ones each time; `make test` runs 200 and 40 of them.
FUZZ := 2500
fuzz: $(READY)
	EALEDGER_FUZZ=$(FUZZ) $(BIN)/python -m pytest tests/importers/test_messy.py --hypothesis-show-statistics
	EALEDGER_LIVES=$(FUZZ) $(BIN)/python -m pytest tests/ledger/test_whole_lives.py --hypothesis-show-statistics

bench: $(READY)
	$(BIN)/python bench/run.py

serve: $(READY)
	$(BIN)/ealedger serve

clean:
	rm -rf $(VENV) demo dist build .pytest_cache .mypy_cache .ruff_cache
