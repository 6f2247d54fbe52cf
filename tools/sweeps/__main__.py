"""Keep a sweep that a chapter shows: ``python -m tools.sweeps CHAPTER [SOURCE …]``."""

import argparse
import os

import torch

from tools import sweeps

parser = argparse.ArgumentParser(prog="python -m tools.sweeps", description=__doc__)
parser.add_argument("chapter", choices=sweeps.MODULES)
parser.add_argument("sources", nargs="*", help="all that the sweep has by default")
asked = parser.parse_args()
torch.set_num_threads(1)  # networks this small lose by more
os.environ["EO_BOOK"] = "1"  # one bar for all runs, none for each
print(sweeps.keep(asked.chapter, asked.sources))
