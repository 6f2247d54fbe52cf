"""Exercises say right or wrong and never fail; questions mark themselves in a browser."""

import re

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from IPython.utils.capture import capture_output

from helpers import exercises
from helpers.errors import BadInput

GOOD = """
[[1_page]]
text = "Which is `even` & small?"
choices = [
  { text = "one", why = "One is odd." },
  { text = "two", why = "Two halves of one.", right = true },
]
"""


def verdict(answer, expected, **options):
    with capture_output() as shown:
        exercises.check(answer, expected, **options)
    return shown.stdout.strip()


def is_right(answer, expected, **options):
    return verdict(answer, expected, **options) == "Right."


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (3, 3),
        (np.float32(0.5), 0.5),
        (np.array(4), 4),
        (0.1 + 0.2, 0.3),
        (float("nan"), float("nan")),
        (" Lead", "lead"),
        (True, np.bool_(True)),
        ({1, 2}, {2, 1}),
        ([1, 2.0], (1, 2)),
        (np.arange(3), [0, 1, 2]),
        ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4]])),
        (xr.DataArray([1, np.nan]), np.array([1, np.nan])),
        (pd.Series(["ice", "lead"]), pd.Series(["ice", "lead"], index=[5, 6])),
        ({"ice": 1.0}, {"ice": 1}),
        (None, None),
    ],
)
def test_what_is_equal_is_right(answer, expected):
    assert is_right(answer, expected)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (4, 3),
        ("3", 3),
        (True, 1),
        (1, True),
        (None, 3),
        (3, "three"),
        ([3], 3),
        ([1, 2], [1, 2, 3]),
        ("ab", ["a", "b"]),
        ([2, 1], [1, 2]),
        ({1}, {1, 2}),
        (np.arange(4), np.arange(3)),
        ("text", np.arange(3)),
        ([[1], [2, 3]], np.arange(2)),
        ({"ice": 1}, {"ice": 1, "lead": 2}),
        (len, 3),
        (float("nan"), 3),
        (3, float("nan")),
    ],
)
def test_what_differs_or_is_of_another_kind_is_not_yet_right(answer, expected):
    assert verdict(answer, expected, hint="Look again.") == "Not yet: Look again."


def test_tolerance_is_how_far_a_number_may_lie_off():
    assert is_right(0.52, 0.5, tolerance=0.03)
    assert is_right([0.52, 1], [0.5, 1], tolerance=0.03)
    assert is_right(np.array([0.52]), np.array([0.5]), tolerance=0.03)
    assert not is_right(0.54, 0.5, tolerance=0.03)
    assert not is_right(np.array([0.54]), np.array([0.5]), tolerance=0.03)


def test_dots_are_no_answer_yet_even_where_dots_are_expected():
    assert verdict(..., ...).startswith("No answer yet")


def test_an_answer_that_fails_when_it_is_compared_is_not_yet_right():
    class Odd:
        def __array__(self, *_, **__):
            raise RuntimeError

        __eq__ = __array__

    assert verdict(Odd(), np.arange(3)) == "Not yet."


def test_verdict_is_escaped_in_a_page():
    shown = exercises._Verdict("wrong", "Not yet: is a < b?")._repr_html_()
    assert 'class="exercise wrong"' in shown and "a &lt; b" in shown


@pytest.fixture
def study(tmp_path, monkeypatch):
    """Give a function that writes the questions of a study called sea."""
    monkeypatch.setattr(exercises, "__file__", str(tmp_path / "exercises.py"))
    (tmp_path / "sea").mkdir()
    return lambda text: (tmp_path / "sea/questions.toml").write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", r"needs three tables \[\[1_page\]\]"),
        (GOOD * 2, "needs three tables"),
        (GOOD * 2 + "[[1_page]]\n", "Question 3 of sea/1_page has no text"),
        (GOOD * 2 + '[[1_page]]\ntext = "?"\nchoices = []\n', "Question 3 .* 0 choices"),
        (GOOD.replace("One is odd.", " ") * 3, "Question 1 .* without a text or a why"),
        (GOOD.replace(", right = true", "") * 3, "Question 1 .* 0 right choices"),
        (
            GOOD.replace("odd.", "odd.', right = true, x = '").replace('"', "'") * 3,
            "2 right",
        ),
        ("[[1_page]", "mend it"),
    ],
)
def test_bad_questions_are_refused_in_a_sentence(study, text, complaint):
    study(text)
    with pytest.raises(BadInput, match=complaint):
        exercises.questions("sea/1_page")


def test_a_study_without_questions_is_named(study):
    with pytest.raises(BadInput, match=r"helpers/air/questions\.toml: No such file"):
        exercises.questions("air/1_page")


def test_ids_are_unique_on_a_page_of_two_chapters(study):
    study(GOOD * 3 + GOOD.replace("1_page", "2_page") * 3)
    shown = "".join(exercises.questions(f"sea/{n}_page").data for n in (1, 2))
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids)) == 12
    assert set(ids) == set(re.findall(r' for="([^"]+)"', shown))


def test_choosing_an_answer_in_a_browser_reveals_why(study, browser):
    study(GOOD * 3)
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content(exercises.questions("sea/1_page").data)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    question = page.get_by_role("group", name="2. Which is even & small?")
    seen = page.locator(".question p:visible")
    assert seen.count() == 0
    question.get_by_label("one").check()
    assert seen.all_inner_texts() == ["Not yet: One is odd."]
    question.get_by_label("two").check()
    assert seen.all_inner_texts() == ["Right: Two halves of one."]
    page.close()
