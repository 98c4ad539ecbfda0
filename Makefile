# make run     builds what is missing and serves on 127.0.0.1:4200
# make ui      builds the web UI alone, where it is older than its source (needs node 20)
# make test    installs what the tests need and runs everything
# make check   what needs no running: format, lints, documentation, dependencies
# make bench   measures weir beside Prefect's server (ARGS=--quick: 3 minutes in place of 15; see bench/README.md)
# make compat  compares weir with Prefect's server (ARGS=--self: Prefect's server with itself)
# make compat-generated  the same with 20,000 generated requests (15 minutes; ARGS="--requests 600 --seed 7")
# make compat-matrix     the end-to-end tests with the oldest and the newest SDK too, and the integrations

SHELL := /bin/bash
ARGS ?=
PYTHON = $(shell tests/prepare.sh)/bin/python

# How many generated requests `make test` sends: three to an operation.
FEW := 600

.PHONY: run test check check-ui test-rust test-ui test-e2e ui compat compat-generated compat-generated-few compat-matrix bench build prepare

run: ui
	cargo run --release -p weir -- server start $(ARGS)

test: prepare check test-rust test-ui test-e2e compat compat-generated-few

prepare:
	tests/prepare.sh

# The built pages, which the compiler takes into the binary. Without them, and without node: --no-default-features.
UI := ui/dist/app/index.html

ui: $(UI)

ui/node_modules/.package-lock.json: ui/package-lock.json
	@command -v npm >/dev/null || { echo 'the web UI needs node 20 or newer; without it: cargo run --release -p weir --no-default-features -- server start'; exit 1; }
	cd ui && npm ci --no-fund --no-audit
	touch $@

$(UI): ui/node_modules/.package-lock.json ui/index.html ui/vite.config.ts $(shell find ui/src ui/public -type f)
	cd ui && npx vite build
	touch $@

check-ui: ui
	cd ui && npm run -s check && node scripts/size.mjs

# Logic first, then journeys in a browser through pages that tell of real runs.
test-ui: build
	cd ui && npm run -s test
	ui/e2e/prepare.sh
	python=$$(realpath -s "$(PYTHON)") && cd ui && WEIR_PYTHON="$$python" npm run -s journeys

check: prepare check-ui
	cargo fmt --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc -q --workspace --no-deps --document-private-items
	$(PYTHON) tests/dependencies.py
	$(PYTHON) tests/documents.py
	$(PYTHON) -m ruff check bench python tests

# cargo-nextest is quicker and keeps tests apart; cargo test runs the same tests where it is not installed.
test-rust:
	if cargo nextest --version >/dev/null 2>&1; then cargo nextest run --workspace; else cargo test --workspace; fi

build: ui
	cargo build -p weir

test-e2e: build
	$(PYTHON) -m pytest tests -q $(ARGS)

compat: build
	$(PYTHON) -m tests.compat $(ARGS)

compat-generated: build
	$(PYTHON) -m tests.compat.generated $(ARGS)

compat-generated-few: build
	$(PYTHON) -m tests.compat.generated --requests $(FEW)

compat-matrix: build
	$(PYTHON) -m tests.matrix $(ARGS)

bench:
	cargo build --release -p weir -p weir-bench
	target=$${CARGO_TARGET_DIR:-target}; venv=$$(WEIR_SPEC_VENV=target/venv-bench tests/prepare.sh bench/requirements.txt | tail -n 1) && \
		"$$target/release/weir-bench" --weir "$$target/release/weir" --venv "$$venv" $(ARGS)
