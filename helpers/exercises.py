"""What a chapter asks its reader: exercises with a check, questions that mark themselves.

Both show plain HTML with its style beside it and no script, so that they work in the
built book, from a disk without a network, in JupyterLab and in Colab.
"""

import html
import math
import re
import tomllib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from numbers import Number
from pathlib import Path

import numpy as np
from IPython.display import HTML, display

from helpers.errors import BadInput

# Colours of the edge only, between dark and light: text keeps the colour of the page.
EDGES = {"open": "#8a8a8a", "right": "#1a936f", "wrong": "#d1495b"}
STYLE = """<style>
.question {border: 1px solid #8a8a8a; border-radius: .4rem; margin: 0 0 1rem; min-width: 0;
  padding: .6rem 1rem 1rem}
.question legend {float: left; font-size: inherit; font-weight: 600; margin: 0; padding: 0;
  width: 100%}
.question legend + * {clear: both}
.question label {cursor: pointer}
.question .choice {display: grid; gap: 0 .5rem; grid-template-columns: auto 1fr;
  padding-top: .5rem}
.question input {align-self: start; margin: .3rem 0 0}
.question p {border-left: .25rem solid; display: none; grid-column: 2; margin: .2rem 0;
  padding: .1rem .7rem}
.question input:checked ~ p {display: block}
</style>"""


def check(answer, expected, *, tolerance: float | None = None, hint: str = ""):
    """Say whether the answer to an exercise is right.

    Parameters
    ----------
    answer : object
        The reader's; ``...`` as long as there is none.
    expected : object
        The right one. Numbers are compared within the tolerance, also inside arrays,
        tables, lists and dictionaries; words without regard to case; sets as sets.
    tolerance : float, optional
        By how much a number may differ; by default a millionth of its size.
    hint : str
        What helps a reader whose answer is wrong.

    Examples
    --------
    >>> check(..., 4)
    No answer yet: put one in place of the dots.
    >>> check(2 + 2, 4)
    Right.
    >>> check(5, 4, hint="Count again.")
    Not yet: Count again.
    """
    if answer is ...:
        verdict = _Verdict("open", "No answer yet: put one in place of the dots.")
    elif _safely_equal(answer, expected, tolerance):
        verdict = _Verdict("right", "Right.")
    else:
        verdict = _Verdict("wrong", f"Not yet: {hint}" if hint else "Not yet.")
    display(verdict)


class _Verdict:
    """A line that a page shows as HTML and everything else as text."""

    def __init__(self, kind, text):
        self.kind, self.text = kind, text

    def __repr__(self):
        return self.text

    def _repr_html_(self):
        style = f"border-left: .25rem solid {EDGES[self.kind]}; padding: .1rem .7rem"
        text = html.escape(self.text)
        return f'<p class="exercise {self.kind}" style="{style}">{text}</p>'


def _safely_equal(answer, expected, tolerance):
    """Compare; what cannot be compared is not equal."""
    try:
        return bool(_equal(answer, expected, tolerance))
    except Exception:  # whatever a reader's object does, the reader is told "Not yet"
        return False


def _equal(answer, expected, tolerance):
    if isinstance(expected, str):
        return answer.strip().casefold() == expected.strip().casefold()
    if isinstance(expected, bool | np.bool_):
        return isinstance(answer, bool | np.bool_) and answer == expected
    if isinstance(expected, Number):
        return _close(_number(answer), expected, tolerance)
    if isinstance(expected, Mapping):
        same = answer.keys() == expected.keys()
        return same and all(_equal(answer[k], expected[k], tolerance) for k in expected)
    if isinstance(expected, list | tuple):
        parts = list(answer)
        pairs = zip(parts, expected, strict=True)
        return not isinstance(answer, str) and all(_equal(*p, tolerance) for p in pairs)
    if expected is None or isinstance(expected, AbstractSet):
        return answer == expected
    return _equal_arrays(np.asarray(answer), np.asarray(expected), tolerance)


def _number(answer):
    """Return a number from one in any packing, such as an array of one element."""
    value = answer.item() if np.ndim(answer) == 0 and hasattr(answer, "item") else answer
    if isinstance(value, bool) or not isinstance(value, Number):
        raise TypeError
    return value


def _close(answer, expected, tolerance):
    if expected != expected:
        return answer != answer
    if tolerance is None:
        return math.isclose(answer, expected, rel_tol=1e-6, abs_tol=1e-12)
    return abs(answer - expected) <= tolerance


def _equal_arrays(answer, expected, tolerance):
    if answer.shape != expected.shape:
        return False
    if expected.dtype.kind not in "iufc":
        return np.array_equal(answer, expected)
    limits = (
        {"rtol": 1e-6, "atol": 1e-12}
        if tolerance is None
        else {"rtol": 0, "atol": tolerance}
    )
    return np.allclose(answer, expected, equal_nan=True, **limits)


def questions(chapter: str) -> HTML:
    """Show the three questions of a chapter, which mark themselves.

    They are kept in ``helpers/<study>/questions.toml``, as tables named like the chapter's
    file: each has a ``text`` and two to four ``choices``, each choice a ``text`` and a
    ``why``, and one choice ``right = true``. Words between backticks are shown as code.

    Parameters
    ----------
    chapter : str
        ``study/N_name``.

    Returns
    -------
    IPython.display.HTML

    Raises
    ------
    BadInput
        When there are no such questions, or a question is not as described above.
    """
    asked = kept(chapter)
    fields = [_field(f"{chapter}/{i}", i, q) for i, q in enumerate(asked, 1)]
    return HTML(STYLE + "".join(fields))


def kept(chapter: str) -> list[dict]:
    """Give the questions of a chapter as they are kept, checked.

    Parameters
    ----------
    chapter : str
        ``study/N_name``.

    Raises
    ------
    BadInput
        When there are no such questions, or a question is not as it should be.
    """
    study, _, name = chapter.partition("/")
    path = Path(__file__).parent / study / "questions.toml"
    try:
        asked = tomllib.loads(path.read_text("utf-8")).get(name, [])
    except (OSError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise BadInput(f"helpers/{study}/questions.toml: {reason}: mend it.") from None
    if not isinstance(asked, list) or len(asked) != 3:
        raise BadInput(
            f"helpers/{study}/questions.toml needs three tables [[{name}]]: write them."
        )
    for i, question in enumerate(asked, 1):
        if fault := _fault(question):
            raise BadInput(f"Question {i} of {chapter} {fault}.")
    return asked


def _fault(question):
    """Return what is wrong with a question, or None."""
    choices = question.get("choices", [])
    if not _worded(question, "text"):
        return "has no text: give it one"
    if not 2 <= len(choices) <= 4:
        return f"has {len(choices)} choices: give it two to four"
    if not all(_worded(c, "text") and _worded(c, "why") for c in choices):
        return "has a choice without a text or a why: give each both"
    right = [c for c in choices if c.get("right") is True]
    return None if len(right) == 1 else f"has {len(right)} right choices: mark one"


def _worded(table, key):
    return isinstance(table.get(key), str) and bool(table[key].strip())


def _field(place, number, question):
    """Return a question as HTML; the place makes its ids different from all others."""
    name = "question-" + re.sub(r"\W+", "-", place)
    choices = "".join(
        _choice(name, f"{name}-{i}", choice) for i, choice in enumerate(question["choices"])
    )
    legend = f"<legend>{number}. {_shown(question['text'])}</legend>"
    return f'<fieldset class="question">{legend}{choices}</fieldset>'


def _choice(name, identity, choice):
    kind, verdict = ("right", "Right: ") if choice.get("right") else ("wrong", "Not yet: ")
    return (
        f'<div class="choice"><input type="radio" name="{name}" id="{identity}">'
        f'<label for="{identity}">{_shown(choice["text"])}</label>'
        f'<p class="{kind}" style="border-color: {EDGES[kind]}">'
        f"{verdict}{_shown(choice['why'])}</p></div>"
    )


def _shown(text):
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
