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
# # Clusters: how many kinds of land are there?
#
# A desert is bright. A forest is dark and green. A savanna is something between. Give a machine
# seven numbers for each square of land and no names: does it find deserts and forests? How many
# kinds does it find? And would another machine find the same?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - to cluster the same pixels in three ways, and to draw the clusters as maps;
# - five rules for the number of clusters, and what to do when they disagree;
# - to compare two partitions, which is not the same as to compare their scores;
# - to shake a partition: another seed, other pixels, fewer variables, another scale.
#
# You need some Python, the words mean and standard deviation, and
# {doc}`the chapter on the variables <1_variables>`. The {doc}`glossary </book/glossary>` explains
# the other terms. Reading takes half an hour, running less than a minute.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.metrics import silhouette_score
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, partitions, plotting, report
from helpers.polder import land_types, pixel_table
from helpers.polder.figures import land as figures
from helpers.polder.figures import zoomable_map
from helpers.polder.products import grasp

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a product
n_clusters: int = 6  # [2, 8] number of land types
scaling: str = "column"  # ["column", "global"] spread that scales a variable
n_pixels: int = 2000  # [200, 20000] pixels to judge the number of clusters on
n_repeats: int = 8  # [2, 100] pairs of fits that are compared
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("polder/2_clusters", globals())
threadpool_limits(1)  # tables this small cost more in waiting threads than they gain
plotting.style()

# %% [markdown]
# ## Look first
#
# A row is a pixel of one degree that is all land. It has an {term}`NDVI`, a measure of greenness,
# and a reflectance (DHR, the {term}`directional-hemispherical reflectance`) at six wavelengths
# from blue to infrared. The product {cite:p}`chen2020` is simulated by default; its path as
# `source` runs the page on the real one.

# %%
ds = grasp.open(catalog.find("polder/grasp", source))
table = grasp.land_table(ds)
table.describe().loc[["mean", "std", "min", "max"]].round(2)

# %% tags=["remove-cell"]
report.metric("pixels", len(table))

# %% [markdown]
# How many groups do you see? Take three of the variables, blue (443 nm) and infrared (865 nm)
# among them, and guess before you read on.

# %% mystnb={"figure": {"caption": "Three of the seven variables in pairs, and each alone. The darker, the more pixels.", "name": "fig-clusters-pairs"}, "image": {"alt": "Histograms of three variables in a triangle. The cloud of pixels in each pair has a dense part and a long tail, and no gap that parts it into groups."}}
sns.pairplot(table[["NDVI", "DHR443", "DHR865"]], kind="hist", corner=True, height=1.6)
plt.show()

# %% [markdown]
# ## A scale
#
# A cluster is a set of near neighbours, and "near" needs a scale. Which of the seven variables
# would count most if all were divided by one and the same spread, as in the original study
# {cite:p}`wauquiez`? The share of the variance says it:

# %%
variance = pixel_table.scaled(table, "global").var()
share = (100 * variance / variance.sum()).rename("% of the variance")
report.record(share.round(1), "weight", unit="%")

# %% [markdown]
# NDVI would have {glue:text}`weight_ndvi` % of the weight. We let all count alike instead: each
# variable is divided by its own spread (`scaling="column"`). All distances on this page are taken
# between the scaled rows. Slow steps take a random part of them.

# %%
X = pixel_table.scaled(table, scaling)
part = X.sample(min(n_pixels, len(X)), random_state=seed)

# %% [markdown]
# ## A tree of pixels
#
# {term}`Hierarchical clustering <hierarchical clustering>` begins with each pixel alone. Step by
# step it joins the two clusters whose union adds least to the squared distances from their centres
# (Ward's rule {cite:p}`ward1963`). The history of the joins is a tree, the {term}`dendrogram`. A cut
# through it gives any number of clusters. Where would you cut?

# %% mystnb={"figure": {"caption": "The top of the tree: its last thirty branches. The dashed line cuts it into the clusters of this page.", "name": "fig-clusters-dendrogram"}, "image": {"alt": "Dendrogram with thirty leaves. Two branches meet far above all others. Below them each further cut is less high than the one before."}}
tree = linkage(X, "ward")
ward = fcluster(tree, n_clusters, "maxclust")
figures.dendrogram(tree, n_clusters)
plt.show()

# %% [markdown]
# The last join stands far above the others. The original study read six clusters off its tree, so
# we cut there, to compare.

# %% [markdown]
# ## K-means and a mixture
#
# {term}`K-means` gives each pixel to the nearest of *k* centres, and moves the centres until
# nothing changes. A {term}`Gaussian mixture` fits *k* clouds, each with a size and a tilt of its
# own.

# %%
kmeans = KMeans(n_clusters, n_init=10, random_state=seed).fit_predict(X)
mixture = GaussianMixture(n_clusters, n_init=2, random_state=seed).fit_predict(X)

# %% [markdown]
# Clusters have no names. We lend those of K-means the names of eight spectra that they are like, no name
# twice. A cluster of another method takes the name of the one that it shares most pixels with.

# %%
types = pd.DataFrame(index=table.index)
types["K-means"] = land_types.by_spectrum(kmeans, table)
types["Ward"] = partitions.match(ward, types["K-means"])
types["mixture"] = partitions.match(mixture, types["K-means"])

# %% [markdown]
# The methods never saw a latitude or a longitude. Do their clusters make places on the map?

# %% mystnb={"figure": {"caption": "The land types of three methods. Where there is no colour the product has no value.", "name": "fig-clusters-maps"}, "image": {"alt": "Three world maps of land types. In all three the Sahara and Arabia are of the brightest sand and the rain forests are forest. The borders between the types lie in different places."}}
figures.type_maps(types, ds)
plt.show()

# %% [markdown]
# They do: deserts, grasslands and forests appear as belts in all three maps. The borders between
# the belts differ. Look closer at those of K-means: choose a region, or drag a box over it, and
# point at a cell, or tap it, for its type.

# %% tags=["hide-input"]
plotting.interactive(
    zoomable_map.type_map(types["K-means"]),
    "Map of the land types of K-means to zoom into, over a picture with coastlines.",
)

# %% [markdown]
# ## How many?
#
# Five rules choose a number of clusters. None of them knows what a land type is.
#
# - *Dendrogram*: cut where the next join is much higher.
# - *Elbow*: the sum of squared distances to the centres, the inertia, always falls with *k*. Take
#   the bend: the point farthest below the line from the first to the last.
# - *Silhouette* {cite:p}`rousseeuw1987`: how much nearer a pixel is to its own cluster than to the
#   next, from −1 to 1. Take the highest mean.
# - *Gap* {cite:p}`tibshirani2001`: compare the inertia with that of points spread evenly over the
#   same box. Take the first *k* that the next one does not beat by more than its error.
# - *BIC* of the mixture: its misfit plus a price for each parameter. Take the lowest.

# %%
sizes = np.arange(1, 11)
fits = [KMeans(k, n_init=5, random_state=seed).fit(part) for k in sizes]
mixtures = [GaussianMixture(k, random_state=seed).fit(part) for k in sizes]
rules = pd.DataFrame(index=sizes)
rules["inertia"] = [fit.inertia_ / fits[0].inertia_ for fit in fits]
rules["silhouette"] = [np.nan] + [silhouette_score(part, f.labels_) for f in fits[1:]]
rules["BIC"] = [fit.bic(part) / 1000 for fit in mixtures]

# %%
def cluster(data, k):
    return KMeans(k, n_init=2, random_state=seed).fit_predict(data)


gap = partitions.gap(part, cluster, sizes, n_resamples=10, seed=seed)
rules["gap"] = gap["gap"]
enough = rules.gap >= (rules.gap - gap["error"]).shift(-1, fill_value=-np.inf)

# %%
heights = pd.Series(tree[:-11:-1, 2], sizes + 1)
chord = np.linspace(rules.inertia.iloc[0], rules.inertia.iloc[-1], len(sizes))
chosen = {
    "dendrogram": heights.diff(-1).idxmax(),
    "elbow": (chord - rules.inertia).idxmax(),
    "silhouette": rules.silhouette.idxmax(),
    "gap": enough.idxmax(),
    "BIC": rules.BIC.idxmin(),
}
report.record(pd.Series(chosen, name="number of clusters"), "clusters_by")

# %% mystnb={"figure": {"caption": "Four of the rules on a random part of the pixels. The dotted line is the number that the rule chooses.", "name": "fig-clusters-number"}, "image": {"alt": "Four curves over one to ten clusters. Inertia bends gently. The silhouette is highest for few clusters. The gap mostly rises. BIC falls, fast and then slowly."}}
figures.rules(rules, chosen)
plt.show()

# %% [markdown]
# The rules say {glue:text}`clusters_by_dendrogram`, {glue:text}`clusters_by_elbow`,
# {glue:text}`clusters_by_silhouette`, {glue:text}`clusters_by_gap` and {glue:text}`clusters_by_bic`.
# A gap rule that says one means: no clusters at all. A rule that says ten, the most we tried, has
# not found an end. *Six* is nobody's finding. Where no empty space parts the pixels, *k* is a
# choice, like the scale of a map.

# %% [markdown]
# ## Do the methods agree?
#
# {term}`Silhouettes <silhouette>` and {term}`Davies–Bouldin indices <Davies–Bouldin index>` score
# a partition by its own distances:

# %%
scores = pd.DataFrame({name: partitions.scores(X, types[name]) for name in types}).T
better = {"silhouette": "higher", "davies_bouldin": "lower"}
report.record(scores[list(better)].round(3), better=better)

# %% [markdown]
# The original study took two silhouettes that lie near each other as a sign that the two partitions
# are alike. Does that follow? A score says how good a partition is, not which one it is. The
# {term}`adjusted Rand index` (ARI) asks of each pair of pixels whether both partitions put it
# together or both part it. It is 1 for equal partitions and 0 for chance.

# %% mystnb={"figure": {"caption": "Pixels by their type from K-means (rows) and from Ward's rule (columns), with the share of the row.", "name": "fig-clusters-confusion"}, "image": {"alt": "Square of numbers. Most pixels lie on the diagonal. Whole blocks lie beside it, mostly between neighbouring types."}}
both = partitions.agreement(types["Ward"], types["K-means"])
ax = plt.figure(figsize=(plotting.WIDTH, plotting.WIDTH)).add_subplot()
counts = pd.crosstab(types["K-means"], types["Ward"])
names = land_types.ordered(types["K-means"])
counts = counts.reindex(names, axis=0).reindex(names, axis=1, fill_value=0)
plotting.confusion(counts, names, names, ax, "K-means", "Ward")
plt.show()

# %% tags=["remove-cell"]
report.metric("ward_kmeans_ari", both["ari"], better="higher")
report.metric("ward_kmeans_ami", both["ami"], better="higher")
report.metric("mixture_kmeans_ari", partitions.agreement(mixture, kmeans)["ari"])
report.metric(
    "ward_kmeans_differing_percent",
    100 * (types["Ward"] != types["K-means"]).mean(),
    unit="%",
    text=f"{100 * (types['Ward'] != types['K-means']).mean():.0f}",
)

# %% [markdown]
# It does not follow. Ward's rule gives {glue:text}`ward_kmeans_differing_percent` % of the pixels
# another type than K-means does; the ARI is {glue:text}`ward_kmeans_ari`.

# %% [markdown]
# ## Would they come back?
#
# Change one thing at a time and cluster again. First what should not matter: the random start
# (*seed*; Ward's rule has none), and which pixels were drawn (*resample*: two draws of four pixels
# in five, compared where they overlap {cite:p}`benhur2002`). Which method will suffer most?

# %%
methods = {
    "K-means": lambda d, s: KMeans(n_clusters, n_init=5, random_state=s).fit_predict(d),
    "Ward": lambda d, s: fcluster(linkage(d, "ward"), n_clusters, "maxclust"),
    "mixture": lambda d, s: GaussianMixture(n_clusters, random_state=s).fit_predict(d),
}
shakes = {
    (name, change): partitions.stability(part, method, n_repeats, drawn, seed)
    for name, method in methods.items()
    for change, drawn in {"seed": 1.0, "resample": 0.8}.items()
}

# %% [markdown]
# Then what somebody chose: the list of variables, and the scale. Here K-means on all pixels is
# compared with itself.

# %%
def compared(data):
    """Give the agreement of K-means on other data with K-means on ours."""
    return partitions.agreement(methods["K-means"](data, seed), kmeans)["ari"]


without = {name: table.drop(columns=name) for name in table}
fewer = {name: compared(pixel_table.scaled(t, scaling)) for name, t in without.items()}
other = {"column": "global", "global": "column"}[scaling]
shakes["K-means", "one variable fewer"] = list(fewer.values())
shakes["K-means", "the other scale"] = [compared(pixel_table.scaled(table, other))]

# %% mystnb={"figure": {"caption": "How well a partition agrees with itself after a change. A point is one pair of partitions.", "name": "fig-clusters-shakes"}, "image": {"alt": "Strips of points for four changes. K-means under another seed lies near one. Under another draw of pixels the methods fall, Ward's rule most. One variable fewer and the other scale cost K-means more than a draw does."}}
figures.shakes(shakes)
plt.show()

# %% tags=["remove-cell"]
for (method, change), values in shakes.items():
    report.metric(report.slug(method, change, "ari"), np.mean(values), better="higher")
report.metric("dropped_least_ari", min(fewer.values()))
report.metric("scalings_ari", shakes["K-means", "the other scale"][0])
report.glue("dropped_most_needed", min(fewer, key=fewer.get))

# %% [markdown]
# A new draw of pixels leaves K-means at {glue:text}`kmeans_resample_ari` and Ward's rule at
# {glue:text}`ward_resample_ari`. Choices cost more: without {glue:text}`dropped_most_needed`
# K-means keeps {glue:text}`dropped_least_ari`, on the other scale {glue:text}`scalings_ari`.
# Remember that before you call a border on the map a fact.

# %% [markdown]
# ## What is each type?
#
# A cluster gets its meaning from its members. Plants absorb red light and scatter the infrared:
# their spectrum jumps between 670 and 865 nm. Sand and bare soil rise steadily; snow rises
# least from blue to red. Do the names fit? Which two types would you join first, and which two
# variables?

# %% mystnb={"figure": {"caption": "Mean of each variable for each type of K-means. Colours: above (purple) or below (orange) the mean of all land, in standard deviations. The trees join what is alike.", "name": "fig-clusters-means"}, "image": {"alt": "Heat map of land types by seven variables with a tree at each side. Forest is greenest and dark, bright sand the reverse; snow is bright in the blue. NDVI stands apart from the six reflectances, in which neighbouring wavelengths are joined first."}}
figures.type_means(table, X, types["K-means"])
plt.show()

# %% [markdown]
# A row is the spectrum of a type. The tree of the columns parts NDVI from the reflectances, and joins
# wavelengths that repeat each other: they are several votes for one opinion.

# %% [markdown]
# A pixel of one degree far in the north has half the area of one at the equator. So count areas,
# too:

# %%
km2 = pixel_table.area_km2(ds).to_series().reindex(table.index)
group = table.NDVI.groupby(types["K-means"].rename("type"))
about = group.mean().loc[names].to_frame()
about["percent of pixels"] = 100 * group.size() / len(table)
about["percent of area"] = 100 * km2.groupby(types["K-means"]).sum() / km2.sum()
report.record(about.round(2), "type")

# %% [markdown]
# The types are steps on the way from sand to rain forest. Brightness is a second direction. The names
# come from the same spectra as the clusters, so that they prove nothing: {doc}`11_names` asks a map of
# land cover.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - **The maps of the original come back**, and K-means stays before Ward's rule.
# - **Six does not come back as a finding.** The rules disagree, and the pictures show no gaps.
# - **Like scores are not like partitions.** Compare the labels.
# - **A choice moves more borders than chance does.** The scale is one line of code.
#
# :::{dropdown} Where ours may fail
# On simulated data the maps had to come back: the simulator drew the land from a picture of the
# Earth, and from biomes that were fitted to the true product. What holds of the land is asked on
# {doc}`the page of real data <6_digitised>`. Neighbouring pixels are alike, so that a draw of single
# pixels shakes less than a new year of measurements would: see the second exercise. The bend of a
# curve depends on how many sizes are tried. The published silhouettes were taken on pixels and a
# scale that the report does not state beside them.
# :::

# %% [markdown]
# ## Exercises
#
# **1. Plant some clusters.** `make_blobs` draws points around four centres. Which number of clusters,
# from 2 to 10, has the highest silhouette there?

# %%
blobs, _ = make_blobs(500, n_features=7, centers=4, random_state=seed)
answer = ...  # the number of clusters

# %% tags=["hide-input", "check"]
exercises.check(answer, 4, hint="Fit K-means for each; take the best silhouette.")

# %% tags=["hide-cell", "solution"]
tried = {k: silhouette_score(blobs, cluster(blobs, k)) for k in range(2, 11)}
answer = max(tried, key=tried.get)  # where space parts the clusters, the rule works
exercises.check(answer, 4)

# %% [markdown]
# **2. Shake harder.** Leave out whole squares of ten degrees instead of single pixels:
# `pixel_table.hold_out_blocks(X, seed, 0.2)` gives the rows that stay. How well (ARI) does K-means on
# these rows agree with `kmeans` on the same rows?

# %%
answer = ...  # the adjusted Rand index, to two digits

# %% tags=["hide-input", "check"]
stay = pixel_table.hold_out_blocks(X, seed, 0.2)
ours = types["K-means"].loc[stay.index]
expected = partitions.agreement(methods["K-means"](stay, seed), ours)["ari"]
exercises.check(answer, expected, tolerance=0.02, hint="Use `methods` and `types.loc`.")

# %% tags=["hide-cell", "solution"]
again = methods["K-means"](stay, seed)  # without a region, its kind of land may lack
answer = round(partitions.agreement(again, ours)["ari"], 2)
exercises.check(answer, expected, tolerance=0.02)

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("polder/2_clusters")

# %% [markdown]
# ## References
#
# The original study: {cite:t}`wauquiez`; the product: {cite:t}`chen2020`; K-means and mixtures in
# practice: {cite:t}`pedregosa2011`.
