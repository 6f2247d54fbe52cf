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
# # Crops: does the map's recipe hold elsewhere?
#
# {doc}`The map <4_map>` was made of a simulated scene, and dropping the level of each pixel's
# year made it much better. Is that a law? Few open radar stacks have a label for every pixel.
# Here are two, over fields, and they answer differently.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - to map a real radar stack pixel by pixel, and to score it field by field;
# - to see what a class does that was never learnt;
# - to mistrust a recipe that was chosen on one scene.
#
# You need {doc}`the map <4_map>`; about fifteen minutes. The {doc}`glossary </book/glossary>`
# has the rest.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from helpers import catalog, exercises, plotting, report
from helpers.glaciers import classifiers, dtw, figures, mapping, series
from helpers.glaciers.products import sentinel1_crops

# %% tags=["parameters"]
source: str = "real"  # "real", or the path of a folder of stacks with labels
radius: int = 3  # [1, 14] of the Sakoe–Chiba band, in months
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("glaciers/7_crops", globals())
plotting.style()

# %% [markdown]
# ## What grows where?
#
# The stacks are Sentinel-1's, which is *not* PAZ, over fields and not over glaciers
# {cite:p}`vantricht2023`. Each has pixels of 20 m in two polarisations, VH and VV, in decibels,
# and the crop that the farmer declared. Several tracks of the satellite are mixed, each with its
# own angle, so that each month is averaged.
#
# The left half of a patch is learnt from, and the right half is mapped and scored. Pixels of one
# field err together: the *field* is the sample.

# %%
path = catalog.find("glaciers/sentinel1-crops", source)
patches = {}
for number, name in enumerate(sentinel1_crops.patches(path), 1):
    stack = sentinel1_crops.open(path, name)
    patches[f"patch {number}"] = stack
truth = {name: sentinel1_crops.crop_names(one.crop) for name, one in patches.items()}
crops = sorted(set(np.concatenate([one.ravel() for one in truth.values()])) - {""})

# %% mystnb={"figure": {"caption": "The farmers' crops. The left half of each patch is learnt from, the right half is mapped.", "name": "fig-crops-truth"}, "image": {"alt": "Two square maps of fields in eight colours. The first has mostly winter wheat and grass on both halves. The second has maize, grass, potatoes and winter cereal, and on its right half a large block of maize crossed by strips of winter wheat."}}
figures.class_maps(truth, crops)
plt.show()

# %%
learnt, scored, fields, counts = {}, {}, {}, {}
for name, crop in truth.items():
    left = np.arange(crop.shape[1]) < crop.shape[1] // 2
    learnt[name], scored[name] = (crop != "") & left, (crop != "") & ~left
    fields[name] = mapping.fields(patches[name].crop.values)
    scored_fields = np.unique(fields[name][scored[name]])
    counts[name] = [learnt[name].sum(), scored[name].sum(), scored_fields.size]
columns = ["pixels to learn from", "pixels to score", "fields to score"]
report.record(pd.DataFrame(counts, index=columns).T, "count")

# %% [markdown]
# Hundreds of pixels are scored, but only {glue:text}`count_patch_1_fields_to_score` and
# {glue:text}`count_patch_2_fields_to_score` fields.

# %% [markdown]
# ## Which recipe makes the better map?
#
# Four recipes: the series as they are, with their *level*, or less their own mean, which leaves
# their *shape*; each with time warping and without. A pixel takes the class of the nearest
# barycentre, both polarisations voting. A fifth rule is the plainest: the label of the nearest
# series of the left half.

# %%
recipes = {
    "level, DTW": (False, radius),
    "level, Euclidean": (False, 0),
    "shape, DTW": (True, radius),
    "shape, Euclidean": (True, 0),
}


def months(stack):
    """Average the stack by month: VH and VV over months, rows and columns."""
    monthly = stack[["VH", "VV"]].resample(time="MS").mean()
    return np.stack([monthly.VH.values, monthly.VV.values])


# %%
guess, chance = {}, {}
for name, stack in patches.items():
    known, seen = learnt[name], months(stack)
    crop, kinds = truth[name][known], np.unique(truth[name][known])
    for recipe, (shape, band) in recipes.items():
        values = series.without_level(seen) if shape else seen
        samples = values[:, :, known].transpose(2, 0, 1)
        centres = classifiers.feature_barycentres(samples, crop, band)
        chance[recipe, name] = mapping.classify(values, centres, band)
        guess[recipe, name] = kinds[mapping.labels(chance[recipe, name])]

# %%
for name, stack in patches.items():
    pixels = months(stack).reshape(-1, truth[name].size).T
    near = dtw.distances(pixels, pixels[learnt[name].ravel()], 0).argmin(axis=1)
    nearest = truth[name][learnt[name]][near].reshape(truth[name].shape)
    guess["nearest series", name] = nearest

# %%
found = {}
for (recipe, name), one in guess.items():
    parts = [values[scored[name]] for values in (one, truth[name], fields[name])]
    found[recipe, name] = mapping.accuracy_assessment(*parts, seed=seed)
scores = pd.DataFrame(found).T
report.record(scores, "score", better="higher").round(2)

# %% mystnb={"figure": {"caption": "Macro-F1 of five recipes on two patches; bars: intervals of 95 % over fields.", "name": "fig-crops-recipes"}, "image": {"alt": "Five rows with two dots and very long bars each. The dots of the first patch lie between six tenths and eight tenths, those of the second near a third. Within a patch all bars overlap."}}
figures.intervals(scores.drop(columns="accuracy"))
plt.show()

# %% [markdown]
# On the first patch the shape has {glue:text}`score_shape_euclidean_patch_1_macrof1`, the level
# {glue:text}`score_level_euclidean_patch_1_macrof1` and the nearest series
# {glue:text}`score_nearest_series_patch_1_macrof1`. On the second all five are poor and
# much alike: the shape has {glue:text}`score_shape_euclidean_patch_2_macrof1`. The bars within a patch overlap widely.
# From so few fields nobody can say which recipe is better. What they do say is that the recipe
# of the simulated scene doesn't hold everywhere.

# %% [markdown]
# ## Where is the map wrong?

# %%
shown = {name: guess["shape, Euclidean", name] for name in patches}
wrong = {
    f"{name}, wrong": np.ma.masked_where(~scored[name], one != truth[name])
    for name, one in shown.items()
}

# %% mystnb={"figure": {"caption": "The map by the shape under the Euclidean distance, and where it is wrong on the right half.", "name": "fig-crops-wrong"}, "image": {"alt": "Two maps of crops and two maps of errors. On the first patch the errors are thin lines along the borders of fields. On the second one large field is wrong as a whole: the maize and the winter wheat of its right half."}}
figures.class_maps(shown, crops, wrong)
plt.show()

# %%
places = {}
for name, one in shown.items():
    edge, hit = mapping.borders(patches[name].crop.values, 3), one == truth[name]
    for place, here in {"borders": edge, "inside": ~edge}.items():
        share = here[scored[name]].mean()
        places[name, place] = [share, hit[here & scored[name]].mean()]
where = pd.DataFrame(places, index=["share of pixels", "right"]).T
report.record(where, "place").round(2)

# %% [markdown]
# On the first patch nearly every pixel inside a field is right
# ({glue:text}`place_patch_1_inside_right`), and the errors lie along borders. On the second,
# {glue:text}`place_patch_2_inside_right` of the inside is right: the great block of maize
# is taken for grass. The winter wheat in it could not be right: the left half has none. A class
# that was never learnt is always wrong, and no map says so by itself.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - The code maps a real stack as it stands. Whether the map is right depends on what was there
#   to learn from.
# - A recipe chosen on one scene is a guess about the next. Here two patches of one data set
#   disagree.
# - Count fields, not pixels. Hundreds of pixels and nine fields are nine samples.
# - **Where ours may fail.** Half a patch is a small school: some crops there are one field. The
#   tracks of the satellite are averaged although their angles differ. Nothing here says anything
#   about glaciers.

# %% [markdown]
# ## Exercises
#
# **1.** Which crops does the last patch have on its right half only?

# %%
answer = ...  # a set of names

# %% tags=["hide-input", "check"]
last = list(patches)[-1]
unseen = set(truth[last][scored[last]]) - set(truth[last][learnt[last]])
exercises.check(answer, unseen, hint="compare the names in scored and learnt pixels.")

# %% tags=["hide-cell", "solution"]
# Every pixel of it is wrong, whatever the recipe.
answer = set(truth[last][scored[last]]) - set(truth[last][learnt[last]])
exercises.check(answer, unseen)

# %% [markdown]
# **2.** Does the first map know where it errs? Take the scored pixels whose probability is at
# least the median. Which share of them is right?

# %%
answer = ...  # a share, from 0 to 1

# %% tags=["hide-input", "check"]
first = next(iter(patches))
sure = chance["shape, Euclidean", first].max(axis=0)[scored[first]]
hit = (shown[first] == truth[first])[scored[first]]
surer = hit[sure >= np.median(sure)].mean()
hint = "take the largest chance of each pixel."
exercises.check(answer, surer, tolerance=0.005, hint=hint)

# %% tags=["hide-cell", "solution"]
# More than in the other half: its probability is worth printing, as an order.
sure = chance["shape, Euclidean", first].max(axis=0)[scored[first]]
answer = hit[sure >= np.median(sure)].mean()
exercises.check(answer, surer, tolerance=0.005)

# %% [markdown]
# ## Questions

# %% tags=["remove-input"]
exercises.questions("glaciers/7_crops")

# %% [markdown]
# ## References
#
# The stacks and their labels: {cite:t}`vantricht2023`; barycentres: {cite:t}`petitjean2011`;
# the band of time warping: {cite:t}`sakoe1978`.
