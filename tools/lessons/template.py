"""Begin a chapter that keeps the lesson contract: ``make chapter STUDY=leads NAME=words``.

It writes the study's next pair of files from ``template.txt``, places for its three
questions, and a line in the table of contents. The page runs as it is, on the study's
simulated product: replace one part after the other.
"""

import re
import string
import sys
from pathlib import Path

from helpers.errors import BadInput
from tools import ROOT, chapters, pairs

TEMPLATE = Path(__file__).with_suffix(".txt")
WORDS = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# What a study's page reads first: `values`, an array with names for its dimensions.
READS = {
    "polder": {
        "product": "polder/grasp",
        "imports": "from helpers.polder import products",
        "opens": "values = products.open(path).NDVI",
        "what": "vegetation index",
    },
    "clouds": {
        "product": "clouds/scenes",
        "imports": "from helpers.clouds.products import scenes",
        "opens": "values = scenes.open(path)[0].image",
        "what": "brightness of a scene",
    },
    "leads": {
        "product": "leads/sentinel3",
        "imports": "from helpers.leads import products",
        "opens": "values = products.open(path).sigma0",
        "what": "backscatter (dB)",
    },
    "glaciers": {
        "product": "glaciers/cpazmal",
        "imports": "from helpers.glaciers.products import cpazmal",
        "opens": "polygon = cpazmal.groups(path).index[0]\n"
        'values = cpazmal.open(path, polygon, polarisation="HH").intensity[0]',
        "what": "intensity",
    },
}
QUESTION = """
[[{name}]]
text = "Ask for what the page has taught?"
choices = [
  {{ text = "A likely mistake.", why = "say what it overlooks." }},
  {{ text = "The right answer.", right = true, why = "say what it rests on." }},
]
"""


def begin(study, name):
    """Write a chapter's files and list it.

    Parameters
    ----------
    study : str
        One of the four.
    name : str
        Small words with underscores between them.

    Returns
    -------
    Path
        The text, ``notebooks/<study>/N_name.py``.

    Raises
    ------
    BadInput
        When there is no such study, or the name is no such words.
    """
    if study not in READS:
        raise BadInput(f"STUDY={study} is unknown: give one of {', '.join(READS)}.")
    if not WORDS.fullmatch(name):
        raise BadInput(f"NAME={name} is no name for a chapter: give one like some_words.")
    numbers = [chapters.number(path) for path in chapters.listed(study)]
    stem = f"{max(numbers, default=0) + 1}_{name}"
    text = ROOT / f"notebooks/{study}/{stem}.py"
    text.write_text(filled(study, stem, name), "utf-8")
    pairs.sync(text)
    ask(study, stem)
    enlist(study, stem)
    return text


def filled(study, stem, name):
    """Return the template with the study's product in it."""
    words = {"title": name.replace("_", " ").capitalize(), "chapter": f"{study}/{stem}"}
    words["slug"] = f"{study}-{name}".replace("_", "-")
    return string.Template(TEMPLATE.read_text("utf-8")).substitute(words | READS[study])


def ask(study, stem):
    """Add places for a chapter's three questions."""
    path = ROOT / f"helpers/{study}/questions.toml"
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text((before + 3 * QUESTION.format(name=stem)).lstrip("\n"), "utf-8")


def enlist(study, stem):
    """Add a chapter to the table of contents, below the study's others."""
    path = ROOT / chapters.CONTENTS
    lines = path.read_text("utf-8").splitlines()
    listed = [i for i, line in enumerate(lines) if f" notebooks/{study}/" in line]
    if not listed:
        raise BadInput(f"{chapters.CONTENTS} lists no chapter of {study}: add this one.")
    indent = lines[listed[-1]].partition("-")[0]
    lines.insert(listed[-1] + 1, f"{indent}- file: notebooks/{study}/{stem}.ipynb")
    path.write_text("\n".join(lines) + "\n", "utf-8")


def main(argv):
    """Begin the chapter that the command names; return the exit status."""
    try:
        if len(argv) != 2:
            raise BadInput("Give a study and a name: make chapter STUDY=leads NAME=words.")
        print(f"{begin(*argv).relative_to(ROOT)}: written; edit it, then run make pairs.")
    except BadInput as wrong:
        print(wrong)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
