"""Run one chapter: ``python -m tools.execute NOTEBOOK OUT --source S [-p name value]…``.

papermill runs it; what is added here is that a misspelt parameter is refused,
that progress is shown line by line (several chapters share one terminal), that
nothing half-written is left, and that a failure ends with what one has to know:
the chapter, the cell and the error.
"""

import argparse
import ast
import difflib
import errno
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

from helpers import parameters
from helpers.errors import BadInput
from helpers.files import replacing
from tools import ROOT, chapters, kept, records
from tools.narrator import Narrator

STARTS = 3
NOT_RUN = 3  # the exit status
NOT_HAD = ("AccountNeeded", "NotBrought")
NEVER_CAME = "Kernel died before replying to kernel_info"
FOLLOWED = ("follows", "this run")  # said by the recorder when it starts
RECORDER = Path(__file__).with_name("recorder.py")
ALWAYS = {"JUPYTER_PREFER_ENV_PATH": "1", "EO_BOOK": "1", "EO_RECORD_ROOT": str(ROOT)}


class ChapterFailed(Exception):
    """A chapter could not be run to its end; the message says where and why."""


class NoRealData(ChapterFailed):
    """A chapter was to run on real data or not at all, and they can't be had here."""


def execute(notebook, out, given, narrator, or_not=False):
    """Run a chapter and write the executed copy.

    Parameters
    ----------
    notebook, out : Path
        The chapter, and where its executed copy goes. When a cell fails nothing
        is written there: the copy, as far as it came, goes to
        ``<out>.failed.ipynb`` beside it.
    given : dict of str
        Parameters as text, by name. Those equal to the chapter's defaults are
        left out, so that the page has no cell of parameters without need.
    narrator : Narrator
    or_not : bool
        Where real data can't be had, don't run on others.

    Raises
    ------
    ChapterFailed
        With one sentence for a wrong parameter; with chapter, cell and error
        when a cell failed.
    """
    started, noted = time.time_ns(), set()
    try:
        executed = _run_wherever_data_are(notebook, given, narrator, noted, or_not)
    except PapermillExecutionError as error:
        _write(narrator.notebook, _beside(out, ".failed.ipynb"))
        raise ChapterFailed(_where_and_why(notebook, error)) from error
    except RuntimeError as error:  # nbclient's: the kernel died, or never answered
        _write(narrator.notebook, _beside(out, ".failed.ipynb"))
        raise ChapterFailed(f"{chapters.label(notebook)} stopped: {error}") from error
    record = records.make(chapters.label(notebook), given, noted, started)
    executed.metadata[records.KEY] = record
    _write(executed, out)


def _run_wherever_data_are(notebook, given, narrator, noted, or_not):
    """Run on real data; where they can't be had show the kept run, or simulated ones."""
    values, is_page = _parameters(notebook, given), kept.is_real(notebook)
    try:
        return _run(notebook, values, narrator, noted)
    except PapermillExecutionError as error:
        asked = given.get("source", "real" if is_page else "simulated")
        if error.ename not in NOT_HAD or asked != "real":
            raise
        if or_not:
            raise NoRealData(error.evalue) from None
        if is_page:
            return _show_kept(notebook, values, narrator, noted, error.evalue)
    narrator.say("real data can't be had here: runs on simulated data instead")
    # The chapter's banner reads it, so that the page says what was asked for.
    with patch.dict(os.environ, EO_ASKED_SOURCE="real"):
        instead = _parameters(notebook, given | {"source": "simulated"})
        return _run(notebook, instead, narrator, noted)


def _show_kept(notebook, values, narrator, noted, why):
    """Make a page of real data from its kept run, which has the chapter's defaults."""
    label = chapters.label(notebook)
    if kept.read(label) is None:
        raise ChapterFailed(f"{label} has no kept run to show without its files: {why}")
    if values:
        others = ", ".join(f"{name}={value!r}" for name, value in values.items())
        raise ChapterFailed(f"{label} needs its files to run with {others}: {why}")
    narrator.say("real data can't be had here: shows the run that is kept with the book")
    noted |= {("file", name) for name in kept.files(label)}
    return kept.show(notebook)


def _run(notebook, values, narrator, noted):
    """Run in this environment's kernel, whatever kernels or start-up files a user has."""
    with tempfile.TemporaryDirectory() as folder:
        start_up = Path(folder, "profile_default", "startup")
        start_up.mkdir(parents=True)
        shutil.copy(RECORDER, start_up)
        log = Path(folder, "read.jsonl")
        log.touch()
        try:
            own = {"IPYTHONDIR": folder, "EO_RECORD": str(log)}
            with patch.dict(os.environ, own | ALWAYS):
                return _start(notebook, values, narrator)
        finally:
            noted |= {tuple(json.loads(line)) for line in log.read_text().splitlines()}
            if FOLLOWED not in noted:
                raise ChapterFailed(f"What {notebook} reads could not be followed.")
            noted.discard(FOLLOWED)


def _start(notebook, values, narrator):
    for start in range(STARTS):
        try:
            return papermill.execute_notebook(
                notebook,
                None,
                parameters=values,
                engine_name="narrating",
                progress_bar=False,
                narrator=narrator,
                extra_arguments=["--log-level=CRITICAL"],
            )
        except RuntimeError as error:
            # Kernels that start side by side may choose the same free port; the
            # one that comes second dies before any cell has run.
            if NEVER_CAME not in str(error) or start + 1 == STARTS:
                raise


def _parameters(notebook, given):
    """Return the given parameters that differ from the defaults, typed."""
    try:
        chapters.read(notebook)
    except BadInput as wrong:
        raise ChapterFailed(str(wrong)) from None
    declared = papermill.inspect_notebook(notebook)
    try:
        typed = {name: _typed(name, text, declared) for name, text in given.items()}
    except ValueError as wrong:
        raise ChapterFailed(f"{chapters.label(notebook)} {wrong}") from None
    return {
        name: value
        for name, value in typed.items()
        if value != ast.literal_eval(declared[name]["default"])
    }


def _typed(name, text, declared):
    """Return the value that a text stands for, by the type its parameter declares."""
    if name not in declared:
        close = difflib.get_close_matches(name, declared, n=1) or declared
        raise ValueError(f"has no parameter {name!r}: give {' or '.join(close)}.")
    kind, default = declared[name]["inferred_type_name"], declared[name]["default"]
    try:
        return parameters.typed(kind, text)
    except ValueError:
        example = f"give a value like {default}"
        raise ValueError(f"takes {kind} for {name!r}, not {text!r}: {example}.") from None


def _where_and_why(notebook, error):
    number = _line_that_raised(error)
    cell = f"cell [{error.exec_count}]" + (f", line {number}" if number else "")
    lines = error.source.strip("\n").splitlines()
    return (
        f"{chapters.label(notebook)} failed in {cell}\n"
        f"    {lines[number - 1 if number else 0].strip()}\n"
        f"{error.ename}: {error.evalue}"
    )


def _line_that_raised(error):
    """Return the number of the cell's line that raised, or None: one sentence has none."""
    traceback = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback))
    places = re.findall(rf"Cell In\[{error.exec_count}\], line (\d+)", traceback)
    return int(places[-1]) if places else None


def _beside(out, ending):
    return out.with_name(out.stem + ending)


def _write(notebook, path):
    """Write a notebook beside its place, then put it there in one step."""
    with replacing(path) as beside:
        nbformat.write(notebook, beside)


def _arguments(argv):
    parser = argparse.ArgumentParser(prog="python -m tools.execute", description=__doc__)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--source", help="simulated, real, or a product's path")
    parser.add_argument("--or-not", action="store_true", help="real data or not at all")
    parser.add_argument(
        "-p", dest="given", nargs=2, action="append", default=[], metavar=("NAME", "VALUE")
    )
    arguments = parser.parse_args(argv)
    given = dict(arguments.given)
    if arguments.source is not None:
        given.setdefault("source", arguments.source)
    return arguments.notebook, arguments.out, given, arguments.or_not


def main(argv=None):
    """Run one chapter; return the exit status."""
    # Ctrl-C ends this at once and without many words; the kernel ends with it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    notebook, out, given, or_not = _arguments(argv)
    narrator = Narrator(_name(notebook, given))
    narrator.say("starts")
    try:
        _make_room(out)
    except OSError as error:
        narrator.say(f"cannot be written: {error.filename}: {error.strerror}.")
        return 1
    try:
        execute(notebook, out, given, narrator, or_not)
    except NoRealData as reason:
        narrator.say(f"is not run: {reason}")
        return NOT_RUN
    except ChapterFailed as failure:
        narrator.say(f"FAILED after {narrator.seconds}\n{failure}")
        _beside(out, ".log").write_text(f"{failure}\n", "utf-8")
        return 1
    narrator.say(f"done in {narrator.seconds}")
    return 0


def _make_room(out):
    """Make the folder of an executed copy, and take the last run's failure away."""
    if out.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), out)
    out.parent.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=out.parent).close()
    for ending in (".log", ".failed.ipynb"):
        _beside(out, ending).unlink(missing_ok=True)


def _name(notebook, given):
    """Return the chapter's name with what is unusual about this run."""
    unusual = [f"{k}={v}" for k, v in given.items() if (k, v) != ("source", "simulated")]
    return " ".join([chapters.label(notebook), *unusual])


if __name__ == "__main__":
    sys.exit(main())
