# The few verbs a developer needs. Each one first sets up what it needs: only make and Python 3.11 or later must be there.
# More words for the program behind a verb go into ARGS: make test ARGS="-k whistle"

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTHONS := python3.12 python3.13 python3.11 python3.14 python3 python
ARGS ?=
# Processes of the tests. More than the usual two cores: some tests mostly wait, for a broker that is away, for instance.
WORKERS ?= 4

# Dozens of processes import the same modules: each would compile them anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo up test check bench faults lock clean distclean

help:
	@echo 'make demo    两地一年的监管故事, 从头到尾 · one supervision year in two places, from end to end'
	@echo 'make up      启动并保持运行 · start everything and keep it running'
	@echo 'make test    全部测试 · all tests, on a real broker and a real database'
	@echo 'make check   代码检查 · style, types, imports, contracts (generated, and read by others'"'"' tools)'
	@echo 'make bench   性能对比 · benchmarks'
	@echo 'make faults  故障注入 · faults injected round after round; ARGS="--seed 17 --rounds 1" repeats one'
	@echo 'make lock    重新锁定依赖 · pin the dependencies anew'
	@echo 'make clean   删除数据与缓存 · remove data and caches; distclean: the virtual environment too'

demo: $(READY)
	$(BIN)/checkonce demo $(ARGS)

up: $(READY)
	$(BIN)/checkonce up $(ARGS)

test: $(READY)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m libs.events.catalog --check
	$(BIN)/python -m apps.checkonce.clients --check
	$(BIN)/python -m apps.checkonce.access --check
	$(BIN)/python -m apps.checkonce.settings_page --check
	$(BIN)/python -m tests.contracts

bench: $(READY)
	$(BIN)/python -m bench $(ARGS)

faults: $(READY)
	$(BIN)/python -m tests.faults $(ARGS)

lock: $(READY)
	@command -v uv >/dev/null || test -x $(BIN)/uv || $(BIN)/python -m pip install --disable-pip-version-check uv
	PATH="$$PATH:$(CURDIR)/$(BIN)" uv pip compile pyproject.toml --extra embedded --extra dev --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	$(BIN)/python -m apps.checkonce.stack.jars
	$(BIN)/python -m tests.contracts.java

clean:
	rm -rf .checkonce .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV) ./*.egg-info

setup: $(READY)

# Done once, and again when the lock or the project's own description changes.
$(READY): requirements.lock pyproject.toml
	@set -eu; \
	if command -v uv >/dev/null; then \
	  test -x $(BIN)/python || uv venv --python '>=3.11' $(VENV); \
	  uv pip install --python $(BIN)/python --require-hashes -r requirements.lock; \
	  uv pip install --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	  if ! test -x $(BIN)/pip; then \
	    found=; \
	    for python in $(PYTHONS); do \
	      if $$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        found=$$python; break; \
	      fi; \
	    done; \
	    if test -z "$$found"; then \
	      echo '需要 Python 3.11 或更新版本, 并带有 venv 模块 (Debian/Ubuntu: apt install python3-venv)' >&2; \
	      echo 'Python 3.11 or later with its venv module is needed (Debian/Ubuntu: apt install python3-venv)' >&2; \
	      exit 1; \
	    fi; \
	    rm -rf $(VENV); $$found -m venv $(VENV); \
	  fi; \
	  echo '安装依赖, 首次约需一两分钟 · installing dependencies, a minute or two the first time'; \
	  $(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock; \
	  $(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@touch $@
