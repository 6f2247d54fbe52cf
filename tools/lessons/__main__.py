"""Run from the command line."""

import sys

from tools.lessons import main

sys.exit(main(sys.argv[1:]))
