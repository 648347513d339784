# Two commands do everything: `make weekly` (the main job, no network needed after the installation)
# and `make test` (what CI runs). Both set up .venv from requirements.lock first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: weekly test check lock clean help

weekly: $(READY)  ## this week's target list
	$(BIN)/lianzhao weekly

test: $(READY) check  ## lint, types, layers and all tests
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A bare Debian has neither ensurepip nor python3-venv: the venv is made without pip and the system's
# pip installs into it.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("需要 Python 3.11 或更新版本" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --clear --without-pip $(VENV)
	$(PYTHON) -m pip --python $(BIN)/python install --disable-pip-version-check -r requirements.lock
	$(PYTHON) -m pip --python $(BIN)/python install --disable-pip-version-check --no-deps -e .
	touch $@

lock:  ## pin the dependencies anew (needs uv); hash-free and without index lines
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --upgrade \
	  --no-header --no-annotate --no-emit-index-url -o requirements.lock

clean:
	rm -rf $(VENV) var

help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'
