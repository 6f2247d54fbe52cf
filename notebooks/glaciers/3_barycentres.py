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
# # Barycentres: is the shape of the year enough?
#
# Each kind of surface has its own radar year. Average the years of a class, and a new series
# can be compared with a handful of averages instead of with everything seen before. That is
# quick enough for whole scenes. The [original study](https://huggingface.co/datasets/musmb/CPAZMaL)
# {cite:p}`linkwongchon2024` averages and compares under {term}`dynamic time warping` (DTW), which
# may shift dates a little, and lets several features vote.
#
# Its slides conclude that the method gives "good and comprehensive results". They show a map and, beside it, numbers of which
# "ABL 39.0" and "ACC 20.4" can be read but not what they measure. There is no F1 per class and nothing to compare with. So three questions
# are open. Does warping beat the plain distance? Does the ratio of the two polarisations help?
# What does the vote add? Here each gets an answer with an error bar.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - three ways to average series, and what each does to a peak that comes early or late;
# - from distances to probabilities, and from several features to one vote;
# - how to split data when neighbours are alike, and what splitting wrongly would gain;
# - how to compare two methods: the same splits, the difference, and its interval;
# - whether a probability may be believed.
#
# You need what {doc}`the last chapter <2_time_warping>` says of time warping. The
# {doc}`glossary </book/glossary>` has the rest.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import xarray as xr
from IPython.display import Markdown, display
from tslearn.barycenters import softdtw_barycenter

from helpers import catalog, plotting, report
from helpers.glaciers import (
    classifiers,
    comparison,
    cross_validation,
    dtw,
    products,
    series,
    voting,
)

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of an archive
radius: int = 3  # [1, 14] of the Sakoe–Chiba band, in samples
n_neighbours: int = 25  # [1, 50] neighbours that are asked
n_repeats: int = 10  # [2, 50] of the cross-validation
n_iterations: int = 5  # [1, 50] of barycentre averaging, at most
n_trees: int = 40  # [10, 500] of the random forest
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("glaciers/3_barycentres", globals())
plotting.style()
real = source == "real"

# %% [markdown]
# ## The series
#
# By default the page runs on the simulated archive, in the layout of the authors' own. A sample is
# a window of 7 × 7 pixels; its *group* is the polygon that it lies in. It has nine features, each a
# series over the dates that both polarisations share: three {term}`log-cumulants <log-cumulant>` of
# the amplitude in HH and in HV {cite:p}`nicolas2002`, and mean, kurtosis and coefficient of variation
# of their ratio, which is signed and so has no logarithm.
#
# With `source="real"` it runs on **a Sentinel-1 series of one glacier that is not in the archive**: a
# sample is a year of one 50 m band of elevation, its group that band on one aspect. Its features are
# the cross-polarised echo (VH) in decibels, and its *shape*: the same with each year brought to mean
# 0 and standard deviation 1. The label comes from an optical snow index in late summer, which the radar has no part in.
# Then two public sets of vegetation series from MODIS follow, a usual yardstick for time warping.

# %%
if real:
    ds = series.of_elevations(products.open(catalog.find("glaciers/sentinel1-glacier", "real")))
    shape = (ds.series - ds.series.mean("time")) / ds.series.std("time")
    shape = shape.assign_coords(feature=["VH shape"])
    ds = xr.concat([ds.series, shape], "feature").transpose("window", ...).to_dataset(name="series")
else:
    archive = catalog.find("glaciers/cpazmal", source)
    ds = series.of_windows(archive)
X, label, group = ds.series.values, ds.label.values, ds.group.values

# %% tags=["remove-cell"]
classes, names = np.unique(label), list(ds.feature.values)
what = "years of an elevation" if real else "windows"
report.metric("samples", len(X))
report.metric("groups", len(np.unique(group)))
report.metric("dates", X.shape[2])
report.glue("sample_name", what)
report.glue("k", str(n_neighbours))
report.glue("repeats", str(n_repeats))

# %% [markdown]
# There are {glue:text}`samples` {glue:text}`sample_name` from {glue:text}`groups` groups, with
# {glue:text}`dates` samples along the year.
#
# ## Three ways to average
#
# The plain (Euclidean) **mean** goes date by date. Where melt comes early in one series and late in
# another, it has a gentle slope that none of them has.
#
# **DBA**, DTW barycentre averaging {cite:p}`petitjean2011`, first aligns each series with the current
# average, then puts every sample of the average at the mean of what was aligned with it, and starts
# again. Steps should stay steep, and lie at a typical date.
#
# **Soft-DTW** replaces the best alignment by a smooth blend of all, so that the average can be found by
# descending a gradient {cite:p}`cuturi2017`. Its γ sets how much is blended. As γ goes to 0 it becomes DTW. The version here has no
# band.

# %%
shown, feature = ("accumulation", "VH") if real else ("ACC", "HV_k1")
one_class = X[label == shown, names.index(feature)]
gamma = 0.1 * one_class.var()
average = {
    "mean": dtw.barycentre(one_class, 0, 1),
    "DBA": dtw.barycentre(one_class, radius, 30),
    "soft-DTW": softdtw_barycenter(one_class[..., None], gamma, max_iter=30).ravel(),
}

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Series of one class (grey) and three averages of them.", "name": "fig-barycentres-averages"}, "image": {"alt": "Many grey series over the dates of the year, and three thick lines: the mean, the DTW barycentre and the soft-DTW barycentre. They agree in level and differ where the series rise and fall."}}
fig, ax = plt.subplots(layout="constrained")
ax.plot(ds.time, one_class[:: max(1, len(one_class) // 60)].T, color="#7A7A7A", lw=0.5, alpha=0.4)
for (name, line), style, colour in zip(average.items(), ("-", "--", ":"), ("blue", "vermilion", "green"), strict=True):
    ax.plot(ds.time, line, style, lw=3, color=plotting.COLOURS[colour], label=name)
ax.set(xlabel="day of the year" if real else "", ylabel="VH (dB)" if real else "κ1 of HV (nepers)", title=shown)
fig.autofmt_xdate() if not real else None
ax.legend(ncol=3, loc="lower center", bbox_to_anchor=(0.5, 1.1))
plt.show()

# %% [markdown]
# How near are the series to their average? The mean squared DTW distance in the band (*inertia*) is
# what DBA makes small, the mean squared Euclidean distance what the mean does. So each wins its own
# game, and which is the better average must be settled elsewhere: by what it classifies.

# %%
def inertia(line, within):
    """Mean squared distance of the class's series to an average."""
    return np.mean(dtw.distances(one_class, line[None], within) ** 2)


pd.DataFrame(
    {name: {"under DTW": inertia(line, radius), "Euclidean": inertia(line, 0)}
     for name, line in average.items()}
).T.round(3)

# %% [markdown]
# ## From distances to a vote
#
# A sample has a distance to the barycentre of every class. The slides turn distances into
# probabilities and don't say how; here the probability is in proportion to the inverse distance, which
# needs no scale. So a feature in decibels and one without unit have an equal say. Then the features vote:
# the mean of their probabilities (the slides' equation 3, up to a factor), or the majority of their verdicts.

# %% tags=["hide-input"]
train, test = cross_validation.by_group(label, group, 1, seed=seed)[0][0]
example = classifiers.nearest_barycentre(X, label, radius, n_iterations)(train, test[:1])
table = pd.DataFrame(example[:, 0], index=names, columns=classes)
table.loc["vote"] = voting.combine(example)[0]
display(Markdown(f"One of the {what}, which is *{label[test[0]]}*:"), table.round(2))

# %% [markdown]
# ## A fair test
#
# Neighbouring samples are alike: the same slope, the same snow, the same offset of the radar. If some are
# learnt from and others judged, a method can pass by recognising the place. So whole groups go to one
# side, stratified so that each class is as evenly spread as whole groups allow. Three folds, so that each sample is judged
# once; {glue:text}`repeats` repeats with other folds.

# %%
splits = cross_validation.by_group(label, group, n_repeats, seed=seed)
sizes = cross_validation.set_sizes(label, splits)
sizes.round(0).astype(int)

# %% tags=["remove-cell"]
for name, row in sizes.iterrows():
    for side in ("train", "test"):
        report.metric(f"{side}_{name}", row[side], text=f"{row[side]:.0f} ± {row[side + ' ±']:.0f}")

# %% tags=["hide-input"]
if real:
    display(Markdown(
        "The slides' first table counts windows of the archive, so these numbers have nothing to be set beside."
    ))
else:
    known = report.published()["glaciers/3_barycentres"]
    told = {f"{side}, published": [known[f"{side}_{name}"]["value"] for name in series.GLACIER]
            for side in ("train", "test")}
    told = pd.DataFrame(told, index=series.GLACIER).join(sizes[["train", "test"]].round(0)).astype(int)
    display(told, Markdown(
        "The slides' two numbers add up to "
        f"{' or '.join(map(str, sorted(set(told.iloc[:, :2].sum(axis=1)))))} for each class: the classes had been "
        "evened out. Their spread, 39 to 57 windows, shows that whole polygons changed sides. "
        "Here the classes are as they come."
    ))

# %% [markdown]
# Seven methods meet on these splits, all with the same series:
#
# - **nearest barycentre**, DTW (with DBA) and Euclidean (with the mean), voting over the features;
# - ***k* nearest neighbours**, *k* = {glue:text}`k`, the authors' later recipe, DTW and Euclidean, voting in the same way;
#   each neighbour has one voice. The distances between all pairs are computed once and serve every split;
# - **the one nearest neighbour**, as a yardstick;
# - a **random forest** on all features at all dates, which knows nothing of time.

# %%
near = {"DTW": classifiers.pairwise_distances(X, radius), "Euclidean": classifiers.pairwise_distances(X, 0)}
method = {
    "barycentres, DTW": classifiers.nearest_barycentre(X, label, radius, n_iterations),
    "barycentres, Euclidean": classifiers.nearest_barycentre(X, label, 0, 1),
    f"{n_neighbours} neighbours, DTW": classifiers.nearest_neighbours(near["DTW"], label, n_neighbours),
    f"{n_neighbours} neighbours, Euclidean": classifiers.nearest_neighbours(near["Euclidean"], label, n_neighbours),
    "1 neighbour, DTW": classifiers.nearest_neighbours(near["DTW"], label, 1),
    "1 neighbour, Euclidean": classifiers.nearest_neighbours(near["Euclidean"], label, 1),
    "random forest": classifiers.random_forest(X, label, n_trees, seed),
}
votes = {name: cross_validation.predict(one, splits, name) for name, one in method.items()}
judged = {name: voting.combine(one) for name, one in votes.items()}

# %%
results = comparison.compare(judged, label, group)
results.round(3)

# %% tags=["remove-cell"]
SHORT = ["barycentres_dtw", "barycentres_euclidean", "neighbours_dtw", "neighbours_euclidean",
         "nearest_dtw", "nearest_euclidean", "forest"]
for short, name in zip(SHORT, method, strict=True):
    report.metric(f"macro_f1_{short}", results.loc[name, "macro-F1"], better="higher")
    report.metric(f"macro_f1_{short}_low", results.loc[name, "low"])
    report.metric(f"macro_f1_{short}_high", results.loc[name, "high"])
    report.metric(f"macro_f1_{short}_spread", results.loc[name, "± repeats"])

# %% [markdown]
# F1 of a class is the harmonic mean of two shares: of its samples that are found, and of those given its
# name that deserve it. Macro-F1 is the mean over classes, so that a rare class counts as much as a common
# one. Two kinds of error bar are in the table. **± repeats** says what the luck of the split does. It does not say how the
# method would do on other polygons, as all repeats shuffle the same ones. For that, *low* and *high* come from
# drawing whole groups with replacement, a bootstrap of 95 %. Even they are rather too narrow: the methods are not trained anew for each draw, so
# that the luck of what was learnt from is left out. And where a method makes no error the interval is one point, which doesn't mean that it never will.

# %% tags=["hide-input", "reference-figure"] mystnb={"figure": {"caption": "Macro-F1 of each method under the same grouped splits; bars: interval of 95 % over groups.", "name": "fig-barycentres-methods"}, "image": {"alt": "Dots with horizontal error bars, one row per method, macro-F1 along the axis."}}
def bars(ax, table, colour="blue"):
    """Draw estimates with their intervals, one row each."""
    value = table["macro-F1"]
    reach = abs(np.array([value - table.low, table.high - value]))
    ax.errorbar(value, range(len(table)), xerr=reach, fmt="o", ms=8, lw=2.5, color=plotting.COLOURS[colour])
    ax.set(yticks=range(len(table)), yticklabels=table.index, xlabel="macro-F1")
    ax.invert_yaxis()
    ax.grid(axis="x", alpha=0.4)


fig, ax = plt.subplots(layout="constrained")
bars(ax, results)
plt.show()

# %% [markdown]
# ### Which class, and taken for which?

# %%
best = results["macro-F1"].idxmax()
by_class = {name: comparison.by_class(judged[name], label) for name in (*list(method)[:4], best)}
pd.concat(by_class, axis=1).round(3).T.unstack().swaplevel(axis=1).sort_index(axis=1)

# %% tags=["hide-input"] mystnb={"figure": {"caption": "What samples of each class were taken for, by nearest barycentre under DTW; counts are means over the repeats.", "name": "fig-barycentres-confusion"}, "image": {"alt": "Confusion matrix with the classes as rows and what they were taken for as columns; the diagonal holds the hits."}}
counts = comparison.confusions(judged["barycentres, DTW"], label, group).sum(axis=1).mean(axis=0).round().astype(int)
fig, ax = plt.subplots(figsize=(5.6, 5))
plotting.confusion(counts, classes, classes, ax, "class", "taken for")
plt.show()

# %% tags=["remove-cell"]
for short, name in zip(SHORT, method, strict=True):
    for cls, row in comparison.by_class(judged[name], label).iterrows():
        report.metric(f"f1_{short}_{cls}", row["F1"], better="higher")

# %% tags=["hide-input"]
missed = counts - np.diag(np.diag(counts))
i, j = np.unravel_index(missed.argmax(), missed.shape)
display(Markdown(
    f"The commonest error takes **{classes[i]} for {classes[j]}**: {counts[i, j] / counts[i].sum():.0%} of the "
    f"{what} of {classes[i]}. The best of all methods is “{best}”."
    + ("" if real else " The slides have “ABL 39.0” and “ACC 20.4” beside their map. The unit is not readable: they may be scores in per cent, or "
       "shares of the map and no score at all. So nothing of ours is set beside them.")
))

# %% [markdown]
# ## Three questions
#
# Two overlapping intervals say little about which of two methods is better, since both were tried on the same
# groups, hard ones and easy ones. The *paired difference* takes that out: the same draw of groups for
# both, and their difference. If its interval leaves out zero, one is better on groups like these.

# %%
def differ(first, second):
    """Paired difference of macro-F1, with its interval over groups."""
    return comparison.difference(first, second, label, group)


warped = {kind: differ(judged[f"{kind}, DTW"], judged[f"{kind}, Euclidean"])
          for kind in ("barycentres", f"{n_neighbours} neighbours", "1 neighbour")}

# %% tags=["hide-input"]
said = [
    f"- {kind}: " + comparison.conclusion(one, "warping is better", "warping is worse", "no clear difference")
    for kind, one in warped.items()
]
display(Markdown("**Does DTW beat the Euclidean distance here?** DTW minus Euclidean:\n\n" + "\n".join(said)))

# %% [markdown]
# Warping forgives a shift in time. It pays where shifts are larger than the step between dates and say nothing
# about the class. It costs where the date *is* the message. And it will bend dates to mend anything: where two series
# of one kind differ in level, it cuts the difference down by sliding along the slopes. The kinks of DBA in
# {numref}`fig-barycentres-averages` come from that.

# %% tags=["hide-input"]
other = label[:, None] != label
warp, plain = (near[name].mean(axis=0) for name in ("DTW", "Euclidean"))
inside, across = (np.median(warp[which] / plain[which]) for which in (~other & (plain > 0), other))
display(Markdown(
    f"Between samples of one class the warped distance is {inside:.0%} of the plain one (median), between samples of "
    f"different classes {across:.0%}. "
    + ("Warping brings kin together more than strangers, on the whole." if inside < across - 0.01
       else "Warping brings strangers together as much as kin.")
    + " What decides, though, is not the median pair but the nearest strangers."
))

# %% [markdown]
# So take the level away: subtract from each series its own mean over the dates. What is left is the shape of the year.

# %%
centred = X - X.mean(axis=2, keepdims=True)
level_free = {}
for name, band in {"DTW": radius, "Euclidean": 0}.items():
    rules = {"barycentres": classifiers.nearest_barycentre(centred, label, band, n_iterations),
             f"{n_neighbours} neighbours": classifiers.nearest_neighbours(classifiers.pairwise_distances(centred, band), label, n_neighbours)}
    level_free |= {f"{kind}, {name}": voting.combine(cross_validation.predict(rule, splits)) for kind, rule in rules.items()}
without_level = comparison.compare(level_free, label, group)
without_level.join(results["macro-F1"].rename("with the level")).round(3)

# %% tags=["hide-input"]
said = []
for kind in ("barycentres", f"{n_neighbours} neighbours"):
    gain = differ(level_free[f"{kind}, Euclidean"], judged[f"{kind}, Euclidean"])
    warp = differ(level_free[f"{kind}, DTW"], level_free[f"{kind}, Euclidean"])
    said += [
        f"- {kind}, Euclidean, without the level minus with it: "
        + comparison.conclusion(gain, "better without", "worse without", "no clear difference"),
        f"- {kind}, without the level, DTW minus Euclidean: "
        + comparison.conclusion(warp, "warping is better", "warping is worse", "no clear difference"),
    ]
    short = kind.split()[-1]
    for rule in ("DTW", "Euclidean"):
        report.metric(f"macro_f1_{short}_{rule.lower()}_without_level",
                      without_level.loc[f"{kind}, {rule}", "macro-F1"], better="higher")
    report.metric(f"without_level_gains_{short}", gain.value)
ceiling = bool(without_level["macro-F1"].filter(like="neighbours").min() > 0.98)
display(Markdown("\n".join(said) + ceiling * (
    "\n\nWithout the level the neighbours make next to no error under either distance. At that ceiling a difference can't show: "
    "these data are **too easy to decide** between DTW and Euclid.")))

# %% tags=["hide-input"]
if source == "simulated":
    display(Markdown(
        "**What is built in.** In the simulation each class has one season, and the polygons' melt is early or late by assumed amounts: "
        "that is all there is to warp away. The weather of a date is common to all places as far as polygons of different classes "
        "are alike in the archive's plots, which is little; polygons of one class may be more alike on a real mountain. So the simulated archive "
        "can show how the methods work and what a level does to them, but not which distance is better on glaciers."
    ))
elif real:
    display(Markdown(
        "All series come from *one* glacier with two classes. That no difference shows here doesn't mean that there is none elsewhere."
    ))

# %% [markdown]
# The second question, and how much each part of the features is worth: the same votes, counted over some of the features only.

# %%
if real:
    subset = {"level": names[:1], "shape": names[1:], "level and shape": names}
else:
    hh, hv = ([n for n in names if n.startswith(pol)] for pol in ("HH", "HV"))
    subset = {"HH": hh, "HV": hv, "HH and HV": hh + hv, "HH, HV and ratio": names}
kinds = ("barycentres, DTW", f"{n_neighbours} neighbours, DTW")
ablation = {
    kind: {name: voting.combine(votes[kind][np.isin(names, used)]) for name, used in subset.items()}
    for kind in kinds
}
ablated = {kind: comparison.compare(found, label, group) for kind, found in ablation.items()}
pd.concat(ablated)[["macro-F1", "low", "high"]].round(3)

# %% tags=["hide-input"]
*_, without, everything = subset if not real else ("level", "level and shape")
adds = "the shape, beside the level," if real else "the ratio, beside HH and HV,"
added = {kind: differ(one[everything], one[without]) for kind, one in ablation.items()}
said = [f"- {kind}: " + comparison.conclusion(one, f"{adds} helps", f"{adds} harms", f"{adds} makes no clear difference")
        for kind, one in added.items()]
question = "shape" if real else "ratio"
display(Markdown(f"**Does the {question} help?** With it minus without:\n\n" + "\n".join(said)))

# %% [markdown]
# The vote weighs all features alike, good and bad. What does each say alone?

# %%
alone = {kind: dict(zip(names, votes[kind], strict=True)) | {
    "vote: mean": judged[kind], "vote: majority": voting.combine(votes[kind], "majority")}
    for kind in kinds}
single = {kind: comparison.compare(found, label, group) for kind, found in alone.items()}

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Macro-F1 of each feature alone and of the two votes over all, under DTW; bars: interval of 95 % over groups.", "name": "fig-barycentres-features"}, "image": {"alt": "Dots with error bars, one row per feature and two for the votes; blue for barycentres and orange for nearest neighbours."}}
fig, axes = plt.subplots(1, 2, figsize=(6.8, 2.4 + 0.32 * len(names)), sharex=True, sharey=True, layout="constrained")
for ax, (kind, one), colour in zip(axes, single.items(), ("blue", "vermilion"), strict=True):
    bars(ax, one, colour)
    ax.set_title(kind.removesuffix(", DTW"))
axes[0].set_ylim(len(names) + 1.6, -0.6)
plt.show()

# %% tags=["hide-input"]
said = []
for kind, one in single.items():
    top = one.loc[names, "macro-F1"].idxmax()
    gain = differ(judged[kind], alone[kind][top])
    swap = differ(alone[kind]["vote: majority"], judged[kind])
    said += [
        f"- {kind}, the vote minus the best single feature ({top}): "
        + comparison.conclusion(gain, "the vote adds", "the vote costs", "the vote adds nothing clear"),
        f"- {kind}, majority instead of mean: "
        + comparison.conclusion(swap, "better", "worse", "no clear difference"),
    ]
    short = kind.split(",")[0].split()[-1]
    report.metric(f"vote_minus_best_{short}", gain.value)
    report.metric(f"majority_minus_mean_{short}", swap.value)
display(Markdown("**What does the vote add?**\n\n" + "\n".join(said)
                 + "\n\nThe best feature was picked with the answers in view, which favours it a little."))

# %% tags=["remove-cell"]
for kind, one in warped.items():
    short = "nearest" if kind.startswith("1 ") else kind.split()[-1]
    for part, value in one._asdict().items():
        report.metric(f"dtw_minus_euclidean_{short}" + ("" if part == "value" else f"_{part}"), value)
for kind, one in added.items():
    short = kind.split(",")[0].split()[-1]
    for part, value in one._asdict().items():
        report.metric(f"added_feature_{short}" + ("" if part == "value" else f"_{part}"), value)
for kind, table in ablated.items():
    for name, value in table["macro-F1"].items():
        words = "_".join(name.replace(",", "").replace(" and", "").split())
        report.metric(f"macro_f1_{kind.split(',')[0].split()[-1]}_with_{words}", value, better="higher")

# %% [markdown]
# ## How many dates, how large a window?
#
# Every second or fourth date only; the band keeps its width in days as far as it can. Half the dates is half
# the cost of the images and a quarter of that of the warping.

# %%
thinned = {}
for step in (1, 2, 4, 8):
    few, band = X[:, :, ::step], max(1, round(radius / step))
    few_votes = cross_validation.predict(classifiers.nearest_barycentre(few, label, band, n_iterations), splits[:5])
    asked = cross_validation.predict(classifiers.nearest_neighbours(classifiers.pairwise_distances(few, band), label, n_neighbours), splits[:5])
    found = {kinds[0]: voting.combine(few_votes), kinds[1]: voting.combine(asked)}
    thinned[few.shape[2]] = comparison.compare(found, label, group)
dates = pd.concat(thinned, names=["dates"])
pd.concat({kind: dates.xs(kind, level="method")[["macro-F1", "low", "high"]] for kind in kinds}, axis=1).round(3)

# %% tags=["remove-cell"]
for (number, kind), value in dates["macro-F1"].items():
    report.metric(f"macro_f1_{kind.split(',')[0].split()[-1]}_{number}_dates", value, better="higher")

# %% tags=["hide-input"]
def with_windows(size):
    """Score windows of another size, by neighbours under DTW, in three repeats."""
    other = series.of_windows(archive, size, max_windows=20, seed=seed)
    where = cross_validation.by_group(other.label.values, other.group.values, 3, seed=seed)
    asked = classifiers.nearest_neighbours(classifiers.pairwise_distances(other.series, radius), other.label.values, n_neighbours)
    found = {f"{size} × {size}": voting.combine(cross_validation.predict(asked, where))}
    return comparison.compare(found, other.label.values, other.group.values).assign(windows=other.sizes["window"])


if real:
    display(Markdown("The glacier's series are means over an elevation band: there is no window to vary."))
else:
    by_size = pd.concat([with_windows(size) for size in (5, 9)])
    seven = results.loc[[kinds[1]]].rename({kinds[1]: "7 × 7"}).assign(windows=len(X))
    by_size = pd.concat([by_size, seven]).sort_index().rename_axis("window")
    display(by_size.round(3))

# %% tags=["hide-input"]
if not real:
    display(Markdown(
        "A large window has less noise and holds more of its polygon's edge and mask, so that fewer windows are "
        "left. (Of the other sizes at most 20 windows are drawn from each polygon.) So the numbers of windows differ, "
        "and with them the task: don't read small differences."
    ))
    for name, row in by_size.iterrows():
        report.metric(f"macro_f1_window_{name.split()[0]}", row["macro-F1"], better="higher")

# %% [markdown]
# ## What a wrong split would gain
#
# Once, deliberately: some of the same methods, with samples dealt out singly, so that neighbours from the same group lie on
# both sides.

# %%
careless = cross_validation.by_sample(label, n_repeats, seed=seed)
flattered = {
    name: voting.combine(cross_validation.predict(method[name], careless, name))
    for name in method if name not in ("barycentres, DTW", "random forest")
}
gain = pd.Series({name: differ(flattered[name], judged[name]) for name in flattered}, name="gained by splitting wrongly")
gain.map(str).to_frame()

# %% tags=["remove-cell"]
for short, one in zip(SHORT[1:], gain, strict=False):
    report.metric(f"flattered_by_{short}", one.value)

# %% tags=["hide-input"]
most = max(gain.index, key=lambda name: gain[name].value)
display(Markdown(
    f"The largest gain is {gain[most]}, for “{most}”"
    + (", out of nothing but the split. " if gain[most].low > 0 else ": here it can't be told from none, as nearly all are right already. ")
    + "A score under such a split is about these groups and not about the next."
))

# %% [markdown]
# ## May the probabilities be believed?
#
# Sort the verdicts by how sure they are, and look how often each lot is right. On the diagonal a probability means what
# it says. The **Brier score** is the mean squared miss of all probabilities: 0 is perfect.

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Share of right verdicts against the probability given to them, in eight equally large lots; dashed: what a calibrated method would have.", "name": "fig-barycentres-reliability"}, "image": {"alt": "Curves of the share of right verdicts against confidence for barycentres, neighbours and the forest, with a dashed diagonal. The curve of the barycentres rises steeply at low confidence."}}
fig, ax = plt.subplots(figsize=(5.6, 4.6), layout="constrained")
ax.plot([0, 1], [0, 1], "--", color=plotting.COLOURS["grey"])
for name, mark in zip((*kinds, "random forest"), "os^", strict=True):
    curve = comparison.reliability(judged[name], label)
    ax.plot(curve.confidence, curve.right, f"{mark}-", label=name)
ax.set(xlabel="probability given", ylabel="share that is right", xlim=(0, 1.02), ylim=(0, 1.05))
ax.legend(loc="lower right")
plt.show()

# %%
brier = pd.Series({name: comparison.brier(one, label) for name, one in judged.items()}, name="Brier score")
brier.loc["evenly spread"] = 1 - 1 / len(classes)
brier.round(3).to_frame()

# %% tags=["remove-cell"]
for short, name in zip(SHORT, method, strict=True):
    report.metric(f"brier_{short}", brier[name], better="lower")

# %% tags=["hide-input"]
sure = judged[kinds[0]].max(axis=-1).mean()
right = comparison.reliability(judged[kinds[0]], label).right.mean()
word = "too modest" if right > sure else "too sure"
display(Markdown(
    f"The barycentres are {word}: on average they give {sure:.0%} to what they name, and are right in {right:.0%}. "
    "An inverse distance ranks; it is no probability. A sharper power would mend the mean (`voting.probabilities` takes "
    "one), but it must be chosen on groups that are neither trained nor tested on."
))

# %% [markdown]
# ## What else would explain it?

# %% tags=["hide-input"]
def held(names_out):
    """Leave out each value in turn, with all methods and with elevation alone."""
    where = cross_validation.leave_one_group_out(names_out)
    found = {}
    for name in ("barycentres, DTW", "1 neighbour, DTW", "1 neighbour, Euclidean"):
        parts = cross_validation.predict(method[name], where)
        found |= {f"{name}: {part}": one for part, one in zip(("level", "shape"), parts, strict=True)}
    found["random forest: both"] = voting.combine(cross_validation.predict(method["random forest"], where))
    higher = abs(ds.elevation.values[:, None] - ds.elevation.values)
    higher = higher + 0.1 * (ds.aspect.values[:, None] != ds.aspect.values)  # ties: same aspect
    alone = classifiers.nearest_neighbours(higher[None], label, 1)
    found["elevation alone"] = voting.combine(cross_validation.predict(alone, where))
    hits = {name: int((classes[one[0].argmax(-1)] == label).sum()) for name, one in found.items()}
    table = comparison.compare(found, label, group).drop(columns="± repeats").assign(right=pd.Series(hits))
    return table, differ(found["barycentres, DTW: shape"], found["elevation alone"])


if real:
    outs = {name: held(ds[name].values) for name in ("year", "elevation", "aspect")}
    display(pd.concat({name: one for name, (one, _) in outs.items()}, names=["left out"]).round(3))
else:
    display(Markdown(
        "In the archive altitude goes with the class too: ice aprons lie higher than ablation zones. The simulated "
        "one draws each polygon's altitude from its class's spread, and its delay of melt follows from that. On the "
        "Sentinel-1 glacier (`source=\"real\"`) this section sets the radar beside a rule that knows the elevation and nothing else."
    ))

# %% tags=["hide-input"]
if real:
    both = pd.Series(label).groupby(group).nunique()
    lines = [
        f"- left-out {name}s: elevation alone has {table.right['elevation alone']} of {len(label)} right, the "
        f"barycentres of the shape {table.right['barycentres, DTW: shape']}; their macro-F1 minus that of elevation: "
        + comparison.conclusion(gap, "the radar is better", "the radar is worse", "no clear difference")
        for name, (table, gap) in outs.items()
    ]
    display(Markdown(
        "\n".join(lines) + f"\n\nOnly {int((both > 1).sum())} of {both.size} elevations changed class between the "
        "years. With the others, whoever knows the height knows the class: under left-out years these data can't tell "
        "a radar that sees snow from one that sees height. Left-out aspects come nearest to a test, as the snow line "
        "lies at another height on the other side."
    ))
    for name, (table, gap) in outs.items():
        for rule, row in table.iterrows():
            short = rule.replace("1 neighbour", "nearest").replace(",", "").replace(":", "").replace(" ", "_").lower()
            report.metric(f"right_{short}_{name}s_out", int(row.right), better="higher")
            report.metric(f"macro_f1_{short}_{name}s_out", row["macro-F1"], better="higher")
        report.metric(f"shape_minus_elevation_{name}s_out", gap.value)

# %% [markdown]
# ## Elsewhere: vegetation
#
# Is it the method or the glacier? The same code on labelled MODIS series, an optical instrument, of Brazilian fields,
# pasture and forest; the group is the place.

# %% tags=["hide-input"]
def vegetation(product, bands):
    """Compare the methods on a set of MODIS series, in three repeats."""
    found = products.open(catalog.find(product, "real")).sel(band=bands)
    values, kind = found.series.transpose("sample", "band", "time").values, found.label.values
    place = np.char.add(np.char.mod("%.5f ", found.longitude), np.char.mod("%.5f", found.latitude))
    where = cross_validation.by_group(kind, place, 3, seed=seed)
    rules = {"random forest": classifiers.random_forest(values, kind, n_trees, seed)}
    for name, band in {"DTW": radius, "Euclidean": 0}.items():
        rules[f"barycentres, {name}"] = classifiers.nearest_barycentre(values, kind, band, n_iterations)
        rules[f"{n_neighbours} neighbours, {name}"] = classifiers.nearest_neighbours(classifiers.pairwise_distances(values, band), kind, n_neighbours)
    judged = {name: voting.combine(cross_validation.predict(rule, where, name)) for name, rule in sorted(rules.items())}
    pair = [comparison.difference(judged[f"{kind_}, DTW"], judged[f"{kind_}, Euclidean"], kind, place)
            for kind_ in ("barycentres", f"{n_neighbours} neighbours")]
    return comparison.compare(judged, kind, place), pair


if real:
    fields = {"NDVI, four classes": vegetation("glaciers/modis-ndvi", ["ndvi"]),
              "NDVI and MIR, nine classes": vegetation("glaciers/modis-mato-grosso", ["ndvi", "mir"])}
    display(pd.concat({name: one for name, (one, _) in fields.items()}).round(3))
else:
    display(Markdown("With `source=\"real\"` two MODIS tables stand here."))

# %% tags=["hide-input"]
if real:
    words = "warping is better", "warping is worse", "no clear difference"
    display(Markdown("DTW minus Euclidean:\n\n" + "\n".join(
        f"- {name}, {rule}: " + comparison.conclusion(one, *words)
        for name, (_, two) in fields.items()
        for rule, one in zip(("barycentres", "neighbours"), two, strict=True)
    ) + "\n\nThe second set has six bands; two are used here to keep the page quick."))
    for name, (one, _) in zip(("four", "nine"), fields.values(), strict=True):
        for rule, value in one["macro-F1"].items():
            short = rule.replace(f"{n_neighbours} ", "").replace(", ", "_").replace(" ", "_").lower()
            report.metric(f"modis_{name}_{short}", value, better="higher")

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - A barycentre is a short and readable summary: one curve per class and feature. Whether it is also accurate
#   depends on what it has to average over. A level that belongs to the place is in its way, while a neighbour can lie
#   in a place that is alike.
# - Warping isn't free, and isn't always a gain. Set it beside the plain distance every time; that is one line.
# - A vote over features is only as good as its members. More features can make it worse.
# - What is reported must say how it was split. Neighbours on both sides flatter.
# - **Where ours may fail.** The simulated archive's phases, offsets and texture are partly assumed, and its polygons
#   are cut small; whether warping pays depends on the phases. Read its numbers as an answer about the method under stated
#   conditions, not as the score on PAZ images. All samples of the archive saw the *same* days, and a method that matches date by date
#   profits from whatever weather the polygons of a class share; the simulated ones share little of it. Another year
#   would have other weather, and only left-out years (as on the Sentinel-1 glacier) can show what is left. The
#   simulated classes have one seasonal curve each, read off one polygon. Without the level they are told apart
#   nearly without error, and real ones will not be: whether DTW or the plain distance is better on glaciers stays open.
#   The Sentinel-1 series is one glacier. The intervals over groups don't train anew, so they are rather too narrow, and with few
#   groups per class they are themselves rough. The forest had no tuning, and neither had *k*, the radius or the power of the distance. On
#   the glacier the rarer class has fewer samples to learn from than *k* = {glue:text}`k` asks for.

# %% [markdown]
# ## Exercises
#
# 1. Run with `radius=1`, then with `radius=8`. What happens to the difference between DTW and Euclidean?
#
# :::{dropdown} Solution
# A radius of 0 *is* the Euclidean distance, so that a small one comes near it. A wide band lets winter align
# with autumn. On the simulated archive a radius of 1 makes hardly a difference, and the loss grows with the radius.
# :::
#
# 2. Why does the majority not simply equal the mean of the probabilities?
#
# :::{dropdown} Solution
# A majority counts a hesitant feature as much as a decided one; the mean lets it abstain, as its probabilities are all
# alike. With probabilities from inverse distances, though, a bad feature with a few huge values can look decided.
# :::
#
# 3. Set `n_repeats=2`. Which of the two error bars changes, and why?
#
# :::{dropdown} Solution
# The spread between repeats is now estimated from two numbers and jumps about; the interval over groups hardly changes, since it
# comes from how many groups there are. Repeating a split doesn't add data.
# :::
#
# 4. Take a feature out of the vote that does badly alone. Does the vote gain?
#
# :::{dropdown} Solution
# `voting.combine(votes["barycentres, DTW"][np.isin(names, kept)])` with a list `kept`. Usually it does. But if you choose by the
# figure above you have looked at the answers: choose on the training side.
# :::

# %% [markdown]
# ## References
#
# The study: {cite:t}`linkwongchon2024`; the archive: {cite:t}`cpazmal`; log-cumulants: {cite:t}`nicolas2002`; DTW:
# {cite:t}`sakoe1978`; DBA: {cite:t}`petitjean2011`; soft-DTW: {cite:t}`cuturi2017`, as in {cite:t}`tavenard2020`; the forest:
# {cite:t}`pedregosa2011`; the MODIS series: {cite:t}`simoes2021`.
