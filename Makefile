# make run    一条命令:准备环境、建页面包、迁移数据库、没有数据时装入示范县,然后在 http://127.0.0.1:8000 开门
# make test   一条命令:全部测试(不含浏览器)
#
# Nothing here names a host or a path of one machine: pip, uv and npm ask the registries they are set up for.

PYTHON ?= python3
JOBS ?= 2
BIN := .venv/bin
TOOLS := .venv/tools/bin
UV := $(TOOLS)/uv

BUNDLE := src/jishan/web/static/build/mobile.js
BUNDLE_SOURCES := $(shell find frontend/src -type f) $(wildcard frontend/*.mjs)
INSTALLED := frontend/node_modules/.installed

# Node of this machine if it is 20 or newer, otherwise the one that PyPI carries.
NPM := $(shell node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && command -v npm)
ifeq ($(NPM),)
NPM := PATH="$(CURDIR)/$(TOOLS):$$PATH" npm
NODE := $(TOOLS)/npm
endif

.PHONY: run test check fix browser bench docs pg-test lock

run: .venv/.run $(BUNDLE)
	@exec $(BIN)/jishan run $(ARGS)

test: .venv/.dev $(BUNDLE)
	$(BIN)/pytest -n $(JOBS) -m "not browser" $(ARGS)

check: .venv/.dev $(BUNDLE)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/jishan check --fail-level WARNING
	$(BIN)/jishan makemigrations --check --dry-run
	$(BIN)/python -m tools.documents --check
	@$(MAKE) --no-print-directory test

fix: .venv/.dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

browser: .venv/.dev $(BUNDLE)
	$(BIN)/pytest -m browser $(ARGS)

bench: .venv/.dev $(BUNDLE)
	$(BIN)/python -m bench $(ARGS)

docs: .venv/.dev
	$(BIN)/python -m tools.documents

# The suite on PostgreSQL: on the one that JISHAN_DATABASE_URL names, or on one of its own for this run.
pg-test: .venv/.dev $(BUNDLE)
	tools/with_postgres $(BIN)/pytest -n $(JOBS) -m "not browser" $(ARGS)

# Writes the lock files anew from pyproject.toml, to the newest versions that fit (docs/decisions/0005).
COMPILE := pip compile --universal --python-version 3.11 --upgrade --generate-hashes --no-header --no-annotate --quiet
lock: $(UV)
	$(UV) $(COMPILE) pyproject.toml --extra postgres -o requirements/run.txt
	$(UV) $(COMPILE) pyproject.toml --extra postgres --group dev -o requirements/dev.txt

$(UV): requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "没有找到 Python 3.11 或更新的版本。装好后再试,或指明是哪一个:make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv --without-pip .venv
	$(PYTHON) -m venv $(dir $(TOOLS))
	$(TOOLS)/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.run: $(UV) requirements/run.txt pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

.venv/.dev: $(UV) requirements/dev.txt pyproject.toml
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@ .venv/.run

$(TOOLS)/npm: $(UV) requirements/node.txt
	$(TOOLS)/python -m pip install --quiet --require-hashes -r requirements/node.txt
	@touch $@

$(INSTALLED): frontend/package-lock.json frontend/package.json | $(NODE)
	$(NPM) ci --prefix frontend --no-audit --no-fund --loglevel=error
	@touch $@

$(BUNDLE): $(INSTALLED) $(BUNDLE_SOURCES)
	$(NPM) run --silent build --prefix frontend
	@touch $@
