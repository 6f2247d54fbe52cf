"""Which chapter is executed when, in parallel, from what; the book; sweeps.

snakemake book    [--config source=real]
snakemake metrics [--config source=real]
snakemake sweep    --config chapter=leads/1_echoes grid="n_clusters=2,3,4 seed=0,1"

A chapter is run again when a content changed that its last run read: see tools/records.py.
The times of files say nothing: they lie after a checkout, a copy or a mere touch.
"""

import shlex
import sys

from snakemake.exceptions import WorkflowError

sys.path.insert(0, workflow.basedir)
from tools import chapters, runs


workdir: workflow.basedir

# What jobs say goes one way, and what Snakemake says the other: see tools/build.py.
# The interpreter is named here and not in the rules, whose text must not change when
# the folder moves; Snakemake reads braces as its own.
PYTHON = shlex.quote(sys.executable).replace("{", "{{").replace("}", "}}")
shell.prefix(f"set -euo pipefail; exec 2>&1; PYTHON={PYTHON}; ")


try:
    SOURCE = runs.source(config)
    PARAMETERS = runs.parameters(config)
    SWEEP, GRID = runs.sweep(config)
    if not SWEEP:
        runs.check_contents()
except ValueError as wrong:
    raise WorkflowError(str(wrong))

RUNS = f"_build/runs/{SOURCE}"
HTML = runs.book(SOURCE)
EXECUTED = [f"{RUNS}/{chapters.label(path)}.ipynb" for path in chapters.listed()]
EXECUTE = '"$PYTHON" -m tools.execute {input.notebook} {output:q} {params.given}'
SWEPT = "_build/sweeps/{study}/{name}/{point}.ipynb"
POINTS = [f"_build/sweeps/{SWEEP}/{point}.ipynb" for point in GRID]

WANTED = {
    name: runs.given(SOURCE, chapters.label(name), PARAMETERS) for name in EXECUTED
} | dict(zip(POINTS, GRID.values(), strict=True))

# What is stale is deleted here, by what its run read; Snakemake makes what is missing.
runs.forget_stale(WANTED)
runs.share(WANTED)
runs.forget_old_pages(SOURCE)


wildcard_constraints:
    study="|".join(chapters.STUDIES),
    name=chapters.NAME.pattern,


# Snakemake makes a missing file only for somebody who asks for it: the targets ask
# for every executed chapter, so that one that failed is run again.
rule book:
    input:
        EXECUTED,
        f"{RUNS}/metrics.json",
        f"{HTML}/.built",


rule metrics:
    input:
        EXECUTED,
        f"{RUNS}/metrics.json",


rule sweep:
    input:
        lambda wildcards: runs.sweep_table(SWEEP),


rule chapter:
    input:
        notebook=ancient("notebooks/{study}/{name}.ipynb"),
    output:
        f"{RUNS}/{{study}}/{{name}}.ipynb",
    params:
        given=lambda w: runs.options(WANTED[f"{RUNS}/{w.study}/{w.name}.ipynb"]),
    # Chapters that run side by side, each on every core, take twice as long.
    threads: 1
    shell:
        EXECUTE


rule metrics_table:
    input:
        EXECUTED,
    output:
        f"{RUNS}/metrics.json",
    params:
        code=chapters.fingerprint([chapters.ROOT / "tools/gather.py"]),
    shell:
        '"$PYTHON" -m tools.gather {output} {input}'


rule pages:
    input:
        EXECUTED,
        f"{RUNS}/metrics.json",
    output:
        # What a rule declares is deleted before it runs. The pages are therefore not
        # declared: the old book stays until the new one takes its place.
        f"{HTML}/.built",
    params:
        fingerprint=runs.book_fingerprint(SOURCE),
    shell:
        '"$PYTHON" -m tools.book --source {SOURCE} && echo {params.fingerprint} > {output}'


rule sweep_point:
    input:
        notebook=ancient("notebooks/{study}/{name}.ipynb"),
    output:
        SWEPT,
    params:
        given=lambda w: runs.options(GRID[w.point]),
    shell:
        EXECUTE


rule sweep_table:
    input:
        POINTS,
    output:
        "_build/sweeps/{study}/{name}.csv",
    params:
        code=chapters.fingerprint([chapters.ROOT / "tools/gather.py"]),
    shell:
        '"$PYTHON" -m tools.gather {output:q} {input:q}'
