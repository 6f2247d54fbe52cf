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
# # Alignment: putting echoes on one line, and what that can't do
#
# The altimeter listens for only 60 metres' worth of time, so it must guess beforehand how far away
# the surface is. It keeps moving its window, and neighbouring echoes of one flat surface land at
# different gates. *Alignment* takes that movement out again.
#
# The original study aligns its echoes and says that this makes ice and leads easier to tell apart.
# Alignment is worth doing, but not for that reason. What can it change, and where does it lead?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - which corrections stand between a measured range and the height of the sea;
# - how to move an echo by a fraction of a gate, and what happens at the edges;
# - how to tell what a processing step can change from what it cannot;
# - how a retracker turns an echo into a distance, and how well.
#
# You need the {doc}`first chapter <1_echoes>`, and to have met the Fourier transform. It takes about
# 40 minutes.
# :::

# %% tags=["hide-input"]
import numpy as np
import pandas as pd
import xarray as xr

from helpers import catalog, exercises, partitions, plotting, report
from helpers.leads import products
from helpers.leads.figures import alignment as moves
from helpers.leads.figures import heights
from helpers.leads.figures import ranges as figures
from helpers.leads.products import altimetry
from helpers.leads.radar import alignment, echoes, freeboard, retracking, samples

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a product
threshold: float = 0.5  # [0.05, 0.95] of the first maximum, where TFMRA takes the range
n_shown: int = 300  # [10, 5000] echoes in the before-and-after picture

# %% tags=["remove-input"]
report.start("leads/2_alignment", globals())
plotting.style()

# %% [markdown]
# ## The data
#
# The simulated Sentinel-3 pass of the first chapter, with all that alignment needs, and a truth
# file. A real pass takes a free account ({doc}`/book/data` has the steps); {doc}`9_real_ranges`
# aligns real echoes that take none. (Your own file may hold echoes alone. Then the retracker runs,
# and the rest stays empty.)

# %%
product = {"real": "leads/sentinel3-thematic"}.get(source, "leads/sentinel3")
path = catalog.find(product, source)
needed = ["surface_class", "altitude", "tracker_range", "mean_sea_surface"]
needed += ["load_tide", *alignment.STANDARD]
ds = samples.completed(products.open(path, required=["power"]), needed)
power = ds.power.values.astype(float)
surface = np.array(altimetry.SURFACES)[ds.surface_class]
gate_m = altimetry.gate_width(ds)

# %% [markdown]
# ## Where should the echo lie?
#
# The satellite's altitude is known to centimetres. The tracker range says how far away the reference
# gate is. Between them stand corrections: air and electrons slow the pulse down, tides and air
# pressure lift the sea. What is left, less the mean sea surface, is the **shift**: how far the
# surface lies beyond the gate where the tracker expected it,
#
# $$s = h - R_\mathrm{tracker} - \sum_i c_i - h_\mathrm{MSS} .$$

# %%
names = list(alignment.STANDARD)
ds[names].to_dataframe()[names].agg(["mean", "std"]).T.round(3)

# %%
correction = alignment.corrections(ds, names)
shift = alignment.shift(ds.altitude, ds.tracker_range, correction, ds.mean_sea_surface)
shift = shift.values
known = np.isfinite(shift)
summary = {"mean": np.nanmean(shift), "std": np.nanstd(shift)}
report.record(pd.Series(summary, name="m"), "shift").round(3)

# %% [markdown]
# A sum with one missing term is missing. Before moving anything, check the sign: if the shift is
# right, the maximum of an echo must lie at the reference gate plus the shift in gates.

# %%
before = alignment.peak_position(power)
predicted = ds.reference_gate + shift / gate_m
slope = pd.DataFrame({"x": predicted, "y": before})[known].cov().x
report.metric("sign_slope", slope.y / slope.x)

# %% mystnb={"figure": {"caption": "Gate of each echo's maximum against the gate that the shift predicts, and a line of slope one.", "name": "fig-alignment-sign"}, "image": {"alt": "Points along a line of slope one: echoes move in the window as altitude, tracker range and corrections say they should."}}
figures.sign(predicted, before)

# %% [markdown]
# The slope is {glue:text}`sign_slope`: sign and size are right.

# %% [markdown]
# ## Moving an echo by a fraction of a gate
#
# A shift by whole gates is a shift of array elements. For the fraction, go to frequencies: moving a
# signal multiplies its Fourier transform by a phase that grows with frequency, and any real number
# will do as the amount. The original made each echo 24 times as fine and drew straight lines between
# the fine gates (its cell 30); the phase does nearly the same in one step.
#
# Two decisions are ours. A transform sees the echo as a ring, so what leaves on the right comes in on
# the left: those gates were never measured, and become *missing*. And an echo without a position
# can't be aligned: it becomes missing, too.

# %%
aligned = alignment.align(power, shift, gate_m)
after = alignment.peak_position(aligned)
spread = {"before": np.nanstd(before), "after": np.nanstd(after)}
report.record(pd.Series(spread, name="gates"), "peak_spread", better="lower").round(2)

# %% mystnb={"figure": {"caption": "Echoes in order of time before and after alignment, each divided by its maximum. Dotted: the reference gate. White: not measured.", "name": "fig-alignment-stacks"}, "image": {"alt": "Two images, one row per echo. Before, bright edges wander from row to row; after, they stand in one straight line at or a few gates behind the reference gate, with white margins."}}
rows = slice(len(power) // 2, len(power) // 2 + n_shown)
figures.stacks({"before": power[rows], "after": aligned[rows]}, ds.reference_gate)

# %% [markdown]
# Single echoes keep their shape and change their place:

# %% mystnb={"figure": {"caption": "The two echoes of sea ice and of leads that were moved most, before and after.", "name": "fig-alignment-pairs"}, "image": {"alt": "Four panels, two with broad echoes and two with spikes. In each the same shape appears twice, dashed in its old place and solid near the reference gate."}}
moves.pairs(power, aligned, surface, shift)

# %% mystnb={"figure": {"caption": "Where the maxima lie before and after alignment. The share of echoes is on a logarithmic scale.", "name": "fig-alignment-peaks"}, "image": {"alt": "Two histograms of the gate of the maximum: before, a hump some forty gates wide; after, one high column with a short tail towards later gates."}}
moves.peaks({"before": before, "after": after})

# %% [markdown]
# The spread of the maximum falls from {glue:text}`peak_spread_before` to
# {glue:text}`peak_spread_after` gates. It doesn't vanish. The maximum is a poor pointer: over rough
# surfaces it comes later than the first return, and speckle moves it.
#
# ## What a mean echo gains
#
# The original's best evidence is the mean echo of each class: that of leads stands much higher after
# the alignment (its cell 34). Do you expect the same of ours?

# %%
top = power.max(axis=1, keepdims=True)
shapes = {"before": (power / top)[known], "after": (aligned / top)[known]}
mean = {when: by[surface[known] == "lead"].mean(axis=0) for when, by in shapes.items()}
heights_of_means = {when: np.nanmax(by) for when, by in mean.items()}
report.record(pd.Series(heights_of_means, name="power / maximum"), "lead_mean").round(2)

# %% mystnb={"figure": {"caption": "Mean echoes of the product's two classes before and after alignment.", "name": "fig-alignment-means"}, "image": {"alt": "Two panels side by side. Before, both means are low humps; after, that of sea ice is an edge with a slow tail, and that of leads a narrow spike nearly of full height."}}
moves.class_means(*shapes.values(), surface[known])

# %% [markdown]
# Spikes that lie at different gates average to a hump; on one line they average to a spike. The
# figure is true, and says how the *means* look. The single echoes have the shape that they had.

# %% [markdown]
# ## The original's faults, one by one
#
# **The load tide was counted twice.** The weight of the ocean tide bends the sea floor; the product's
# ocean tide has that in it, as the file itself says. The original added it again, and left out the
# inverse barometer, the height by which low air pressure lifts the sea.

# %%
twice = alignment.corrections(ds, [*names, "load_tide"], load_tide_twice=True)
faults = {"load tide": twice - correction, "barometer": ds.inverse_barometer}
rms = {name: 100 * float((error**2).mean() ** 0.5) for name, error in faults.items()}
report.record(pd.Series(rms, name="cm"), "fault", unit="cm").round(2)

# %% [markdown]
# **A missing shift became zero.** The original set missing shifts and the extreme two in a hundred
# to zero, and subtracted the mean from the others (its cell 30). Zero is no neutral value: those
# echoes stay where the tracker had put them, and count as aligned. Do the same to ours, on the
# echoes of ice and leads:

# %%
low, high = np.nanquantile(shift, [0.01, 0.99])
inside = known & (shift > low) & (shift < high)
shifts = {
    "not aligned": np.zeros(shift.size),
    "aligned": shift,
    "zeroed": np.where(inside, shift, 0),
    "zeroed, mean off": np.where(inside, shift - shift[inside].mean(), 0),
}
report.metric("zeroed_share", np.mean(~inside))

# %%
ice = np.isin(surface, ["sea ice", "lead"])
moved = {n: alignment.align(power[ice], s[ice], gate_m) for n, s in shifts.items()}
spreads = {name: np.nanstd(alignment.peak_position(by)) for name, by in moved.items()}
report.record(pd.Series(spreads, name="gates"), "ice_peak_spread").round(2)

# %% [markdown]
# A share of {glue:text}`zeroed_share` of zeros undoes most of the gain. Subtracting the mean then takes the moved echoes back towards
# those left behind, which lowers the spread and aligns nothing. What the original printed lies above
# ours, and zeros alone don't explain it.
#
# **`fftshift` for `ifftshift`.** Oversampling inserts zeros in the middle of a spectrum. One function
# moves zero frequency to the middle, the other moves it back; for an even number of gates they are
# the same, for an odd number they aren't. So the fault sleeps in a product of 256 gates and wakes when
# somebody crops the echoes.

# %% [markdown]
# ## Alignment can't separate the classes better
#
# The original's README (under *AWI Alignment*) says that alignment increases the separation of the
# clusters. Its notebook computes the features once, before (cell 15), and not again. So the claim was
# never tried. The stack's width comes from another part of the product, which alignment doesn't
# touch. Peakiness is a maximum over a mean, and doesn't ask where in the window either lies. Compute
# the features before and after, with wrapped edges that keep every gate:

# %%
wrapped = alignment.align(power, shift, gate_m, edges="wrap")
table = echoes.features(ds, needed=[])


def silhouette(power):
    rows = table.assign(peakiness=echoes.pulse_peakiness(power))[ice & known].dropna()
    if np.unique(surface[rows.index]).size < 2:  # a file without classes
        return np.nan
    scaled = (rows - rows.mean()) / rows.std()
    return partitions.scores(scaled, surface[rows.index])["silhouette"]


# %%
separation = {"before": silhouette(power), "after": silhouette(wrapped)}
separation["change"] = separation["after"] - separation["before"]
report.record(pd.Series(separation, name="silhouette"), "separation").round(3)

# %% [markdown]
# The separation stays what it was: {glue:text}`separation_before` and {glue:text}`separation_after`.
# A study that finds a gain has changed something else on the way: the sample, the crop, or the
# definition.

# %% [markdown]
# ## From an echo to a distance
#
# The number that an altimeter is built for is the range, and for it one must say *where on the echo*
# the surface is. The threshold first-maximum retracker (TFMRA) takes the first maximum that stands out
# of the noise and goes back to where the rising edge crosses a fraction of it.

# %%
gate = retracking.tfmra(power, threshold)
report.metric("tfmra_failed", np.mean(~np.isfinite(gate)), better="lower")

# %% mystnb={"figure": {"caption": "Four echoes and the gate at which the retracker puts the surface.", "name": "fig-alignment-retracking"}, "image": {"alt": "Four echoes of increasing peakiness, each with a vertical line on its rising edge."}}
figures.retracked(power, gate, echoes.pulse_peakiness(power))

# %% [markdown]
# **Against the truth.** Half of the maximum is reached before the point at which the surface lies, so
# ranges come out too short, unless something late, such as a lead beside the track, is taken for the
# surface. What leads and floes have in common of that cancels in freeboard,
# their difference. What they don't have in common stays in it. (Your own product has no truth, and
# the rest of this section stays empty.)

# %%
unknown = {name: ds.latitude * np.nan for name in ("gate", "lead_share", "freeboard")}
truth = xr.Dataset(unknown).assign(side_distance=1 * ds.latitude, ice_share=ds.latitude)
if source == "simulated":
    truth = xr.load_dataset(catalog.truth(path))
table = truth.drop_dims([d for d in truth.dims if d != "echo"]).to_dataframe()
floe = (table.lead_share == 0) & (table.ice_share == 1)
beside = table.side_distance.notna()  # a lead off the track
above = table.freeboard.where(floe, 0)  # so much earlier in the echo
error = 100 * ((gate - table.gate) * gate_m + above)  # cm; positive: too far

# %%
kinds = {
    "lead": table.lead_share > 0.5,
    "floe": floe & ~beside,
    "floe beside a lead": floe & beside,
}
errors = {kind: error[rows] for kind, rows in kinds.items()}
found = pd.DataFrame({kind: [e.median(), e.std()] for kind, e in errors.items()})
report.record(found.set_axis(["median", "spread"]).T, "range_error", unit="cm").round(1)

# %% mystnb={"figure": {"caption": "Error of the retracked range against the simulated truth (positive: too far).", "name": "fig-alignment-range"}, "image": {"alt": "Histograms of range error. Leads give a narrow peak, floes a broader one at shorter ranges, and floes beside a lead a broad hump at longer ones."}}
figures.range_errors(errors)

# %% [markdown]
# A lead beside the track does damage: its spike arrives late, and a retracker that takes it for the
# surface measures the detour.
#
# ## The lead–floe offset
#
# A range too short is a height too large. The **lead–floe offset** is the height error of floes less
# that of leads: by so much the freeboard comes out too large. Which leads, though? Most of them fill
# a part of the strip only, and floes share their echo.

# %%
which = {
    "wide leads": table.lead_share > 0.5,
    "narrow leads": (table.lead_share > 0) & (table.lead_share <= 0.1),
}
found = {
    name: freeboard.lead_floe_offset(-error, rows, kinds["floe"])
    for name, rows in which.items()
}
report.record(pd.Series(found, name="cm"), "offset", unit="cm").round(1)

# %% mystnb={"figure": {"caption": "The lead–floe offset of single leads by the share of the strip that they fill. Boxes: quartiles.", "name": "fig-alignment-offset"}, "image": {"alt": "Boxes that climb from left to right: over leads that fill little of the strip the freeboard comes out less too large than over leads that fill more than half of it."}}
offset = error - error[kinds["floe"]].median()
heights.offset(table.lead_share, offset)

# %% [markdown]
# Over leads that fill more than half of the strip the offset is {glue:text}`offset_wide_leads` cm,
# over those that fill up to a tenth {glue:text}`offset_narrow_leads` cm. A rough floe answers first
# with its ridges, above its mean surface, so its edge comes early. A wide lead has no ridges. In a
# narrow lead's echo the floes around pull the edge forward, too, and some of the offset goes.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - Alignment works: the shift predicts where echoes lie, and takes the tracker's movement out.
# - It can't improve a clustering on features that don't depend on position. The claim of the original
#   doesn't survive the simplest test, computing the features twice.
# - Of the faults, the load tide costs centimetres, the barometer a decimetre or more, and a zero in
#   the place of a missing shift costs metres. None raised an error. A missing value must stay missing
#   until somebody decides.
#
# :::{admonition} Where ours may fail
# :class: dropdown
# The lead–floe offset is that of *our* echo model, with Gaussian heights, an assumed roughness of
# floes, and no snow. The published figures are of a Sentinel-3A pass
# of 7 March 2019, on which we haven't run.
# :::

# %% [markdown]
# ## Exercises
#
# **1.** Compare `np.fft.fftshift` and `np.fft.ifftshift` on five numbers, `np.arange(5)`. At how many
# places do they differ?

# %%
numbers = np.arange(5)
answer = ...

# %% tags=["hide-input", "check"]
expected = int(np.sum(np.fft.fftshift(numbers) != np.fft.ifftshift(numbers)))
exercises.check(answer, expected, hint="compare the two arrays with !=.")

# %% tags=["hide-cell", "solution"]
# At all of them; with np.arange(6) at none.
answer = int(np.sum(np.fft.fftshift(numbers) != np.fft.ifftshift(numbers)))
exercises.check(answer, expected)

# %% [markdown]
# **2.** Retrack with `threshold=0.8`. By how many centimetres do the ranges get longer, in the
# median over the tenth of the echoes that is peakiest?

# %%
peaky = echoes.pulse_peakiness(power)
peaky = power[peaky >= np.nanquantile(peaky, 0.9)]
answer = ...

# %% tags=["hide-input", "check"]
moved = retracking.tfmra(peaky, 0.8) - retracking.tfmra(peaky, 0.5)
expected = 100 * gate_m * np.nanmedian(moved)
exercises.check(answer, expected, tolerance=0.1, hint="a gate is gate_m metres wide.")

# %% tags=["hide-cell", "solution"]
# Over floes it is more, since their edge is less steep: the offset between the two
# changes with the threshold.
moved = retracking.tfmra(peaky, 0.8) - retracking.tfmra(peaky, 0.5)
answer = 100 * gate_m * np.nanmedian(moved)
exercises.check(answer, expected, tolerance=0.1)

# %% [markdown]
# ## Three questions

# %% tags=["hide-input"]
exercises.questions("leads/2_alignment")

# %% [markdown]
# ## References
#
# TFMRA: {cite:t}`helm2014,ricker2014`; Doppler altimeter echoes: {cite:t}`wingham2004,wingham2006,ray2015`;
# sea-ice altimetry: {cite:t}`laxon2013`.
