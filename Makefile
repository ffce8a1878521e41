# Two commands are enough: `make verify` judges the bundled reference backend, `make test` runs our own tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SHOWN := $(CURDIR)/.pytest_cache/fidelity

.PHONY: verify test check fmt fuzz bench soak mutation lock clean

verify: $(STAMP)   ## judge the reference backend and leave the report in conformance-report/
	$(BIN)/nango-conformance run

test: $(STAMP)     ## every test of ours
	$(BIN)/python -m pytest -n auto $(TEST_ARGS)

fidelity: $(STAMP) ## docs/FIDELITY.md, from what the tests of the fake show; needs node and Chromium
	rm -rf $(SHOWN)
	NO_SKIPS=1 FIDELITY=$(SHOWN) $(BIN)/python -m pytest -q -n auto tests/fake_nango
	$(BIN)/python -m tests.fake_nango.fidelity write $(SHOWN)

check: $(STAMP)    ## lint, format, types, floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: $(STAMP)      ## what `make check` would complain about, mended where a program can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

fuzz: $(STAMP)     ## bad requests that nobody has sent yet, until one is answered wrongly
	FUZZ=random $(BIN)/python -m pytest -n auto tests/fake_nango/robustness

bench: $(STAMP)    ## the figures of the README, each with its budget; NAMES='flow memory' takes these alone
	$(BIN)/python -m benchmarks $(NAMES)

soak: $(STAMP)     ## a million requests and a hundred thousand webhooks: many minutes
	$(BIN)/python -m benchmarks soak

mutation: $(STAMP) ## whether our tests notice a mistake in what judges and tells: a quarter of an hour
	$(BIN)/mutmut run $(MUTANTS)
	$(BIN)/mutmut results | sed "/not checked/d"

lock:              ## after a change of dependencies; needs uv
	uv pip compile pyproject.toml --universal --python-version 3.11 --all-extras --group dev \
		--generate-hashes --no-emit-index-url --custom-compile-command "make lock" -o requirements.lock

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q fake_nango nango_conformance reference_backend reports steps
	touch $(STAMP)

clean:             ## forget the environment and the last report
	rm -rf $(VENV) conformance-report
