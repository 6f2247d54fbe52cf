"""The lesson contract: what each rule measures, and that the list of exceptions shrinks."""

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers import exercises
from tools import chapters, lessons
from tools.lessons import prose
from tools.lessons.contract import RULES, cells, draws

MODELS = ("leads/1_echoes", "polder/2_clusters")
FIGURE = {"figure": {"caption": "A map.", "name": "fig-a"}, "image": {"alt": "Ice, leads."}}


def text(words):
    return new_markdown_cell(words)


def code(source, *tags, **metadata):
    return new_code_cell(source, metadata={"tags": list(tags), **metadata})


def measure(rule, *content, **also):
    return RULES[rule].measure(cells(NotebookNode(cells=list(content))), **also)


def keeps(rule, *content, **also):
    return RULES[rule].keeps(measure(rule, *content, **also))


def test_every_chapter_keeps_the_contract_or_is_excused():
    assert lessons.faults() == []


@pytest.mark.parametrize("model", MODELS)
def test_the_models_are_not_excused(model):
    assert model not in lessons.exceptions()


def test_words_are_those_of_text_cells():
    assert measure("words", text("# Two words"), code("one = 1  # two")) == 3
    assert keeps("words", text("word " * 1500)) and not keeps("words", text("word " * 1501))


def test_lines_of_code_leave_out_comments_empty_lines_and_commands():
    page = code("# why\n\na = 1\n%matplotlib inline\n  # more\nb = 2\n!ls")
    assert measure("code", page) == 2
    assert keeps("code", code("a = 1\n" * 160)) and not keeps("code", code("a = 1\n" * 161))


@pytest.mark.parametrize("tag", ["hide-input", "hide-cell", "remove-cell", "remove-input"])
def test_folded_and_removed_lines_are_not_shown(tag):
    assert measure("shown", code("a = 1\n" * 3), code("b = 1\n" * 2, tag)) == 60
    assert keeps("shown", code("a = 1\n" * 3), code("b = 1\n" * 2, tag))
    assert not keeps("shown", code("a = 1"), code("b = 1", tag))


def test_nine_cells_in_ten_are_small():
    small, large = [code("a = 1\n" * 10)], [code("a = 1\n" * 30)]
    assert keeps("cells", *small * 9, *large)
    assert not keeps("cells", *small * 8, *large * 2)


def test_a_line_of_89_characters_is_too_wide():
    assert keeps("width", code("a" * 88)) and not keeps("width", code("a = 1\n" + "a" * 89))


def test_branches_that_ask_for_the_edition_are_counted():
    asks = 'if source == "real":\n    a = 1\nb = 1 if "rip" in ds else 2\nif have_b: b = 2'
    other = "if n > 3:\n    n = 3\nc = 1 if resource else 2"
    assert measure("branches", code(asks)) == 3
    assert measure("branches", code(other)) == 0


def test_prose_in_strings_is_counted_in_words():
    assert measure("strings", code(f'a = "{"word " * 13}"\nb = "a short label"')) == 13


def test_a_name_that_only_removed_code_makes_is_lost():
    removed = code("table = 1\nkept = 2", "remove-cell")
    shown = code("kept = 3\nkept, table, len")
    assert measure("names", removed, shown) == ["table"]
    assert measure("names", code("table = 1", "hide-input"), removed, shown) == []
    assert measure("names", removed, code("table", "hide-input")) == []


def test_removed_code_makes_no_name():
    makes = code("import numpy as np\na = 1\n\ndef f(): pass", "remove-cell")
    records = code(
        "for name in [x for x in 'ab']:\n    report.metric(name, 1)", "remove-cell"
    )
    assert measure("removed", makes) == ["a", "f", "np"]
    assert keeps("removed", records) and keeps("removed", code("a = 1", "hide-input"))


def test_numbers_are_glued_or_typed_in_prose():
    typed_and_glued = text("one {glue:text}`a` three 4 five")
    assert measure("numbers", typed_and_glued) == 40
    hidden = text("In 2019, Sentinel-3: $x = 3$, `n = 4`, {cite}`laxon2013`\n\n1. one")
    assert measure("numbers", hidden) == 0


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("of 0.8898", ["0.8898"]),
        ("12.5 % of them, 3% of those", ["12.5 %", "3%"]),
        ("12,195 echoes", ["12,195"]),
        ("an interval of 95 %", []),
        ("a step of 0.47 m, at 13.6 GHz, 1.5°", []),
        ('they printed "0.8898"', []),
        ("6 clusters in 2019", []),
        ("`0.05` or $0.05$", []),
        (":::{note}\n0.5\n:::", ["0.5"]),
    ],
)
def test_a_typed_result_is_found(written, found):
    assert prose.results(written) == found
    assert measure("typed", text(written)) == found


STARTER = code("answer = ...  # how many")
CHECK = code("exercises.check(answer, 3)", "hide-input", "check")
SOLUTION = code("answer = 3\nexercises.check(answer, 3)", "hide-cell", "solution")


@pytest.mark.parametrize(
    ("content", "complete"),
    [
        ((STARTER, CHECK, SOLUTION), True),
        ((STARTER, CHECK, text("More."), SOLUTION, STARTER, CHECK, SOLUTION), True),
        ((), False),
        ((STARTER, CHECK), False),
        ((STARTER, SOLUTION, CHECK), False),
        ((CHECK, SOLUTION), False),
        ((STARTER, CHECK, SOLUTION, STARTER), False),
        ((STARTER, code(CHECK.source, "check"), SOLUTION), False),
        ((STARTER, CHECK, code(SOLUTION.source, "solution")), False),
        ((STARTER, CHECK, code("answer = 3", "hide-cell", "solution")), False),
    ],
)
def test_an_exercise_has_a_starter_a_check_and_a_solution(content, complete):
    assert keeps("exercises", *content) == complete


def test_questions_are_asked_of_the_own_chapter(monkeypatch):
    monkeypatch.setattr(exercises, "kept", lambda label: [])
    page = [code('exercises.questions("sea/1_page")')]
    assert keeps("questions", *page, label="sea/1_page")
    assert not keeps("questions", *page, label="sea/2_page")


def test_questions_that_are_not_kept_are_a_fault():
    page = [code('exercises.questions("sea/1_page")')]
    assert (
        "helpers/sea/questions.toml" in measure("questions", *page, label="sea/1_page")[0]
    )


@pytest.mark.parametrize("source", ["plt.show()", "a = 1\nfigures.gallery(ds)"])
def test_a_figure_has_a_caption_a_name_and_alt_text(source):
    assert keeps("figures", code(source, mystnb=FIGURE))
    assert measure("figures", code(source)) == [
        "figure 1 without caption",
        "figure 1 without name",
        "figure 1 without alt",
    ]
    silent = FIGURE | {"image": {}}
    assert measure("figures", code(source, mystnb=silent)) == ["figure 1 without alt"]
    again = FIGURE | {"image": {"alt": "A map."}}
    assert "repeats the caption" in measure("figures", code(source, mystnb=again))[0]


def test_what_ends_in_no_drawing_is_no_figure():
    drawings = cells(
        new_notebook(cells=[code(s) for s in ("figures.a(1)\nb", "", "plt.x()")])
    )
    assert not any(map(draws, drawings))


def test_a_parameter_that_is_a_number_has_a_range():
    bare = code("seed: int = 0  # of every draw", "parameters")
    whole = code("n: int = 2  # [2, 12] number\nsource: str = 'a'  # words", "parameters")
    assert measure("parameters", bare) == ["seed"]
    assert keeps("parameters", whole)


def test_a_broken_rule_is_a_fault_unless_it_is_listed():
    broken = {"words": "too many."}
    assert lessons.judged("sea/1_page", broken, RULES, {}) == ["sea/1_page: too many."]
    assert lessons.judged("sea/1_page", broken, RULES, {"sea/1_page": ["words"]}) == []


def test_a_listed_rule_that_is_kept_is_a_fault():
    found = lessons.judged("sea/1_page", {}, RULES, {"sea/1_page": ["words", "screens"]})
    assert found == [
        "sea/1_page keeps 'words' now: take it off tools/lessons/exceptions.toml."
    ]


def test_the_list_names_only_what_there_is():
    listed = {"sea/1_page": ["words"], "book/polder": ["beauty"]}
    found = lessons.strangers(listed)
    assert "there is no sea/1_page" in found[0] and "'beauty'" in found[1]


def test_the_table_has_a_row_for_each_chapter_and_marks_what_is_broken():
    page = new_notebook(cells=[text("word " * 1501)])
    row = lessons.measured(page, "sea/1_page")
    *_, last = lessons.table({"sea/1_page": row})
    assert last.startswith("sea/1_page") and "1501!" in last


def test_every_chapter_is_measured():
    path = chapters.listed()[0]
    figures = lessons.measured(nbformat.read(path, 4), chapters.label(path))
    assert figures.keys() == RULES.keys()
