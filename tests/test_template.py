"""A chapter that the template begins is a lesson at once: it runs, and keeps the rules."""

import os
import shutil
import subprocess
import sys

import pytest

from helpers import report
from tools import ROOT, chapters, house
from tools.lessons import template

pytestmark = pytest.mark.slow
NEEDED = ("notebooks", "helpers", "tools", "book", "pyproject.toml")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Give a function that runs a tool in a copy of the project."""
    copy = tmp_path_factory.mktemp("project")
    for name in NEEDED:
        ours = ROOT / name
        (shutil.copytree if ours.is_dir() else shutil.copyfile)(ours, copy / name)

    def run(tool, *arguments):
        command = [sys.executable, "-m", f"tools.{tool}", *map(str, arguments)]
        environment = os.environ | {"PYTHONPATH": str(copy)}
        options = {"cwd": copy, "env": environment, "capture_output": True, "text": True}
        ran = subprocess.run(command, **options, timeout=300)
        return ran.returncode, ran.stdout + ran.stderr

    run.root = copy
    return run


@pytest.fixture(scope="module")
def begun(project):
    """Begin a chapter of each study; give their labels."""
    for study in chapters.STUDIES:
        code, said = project("lessons.template", study, "first_words")
        assert code == 0, said
    texts = (project.root / "notebooks").glob("*/*_first_words.py")
    return {text.parent.name: chapters.label(text.with_suffix("")) for text in texts}


def test_a_chapter_of_each_study_is_next_in_number_and_listed(project, begun):
    assert list(begun) and begun.keys() == chapters.STUDIES.keys()
    listed = chapters.contents(project.root)
    for study, label in begun.items():
        others = [chapters.number(path) for path in chapters.listed(study)]
        assert chapters.number(label) == max(others) + 1
        before = listed[listed.index(f"notebooks/{label}") - 1]
        assert before.startswith(f"notebooks/{study}/")


def test_it_is_in_step_and_keeps_the_contract(project, begun):
    assert "first_words" not in project("pairs", "check")[1]
    said = project("lessons", *begun.values())[1]
    for label in begun.values():
        assert f"{label} " in said and f"{label}:" not in said
        notebook = project.root / "notebooks" / f"{label}.ipynb"
        assert house.unknown_words({label: house.parameters(notebook)}) == []


def test_it_runs_on_the_simulated_product(project, begun):
    out = project.root / "out" / f"{begun['leads']}.ipynb"
    notebook = f"notebooks/{begun['leads']}.ipynb"
    code, said = project("execute", notebook, out)
    assert code == 0, said
    assert {"values_median"} <= {metric["name"] for metric in report.read(out)}
    solved = [
        c for c in chapters.read(out).cells if "solution" in c.metadata.get("tags", [])
    ]
    assert [o.data["text/plain"] for cell in solved for o in cell.outputs] == ["Right."]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["air", "words"], "STUDY=air is unknown"),
        (["leads", "Some-Words"], "NAME=Some-Words is no name"),
        (["leads", "../up"], "is no name"),
        (["leads"], "Give a study and a name"),
    ],
)
def test_what_cannot_be_begun_is_refused_in_a_sentence(given, said, capsys):
    assert template.main(given) == 1
    assert said in capsys.readouterr().out
