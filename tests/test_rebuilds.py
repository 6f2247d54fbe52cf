"""What would run after an edit, for every file that a chapter could read.

The records of the built book are held against what Python really imports: each chapter's
own import statements, and its products' simulators, are executed in a process of their
own. Then every module, TOML and CSV is edited in turn, in a copy of the project.
"""

import functools
import json
import os
import shutil
import subprocess
import sys

import pytest

from helpers import catalog
from tools import ROOT, chapters, kept, records
from tools.book import api

TABLES = (".toml", ".csv")
# Tables of all studies: of these the entries count that a chapter looks up.
BY_ENTRY = set(records.BY_ENTRY)

# Forked, so that the large libraries are imported once.
IMPORT = """
import ast, json, os, sys
import matplotlib.pyplot, pandas, scipy, sklearn, torch, xarray
root = os.path.realpath(sys.argv[1])
for name, code in json.load(open(sys.argv[2])).items():
    sys.stdout.flush()
    if os.fork() == 0:
        kinds = ast.Import | ast.ImportFrom
        for node in (n for n in ast.walk(ast.parse(code)) if isinstance(n, kinds)):
            if "helpers" in ast.unparse(node):
                exec(ast.unparse(node))
        files = {os.path.realpath(m.__file__) for n, m in list(sys.modules.items())
                 if n.partition(".")[0] == "helpers" and getattr(m, "__file__", None)}
        print(json.dumps([name, sorted(os.path.relpath(f, root) for f in files)]))
        sys.stdout.flush()
        os._exit(0)
    os.wait()
"""
# In the copy: which runs would be made again after each edit, and which products.
EDIT = """
import functools, json, sys
from helpers import catalog, imports
from tools import ROOT, records
# What a text imports depends on the text alone: it is parsed once, and looked up after.
for module, name in ((imports, "imported"), (imports, "_tables"), (catalog, "version")):
    setattr(module, name, functools.cache(getattr(module, name)))
runs = json.load(open(sys.argv[1]))
def stale():
    catalog.digest.cache_clear()
    for name in ("_file", "_real", "_missed"):
        getattr(records, name).cache_clear()
    return {name: records.stale(record) for name, record in runs.items()}
before = stale()
assert not any(before.values()), before
for name in json.load(open(sys.argv[2])):
    path = ROOT / name
    content = path.read_bytes()
    path.write_bytes(content + b"\\n# a remark\\n")
    now = stale()
    path.write_bytes(content)
    print(json.dumps([name, {n: [k for k in now[n] if k not in before[n]] for n in now}]))
"""


@pytest.fixture(scope="module")
def runs(book):
    """Give the record of every run of the built book by the chapter's name.

    A page that shows its kept run read what that one read: `test_execution` has it.
    """
    folder = ROOT / "_build/runs/simulated"
    names = [chapters.label(path) for path in chapters.listed()]
    found = {name: records.of(folder / f"{name}.ipynb") for name in names}
    return {name: run for name, run in found.items() if run and not kept.is_shown(run)}


@pytest.fixture(scope="module")
def imported(runs, tmp_path_factory):
    """Give what Python imports for each chapter and for each simulator."""
    code = {chapters.label(path): api.code(path) for path in chapters.listed()}
    for product, entry in catalog.products().items():
        if "simulated" in entry:
            code[product] = f"import {entry['simulated'].partition(':')[0]}"
    asked = tmp_path_factory.mktemp("imports") / "code.json"
    asked.write_text(json.dumps(code))
    said = _run(ROOT, IMPORT, ROOT, asked)
    found = {name: set(files) for name, files in map(json.loads, said.splitlines())}
    assert found.keys() == code.keys()
    return found


@pytest.fixture(scope="module")
def rerun(runs, tmp_path_factory):
    """Edit every file in turn; give which chapters would run, and for which reasons."""
    copy = tmp_path_factory.mktemp("copy")
    for name in ("helpers", "tools", "notebooks", "book"):
        ignored = shutil.ignore_patterns("__pycache__", "_build")
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    shutil.copy(ROOT / records.LOCK, copy)
    (copy / "runs.json").write_text(json.dumps(runs))
    (copy / "files.json").write_text(json.dumps(sorted(editable())))
    said = _run(copy, EDIT, copy / "runs.json", copy / "files.json")
    return dict(map(json.loads, said.splitlines()))


def _run(root, script, *arguments):
    command = [sys.executable, "-c", script, *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def editable():
    """Return every module, TOML and CSV under helpers and book/reference."""
    folders = (ROOT / "helpers", ROOT / "book/reference")
    paths = [path for folder in folders for path in folder.rglob("*")]
    kinds = (".py", *TABLES, ".json")
    return {p.relative_to(ROOT).as_posix() for p in paths if p.suffix in kinds}


def products(record):
    """Return the products that a run found simulated."""
    keys = (key.partition(" ") for key in record["stamps"])
    return [what for kind, _, what in keys if kind == "simulated"]


def looked_through(record):
    """Return the modules of the packages in which a run looked for readers."""
    keys = (key.partition(" ") for key in record["stamps"])
    packages = [what.replace(".", "/") for kind, _, what in keys if kind == "listed"]
    paths = [path for name in packages for path in (ROOT / name).glob("*.py")]
    return {path.relative_to(ROOT).as_posix() for path in paths}


def test_a_record_has_what_python_imports_and_nothing_else(runs, imported):
    for name, record in runs.items():
        assert all((ROOT / file).is_file() for file in records.files(record))
        read = {file for file in records.files(record) if file.startswith("helpers/")}
        modules = {file for file in read if file.endswith(".py")}
        simulators = [imported[product] for product in products(record)]
        every = imported[name] | looked_through(record)
        # A simulator is imported only by the run that finds the cache empty.
        assert every <= modules, name
        assert modules <= every.union(*simulators), name


def test_a_products_digest_is_of_what_its_simulator_imports(imported):
    for product in catalog.products():
        if product in imported:
            module = catalog.products()[product]["simulated"].partition(":")[0]
            made_of = {
                p.relative_to(ROOT).as_posix() for p in catalog.imports.closure(module)
            }
            assert {file for file in made_of if file.endswith(".py")} == imported[product]


def test_an_edit_runs_whoever_read_the_file_and_nobody_else(runs, imported, rerun):
    assert rerun.keys() == editable()
    for file, stale in rerun.items():
        again = {name for name, keys in stale.items() if keys}
        readers = {name for name, record in runs.items() if file in records.files(record)}
        makers = {
            name
            for name, record in runs.items()
            if any(file in closure(product) for product in products(record))
        }
        assert again == readers | makers, file
        if file.endswith(TABLES) and file not in BY_ENTRY:
            assert again, file
        if file.endswith(".py"):
            by_import = {
                name
                for name, record in runs.items()
                if file in imported[name] | looked_through(record)
            }
            by_product = {
                name
                for name, record in runs.items()
                if any(file in imported[product] for product in products(record))
            }
            assert again == by_import | by_product, file


@functools.cache
def closure(product):
    """Return the files that a product's simulator is made of."""
    module = catalog.products()[product]["simulated"].partition(":")[0]
    read = {path.relative_to(ROOT).as_posix() for path in catalog.imports.closure(module)}
    return read - BY_ENTRY


def test_every_table_of_a_simulator_makes_its_products_anew(runs, rerun):
    tables = [
        file for file in editable() if "/simulation/" in file and file.endswith(TABLES)
    ]
    assert len(tables) >= 4
    for table in tables:
        assert any("simulated " in key for keys in rerun[table].values() for key in keys)


@pytest.mark.parametrize(
    ("file", "chapters"),
    [
        ("clouds/2_tile2vec", {"clouds/2_tile2vec"}),
        ("clouds/5_classifier", {"clouds/5_classifier"}),
        ("polder/5_verdict", {"polder/5_verdict", "polder/13_deep_clustering"}),
    ],
)
def test_a_kept_sweep_runs_the_chapters_that_show_it(rerun, file, chapters):
    keys = rerun[f"book/reference/sweeps/{file}.csv"]
    assert {name for name, stale in keys.items() if stale} == chapters


def test_tables_of_all_studies_count_by_entry_and_kept_runs_not_at_all(rerun):
    kept = {file for file in editable() if file.endswith(".json")}
    for file in BY_ENTRY | kept:
        assert not any(rerun[file].values()), file


def test_a_method_runs_its_importers_and_simulates_nothing(rerun):
    (method,) = (file for file in rerun if file.endswith("/gradcam.py"))
    stale = {name: keys for name, keys in rerun[method].items() if keys}
    assert set(stale) == {"clouds/5_classifier"}
    assert not any(key.startswith("simulated") for keys in stale.values() for key in keys)
