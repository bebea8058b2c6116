# make run    installs, then runs the demo; make run CONFIG=watch.toml watches your own sources
# make test   installs, then checks and tests everything
#
# PYTHON=python3.12       another Python (3.11 or newer)
# TORCH=auto              the transformer where the package index has a CPU build of torch (default)
#      =cuda              whatever torch the index gives, CUDA and its gigabytes included
#      =none              without the transformer: a word list judges
# OTKLIK_PORT=9000        another port of the desk; every setting can be given like that
# TOWN_PORT=9100          another first port of the demo's town
# TORCH_WHEELS=PLACE      a folder of wheels, or the address of an index, with CPU builds of torch

PYTHON ?= python3
VENV ?= .venv
TORCH ?= auto
TORCH_WHEELS ?=
CONFIG ?=
TOWN_PORT ?= 8771
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check
export PYTHON VENV TORCH TORCH_WHEELS

.PHONY: run test acceptance check format install develop chromium clean

run: install
ifeq ($(CONFIG),)
	@$(BIN)/otklik demo --town-port $(TOWN_PORT)
else
	@$(BIN)/otklik watch apply $(CONFIG)
	@$(BIN)/otklik up
endif

install: $(VENV)/.run-$(TORCH)

develop: $(VENV)/.test-$(TORCH)

$(VENV)/.run-$(TORCH): pyproject.toml install.sh
	@./install.sh ""
	@touch $@

$(VENV)/.test-$(TORCH): pyproject.toml install.sh
	@./install.sh dev,training
	@touch $@ $(VENV)/.run-$(TORCH)

# All processes must collect the same tests in the same order, those made from sets too: one hash seed.
test: develop chromium check
	PYTHONHASHSEED=0 $(BIN)/pytest -n auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder \
	--cov --cov-report=term:skip-covered -q -rs --durations=10

check: develop
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: develop
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The browser test wants Chromium; without it, and without leave to install it, that test is skipped.
chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null || ! command -v apt-get >/dev/null \
	|| [ "$$(id -u)" != 0 ] || { echo "installing chromium for the browser test"; apt-get update -qq \
	&& apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; }

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage

# The whole line against real third-party sites, where the scripts that start them are at hand.
acceptance: develop
	@$(BIN)/python tests/acceptance/sites.py
