# The developer's menu: `make` lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo build install uninstall test test-unit test-e2e lint bench docs engine-up engine-down

# Where Docker looks for a user's plugins; with PREFIX, for all users' (PREFIX=/usr or /usr/local).
ifdef PREFIX
PLUGINS := $(DESTDIR)$(PREFIX)/lib/docker/cli-plugins
else
PLUGINS := $(DESTDIR)$(or $(DOCKER_CONFIG),$(HOME)/.docker)/cli-plugins
endif
MAN := $(DESTDIR)$(PREFIX)/share/man/man1
BINARY := $(or $(CARGO_TARGET_DIR),target)/release/docker-rcompose

help: ## this list
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: ## an engine, the plugin, and an application of three services
	@examples/demo

build: ## the release binary
	@command -v cargo >/dev/null || { echo "Rust is missing: install rustup and a stable toolchain, then call make again." >&2; exit 1; }
	cargo build --release --locked

install: build ## into ~/.docker/cli-plugins; PREFIX=/usr/local: for all users, with man pages
	install -D -m 755 $(BINARY) $(PLUGINS)/docker-rcompose
	$(if $(PREFIX),install -d $(MAN) && install -m 644 man/*.1 $(MAN)/)
	@echo "docker rcompose is installed in $(PLUGINS)"

uninstall: ## the reverse, with the same PREFIX
	rm -f $(PLUGINS)/docker-rcompose $(if $(PREFIX),$(MAN)/docker-rcompose*.1)

test: test-unit test-e2e ## all tests; the end-to-end ones on both supported engines

test-unit: ## the tests that need no engine
	@command -v cargo >/dev/null || { echo "Rust is missing: install rustup and a stable toolchain, then call make again." >&2; exit 1; }
	cargo test --locked --lib --bins --examples --test tidy --test cli

test-e2e: ## scenarios on Docker engines 20.10 and 28; ENGINES=28: on one; ARGS=name: some of them
	tests/e2e/run $(ARGS)

lint: ## formatting, clippy, licenses and bans of dependencies
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo deny check bans licenses sources

bench: ## time of common commands, beside docker compose where BENCH_PEER="docker compose" says so
	cargo bench --locked

docs: ## the documentation of the code, private items too
	cargo doc --locked --no-deps --document-private-items

engine-up: ## the private engines of the tests, for work by hand
	tests/engine up 20.10
	tests/engine up 28

engine-down: ## stops them
	tests/engine down 20.10
	tests/engine down 28
