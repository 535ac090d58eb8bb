# Every verb of the project. `make run` and `make test` need nothing else.
.PHONY: help setup run test soak widget check bench lock clean
.DEFAULT_GOAL := help

help: ## show every verb
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

setup: ## install both environments (2 minutes the first time, under 5 seconds when nothing changed)
	@scripts/setup

run: setup ## start the assistant and say where to open it (first time 4 to 8 minutes)
	@.venv/bin/haki run

test: ## set up what tests need and run all of them
	@scripts/setup tests
	@HAKI_DATA_FOLDER=$(CURDIR)/var/tests .venv/bin/haki prepare
	@.venv/bin/python -m pytest

soak: ## the promises in full: thousands of messages, hundreds of kills, thirty messages a second for ten minutes (about 40 minutes)
	@scripts/setup tests
	@HAKI_DATA_FOLDER=$(CURDIR)/var/tests .venv/bin/haki prepare
	@SOAK=1 .venv/bin/python -m pytest -s tests/reliability tests/telegram tests/channels
	@LOAD_SECONDS=600 .venv/bin/python -m benchmarks.load

widget: ## build the chat widget from its sources (the built file is committed)
	@scripts/setup tests
	@npm run --prefix channels/web/widget build

check: ## style, types, the library and its reading grade
	@scripts/setup tests
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy settings.py bot channels commands guide knowledge languages storage benchmarks
	@.venv/bin/haki library validate
	@.venv/bin/python -m benchmarks.reading_grade

bench: ## accuracy and speed beside named peers, in one run (about 15 minutes)
	@scripts/setup tests
	@.venv/bin/haki prepare
	@.venv/bin/python -m benchmarks

lock: ## resolve the requirements anew
	uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements/tools.in -o requirements/tools.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements/application.in -o requirements/application.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements/tests.in -o requirements/tests.txt
	uv pip compile -q --python-version 3.10 --python-platform x86_64-manylinux_2_28 --generate-hashes \
		--override bot/environment/overrides.txt bot/environment/requirements.in -o bot/environment/requirements.txt

clean: ## remove environments, models and the database (asks nothing!)
	rm -rf .venv .venv-rasa .tools models var
