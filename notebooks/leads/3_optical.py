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
# # Images: leads seen from above
#
# Seen from space a lead is dark and ice is bright. Two clusters of brightness should be all it
# takes to map them. The
# [original study](https://github.com/eemeleems/GEOL0069_W4_unsupervised) did that with one
# band of a Sentinel-2 image, and stopped at the map. When is the darker cluster the leads, and
# what else can it be?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how a Sentinel-2 product is laid out, and how its counts become reflectance;
# - K-means and Gaussian mixtures on pixels, fitted on a sample and applied block by block;
# - why a mixture with more freedom can be the worse map, and what texture does to it;
# - how to turn a map into leads with a length, a width and a direction;
# - where the method breaks: few leads, cloud, melt ponds;
# - how many labels it takes to do better.
#
# {doc}`1_echoes` introduced K-means and mixtures. The {doc}`glossary </book/glossary>` has the rest.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import xarray as xr
from IPython.display import Markdown, display
from matplotlib.colors import to_rgb
from sklearn.cluster import KMeans
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from helpers import catalog, partitions, plotting, report
from helpers.leads import products
from helpers.leads.optical import (
    clustering,
    kmedoids,
    label_efficiency,
    lead_objects,
    pixels,
)
from helpers.leads.products import altimetry, olci

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of an image
n_clusters: int = 2  # [2, 8] number of clusters, for K-means and for the mixture
covariance: str = "full"  # ["full", "tied", "diag", "spherical"] of the mixture
n_pixels: int = 20_000  # [500, 1000000] pixels that a model is fitted on
window_px: int = 5  # [3, 51] pixels along the square that texture is taken over
min_lead_m: float = 300.0  # [0, 100000] shortest lead counted, at least ten pixels
n_repeats: int = 3  # [1, 20] draws that scores are averaged over
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("leads/3_optical", globals())
plotting.style()
one_thread = threadpool_limits(1)
kind = catalog.source_kind(source)


def say(**editions):
    """Show the paragraph of this edition, if there is one."""
    if kind in editions:
        display(Markdown(editions[kind]))


def elsewhere(text):
    """Draw a line of text where another edition has a figure."""
    ax = plt.figure(figsize=(6.4, 1.2)).add_subplot()
    ax.axis("off")
    ax.text(0.5, 0.5, text, ha="center", va="center", wrap=True)
    plt.show()

# %% [markdown]
# ## The data
#
# A Sentinel-2 product is a folder whose name ends in `.SAFE`. Each band is a JPEG 2000 image of
# whole numbers, *counts*; two metadata files say what they mean. **Reflectance** is the share of
# the sunlight that comes back:
#
# $$\rho = \frac{\text{count} + \text{offset}}{\text{quantification value}}$$
#
# The quantification value is 10,000. The offset was 0 until January 2022, and has been −1000 since
# (processing baseline 04.00). A program that forgets it finds every reflectance too high by 0.1, and
# open water as bright as young ice. A count of 0 means *no data*. The metadata also hold the
# height of the sun; the reflectance has been corrected for it already.

# %%
if kind == "real":
    names = [f["name"] for f in catalog.files("leads/modis") if "falsecolor" in f["name"]]
    path = catalog.find("leads/modis", "real").with_name(names[0])
else:
    path = catalog.find("leads/sentinel2", source)
ds = products.open(path, required=["image"])
image = ds.image.compute()
ds

# %% tags=["remove-input"]
zenith = float(ds.solar_zenith.mean()) if "solar_zenith" in ds else np.nan
say(
    simulated=f"""This page ran on a **simulated** scene: fractures that branch, some open and some
frozen over for up to five days, ridges with their shadows, and a corner that the camera didn't see.
Its albedos are published ones, air and cloud follow from physics, and it is written as ESA writes
its products. The sun stands {90 - zenith:.0f}° high. The truth lies in a second file that we open only to
score.""",
    real="""This page ran on a **real** scene of the satellite camera MODIS, made for looking at: 250 m
pixels, and 256 steps of brightness after a stretch by NASA, which is no reflectance. Its three
colours are the camera's bands 7 (short-wave infrared, 2.1 µm), 2 (near infrared) and 1 (red light).
Ice is dark in the first of these and so looks turquoise; cloud looks white, water black.
A Sentinel-2 product needs a free account; {doc}`/book/data` has the steps. No truth
comes with the scene.""".replace("{doc}`/book/data`", "the page on data"),
    path="This page ran on **your scene**. No truth comes with it.",
)

# %% tags=["hide-input"] mystnb={"figure": {"caption": "The scene, and a part of it enlarged.", "name": "fig-optical-scene"}, "image": {"alt": "Two views of sea ice from above, bright ice with dark water between: the scene, and a small part of it."}}
step = max(1, max(image.shape[1:]) // 800)
height, width = image.shape[1:]
half = min(height, width) // 12
part = tuple(slice(centre - half, centre + half) for centre in (2 * height // 3, width // 3))
picture = pixels.composite(ds.assign(image=image))
extent_km = np.array([0, width, height, 0]) * ds.pixel_m / 1000
part_km = np.array([0, 2 * half, 2 * half, 0]) * ds.pixel_m / 1000
fig, axes = plt.subplots(1, 2, figsize=(6.8, 3.5), layout="constrained")
axes[0].imshow(picture[::step, ::step], extent=extent_km)
axes[1].imshow(picture[part], extent=part_km)
for ax in axes:
    ax.set_xlabel("km")
plt.show()

# %% [markdown]
# ## Which pixels count
#
# The original kept pixels above 0. So do we: a pixel is **valid** when every band has data and
# not all of them are 0. Here {glue:text}`valid_percent` % of {glue:text}`scene_pixels` pixels are. If the
# others stayed in, they would become the darkest cluster. In a picture made for the eye black may
# also be the darkest water; a few such pixels are lost.

# %%
valid = pixels.valid(image).values
every = pixels.features(image)

# %% tags=["remove-cell"]
report.metric("scene_pixels", int(valid.size))
report.metric("valid_share", float(valid.mean()))
report.glue("valid_percent", f"{100 * valid.mean():.1f}")
answer = xr.open_dataset(catalog.truth(path)) if kind == "simulated" else None
is_lead = answer.surface_class.values == altimetry.LEAD if answer is not None else None

# %% [markdown]
# ## One band, two clusters
#
# As in the original: red light only, K-means and a mixture. A model doesn't need millions of pixels
# to find two levels of brightness. It is fitted on a sample and then predicts the rest, block by
# block. So a full Sentinel-2 tile, of 120 million pixels, fits into the memory of a laptop.

# %%
def fitted(stack, model):
    rows = pixels.sample(stack, n_pixels, seed=seed)
    model = make_pipeline(StandardScaler(), model).fit(rows)
    return model, clustering.darkest_first(model, rows)


def clouds_of(shape, k=2):
    return GaussianMixture(k, covariance_type=shape, reg_covar=1e-4, random_state=seed)


# %%
stack = every.sel(feature=[ds.red])
kmeans, kmeans_order = fitted(stack, KMeans(n_clusters, n_init=5, random_state=seed))
mixture, mixture_order = fitted(stack, clouds_of(covariance, n_clusters))
by_kmeans = clustering.classify(stack, kmeans, kmeans_order).values
by_mixture = clustering.classify(stack, mixture, mixture_order).values

# %% [markdown]
# We call the darkest cluster *lead*. That is our word: the model knows of no leads. Each Gaussian of
# a mixture is a *cloud* of points.

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Brightness of the valid pixels, and the fitted mixture: each cloud and their sum. The dashed line is where K-means divides dark from bright.", "name": "fig-optical-histogram"}, "image": {"alt": "Histogram of brightness on a logarithmic scale with a high peak of bright ice and a long, low dark part, overlaid by the Gaussian curves of the mixture and a dashed vertical line."}}
values = stack.values[0][valid]
levels = np.unique(values)
if levels.size > 256:
    bins = np.linspace(*np.quantile(values, [0.0005, 0.9995]), 160)
else:  # a picture's steps, four to a bin
    bins = levels[:: max(1, levels.size // 60)]
clouds = clustering.cloud_densities(mixture, bins)
fig, ax = plt.subplots(figsize=(6.4, 3.6))
ax.hist(values, bins, density=True, color="#bdbdbd", label="pixels")
for rank, cluster in enumerate(mixture_order):
    ax.plot(bins, clouds[cluster], label="mixture: lead" if rank == 0 else f"mixture: cluster {rank}")
ax.plot(bins, sum(clouds), color=plotting.COLOURS["grey"], lw=1, label="their sum")
border = values[by_kmeans[valid] == 0].max()
ax.axvline(border, ls="--", color=plotting.COLOURS["vermilion"], label="K-means divides")
ax.set(yscale="log", ylim=(1e-3, 3 * clouds.max()), xlabel=f"{image.attrs.get('long_name', 'value')}, {ds.red}", ylabel="density")
ax.legend(loc="upper center", bbox_to_anchor=(0.5, 1.32), ncol=2)
plt.show()

# %% tags=["remove-input"]
gap = np.mean(by_kmeans[valid] != by_mixture[valid])
say(
    simulated=f"""The two maps differ in {100 * gap:.1f} % of the pixels. K-means divides halfway between its
centres. The leads are few, but of many brightnesses from open water to grey ice, and the mixture
gives them a *wide* cloud. Where it rises above the narrow cloud of the ice, dark ice and shadows are
called lead (and, on the far side of the ice, the brightest ridges too).""",
    real=f"""The two maps differ in {100 * gap:.1f} % of the pixels. K-means divides halfway between its centres;
the mixture lets one cloud be wide and the other narrow, and divides where the curves cross. Brightness
has no gap there, and neither border is nature's.""",
    path=f"The two maps differ in {100 * gap:.1f} % of the pixels.",
)

# %% [markdown]
# How many clusters? Inertia and BIC ({doc}`1_echoes`) again. On thousands of pixels BIC notices every
# departure from a Gaussian and asks for more clouds; the elbow of the inertia is a matter of taste.
# We take two since the question has two answers.

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Inertia of K-means and BIC of the mixture for one to seven clusters of the red band.", "name": "fig-optical-number"}, "image": {"alt": "Two curves against the number of clusters. Inertia falls steeply to two clusters and levels off; BIC falls steeply to two and more slowly after."}}
few = StandardScaler().fit_transform(pixels.sample(stack, 5000, seed=seed))
sizes = range(1, 8)
inertia = [KMeans(k, n_init=3, random_state=seed).fit(few).inertia_ for k in sizes]
bic = [clouds_of("full", k).fit(few).bic(few) for k in sizes]
fig, axes = plt.subplots(1, 2, figsize=(6.8, 3), layout="constrained")
axes[0].plot(sizes, np.array(inertia) / inertia[0], "o-")
axes[0].set(xlabel="number of clusters", ylabel="inertia / inertia of one")
axes[1].plot(sizes, np.array(bic) / 1000, "o-", color=plotting.COLOURS["vermilion"])
axes[1].set(xlabel="number of clusters", ylabel="BIC / 1000")
plt.show()

# %% [markdown]
# ## The map, and how sure it is
#
# The mixture gives each pixel a probability for each cluster. One minus the largest is its
# **uncertainty**: 0 where it is sure, ½ where two clusters are alike.

# %%
chance = [clustering.probability(stack, mixture, k).values for k in range(n_clusters)]
uncertainty = 1 - np.max(chance, axis=0)

# %% tags=["hide-input", "reference-figure"] mystnb={"figure": {"caption": "Left: what the mixture calls lead, laid over the image in orange. Right: its uncertainty.", "name": "fig-optical-map"}, "image": {"alt": "Left, sea ice with its dark parts tinted orange. Right, a map of uncertainty, dark but for the edges of those parts and some thin lines."}}
def tinted(shown, dark, opacity=0.6):
    """Lay the darkest cluster over a picture, half transparent."""
    orange = np.array(to_rgb(plotting.COLOURS["orange"]))
    return np.where(dark[..., None], (1 - opacity) * shown + opacity * orange, shown)


fig, axes = plt.subplots(1, 2, figsize=(6.8, 4.1), layout="constrained")
axes[0].imshow(tinted(picture[part], by_mixture[part] == 0), extent=part_km)
shown = axes[1].imshow(uncertainty[part], extent=part_km, cmap="cividis", vmin=0, vmax=0.5)
fig.colorbar(shown, ax=axes, orientation="horizontal", shrink=0.6, label="uncertainty of the mixture")
for ax in axes:
    ax.set_xlabel("km")
plt.show()

# %% [markdown]
# Being sure is not being right. The uncertainty knows only the mixture's own clouds; where these don't
# describe the pixels, it is wrong with confidence. Of the pixels that the mixture puts in the darkest cluster,
# it gives {glue:text}`sure_percent` % a probability above 95 %.

# %% tags=["remove-cell"]
sure = uncertainty[by_mixture == 0] < 0.05
report.glue("sure_percent", f"{100 * sure.mean():.0f}")
report.metric("kmeans_dark_share", float((by_kmeans[valid] == 0).mean()))
report.metric("mixture_dark_share", float((by_mixture[valid] == 0).mean()))
report.metric("sure_share", float(sure.mean()))
report.metric("methods_differ", float(gap))


def judge(name, classes):
    """Report how well the darkest cluster matches the leads, where a truth is known."""
    scores = dict.fromkeys(("f1", "precision", "recall"), np.nan)
    if is_lead is not None:
        pair = is_lead[valid], classes[valid] == 0
        scores = {"f1": f1_score(*pair), "precision": precision_score(*pair), "recall": recall_score(*pair)}
    for score, value in scores.items():
        report.metric(f"{name}_{score}", value, better="higher")


judge("kmeans", by_kmeans)
judge("mixture", by_mixture)
if is_lead is not None:
    lead_certainty = float(is_lead[(by_mixture == 0) & (uncertainty < 0.05)].mean())
else:
    lead_certainty = np.nan
report.metric("sure_and_right", lead_certainty, better="higher")

# %% tags=["remove-input"]
say(simulated=f"""Of these pixels, {100 * lead_certainty:.1f} % are leads in truth.""")

# %% [markdown]
# ## More bands, more shapes, and texture
#
# Can more information hurt? Here are K-means and the mixture with all four kinds of **covariance** on
# one band, on all, and on all with **texture**, the standard deviation of red light over
# {glue:text}`window` × {glue:text}`window` pixels. *Full* clouds have any shape, *tied* ones all the same,
# *diag* ones lie along the axes, *spherical* ones are round.

# %%
report.glue("window", str(window_px))
stacks = {
    "one band": stack,
    "all bands": every,
    "bands and texture": pixels.features(image, ds.red, window_px),
}
models = {"K-means": KMeans(2, n_init=5, random_state=seed)}
for shape in ("full", "tied", "diag", "spherical"):
    models[f"mixture, {shape}"] = clouds_of(shape)

# %% tags=["hide-input"]
maps, rows = {}, {}
for features, one in stacks.items():
    for name, model in models.items():
        dark = clustering.classify(one, *fitted(one, model)).values == 0
        maps[name, features] = dark
        against = is_lead if is_lead is not None else maps["K-means", "one band"]
        rows[name, features] = f1_score(against[valid], dark[valid])
table = pd.Series(rows).unstack()[list(stacks)].loc[list(models)]
table.style.format("{:.3f}").set_caption("F1 of the darkest of two clusters")

# %% tags=["remove-input"]
best, worst = table.stack().idxmax(), table.stack().idxmin()
say(
    simulated=f"""**F1** is the harmonic mean of precision and recall, here against the truth. The best is
*{best[0]}* on *{best[1]}*, the worst *{worst[0]}* on *{worst[1]}*. With texture, a mixture with free clouds
describes most by parting *smooth* from *uneven* pixels: the edges of leads and the ridges join one
cluster, and whole floes may go with the leads. Nothing tells it that we care about brightness. Where
the clouds must be alike, and in K-means, the large step between dark and bright wins.""",
    real=f"""With no truth here, **F1**, the harmonic mean of precision and recall, is against the map of
K-means on one band: it says how much the maps differ, not which is right. The farthest from it
is *{worst[0]}* on *{worst[1]}*. The simulated edition of this page has the truth, and says why texture and free
shapes lead a mixture astray.""",
    path=f"""With no truth, **F1**, the harmonic mean of precision and recall, is against the map of
K-means on one band. The farthest from it is *{worst[0]}* on *{worst[1]}*.""",
)
for features in stacks:
    known = is_lead is not None
    for name in ("kmeans", "mixture_full", "mixture_tied", "mixture_diag", "mixture_spherical"):
        row = "K-means" if name == "kmeans" else name.replace("_", ", ")
        score = f"{name}_f1_{features.replace(' ', '_')}"
        report.metric(score, float(table.loc[row, features]) if known else np.nan, better="higher")

# %% [markdown]
# ## Leads as objects
#
# A map of pixels isn't yet a lead. Thin the dark network to lines one pixel wide and cut it where
# lines meet. Each stretch between two junctions is an object with a length, a width (twice the mean
# distance from the line to the ice) and a direction. The *lead fraction* is the leads' share of the
# valid pixels. Stretches shorter than {glue:text}`shortest` m are left out; most are spurs of the
# thinning.

# %%
shortest = max(min_lead_m, 10 * ds.pixel_m)
leads = lead_objects.measure(by_kmeans == 0, ds.pixel_m, shortest)
leads.describe().loc[["count", "min", "50%", "max"], ["length", "width", "orientation"]].round(0)

# %% tags=["remove-cell"]
report.glue("shortest", f"{shortest:.0f}")
report.metric("lead_fraction", float((by_kmeans[valid] == 0).mean()))
report.metric("lead_fraction_truth", float(is_lead[valid].mean()) if is_lead is not None else np.nan)
report.metric("lead_objects", len(leads))
report.metric("lead_width_median", float(leads.width.median()), unit="m")
report.metric("lead_length_total", float(leads.length.sum() / 1000), unit="km")
if is_lead is not None:
    drawn = lead_objects.measure(is_lead & valid, ds.pixel_m, shortest)
    report.metric("lead_width_median_truth", float(drawn.width.median()), unit="m")
    report.metric("lead_length_total_truth", float(drawn.length.sum() / 1000), unit="km")

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Length of leads by their width, and by their direction (0° is along the rows of the image, positive angles turn to the left).", "name": "fig-optical-objects"}, "image": {"alt": "Left, bars of total lead length by width on logarithmic axes, low at the greatest widths. Right, bars of total length by direction."}}
fig, axes = plt.subplots(1, 2, figsize=(6.8, 3.2), layout="constrained")
wide = leads[leads.width > 0]
edges = np.geomspace(max(wide.width.min(), ds.pixel_m) * 0.99, wide.width.max() * 1.01, 14)
axes[0].hist(wide.width, edges, weights=wide.length / 1000)
axes[0].set(xscale="log", yscale="log", xlabel="width (m)", ylabel="length (km)")
ticks = [tick for tick in (10, 30, 100, 300, 1000, 3000, 10_000) if edges[0] <= tick <= edges[-1]]
axes[0].set_xticks(ticks, [str(tick) for tick in ticks])
axes[0].minorticks_off()
axes[1].hist(leads.orientation, np.arange(-90, 91, 15), weights=leads.length / 1000, color=plotting.COLOURS["green"])
axes[1].set(xlabel="direction (°)", xticks=range(-90, 91, 45), ylabel="length (km)")
plt.show()

# %% tags=["remove-input"]
if kind == "simulated":
    say(simulated=f"""The truth, measured in the same way, has {drawn.length.sum() / 1000:.0f} km of leads with a median width of
{drawn.width.median():.0f} m; the map has {leads.length.sum() / 1000:.0f} km and {leads.width.median():.0f} m. Shadows behind ridges
are thin, dark and long: to a map of brightness they are leads.""")
else:
    say(**{kind: """Objects inherit the map's errors. A wide dark patch is thinned to a line, too, and its branches
are measured as leads; look at the map before you trust the table."""})

# %% [markdown]
# ## Where it breaks
#
# One thing is changed at a time, on small simulated scenes, with two clusters in the red band: how much of the
# scene is lead; how thick the ice in the leads has become, and so how bright; how thick a cloud lies over all of
# it; how many melt ponds stand on the floes. (A cloud's *optical thickness* of 1 lets 37 % of a light beam through unscattered.)

# %% tags=["teaching"]
# Teaching cell: it uses the simulator, which can change one thing at a time.
from helpers.leads.simulation import sensitivity

changes = {
    "lead_area": [0.005, 0.01, 0.02, 0.05, 0.1, 0.3],
    "thickness": [0, 0.05, 0.1, 0.2, 0.4, 0.8],
    "cloud": [0, 2, 4, 8, 12, 20],
    "ponds": [0, 0.02, 0.05, 0.1, 0.2, 0.4],
}
simulate = kind == "simulated"
trials = {c: sensitivity.sweep(c, v, range(seed, seed + n_repeats)) for c, v in changes.items() if simulate}

# %% tags=["hide-input"] mystnb={"figure": {"caption": "F1 of the darker of two clusters as leads become rare, freeze over, hide under cloud, or get company by melt ponds; in the simulated edition only.", "name": "fig-optical-breaks"}, "image": {"alt": "Four panels of F1 against lead share, ice thickness, cloud and ponds. The mixture drops first when leads are rare; cloud lowers all late; ponds lower all methods steeply."}}
titles = {"lead_area": "share of leads", "thickness": "ice in the leads (m)",
          "cloud": "cloud, optical thickness", "ponds": "share of melt ponds"}
if simulate:
    fig, axes = plt.subplots(2, 2, figsize=(6.8, 5.4), sharey=True, layout="constrained")
    for ax, (change, scores) in zip(axes.flat, trials.items(), strict=True):
        for name, marker in zip(scores, "os^", strict=True):
            ax.plot(scores.index, scores[name], marker + "-", ms=5, label=name)
        ax.set(xlabel=titles[change], ylim=(0, 1.03), xscale="log" if change == "lead_area" else "linear")
    fig.supylabel("F1")
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncol=3)
    plt.show()
else:
    elsewhere("This needs a truth: see the simulated edition.")

# %% tags=["remove-input"]
for change in changes:
    for name in sensitivity.METHODS:
        ends = trials[change][name].iloc[[0, -1]] if simulate else [np.nan, np.nan]
        short = name.replace("K-means", "kmeans").replace(", ", "_")
        for end, value in zip(("first", "last"), ends, strict=True):
            report.metric(f"{change}_{end}_{short}", float(value), better="higher")
if simulate:
    ponds, rare, cloudy = (trials[c] for c in ("ponds", "lead_area", "cloud"))
    say(simulated=f"""- **Rare leads.** With leads on {100 * rare.index[0]:.1f} % of the scene, K-means scores {rare["K-means"].iloc[0]:.2f} and the
  mixture {rare["mixture"].iloc[0]:.2f}: so few pixels don't hold a cloud of their own, and shadows fill it.
- **Freezing over** costs little here, since even bare thick ice is darker than snow. A dusting of snow on the new
  ice would end that; the simulation has none.
- **Cloud** that covers all alike does less harm than one would think: contrast shrinks, but two levels stay two
  levels, until the patches of the cloud differ more than ice and water do. At an optical thickness of
  {cloudy.index[-1]:.0f} K-means scores {cloudy["K-means"].iloc[-1]:.2f} and the mixture {cloudy["mixture"].iloc[-1]:.2f}.
- **Melt ponds** end it. They are dark, and no lead. With {100 * ponds.index[-1]:.0f} % of the ice under ponds every method falls to
  about {ponds.iloc[-1].max():.2f}. The clustering isn't at fault: the two levels of brightness are no longer lead and ice.""")

# %% [markdown]
# ## Four scenes
#
# Does one method serve every sea and season? K-means with two clusters in all bands, on four scenes.

# %% tags=["remove-input"]
say(
    simulated="""In this edition they are simulated: winter as above, the same under cloud, with few leads, and with
melt ponds; their one band is red. The real edition has four seas.""",
    real="""They are the MODIS scenes registered here: Baffin Bay in July 2006, the Barents and Kara Seas in May
2025, the East Siberian Sea in June 2019, the Greenland Sea in July 2018, each 50 to 200 km wide.""",
    path="They are registered scenes, which this edition leaves out: it runs on your scene throughout.",
)

# %% tags=["remove-cell"]
gallery = {}
if kind == "real":
    for file in catalog.files("leads/modis"):
        if "falsecolor" in file["name"]:
            sea = file["path"].split("/")[-2].split("-")
            where = sea[0].replace('_', ' ').title().replace('Barents Kara', 'Barents and Kara')
            name = f"{where}, {sea[2][:4]}-{sea[2][4:6]}"
            gallery[name] = products.open(path.with_name(file["name"]))
elif kind == "simulated":
    for name, change in {"winter": ("cloud", 0), "cloud": ("cloud", 12), "few leads": ("lead_area", 0.005), "ponds": ("ponds", 0.2)}.items():
        one, _ = sensitivity.scene(*change, seed, 512)
        gallery[name] = one.to_dataset(name="image")
seas = {}
for name, one in gallery.items():
    described = pixels.features(one.image)
    model, order = fitted(described, KMeans(2, n_init=5, random_state=seed))
    other, other_order = fitted(described, clouds_of(covariance))
    seas[name] = (pixels.composite(one), clustering.classify(described, model, order).values,
                  clustering.classify(described, other, other_order).values)

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Four scenes, and in orange what K-means takes for leads.", "name": "fig-optical-seas"}, "image": {"alt": "Four pictures of sea ice, each with the darker of two clusters tinted orange. It is narrow leads in some, and broad open water, ponded ice or cloud edges in others."}}
if seas:
    fig, axes = plt.subplots(2, 2, figsize=(6.8, 7.2), layout="constrained")
    for ax, (name, (shown, dark, _)) in zip(axes.flat, seas.items(), strict=True):
        ax.imshow(tinted(shown, dark == 0))
        ax.set_title(name)
        ax.axis("off")
    plt.show()
else:
    elsewhere("This edition runs on your scene throughout.")

# %% tags=["hide-input"]
if seas:
    share = {name: {"K-means": (dark[dark >= 0] == 0).mean(), "mixture": (soft[dark >= 0] == 0).mean(),
                    "alike": (dark == soft)[dark >= 0].mean()} for name, (_, dark, soft) in seas.items()}
    display(pd.DataFrame(share).T.style.format("{:.1%}").set_caption("Share of the darkest cluster, and of pixels on which the two agree"))

# %% tags=["remove-input"]
def shares_of(sea, method):
    """Look a scene's share up by the beginning of its name."""
    return next((values[method] for name, values in (share.items() if seas else ()) if name.startswith(sea)), np.nan)


for number in range(4):
    shares = list(share.values())[number] if seas else {}
    for name, short in (("K-means", "kmeans_dark_share"), ("alike", "methods_alike")):
        report.metric(f"scene_{number + 1}_{short}", float(shares.get(name, np.nan)))
say(
    real=f"""In May, among large floes, the darker cluster is what one would draw by hand. In the summer scenes it is open
water of any shape, and most of it isn't a lead: the loose ice edge, gaps between small floes, bays. Cloud is bright and goes
with the ice, whatever lies under it. And the methods part: in Baffin Bay K-means has {shares_of("Baffin", "K-means"):.0%} in the
darker cluster and the mixture {shares_of("Baffin", "mixture"):.0%}. The mixture parts by band 7, where ice and water are both black and cloud is
bright. Two clusters answer "what is
darker here?", and every scene has a different answer. A rule for all seas needs a class for each of these, and so labels.""",
    simulated="""Under cloud the map is still one of leads; among ponds it is one of whatever is dark. A larger
darker cluster is no warning, for it might as well be open water: nothing in the scene says that the
question has changed.""",
)

# %% [markdown]
# ## What labels are worth
#
# A collection of pixels from Sentinel-3's camera OLCI, in 21 bands, comes labelled as lead or ice. It
# lets us ask how far clusters are from what a person sees, and how many labels would do. *K-medoids*
# is K-means with the most central sample in the place of the mean. A *random forest* learns from
# labels. *Label spreading* is semi-supervised: it takes a few labels and hands them on to the nearest
# unlabelled neighbours, again and again.

# %% tags=["remove-input"]
say(
    simulated="This part runs on real pixels only, so this edition leaves it out; the real one has the figures.",
    path="This part runs on registered pixels, so this edition, which runs on your scene, leaves it out.",
)

# %% tags=["hide-input"]
labelled = olci.open(catalog.find("leads/olci", "real")) if kind == "real" else None
accuracy = {}
if labelled is not None:
    X, y = StandardScaler().fit_transform(labelled.reflectance.values), labelled.lead.values
    found = {"K-means": KMeans(2, n_init=5, random_state=seed).fit_predict(X)}
    for shape in ("full", "tied", "diag", "spherical"):
        found[f"mixture, {shape}"] = clouds_of(shape).fit_predict(X)
    found["K-medoids"] = kmedoids.predict(X, kmedoids.fit(X, 2, seed))
    accuracy = {name: accuracy_score(y, partitions.match(c, y)) for name, c in found.items()}
    forest = label_efficiency.forest_scores(X, y, seed=seed, n_trees=40)
    accuracy["forest, unseen rows"] = forest["shuffled"].mean()
    accuracy["forest, unseen runs of rows"] = forest["in_order"].mean()
    display(pd.Series(accuracy).rename("accuracy").to_frame().style.format("{:.1%}"))

# %% tags=["remove-input"]
if accuracy:
    say(real=f"""Of {len(y):,} labelled pixels, matched in the way that suits them best, clusters miss
{1 - max(accuracy[name] for name in found):.0%} to {1 - min(accuracy[name] for name in found):.0%}; the forest misses
{1 - accuracy["forest, unseen rows"]:.0%}. But mind the last two lines. Pixels of one scene are alike, and a random split
puts relatives on both sides. The file doesn't say which pixel came from which scene, so there is nothing to group by.
What it has is an order. Both labels are spread evenly over it. If we hold out whole *runs* of a fifth of
the rows, the forest falls from {accuracy["forest, unseen rows"]:.1%} to {accuracy["forest, unseen runs of rows"]:.1%}, and
to {forest["in_order"].min():.0%} in the worst run. The file can't tell which of the two is the skill on a new scene; the first is surely too high.""")

# %% tags=["remove-cell"]
names = {"kmeans": "K-means", "mixture_full": "mixture, full", "mixture_tied": "mixture, tied", "mixture_diag": "mixture, diag",
         "mixture_spherical": "mixture, spherical", "medoids": "K-medoids", "forest": "forest, unseen rows",
         "forest_runs": "forest, unseen runs of rows"}
for short, name in names.items():
    report.metric(f"olci_{short}_accuracy", float(accuracy.get(name, np.nan)), better="higher")
counts = (10, 30, 100, 300, 1000, 3000, 6930)
curve = label_efficiency.curve(X, y, counts, n_repeats, seed, n_trees=40) if accuracy else None
goal = curve.forest.iloc[-1] - 0.05 if accuracy else np.nan
near = {way: int((curve[way] >= goal).idxmax()) if accuracy and (curve[way] >= goal).any() else None for way in ("forest", "spreading")}
for way, count in near.items():
    report.metric(f"labels_needed_{way}", np.nan if count is None else count, better="lower")

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Accuracy on held-out pixels by the number of labels: a forest that learns from them alone, and labels that spread among all pixels. The dotted line is K-means, without any. In the real edition only.", "name": "fig-optical-labels"}, "image": {"alt": "Two curves of accuracy against the number of labels on a logarithmic axis. Both climb steadily from 10 to several thousand labels, lying close together, and cross the dotted line of K-means within the first hundred."}}
if accuracy:
    fig, ax = plt.subplots(figsize=(6.4, 3.8))
    for way, marker, name in (("forest", "o", "forest"), ("spreading", "s", "label spreading")):
        ax.errorbar(curve.index, curve[way], curve[f"{way}_std"].fillna(0), marker=marker, capsize=3, label=name)
    ax.axhline(accuracy["K-means"], ls=":", color=plotting.COLOURS["grey"], label="K-means, no labels")
    ax.axhline(goal, ls="--", lw=1, color=plotting.COLOURS["grey"], label="all labels, less 5 points")
    ax.set(xscale="log", xlabel="labels", ylabel="accuracy")
    ax.legend(loc="lower right")
    plt.show()
else:
    elsewhere("This needs labelled pixels: see the real edition.")

# %% tags=["remove-input"]
if accuracy:
    say(real=f"""To come within five points of the forest that has all labels, label spreading needs
{near["spreading"] or "more than all"} labels, a forest alone {near["forest"] or "more than all"}. A hundred
labels bring {curve.spreading[100]:.0%} and {curve.forest[100]:.0%}. From a hundred labels on
the two curves are never more than {100 * (curve.spreading - curve.forest).loc[100:].abs().max():.1f} points apart: thousands of unlabelled
neighbours are worth little here, and how many labels are needed depends on the numbers that we tried. All of it is on
a random split, with the warning above.""")

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - In a clear winter scene two clusters of red light do map the leads, as the original found. The
#   simplest method did as well as any.
# - A mixture's freedom has its price. It describes the histogram better than K-means and may map the
#   leads worse: likelihood rewards the description of *all* pixels, and nearly all of them are ice.
# - More features move the clusters to what varies most, not to what we want to know. Texture can be a
#   good feature for a classifier with labels and a bad one for a cluster.
# - The darker cluster keeps its name when it stops being leads. Ponds, shadows and open sea look the same in
#   one band, and no internal score says so. That takes labels, or another sensor: {doc}`4_colocation`.
# - **Published figures.** Against pixels of OLCI, echoes of Sentinel-3 were classified with up to 92 %
#   (supervised) and 92.74 % (K-medoids) accuracy in winter {cite:p}`bijdevaate2022`. Those are echoes, not pixels; they
#   stand beside ours in the table for their size, not as the same experiment.
# - **Where ours may fail.** The simulated floes are of one kind of snow, light comes back alike in
#   all directions, and clouds are smooth and throw no shadow. Real scenes hold more kinds of surface, so that scores here are
#   upper bounds. The MODIS scenes are pictures stretched for the eye, with 250 m pixels: leads narrower than that only darken them.
#   The OLCI labels are one person's, who saw the same bands that the methods see.

# %% [markdown]
# ## Exercises
#
# 1. Run the chapter with `covariance="tied"`. Where does the border move in {numref}`fig-optical-histogram`, and why?
#
# :::{dropdown} Solution
# It moves down, close to where K-means divides. With one width for both clouds the wide skirt of the lead's cloud is
# gone; K-means, too, assumes clusters of one width, and so the two nearly agree. With it goes an absurdity: a wide cloud is
# higher than a narrow one far out on *both* sides, so that the mixture had called the few brightest pixels lead as well.
# :::
#
# 2. Score the map of K-means on pixels at the edge of leads and elsewhere (`scipy.ndimage.binary_dilation` of
#    `is_lead` less `binary_erosion` of it). Where are its errors?
#
# :::{dropdown} Solution
# ```python
# from scipy.ndimage import binary_dilation, binary_erosion
#
# edge = binary_dilation(is_lead) & ~binary_erosion(is_lead)
# wrong = valid & ((by_kmeans == 0) != is_lead)
# (wrong & edge).sum() / wrong.sum()
# ```
# Some two in a hundred of the wrong pixels lie at edges, though pixels there are mixed and blurred by the camera. Nearly all the
# others are shadows behind ridges: whole lines of dark pixels with no lead near. A single number such as F1 doesn't say that the
# errors are of one kind and could be mended together.
# :::
#
# 3. Divide near infrared by blue before clustering (`image.sel(band="B08") / image.sel(band="B02")`). Melt ponds are blue. Do
#    they part from leads in a simulated scene with `ponds=0.2`? Try two, three and four clusters.
#
# :::{dropdown} Solution
# ```python
# # This uses the simulator.
# from helpers.leads.simulation import ice_scene, scene_geometry, sentinel2_scene
#
# drawn, truth = sentinel2_scene.picture(ice_scene.draw(0, 320, ponds=0.2), scene_geometry.locate(320))
# ratio = (drawn.sel(band="B08") / drawn.sel(band="B02")).expand_dims(band=["ratio"])
# both = pixels.features(xr.concat([drawn.sel(band=["B04"]), ratio], "band"))
# for k in (2, 3, 4):
#     clusters = clustering.classify(both, *fitted(both, KMeans(k, n_init=5, random_state=0))).values
#     print(pd.crosstab(truth.surface_class.values + 2 * truth.pond.values, clusters))
# ```
# Not with two, nor with three: the third goes to thin ice. With four, open water, ponds, thin ice and floes have a cluster each, and
# all but a few in a hundred of the ponds are in theirs: water in leads is grey, ponds are blue. In nature a dark
# pond over thin ice has the colours of a lead.
# :::
#
# 4. Open question. A captain wants a route along leads, a climate modeller the area of open water. Which errors of the map
#    harm which of the two?

# %% [markdown]
# ## References
#
# Albedo of thin ice and of ponds: {cite:t}`brandt2005,perovich2002`; widths of leads: {cite:t}`wernecke2015`; k-medoids:
# {cite:t}`park2009`; label spreading: {cite:t}`zhou2003`; the MODIS scenes: {cite:t}`lopezacosta2019`; K-means and mixtures in practice:
# {cite:t}`pedregosa2011`.
