"""A kept sweep: rows by source, whole or not at all, with the code that made it."""

import json
import types

import pandas as pd
import pytest

from helpers import catalog
from tools import ROOT, ages, sweeps

CHAPTER = "clouds/5_classifier"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Keep a sweep of two sources, whose module makes one row a source."""
    (tmp_path / "clouds").mkdir()
    old = pd.DataFrame({"source": ["real", "simulated"], "f1": [0.1, 0.2]})
    old.to_csv(tmp_path / f"{CHAPTER}.csv", index=False)
    (tmp_path / f"{CHAPTER}.json").write_text(json.dumps({"code": {CHAPTER: None}}))
    module = types.SimpleNamespace(
        SOURCES=["simulated", "real"],
        rows=lambda source: pd.DataFrame({"source": [source], "f1": [0.3]}),
    )
    monkeypatch.setattr(sweeps.importlib, "import_module", lambda name: module)
    return tmp_path


def test_new_rows_take_the_place_of_their_own_source_only(folder):
    sweeps.keep(CHAPTER, ["real"], folder)
    values = sweeps.kept(CHAPTER, folder).set_index("source").f1
    assert values.to_dict() == {"real": 0.3, "simulated": 0.2}


def test_rows_that_stay_keep_the_age_that_they_had(folder):
    about = sweeps.keep(CHAPTER, ["real"], folder).with_suffix(".json")
    assert ages.older(json.loads(about.read_text())) == [CHAPTER]


def test_what_made_a_sweep_stands_beside_it(folder):
    target = sweeps.keep(CHAPTER, folder=folder)
    about = json.loads(target.with_suffix(".json").read_text())
    assert ages.older(about) == []
    files = about["code"][CHAPTER]["files"]
    assert "tools/sweeps/clouds_classifier.py" in files
    assert any(name.startswith("helpers/clouds/") for name in files)
    assert all((ROOT / name).is_file() for name in files)


def test_a_sweep_that_fails_changes_nothing(folder, monkeypatch):
    def fail(source):
        raise RuntimeError(source)

    module = types.SimpleNamespace(rows=fail)
    monkeypatch.setattr(sweeps.importlib, "import_module", lambda name: module)
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    with pytest.raises(RuntimeError):
        sweeps.keep(CHAPTER, ["real"], folder)
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


@pytest.mark.parametrize("chapter", sweeps.MODULES)
def test_what_a_sweep_is_made_by_can_be_told(chapter):
    study = chapter.partition("/")[0]
    (product, *_) = [
        n
        for n in catalog.products()
        if n in ("clouds/scenes", "polder/grasp") and n.startswith(study)
    ]
    simulators = set()
    sweeps._note("unsupervised_earth.data", ("simulated", product), simulators)
    files = sweeps._code(sweeps.MODULES[chapter], simulators)["files"]
    assert any(f"helpers/{study}/simulation/" in name for name in files)
    assert "helpers/catalog.toml" not in files


def test_every_sweep_is_kept_and_every_kept_one_can_be_made_again():
    tables = (ROOT / "book/reference/sweeps").rglob("*.csv")
    names = {p.relative_to(sweeps.FOLDER).with_suffix("").as_posix() for p in tables}
    assert names == sweeps.MODULES.keys()
