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
# # Names: what is each land type called on the ground?
#
# Clusters come without names. The other chapters lend them names by their spectra, and the report of the
# original study {cite:p}`wauquiez` calls its types by what their maps look like. Somebody else has
# walked there: the land cover of MODIS was taught by examples
# from the ground. What do its classes call our types? And do the types tell land cover better than a single
# index of greenness does?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - to name clusters by a table that is not made of the same data;
# - why a share and a lift give different names;
# - to ask a simple rival before praising an agreement.
#
# You need {doc}`the chapter on clusters <2_clusters>` and {doc}`the digitised land <6_digitised>`. The
# {doc}`glossary </book/glossary>` explains the terms. Reading takes ten minutes, running half a minute.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, partitions, plotting, report
from helpers.polder import land_types, pixel_table, reference_maps
from helpers.polder.figures import land as figures
from helpers.polder.products import grasp, land_cover

# %% tags=["parameters"]
source: str = "real"  # "real", or the path of a digitised product
n_clusters: int = 6  # [2, 8] number of land types
n_resamples: int = 100  # [20, 10000] draws of blocks for an interval
seed: int = 0  # [0, 1073741823] of every random draw

# %% tags=["remove-input"]
report.start("polder/11_names", globals())
threadpool_limits(1)  # tables this small cost more in waiting threads than they gain
plotting.style()

# %% [markdown]
# ## Types and classes
#
# The types are those of K-means on the land that was read back from the published maps. Each has the name of
# one of eight spectra that it is like, no name twice. The classes are those of the International Geosphere–Biosphere Programme, as MODIS maps them
# {cite:p}`friedl2022`; a cell of one degree takes the class that most of its land has.

# %%
ds = grasp.open(catalog.find("polder/grasp-digitised", source))
table = grasp.land_table(ds)
cover = land_cover.open(catalog.find("polder/land-cover", "real"))
table = table[cover.reindex(table.index).notna().values]
X = pixel_table.scaled(table)
found = KMeans(n_clusters, n_init=10, random_state=seed).fit_predict(X)
types = pd.Series(land_types.by_spectrum(found, table), table.index, name="type")
cover = cover[table.index]

# %% tags=["remove-cell"]
report.metric("cells", len(table))

# %% [markdown]
# ## What lies in each type?
#
# Count the classes in each type. Which of the spectral names will be wrong on the ground?

# %%
shares = pd.crosstab(types, cover, normalize="index").loc[land_types.ordered(types)]
often = shares.loc[:, shares.max() > 0.1].T

# %% mystnb={"figure": {"caption": "Share of the cells of each type (columns) that have a class of land cover. Classes that no type has in a tenth of its cells are left out.", "name": "fig-names-shares"}, "image": {"alt": "Heat map of land cover classes against six types. Bright sand and bare ground are mostly barren, steppe is grassland, shrubs are cropland and shrubland, forest is broadleaf forest and savanna, and snow is mixed and needleleaf forest."}}
plt.figure(layout="constrained")
colours = {"cmap": "Greens", "cbar": False, "annot": True, "fmt": ".2f"}
sns.heatmap(often, **colours).set_ylabel("")
plt.show()

# %% [markdown]
# Bright sand is desert: nearly all of its cells are barren. So are two thirds of bare ground; most of
# the rest is grassland. What looks like forest is tropical forest and savanna. But what looks like snow
# is *forest* on the ground: mixed forest, and the larch of Siberia. Snow lies on it ({doc}`10_season`),
# and that is what the satellite saw.

# %% [markdown]
# ## A name for each
#
# The commonest class gives a poor name where one class is common everywhere. The *lift* divides the share in a
# type by the share in all land: it says what the type has more of than others. We name by both: the class of
# the largest share, and that of the largest lift among the classes that fill a tenth of the type.

# %%
lift = shares / cover.value_counts(normalize=True)
lift = lift.where(shares > 0.1)
latitude = np.abs(table.index.get_level_values("latitude"))
names = shares.idxmax(axis=1).to_frame("most of it")
names["most typical"] = lift.idxmax(axis=1)
names["NDVI"] = table.NDVI.groupby(types).mean().round(2)
names["median |latitude|"] = latitude.to_series(table.index).groupby(types).median()
names

# %% mystnb={"figure": {"caption": "The six types on the map.", "name": "fig-names-map"}, "image": {"alt": "World map of six land types: bright sand in the Sahara and Arabia, bare ground around them, snow in Canada and Siberia, steppe in central Asia, shrubs in the middle latitudes, forest in the tropics."}}
figures.type_maps(types.to_frame("K-means"), ds)
plt.show()

# %% [markdown]
# ## Is it more than greenness?
#
# The {term}`adjusted mutual information` (AMI) says how much the types tell about land cover: zero is chance, one
# is all. Two rules need no clustering: as many steps of NDVI, and as many bands of latitude, each with the same
# number of cells. Who will win?

# %%
rules = pd.DataFrame({"K-means": types})
rules["steps of NDVI"] = pd.qcut(table.NDVI, n_clusters, labels=False)
rules["bands of latitude"] = pd.qcut(latitude, n_clusters, labels=False)
classes = pd.factorize(cover)[0]

# %% [markdown]
# A third rival breaks only the tie to the place: the map of the types, turned around the Earth's axis by nine
# angles.

# %%
drawn = {"n_resamples": n_resamples, "seed": seed}
told = reference_maps.told(rules, classes, **drawn)
told["turned"] = pd.Series({"K-means": reference_maps.turned(types, classes, ds)})
report.record(told.round(3), "cover")

# %% mystnb={"figure": {"caption": "What six types, and six steps of a simple rule, tell about land cover. Bars: drawn over blocks. Cross: the same types turned around the Earth.", "name": "fig-names-told"}, "image": {"alt": "Three points with bars. Steps of NDVI lie a little above K-means, bands of latitude well below both; the cross lies below them all."}}
ax = figures.told(told)
ax.set_xlabel("adjusted mutual information with land cover")
plt.show()

# %%
ami = adjusted_mutual_info_score
blocks = pixel_table.blocks(table.index)


def lead(classes, rule, types):
    return ami(classes, rule) - ami(classes, types)


pair = classes, rules["steps of NDVI"], types
low, high = partitions.segment_bootstrap(lead, blocks, *pair, **drawn)
ends = {"lead": lead(*pair), "low": low, "high": high}
report.record(pd.Series(ends, name="NDVI over K-means").round(3), "ndvi")

# %% [markdown]
# Both know the land; the types tell more than twice what they tell when the map is turned. But
# seven variables and a clustering tell no more of land
# cover than steps of one index: NDVI leads by {glue:text}`ndvi_lead` ({glue:text}`ndvi_low` to
# {glue:text}`ndvi_high`). The classes are made with greenness in mind. What K-means spends on brightness, and on
# snow, isn't in them.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - **The types have names**: desert (two, by brightness), steppe, cropland and shrubland, tropical
#   forest and savanna, snowy forest.
# - **One of the names is a season.** A forest under snow is a type of its own. Call it "snow", and the map says
#   something about winter; call it "forest", and it says something about the ground.
# - **Types are no better than greenness** at telling land cover.
#
# :::{dropdown} Where ours may fail
# The land cover is of one year and is a product of a classifier itself, from the same kind of light: it is not
# the ground. A degree holds many classes, and takes one. With more clusters, or another method, the order may
# change; six is the report's number. Blocks of ten degrees are not quite independent.
# :::

# %% [markdown]
# ## Exercises
#
# **1. Rare classes.** Which share of the cells of *deciduous needleleaf forest* (larch) looks like snow?

# %%
answer = ...  # to two digits

# %% tags=["hide-input", "check"]
larch = cover == "deciduous needleleaf forest"
expected = (types[larch] == "snow").mean()
exercises.check(answer, expected, tolerance=0.01, hint="choose the cells first.")

# %% tags=["hide-cell", "solution"]
# Larch sheds its needles and stands in snow: to the satellite it is white ground.
by_class = pd.crosstab(cover, types, normalize="index")
answer = by_class.loc["deciduous needleleaf forest", "snow"]
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# **2. Two rules.** Cut NDVI into three steps, and each by whether DHR443 lies above its median. That makes six
# types. What is their AMI with land cover?

# %%
answer = ...  # to two digits

# %% tags=["hide-input", "check"]
blue = table.DHR443.gt(table.DHR443.median())
expected = ami(classes, 2 * pd.qcut(table.NDVI, 3, labels=False) + blue)
exercises.check(answer, expected, tolerance=0.01, hint="pd.qcut(table.NDVI, 3, …)")

# %% tags=["hide-cell", "solution"]
three = pd.qcut(table.NDVI, 3, labels=["bare", "half", "green"]).astype(str)
answer = ami(classes, three + blue.astype(str))
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("polder/11_names")

# %% [markdown]
# ## References
#
# The original study: {cite:t}`wauquiez`; the product: {cite:t}`chen2020`; land cover: {cite:t}`friedl2022`;
# drawing blocks: {cite:t}`carlstein1986`.
