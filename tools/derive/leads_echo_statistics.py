"""Derive ``leads_echo_statistics.toml``, beside this, from the registered real passes.

``python -m tools.derive.leads_echo_statistics``: needed once, and again when a pass is
added. ``EO_DATA`` names the folder of the files. The simulated pass is set to have these
statistics; a test compares. They are, over the echoes that a product doesn't call ocean:

``lead``, ``unclassified``
    Shares of the echoes by the product's class.
``between``
    Share of echoes whose peakiness is neither that of a floe nor that of a lead: from the
    peakiest floe to the least peaky lead. CPOM's rule puts these at 9 and 18; ESA's
    peakiness has another scale and other limits.
``run``, ``single``
    Mean length, in echoes, of unbroken runs of leads; share of the runs that are one echo.
``floe_stack``
    Stack standard deviation of the floes in looks, the 5th and the 95th percentile.
``low``
    Share of unclassified echoes as peaky as a lead that lie more than 20 cm below the sea
    level between the leads. Leads beside the track do; smooth ice doesn't.
``alike``
    Rank correlation of an echo's peakiness with that 1, 5 and 20 echoes on.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import catalog
from helpers.errors import BadInput
from helpers.leads import products
from helpers.leads.products import altimetry
from helpers.leads.radar import sea_level
from tools.derive import toml

TARGET = Path(__file__).with_suffix(".toml")
PASSES = {
    "cpom_sar": "leads/cpom-sar",
    "cpom_sin": "leads/cpom",
    "esa": "leads/cryosat2",
}
DEEP, LAGS = 0.2, (1, 5, 20)


def statistics(peakiness, stack_std, surface_class, limits=None, above=None):
    """Describe the echoes of a pass over ice as this module's text says.

    ``limits`` are the peakinesses of the peakiest floe and of the least peaky lead, by
    default those of the pass; ``above`` is the height over the sea level in metres.
    """
    lead = surface_class == altimetry.LEAD
    floe = surface_class == altimetry.SEA_ICE
    nameless = surface_class == altimetry.UNCLASSIFIED
    ice, runs = surface_class != altimetry.OCEAN, run_lengths(lead)
    low, high = limits or (np.nanmax(peakiness[floe]), np.nanmin(peakiness[lead]))
    table = {
        "echoes": int(ice.sum()),
        "lead": lead[ice].mean(),
        "unclassified": nameless[ice].mean(),
        "between": np.mean((peakiness[ice] >= low) & (peakiness[ice] <= high)),
        "run": runs.mean(),
        "single": np.mean(runs == 1),
        "floe_stack": np.nanpercentile(stack_std[floe], [5, 95]),
        "alike": [correlation(np.where(ice, peakiness, np.nan), lag) for lag in LAGS],
    }
    if above is not None:
        peaky = nameless & (peakiness >= high) & np.isfinite(above)
        table["low"] = np.mean(above[peaky] < -DEEP)
    return table


def run_lengths(flag):
    """Give the lengths of the unbroken runs of True, in order."""
    ends = np.flatnonzero(np.diff(np.concatenate([[False], flag, [False]])))
    return ends[1::2] - ends[::2]


def correlation(values, lag):
    """Give the rank correlation of a series with itself, so many samples on."""
    ranks = pd.Series(values).rank()
    return ranks.corr(ranks.shift(lag))


def height_above(ds):
    """Give the heights over the line through the leads in metres, None without heights."""
    if "surface_height" not in ds:
        return None
    height = (ds.surface_height - ds.mean_sea_surface).values
    lead = ds.surface_class.values == altimetry.LEAD
    return height - sea_level.interpolate(sea_level.along_track_km(ds), height, lead)[0]


def derived():
    """Derive the statistics of every real pass."""
    tables = {}
    for name, product in PASSES.items():
        ds = products.open(catalog.find(product, "real"))
        columns = ds.peakiness.values, ds.stack_std.values, ds.surface_class.values
        tables[name] = statistics(*columns, above=height_above(ds))
    return tables


if __name__ == "__main__":
    try:
        tables = derived()
    except BadInput as problem:
        sys.exit(str(problem))
    header = "Written by tools/derive/leads_echo_statistics.py, which says what each is."
    TARGET.write_text(toml(header, tables, 3), encoding="utf-8")
