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
# A camera sees a lead as a dark line. A radar hears it as a spike. If both look at the same ice,
# each can check the other, and together they should see more than either alone. But the two
# satellites come at different times, the ice moves in between, and a camera sees pixels of 10 m
# where a radar hears an area of hundreds of metres. When are two observations *of the same thing*?
#
# The [original study](https://github.com/eemeleems/GEOL0069_W4_unsupervised) clusters a
# Sentinel-2 image and a Sentinel-3 pass of the same evening, each on its own, and says that using
# both makes the classification more reliable, under cloud for instance. This chapter puts the one
# onto the other and tests that.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how to find two products of the same place and hour in a catalogue, and what it leaves open;
# - how to lay radar echoes onto an image, and why the majority class is the wrong question;
# - how drifting ice parts two observations, and how to put them together again without labels;
# - what two sensors give together that one doesn't, in a clear sky and under cloud.
#
# You need the {doc}`first chapter <1_echoes>`; the {doc}`glossary </book/glossary>` has the words.
# :::

# %% tags=["hide-input"]

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import xarray as xr
from IPython.display import Markdown, display
from matplotlib.patches import Polygon
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from helpers import catalog, partitions, plotting, report
from helpers.errors import BadInput
from helpers.leads import products
from helpers.leads.colocation import catalogue_search, footprints, fusion, overlaps
from helpers.leads.products import altimetry, sentinel2
from helpers.leads.radar.echoes import features

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a Sentinel-2 folder
radar_source: str = ""  # beside a path: that of a Sentinel-3 pass over the same ice
band: str = "B04"  # ["B02", "B03", "B04", "B08"] band that is parted in two
max_hours: float = 3.0  # [0.01, 240] longest gap in time between two products
drift_speed: float = 0.15  # [0.01, 1.0] m/s, how fast the ice may drift
n_pairs: int = 8  # [4, 40] further simulated pairs, on which methods are compared
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("leads/4_colocation", globals())
plotting.style()
one_thread = threadpool_limits(1)

# %% [markdown]
# ## The data
#
# By default this page runs on a **simulated** pair: a Sentinel-2 scene written as ESA's SAFE folder
# and a Sentinel-3 pass over it, both drawn from one piece of ice. Between the two the ice
# drifts. What it was and how it drifted stands in files that we open only to score.
#
# No real pair can be fetched without an account, so `source="real"` comes back here and says so.
# With a free one ({doc}`/book/data` has the steps) give the folder of an
# image as `source` and the file of the pass as `radar`. What needs the truth is then left out.

# %% tags=["remove-cell"]
own = catalog.source_kind(source) == "path"
if own != bool(radar_source):
    raise BadInput(
        f"source = {source!r} and radar_source = {radar_source!r}: give the paths of both an image and a "
        "pass, or of neither."
    )

# %%
path = catalog.find("leads/sentinel2", source)
radar_path = catalog.find("leads/sentinel3-scene", radar_source or source)
scene = sentinel2.open(path, bands=[band])
ds = products.open(radar_path)
ds = ds.isel(echo=np.isfinite(ds.latitude.values))
image = scene.image.sel(band=band).load()
image_time = pd.Timestamp(scene.time, tz="UTC")

# %% [markdown]
# ## Finding the pair
#
# Nobody downloads a year of both satellites to see which products meet. Catalogues know each
# product's time and {term}`footprint`, the outline of what it saw. Two public ones can be asked without
# an account: a STAC catalogue (*SpatioTemporal Asset Catalog*) and an OData service. Both answer
# in pages of JSON. The questions for this study are
#
# ```python
# box, evening = (-176.0, 69.0, -160.0, 73.0), ("2019-03-01T20:00Z", "2019-03-02T04:00Z")
# images = catalogue_search.stac("image", box, *evening)
# passes = catalogue_search.odata("radar", box, *evening)
# ```
#
# This page must run without a network, so its catalogue is written from the products: in STAC's
# layout, with neighbours, the days before and after, and other revolutions of the satellites
# that exist in name only. The same function reads it that reads the real answer.

# %% tags=["teaching"]
# Teaching cell: it uses the simulator, for what a catalogue would answer.
from helpers.leads.simulation import stac_catalogue

answer = {
    "image": stac_catalogue.answer("image", stac_catalogue.images(scene, path.name)),
    "radar": stac_catalogue.answer("radar", stac_catalogue.passes(ds, radar_path.name)),
}
if own:
    answer = {kind: page | {"features": page["features"][:1]} for kind, page in answer.items()}
images, passes = (catalogue_search.from_stac(answer[kind]) for kind in ("image", "radar"))
images.drop(columns="footprint").head()

# %% [markdown]
# Two footprints overlap or not, which looks simple until one of them crosses the 180th meridian,
# where longitude jumps, or holds the pole, where it means nothing. So all of them are first brought onto a
# map of the polar region whose areas are true.
#
# A catalogue gives the time of a product, not that of a place in it. A pass of minutes or an
# hour crossed the image at some time within it, so the gap has a least and a most. The most,
# times how fast ice drifts, is how far apart two observations of the same ice may lie.

# %%
pairs = overlaps.find(images, passes, max_hours, drift_speed)
pairs.drop(columns=["image", "radar"]).round(2)

# %% tags=["remove-cell"]
chosen = pairs[(pairs.image == path.name) & (pairs.radar == radar_path.name)]
if chosen.empty:
    raise BadInput(f"{path.name} and {radar_path.name} aren't among the pairs: allow a longer gap.")
chosen = chosen.iloc[0]
reach_m = float(np.clip(chosen.drift_m, 100, 1500))
echoes_all = footprints.project(ds, scene.crs)
over = footprints.over(image, echoes_all)
crossing = pd.Timestamp(ds.time.values[over][over.sum() // 2], tz="UTC")
gap_minutes = abs((image_time - crossing) / pd.Timedelta("1min"))
report.metric("gap_least", chosen.gap_least, unit="min")
report.metric("gap_most", chosen.gap_most, unit="min")
report.metric("gap_exact", gap_minutes, unit="min")
if "surface_class" in ds:
    classified = np.isin(ds.surface_class, [altimetry.SEA_ICE, altimetry.LEAD]).sum()
    report.metric("echoes_classified", int(classified))
report.metric("drift_possible", chosen.drift_m, unit="m")
report.metric("pairs_found", len(pairs))
report.metric("echoes_pass", ds.sizes["echo"])
report.metric("echoes_over_image", int(over.sum()))
report.glue("gap_text", f"{gap_minutes:.0f}")
report.glue("drift_text", f"{chosen.drift_m:.0f}")

# %% tags=["hide-input"] mystnb={"figure": {"caption": "What the catalogue knows, on a map of equal areas. Left: the passes. Right: around the image. What exists as files is drawn in orange.", "name": "fig-colocation-catalogue"}, "image": {"alt": "Two maps. On the left, arcs of several satellite passes side by side, one of them marked. On the right, the square of the image with its neighbours, crossed by the strip of the marked pass."}}
flat = {name: overlaps.project(t.footprint, "north" if ds.latitude.mean() > 0 else "south")
        for name, t in (("image", images), ("radar", passes))}
middle = np.array(flat["image"][0].centroid.coords[0])
fig, axes = plt.subplots(1, 2, figsize=(6.8, 3.7), layout="constrained")
for ax, half in zip(axes, (2.7e6, 1.6 * np.sqrt(flat["image"][0].area)), strict=True):
    ax.plot(*-middle / 1000, "k+", ms=12, mew=2)
    ax.annotate("pole", -middle / 1000, xytext=(8, 5), textcoords="offset points", clip_on=True)
    for shapes in flat.values():
        for number, shape in reversed(list(enumerate(shapes))):
            colour = plotting.COLOURS["grey" if number else "orange"]
            for part in getattr(shape, "geoms", [shape]):
                edges = (np.array(part.exterior.coords) - middle) / 1000
                ax.fill(*edges.T, fc=colour + "40", ec=colour, lw=1 if number else 2)
    ax.set(xlim=np.array([-half, half]) / 1000, ylim=np.array([-half, half]) / 1000,
           xlabel="km", aspect="equal")
    ax.locator_params(nbins=4)
axes[0].set_title("passes")
axes[1].set_title("around the image")
plt.show()

# %% [markdown]
# In the file of the pass each echo has its own time, and the gap is {glue:text}`gap_text` min. For the
# search below the catalogue's bound serves: the ice may have moved by {glue:text}`drift_text` m.
# For comparison: along the track an echo sees 300 m.

# %% [markdown]
# ## The echoes on the image
#
# The image has its own coordinate system, a plane in metres. The echoes come in degrees and are
# projected into it (never the other way: a projected image is resampled, a projected point is
# exact). An echo isn't a point, though. A Doppler altimeter is sharp along its flight, to 300 m,
# and blurred across it: what arrives within the first gate comes from 1.6 km. So each echo gets a
# rectangle, turned as the satellite flies.
#
# The radar's own classes are the two clusters of the {doc}`first chapter <1_echoes>`, found on all
# echoes of this pass over ice. The image's are those of the original: two Gaussians on the
# red band, of which the darker is lead. We set the border between the two means and let
# nothing brighter come back as lead.

# %%
table = features(ds)
usable = table.notna().all(axis=1).values
if "ice_concentration" in ds:
    usable = usable & (ds.ice_concentration.values > 15)
clusters = make_pipeline(StandardScaler(), KMeans(2, n_init=10, random_state=seed))
cluster = clusters.fit_predict(table[usable])
bright = table[usable].groupby(cluster).sigma0.mean().idxmax()
radar_lead = np.zeros(len(table), bool)
radar_lead[usable] = cluster == bright

lead = fusion.lead_map(image, seed)

# %% tags=["remove-cell"]
over &= usable
if over.sum() < 10:
    raise BadInput(f"Only {over.sum()} usable echoes lie over {path.name}: give a longer crossing.")
echoes = echoes_all[over].join(table)
echoes["radar_lead"] = radar_lead[over]
report.metric("image_lead_share", float(lead.mean()))
report.metric("radar_lead_share", float(echoes.radar_lead.mean()))
report.glue("image_lead_percent", f"{100 * float(lead.mean()):.1f}")
report.glue("radar_lead_percent", f"{100 * echoes.radar_lead.mean():.0f}")

# %% tags=["hide-input"] mystnb={"figure": {"caption": "The echoes on the image, where the satellite was when it heard them. Each rectangle is what one echo sees; orange ones the radar's clusters call lead, blue ones ice. A white wedge lies beyond the camera's swath.", "name": "fig-colocation-image"}, "image": {"alt": "Greyscale image of bright ice with dark branching leads, crossed by a slanted ladder of narrow rectangles, one for each radar echo, coloured by the class of the radar."}}
def to_km(values, name):
    return (np.asarray(values) - float(image[name].min())) / 1000


step = max(image.sizes["x"] // 500, 1)
small = image.coarsen(x=step, y=step, boundary="trim").mean()
fig, ax = plt.subplots(figsize=(6.4, 6.2), layout="constrained")
ax.imshow(small, cmap="gray", vmin=0, vmax=float(small.quantile(0.99)),
          extent=[*to_km(image.x[[0, -1]], "x"), *to_km(image.y[[-1, 0]], "y")])
corner = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [footprints.ALONG / 2, footprints.ACROSS / 2]
for echo in echoes.itertuples():
    turn = np.array([[echo.along_x, echo.along_y], [-echo.along_y, echo.along_x]])
    x, y = (corner @ turn + [echo.x, echo.y]).T
    colour = plotting.COLOURS["orange" if echo.radar_lead else "sky"]
    ax.add_patch(Polygon(np.column_stack([to_km(x, "x"), to_km(y, "y")]), fc=colour + "20", ec=colour, lw=1.2))
ax.set(xlabel="km", ylabel="km")
plt.show()

# %% [markdown]
# ### What is a match?
#
# Of the image {glue:text}`image_lead_percent` % are lead, of the echoes
# {glue:text}`radar_lead_percent` %. That is no contradiction. A lead of 50 m is nothing in
# 1.6 km of ice, and shouts down all of it: a mirror is many times brighter than a rough surface. So an
# image says different things about the same echo, depending on the question:
#
# - the **majority** class in the footprint;
# - whether a **tenth of the footprint** is lead;
# - whether a tenth of the **strip under the satellite**, 300 m wide, is lead: the part from which a
#   mirror can send the pulse back. That is a crack of some 30 m running across the track.
#
# We count the agreement with the radar by {term}`Cohen's kappa` {cite:p}`cohen1960`: 1 for the same
# answer everywhere, 0 for as much as chance would give.

# %%
view = fusion.seen(image, lead, echoes)
clear = view.valid > 0.5
matches = {
    "majority": view.wide_share > 0.5,
    "tenth of footprint": view.wide_share > 0.1,
    "tenth of strip": view.strip_share > 0.1,
}
rows = {
    name: {"leads in image": call[clear].sum(),
           "kappa": cohen_kappa_score(echoes.radar_lead[clear], call[clear])}
    for name, call in matches.items()
}
pd.DataFrame(rows).T.round(3)

# %% tags=["remove-cell"]
for name, row in rows.items():
    report.metric("kappa_" + name.replace(" ", "_"), row["kappa"], better="higher")
report.metric("majority_leads", int(rows["majority"]["leads in image"]))
report.glue("clear_count", f"{int(clear.sum())}")

# %% [markdown]
# {glue:text}`clear_count` echoes have a clear view, and of these the majority rule calls
# {glue:text}`majority_leads` a lead. Neither of the other two is wrong: the radar hears bright leads
# beside the track, too. We go on with the strip, which is what the
# {doc}`first chapter <1_echoes>` means by a lead.

# %% [markdown]
# ## The ice has moved
#
# The image shows the ice {glue:text}`gap_text` minutes from when the radar heard it. How far did it
# drift? Nobody has to know the wind. Move the echoes over the image, a few tens of metres at a
# time, and see where σ0 and the share of lead in the strip go together best. No label
# is needed, only that both sensors react to the same leads.

# %%
agreement = footprints.agreement(
    lead, echoes, echoes.sigma0.values, reach=reach_m, step=reach_m / 16, spacing=30, **fusion.STRIP
)
shift = footprints.best(agreement)
moved = echoes.assign(x=echoes.x + shift[0], y=echoes.y + shift[1])

# %% tags=["remove-cell"]
true_shift = (np.nan, np.nan)
if source == "simulated":
    truth = xr.open_dataset(catalog.truth(path))
    true_shift = truth.drift_x, truth.drift_y
after = fusion.seen(image, lead, moved)
both = clear & (after.valid > 0.5).values
before_call, after_call = view.strip_share > 0.1, after.strip_share > 0.1
error = np.subtract(shift, true_shift)
drift_length = float(np.hypot(*true_shift))
along, across = np.abs([
    error @ echoes[["along_x", "along_y"]].mean(), error @ [-echoes.along_y.mean(), echoes.along_x.mean()]
])
kappa_before = cohen_kappa_score(echoes.radar_lead[both], before_call[both])
kappa_after = cohen_kappa_score(echoes.radar_lead[both], after_call[both])
correlation = float(agreement.sel(shift_x=0, shift_y=0, method="nearest")), float(agreement.max())
report.metric("correlation_before", correlation[0], better="higher")
report.metric("correlation_after", correlation[1], better="higher")
report.metric("kappa_before", kappa_before, better="higher")
report.metric("kappa_after", kappa_after, better="higher")
report.metric("drift_true", drift_length, unit="m")
report.metric("drift_found", float(np.hypot(*shift)), unit="m")
report.metric("drift_error_along", along, unit="m", better="lower")
report.metric("drift_error_across", across, unit="m", better="lower")
report.glue("drift_found_text", f"{np.hypot(*shift):.0f}")
for name, value in (("correlation_before_text", correlation[0]), ("correlation_after_text", correlation[1]),
                    ("kappa_before_text", kappa_before), ("kappa_after_text", kappa_after)):
    report.glue(name, f"{value:.2f}")

# %% tags=["hide-input", "reference-figure"] mystnb={"figure": {"caption": "Correlation of σ0 with the share of lead in the strip, for shifts of the echoes over the image. Circle: none. Square: the best. Cross: the true drift, where it is known. Line: direction of flight.", "name": "fig-colocation-drift"}, "image": {"alt": "Map of correlation against the shift in both directions, with a ridge of high values. The best shift is marked by a square beside the cross of the true one, the unshifted echoes by a circle away from both."}}
fig, ax = plt.subplots(figsize=(6.2, 5.2), layout="constrained")
mesh = ax.pcolormesh(agreement.shift_x, agreement.shift_y, agreement, cmap="cividis", rasterized=True)
fig.colorbar(mesh, label="correlation")
ends = np.array([-1, 1]) * 0.95 * reach_m
ax.plot(ends * echoes.along_x.mean(), ends * echoes.along_y.mean(), "w:", lw=1.5)
for place, marker in ((shift, "s"), (true_shift, "X"), ((0, 0), "o")):
    ax.plot(*place, marker, ms=11, mfc="none" if marker != "X" else "white", mec="white", mew=2)
ax.set(xlabel="shift to the east (m)", ylabel="shift to the north (m)", aspect="equal")
plt.show()

# %% [markdown]
# The best shift is {glue:text}`drift_found_text` m long; the correlation goes from
# {glue:text}`correlation_before_text` to {glue:text}`correlation_after_text`, and kappa from
# {glue:text}`kappa_before_text` to {glue:text}`kappa_after_text`. The first must rise, since it is what we
# searched for: among a thousand shifts some agree by chance. Kappa wasn't searched for, though
# the same leads are in it.

# %% tags=["hide-input"]
if source == "simulated":
    display(Markdown(
        f"The truth: the ice drifted by {drift_length:.0f} m. The shift that was found is wrong by "
        f"{along:.0f} m along the track and {across:.0f} m across it."
    ))
else:
    display(Markdown("How far the ice really drifted, nobody knows here."))

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Radar class against image class of the same echoes, before and after the shift. The numbers are echoes, the shares those of each row.", "name": "fig-colocation-confusion"}, "image": {"alt": "Two confusion matrices of ice and lead, before and after the echoes were moved by the drift that was found."}}
fig, axes = plt.subplots(1, 2, figsize=(6.8, 3.4), layout="constrained")
for ax, call, title in zip(axes, (before_call, after_call), ("as they lie", "moved"), strict=True):
    counts = pd.crosstab(call[both], echoes.radar_lead[both]).reindex(
        index=[False, True], columns=[False, True], fill_value=0)
    plotting.confusion(counts, ["ice", "lead"], ["ice", "lead"], ax, ylabel="image", xlabel="radar")
    ax.set_title(title)
axes[1].set_ylabel("")
plt.show()

# %% [markdown]
# ## More pairs, and more time between them
#
# The crossing above is {glue:text}`echoes_over_image` echoes long. To say how the agreement falls with
# time, we want more of them, of the same minute, and then let the ice drift away: for each
# minute between the sensors the echoes are laid farther from the ice that they heard.

# %% tags=["remove-cell", "teaching"]
# Teaching cell: it uses the simulator, for more pairs.
from helpers.leads.simulation import crossings

if own:
    many = [(lead, moved.assign(lead_share=np.nan))]
else:
    drawn = [crossings.draw(seed + 1 + number) for number in range(n_pairs)]
    many = [(fusion.lead_map(pair.image(band), seed), pair.echoes) for pair in drawn]
for number, (_, rows_of) in enumerate(many):
    called = clusters.predict(rows_of[fusion.RADAR]) == bright
    many[number] = many[number][0], rows_of.assign(radar_lead=called)
report.metric("more_pairs", len(many))
report.metric("more_echoes", sum(len(e) for _, e in many))

# %% tags=["remove-input"]
if own:
    display(Markdown("Here there are no more: the crossing above is taken, with the best shift as its start."))
else:
    display(Markdown(
        f"The simulator draws {len(many)} more pairs of other ice, {sum(len(e) for _, e in many):,} "
        "echoes in all, in memory, by the same physics. Their radar classes are those of "
        "the clusters above."
    ))

# %% tags=["hide-input", "teaching"]
# Teaching cell: it uses the simulator's drift.
from helpers.leads.simulation import scene_geometry

minutes = np.array([0, 10, 20, 43, 60, 90, 120, 180])
velocity = np.array(scene_geometry.DRIFT)  # m/s, as the simulated pair's ice drifts (assumed)


def compare(minutes):
    """Give the radar's and the image's call of every echo after so much drift."""
    calls = []
    for lead_of, echoes_of in many:
        away = echoes_of.assign(
            x=echoes_of.x + 60 * minutes * velocity[0], y=echoes_of.y + 60 * minutes * velocity[1]
        )
        share = footprints.cut(lead_of, away, **fusion.STRIP)
        seen = np.isfinite(share).mean(1) > 0.5
        calls.append(pd.DataFrame({"radar": echoes_of.radar_lead, "sigma0": echoes_of.sigma0,
                                   "share": np.nanmean(np.where(seen[:, None], share, 0), axis=1)})[seen])
    return pd.concat(calls)


decay = [compare(m) for m in minutes]
kappa = [cohen_kappa_score(c.radar, c.share > 0.1) for c in decay]
linear = [c.sigma0.corr(c.share) for c in decay]

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Agreement of radar and image against the time between them, when nothing corrects for the drift of the ice.", "name": "fig-colocation-gap"}, "image": {"alt": "Two curves against minutes between the sensors: kappa and correlation. Both are high within the first minutes and fall as the ice drifts away from under the echoes."}}
fig, ax = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
ax.plot(minutes, linear, "s-", label="correlation of σ0 and share of lead")
ax.plot(minutes, kappa, "o-", label="kappa of the two classes")
ax.axhline(0, color=plotting.COLOURS["grey"], lw=1)
ax.set(xlabel="minutes between the sensors", ylabel="agreement")
speed = 60 * np.hypot(*velocity)
top = ax.secondary_xaxis("top", functions=(lambda time: time * speed, lambda far: far / speed))
top.set_xlabel("drift (m)")
ax.legend()
plt.show()

# %% tags=["remove-cell"]
for when in (0, 20, 43, 120):
    report.metric(f"kappa_gap_{when}", kappa[list(minutes).index(when)], better="higher")
    report.metric(f"correlation_gap_{when}", linear[list(minutes).index(when)], better="higher")
report.glue("linear_start", f"{linear[0]:.2f}")
report.glue("linear_43", f"{linear[list(minutes).index(43)]:.2f}")
report.glue("kappa_start", f"{kappa[0]:.2f}")
report.glue("kappa_43", f"{kappa[list(minutes).index(43)]:.2f}")

# %% [markdown]
# Without a gap the correlation is {glue:text}`linear_start`, after 43 minutes (at most as long as in
# the course) {glue:text}`linear_43`; kappa is {glue:text}`kappa_start` and {glue:text}`kappa_43`.
# Kappa is the more ragged of the two: it counts echoes near two thresholds. Even without a gap the two
# don't see the same: the radar hears leads beside the strip, and misses what is narrow or frozen
# over. But agreement fades over the time in which ice crosses a strip of 300 m. A comparison of two
# sensors that ignores the drift measures, in part, the drift.

# %% [markdown]
# ### How well is a drift found?
#
# One success proves little. So we put the same search to all these pairs, the drift of which is known.

# %% tags=["hide-input"]
if source == "simulated":
    away, search = [], 400  # m
    for lead_of, rows_of in many:
        surface = footprints.agreement(
            lead_of, rows_of, rows_of.sigma0.values, reach=search, step=50, spacing=30, **fusion.STRIP)
        x, y = footprints.best(surface)  # the ice hasn't drifted: all of it is error
        flight = rows_of[["along_x", "along_y"]].mean()
        away.append((abs(x * flight.along_x + y * flight.along_y), abs(y * flight.along_x - x * flight.along_y)))
    median = np.median(away, axis=0)
    report.metric("search_error_along", median[0], unit="m", better="lower")
    report.metric("search_error_across", median[1], unit="m", better="lower")
    display(Markdown(
        f"Searched within {search} m, the shift is wrong by {median[0]:.0f} m along the track and by "
        f"{median[1]:.0f} m across it (medians of {len(away)} pairs; the worst by {np.max(away):.0f} m). Along the "
        "track a lead begins and ends within an echo or two. Across it the echoes have no neighbours, "
        "and hear from either side what the strip doesn't hold: a blind guess would be wrong by "
        f"{search / 2:.0f} m in the median."
    ))
else:
    display(Markdown("Without a known drift nothing can be said of that here."))

# %% [markdown]
# ## One classifier on both sensors
#
# Now the claim: do two sensors together see more than one? We give each echo three numbers of the
# radar (σ0, peakiness, the stack's width) and four of the image (share of lead in the strip and in
# the footprint, the darkest reflectance in the strip, and its spread), and classify with the
# radar's, with the image's, and with all seven. Two ways:
#
# - **without labels**: two Gaussians. The one with the higher σ0, or with the larger share of lead,
#   is named lead.
# - **with labels**: a random forest {cite:p}`breiman2001` that learns from the truth. No one has such
#   labels; it says how much is in the features at all.
#
# Both predict pieces of track that they were not fitted on: each pair is held out whole. If single
# echoes were held out, their neighbours over the same lead would give them away.
#
# *Lead* means a tenth of the strip or more, by the truth. And we draw a cloud over the image, of growing
# *optical thickness*, which counts how often light is scattered on its way through. The
# radar doesn't notice. Cloud over snow is hard to mask: in these bands both are white. Nobody masks it
# here.

# %% tags=["hide-input"]
clouds = [0, 30, 60, 120] if source == "simulated" else []
columns = {"radar": fusion.RADAR, "image": fusion.OPTICAL, "both": fusion.OPTICAL + fusion.RADAR}
mixture = make_pipeline(StandardScaler(), GaussianMixture(2, n_init=3, random_state=seed))
forest = RandomForestClassifier(60, min_samples_leaf=3, random_state=seed)
calls, joined = {}, {}
for depth in clouds:
    tables = []
    for number, pair in enumerate(drawn):
        picture = pair.image(band, cloud=depth)
        seen = fusion.seen(picture, fusion.lead_map(picture, seed), pair.echoes)
        tables.append(pair.echoes.join(seen).assign(pair=number))
    joined[depth] = pd.concat(tables).query("valid > 0.5").assign(is_lead=lambda t: t.lead_share >= 0.1)
    for name, chosen_columns in columns.items():
        inputs = joined[depth][chosen_columns], joined[depth].pair
        calls[depth, name, "clusters"] = fusion.held_out(mixture, *inputs)
        calls[depth, name, "forest"] = fusion.held_out(forest, *inputs, y=joined[depth].is_lead)
scores = pd.Series({key: f1_score(joined[key[0]].is_lead, call) for key, call in calls.items()}, dtype=float)
if clouds:
    scores.index.names = ["cloud", "features", "method"]
    display(scores.unstack("cloud").swaplevel().sort_index().round(3))
else:
    display(Markdown("Without truth there is no score: run this page with `source=\"simulated\"`."))

# %% tags=["hide-input"] mystnb={"figure": {"caption": "F1 of lead on track that wasn't fitted on, under a cloud that grows thicker from left to right.", "name": "fig-colocation-fusion"}, "image": {"alt": "Two panels, clusters and random forest, with lines for the radar, the image and both against the cloud's optical thickness. The radar's line is flat. The image's begins above it and falls below it as the cloud grows."}}
fig, axes = plt.subplots(1, 2, figsize=(6.8, 3.7), sharey=True, layout="constrained")
for ax, (how, title) in zip(axes, {"clusters": "without labels", "forest": "with labels"}.items(), strict=True):
    for name, marker in zip(columns, "sov", strict=True):
        ax.plot(clouds, [scores[depth, name, how] for depth in clouds], marker + "-", label=name)
    ax.set(title=title, xlabel="optical thickness of the cloud", xlim=(-5, 125), ylim=(0, 1.02))
    if not clouds:
        ax.text(60, 0.5, "needs a truth", ha="center")
axes[0].set_ylabel("F1 of lead")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncol=3)
plt.show()

# %% tags=["remove-cell"]
def gain(how, other, depth):
    """Give the 95 % interval of F1 with both sensors less F1 with one, drawing pairs."""
    two, one = calls[depth, "both", how], calls[depth, other, how]
    low, high = partitions.segment_bootstrap(
        lambda true, a, b: f1_score(true, a) - f1_score(true, b),
        joined[depth].pair, joined[depth].is_lead, two, one, n_resamples=200, seed=seed,
    )
    return f"{low:+.2f} to {high:+.2f}"


for depth, sky in ((0, "clear"), (60, "cloud"), (120, "thick")):
    for name in columns:
        for how in ("clusters", "forest"):
            report.metric(f"f1_{name}_{how}_{sky}", scores.get((depth, name, how), np.nan), better="higher")

# %% tags=["remove-input"]
if clouds:
    f1 = {key: f"{value:.2f}" for key, value in scores.items()}
    clear, thick = ({name: f1[depth, name, "clusters"] for name in columns} for depth in (0, 120))
    display(Markdown(
        f"In a clear sky the image without labels reaches {clear['image']}, with the radar added "
        f"{clear['both']}; the radar alone reaches {clear['radar']}. Under the thickest cloud the image is left with "
        f"{thick['image']}, both with {thick['both']}, and the radar still has {thick['radar']}. What *both* gains in "
        "F1 over a sensor alone (95 % interval, drawing whole pairs; one that holds zero is no gain):\n\n"
        "| | clear sky, over the image | thickest cloud, over the radar |\n|:---|:---:|:---:|\n"
        f"| without labels | {gain('clusters', 'image', 0)} | {gain('clusters', 'radar', 120)} |\n"
        f"| with labels | {gain('forest', 'image', 0)} | {gain('forest', 'radar', 120)} |"
    ))

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - Finding a pair is the easy part. Footprints and times come without an account, and
#   the overlap is geometry. What a catalogue can't say is how long ago the *ice* was seen, and where it
#   has gone since.
# - A match is a question, not a fact. The majority class in the footprint, the usual way to bring a fine
#   map to a coarse one, finds next to no leads where the radar hears many. The reason is
#   physics: in the radar's average the bright count more than the many.
# - Drift is no detail. Minutes part two sensors by as much as one of them can resolve. The best shift can be
#   searched for without labels, but a line of echoes sees along itself and hardly
#   sideways, and each search finds *some* best shift.
# - Is the original's claim true, that two sensors are more reliable than one? A mixture without labels
#   can't know which sensor to trust: in a clear sky the radar's numbers dilute a good image, and
#   under thick cloud a bad image dilutes the radar. It lies between the two, not above them.
#   A forest with labels learns it, and comes close to the better one under each sky. What the radar
#   adds is the day on which there is no image.
# - **Where ours may fail.** Our cloud is smooth, without texture or shadow, and lets an image pass
#   through that no one would use; real clouds harm sooner, and one sky at a time is easier than a
#   broken one. In our scenes leads are only as bright as one number each; the radar's part of the
#   simulation knows 300 m under the satellite and what lies beside, not the true shape of the antenna. Ice
#   drifts here as one plate; real floes turn and part, and new leads open in the minutes between. The echoes are
#   hundreds and the pairs a handful. All scenes have more leads than the pack has on average.

# %% [markdown]
# ## Exercises
#
# 1. Run the chapter with `max_hours=0.5`. What happens? By the names of its products, what
#    gap does the pair of the course have at least?
#
# :::{dropdown} Solution
# It is refused, with the gap of the closest overlapping pair in the message. The course's pass ended at
# 23:30:06 and its image was taken at 23:56:11: 26 minutes at least, 43 at most, if they overlap. Half an hour would
# have let it in on the least gap alone. Only the times in the file of the pass can decide.
# :::
#
# 2. Run with `drift_speed=0.05`. Is the drift still found? How far would the search have had to reach?
#
# :::{dropdown} Solution
# The search no longer reaches as far as the ice moved, and the best shift lies at the edge of the map.
# A best value at the edge of a search says that the search was too narrow. Make it wider, but not without need: the farther it reaches, the more chances to agree by luck.
# :::
#
# 3. Take the near infrared: `band="B08"`. Which figures change, and why so little?
#
# :::{dropdown} Solution
# In a clear sky hardly any: snow is bright and water dark in both bands, and the classes of the
# echoes stay the same. Thin ice is a little darker beside snow, and the image's clusters do a little better.
# But under the thickest cloud the clusters of both sensors lose a third of their F1. A partition that
# nobody can check may turn over on a detail.
# :::
#
# 4. The four numbers of the image held one that is nearly the answer. Score it alone, in a clear sky:
#    `f1_score(joined[0].is_lead, joined[0].strip_share > 0.1)`. Why is the mixture of all four worse?
#
# :::{dropdown} Solution
# It scores nearly what the forest reaches with labels, and far above the mixture. The other three numbers
# have shapes of their own, a border between narrow leads and none for instance, and the mixture draws its
# line where *they* part best. Without labels more features can do harm.
# :::
#
# 5. Open question. The radar could vote only where a cloud mask says that the image is blind. What would you
#    make the mask from, in bands where cloud and snow are equally white? Could the two sensors
#    tell you themselves, by how well they agree?

# %% [markdown]
# ## References
#
# Coefficient of agreement: {cite:t}`cohen1960`; random forests: {cite:t}`breiman2001`; leads in images of
# Sentinel-3 beside its echoes: {cite:t}`bijdevaate2022`; the altimeter's looks and footprint:
# {cite:t}`wingham2006`; mixtures in practice: {cite:t}`pedregosa2011`.
