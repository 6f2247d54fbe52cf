"""One at a time: a lock that the operating system drops when its holder ends.

The package filelock would not do: set-up runs before anything is installed, and Snakemake
has to inherit the lock, so that it holds on when only the process that took it is killed.
"""

import fcntl
import os
import sys


def take(path, waiting):
    """Take a lock, waiting for whoever has it; return the open file that holds it.

    A file that merely exists would outlive a killed process. This lock does not.
    Programs started with `os.exec*` keep it.

    Parameters
    ----------
    path : Path
        A file made for the purpose.
    waiting : str
        Said once, when somebody else has the lock.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    held = path.open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(waiting, file=sys.stderr, flush=True)
        fcntl.flock(held, fcntl.LOCK_EX)
    os.set_inheritable(held.fileno(), True)
    return held
