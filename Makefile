# Two commands do everything on a fresh machine: `make map` and `make test`.

VENV := .venv
BIN := $(VENV)/bin
OUT ?= out

.PHONY: map test check-code check-tests notebooks bench travel-model clean help

help:
	@echo "make map        set up and build the map of the shipped data into $(OUT)/"
	@echo "make test       set up and run all tests, those in a real browser included"
	@echo "make notebooks  set up and open the notebooks"
	@echo "make bench      measure the speed against what one would use instead"
	@echo "make travel-model  hold the travel model against history again and rewrite its tables"
	@echo "make clean      remove the environment and the outputs"

map: $(VENV)/.ready
	$(BIN)/evacmap build --out $(OUT)

test: check-code check-tests

check-code: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check-tests: $(VENV)/.ready-test
	$(BIN)/pytest -n 2 --dist loadgroup

notebooks: $(VENV)/.ready-notebook
	$(BIN)/jupyter lab notebooks

bench: $(VENV)/.ready-bench
	$(BIN)/python benchmarks/routing.py --write
	$(BIN)/python benchmarks/map_page.py

travel-model: $(VENV)/.ready-test
	$(BIN)/python -m evacmap.routing.history

$(VENV)/.ready-bench: pyproject.toml scripts/setup.sh
	sh scripts/setup.sh $(VENV) bench

$(VENV)/.ready: pyproject.toml scripts/setup.sh
	sh scripts/setup.sh $(VENV)

$(VENV)/.ready-test: pyproject.toml scripts/setup.sh
	sh scripts/setup.sh $(VENV) test

$(VENV)/.ready-notebook: pyproject.toml scripts/setup.sh
	sh scripts/setup.sh $(VENV) notebook

clean:
	rm -rf $(VENV) $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis
