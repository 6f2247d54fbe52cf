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
# # Real seas: is what is dark a lead?
#
# On simulated images two clusters of brightness find the leads, until something else is dark as
# well ({doc}`3_optical`). This page looks at real pictures of four seas, and at real pixels that
# somebody labelled. What does the darker cluster hold there, and how much do labels help?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - what two clusters find on pictures of real ice, in spring and in summer;
# - why two sensible clusterings of one picture can disagree;
# - how far clusters are from labels, and what a classifier with labels does better;
# - why a random split flatters it.
#
# You need {doc}`3_optical`. It takes about 25 minutes.
# :::

# %% tags=["hide-input"]
import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import accuracy_score
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, partitions, plotting, report
from helpers.leads import products
from helpers.leads.figures import optical as figures
from helpers.leads.optical import clustering, kmedoids, label_efficiency, pixels

one_thread = threadpool_limits(1)

# %% tags=["parameters"]
source: str = "real"  # "real", or the path of one picture, a GeoTIFF
n_pixels: int = 20_000  # [500, 1000000] pixels that a model is fitted on
n_trees: int = 40  # [5, 1000] trees of the random forest
n_repeats: int = 2  # [2, 20] draws of labels that scores are averaged over
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("leads/7_seas", globals())
plotting.style()

# %% [markdown]
# ## Four seas
#
# The camera MODIS takes pictures of the whole Arctic every day. These are made for looking at:
# pixels of 250 m, and 256 steps of brightness after a stretch by NASA, which is no reflectance.
# Their colours are the camera's bands 7 (short-wave infrared), 2 (near infrared) and 1 (red light).
# Ice is dark in the first of these and so looks turquoise; cloud looks white, water black.

# %%
files = {
    "Barents and Kara Seas, May": "20250507.250m.terra.falsecolor.tiff",
    "East Siberian Sea, June": "20190612.250m.terra.falsecolor.tiff",
    "Baffin Bay, July": "20060704.250m.aqua.falsecolor.tiff",
    "Greenland Sea, July": "20180712.250m.terra.falsecolor.tiff",
}
first = catalog.find("leads/modis", source)
paths = {sea: first.with_name(name) for sea, name in files.items()}
paths = paths if source == "real" else {first.stem: first}
scenes = {sea: products.open(path, required=["image"]) for sea, path in paths.items()}

# %% [markdown]
# The recipe is that of {doc}`3_optical`: fit two clusters on a sample of the pixels, put every pixel
# into one, and call the one that is darker in red light *lead*. That is our word; the model knows of
# none.

# %%
def darker(ds, model):
    stack = pixels.features(ds.image)  # the first band is red
    rows = pixels.sample(stack, n_pixels, seed=seed)
    model = make_pipeline(StandardScaler(), model).fit(rows)
    order = clustering.darkest_first(model, rows)
    return clustering.classify(stack, model, order).values == 0


# %%
two = KMeans(2, n_init=5, random_state=seed)
clouds = GaussianMixture(2, reg_covar=1e-4, random_state=seed)
by_kmeans = {sea: darker(ds, two) for sea, ds in scenes.items()}
by_mixture = {sea: darker(ds, clouds) for sea, ds in scenes.items()}

# %% mystnb={"figure": {"caption": "Four scenes, and in red what K-means takes for leads.", "name": "fig-seas-scenes"}, "image": {"alt": "Four pictures of sea ice, each beside a copy with the darker of two clusters tinted red: long cracks between large floes in May, scattered dark patches in June, and in July broad open water and the gaps between small floes."}}
figures.scenes({sea: pixels.composite(ds) for sea, ds in scenes.items()}, by_kmeans)

# %% [markdown]
# In May, among large floes, the darker cluster is what one would draw by hand. In summer it is open
# water of any shape, and most of it is no lead: the loose ice edge, gaps between small floes, bays.
# Cloud is bright and goes with the ice, whatever lies under it.

# %% [markdown]
# ## Do the methods agree?

# %%
shares = {
    "K-means": {sea: found.mean() for sea, found in by_kmeans.items()},
    "mixture": {sea: found.mean() for sea, found in by_mixture.items()},
    "alike": {sea: (by_kmeans[sea] == by_mixture[sea]).mean() for sea in scenes},
}
report.record(pd.DataFrame(shares)).round(3)

# %% [markdown]
# The columns are the share of the darker cluster by each method, and of the pixels on which they
# agree. In Baffin Bay K-means has {glue:text}`baffin_bay_july_kmeans` in it and the mixture
# {glue:text}`baffin_bay_july_mixture`. The mixture parts by the short-wave infrared, where ice and
# water are both black and cloud is bright. Two clusters answer "what is darker here?", and every
# scene has a different answer.

# %% [markdown]
# ## What labels are worth
#
# A collection of pixels from Sentinel-3's camera OLCI, in 21 bands, comes labelled as lead or ice.
# How far are clusters from what a person saw? *K-medoids* is K-means with the most central sample
# in the place of the mean.

# %%
labelled = products.open(catalog.find("leads/olci", "real"))
X = StandardScaler().fit_transform(labelled.reflectance.values)
y = labelled.lead.values
found = {
    "K-means": KMeans(2, n_init=5, random_state=seed).fit_predict(X),
    "K-medoids": kmedoids.predict(X, kmedoids.fit(X, 2, seed)),
    "mixture": GaussianMixture(2, reg_covar=1e-4, random_state=seed).fit_predict(X),
}
named = {name: partitions.match(clusters, y) for name, clusters in found.items()}
accuracy = {name: accuracy_score(y, lead) for name, lead in named.items()}
report.record(pd.Series(accuracy, name="accuracy"), "olci", better="higher").round(3)

# %% [markdown]
# Named in the way that suits them best, the clusters still miss about a third of the labels or
# more. A *random forest* learns from labels. We hold out a fifth of the rows at a time and ask it
# about them, in two ways: rows drawn at random, and whole runs of neighbouring rows.

# %%
forest = label_efficiency.forest_scores(X, y, seed=seed, n_trees=n_trees)
scores = pd.DataFrame(
    {"random rows": forest["shuffled"], "runs of rows": forest["in_order"]}
)
report.record(scores.agg(["mean", "min"]), "forest", better="higher").round(3)

# %% mystnb={"figure": {"caption": "Accuracy of the forest on each held-out fifth of the pixels (grey), and the mean (blue).", "name": "fig-seas-folds"}, "image": {"alt": "Two rows of dots. Held-out random rows lie close together near nine tenths; held-out runs of rows scatter from below six to nearly nine tenths."}}
figures.folds(scores)

# %% [markdown]
# On random rows the forest reaches {glue:text}`forest_mean_random_rows`. On runs of rows it falls to
# {glue:text}`forest_mean_runs_of_rows`, and to {glue:text}`forest_min_runs_of_rows` in the worst.
# Pixels of one scene are alike, and a random split puts relatives on both sides. The file doesn't
# say which pixel came from which scene; its order is all that there is to group by. Which of the
# two is the skill on a new scene can't be told. The first is surely too high.

# %% [markdown]
# ## How many labels?
#
# *Label spreading* takes a few labels and hands them on to the nearest unlabelled neighbours, again
# and again. Do unlabelled pixels help?

# %%
counts = (10, 100, 1000, 6000)
curve = label_efficiency.curve(X, y, counts, n_repeats, seed, n_trees=n_trees)
report.record(curve[["forest", "spreading"]], "labels", better="higher").round(3)

# %% mystnb={"figure": {"caption": "Accuracy on held-out random pixels by the number of labels, with one standard deviation over the draws.", "name": "fig-seas-labels"}, "image": {"alt": "Two curves of accuracy against the number of labels on a logarithmic axis. Both climb steadily and lie close together; they start near the dotted line of K-means and end far above it."}}
figures.label_curve(curve, accuracy["K-means"])

# %% [markdown]
# With ten labels either is about as good as K-means without any. From a hundred on the two lie close
# together: thousands of unlabelled neighbours are worth little here. All of it is on a random split,
# with the warning above.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - The darker cluster keeps its name when it stops being leads. Open sea, gaps between floes and
#   cloud edges look the same in a picture, and no internal score says so.
# - Labels help, less than a random split says. Hold out what a new scene would bring.
# - The published figures beside ours are of radar echoes judged by OLCI {cite:p}`bijdevaate2022`.
#   They stand there for their size, not as the same experiment.
#
# :::{admonition} Where ours may fail
# :class: dropdown
# The pictures are stretched for the eye, and leads narrower than a pixel only darken it. None of the
# four was taken in winter, so the claim that dark means lead in winter rests on simulated images
# here. The labels are one person's, who saw the same bands that the methods see.
# :::

# %% [markdown]
# ## Exercises
#
# **1.** A rule needs no clustering: call lead what is darker than half of the brightest red pixel. On
# what share of the pixels of the first scene does it agree with K-means?

# %%
sea, ds = next(iter(scenes.items()))
red = ds.image.sel(band=ds.red).values
answer = ...

# %% tags=["hide-input", "check"]
expected = np.mean((red < np.nanmax(red) / 2) == by_kmeans[sea])
exercises.check(answer, expected, tolerance=0.001, hint="compare with by_kmeans[sea].")

# %% tags=["hide-cell", "solution"]
# Nearly everywhere: in one clear scene any border between the two levels will do.
dark = red < np.nanmax(red) / 2
answer = np.mean(dark == by_kmeans[sea])
exercises.check(answer, expected, tolerance=0.001)

# %% [markdown]
# **2.** How well does somebody do who calls every OLCI pixel by the more frequent label?

# %%
answer = ...

# %% tags=["hide-input", "check"]
expected = max(y.mean(), 1 - y.mean())
exercises.check(answer, expected, tolerance=0.001, hint="y.mean() is the leads' share.")

# %% tags=["hide-cell", "solution"]
# Not much better than tossing a coin, and the mixture's clusters are no better.
answer = max(y.mean(), 1 - y.mean())
exercises.check(answer, expected, tolerance=0.001)

# %% [markdown]
# ## Three questions

# %% tags=["hide-input"]
exercises.questions("leads/7_seas")

# %% [markdown]
# ## References
#
# Leads in images beside echoes: {cite:t}`bijdevaate2022`; the scenes:
# {cite:t}`lopezacosta2019`; k-medoids: {cite:t}`park2009`; random forests: {cite:t}`breiman2001`; label
# spreading: {cite:t}`zhou2003`.
