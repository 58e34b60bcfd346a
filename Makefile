# Sayso: `make run` reads the sample reports and writes a page; `make test` runs all tests.
# Each target makes what it needs. `make help` lists them.

SHELL := /bin/sh
unexport PYTHONDONTWRITEBYTECODE # packages are installed without bytecode: it is made when first used
.DELETE_ON_ERROR:

# Set PYTHON to choose one yourself: make run PYTHON=/opt/python3.12/bin/python3
PYTHON ?=
DATA ?= ../shared/benchmarks
FUZZ ?= 100000
LANGUAGE ?= 1000000
CALLS ?= 10000

VENV := .venv
BIN := $(VENV)/bin
MADE := $(VENV)/.sayso
BUILD := build
VENDOR := src/sayso/web/static/vendor
INCIDENTS := barrage market night
SAYSO := $(BIN)/sayso

.PHONY: run test lint types unit coverage soak crash storm fuzz bounds eval pictures assets bench lock sbom clean help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: $(INCIDENTS:%=$(BUILD)/%.html) ## read the sample reports: prints the ledger, writes a page per incident
	@for incident in $(INCIDENTS); do \
		echo; echo "== The ledger of examples/$$incident"; \
		$(SAYSO) list --ledger $(BUILD)/$$incident.sqlite || exit 1; \
		echo; echo "== Who said what in them (narration left out)"; \
		$(SAYSO) list --claims --attributed --ledger $(BUILD)/$$incident.sqlite || exit 1; \
	done
	@echo; echo "Open in a browser:"
	@for incident in $(INCIDENTS); do echo "  file://$(CURDIR)/$(BUILD)/$$incident.html"; done

$(BUILD)/barrage.html: TITLE := A night of drones over Ukraine
$(BUILD)/market.html: TITLE := A market in Kutum
$(BUILD)/night.html: TITLE := A night on both sides of a border

.SECONDEXPANSION:
$(BUILD)/%.html: $(MADE)/run $$(wildcard examples/$$*/*) $(shell find src -name '*.py' -o -name '*.tsv' -o -path '*page/page.*')
	@mkdir -p $(BUILD)
	@rm -f $(BUILD)/$*.sqlite $(BUILD)/$*.sqlite-*
	@echo "== Reading examples/$* (the first time, the gazetteer is built too)"
	@$(SAYSO) add examples/$* --ledger $(BUILD)/$*.sqlite
	@$(SAYSO) report --ledger $(BUILD)/$*.sqlite --out $@ --title "$(TITLE)"

test: lint types unit ## all checks: ruff, mypy, pytest

lint: $(MADE)/dev
	@echo "== ruff: style and format"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(MADE)/dev
	@echo "== mypy: types"
	@$(BIN)/mypy

unit: $(MADE)/dev
	@echo "== pytest: tests"
	@$(BIN)/pytest -n auto --dist worksteal --durations=40 --durations-min=4

coverage: $(MADE)/dev ## run the tests and print which lines of src none of them runs (some slower than `make unit`)
	@SAYSO_PROCESSES=1 $(BIN)/pytest -n auto --cov --cov-report=term:skip-covered

soak: $(MADE)/dev ## put more load on the site than it bears, and look at each page, role, proxy and program (minutes)
	@SAYSO_PROCESSES=1 $(BIN)/pytest -m soak
	@SAYSO_LANGUAGE=3000 $(BIN)/pytest tests/fuzz/test_language.py

crash: $(MADE)/dev ## kill `sayso add` and `sayso watch` at 200 random points each, and look at what is left (minutes)
	@SAYSO_CRASHES=200 $(BIN)/pytest tests/actions/test_crash.py

storm: $(MADE)/dev ## call the API 10,000 times as its OpenAPI allows and forbids (minutes; CALLS=1000 for fewer)
	@SAYSO_CALLS=$(CALLS) $(BIN)/pytest tests/api/test_storm.py

fuzz: $(MADE)/dev ## search at random: a million short texts, every format with 100,000 inputs, all property tests (hours; LANGUAGE=9000 FUZZ=1000 for fewer)
	@SAYSO_LANGUAGE=$(LANGUAGE) SAYSO_LANGUAGE_SEEDS=$(wildcard $(DATA)) $(BIN)/pytest -n auto tests/fuzz/test_language.py
	@SAYSO_FUZZ=$(FUZZ) $(BIN)/pytest tests/fuzz/test_fuzz.py
	@SAYSO_FUZZ=$(FUZZ) $(BIN)/pytest -m hypothesis --ignore tests/fuzz

bounds: $(MADE)/dev ## feed every parser with inputs of 1 MB that are made to take time or memory, under the real limits (some five minutes)
	@SAYSO_FULL_SIZE=1 $(BIN)/pytest -s tests/intake/test_intake_bounds.py -k bounded

eval: $(MADE)/dev ## score reading on the gold set that ships, and on benchmark data in DATA (default ../shared/benchmarks)
	@$(BIN)/python -m evaluation --data $(DATA)

pictures: $(MADE)/dev ## draw the pictures of the README and the manual from the samples (needs Chromium)
	@$(BIN)/python -m tools.pictures examples docs/pictures

assets: $(VENDOR)/maplibre-gl.js ## install htmx, uPlot and MapLibre GL for smoother pages (needs npm; every page works without)

# The lock has a hash for each file and no address. Nothing of a package is run.

$(VENDOR)/maplibre-gl.js: package.json package-lock.json .npmrc
	@command -v npm >/dev/null 2>&1 || { \
		echo "npm was not found. On Debian and Ubuntu: apt-get install npm. Pages work without." >&2; exit 1; }
	@echo "== Installing browser libraries (package-lock.json, every file checked by its hash)"
	@rm -rf $(BUILD)/npm && mkdir -p $(BUILD)/npm $(VENDOR)
	@cp package.json package-lock.json .npmrc $(BUILD)/npm
	@cd $(BUILD)/npm && npm ci --omit=dev --loglevel=error
	@for pair in htmx.org/dist/htmx.min.js=htmx.js uplot/dist/uPlot.iife.min.js=uplot.js \
		uplot/dist/uPlot.min.css=uplot.css maplibre-gl/dist/maplibre-gl-worker.mjs=maplibre-gl-worker.js \
		maplibre-gl/dist/maplibre-gl.mjs=maplibre-gl.js htmx.org/LICENSE=htmx.LICENSE.txt \
		uplot/LICENSE=uplot.LICENSE.txt maplibre-gl/LICENSE.txt=maplibre-gl.LICENSE.txt; do \
		cp $(BUILD)/npm/node_modules/$${pair%=*} $(VENDOR)/$${pair#*=} || exit 1; \
	done
	@touch $@

bench: $(MADE)/dev $(BUILD)/peers/.made ## words a second by stage, from cold, on two cores, beside other tools (20 minutes)
	@$(BIN)/python benchmarks/speed.py --data $(DATA)

# Tools that others chain, in an environment of their own; the benchmark does without them where they can't be had.
$(BUILD)/peers/.made: benchmarks/peers.txt | $(BIN)/python
	@echo "== Installing the tools to compare with (benchmarks/peers.txt)"
	@mkdir -p $(BUILD) && rm -rf $(BUILD)/peers && $(BIN)/python -m venv $(BUILD)/peers
	@$(BUILD)/peers/bin/python -m pip install -qq --disable-pip-version-check --upgrade pip && \
	$(BUILD)/peers/bin/python -m pip install -qq --disable-pip-version-check -r benchmarks/peers.txt || \
	{ echo "They could not be installed; the rest is measured."; rm -rf $(BUILD)/peers/bin; }
	@touch $@

lock: $(BUILD)/lock/bin/pip-compile ## pin the newest versions that fit pyproject.toml, with hashes (takes minutes)
	@echo "== Locking what sayso needs to run"
	@$(PIN) --upgrade --output-file requirements.lock pyproject.toml
	@echo "== Locking what its tests need on top, with the same versions"
	@$(PIN) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

# No addresses in the locks: a hash holds wherever the file comes from.
PIN = $(BUILD)/lock/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-header --no-emit-options --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

# The tool is not pinned: it reads the locks and is no part of what runs.

sbom: $(BUILD)/sbom/bin/cyclonedx-py ## write every library with version and hashes into build/ (CycloneDX)
	@$(BUILD)/sbom/bin/cyclonedx-py requirements --output-reproducible --pyproject pyproject.toml \
		--output-file $(BUILD)/sayso.cdx.json requirements.lock
	@echo "$(BUILD)/sayso.cdx.json has the libraries of requirements.lock"
	@if command -v npm >/dev/null 2>&1; then \
		npm sbom --sbom-format=cyclonedx --package-lock-only > $(BUILD)/sayso-assets.cdx.json && \
		echo "$(BUILD)/sayso-assets.cdx.json has the browser libraries of package-lock.json"; \
	else echo "npm was not found: the browser libraries are left out." >&2; fi

$(BUILD)/sbom/bin/cyclonedx-py: | $(BIN)/python
	@mkdir -p $(BUILD) && $(BIN)/python -m venv $(BUILD)/sbom && \
	$(BUILD)/sbom/bin/python -m pip install -qq --disable-pip-version-check cyclonedx-bom

clean: ## remove the environment and everything built
	rm -rf $(VENV) $(BUILD) $(VENDOR) src/sayso.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.*

# The locks were made on 3.11, so it comes first; any later Python will do.
FIND_PYTHON = python=; \
	for each in "$(PYTHON)" python3.11 python3 python3.12 python3.13 python3.14 python; do \
		if [ -n "$$each" ] && command -v "$$each" >/dev/null 2>&1 && \
			"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			python=$$each; break; \
		fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Sayso needs Python 3.11 or later, and none was found on the path." >&2; \
		echo "On Debian and Ubuntu: apt-get install python3 python3-venv" >&2; \
		echo "Or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi

# --no-compile: bytecode is made of what is used, when it is used; compiling it all takes longer than the rest.
# The environment. A stamp file is newer than the lock that was installed, so re-runs are quick.

$(BIN)/python:
	@$(FIND_PYTHON); \
	echo "== Making $(VENV) with $$python"; \
	"$$python" -m venv $(VENV) || { \
		rm -rf $(VENV); \
		echo "No environment could be made. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
		exit 1; }
	@echo "== Upgrading pip inside it"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --upgrade pip

$(MADE)/run: requirements.lock pyproject.toml | $(BIN)/python
	@if [ ! $(MADE)/dev -nt requirements.lock ]; then \
		echo "== Installing what sayso needs (requirements.lock, every file checked by its hash)"; \
		$(BIN)/python -m pip install -qq --disable-pip-version-check --no-compile --require-hashes -r requirements.lock || exit 1; \
	fi
	@$(INSTALL_SAYSO)
	@mkdir -p $(MADE) && touch $@

$(MADE)/dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "== Installing what sayso and its tests need (requirements-dev.lock, every file checked by its hash)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-compile --require-hashes -r requirements-dev.lock
	@$(INSTALL_SAYSO)
	@mkdir -p $(MADE) && touch $@

# The lock holds setuptools, so nothing more is fetched to build with.
INSTALL_SAYSO = echo "== Installing sayso itself"; \
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-build-isolation --no-deps -e .

$(BUILD)/lock/bin/pip-compile:
	@$(FIND_PYTHON); \
	echo "== Making an environment with pip-tools"; \
	mkdir -p $(BUILD) && "$$python" -m venv $(BUILD)/lock && \
	$(BUILD)/lock/bin/python -m pip install -qq --disable-pip-version-check pip-tools
