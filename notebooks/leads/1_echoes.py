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
# # Echoes: can two clusters find the leads?
#
# Sea ice cracks. The cracks, called *leads*, let heat out and ships through, and in them an
# altimeter sees the sea from which the height of the ice is measured. An echo from a lead looks
# nothing like one from a floe. Does a clustering that is told nothing about ice find the two, and
# how would we know?
#
# The [original study](https://github.com/eemeleems/GEOL0069_W4_unsupervised) says yes: its
# clusters agree almost everywhere with the label in the satellite's own product. This chapter
# does the same, and then asks what such an agreement can mean.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - what an echo says about the surface, and three numbers that catch it;
# - how K-means and a Gaussian mixture part echoes in two, and how to check them;
# - why agreement with a label can be empty, and what to compare with instead;
# - how to put an error bar on a score when neighbouring samples are alike.
#
# You need some Python, NumPy and pandas, and to have met the words mean and standard
# deviation. The {doc}`glossary </book/glossary>` has the rest. It takes about
# 40 minutes.
# :::

# %% tags=["hide-input"]
import warnings

import numpy as np
import pandas as pd
import xarray as xr
from scipy.optimize import curve_fit
from sklearn.cluster import KMeans
from sklearn.metrics import (
    classification_report,
    f1_score,
    precision_score,
    recall_score,
)
from sklearn.mixture import GaussianMixture
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from helpers import catalog, exercises, partitions, plotting, report
from helpers.leads import products
from helpers.leads.figures import radar as figures
from helpers.leads.figures import steps as steps_of
from helpers.leads.products import altimetry
from helpers.leads.radar import echoes, samples, sea_level

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a product
n_clusters: int = 2  # [2, 12] number of clusters, for K-means and for the mixture
features: str = "sigma0 peakiness stack_std"  # features to cluster on
scale_on: str = "ice and lead"  # ["ice and lead", "all"] echoes that set the scale
segment_km: float = 50.0  # [1, 2000] length of the segments that are redrawn
n_resamples: int = 300  # [20, 10000] number of bootstrap draws
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("leads/1_echoes", globals())
plotting.style()

# %% [markdown]
# ## The data
#
# The satellite sends pulses all the time and sees the same spot from many points of its orbit.
# These *looks* are put together into one *echo* twenty times a second: power over *gates*,
# which are steps in distance. The product adds the brightness of the surface, σ0, and the
# class that the agency's processor gave the echo.
#
# By default the pass is **simulated**: a Doppler altimeter over surfaces whose brightness falls
# off with the viewing angle. Its leads are as frequent and as long, and its echoes as peaky, as in
# two real passes; its class is made by published thresholds. It is written as the agency writes its
# files, so the same reader opens both. The real pass takes a free account ({doc}`/book/data` has the
# steps); {doc}`6_real_passes` shows passes that take none.

# %%
product = {"real": "leads/sentinel3-thematic"}.get(source, "leads/sentinel3")
path = catalog.find(product, source)
ds = products.open(path, required=["surface_class"])
surface = np.array(altimetry.SURFACES)[ds.surface_class]
report.record(pd.Series(surface).value_counts().rename("echoes"), "echoes")

# %% mystnb={"figure": {"caption": "The pass. Over ice the colour is the share of echoes that the product calls leads, in pieces of the track.", "name": "fig-echoes-track"}, "image": {"alt": "Polar map with the ground track as a line of dots: a plain line over open ocean, then dots from dark to bright by the share of leads, which changes from piece to piece along the ice."}}
figures.track(ds, segment_km)

# %% [markdown]
# ## What an echo looks like
#
# Before you read on: which surface sends back a short echo, a rough one or a smooth one?

# %% mystnb={"figure": {"caption": "Six echoes of each class, drawn at random, each divided by its maximum and centred on it.", "name": "fig-echoes-gallery"}, "image": {"alt": "Four panels of echoes. Those of ocean and sea ice rise fast and fall slowly, those of leads are narrow spikes, and unclassified ones lie in between."}}
figures.gallery(ds, seed)

# %% [markdown]
# A floe is rough. It sends power back from a wide area, so the echo rises at the first return and
# falls slowly. A lead is a mirror: only the point right under the satellite answers, and the echo
# is a spike. Some echoes are in between: a narrow lead between floes, or a lead off to the side.

# %% [markdown]
# ## Three numbers per echo
#
# **σ0** is how bright the surface is. **Peakiness** is the maximum of the echo over the mean of
# those gates that exceed the noise:
#
# $$\mathrm{peakiness} = \frac{\max_g P_g}{\operatorname{mean}\{P_g : P_g > \text{noise}\}}$$
#
# The {term}`stack standard deviation` (SSD) uses what only a Doppler altimeter has, the looks
# from many angles. A mirror is bright from right above and dark from elsewhere. Sum the power of
# each look over all gates: the SSD is the width of the Gaussian that fits this profile over the
# number ξ of the look. The original fits it, too (its cell 14).
#
# $$\mathrm{RIP}(\xi) \approx a\,e^{-(\xi-\xi_0)^2 / 2\,\mathrm{SSD}^2}$$

# %%
table = echoes.features(ds, needed=samples.select(features))
report.record(table.groupby(surface).median(), "median").round(2)

# %% [markdown]
# By hand, for one echo of a lead:


# %%
def gaussian(look, a, middle, ssd):
    return a * np.exp(-((look - middle) ** 2) / (2 * ssd**2))


hand, one = {}, np.flatnonzero(surface == "lead")[:1]
if {"power", "rip"} <= set(ds):  # a file of features alone has neither
    shape = echoes.centred(ds.power.values[one])[0]  # cut about the maximum
    hand["peakiness"] = 1 / shape[shape > shape[10:20].mean()].mean()
    rip = ds.rip.values[one][0]
    looks = np.flatnonzero(np.isfinite(rip))  # some are missing
    begin = np.nanmax(rip), np.nanargmax(rip), 5
    hand["stack_std"] = abs(curve_fit(gaussian, looks, rip[looks], begin)[0][2])
table.loc[one].T.assign(hand=pd.Series(hand, dtype=float)).round(2)

# %% [markdown]
# ## Two clusters
#
# Like the original we keep only the echoes that the product calls *sea ice* or *lead* (its cell
# 17). Keep in mind which echoes that leaves out; we come back to it. The features have different
# units, so each is divided by its standard deviation.

# %%
used = table[samples.select(features)]
kept = samples.ice_or_lead(ds, used, least=max(20, n_clusters))
is_lead = surface[kept] == "lead"
scaler = StandardScaler().fit(used[kept | (scale_on == "all")])
X = scaler.transform(used[kept])

# %% [markdown]
# K-means is *hard*: each echo goes to the nearest of *k* centres, and each centre to the middle of
# its echoes, in turn. A Gaussian mixture is *soft*: each echo belongs to each of *k* clouds with a
# probability, and clouds take the shape of their echoes. Start both from the same random echoes:

# %%
rng = np.random.default_rng(seed)
start = X[rng.choice(len(X), n_clusters, replace=False)]
balls = {
    "means_init": start,
    "weights_init": np.full(n_clusters, 1 / n_clusters),
    "precisions_init": [np.eye(X.shape[1])] * n_clusters,
}

# %%
steps = 1, 3, 10
hard = {n: KMeans(n_clusters, init=start, n_init=1, max_iter=n).fit(X) for n in steps}
with warnings.catch_warnings(action="ignore"):  # that a mixture stopped too early
    soft = {n: GaussianMixture(n_clusters, max_iter=n, **balls).fit(X) for n in steps}

# %% mystnb={"figure": {"caption": "K-means and the mixture after one, three and ten steps: the first two features, scaled. Crosses: centres. Ellipses: two standard deviations of each cloud.", "name": "fig-echoes-steps"}, "image": {"alt": "Six scatter plots, K-means on the left and the mixture on the right. After one step the borders lie askew; after ten, centres and ellipses sit in the middle of two groups, one flat and dense, one wide and tilted."}}
steps_of.hard_and_soft(X, hard, soft, list(used))

# %% [markdown]
# One start may end in a bad place. So take the best of several:

# %%
models = {
    "K-means": KMeans(n_clusters, n_init=10, random_state=seed),
    "mixture": GaussianMixture(n_clusters, n_init=5, random_state=seed),
}
clusters = {name: model.fit_predict(X) for name, model in models.items()}

# %% mystnb={"figure": {"caption": "The features by cluster of the mixture: each pair, and along the diagonal each alone.", "name": "fig-echoes-features"}, "image": {"alt": "Scatter plots of every pair of features in two colours. The clusters lie apart, one dim, flat and with a wide stack, the other bright, peaky and with a narrow one."}}
figures.feature_pairs(used[kept], clusters["mixture"], seed)

# %% [markdown]
# The clustering was told nothing about ice. One cluster is like a mirror.

# %% [markdown]
# ## How many clusters?
#
# Inertia, the sum of squared distances to the centres, always falls with *k*, and one looks for
# an elbow. The Bayesian information criterion (BIC) charges the mixture for each parameter and
# has a minimum.

# %%
sizes = range(1, 9)
inertia = [KMeans(k, n_init=5, random_state=seed).fit(X).inertia_ for k in sizes]
bic = [GaussianMixture(k, random_state=seed).fit(X).bic(X) for k in sizes]

# %% mystnb={"figure": {"caption": "Inertia of K-means and BIC of the mixture for one to eight clusters.", "name": "fig-echoes-number"}, "image": {"alt": "Two curves against the number of clusters. Inertia falls steeply to two and then slowly; BIC falls steeply to two and keeps falling a little after that."}}
figures.choice_of_number(sizes, inertia, bic)

# %% [markdown]
# Neither decides. The clouds aren't Gaussian, so BIC counts pieces of their shapes rather than kinds
# of surface. We take two since the question has two answers.

# %% [markdown]
# ## Agreement with the product
#
# Clusters have no names. We name them after the two classes in the way that agrees best, and
# count.

# %%
named = {name: partitions.match(found, is_lead) for name, found in clusters.items()}
for name, lead in named.items():
    report.metric(report.slug(name, "differing"), sum(lead != is_lead))
words = {"target_names": ["sea ice", "lead"], "output_dict": True}
reports = {
    name: pd.DataFrame(classification_report(is_lead, lead, **words)).T[:2]
    for name, lead in named.items()
}
report.record(pd.concat(reports)[["precision", "recall", "f1-score"]]).round(3)

# %% [markdown]
# The two methods differ from the product on {glue:text}`kmeans_differing` and
# {glue:text}`mixture_differing` echoes. So far the original is right: two clusters are there, far
# apart, and they are what the product calls ice and lead.

# %% [markdown]
# ## The label is made of the same features
#
# Nobody looked at the ice to make the product's class. A processor made it from thresholds on
# peakiness and SSD. Show the label to a tree that may ask two questions:

# %%
two = table.loc[kept].filter(["peakiness", "stack_std"])
tree = DecisionTreeClassifier(max_depth=2, random_state=seed).fit(two, is_lead)
report.record(pd.Series({"tree accuracy": tree.score(two, is_lead)}, name="share"))

# %% mystnb={"figure": {"caption": "Peakiness and SSD of the echoes by the product's class.", "name": "fig-echoes-circular"}, "image": {"alt": "Scatter of stack width against peakiness. Ice and lead echoes fill two separate boxes with straight edges; crosses of unclassified echoes fill the space between and around them."}}
figures.boxes(table, surface, seed)

# %% [markdown]
# The tree repeats a share of {glue:text}`tree_accuracy` of the labels. That alone proves nothing: honest labels of two
# distinct surfaces could be imitated as well. But look at the edges. The classes are boxes in the
# very plane in which we cluster, and what lies between them is left out. Any border in the gap
# agrees with the label. Our pass is simulated; {doc}`6_real_passes` finds the same boxes in two real
# products.

# %% [markdown]
# ## The hard echoes were dropped
#
# The space between the boxes isn't empty in nature. The processor calls these echoes
# *unclassified*, {glue:text}`echoes_unclassified` of them on this pass, and the original drops them.
# Ask the clusters about all echoes over ice:

# %%
def calls_lead(name, rows):
    of_leads = np.unique(clusters[name][named[name]])
    return np.isin(models[name].predict(scaler.transform(used[rows])), of_leads)


over_ice = used.notna().all(axis=1).values & (surface != "ocean")
calls = pd.DataFrame({name: calls_lead(name, over_ice) for name in models})
calls.insert(0, "product", surface[over_ice] == "lead")
chance = models["mixture"].predict_proba(scaler.transform(used[over_ice])).max(axis=1)
asked = calls.assign(differ=calls["K-means"] != calls["mixture"], doubted=chance < 0.99)
report.record(asked.groupby(surface[over_ice]).mean().round(3), "called")

# %% [markdown]
# Each number is a share, in rows by the product's class: of echoes that are called lead, then of
# those on which the two clusterings *differ*, and of those that the mixture *doubts*: no cloud has
# nearly all of the probability. On what both were fitted on, hard and soft are one. On the
# unclassified they differ on {glue:text}`called_unclassified_differ`, and the mixture doubts
# {glue:text}`called_unclassified_doubted`. That is little: its clouds never saw the gap, and a
# probability is only as good as the clouds. The label has no opinion on the echoes that matter most.

# %% [markdown]
# ## Against the truth
#
# A simulated pass has what no product has: the surface itself, in a second file that we open only
# here. A *lead* is any open or refrozen crack of 30 m or more in the 300 m strip under the
# satellite. All echoes over ice count, the unclassified ones too. (Your own product has no truth.
# Its class takes the place of it, and this section only says how far the methods differ.)

# %%
judge = xr.load_dataset(catalog.truth(path)) if source == "simulated" else ds
judge = judge.isel(echo=over_ice)
true_lead = judge.surface_class.values == altimetry.LEAD
measures = {"precision": precision_score, "recall": recall_score, "F1": f1_score}
scores = {
    name: {word: measure(true_lead, called) for word, measure in measures.items()}
    for name, called in calls.items()
}
report.record(pd.DataFrame(scores).T, "truth", better="higher").round(3)

# %% mystnb={"figure": {"caption": "Share of echoes called lead, by how much of the strip under the satellite is lead (on a product without truth: by σ0).", "name": "fig-echoes-detection"}, "image": {"alt": "Three rising curves. The product's lies lowest at every share of lead, the two clusterings' above it, and none begins at zero."}}
figures.detection(judge.get("lead_share", used.iloc[:, 0][over_ice]), calls)

# %% [markdown]
# The agreement with the label hid this. The clusters find more of the leads than the product
# (recall {glue:text}`truth_kmeans_recall` for K-means, {glue:text}`truth_product_recall` for the
# product), and pay with more false ones. Which is better depends on the use: for heat loss
# count the leads; for sea level avoid the false ones. And the curves don't begin at zero. A lead
# beside the track sends a spike, too, from farther away, and makes an echo over ice look like a
# lead.

# %% [markdown]
# ## Error bars that mean something
#
# Neighbouring echoes see the same ice. Drawing single echoes anew pretends that each is evidence of
# its own; drawing whole segments of the track doesn't.

# %%
pair = true_lead, calls["K-means"].values
single = np.arange(over_ice.sum())
segment = sea_level.along_track_km(ds)[over_ice] // segment_km
draws = {"n_resamples": n_resamples, "seed": seed}
ends = {
    "single echoes": partitions.segment_bootstrap(f1_score, single, *pair, **draws),
    "segments": partitions.segment_bootstrap(f1_score, segment, *pair, **draws),
}
interval = pd.DataFrame(ends, ["low", "high"]).T
report.record(interval.assign(width=interval.high - interval.low), "f1").round(3)

# %% [markdown]
# The interval of K-means's F1 is {glue:text}`f1_single_echoes_width` wide when echoes are drawn
# singly and {glue:text}`f1_segments_width` when segments are. The difference is what neighbours
# share. Neither mends a score that measures the wrong thing.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - The original's result comes back: two clusters that agree with the product's class. Its
#   figures are those of a Sentinel-3A pass of 7 March 2019 (its cell 15); ours are of a simulated
#   pass, and stand beside them for their size.
# - The agreement is circular. The label is a pair of thresholds on two of the three features, and
#   the echoes between the thresholds are left out.
# - A fair test keeps the hard echoes, and needs a reference that was not made from the same echo: an
#   image of the same ice at the same minute {cite:p}`bijdevaate2022`, or a simulation.
#
# :::{admonition} Where ours may fail
# :class: dropdown
# The simulated pass knows four kinds of surface, flat leads and one kind of speckle. It has no melt
# ponds, no swell, no snow. Its scores rank methods on *its* hard cases, narrow leads and leads beside
# the track. Their number fits what real products show; {doc}`10_constants` asks what hangs on it.
# :::

# %% [markdown]
# ## Exercises
#
# **1.** Leave σ0 out: cluster with K-means on peakiness and SSD alone, scaled as above. On how many
# echoes does it differ from the product?

# %%
scaled_two = StandardScaler().fit_transform(two)
answer = ...

# %% tags=["hide-input", "check"]
found = KMeans(2, n_init=10, random_state=seed).fit_predict(scaled_two)
expected = (partitions.match(found, is_lead) != is_lead).sum()
exercises.check(answer, expected, tolerance=2, hint="name the clusters with match.")

# %% tags=["hide-cell", "solution"]
# No worse than with σ0, which isn't part of the rule that made the label. That throwing
# away what a physicist looks at first does no harm says what the score measures.
again = KMeans(2, n_init=10, random_state=seed).fit_predict(scaled_two)
answer = (partitions.match(again, is_lead) != is_lead).sum()
exercises.check(answer, expected, tolerance=2)

# %% [markdown]
# **2.** With three clusters K-means splits one of the two classes. Which one, `"sea ice"` or
# `"lead"`? Say first what you expect.

# %%
three = KMeans(3, n_init=10, random_state=seed).fit_predict(X)
answer = ...

# %% tags=["hide-input", "check"]
of_leads = np.unique(three[partitions.match(three, is_lead)]).size
expected = ["sea ice", "lead"][of_leads - 1]
exercises.check(answer, expected, hint="count each cluster's leads with pd.crosstab.")

# %% tags=["hide-cell", "solution"]
# A third cluster goes where the echoes are, not where physics has a third surface.
shares = pd.crosstab(three, is_lead).idxmax(axis=1)
answer = "lead" if shares.sum() == 2 else "sea ice"
exercises.check(answer, expected)

# %% [markdown]
# ## Three questions

# %% tags=["hide-input"]
exercises.questions("leads/1_echoes")

# %% [markdown]
# ## References
#
# Peakiness and thresholds: {cite:t}`laxon2013,tilling2018`; the stack: {cite:t}`wingham2006`;
# leads: {cite:t}`wernecke2015`; echo physics: {cite:t}`wingham2004,kurtz2014,ray2015`; K-means and
# mixtures in practice: {cite:t}`pedregosa2011`; block bootstrap: {cite:t}`carlstein1986`.
