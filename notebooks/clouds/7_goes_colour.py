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
# # Colour: from a satellite's files to tiles
#
# The networks of this study look at pictures. No satellite sends pictures. GOES-16 sends counts, one
# file for each of sixteen colours of light, and none of the sixteen is green. What happens on the way
# from there to a picture, and what does a network see when one step of it is done twice?
#
# In its appendix the original study {cite:p}`ramoul2021` went this way, first with files from NOAA and
# then with fields of the EUREC4A campaign, whose pictures came out dark and were mended by eye. This
# chapter goes it step by step, finds the step that was done twice, and ends with one pass from files to
# tiles and their embedding, which never holds a whole scan in memory.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how counts become reflectance and temperature, and a scan angle a place on Earth;
# - how a green is made for an imager that has none, and what gamma is for;
# - how to notice that a conversion was done twice, and why mending the result by eye is no repair;
# - how to work through scans larger than memory: lazily, block by block.
#
# You need some Python and NumPy. Where [satpy](https://satpy.readthedocs.io) {cite:p}`raspaud2018`
# does a step well, the text says what it is called there. The {doc}`glossary </book/glossary>` has the rest.
# :::

# %% tags=["hide-input"]
import tracemalloc

import cartopy.crs as ccrs
import dask
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
import xarray as xr
from pyproj import Geod
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score
from threadpoolctl import threadpool_limits

from helpers import catalog, plotting, report
from helpers.clouds.colour import sun_position, true_colour
from helpers.clouds.embedding import tile2vec
from helpers.clouds.products import goes16
from helpers.clouds.products.goes16 import files, projection
from helpers.clouds.tiles import goes_tiles
from helpers.errors import BadInput

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", or the path of a folder of ABI Level 1b files
tile_px: int = 128  # [64, 512] side of a tile in pixels of 1 km
first_utc: str = "12:55"  # first time of the day that the tile filter keeps
last_utc: str = "13:10"  # last time
n_epochs: int = 3  # [1, 100] of training the embedding
n_clusters: int = 4  # [2, 8] clusters of tiles
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("clouds/7_goes_colour", globals())
threadpool_limits(1)
torch.set_num_threads(1)
dask.config.set(scheduler="synchronous")
plotting.style()

# %% [markdown]
# ## Files
#
# The Advanced Baseline Imager (ABI) {cite:p}`schmit2017` scans the disk of the Earth every ten minutes.
# Each *band* comes in a file of its own. We need four: blue (C01), red (C02), an infrared in
# which plants are bright (C03, nicknamed "veggie"), and heat (C13).
#
# By default this page runs on **simulated** files: the clouds of this study's other simulated scenes,
# under a sun at its true height, written as NOAA writes its files. With the path of a folder of real
# ones it runs on those; {doc}`/book/data` says where to get them. A real edition is not registered,
# because a single scan of the four bands takes some hundred megabytes.

# %%
path = catalog.find("clouds/goes16", source)
barbados = {"west": -62, "east": -52, "south": 8, "north": 18}
scans = files.scans(path)
scan = scans[len(scans) // 2]
with xr.open_dataset(scan[1]) as file:
    counts, kappa0 = file.Rad.encoding, float(file.kappa0)
scan[1].name

# %% tags=["remove-cell"]
report.metric("scans", len(scans))
report.glue("scan_count", f"{len(scans)} scan" + "s" * (len(scans) > 1))
report.metric("kappa0_blue", kappa0)
report.glue("count_scale", f"{float(counts['scale_factor']):.4f}")
report.glue("count_offset", f"{float(counts['add_offset']):.3f}")

# %% [markdown]
# The name says what is inside: Level 1b radiances, the band (C01), the satellite (G16 is GOES-16), and the start (`s`) of the scan as
# year, day of the year and time, UTC. The folder has {glue:text}`scan_count`. In satpy a
# `Scene(files, reader="abi_l1b")` does what follows.
#
# ## Counts, radiance, reflectance
#
# A pixel is a whole number, to save space. For C01 the file says
#
# radiance = {glue:text}`count_scale` × count − {glue:text}`count_offset_size`
#
# in W m⁻² sr⁻¹ µm⁻¹. How bright is that? A white sheet under an overhead sun would send *E* / (π *d*²), with
# *E* the sunlight in the band and *d* the distance from the sun in astronomical units. The file has
# the inverse of that as κ₀ = {glue:text}`kappa0_blue`, and
#
# $$\text{reflectance} = \kappa_0 \cdot \text{radiance}$$
#
# is a share: 0 black, 1 white. **Keep that in mind: from here on κ₀ is used up.** Heat is turned into the
# temperature of a black body that would send as much, by Planck's law with two small corrections from the file.
# Pixels with a bad quality flag become missing.

# %% tags=["remove-cell"]
report.glue("count_offset_size", f"{abs(float(counts['add_offset'])):.3f}")

# %%
ds = projection.subset(goes16.open(scan), **barbados)
ds

# %% [markdown]
# Little more than the headers has been read: the fields are *lazy*, a recipe of blocks. The bands had pixels
# of 0.5 (C02), 1 and 2 km (C13). Their grids lie in each other, so a pixel of 1 km is the mean of exactly
# four of C02, taken of radiances; C13 is repeated. (satpy: `scene.resample(scene["C01"].attrs["area"], resampler="native")`.)

# %%
bands = ["red", "veggie", "blue", "brightness_temperature"]
table = ds[bands].chunk(y=-1, x=-1).quantile([0.01, 0.25, 0.5, 0.75, 0.99]).to_dataframe()
table.round(3).T

# %% tags=["remove-cell"]
if not np.isfinite(table.values).all():
    raise BadInput(f"{ds.attrs['source']} has no values around Barbados: take another scan.")
height = sun_position.zenith_cosine(ds.time.values, ds.longitude, ds.latitude)
if float(height.max()) < 0.05:
    raise BadInput(f"It was night in the scan of {str(ds.time.values)[:16]} UTC: take one of the day.")
report.metric("sun_zenith", np.degrees(np.arccos(float(height.mean()))), unit="degrees")
report.metric("sun_cosine_min", float(height.min()))
report.metric("sun_cosine_max", float(height.max()))
report.glue("scan_time", f"{str(ds.time.values)[:16].replace('T', ', ')}")
report.metric("sea_blue", table.blue.iloc[1])
report.metric("sea_red", table.red.iloc[1])

# %% [markdown]
# The quarter of the pixels that is darkest, open sea, has a reflectance of less than
# {glue:text}`sea_blue` in blue and {glue:text}`sea_red` in red: the air itself scatters blue. We leave it in (satpy takes it out
# by the modifier `rayleigh_corrected`).
#
# The white sheet lay under an *overhead* sun. At {glue:text}`scan_time` UTC the sun stood
# {glue:text}`sun_zenith`° from overhead on average over the sector, and the cosine of that angle, to which the light
# on a level surface is proportional, went from {glue:text}`sun_cosine_min` to {glue:text}`sun_cosine_max` across it. The
# recipe that the study followed does not divide by it, nor do we; so evening pictures are darker, and their tiles differ from
# those of noon for no reason of clouds. (satpy: the modifier `sunz_corrected`; its composites of true colour apply it,
# a band loaded by its number comes without.)
#
# ## Colour
#
# Clip to 0–1. Brighten: a screen makes the light of a value *v* about as *v*^2.2, so that one shows *reflectance*^(1/2.2), which
# lifts a dark sea much and white clouds little. That is *gamma*. Then the green, which the imager lacks: with veggie
# in its place land shines bright green and the sea turns violet. (The report's
# first EUREC4A pictures were made so, and it wondered at the "green masks" in some of them.) The recipe mixes green from its neighbours,
#
# green = 0.48358168 red + 0.45706946 blue + 0.06038137 veggie.
#
# (satpy: `SimulatedGreen`, whose documentation lists these fractions beside two other recipes.)

# %%
first_scan = projection.subset(goes16.open(scans[0]), west=-62, east=-59, south=9, north=12)
islands = first_scan.compute()
bright = {name: true_colour.gamma_corrected(islands[name]) for name in ("red", "veggie", "blue")}
mixed = true_colour.green(bright["red"], bright["veggie"], bright["blue"])
stages = {
    "red, reflectance": true_colour.levels(*[islands.red.clip(0, 1)] * 3),
    "red, with gamma": true_colour.levels(*[bright["red"]] * 3),
    "veggie as green": true_colour.levels(bright["red"], bright["veggie"], bright["blue"]),
    "green mixed": true_colour.levels(bright["red"], mixed, bright["blue"]),
}

# %% tags=["hide-input"] mystnb={"figure": {"caption": "A corner of the first scan, with Trinidad and the mainland, after each step. (In the simulation land has coarse outlines.)", "name": "fig-goes-stages"}, "image": {"alt": "Four small pictures: nearly black with white clouds; the same brighter in grey; in colour with land in strong green and a violet sea; in colour with a dark blue sea and dull green-grey land."}}
fig, axes = plt.subplots(2, 2, figsize=(6.2, 6.6), layout="constrained")
for ax, (title, picture) in zip(axes.flat, stages.items(), strict=True):
    ax.imshow(picture)
    ax.set(title=title, xticks=[], yticks=[])
plt.show()

# %% tags=["remove-cell"]
linear = true_colour.gamma_corrected(true_colour.green(*(islands[n].clip(0, 1) for n in ("red", "veggie", "blue"))))
step = 255 * abs(linear - mixed)
report.metric("mix_order_mean", float(step.mean()), unit="grey levels")
report.metric("mix_order_largest", float(step.max()), unit="grey levels")

# %% [markdown]
# One thing in the recipe is in the wrong order. Light mixes as light, that is, as reflectance; the recipe mixes after gamma. Mixed
# before, the green here would differ by {glue:text}`mix_order_mean` grey levels in the mean and
# {glue:text}`mix_order_largest` at most (of 255), the most where veggie is far from the others, on land. For clouds, alike in
# all bands, it does not matter, and we keep the recipe.
#
# ## Converted twice
#
# The fields of EUREC4A were not radiances. They were reflectances already, in per cent, from 0 to above 100.
# The original took them for radiances all the same, "for applying the same protocol", and multiplied by κ₀ again. So a white cloud of
# 100 % became {glue:text}`white_twice_least` to {glue:text}`white_twice_most`, depending on the band's κ₀. The pictures were dark.
# They were mended by "gamma 0.25" and "contrast 180" until they looked right.
#
# We do the same with our reflectances. How the contrast was set is not written; we take the usual stretch about
# the middle grey, under which 180 makes the slope {glue:text}`contrast_slope`.

# %%
right = true_colour.picture(ds).values
wrong = true_colour.converted_twice(ds, gamma=0.25, contrast=180).values
seen = right.max(axis=-1) > 0

# %% tags=["remove-cell"]
report.glue("contrast_slope", f"{259 * (180 + 255) / (255 * (259 - 180)):.1f}")
for name, picture in (("right", right), ("wrong", wrong)):
    values = picture[seen]
    at_ends = np.mean((values <= 1) | (values == 255), axis=1)
    report.metric(f"{name}_black_percent", 100 * np.mean(values.max(axis=1) <= 1), unit="%")
    report.metric(f"{name}_white_percent", 100 * np.mean(values.min(axis=1) == 255), unit="%")
    report.metric(f"{name}_ends_percent", 100 * at_ends.mean(), unit="%")
    brightest = values[values.mean(axis=1) > np.quantile(values.mean(axis=1), 0.9)].astype(int)
    report.metric(f"{name}_tint", np.median(abs(brightest[:, 0] - brightest[:, 2])), unit="grey levels")
kappas = [ds[name].kappa0 for name in ("red", "veggie", "blue")]
report.metric("kappa_ratio", max(kappas) / min(kappas))
report.metric("white_twice_least", 100 * min(kappas))
report.metric("white_twice_most", 100 * max(kappas))
report.metric("too_dark", 0.01 / kappas[0])
shown = slice(None, None, max(1, ds.sizes["x"] // 700))

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Above: the scan converted once, and converted twice and mended. Below: the share of pixels at each brightness (mean of the three channels), on a logarithmic scale.", "name": "fig-goes-twice"}, "image": {"alt": "Left a natural picture of white clouds over a blue sea; right the same clouds, yellowish, over pure black. The histogram of the right way has one broad peak for the sea and a tail of clouds; that of the wrong way has a spike at 0 and a low, even shelf."}}
fig, axes = plt.subplot_mosaic([["once", "twice"], ["histogram"] * 2], figsize=(6.8, 6.2), layout="constrained", height_ratios=[1.25, 1])
for name, picture in (("once", right), ("twice", wrong)):
    axes[name].imshow(picture[shown, shown])
    axes[name].set(title=f"converted {name}", xticks=[], yticks=[])
for picture, name, shade in ((right, "once", "blue"), (wrong, "twice", "vermilion")):
    values = picture[seen].mean(axis=1)
    axes["histogram"].hist(values, np.arange(0, 260, 4), weights=np.full(values.size, 100 / values.size), histtype="step", lw=1.8, color=plotting.COLOURS[shade], label=name)
axes["histogram"].set(xlabel="brightness", ylabel="pixels (%)", yscale="log")
axes["histogram"].legend()
plt.show()

# %% [markdown]
# Converted once, {glue:text}`right_black_percent` % of the pixels are black and {glue:text}`right_white_percent` % white. Converted twice,
# {glue:text}`wrong_black_percent` % are black and {glue:text}`wrong_white_percent` % white; of all values,
# {glue:text}`wrong_ends_percent` % lie at one of the ends ({glue:text}`right_ends_percent` %). What was clipped is gone, and no gamma
# brings it back.
#
# Multiplying is harmless by itself: a power and a stretch could undo it. But κ₀ differs from band to band, here by a factor of
# {glue:text}`kappa_ratio`, so it does not darken the bands alike: it tints. Among the brightest tenth of the pixels, clouds that should be white,
# red and blue differ by {glue:text}`wrong_tint` grey levels in the median; converted once, by {glue:text}`right_tint`. A
# network that learnt from one kind of picture has never met the other.
#
# How could one have noticed? The file said so: its variables were named *refl*, and their range was 0 to above 100. And
# a number told it: after a correct conversion thick clouds come near {glue:text}`cloud_reflectance` of the overhead white sheet in this scan
# (99th percentile of red). With a red that is {glue:text}`too_dark` times too dark one should look for a factor, not for a gamma.

# %% tags=["remove-cell"]
report.metric("cloud_reflectance", table.red.iloc[4])

# %% [markdown]
# ## Where a pixel lies
#
# The imager knows only angles: each pixel is so many radians east and north of the point below it. The line of sight
# meets the Earth, an ellipsoid, where a quadratic equation has its smaller root; NOAA's users' guide has the closed form, and
# PROJ has it as the projection `geos`, which is called here (`helpers.clouds.products.goes16.projection`). Tests hold it
# against the closed form over the whole disk and against satpy's `area.get_lonlats()`.

# %% tags=["hide-input", "reference-figure"] mystnb={"figure": {"caption": "The scan on a map. Circle: where the aircraft of EUREC4A flew, around 13.3° N, 57.7° W; cross: Barbados. The land around is the coarse Natural Earth picture that cartopy brings along.", "name": "fig-goes-map"}, "image": {"alt": "Map of the western tropical Atlantic. The scan, with clouds over dark blue sea, is a slightly sheared rectangle over the Lesser Antilles and the ocean east of them; a circle of two degrees lies in its middle."}}
fig = plt.figure(figsize=(6.6, 6))
ax = fig.add_subplot(projection=ccrs.PlateCarree())
ax.set_extent([-66, -48, 4.5, 21.5])
ax.stock_img()
mesh = ax.pcolormesh(ds.longitude[shown, shown], ds.latitude[shown, shown], right[shown, shown], transform=ccrs.PlateCarree(), shading="nearest", rasterized=True)
turn = np.linspace(0, 2 * np.pi, 100)
ax.plot(-57.717 + np.cos(turn) / np.cos(np.radians(13.3)), 13.3 + np.sin(turn), color=plotting.COLOURS["orange"], lw=2)
ax.plot(-59.55, 13.18, "+", color=plotting.COLOURS["orange"], ms=12, mew=2)
grid = ax.gridlines(draw_labels=["left", "bottom"], color="white", alpha=0.5, lw=0.6)
grid.xlabel_style = grid.ylabel_style = {"size": 12}
plt.show()

# %% tags=["remove-cell"]
corner = {"y": ds.sizes["y"] // 2, "x": ds.sizes["x"] // 2}
one = ds[["longitude", "latitude"]].isel(corner).compute()
geod, sizes = Geod(ellps="WGS84"), {}
for name, other in (("east", {"x": corner["x"] + 1}), ("north", {"y": corner["y"] + 1})):
    next_one = ds[["longitude", "latitude"]].isel(corner | other).compute()
    sizes[name] = geod.inv(one.longitude, one.latitude, next_one.longitude, next_one.latitude)[2] / 1000
report.metric("pixel_east", float(sizes["east"]), unit="km")
report.metric("pixel_north", float(sizes["north"]), unit="km")
tile_km = float(tile_px * np.sqrt(sizes["east"] * sizes["north"]))
report.metric("tile_km", tile_km, unit="km")
report.glue("tile_px", f"{tile_px}")

# %% [markdown]
# Away from the point below the satellite the Earth curves off, and a pixel of "1 km" is
# {glue:text}`pixel_east` km wide and {glue:text}`pixel_north` km high in the middle of the sector. So a tile of
# {glue:text}`tile_px` pixels is about {glue:text}`tile_km` km across. Tiles are cut on the imager's own grid: bringing pictures to a map
# first would blur what the network is to see.
#
# ## Which tiles
#
# The original kept a tile if it had no black pixel, lay in the campaign's subset around Barbados, did not have a *hue* between 80 and
# 100, was taken between 12:55 and 13:10, and, following Stevens and others, if a quarter of its pixels at most were colder than 285 K at 11 µm, that is,
# if no high clouds hid the low ones. We do the same, with the tile's mean colour for the hue and C13 for the temperature.

# %%
described = []
for each in scans:
    one_scan = projection.subset(goes16.open(each), **barbados)
    described.append(goes_tiles.describe(goes_tiles.cut(one_scan, tile_px))[0])
tiles = pd.concat(described, keys=range(len(scans)), names=["scan", None])
tiles = tiles.reset_index("scan").reset_index(drop=True)
kept = goes_tiles.keep(tiles, barbados, times=(first_utc, last_utc))
steps = goes_tiles.count(kept)
steps

# %% tags=["remove-cell"]
report.metric("tiles", len(tiles))
report.metric("tiles_kept", int(steps.left.iloc[-1]))
for step in goes_tiles.STEPS:
    report.metric(f"drops_{step}", int(steps.drops_alone[step]))
half_degrees = goes_tiles.keep(tiles, barbados, hues=(160, 200), times=(first_utc, last_utc))
report.metric("drops_hue_half_degrees", int((~half_degrees.hue).sum()))
report.metric("hue_median", tiles.hue.median(), unit="degrees")
twice = goes_tiles.cut(ds, tile_px, rgb=true_colour.converted_twice(ds))
twice = goes_tiles.describe(twice)[0]
once = goes_tiles.describe(goes_tiles.cut(ds, tile_px))[0]
report.metric("tiles_one_scan", len(once))
report.metric("black_once", int(once.black.sum()))
report.metric("black_twice", int(twice.black.sum()))

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Why tiles are dropped: the first step that drops them, by scan.", "name": "fig-goes-filter"}, "image": {"alt": "A bar for each scan, divided by the first step of the filter that drops a tile: all tiles of a scan at another time of day go at the step time; high clouds and black pixels take some of the others."}}
first = kept.cumprod(axis=1).sum(axis=1).map(dict(enumerate([*goes_tiles.STEPS, "kept"])))
share = pd.crosstab(tiles.time, first).reindex(columns=["kept", *goes_tiles.STEPS], fill_value=0)
share = share.loc[:, share.sum() > 0].iloc[:8][::-1]
share.index = share.index.strftime("%d %b %Y\n%H:%M")
shades = dict(zip(["kept", *goes_tiles.STEPS], ["blue", "grey", "sky", "green", "orange", "vermilion"], strict=True))
fig, ax = plt.subplots(figsize=(6.6, 1.4 + 0.75 * len(share)), layout="constrained")
share.plot.barh(stacked=True, ax=ax, color=[plotting.COLOURS[shades[name]] for name in share], width=0.7)
ax.set(xlabel="tiles", ylabel="")
ax.get_legend().remove()
fig.legend(*ax.get_legend_handles_labels(), loc="outside upper center", ncol=len(share.columns), columnspacing=1, handlelength=1)
plt.show()

# %% [markdown]
# Of {glue:text}`tiles` tiles {glue:text}`tiles_kept` stay. Three of the five rules need words that the report does not have:
#
# - **Hue** on which scale? In degrees of the colour wheel 80 to 100 is a yellowish green. The widely used OpenCV counts half degrees, and then it is
#   160 to 200 degrees, cyan. Here the tiles have a hue of {glue:text}`hue_median`° in the median, a blue;
#   the rule drops {glue:text}`drops_hue` tiles by the first reading and {glue:text}`drops_hue_half_degrees` by the second.
# - **12:55** on which clock? Files are in UTC. On Barbados that is four hours earlier, a low sun; by the island's clock the window
#   would be 16:55 to 17:10 UTC. We read UTC.
# - **Black** in which picture? After the second conversion and its contrast the *sea* is black. Of the {glue:text}`tiles_one_scan`
#   tiles of the scan above, {glue:text}`black_once` have a black pixel when converted once, and {glue:text}`black_twice` when converted twice: a rule that was meant
#   for missing data then drops tiles for showing the sea.
#
# ## From files to the embedding, in one pass
#
# A {term}`Tile2Vec` network learns that a tile resembles its neighbour more than a tile of another scan. Here a small one is trained
# for a moment only, on the scans that passed the filter; enough to show the way, not to judge the method.

# %%
good = tiles.scan[kept.all(axis=1)].unique()
pictures = [true_colour.picture(projection.subset(goes16.open(scans[i]), **barbados)).values for i in good]
pictures = pictures if len(pictures) > 1 else np.array_split(pictures[0], 2, axis=1)
triplets = {"tile_px": tile_px, "input_px": 64, "n_triplets": 256, "batch": 32}
network, history = tile2vec.train(pictures, n_epochs, seed, data=triplets, dimensions=32)
history.round(3)

# %% tags=["remove-cell"]
report.metric("loss_first", history.loss.iloc[0])
report.metric("loss_last", history.loss.iloc[-1])
report.glue("epochs", f"{n_epochs}")

# %% [markdown]
# Now the whole way at once. For each block of the file: decode, convert, resample, colour, cut, describe, embed. The blocks
# are read once and dropped as soon as their tiles are numbers.

# %%
passes = []
for i in good:
    one_scan = projection.subset(goes16.open(scans[i]), **barbados)
    passes.append(goes_tiles.describe(goes_tiles.cut(one_scan, tile_px), network))
embedding = np.concatenate([vectors for _, vectors in passes])
chosen = kept.all(axis=1).values
embedding = embedding[chosen[tiles.scan.isin(good)]]

# %% tags=["remove-cell"]
chosen_tiles = tiles[chosen].reset_index(drop=True)
if len(chosen_tiles) < 2 * n_clusters:
    raise BadInput(f"Only {len(chosen_tiles)} tiles are left for {n_clusters} clusters: give more scans, a smaller tile_px or fewer clusters.")

# %%
kmeans = KMeans(n_clusters, n_init=10, random_state=seed).fit(embedding)
apart = np.linalg.norm(embedding - kmeans.cluster_centers_[kmeans.labels_], axis=1)
pd.Series(kmeans.labels_).value_counts().sort_index().rename_axis("cluster").rename("tiles").to_frame().T

# %% tags=["hide-input"] mystnb={"figure": {"caption": "The five tiles nearest to the centre of each cluster.", "name": "fig-goes-clusters"}, "image": {"alt": "Rows of small square cloud pictures, a row for each cluster; rows differ mainly in how much cloud there is and how large the clouds are."}}
views = {i: goes_tiles.cut(projection.subset(goes16.open(scans[i]), **barbados), tile_px).rgb for i in good}
fig, axes = plt.subplots(n_clusters, 5, figsize=(6.6, 1.38 * n_clusters), layout="constrained", squeeze=False)
for cluster, row in enumerate(axes):
    nearest = np.flatnonzero(kmeans.labels_ == cluster)
    nearest = nearest[np.argsort(apart[nearest])][:5]
    for ax, i in zip(row, nearest, strict=False):
        tile = chosen_tiles.loc[i]
        ax.imshow(views[tile.scan].isel(row=tile.row, column=tile.column).transpose("down", "right", "band"))
    for ax in row:
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    row[0].set_ylabel(f"{cluster}")
plt.show()

# %% tags=["remove-cell"]
brightness = np.concatenate([views[i].mean(("down", "right", "band")).values.ravel() for i in good])
brightness = brightness[chosen[tiles.scan.isin(good)]]
groups = pd.Series(brightness).groupby(kmeans.labels_)
between = (groups.size() * (groups.mean() - brightness.mean()) ** 2).sum()
report.metric("brightness_explained", 100 * between / ((brightness - brightness.mean()) ** 2).sum(), unit="%")
per_scan = adjusted_mutual_info_score(chosen_tiles.scan, kmeans.labels_) if len(good) > 1 else np.nan
report.metric("ami_scan", per_scan)
report.glue("clusters", f"{n_clusters}")

# %% tags=["hide-input"]
if source == "simulated":
    truth = xr.open_dataset(catalog.truth(path)).pattern
    half = tile_px // 2  # the truth has pixels of 2 km
    kinds = []
    for tile in chosen_tiles.itertuples():
        window = truth[tile.scan, half * tile.row : half * (tile.row + 1), half * tile.column : half * (tile.column + 1)]
        kinds.append(np.bincount(window.values.ravel(), minlength=5).argmax())
    found = adjusted_mutual_info_score(kinds, kmeans.labels_)

# %% tags=["remove-cell"]
report.metric("ami_pattern", found if source == "simulated" else np.nan, better="higher")

# %% [markdown]
# The truth of the simulation knows the pattern that fills most of each tile. The clusters' adjusted mutual information with it is
# {glue:text}`ami_pattern`, and with the scan that a tile is from {glue:text}`ami_scan`. (Files of your own have no such truth.)
#
# The clusters explain {glue:text}`brightness_explained` % of the differences in the tiles' mean brightness. That is the first thing to
# ask of any clustering of tiles: how much of it is only the amount of cloud, or the height of the sun.
#
# ## What it takes
#
# How much memory does a picture take? We let Python count, for the recipe block by block and for the same steps on whole
# arrays, on a quarter of the sector and on all of it. The blocks are made small for
# that; larger ones read faster.

# %%
def peak(work):
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return most


# %%
whole = projection.subset(goes16.open(scan, block=128), **barbados)
whole = whole[["red", "veggie", "blue"]].reset_coords(drop=True)
quarter = whole.isel(y=slice(whole.sizes["y"] // 2), x=slice(whole.sizes["x"] // 2))
memory = {}
for name, part in (("warming up", quarter), ("quarter", quarter), ("sector", whole)):
    memory[name] = {
        "picture itself": 3 * part.sizes["x"] * part.sizes["y"] / 2**20,
        "block by block": peak(lambda: true_colour.picture(part).compute()),  # noqa: B023
        "whole arrays": peak(lambda: true_colour.picture(part.compute())),  # noqa: B023
    }
pd.DataFrame(memory).T.drop("warming up").round(1).rename_axis("MiB at most")

# %% tags=["remove-cell"]
for name, way in (("lazy", "block by block"), ("whole", "whole arrays")):
    report.glue(f"{name}_small", f"{memory['quarter'][way]:.0f}")
    report.glue(f"{name}_large", f"{memory['sector'][way]:.0f}")

# %% [markdown]
# From a quarter to the sector, whole arrays go from {glue:text}`whole_small` to {glue:text}`whole_large` MiB, and block by block it
# goes from {glue:text}`lazy_small` to {glue:text}`lazy_large` MiB. What the lazy way needs is a few blocks and the result; and
# where the result is a table of tiles, only the blocks. On 5,000 × 5,000 pixels `make bench` measures both.
#
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - A file says what its numbers are: name, unit, range. A step applied to what already has it is the easiest of mistakes, and a
#   picture mended by eye hides it from the next reader, who is often a network.
# - The mended pictures are not the right ones with another brightness. Whatever the stretch pushed out of its range is lost, first of all the sea; the
#   clouds are tinted, as each band has its own factor; and a filter that looks for black then drops the sea.
# - A filter is a part of the method. Give its scale (hue), its clock (time), and what "black" means, or nobody can repeat it.
# - Divide by the sun's height, or keep to one time of the day. The original kept to one time; on other days of the year the sun is elsewhere all the same.
# - **Where ours may fail.** How the contrast was stretched, which κ₀ was used, the hue's scale and the clock are our readings of a
#   report that does not say. The simulated clouds are white in all bands and their sides cast no shadows; their texture ends at 1 km, so that C02 shows no more than C01 here; the air scatters the same over the whole sector, and there is no sun glint, no dust and no
#   second layer of thin cloud but where it was put. Real scans have all of these. The embedding was trained for {glue:text}`epochs` epochs on a
#   few scans: its clusters show that the way works, and nothing about clouds.

# %% [markdown]
# ## Exercises
#
# 1. Without gamma: how dark is the sea? Compare the median of `true_colour.picture(ds, gamma=1)` with that of `right`.
#
# :::{dropdown} Solution
# In the simulated scan of the figures the median red falls from 47 to 6 of 255, blue from 83 to 21: the sea is nearly black, and on most
# screens its faint clouds vanish. Clouds keep most of their brightness.
# :::
#
# 2. Run the chapter with `first_utc="17:30"` and `last_utc="18:00"`. Which tiles are left, and why is there only one scan to
#    train on? What does the chapter do about it?
#
# :::{dropdown} Solution
# The 64 tiles of the afternoon's scan. Triplets need a distant tile from another scan; with one scan the chapter
# takes its western and eastern halves for two. The loss ends higher: two halves of one day are less unlike than two days.
# :::
#
# 3. Divide the reflectances by the cosine of the sun's zenith angle before colouring. Does a scan of the morning then look like one of
#    noon?
#
# :::{dropdown} Solution
# More so. On the simulated 22 January the brightest clouds (99th percentile of red) have 0.27 at 13:05 UTC and 0.44 at 17:45; divided by
# the cosine 0.45 and 0.59. The rest is that other clouds are there. The sea in blue goes the other way: nearly alike
# before, brighter in the morning after. Its light comes from the air and is not proportional to the cosine, which is why satpy takes the
# air out as well.
# :::
#
# 4. Mend a twice converted field properly: given `wrong_reflectance = ds.red.kappa0 * 100 * ds.red`, what do you have to do?
#
# :::{dropdown} Solution
# Divide by 100 κ₀ of that band, before anything is clipped. No gamma comes into it: a factor is undone by a factor. After clipping to 0–255 it
# is too late.
# :::

# %% [markdown]
# ## References
#
# The study: {cite:t}`ramoul2021`; the imager: {cite:t}`schmit2017`; the campaign: {cite:t}`stevens2021`; satpy: {cite:t}`raspaud2018`; the
# temperature rule: {cite:t}`stevens2020`; Tile2Vec: {cite:t}`jean2019,denby2020`.
