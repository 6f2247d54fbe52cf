"""How far a chapter has come, said line by line while papermill runs it."""

import contextlib
import sys
import threading
import time

from papermill.engines import NBClientEngine, papermill_engines

SECONDS_BETWEEN_NEWS = 5


class Narrator:
    """Says how far a chapter has come, and knows its notebook should it fail."""

    def __init__(self, name):
        self.name = name
        self.notebook = None
        self.start = time.monotonic()

    def say(self, what):
        # One write per line: chapters that run side by side never share one.
        sys.stdout.write(f"{self.name}  {what}\n")
        sys.stdout.flush()

    @property
    def seconds(self):
        return f"{time.monotonic() - self.start:.0f} s"

    @contextlib.contextmanager
    def following(self, notebook):
        """Say every few seconds which cell is running."""
        self.notebook, over = notebook, threading.Event()
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]

        def tell():
            while not over.wait(SECONDS_BETWEEN_NEWS):
                begun = sum(c.metadata.papermill.status != "pending" for c in cells)
                self.say(f"cell {begun}/{len(cells)}, {self.seconds}")

        thread = threading.Thread(target=tell, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


class NarratingEngine(NBClientEngine):
    """papermill's own engine, followed by a narrator."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, narrator=None, **kwargs):
        """Run the cells of a notebook."""
        with narrator.following(nb_man.nb):
            return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)


papermill_engines.register("narrating", NarratingEngine)
