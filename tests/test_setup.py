"""One list of requirements, one address, and a set-up that is done once."""

import os
import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import ROOT, chapters, setup

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
ADDRESS = PROJECT["urls"]["Repository"]


def requirements():
    """Return every requirement of the project and its extras as name: range."""
    lists = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    return ranges(line for lines in lists for line in lines)


def ranges(lines):
    parsed = [Requirement(line) for line in lines]
    return {canonicalize_name(r.name): str(r.specifier) for r in parsed}


def locked():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    return dict(line.split("==") for line in lines)


def test_conda_environment_asks_for_the_same():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    *conda, pip = environment["dependencies"]
    assert pip["pip"][-1] == "-e ."
    asked = ranges([*conda, *pip["pip"][:-1]])
    assert asked.pop("pip") == ""
    assert asked.pop("python") == PROJECT["requires-python"]
    assert asked == requirements()


def test_lock_has_every_requirement_at_a_version_that_fits():
    versions = {canonicalize_name(name): version for name, version in locked().items()}
    for name, span in requirements().items():
        assert Requirement(f"{name}{span}").specifier.contains(versions[name]), name


def test_lock_holds_names_and_versions_only():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    odd = [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)]
    assert odd == []


def files_with_addresses():
    patterns = ["*.md", "*.yml", "*.cff", "*.toml", "book/*.md", "notebooks/*/*"]
    patterns += ["book/*.yml", ".github/**/*.yml", "helpers/**/*.py", "tools/*.py"]
    paths = [path for pattern in patterns for path in ROOT.glob(pattern)]
    return [path for path in paths if path.is_file()]


def test_every_link_to_the_repository_is_the_one_address():
    host, owner, name = re.fullmatch(r"https://(.+)/(.+)/(.+)", ADDRESS).groups()
    # Also as Colab and Binder write it.
    ours = re.compile(rf"(?:{host}|/github|/gh)/([\w.-]+)/{name}(?![\w-])", re.IGNORECASE)
    owners = {
        path.name: set(ours.findall(path.read_text())) for path in files_with_addresses()
    }
    assert set.union(*owners.values()) == {owner}
    assert owners["README.md"] and owners["CITATION.cff"] and owners["run.md"]


@pytest.mark.parametrize("study", chapters.STUDIES)
def test_every_study_has_an_extra_by_its_name(study):
    assert study in PROJECT["optional-dependencies"]


def test_machines_type_what_people_type():
    text = (ROOT / ".ci/run").read_text()
    steps = re.findall(r"^step make (\w+)", text, re.MULTILINE)
    assert [step for step in steps if step != "colab"] == ["check", "test", "book"]
    assert os.access(ROOT / ".ci/run", os.X_OK)


@pytest.mark.parametrize(("name", "job"), [("ci", "checks"), ("pages", "build")])
def test_every_push_runs_the_same_checks(name, job):
    workflow = yaml.safe_load((ROOT / f".github/workflows/{name}.yml").read_text())
    assert ".ci/run" in [step.get("run") for step in workflow["jobs"][job]["steps"]]


def test_what_make_offers_is_what_is_documented():
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    offered = {line.split()[0] for line in said.splitlines()}
    assert {"book", "test", "serve", "data", "bench", "check"} <= offered


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Give a folder to set up in, and the list of commands that were run for it."""
    commands = []
    for name in ("ROOT", "VENV", "LOCK", "STAMP"):
        path = tmp_path / getattr(setup, name).relative_to(ROOT)
        monkeypatch.setattr(setup, name, path)
    (tmp_path / "requirements.lock").write_text("numpy==2.0.0\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(setup, "_run", lambda *words, **_: commands.append(words))
    return tmp_path, commands


def test_set_up_is_done_once_and_again_when_a_content_changed(project):
    folder, commands = project
    setup.set_up()
    installed = len(commands)
    assert installed
    os.utime(folder / "requirements.lock")
    setup.set_up()
    assert len(commands) == installed
    (folder / "requirements.lock").write_text("numpy==2.0.1\n")
    setup.set_up()
    assert len(commands) > installed


def test_an_interrupted_set_up_is_taken_up_again(project, monkeypatch):
    _, commands = project

    def interrupted(*words, **_):
        raise KeyboardInterrupt

    setup.set_up()
    (setup.ROOT / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(setup, "_run", interrupted)
        setup.set_up()
    before = len(commands)
    setup.set_up()
    assert len(commands) > before


def test_a_failing_installation_ends_with_a_sentence(monkeypatch, project):
    monkeypatch.setattr(setup, "_environment", lambda folder: ["pip"])
    error = subprocess.CalledProcessError(1, ["pip", "install"])
    monkeypatch.setattr(setup, "_run", lambda *words, **_: (_ for _ in ()).throw(error))
    with pytest.raises(SystemExit, match="Set-up stopped: pip install failed"):
        setup.main([])
    assert not setup.STAMP.exists()


def test_an_old_python_gets_one_sentence(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(
        SystemExit, match=r"Python 3\.11 or newer is needed, and .* is 3\.9\.2"
    ):
        setup.main([])


def test_the_lock_is_made_from_all_extras():
    assert setup.extras() == sorted(PROJECT["optional-dependencies"])
