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
# # Co-location: two sensors, the same ice
#
# A camera sees a lead as a dark line. A radar hears it as a spike. If both look at the same ice, each
# can check the other, and together they should see more than either alone. But the two satellites come
# at different times, the ice moves in between, and a camera sees pixels of 10 m where a radar hears an
# area of hundreds of metres. When are two observations *of the same thing*?
#
# The [original study](https://github.com/eemeleems/GEOL0069_W4_unsupervised) clusters an image and a
# pass, each on its own, and says that using both makes the classification more reliable. Its README
# names two products of one evening; its notebook reads a pass of another week (its cell 15). So the two
# were never compared. This chapter does it, on a simulated pair.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how to find two products of the same place and hour in a catalogue, and what it leaves open;
# - how to lay radar echoes onto an image, and why the majority class is the wrong question;
# - how drifting ice parts two observations, and how to put them together again without labels;
# - what two sensors give together that one doesn't, in a clear sky and under cloud.
#
# You need the {doc}`first chapter <1_echoes>`; the {doc}`glossary </book/glossary>` has the words. It
# takes about 40 minutes.
# :::

# %% tags=["hide-input"]
import numpy as np
import pandas as pd
import xarray as xr
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, partitions, plotting, report
from helpers.leads import products
from helpers.leads.colocation import (
    catalogue_search,
    footprints,
    fusion,
    overlaps,
    pair,
)
from helpers.leads.figures import colocation as figures
from helpers.leads.products import sentinel2
from helpers.leads.radar.echoes import features

one_thread = threadpool_limits(1)

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a Sentinel-2 folder
radar_source: str = ""  # beside a path: that of a Sentinel-3 pass over the same ice
band: str = "B04"  # ["B02", "B03", "B04", "B08"] band that is parted in two
max_hours: float = 3.0  # [0.01, 240] longest gap in time between two products
drift_speed: float = 0.15  # [0.01, 1.0] m/s, how fast the ice may drift
n_pairs: int = 10  # [4, 40] further simulated pairs, on which methods are compared
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("leads/4_colocation", globals())
plotting.style()

# %% [markdown]
# ## The data
#
# A Sentinel-2 scene and a Sentinel-3 pass over it, both simulated from one piece of ice, which drifts
# between the two. For a pair of your own give the folder of an image (Level 1C) as `source` and the
# file of the pass as `radar_source`; Copernicus has both, for a free account
# ({doc}`/book/data` has the steps).

# %%
path, radar_path = pair.find(source, radar_source)
scene = sentinel2.open(path, bands=[band])
image = scene.image.sel(band=band).load()
ds = products.open(radar_path)
ds = ds.isel(echo=np.isfinite(ds.latitude.values))

# %% [markdown]
# ## Finding the pair
#
# Nobody downloads a year of both satellites to see which products meet. Catalogues know each product's
# time and {term}`footprint`, the outline of what it saw, and can be asked without an account:
#
# ```python
# box, evening = (-176.0, 69.0, -160.0, 73.0), ("2019-03-01T20:00Z", "2019-03-02T04:00Z")
# images = catalogue_search.stac("image", box, *evening)
# passes = catalogue_search.odata("radar", box, *evening)
# others = catalogue_search.stac("radar", box, *evening, "planetary_computer")
# ```
#
# The last one, of Microsoft's [Planetary Computer](https://planetarycomputer.microsoft.com/docs/concepts/sas/),
# gives away the files without an account, too: Sentinel-3's product for land, from which the one for
# sea ice was split off, and Sentinel-2's Level 2A as GeoTIFFs, which this chapter's reader doesn't read.
#
# This page must run without a network, so its catalogue is written from the products, in the same
# layout, with neighbours that exist in name only.

# %% tags=["teaching"]
# Teaching cell: it uses the simulator, for what a catalogue would answer.
from helpers.leads.simulation import stac_catalogue

images = stac_catalogue.answer("image", stac_catalogue.images(scene, path.name))
passes = stac_catalogue.answer("radar", stac_catalogue.passes(ds, radar_path.name))
images, passes = (catalogue_search.from_stac(page) for page in (images, passes))
images.drop(columns="footprint").head(3)

# %% mystnb={"figure": {"caption": "What the catalogue knows, around the image at hand: the passes from afar, with coasts; the images from near.", "name": "fig-colocation-catalogue"}, "image": {"alt": "Two maps. Above, five strips of passes between coasts, one of them marked and through the middle. Below, a cross of five square images with the marked pass through the one in the middle."}}
figures.catalogue(images, passes)

# %% [markdown]
# A catalogue gives the time of a product, not that of a place in it, so the gap has a least and a most.
# The most, times how fast ice drifts, is how far apart two observations of the same ice may lie.

# %%
pairs = overlaps.find(images, passes, max_hours, drift_speed)
chosen = pairs[(pairs.image == path.name) & (pairs.radar == radar_path.name)]
gaps = chosen[["gap_least", "gap_most", "drift_m"]].iloc[0]
report.record(gaps.rename("minutes, metres").astype(float)).round(1)

# %% [markdown]
# The ice may have moved by {glue:text}`drift_m` m. Along the track an echo sees 300 m.

# %% [markdown]
# ## The echoes on the image
#
# The image has its own coordinates, a plane in metres. The echoes come in degrees and are projected
# into it (never the other way: a projected image is resampled, a projected point is exact). A Doppler
# altimeter is sharp along its flight, and blurred across it: what arrives within the first gate comes
# from 1.6 km. So each echo gets a rectangle.
#
# The radar's own classes are the two clusters of the {doc}`first chapter <1_echoes>`; the image's are
# two Gaussians on the red band, of which the darker is lead.

# %%
table = features(ds)
usable = (table.notna().all(axis=1) & (ds.ice_concentration.values > 15)).values
clusters = make_pipeline(StandardScaler(), KMeans(2, n_init=10, random_state=seed))
label = clusters.fit_predict(table[usable])
brighter = table.sigma0[usable].groupby(label).mean().idxmax()
table.loc[usable, "radar_lead"] = label == brighter

# %%
lead = fusion.lead_map(image, seed)
every = footprints.project(ds, scene.crs).join(table)
echoes = every[footprints.over(image, every) & usable]
echoes = echoes.astype({"radar_lead": bool})
shares = {"image lead share": float(lead.mean()), "radar": echoes.radar_lead.mean()}
report.record(pd.Series(shares, name="share that is lead")).round(3)

# %% mystnb={"figure": {"caption": "The echoes on the image, where the satellite was when it heard them. The black rectangle is what one echo sees. The colours along both sides give the radar's class: orange lead, blue ice.", "name": "fig-colocation-image"}, "image": {"alt": "Greyscale image of bright ice with dark branching leads, crossed by two slanted rails of orange and blue dashes, with one rectangle between them."}}
figures.echoes_on(image, echoes)

# %% [markdown]
# ## What is a match?
#
# Few of the pixels are lead, and many of the echoes. That is no contradiction. A lead of 50 m is
# nothing in 1.6 km of ice, and shouts down all of it: a mirror is many times brighter than a rough
# surface. So an image says different things about the same echo, depending on the question: the
# **majority** in the footprint; whether a **tenth of the footprint** is lead; whether a tenth of the
# **strip** under the satellite, 300 m wide, is, from which a mirror can send the pulse back.
#
# We count the agreement with the radar by {term}`Cohen's kappa` {cite:p}`cohen1960`: 1 for the same
# answer everywhere, 0 for as much as chance would give.

# %%
view = fusion.seen(image, lead, echoes)
clear = view.valid > 0.5
questions = {
    "majority": view.wide_share > 0.5,
    "tenth of footprint": view.wide_share > 0.1,
    "tenth of strip": view.strip_share > 0.1,
}

# %%
radar = echoes.radar_lead[clear]
kappa = {name: cohen_kappa_score(radar, by[clear]) for name, by in questions.items()}
leads = {name: by[clear].sum() for name, by in questions.items()}
report.record(pd.DataFrame({"kappa": kappa, "leads": leads}), "match").round(2)

# %% [markdown]
# By the majority {glue:text}`match_majority_leads` of the echoes lie over a lead. Neither of the other
# questions is wrong: the radar hears bright leads beside the track, too. We go on with the strip.

# %% [markdown]
# ## The ice has moved
#
# How far did it drift? Nobody has to know the wind. Move the echoes over the image, a few tens of
# metres at a time, and see where σ0 and the share of lead in the strip go together best. No label is
# needed, only that both sensors react to the same leads.

# %%
reach = float(np.clip(gaps.drift_m, 100, 1500))
grid = {"reach": reach, "step": reach / 16, "spacing": 30} | fusion.STRIP
agreement = footprints.agreement(lead, echoes, echoes.sigma0.values, **grid)
shift = footprints.best(agreement)

# %%
places = {"as they lie": (0, 0), "best": shift}
if source == "simulated":
    truth = xr.open_dataset(catalog.truth(path))
    places["truth"] = truth.drift_x, truth.drift_y
flight = echoes[["along_x", "along_y"]].mean()

# %% mystnb={"figure": {"caption": "Correlation of σ0 with the share of lead in the strip, for shifts of the echoes over the image. Dotted: direction of flight.", "name": "fig-colocation-drift"}, "image": {"alt": "Map of correlation against the shift in both directions, with a ridge of high values. The best shift is marked by a square beside the cross of the true one, the unshifted echoes by a circle away from both."}}
figures.drift(agreement, places, flight)

# %%
def strip_at(place):
    moved = echoes.assign(x=echoes.x + place[0], y=echoes.y + place[1])
    seen = fusion.seen(image, lead, moved)
    return seen.strip_share.where(seen.valid > 0.5)


seen = pd.DataFrame({name: strip_at(at) for name, at in places.items()}).dropna()
calls, heard = seen > 0.1, echoes.radar_lead[seen.index]
kappas = {name: cohen_kappa_score(heard, calls[name]) for name in places}
found = {name: (np.hypot(*at), kappas[name]) for name, at in places.items()}
report.record(pd.DataFrame(found, ["metres", "kappa"]).T, "shift").round(2)

# %% [markdown]
# The best shift is {glue:text}`shift_best_metres` m long, and kappa goes from
# {glue:text}`shift_as_they_lie_kappa` to {glue:text}`shift_best_kappa`. The correlation had to rise: it
# is what we searched for. Kappa wasn't searched for. But how many echoes is that, and how sure?
# Pieces of five neighbours are drawn anew:

# %%
def rise(radar, best, first):
    return cohen_kappa_score(radar, best) - cohen_kappa_score(radar, first)


pieces, first, best = np.arange(len(calls)) // 5, calls["as they lie"], calls.best
low, high = partitions.segment_bootstrap(rise, pieces, heard, best, first, seed=seed)
row = {"echoes": len(calls), "changed": sum(best != first), "low": low, "high": high}
report.record(pd.Series(row, name="rise of kappa"), "rise").round(2)

# %% [markdown]
# Of {glue:text}`rise_echoes` echoes the shift changes {glue:text}`rise_changed`, and the interval of the
# rise goes from {glue:text}`rise_low` to {glue:text}`rise_high`. One crossing is too short to tell.

# %% [markdown]
# ## More pairs, and more time between them
#
# To say how the agreement falls with time, we want more crossings, of the same minute, and then let the
# ice drift away: for each minute between the sensors the echoes are laid farther from the ice that they
# heard. The pairs are drawn by the simulator, whatever the source of this page.

# %% tags=["teaching"]
# Teaching cell: it uses the simulator, for more pairs and their drift.
from helpers.leads.simulation import crossings, scene_geometry

drawn = [crossings.draw(seed + 1 + number) for number in range(n_pairs)]
clear_pictures = [one.image(band) for one in drawn]
maps = [fusion.lead_map(picture, seed) for picture in clear_pictures]
heard = pd.concat([one.echoes for one in drawn], keys=range(n_pairs))
label = clusters.fit_predict(heard[fusion.RADAR])
heard["radar_lead"] = label == heard.sigma0.groupby(label).mean().idxmax()
velocity = 60 * np.array(scene_geometry.DRIFT)  # m per minute, assumed

# %%
def after(minutes):
    x, y = minutes * velocity
    away = heard.assign(x=heard.x + x, y=heard.y + y).groupby(level=0)
    strips = [
        footprints.cut(known, rows, **fusion.STRIP)
        for known, (_, rows) in zip(maps, away, strict=True)
    ]
    strip = pd.DataFrame(np.concatenate(strips), heard.index)
    share = strip.mean(axis=1)[strip.notna().mean(axis=1) > 0.5]
    kappa = cohen_kappa_score(heard.radar_lead[share.index], share > 0.1)
    return {"kappa": kappa, "correlation": heard.sigma0.corr(share)}


decay = pd.DataFrame({m: after(m) for m in (0, 10, 20, 40, 60, 120)}).T
report.record(decay, "gap").round(2)

# %% mystnb={"figure": {"caption": "Agreement of radar and image against the time between them, when nothing corrects for the drift of the ice.", "name": "fig-colocation-gap"}, "image": {"alt": "Two curves against minutes between the sensors: kappa and correlation. Both are high within the first minutes and fall as the ice drifts away from under the echoes."}}
figures.decay(decay)

# %% [markdown]
# The correlation falls from {glue:text}`gap_0_correlation` to {glue:text}`gap_40_correlation` within 40
# minutes, in which this ice drifts by nearly 200 m. The strip is 300 m wide. A comparison of two
# sensors that ignores the
# drift measures, in part, the drift.

# %% [markdown]
# ## One classifier on both sensors
#
# Now the claim: do two sensors together see more than one? Each echo gets three numbers of the radar and
# four of the image. We classify with the radar's, with the image's, and with all: *without labels* by
# two Gaussians, and *with labels* by a random forest {cite:p}`breiman2001` that learns from the truth,
# whether a tenth of the strip really is lead. No one has such labels; it says how much is in the features at all. Each pair is held out whole. And a
# cloud is drawn over the image, of growing *optical thickness*. The radar doesn't notice.

# %%
def under(cloud):
    tables = []
    for number, one in enumerate(drawn):
        picture = one.image(band, cloud=cloud) if cloud else clear_pictures[number]
        seen = fusion.seen(picture, fusion.lead_map(picture, seed), one.echoes)
        tables.append(one.echoes.join(seen).assign(pair=number))
    return pd.concat(tables).query("valid > 0.5")


columns = {"radar": fusion.RADAR, "image": fusion.OPTICAL}
columns["both"] = fusion.OPTICAL + fusion.RADAR
WITHOUT, WITH = "without labels", "with labels"
clouds = GaussianMixture(2, n_init=3, random_state=seed)
mixture = make_pipeline(StandardScaler(), clouds)
forest = RandomForestClassifier(60, min_samples_leaf=3, random_state=seed)

# %%
skies, rows, called = {cloud: under(cloud) for cloud in (0, 60, 120)}, [], {}
for cloud, sky in skies.items():
    true = sky.lead_share >= 0.1
    for sensor, names in columns.items():
        for how, model, y in (WITHOUT, mixture, None), (WITH, forest, true):
            guess = fusion.held_out(model, sky[names], sky.pair, y=y)
            called[how, cloud, sensor] = guess
            rows += [(cloud, sensor, how, f1_score(true, guess))]
scores = pd.DataFrame(rows, columns=["cloud", "sensor", "method", "F1"])

# %% mystnb={"figure": {"caption": "F1 of lead on pairs that weren't fitted on, under a cloud that grows thicker from left to right.", "name": "fig-colocation-fusion"}, "image": {"alt": "Two panels, without and with labels, with lines for the radar, the image and both against the cloud's optical thickness. The radar's line is flat. The image's begins above it and falls below it as the cloud grows."}}
figures.sensors(scores)

# %%
wide = scores.pivot_table("F1", ["method", "cloud"], "sensor")
report.record(wide, "f1", better="higher").round(2)

# %% [markdown]
# Under the thickest cloud both sensors without labels score {glue:text}`f1_without_labels_120_both`, the
# radar alone {glue:text}`f1_without_labels_120_radar`. What do two sensors add to the better one? That
# is the image in a clear sky, and the radar under thick cloud. An interval over whole pairs:

# %%
def more(true, two, one):
    return f1_score(true, two) - f1_score(true, one)


def gain(how, cloud, alone):
    sky, both = skies[cloud], called[how, cloud, "both"]
    given = sky.pair, sky.lead_share >= 0.1, both, called[how, cloud, alone]
    return partitions.segment_bootstrap(more, *given, n_resamples=200, seed=seed)


over = {"clear sky": (0, "image"), "thick cloud": (120, "radar")}
gains = {f"{how}, {s}": gain(how, *over[s]) for how in (WITHOUT, WITH) for s in over}
report.record(pd.DataFrame(gains, ["low", "high"]).T, "gain").round(2)

# %% [markdown]
# An interval that holds zero is no gain, and one below zero a loss. Without labels two sensors gain in a
# clear sky (from {glue:text}`gain_without_labels_clear_sky_low` on) and lose under thick cloud (up to
# {glue:text}`gain_without_labels_thick_cloud_high`). With labels it is the other way round: the clear
# image says it all, and under the cloud what is left of it still helps the radar.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - Finding a pair is the easy part. What a catalogue can't say is how long ago the *ice* was seen, and
#   where it has gone since.
# - A match is a question, not a fact. The majority class in the footprint finds next to no leads where the
#   radar hears many: in the radar's average the bright count more than the many.
# - A mixture without labels can't know which sensor to trust: under the thickest cloud the bad image
#   spoils the radar. A forest with labels learns whom to ask. The radar's largest gift is the day on
#   which there is no image.
#
# :::{admonition} Where ours may fail
# :class: dropdown
# Our cloud is smooth, and lets an image pass through that no one would use. Leads are only as bright as
# one number each. Ice drifts here as one plate; real floes turn and part. All scenes have more leads than
# the pack has on average.
# :::

# %% [markdown]
# ## Exercises
#
# One number of the image is nearly the answer. In a clear sky, call lead every echo with a
# `strip_share` above a tenth. What is its F1 against the truth, a tenth of the
# same strip?

# %%
clear_sky = skies[0]
answer = ...

# %% tags=["hide-input", "check"]
expected = f1_score(clear_sky.lead_share >= 0.1, clear_sky.strip_share > 0.1)
exercises.check(answer, expected, tolerance=0.001, hint="truth: lead_share >= 0.1.")

# %% tags=["hide-cell", "solution"]
# Far above the mixture of all four numbers: the others have shapes of their own, and
# the mixture draws its line where *they* part best. More features can do harm.
answer = f1_score(clear_sky.lead_share >= 0.1, clear_sky.strip_share > 0.1)
exercises.check(answer, expected, tolerance=0.001)

# %% [markdown]
# ## Three questions

# %% tags=["hide-input"]
exercises.questions("leads/4_colocation")

# %% [markdown]
# ## References
#
# Coefficient of agreement: {cite:t}`cohen1960`; random forests: {cite:t}`breiman2001`; leads in images of
# Sentinel-3 beside its echoes: {cite:t}`bijdevaate2022`; the altimeter's looks and footprint:
# {cite:t}`wingham2006`.
