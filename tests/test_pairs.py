"""The two files of a chapter are kept in step by content."""

import json
import os

import pytest

from tools import chapters, pairs

TEXT = """\
# %% [markdown]
# # Echoes
# What do they say?

# %%
import sys

if "google.colab" in sys.modules:
    # %pip install -q numpy
    pass

# %% tags=["parameters"]
source: str = "simulated"  # where the data come from
n_clusters: int = 2  # number of clusters

# %% mystnb={"figure": {"name": "map"}}
print(n_clusters)
"""
CONTENTS = """\
root: book/intro
entries:
  - file: notebooks/leads/1_echoes
  - file: notebooks/leads/2_alone
"""


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """Give the text of a chapter whose notebook is in step."""
    monkeypatch.setattr(chapters, "ROOT", tmp_path)
    text = tmp_path / "notebooks/leads/1_echoes.py"
    text.parent.mkdir(parents=True)
    text.write_text(TEXT)
    contents = tmp_path / "book/_toc.yml"
    contents.parent.mkdir()
    contents.write_text(CONTENTS)
    pairs.sync(text)
    assert pairs.check() == []
    return text


def edit(path, old, new):
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new))


def cells(text):
    return json.loads(text.with_suffix(".ipynb").read_text())["cells"]


def test_the_committed_chapters_are_in_step():
    assert pairs.check() == []


@pytest.mark.parametrize("newer", [".py", ".ipynb"])
def test_a_difference_is_found_whichever_file_is_newer(chapter, newer):
    edit(chapter, "What do they say?", "What else?")
    os.utime(chapter, (1, 1))
    os.utime(chapter.with_suffix(".ipynb"), (1, 1))
    os.utime(chapter.with_suffix(newer))
    (problem,) = pairs.check()
    assert problem.startswith("notebooks/leads/1_echoes.ipynb: cell 1 is not as in")
    pairs.sync(chapter)
    assert pairs.check() == []
    assert "What else?" in chapter.read_text()


@pytest.mark.parametrize(
    ("old", "new", "cell"),
    [
        ('tags=["parameters"]', 'tags=["parameters", "hide-input"]', 3),
        ('"name": "map"', '"name": "track"', 4),
        ("# %% [markdown]", "# %%", 1),
        ("print(n_clusters)", "print(n_clusters)\n\n# %%\n1", 5),
    ],
)
def test_tags_kinds_and_numbers_of_cells_count_too(chapter, old, new, cell):
    edit(chapter, old, new)
    assert any(f": cell {cell} is not as in" in problem for problem in pairs.check())
    pairs.sync(chapter)
    assert pairs.check() == []


def test_an_empty_cell_is_named(chapter):
    edit(chapter, "print(n_clusters)", "print(n_clusters)\n\n# %%\n")
    pairs.sync(chapter)
    assert pairs.check() == [
        "notebooks/leads/1_echoes.ipynb: cell 5 is empty; take it out of 1_echoes.py."
    ]


def test_outputs_are_found_and_taken_out(chapter):
    edit(chapter.with_suffix(".ipynb"), '"execution_count": null', '"execution_count": 1')
    assert pairs.check() == [
        "notebooks/leads/1_echoes.ipynb: cell 2 has outputs; run make pairs."
    ]
    assert pairs.sync(chapter)
    assert pairs.check() == []


def test_metadata_of_a_machine_are_found_and_taken_out(chapter):
    edit(chapter.with_suffix(".ipynb"), '"Python 3"', '"Python 3.11 (mine)"')
    (problem,) = pairs.check()
    assert "metadata" in problem
    pairs.sync(chapter)
    assert pairs.check() == []


def test_cells_keep_their_ids_when_text_is_changed_added_and_removed(chapter):
    before = [cell["id"] for cell in cells(chapter)]
    edit(chapter, "print(n_clusters)", "print(n_clusters + 1)")
    edit(chapter, "# %% [markdown]", "# %% [markdown]\n# New\n\n# %% [markdown]")
    pairs.sync(chapter)
    assert [cell["id"] for cell in cells(chapter)][1:] == before
    edit(chapter, "# %% [markdown]\n# New\n\n", "")
    pairs.sync(chapter)
    assert [cell["id"] for cell in cells(chapter)] == before


def test_the_same_text_gives_the_same_notebook_anywhere(chapter):
    edit(chapter, "print(n_clusters)", "print(1)\n\n# %%\nprint(1)")
    notebook = chapter.with_suffix(".ipynb")
    notebook.unlink()
    pairs.sync(chapter)
    first = notebook.read_bytes()
    notebook.unlink()
    pairs.sync(chapter)
    assert notebook.read_bytes() == first
    ids = [cell["id"] for cell in cells(chapter)]
    assert len(set(ids)) == len(ids)
    assert not pairs.sync(chapter)


def test_the_text_is_written_only_when_asked_for(chapter):
    edit(chapter.with_suffix(".ipynb"), "print(n_clusters)", "print(source)")
    edited = chapter.with_suffix(".ipynb").read_text()
    pairs.sync(chapter, from_notebook=True)
    assert "print(source)" in chapter.read_text()
    assert "jupytext_version:" not in chapter.read_text()
    assert "    # %pip install -q numpy\n" in chapter.read_text()
    assert pairs.check() == []
    assert not pairs.sync(chapter)
    assert chapter.with_suffix(".ipynb").read_text() == edited


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("leads/Echoes.py", "rename it"),
        ("leads/1-echoes.ipynb", "rename it"),
        ("leads/old/1_echoes.ipynb", "move it"),
        ("2_stray.py", "move it"),
        ("leads/2_alone.py", "has no notebook"),
        ("leads/2_alone.ipynb", "has no text"),
        ("leads/1_echoes.ipynb", "is no notebook"),
    ],
)
def test_files_out_of_place_are_named(chapter, name, said):
    path = chapters.ROOT / "notebooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("<<<<<<<")
    (problem,) = pairs.check()
    assert problem.startswith(f"notebooks/{name}: {said}")


def test_two_chapters_of_a_study_have_two_numbers(chapter):
    edit(chapters.ROOT / "book/_toc.yml", "2_alone", "1_alone")
    twin = chapter.with_stem("1_alone")
    twin.write_text(TEXT)
    pairs.sync(twin)
    (problem,) = pairs.check()
    assert problem == "notebooks/leads/1_echoes: 1_alone has the same number; rename one."


def test_a_chapter_missing_from_the_contents_is_named(chapter):
    contents = chapters.ROOT / "book/_toc.yml"
    edit(contents, "notebooks/leads/1_echoes", "book/leads")
    assert pairs.check() == ["Add notebooks/leads/1_echoes to book/_toc.yml."]
    contents.write_text("root: [")
    (problem,) = pairs.check()
    assert problem.startswith("book/_toc.yml, line 1: ")


@pytest.mark.parametrize("content", ["<<<<<<<", "", "{}", "[]", '{"cells": 3}'])
def test_a_notebook_that_cannot_be_read_is_named_and_written_anew(chapter, content, capsys):
    chapter.with_suffix(".ipynb").write_text(content)
    (problem,) = pairs.check()
    assert problem == "notebooks/leads/1_echoes.ipynb: is no notebook; run make pairs."
    assert pairs.main(["sync", "--from-notebook"]) == 1
    assert "1_echoes.ipynb is no notebook" in capsys.readouterr().out
    assert pairs.sync(chapter)
    assert pairs.check() == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("n_clusters = 2  # number", "write 'n_clusters = 2  # number' like"),
        ("n_clusters: int = 2", "write 'n_clusters: int = 2' like"),
        ("n_clusters: int = 2.5  # number", "like"),
        ("n_clusters: list = [2]  # numbers", "types are str, int, float, bool"),
        ("n_clusters: int = 1 + 1  # number", "like"),
    ],
)
def test_parameters_that_cannot_drive_a_run_are_named(chapter, line, said):
    edit(chapter, "n_clusters: int = 2  # number of clusters", line)
    pairs.sync(chapter)
    (problem,) = pairs.check()
    assert said in problem


def test_a_chapter_has_one_cell_of_parameters_with_a_source(chapter):
    edit(chapter, "source: str", "sources: str")
    pairs.sync(chapter)
    assert "add the parameter source" in pairs.check()[0]
    edit(chapter, ' tags=["parameters"]', "")
    pairs.sync(chapter)
    assert "0 cells have the tag parameters" in pairs.check()[0]


def test_the_command_says_what_is_wrong_and_fails(chapter, capsys):
    edit(chapter, "Echoes", "Leads")
    assert pairs.main(["check"]) == 1
    assert capsys.readouterr().out.count("\n") == 1
    assert pairs.main(["sync", "--from-notebook", str(chapter)]) == 0
    assert "Echoes" in chapter.read_text()
    edit(chapter, "Echoes", "Leads")
    assert pairs.main(["sync"]) == 0
    assert "leads/1_echoes: written." in capsys.readouterr().out
    assert pairs.main(["check"]) == 0
