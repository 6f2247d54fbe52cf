"""The rules of the house hold, and each of them can be broken."""

import ast
import json
import subprocess
import sys

import nbformat
import pytest

from tools import ROOT, ages, chapters, house


def test_the_house_is_in_order():
    assert house.faults() == []


@pytest.mark.parametrize(
    ("module", "code", "fault"),
    [
        ("helpers.leads.products.a", "from helpers.leads.radar import b", "no method"),
        ("helpers.leads.radar.b", "import helpers.leads.simulation.c", "simulates"),
        ("helpers.leads.radar.b", "from helpers.polder import d", "no study"),
        ("helpers.plain", "from helpers.polder import d", "no study"),
        ("helpers.leads.radar.b", "from .. import figures", "only chapters draw"),
        ("helpers.leads.radar.b", "def f():\n from ..simulation import c", "simulates"),
    ],
)
def test_an_upward_import_is_named(module, code, fault):
    names = ["leads.radar.b", "leads.simulation.c", "polder.d", "leads.figures"]
    names += ["leads.simulation", "leads.radar", "leads", "polder"]
    trees = {f"helpers.{name}": ast.parse("") for name in names}
    found = house.upward(trees | {module: ast.parse(code)})
    assert found and all(f"{module} imports" in line and fault in line for line in found)


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("helpers.leads.radar.b", "from helpers.leads.products import a"),
        ("helpers.leads.simulation.c", "from helpers.leads.radar import b"),
        ("helpers.leads.figures", "from helpers.leads.radar import b"),
        ("helpers.leads.products.a", "from helpers import plain"),
    ],
)
def test_arrows_that_run_down_are_free(module, code):
    names = ["leads.products.a", "leads.radar.b", "leads.simulation.c", "plain"]
    trees = {f"helpers.{name}": ast.parse("") for name in names}
    assert house.upward(trees | {module: ast.parse(code)}) == []


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        ("", {"D100"}),
        ("'Doc.'\n\n\ndef f():\n    pass\n", {"D103"}),
        ("'Doc.'\n\n\nclass A:\n    def f(self):\n        pass\n", {"D101", "D102"}),
        ("'Doc.'\n\n\ndef _f():\n    pass\n", set()),
    ],
)
def test_a_public_name_without_a_docstring_is_named(code, rules):
    command = [sys.executable, "-m", "ruff", "check", "--output-format=json"]
    command += ["--stdin-filename", "helpers/leads/new.py", "-"]
    done = subprocess.run(command, input=code, cwd=ROOT, capture_output=True, text=True)
    found = {fault["code"] for fault in json.loads(done.stdout)}
    assert found & {"D100", "D101", "D102", "D103", "D104"} == rules


def test_a_parameter_outside_the_list_of_words_is_named():
    (fault,) = house.unknown_words({"leads/1_echoes": ["n_clusters", "clusters"]})
    assert (
        fault == "leads/1_echoes: the parameter clusters is not in tools/vocabulary.toml."
    )


def test_a_cell_that_simulates_says_so(tmp_path, monkeypatch):
    code = "%matplotlib inline\nfrom helpers.leads import simulation"
    cell = nbformat.v4.new_code_cell(code)
    path = tmp_path / "leads/1_a.ipynb"
    path.parent.mkdir()
    monkeypatch.setattr(chapters, "listed", lambda: [path])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    assert len(house.reached_from_chapters()) == 1
    cell.metadata["tags"] = ["teaching"]
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    assert house.reached_from_chapters() == []


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Keep one result that was made by one file; give both."""
    monkeypatch.setattr(ages, "ROOT", tmp_path)
    monkeypatch.setattr(ages, "REFERENCE", tmp_path / "kept")
    code = tmp_path / "a.py"
    code.write_text("'''What.'''\nx = 1  # one\n")
    result = tmp_path / "kept/real/leads.json"
    made = {"code": {"leads/1_a": ages.code(["a.py", "requirements.lock"])}}
    ages.write(result, made)
    return code, result


def test_a_kept_result_is_older_only_when_its_code_does_something_else(kept):
    code, _ = kept
    assert ages.check() == ([], [])
    code.write_text("'''Something else.'''\n\nx = 1\n")
    assert ages.check() == ([], [])
    code.write_text("x = 2\n")
    (fault,), _ = ages.check()
    assert fault.startswith("book/reference/real/leads.json: leads/1_a was made by earlier")
    assert fault.endswith("run it again, or `python -m tools.reference mark`.")
    code.unlink()
    assert len(ages.check()[0]) == 1


def test_a_mark_admits_it_and_goes_with_the_reason(kept):
    code, _ = kept
    code.write_text("x = 2\n")
    assert ages.mark() == ["real/leads.json"]
    wrong, (known,) = ages.check()
    assert not wrong and known.endswith("leads/1_a was made by earlier code, and says so.")
    assert ages.mark() == []
    code.write_text("x = 1\n")
    assert ages.mark() == ["real/leads.json"]
    assert ages.check() == ([], [])


def test_what_says_nothing_of_its_code_is_older(kept):
    _, result = kept
    ages.write(result, {"metrics": [{"chapter": "leads/1_a"}]})
    assert len(ages.check()[0]) == 1


def test_every_kept_table_says_what_made_it():
    tables = sorted((ROOT / "book/reference").rglob("*.csv"))
    assert tables
    for table in tables:
        assert table.with_suffix(".json").is_file(), table
