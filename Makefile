# Everything that is done with this project from a terminal. `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
WORKERS ?= 2
ARGS ?=
OURS := lti_app tests config wsgi.py
# Where it is set, each of the hundreds of processes of a test run would compile all that it imports anew: 5 s of CPU.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo demo-reset run content-preview sweep test check lint bench faults certification certification-next journey format lock assets

help: ## list what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## the whole story in a browser: practice LMS, course, gradebook; one address; Ctrl-C ends it
	@$(BIN)/python -m tests.demo

demo-reset: $(READY) ## forget what was done in the demonstration
	@$(BIN)/python -m tests.demo --reset

run: $(READY) ## run the service: migrations, web server, job consumer; Ctrl-C ends all
	@VENV=$(VENV) bash config/run.sh

content-preview: $(READY) ## show a pack while it is written, in every state, with live reload: make content-preview PACK=folder
	@$(BIN)/python -m tests.content_preview $(if $(PACK),--pack $(PACK)) $(if $(OVERLAY),--overlay $(OVERLAY)) $(if $(PREVIEW_PORT),--port $(PREVIEW_PORT))

sweep: $(READY) ## look at every kind of page in every state: axe, widths, zoom, forced colours, keyboard; pictures in docs/screens
	@$(BIN)/python -m tests.sweep $(ARGS) > >(grep -v 'request answered') && $(BIN)/python -m pytest -q -n 0 tests/journeys/test_keyboard.py

test: $(READY) ## run every test, browser journeys included; some of them: make test ARGS=tests/gate
	@$(BIN)/python -m tests.browsers
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

check: lint test ## all that must hold before a change lands: lint, format, types, content, tests

lint: $(READY) ## the part of check that takes seconds: lint, format, types, content
	@echo "Linting"
	@$(BIN)/ruff check --quiet $(wildcard $(OURS))
	@echo "Checking the format"
	@$(BIN)/ruff format --quiet --check $(wildcard $(OURS)) || { echo "Run: make format"; exit 1; }
	@echo "Checking types"
	@$(BIN)/mypy --strict lti_app tests
	@echo "Checking the programme's content"
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; INSTANCE_DIR=$$folder $(BIN)/flask --app wsgi content check

format: $(READY) ## put the code in its format
	@$(BIN)/ruff check --quiet --fix $(wildcard $(OURS)) || true
	@$(BIN)/ruff format $(wildcard $(OURS))

bench: $(READY) ## measure: processor time per launch, statements per page, scores per second
	@$(BIN)/python -m tests.benchmarks $(ARGS)

faults: $(READY) ## workers killed, an LMS that fails at random, many launches at once, browsers that keep storage: minutes, not in check
	@$(BIN)/python -m tests.browsers
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m long $(ARGS)

journey: $(READY) ## all 28 weeks and every case by scripted people, with the clock moved; prints its time and figures
	@$(BIN)/python -m tests.browsers
	@$(BIN)/python -m pytest -n 0 -q -s tests/journeys/test_whole_programme.py

certification: $(READY) ## the launches of the certification suite, each with its outcome
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-300} $(BIN)/python -m pytest tests/certification -q -s -m ""

certification-next: $(READY) ## the same and the protocol's tests against pylti1p3next, in .venv-next; not in CI
	@PYTHON=$(BIN)/python bash tests/certification/next.sh .venv-next

lock: $(READY) ## pin requirements*.in with hashes
	@bash config/lock.sh

assets: ## compile the style sheet (maintainers only: needs npm; the result is committed)
	@bash lti_app/web/assets/build.sh

# A fresh clone needs nothing but Python 3.11 or later; whatever its cache holds, pip takes only what the hashes name.
# The file is complete, so nothing is resolved again; Python compiles what it uses when it first does.
$(READY): requirements-dev.txt
	@python=; for name in $${PYTHON:-python3 python3.11 python3.12 python3.13}; do \
	  if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; done; \
	if [ -z "$$python" ]; then echo "Python 3.11 or later is needed; name it with: make PYTHON=/path/to/python3.11"; exit 1; fi; \
	echo "Making the virtual environment in $(VENV)"; \
	"$$python" -m venv $(VENV) || { echo "On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Installing what requirements-dev.txt pins"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps --no-compile \
	  -r requirements-dev.txt
	@touch $(READY)
