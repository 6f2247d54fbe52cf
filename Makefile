# One word per thing one wants; everything sets itself up first.
# Needs Python 3.11 or newer, make and git.

PYTHON ?= python3
SOURCE ?= simulated

RUN := .venv/bin/python
HTML := _build/html$(if $(filter simulated,$(SOURCE)),,-$(SOURCE))
STUDIES := $(filter-out __init__,$(basename $(notdir $(wildcard benchmarks/*.py))))

.PHONY: help book test test-fast serve sweep data bench check pairs chapter colab lock setup

help:  ## say what there is
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 8

book: setup  ## execute what changed and build the book (SOURCE=real: from real data)
	@$(RUN) -m tools.build book --config source=$(SOURCE) $(ARGS)
	@echo "The book: $(HTML)/index.html"

test: setup  ## run the tests (ARGS="-k name" passes on)
	@$(RUN) -m pytest $(ARGS)

sweep: setup  ## run CHAPTER=leads/1_echoes over GRID="n_clusters=2,3 seed=0,1"
	@$(RUN) -m tools.build sweep --config chapter=$(CHAPTER) grid="$(GRID)"
	@echo "The table: _build/sweeps/$(CHAPTER).csv"

test-fast: setup  ## run the tests that take a moment, under a minute in all
	@$(RUN) -m pytest -m "not slow" $(ARGS)

serve: book  ## read the book in a browser, at http://127.0.0.1:8000
	@$(RUN) -m http.server --bind 127.0.0.1 --directory $(HTML) 8000

data: setup  ## list the data sets: which exist, which are here
	@$(RUN) -m helpers data list

bench: setup  ## time the kernels beside public packages
	@set -e; for study in $(STUDIES); do $(RUN) -m benchmarks.$$study; done

check: setup  ## style, pairs in step, the rules of the house, the lesson contract
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m tools.pairs check
	@$(RUN) -m tools.house
	@$(RUN) -m tools.lessons

pairs: setup  ## bring the notebooks in step with their text files
	@$(RUN) -m tools.pairs sync $(ARGS)

chapter: setup  ## begin the next chapter of STUDY=leads with NAME=some_words
	@$(RUN) -m tools.lessons.template $(STUDY) $(NAME)

colab: setup  ## rehearse chapters as Colab runs them (ARGS=leads/1_echoes, or ARGS=--quick)
	@$(RUN) -m tools.colab $(ARGS)

lock:  ## resolve requirements.lock afresh
	@$(PYTHON) -m tools.setup lock

setup:
	@$(PYTHON) -m tools.setup
