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
# # Components: how few numbers describe the land?
#
# The seven variables repeat each other. Two or three numbers per pixel might say nearly as much, and
# clusters found on those might be cheaper, or better. The
# [original study](https://github.com/mathiswauquiez/GRASPSatelliteLandTypeClustering)
# {cite:p}`wauquiez` reduced them by principal components, and was disappointed by the clusters. How
# good are three components really?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - principal components, and why "explained variance" depends on the scaling;
# - how an R² can be high before anything has been learnt;
# - why a silhouette in one space can't be compared with one in another.
#
# You need some Python, and {doc}`the chapter on the variables <1_variables>`. The
# {doc}`glossary </book/glossary>` has the other terms. Reading takes twenty minutes, running less than
# half a minute.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from scipy.stats import kurtosis
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import r2_score
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, partitions, plotting, report
from helpers.polder import land_types, pixel_table
from helpers.polder.figures import land as figures
from helpers.polder.products import grasp

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a product
scaling: str = "column"  # ["column", "global"] spread that scales a variable
n_components: int = 3  # [2, 7] principal components to cluster on
n_clusters: int = 7  # [2, 8] number of land types
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("polder/3_components", globals())
threadpool_limits(1)  # tables this small cost more in waiting threads than they gain
plotting.style()

# %% [markdown]
# ## Two tables
#
# A row is a pixel that is all land and has all seven values. We scale in two ways: *per column*, each
# variable to mean zero and standard deviation one; and *global*, all seven by one mean and one deviation, as
# the original did.

# %%
ds = grasp.open(catalog.find("polder/grasp", source))
table = grasp.land_table(ds)
data = {how: pixel_table.scaled(table, how) for how in ("global", "column")}
X = data[scaling]

# %% [markdown]
# ## Turn the axes
#
# Principal component analysis ({term}`PCA <principal component analysis>`) turns the axes of the data.
# The first new axis points where the pixels spread most; the next, where they spread most at a right
# angle to it; and so on. The variance along an axis, as a share of all of it, is what that axis
# *explains*. How many axes would you keep?

# %%
pca = {how: PCA().fit(values) for how, values in data.items()}
names = [f"PC{i}" for i in range(1, 8)]
shares = {how: 100 * p.explained_variance_ratio_ for how, p in pca.items()}
shares = pd.DataFrame(shares, names)
shares.round(2)

# %% mystnb={"figure": {"caption": "Variance that each principal component explains, under both scalings (the scree plot).", "name": "fig-components-scree"}, "image": {"alt": "Two falling curves on a logarithmic axis. Both fall steeply over the first three components and slowly from the fourth to the seventh."}}
ax = shares.plot(style=["o-", "s-"], logy=True, ylabel="variance (%)")
plt.show()

# %% tags=["remove-cell"]
for how in shares:
    for i in range(3):
        report.metric(f"variance_{how}_{i + 1}", shares[how].iloc[i], unit="%")
    report.metric(f"variance_{how}_three", shares[how].iloc[:3].sum(), unit="%")
report.metric("pixels", len(table))

# %% [markdown]
# The first share printed by the original comes back under the global scaling,
# {glue:text}`variance_global_1` %; per column it is {glue:text}`variance_column_1` %. Either way three
# components hold most of the variance, {glue:text}`variance_column_three` % per column.
#
# What does a component measure? Its *loadings*, the weights of the variables in it:

# %% mystnb={"figure": {"caption": "Weights of the variables in the first three components. The sign of a whole column is arbitrary.", "name": "fig-components-loadings"}, "image": {"alt": "Heat map of seven variables by three components, with the weights written in. The first weighs all reflectances alike against NDVI, the second sets NDVI and the infrared against the rest."}}
loadings = pd.DataFrame(pca[scaling].components_[:3], names[:3], table.columns)
sns.heatmap(loadings.T, annot=True, fmt=".2f", cmap="PuOr", vmin=-1, vmax=1, cbar=False)
plt.show()

# %% [markdown]
# ## Peaks and holes?
#
# The study's report finds that the first three components "contain several peaks and holes", good
# for
# clustering, and that the others look like narrow Gaussians. Look for the holes:

# %% mystnb={"figure": {"caption": "The first four components in pairs, and each alone. The darker, the more pixels.", "name": "fig-components-pairs"}, "image": {"alt": "Histograms of four components in a triangle of six pairs. The pixels form a bent band with dense parts that run into each other, and an arm of few pixels; no empty gap parts them."}}
scores = pd.DataFrame(pca[scaling].transform(X), table.index, names)
grid = sns.pairplot(scores[names[:4]], kind="hist", corner=True, height=1.3)
plt.setp(grid.axes[-1], xticks=[0])
plt.show()

# %% [markdown]
# There are dense parts, and no gaps between them. (The simulated land was
# made so: its biomes overlap. {doc}`6_digitised` has the published land.) A clustering then cuts a continuum.
#
# Are the narrow components Gaussian? The *excess kurtosis* is zero for a Gaussian, and positive where the
# tails are heavier:

# %%
tails = pd.Series(kurtosis(scores), names, name="excess kurtosis")
report.record(tails.round(2), "kurtosis")

# %% [markdown]
# They are not. A few pixels lie far out on the last axes. Small variance isn't the same as no
# information, though a distance will hardly notice it.

# %% [markdown]
# ## A trap in R²
#
# Keep a few components, go back to seven variables, and compare. R² says which share of the variance is
# recovered. It can be counted in two ways: over all numbers at once, about *one* mean, as the original
# did; or for each variable about its own mean, and then averaged.

# %%
def rebuilt(values, k):
    """Return what k principal components keep of a table; none keeps the means."""
    if k == 0:
        return np.broadcast_to(values.mean(), values.shape)
    model = PCA(k, random_state=0).fit(values)
    return model.inverse_transform(model.transform(values))


def r2_one_mean(values, guess):
    """Share of the spread of all numbers about one mean."""
    values = values.to_numpy()
    return 1 - np.mean((values - guess) ** 2) / values.var()

# %%
kept = {(how, k): rebuilt(data[how], k) for how in data for k in range(4)}
quality = pd.DataFrame(
    {
        "one mean": {key: r2_one_mean(data[key[0]], kept[key]) for key in kept},
        "each variable": {key: r2_score(data[key[0]], kept[key]) for key in kept},
    }
).rename_axis(["scaling", "components"])
quality.round(3)

# %% tags=["remove-cell"]
for (how, k), row in quality.iterrows():
    for count, prefix in (("one mean", "r2"), ("each variable", "r2_columns")):
        report.metric(f"{prefix}_{how}_scaling_{k}", row[count], better="higher")

# %% [markdown]
# The report's best figure for one number per pixel is the R² of an autoencoder, a neural network; it
# stands below in the results, beside ours. It was counted about one mean, on globally scaled data, and
# on the last batch only. What does it take to get there?
#
# - *Nothing at all*, each variable's mean, gets {glue:text}`r2_global_scaling_0`. The variables have
#   different means on this scale, and guessing the means counts as success.
# - *One principal component*, a straight line, gets {glue:text}`r2_global_scaling_1`: as much as the
#   network. Counted for each variable it gets {glue:text}`r2_columns_global_scaling_1`: it describes
#   some and forgets others.
#
# Per column there is no trap: both counts agree, and the means get zero.

# %% mystnb={"figure": {"caption": "R² of each variable against the number of components, under the global scaling.", "name": "fig-components-r2"}, "image": {"alt": "Seven rising curves. One component describes NDVI almost wholly and the infrared hardly; all reach nearly one with three or four components."}}
def r2_of_each(k):
    """Give the R² of each variable from k components, globally scaled."""
    values = data["global"]
    return r2_score(values, rebuilt(values, k), multioutput="raw_values")


curves = pd.DataFrame({k: r2_of_each(k) for k in range(1, 6)}, table.columns).T
ax = sns.lineplot(curves, markers=True)
ax.set(xlabel="components", ylabel="R²", xticks=curves.index)
plt.show()

# %% [markdown]
# ## One partition, two spaces
#
# The {term}`silhouette` of a pixel compares its distance to its own cluster with that to the next one; one
# is well apart, zero on the border. Distances need a space. The report, it seems, scored each clustering in
# the space that it was made in. We score each twice: in its *own* space of components, and in a *common*
# one, all seven variables scaled per column. The {term}`Davies–Bouldin index` is lower where
# clusters are tight and far apart. Will the same partition score the same?

# %%
labels, judged = {}, {}
for how, values in data.items():
    reduced = PCA(n_components).fit_transform(values)
    labels[how] = KMeans(n_clusters, n_init=5, random_state=seed).fit_predict(reduced)
    for space, points in {"own": reduced, "common": data["column"]}.items():
        judged[f"{how} {space}"] = partitions.scores(points, labels[how])
judged = pd.DataFrame(judged).T[["silhouette", "davies_bouldin"]]
judged.round(3)

# %% tags=["remove-cell"]
for how, values in judged.iterrows():
    report.metric(report.slug("silhouette", how), values["silhouette"], better="higher")
    report.metric(report.slug("davies_bouldin", how), values.iloc[1], better="lower")

# %% [markdown]
# The *same* globally scaled partition falls from {glue:text}`silhouette_global_own` to
# {glue:text}`silhouette_global_common`. Nothing about its clusters has changed. A table that sets the
# silhouette of one space beside that of another compares spaces, and the published ranking of PCA and
# autoencoder rests on one. (The common space isn't neutral either: it favours what was made in it.)
#
# The published scores of seven clusters on PCA come back in neither space, as the results show. What the
# original computed we can't tell.

# %% [markdown]
# ## Are the clusters the same?
#
# The report says that clusters on components are "almost the same" as without. The adjusted Rand index
# is one for the same partition and zero for chance:

# %%
full = KMeans(n_clusters, n_init=5, random_state=seed).fit_predict(X)
ari = {
    "with seven variables": partitions.agreement(labels[scaling], full)["ari"],
    "between scalings": partitions.agreement(labels["column"], labels["global"])["ari"],
}
report.record(pd.Series(ari, name="ARI").round(3), "ari", better="higher")

# %% mystnb={"figure": {"caption": "The clusters found on components and on all seven variables.", "name": "fig-components-map"}, "image": {"alt": "Two world maps of land types that hardly differ: sand covers the deserts, forest the tropics, and steppe and shrubs lie between."}}
types = pd.DataFrame(index=table.index)
types["components"] = land_types.by_spectrum(labels[scaling], table)
types["seven variables"] = partitions.match(full, types["components"])
figures.type_maps(types, ds)
plt.show()

# %% [markdown]
# Nearly: {glue:text}`ari_with_seven_variables`. The choice of a scaling moves more borders
# ({glue:text}`ari_between_scalings`) than the components do.
#
# PCA knows nothing of where a pixel lies. {doc}`9_tensors` describes the whole map instead.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - The published variances come back; the published scores on PCA don't.
# - Three components are enough for nearly all variance and for nearly the same clusters.
# - An R² that looks high may be what a straight line has on that scale. A method that claims more must
#   show more: for each variable, and beside PCA of the same dimension.
# - Scores of different spaces don't compare.
#
# :::{dropdown} Where ours may fail
# The simulated land is drawn from biomes that were fitted to the published maps, so that its
# variances had to come back. Gaps between groups of pixels are evidence on the published land only. K-means
# was started five times from one seed; {doc}`2_clusters` shows how little another seed changes.
# :::

# %% [markdown]
# ## Exercises
#
# **1. Enough.** How many components explain all but one per cent of the variance per column?

# %%
answer = ...  # a whole number

# %% tags=["hide-input", "check"]
expected = int((shares["column"].cumsum() < 99).sum()) + 1
exercises.check(answer, expected, hint="shares has a cumulative sum, cumsum().")

# %% tags=["hide-cell", "solution"]
enough = shares["column"].cumsum() >= 99
answer = 1 + list(enough).index(True)
exercises.check(answer, expected)

# %% [markdown]
# **2. Fewer axes.** Cluster on two components instead of three (of `X`, the same number of clusters, five
# starts, the same seed). What is the adjusted Rand index with `full`?

# %%
answer = ...  # to two digits

# %% tags=["hide-input", "check"]
plane = scores[["PC1", "PC2"]]
two = KMeans(n_clusters, n_init=5, random_state=seed).fit_predict(plane)
expected = partitions.agreement(two, full)["ari"]
exercises.check(answer, expected, tolerance=0.02, hint="scores has the components.")

# %% tags=["hide-cell", "solution"]
# The third axis has little variance, and some borders hang on it all the same.
few = PCA(2).fit_transform(X)
found = KMeans(n_clusters, n_init=5, random_state=seed).fit_predict(few)
answer = partitions.agreement(found, full)["ari"]
exercises.check(answer, expected, tolerance=0.02)

# %% [markdown]
# **3. The trap, sprung.** Add 10 to NDVI, in `data["global"]`, and leave the other variables. What R² about
# one mean do the means of the variables now get?

# %%
moved = data["global"].assign(NDVI=data["global"].NDVI + 10)
answer = ...  # to two digits

# %% tags=["hide-input", "check"]
expected = r2_one_mean(moved, rebuilt(moved, 0))
exercises.check(answer, expected, tolerance=0.01, hint="See rebuilt(moved, 0).")

# %% tags=["hide-cell", "solution"]
# Any value can be had by moving one variable away from the others: nothing was learnt.
inside = moved.var(ddof=0).mean()
answer = 1 - inside / moved.to_numpy().var()
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("polder/3_components")

# %% [markdown]
# ## References
#
# Principal components: {cite:t}`wold1987`; silhouette: {cite:t}`rousseeuw1987`; the product:
# {cite:t}`chen2020`; the study: {cite:t}`wauquiez`.
