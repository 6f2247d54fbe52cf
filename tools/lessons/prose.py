"""Numbers in prose: which are glued from a run, which are typed."""

import re

# What is no prose, in the order in which it is taken out.
NO_PROSE = [
    re.compile(pattern, re.DOTALL | re.MULTILINE)
    for pattern in (
        r"^(```|~~~).*?^\1",  # code
        r"^\s*%.*?$|^\(\S+\)=$",  # comments, targets
        r"^:::.*?$|^:[\w-]+:.*?$",  # directives, their options
        r"\$\$.*?\$\$|\$[^$]+\$",  # equations
        r"\{[\w:]+\}`[^`]*`|`[^`]*`",  # roles, code
        r"\]\([^)]*\)|https?://\S+",  # where links lead
        r"^\s*\d+\. ",  # numbered lists
    )
]
QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
UNIT = r"(?:[°µ]|(?:[nmcdk]?m|[mn]?s|h|K|[kMG]?Hz|dB|h?Pa|W|[kMG]i?B|UTC)\b)"
NUMBER = re.compile(r"(?<![\w.,:/^–−-])[+−-]?(\d[\d.,:\u202f]*)(?<![.,:])(?![\w-])(\s?%)?")
YEAR = re.compile(r"(?:19|20)\d\d")


def plain(text):
    """Return a text without code, equations, roles, addresses and comments."""
    for pattern in NO_PROSE:
        text = pattern.sub(" ", text)
    return text


def numbers(text):
    """Return the numbers that are typed into a text, years left out.

    Examples
    --------
    >>> numbers("In 2019 Sentinel-3 saw 7 × 7 pixels, $x = 3$ and `n = 4`.")
    ['7', '7']
    """
    found = (match for match in NUMBER.finditer(plain(text)) if not _is_year(match))
    return [match[0] for match in found]


def glued(text):
    """Return how many numbers a text takes from a run."""
    return len(re.findall(r"\{glue:\w+\}`|\{glue\}`", text))


def results(text):
    """Return the typed numbers that look like results.

    Percentages, fractions and numbers of four digits, unless a unit follows them. What
    stands between quotation marks is somebody's words; 95 % is an interval.

    Examples
    --------
    >>> results('Of 30 echoes 12.5 % lie within 0.47 m; they said "99 %", we 0.93.')
    ['12.5 %', '0.93']
    """
    text = QUOTED.sub(" ", plain(text))
    return [match[0] for match in NUMBER.finditer(text) if _is_result(match, text)]


def long(text):
    """Tell whether a text has a number of more than three significant digits.

    Examples
    --------
    >>> [long(text) for text in ("0.0123", "12,200", "12:55", "1.234", "12,195")]
    [False, False, False, True, True]
    """
    found = (match for match in NUMBER.finditer(text) if not _is_year(match))
    return any(_significant(match[1]) > 3 for match in found)


def _significant(number):
    if ":" in number:
        return 0  # a time of day
    digits = re.sub(r"[^\d.]", "", number).lstrip("0.")
    whole = digits if "." in number else digits.rstrip("0")
    return len(whole.replace(".", ""))


def _is_result(match, text):
    number, share = match[1], match[2]
    if share:
        return number != "95"
    exact = "." in number or len(re.sub(r"\D", "", number)) > 3
    has_unit = re.match(rf"\s?{UNIT}", text[match.end() :])
    return exact and not has_unit and not _is_year(match)


def _is_year(match):
    return bool(YEAR.fullmatch(match[1]))
