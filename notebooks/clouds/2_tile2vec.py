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
# # Tile2Vec: does a network that never saw the names find the patterns?
#
# Two pieces of sky that overlap probably show the same kind of clouds; two pieces of different days
# probably don't. That is all a network is told here. It turns each piece into a hundred
# numbers, and whoever clusters those numbers may hope to meet sugar, gravel, fish and flower again.
#
# The original study {cite:p}`ramoul2021` trained such networks, and drew its main conclusion from them: one that
# learnt from GOES-16 says nothing about MODIS, one that learnt from MODIS separates fish and flower from gravel
# and sugar. This chapter does both, and asks at each step what the simplest thing would have reached: the mean brightness.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how {term}`Tile2Vec` learns from triplets, with squares in its loss and without;
# - how to ask what clusters hold: the classes, the scene, or the brightness;
# - an interval and a level of chance for tiles that aren't independent;
# - what becomes of an embedding when the same clouds come from another sensor;
# - maps of clusters and components, and a segmentation out of them, scored.
#
# You need some Python, and to have met {term}`K-means` and principal components. The
# {doc}`glossary </book/glossary>` has the rest.
# :::

# %% tags=["hide-input"]
from time import perf_counter

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
from matplotlib.patches import Rectangle
from scipy import stats
from skimage.filters import threshold_otsu
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression
from sklearn.metrics import adjusted_mutual_info_score, jaccard_score, silhouette_score
from sklearn.metrics.cluster import contingency_matrix

from helpers import catalog, plotting, report
from helpers.clouds import figures, products
from helpers.clouds.colour import goes_rendering
from helpers.clouds.embedding import tile2vec, triplets
from helpers.clouds.products import worldview
from helpers.clouds.statistics import chance, jackknife, mutual_information
from helpers.clouds.statistics.rank_statistics import eta_squared, rank_correlation
from helpers.clouds.tiles import brightness, cutting, grid, masking, placement
from helpers.errors import BadInput

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a table of boxes
tile_px: int = 256  # [64, 512] side of a tile in pixels of the scene
n_epochs: int = 6  # [1, 200] of each training
n_triplets: int = 512  # [32, 20000] triplets in an epoch
max_tiles: int = 500  # [60, 5000] labelled tiles that are clustered, at most
n_clusters: int = 12  # [2, 30] of Ward and of K-means
n_resamples: int = 100  # [20, 10000] dealings of the labels, for the level of chance
seed: int = 0  # [0, 2147483647] of every random draw

# %%
classes = ["Sugar", "Gravel", "Fish", "Flower"]
size_px = 64  # of a tile as it enters the network

# %% tags=["remove-input"]
report.start("clouds/2_tile2vec", globals())
plotting.style()
torch.set_num_threads(1)

# %% [markdown]
# ## Scenes and tiles
#
# A scene is a picture of 2,100 × 1,400 pixels of 0.01°. A *tile* is a square of
# {glue:text}`tile_pixels` pixels; to be quick, it enters the network at {glue:text}`network_pixels`.
# Land, and the black gap between two swaths, are left out ({doc}`1_labels`).

# %%
found = products.open(source)
pictures = [scene.image.values for scene in found]
usable = [masking.usable(picture) for picture in pictures]
table = placement.labelled(found, tile_px, max_tiles, seed)
table.label.value_counts().rename_axis("class").rename("tiles").to_frame()

# %% tags=["remove-cell"]
if len(table) < 3 * max(n_clusters, 12):
    raise BadInput(f"Only {len(table)} tiles of {tile_px} pixels lie in boxes, for up to {max(n_clusters, 12)} clusters: choose smaller tiles or fewer clusters.")
report.glue("tile_pixels", f"{tile_px}")
report.glue("network_pixels", f"{size_px}")
report.metric("scenes", len(found))
report.metric("scenes_with_tiles", table.scene.nunique())
report.metric("tiles", len(table))

# %% [markdown]
# The tiles of {glue:text}`scenes` scenes train the network; {glue:text}`tiles` tiles in boxes, from
# {glue:text}`scenes_with_tiles` scenes, have a label, which the network never sees. (Of the real scenes three come from NASA
# Worldview with the crowd's boxes, and fourteen from the Kaggle competition, with boxes that a third party drew around its masks.)
#
# ## Triplets
#
# A *triplet* is an **anchor**, anywhere; its **neighbour**, which shares half of its area, in a random direction; and a
# **distant** tile, anywhere in another scene.

# %%
data = {"tile_px": tile_px, "input_px": size_px, "usable": usable, "n_triplets": n_triplets, "batch": 64}
loader = triplets.batches(pictures, seed=seed, **data)
examples = next(iter(loader))[:4]
examples.shape

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Four triplets as the network sees them: anchor, neighbour, distant tile.", "name": "fig-tile2vec-triplets"}, "image": {"alt": "Four rows of three square cloud pictures. The first two of a row show clouds that overlap by half; the third shows others."}}
fig, axes = plt.subplots(4, 3, figsize=(5.4, 7.2), layout="constrained")
for row, triplet in zip(axes, examples, strict=True):
    for ax, tile in zip(row, triplet, strict=True):
        ax.imshow(tile)
        ax.axis("off")
for ax, name in zip(axes[0], ("anchor", "neighbour", "distant"), strict=True):
    ax.set_title(name)
plt.show()

# %% [markdown]
# The network $f$ gives each tile a place in a space of 100 dimensions, the {term}`embedding`. With
# $n = \lVert f_a - f_n\rVert$ the distance of anchor and neighbour, $d$ that of anchor and distant tile, and a margin $m = 1$,
# training lowers
#
# $$L = [\,n^2 - d^2 + m\,]_+ \qquad\text{or, as the report writes it,}\qquad L' = [\,n - d + m\,]_+ .$$
#
# Both ask that the distant tile be farther away than the neighbour, and are content from a margin on. They differ in how wide
# the gap must be. As $d^2 - n^2 = (d - n)(d + n)$, with squares a gap narrower than $m$ is enough where distances are large;
# without them the gap itself must reach $m$. The code that the report used has the
# squares {cite:p}`denby2020,jean2019`; we train both.

# %%
start = perf_counter()
network, history = tile2vec.train(pictures, n_epochs, seed, data=data)
seconds = perf_counter() - start
_, plain = tile2vec.train(pictures, n_epochs, seed, data=data, squared=False)

# %% tags=["remove-cell"]
report.glue("images_per_second", f"{3 * n_triplets * n_epochs / seconds:,.0f}".replace(",", "\u202f"))
report.glue("epochs_shown", f"{n_epochs}")
for name, run in {"squared": history, "plain": plain}.items():
    report.metric(f"neighbour_distance_{name}", run.neighbour.iloc[-1])
    report.metric(f"distant_distance_{name}", run.distant.iloc[-1])
    ratio = run.distant.iloc[-1] / run.neighbour.iloc[-1]
    report.metric(f"distance_ratio_{name}", ratio, better="higher", text=f"{ratio:.2f}")

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Mean distances of anchors to neighbours and to distant tiles by epoch, for both losses.", "name": "fig-tile2vec-curves"}, "image": {"alt": "Two panels of two lines each against the epoch. With both losses the line of distant tiles lies above that of neighbours, and the gap between them widens."}}
fig, axes = plt.subplots(1, 2, figsize=(6.8, 3.4), layout="constrained")
for ax, run, title in zip(axes, (history, plain), ("with squares", "without"), strict=True):
    ax.plot(run.index, run.distant, "s-", color=plotting.COLOURS["vermilion"], label="distant")
    ax.plot(run.index, run.neighbour, "o-", color=plotting.COLOURS["blue"], label="neighbour")
    ax.set(title=title, xlabel="epoch", ylim=(0, None))
axes[0].set_ylabel("distance")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncol=2)
plt.show()

# %% [markdown]
# After {glue:text}`epochs_shown` epochs a distant tile is {glue:text}`distance_ratio_squared` times as far away as a neighbour
# with squares, and {glue:text}`distance_ratio_plain` times without. **The network that this page shows** is the one
# with squares, trained just now, in this run, from random weights: a residual network of ten layers. It learnt from
# {glue:text}`images_per_second` tiles a second, on one thread of the processor or on a graphics card where there is one. With
# `checkpoint=`, a training that was broken off goes on where it stopped.
#
# ## Would we see it if it worked? And if it didn't?
#
# Before real questions, two whose answers are known. *Positive control*: scenes of four unmistakable textures of equal
# brightness and contrast, the same code, unseen scenes to test. *Negative control*: the same, with labels shuffled.

# %% tags=["teaching"]
from helpers.clouds.simulation import known_answers  # scenes drawn by the simulator

drawn, unseen, textures = known_answers.texture_scenes(seed)
control_data = {"tile_px": 128, "input_px": 64, "n_triplets": 256, "batch": 32}
taught, _ = tile2vec.train(drawn, 5, seed, data=control_data, learning_rate=2e-3)
clusters = KMeans(4, n_init=10, random_state=seed).fit_predict(tile2vec.embed(taught, unseen))
shuffled = np.random.default_rng(seed).permutation(textures)
control = {"control_positive_ami": adjusted_mutual_info_score(textures, clusters),
           "control_negative_ami": adjusted_mutual_info_score(shuffled, clusters)}

# %% tags=["remove-cell"]
report.metric("control_positive_ami", control["control_positive_ami"], better="higher", text=f"{control['control_positive_ami']:.3f}")
report.metric("control_negative_ami", control["control_negative_ami"], text=f"{control['control_negative_ami']:.3f}")

# %% [markdown]
# The {term}`AMI <adjusted mutual information>`, 1 for equal partitions and 0 on average for independent ones, is
# - {glue:text}`control_positive_ami` for four unmistakable textures, and
# - {glue:text}`control_negative_ami` for shuffled labels.
#
# The method works where there is something to be told apart that sets scenes apart.
#
# ## Which settings?
#
# The report trained with several backbones, frozen or not, with several batch sizes and learning rates, and took the one with the
# smallest distance to neighbours and the largest to distant tiles; we read that as the largest ratio of the two. We trained each setting once on all scenes of this
# edition and kept the table (`python -m tools.sweeps clouds/2_tile2vec` makes it). *Frozen* means that the backbone keeps its random
# weights and only the last layer learns. The report's backbones came trained on photographs; ours don't.

# %%
sweep = pd.read_csv(catalog.committed("sweeps/clouds/2_tile2vec.csv"))
sweep = sweep[sweep.source == source].drop(columns="source")
sweep["ratio"] = sweep.distant / sweep.neighbour

# %% tags=["hide-input"]
usual = ["depth", "frozen", "squared", "batch", "learning_rate", "epochs"]
order = ["setting", "neighbour", "distant", "ratio", "explained", "scene_ami", "class_ami"]
SHORT = {"neighbour": "to neighbour", "distant": "to distant", "explained": "variance, PC 1 and 2", "scene_ami": "AMI with scene", "class_ami": "AMI with class"}


def setting(row, base):
    """Name what a row has that the usual setting hasn't."""
    other = [f"{name.replace('_', ' ')} {row[name]}" for name in [*usual, "seed"] if row[name] != base[name]]
    return ", ".join(other).replace("frozen True", "frozen").replace("squared False", "no squares") or "usual"


rows = [setting(row, sweep.iloc[0]) for _, row in sweep.iterrows()]
sweep["setting"] = pd.Series(rows, sweep.index, dtype=object)
sweep[order].rename(columns=SHORT).set_index("setting").round(3)

# %% tags=["remove-cell"]
def of(name, column="class_ami"):
    """One figure of the sweep; missing for scenes of one's own."""
    rows = sweep[sweep.setting == name] if len(sweep) else []
    return float(rows[column].iloc[0]) if len(rows) else np.nan


seeds = sweep[sweep.setting.str.contains("usual|seed")].class_ami if len(sweep) else pd.Series([np.nan])
report.metric("sweep_usual_ami", of("usual"), better="higher")
report.metric("sweep_seeds_range", seeds.max() - seeds.min())
report.metric("sweep_best_ami", sweep.class_ami.max() if len(sweep) else np.nan, better="higher")
report.metric("sweep_least_ami", sweep.class_ami.min() if len(sweep) else np.nan, better="higher")
report.metric("sweep_long_ami", of("epochs 60"), better="higher")
report.metric("sweep_long_scene_ami", of("epochs 60", "scene_ami"))
report.metric("sweep_ratio_correlation", rank_correlation(sweep.ratio, sweep.class_ami) if len(sweep) else np.nan)

if len(sweep):
    learning = sweep[~sweep.frozen]
    report.metric("sweep_ratio_correlation_learning", rank_correlation(learning.ratio, learning.class_ami))

# %% [markdown]
# Three seeds of the usual setting differ by {glue:text}`sweep_seeds_range` in their AMI with the classes; all settings lie between
# {glue:text}`sweep_least_ami` and {glue:text}`sweep_best_ami`. Choosing the best by the labels would be using the labels. The report's
# way is by distances. But over the table the rank correlation of the ratio of distances with the AMI, without the frozen backbones, is
# {glue:text}`sweep_ratio_correlation_learning`. The distances say how well a network does its training task; whether it sees patterns
# has to be asked otherwise. (Of scenes of your own the table has no rows.)
#
# Ten times the training pushes neighbours and distant tiles further apart, and hardly changes the AMI with the classes. So this page
# trains its network itself, in seconds; no weights of a longer run are stored.
#
# ## Clusters
#
# Now embed the labelled tiles, and cluster: with *Ward's* method, which joins tiles step by step so that
# the variance within clusters grows least {cite:p}`ward1963`, and with K-means.

# %%
labelled = cutting.cut(found, table, size_px)
embedding = tile2vec.embed(network, labelled)
ward = AgglomerativeClustering(n_clusters).fit_predict(embedding)
kmeans = KMeans(n_clusters, n_init=4, random_state=seed).fit(embedding)

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Six tiles of each of Ward's clusters, a row each, from the darkest cluster to the brightest.", "name": "fig-tile2vec-examples"}, "image": {"alt": "Rows of six small cloud pictures. Rows are sorted by brightness: nearly clear sea at the top, dense cloud at the bottom."}}
grey = brightness.mean(labelled)[:, 0]


def by_grey(clusters):
    """Number clusters from the darkest, 1, to the brightest."""
    means = pd.Series(grey).groupby(clusters).mean()
    return means.rank().astype(int)[clusters].values


random, numbered = np.random.default_rng(seed), by_grey(ward)
fig, axes = plt.subplots(n_clusters, 6, figsize=(6, n_clusters), squeeze=False)
for number, row in enumerate(axes, 1):
    own = random.permutation(np.flatnonzero(numbered == number))[:6]
    for ax, i in zip(row, [*own, *[None] * (6 - len(own))], strict=True):
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        if i is not None:
            ax.imshow(labelled[i])
    row[0].set_ylabel(number, rotation=0, labelpad=14, va="center")
fig.subplots_adjust(wspace=0.04, hspace=0.04)
plt.show()

# %% [markdown]
# How many clusters are there? The {term}`silhouette` says how much closer a tile is to its own cluster than to the next.

# %%
def silhouettes(X):
    """Mean silhouette of K-means for 2 to 12 clusters."""
    runs = {k: KMeans(k, n_init=2, random_state=seed).fit_predict(X) for k in range(2, 13)}
    return pd.Series({k: silhouette_score(X, found) for k, found in runs.items()})


by_k = silhouettes(embedding)
best_k = int(by_k.idxmax())

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Mean silhouette of K-means against the number of clusters; the best is circled.", "name": "fig-tile2vec-silhouette"}, "image": {"alt": "A line that is highest at two or three clusters, near a quarter, and falls to the right."}}
fig, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
ax.plot(by_k.index, by_k, "o-", color=plotting.COLOURS["blue"])
ax.plot(best_k, by_k.max(), "o", ms=16, mfc="none", mew=2, color=plotting.COLOURS["vermilion"])
ax.set(xlabel="clusters", ylabel="silhouette", ylim=(0, 1.15 * by_k.max()))
plt.show()

# %% tags=["remove-cell"]
report.metric("clusters_ward", n_clusters)
report.metric("silhouette_best_k", best_k)
report.metric("silhouette_best", by_k.max(), better="higher", text=f"{by_k.max():.2f}")
report.metric("silhouette_twelve", by_k[12], better="higher")

# %% [markdown]
# It is highest at k = {glue:text}`silhouette_best_k`, with {glue:text}`silhouette_best`; the report found 2. A low best value at few clusters is what a single cloud of
# points without any clusters gives, too (exercise 1).
#
# ## Do the clusters know the classes?
#
# Each row below is a partition of the same tiles. Beside the embedding stand an *untrained* network, with the random weights that
# training began from, and the *mean brightness* of a tile, a single number. The AMI is taken with the four classes, with the two groups
# of the report (fish and flower; gravel and sugar), and with the scene that a tile comes from.
#
# Tiles of one scene are alike, so a scene counts as one draw: the interval comes from leaving out one scene at a time, the *jackknife* {cite:p}`efron1982`.
# So does chance: labels are dealt anew by scene, tiles of one label in one scene keeping together. `by_chance` is the mean of
# such dealings, `chance_95` what one in twenty exceeds.

# %%
groups = table.label.isin(["Fish", "Flower"])
simple = brightness.mean(labelled)
untrained = tile2vec.embed(tile2vec.Tile2Vec(seed=seed), labelled)


def k_means(X, k):
    return KMeans(k, n_init=4, random_state=seed).fit_predict(X)


# %%
partitions = {f"Ward, {n_clusters}": ward, f"K-means, {n_clusters}": kmeans.labels_, "K-means, 4": k_means(embedding, 4),
              "by silhouette": k_means(embedding, best_k), "untrained": k_means(untrained, n_clusters),
              "brightness": k_means(simple, n_clusters), "brightness, 4": k_means(simple, 4)}

# %%
def judged(clusters, labels=table.label):
    """AMI with classes and its chance; with the two groups and the scenes."""
    own = mutual_information.agreement(labels, clusters, table.scene, n_resamples, seed)
    others = {"two groups": groups, "scene": table.scene}
    return own | {name: adjusted_mutual_info_score(values, clusters) for name, values in others.items()}


scores = pd.DataFrame({name: judged(clusters) for name, clusters in partitions.items()}).T

# %% tags=["hide-input"]
scores[["ami", "low", "high", "by_chance", "chance_95", "two groups", "scene"]].round(3)

# %% tags=["remove-cell"]
NAMES = {f"Ward, {n_clusters}": "ward", f"K-means, {n_clusters}": "kmeans", "K-means, 4": "kmeans_4", "by silhouette": "kmeans_silhouette",
         "untrained": "untrained", "brightness": "brightness", "brightness, 4": "brightness_4"}
for name, key in NAMES.items():
    row = scores.loc[name]
    report.metric(f"ami_{key}", row.ami, better="higher", text=f"{row.ami:.3f}")
    report.metric(f"ami_{key}_low", row.low, text=f"{row.low:.3f}")
    report.metric(f"ami_{key}_high", row.high, text=f"{row.high:.3f}")
    report.metric(f"ami_{key}_chance", row.by_chance, text=f"{row.by_chance:.3f}")
    report.metric(f"ami_{key}_chance_95", row.chance_95, text=f"{row.chance_95:.3f}")
    report.metric(f"ami_{key}_groups", row["two groups"], better="higher", text=f"{row['two groups']:.3f}")
    report.metric(f"ami_{key}_scene", row.scene, text=f"{row.scene:.3f}")
label_scene = adjusted_mutual_info_score(table.label, table.scene)
report.metric("scene_class_ami", label_scene)
report.metric("brightness_share_of_clusters", eta_squared(grey, kmeans.labels_))
difference = scores.ami[f"K-means, {n_clusters}"] - scores.ami["brightness"]
half = jackknife.half_width(
    lambda label, a, b: adjusted_mutual_info_score(label, a) - adjusted_mutual_info_score(label, b),
    table.scene, table.label, kmeans.labels_, partitions["brightness"])


def larger_share(values):
    """Mean share of a cluster's tiles that its larger group has."""
    return contingency_matrix(values, kmeans.labels_).max(axis=0).sum() / len(values)


random = np.random.default_rng(seed)
larger, larger_of_all = larger_share(groups), max(groups.mean(), 1 - groups.mean())
larger_shuffled = np.mean(chance.draws(larger_share, groups, table.scene, n_resamples, seed))
report.metric("groups_larger_in_cluster", larger)
report.metric("groups_larger_in_cluster_shuffled", larger_shuffled)
report.metric("groups_larger", larger_of_all)
report.metric("ami_over_brightness", difference, better="higher", text=f"{difference:+.3f}")
report.metric("ami_over_brightness_half_width", half, text=f"{half:.3f}")

# %% tags=["hide-input", "reference-figure"] mystnb={"figure": {"caption": "AMI of each partition with the classes (dot, with its 95 % interval), with the scenes (diamond), and the level of chance of moved labels (tick).", "name": "fig-tile2vec-ami"}, "image": {"alt": "Seven rows. The dots of agreement with the classes lie between nought and a few tenths, with wide intervals that overlap one another; brightness is among them. The diamonds of agreement with the scenes lie furthest right in the two top rows, Ward and K-means on the trained network."}}
def draw_agreement(scores, scene=True):
    """Draw AMI with interval and chance, a row for each partition."""
    _, ax = plt.subplots(figsize=(6.6, 0.55 * len(scores) + 1.6), layout="constrained")
    place = np.arange(len(scores))[::-1]
    ax.hlines(place, scores.low, scores.high, color=plotting.COLOURS["blue"], lw=2.5)
    ax.plot(scores.ami, place, "o", ms=9, color=plotting.COLOURS["blue"], label="class")
    if scene:
        ax.plot(scores.scene, place, "D", ms=8, color=plotting.COLOURS["vermilion"], label="scene")
    ax.plot(scores.chance_95, place, "|", ms=18, mew=2.5, color=plotting.COLOURS["grey"], label="chance")
    ax.axvline(0, lw=1, color=plotting.COLOURS["grey"])
    ax.set_yticks(place, scores.index)
    ax.set_ylim(-0.5, len(scores) - 0.5)
    ax.set_xlabel("AMI")
    ax.figure.legend(loc="outside upper center", ncol=3)
    plt.show()


draw_agreement(scores)

# %% [markdown]
# K-means on the embedding shares an AMI of **{glue:text}`ami_kmeans`** with the classes, K-means on the mean brightness
# **{glue:text}`ami_brightness`**. The difference is {glue:text}`ami_over_brightness` ±
# {glue:text}`ami_over_brightness_half_width`: where that interval holds nought, these scenes don't show that the network beats one
# number.
#
# Does it separate the two groups, fish and flower from gravel and sugar, as the report saw? Were the groups parted, each cluster would
# hold one of them only. Here the larger group has a share of {glue:text}`groups_larger_in_cluster` of a cluster's tiles on average,
# {glue:text}`groups_larger_in_cluster_shuffled` if labels are dealt anew by scene.
#
# And what else is in the clusters? The *scene*: the triplets ask for it. The distant tile always comes from another scene, so that
# whatever tells scenes apart lowers the loss: haze, glint, the clouds' thickness on that day. (The labels know the scene, too: people
# mark few patterns in one image.) The brightness is in them as well: rank the tiles by it, and a share of
# {glue:text}`brightness_share_of_clusters` of the ranks' variance lies between the clusters.

# %% [markdown]
# ### Confusion, in counts and per cent

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Tiles of each class in Ward's clusters, numbered from the darkest to the brightest: counts, and per cent of the cluster.", "name": "fig-tile2vec-confusion"}, "image": {"alt": "A table of clusters by four classes. Most clusters hold three or four classes."}}
def draw_confusion(clusters):
    """Draw clusters, from the darkest to the brightest, by classes."""
    counts = pd.crosstab(by_grey(clusters), table.label).reindex(columns=classes, fill_value=0)
    _, ax = plt.subplots(figsize=(6.2, 0.62 * len(counts) + 1), layout="constrained")
    plotting.confusion(counts.values, counts.index, classes, ax, ylabel="cluster", xlabel="")
    ax.set_aspect("auto")
    plt.show()


draw_confusion(ward)

# %% tags=["hide-input"] mystnb={"figure": {"caption": "The same for K-means with four clusters.", "name": "fig-tile2vec-confusion-four"}, "image": {"alt": "A table of four clusters by four classes, with counts and per cent of the cluster."}}
draw_confusion(partitions["K-means, 4"])

# %% [markdown]
# If clusters were classes, each row would have one dark cell.
#
# ## The plane of two components

# %%
pca = PCA().fit(embedding)
plane = pca.transform(embedding)[:, :2]
explained = pca.explained_variance_ratio_

# %% tags=["remove-cell"]
of_grey = embedding - LinearRegression().fit(simple, embedding).predict(simple)
of_grey = 1 - of_grey.var(axis=0).sum() / embedding.var(axis=0).sum()
report.metric("explained_first", explained[0], text=f"{explained[0]:.2f}")
report.metric("explained_second", explained[1], text=f"{explained[1]:.2f}")
report.metric("explained_by_brightness", of_grey, text=f"{of_grey:.2f}")
report.metric("components_for_90", int(np.searchsorted(explained.cumsum(), 0.9)) + 1)
first_of_grey = rank_correlation(plane[:, 0], grey)
report.metric("first_component_brightness", abs(first_of_grey), text=f"{abs(first_of_grey):.2f}")

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Tiles in the plane of the first two principal components. Dots: tiles. Lines: half and nine tenths of each class's density.", "name": "fig-tile2vec-plane"}, "image": {"alt": "Four panels, one for each class, of the same scattered points in grey with the class's own points and two contour lines in colour. The contours of the classes overlap; none has a region to itself."}}
def contours(ax, points, colour):
    """Draw the lines that hold half and nine tenths of a class's density."""
    density = stats.gaussian_kde(points.T)
    levels = np.quantile(density(points.T), [0.1, 0.5])
    margin = 0.3 * np.ptp(plane, axis=0)
    (x1, y1), (x2, y2) = plane.min(0) - margin, plane.max(0) + margin
    x, y = np.meshgrid(np.linspace(x1, x2, 60), np.linspace(y1, y2, 60))
    ax.contour(x, y, density([x.ravel(), y.ravel()]).reshape(x.shape), levels, colors=colour, linewidths=2)


fig, axes = plt.subplots(2, 2, figsize=(6.8, 6.4), sharex=True, sharey=True, layout="constrained")
for ax, label in zip(axes.flat, classes, strict=True):
    own = plane[table.label == label]
    ax.plot(*plane.T, ".", ms=3, color="#c8c8c8")
    ax.plot(*own.T, ".", ms=5, color=figures.COLOURS[label])
    if len(own) > 5:
        contours(ax, own, figures.COLOURS[label])
    ax.set_title(f"{label} ({len(own)})")
fig.supxlabel(f"component 1 ({explained[0]:.0%})")
fig.supylabel(f"component 2 ({explained[1]:.0%})")
plt.show()

# %% [markdown]
# The axes say what share of the variance the two components hold. Much of the first is known: its rank correlation with the mean
# brightness is {glue:text}`first_component_brightness` (without its sign). A straight line in the brightness alone explains {glue:text}`explained_by_brightness` of the
# whole variance. The report took high explained variance for a sign of a good embedding. But it only says that few
# directions are in use, not that they show anything worth knowing.
#
# ## From one sensor to another
#
# The report's main conclusion rests on two networks that differ in many things at once: satellite, region, season, kind of
# training. Here only the picture differs. We take the *same* scenes and show them as if GOES-16 had taken them:
# Worldview's stretch is undone, which gives reflectance again; the reflectance is blurred by the footprint of
# GOES-16's imager {cite:p}`schmit2017`, put on the pixels of {glue:text}`goes_km` km that its tiles are made with, its green mixed from other bands, and made a picture by
# the power of 1/2.2, which leaves clouds darker than Worldview's stretch. A tile of {glue:text}`tile_pixels` pixels then shows
# {glue:text}`goes_tile_km` km instead of {glue:text}`worldview_tile_km` km.

# %%
goes = [goes_rendering.as_goes(scene) for scene in found]
views = {"Worldview": labelled,
         "GOES-like": cutting.cut(goes, goes_rendering.same_middle(table), size_px)}

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Four tiles, one of each class where there is one: as Worldview shows them (top), and the tiles around the same middles in the GOES-like picture (bottom).", "name": "fig-tile2vec-sensors"}, "image": {"alt": "Four cloud pictures above, and below each its middle part, a little enlarged, with darker clouds and a brighter sea."}}
shown = [table.index[table.label == label][0] for label in classes if (table.label == label).any()]
fig, axes = plt.subplots(2, len(shown), figsize=(6.8, 3.9), layout="constrained", squeeze=False)
for row, (name, view) in zip(axes, views.items(), strict=True):
    for ax, i in zip(row, shown, strict=True):
        ax.imshow(view[i])
        ax.set(xticks=[], yticks=[])
        ax.set_title(table.label[i] if name == "Worldview" else "")
    row[0].set_ylabel(name)
plt.show()

# %%
settings = data | {"usable": [goes_rendering.resampled_mask(mask) for mask in usable]}
taught = {"Worldview": network,
          "GOES-like": tile2vec.train([s.image.values for s in goes], n_epochs, seed, data=settings)[0]}

# %% [markdown]
# Each network gives its own tiles places, K-means finds centres among them, and both, network *and* centres, are then
# applied to the tiles of the other sensor.

# %%
crossed, given = {}, {}
for trained, teacher in taught.items():
    places = {applied: tile2vec.embed(teacher, view) for applied, view in views.items()}
    centres = KMeans(n_clusters, n_init=4, random_state=seed).fit(places[trained])
    for applied, place in places.items():
        given[trained, applied] = centres.predict(place)
        crossed[f"{trained} → {applied}"] = judged(given[trained, applied])
transfer = pd.DataFrame(crossed).T

# %% tags=["hide-input"]
transfer[["ami", "low", "high", "by_chance", "chance_95", "two groups", "scene"]].round(3).rename_axis("trained on → applied to")

# %% tags=["hide-input"] mystnb={"figure": {"caption": "AMI with the classes of network and centres trained on one sensor, applied to the same or the other; 95 % interval, and chance of moved labels (tick).", "name": "fig-tile2vec-transfer"}, "image": {"alt": "Four rows: both sensors on themselves and on each other. The intervals are wide and overlap."}}
draw_agreement(transfer, scene=False)

# %% tags=["remove-cell"]
SENSOR = {"Worldview": "worldview", "GOES-like": "goes"}
stays = {}


def same(first, second):
    """AMI of two clusterings of the same places, and half the width of its interval."""
    return (adjusted_mutual_info_score(first, second),
            jackknife.half_width(adjusted_mutual_info_score, table.scene, first, second))


inner = round(tile_px * goes_rendering.GOES_KM / worldview.PIXEL_KM)
middle_part = table.assign(y=table.y + (tile_px - inner) // 2, x=table.x + (tile_px - inner) // 2, height=inner, width=inner)
cropped = same(kmeans.labels_, kmeans.predict(tile2vec.embed(network, cutting.cut(found, middle_part, size_px))))
report.metric("transfer_cropped_same_clusters", cropped[0], better="higher", text=f"{cropped[0]:.2f}")
report.metric("transfer_cropped_same_clusters_half_width", cropped[1], text=f"{cropped[1]:.2f}")
for trained in SENSOR:
    for applied in SENSOR:
        key = f"transfer_{SENSOR[trained]}_on_{SENSOR[applied]}"
        row = transfer.loc[f"{trained} → {applied}"]
        report.metric(f"{key}_ami", row.ami, better="higher", text=f"{row.ami:.3f}")
        report.metric(f"{key}_low", row.low, text=f"{row.low:.3f}")
        report.metric(f"{key}_high", row.high, text=f"{row.high:.3f}")
        report.metric(f"{key}_chance_95", row.chance_95, text=f"{row.chance_95:.3f}")
        report.metric(f"{key}_groups", row["two groups"], better="higher", text=f"{row['two groups']:.3f}")
    home, away = (given[trained, applied] for applied in (trained, *[s for s in SENSOR if s != trained]))
    stays[trained] = same(home, away)
    report.metric(f"transfer_{SENSOR[trained]}_same_clusters", stays[trained][0], better="higher", text=f"{stays[trained][0]:.2f}")
    report.metric(f"transfer_{SENSOR[trained]}_same_clusters_half_width", stays[trained][1], text=f"{stays[trained][1]:.2f}")
    used = np.unique(away).size
    report.metric(f"transfer_{SENSOR[trained]}_clusters_used_elsewhere", used)
foreign = tile2vec.embed(taught["GOES-like"], labelled)
of_foreign = PCA(2).fit(foreign).explained_variance_ratio_
report.metric("transfer_explained_first", of_foreign[0])
foreign_k = silhouettes(foreign)
report.metric("transfer_silhouette_best_k", int(foreign_k.idxmax()))
report.glue("goes_km", f"{goes_rendering.GOES_KM:.2f}")
report.glue("goes_tile_km", f"{tile_px * goes_rendering.GOES_KM:.0f}")
report.glue("worldview_tile_km", f"{tile_px * worldview.PIXEL_KM:.0f}")


def loss(label, here, there):
    """How much more the clusters made at home agree with the classes."""
    return adjusted_mutual_info_score(label, here) - adjusted_mutual_info_score(label, there)


lost = {}
for applied, other in (("Worldview", "GOES-like"), ("GOES-like", "Worldview")):
    pair = given[applied, applied], given[other, applied]
    lost[applied] = loss(table.label, *pair), jackknife.half_width(loss, table.scene, table.label, *pair)
    report.metric(f"transfer_loss_on_{SENSOR[applied]}", lost[applied][0], better="lower", text=f"{lost[applied][0]:+.3f}")
    report.metric(f"transfer_loss_on_{SENSOR[applied]}_half_width", lost[applied][1], text=f"{lost[applied][1]:.3f}")

# %% [markdown]
# On Worldview's tiles a borrowed network and its centres cost {glue:text}`transfer_loss_on_worldview` ±
# {glue:text}`transfer_loss_on_worldview_half_width` of AMI. Where such an interval holds nought, the labels don't tell a borrowed
# network from an own one.
#
# Without labels one can ask more sharply: does the *same piece of sky* fall into the same cluster? The Worldview network's
# clusters of the tiles as both sensors show them share an AMI of {glue:text}`transfer_worldview_same_clusters` ±
# {glue:text}`transfer_worldview_same_clusters_half_width`, where equal clusters would have one. A part of that is the frame: a
# GOES-like tile shows less sky. If the Worldview network sees only that inner part, in Worldview's colours, the AMI is
# {glue:text}`transfer_cropped_same_clusters`.
# **A change of picture alone moves tiles between clusters**, though not a cloud has changed.
#
# The report saw a small explained variance of the first component when the GOES network looked at MODIS, and took it for failure; ours
# is {glue:text}`transfer_explained_first`.

# %% [markdown]
# :::{admonition} What this can't show
# :class: warning
# The GOES-like picture is a rendering of what MODIS saw. The real GOES-16 looks from another angle, at other hours, through more haze, and
# its green comes from a band that we don't have (red stands in its place). A real change of sensor is
# probably larger than this one. What can be said is that *even this much* matters, and that the report's
# comparison, in which satellite, region and training all changed, can't say which of them mattered.
# :::
#
# ## Resized boxes against fixed tiles
#
# The report then gave its network whole boxes, each squeezed into a square, and found clusters that "discriminate nicely"
# between two groups of classes, by brightness and *form*; of fixed tiles, mostly by grey level. A squeezed box keeps a trace of its own shape: a
# long box makes round clouds tall. Does that drive the clusters?

# %%
boxes = masking.keep_usable(found, placement.whole_boxes(found, usable=False), masked_share=0.1)
squeezed = cutting.cut(found, boxes, size_px)
nine = max(2, min(9, len(boxes) // 3))
box_clusters = k_means(tile2vec.embed(network, squeezed), nine)

# %% tags=["remove-cell"]
def shares(clusters, properties, scene):
    """Share of each property's rank variance between clusters, and that of clusters dealt by scene."""
    return {name: {"between clusters": eta_squared(values, clusters),
                   "by chance, 95 %": chance.level(lambda dealt, values=values: eta_squared(values, dealt), clusters, scene, n_resamples, seed)}
            for name, values in properties.items()}


properties = {"width / height": boxes.width / boxes.height, "area": boxes.width * boxes.height,
              "brightness": brightness.mean(squeezed)[:, 0], "contrast": squeezed.std(axis=(1, 2, 3))}
of_boxes = pd.DataFrame(shares(box_clusters, properties, boxes.scene)).T
of_tiles = pd.DataFrame(shares(kmeans.labels_, {"brightness": grey, "contrast": labelled.std(axis=(1, 2, 3))}, table.scene)).T
box_score = mutual_information.agreement(boxes.label, box_clusters, boxes.scene, n_resamples, seed)
box_groups = adjusted_mutual_info_score(boxes.label.isin(["Fish", "Flower"]), box_clusters)
box_grey = mutual_information.agreement(boxes.label, k_means(brightness.mean(squeezed), nine), boxes.scene, n_resamples, seed)
report.metric("boxes", len(boxes))
report.metric("clusters_boxes", nine)
for name, row in of_boxes.iterrows():
    key = name.replace(" / ", "_over_")
    report.metric(f"boxes_share_{key}", row["between clusters"])
    report.metric(f"boxes_share_{key}_chance_95", row["by chance, 95 %"])
for name, row in of_tiles.iterrows():
    report.metric(f"tiles_share_{name}", row["between clusters"])
for key, row in {"boxes": box_score, "boxes_brightness": box_grey}.items():
    for part in ("ami", "low", "high", "chance_95"):
        report.metric(f"{key}_{part}", row[part], text=f"{row[part]:.3f}")
report.metric("boxes_groups_ami", box_groups, better="higher", text=f"{box_groups:.3f}")

# %% tags=["hide-input"]
pd.concat({f"{len(boxes)} resized boxes": of_boxes, f"{len(table)} fixed tiles": of_tiles}).round(3)

# %% [markdown]
# The table gives the share of a property's (rank) variance that lies between the clusters, η², and what one shuffle in twenty exceeds.
# With the classes the clusters of the boxes share an AMI of {glue:text}`boxes_ami`, as many clusters of nothing but the brightness
# {glue:text}`boxes_brightness_ami`. Where width over height exceeds its chance, the form of the box is among what the clusters know,
# and it isn't in the sky.

# %% [markdown]
# ## Maps
#
# Put tiles all over a scene, each a quarter of its side from the next, and colour each place by its cluster, or by its
# component. Neighbours on the map share three quarters of their pixels, so some smoothness comes for free. Good clusters should make patches
# larger than a tile, as large as cloud fields.

# %%
def look(scene, mask, step):
    """Embed a grid of tiles: their places, whether all can be used, brightness and place in the embedding."""
    corners = grid.corners(mask.shape, tile_px, step)
    seen = cutting.at_corners(scene.image.values, corners, tile_px, size_px)
    good = masking.wholly_inside(mask, tile_px)[::step, ::step]
    place = tile2vec.embed(network, seen).reshape(*good.shape, -1)
    return corners + tile_px // 2, good, brightness.mean(seen).reshape(good.shape), place


# %%
most = max(range(len(found)), key=lambda i: (found[i].boxes.label.nunique(), len(found[i].boxes)))
middles, good, _, field = look(found[most], usable[most], tile_px // 4)
flat = field.reshape(-1, field.shape[-1])
cluster_map = kmeans.predict(flat).reshape(good.shape)
heat = pca.transform(flat)[:, :2].reshape(*good.shape, 2)

# %% tags=["hide-input"] mystnb={"figure": {"caption": "A scene with its boxes, the clusters of its tiles (coloured from the darkest to the brightest), and the first two components. White: no usable tile has its middle there.", "name": "fig-tile2vec-maps"}, "image": {"alt": "A satellite picture of clouds with boxes, and below it three coarse maps: patches of clusters, and two smooth fields. The clusters and the first component follow how cloudy a place is."}}
from_dark = pd.Series(by_grey(kmeans.labels_), kmeans.labels_).groupby(level=0).first()
extent = (middles[0, 0, 1] - tile_px / 8, middles[0, -1, 1] + tile_px / 8, middles[-1, 0, 0] + tile_px / 8, middles[0, 0, 0] - tile_px / 8)
layers = {"cluster": from_dark.values[cluster_map], "component 1": heat[..., 0], "component 2": heat[..., 1]}
fig, axes = plt.subplots(4, 1, figsize=(5.8, 12.6), layout="constrained")
axes[0].imshow(found[most].image[::3, ::3], extent=(0, 2100, 1400, 0))
for box in found[most].boxes.itertuples():
    axes[0].add_patch(Rectangle((box.x1, box.y1), box.x2 - box.x1, box.y2 - box.y1, fill=False, lw=2.5, ec=figures.COLOURS[box.label], label=box.label))
for ax, (name, values) in zip(axes[1:], layers.items(), strict=True):
    shade = "viridis" if name == "cluster" else "cividis"
    drawn = ax.imshow(np.ma.masked_where(~good, values), extent=extent, cmap=shade)
    ax.set(xlim=(0, 2100), ylim=(1400, 0))
    fig.colorbar(drawn, cax=ax.inset_axes([1.03, 0.1, 0.04, 0.8]), label=name)
unique = dict(zip(*axes[0].get_legend_handles_labels()[::-1], strict=True))
axes[0].legend(unique.values(), unique, loc="lower center", bbox_to_anchor=(0.5, 1), ncol=4)
for ax in axes:
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
plt.show()

# %% [markdown]
# The first component may be read as a segmentation: what lies above *Otsu's threshold*, which parts all its values into two groups
# as far apart as they can be, is one kind of sky, what lies below the other. We do it over all scenes with one threshold, and compare
# each side with the boxes of each label by the **intersection over union**: of all places (middles of tiles) that are on this side or in such a box, the share
# that are both. Two things that need no network stand beside it: the brightness, thresholded in the same way, and the whole scene.

# %%
drawn = [i for i, scene in enumerate(found) if len(scene.boxes)]
views = [look(found[i], usable[i], tile_px // 2) for i in drawn]
component = [pca.transform(place[good])[:, 0] for _, good, _, place in views]
bright = [grey_map[good] for _, good, grey_map, _ in views]
sides = {}
for name, values in {"component 1": component, "brightness": bright}.items():
    high = np.concatenate(values) > threshold_otsu(np.concatenate(values))
    sides |= {f"{name}, above": high, f"{name}, below": ~high}
sides["whole scene"] = np.ones_like(high)

# %%
wanted = {label: [label] for label in classes} | {"Fish or Flower": ["Fish", "Flower"], "Gravel or Sugar": ["Gravel", "Sugar"]}
overlap = pd.DataFrame(index=list(wanted), columns=list(sides), dtype=float)
for name, members in wanted.items():
    own = [found[i].boxes[found[i].boxes.label.isin(members)] for i in drawn]
    inside = np.concatenate([grid.covered(b, middle[good]) for b, (middle, good, *_) in zip(own, views, strict=True)])
    if inside.any():
        overlap.loc[name] = [jaccard_score(inside, mask) for mask in sides.values()]
short = {"component 1, above": "PC 1 >", "component 1, below": "PC 1 ≤", "brightness, above": "grey >", "brightness, below": "grey ≤"}
overlap.rename(columns=short).round(3)

# %% tags=["remove-cell"]
for name, row in overlap.iterrows():
    key = name.lower().replace(" ", "_")
    report.metric(f"iou_{key}_component", row[["component 1, above", "component 1, below"]].max(), better="higher")
    report.metric(f"iou_{key}_brightness", row[["brightness, above", "brightness, below"]].max(), better="higher")
    report.metric(f"iou_{key}_scene", row["whole scene"])
by_component = overlap[["component 1, above", "component 1, below"]].max(axis=1)
report.metric("iou_rows", len(overlap))
report.metric("iou_best", by_component.max())
gain = (by_component > overlap["whole scene"]).sum()
gain_grey = (by_component > overlap[["brightness, above", "brightness, below"]].max(axis=1)).sum()
report.metric("iou_rows_above_scene", gain)
report.metric("iou_rows_above_brightness", gain_grey)

# %% [markdown]
# Take for each row the better of the two sides; that choice needs the labels. Then the component beats "the whole scene" in
# {glue:text}`iou_rows_above_scene` of {glue:text}`iou_rows` rows, and the better side of the brightness in
# {glue:text}`iou_rows_above_brightness`. The highest value of the component is {glue:text}`iou_best`. Its heat map follows how bright
# the clouds are, and a box takes in clear sky along with clouds.

# %% [markdown]
# ## The figures

# %%
report.table()

# %% [markdown]
# ## What to take away
#
# - The method works: it tells textures apart that set scenes apart. On clouds its AMI with the classes is {glue:text}`ami_kmeans`, and one
#   number, the mean brightness, reaches {glue:text}`ami_brightness`. A network has to be set beside that, and the report's wasn't.
# - The report's two groups part a little, and about as much by nothing but the brightness.
# - The distant tile comes from another scene, so the network learns scenes. Neighbour and distant distances measure how well it does that.
# - "Trained on GOES it says nothing on MODIS" compared networks that differed in more than the sensor. A change of picture alone moves the same
#   tiles between clusters: the AMI of both partitions is {glue:text}`transfer_goes_same_clusters`.
# - Explained variance is no quality: a good part of it is nothing but brightness.
#
# **Where ours may fail.** A few thousand triplets from a few scenes are little; {cite:t}`denby2020` had years of GOES. With more scenes a network may learn
# what changes *within* them. Ours starts from random weights, not from photographs. Tiles overlap where boxes do. The jackknife over
# so few scenes is rough, and the boxes' names are a blunt reference ({doc}`1_labels`).
#
# ## Exercises
#
# 1. What does the silhouette say of a single cloud of points? Draw as many points as there are tiles from one normal
#    distribution with the mean and the covariance of the embedding, and draw the curve again.
#
# :::{dropdown} Solution
# ~~~python
# random = np.random.default_rng(seed)
# cloud = random.multivariate_normal(embedding.mean(0), np.cov(embedding.T), len(embedding))
# silhouettes(cloud).round(3)
# ~~~
# The same kind of curve comes out, highest at two and falling. A single cloud, cut in halves, reaches about four fifths of what the tiles
# reach, on the simulated scenes and on the real ones. A best k means something only as far as its value stands out from such a curve.
# :::
#
# 2. The clusters know the scene. Take it out: subtract from each tile's embedding the mean of its scene, and cluster again.
#    What happens to the AMI with the scenes, and with the classes?
#
# :::{dropdown} Solution
# ~~~python
# frame = pd.DataFrame(embedding)
# centred = frame - frame.groupby(table.scene).transform("mean")
# judged(k_means(centred, n_clusters))
# ~~~
# The AMI with the scenes falls to less than a half of what it was, on both editions. So does, nearly, the one with the classes: people mark few patterns in one scene,
# so that whoever takes the scene out takes a part of the labels out, too. What is left is still above the level of chance on both,
# but on the real scenes the interval holds 0. With the scenes the AMI needn't fall to 0: their spread and form still differ.
# :::
#
# 3. Is it the pixel or the colour? Render the scenes with `goes_rendering.goes_like(picture, worldview.PIXEL_KM)`, which changes the
#    colours only, and see how many tiles stay in the Worldview network's clusters.
#
# :::{dropdown} Solution
# ~~~python
# recoloured = [scene._replace(image=scene.image.copy(
#     data=goes_rendering.goes_like(scene.image.values, worldview.PIXEL_KM))) for scene in found]
# place = tile2vec.embed(network, cutting.cut(recoloured, table, size_px))
# adjusted_mutual_info_score(kmeans.predict(place), kmeans.labels_)
# ~~~
# With the colours alone about as few tiles stay in their clusters as with colours, pixels and blur together, on both editions: the
# colours are the culprit. A network that shall serve two cameras has to be shown both, or pictures with varied colours.
# :::
#
# 4. The network's normalisations remember the mean and the spread of what it was trained on. Let the GOES-like network
#    look at Worldview's tiles, learning nothing but those, and apply it again.
#
# :::{dropdown} Solution
# ~~~python
# import copy
# adapted = copy.deepcopy(taught["GOES-like"]).cpu().train()
# with torch.no_grad():
#     for _ in range(50):
#         adapted(torch.from_numpy(labelled))
# home = tile2vec.embed(taught["GOES-like"], cutting.cut(goes, goes_rendering.same_middle(table), size_px))
# centres = KMeans(n_clusters, n_init=4, random_state=seed).fit(home)
# adjusted_mutual_info_score(centres.predict(tile2vec.embed(adapted, labelled)), centres.labels_)
# ~~~
# The agreement rises by about a half on the simulated scenes, and by more on the real ones, without a label and
# without learning a weight. A good part of what looks like "another sensor" is another mean and another spread. It isn't all: the stretch bends
# the grey scale, and a mean and a spread can't bend it back.
# :::
#
# ## Data
#
# Boxes and scenes: {cite:t}`rasp2020`, imagery by NASA Worldview; see [](/book/data.md). The method: {cite:t}`jean2019`, for clouds {cite:t}`denby2020`.
# The four patterns: {cite:t}`stevens2020`. The original study: {cite:t}`ramoul2021`.
