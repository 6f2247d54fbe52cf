"""Build one edition of the book: ``python -m tools.book --source simulated``."""

from tools.book.build import main

main()
