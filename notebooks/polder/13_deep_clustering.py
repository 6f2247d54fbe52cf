# %% [markdown]
# # Deep clustering: types that are found, or made?
#
# So far a network made the space, and K-means came after it. The original study {cite:p}`wauquiez` ends
# with two methods that it had no time for, and that do both at once: IDEC {cite:p}`guo2017` and the soft
# silhouette {cite:p}`vardakas2024`. They bend the space until its clusters lie apart. Here they are, on the
# real land as it was read back from the study's maps. Do they find types that {term}`K-means` doesn't, or do
# they make them?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - to read two losses that ask a network for clusters;
# - to look at a latent plane before and after such a training;
# - to set a method beside its own first step;
# - to ask of a method what it does where there is nothing to find.
#
# You need {doc}`the chapter on autoencoders <4_autoencoder>` and {doc}`the verdict <5_verdict>`. The
# {doc}`glossary </book/glossary>` has the rest. Reading takes twenty minutes, running a minute.
# :::

# %% tags=["hide-input"]
from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
import torch
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, partitions, plotting, report
from helpers.polder import controls, land_types, pixel_table, verdict
from helpers.polder.deep_clustering import idec, soft_silhouette
from helpers.polder.figures import latent as figures
from helpers.polder.products import grasp

# %% tags=["parameters"]
source: str = "real"  # "real", or the path of a product
n_clusters: int = 7  # [2, 8] number of land types
n_seeds: int = 3  # [2, 20] networks of each kind that are trained
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("polder/13_deep_clustering", globals())
threadpool_limits(1)  # networks and tables this small lose by waiting for one another
torch.set_num_threads(1)
plotting.style()

# %% [markdown]
# ## Two losses
#
# Both methods begin alike. A plain autoencoder is trained, and K-means on its codes $z$ gives the first
# centres $\mu_j$. Then all is trained on, with a second part in the loss.
#
# **IDEC** gives each pixel probabilities $q$ of the clusters, and pulls them towards sharper ones, $p$:
#
# $$\begin{aligned}
# q_{ij} &\propto (1 + \|z_i - \mu_j\|^2)^{-1} \\
# p_{ij} &\propto q_{ij}^2 \,/\, \textstyle\sum_i q_{ij} \\
# \text{loss} &= \text{error} + \gamma \textstyle\sum p \log (p / q)
# \end{aligned}$$
#
# The method is its own teacher: a pixel that lies nearer to one centre is pulled nearer still. What
# happens to a pixel halfway between two centres?

# %%
codes = torch.tensor([[0.0], [0.9], [1.0], [2.0]])
q = idec.soft_assignment(codes, torch.tensor([[0.0], [2.0]]))
pull = pd.DataFrame({"place": codes[:, 0], "q": q[:, 0]})
pull["p"] = idec.target_distribution(q)[:, 0]
report.record(pull.set_index("place").round(3), "pull")

# %% [markdown]
# At the centre of the first cluster $q$ is {glue:text}`pull_0_0_q` and $p$ is {glue:text}`pull_0_0_p`; a
# pixel in the middle is hardly pulled at all.
#
# **Soft silhouette.** A {term}`silhouette` asks how much nearer a pixel is to its own cluster than to the
# next. With probabilities instead of labels it has a slope, so that a network can climb it. With $\alpha_c$,
# the mean distance of a pixel to the others, weighted by their probability of cluster $c$, and $\beta_c$,
# the smallest $\alpha$ of the other clusters:
#
# $$\begin{aligned}
# s &= \text{mean of } \textstyle\sum_c p_c\, \frac{\beta_c - \alpha_c}{\max(\alpha_c, \beta_c)} \\
# \text{loss} &= \text{error} + w\,(1 - s) + \text{a little} \cdot \text{entropy}
# \end{aligned}$$
#
# ## Train them
#
# Each method gets `n_seeds` first weights. The dotted line is where the clustering joins in. Will the
# error of rebuilding rise there?

# %%
table = grasp.land_table(grasp.open(catalog.find("polder/grasp-digitised", source)))
X = pixel_table.scaled(table).to_numpy()
methods = {"IDEC": idec.cluster, "soft silhouette": soft_silhouette.cluster}
seeds = range(seed, seed + n_seeds)
deep = {name: [m(X, n_clusters, s) for s in seeds] for name, m in methods.items()}

# %% tags=["remove-cell"]
report.metric("pixels", len(table))

# %% mystnb={"figure": {"caption": "Parts of the loss by epoch, for the first weights of each method. Above: the error of rebuilding. Below: what clusters. Dotted: where it joins in.", "name": "fig-deep-losses"}, "image": {"alt": "Four panels. The error falls over twenty epochs, and jumps up a little at the dotted line in both methods. Below, the divergence of IDEC rises by a few hundredths and turns, and the soft silhouette climbs steeply."}}
figures.losses({name: runs[0].history for name, runs in deep.items()}, start=20)
plt.show()

# %%
price = {
    name: 100 * (r.history.error.iloc[-1] / r.history.loss.iloc[19] - 1)
    for name, (r, *_) in deep.items()
}
report.record(pd.Series(price, name="error, more by %").round(0), "price", unit="%")

# %% [markdown]
# The error has changed by {glue:text}`price_idec` % and {glue:text}`price_soft_silhouette` % since the
# clustering joined in: next to nothing. It has a price for a moment, and the network trains on.

# %% [markdown]
# ## Before and after
#
# Both methods start from the same plane. What have they done to it?

# %% mystnb={"figure": {"caption": "The latent plane before, with K-means' clusters, and after each of the two methods, with theirs. Colours are land types, named by their mean spectra.", "name": "fig-deep-planes"}, "image": {"alt": "Three clouds of coloured dots. Before, the types are parts of one bent cloud that run into each other. After IDEC the cloud is nearly the same. After the soft silhouette it has arms, each of one or two colours, and notches between them."}}
first = {name: runs[0] for name, runs in deep.items()}
before = first["IDEC"].before
means = KMeans(n_clusters, n_init=10, random_state=seed).fit(before)
labels = {"before": means.labels_}
labels |= {name: run.labels for name, run in first.items()}
codes = {"before": before} | {name: run.codes for name, run in first.items()}
figures.type_planes(
    {name: (codes[name], land_types.by_spectrum(labels[name], table)) for name in codes}
)
plt.show()

# %% [markdown]
# IDEC's plane is little else than the one before. The soft silhouette draws the pixels out into arms, with
# notches between them. A gap runs through neither.

# %% [markdown]
# ## Does it find what K-means finds?
#
# Compare by the {term}`adjusted Rand index`: each method with K-means on the seven variables, and each with
# itself from other first weights. The rival is the method's own first step: an autoencoder, then K-means.

# %%
def kmeans(space, s):
    return KMeans(n_clusters, n_init=10, random_state=s).fit_predict(space)


found = {"K-means": [kmeans(X, s) for s in seeds]}
found["autoencoder, K-means"] = [
    kmeans(run.before, s) for s, run in zip(seeds, deep["IDEC"], strict=True)
]
found |= {name: [run.labels for run in runs] for name, runs in deep.items()}

# %%
alike = []
for name, runs in found.items():
    with_means = [adjusted_rand_score(found["K-means"][0], run) for run in runs]
    itself = [adjusted_rand_score(*pair) for pair in combinations(runs, 2)]
    alike += [(name, "with K-means", value) for value in with_means]
    alike += [(name, "with itself", value) for value in itself]
alike = pd.DataFrame(alike, columns=["method", "agreement", "ARI"])
medians = alike.groupby(["method", "agreement"]).ARI.median().unstack()
report.record(medians.loc[list(found)].round(2), "alike", better="higher")

# %% mystnb={"figure": {"caption": "Agreement of partitions with K-means on the seven variables, and with the same method from other first weights.", "name": "fig-deep-agreement"}, "image": {"alt": "Strips of points for four methods. K-means agrees with itself almost fully. The autoencoder and the two deep methods lie far lower, both with K-means and with themselves."}}
ax = plt.figure(layout="constrained").add_subplot()
sns.stripplot(alike, x="ARI", y="method", hue="agreement", dodge=True, jitter=0, ax=ax)
ax.set(ylabel="", xlim=(0, 1.03))
sns.move_legend(ax, "lower center", bbox_to_anchor=(0.5, 1), ncol=2, title="")
plt.show()

# %% [markdown]
# K-means comes back from other starts ({glue:text}`alike_kmeans_with_itself`). IDEC agrees with itself by
# {glue:text}`alike_idec_with_itself` and the soft silhouette by
# {glue:text}`alike_soft_silhouette_with_itself`: types that depend on first weights are the weights'.

# %% [markdown]
# ## In one common space
#
# Score each partition where it was made (*own*) and among the seven variables (*common*), on the same random
# pixels.

# %%
judged = np.random.default_rng(seed).permutation(len(X))[:2000]
own = {"K-means": [X] * n_seeds}
own["autoencoder, K-means"] = [run.before for run in deep["IDEC"]]
own |= {name: [run.codes for run in runs] for name, runs in deep.items()}


def score(spaces, runs):
    """Give the median silhouette of several partitions, each in a space of its own."""
    pairs = zip(spaces, runs, strict=True)
    return np.median([silhouette_score(Z[judged], run[judged]) for Z, run in pairs])


scores = {
    name: {"own": score(own[name], runs), "common": score([X] * n_seeds, runs)}
    for name, runs in found.items()
}
scores = pd.DataFrame(scores).T
report.record(scores.round(3), "silhouette", better="higher")

# %% mystnb={"figure": {"caption": "Silhouettes of four kinds of partition in the space of their making and in the common one; medians over first weights.", "name": "fig-deep-silhouettes"}, "image": {"alt": "Pairs of bars. In their own spaces the deep methods are far ahead. In the common space K-means on the seven variables is."}}
ax = plt.figure(layout="constrained").add_subplot()
scores.plot.barh(xlabel="silhouette", ax=ax, edgecolor="none")
sns.move_legend(ax, "lower center", bbox_to_anchor=(0.5, 1), ncol=2, title="space")
plt.show()

# %% [markdown]
# In its own space the soft silhouette has {glue:text}`silhouette_soft_silhouette_own`, K-means
# {glue:text}`silhouette_kmeans_own`. In the common one it is {glue:text}`silhouette_soft_silhouette_common`
# against {glue:text}`silhouette_kmeans_common`. Three first weights are few; {doc}`the verdict <5_verdict>`
# keeps runs over twenty, each with another fifth of the land left out. Their differences from K-means:

# %%
runs = verdict.kept()["land"]
measures = {"stability": "stability", "common": "silhouette, common"}
pairs = {
    (name, short): runs[measure][name] - runs[measure]["raw"]
    for name in methods
    for short, measure in measures.items()
}
twenty = verdict.compared(pd.DataFrame(pairs))[["difference", "low", "high"]]
report.record(twenty.round(3), "twenty", better="higher")

# %% [markdown]
# ## Where there is nothing to find
#
# Now give both methods land that has no types: a cloud with the values of each variable and the rank
# correlations of the land, and nothing else ({doc}`5_verdict`). What will the planes look like?

# %%
empty = controls.copula(table, seed)
E = pixel_table.scaled(empty).to_numpy()
nothing = {name: method(E, n_clusters, seed) for name, method in methods.items()}

# %% mystnb={"figure": {"caption": "The latent planes of the two methods after training on land without types.", "name": "fig-deep-empty"}, "image": {"alt": "Two clouds of coloured dots. That of IDEC is one cloud in parts. That of the soft silhouette has arms, each of one or two colours, as on the real land."}}
planes = {
    name: (run.codes, land_types.by_spectrum(run.labels, empty))
    for name, run in nothing.items()
}
figures.type_planes(planes)
plt.show()

# %%
blank = score([E], [kmeans(E, seed)])
null = {"K-means": {"land": scores.own["K-means"], "empty": blank}}
for name, run in nothing.items():
    real = score([first[name].codes], [first[name].labels])
    null[name] = {"land": real, "empty": score([run.codes], [run.labels])}
report.record(pd.DataFrame(null).T.round(3), "own", better="higher")

# %% [markdown]
# Arms again. On land without any type the soft silhouette has
# {glue:text}`own_soft_silhouette_empty` in its own space, on the true land
# {glue:text}`own_soft_silhouette_land`; IDEC has {glue:text}`own_idec_empty` and {glue:text}`own_idec_land`.
# Both get more from empty land than K-means from the true one. How much does the land add, over the twenty
# kept runs? There the land without types is a Gaussian cloud with the land's covariances.

# %%
everywhere = verdict.kept().xs("silhouette, own", axis=1, level="score")
lead = (everywhere["land"] - everywhere["Gaussian"])[["raw", *methods]]
added = verdict.compared(lead)[["difference", "low", "high"]]
report.record(added.round(3), "added", better="higher")

# %% [markdown]
# It adds {glue:text}`added_raw_difference` to K-means on the seven variables, and no more than that to IDEC and
# to the soft silhouette ({glue:text}`added_soft_silhouette_difference`). The rest of their silhouettes is their
# own work.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - **Both methods do what they are asked**: in their own plane their clusters have high silhouettes.
# - **They do so on any land.** Where there are no types they make them as well.
# - **In the common space the plain K-means is ahead**, and its partition comes back.
# - **A method that trains for a score can't be judged by that score.**
#
# :::{dropdown} Where ours may fail
# γ is the paper's, the weights of the other loss are ours, and nothing was tuned. Ten epochs of clustering
# are few, and two latent numbers too: both papers use ten on pictures. The common space is K-means' own,
# which is a home advantage. A soft silhouette is taken within a batch, not over all pixels.
# :::

# %% [markdown]
# ## Exercises
#
# **1. Certain.** Give `soft_silhouette.score` the codes `before` of the `judged` pixels, and probabilities of
# zero and one from `labels["before"]` (`torch.eye` helps). What does it say?

# %%
answer = ...  # to two digits

# %% tags=["hide-input", "check"]
expected = score([before], [labels["before"]])
exercises.check(answer, expected, tolerance=0.01, hint="torch.eye(n_clusters)[labels]")

# %% tags=["hide-cell", "solution"]
certain = torch.eye(n_clusters)[labels["before"][judged]]
answer = round(soft_silhouette.score(torch.tensor(before[judged]), certain).item(), 2)
exercises.check(answer, expected, tolerance=0.01)  # without doubt it is the plain one

# %% [markdown]
# **2. Who moved?** What share of the pixels has another cluster after IDEC (`first["IDEC"]`) than K-means gave
# it before? Name the one after the other by `partitions.match`.

# %%
answer = ...  # a share, to two digits

# %% tags=["hide-input", "check"]
after = partitions.match(first["IDEC"].labels, labels["before"])
moved = np.mean(after != labels["before"])
exercises.check(answer, moved, tolerance=0.01, hint="Compare with labels['before'].")

# %% tags=["hide-cell", "solution"]
both = partitions.agreement(first["IDEC"].labels, labels["before"])["confusion"]
answer = round(1 - np.trace(both) / len(X), 2)
exercises.check(answer, moved, tolerance=0.01)

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("polder/13_deep_clustering")

# %% [markdown]
# ## References
#
# Improved deep embedded clustering: {cite:t}`guo2017`, after {cite:t}`xie2016`; soft silhouette:
# {cite:t}`vardakas2024`; silhouette: {cite:t}`rousseeuw1987`; the product: {cite:t}`chen2020`; the study:
# {cite:t}`wauquiez`.
