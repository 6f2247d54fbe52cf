"""Put both editions into one site: ``python -m tools.book.site``.

The simulated edition lies at the top, the real one in a folder of its own.
"""

import shutil
import sys

from helpers.errors import BadInput
from helpers.files import replacing
from tools import ROOT, runs
from tools.book import editions

SITE = "_build/site"


def assemble(root=ROOT):
    """Copy the built editions into one folder, and have their pages lead to each other.

    Parameters
    ----------
    root : Path
        The repository.

    Returns
    -------
    Path
        The folder, which can be published at any address.

    Raises
    ------
    helpers.errors.BadInput
        If an edition is not built.
    """
    folders, site = editions.built(root), root / SITE
    for name in runs.EDITIONS:
        if name not in folders:
            made_by = editions.command(name)
            raise BadInput(f"The {name} edition is not built: run {made_by} first.")
    with replacing(site) as beside:
        first, *others = runs.EDITIONS
        places = {first: beside} | {name: beside / name for name in others}
        for name, place in places.items():
            shutil.copytree(folders[name], place, ignore=shutil.ignore_patterns(".built"))
        editions.write(places)
    return site


if __name__ == "__main__":
    try:
        print(assemble())
    except BadInput as reason:
        sys.exit(str(reason))
