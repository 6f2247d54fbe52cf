"""The one kind of error that this package raises on purpose."""

import contextlib
from pathlib import Path


class BadInput(ValueError):
    """Something given from outside cannot be used.

    The message is one sentence that names the thing, its value and what to do.
    In a notebook it is shown without the traceback, so that the last line a
    reader sees — in Jupyter, in Colab or at the end of a papermill run — is
    that sentence.
    """

    def _render_traceback_(self):
        return [f"{type(self).__name__}: {self}"]


@contextlib.contextmanager
def reading(path, product):
    """Guard the opening *and* the reading of a file: what fails is refused in a sentence.

    Parameters
    ----------
    path : path-like
        The file or folder.
    product : str
        What the caller reads, with its article, such as ``"a CryoSat-2 product"``.

    Raises
    ------
    BadInput
        Where there is no such file, or where the block ends in any error but a
        `BadInput` of its own, a keyboard interrupt, or too little memory.
    """
    if not Path(path).exists():
        raise BadInput(f"There is no file {path}: give the path of {product}.")
    try:
        yield
    except (BadInput, MemoryError):
        raise
    except Exception as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise BadInput(
            f"{path} cannot be read as {product} ({reason}): give one that is whole."
        ) from error
