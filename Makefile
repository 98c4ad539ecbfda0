# make run     builds what is missing and serves on 127.0.0.1:4200
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

.PHONY: run test check test-rust test-e2e compat compat-generated compat-generated-few compat-matrix bench build prepare

run:
	cargo run --release -p weir -- server start $(ARGS)

test: prepare check test-rust test-e2e compat compat-generated-few

prepare:
	tests/prepare.sh

check: prepare
	cargo fmt --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc -q --workspace --no-deps --document-private-items
	$(PYTHON) tests/dependencies.py
	$(PYTHON) tests/documents.py
	$(PYTHON) -m ruff check bench python tests

# cargo-nextest is quicker and keeps tests apart; cargo test runs the same tests where it is not installed.
test-rust:
	if cargo nextest --version >/dev/null 2>&1; then cargo nextest run --workspace; else cargo test --workspace; fi

build:
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
