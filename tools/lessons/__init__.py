"""The lesson contract: ``python -m tools.lessons [CHAPTER]`` prints what chapters measure.

A table has a row for each chapter and a column for each rule; ``!`` marks what breaks one.
A chapter may break only the rules that ``exceptions.toml`` lists for it, and the list
may name only rules that are broken: it can but shrink. What needs a built book (how many
screens a page fills, how many digits a glued number has, whether a summary holds) is
measured in its tests, with the same list.
"""

import tomllib

from tools import ROOT, chapters
from tools.lessons.contract import RULES, cells

EXCEPTIONS = ROOT / "tools/lessons/exceptions.toml"
ELSEWHERE = {"screens", "digits", "holds"}
MOST_SCREENS = 18


def measured(notebook, label):
    """Return a chapter's figures by the rules' names."""
    page = cells(notebook)
    return {
        name: rule.measure(page, label) if name == "questions" else rule.measure(page)
        for name, rule in RULES.items()
    }


def exceptions():
    """Return which rules a chapter may still break: ``{chapter: [rules]}``."""
    return tomllib.loads(EXCEPTIONS.read_text("utf-8"))


def judged(label, broken, among, allowed=None):
    """Return faults: rules that are broken but not listed, or listed but kept.

    Parameters
    ----------
    label : str
        The chapter or page.
    broken : dict of str
        What is wrong, by rule.
    among : collection of str
        The rules that were looked at.
    allowed : dict, optional
        As from `exceptions`, the default.
    """
    listed = (exceptions() if allowed is None else allowed).get(label, [])
    found = [f"{label}: {wrong}" for rule, wrong in broken.items() if rule not in listed]
    kept = [rule for rule in listed if rule in among and rule not in broken]
    place = EXCEPTIONS.relative_to(ROOT)
    return found + [f"{label} keeps {r!r} now: take it off {place}." for r in kept]


def broken(figures):
    """Return a sentence for each rule that a chapter's figures break."""
    wrong = {n: RULES[n] for n, figure in figures.items() if not RULES[n].keeps(figure)}
    return {name: sentence(rule, figures[name]) for name, rule in wrong.items()}


def sentence(rule, figure):
    """Say what is too much, and what to do."""
    if isinstance(figure, list):
        return f"{rule.heading}: {', '.join(figure)}: {rule.advice}."
    limit = f"at least {-rule.most}" if rule.most < 0 else f"at most {rule.most}"
    return f"{rule.heading} {figure}, {limit}: {rule.advice}."


def strangers(listed):
    """Return what a list of exceptions names that there is not."""
    place, rules = EXCEPTIONS.relative_to(ROOT), RULES.keys() | ELSEWHERE
    known = {chapters.label(path) for path in chapters.listed()}
    known |= {f"book/{study}" for study in chapters.STUDIES}
    found = [f"{place}: there is no {label}." for label in listed if label not in known]
    for label, names in listed.items():
        found += [
            f"{place}: {label}: no rule {name!r}." for name in names if name not in rules
        ]
    return found


def table(rows):
    """Return the chapters' figures as lines of text."""
    heads = [["chapter"], *(rule.heading.split() for rule in RULES.values())]
    height = max(map(len, heads))
    tops = zip(*([""] * (height - len(head)) + head for head in heads), strict=True)
    body = [(label, *map(shown_as, row, row.values())) for label, row in rows.items()]
    lines = [*tops, *body]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        first.ljust(widths[0])
        + "".join(map(str.rjust, others, (w + 2 for w in widths[1:])))
        for first, *others in lines
    ]


def shown_as(name, figure):
    """Write a figure, with a mark where it breaks its rule."""
    text = str(len(figure)) if isinstance(figure, list) else str(figure)
    return text + (" " if RULES[name].keeps(figure) else "!")


def faults(rows=None):
    """Return a sentence for each rule that is broken, and for each needless exception."""
    rows = figures() if rows is None else rows
    found = strangers(exceptions())
    for label, row in rows.items():
        found += judged(label, broken(row), RULES)
    return found


def figures(wanted=()):
    """Return the figures of chapters, by default of all."""
    paths = {chapters.label(path): path for path in chapters.listed()}
    return {
        label: measured(chapters.read(path), label)
        for label, path in paths.items()
        if not wanted or label in wanted
    }


def main(argv=()):
    """Print the table and the faults; return the exit status."""
    rows = figures(argv)
    if not rows:
        print(f"There is no chapter {' '.join(argv)}: name one like leads/1_echoes.")
        return 1
    print("\n".join(table(rows)), end="\n\n")
    found = faults(rows)
    print("\n".join(found) or "Every chapter keeps the lesson contract, or is excused.")
    return bool(found)
