"""Write files so that nobody ever meets half of one."""

import contextlib
import os
import shutil
from pathlib import Path


@contextlib.contextmanager
def replacing(*targets):
    """Give paths to write to; they take the places of the targets when the block ends well.

    Parameters
    ----------
    *targets : path-like
        Files or folders; their parents are made if need be. The last one is put in
        place last: where it is, all are.

    Yields
    ------
    Path or tuple of Path
        A place beside each target, with the same ending. Whatever lies there is
        removed when the block fails, and the targets stay as they were.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> with replacing(folder / "kept.txt") as beside:
    ...     _ = beside.write_text("whole")
    >>> [path.name for path in folder.iterdir()]
    ['kept.txt']
    """
    targets = [Path(target) for target in targets]
    places = [target.with_name(f".tmp.{target.name}") for target in targets]
    for target, place in zip(targets, places, strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        remove(place)  # what a killed process left
    try:
        yield places[0] if len(places) == 1 else tuple(places)
        for place, target in zip(places, targets, strict=True):
            if target.is_dir():  # only an empty one gives way by itself
                remove(target)
            os.replace(place, target)
    finally:
        for place in places:
            remove(place)


def remove(path):
    """Delete a file or a folder, if there is one."""
    path = Path(path)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
