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
# # Continents: do the land types go on from South America into Africa?
#
# The report of the original study {cite:p}`wauquiez` looks at its map and sees that neighbours mostly have
# the same type. And it sees more: glue South America to Africa, where it once was, and the types of one "continue"
# in the other. Is that more than the eye wants to see? Two questions, each with a number and with a map that
# knows nothing.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - to hold clusters against a picture;
# - how alike neighbours are in noise that is as smooth as the land;
# - to turn a continent back to where it was;
# - to make a null for one striking observation.
#
# You need {doc}`the chapter on clusters <2_clusters>` and {doc}`the digitised land <6_digitised>`. The
# {doc}`glossary </book/glossary>` explains the terms. Reading takes a quarter of an hour, running half a
# minute.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from sklearn.cluster import KMeans
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, partitions, plotting, report
from helpers.polder import land_types, map_likeness, pixel_table
from helpers.polder.figures import places as figures
from helpers.polder.products import grasp

# %% tags=["parameters"]
source: str = "real"  # "real", or the path of a digitised product
n_clusters: int = 6  # [2, 8] number of land types
n_repeats: int = 10  # [2, 100] draws of smooth noise
n_resamples: int = 200  # [20, 10000] draws of blocks, and places to glue to
seed: int = 0  # [0, 1073741823] of every random draw

# %% tags=["remove-input"]
report.start("polder/15_continents", globals())
threadpool_limits(1)  # tables this small cost more in waiting threads than they gain
plotting.style()

# %% [markdown]
# ## Beside a picture
#
# Types are those of {term}`K-means` on the land that was read back from the published maps. Three of the
# reflectances, red, green and blue, make a picture of the product. Beside it stands one that owes nothing to it.
# Do the borders lie where an eye would put them?

# %%
ds = grasp.open(catalog.find("polder/grasp-digitised", source))
table = grasp.land_table(ds)
X = pixel_table.scaled(table)
found = KMeans(n_clusters, n_init=10, random_state=seed).fit_predict(X)
types = pd.Series(land_types.by_spectrum(found, table), table.index, name="type")
colours = (table[["DHR670", "DHR565", "DHR490"]] / 0.5).clip(0, 1) ** 0.6

# %% mystnb={"figure": {"caption": "Two continents: land types, the product in red, green and blue light, and the Natural Earth picture. White: no value.", "name": "fig-continents-zooms"}, "image": {"alt": "Two rows of three maps. In Africa bright sand fills the Sahara, where both pictures are brightest; belts of bare ground, steppe and shrubs lead to the dark green forest. In South America nearly all is forest, but for a strip of bare ground and steppe in the west and south."}}
regions = {"Africa": (-20, 52, -36, 38), "South America": (-83, -33, -56, 14)}
figures.zooms(types, colours, ds, regions)
plt.show()

# %% [markdown]
# They do where an eye sees a border at all: around the Sahara. Farther south the pictures darken step by step,
# and the types cut that slope into belts.

# %% [markdown]
# ## Do neighbours agree?
#
# Count the pairs of neighbours, and the share of them that has the same type. What share would you call
# large? Two nulls say it. *Shuffled* types keep the number of pixels of each type. *Smooth noise* keeps more: seven
# variables with the covariance of the land, blurred until neighbours are as alike as those of the land, and then
# clustered in the same way.

# %%
def same(types):
    """Give the share of pairs of neighbours with the same type."""
    around = map_likeness.neighbours(types)
    return around.eq(types, axis=0).to_numpy()[around.notna()].mean()


def likeness(land):
    """Give the mean correlation of a variable with itself one degree to the east."""
    return np.mean([land[v].corr(map_likeness.neighbours(land[v]).east) for v in land])


reaches = np.arange(1, 4, 0.5)  # degrees
alike = [likeness(map_likeness.smooth(X, seed, reach)) for reach in reaches]
reach = np.interp(likeness(X), alike, reaches)

# %%
rng = np.random.default_rng(seed)
shares = {"land": [same(types)], "smooth noise": [], "shuffled": []}
for draw in range(seed, seed + n_repeats):
    noise = map_likeness.smooth(X, draw, reach)
    means = KMeans(n_clusters, n_init=3, random_state=draw).fit(noise)
    shares["smooth noise"].append(same(pd.Series(means.labels_, X.index)))
    shares["shuffled"].append(same(pd.Series(rng.permutation(types), X.index)))
shares = pd.Series(shares).explode().astype(float).rename("share")
report.record(shares.groupby(level=0).mean().round(3), "same")

# %% mystnb={"figure": {"caption": "The share of neighbours with the same type: of the land, and of maps that know nothing.", "name": "fig-continents-neighbours"}, "image": {"alt": "Three rows of points. Shuffled maps lie at about a fifth, smooth noise at about three quarters, the land a little above it."}}
rows = shares.rename_axis("map").reset_index()
ax = sns.stripplot(rows, x="share", y="map", hue="map", size=7)
ax.set(xlim=(0, 1), xlabel="neighbours with the same type", ylabel="")
plt.show()

# %% tags=["remove-cell"]
report.metric("same_most_noise", shares["smooth noise"].max())

# %% [markdown]
# Of the neighbours {glue:text}`same_land` have the same type; shuffled, {glue:text}`same_shuffled` would. But
# {glue:text}`same_smooth_noise` would in noise that is as smooth as the land. So that land types form regions says
# mostly that the variables are smooth. The land is above all draws of noise, by little: its smoothness isn't the
# same everywhere, and it has edges.

# %% [markdown]
# ## Glue them
#
# South America and Africa were parted by the sea more than a hundred million years ago. Bullard and others fitted
# the edges of their shelves to each other {cite:p}`bullard1965`: turn South America by 57° around a pole at 44° N,
# 30.6° W. We turn its pixels, and pair each with the nearest one of Africa, if that lies within 6°. That is the
# seam.

# %%
PARTED = {"pole": (44, -30.6), "degrees": 57}


def inside(west, east, south, north):
    """Give the types of the pixels in a box."""
    here = types.reset_index()
    here = here[here.longitude.between(west, east)]
    return here[here.latitude.between(south, north)].set_index(types.index.names).type


def pairs(ours, at, others):
    """Pair each type with that of the nearest other pixel, if one lies within 6°."""
    places = np.radians(others.index.tolist())
    near = NearestNeighbors(n_neighbors=1, metric="haversine").fit(places)
    away, which = near.kneighbors(np.radians(at))
    both = ours.to_frame("ours").assign(theirs=others.to_numpy()[which[:, 0]])
    return both[np.degrees(away[:, 0]) < 6]

# %%
africa, america = (inside(*box) for box in regions.values())
at = map_likeness.rotated(america.index, **PARTED)
seam = pairs(america, at, africa)
alike = seam.ours == seam.theirs
often = [seam[side].value_counts(normalize=True) for side in seam]
ends = {"same": alike.mean(), "by chance": (often[0] * often[1]).sum()}
report.record(pd.Series(ends, name="seam").round(2), "seam")

# %% mystnb={"figure": {"caption": "South America turned back to Africa, with the types of today.", "name": "fig-continents-glued"}, "image": {"alt": "Brazil fits into the Gulf of Guinea. On its side of the seam nearly all is forest; on the African side forest, shrubs and, in the south, steppe and bare ground take turns."}}
figures.glued(africa, america, at)
plt.show()

# %%
blocks = pixel_table.blocks(seam.index)
drawn = {"n_resamples": n_resamples, "seed": seed}
low, high = partitions.segment_bootstrap(np.mean, blocks, alike, **drawn)
ends = {"low": low, "high": high, "pairs": len(seam)}
report.record(pd.Series(ends, name="seam").round(2), "seam")

# %% [markdown]
# Over {glue:text}`seam_pairs` pairs {glue:text}`seam_same` have the same type. Drawn over blocks of ten degrees
# the interval reaches from {glue:text}`seam_low` to {glue:text}`seam_high`: a seam is short. Pairs drawn at random
# from both sides would agree in {glue:text}`seam_by_chance`. So nothing shows that the types go on, and the
# seam is too short to show that they don't.

# %% [markdown]
# ## Glue them anywhere
#
# The eye might still say: but it *looks* as if they went on. So let us cheat. We take the same piece of coast, and
# turn it to any place on Earth where land lies beside most of it. How often do the types go on as well there?

# %%
coast = types[seam.index]
land = types.drop(america.index)
elsewhere = []
while len(elsewhere) < n_resamples:
    pole = np.degrees(np.arcsin(rng.uniform(-1, 1))), rng.uniform(-180, 180)
    place = map_likeness.rotated(coast.index, pole, rng.uniform(0, 360))
    joined = pairs(coast, place, land)
    if len(joined) > 0.8 * len(coast):
        elsewhere.append((joined.ours == joined.theirs).mean())
as_alike = (np.array(elsewhere) >= alike.mean()).mean()

# %% mystnb={"figure": {"caption": "The share of pairs with the same type, for the coast of South America glued to any land. Line: to Africa.", "name": "fig-continents-anywhere"}, "image": {"alt": "Histogram from zero to nearly nine tenths, highest near zero. The line for Africa lies in its middle part."}}
ax = sns.histplot(elsewhere, bins=15, color=plotting.COLOURS["sky"])
ax.axvline(alike.mean(), color=plotting.COLOURS["vermilion"], linestyle="--")
ax.set(xlabel="pairs with the same type", ylabel="places")
plt.show()

# %% tags=["remove-cell"]
report.metric("places_as_alike", as_alike, text=f"{as_alike:.2f}")

# %% [markdown]
# At {glue:text}`places_as_alike` of the places the types go on at least as well as in Africa. What decides is
# whether a rain forest lies there. South America and Africa share forests and deserts because they share latitudes,
# rain and heat, now. No leaf has lasted since the continents parted.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - **Regions are no discovery.** Smooth variables give regions, whatever they mean.
# - **No continuation shows**: none beyond chance at the seam, and none beyond other places.
# - **A striking sight needs a null of its own.** Ask in how many other places you would have been struck.
#
# :::{dropdown} Where ours may fail
# The seam is one line: few blocks, a wide interval. A smaller likeness than we could see may be there. The fit
# of 1965 is of shelf edges, which are now under water, so the pixels at the seam lie some degrees apart; 6° is
# our choice. The noise has one smoothness everywhere and is Gaussian. Its blur is in degrees, not in kilometres.
# Six types were chosen, not found. The authors looked at their own map, of another scale and seed.
# :::

# %% [markdown]
# ## Exercises
#
# **1. Inside.** Of the types of Africa (`africa`), what share of neighbours is the same?

# %%
answer = ...  # to two digits

# %% tags=["hide-input", "check"]
expected = same(africa)
exercises.check(answer, expected, tolerance=0.01, hint="There is a function for it.")

# %% tags=["hide-cell", "solution"]
# More than at the seam: neighbours are one degree apart, pairs at the seam several.
around = map_likeness.neighbours(africa)
hits = around.eq(africa, axis=0).sum().sum()
answer = hits / around.notna().sum().sum()
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# **2. Half as many types.** With `KMeans(3, n_init=10, random_state=seed)` on `X`, what share of neighbours has the
# same type? Say first whether it will be more, and whether that makes the map better.

# %%
answer = ...  # to two digits

# %% tags=["hide-input", "check"]
three = KMeans(3, n_init=10, random_state=seed).fit_predict(X)
expected = same(pd.Series(three, X.index))
exercises.check(answer, expected, tolerance=0.01, hint="same takes a Series.")

# %% tags=["hide-cell", "solution"]
# More. Fewer types have fewer borders: the share can't compare maps of different k.
labels = KMeans(3, n_init=10, random_state=seed).fit(X).labels_
answer = same(pd.Series(labels, X.index))
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("polder/15_continents")

# %% [markdown]
# ## References
#
# The fit of the continents: {cite:t}`bullard1965`; drawing blocks: {cite:t}`carlstein1986`; the product:
# {cite:t}`chen2020`; the study: {cite:t}`wauquiez`.
