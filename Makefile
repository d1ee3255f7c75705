# Each target works on its own on a machine with make and Python 3.11 or later: it makes .venv when that is missing.
# PYTHON chooses the interpreter: make demo PYTHON=python3.12
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.prosvar-made
HOST ?= 127.0.0.1
PORT ?= 8080
# Test processes: one more than the cores of a small machine, as each of them waits for others at times. Each one starts a
# database of its own and takes a gigabyte, so this is bounded by memory as well as by cores.
WORKERS ?= 3
ROOMS := prosvar webhooks console bot channels clinic store triage flows locales tests bench building

# Where the compiled copy is; with it on PYTHONPATH nothing is read from here.
COMPILED := "$(CURDIR)/build/compiled"
TESTS ?= tests

.PHONY: help setup demo serve compiled test test-compiled check format soak plays bench migrate doctor validator lforms clean
.DEFAULT_GOAL := help

help:
	@echo "make demo     a whole clinic with synthetic patients, on http://$(HOST):$(PORT); needs no account"
	@echo "               FORM=path/to/form.json brings a form of your own, to be answered by text message"
	@echo "make test     every check and every test"
	@echo "make check    format, lint, types and the direction of imports"
	@echo "make soak     plays of what can go wrong for SECONDS=1200, then faults of real processes, and an account of each kind"
	@echo "make plays    only the plays, from seeds that each run draws anew; SECONDS=120 for two minutes"
	@echo "make bench    measure on this machine"
	@echo "make serve    the server with your own settings (docs/clinic-it.md)"
	@echo "make test-compiled  the tests against the compiled copy; TESTS=\"tests/replies tests/turns\" for some"
	@echo "make compiled the same server, compiled to machine code, in build/compiled; needs a C compiler"
	@echo "make migrate  bring the database of PROSVAR_DATABASE_URL up to date"
	@echo "make doctor   check settings, database, senders, words and the rest"
	@echo "make validator  fetch the FHIR validator that tests/validator needs (Node.js 20); without it they are skipped"
	@echo "make lforms   fetch the reference renderer that tests/lforms needs (Node.js 20); without it they are skipped"
	@echo "make setup    only make .venv from the pinned, hashed requirements"

setup: $(STAMP)

# The stamp is younger than the requirements when nothing needs doing. A half-made .venv has no stamp and is made anew.
$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Prosvar needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)
	@$(BIN)/prosvar demo --host $(HOST) --port $(PORT) $(if $(value FORM),--form "$$FORM")

# Compiled where that can be done: the same server, with a fifth less work for each reply.
serve: $(STAMP)
	@if $(BIN)/python building/compiled.py; then export PYTHONPATH=$(COMPILED); else echo "It runs interpreted." >&2; fi; \
	exec $(BIN)/prosvar serve --host $(HOST) --port $(PORT)

migrate: $(STAMP)
	@$(BIN)/prosvar migrate

doctor: $(STAMP)
	@$(BIN)/prosvar doctor

test: check
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  echo "The browser tests were SKIPPED: there is no Chromium here. On Debian and Ubuntu: apt-get install chromium" >&2

check: $(STAMP)
	$(BIN)/ruff format --check $(ROOMS)
	$(BIN)/ruff check $(ROOMS)
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff format $(ROOMS)
	$(BIN)/ruff check --fix $(ROOMS)

# Leaves what still fits its sources as it is. Nothing compiled is ever put among the sources.
compiled: $(STAMP)
	@$(BIN)/python building/compiled.py

# TESTS="tests/replies tests/turns" for some of them. From the copy's own folder, so that only its tests are seen.
# What is left out starts `make demo`, which is interpreted and has its .venv here.
test-compiled: compiled
	cd build/compiled && PYTHONPATH=$(COMPILED) ../../$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS) \
	  --deselect tests/console/test_demo_forms.py::test_a_file_that_cannot_be_played_ends_the_command_before_anything_starts

# SECONDS of plays on all cores, compiled where that can be done; then any order of happenings and the faults of real
# processes, which take half an hour. The accounts are put into build/soak.md.
SECONDS ?= 1200
soak: $(STAMP)
	@if $(BIN)/python building/compiled.py; then tree=build/compiled; else tree=.; fi; \
	exec $(BIN)/python -m tests.simulation.soak $(SECONDS) --tree $$tree

# Only the plays: make plays SECONDS=120, from a first seed of one's own with FIRST=1000
plays: $(STAMP)
	@if $(BIN)/python building/compiled.py; then tree=build/compiled; else tree=.; fi; \
	exec $(BIN)/python -m tests.simulation.soak $(SECONDS) --tree $$tree --plays $(if $(FIRST),--first $(FIRST))

# The compiled tree, as that is what clinics run; of turns and replies the interpreted figures too.
bench: $(STAMP)
	@if $(BIN)/python building/compiled.py; then tree=build/compiled how=compiled; else tree=. how=interpreted; fi; \
	python="$(CURDIR)/$(BIN)/python"; \
	for file in bench/*.py; do \
	  name=$$(basename $$file .py); case $$name in __init__|http_client|installation|peers) continue;; esac; \
	  echo "== $$name, $$how"; (cd $$tree && PYTHONPATH="$$PWD" "$$python" -m bench.$$name) || exit 1; \
	  case $$name in turns|http) \
	    echo "== $$name, $$how, with two processes"; \
	    (cd $$tree && PYTHONPATH="$$PWD" "$$python" -m bench.$$name --processes 2) || exit 1;; esac; \
	  case $$how-$$name in compiled-turns|compiled-replies) \
	    echo "== $$name, interpreted"; "$$python" -m bench.$$name || exit 1;; esac; \
	done

validator:
	npm ci --prefix tests/validator

lforms:
	npm ci --prefix tests/lforms

clean:
	rm -rf tests/validator/node_modules tests/lforms/node_modules .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info
