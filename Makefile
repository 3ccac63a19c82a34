# Verbs of the house. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)


.PHONY: help install demo test lint types arch check bench-collect bench-delivery bench-growth bench-wire bench-pages bench-large chaos \
  chaos-long lock services clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.ready ## the environment, in .venv

demo: $(VENV)/.ready ## the whole line on sample news: from feeds to mails, on this machine only
	@$(BIN)/digest demo $(ARGS)

test: $(VENV)/.ready-dev services ## every test; ARGS="-k name" for some
	$(BIN)/pytest -n auto --dist worksteal $(ARGS)

lint: $(VENV)/.ready-dev ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-dev ## types
	$(BIN)/mypy

arch: $(VENV)/.ready-dev ## who may import whom
	$(BIN)/lint-imports

check: lint types arch test ## what CI runs

bench-collect: $(VENV)/.ready-dev ## pages, languages, topics, stories: how good and how quick; ARGS="--topics FILE"
	@$(BIN)/python bench/collect.py $(ARGS)

bench-pages: $(VENV)/.ready-dev ## how long each page takes on the sample day; ARGS="--only /desk"
	@$(BIN)/python bench/pages.py $(ARGS)

bench-large: $(VENV)/.ready-dev ## planning, claiming, counting among 300,000 readers; ARGS="--readers 1000000 --pages"
	@$(BIN)/python bench/large.py $(ARGS)

bench-delivery: $(VENV)/.ready-dev .peers/.ready ## the engine with its ledger, and other mailers, in one run; ARGS="--repeats 3"
	@$(BIN)/python bench/compare.py $(ARGS)

bench-growth: $(VENV)/.ready-dev ## what a mail costs among a thousand readers, … a million; ARGS="--sizes 1000,10000"
	@$(BIN)/python bench/growth.py $(ARGS)

chaos: $(VENV)/.ready-dev services ## faults while editions go out: who is lost, who is mailed twice; minutes
	@$(BIN)/python bench/chaos $(ARGS)

chaos-long: $(VENV)/.ready-dev services ## two hundred kills among ten thousand readers of a real Postfix; half an hour
	@$(BIN)/python bench/chaos --recipients 10000 --kills 200 --patience 1800 --only "kill -9, Postfix restarted" \
	  --only "kill -9, Postfix restarted, no relay log" $(ARGS)

bench-wire: $(VENV)/.ready-dev ## the SMTP client alone, against smtp-source and smtplib; ARGS="--delay 20"
	@$(BIN)/python bench/wire.py $(ARGS)

lock: ## pin dependencies, with hashes
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	  --python-version 3.11 --group build pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	  --python-version 3.11 --group build --group dev pyproject.toml -c requirements.txt -o requirements-dev.txt

# Redis, PostgreSQL, Postfix, Exim, OpenSMTPD, OpenDKIM and Chromium for the tests. Elsewhere than on Debian as root: install them yourself
# (Debian, Ubuntu: the packages below; macOS: brew install redis postgresql, Chrome); what is missing is skipped, loudly.
DEBIAN_PACKAGES := redis-server postgresql postfix chromium fonts-noto-core
# Packages that exclude Postfix and each other, or start a daemon that nobody asked for: what they need is installed, they
# themselves are only unpacked.
UNPACKED := exim4-daemon-light opensmtpd opendkim
services: .servers/.ready
	@missing=""; for name in redis-server postfix chromium; do \
	  PATH="$$PATH:/usr/sbin" command -v $$name >/dev/null 2>&1 || missing="$$missing $$name"; done; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	if [ -z "$$missing" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "installing for the tests:$$missing"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $(DEBIAN_PACKAGES) >/dev/null; \
	else echo "not on this machine, their tests are skipped:$$missing (Debian: apt-get install $(DEBIAN_PACKAGES))"; fi

.servers/.ready: Makefile
	@mkdir -p .servers
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "unpacking for the tests: $(UNPACKED)"; \
	  apt-get update -qq && needed="$$(apt-cache depends $(UNPACKED) | awk '$$1 ~ /Depends:$$/ && $$2 ~ /^(lib|zlib)/ {print $$2}' | sort -u)" && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libnss-wrapper $$needed >/dev/null && \
	  for name in $(UNPACKED); do \
	    (cd .servers && apt-get download -qq $$name 2>/dev/null && dpkg -x $${name}_*.deb $$name && rm $${name}_*.deb) || exit 1; \
	  done && touch $@ || echo "these could not be had, their tests are skipped: $(UNPACKED)"; \
	else echo "not on this machine, their tests are skipped: $(UNPACKED) (unpacked by make services, as root, on Debian)"; fi

$(VENV)/.ready: requirements.txt pyproject.toml
ifdef UV
	@test -x $(BIN)/python || uv venv --quiet --python '>=3.11' $(VENV)
	@VIRTUAL_ENV=$(VENV) uv pip install --quiet --require-hashes -r requirements.txt
	@VIRTUAL_ENV=$(VENV) uv pip install --quiet --no-deps --no-build-isolation -e .
else
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --no-compile --no-deps --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --no-compile --no-deps --no-build-isolation -e .
endif
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
ifdef UV
	@VIRTUAL_ENV=$(VENV) uv pip install --quiet --require-hashes -r requirements-dev.txt
else
	@$(BIN)/pip install --quiet --no-compile --no-deps --require-hashes -r requirements-dev.txt
endif
	@touch $@

# Other mailers in Python that are measured beside ours; without them the measurement says so.
.peers/.ready: bench/peers/requirements.txt $(VENV)/.ready
	@mkdir -p .peers
ifdef UV
	@VIRTUAL_ENV=$(VENV) uv pip install --quiet --no-deps --require-hashes --target .peers -r $< && touch $@ || true
else
	@$(BIN)/pip install --quiet --no-compile --no-deps --require-hashes --upgrade --target .peers -r $< && touch $@ || true
endif

clean: ## remove the environment and what the demo left
	rm -rf $(VENV) .demo .servers .peers
