# kehoach: every target sets up what it needs on a fresh machine first (scripts/setup.sh); the work is done by `kehoach`.

PLANS ?=
DB ?= plans.db
GOLD ?= gold
PORT ?= 8001
REVIEWERS ?=
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev extract test serve score audit check bench train lock

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## set up what running needs
	@scripts/setup.sh

setup-dev: ## set up what tests and checks need
	@scripts/setup.sh dev

extract: setup ## read PLANS (files or folders; else corpus/inbox, else the samples) into DB
	@$(BIN)/kehoach extract --db "$(DB)" $(or $(PLANS),$(shell scripts/plans.sh))

test: setup-dev ## run every test
	@$(BIN)/pytest -n auto --dist loadscope

serve: setup ## open DB in the browser at http://127.0.0.1:PORT; a sign-in link for each name of REVIEWERS
	@$(BIN)/kehoach serve --db "$(DB)" --port $(PORT) $(foreach name,$(REVIEWERS),--reviewer "$(name)")

score: setup ## score DB against the labels in GOLD
	@$(BIN)/kehoach score --db "$(DB)" --gold "$(GOLD)"

audit: setup ## what an auditor would circle in PLANS
	@$(BIN)/kehoach audit $(or $(PLANS),$(error Name the plans: make audit PLANS=file))

check: setup-dev ## the read-only gate: style, types, import contracts, file length
	@scripts/check.sh

bench: setup-dev ## the pipeline against its peers, as ratios (the readers' own benchmarks lie beside it)
	@$(BIN)/python tests/bench/bench_pipeline.py $(PLANS)

train: setup ## rebuild every trained model from TEXT (a folder of plain text)
	@$(BIN)/kehoach train $(TEXT)

lock: setup-dev ## write the lock files anew from pyproject.toml
	@scripts/lock.sh
