"""What the pages of the studies claim holds, and the solutions of exercises are right."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import ROOT, chapters, lessons
from tools.lessons import prose, summaries

RUNS = ROOT / "_build/runs/simulated"
PAGE = """# A study

## What the chapters found

- **One.** More than {glue:text}`../notebooks/sea/1_page.ipynb::a:s` in 2019.
  % holds: sea/1_page a > 3
- **Two.** Less.
  % holds: sea/1_page a < real:sea/1_page a

```{include} generated/sea.md
```
"""
METRICS = {("book", "sea/1_page", "a"): 4, ("real", "sea/1_page", "a"): 4.5}


@pytest.mark.parametrize("study", chapters.STUDIES)
def test_each_finding_says_what_must_hold_and_types_no_number(study):
    page = (ROOT / f"book/{study}.md").read_text("utf-8")
    broken = summaries.broken(page)
    assert not lessons.judged(f"book/{study}", broken, {"holds", "typed"})


@pytest.mark.slow
@pytest.mark.parametrize("study", chapters.STUDIES)
def test_what_the_findings_claim_holds(book, study):
    metrics = summaries.known()
    claims = summaries.claims((ROOT / f"book/{study}.md").read_text("utf-8"))
    wrong = [fault for claim in claims if (fault := summaries.judge(claim, metrics))]
    assert not wrong, "\n".join(wrong)


def executed(book):
    """Return the executed chapters of the book by their labels."""
    paths = [RUNS / chapters.label(p) for p in chapters.listed()]
    return {chapters.label(p): chapters.read(p.with_suffix(".ipynb")) for p in paths}


@pytest.mark.slow
def test_every_solution_is_right(book):
    wrong = [
        f"{label}: {cell.source.splitlines()[0]}"
        for label, notebook in executed(book).items()
        for cell in notebook.cells
        if "solution" in cell.metadata.get("tags", []) and not is_right(cell)
    ]
    assert not wrong, "\n".join(wrong)


def is_right(cell):
    """Tell whether a cell calls its answer right, and none wrong or missing."""
    said = [str(o.data.get("text/plain")) for o in cell.outputs if "data" in o]
    wrong = [text for text in said if text.startswith(("Not yet", "No answer yet"))]
    return "Right." in said and not wrong


@pytest.mark.parametrize(
    ("said", "right"),
    [
        (["Right."], True),
        (["Right.", "Not yet: no."], False),
        (["No answer yet"], False),
        ([], False),
    ],
)
def test_a_solution_is_right_when_it_says_so_and_nothing_else(said, right):
    outputs = [new_output("display_data", {"text/plain": text}) for text in said]
    assert is_right(new_code_cell(outputs=outputs)) == right


@pytest.mark.slow
def test_prose_shows_three_digits_at_most(book):
    wrong = []
    for label, notebook in executed(book).items():
        long = long_numbers(notebook)
        broken = {"digits": f"{', '.join(long)}: show three digits."} if long else {}
        wrong += lessons.judged(label, broken, {"digits"})
    assert not wrong, "\n".join(wrong)


def long_numbers(notebook):
    """Return the numbers of more than three digits that a run put into its prose."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    named = {n for cell in cells for n in re.findall(r"\{glue:\w+\}`(\w+)", cell.source)}
    outputs = [o for cell in notebook.cells for o in cell.get("outputs", [])]
    glued = [
        (o.metadata["scrapbook"], o.data)
        for o in outputs
        if "scrapbook" in o.get("metadata", {})
    ]
    texts = {m["name"]: " ".join(map(str, data.values())) for m, data in glued}
    return [
        f"{n} = {texts[n]}" for n in sorted(named & texts.keys()) if prose.long(texts[n])
    ]


def test_long_numbers_are_found_where_prose_takes_them():
    metadata = {"scrapbook": {"name": "a", "mime_prefix": "x/"}}
    output = new_output("display_data", {"x/text/plain": "12,195"}, metadata=metadata)
    cells = [new_code_cell(outputs=[output]), new_markdown_cell("{glue:text}`a` echoes")]
    assert long_numbers(new_notebook(cells=cells)) == ["a = 12,195"]
    assert long_numbers(new_notebook(cells=cells[:1])) == []


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("sea/1_page a > 3", None),
        ("sea/1_page a <= 4", None),
        ("0 < sea/1_page a", None),
        ("sea/1_page a < real:sea/1_page a", None),
        ("sea/1_page a > -1e-3", None),
        ("sea/1_page a > 4", "does not hold: the sides are 4 and 4"),
        ("real:sea/1_page a < sea/1_page a", "the sides are 4.5 and 4"),
        ("sea/1_page b > 3", "no run has a value of sea/1_page b"),
        ("air:sea/1_page a > 3", "no run has a value"),
        ("sea/1_page > 3", "as a number, or as study/N_name metric"),
        ("sea/1_page a = 4", "one of < > <= >="),
        ("1 < sea/1_page a < 5", "one of < > <= >="),
        ("", "one of < > <= >="),
    ],
)
def test_a_claim_is_judged_by_the_metrics(claim, wrong):
    found = summaries.judge(claim, METRICS)
    assert found is None if wrong is None else wrong in found


def test_findings_are_the_bullets_of_their_section():
    first, second = summaries.findings(PAGE)
    assert first.startswith("**One.**") and second.startswith("**Two.**")
    assert summaries.claims(second) == ["sea/1_page a < real:sea/1_page a"]
    assert summaries.broken(PAGE) == {}


@pytest.mark.parametrize(
    ("old", "new", "rule", "said"),
    [
        (summaries.HEADING, "## Findings", "holds", "no findings"),
        ("  % holds: sea/1_page a > 3\n", "", "holds", "below **One.**"),
        ("Less.", "Less than 12.", "typed", "12"),
    ],
)
def test_what_a_summary_lacks_is_said(old, new, rule, said):
    wrong = summaries.broken(PAGE.replace(old, new))
    assert list(wrong) == [rule] and said in wrong[rule]
