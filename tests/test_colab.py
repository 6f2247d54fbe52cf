"""Chapters are rehearsed under Colab's versions, which installing the package keeps."""

import os
import subprocess
import tomllib
from types import SimpleNamespace

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from helpers.errors import BadInput
from tools import ROOT, chapters
from tools.colab import __main__ as colab
from tools.colab import environment, versions

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
TABLE = versions.pins(versions.TABLE.read_text())


def asked():
    """Return what a reader's kernel needs: the package's requirements, of all studies."""
    extras = PROJECT["optional-dependencies"]
    lists = [PROJECT["dependencies"], *(extras[study] for study in chapters.STUDIES)]
    return [Requirement(line) for lines in lists for line in lines]


def test_every_floor_admits_what_colab_has():
    in_colab = [r for r in asked() if canonicalize_name(r.name) in TABLE]
    assert {"numpy", "pandas", "torch", "seaborn"} <= {r.name for r in in_colab}
    for requirement in in_colab:
        version = TABLE[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement


def test_nothing_is_pinned_that_a_kernel_already_has():
    assert [str(r) for r in asked() if "==" in str(r.specifier)] == []


def test_all_of_colabs_versions_hold_on_its_own_python():
    assert versions.constraints((3, 13, 0)) == TABLE


def test_on_an_older_python_torch_is_the_locks_and_the_rest_colabs():
    older = versions.constraints((3, 11, 7))
    lock = versions.pins((ROOT / "requirements.lock").read_text())
    assert older.pop("torch") == lock["torch"]
    assert older.items() <= TABLE.items()
    assert {"numpy", "pandas", "scikit-learn", "ipython"} <= older.keys()


def test_what_would_be_replaced_is_said(monkeypatch):
    def refuses(*words):
        raise BadInput("uv pip failed: leads needs numpy>=3 and Colab has 2.1.3")

    monkeypatch.setattr(versions, "uv", lambda *words: "")
    assert versions.replaced("leads") == ""
    monkeypatch.setattr(versions, "uv", refuses)
    assert "needs numpy>=3" in versions.replaced("leads")


def test_packages_are_looked_for_where_pip_looks(monkeypatch):
    told = {}

    def run(command, env, **options):
        told.update(env)
        return SimpleNamespace(returncode=0, stdout="done")

    monkeypatch.setenv("PIP_FIND_LINKS", "/some/wheels")
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    monkeypatch.delenv("UV_INDEX_URL", raising=False)
    monkeypatch.setattr(subprocess, "run", run)
    assert versions.uv("pip", "list") == "done"
    assert told["UV_FIND_LINKS"] == "/some/wheels" and "UV_INDEX_URL" not in told


def test_the_table_is_renewed_from_colabs_list(tmp_path, monkeypatch):
    listed, table = tmp_path / "list.txt", tmp_path / "versions.txt"
    listed.write_text("numpy==2.1.3\nscikit_learn==1.6.1\nnvidia-x==1\nunused==3\n")
    monkeypatch.setattr(versions, "TABLE", table)
    resolved = "numpy==2.1.3\n    # via\nscikit-learn==1.6.1\ncaptum==0.9.0\nnvidia-x==1\n"
    monkeypatch.setattr(versions, "uv", lambda *words: resolved)
    versions.write(listed)
    assert versions.pins(table.read_text()) == {"numpy": "2.1.3", "scikit-learn": "1.6.1"}


def test_a_quick_rehearsal_has_a_chapter_of_each_study():
    quick = colab.wanted([], quick=True)
    assert [path.parent.name for path in quick] == list(chapters.STUDIES)
    assert len(colab.wanted([], quick=False)) == len(chapters.listed())
    assert colab.wanted(["leads/1_echoes"], False)[0].stem == "1_echoes"


def test_a_chapter_that_is_not_there_is_refused():
    with pytest.raises(BadInput, match="no chapter 'leads/99_none': name one like"):
        colab.wanted(["leads/99_none"], quick=False)


def test_a_failure_says_what_and_where():
    traceback = "/x/site-packages/helpers/leads/colocation/overlaps.py:119, in \x1b[0mleast"
    error = SimpleNamespace(ename="TypeError", evalue="no", traceback=traceback)
    assert colab.reason(error) == (
        "failed: TypeError: no (in helpers/leads/colocation/overlaps.py)"
    )
    missing = SimpleNamespace(ename="AccountNeeded", evalue="An account.", traceback="")
    assert colab.reason(missing) == "not run: AccountNeeded: An account."


def test_the_kernel_shares_nothing_with_this_environment_but_real_files(monkeypatch):
    monkeypatch.setenv("EO_DATA", "/real")
    monkeypatch.setenv("EO_CACHE", "/mine")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    given = environment.surroundings()
    assert given["EO_DATA"] == "/real"
    assert given["EO_CACHE"] != "/mine" and given["HOME"] != os.environ["HOME"]
    assert given["PYTHONPATH"] == str(environment.PLACE / "stub")


@pytest.fixture
def rehearsed(monkeypatch):
    """Give the outcomes by chapter of rehearsals that aren't held."""
    outcomes = {}
    monkeypatch.setattr(colab.versions, "replaced", lambda study: "")
    monkeypatch.setattr(colab.environment, "set_up", lambda studies: None)
    monkeypatch.setattr(colab, "rehearse", lambda p: outcomes.get(chapters.label(p), "ok"))
    return outcomes


def test_the_table_has_every_chapter_and_a_failure_fails_all(rehearsed, capsys):
    paths = colab.wanted(["leads/1_echoes", "leads/2_alignment"], quick=False)
    assert colab.rehearse_all(paths)
    rehearsed["leads/2_alignment"] = "not run: needs an account"
    assert colab.rehearse_all(paths)
    rehearsed["leads/2_alignment"] = "failed: TypeError"
    assert not colab.rehearse_all(paths)
    table = capsys.readouterr().out.splitlines()[-3:]
    assert table[0].split() == ["chapter", "seconds", "outcome"]
    assert table[1].split() == ["leads/1_echoes", "0", "ok"]
    assert table[2].endswith("failed: TypeError")


def test_replacing_what_colab_has_fails_the_rehearsal(rehearsed, monkeypatch):
    monkeypatch.setattr(colab.versions, "replaced", lambda study: "numpy would go")
    assert not colab.rehearse_all(colab.wanted(["leads/1_echoes"], quick=False))
