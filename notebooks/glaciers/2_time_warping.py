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
# # Time warping: are two years the same but for their timing?
#
# Melt comes a week earlier on a low slope than on a high one. Compared date by date, two years of
# the same surface then look different. {term}`Dynamic time warping` (DTW) lets the dates slip until the
# curves match, and the original study {cite:p}`linkwongchon2024` builds its classifier on it. But
# what may slip may slip too far. This chapter makes the curves, warps them, and measures what
# that buys.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - log-cumulants: what the logarithm of speckle has for mean, spread and skew;
# - why a ratio that can be negative has none, and what to use instead;
# - DTW by hand: cost matrix, path, Sakoe–Chiba band;
# - what the width of the band does to distances and to a classifier;
# - what to do with missing dates, and what DTW can't know about them.
#
# You need some Python, chapter {doc}`1_archive`, and to have met variance. The
# {doc}`glossary </book/glossary>` has the rest.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy.special import polygamma

from helpers import catalog, exercises, plotting, report
from helpers.glaciers import (
    classifiers,
    comparison,
    cross_validation,
    dtw,
    figures,
    series,
    statistics,
    summary,
)
from helpers.glaciers.products import cpazmal

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", or the path of the archive
window_px: int = 7  # [3, 15] pixels along a side of a window
masked_share: float = 0.0  # [0, 0.5] share of a window's pixels that may be masked
ratio_form: str = "code"  # ["code", "slides"] whose ratio of channels
radius: int = 3  # [0, 30] of the Sakoe–Chiba band, in dates
looks: float = 2.4  # [0.5, 100] of the speckle that is drawn to check the cumulants
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("glaciers/2_time_warping", globals())
plotting.style()

# %% [markdown]
# ## The curves
#
# A sample is a curve over the year, with a class and a *group* that must not be split between
# training and test: square windows of four glacier surfaces, on {glue:text}`dates` dates
# that all of them have in HH and HV. The features are the statistics that come below. By default
# the archive is **simulated**; what a real glacier does, seen by another satellite, is on
# {doc}`a page of its own <5_sentinel1>`.

# %%
path = catalog.find("glaciers/cpazmal", source)
asked = {"ratio_form": ratio_form, "masked_share": masked_share}
curves = series.of_windows(path, window_px, **asked)
label, group = curves.label.values, curves.group.values
days = (curves.time.values - curves.time.values[0]) / np.timedelta64(1, "D")
curves

# %% tags=["remove-cell"]
report.metric("curves", curves.sizes["window"])
report.metric("dates", curves.sizes["time"])
report.metric("groups", len(np.unique(group)))

# %% mystnb={"figure": {"caption": "Series of each class, feature by feature: log-cumulants k1 to k3 of amplitude (nepers to their power) and moments of the ratio over 2020. Lines: medians; shaded: the middle half.", "name": "fig-warping-curves"}, "image": {"alt": "Nine panels with one curve per class. The first cumulants separate the classes from May to September; second cumulants are flat, with one level per class; third ones are noise."}}
figures.class_years(curves)
plt.show()

# %% [markdown]
# ## Log-cumulants
#
# {term}`Speckle` multiplies. Take the logarithm of the amplitude $A$ and it adds, so describe $\ln A$ by its
# first cumulants: mean κ₁, variance κ₂, third central moment κ₃. These are
# *{term}`log-cumulants <log-cumulant>`* {cite:p}`nicolas2002`. For speckle of $L$ looks, intensity that is gamma-distributed with
# mean $m$, they are known:
#
# $$\kappa_1 = \tfrac12\left(\psi(L) + \ln\tfrac{m}{L}\right), \qquad
#   \kappa_2 = \tfrac14\,\psi'(L), \qquad \kappa_3 = \tfrac18\,\psi''(L)$$
#
# with ψ the digamma function and its derivatives. (For the logarithm of *intensity*, drop the ½, ¼ and ⅛.)
# Only κ₁ knows how bright the surface is; κ₂ and κ₃ know only the looks and what the
# surface adds to the speckle, its *texture*. Do our windows find the known values? Draw speckle of
# {glue:text}`looks_drawn` looks and mean 1:

# %%
rng = np.random.default_rng(seed)
strip = np.sqrt(rng.gamma(looks, 1 / looks, (window_px, 2000 * window_px)))
middle = window_px // 2
drawn = statistics.log_cumulants(strip, window_px)[:, middle, middle::window_px]
known = np.array([(polygamma(0, looks) - np.log(looks)) / 2,
                  polygamma(1, looks) / 4, polygamma(2, looks) / 8])
check = {"known": known, "mean of windows": drawn.mean(1)}
check["between windows ±"] = drawn.std(1)
pd.DataFrame(check, index=["κ1", "κ2", "κ3"]).round(4)

# %% tags=["remove-cell"]
report.glue("looks_drawn", f"{looks:g}")
for k, (estimate, truth) in enumerate(zip(drawn, known, strict=True), 1):
    report.metric(f"kappa_{k}_of_drawn_speckle", estimate.mean(), unit=f"nepers^{k}")
    report.metric(f"kappa_{k}_known", truth, unit=f"nepers^{k}")
report.glue("kappa_3_noise", f"{drawn[2].std() / abs(known[2]):.1f}")

# %% [markdown]
# They do, within what the draw can show: the estimates are unbiased (*k-statistics*). But one window of
# {glue:text}`pixels_per_window` pixels says little about κ₃, whose scatter between windows is
# {glue:text}`kappa_3_noise` times its value.

# %% tags=["hide-input"] mystnb={"figure": {"caption": "The log-cumulant diagram of amplitude. Line: speckle without texture, from many looks (upper end) to few. Grey dots: windows of drawn speckle. Coloured: the mean over windows and dates of each polygon, in HH.", "name": "fig-warping-diagram"}, "image": {"alt": "Second against third log-cumulant. A line runs from the origin down to the right; grey dots of drawn speckle form a wide cloud around one point of it; the polygons of the archive lie near the line and to its right."}}
fig, ax = plt.subplots(layout="constrained")
ax.plot(*drawn[1:, :500], ".", ms=3, color=plotting.COLOURS["grey"], alpha=0.5)
number = np.geomspace(0.9, 60, 200)
ax.plot(polygamma(1, number) / 4, polygamma(2, number) / 8, color=figures.WRONG, lw=2)
texture = curves.series.sel(feature=["HH_k2", "HH_k3"]).mean("time")
texture = texture.groupby("group").mean()
for name, colour in figures.colours(np.unique(label)).items():
    mine = texture.sel(group=np.unique(group[label == name])).T
    ax.plot(*mine.values, "o", ms=8, alpha=0.8, color=colour, mec="#555555", label=name)
ax.legend(loc="lower left")
ax.set(xlabel="κ₂", ylabel="κ₃", xlim=(0.05, 0.3), ylim=(-0.15, 0.04))
plt.show()

# %% [markdown]
# ## A ratio that can be negative
#
# The original adds a cross-polarisation ratio. It is published in two forms:
#
# $$r_\text{slides} = \frac{HH - HV}{HH \cdot HV} = \frac{1}{HV} - \frac{1}{HH}, \qquad
#   r_\text{code} = \frac{HH - HV}{\sqrt{HH^2 + HV^2}}$$
#
# HV is weaker than HH, *on average*. Speckle is not an average: in a pixel HV is often the
# stronger, the ratio is negative, and a negative number has no logarithm. Log-cumulants of
# the ratio, which the slides announce, don't exist.

# %%
name = summary.examples(summary.polygons(path))["HAG"]
stack = cpazmal.open(path, name, polarisation=["HH", "HV"], satellite="PAZ")
hh, hv = np.sqrt(stack.intensity.compute().sel(polarisation=["HH", "HV"])).values

# %%
rows = {}
for which in statistics.RATIOS:
    ratio = statistics.ratio(hh, hv, which)
    mean, _, variation = statistics.moments(ratio, window_px)
    doubled = statistics.ratio(2 * hh, 2 * hv, which)
    rows[which] = {
        "negative pixels (%)": 100 * (ratio < 0).sum() / np.isfinite(ratio).sum(),
        "negative windows (%)": 100 * (mean < 0).sum() / np.isfinite(mean).sum(),
        "largest |variation|": np.nanmax(np.abs(variation)),
        "factor if amplitudes double": np.nanstd(doubled) / np.nanstd(ratio),
    }
signed = pd.DataFrame(rows).T
signed.round(1)

# %% tags=["remove-cell"]
for column in ("negative pixels (%)", "negative windows (%)"):
    report.metric(report.slug(column), signed.loc["code", column], unit="%")
report.metric("largest_variation", signed.loc["code", "largest |variation|"])
report.glue("pixels_per_window", str(window_px**2))

# %% [markdown]
# {glue:text}`negative_pixels` % of the pixels have a negative ratio, and so have the means of
# {glue:text}`negative_windows` % of all windows. The authors' code takes other statistics there, which are
# defined for signed numbers: mean, kurtosis, and coefficient of variation (standard deviation over
# mean). The last is defined but not tame: where the mean is near zero it shoots up, here to
# {glue:text}`largest_variation`. And the slides' form changes with the calibration. Double both
# amplitudes, and it halves. The code's doesn't. We use the code's form by default, and its mean first.
#
# ## Euclidean distance and DTW
#
# Put two curves $Q$ and $S$ of $n$ dates along the sides of a table, and write $(Q_i - S_j)^2$ into each cell.
# The **Euclidean distance** adds up the diagonal and takes the root: the first date against the first, and
# so on. **DTW** {cite:p}`sakoe1978` looks for the cheapest *path* from corner to corner that never goes back:
#
# $$\mathrm{DTW}(Q, S) = \min_\pi \sqrt{\sum_{(i,j)\in\pi} (Q_i - S_j)^2}, \qquad |i - j| \le r$$
#
# The *{term}`Sakoe–Chiba band`* $r$ (`radius`) says how far a date may slip. With $r = 0$ only the diagonal is
# left, and DTW *is* the Euclidean distance; more room can only make it smaller. Beware when you compare
# software: some libraries leave out the root, dtaidistance's window counts the diagonal, and
# aeon's is a share of the length.
#
# As in the slides we warp ice apron against hanging glacier in HH and ablation against accumulation
# in HV.

# %%
def mean_curve(name, feature):
    """Average one feature over the samples of a class."""
    return curves.series.sel(feature=feature).values[label == name].mean(0)


pairs = {
    "HH": {name: mean_curve(name, "HH_k1") for name in ("ICA", "HAG")},
    "HV": {name: mean_curve(name, "HV_k1") for name in ("ABL", "ACC")},
}

# %% mystnb={"figure": {"caption": "Accumulated cost of aligning two mean curves up to each pair of dates (dark: cheap), the band (dashed), the best path inside it (orange) and without any band (white).", "name": "fig-warping-cost"}, "image": {"alt": "Two square tables of cost. The path in the band stays within a few dates of the diagonal and runs along its edge in places; the one without a band leaves it farther."}}
figures.costs(pairs, radius)
plt.show()

# %% mystnb={"figure": {"caption": "The two curves of each pair, the first lifted, and which dates DTW puts together within the band.", "name": "fig-warping-lines"}, "image": {"alt": "Two panels, each with two curves over the year and thin lines between them, many of them slanted: dates of one curve matched with earlier or later ones of the other."}}
figures.links(pairs, days, radius, "days", "κ₁ (nepers)")
plt.show()

# %%
allowed = {"Euclidean": 0, "1 date": 1, f"{radius} dates": radius, "no band": None}
distance = pd.DataFrame({
    name: {word: dtw.distances([a], [b], r).item() for word, r in allowed.items()}
    for name, (a, b) in ((name, pair.values()) for name, pair in pairs.items())
}).T
distance["saved (%)"] = 100 * (1 - distance[f"{radius} dates"] / distance["Euclidean"])
distance.round(2)

# %% tags=["remove-cell"]
for place, (_, row) in zip(("first", "second"), distance.iterrows(), strict=True):
    report.metric(f"euclidean_{place}_pair", row["Euclidean"], unit="nepers")
    report.metric(f"dtw_{place}_pair", row[f"{radius} dates"], unit="nepers")
    report.metric(f"reduction_{place}_pair", row["saved (%)"], unit="%")

# %% [markdown]
# Warping within {glue:text}`radius_used` dates takes {glue:text}`reduction_first_pair` % off the
# distance of the first pair and {glue:text}`reduction_second_pair` % off that of the second. Each
# pair is of two *different* classes, so a smaller distance is no merit in itself. What counts is
# whether curves of the *same* class come closer by more.
#
# ## What the radius does
#
# Take every curve against every other of another group, and compare the mean distance within a class
# and between classes. Then classify each curve by its nearest neighbour, with its whole group
# left out, and take the macro-F1: F1 per class, averaged.

# %%
tried = {name: curves.series.sel(feature=name).values for name in ("HH_k1", "HV_k1")}
radii = sorted({0, 1, 2, 3, 5, 8, 12, 20, radius})
same = (label[:, None] == label) & (group[:, None] != group)
other = label[:, None] != label

# %%
def nearest(distances):
    """Name each curve as its nearest neighbour in another group."""
    method = classifiers.nearest_neighbours(distances[None], label, 1)
    splits = cross_validation.leave_one_group_out(group)
    return cross_validation.predict(method, splits)[0]


def macro_f1(taken):
    """Average F1 over the classes."""
    counts = comparison.confusions(taken, label, np.zeros(label.size))
    return comparison.f1(counts[0, 0]).mean()


# %%
rows, taken = {}, {}
for name, values in tried.items():
    for r in radii:
        distances = dtw.distances(values, values, r)
        taken[name, r] = nearest(distances)
        rows[name, r] = {
            "same": distances[same].mean(),
            "other": distances[other].mean(),
            "macro-F1": macro_f1(taken[name, r]),
        }
effect = pd.DataFrame(rows).T
effect["other / same"] = effect.other / effect.same

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Left: mean distance between curves of the same class (solid) and of different classes (dashed), as a share of the Euclidean one. Right: macro-F1 of the nearest neighbour with whole groups left out. Both against the radius of the band.", "name": "fig-warping-radius"}, "image": {"alt": "Left, all curves fall from one with the radius, those of different classes about as far as those of the same. Right, macro-F1 against the radius: it is highest at radius zero or within the first few, and declines for wide bands."}}
fig, axes = plt.subplots(1, 2, figsize=(plotting.WIDTH, 3.4), layout="constrained")
for name, colour in zip(tried, figures.OTHERS, strict=False):
    rows = effect.loc[name]
    for column, look in {"same": "o-", "other": "s--"}.items():
        share = rows[column] / rows[column].iloc[0]
        axes[0].plot(radii, share, look, ms=5, color=colour)
    axes[1].plot(radii, rows["macro-F1"], "o-", ms=5, color=colour, label=name)
axes[0].set(ylabel="distance / Euclidean", ylim=(0, 1.05))
axes[1].set(ylabel="macro-F1")
fig.supxlabel("radius (dates)", size=12)
fig.legend(*axes[1].get_legend_handles_labels(), loc="outside upper center", ncol=2)
plt.show()

# %% tags=["remove-cell"]
report.metric("radius_used", radius)
for place, name in zip(("first", "second"), tried, strict=True):
    report.glue(f"feature_{place}", name)
    for r, word in {0: "euclidean", radius: "dtw"}.items():
        report.metric(f"f1_{place}_{word}", effect.loc[(name, r), "macro-F1"])
        report.metric(f"contrast_{place}_{word}", effect.loc[(name, r), "other / same"])
    report.metric(f"best_radius_{place}", int(effect.loc[name, "macro-F1"].idxmax()))

# %% [markdown]
# With {glue:text}`feature_first` the mean distance between classes is {glue:text}`contrast_first_euclidean` times that
# within them for the Euclidean distance and {glue:text}`contrast_first_dtw` times at radius {glue:text}`radius_used`; with
# {glue:text}`feature_second` {glue:text}`contrast_second_euclidean` and {glue:text}`contrast_second_dtw` times.
# The macro-F1 goes from {glue:text}`f1_first_euclidean` to {glue:text}`f1_first_dtw`, and from
# {glue:text}`f1_second_euclidean` to {glue:text}`f1_second_dtw`. (The two measures needn't agree: one is a mean
# over all pairs, the other asks only which curve is nearest.) The best radius is
# {glue:text}`best_radius_first` and {glue:text}`best_radius_second`, if one picks it after having seen the result, which
# one mustn't. What can be said, with intervals of 95 % over the groups?

# %%
warped = {name: (taken[name, radius], taken[name, 0]) for name in tried}
change = comparison.differences(warped, label, group, seed=seed)
report.record(change, "f1_change").round(3)

# %% [markdown]
# Why might warping harm? It takes a difference in *timing* for nothing. Where the date of the melt is what tells
# two surfaces apart, that throws information away; and a weather event on one date stops being an anchor.
# Warping pays where the timing varies *within* a class by
# more than it does between classes. That is an empirical question, and the answer above holds for these
# data at this sampling only.
#
# **The simulated archive can't decide it for real glaciers.** How much the timing varies within a class is assumed there (altitude and a
# random phase), and that is what warping could take out. What the weather of one date does to all glaciers at once is as small as
# in the archive's plots, which show one polygon per class. Were it more, a comparison date by date would
# profit.
#
# ## Missing dates
#
# A satellite misses passes. Take dates out of each curve to be classified, at random but for its
# ends; the curves to compare with stay whole. Three ways out: fill along a straight line
# and compare date by date; fill and warp; or don't fill, and let DTW align the short curve with the long one,
# the band being widened by the difference in length.

# %%
name, values = next(iter(tried.items()))
rng = np.random.default_rng(seed)
rows = {}
for dropped in (np.array([0, 0.15, 0.3, 0.45, 0.6]) * len(days)).astype(int):
    short, filled = series.thin(values, days, dropped, rng)
    rows[dropped] = {
        "filled, Euclidean": macro_f1(nearest(dtw.distances(filled, values, 0))),
        "filled, DTW": macro_f1(nearest(dtw.distances(filled, values, radius))),
        "not filled, DTW": macro_f1(nearest(dtw.distances(short, values, radius))),
    }
gaps = pd.DataFrame(rows).T.rename_axis("dates lost")
gaps.round(3)

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Macro-F1 of the nearest neighbour, whole groups left out, against how many dates each curve has lost, for three ways to deal with it.", "name": "fig-warping-gaps"}, "image": {"alt": "Three curves of macro-F1 against dates lost. The one of short curves that are not filled falls lowest where many dates are lost."}}
fig, ax = plt.subplots(figsize=(plotting.WIDTH, 3.6), layout="constrained")
for i, (way, scores) in enumerate(gaps.items()):
    ax.plot(scores, "os^"[i] + "-", color=figures.OTHERS[i], label=way)
ax.set(xlabel=f"dates lost, of {len(days)}", ylabel="macro-F1", xticks=gaps.index)
ax.legend()
plt.show()

# %% tags=["remove-cell"]
report.glue("lost", str(int(gaps.index[3])))
for way, score in gaps.iloc[3].items():
    report.metric(report.slug("f1_gaps", way.replace("not ", "un")), score)

# %% [markdown]
# With {glue:text}`lost` of {glue:text}`dates` dates lost, filling and the Euclidean distance have {glue:text}`f1_gaps_filled_euclidean`,
# filling and warping {glue:text}`f1_gaps_filled_dtw`, and warping without filling {glue:text}`f1_gaps_unfilled_dtw`. DTW
# accepts curves of unequal length, but it doesn't know the calendar. It counts samples.
#
# **Unequal polarisations.** That is worse where one curve covers more *time*. HH runs on for two
# years after HV has ended. DTW ties first to first and last to last:

# %%
name = summary.examples(summary.polygons(path))["ACC"]
both = [cpazmal.open(path, name, polarisation=p, satellite="PAZ") for p in ("HH", "HV")]
long, short = (np.log(one.intensity).mean(["y", "x"]).compute() / 2 for one in both)
period = slice(short.time.values[0], short.time.values[-1])
same_dates = long.interp(time=short.time)
cases = {"as they are": long, "same period": long.sel(time=period)}
cases["same dates, filled"] = same_dates

# %%
rows = {}
for case, curve in cases.items():
    two = (one.values - one.values.mean() for one in (curve, short))
    i, j = dtw.path(*two, radius).T
    apart = np.abs(curve.time.values[i] - short.time.values[j]) / np.timedelta64(1, "D")
    rows[case] = {"dates": curve.size, "mean days apart": apart.mean()}
    rows[case]["most days apart"] = apart.max()
apart = pd.DataFrame(rows).T
apart.round(1)

# %% tags=["remove-cell"]
report.metric("days_apart_as_they_are", apart["most days apart"].iloc[0], unit="days")
report.metric("days_apart_same_dates", apart["most days apart"].iloc[2], unit="days")

# %% [markdown]
# As they are, dates up to {glue:text}`days_apart_as_they_are` days apart are put together. On
# common dates the band keeps its promise, and {glue:text}`days_apart_same_dates` days is the most (a date may
# lie next to a missed pass). So the study cuts all features to common dates first, which costs HH most of its
# length; a radius in *dates* is a radius in days only on an even calendar.
#
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - κ₁ is the level, and carries the seasons. κ₂ and κ₃ describe speckle and texture, and a
#   window of {glue:text}`pixels_per_window` pixels measures κ₃ badly.
# - The original's log-cumulants of a ratio don't exist; its code knows that and takes moments.
# - A smaller distance is not a better one. Whether warping helps must be measured with whole groups left out, beside the
#   Euclidean distance, which is DTW of radius 0. The slides show only pairs of curves, and
#   conclude that the method gives "good and comprehensive results".
# - Fill gaps, or cut to common dates, before warping. DTW doesn't know what a date is.
# - **Where ours may fail.** On the simulated archive, timing varies between polygons by assumed amounts (altitude
#   and a random phase), and the ups and downs from date to date are shared by all places as little as the archive's polygons of
#   different classes share theirs. Both decide how much there is to warp away and what identical dates are worth; polygons of one
#   class may share more, and another mountain may differ.
#   All intervals draw groups anew and leave out the luck of what was learnt from.

# %% [markdown]
# ## Exercises
#
# 1. Run with `radius=0` and with `radius=10`. What happens to the path, and to the verdicts?
#
# :::{dropdown} Solution
# With 0 the path is the diagonal, every table's DTW equals the Euclidean distance, and no difference is left. With 10 the
# path nears the white one, and the nearest neighbour gets worse: the winter
# of one class may be explained by the edges of another's summer.
# :::
#
# 2. Draw speckle with `looks=1`. Compare κ₁ with the mean level in dB of exercise 3 in {doc}`1_archive`.
#
# :::{dropdown} Solution
# κ₁ = ψ(1)/2 = −0.289 nepers. A neper of amplitude is 8.69 dB, so the mean of logarithms lies 2.51 dB below the
# logarithm of the mean. That is the shift.
# :::
#
# 3. The original wants log-cumulants of a ratio. Which ratio of HH and HV *has* them, and what are they?
#
# :::{dropdown} Solution
# HH / HV, which is positive. Its logarithm is a difference, so κ₁ is κ₁ of HH minus κ₁ of HV: nothing new
# for a method that has both. κ₂ is new only by the correlation of the two.
# :::

# %% [markdown]
# ## Questions

# %% tags=["remove-input"]
exercises.questions("glaciers/2_time_warping")

# %% [markdown]
# ## References
#
# Log-cumulants: {cite:t}`nicolas2002`; the band: {cite:t}`sakoe1978`; the slides:
# {cite:t}`linkwongchon2024`; the archive: {cite:t}`cpazmal`.
