"""``python -m helpers data list | fetch NAME… | verify``."""

import argparse
import sys

import pandas as pd

from helpers import catalog, downloads
from helpers.errors import BadInput


def main(arguments=None):
    """Run the command line; the exit code is 2 for bad input, 1 for a wrong file."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if "run" not in options:
        getattr(options, "help", parser).print_help()
        return 0
    try:
        return options.run(options) or 0
    except BadInput as refusal:
        print(refusal, file=sys.stderr)
        return 2


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m helpers", description="Unsupervised Earth"
    )
    data = parser.add_subparsers().add_parser("data", help="the data sets of the studies")
    data.set_defaults(help=data)
    commands = data.add_subparsers()
    commands.add_parser("list", help="what exists, and what is here").set_defaults(run=show)
    fetch = commands.add_parser("fetch", help="get real products")
    fetch.add_argument(
        "names",
        nargs="+",
        metavar="NAME",
        help="a product such as leads/cryosat2, or a study: all its open products",
    )
    fetch.set_defaults(run=get)
    commands.add_parser("verify", help="check the hash of all that is here").set_defaults(
        run=verify
    )
    return parser


def show(_):
    """Print a table of all products."""
    rows = {name: _row(name, entry) for name, entry in catalog.products().items()}
    print(pd.DataFrame.from_dict(rows, orient="index").to_string())


def _row(name, entry):
    files = catalog.files(name)
    return {
        "files": len(files),
        "MB": round(sum(file.get("bytes", 0) for file in files) / 1e6, 1),
        "real": _place(name, files),
        "simulated": "yes" if "simulated" in entry else "no",
        "licence": entry["licence"],
    }


def _place(name, files):
    """Say where the files of a product are, or whose account it needs."""
    if not files:
        account = catalog.products()[name].get("account")
        return f"needs account ({account})" if account else "by hand"
    here = {_where(file) for file in files}
    return here.pop() if len(here) == 1 else "partly here"


def _where(file):
    if downloads.in_data(file):
        return "in EO_DATA"
    return "in cache" if downloads.local(file) else "not here"


def get(options):
    """Fetch products, or all open ones of a study, and print where they are."""
    wanted = [product for name in options.names for product in _named(name)]
    for product in dict.fromkeys(wanted):
        print(f"{product}: {catalog.find(product, 'real')}", flush=True)


def _named(name):
    """List the open products of a study; anything else is left to `catalog.find`."""
    study = [product for product in catalog.products() if product.startswith(f"{name}/")]
    return [p for p in study if any("url" in f for f in catalog.files(p))] or [name]


def verify(_):
    """Check every registered file that is here, and say which are wrong."""
    checked, wrong = 0, []
    for file in catalog.files():
        here = _here(file)
        checked += bool(here)
        wrong += [path for path in here if not downloads.matches(path, file)]
    for path in wrong:
        print(f"{path} is not the registered file: delete it and fetch it again")
    print(
        f"{checked} of {len(catalog.files())} registered files are here, {len(wrong)} wrong"
    )
    return 1 if wrong else 0


def _here(file):
    """List the copies of a file in the cache and, under its name or another, in EO_DATA."""
    cached = [path for path in [downloads.in_cache(file)] if path.is_file()]
    named = [p for p in downloads.candidates(file) if p.name == file["name"]]
    other = [path for path in [downloads.in_data(file)] if path and path not in named]
    return cached + named + other


if __name__ == "__main__":
    sys.exit(main())
