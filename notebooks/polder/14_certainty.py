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
# # Certainty: which pixels know their type?
#
# Every map of land types gives each pixel one colour, as if all were equally sure. The report of the
# original study {cite:p}`wauquiez` draws sharp borders, and does not say how sharp they are. Which borders
# would lie elsewhere if we asked again? And can a method tell us by itself where it isn't sure?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - to read the probabilities of a mixture, and what they are conditional on;
# - to draw a map of how many runs agree;
# - to tell a bad search from land that is between two types;
# - what a method says that may leave a pixel without a type.
#
# You need {doc}`the chapter on clusters <2_clusters>`. The {doc}`glossary </book/glossary>` explains the
# terms. Reading takes a quarter of an hour, running half a minute.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, partitions, plotting, report
from helpers.polder import map_likeness, pixel_table
from helpers.polder.figures import places as figures
from helpers.polder.products import grasp

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a product
n_clusters: int = 6  # [2, 8] number of land types
n_repeats: int = 20  # [2, 200] runs that are compared
seed: int = 0  # [0, 1073741823] of every random draw

# %% tags=["remove-input"]
report.start("polder/14_certainty", globals())
threadpool_limits(1)  # tables this small cost more in waiting threads than they gain
plotting.style()

# %%
ds = grasp.open(catalog.find("polder/grasp", source))
table = grasp.land_table(ds)
X = pixel_table.scaled(table)

# %% [markdown]
# ## Ask the method
#
# A {term}`Gaussian mixture` fits a cloud to each type. For each pixel it gives the probability that it came
# from each cloud. The highest of them says how sure the mixture is. Which pixels will be least sure?

# %%
mixture = GaussianMixture(n_clusters, n_init=5, random_state=seed).fit(X)
said, sure = mixture.predict(X), mixture.predict_proba(X).max(axis=1)
about = {"mean": sure.mean(), "nine tenths": (sure > 0.9).mean()}
report.record(pd.Series(about, name="probability").round(3), "sure")

# %% [markdown]
# Of all pixels {glue:text}`sure_nine_tenths` are surer than nine tenths, and the mean is
# {glue:text}`sure_mean`. Should we believe it? If so, a mixture that has seen nearly the same land should say
# nearly the same. So we leave out a fifth of the squares of ten degrees, fit again, and ask the new mixture about
# all pixels. Clusters have no names; each run's are matched to the first run's.


# %%
def lacking(s):
    """Leave out a fifth of the land, in squares of ten degrees."""
    return pixel_table.hold_out_blocks(X, s, held_out_share=0.2)


def again(s):
    """Fit another mixture to a part of the land, and give the types of all."""
    other = GaussianMixture(n_clusters, n_init=3, random_state=s).fit(lacking(s))
    return partitions.match(other.predict(X), said)


seeds = range(seed + 1, seed + 1 + n_repeats // 2)
kept = np.mean([again(s) == said for s in seeds], axis=0)

# %% mystnb={"figure": {"caption": "The share of the runs that give a pixel the same type again, by how sure the first mixture was of it. Dashed: where it is as sure as it should be.", "name": "fig-certainty-mixture"}, "image": {"alt": "Points that rise from about one half to somewhat below one. The dashed line begins near the points and ends above them, at one."}}
group = pd.cut(sure, [0, 0.6, 0.8, 0.9, 0.99, 1])
ends = [f"{g.left:g}–{g.right:g}" for g in group.categories]
pixels = pd.DataFrame({"probability": group.rename_categories(ends), "kept": kept})
ax = sns.pointplot(pixels, x="probability", y="kept", errorbar=None)
says = pd.Series(sure).groupby(group, observed=False).mean()
ax.plot(range(len(says)), says, "--", color=plotting.COLOURS["vermilion"])
ax.set(xlabel="probability of the likeliest type", ylabel="runs that say the same")
plt.show()

# %%
surest = sure > 0.99
moves = {"promised": 1 - sure[surest].mean(), "found": 1 - kept[surest].mean()}
report.record((100 * pd.Series(moves, name="moves")).round(2), "surest", unit="%")

# %% [markdown]
# Of the pixels of which it is surest, the last point, {glue:text}`surest_promised` % should get another type, and
# {glue:text}`surest_found` % do. **A probability inside a model says nothing about the model.** The mixture is
# sure *given its clouds*; a little less land, and the clouds are others.

# %% [markdown]
# ## Ask again
#
# {term}`K-means` gives no probability. We ask it again in three ways: from another seed with *one start*; from
# another seed with the best of *ten starts*; and on land that *lacks a fifth*, as above. How many of the runs
# give a pixel its commonest type, that is their *consensus*. Which way will move most pixels?


# %%
def run(s, starts, rows=X):
    """Fit K-means to some rows, and give the types of all."""
    return KMeans(n_clusters, n_init=starts, random_state=s).fit(rows).predict(X)


best = KMeans(n_clusters, n_init=10, random_state=seed).fit(X)
seeds = range(seed + 1, seed + 1 + n_repeats)
asked = {
    "one start": [run(s, 1) for s in seeds],
    "ten starts": [run(s, 10) for s in seeds],
    "a fifth lacking": [run(s, 10, lacking(s)) for s in seeds],
}

# %%
agreed = {how: map_likeness.consensus(r, best.labels_) for how, r in asked.items()}
agreed = pd.DataFrame(agreed, X.index)
moved = 100 * (agreed < 1).mean().rename("pixels that ever move")
report.record(moved.round(1), "moved", unit="%")

# %% mystnb={"figure": {"caption": "The share of the runs that give a pixel its commonest type, for two ways to ask again.", "name": "fig-certainty-consensus"}, "image": {"alt": "Two world maps. With ten starts nearly all land is of one colour, all runs agree, with thin lines where they don't. With a fifth of the land lacking, wide belts agree less."}}
figures.shares(agreed[["ten starts", "a fifth lacking"]], ds, "runs that agree")
plt.show()

# %% [markdown]
# One start moves {glue:text}`moved_one_start` % of the pixels at least once, ten starts only
# {glue:text}`moved_ten_starts` %. So what a single start shows is no doubt about the land. It is a bad search:
# K-means stops at the first place where nothing gets better. Other land is another matter. Without a fifth of
# it {glue:text}`moved_a_fifth_lacking` % of the pixels move, though the rest has not changed at all.

# %% [markdown]
# ## Where do borders wander?
#
# A pixel lies on a *border* of the map if one of its four neighbours has another type. In the space of the
# variables, it lies between two types if the second nearest centre is hardly farther than the nearest. We call
# the difference, as a share of the larger distance, its *margin*: zero is on the fence. Which of the two tells
# better what will move?

# %%
types = pd.Series(best.labels_, X.index)
around = map_likeness.neighbours(types)
border = (around.notna() & around.ne(types, axis=0)).any(axis=1)
near, second = np.sort(best.transform(X), axis=1)[:, :2].T
margin = pd.Series(1 - near / second, X.index)

# %%
wanders = agreed["ten starts"] < 1
where = pd.DataFrame({"on a border": border, "margin": margin})
where = where.groupby(np.where(wanders, "moves", "stays")).mean()
report.record(where.round(3), "where")

# %% mystnb={"figure": {"caption": "The margin of pixels that keep their type in all runs, and of those that don't, for three ways to ask again.", "name": "fig-certainty-margin"}, "image": {"alt": "Pairs of boxes. With ten starts pixels that move have margins near zero, and those that stay have wide ones. With one start, and with a fifth of the land lacking, the two overlap widely."}}
moves = (agreed < 1).replace({True: "moves", False: "stays"})
long = moves.melt(var_name="asked", value_name="pixel", ignore_index=False)
long["margin"] = margin.loc[long.index].to_numpy()
ax = sns.boxplot(long, x="margin", y="asked", hue="pixel", fliersize=0)
ax.set(ylabel="", xlabel="margin between the two nearest types")
sns.move_legend(ax, "lower center", bbox_to_anchor=(0.4, 1), ncol=2, title=None)
plt.show()

# %% [markdown]
# With ten starts the borders wander by a pixel: of those that move, {glue:text}`where_moves_on_a_border` lie on
# a border of the map, of the others {glue:text}`where_stays_on_a_border`; their margin is
# {glue:text}`where_moves_margin` for {glue:text}`where_stays_margin`. When land is left out it is no longer so.
# Whole types move, with pixels deep inside them. The margin knows nothing of that. It is a certainty *given
# the centres*, as the probability was one given the clouds.

# %% [markdown]
# ## Ask a method that may say "none"
#
# K-means and mixtures give every pixel a type. HDBSCAN {cite:p}`campello2013` looks for dense parts that
# emptier land parts from each other, and leaves all other pixels without a type. We give it three principal
# components, and ask for at least 200 pixels to a type.

# %%
Z = PCA(3).fit_transform(X)
dense = HDBSCAN(min_cluster_size=200, copy=True).fit_predict(Z)
report.record(pd.Series({"types": dense.max() + 1}, name="HDBSCAN"), "hdbscan")
none = {"without a type": (dense < 0).mean()}
report.record(pd.Series(none, name="HDBSCAN").round(2), "hdbscan")

# %% mystnb={"figure": {"caption": "The first two components. Grey: pixels that HDBSCAN leaves without a type. Colours: its types, if it finds any.", "name": "fig-certainty-dense"}, "image": {"alt": "A bent cloud of points, most or all of it grey. Where there are types they are small dense parts of it, not the continents of the map."}}
shown = pd.DataFrame(Z[:, :2], columns=["first component", "second component"])
shown["HDBSCAN"] = np.where(dense < 0, "none", np.char.add("type ", dense.astype(str)))
x, y = shown.columns[:2]
bright = sns.color_palette("bright", 30)
colours = {f"type {i}": colour for i, colour in enumerate(bright)}
looks = {"hue": "HDBSCAN", "palette": colours | {"none": "#B0B0B0"}}
sns.scatterplot(shown.sort_values("HDBSCAN"), x=x, y=y, s=6, linewidth=0, **looks)
plt.show()

# %% [markdown]
# It finds {glue:text}`hdbscan_types` types, and leaves {glue:text}`hdbscan_without_a_type` of the land without
# one. Most land lies on slopes between dense parts, or in no dense part at all. There a border is where the
# method puts it.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - **A sharp border is a choice of the drawing.** Draw the consensus beside the types.
# - **Probabilities and margins are certain of a model**, not of the land.
# - **Disagreement of seeds is a fault to mend**: start more often. Disagreement between lands is what the reader
#   of a map should know, and costs as little to compute.
#
# :::{dropdown} Where ours may fail
# Runs that agree can be wrong together: all of them share the variables, the scale and the number of types, and
# {doc}`2_clusters` shows that these choices move more. Leaving out a fifth of the squares is our measure; leaving
# out more moves more. Types are matched one to one to the first run's; where a run splits another type, many
# pixels count as moved. HDBSCAN hangs on its smallest size (exercise 2). UMAP, often drawn beside it, is not
# used here: its islands depend on its own settings, distances between them mean little, and it would need a
# package that nothing else in this book does.
# :::

# %% [markdown]
# ## Exercises
#
# **1. A vote.** Which share of the pixels gets its type from fewer than nine tenths of the runs, when a fifth of
# the land lacks?

# %%
answer = ...  # to two digits

# %% tags=["hide-input", "check"]
expected = (agreed["a fifth lacking"] < 0.9).mean()
exercises.check(answer, expected, tolerance=0.01, hint="agreed has a column for it.")

# %% tags=["hide-cell", "solution"]
# Fewer than ever move: a pixel that moved in one run of twenty isn't in doubt.
answer = agreed["a fifth lacking"].lt(0.9).mean()
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# **2. Smaller types.** How many types does HDBSCAN find with `min_cluster_size=50`?

# %%
answer = ...  # a whole number

# %% tags=["hide-input", "check"]
fine = HDBSCAN(min_cluster_size=50, copy=True).fit_predict(Z)
expected = int(fine.max() + 1)
exercises.check(answer, expected, hint="Labels count from 0; -1 is none.")

# %% tags=["hide-cell", "solution"]
# Another number again: this, too, is a scale that somebody chooses.
smaller = HDBSCAN(min_cluster_size=50, copy=True).fit(Z)
answer = len(set(smaller.labels_) - {-1})
exercises.check(answer, expected)

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("polder/14_certainty")

# %% [markdown]
# ## References
#
# HDBSCAN: {cite:t}`campello2013`; comparing runs: {cite:t}`benhur2002`; the product: {cite:t}`chen2020`; the
# study: {cite:t}`wauquiez`.
