"""Build the book from the executed chapters: ``python -m tools.book --source simulated``.

Sphinx forgets the warnings of the pages that it does not read again, so a broken book
would fail once and then pass. The book is therefore always built in a fresh folder,
checked there, and swapped in by renaming: readers have the old book until the new one
is good.
"""

import argparse
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from importlib import resources
from pathlib import Path

import yaml
from tqdm import tqdm

from helpers import catalog
from helpers.errors import BadInput
from tools import ROOT, ages, chapters, kept, records, runs
from tools.book import api, editions, pages, results, staged
from tools.readers import notebooks as readers

API = "book/api"
STAGE = re.compile(r"(reading sources|writing output)\.\.\. *\[ *(\d+)%\]")
FAULT = re.compile(r"\b(WARNING|ERROR|CRITICAL|Exception|\w+Error:)")


def main():
    """Build one edition of the book; end with 1 and the reasons where it cannot be."""
    parser = argparse.ArgumentParser(prog="python -m tools.book", description=__doc__)
    parser.add_argument("--source", default="simulated", choices=["simulated", "real"])
    started = time.monotonic()
    try:
        built = build(parser.parse_args().source)
    except BadInput as reason:
        sys.exit(f"\n{reason}\n")
    print(f"{built.relative_to(ROOT) / 'index.html'}: {time.monotonic() - started:.0f} s")


def build(source, root=ROOT):
    """Build an edition of the book and swap it into place.

    Parameters
    ----------
    source : str
        The edition: which runs the chapters are taken from.
    root : Path
        The repository.

    Returns
    -------
    Path
        The folder of the built book.

    Raises
    ------
    helpers.errors.BadInput
        If a chapter has not been executed, or Sphinx or a check finds a fault. The
        book that was there before stays as it was.
    """
    final = root / runs.book(source)
    staging = root / "_build" / f".book-{source}"
    recover(final)
    shutil.rmtree(staging, ignore_errors=True)
    stage(source, root, staging)
    html = run_sphinx(staging)
    finish(html, root, source)
    refuse(pages.faults(html))
    swap(html, final)
    editions.write(editions.built(root))
    shutil.rmtree(staging)
    return final


def refuse(faults):
    """Raise an error that lists the faults, where there are any."""
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise BadInput(f"The book was not built, {len(faults)} to mend:\n{listed}")


# -- the folder that Jupyter Book builds from ------------------------------------------


def stage(source, root, staging):
    """Assemble the book's sources: prose, executed chapters, generated tables."""
    shutil.copytree(root / "book", staging / "book")
    for chapter in notebooks(root):
        executed = root / runs.RUNS / source / chapter.relative_to("notebooks")
        if not executed.exists():
            raise BadInput(
                f"{chapter} is in book/_toc.yml but was not executed on {source} data: "
                f"run `make book SOURCE={source}`, which does so first."
            )
        (staging / chapter).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(executed, staging / chapter)
        staged.prepare(staging / chapter, introduced(root).get(chapters.label(chapter), []))
    (staging / "book" / editions.LIST).write_text(editions.line(source, {}), "utf-8")
    write_config(source, root, staging)
    write_tables(source, root, staging)


@functools.cache
def introduced(root):
    """Return the helpers that each chapter introduces, where the book has their pages."""
    return api.introduced() if API in chapters.contents(root) else {}


def notebooks(root):
    """Return the chapters that the table of contents lists, as paths from the root."""
    names = [name for name in chapters.contents(root) if name.startswith("notebooks/")]
    return [Path(f"{name}.ipynb") for name in names]


def write_config(source, root, staging):
    """Write the book's settings with what is known only now."""
    config = yaml.safe_load((root / "_config.yml").read_text())
    address = repository(root)
    config["repository"]["url"] = address
    config["parse"]["myst_substitutions"] = {"repository": address, "edition": source}
    (staging / "_config.yml").write_text(yaml.safe_dump(config))


def repository(root=ROOT):
    """Return the repository's address, from the one place where it stands."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    return project["urls"]["Repository"]


def write_tables(source, root, staging):
    """Write the generated parts of the pages, which they include."""
    references = read_references(root)
    shown = kept_pages(source, root)
    earlier = {c for run in [*references.values(), *shown] for c in ages.older(run)}
    metrics = [m for run in references.values() for m in run["metrics"]]
    for run in dict.fromkeys(["simulated", source]):
        file = root / "_build/runs" / run / "metrics.json"
        metrics += json.loads(file.read_text()) if file.exists() else []
    generated = staging / "book/generated"
    generated.mkdir()
    (generated / "data.md").write_text(results.data(catalog.products(), catalog.files()))
    tables = results.results(metrics, titles(staging), earlier)
    (generated / "results.md").write_text(tables)
    (generated / "kept.md").write_text(results.kept(ages.kept()))
    for study in (api.SHARED, *chapters.STUDIES):
        (generated / f"api-{study}.md").write_text(api.page(study))
        text = results.real_run(references[study]) if study in references else ""
        (generated / f"{study}.md").write_text(text)


def kept_pages(source, root):
    """Return the kept runs that pages of this edition show, since their files lack."""
    executed = [
        root / runs.RUNS / source / c.relative_to("notebooks") for c in notebooks(root)
    ]
    made = {chapters.label(path): records.of(path) for path in executed}
    return [kept.read(name) for name, run in made.items() if run and kept.is_shown(run)]


def read_references(root):
    """Return the committed real runs by study."""
    files = sorted((root / "book/reference").glob("*/*.json"))  # not the sweeps', deeper
    return {file.stem: json.loads(file.read_text()) for file in files}


def titles(staging):
    """Return the title of each staged chapter by its name."""
    found = {}
    for path in sorted((staging / "notebooks").glob("*/*.ipynb")):
        cells = chapters.read(path).cells
        heading = re.search(r"^# (.+)$", cells[0].source, re.MULTILINE) if cells else None
        if heading:
            found[f"{path.parent.name}/{path.stem}"] = heading[1]
    return found


# -- Jupyter Book ----------------------------------------------------------------------


def run_sphinx(staging):
    """Run Jupyter Book on the staged sources; return the folder of its pages."""
    # Not by its script, whose first line cannot name every folder.
    program = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()"]
    command = [*program, "build", staging, "--toc", staging / "book/_toc.yml"]
    command += ["-W", "-n", "--keep-going"]
    # The extension of this book is found from the repository's root.
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, env=environment, **pipes) as process:
        lines = follow(process.stdout)
    if process.returncode:
        refuse(shortened(lines, staging))
    return staging / "_build/html"


def follow(stream):
    """Return the lines of a running build, with a bar that shows how far it is."""
    lines = []
    with tqdm(total=200, desc="the book", bar_format="{l_bar}{bar}| {elapsed}") as bar:
        for line in stream:
            lines.append(re.sub(r"\x1b\[[0-9;]*m", "", line).strip())
            at = STAGE.match(lines[-1])
            if at:
                done = int(at[2]) + 100 * (at[1] == "writing output")
                bar.update(done - bar.n)
    return lines


def shortened(lines, staging):
    """Return the faults among a failed build's lines, with paths as in the repository."""
    faults = [line for line in lines if FAULT.search(line)] or lines[-15:]
    faults = [line.replace(f"{staging}{os.sep}", "") for line in faults]
    return list(dict.fromkeys(faults))


# -- after Jupyter Book ----------------------------------------------------------------


def finish(html, root, source):
    """Give the download links the readers' notebooks, and make them downloads."""
    for chapter in notebooks(root):
        executed = root / runs.RUNS / source / chapter.relative_to("notebooks")
        readers.write(readers.reader(executed), html / "_sources" / chapter)
    for page in html.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        mended = re.sub(
            r'(<a href="[^"]*_sources/[^"]+") target="_blank"', r"\1 download", text
        )
        page.write_text(mended, encoding="utf-8")
        if 'src="plotly.min.js"' in text:
            provide_plotly(page.parent)


def provide_plotly(folder):
    """Put plotly's own script beside a page, whose interactive figures load it there."""
    script = resources.files("plotly").joinpath("package_data/plotly.min.js")
    (folder / "plotly.min.js").write_bytes(script.read_bytes())


def swap(new, final):
    """Put a new book in the place of the old one."""
    old = set_aside(final)
    if final.exists():
        final.rename(old)
    new.rename(final)
    shutil.rmtree(old, ignore_errors=True)


def recover(final):
    """Mend what a build that was killed while swapping has left."""
    old = set_aside(final)
    if old.exists() and not final.exists():
        old.rename(final)
    shutil.rmtree(old, ignore_errors=True)


def set_aside(final):
    """Return where the old book waits while the new one moves in."""
    return final.with_name(f".{final.name}-old")
