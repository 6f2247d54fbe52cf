"""What is executed, when, and what is left when it fails.

The real Snakefile and tools run in a small copy of the project, with chapters of a few
lines and, in place of the book's builder, a few lines that write one page.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import nbformat
import pandas as pd
import pytest

from helpers import report
from helpers.errors import BadInput
from tools import ROOT, chapters, execute, lock, runs

PARAMETERS = """\
source: str = "simulated"  # where the data come from
n_clusters: int = 2  # number of clusters
width: float = 0.5  # of a window
plain: bool = False  # without colours"""
REPORTS = """\
from helpers import report
report.start("leads/2_second", globals())
report.metric("clusters", n_clusters)"""
ACCOUNT = """\
import os
from helpers import catalog
if source == "real":
    raise catalog.AccountNeeded("Register first.")
print("asked for", os.environ.get("EO_ASKED_SOURCE"))"""
BOOK = """\
import pathlib, sys
if pathlib.Path("book/fault").exists():
    sys.exit("The book has a fault.")
page = pathlib.Path("_build/html/index.html")
page.parent.mkdir(parents=True, exist_ok=True)
page.write_text(pathlib.Path("book/intro.md").read_text())
"""
CONTENTS = """\
root: book/intro
entries:
  - file: notebooks/leads/1_first
  - file: notebooks/leads/2_second
  - file: notebooks/polder/1_third.ipynb
"""


WIZARD = """\
def write(product, truth):
    product.write_text("simulated")
    truth.write_text("true")
"""


class Project:
    """A small copy of the project, to build in."""

    def __init__(self, root):
        self.root = root
        for name in ("Snakefile", "pyproject.toml", "requirements.lock"):
            shutil.copy(ROOT / name, root)
        ignored = shutil.ignore_patterns("__pycache__")
        for name in ("tools", "helpers", "profiles"):
            shutil.copytree(ROOT / name, root / name, ignore=ignored)
        self.write("tools/book/__main__.py", BOOK)
        self.write("book/intro.md", "first edition")
        self.write("book/_toc.yml", CONTENTS)
        self.write("helpers/alpha.py", "from . import beta")
        self.write("helpers/beta.py", "")
        self.write("helpers/gamma.py", "")
        self.chapter("leads/1_first", "from helpers import alpha")
        self.chapter("leads/2_second", REPORTS)
        self.chapter("polder/1_third", ACCOUNT)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def chapter(self, name, *code, source="simulated"):
        sources = [PARAMETERS.replace("simulated", source, 1), *code]
        cells = [nbformat.v4.new_code_cell(s, id=f"c{i}") for i, s in enumerate(sources)]
        cells[0].metadata["tags"] = ["parameters"]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        return self.write(f"notebooks/{name}.ipynb", nbformat.writes(notebook))

    def read(self, name):
        return (self.root / name).read_text()

    @contextlib.contextmanager
    def extra(self, name, *code, **settings):
        """Have one more chapter for a while."""
        notebook = self.chapter(name, *code, **settings)
        contents = self.read("book/_toc.yml")
        self.write("book/_toc.yml", f"{contents}  - file: notebooks/{name}\n")
        yield
        notebook.unlink()
        self.write("book/_toc.yml", contents)

    def register(self, product, name, content, simulated=False):
        """Put a product of one file without a home into the catalogue."""
        catalogue = self.read("helpers/catalog.toml")
        before = catalogue.partition(f'\n[products."{product}"]')[0]
        file = f'name = "{name}", bytes = {len(content)}'
        file += f', sha256 = "{hashlib.sha256(content).hexdigest()}"'
        entry = f'\n[products."{product}"]\ntitle = "a"\nlicence = "b"\ncitation = "c"'
        entry += f'\nsteps = "ask for it"\nreal = [{{ {file} }}]\n'
        if simulated:
            entry += 'simulated = "helpers.wizard:write"\n'
            self.write("helpers/wizard.py", WIZARD)
        self.write("helpers/catalog.toml", before + entry)

    def keep(self, name, content):
        """Put a file among the reader's own data; return their folder."""
        return self.write(f"own/{name}", content.decode()).parent

    def metrics(self, chapter, key, edition="simulated"):
        """Return one key of every metric of a chapter, such as its value."""
        metrics = json.loads(self.read(f"_build/runs/{edition}/metrics.json"))
        return [metric[key] for metric in metrics if metric["chapter"] == chapter]

    def start(self, *command, **variables):
        own = {"PYTHONPATH": str(self.root), "EO_CACHE": str(self.root / "cache")}
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env=os.environ | own | {"EO_DATA": ""} | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *command, **variables):
        process = self.start(*command, **variables)
        words, _ = process.communicate(timeout=60)
        return process.returncode, words

    def build(self, *arguments, fails=False, **variables):
        """Build; return the chapters that were executed, and what was said."""
        status, words = self.run("tools.build", *(arguments or ["book"]), **variables)
        assert bool(status) == fails, words
        lines = (line.split("  ") for line in words.splitlines())
        return {line[0].split()[0] for line in lines if line[-1] == "starts"}, words


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Give a small project whose book has been built once."""
    project = Project(tmp_path_factory.mktemp("project"))
    executed, _ = project.build()
    assert executed == {"leads/1_first", "leads/2_second", "polder/1_third"}
    return project


def test_a_build_leaves_executed_chapters_their_metrics_and_the_book(project):
    assert project.read("_build/html/index.html") == "first edition"
    (metric,) = json.loads(project.read("_build/runs/simulated/metrics.json"))
    assert (metric["chapter"], metric["value"]) == ("leads/2_second", 2)
    assert metric["source"] == "simulated"


def test_touching_files_runs_nothing(project):
    for path in project.root.rglob("*"):
        if "_build" not in path.parts and ".snakemake" not in path.parts:
            os.utime(path)
    book = (project.root / "_build/html/index.html").stat().st_mtime_ns
    assert project.build()[0] == set()
    assert (project.root / "_build/html/index.html").stat().st_mtime_ns == book


def test_what_no_chapter_uses_runs_none(project):
    project.write("helpers/gamma.py", "# a remark")
    assert project.build()[0] == set()


def test_a_changed_helper_runs_its_importers_even_if_its_time_is_old(project):
    path = project.write("helpers/beta.py", "# other")
    os.utime(path, (0, 0))
    assert project.build()[0] == {"leads/1_first"}


def test_without_snakemakes_own_notes_the_same_is_made_again(project):
    shutil.rmtree(project.root / ".snakemake")
    project.write("helpers/beta.py", "# another")
    assert project.build()[0] == {"leads/1_first"}
    shutil.rmtree(project.root / ".snakemake")
    project.write("book/intro.md", "an edition between")
    assert project.build()[0] == set()
    assert project.read("_build/html/index.html") == "an edition between"


def test_a_changed_page_makes_the_book_anew_without_running_a_chapter(project):
    project.write("book/intro.md", "second edition")
    assert project.build()[0] == set()
    assert project.read("_build/html/index.html") == "second edition"


def test_a_changed_lock_or_parameter_runs_what_depends_on_it(project):
    project.write("requirements.lock", "numpy==0")
    given = 'parameters={"leads/2_second": {"n_clusters": 3}}'
    executed, _ = project.build("metrics", "--config", given)
    assert len(executed) == 3
    (metric,) = json.loads(project.read("_build/runs/simulated/metrics.json"))
    assert metric["value"] == 3
    assert project.build("metrics")[0] == {"leads/2_second"}


def test_a_table_that_a_chapter_opened_counts_and_one_beside_it_does_not(project):
    table = project.write("book/reference/sweeps/leads/3_sweep.csv", "a\n1")
    other = project.write("book/reference/sweeps/leads/4_sweep.csv", "a\n1")
    code = "from helpers import catalog\n"
    code += "catalog.committed('sweeps/leads/3_sweep.csv').read_text()"
    with project.extra("leads/3_sweep", code):
        project.build()
        other.write_text("a\n2")
        assert project.build()[0] == set()
        table.write_text("a\n2")
        assert project.build()[0] == {"leads/3_sweep"}


def test_data_that_come_later_are_used_and_what_was_found_stays(project, tmp_path):
    content = b"land, sea"
    project.register("polder/late", "late.csv", content)
    code = "from helpers import catalog, report\n"
    code += "report.start('leads/3_late', globals())\n"
    code += "found = catalog.optional('polder/late')\n"
    code += "report.metric('found', int(found is not None))"
    with project.extra("leads/3_late", code):
        project.build()
        assert project.metrics("leads/3_late", "value") == [0]
        (tmp_path / "by_another_name.csv").write_bytes(content)
        assert project.build(EO_DATA=str(tmp_path))[0] == {"leads/3_late"}
        assert project.metrics("leads/3_late", "value") == [1]
        assert project.build(EO_DATA=str(tmp_path))[0] == set()
        assert project.build()[0] == set()


def test_an_entry_of_the_catalogue_counts_for_who_looked_it_up(project):
    code = "from helpers import catalog\ncatalog.optional('polder/late')"
    with project.extra("leads/3_asks", code):
        project.build()
        project.register("clouds/other", "other.csv", b"other")
        assert project.build()[0] == set()
        project.register("polder/late", "late.csv", b"a newer edition")
        assert project.build()[0] == set()  # still not here
        project.build(EO_DATA=str(project.keep("late.csv", b"a newer edition")))
        project.register("polder/late", "late.csv", b"one that nobody has")
        assert project.build()[0] == {"leads/3_asks"}


def test_a_file_changed_while_a_chapter_reads_it_makes_the_run_stale(project):
    code = "import pathlib, helpers, helpers.gamma\n"
    code += "path = pathlib.Path(helpers.gamma.__file__)\n"
    code += "path.write_text(path.read_text() + '#')"
    with project.extra("leads/3_writes", code):
        assert project.build()[0] == {"leads/3_writes"}
        assert project.build()[0] == {"leads/3_writes"}


def test_a_failing_chapter_is_named_and_costs_the_others_nothing(project):
    project.build()
    before = project.read("_build/html/index.html")
    good = project.read("notebooks/leads/1_first.ipynb")
    project.write("book/intro.md", "third edition")
    project.chapter("leads/1_first", "print('fine')", "series = [1]\n\nseries[5]\n1")
    project.write(
        "helpers/report/__init__.py",
        project.read("helpers/report/__init__.py") + "# remark",
    )
    executed, words = project.build(fails=True)
    assert executed == {"leads/1_first", "leads/2_second"}
    last = words.strip().splitlines()[-3:]
    assert last[0] == "leads/1_first failed in cell [3], line 3"
    assert last[1].strip() == "series[5]"
    assert last[2] == "IndexError: list index out of range"
    assert project.read("_build/html/index.html") == before
    failed = project.root / "_build/runs/simulated/leads/1_first.failed.ipynb"
    assert "fine" in failed.read_text()

    assert project.build(fails=True)[0] == {"leads/1_first"}  # tried again, and no other
    project.write("notebooks/leads/1_first.ipynb", good)
    assert project.build()[0] == {"leads/1_first"}
    assert not failed.exists()
    assert project.read("_build/html/index.html") == "third edition"


def test_a_book_with_a_fault_leaves_the_old_one_and_is_tried_again(project):
    before = project.read("_build/html/index.html")
    fault = project.write("book/fault", "")
    _, words = project.build(fails=True)
    assert "The book has a fault." in words
    assert words.strip().endswith("what was built before is still there.")
    assert project.read("_build/html/index.html") == before
    project.build(fails=True)
    fault.unlink()
    project.build()
    shutil.rmtree(project.root / "_build/html")
    project.build()
    assert project.read("_build/html/index.html") == before


def test_a_book_without_its_first_page_is_built_again(project):
    (project.root / "_build/html/index.html").unlink()
    assert project.build()[0] == set()
    assert project.read("_build/html/index.html") == project.read("book/intro.md")


def test_an_executed_chapter_that_cannot_be_read_is_executed_again(project):
    project.write("_build/runs/simulated/leads/2_second.ipynb", "{}")
    assert project.build()[0] == {"leads/2_second"}


def test_a_chapter_missing_from_the_contents_is_named_before_anything_runs(project):
    draft = project.chapter("leads/9_tiny", "print('draft')")
    executed, words = project.build(fails=True)
    assert not executed
    assert words.strip() == "Add notebooks/leads/9_tiny to book/_toc.yml."
    draft.unlink()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("root: book/intro\nentries: [", "book/_toc.yml, line 2: "),
        ("format: jb-book", "book/_toc.yml is no table of contents: 'root' key not found"),
        ("- book/intro", "book/_toc.yml is no table of contents: toc is not a mapping"),
        ("root: \0", "book/_toc.yml is no table of contents: unacceptable character"),
        (None, "book/_toc.yml is no table of contents: [Errno 2] No such file"),
    ],
)
def test_broken_contents_are_named_in_one_sentence(tmp_path, content, sentence):
    if content is not None:
        (tmp_path / "book").mkdir()
        (tmp_path / "book/_toc.yml").write_text(content)
    with pytest.raises(BadInput) as refused:
        chapters.contents(tmp_path)
    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (signal.SIGINT, "Interrupted: the next build goes on from here."),
        (signal.SIGKILL, ""),
    ],
)
def test_an_interrupted_or_killed_build_goes_on_without_help(project, sent, said):
    good = project.read("notebooks/leads/1_first.ipynb")
    project.chapter("leads/1_first", "import time; time.sleep(60)")
    process = project.start("tools.build", "book")
    assert process.stdout.readline() == "leads/1_first  starts\n"
    os.killpg(process.pid, sent)
    words, _ = process.communicate(timeout=30)
    assert words.strip() == said
    project.write("notebooks/leads/1_first.ipynb", good)
    assert project.build()[0] == {"leads/1_first"}


def test_a_second_build_waits_for_the_first_and_says_so(project):
    held = lock.take(project.root / "_build/lock", "")
    process = project.start("tools.build", "book")
    assert "Another build is running" in process.stdout.readline()
    time.sleep(0.3)
    assert process.poll() is None
    held.close()
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_chapter_without_open_real_data_runs_simulated_and_says_so(project):
    executed, words = project.build("metrics", "--config", "source=real")
    assert len(executed) == 3
    assert "polder/1_third source=real  real data can't be had here" in words
    page = project.read("_build/runs/real/polder/1_third.ipynb")
    assert "asked for real" in page
    (metric,) = json.loads(project.read("_build/runs/real/metrics.json"))
    assert metric["source"] == "real"
    assert project.build("metrics", "--config", "source=real")[0] == set()


def test_a_chapter_may_be_asked_for_on_real_data_or_not_at_all(project):
    command = ["tools.execute", "notebooks/polder/1_third.ipynb", "out.ipynb"]
    status, words = project.run(*command, "--source", "real", "--or-not")
    assert status == execute.NOT_RUN and "is not run: Register first." in words
    assert not (project.root / "out.ipynb").exists()


def test_an_edition_that_fell_back_is_made_of_real_data_when_they_come(project, tmp_path):
    content = b"echoes"
    project.register("leads/echo", "echo.nc", content, simulated=True)
    code = "from helpers import catalog, report\n"
    code += "report.start('leads/3_echo', globals())\n"
    code += "path = catalog.find('leads/echo', source)\n"
    code += "report.metric('size', path.stat().st_size)"
    real = ("metrics", "--config", "source=real")
    with project.extra("leads/3_echo", code):
        project.build(*real)
        assert project.metrics("leads/3_echo", "source", "real") == ["simulated"]
        assert project.build(*real)[0] == set()
        (tmp_path / "echo.nc").write_bytes(content)
        assert project.build(*real, EO_DATA=str(tmp_path))[0] == {"leads/3_echo"}
        assert project.metrics("leads/3_echo", "source", "real") == ["real"]


ECHO = b"echoes"
START = """\
from helpers import catalog, report
report.start('leads/3_echo', globals())"""
SIZE = """\
size = catalog.find('leads/echo', source).stat().st_size
report.metric('size', size)"""
DRAW = """\
import io, matplotlib.pyplot as plt
from IPython.display import Image, display
plt.figure(figsize=(2, 1)).savefig(drawn := io.BytesIO())
display(Image(drawn.getvalue()))"""
PAGE = (START, SIZE, "size + 1", DRAW)
IN_BOTH = [("metrics",), ("metrics", "--config", "source=real")]
PAGE_RUN = "_build/runs/simulated/leads/3_echo.ipynb"


@contextlib.contextmanager
def page_of_real_data(project, *code):
    """Have a chapter that runs on a registered file by default, and nothing of it kept."""
    project.register("leads/echo", "echo.nc", ECHO)
    with project.extra("leads/3_echo", *(code or PAGE), source="real"):
        yield {"EO_DATA": str(project.keep("echo.nc", ECHO))}
    for path in project.root.glob("_build/runs/*/leads/3_echo*"):
        path.unlink()
    shutil.rmtree(project.root / "book/reference/pages", ignore_errors=True)


def outputs(project, name=PAGE_RUN):
    """Return what each code cell of an executed chapter shows, as text."""
    cells = nbformat.read(project.root / name, as_version=4).cells
    shown = [cell.outputs for cell in cells if cell.cell_type == "code"]
    return [json.dumps(each, ensure_ascii=False) for each in shown]


def test_a_page_of_real_data_is_run_once_and_is_the_same_in_both_editions(project):
    with page_of_real_data(project) as data:
        assert "leads/3_echo" in project.build(*IN_BOTH[0], **data)[0]
        assert "leads/3_echo" not in project.build(*IN_BOTH[1], **data)[0]
        for edition in runs.EDITIONS:
            assert project.metrics("leads/3_echo", "source", edition) == ["real"]
            assert project.metrics("leads/3_echo", "value", edition) == [len(ECHO)]
        assert "injected-parameters" not in project.read(PAGE_RUN)


def test_a_page_with_neither_files_nor_a_kept_run_fails_in_a_sentence(project):
    with page_of_real_data(project):
        words = project.build(*IN_BOTH[0], fails=True)[1]
        sentence = "leads/3_echo has no kept run to show without its files: leads/echo is"
        assert words.strip().splitlines()[-1].startswith(sentence)


KEEP = "import sys; from tools import kept; kept.keep(kept.Path(sys.argv[1]))"


def keep(project, data):
    """Run the page on its file, keep the run, and take it and the file away."""
    own = {"PYTHONPATH": str(project.root)} | data
    chapter = "notebooks/leads/3_echo.ipynb"
    assert project.run("tools.execute", chapter, "3_echo.ipynb", **data)[0] == 0
    executed = project.root / "_build/kept/leads/3_echo.ipynb"
    executed.parent.mkdir(parents=True, exist_ok=True)
    (project.root / "3_echo.ipynb").rename(executed)
    command = [sys.executable, "-c", KEEP, executed]
    subprocess.run(command, cwd=project.root, env=os.environ | own, check=True)
    return executed


def show(project, *given):
    """Run the page without its file; return what its cells show."""
    command = ["tools.execute", "notebooks/leads/3_echo.ipynb", "3_echo.ipynb", *given]
    status, words = project.run(*command)
    assert status == 0, words
    return outputs(project, "3_echo.ipynb")


def test_a_page_without_its_files_shows_its_kept_run(project):
    with page_of_real_data(project) as data:
        kept = keep(project, data)
        run, shown = outputs(project, kept), show(project)
        line = re.search(r"class=..source source-kept.*?</p>", shown[1])[0]
        assert re.search("shows the run of [0-9]+ [A-Z][a-z]+ 20.. on", line)
        assert "earlier version" not in line and "edited" not in line
        assert "public satellite files" in run[1]
        assert "public satellite files" not in shown[1]
        assert shown[3] == run[3] and '"text/plain": "7"' in shown[3]
        assert '"image/png": "iVBOR' in shown[4] and len(shown[4]) < len(run[4])
        metrics = report.read(project.root / "3_echo.ipynb")
        assert metrics == report.read(kept)
        assert [(m["value"], m["source"]) for m in metrics] == [(len(ECHO), "real")]


def test_a_page_is_run_when_its_files_come_and_both_editions_show_the_kept_run(project):
    with page_of_real_data(project) as data:
        status, said = project.run("tools.reference", "leads/3_echo", **data)
        assert said.strip().endswith("book/reference/pages/leads/3_echo.json"), said
        for edition in runs.EDITIONS:
            project.write(PAGE_RUN.replace("simulated", edition), "{}")
        words = [project.build(*build)[1] for build in IN_BOTH]
        assert ["shows the run that is kept" in said for said in words] == [True, False]
        assert [project.build(*build)[0] for build in IN_BOTH] == [set(), set()]
        for edition in runs.EDITIONS:
            assert project.metrics("leads/3_echo", "source", edition) == ["real"]
        status, said = project.run("tools.reference", "leads/3_echo")
        assert status == 1
        assert "leads/3_echo ran without its files: name their folder in EO_DATA." in said
        assert project.build(*IN_BOTH[0], **data)[0] == {"leads/3_echo"}
        assert "public satellite files" in outputs(project)[1]


def test_a_page_is_made_again_when_its_kept_run_or_the_code_of_that_changes(project):
    with page_of_real_data(project, START, SIZE + "\nfrom helpers import gamma") as data:
        keep(project, data)
        assert "leads/3_echo" in project.build(*IN_BOTH[0])[0]
        kept = json.loads(project.read("book/reference/pages/leads/3_echo.json"))
        kept["date"] = "2001-02-03"
        project.write("book/reference/pages/leads/3_echo.json", json.dumps(kept))
        assert project.build(*IN_BOTH[0])[0] == {"leads/3_echo"}
        assert "the run of 3 February 2001 on" in outputs(project)[1]
        assert "made by an earlier version of the code" not in outputs(project)[1]
        project.write("helpers/gamma.py", "EDITED = True")
        assert project.build(*IN_BOTH[0])[0] == {"leads/3_echo"}
        assert "made by an earlier version of the code" in outputs(project)[1]
        assert project.build(*IN_BOTH[0])[0] == set()


def test_cells_edited_since_show_nothing_and_the_numbers_in_the_text_stay(project):
    with page_of_real_data(project) as data:
        keep(project, data)
        edited = SIZE.replace("size =", "length = size =")
        project.chapter("leads/3_echo", START, edited, "size + 2", DRAW, source="real")
        shown = show(project)
        assert "2 cells were edited since then and left without results." in shown[1]
        assert shown[2] == shown[3] == "[]" and "image/png" in shown[4]
        (metric,) = report.read(project.root / "3_echo.ipynb")
        assert metric["value"] == len(ECHO)


def test_a_number_that_the_kept_run_lacks_is_a_dash_and_a_figure_keeps_its_label(project):
    with page_of_real_data(project) as data:
        keep(project, data)
        path = project.chapter("leads/3_echo", *PAGE, source="real")
        notebook = nbformat.read(path, as_version=4)
        text = (
            "{glue:text}`size` bytes, {glue:text}`news:s`, {glue:text}`../1.ipynb::far:s`"
        )
        notebook.cells.append(nbformat.v4.new_markdown_cell(text, id="new"))
        drawn = nbformat.v4.new_code_cell("drawn", id="figure")
        drawn.metadata["mystnb"] = {"figure": {"name": "fig-new", "caption": "New."}}
        notebook.cells.append(drawn)
        nbformat.write(notebook, path)
        shown = "".join(show(project))
        glued = set(re.findall(r'"scrapbook": {[^}]*"name": "(\w+)"', shown))
        assert glued == {"size", "news"}
        assert '"application/papermill.record/text/plain": "–"' in shown
        assert outputs(project, "3_echo.ipynb")[-1].count("image/png") == 1


def test_a_kept_run_is_not_shown_for_other_parameters(project):
    with page_of_real_data(project) as data:
        keep(project, data)
        command = ["tools.execute", "notebooks/leads/3_echo.ipynb", "3_echo.ipynb"]
        status, words = project.run(*command, "-p", "n_clusters", "3")
        assert status == 1
        assert "leads/3_echo needs its files to run with n_clusters=3: leads/echo" in words


@pytest.mark.parametrize("name", ["a b'$HOME", 'x"y;z', "{a}"])
def test_a_folder_of_any_name_builds_and_when_moved_runs_nothing(tmp_path, name):
    odd = tmp_path / name
    odd.mkdir()
    executed, _ = Project(odd).build("metrics")
    assert len(executed) == 3
    moved = tmp_path / "moved"
    odd.rename(moved)
    again = object.__new__(Project)
    again.root = moved
    assert again.build("metrics")[0] == set()


def test_a_sweep_gathers_one_row_per_point(project):
    sweep = [
        "sweep",
        "--config",
        "chapter=leads/2_second",
        "grid=n_clusters=2,5 width=0.25",
    ]
    _, words = project.build(*sweep)
    assert words.count("starts") == 2
    table = pd.read_csv(project.root / "_build/sweeps/leads/2_second.csv")
    assert table["n_clusters"].tolist() == table["clusters"].tolist() == [2, 5]
    assert table["width"].tolist() == [0.25, 0.25]
    assert project.build(*sweep)[1] == ""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["book", "--config", "source=reel"], "source is 'reel'"),
        (["book", "--config", "parameters=3"], "parameters is 3: write it like"),
        (["book", "--config", "parameters={leads/1_first: 3}"], "write it like"),
        (["sweep"], "Name the chapter"),
        (["sweep", "--config", "chapter=leads/9_no"], "There is no chapter 'leads/9_no'"),
    ],
)
def test_a_wrong_request_is_refused_in_words(project, arguments, sentence):
    executed, words = project.build(*arguments, fails=True)
    assert not executed
    assert sentence in words


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            ["n_cluster", "3"],
            "leads/2_second has no parameter 'n_cluster': give n_clusters.",
        ),
        (
            ["n_clusters", "3.5"],
            "takes int for 'n_clusters', not '3.5': give a value like 2.",
        ),
        (["width", "wide"], "takes float for 'width', not 'wide'"),
        (["width", "nan"], "takes float for 'width', not 'nan'"),
        (["plain", "maybe"], "takes bool for 'plain', not 'maybe'"),
    ],
)
def test_a_wrong_parameter_is_refused_before_anything_runs(project, given, sentence):
    out = project.root / "out.ipynb"
    notebook = "notebooks/leads/2_second.ipynb"
    status, words = project.run("tools.execute", notebook, "out.ipynb", "-p", *given)
    assert status == 1
    assert sentence in words.splitlines()[-1]
    assert not out.exists()


@pytest.mark.parametrize("content", ["<<<<<<< HEAD", "", "{}", "[]", '{"cells": 3}'])
def test_a_file_that_is_no_notebook_is_named(project, content):
    path = project.write("notebooks/clouds/1_conflict.ipynb", content)
    with pytest.raises(execute.ChapterFailed, match=r"1_conflict\.ipynb is no notebook; "):
        execute.execute(path, project.root / "out.ipynb", {}, None)
    path.unlink()


@pytest.mark.parametrize(
    ("notebook", "out", "sentence"),
    [
        ("nope", "out", "nope cannot be read: No such file or directory."),
        ("book", "out", "book cannot be read: Is a directory."),
        ("nope", "book", "cannot be written: book: Is a directory."),
        ("nope", "Snakefile/x", "cannot be written: Snakefile: File exists."),
        ("nope", "/proc/x", "No such file or directory."),
    ],
)
def test_files_that_cannot_be_read_or_written_are_named(project, notebook, out, sentence):
    status, words = project.run("tools.execute", notebook, out)
    assert status == 1
    assert words.splitlines()[-1].endswith(sentence)
    assert "Traceback" not in words


def test_an_empty_source_is_as_wrong_as_any_other(project):
    notebook = "notebooks/leads/2_second.ipynb"
    status, words = project.run("tools.execute", notebook, "out.ipynb", "--source", "")
    assert status == 1
    assert "BadInput: source='' is neither 'simulated' nor 'real'" in words
    assert "line" not in words  # a sentence has no traceback to tell one


def test_a_run_leaves_the_environment_as_it_was(project, monkeypatch):
    monkeypatch.setenv("EO_ASKED_SOURCE", "before")
    monkeypatch.setenv("PYTHONPATH", str(project.root))
    before, out = dict(os.environ), project.root / "out.ipynb"
    notebook = project.root / "notebooks/polder/1_third.ipynb"
    execute.execute(notebook, out, {"source": "real"}, execute.Narrator("third"))
    assert "asked for real" in out.read_text()
    assert dict(os.environ) == before


def test_only_parameters_other_than_the_defaults_are_put_into_the_page(project):
    command = ["tools.execute", "notebooks/leads/2_second.ipynb", "out.ipynb"]
    same = ["-p", "n_clusters", "2", "-p", "plain", "false", "-p", "width", "0.50"]
    assert project.run(*command, *same)[0] == 0
    assert "injected-parameters" not in project.read("out.ipynb")
    assert project.run(*command, *same, "-p", "plain", "true")[0] == 0
    cells = nbformat.reads(project.read("out.ipynb"), as_version=4).cells
    (injected,) = [c for c in cells if "injected-parameters" in c.metadata.get("tags", [])]
    assert injected.source.splitlines()[1:] == ["plain = True"]


def test_a_dying_kernel_is_a_failure_that_leaves_the_last_good_run(project):
    project.write("out.ipynb", "good")
    project.chapter("clouds/1_dies", "import os\nos._exit(1)")
    status, words = project.run(
        "tools.execute", "notebooks/clouds/1_dies.ipynb", "out.ipynb"
    )
    (project.root / "notebooks/clouds/1_dies.ipynb").unlink()
    assert status == 1
    assert "clouds/1_dies stopped: Kernel died" in words
    assert project.read("out.ipynb") == "good"
    assert not list(project.root.glob("*.tmp"))


def test_chapters_run_in_the_kernel_of_this_environment(project, tmp_path):
    project.chapter("clouds/1_where", "import sys\nprint(sys.prefix)")
    other = tmp_path / ".local/share/jupyter/kernels/python3/kernel.json"
    other.parent.mkdir(parents=True)
    wrong = {"argv": ["/bin/false"], "display_name": "Other", "language": "python"}
    other.write_text(json.dumps(wrong))
    notebook = project.root / "notebooks/clouds/1_where.ipynb"
    command = [sys.executable, "-m", "tools.execute", notebook, tmp_path / "out.ipynb"]
    subprocess.run(command, env=os.environ | {"HOME": str(tmp_path)}, check=True)
    notebook.unlink()
    assert sys.prefix in (tmp_path / "out.ipynb").read_text()


def test_chapters_are_listed_by_study_and_number(monkeypatch, tmp_path):
    monkeypatch.setattr(chapters, "ROOT", tmp_path)
    names = ["leads/10_b", "leads/2_a", "polder/1_c", "leads/Draft", "other/1_a"]
    for name in names:
        path = tmp_path / f"notebooks/{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    listed = [chapters.label(path) for path in chapters.listed()]
    assert listed == ["polder/1_c", "leads/2_a", "leads/10_b"]


@pytest.mark.parametrize("text", ["", "n_clusters", "n_clusters=", "n_clusters=2,", "=2"])
def test_a_grid_that_names_no_values_is_refused(text):
    with pytest.raises(ValueError, match="write it like"):
        runs.grid(text)


def test_a_grid_is_every_combination_under_names_that_a_file_can_have():
    points = runs.grid("seed=0,1 source=real,/a/b.nc")
    assert len(points) == 4
    assert {"seed": "1", "source": "/a/b.nc"} in points.values()
    assert not any(os.sep in name for name in points)
