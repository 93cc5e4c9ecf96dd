# The developer's menu: `make` lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo build install uninstall test test-unit test-e2e lint bench docs rustdoc engine-up engine-down

# Where Docker looks for a user's plugins; with PREFIX, for all users' (PREFIX=/usr or /usr/local). The rest goes to where
# shells and man look in both cases. PowerShell looks nowhere; its script is kept beside.
ifdef PREFIX
PLUGINS := $(PREFIX)/lib/docker/cli-plugins
PROGRAMS := $(PREFIX)/bin
SHARE := $(PREFIX)/share
else
PLUGINS := $(or $(DOCKER_CONFIG),$(HOME)/.docker)/cli-plugins
PROGRAMS := $(HOME)/.local/bin
SHARE := $(or $(XDG_DATA_HOME),$(HOME)/.local/share)
endif
TARGETS = $(PLUGINS)/docker-rcompose $(PROGRAMS)/docker-rcompose $(SHARE)/bash-completion/completions/docker-rcompose \
	$(SHARE)/zsh/site-functions/_docker-rcompose $(SHARE)/fish/vendor_completions.d/docker-rcompose.fish \
	$(SHARE)/elvish/lib/docker-rcompose.elv $(SHARE)/docker-rcompose/_docker-rcompose.ps1
BINARY := $(or $(CARGO_TARGET_DIR),target)/release/docker-rcompose

help: ## this list
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: ## an engine, the plugin, and an application of three services
	@examples/demo

build: ## the release binary
	@command -v cargo >/dev/null || { echo "Rust is missing: install rustup and a stable toolchain, then call make again." >&2; exit 1; }
	cargo build --release --locked

# With BINARY=file, that one is installed and nothing is built.
install: $(if $(filter command%,$(origin BINARY)),,build) ## for you; PREFIX=/usr/local: for all users; with man pages and completion
	install -D -m 755 $(BINARY) $(DESTDIR)$(PLUGINS)/docker-rcompose
	install -d $(DESTDIR)$(PROGRAMS) $(DESTDIR)$(SHARE)/man/man1
	ln -sf $(PLUGINS)/docker-rcompose $(DESTDIR)$(PROGRAMS)/docker-rcompose
	install -m 644 man/*.1 $(DESTDIR)$(SHARE)/man/man1/
	install -D -m 644 completions/docker-rcompose.bash $(DESTDIR)$(SHARE)/bash-completion/completions/docker-rcompose
	install -D -m 644 completions/_docker-rcompose $(DESTDIR)$(SHARE)/zsh/site-functions/_docker-rcompose
	install -D -m 644 completions/docker-rcompose.fish $(DESTDIR)$(SHARE)/fish/vendor_completions.d/docker-rcompose.fish
	install -D -m 644 completions/docker-rcompose.elv $(DESTDIR)$(SHARE)/elvish/lib/docker-rcompose.elv
	install -D -m 644 completions/_docker-rcompose.ps1 $(DESTDIR)$(SHARE)/docker-rcompose/_docker-rcompose.ps1
	@echo "docker rcompose is installed in $(DESTDIR)$(PLUGINS)"

uninstall: ## the reverse, with the same PREFIX
	rm -f $(addprefix $(DESTDIR),$(TARGETS)) $(DESTDIR)$(SHARE)/man/man1/docker-rcompose.1 $(DESTDIR)$(SHARE)/man/man1/docker-rcompose-*.1
	[ ! -d $(DESTDIR)$(SHARE)/docker-rcompose ] || rmdir $(DESTDIR)$(SHARE)/docker-rcompose

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

docs: ## completions, man pages and pictures anew: all that is generated and checked in
	RCOMPOSE_UPDATE=1 cargo test --locked --lib cli::generate
	@for generator in docs/generate-*; do [ ! -x "$$generator" ] || "$$generator"; done

rustdoc: ## the documentation of the code, private items too
	cargo doc --locked --no-deps --document-private-items

engine-up: ## the private engines of the tests, for work by hand
	tests/engine up 20.10
	tests/engine up 28

engine-down: ## stops them
	tests/engine down 20.10
	tests/engine down 28
