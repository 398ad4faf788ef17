# `make` alone prints the targets. Everything happens in .venv; nothing needs root, nothing is fetched but locked wheels.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help demo test invariants torture simulate lint check coverage fmt bench bench-delivery bench-teams bench-playbook bench-rhythm bench-report docs reference schema teams-schema vendor golden screenshots lock audit sbom wheel release clean

help: ## Print this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Portevoix needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.bootstrap: locks/bootstrap.txt | $(BIN)/python
ifndef USE_PIP
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/bootstrap.txt
endif
	@touch $@

# $(1) lock file. USE_PIP=1 does without uv, for machines that have no wheel of it.
define install
	$(if $(USE_PIP),$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1),VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r $(1))
endef

# The package itself is a .pth line and a launcher, so that `make demo` needs no build tool.
$(VENV)/.run: locks/run.txt $(VENV)/.bootstrap
	$(call install,locks/run.txt)
	@$(BIN)/python -c "import pathlib, sysconfig; pathlib.Path(sysconfig.get_paths()['purelib'], 'portevoix.pth').write_text('$(CURDIR)\n')"
	@printf '#!/bin/sh\nexec "%s" -m bot "$$@"\n' '$(CURDIR)/$(BIN)/python' > $(BIN)/portevoix && chmod +x $(BIN)/portevoix
	@touch $@

$(VENV)/.dev: locks/dev.txt $(VENV)/.run
	$(call install,locks/dev.txt)
	@touch $@

$(VENV)/.docs: locks/docs.txt $(VENV)/.dev
	$(call install,locks/docs.txt)
	@touch $@

demo: $(VENV)/.run ## Open a small workplace in the browser, with the bot in it (no account needed)
	@$(BIN)/portevoix demo $(ARGS)

test: $(VENV)/.dev ## Run the tests
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

invariants: $(VENV)/.dev ## Run the tests on every history, seed and database; `make test` takes a share of them
	EVERY_HISTORY=1 $(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

simulate: $(VENV)/.dev ## Let whole workplaces live a year under faults: DAYS=365 in all, or SEED= for one again
	$(BIN)/python -m tests.faults.simulation $(if $(DAYS),--days $(DAYS)) $(if $(SEED),--seed $(SEED)) $(ARGS)

lint: $(VENV)/.dev ## Check format, style, types, import contracts and dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

check: lint docs test ## Run all that CI runs

torture: $(VENV)/.dev ## Kill the bot where it waits, KILLS=2000 times by SEED=1; CASE='…' repeats one
	SEED="$(SEED)" KILLS="$(KILLS)" ONLY="$(ONLY)" CASE="$(CASE)" $(BIN)/python -m tests.faults

coverage: $(VENV)/.dev ## Run the tests and print the lines they never reach
	$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term:skip-covered $(ARGS)

fmt: $(VENV)/.dev ## Format the code and repair what ruff can repair
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## Measure the bot against bare Bolt, in the same run
	$(BIN)/python -m bench $(ARGS)

bench-delivery: $(VENV)/.dev ## Measure the outbox against the bare SDK, its share of the limits, and two replicas
	$(BIN)/python -m bench.delivery $(ARGS)

bench-teams: $(VENV)/.dev ## Measure the Teams door against the SDK's stock echo, in the same run
	$(BIN)/python -m bench.teams $(ARGS)

bench-playbook: $(VENV)/.dev ## Measure a check of 1,000 to 10,000 items against ruamel's own parse
	$(BIN)/python -m bench.playbook $(ARGS)

bench-rhythm: $(VENV)/.dev ## Measure folding and reminding 10,000 to 100,000 members against json.loads
	$(BIN)/python -m bench.rhythm $(ARGS)

bench-report: $(VENV)/.dev ## Measure the report over 100,000 members against bare SQL
	$(BIN)/python -m bench.report $(ARGS)

docs: $(VENV)/.docs ## Build the documentation into build/docs; a warning is an error
	$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going -b html docs build/docs
	@echo "  build/docs/index.html"

reference: $(VENV)/.run ## Write the reference pages of the documentation anew
	$(BIN)/python -m tests.docs.reference

schema: $(VENV)/.run ## Write the starters' schema for editors anew
	$(BIN)/portevoix schema playbooks/starter-en --language en
	$(BIN)/portevoix schema playbooks/starter-fr --language fr

vendor: $(VENV)/.dev ## Fetch the files of others anew (needs npm), then compare their hashes
	set -e; folder="$$(mktemp -d)"; trap 'rm -rf "$$folder"' EXIT; cd "$$folder"; \
	  version="$$(sed -n 's/^version = "\(.*\)"$$/\1/p' $(CURDIR)/sandbox/static/vendor/VENDOR.toml)"; \
	  npm pack --silent "adaptivecards@$$version"; tar xzf adaptivecards-*.tgz; \
	  cp package/dist/adaptivecards.min.js package/LICENSE $(CURDIR)/sandbox/static/vendor/adaptivecards/
	$(BIN)/python -m pytest -n 0 tests/house/test_vendored.py

teams-schema: $(VENV)/.dev ## Fetch the schemas of Teams' app manifest anew (needs npm), then compare their hashes
	set -e; kept="$(CURDIR)/tests/payloads/teams/schema"; said() { sed -n "s/^$$1 = \"\(.*\)\"$$/\1/p" "$$kept/VENDOR.toml"; }; \
	  folder="$$(mktemp -d)"; trap 'rm -rf "$$folder"' EXIT; cd "$$folder"; \
	  npm pack --silent "$$(said package)@$$(said version)"; tar xzf ./*.tgz; \
	  for name in MicrosoftTeams MicrosoftTeams.Localization; do cp "package/$$(said folder)/$$name.schema.json" "$$kept/"; done
	$(BIN)/python -m pytest -n 0 tests/tools/test_teams_package.py

golden: $(VENV)/.dev ## Draw the golden pictures of the cards anew; review them in the diff
	$(BIN)/python -m pytest -n 0 --snapshot-update tests/golden

screenshots: $(VENV)/.dev ## Take the pictures of README and docs anew (needs Chromium)
	$(BIN)/python -m tests.browser.pictures $(ARGS)

lock: $(VENV)/.bootstrap ## Renew the locks from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --extra postgres -o locks/run.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --extra postgres --group dev -o locks/dev.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --group docs --constraints locks/dev.txt -o locks/docs.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --group audit -o locks/audit.txt

$(VENV)/.audit: locks/audit.txt $(VENV)/.bootstrap
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/audit.txt
	@touch $@

audit: $(VENV)/.audit ## Compare the locked packages with known weaknesses (needs the network; what cannot be compared fails)
	$(VENV)/audit/bin/pip-audit --strict --disable-pip --require-hashes -r locks/run.txt

sbom: $(VENV)/.dev ## List the locked packages as CycloneDX in dist/
	$(BIN)/python -m tests.house.sbom dist/portevoix.cdx.json

wheel: $(VENV)/.dev ## Build the wheel into dist/; the tests install and try one in a clean environment
	$(BIN)/python -m hatchling build -t wheel -d dist

release: $(VENV)/.dev ## Check version and changelog (and TAG=v1.2.3), then put wheel, list of parts and notes into dist/
	rm -rf dist
	$(BIN)/python -m tests.house.release $(TAG)
	$(MAKE) wheel sbom

clean: ## Remove the virtual environment and the caches
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
