"""A chapter's parameters as a form: Colab's own, and widgets where there is JupyterLab."""

from helpers import parameters
from helpers.errors import BadInput

# Beyond so many steps a slider can't be set to a number.
MOST_STEPS = 1000
WIDGETS = "from helpers.report import forms\n\nforms.show(globals())"


def cell(source):
    """Return the cell of parameters as one that Colab shows as a form.

    Parameters
    ----------
    source : str
        The chapter's cell: one typed line for each parameter.

    Raises
    ------
    BadInput
        If a line declares no parameter.
    """
    lines = ["#@title Parameters", "#@markdown Change one, and run the cells below again."]
    for line in filter(str.strip, source.splitlines()):
        one = parameters.declaration(line)
        if one is None:
            raise BadInput(f"{line!r} declares no parameter: give a type and a meaning.")
        lines += [
            f"#@markdown **{one.name}**: {one.meaning}",
            f"{one.name} = {one.default!r}  #@param {_field(one)}",
        ]
    return "\n".join(lines)


def _field(one):
    """Return what kind of field Colab shows for a parameter, in Colab's own words."""
    if one.name == "source":
        words = [word for word in ("simulated", "real") if f'"{word}"' in one.meaning]
        return f"{_words(words)} {{allow-input: true}}"
    if isinstance(one.allowed, list):
        return _words(one.allowed)
    if isinstance(one.allowed, range):
        kind = "slider" if len(one.allowed) <= MOST_STEPS else "integer"
        return _range(kind, one.allowed[0], one.allowed[-1], one.allowed.step)
    if isinstance(one.allowed, tuple):
        return _range("number", *one.allowed)
    kinds = {"bool": "boolean", "int": "integer", "float": "number", "str": "string"}
    return f'{{type:"{kinds[one.kind]}"}}'


def _words(words):
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def _range(kind, low, high, step=None):
    steps = f", step:{step}" if step else ""
    return f'{{type:"{kind}", min:{low}, max:{high}{steps}}}'
