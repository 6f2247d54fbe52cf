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
# # Latent space: smooth, and better to cluster in?
#
# A {term}`variational autoencoder` describes each pixel of the land by two numbers
# ({doc}`4_autoencoder`). The original study {cite:p}`wauquiez` said of the plane of these numbers that it
# is smooth, and better to cluster in. Both can be tested. What comes out?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - to measure whether near in a plane means near in the data;
# - why clusters must be scored in one common space.
#
# You need {doc}`the chapter on autoencoders <4_autoencoder>`. The {doc}`glossary </book/glossary>` has
# the rest. Reading takes ten minutes, running less than one. That the plane is "less sensitive to noise" is
# tested in {doc}`12_weight`.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
import torch
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, partitions, plotting, report
from helpers.polder import autoencoder, pixel_table
from helpers.polder.figures import latent as figures
from helpers.polder.products import grasp

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a product
n_epochs: int = 30  # [1, 1000] times that a network goes through the land
beta: float = 1e-6  # [0.0, 1.0] weight of the divergence
n_seeds: int = 3  # [2, 20] networks of each kind that are trained
n_clusters: int = 7  # [2, 8] number of land types
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("polder/7_latent_space", globals())
threadpool_limits(1)  # networks and tables this small lose by waiting for one another
torch.set_num_threads(1)
plotting.style()

# %% [markdown]
# ## Is the plane smooth?
#
# In a smooth plane two pixels that lie near each other decode alike. So take many pairs of pixels. Does
# their distance in the plane rise with the distance of what is decoded? And with the distance in the seven
# variables? PCA's plane stands beside it. Which is better on which?

# %%
table = grasp.land_table(grasp.open(catalog.find("polder/grasp", source)))
X = pixel_table.scaled(table).to_numpy()
settings = {"n_epochs": n_epochs, "beta": beta}
vaes = [autoencoder.train(X, 2, seed=seed + i, **settings)[0] for i in range(n_seeds)]

# %% tags=["remove-cell"]
report.metric("pixels", len(table))

# %% mystnb={"figure": {"caption": "Pixels in the plane of the two latent numbers and of two principal components; brighter hexagons hold more.", "name": "fig-latent-planes"}, "image": {"alt": "Two density plots. Both show a connected, bent cloud with dense parts that run into each other."}}
models = {"VAE": vaes[0], "PCA": autoencoder.PrincipalComponents(X, 2)}
planes = {name: model.encode(X).astype(float) for name, model in models.items()}
figures.planes(planes)
plt.show()

# %%
first, second = np.random.default_rng(seed).integers(len(X), size=(2, 20_000))


def distance(values):
    return np.linalg.norm(values[first] - values[second], axis=1)


def follows(model):
    """Give the rank correlation of distances in a plane with two others."""
    apart, decoded = distance(model.encode(X)), distance(model.rebuild(X))
    rising = {"decoded": decoded, "variables": distance(X)}
    return {what: spearmanr(apart, other)[0] for what, other in rising.items()}


# %%
kept = pd.DataFrame([follows(network) for network in vaes])
kept = kept.agg(["min", "median", "max"])
kept.index = [f"VAE, {which}" for which in kept.index]
kept.loc["PCA"] = follows(models["PCA"])
report.record(kept.round(3), "distance", better="higher")

# %% [markdown]
# The VAE's plane is smooth: its distances rise with the decoded ones
# ({glue:text}`distance_vae_median_decoded`; for PCA it is one by construction). But of the distances in
# the seven variables PCA's plane tells more: {glue:text}`distance_pca_variables` against
# {glue:text}`distance_vae_median_variables`, the median of several networks. The VAE stores more about a pixel and bends distances to do so. And
# K-means works on distances.

# %% [markdown]
# ## Better clusters?
#
# The report's silhouettes were highest in the latent plane, each taken in the space where its clusters
# were made. Score each partition there (*own*) and in the *common* space of all seven variables, on the
# same random pixels. Who leads where?

# %%
judged = np.random.default_rng(seed).permutation(len(X))[:5000]
made, scored = {}, {}
for name, Z in {"seven variables": X, **planes}.items():
    made[name] = KMeans(n_clusters, n_init=5, random_state=seed).fit_predict(Z)
    own, common = (
        partitions.scores(space[judged], made[name][judged]) for space in (Z, X)
    )
    scored[name] = {"own": own["silhouette"], "common": common["silhouette"]}
scored = pd.DataFrame(scored).T
report.record(scored.round(3), "silhouette", better="higher")

# %% mystnb={"figure": {"caption": "The silhouette of three partitions, in the space of their making and in the common one.", "name": "fig-latent-silhouettes"}, "image": {"alt": "Pairs of bars. In their own spaces the planes of the network and of the components are ahead of the seven variables; in the common space all three lie close together."}}
ax = plt.figure(layout="constrained").add_subplot()
scored.plot.barh(xlabel="silhouette", ax=ax, edgecolor="none")
sns.move_legend(ax, "lower center", bbox_to_anchor=(0.5, 1), ncol=2, title="space")
plt.show()

# %% [markdown]
# In its own plane the VAE has {glue:text}`silhouette_vae_own`. In the common space it falls to
# {glue:text}`silhouette_vae_common`, below the {glue:text}`silhouette_seven_variables_common` of the seven
# variables. A plane flatters what was made in it, since what it leaves out of the variables no longer
# counts. PCA's plane flatters in the same way.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - **Smooth it is**, and yet distances in the plane say less about the seven variables than those of PCA.
# - **A silhouette from a plane and one from seven variables are not on one scale.** {doc}`5_verdict`
#   compares all methods over many seeds.
#
# :::{dropdown} Where ours may fail
# A few networks show a range, not a distribution; the clusters are those of the first. The common space is
# not neutral: K-means on the seven variables optimises nearly what the silhouette measures there.
# :::

# %% [markdown]
# ## Exercises
#
# **1. Far pairs only.** Near pairs are easy. Take the pairs whose distance in the variables is above its
# median. Which rank correlation with it have their distances in the VAE's plane?

# %%
far = distance(X) > np.median(distance(X))
answer = ...  # to two digits

# %% tags=["hide-input", "check"]
expected = spearmanr(distance(planes["VAE"])[far], distance(X)[far])[0]
exercises.check(answer, expected, tolerance=0.01, hint="Use distance(planes['VAE']).")

# %% tags=["hide-cell", "solution"]
pair = pd.Series(distance(planes["VAE"])[far]), pd.Series(distance(X)[far])
answer = round(pair[0].corr(pair[1], "spearman"), 2)
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# **2. A line flatters, too.** Cluster the land by its first principal component alone. What silhouette has
# that partition on the component, on the pixels `judged`?

# %%
answer = ...  # to two digits

# %% tags=["hide-input", "check"]
one = autoencoder.PrincipalComponents(X, 1).encode(X)
labels = KMeans(n_clusters, n_init=5, random_state=seed).fit_predict(one)
expected = partitions.scores(one[judged], labels[judged])["silhouette"]
exercises.check(answer, expected, tolerance=0.02, hint="Encode, cluster, score.")

# %% tags=["hide-cell", "solution"]
cut = KMeans(n_clusters, n_init=5, random_state=seed).fit_predict(one)
answer = round(partitions.scores(one[judged], cut[judged])["silhouette"], 2)
exercises.check(answer, expected, tolerance=0.02)  # the fewer numbers, the higher

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("polder/7_latent_space")

# %% [markdown]
# ## References
#
# Variational autoencoder: {cite:t}`kingma2014`; silhouette: {cite:t}`rousseeuw1987`; the product:
# {cite:t}`chen2020`; the study: {cite:t}`wauquiez`.
