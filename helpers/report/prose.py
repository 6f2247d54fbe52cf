"""Text with the numbers of the reader's own run, in the notebooks that readers open.

There no book fills the numbers in. A text is shown when its cell runs, and shown anew when
a number comes that it mentions, which may be further down.
"""

import re

from IPython.display import Markdown, display, update_display

from helpers import report

MARK = re.compile(r"@\{(\w+)\}")
_numbers, _shown = {}, {}


def filled(text: str, numbers: dict) -> str:
    """Put numbers into a text.

    Parameters
    ----------
    text : str
        Markdown, in which ``@{name}`` stands for a number.
    numbers : dict of str
        What the numbers are written as.

    Returns
    -------
    str
        A number that is not known is three dots.

    Examples
    --------
    >>> filled("@{leads} leads in @{echoes} echoes", {"leads": "12"})
    '12 leads in … echoes'
    """
    return MARK.sub(lambda mark: numbers.get(mark[1], "…"), text)


def say(text: str):
    """Show a text with the numbers that are known, and show it anew when one comes.

    Parameters
    ----------
    text : str
        Markdown, in which ``@{name}`` stands for what ``report.glue`` or
        ``report.metric`` records under that name.
    """
    place = f"text-{len(_shown)}"
    _shown[place] = text.strip()
    display(Markdown(filled(text.strip(), _numbers)), display_id=place)


def _hear(name, number):
    news = _numbers.get(name) != number
    _numbers[name] = number
    for place, text in _shown.items():
        if news and name in MARK.findall(text):
            update_display(Markdown(filled(text, _numbers)), display_id=place)


report.on_glue.append(_hear)
