"""The one kind of error that this package raises on purpose."""


class BadInput(ValueError):
    """Something given from outside cannot be used.

    The message is one sentence that names the thing, its value and what to do.
    In a notebook it is shown without the traceback, so that the last line a
    reader sees — in Jupyter, in Colab or at the end of a papermill run — is
    that sentence.
    """

    def _render_traceback_(self):
        return [f"{type(self).__name__}: {self}"]
