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
# # The map: a class for every pixel, and where it is wrong
#
# The last slide before the conclusions of the [original study](https://huggingface.co/datasets/musmb/CPAZMaL)
# {cite:p}`linkwongchon2024` shows a map: every pixel of the glaciers coloured by its class. It is what the
# method is for. It is also the hardest test, because a map has no gaps: it has steep places that the radar can't see, borders
# where a window looks at two surfaces at once, and no label to check with. The slides have a few numbers beside theirs, of which "ABL 39.0" and
# "ACC 20.4" can be read. Their unit can't: scores or shares of the map, we can't tell, and so set nothing beside them.
#
# So the questions are: what does a map cost, is it right when it is put together from blocks, and where does it go wrong?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - to classify a scene pixel by pixel from a sliding window, and to say how sure each verdict is;
# - to work block by block, so that a scene needn't fit into memory, without seams;
# - to measure how cost grows with the number of pixels;
# - to score a map honestly, and to say *where* it errs and not only how often.
#
# You need {doc}`barycentres <3_barycentres>`. The {doc}`glossary </book/glossary>` has the rest.
# :::

# %% tags=["hide-input"]
import time

import dask.array as da
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import xarray as xr
from IPython.display import Markdown, display
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch

from helpers import catalog, plotting, report
from helpers.errors import BadInput
from helpers.glaciers import (
    classifiers,
    cross_validation,
    dtw,
    mapping,
    products,
    series,
    window_features,
)
from helpers.glaciers.products import cpazmal

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of an archive
window_px: int = 7  # [3, 5, ..., 15] pixels along a side of the sliding window
radius: int = 3  # [1, 14] of the Sakoe–Chiba band, in samples
block_px: int = 64  # [8, 4096] pixels along a side of a block
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("glaciers/4_map", globals())
plotting.style()
real = source == "real"

# %% [markdown]
# ## What is mapped
#
# By default: the whole scene of the simulated archive, at the dates that HH and HV share. The barycentres come from the
# archive's labelled polygons. (In the simulated archive they lie apart from the scene; in the authors' they may lie in it.) The scene's own truth stays closed until the section that scores.
#
# With `source="real"`: **a Sentinel-1 stack over crop fields, not over a glacier**, one of the few open stacks with a label
# per pixel {cite:p}`vantricht2023`. It is 32 × 32 pixels of 20 m, VV and VH in decibels; the classes are the data set's numbers for crops. Several tracks are mixed in it, so it is averaged
# by month. Its left half is learnt from, and its right half is mapped and scored. There are no windows: a field is only a few pixels wide.

# %% tags=["hide-input"]
if real:
    stack = products.open(catalog.find("glaciers/sentinel1-crops", "real"))
    monthly = stack[["VH", "VV"]].resample(time="MS").mean()
    features = da.from_array(np.stack([monthly.VH.values, monthly.VV.values]), (2, -1, block_px, block_px))
    names = ["VH", "VV"]
    known = (stack.crop.values > 0) & (np.arange(stack.sizes["x"]) < stack.sizes["x"] // 2)
    X = features.compute()[:, :, known].transpose(2, 0, 1)
    label = stack.crop.values[known].astype(str)
else:
    archive = catalog.find("glaciers/cpazmal", source)
    windows = series.of_windows(archive, window_px)
    table = cpazmal.groups(archive)
    areas = table.index[table["class"] == "STUDY"]
    if not len(areas):
        raise BadInput(f"{archive} has no whole study area (class STUDY) to map: give an archive with one.")
    scene = cpazmal.open(archive, areas[0], polarisation=["HH", "HV"])
    dates = np.intersect1d(scene.time, windows.time)
    scene, windows = scene.sel(time=dates), windows.sel(time=dates)
    amplitude = np.sqrt(scene.intensity).data.rechunk((2, -1, block_px, block_px))
    features, names = mapping.features_by_blocks(amplitude, window_px), list(windows.feature.values)
    X, label = windows.series.values, windows.label.values
features

# %% tags=["remove-cell"]
classes = np.unique(label)
shape = features.shape[2:]
report.metric("pixels", shape[0] * shape[1])
report.metric("dates", features.shape[1])
report.metric("blocks", features.numblocks[2] * features.numblocks[3])
report.glue("scene", " × ".join(map(str, shape)))
report.glue("block", str(block_px))

# %% [markdown]
# The scene has {glue:text}`scene` pixels and {glue:text}`dates` dates. What stands above is a *plan*: a Dask array, in
# {glue:text}`blocks` blocks, of which nothing has been computed.
#
# ## Block by block
#
# A scene of a whole massif doesn't fit into memory with all dates and features. But a pixel needs only its own window. So each
# block is handed over with a rim of half a window from its neighbours and cuts the rim off afterwards; nothing else
# couples the blocks. Two lines do the work: `mapping.features_by_blocks` and `mapping.classify_by_blocks`, which calls the very function
# that would classify the scene in one piece.
#
# Four recipes: what the slides do, and what {doc}`the last chapter <3_barycentres>` suggests instead, which is to take
# the level of each series away and keep its shape; each under DTW and under the plain (Euclidean) distance. On the archive the slides' recipe has nine
# features, and ours the first log-cumulants of HH and HV only; on the crops the slides' recipe has VH, and ours VH and VV. So the two
# differ in their features as well as in the level, and a gain belongs to both.

# %%
few = [names.index(name) for name in (["VH", "VV"] if real else ["HH_k1", "HV_k1"])]
every = list(range(len(names))) if not real else [0]
recipes = {
    "as the slides, DTW": (every, True, radius),
    "as the slides, Euclidean": (every, True, 0),
    "shape, DTW": (few, False, radius),
    "shape, Euclidean": (few, False, 0),
}


# %% tags=["hide-input"]
def learn(X, label, used, level, band):
    """Barycentres of every class, for each feature that is used."""
    chosen = X[:, used] if level else series.without_level(X[:, used], axis=2)
    return np.stack([classifiers.class_barycentres(one, label, band) for one in np.moveaxis(chosen, 1, 0)])


def prepared(features, used, level):
    """The features of a scene that a recipe uses."""
    return features[used] if level else series.without_level(features[used])

# %%
computed = features.compute()
chance = {}
for name, (used, level, band) in recipes.items():
    plan = da.from_array(prepared(computed, used, level), (len(used), -1, block_px, block_px))
    chance[name] = mapping.classify_by_blocks(plan, learn(X, label, used, level, band), band).compute()

# %% [markdown]
# Is the map without seams? The same in one piece, windows and all:

# %%
used, level, band = recipes["shape, DTW"]
if real:
    whole_features = features.compute()
else:
    whole_features = window_features.sliding(amplitude.compute(), window_px)
whole = mapping.classify(prepared(whole_features, used, level), learn(X, label, used, level, band), band)
seams = np.nanmax(np.abs(whole - chance["shape, DTW"]))
print(f"largest difference: {seams}, missing pixels the same: {np.array_equal(np.isnan(whole), np.isnan(chance['shape, DTW']))}")

# %% tags=["remove-cell"]
assert np.array_equal(whole, chance["shape, DTW"], equal_nan=True)
report.metric("largest_difference_between_blocks_and_whole", float(seams))
if real:
    mapped = np.ones(shape, bool)
else:
    seen = cpazmal.open(archive, areas[0], polarisation=["HH", "HV"], masked=False).sel(time=dates)
    mapped = seen.intensity.notnull().all(["polarisation", "time"]).values
    unclear = (scene["mask"] > 0).any(["polarisation", "time"]).values & mapped
guess = {name: np.where(mapped, mapping.labels(one), -1) for name, one in chance.items()}
sure = np.where(mapped, chance["shape, Euclidean"].max(axis=0), np.nan)
report.metric("mapped_share", float(mapped.mean()))
blank = (guess["shape, Euclidean"][mapped] < 0).mean()
report.metric("left_blank_share", float(blank))
report.glue("blank_percent", f"{100 * blank:.1f}")

# %% tags=["hide-input", "reference-figure"] mystnb={"figure": {"caption": "The map by three recipes, and how sure the last is: the probability of the class it names.", "name": "fig-map-classes"}, "image": {"alt": "Three maps of classes in colour, the first the most broken up, and a map of confidence."}}
PALETTE = [plotting.COLOURS[c] for c in ("blue", "sky", "vermilion", "yellow", "green", "purple", "grey", "orange")]


def bare(ax, title):
    """Leave of a panel its picture and its title."""
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    ax.set_title(title, fontsize=13)


def draw(ax, codes, title):
    """Draw a map of classes; what has none stays blank."""
    shown = np.ma.masked_less(codes, 0)
    ax.imshow(shown, cmap=ListedColormap(PALETTE[: len(classes)]), vmin=-0.5, vmax=len(classes) - 0.5,
              interpolation="nearest")
    bare(ax, title)


def legend(fig):
    """Name the classes below a figure."""
    patches = [Patch(color=PALETTE[i], label=name) for i, name in enumerate(classes)]
    fig.legend(handles=patches, loc="outside lower center", ncol=4)


fig, axes = plt.subplots(2, 2, figsize=(6.8, 6.2), layout="constrained")
draw(axes[0, 0], guess["as the slides, DTW"], "as the slides, DTW")
draw(axes[0, 1], guess["shape, Euclidean"], "shape, Euclidean")
draw(axes[1, 0], guess["shape, DTW"], "shape, DTW")
picture = axes[1, 1].imshow(sure, cmap="cividis", interpolation="nearest")
bare(axes[1, 1], "shape, Euclidean: how sure")
fig.colorbar(picture, ax=axes[1, 1], location="bottom", label="probability of the class", shrink=0.9)
legend(fig)
plt.show()

# %% [markdown]
# A pixel stays blank where less than half of its window has a value: {glue:text}`blank_percent` % of what should be mapped.
#
# ## What it costs
#
# Each pixel is compared with every barycentre in every feature, and no pixel knows of another. So the cost should grow in
# proportion to the pixels. Here the scene's own series are repeated or cut to sizes that double.

# %%
flat = prepared(computed, used, level).reshape(len(used), features.shape[1], -1)
flat = flat[:, :, np.isfinite(flat).all(axis=(0, 1))]
centres, pixels, seconds = learn(X, label, used, level, radius), [], []
for number in (50_000, 100_000, 200_000, 400_000):
    part, runs = flat[:, :, np.arange(number) % flat.shape[2]], []
    for _ in range(3):  # the quickest of three, as others use the machine too
        begun = time.perf_counter()
        mapping.classify(part, centres, radius)
        runs.append(time.perf_counter() - begun)
    pixels.append(number)
    seconds.append(min(runs))

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Time to classify ready feature series against the number of pixels, and a straight line through the origin.", "name": "fig-map-cost"}, "image": {"alt": "Four dots of seconds against thousand pixels on a straight line."}}
slope = np.dot(pixels, seconds) / np.dot(pixels, pixels)
fig, ax = plt.subplots(figsize=(6, 3.4), layout="constrained")
ax.plot(np.array(pixels) / 1000, seconds, "o", ms=8)
ax.plot([0, 400], [0, slope * 400_000], "--", color=plotting.COLOURS["grey"])
ax.set(xlabel="thousand pixels", ylabel="seconds", ylim=(0, None))
plt.show()

# %% tags=["remove-cell"]
exponent = np.polyfit(np.log(pixels), np.log(seconds), 1)[0]
# a time is the machine's: shown, but no metric, since those come out alike in every run
report.glue("seconds_per_megapixel", f"{1e6 * slope:.2g}")
report.glue("cost_exponent", f"{exponent:.2f}")
report.glue("n_features", str(len(used)))
report.glue("n_classes", str(len(classes)))
if not real:
    begun = time.perf_counter()
    window_features.sliding(amplitude.compute(), window_px, ["HH_k1", "HV_k1"])
    windowing = 1e6 * (time.perf_counter() - begun) / (shape[0] * shape[1])

# %% [markdown]
# A million pixels with {glue:text}`n_features` features, {glue:text}`dates` dates and {glue:text}`n_classes` barycentres take
# {glue:text}`seconds_per_megapixel` s on this machine. The exponent of the growth is {glue:text}`cost_exponent`, where 1 is
# in proportion. The *k* nearest neighbours of the last chapter would compare each pixel with every training series instead, and so
# cost as many times more as there are training series per class. That is the reason for barycentres.

# %% tags=["hide-input"]
if not real:
    display(Markdown(
        f"What stands before it costs more: the windows of HH and HV take {windowing:.0f} s per million pixels, "
        f"{windowing / (1e6 * slope):.0f} times as long as the comparison."
    ))

# %% [markdown]
# ## Where the map is right
#
# Only now is the truth opened.

# %%
if real:
    truth = stack.crop.values.astype(str)
    scored = (stack.crop.values > 0) & (np.arange(shape[1]) >= shape[1] // 2)
    kin = mapping.fields(stack.crop.values)
else:
    try:
        hidden = xr.open_dataset(catalog.truth(archive))
        truth = np.array([*hidden.attrs["classes"].split(), ""])[hidden.surface.values]
    except BadInput:
        truth = np.full(shape, "")  # an archive of one's own has none
    scored = mapped & (truth != "")
    kin = mapping.squares(shape, 32)

# %% tags=["hide-input"]
def score(codes, where):
    """Agreement of a map with the truth; what is left blank counts as wrong."""
    named = np.array([*classes, "blank"])[codes[where]]
    return mapping.accuracy_assessment(named, truth[where], kin[where], seed=seed)


tests = {}
if scored.any():
    tests = {name: score(one, scored) for name, one in guess.items()}
if real:
    right = computed[0][:, scored].T
    left = np.stack([computed[0][:, known].T, computed[1][:, known].T])
    codes = np.searchsorted(classes, label)
    for name, band in {"1 neighbour in VH, Euclidean": 0, "1 neighbour in VH, DTW": radius}.items():
        nearest = np.full(shape, -1)
        nearest[scored] = codes[dtw.distances(right, left[0], band).argmin(axis=1)]
        guess[name], tests[name] = nearest, score(nearest, scored)
display(pd.DataFrame(tests).T.round(3) if tests else Markdown("This archive has no truth of its scene."))

# %% tags=["remove-cell"]
for name, row in tests.items():
    short = name.replace("as the slides", "slides").replace("1 neighbour in VH", "nearest").replace(",", "").replace(" ", "_").lower()
    report.metric(f"accuracy_{short}", row.accuracy, better="higher")
    for part, column in {"": "macro-F1", "_low": "low", "_high": "high"}.items():
        report.metric(f"macro_f1_{short}{part}", row[column], better="higher")

# %% [markdown]
# Macro-F1 is taken over the classes that the scored part has. *low* and *high* are its interval of 95 %, drawing whole
# squares of 32 pixels (on the crops: whole fields), because pixels near each other err together. The barycentres are not learnt anew for each
# draw, so the interval leaves out their luck and is rather too narrow. Where all is right, it is a point and no certainty.

# %% tags=["hide-input"]
if real:
    plain, ours = tests["1 neighbour in VH, Euclidean"], tests["shape, Euclidean"]
    absent = sorted(set(classes) - set(truth[scored]))
    display(Markdown(
        f"The yardstick is the plainest rule: the label of the nearest series on the left has {plain.accuracy:.0%} of the pixels right and a "
        f"macro-F1 of {plain['macro-F1']:.2f}. Barycentres of the shape have {ours.accuracy:.0%} and {ours['macro-F1']:.2f}. "
        f"{len(np.unique(kin[scored]))} fields are scored, of {len(np.unique(truth[scored]))} classes "
        f"(on the left only: {', '.join(absent) or 'none'}), and some classes are one field: the intervals are wide, and one field more or less right moves everything."
    ))
elif tests:
    slides, ours = tests["as the slides, DTW"], tests["shape, Euclidean"]
    display(Markdown(
        f"The slides' recipe has {slides.accuracy:.0%} of the pixels right, macro-F1 {slides['macro-F1']:.2f}; the shape alone "
        f"has {ours.accuracy:.0%} and {ours['macro-F1']:.2f}. The idea to drop the level comes from the last chapter's polygons and not from this "
        "scene; but scene and polygons come from one simulator, whose seasons make the shape too easy. Don't expect such figures of a real glacier."
    ))

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Truth (where there is one), and where two recipes are wrong.", "name": "fig-map-errors"}, "image": {"alt": "A map of the true classes and two maps in grey with the wrong pixels marked in red: more of them for the first recipe than for the second."}}
first = "1 neighbour in VH, Euclidean" if real else "as the slides, DTW"
order = np.full(shape, -1)
for i, name in enumerate(classes):
    order[truth == name] = i
if scored.any():
    fig, axes = plt.subplots(1, 3, figsize=(6.8, 3.2), layout="constrained")
    draw(axes[0], order, "truth")
    red = ListedColormap(["#d9d9d9", plotting.COLOURS["vermilion"]])
    for ax, name in zip(axes[1:], (first, "shape, Euclidean"), strict=True):
        wrong = np.ma.masked_where(~scored, guess[name] != order)
        ax.imshow(wrong, cmap=red, vmin=0, vmax=1, interpolation="nearest")
        bare(ax, name.replace(", ", ",\n"))
    legend(fig)
    plt.show()

# %% [markdown]
# ## Where it is wrong
#
# Three suspects: **borders**, where the window looks at two surfaces; **layover and shadow**, where the radar sees several places
# at once or nothing (such pixels are left out of the windows; where most of a window goes, the map stays blank, which counts as wrong); and the **inside**, where only
# the surfaces themselves can be confused.

# %%
def share_right(name, where):
    """Share of some pixels that a map has right."""
    return (guess[name] == order)[where].mean() if where.any() else np.nan


edge = mapping.borders(order, 3 if real else window_px) & scored
hard = np.zeros(shape, bool) if real else unclear & scored
places = {"borders": edge & ~hard, "layover or shadow": hard, "inside": scored & ~edge & ~hard}
wrongs = pd.DataFrame({
    where: {"share of pixels": here.sum() / max(scored.sum(), 1)} | {f"right: {n}": share_right(n, here) for n in (first, "shape, Euclidean")}
    for where, here in places.items()
}).T
wrongs[wrongs["share of pixels"] > 0].round(3)

# %% tags=["remove-cell"]
for where, row in wrongs.iterrows():
    short = where.replace(" ", "_")
    report.metric(f"share_{short}", row["share of pixels"])
    report.metric(f"right_{short}_first", row.iloc[1], better="higher")
    report.metric(f"right_{short}_shape_euclidean", row.iloc[2], better="higher")

# %% tags=["hide-input"]
if real:
    display(Markdown("No layover or shadow is marked over fields. A border here is a pixel that touches another crop."))
elif hard.any():
    raw = window_features.sliding(np.sqrt(seen.intensity.values), window_px, ["HH_k1", "HV_k1"])
    careless = mapping.classify(series.without_level(raw), learn(X, label, few, False, 0), 0)
    guess["masks ignored"] = np.where(mapped, mapping.labels(careless), -1)
    kinds = seen["mask"].max(["polarisation", "time"]).values
    folded, dark = hard & (kinds == cpazmal.LAYOVER), hard & (kinds >= cpazmal.SHADOW)
    report.metric("right_layover_masks_ignored", share_right("masks ignored", folded))
    report.metric("right_shadow_masks_ignored", share_right("masks ignored", dark))
    display(Markdown(
        f"With the masks used, {np.mean(guess['shape, Euclidean'][hard] < 0):.0%} of the pixels in layover or shadow stay blank. "
        f"Had the masks been ignored, {share_right('masks ignored', folded):.0%} of those in layover would be right and "
        f"{share_right('masks ignored', dark):.0%} of those in shadow. Shadow holds nothing but noise, and whatever is right there is "
        "right by chance or by a window that reaches out of it. Layover adds a lasting level, which the shape does not look at; but what the radar sees "
        "there comes from several places, which the simulation leaves out. So the masks stay."
    ))

# %% tags=["hide-input"] mystnb={"figure": {"caption": "What the pixels of each class were taken for by the shape under the Euclidean distance.", "name": "fig-map-confusion"}, "image": {"alt": "Confusion matrix of the map: classes as rows, what they were taken for as columns."}}
found = np.zeros((len(classes), len(classes)), int)
some = scored & (guess["shape, Euclidean"] >= 0) & (order >= 0)
np.add.at(found, (order[some], guess["shape, Euclidean"][some]), 1)
if some.any():
    fig, ax = plt.subplots(figsize=(6.6, 6.0) if len(classes) > 4 else (5.6, 5))
    if len(classes) > 4:
        share = found / np.maximum(found.sum(1, keepdims=True), 1)
        ax.imshow(share, cmap="Blues", vmin=0, vmax=1)
        for (i, j), n in np.ndenumerate(found):
            ax.text(j, i, n or "", ha="center", va="center", color="white" if share[i, j] > 0.6 else "#222222")
        ax.set(xticks=range(len(classes)), yticks=range(len(classes)), xlabel="taken for", ylabel="class")
        ax.set_xticklabels(classes, rotation=45)
        ax.set_yticklabels(classes)
    else:
        plotting.confusion(found, classes, classes, ax, "class", "taken for")
    plt.show()

# %% tags=["hide-input"]
if some.any():
    middle = np.median(sure[some])
    surer, other = (share_right("shape, Euclidean", some & half) for half in (sure >= middle, sure < middle))
    report.metric("right_surer_half", surer)
    report.metric("right_less_sure_half", other)
    display(Markdown(
        f"Does the map know where it errs? Of the surer half of its pixels {surer:.1%} are right, of the less sure half {other:.1%}. "
        + ("So its confidence is worth printing, as an order and not as a probability."
           if surer > other else "So its confidence says nothing here.")
    ))

# %% [markdown]
# ## Inside the polygons
#
# The authors could not look into a truth. What they could do is to map the labelled polygons, and score them there. That is fair if each
# polygon is mapped by barycentres that were learnt without it.

# %% tags=["hide-input"]
if not real:
    polygons = np.unique(windows.group)
    inside = series.of_pixels(archive, polygons, dates, window_px)
    folds = cross_validation.folds(label, windows.group.values, seed=seed)
    agreed = {}
    for name, (used, level, band) in recipes.items():
        named = np.empty(inside.sizes["pixel"], object)
        for train, test in folds:
            here = np.isin(inside.group, windows.group[test])
            pixels_here = inside.series.values[here].transpose(1, 2, 0)
            chance_here = mapping.classify(prepared(pixels_here, used, level), learn(X[train], label[train], used, level, band), band)
            named[here] = classes[mapping.labels(chance_here)]
        judged = named != None  # noqa: E711 - polygons too small for one window are in no fold
        agreed[name] = mapping.accuracy_assessment(named[judged].astype(str), inside.label.values[judged], inside.group.values[judged], seed=seed)
    display(pd.DataFrame(agreed).T.round(3))
else:
    display(Markdown("The crop stack has no polygons apart from its fields, which were scored above."))

# %% tags=["hide-input"]
if not real:
    for name, row in agreed.items():
        short = name.replace("as the slides", "slides").replace(",", "").replace(" ", "_").lower()
        report.metric(f"macro_f1_polygons_{short}", row["macro-F1"], better="higher")
    gap = agreed["shape, Euclidean"]["macro-F1"] - tests["shape, Euclidean"]["macro-F1"] if tests else np.nan
    if tests:
        display(Markdown(
            f"For the shape the polygons say {agreed['shape, Euclidean']['macro-F1']:.2f} and the scene {tests['shape, Euclidean']['macro-F1']:.2f}. "
            + ("Polygons are drawn where the surface is clear, away from borders, and so promise more than the map holds."
               if gap > 0.01 else "Here the polygons promise no more than the map holds.")
        ))

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - The map can be made in blocks of any size without a seam, at a cost in proportion to the pixels.
# - A map can't be judged by its looks. With a truth at hand one sees how much depends on whether the level of the place is in
#   the series.
# - Scores inside polygons are not scores of the map: the polygons avoid borders, and borders are a large part of narrow glaciers.
# - **Where ours may fail.** The simulated scene has sharp borders and one offset field per polarisation, both assumed, and its
#   classes follow the same seasons as the polygons do, which makes it too easy; a real scene has debris, crevasses and mixed pixels that belong to no class, and
#   there is no class for "none of these". All of it is seen in one year. The crops are another sensor, another surface and 32 pixels
#   wide: they show that the code maps a real stack, and how it compares with a plain rule there. They say nothing about glaciers.

# %% [markdown]
# ## Exercises
#
# 1. Run with `window_px=11`. Which pixels gain, and which lose?
#
# :::{dropdown} Solution
# Layover and shadow gain: more of their pixels have a window that reaches far enough out. The borders lose, since more windows meet two
# surfaces, and there are many more such pixels, so that the map as a whole loses. A larger window has less noise, but the inside, nearly all right already, has
# little to gain from that; and fewer training windows are left. (The crops have no windows: nothing changes.)
# :::
#
# 2. Run with `block_px=16` and then with `block_px=512`. Does the map change? Does the time?
#
# :::{dropdown} Solution
# The map doesn't: the rim makes every window whole. Small blocks compute the rims again and again, and each has a fixed cost, so they are slower.
# :::
#
# 3. Leave pixels blank where the confidence is in its lowest tenth. What happens to the share that is right, and what is the price?
#
# :::{dropdown} Solution
# `keep = sure > np.nanquantile(sure, 0.1)`, then `share_right("shape, Euclidean", scored & keep)`. It rises, and the blanks lie along the borders,
# where a user would most like to know.
# :::

# %% [markdown]
# ## References
#
# The study: {cite:t}`linkwongchon2024`; the archive: {cite:t}`cpazmal`; barycentres: {cite:t}`petitjean2011`; the band:
# {cite:t}`sakoe1978`; log-cumulants: {cite:t}`nicolas2002`; the crop labels: {cite:t}`vantricht2023`.
