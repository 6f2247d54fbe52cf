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
# # Freeboard: what a false lead costs
#
# Leads are looked for since the sea can be seen in them. From the sea level between the floes one
# measures how high the ice stands out, its *freeboard*, and from that how thick it is. The first
# chapter judged detectors by how many leads they find. This one judges them by what they do to the
# freeboard: how many centimetres does a false lead cost, and a missed one?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how an echo becomes a height, and heights a sea level and a freeboard;
# - which errors cancel in a difference, and which stay;
# - what false and missed leads cost, in centimetres;
# - why a score that weighs both alike can mislead.
#
# You need the {doc}`first <1_echoes>` and {doc}`second chapter <2_alignment>`. It takes about 35
# minutes.
# :::

# %% tags=["hide-input"]
import numpy as np
import pandas as pd
import xarray as xr
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture
from sklearn.preprocessing import StandardScaler

from helpers import catalog, exercises, plotting, report
from helpers.leads import products
from helpers.leads.figures import heights as figures
from helpers.leads.products import altimetry
from helpers.leads.radar import (
    echoes,
    freeboard,
    retracking,
    samples,
    sea_level,
    threshold_rules,
)

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a product
threshold: float = 0.5  # [0.05, 0.95] of the first maximum, where TFMRA takes the range
reach_km: float = 100.0  # [5, 400] how far leads may lie, either way
max_freeboard_m: float = 1.0  # [0.3, 10] a freeboard farther from zero is left out
snow_depth: float = 0.25  # [0, 2] m of snow on the ice
snow_density: float = 300.0  # [50, 500] kg per cubic metre
n_repeats: int = 10  # [1, 1000] random draws per point of the price curve
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("leads/5_freeboard", globals())
plotting.style()

# %% [markdown]
# ## The data
#
# This is the simulated Sentinel-3 pass of the first two chapters; the freeboard that it was drawn
# from is in a second file. A real pass with echoes takes a free account ({doc}`/book/data` has the
# steps); {doc}`8_real_freeboard` does the same on a real pass with heights.

# %%
product = {"real": "leads/sentinel3-thematic"}.get(source, "leads/sentinel3")
path = catalog.find(product, source)
needed = ["power", "surface_class", "altitude", "tracker_range", "mean_sea_surface"]
ds = products.open(path, required=needed)
surface = np.array(altimetry.SURFACES)[ds.surface_class]
distance = sea_level.along_track_km(ds)

# %% [markdown]
# ## From an echo to a height
#
# The retracker says at which gate the surface lies; the gate width and the reference gate turn that
# into a range $R$. The height of the surface over the mean sea surface is then
#
# $$h = H - R - \sum_i c_i - h_\mathrm{MSS},$$
#
# with the satellite's altitude $H$, the corrections $c_i$ and the height $h_\mathrm{MSS}$ of the mean
# sea surface. All corrections of the file go in, the load tide once ({doc}`2_alignment` shows what
# happens otherwise).

# %%
gate = retracking.tfmra(ds.power.values, threshold)
height = 100 * freeboard.height_anomaly(ds, gate)  # cm
quartiles = pd.Series(height).groupby(surface).quantile([0.25, 0.5, 0.75]).unstack()
quartiles.columns = ["lower", "median", "upper"]
report.record(quartiles, "height").round(1)

# %% [markdown]
# The spreads mix two things, the surfaces and the sea, which goes up and down along the track. Only
# neighbours can be compared.

# %% [markdown]
# ## The sea between the leads
#
# Around each echo we fit a straight line to the heights of all leads in reach, and read the line at
# the echo. Where there is no lead on one side, there is no sea level: a line beyond its last point
# is a guess, and a missing value is better than a guess. To begin with the leads are *perfect*: every
# echo whose strip holds 30 m or more of true lead, as in the {doc}`first chapter <1_echoes>`, however
# narrow. (Your own product has no truth. Its class takes the place of it, and what compares with the
# truth stays empty.)

# %%
unknown = np.nan * ds.latitude
truth = ds.assign(freeboard=unknown, sea_level_anomaly=unknown, lead_share=unknown)
if source == "simulated":
    truth = xr.load_dataset(catalog.truth(path))
lead = truth.surface_class.values == altimetry.LEAD
floe = (surface == "sea ice") & ~lead
level, level_error = sea_level.interpolate(distance, height, lead, reach_km)

# %% mystnb={"figure": {"caption": "Heights over the mean sea surface along a stretch of the track, and the sea level between the leads with twice its standard error.", "name": "fig-freeboard-heights"}, "image": {"alt": "Points along some two hundred kilometres of track. Most floes lie above a nearly straight line that goes through the leads, by up to four decimetres."}}
classes = {"sea ice": floe, "lead": lead}
figures.along_track(distance, height, level, level_error, classes)

# %%
miss = pd.Series((level - 100 * truth.sea_level_anomaly.values)[floe])
found = {"bias": miss.mean(), "spread": miss.std()}
found["standard error"] = pd.Series(level_error[floe]).mean()
report.record(pd.Series(found, name="cm"), "level", unit="cm").round(2)

# %% [markdown]
# On average the line lies {glue:text}`level_bias` cm above the simulated sea: the threshold cuts the
# leading edge early, over leads and floes. About that the line varies by more than its standard error
# says. The sea isn't straight over the window, and neighbouring leads err alike.

# %% [markdown]
# ## Freeboard
#
# What is left is a subtraction: the floe's height less the sea level. Values farther from zero than
# `max_freeboard_m` are failures of the retracker, and left out.

# %%
within = {"reach": reach_km, "max_freeboard_m": 100 * max_freeboard_m}  # cm, as heights
ice = freeboard.radar(distance, height, lead, floe, **within)
error = ice - 100 * truth.freeboard.values
offset = freeboard.held_out_offset(error, distance // (2 * reach_km))
misses = pd.DataFrame({"before": error, "after": error - offset})
fit = pd.DataFrame({"bias": misses.mean(), "rmse": (misses**2).mean() ** 0.5})
report.record(fit, "error", unit="cm").round(2)

# %% [markdown]
# *Before* and *after* refer to the **lead–floe offset**, the height error of floes less that of leads
# ({doc}`2_alignment` measures it on ranges). By so much the freeboard comes out too large, or, where
# it is negative, too small:

# %%
surface_height = truth.sea_level_anomaly + truth.freeboard.where(floe, 0)
height_error = height - 100 * surface_height.values
wide = lead & (truth.lead_share.values > 0.5)
found = {
    name: freeboard.lead_floe_offset(height_error, which, floe)
    for name, which in {"all leads": lead, "wide leads": wide}.items()
}
report.record(pd.Series(found, name="cm"), "offset", unit="cm").round(1)

# %% [markdown]
# With leads that fill more than half of the strip (*wide*) it has the sign and size that the second
# chapter found. Over all leads it is less: most are narrow, the floes in their echo pull the edge
# forward, and the sea seems higher. The heights alone don't show that. One needs places where the
# freeboard is known. So we cut the track into pieces, take the median error over four fifths of them,
# and remove it from the other fifth, in turn. The mean error that is left is of the rough floes, which
# err by more than the median. A single freeboard still errs by {glue:text}`error_after_rmse` cm; it
# takes the mean of many.

# %% mystnb={"figure": {"caption": "Radar freeboard of single echoes after the offset is removed, and the truth.", "name": "fig-freeboard-distribution"}, "image": {"alt": "Two histograms of freeboard that lie over one another, with a peak a decimetre or so above zero; the measured one is wider on both sides, and reaches below zero."}}
known = 100 * truth.freeboard.where(np.isfinite(ice)).values
figures.distribution({"measured": ice - np.nan_to_num(offset), "truth": known})

# %% [markdown]
# ## What cancels
#
# The second chapter was about corrections, and one fault in them cost a decimetre or more. We make two
# of its faults again, and look at the freeboard:

# %%
faults = {
    "load tide twice": -100 * ds.load_tide.values,
    "no inverse barometer": 100 * ds.inverse_barometer.values,
}
cost = {}
for name, wrong in faults.items():
    again = freeboard.radar(distance, height + wrong, lead, floe, **within)
    moved = {"height": wrong[np.isfinite(ice)], "freeboard": again - ice}
    cost[name] = {what: np.sqrt(np.nanmean(by**2)) for what, by in moved.items()}
report.record(pd.DataFrame(cost).T, "fault", unit="cm").round(2)

# %% [markdown]
# Air pressure and tides change over hundreds of kilometres; leads and floes between them have the
# same error, and the line takes it out. What doesn't cancel is whatever leads and floes *don't* have
# in common. The offset was one such thing. The other is the leads themselves.

# %% [markdown]
# ## The price of a false lead
#
# Suppose a share $q$ of the leads are floes. The sea level rises by their mean freeboard
# $\overline{F}$ times their share, and every freeboard around sinks by as much:
#
# $$\Delta F \approx -\,q\,\overline{F}.$$
#
# We spoil the detection step by step and measure. Leads can be false *at random*, as when a label
# slips. Or those floes become leads that look most *alike*, by peakiness, as with a threshold set
# too low. Missed leads likewise: at random, or the least peaky first.

# %%
near = np.abs(height - level) <= within["max_freeboard_m"]
open_to = near & ~lead & np.isin(surface, ["sea ice", "unclassified"])
table = echoes.features(ds)
pools = {"random": (np.isfinite(ice), None), "alike": (open_to, table.peakiness.values)}
rng = np.random.default_rng(seed)


def price(called):
    again = freeboard.radar(distance, height, called, floe, **within)
    return np.nanmean(again - ice)


# %%
curves = freeboard.prices(price, lead, pools, rng, n_repeats)

# %% mystnb={"figure": {"caption": "Change of the mean freeboard with the share of leads that are false, and of leads that are missed. Bars: two standard deviations of the random draws. Dotted: share times mean freeboard.", "name": "fig-freeboard-price"}, "image": {"alt": "Two panels. Random false leads lower the freeboard by centimetres, faster than the dotted line; false leads that look like leads first raise it a little and then lower it. Leads missed at random cost nothing on average; losing the least peaky ones raises it."}}
shares = np.array([0, 0.1, 0.2, 0.3])
simple = pd.Series(-shares * np.nanmean(ice), shares)
figures.prices(curves, {"share × freeboard": simple})

# %%
tenth = curves[curves.share == 0.1].groupby(["mistake", "how"]).change.mean()
report.record(tenth.unstack(), "price", unit="cm").round(1)

# %% [markdown]
# One false lead in ten at random moves the mean by {glue:text}`price_false_random` cm. The simple
# formula says less: leads come in swarms, mistakes are made where floes are, and there the same
# number of mistakes is a larger share. With the echoes that look most like leads it is
# {glue:text}`price_false_alike` cm, since two errors work against each other. Smooth ice stands above
# the sea. But most of these echoes have a lead *beside* the track, too: its spike comes from farther
# away, the surface seems to lie too low, and the ice seems to grow. Leads missed at random don't move
# the mean. The least peaky are narrow ones, which read high; without them the sea sinks.

# %% [markdown]
# ## Which detector?
#
# Now the detectors of the first chapter, with all their mistakes together, and the rule of the Alfred
# Wegener Institute (AWI): bright, peaky, and with a steep edge. Its limits were chosen for another
# processing; *calibrated* puts each where it keeps 95 % of the product's leads.

# %%
kept = samples.ice_or_lead(ds, table)
over_ice = table.notna().all(axis=1).values & (surface != "ocean")
scaler = StandardScaler().fit(table[kept])
calls = {"product": surface == "lead"}
models = {"K-means": KMeans(2, n_init=10), "mixture": GaussianMixture(2, n_init=5)}
for name, model in models.items():
    model.set_params(random_state=seed).fit(scaler.transform(table[kept]))
    labels = pd.Series(model.predict(scaler.transform(table[over_ice])))
    peakier = table.peakiness[over_ice].groupby(labels.values).mean().idxmax()
    calls[name] = np.zeros(lead.size, bool)
    calls[name][over_ice] = labels == peakier

# %% tags=["hide-input"]
width = retracking.leading_edge_width(ds.power.values) * altimetry.gate_width(ds)
inputs = echoes.pulse_peakiness(ds.power.values), ds.sigma0.values, width
least = [np.nanquantile(values[surface == "lead"], 0.05) for values in inputs[:2]]
widest = np.nanquantile(width[surface == "lead"], 0.95)
limits = {"min_peakiness": least[0], "min_sigma0": least[1], "max_width_m": widest}
calls["AWI"] = threshold_rules.awi_lead(*inputs, ds.ice_concentration.values)
calls["AWI calibrated"] = threshold_rules.awi_lead(
    *inputs, ds.ice_concentration.values, **limits
)
report.record(pd.Series(limits, ["min_peakiness", "min_sigma0", "max_width_m"]), "awi")

# %%
bill = {
    "false": {name: np.mean(~lead[called]) for name, called in calls.items()},
    "missed": {name: np.mean(~called[lead]) for name, called in calls.items()},
    "moves": {name: price(called) for name, called in calls.items()},
}
edited = {
    name: sea_level.without_outliers(distance, height, called, reach_km)
    for name, called in calls.items()
}
bill["edited"] = {name: price(called) for name, called in edited.items()}
report.record(pd.DataFrame(bill)).round(2)

# %% [markdown]
# *False* is a share of what is called lead, *missed* of the leads, and *moves* is in centimetres.
# *Edited* is the same once leads far off the line are dropped: some false ones betray themselves by
# their height, at which no detector has looked.
#
# K-means moves the mean freeboard by {glue:text}`kmeans_moves` cm, the product by
# {glue:text}`product_moves` cm. Is K-means the better one? Take its mistakes one kind at a time.

# %%
kmeans, beside = calls["K-means"], truth.get("side_distance", unknown).notnull().values
kinds = {
    "missed": lead & kmeans,
    "false, a lead beside": lead | (kmeans & beside),
    "false, none beside": lead | (kmeans & ~beside),
}
parts = pd.Series({name: price(called) for name, called in kinds.items()}, name="cm")
report.record(parts, "part").round(2)

# %% [markdown]
# Missed leads, narrow ones, lower the sea. False ones lower it where a lead lies beside the track, and
# raise it where none does: these two nearly cancel. Edited, K-means and the product hardly differ. A score such as F1, which weighs both kinds of error alike, doesn't know
# what the leads are for.

# %% [markdown]
# ## From radar freeboard to ice
#
# The pulse is slower in snow than in air, so the ice surface seems to lie too low. If it goes through
# all of the snow, of depth $h_s$ and density $\rho_s$ (in g cm⁻³), the freeboard of the ice is
# {cite:p}`mallett2020`
#
# $$F_\mathrm{ice} = F_\mathrm{radar} + h_s\left(\frac{c}{c_s} - 1\right), \qquad
# \frac{c}{c_s} = (1 + 0.51\,\rho_s)^{3/2}.$$
#
# From freeboard to thickness it is Archimedes' law. Leaving the snow's own weight aside, a centimetre
# of freeboard stands for $\rho_w / (\rho_w - \rho_i)$ centimetres of ice {cite:p}`alexandrov2010`.

# %%
water, first_year_ice = 1024.0, 916.7  # kg per cubic metre
factor = water / (water - first_year_ice)
thickness = {
    "snow delay": 100 * freeboard.snow_delay(snow_depth, snow_density),
    "ice per cm of freeboard": factor,
    "one random false lead in ten": factor * tenth["false", "random"],
}
report.record(pd.Series(thickness, name=""), "ice").round(1)

# %% [markdown]
# One random false lead in ten is an error of {glue:text}`ice_one_random_false_lead_in_ten` cm in mean
# thickness. It always has the same sign, and no averaging takes it out.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - Leads serve a measurement, and a detector should be judged by what is measured with it.
# - Missing a lead is cheap as long as others are near, of the same kind. A floe taken for a lead costs
#   its freeboard times its share of the leads *around it*; a lead beside the track taken for one below
#   costs its detour.
# - A small price may be two large errors that cancel.
# - Errors in corrections, which are large, cancel. Errors between classes, which are small, stay.
#
# :::{admonition} Where ours may fail
# :class: dropdown
# The lead–floe offset is that of our echo model and of how many leads are narrow, estimated where the
# truth is known on the same pass.
# How bright leads beside the track are is assumed: the sign of their price is geometry, its *size* is
# not ({doc}`10_constants` changes it). On a real pass the likeliest mistakes lower the freeboard,
# maybe since another retracker reads them ({doc}`8_real_freeboard`). The simulated ice has no snow.
# :::

# %% [markdown]
# ## Exercises
#
# **1.** By the simple formula, how far does the mean freeboard move with one false lead in five? Give
# centimetres, with the sign.

# %%
mean_freeboard = np.nanmean(ice)
answer = ...

# %% tags=["hide-input", "check"]
exercises.check(answer, -0.2 * mean_freeboard, tolerance=0.01, hint="mind the sign.")

# %% tags=["hide-cell", "solution"]
# The figure says that it is more: the mistakes are not spread as the leads are.
answer = -0.2 * mean_freeboard
exercises.check(answer, -0.2 * mean_freeboard, tolerance=0.01)

# %% [markdown]
# **2.** Make a detector of one threshold: an echo over ice is a lead when its peakiness exceeds 40.
# By how much does the freeboard move?

# %%
peaky = table.peakiness.values
answer = ...

# %% tags=["hide-input", "check"]
expected = price((peaky > 40) & (surface != "ocean"))
exercises.check(answer, expected, tolerance=0.01, hint="give price() an array of bool.")

# %% tags=["hide-cell", "solution"]
# Centimetres, with few of the leads found. Try lower ones: at 20 the price is higher,
# near 12 next to nothing with a third of the leads false, and at 8 large and negative.
answer = price((peaky > 40) & (surface != "ocean"))
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# ## Three questions

# %% tags=["hide-input"]
exercises.questions("leads/5_freeboard")

# %% [markdown]
# ## References
#
# The method: {cite:t}`laxon2003,laxon2013,tilling2018`; retracking: {cite:t}`ricker2014,helm2014`; snow:
# {cite:t}`mallett2020`; densities: {cite:t}`alexandrov2010`.
