# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Real ranges: does our retracker read what ESA's reads?
#
# The {doc}`chapter on alignment <2_alignment>` moves echoes and reads ranges from them, on a simulated
# pass. Here are fifty real echoes of Sentinel-3A, with the ranges that ESA's own retrackers read.
# They were taken off Hong Kong, over open water by the coast: no sea ice, but the same instrument and
# the same arithmetic. Do sign, gate width and range come out right?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how to check the sign of a shift on real echoes before using it;
# - what a missing correction does, and what it doesn't;
# - how to compare two retrackers that mean different points of an echo;
# - what a fit of the whole echo gains over a threshold on its edge;
# - how sure one can be with fifty echoes.
#
# You need {doc}`2_alignment`. It takes about 20 minutes.
# :::

# %% tags=["hide-input"]
import numpy as np
import pandas as pd

from helpers import catalog, exercises, partitions, plotting, report
from helpers.leads import products
from helpers.leads.figures import ranges as figures
from helpers.leads.products import altimetry
from helpers.leads.radar import alignment, model_fit, retracking

# %% tags=["parameters"]
source: str = "real"  # "real", or the path of a product with ESA's ranges
threshold: float = 0.5  # [0.05, 0.95] of the first maximum, where TFMRA takes the range
n_resamples: int = 300  # [20, 10000] number of bootstrap draws
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("leads/9_real_ranges", globals())
plotting.style()

# %% [markdown]
# ## The data

# %%
path = catalog.find("leads/sentinel3", source)
wanted = ["power", "tracker_range", "range_ocog", "range_ocean"]
ds = products.open(path, required=wanted)
power = ds.power.values.astype(float)
gate_m = altimetry.gate_width(ds)
ds

# %% [markdown]
# The file has the satellite's altitude, the tracker's range, a mean sea surface and ESA's ranges. It has
# *no* tides and no corrections for air.

# %% [markdown]
# ## Is the sign right?
#
# If the shift is right, the maximum of an echo lies at the reference gate plus the shift in gates.

# %%
names = [name for name in alignment.STANDARD if name in ds]
correction = alignment.corrections(ds, names)
shift = alignment.shift(ds.altitude, ds.tracker_range, correction, ds.mean_sea_surface)
shift = shift.values
before = alignment.peak_position(power)
predicted = ds.reference_gate + shift / gate_m
slope = np.polyfit(predicted, before, 1)[0]
report.record(pd.Series({"sign slope": slope}, name="gates per gate"))

# %% mystnb={"figure": {"caption": "Gate of each echo's maximum against the gate that the shift predicts, and a line of slope one.", "name": "fig-ranges-sign"}, "image": {"alt": "Fifty points in two groups, both some five gates above a line of slope one."}}
figures.sign(predicted, before)

# %% [markdown]
# The slope is {glue:text}`sign_slope`. The points lie above the line for want of the correction for dry
# air, some two metres, which moves all of them alike.

# %% [markdown]
# ## Alignment

# %%
aligned = alignment.align(power, shift, gate_m)
after = alignment.peak_position(aligned)
spread = {"before": np.nanstd(before), "after": np.nanstd(after)}
report.record(pd.Series(spread, name="gates"), "peak_spread", better="lower").round(2)

# %% mystnb={"figure": {"caption": "The echoes before and after alignment, each divided by its maximum. Dotted: the reference gate. White: not measured.", "name": "fig-ranges-stacks"}, "image": {"alt": "Two images, one row per echo. Before, bright edges wander from row to row; after, they stand nearly in one line some gates behind the reference gate, with white margins."}}
figures.stacks({"before": power, "after": aligned}, ds.reference_gate)

# %% [markdown]
# The spread falls from {glue:text}`peak_spread_before` to {glue:text}`peak_spread_after` gates. The tide
# and the water vapour, which the file lacks, differ from day to day and are a likely part of what
# remains.

# %% [markdown]
# ## Our ranges beside ESA's
#
# If our gate is right, ESA's range grows by one gate width per gate, and what remains is a constant:
# where on the echo each convention puts the surface, and the path inside the instrument. We take the
# range of ESA's OCOG retracker (offset centre of gravity), which fits a box to the echo's energy.

# %%
gate = retracking.tfmra(power, threshold) - ds.reference_gate
theirs = (ds.range_ocog - ds.tracker_range).values
both = np.isfinite(gate) & np.isfinite(theirs)
gate, theirs = gate[both], theirs[both]
line = np.polyfit(gate, theirs, 1)

# %% mystnb={"figure": {"caption": "ESA's range less the tracker's against our gate, and the line through the points.", "name": "fig-ranges-esa"}, "image": {"alt": "Fifty points on one straight line, without a visible departure from it."}}
figures.beside(gate, theirs, *line)

# %%
apart = np.std(theirs - gate * gate_m)
found = {"gate width (m)": line[0], "constant (m)": line[1], "spread (m)": apart}
report.record(pd.Series(found, name="ESA's beside ours"), "esa").round(3)

# %% [markdown]
# ### How sure is the slope?
#
# Each echo is a day of its own, so single echoes are drawn anew.

# %%
ends = partitions.segment_bootstrap(
    lambda x, y: np.polyfit(x, y, 1)[0],
    np.arange(gate.size),
    *(gate, theirs),
    n_resamples=n_resamples,
    seed=seed,
)
interval = pd.Series([*ends, gate_m], ["low", "high", "instrument"], name="m per gate")
report.record(interval, "slope").round(4)

# %% [markdown]
# The slope lies between {glue:text}`slope_low` and {glue:text}`slope_high` m per gate with 95 % of the
# draws; the instrument's gate has {glue:text}`slope_instrument` m. They agree within about a hundredth
# and not within the interval: the two retrackers read echoes of different shape differently, and the
# echoes come from two window positions.

# %% [markdown]
# ## The whole echo
#
# TFMRA reads one point of the rising edge. Where waves are high the edge is less steep, and the point
# comes earlier, though the mean surface lies where it did. A *physical* retracker fits a model to the
# whole echo instead. Ours is the simplest {cite:p}`ray2015`: rings of a flat surface, fading as
# $r^{-1/2} e^{-r/\ell}$, blurred by a Gaussian for the heights and the pulse. It finds the place, the
# blur and the decay $\ell$.
#
# ESA's range of the *ocean* is such a fit, too; its OCOG is nearer to a threshold. Which of ours will
# agree with which of theirs?

# %%
fit = model_fit.retrack(power, gate_m)
gates = {"threshold": retracking.tfmra(power, threshold), "model": fit.gate.values}
ranges = {"OCOG": ds.range_ocog.values, "ocean": ds.range_ocean.values}
tracker, reference = ds.tracker_range.values, ds.reference_gate
apart = pd.DataFrame({
    (ours, theirs): metres - tracker - (gate - reference) * gate_m
    for ours, gate in gates.items()
    for theirs, metres in ranges.items()
})
report.record(100 * apart.std().unstack(), "apart", unit="cm").round(1)

# %% mystnb={"figure": {"caption": "ESA's range of the ocean less ours, against the blur that the model finds: wide where waves are high.", "name": "fig-ranges-waves"}, "image": {"alt": "Points of two kinds. Those of the threshold rise steadily with the blur; those of the model lie on one level, but for a few."}}
figures.waves(fit.spread, {name: apart[name]["ocean"] for name in gates})

# %% [markdown]
# The spread is in centimetres. Each of ours agrees best with its own kind. And the picture says why:
# what parts the threshold from ESA's fit goes with the blur of the echo, over the open sea mostly waves.

# %%
def ratio(model, simple):
    return np.std(model) / np.std(simple)


def follows(difference, width):
    return np.corrcoef(difference, width)[0, 1]


both = apart.xs("ocean", axis=1, level=1).join(fit.spread).dropna()
day, draws = np.arange(len(both)), {"n_resamples": n_resamples, "seed": seed}
asked = {
    "spread, model to threshold": (ratio, both.model, both.threshold),
    "waves in the threshold": (follows, both.threshold, both.spread),
    "waves in the model": (follows, both.model, both.spread),
}
ends = {
    name: partitions.segment_bootstrap(by, day, *pair, **draws)
    for name, (by, *pair) in asked.items()
}
report.record(pd.DataFrame(ends, ["low", "high"]).T, "sure").round(2)

# %% [markdown]
# With 95 % of the draws the model's spread is {glue:text}`sure_spread_model_to_threshold_low` to
# {glue:text}`sure_spread_model_to_threshold_high` of the threshold's. That says that the two *fits* are alike. Whether they are right no
# range in this file can say; {doc}`11_whole_echoes` asks where the truth is known.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - The sign is right on real echoes, and the gate width to about a hundredth. More we don't claim.
# - A constant says nothing against a retracker, since conventions differ by one. A slope would; ours is
#   off by a hundredth, more than chance.
# - A threshold on the edge hears the blur of the echo, over the open sea mostly waves, besides the range;
#   a fit of the whole echo tells them apart.
# - A missing correction moves all echoes alike when it is nearly constant, and stays as noise when it
#   isn't.
#
# :::{admonition} Where ours may fail
# :class: dropdown
# The echoes are from a coast, over water, and single days apart. They test the arithmetic of gates and
# ranges, not sea ice. The few echoes that part the two fits have a long tail, maybe from land, which
# our model takes for a rough surface and ESA's for something else.
# :::

# %% [markdown]
# ## Exercises
#
# **1.** Flip the sign of the shift. What is the spread of the maximum after alignment, in gates?

# %%
flipped = alignment.align(power, -shift, gate_m)
answer = ...

# %% tags=["hide-input", "check"]
expected = np.nanstd(alignment.peak_position(flipped))
exercises.check(answer, expected, tolerance=0.01, hint="use alignment.peak_position.")

# %% tags=["hide-cell", "solution"]
# More than before any alignment. That is why the sign comes first.
answer = np.nanstd(alignment.peak_position(flipped))
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# **2.** The model's blur is of heights and pulse together, in squares; the pulse alone has
# `model_fit.POINT` metres. Waves are told by four standard deviations of the height. What is the
# median of the wave height in metres?

# %%
blur, pulse = fit.spread, model_fit.POINT
answer = ...

# %% tags=["hide-input", "check"]
expected = float((4 * np.sqrt(blur**2 - pulse**2)).median())
exercises.check(answer, expected, tolerance=0.01, hint="squares first, then the root.")

# %% tags=["hide-cell", "solution"]
# An upper limit: summing the looks of a stack blurs the echo besides, and our model has
# no term for that. What it doesn't know goes into the blur, and little into the place.
answer = float((4 * np.sqrt(blur**2 - pulse**2)).median())
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# ## Three questions

# %% tags=["hide-input"]
exercises.questions("leads/9_real_ranges")

# %% [markdown]
# ## References
#
# TFMRA: {cite:t}`helm2014,ricker2014`; Doppler altimeter echoes: {cite:t}`ray2015`.
