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
# # Endmembers: of what is each pixel made?
#
# A pixel of one degree is a hundred kilometres wide. It is never all leaf or all sand. To put it into one type
# is to say "all of this, none of that". Remote sensing has an older question: *how much* of each? If light from
# leaves, soil and snow adds up on its way to the satellite, we can take the sum apart again. Do the parts
# know more of the land than types do?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - to take a spectrum apart into spectra of pure things;
# - to see from what is left over which of them are wrong;
# - to find better ones in the product itself;
# - to check the parts by a map that saw none of them.
#
# You need {doc}`the chapter on clusters <2_clusters>` and {doc}`the names of the types <11_names>`. The
# {doc}`glossary </book/glossary>` explains the terms. Reading takes a quarter of an hour, running half a
# minute.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from scipy.optimize import nnls
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_mutual_info_score, roc_auc_score
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, partitions, plotting, report
from helpers.polder import pixel_table, reference_maps
from helpers.polder.figures import land, variables
from helpers.polder.products import grasp, land_cover, spectra

# %% tags=["parameters"]
source: str = "real"  # "real", or the path of a digitised product
n_clusters: int = 6  # [2, 8] number of land types
n_resamples: int = 100  # [20, 10000] draws of blocks for an interval
seed: int = 0  # [0, 1073741823] of every random draw

# %% tags=["remove-input"]
report.start("polder/16_endmembers", globals())
threadpool_limits(1)  # tables this small cost more in waiting threads than they gain
plotting.style()

# %% [markdown]
# ## Three pure things
#
# An *endmember* is a pure thing with a known spectrum. Laboratories have published many: we take the leaves of a
# tree {cite:p}`meerdink2019` and a dry soil {cite:p}`jacquemoud2009`. For snow we take an idea: a white that sends
# back nine tenths of any light. The fourth, *shade*, sends back nothing; it is what the others leave to one.

# %%
ds = grasp.open(catalog.find("polder/grasp-digitised", source))
table = grasp.land_table(ds)
bands = table.filter(like="DHR").rename(columns=lambda name: int(name[3:]))
soils = spectra.open(catalog.find("polder/soil-spectra", "real"))
leaves = spectra.open(catalog.find("polder/leaf-spectrum", "real"))
published = pd.DataFrame({"leaf": spectra.at(leaves, bands.columns).squeeze()})
published["soil"] = spectra.at(soils, bands.columns)["dry soil"]
published["white"] = 0.9
published.round(2)

# %% [markdown]
# ## Take it apart
#
# For each pixel we look for the three shares whose mix is nearest to its six reflectances. A share can't be
# negative. That is a *non-negative least squares* problem {cite:p}`keshava2002`, and scipy solves it. Where do you
# expect white?

# %%
def unmix(endmembers):
    """Give the share of each endmember in each pixel."""
    mixes = endmembers.to_numpy()
    shares = [nnls(mixes, spectrum)[0] for spectrum in bands.to_numpy()]
    return pd.DataFrame(shares, bands.index, endmembers.columns)


parts = unmix(published)

# %% mystnb={"figure": {"caption": "The shares of leaf, soil and white in each pixel, each from its 1st to its 99th percentile.", "name": "fig-endmembers-shares"}, "image": {"alt": "Three world maps. Leaf is high in the rain forests and low in deserts and in the far north; soil is high in the Sahara and Arabia; white is zero nearly everywhere and rises in the north of Canada and Siberia."}}
variables.maps(parts, ds)
plt.show()

# %% [markdown]
# White lies in the far north and nowhere else, though nobody told the method of latitude or snow. In deserts, soil
# is at times more than one: the laboratory's soil is darker than the Sahara.

# %% [markdown]
# ## What is left over?
#
# A mix never fits wholly. What is left over in each band says where the pure spectra are wrong.

# %%
def left(endmembers, shares):
    """Give what a mix leaves of each pixel's reflectances."""
    return bands - shares.to_numpy() @ endmembers.to_numpy().T


rest = {"published": left(published, parts)}

# %% [markdown]
# The simplest rival of any spectrum of a laboratory is one from the land itself. So we look for the purest pixels:
# of each endmember those two in a hundred that have most of it. Their median spectrum is the next endmember. And
# *three principal components* are what any three spectra can do at best, if negative shares are allowed.

# %%
purest = {name: bands[share.rank(pct=True) > 0.98] for name, share in parts.items()}
found = pd.DataFrame({name: pixels.median() for name, pixels in purest.items()})
shares = unmix(found)
rest["from the land"] = left(found, shares)
pca = PCA(3).fit(bands)
rest["three components"] = bands - pca.inverse_transform(pca.transform(bands))
error = pd.Series({how: np.sqrt((r**2).to_numpy().mean()) for how, r in rest.items()})
report.record(error.rename("error").round(4), "error", better="lower")

# %% mystnb={"figure": {"caption": "What is left over in each band: the mean over all pixels, and the middle half of them.", "name": "fig-endmembers-rest"}, "image": {"alt": "Three curves over wavelength. With published spectra the rest is far below zero in the blue and above it in the red; with spectra from the land it stays near zero in all bands, as with three components."}}
long = pd.concat(rest, names=["spectra"]).reset_index(0)
long = long.melt("spectra", var_name="wavelength (nm)", value_name="left over")
looks = {"hue": "spectra", "dodge": 0.3, "errorbar": ("pi", 50)}
ax = sns.pointplot(long, x="wavelength (nm)", y="left over", **looks)
ax.axhline(0, color=plotting.COLOURS["grey"], linestyle=":")
sns.move_legend(ax, "lower center", bbox_to_anchor=(0.45, 1), ncol=2, title=None)
plt.show()

# %% [markdown]
# The published mix is too bright in the blue and too dark in the red: the land is *redder* than the laboratory's
# soil, and its leaves are darker, since they shade each other. With spectra from the land the error falls from
# {glue:text}`error_published` to {glue:text}`error_from_the_land`. Components reach
# {glue:text}`error_three_components`, by shares below zero, which mean nothing.

# %%
both = pd.concat({"published": published, "from the land": found}, axis=1)
both.round(2)

# %% [markdown]
# ## What do the parts know?
#
# Here comes the map that saw none of this: the land cover of MODIS {cite:p}`friedl2022`, in the classes of
# {doc}`11_names`.

# %%
cover = land_cover.open(catalog.find("polder/land-cover", "real"))
cover = cover.reindex(table.index).dropna()
known = shares.loc[cover.index]
by_class = known.groupby(cover).mean()
common = by_class[cover.value_counts() >= 100].sort_values("leaf")

# %% mystnb={"figure": {"caption": "Mean shares by class of land cover, for classes of a hundred cells and more. Spectra from the land.", "name": "fig-endmembers-cover"}, "image": {"alt": "Heat map of classes by leaf, soil and white. Barren land is soil; broadleaf forest is leaf; needleleaf and mixed forests have as much white as leaf or more; cropland and grassland lie between."}}
plt.figure(figsize=(plotting.WIDTH, 4.6), layout="constrained")
sns.heatmap(common, annot=True, fmt=".2f", cmap="Greens", cbar=False).set_ylabel("")
plt.show()

# %% [markdown]
# The northern forests are leaf *and* white: trees in snow. NDVI mixes the two, so that snow makes a forest look
# bare. Unmixing can leave the snow out. Of what is not white or shade, how much is leaf? Does that number tell a
# forest from other land better than NDVI does? The area under the ROC curve (AUC) is one if it always does, a half
# if never.

# %%
forest = cover.str.contains("forest")
greenness = table.NDVI[cover.index]
ground = (known.leaf / (known.leaf + known.soil)).fillna(0.5)
rivals = {"leaf on the ground": ground, "leaf": known.leaf, "NDVI": greenness}
auc = pd.Series({name: roc_auc_score(forest, v) for name, v in rivals.items()})
report.record(auc.rename("AUC").round(3), "forest", better="higher")

# %%
def lead(forest, ours, theirs):
    return roc_auc_score(forest, ours) - roc_auc_score(forest, theirs)


blocks = pixel_table.blocks(cover.index)
drawn = {"n_resamples": n_resamples, "seed": seed}
given = forest, ground, greenness
low, high = partitions.segment_bootstrap(lead, blocks, *given, **drawn)
ends = {"lead": lead(*given), "low": low, "high": high}
report.record(pd.Series(ends, name="leaf on the ground over NDVI").round(3), "ground")

# %% [markdown]
# It does, by {glue:text}`ground_lead` ({glue:text}`ground_low` to {glue:text}`ground_high` over blocks of ten
# degrees). Leaf alone, with the snow left in, does not. The gain is the snow.

# %% [markdown]
# ## Better types?
#
# Cluster the three shares instead of the seven variables. In {doc}`11_names` six steps of NDVI told more of land
# cover than six types did. And now? Three components stand beside, which are three numbers as well.

# %%
def cluster(values):
    means = KMeans(n_clusters, n_init=10, random_state=seed)
    return means.fit_predict(pixel_table.scaled(values))


scores = pd.DataFrame(pca.transform(bands), bands.index)
kinds = pd.DataFrame({"shares": cluster(shares)}, table.index)
kinds["variables"] = cluster(table)
kinds["components"] = cluster(scores)
kinds = kinds.loc[cover.index]
kinds["steps of NDVI"] = pd.qcut(greenness, n_clusters, labels=False)
classes = pd.factorize(cover)[0]
told = reference_maps.told(kinds, classes, **drawn)
methods = ["shares", "variables", "components"]
turned = {name: reference_maps.turned(kinds[name], classes, ds) for name in methods}
report.record(told.assign(turned=pd.Series(turned)).round(3), "cover")

# %% mystnb={"figure": {"caption": "What six types tell about land cover: clusters of shares, of the seven variables and of three components, and steps of NDVI. Bars: drawn over blocks. Crosses: the same types turned around the Earth.", "name": "fig-endmembers-told"}, "image": {"alt": "Four points with bars. Shares lie highest, steps of NDVI next, variables and components lower; the crosses lie below all points."}}
ax = land.told(told.assign(turned=pd.Series(turned)))
ax.set_xlabel("adjusted mutual information with land cover")
plt.show()

# %%
def ahead(classes, ours, theirs):
    score = adjusted_mutual_info_score
    return score(classes, ours) - score(classes, theirs)


leads = {}
for rival in ("steps of NDVI", "variables"):
    pair = classes, kinds["shares"], kinds[rival]
    low, high = partitions.segment_bootstrap(ahead, blocks, *pair, **drawn)
    leads[rival] = {"lead": ahead(*pair), "low": low, "high": high}
report.record(pd.DataFrame(leads).T.round(3), "shares_over")

# %% [markdown]
# Types of shares tell more than steps of NDVI do, by {glue:text}`shares_over_steps_of_ndvi_lead`
# ({glue:text}`shares_over_steps_of_ndvi_low` to {glue:text}`shares_over_steps_of_ndvi_high`), and more than types
# of the variables. **What helped was no other method of clustering. It was knowing what light is made of.**

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - **A pixel has parts.** Three parts say nearly all that six bands do, and each has a name.
# - **What is left over teaches.** Without the blue we would not have seen that the soil was wrong.
# - **Snow is a part, not a type.** Counted apart, it no longer hides a forest.
#
# :::{dropdown} Where ours may fail
# The pixels from which we took our spectra are mixed, too: the "white" one is forest under snow, so its share of
# one doesn't mean all snow; where snow hides all, what leaf has of the ground is chance. Light doesn't quite add up: leaves light each other in the infrared. One leaf and one
# soil stand for all. The land cover is a classifier's map, made from the same kind of light, in another year.
# "The purest two in a hundred" was our choice; exercise 1 tries another. With
# fewer still, the share on the ground tells forests even better: the figure is not to be read to its last digit.
# :::

# %% [markdown]
# ## Exercises
#
# **1. Purer.** Take only the purest pixel in a hundred of each endmember. What is the error now?

# %%
answer = ...  # to three digits after the point

# %% tags=["hide-input", "check"]
few = {name: bands[share.rank(pct=True) > 0.99] for name, share in parts.items()}
few = pd.DataFrame({name: pixels.median() for name, pixels in few.items()})
expected = np.sqrt((left(few, unmix(few)) ** 2).to_numpy().mean())
exercises.check(answer, expected, tolerance=0.001, hint="As above, with 0.99.")

# %% tags=["hide-cell", "solution"]
# About the same: the error doesn't hang on the number of pixels.
pure = parts.rank(pct=True) > 0.99
pure = pd.DataFrame({name: bands[pure[name]].median() for name in parts})
answer = (left(pure, unmix(pure)) ** 2).to_numpy().mean() ** 0.5
exercises.check(answer, expected, tolerance=0.001)

# %% [markdown]
# **2. A wet soil.** Replace the published dry soil by the wet one, `soils["wet soil"]` at the six wavelengths. Does
# the error of the published mix `"rise"` or `"fall"`?

# %%
answer = ...  # "rise" or "fall"

# %% tags=["hide-input", "check"]
wet = published.assign(soil=spectra.at(soils, bands.columns)["wet soil"])
change = (left(wet, unmix(wet)) ** 2).to_numpy().mean() ** 0.5 - error["published"]
expected = "rise" if change > 0 else "fall"
exercises.check(answer, expected, hint="published.assign(soil=…)")

# %% tags=["hide-cell", "solution"]
dark = published.copy()
dark["soil"] = spectra.at(soils, bands.columns)["wet soil"]
squares = left(dark, unmix(dark)) ** 2
# The wet soil is no brighter anywhere, but steeper; what counts is the slope.
answer = "rise" if squares.to_numpy().mean() > error["published"] ** 2 else "fall"
exercises.check(answer, expected)

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("polder/16_endmembers")

# %% [markdown]
# ## References
#
# Unmixing: {cite:t}`keshava2002`; leaves: {cite:t}`meerdink2019`; soils: {cite:t}`jacquemoud2009`; land cover:
# {cite:t}`friedl2022`; drawing blocks: {cite:t}`carlstein1986`; the product: {cite:t}`chen2020`.
