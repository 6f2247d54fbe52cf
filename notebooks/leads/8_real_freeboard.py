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
# # Real freeboard: does ours agree with ESA's?
#
# The {doc}`chapter on freeboard <5_freeboard>` computes a sea level between leads, and the height of
# the ice above it, on a simulated pass. Here is a real one: a Level-2I product of CryoSat-2, which
# holds heights, a class, a sea level and a freeboard, all by the European Space Agency (ESA). Does
# our sea level agree with ESA's, and what would a few wrong leads do to a real freeboard?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how to find out by which rule a product's sea level was made;
# - what a real freeboard looks like along a track, noise and failures included;
# - what false and missed leads cost where leads are many and floes few;
# - how to put an interval on a mean when neighbours are alike.
#
# You need {doc}`5_freeboard`. It takes about 20 minutes.
# :::

# %% tags=["hide-input"]
import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

from helpers import catalog, exercises, partitions, plotting, report
from helpers.leads import products
from helpers.leads.figures import heights as figures
from helpers.leads.products import altimetry
from helpers.leads.radar import echoes, freeboard, samples, sea_level

# %% tags=["parameters"]
source: str = "real"  # "real", or the path of a CryoSat-2 Level-2I product
reach_km: float = 100.0  # [5, 400] how far leads may lie, either way
max_freeboard_m: float = 1.0  # [0.3, 10] a freeboard farther from zero is left out
segment_km: float = 200.0  # [5, 500] length of the pieces of track
n_repeats: int = 10  # [1, 1000] random draws per point of the price curve
n_resamples: int = 300  # [20, 10000] number of bootstrap draws
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("leads/8_real_freeboard", globals())
plotting.style()

# %% [markdown]
# ## The data
#
# The file has no echoes to retrack, but ESA's heights of each. We take the height over the mean sea
# surface, and ESA's class.

# %%
path = catalog.find("leads/cryosat2", source)
ds = products.open(path, required=["surface_class", "surface_height", "freeboard"])
height = 100 * (ds.surface_height - ds.mean_sea_surface).values  # cm
lead = ds.surface_class.values == altimetry.LEAD
floe = ds.surface_class.values == altimetry.SEA_ICE
distance = sea_level.along_track_km(ds)

# %%
surface = np.array(altimetry.SURFACES)[ds.surface_class]
quartiles = pd.Series(height).groupby(surface).quantile([0.25, 0.5, 0.75]).unstack()
quartiles.columns = ["lower", "median", "upper"]
report.record(quartiles, "height").round(1)

# %% [markdown]
# Quartiles in centimetres. Leads and floes can't be compared yet: the sea goes up and down along
# the track.

# %% [markdown]
# ## The sea between the leads
#
# Around each echo we fit a straight line to the heights of all leads in reach, before and behind,
# and read it at the echo.

# %%
level, level_error = sea_level.interpolate(distance, height, lead, reach_km)

# %% mystnb={"figure": {"caption": "ESA's heights over the mean sea surface along a stretch of the track, and our sea level between the leads with twice its standard error. Some failures lie metres below.", "name": "fig-real-heights"}, "image": {"alt": "Points along some two hundred kilometres of track. Most floes lie above a nearly straight line that goes through the leads, by up to some decimetres; some lie below."}}
classes = {"sea ice": floe, "lead": lead}
figures.along_track(distance, height, level, level_error, classes)

# %% [markdown]
# The real leads scatter about the line by centimetres, as the simulated ones do.

# %% [markdown]
# ## Is it ESA's line?
#
# ESA's product has a sea level of its own. By its documents it is a line through the leads of 15
# seconds before and behind. Fit ours over seconds, and compare where ESA has a freeboard:

# %%
seconds = (ds.time.values - ds.time.values[0]) / np.timedelta64(1, "s")
ours, _ = sea_level.interpolate(seconds, height, lead, reach=15)
gap = ours - 100 * ds.sea_level_anomaly.where(ds.freeboard.notnull()).values
gap = pd.Series(np.abs(gap), name="cm").dropna()
report.record(gap.agg(["median", "max"]), "esa_level_gap", unit="cm").round(2)

# %% [markdown]
# Nowhere do the two differ by more than {glue:text}`esa_level_gap_max` cm, and the heights in the
# file are rounded to a millimetre: it is the same line.

# %% [markdown]
# ## Freeboard
#
# What is left is a subtraction. Values farther from zero than `max_freeboard_m` are failures of the
# retracker and left out.

# %%
within = {"reach": reach_km, "max_freeboard_m": 100 * max_freeboard_m}  # cm, as heights
ice = freeboard.radar(distance, height, lead, floe, **within)
esa = 100 * ds.freeboard.values
both = pd.DataFrame({"ours": ice, "ESA": np.where(floe, esa, np.nan)})
summary = both.agg(["count", "mean", "median"])
report.record(summary, "freeboard").round(1)

# %% mystnb={"figure": {"caption": "Radar freeboard of single echoes, by us and by ESA.", "name": "fig-real-distribution"}, "image": {"alt": "Two histograms of freeboard that lie over one another, with a peak about a decimetre above zero and a long tail below it."}}
figures.distribution({name: both[name].values for name in both})

# %% [markdown]
# The two distributions are nearly one. Small negative values are noise; the long tail below zero
# looks like ranges to something beside the track, but a file without echoes can't tell.

# %% mystnb={"figure": {"caption": "Our radar freeboard along the track: median and quartiles of each piece of 25 km with ten floes or more.", "name": "fig-real-profile"}, "image": {"alt": "Medians with bars for the quartiles along some eight hundred kilometres. Over the first third they lie near ten centimetres; farther on few pieces have enough floes, and the bars reach far below zero."}}
figures.profile(distance, ice, 25)  # km

# %% [markdown]
# Farther on leads are many, floes few, and low values frequent.
#
# ### How sure is the mean?
#
# Pieces of the track are drawn anew, whole.

# %%
known = np.isfinite(ice)
draws = {"n_resamples": n_resamples, "seed": seed}
segment = distance[known] // segment_km
ends = partitions.segment_bootstrap(np.mean, segment, ice[known], **draws)
report.record(pd.Series(ends, ["low", "high"], name="cm"), "mean_freeboard").round(1)

# %% [markdown]
# The mean over the pass lies between {glue:text}`mean_freeboard_low` and
# {glue:text}`mean_freeboard_high` cm with 95 % of the draws. Neighbours share a sea level, so that a
# piece is twice as long as the sea level reaches. Five pieces are too few for an interval to be
# trusted: that the mean is above zero this pass can't show.

# %% [markdown]
# ## The price of a wrong lead
#
# Nobody knows which of these leads are true. But we can add wrong ones and lose right ones, and
# measure how far the freeboard moves: floes drawn at random, and those echoes that look most like
# leads, by peakiness; leads lost at random, and the least peaky first.

# %%
near = np.abs(height - level) <= within["max_freeboard_m"]
open_to = floe | (ds.surface_class.values == altimetry.UNCLASSIFIED)
pools = {"random": (known, None), "alike": (near & open_to, ds.peakiness.values)}
rng = np.random.default_rng(seed)


def price(called):
    again = freeboard.radar(distance, height, called, floe, **within)
    return np.nanmean(again - ice)


# %%
curves = freeboard.prices(price, lead, pools, rng, n_repeats)

# %% mystnb={"figure": {"caption": "Change of the mean freeboard with the share of leads that are false, and of leads that are missed. Bars: two standard deviations of the random draws.", "name": "fig-real-price"}, "image": {"alt": "Two panels. False leads lower the freeboard by centimetres, those drawn at random and those that look like leads by different amounts. Missed leads hardly move it."}}
figures.prices(curves)

# %%
tenth = curves[curves.share == 0.1].groupby(["mistake", "how"]).change.mean()
report.record(tenth.unstack(), "price", unit="cm").round(1)

# %% [markdown]
# One false lead in ten at random moves the mean by {glue:text}`price_false_random` cm, and with the
# echoes that look most like leads by {glue:text}`price_false_alike` cm. On the simulated pass the
# likeliest mistakes hardly move it: there most have a lead beside the track and lie low. Here they lie
# higher. But ESA reads them by its retracker for floes, and leads by another (the file says so): the
# price holds the difference of the two.

# %% [markdown]
# ## A clustering's leads
#
# What if the leads are those of the {doc}`first chapter's <1_echoes>` K-means, with the unclassified
# echoes among them?

# %%
table = echoes.features(ds)
kept = samples.ice_or_lead(ds, table)
scaler = StandardScaler().fit(table[kept])
kmeans = KMeans(2, n_init=10, random_state=seed).fit(scaler.transform(table[kept]))
over_ice = table.notna().all(axis=1).values & (surface != "ocean")
found = kmeans.predict(scaler.transform(table[over_ice]))

# %%
called = np.zeros(lead.size, bool)
called[over_ice] = found == kmeans.cluster_centers_[:, 1].argmax()  # the peakier
report.record(pd.Series({"kmeans moves": price(called)}, name="cm"), unit="cm").round(1)

# %% [markdown]
# The mean freeboard moves by {glue:text}`kmeans_moves` cm, more than half of what it is. Part of that,
# maybe most, is that heights of two retrackers get mixed: what ESA calls a lead has one, all else the
# other. A detector of one's own needs heights of its own.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - ESA's sea level can be recomputed from ESA's own heights, so the rule is known and can be varied.
# - A mean freeboard has an interval of centimetres from the track alone, and false leads cost as much
#   again.
# - What looks most like a lead isn't the same on the simulated and on the real pass. A simulation's
#   price of a false lead holds for its own leads only.
#
# :::{admonition} Where ours may fail
# :class: dropdown
# This is one pass of one winter, over ice with more leads than floes. Leads are ESA's; where they are
# wrong, so is the sea level, ours and theirs. The snow hasn't been taken off.
# :::

# %% [markdown]
# ## Exercises
#
# **1.** Let every freeboard count, failures too, as ESA does: what is the mean (cm) with
# `max_freeboard_m` at 4?

# %%
wide = {"reach": reach_km, "max_freeboard_m": 400}  # cm
answer = ...

# %% tags=["hide-input", "check"]
expected = np.nanmean(freeboard.radar(distance, height, lead, floe, **wide))
exercises.check(answer, expected, tolerance=0.01, hint="average freeboard.radar(…).")

# %% tags=["hide-cell", "solution"]
# One floe more is kept, three metres below the sea. The mean moves by half a
# centimetre, the median doesn't: one echo in six hundred.
answer = np.nanmean(freeboard.radar(distance, height, lead, floe, **wide))
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# **2.** How much more does the ice stand out once the pulse's delay in snow is allowed for? Take the
# medians over the floes of the file's snow depth and density, and give centimetres.

# %%
snow = ds[["snow_depth", "snow_density"]].isel(echo=floe).median()
answer = ...

# %% tags=["hide-input", "check"]
expected = 100 * float(freeboard.snow_delay(snow.snow_depth, snow.snow_density))
exercises.check(answer, expected, tolerance=0.01, hint="use freeboard.snow_delay.")

# %% tags=["hide-cell", "solution"]
# More than the mean freeboard, from a climatology and not from this winter.
answer = 100 * float(freeboard.snow_delay(snow.snow_depth, snow.snow_density))
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# ## Three questions

# %% tags=["hide-input"]
exercises.questions("leads/8_real_freeboard")

# %% [markdown]
# ## References
#
# The method: {cite:t}`laxon2003,laxon2013,tilling2018`; snow: {cite:t}`mallett2020`; block bootstrap:
# {cite:t}`carlstein1986`.
