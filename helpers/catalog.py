"""Which data sets exist, and where a product file is.

`find` is the one way to data: it gives the path of a product's simulated edition, of its
real one, or of a file that the reader names. The data sets are listed in ``catalog.toml``.
"""

import difflib
import functools
import hashlib
import importlib
import importlib.util
import os
import sys
import sysconfig
import tomllib
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from helpers import downloads, imports
from helpers.errors import BadInput
from helpers.files import replacing

CATALOGUE = Path(__file__).with_suffix(".toml")


class AccountNeeded(BadInput):
    """A product is not fetched for the reader; the message says the steps to get it."""


def find(product: str, source: str | os.PathLike = "simulated") -> Path:
    """Give the path of a product file.

    Parameters
    ----------
    product : str
        A name that `products` lists, such as ``"leads/cryosat2"``.
    source : str or Path
        ``"simulated"``: made once, into the cache (``EO_CACHE``). ``"real"``: the
        registered public file, looked for by size and hash in the folders that
        ``EO_DATA`` names, then in the cache, then downloaded and checked. Anything
        else: the path of a file or folder of the reader's own.

    Returns
    -------
    Path
        The product file; of a product of several files the first, the others lying
        beside it under their own names.

    Raises
    ------
    BadInput
        For an unknown product, an edition or a path that does not exist, a file that
        cannot be fetched or is not the registered one.
    AccountNeeded
        For ``"real"`` where only the reader can get the product.
    """
    entry = _entry(product)
    kind = source_kind(source)
    if kind == "path":
        _tell("path", _own(source).absolute())
        return _own(source)
    if kind == "simulated":
        path = _simulated(product, entry)
        _tell("simulated", product)
        return path
    try:
        path = _real(product, entry)
    except (AccountNeeded, downloads.NotBrought):
        _tell("missed", product)
        raise
    _tell("real", product)
    return path


def _tell(outcome, what):
    """Tell whoever follows this process, such as the book's build, what was looked up."""
    sys.audit("unsupervised_earth.data", outcome, str(what))


def here(product: str, name: str | None = None) -> bool:
    """Tell whether the registered files of a product can be had without a network.

    With a ``name``, one file of the product counts; all of them by default.
    """
    wanted = [file for file in files(product) if name in (None, file["name"])]
    return bool(wanted) and all(downloads.local(file) for file in wanted)


def optional(product: str, name: str | None = None) -> Path | None:
    """Give the path of a registered file that a page can do without, or None.

    Parameters
    ----------
    product : str
        As `products` lists it.
    name : str, optional
        Which file of the product; the first by default.

    Returns
    -------
    Path or None
        The file in ``EO_DATA`` or in the cache, by size and hash; nothing is downloaded.
    """
    path = downloads.local(registered(product, name))
    _tell("real" if path else "missed", f"{product} {name or ''}".strip())
    return path


def registered(product: str, name: str | None = None) -> dict:
    """Give what is registered of one file of a product, the first by default.

    Raises
    ------
    BadInput
        Where the product has no file of that name.
    """
    found = [file for file in files(product) if name in (None, file["name"])]
    if not found:
        raise BadInput(f"{product} has no file {name!r}: see `python -m helpers data list`")
    return found[0]


def committed(name: str) -> Path:
    """Give the path of a result that is kept beside the book, such as a sweep's table.

    Parameters
    ----------
    name : str
        Its path below ``book/reference``.

    Raises
    ------
    BadInput
        Where neither this checkout nor the installed package has it.
    """
    installed = Path(sysconfig.get_path("data"), "share", "unsupervised-earth")
    for folder in (CATALOGUE.parents[1] / "book", installed):
        if (folder / "reference" / name).is_file():
            return folder / "reference" / name
    raise BadInput(f"there is no kept result {name!r}: install the package again")


def source_kind(source: str | os.PathLike) -> str:
    """Say what a source is: ``"simulated"``, ``"real"`` or ``"path"``.

    Raises
    ------
    BadInput
        Where it is none of them: no file has that path.
    """
    if source in ("simulated", "real"):
        return source
    _own(source)
    return "path"


def truth(path: str | os.PathLike) -> Path:
    """Give the path of the truth that a simulated product was drawn from.

    Raises
    ------
    BadInput
        Where there is none, as for everything that is not simulated.
    """
    beside = Path(path).with_suffix(".truth.nc")
    if not beside.exists():
        raise BadInput(f"{path} has no truth beside it; only simulated products have one")
    return beside


def products() -> dict[str, dict]:
    """Give the products by name, each with ``title``, ``licence`` and ``citation``.

    Where it has them also with the registered files, ``real``, its simulator,
    ``simulated``, the ``suffix`` or the whole ``simulated_name`` of its file or folder,
    and the ``account`` and ``steps`` to get what is not fetched from here.
    """
    return _read(CATALOGUE)["products"]


def files(product: str | None = None) -> list[dict]:
    """List the registered public files, of one product or of all, as dicts.

    Each has ``name``, ``product``, ``title``, ``licence``, ``citation``, and ``bytes`` and
    ``sha256``, or ``git_blob`` (git's id of its content) where only that is known; and
    ``url``, ``repository``, ``commit``, ``path`` where it has a public home.
    """
    names = products() if product is None else [product]
    return [_file(name, real) for name in names for real in _entry(name).get("real", [])]


@functools.cache  # code edited after it was imported must not be taken for what runs
def digest(product: str) -> str:
    """Hash the code that simulates a product, so that new physics never meets an old file.

    Parameters
    ----------
    product : str

    Returns
    -------
    str
        Of the contents of every module that the simulator is made of, and its tables.
    """
    made_by = [_entry(product)["simulated"], *map(version, ("numpy", "scipy"))]
    code = hashlib.sha256(" ".join(made_by).encode())
    module = _entry(product)["simulated"].partition(":")[0]
    home = Path(importlib.util.find_spec(module.partition(".")[0]).origin).parents[1]
    for path in imports.closure(module, home):
        if path != CATALOGUE:  # what it says of other products changes nothing
            code.update(path.read_bytes())
    return code.hexdigest()[:12]


@functools.cache
def _read(catalogue):
    return tomllib.loads(catalogue.read_text(encoding="utf-8"))


def _entry(product):
    if product in products():
        return products()[product]
    known = ", ".join(products())
    near = difflib.get_close_matches(str(product), products(), n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known are {known}"
    raise BadInput(f"there is no product {product!r}; {hint}")


def _file(product, real):
    fields = {"product": product, "name": real.get("name") or Path(real["path"]).name}
    fields |= products()[product] | real
    for key in ("real", "simulated", "simulated_name", "suffix", "account", "steps"):
        fields.pop(key, None)
    if "path" not in fields:  # it has no public home
        return fields
    place = {key: quote(fields[key]) for key in ("repository", "commit", "path")}
    return fields | {"url": _read(CATALOGUE)["address"].format(**place)}


def _own(source):
    path = Path(str(source)).expanduser()
    if not str(source) or not os.path.exists(path):  # False for any odd name, too
        raise BadInput(
            f"source={str(source)!r} is neither 'simulated' nor 'real' nor the path of "
            "a file that exists; give one of the three"
        )
    return path


def _real(product, entry):
    registered = files(product)
    paths = [downloads.in_data(file) for file in registered]
    if "steps" in entry and not (paths and all(paths)):
        raise AccountNeeded(f"{product} is not fetched for you: {entry['steps']}")
    if not registered:
        raise BadInput(f"{product} has no real edition; ask for source='simulated'")
    if all(paths) and _side_by_side(paths, registered):
        return paths[0]
    brought = [downloads.bring(f, downloads.in_cache(f)) for f in registered]
    return brought[0]


def _side_by_side(paths, registered):
    """Tell whether a reader finds the companions of the first file by their names."""
    homes = [paths[0].with_name(file["name"]) for file in registered]
    return len(paths) == 1 or paths == homes


def _simulated(product, entry):
    if "simulated" not in entry:
        raise BadInput(
            f"{product} has no simulated edition; ask for source='real' or give a path"
        )
    module, _, function = entry["simulated"].partition(":")
    study, _, name = product.partition("/")
    folder = downloads.cache_folder("simulated", digest(product), study)
    suffix = entry.get("suffix", ".nc")
    target = folder / entry.get("simulated_name", f"{name}{suffix}")
    answer = target.with_suffix(".truth.nc")
    if not (target.exists() and answer.exists()):
        with downloads.alone(target), downloads.notice(f"Simulating {product} …"):
            if not (target.exists() and answer.exists()):
                write = getattr(importlib.import_module(module), function)
                _write(write, target, answer)
    return target


def _write(write, target, answer):
    """Let a simulator write beside the places of product and truth, then rename them."""
    try:
        with replacing(answer, target) as (truth_beside, product_beside):
            write(product_beside, truth_beside)
    except (OSError, RuntimeError) as error:  # netCDF's own word for a full disk
        raise BadInput(
            f"the simulated product could not be written into {target.parent} ({error}); "
            "make room there, or set EO_CACHE to another folder"
        ) from error
