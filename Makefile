# Everything a developer runs. `make run` and `make test` set up all they need.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: run example setup oracles test test-long lint docs pictures bench clean

# Prints where it is, and opens a browser when there is one; Ctrl-C stops it.
run: setup
	@$(BIN)/leidraad serve --open

# Advice on three real patients, in the terminal.
example: setup
	@for case in TCGA-3B-A9HQ TCGA-DX-A6YT TCGA-DX-A7EQ; do \
	  $(BIN)/leidraad advise examples/tcga-sarc/patients.csv --mapping tcga-sarc --id $$case || exit; echo; done

setup: $(READY)

$(READY): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

# CQL engines of others, which judge the exported rules. Without npm their tests are skipped, by name.
ORACLES := tests/oracles/node_modules/.ready
oracles: $(ORACLES)
$(ORACLES): tests/oracles/package.json
	@if command -v npm >/dev/null; then cd tests/oracles && \
	  npm install --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.ready; \
	else echo "skipped: no npm, so no CQL engines of others"; fi

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

docs: setup
	$(BIN)/python docs/generate.py

# The pictures of the tutorial for clinicians, by Chromium.
pictures: setup
	$(BIN)/python docs/pictures.py

# A file of tests stays on one of the two workers, so that what it shares is made once.
SIDE_BY_SIDE := -n 2 --dist loadfile --no-loadscope-reorder

test: lint oracles
	$(BIN)/leidraad check
	$(BIN)/leidraad test
	$(BIN)/python docs/generate.py --check
	$(BIN)/python -m pytest -m "not long" $(SIDE_BY_SIDE)

test-long: setup oracles .venv/.ready-long
	$(BIN)/python -m pytest -m long $(SIDE_BY_SIDE)

# PySpark is large, and nothing but the long tests needs it.
.venv/.ready-long: $(READY) requirements/long.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/long.txt
	touch $@

bench: setup oracles .venv-bench/.ready
	$(BIN)/python benchmarks/one_patient.py
	$(BIN)/python benchmarks/cohort.py
	$(BIN)/python benchmarks/web.py
	$(BIN)/python benchmarks/numerics.py
	$(BIN)/python benchmarks/report.py

# zen-engine is only compared with; it stays out of the environment of the program.
.venv-bench/.ready: benchmarks/requirements.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/requirements.txt
	touch $@

clean:
	rm -rf .venv .venv-bench tests/oracles/node_modules
