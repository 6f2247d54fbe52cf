"""The catalogue: what is registered, and how a product file is found or made."""

import csv
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import catalog
from helpers.__main__ import main
from helpers.errors import BadInput

SIMULATOR = """
import os, time
from pathlib import Path
from fakestudy import physics

def write(product_path, truth_path, seed=0):
    with open(os.environ["FAKE_LOG"], "a") as log:
        print("called", file=log)
    product_path.write_text("half")
    time.sleep(float(os.environ.get("FAKE_SECONDS", 0)))
    if os.environ.get("FAKE_FAILS"):
        raise RuntimeError("the simulator failed")
    product_path.write_text(physics.LAW)
    truth_path.write_text(f"truth of {physics.LAW}")
"""
CATALOGUE = """
address = "https://localhost/{repository}/{commit}/{path}"

[products."study/echoes"]
title = "Echoes"
licence = "none"
citation = "nobody"
simulated = "fakestudy.simulated:write"

[products."study/closed"]
title = "Closed"
licence = "none"
citation = "nobody"
steps = "register at the agency, then give the path as source"

[products."study/pair"]
title = "Pair"
licence = "none"
citation = "nobody"
repository = "owner/name"
commit = "c0ffee"
real = [
"""
ASK = """
import sys
from pathlib import Path
from helpers import catalog
catalog.CATALOGUE = Path(sys.argv[1])
print(catalog.find("study/echoes"))
"""
WAVES, HEIGHTS = b"waveforms", b"elevations of them"


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    """Put a catalogue of three products in place of the real one."""
    text = CATALOGUE
    for name, content in {"a.wfm": WAVES, "a.elev": HEIGHTS}.items():
        sha256 = hashlib.sha256(content).hexdigest()
        text += f'{{ path = "x/{name}", bytes = {len(content)}, sha256 = "{sha256}" }},\n'
    path = tmp_path / "catalogue.toml"
    path.write_text(text + "]\n")
    monkeypatch.setattr(catalog, "CATALOGUE", path)
    monkeypatch.setenv("EO_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("EO_DATA", raising=False)
    return path


@pytest.fixture
def simulate(catalogue, tmp_path, monkeypatch):
    """Give a function that starts a process which asks for the simulated product."""
    package = tmp_path / "fakestudy"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "physics.py").write_text("LAW = 'first law'")
    (package / "simulated.py").write_text(SIMULATOR)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("FAKE_LOG", str(tmp_path / "log"))
    started = []

    def start():
        command = [sys.executable, "-c", ASK, str(catalogue)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, text=True, **pipes))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def mine(catalogue, tmp_path, monkeypatch):
    """Make two folders of the reader's own, named by ``EO_DATA``."""
    folders = [tmp_path / "mine", tmp_path / "lent"]
    for folder in folders:
        folder.mkdir()
    monkeypatch.setenv("EO_DATA", os.pathsep.join(map(str, folders)))
    return folders


def answer(process):
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    return Path(out.strip())


def calls(tmp_path):
    return (tmp_path / "log").read_text().count("called")


def kept(tmp_path):
    files = (tmp_path / "cache").rglob("*")
    return sorted(f.name for f in files if f.is_file() and f.suffix != ".lock")


# What is registered


def test_a_table_without_a_home_is_found_in_the_readers_folders_or_missing(
    catalogue, tmp_path, monkeypatch
):
    content = b"a,b"
    sha256 = hashlib.sha256(content).hexdigest()
    entry = '\n[products."study/table"]\ntitle = "a"\nsteps = "put it into EO_DATA"\n'
    entry += f'real = [{{ name = "table.csv", bytes = 3, sha256 = "{sha256}" }}]\n'
    catalogue.write_text(catalogue.read_text() + entry)
    catalog._read.cache_clear()
    assert catalog.optional("study/table") is None
    assert not catalog.here("study/table")
    with pytest.raises(catalog.AccountNeeded, match="put it into EO_DATA"):
        catalog.find("study/table", "real")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "renamed.csv").write_bytes(content)
    monkeypatch.setenv("EO_DATA", str(tmp_path / "own"))
    assert catalog.optional("study/table").read_bytes() == content
    assert catalog.here("study/table", "table.csv")
    with pytest.raises(BadInput, match="has no file 'other'"):
        catalog.optional("study/table", "other")


def test_only_what_a_simulator_is_made_of_makes_its_product_anew(simulate, tmp_path):
    answer(simulate())
    (tmp_path / "fakestudy" / "method.py").write_text("x = 1")
    (tmp_path / "fakestudy" / "other.toml").write_text("x = 1")
    answer(simulate())
    assert calls(tmp_path) == 1
    (tmp_path / "fakestudy" / "simulated.toml").write_text("x = 1")
    answer(simulate())
    assert calls(tmp_path) == 2


def test_a_kept_result_is_found_in_a_checkout_and_a_missing_one_named():
    assert catalog.committed("sweeps/polder/5_verdict.csv").is_file()
    with pytest.raises(BadInput, match=r"no kept result 'sweeps/none\.csv'"):
        catalog.committed("sweeps/none.csv")


def test_every_file_has_what_a_reader_must_know():
    files = catalog.files()
    assert len({file["name"] for file in files}) == len(files) >= 58
    for file in files:
        assert file["licence"] and file["citation"] and file["title"]
        assert len(file.get("sha256", "")) == 64 or len(file["git_blob"]) == 40
        if "url" in file:
            assert file["url"].startswith("https://") and len(file["commit"]) == 40
        else:  # no public home is known: the steps say what to do
            assert catalog.products()[file["product"]]["steps"]


def test_every_product_can_be_had_somehow():
    for name, product in catalog.products().items():
        assert name.split("/")[0] in ("polder", "clouds", "leads", "glaciers")
        assert {"real", "simulated", "steps"} & product.keys(), name
        assert product["title"] and product["licence"] and product["citation"]


def test_public_rows_of_the_sources_are_all_registered(real):
    with real("SOURCES.csv").open(newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["repository"]]
    keys = ("repository", "commit", "path", "sha256", "bytes")
    ours = {tuple(str(file.get(key)) for key in keys) for file in catalog.files()}
    assert {tuple(row[key] for key in keys) for row in rows} <= ours
    unlicensed = {row["sha256"] for row in rows if "no licence file" in row["licence"]}
    for file in catalog.files():
        if file.get("sha256") in unlicensed:
            assert file["licence"].startswith("no licence file in the carrying repository")


@pytest.mark.parametrize("study", ["leads", "clouds", "glaciers", "polder"])
def test_real_products_are_found_under_their_names(real, study, tmp_path, monkeypatch):
    real("SOURCES.csv")
    monkeypatch.setenv("EO_CACHE", str(tmp_path))
    for product in catalog.products():
        files = [file for file in catalog.files(product) if "sha256" in file]
        if not files or not product.startswith(study):
            continue
        first = catalog.find(product, "real")
        found = [first, *(first.with_name(file["name"]) for file in files[1:])]
        for path, file in zip(found, files, strict=True):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == file["sha256"]


# Which edition


def test_path_is_given_back(catalogue, tmp_path):
    assert catalog.find("study/echoes", str(catalogue)) == catalogue
    assert catalog.find("study/echoes", tmp_path) == tmp_path


@pytest.mark.parametrize("source", ["nowhere.nc", "", "Real", None, "a\0b", "x" * 5000])
def test_unknown_source_is_refused_with_the_legal_values(catalogue, source):
    with pytest.raises(
        BadInput, match="neither 'simulated' nor 'real' nor the path"
    ) as refusal:
        catalog.find("study/echoes", source)
    assert repr(str(source)) in str(refusal.value)


def test_kinds_of_source(tmp_path):
    own = tmp_path / "real"
    own.touch()
    kinds = [catalog.source_kind(s) for s in ("simulated", "real", str(own), own)]
    assert kinds == ["simulated", "real", "path", "path"]
    with pytest.raises(BadInput, match="nowhere"):
        catalog.source_kind("nowhere")


@pytest.mark.parametrize("source", ["simulated", "real", "pyproject.toml"])
def test_misspelt_product_is_answered_with_the_near_ones(source):
    with pytest.raises(
        BadInput, match="no product 'leads/cryosat'; did you mean leads/cryosat2"
    ):
        catalog.find("leads/cryosat", source)


def test_quite_unknown_product_is_answered_with_all(catalogue):
    with pytest.raises(BadInput, match="known are study/echoes, study/closed, study/pair"):
        catalog.find(7)


@pytest.mark.parametrize(
    "product, step",
    [
        (
            "leads/sentinel3-thematic",
            "S3A_SR_2_LAN_SI_20190307T005808_.*enhanced_measurement.nc",
        ),
        ("leads/sentinel2", "dataspace.copernicus.eu"),
        ("clouds/kaggle", "understanding_cloud_organization"),
        ("glaciers/cpazmal", "musmb/CPAZMaL"),
        ("polder/grasp-current", "grasp-open.com"),
    ],
)
def test_product_that_is_not_open_is_answered_with_its_steps(product, step):
    with pytest.raises(catalog.AccountNeeded, match=step) as refusal:
        catalog.find(product, "real")
    assert "\n" not in str(refusal.value)


def test_missing_edition_is_named(catalogue):
    with pytest.raises(BadInput, match="study/pair has no simulated edition"):
        catalog.find("study/pair")
    with pytest.raises(BadInput, match="study/echoes has no real edition"):
        catalog.find("study/echoes", "real")


# Files of the reader's own


def test_file_is_found_by_content_wherever_it_lies(mine):
    (mine[1] / "deep").mkdir()
    (mine[0] / "a.wfm").write_bytes(WAVES)
    (mine[1] / "deep" / "other name").write_bytes(HEIGHTS)
    found = catalog.find("study/pair", "real")
    assert (found.name, found.read_bytes()) == ("a.wfm", WAVES)
    assert found.with_name("a.elev").read_bytes() == HEIGHTS


def test_files_that_lie_together_stay_where_they_are(mine, tmp_path):
    for name, content in {"a.wfm": WAVES, "a.elev": HEIGHTS}.items():
        (mine[1] / name).write_bytes(content)
    assert catalog.find("study/pair", "real") == mine[1] / "a.wfm"
    assert not (tmp_path / "cache").exists()


def test_file_of_the_right_size_and_wrong_content_is_passed_over(mine):
    (mine[0] / "a.wfm").write_bytes(WAVES[::-1])
    (mine[1] / "a.wfm").write_bytes(WAVES)
    (mine[1] / "a.elev").write_bytes(HEIGHTS)
    assert catalog.find("study/pair", "real") == mine[1] / "a.wfm"


def test_link_to_a_file_that_has_moved_is_renewed(mine):
    (mine[0] / "here").write_bytes(WAVES)
    (mine[0] / "there").write_bytes(HEIGHTS)
    first = catalog.find("study/pair", "real")
    (mine[0] / "here").replace(mine[1] / "moved")
    catalog.downloads._index.cache_clear()  # as another process would see it
    assert not first.exists()
    assert catalog.find("study/pair", "real").read_bytes() == WAVES


def test_data_folder_that_is_missing_is_named(catalogue, tmp_path, monkeypatch):
    monkeypatch.setenv("EO_DATA", f"{tmp_path}:{tmp_path / 'gone'}")
    with pytest.raises(BadInput, match=r"EO_DATA names .*gone, which is not a folder"):
        catalog.find("study/pair", "real")


# Simulated products


def test_simulated_product_is_made_once_with_its_truth(simulate, tmp_path):
    path = answer(simulate())
    assert path.read_text() == "first law"
    assert catalog.truth(path).read_text() == "truth of first law"
    assert path.relative_to(tmp_path / "cache" / "simulated").parts[1:] == (
        "study",
        "echoes.nc",
    )
    assert answer(simulate()) == path
    assert calls(tmp_path) == 1


def test_changed_physics_makes_a_new_product(simulate, tmp_path):
    old = answer(simulate())
    (tmp_path / "fakestudy" / "physics.py").write_text("LAW = 'second law'")
    new = answer(simulate())
    assert (old.read_text(), new.read_text()) == ("first law", "second law")
    (tmp_path / "unrelated.py").write_text("LAW = 'third law'")
    assert answer(simulate()) == new


def test_two_processes_share_one_simulation(simulate, tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_SECONDS", "1")
    both = [simulate(), simulate()]
    assert answer(both[0]) == answer(both[1])
    assert calls(tmp_path) == 1


def test_failed_simulation_leaves_nothing(simulate, tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_FAILS", "yes")
    _, err = simulate().communicate(timeout=30)
    assert "the simulator failed" in err
    assert kept(tmp_path) == []


def test_killed_simulation_is_not_taken_for_a_product(simulate, tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_SECONDS", "60")
    process = simulate()
    while not kept(tmp_path):
        assert process.poll() is None
    process.kill()
    process.communicate()
    monkeypatch.delenv("FAKE_SECONDS")
    assert answer(simulate()).read_text() == "first law"
    assert kept(tmp_path) == ["echoes.nc", "echoes.truth.nc"]


def test_what_is_not_simulated_has_no_truth(catalogue):
    with pytest.raises(BadInput, match="has no truth beside it"):
        catalog.truth(catalogue)


# The command line


def command(*arguments):
    process = [sys.executable, "-m", "helpers", *arguments]
    return subprocess.run(process, capture_output=True, text=True)


def test_command_line_without_command_helps():
    assert "usage: python -m helpers" in command().stdout
    assert "{list,fetch,verify}" in command("data").stdout


def test_command_line_refuses_in_one_sentence():
    done = command("data", "fetch", "leads/cryosat")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1 and "did you mean leads/cryosat2" in done.stderr


def test_list_names_every_product_once(capsys, monkeypatch):
    monkeypatch.delenv("EO_DATA", raising=False)
    assert main(["data", "list"]) == 0
    _, *rows = capsys.readouterr().out.splitlines()
    assert [row.split()[0] for row in rows] == list(catalog.products())
    account = next(row for row in rows if row.startswith("clouds/kaggle "))
    assert "needs account (Kaggle)" in account


def test_verify_tells_good_from_spoilt(mine, capsys):
    (mine[0] / "other name").write_bytes(WAVES)
    assert main(["data", "verify"]) == 0
    assert capsys.readouterr().out == "1 of 2 registered files are here, 0 wrong\n"
    (mine[1] / "a.elev").write_bytes(HEIGHTS[::-1])
    catalog.downloads._index.cache_clear()
    assert main(["data", "verify"]) == 1
    spoilt, summary = capsys.readouterr().out.splitlines()
    assert spoilt.startswith(f"{mine[1] / 'a.elev'} is not the registered file")
    assert summary == "2 of 2 registered files are here, 1 wrong"


def test_verify_accepts_the_real_files(real, capsys, tmp_path, monkeypatch):
    real("SOURCES.csv")
    monkeypatch.setenv("EO_CACHE", str(tmp_path))
    assert main(["data", "verify"]) == 0
    count = int(capsys.readouterr().out.split()[0])
    assert count >= 57


# A simulated product may be a folder under a name of its own

FOLDER = """
[products."study/folder"]
title = "Folder"
licence = "none"
citation = "nobody"
simulated = "folderstudy.simulated:write"
simulated_name = "S2A_REAL_NAME.SAFE"
"""
WRITES_FOLDER = """
import os

def write(product_path, truth_path, seed=0):
    (product_path / "inside").mkdir(parents=True)
    if os.environ.get("FAKE_FAILS"):
        raise OSError("no space left")
    (product_path / "inside" / "image").write_text("drawn")
    truth_path.write_text("truth")
"""


@pytest.fixture
def folder_product(catalogue, tmp_path, monkeypatch):
    catalogue.write_text(catalogue.read_text() + FOLDER)
    package = tmp_path / "folderstudy"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "simulated.py").write_text(WRITES_FOLDER)
    monkeypatch.syspath_prepend(tmp_path)
    catalog._read.cache_clear()
    yield "study/folder"
    catalog._read.cache_clear()


def test_simulated_folder_keeps_its_own_name(folder_product):
    path = catalog.find(folder_product)
    assert path.name == "S2A_REAL_NAME.SAFE"
    assert (path / "inside" / "image").read_text() == "drawn"
    assert catalog.truth(path).read_text() == "truth"
    assert catalog.find(folder_product) == path


def test_half_written_folder_does_not_stay(folder_product, tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_FAILS", "1")
    with pytest.raises(BadInput, match="no space left"):
        catalog.find(folder_product)
    assert not list((tmp_path / "cache").rglob("*SAFE/inside"))
    monkeypatch.delenv("FAKE_FAILS")
    assert (catalog.find(folder_product) / "inside" / "image").exists()
