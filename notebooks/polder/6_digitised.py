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
# # Digitised: do the published land types come back, and what do they know of climate?
#
# The other chapters can run on a simulated Earth. This one asks about the real one. The land types
# of the original study {cite:p}`wauquiez` were printed as maps. The numbers behind them were read
# back from these maps, colour by colour. Do the same clusters come out of the numbers again? And do
# they say more about the climate of a place than a simple rule would?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - to check a published partition pixel by pixel;
# - to put an interval on a score when neighbouring pixels are alike;
# - to compare land types with a map that owes nothing to them;
# - why such a comparison needs a simple rival, and a map that is turned around the Earth.
#
# You need {doc}`the chapter on clusters <2_clusters>`. The {doc}`glossary </book/glossary>` explains
# the terms. Reading takes twenty minutes, running a minute.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score, silhouette_samples
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, partitions, plotting, report
from helpers.polder import land_types, pixel_table, reference_maps
from helpers.polder.figures import land as figures
from helpers.polder.products import grasp, koppen_geiger

# %% tags=["parameters"]
source: str = "real"  # "real", or the path of a digitised product
n_clusters: int = 6  # [2, 8] number of land types
n_repeats: int = 10  # [1, 100] fits with another random start
n_resamples: int = 100  # [20, 10000] draws of blocks for an interval
seed: int = 0  # [0, 1073741823] of every random draw

# %% tags=["remove-input"]
report.start("polder/6_digitised", globals())
threadpool_limits(1)  # tables this small cost more in waiting threads than they gain
plotting.style()

# %% [markdown]
# ## What was read back
#
# The maps of the seven variables give a number for each pixel, and the map of the authors' five
# clusters gives its label. Pixels under the grid lines of a map have none. The printed statistics
# come out of the numbers again ({doc}`1_variables`).

# %%
ds = grasp.open(catalog.find("polder/grasp-digitised", source))
table = grasp.land_table(ds)
published = grasp.land_table(ds, ["published_kmeans5"]).published_kmeans5[table.index]

# %% tags=["remove-cell"]
report.metric("pixels", len(table))

# %% [markdown]
# {glue:text}`pixels` pixels of one degree have all seven values and a label.

# %% [markdown]
# ## Do their clusters come back?
#
# The authors divided all variables by one and the same spread, and asked K-means for five clusters.
# Their random start is not known. So we try several, and compare each result with the published
# labels by the {term}`adjusted Rand index` (ARI): one for the same partition, zero for chance.

# %%
rows = pixel_table.scaled(table, "global")
seeds = range(seed, seed + n_repeats)
fits = [KMeans(5, n_init=1, random_state=s).fit_predict(rows) for s in seeds]
ari = pd.Series([partitions.agreement(fit, published)["ari"] for fit in fits])
report.record(ari.agg(["min", "median", "max"]).rename("ARI"), "kmeans_5_ari")

# %% mystnb={"figure": {"caption": "Five land types: as published, and from the numbers that were read back from the maps.", "name": "fig-digitised-published"}, "image": {"alt": "Two world maps of five land types. They can hardly be told apart: deserts, grassland and forests lie in the same places."}}
five = pd.DataFrame({"published": published, "ours": fits[0]}, table.index)
five = five.apply(land_types.by_spectrum, table=table)
figures.type_maps(five, ds)
plt.show()

# %%
share = 100 * five["ours"].value_counts(normalize=True)
share = share.rename("% of the pixels").set_axis(range(1, 6))
report.record(share.round(2), "kmeans_5_share", unit="%")

# %% [markdown]
# They come back. Even the least alike of the fits agrees with them by
# {glue:text}`kmeans_5_ari_min`.

# %% [markdown]
# ## Is K-means ahead of Ward's rule?
#
# The report scores six clusters by their {term}`silhouette` and finds K-means ahead. We scale each
# variable by its own spread, as in the chapter on clusters, and add a {term}`Gaussian mixture`.

# %%
X = pixel_table.scaled(table)
types = pd.DataFrame(index=table.index)
types["K-means"] = KMeans(n_clusters, n_init=10, random_state=seed).fit_predict(X)
types["Ward"] = fcluster(linkage(X, "ward"), n_clusters, "maxclust")
mixture = GaussianMixture(n_clusters, n_init=2, random_state=seed)
types["mixture"] = mixture.fit_predict(X)

# %% mystnb={"figure": {"caption": "How the silhouettes of the pixels are spread, for three methods.", "name": "fig-digitised-silhouettes"}, "image": {"alt": "Three humped curves over the silhouette. That of K-means lies farthest to the right, then Ward's, then the mixture's, a good part of which is below zero."}}
silhouettes = pd.DataFrame({name: silhouette_samples(X, types[name]) for name in types})
sns.kdeplot(silhouettes).set(xlabel="silhouette of a pixel", xticks=[-0.5, 0, 0.5])
plt.show()

# %% tags=["remove-cell"]
report.record(silhouettes.mean().rename("mean"), "silhouette", better="higher")

# %% [markdown]
# Is the difference more than chance? Neighbouring pixels are alike, so we draw blocks of ten by ten
# degrees with replacement, and take the difference of the means each time. The middle 95 % of the
# differences are an interval.

# %%
lead = silhouettes["K-means"] - silhouettes["Ward"]
drawn = {"n_resamples": n_resamples, "seed": seed}
blocks = pixel_table.blocks(table.index)
low, high = partitions.segment_bootstrap(np.mean, blocks, lead, **drawn)
ends = {"lead": lead.mean(), "low": low, "high": high}
report.record(pd.Series(ends, name="K-means over Ward").round(3), "kmeans")

# %% [markdown]
# K-means leads by {glue:text}`kmeans_lead` ({glue:text}`kmeans_low` to {glue:text}`kmeans_high`), as
# published. K-means is made to be tight, and the silhouette measures just that. Of seven clusters the
# report gives two scores, which the table of results sets beside these:

# %%
seven = partitions.scores(X, KMeans(7, n_init=10, random_state=seed).fit_predict(X))
seven = pd.Series(seven, name="K-means, seven clusters")
report.record(seven[["silhouette", "davies_bouldin"]].round(3), "kmeans_7")

# %% [markdown]
# ## What do the types know of climate?
#
# The zones of Köppen and Geiger come from temperature and rain alone {cite:p}`rubel2017`. The
# {term}`adjusted mutual information` (AMI) says how much a type tells about the zone: zero is chance,
# one is all. But chance is a weak rival. So we ask two rules that need no clustering: as many bands of
# latitude (north and south alike), and as many steps of NDVI, each with the same number of pixels.
# Who will win?

# %%
climate = koppen_geiger.open(catalog.find("polder/climate-zones", "real"))
known = types.assign(zone=climate.reindex(table.index)).dropna()
latitude = np.abs(known.index.get_level_values("latitude"))
known["bands of latitude"] = pd.qcut(latitude, n_clusters, labels=False)
known["steps of NDVI"] = pd.qcut(table.NDVI[known.index], n_clusters, labels=False)
zones = pd.factorize(known.pop("zone"))[0]

# %% [markdown]
# A third rival keeps the form of each map and its belts, and breaks only its tie to the place: the
# same map, turned around the Earth's axis.

# %%
told = reference_maps.told(known, zones, **drawn)
turned = {n: reference_maps.turned(known[n], zones, ds) for n in types}
told["turned"] = pd.Series(turned)
report.record(told.round(3), "koppen")

# %% mystnb={"figure": {"caption": "What six land types, and six steps of a simple rule, tell about climate. Bars: drawn over blocks. Crosses: the same types turned around the Earth.", "name": "fig-digitised-climate"}, "image": {"alt": "Five points with bars. The mixture and bands of latitude are highest, level with each other. K-means, Ward and steps of NDVI lie lower, level with each other. The crosses lie clearly below the points of the three methods."}}
figures.told(told)
plt.show()

# %% [markdown]
# All three methods know more than the turned maps: the types belong to their places. But bands of
# latitude alone reach {glue:text}`koppen_bands_of_latitude_ami`, more than K-means
# ({glue:text}`koppen_kmeans_ami`) and Ward's rule do. Only the mixture ({glue:text}`koppen_mixture_ami`)
# keeps up with them. Steps of NDVI alone do as well as K-means on seven variables.

# %% [markdown]
# ## Which method knows most?
#
# The mixture had the worst silhouette. Is its lead in climate more than chance?

# %%
ami = adjusted_mutual_info_score
blocks = pixel_table.blocks(known.index)


def lead_over(zones, ours, theirs):
    return ami(zones, ours) - ami(zones, theirs)


leads = {}
for rival in ("K-means", "bands of latitude"):
    pair = (zones, known["mixture"], known[rival])
    low, high = partitions.segment_bootstrap(lead_over, blocks, *pair, **drawn)
    leads[rival] = {"lead": lead_over(*pair), "low": low, "high": high}
report.record(pd.DataFrame(leads).T.round(3), "mixture_over")

# %% [markdown]
# Over K-means it is: {glue:text}`mixture_over_kmeans_lead` ({glue:text}`mixture_over_kmeans_low` to
# {glue:text}`mixture_over_kmeans_high`). Over latitude it is not: the interval holds zero. **The
# method that the silhouette puts last comes first by climate.**

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - **The published clusters are there.** Numbers that were read off printed maps give them again.
# - **So is the order of the silhouettes**, and by more than chance. What it ranks is tightness.
# - **The types know climate, but no better than latitude does.** Agreement with a second map sounds
#   like a proof. Beside a rule that needs no satellite it is none.
#
# :::{dropdown} Where ours may fail
# Values read from colours are exact to about a thousandth, and pixels under grid lines lack. The zones
# are climate, not land cover: farming, soils and rock differ within a zone. A map of land cover might
# rank the methods otherwise. Blocks of ten degrees are not quite independent of each other, so the
# intervals are a little narrow. The number of clusters was chosen, not found.
# :::

# %% [markdown]
# ## Exercises
#
# **1. One continent?** The original noticed that the types of South America seem to continue in
# Africa. How much of the pixels of both has the same types of K-means in the same shares? (One would
# be all.) Compare with the south of Asia, most of which was never joined to either.

# %%
boxes = {  # west, east, south, north
    "America": (-83, -33, -40, 15),
    "Africa": (5, 55, -40, 15),
    "Asia": (67, 155, -10, 30),
}
answer = ...  # the overlap of the shares of America and Africa, to two digits

# %% tags=["hide-input", "check"]
def shares(west, east, south, north):
    """Give the share of each type in a box; one that it lacks has none."""
    places = types["K-means"].sort_index().loc[south:north].reset_index()
    inside = places[places.longitude.between(west, east)]["K-means"]
    return inside.value_counts(normalize=True).reindex(range(n_clusters), fill_value=0)


america, africa, asia = (shares(*box) for box in boxes.values())
expected = np.minimum(america, africa).sum()
exercises.check(answer, expected, tolerance=0.02, hint="Sum the smaller shares.")

# %% tags=["hide-cell", "solution"]
answer = round(np.minimum(america, africa).sum(), 2)
exercises.check(answer, expected, tolerance=0.02)
# Asia shares as much: rain and warmth explain the likeness, without any drift.
print(f"America and Asia: {np.minimum(america, asia).sum():.2f}")

# %% [markdown]
# **2. Two simple rules.** Cut `latitude` into three bands and each band into two by the median
# NDVI of all pixels. That makes six types. What is their AMI with climate?

# %%
answer = ...  # to two digits

# %% tags=["hide-input", "check"]
green = table.NDVI[known.index]
six = 2 * pd.qcut(latitude, 3, labels=False) + (green > green.median())
exercises.check(answer, ami(zones, six), tolerance=0.01, hint="pd.qcut(latitude, 3, …)")

# %% tags=["hide-cell", "solution"]
answer = round(ami(zones, six), 2)
exercises.check(answer, ami(zones, six), tolerance=0.01)

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("polder/6_digitised")

# %% [markdown]
# ## References
#
# The original study: {cite:t}`wauquiez`; the product: {cite:t}`chen2020`; climate zones:
# {cite:t}`rubel2017`; silhouette: {cite:t}`rousseeuw1987`; drawing blocks: {cite:t}`carlstein1986`.
