# Every command a person or CI runs. `make demo` and `make test` need Python >= 3.11, Node >= 20 and make; they set up the rest.
PYTHON ?= python3
VENV := .venv
BENCH ?= --minutes 2
WORK ?= .data/training-ct
MINUTES ?= 120
BIN := $(VENV)/bin
STAMPS := .stamps
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
SOURCES := src simulators tests migrations benchmarks countries training
WEB_SOURCES := $(shell find web/src web/public web/index.html web/*.ts countries/meridia/basemap -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help demo test check bench bench-recognition bench-recognition-full train-ct train-ct-quick train-radiograph train-radiograph-quick train-radiograph-hidden train-radiograph-hidden-quick train-radiograph-emptiness train-quick wheel browser setup dev api clean test-python test-web

help:            ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

demo: setup      ## Set up, start everything, play the border; Ctrl-C stops it
	@exec $(BIN)/customhouse demo $(DEMO)

setup: $(STAMPS)/python $(STAMPS)/web

test: setup dev browser test-web test-python  ## Run every test, a real browser included

# In the order of their names, images first: the files of few long tests, of browsers and journeys, come before many short ones at the end.
test-python: $(STAMPS)/dev $(STAMPS)/web
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(TESTS)

test-web: $(STAMPS)/node
	cd web && npm run --silent test

check: $(STAMPS)/dev $(STAMPS)/node  ## Lint, types, import contracts, spelling, sizes
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell $(SOURCES) docs web/src *.md
	$(BIN)/python -m pytest -q tests/test_house_rules.py
	cd web && npm run --silent check && npm run --silent lint

bench: setup $(STAMPS)/dev  ## Measure; print tables, write benchmarks/results/*.json
	$(BIN)/customhouse bench $(BENCH)

bench-recognition: setup $(STAMPS)/dev  ## Measure recognition alone: speed, CT, radiographs, declarations, line scans, site heads
	$(BIN)/customhouse bench --only recognition $(BENCH)
	for each in declared_against_seen declared_bags line_scans adaptation; do $(BIN)/customhouse bench --only $$each || exit 1; done

bench-recognition-full: setup $(STAMPS)/dev $(STAMPS)/training  ## Recognition on the whole frozen sets: hours; goes on where it was stopped
	$(BIN)/customhouse bench --only recognition --bags 400 --objects 300 $(BENCH)
	$(BIN)/python -m benchmarks.radiographs.recognition --part 1.0 --further 40
	$(BIN)/python -m benchmarks.declared.containers --containers 235 --lots 24
	$(BIN)/python -m benchmarks.radiographs.line_scans --bags 60 --pallets 20
	$(BIN)/python -m benchmarks.adaptation --part 1
	for each in declared_bags package_counts photos appearance engines likeness precision; do $(BIN)/customhouse bench --only $$each || exit 1; done

train-ct: $(STAMPS)/training  ## Train the three CT networks from simulated bags; goes on where it was stopped
	$(BIN)/python -m training.ct --work $(WORK) --models src/customhouse/imaging/networks/models

train-ct-quick: $(STAMPS)/training  ## Prove within minutes that the CT networks learn
	$(BIN)/python -m training.ct --work $(WORK)-quick --models $(WORK)-quick/models --quick

train-radiograph: $(STAMPS)/training  ## Train the radiograph network for MINUTES; goes on where it was stopped
	$(BIN)/python -m training.cargo --split train --count 4000
	$(BIN)/python -m training.cargo --split varied --count 2000
	$(BIN)/python -m training.cargo --split tune --count 240
	$(BIN)/python -m training.cargo --split unseen --count 240
	$(BIN)/python -m training.radiographs.lessons
	$(BIN)/python -m training.radiographs.train --minutes $(MINUTES)
	$(BIN)/python -m training.radiographs.baseline
	$(BIN)/python -m training.radiographs.export
	$(BIN)/python -m training.radiographs.stretches
	$(MAKE) train-radiograph-emptiness

train-radiograph-emptiness: $(STAMPS)/training  ## Train the trees that tell loaded containers from empty ones; goes on where it was stopped
	for first in 0 1000; do \
	  for split in train varied; do $(BIN)/python -m training.emptiness.lessons --split $$split --first $$first --count 250 || exit 1; done; \
	  $(BIN)/python -m training.emptiness.lessons --split unseen --first $$first --count 150 || exit 1; \
	done
	$(BIN)/python -m training.emptiness.learn

train-radiograph-quick: $(STAMPS)/training  ## Prove within minutes that the radiograph network learns
	$(BIN)/python -m training.radiographs.train --quick

train-radiograph-hidden: $(STAMPS)/training  ## Train the network for what is hidden for MINUTES of computing; goes on where it was stopped
	$(BIN)/python -m training.cargo --split train --count 4000
	$(BIN)/python -m training.cargo --split varied --count 4000
	$(BIN)/python -m training.cargo --split tune --count 400
	$(BIN)/python -m training.cargo --split unseen --count 500
	$(BIN)/python -m training.hidden.train --minutes $(MINUTES)
	$(BIN)/python -m training.hidden.export

train-radiograph-hidden-quick: $(STAMPS)/training  ## Prove within minutes that the network for what is hidden learns
	$(BIN)/python -m training.hidden.train --quick

train-quick: $(STAMPS)/training  ## Prove within minutes that every network learns, and test what trains them
	$(BIN)/python -m pytest tests/training
	$(MAKE) train-radiograph-quick train-radiograph-hidden-quick train-ct-quick

wheel: $(STAMPS)/dev $(STAMPS)/web  ## Build dist/*.whl: server, simulators, country pack and pages
	rm -rf dist && $(BIN)/python -m build --wheel --no-isolation --outdir dist .

api: $(STAMPS)/python $(STAMPS)/node  ## Write web/openapi.json and the typed client from the server's routes
	$(BIN)/customhouse openapi > web/openapi.json
	cd web && npm run --silent api

dev: $(STAMPS)/dev

browser: $(STAMPS)/dev
	$(BIN)/python -m tests.browser.find

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Customhouse needs Python 3.11 or later: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'

$(STAMPS)/python: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing the server's packages…"
	$(PIP) --editable '.[embedding,ocr,recognition,simulation]'
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: $(STAMPS)/python
	@echo "Installing the packages for tests and checks…"
	$(PIP) --group dev
	@touch $@

$(STAMPS)/training: $(STAMPS)/dev
	@echo "Installing the packages for training…"
	$(PIP) --group training
	@touch $@

$(STAMPS)/node: web/package-lock.json
	@node -e 'process.exit(+process.versions.node.split(".")[0] < 20 ? 1 : 0)' || { echo "Customhouse needs Node 20 or later to build its pages."; exit 1; }
	@echo "Installing the packages for the pages…"
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/web: $(STAMPS)/node $(WEB_SOURCES)
	@echo "Building the pages…"
	cd web && npm run --silent build
	@touch $@

clean:           ## Remove everything that was set up or built (not the data folder)
	rm -rf $(VENV) $(STAMPS) web/node_modules src/customhouse/_web dist
