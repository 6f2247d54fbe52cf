"""A chapter's parameters as a form, where a notebook shows widgets."""

import html
import re
import sys

from IPython.display import display

from helpers import parameters


def show(namespace: dict):
    """Show the parameters that the notebook declared as a form that sets them.

    Colab makes a form of the declaring cell itself, so that nothing is shown there.

    Parameters
    ----------
    namespace : dict
        The notebook's ``globals()``.
    """
    if "google.colab" in sys.modules:
        return
    try:
        import ipywidgets
    except ImportError:
        print("Install ipywidgets to set the parameters by a form, or edit the cell above.")
        return
    cells = reversed(namespace["In"])
    cell = next(cell for cell in cells if "source" in parameters.declared(cell))
    meanings = dict(re.findall(r"#@markdown \*\*(\w+)\*\*: (.+)", cell))
    rows = [
        _row(ipywidgets, one, meanings.get(one.name, one.meaning), namespace)
        for one in parameters.declared(cell).values()
    ]
    display(ipywidgets.VBox(rows))


def _row(ipywidgets, declared, meaning, namespace):
    """Return the meaning of a parameter and the widget that sets it."""
    kind, options = _widget(declared)
    widget = getattr(ipywidgets, kind)(
        value=namespace[declared.name],
        description=declared.name,
        style={"description_width": "9em"},
        layout={"width": "36em", "max_width": "100%"},
        **options,
    )
    widget.observe(lambda change: namespace.update({declared.name: change.new}), "value")
    return ipywidgets.VBox([ipywidgets.HTML(html.escape(meaning)), widget])


def _widget(declared):
    """Return the kind of widget that suits a parameter, and what it may be set to."""
    allowed = declared.allowed
    # A value is set when it is complete, not with each letter or on the way to it.
    whole = {"continuous_update": False}
    if declared.kind == "bool":
        return "Checkbox", {}
    if isinstance(allowed, list):
        return "Dropdown", {"options": allowed}
    if isinstance(allowed, range):
        ends = {"min": allowed[0], "max": allowed[-1], "step": allowed.step}
        return ("IntSlider" if len(allowed) <= 1000 else "BoundedIntText"), ends | whole
    if isinstance(allowed, tuple):
        return "BoundedFloatText", {"min": allowed[0], "max": allowed[1]} | whole
    return {"int": "IntText", "float": "FloatText"}.get(declared.kind, "Text"), whole
