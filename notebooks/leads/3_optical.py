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
# [original study](https://github.com/eemeleems/GEOL0069_W4_unsupervised) did that with one band of
# a Sentinel-2 image, and stopped at the map. When is the darker cluster the leads, and what else
# can it be?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how the counts of a Sentinel-2 product become reflectance;
# - how to cluster pixels: fit on a sample, apply block by block;
# - why a mixture with more freedom can be the worse map, and what texture does to it;
# - how to turn a map into leads with a length, a width and a direction;
# - where the method breaks: few leads, cloud, melt ponds.
#
# You need the {doc}`first chapter <1_echoes>`, which introduced K-means and mixtures. The
# {doc}`glossary </book/glossary>` has the rest. It takes about 35 minutes.
# :::

# %% tags=["hide-input"]
import numpy as np
import pandas as pd
import xarray as xr
from sklearn.cluster import KMeans
from sklearn.metrics import f1_score, precision_score, recall_score
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, plotting, report
from helpers.leads import products
from helpers.leads.figures import optical as figures
from helpers.leads.optical import clustering, lead_objects, pixels
from helpers.leads.products import altimetry, sentinel2

one_thread = threadpool_limits(1)

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of an image
colours: str = "file"  # ["file", "true", "false"] of a picture: the file says, or you
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

# %% [markdown]
# ## The data
#
# A Sentinel-2 product is a folder whose name ends in `.SAFE`. Each band is an image of whole
# numbers, *counts*; the metadata say what they mean. **Reflectance** is the share of the sunlight
# that comes back:
#
# $$\rho = \frac{\text{count} + \text{offset}}{\text{quantification value}}$$
#
# The offset changed in January 2022. A program that forgets it finds open water as bright as young
# ice. A count of 0 means *no data*.
#
# By default the scene is **simulated**: fractures that branch, some open and some frozen over for
# up to five days, ridges with their shadows, and a corner that the camera didn't see. Albedos are
# published ones, air and cloud follow from physics. A real scene takes a free account
# ({doc}`/book/data` has the steps); {doc}`7_seas` shows real pictures that take none. For a GeoTIFF
# of your own, `colours` says what its three colours show.

# %%
path = catalog.find("leads/sentinel2", source)
ds = products.open(path, ["image"], colours)
image = ds.image.compute()
ds

# %%
height, width = image.shape[1:]
half, row, column = min(height, width) // 12, 2 * height // 3, width // 3
part = np.s_[row - half : row + half, column - half : column + half]
picture = pixels.composite(ds.assign(image=image))

# %% mystnb={"figure": {"caption": "The scene, and a part of it enlarged.", "name": "fig-optical-scene"}, "image": {"alt": "Two views of sea ice from above, bright ice with dark water between: the scene, and a small part of it."}}
figures.scene(picture, part, ds.pixel_m)

# %% [markdown]
# The original kept pixels above 0. So do we: a pixel is **valid** when every band has data and not
# all of them are 0. If the others stayed in, they would become the darkest cluster.

# %%
valid = pixels.valid(image).values
every = pixels.features(image)
report.record(pd.Series({"valid share": valid.mean()}, name="share of the pixels"))

# %% [markdown]
# ## One band, two clusters
#
# As in the original: red light only, K-means and a mixture. A model doesn't need millions of pixels
# to find two levels of brightness. It is fitted on a sample and then predicts the rest, block by
# block, so that a whole tile fits into the memory of a laptop.

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

# %% mystnb={"figure": {"caption": "Brightness of the valid pixels, and the fitted mixture: each cloud and their sum. The dashed line is where K-means divides dark from bright.", "name": "fig-optical-histogram"}, "image": {"alt": "Histogram of brightness on a logarithmic scale with a high peak of bright ice and a long, low dark part, overlaid by the Gaussian curves of the mixture and a dashed vertical line."}}
def clouds(values):
    return clustering.cloud_densities(mixture, values)[mixture_order]


red = stack.values[0]
figures.histogram(red[valid], clouds, red[by_kmeans == 0].max())

# %% [markdown]
# K-means divides halfway between its centres. The leads are few, but of many brightnesses from open
# water to grey ice, and the mixture gives them a *wide* cloud. Where it rises above the narrow cloud
# of the ice, dark ice and shadows are called lead.

# %% [markdown]
# ## The map, and how sure it is
#
# The mixture gives each pixel a probability for each cluster. One minus the largest is its
# **uncertainty**: 0 where it is sure, ½ where two clusters are alike.

# %%
chance = [clustering.probability(stack, mixture, k).values for k in range(n_clusters)]
uncertainty = 1 - np.max(chance, axis=0)

# %% mystnb={"figure": {"caption": "Above: what the mixture calls lead, laid over the image in red. Below: its uncertainty.", "name": "fig-optical-map"}, "image": {"alt": "Above, sea ice with its dark parts tinted red. Below, a map of uncertainty, dark but for the edges of those parts and some thin lines."}}
figures.lead_map(picture[part], by_mixture[part] == 0, uncertainty[part], ds.pixel_m)

# %% [markdown]
# Being sure is not being right. The uncertainty knows only the mixture's own clouds; where these
# don't describe the pixels, it is wrong with confidence. On the simulated scene we can look at the
# truth, in a second file. (Your own scene has none. There the map of K-means takes its place, and
# scores only say how far others differ from it.)

# %%
known = by_kmeans == 0
if source == "simulated":
    truth = xr.open_dataset(catalog.truth(path))
    known = truth.surface_class.values == altimetry.LEAD

# %%
measures = {"precision": precision_score, "recall": recall_score, "F1": f1_score}
maps = {"K-means": by_kmeans == 0, "mixture": by_mixture == 0}
scores = {
    word: {name: measure(known[valid], dark[valid]) for name, dark in maps.items()}
    for word, measure in measures.items()
}
report.record(pd.DataFrame(scores), better="higher").round(3)

# %%
sure = (by_mixture == 0) & (uncertainty < 0.05)
report.record(pd.Series({"sure and right": known[sure].mean()}, name="share"))

# %% [markdown]
# Of the pixels that the mixture calls lead with a probability above 95 %, a share of
# {glue:text}`sure_and_right` are leads.

# %% [markdown]
# ## More bands, more shapes, and texture
#
# Can more information hurt? Here are K-means and the mixture with all four kinds of **covariance**
# on one band, on all, and on all with **texture**, the standard deviation of red light over a small
# square. *Full* clouds have any shape, *tied* ones all the same, *diag* ones lie along the axes,
# *spherical* ones are round. **F1** is the harmonic mean of precision and recall, here on every
# ninth pixel.

# %%
stacks = {
    "one band": stack,
    "all bands": every,
    "bands and texture": pixels.features(image, ds.red, window_px),
}
models = {"K-means": KMeans(2, n_init=5, random_state=seed)}
for shape in ("full", "tied", "diag", "spherical"):
    models[f"mixture {shape}"] = clouds_of(shape)

# %%
def f1_of(stack, lead, model):
    sees = stack.notnull().all("feature").values
    dark = clustering.classify(stack, *fitted(stack, model)).values == 0
    return f1_score(lead[sees], dark[sees])


few = np.s_[::3, ::3]
f1 = {
    features: {name: f1_of(stack[:, *few], known[few], m) for name, m in models.items()}
    for features, stack in stacks.items()
}
report.record(pd.DataFrame(f1), "f1", better="higher").round(3)

# %% [markdown]
# With texture, a mixture with free clouds describes most by parting *smooth* from *uneven* pixels.
# Nothing tells it that we care about brightness. Is that this scene's doing? Here are ten small
# ones, with all bands and texture.

# %% tags=["teaching"]
# Teaching cell: it uses the simulator, which can draw as many scenes as we like.
from helpers.leads.simulation import ice_scene, scene_geometry, sentinel2_scene


def another(draw):
    drawn, where = ice_scene.draw(draw, 320), scene_geometry.locate(320)
    image, truth = sentinel2_scene.picture(drawn, where, draw, sentinel2.BANDS)
    lead = truth.surface_class.values == altimetry.LEAD
    return pixels.features(image, "B04", window_px), lead


small = [another(seed + i) for i in range(10)]
tried = ["K-means", "mixture full", "mixture tied"]
ten = {name: [f1_of(*scene, models[name]) for scene in small] for name in tried}
spread = pd.DataFrame(ten).agg(["min", "median", "max"]).T
report.record(spread, "ten", better="higher").round(2)

# %% [markdown]
# On some scenes the free mixture finds the leads, on others it falls to {glue:text}`ten_mixture_full_min`.
# Where the clouds must be alike, and in K-means, the large step between dark and bright wins each
# time (at the least {glue:text}`ten_kmeans_min`).

# %% [markdown]
# ## Leads as objects
#
# A map of pixels isn't yet a lead. Thin the dark network to lines one pixel wide and cut it where
# lines meet. Each stretch between two junctions is an object with a length, a width (twice the mean
# distance from the line to the ice) and a direction.

# %%
shortest = max(min_lead_m, 10 * ds.pixel_m)
found = {
    "map": lead_objects.measure(by_kmeans == 0, ds.pixel_m, shortest),
    "truth": lead_objects.measure(known & valid, ds.pixel_m, shortest),
}
totals = {
    "total length (km)": {name: t.length.sum() / 1000 for name, t in found.items()},
    "median width (m)": {name: t.width.median() for name, t in found.items()},
}
report.record(pd.DataFrame(totals), "objects").round(0)

# %% mystnb={"figure": {"caption": "Length of leads on the map by their width, and by their direction (0° is along the rows of the image, positive angles turn to the left).", "name": "fig-optical-objects"}, "image": {"alt": "Above, bars of total lead length by width on logarithmic axes, low at the greatest widths. Below, bars of total length by direction."}}
figures.objects(found["map"], ds.pixel_m)

# %% [markdown]
# Objects inherit the map's errors. Shadows behind ridges are thin, dark and long: to a map of
# brightness they are leads.

# %% [markdown]
# ## Where it breaks
#
# One thing is changed at a time, on small simulated scenes, with two clusters in the red band: how
# much of the scene is lead; how thick the ice in the leads has become; how thick a cloud lies over
# all of it; how many melt ponds stand on the floes. (A cloud's *optical thickness* counts how often
# light is scattered on its way through.)

# %% tags=["teaching"]
# Teaching cell: it uses the simulator, which can change one thing at a time.
from helpers.leads.simulation import sensitivity

changes = {
    "lead_area": [0.005, 0.02, 0.05, 0.3],
    "thickness": [0, 0.2, 0.8],
    "cloud": [0, 4, 12, 20],
    "ponds": [0, 0.05, 0.1, 0.4],
}
draws = range(seed, seed + n_repeats)
trials = {what: sensitivity.sweep(what, of, draws) for what, of in changes.items()}

# %% mystnb={"figure": {"caption": "F1 of the darker of two clusters as leads become rare, freeze over, hide under cloud, or get company by melt ponds.", "name": "fig-optical-breaks"}, "image": {"alt": "Four panels of F1 against lead share, ice thickness, cloud and ponds. The mixture drops first when leads are rare; thick cloud lowers K-means and the tied mixture, and not the full one; ponds lower all methods steeply."}}
figures.breaks(trials)

# %%
ends = pd.DataFrame({change: scores.iloc[-1] for change, scores in trials.items()})
ends = ends.assign(rare=trials["lead_area"].iloc[0]).T
report.record(ends, "last", better="higher").round(2)

# %% [markdown]
# The table has the right end of each panel, and *rare* the left end of the first.
#
# - **Rare leads.** So few pixels don't hold a cloud of their own, and shadows fill the mixture's.
# - **Freezing over** costs little here, since even bare thick ice is darker than snow.
# - **Cloud** over the whole scene shrinks the contrast, but two levels stay two levels, until its
#   patches differ more than ice and water do. K-means and the tied mixture suffer then; the full one
#   doesn't yet.
# - **Melt ponds** end it. They are dark, and no lead: K-means falls to
#   {glue:text}`last_ponds_kmeans`. The clustering isn't at fault: the two levels of brightness are
#   no longer lead and ice.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - In a clear winter scene two clusters of red light do map the leads, as the original found. The
#   simplest method did as well as any.
# - A mixture's freedom has its price: likelihood rewards the description of *all* pixels, and nearly
#   all of them are ice. More features move the clusters to what varies most, not to what we want to
#   know.
# - The darker cluster keeps its name when it stops being leads. No internal score says so. That
#   takes labels ({doc}`7_seas`) or another sensor ({doc}`4_colocation`).
#
# :::{admonition} Where ours may fail
# :class: dropdown
# The simulated floes are of one kind of snow, light comes back alike in all directions, and clouds
# are smooth and throw no shadow. Real scenes hold more kinds of surface, so that scores here are
# upper bounds.
# :::

# %% [markdown]
# ## Exercises
#
# **1.** Where are the errors of K-means's map? Call the pixels *edge* that lie within one pixel of
# the border of a lead. What share of the wrong pixels are at an edge?

# %%
wrong = valid & ((by_kmeans == 0) != known)
answer = ...

# %% tags=["hide-input", "check"]
from scipy.ndimage import binary_dilation, binary_erosion

edge = binary_dilation(known) & ~binary_erosion(known)
amiss = valid & ((by_kmeans == 0) != known)
expected = (amiss & edge).sum() / max(amiss.sum(), 1)
hint = "dilate known, erode it, and take the difference."
exercises.check(answer, expected, tolerance=0.001, hint=hint)

# %% tags=["hide-cell", "solution"]
# Few, though pixels there are mixed and blurred by the camera. Nearly all the others
# are shadows behind ridges: lines of dark pixels with no lead near. F1 doesn't say that
# the errors are of one kind and could be mended together.
edge = binary_dilation(known) & ~binary_erosion(known)
wrong = valid & ((by_kmeans == 0) != known)
answer = (wrong & edge).sum() / max(wrong.sum(), 1)
exercises.check(answer, expected, tolerance=0.001)

# %% [markdown]
# **2.** With `covariance="tied"` both clouds of the mixture have one width. What share of the valid
# pixels does it call lead on the red band?

# %%
tied, order = fitted(stacks["one band"], clouds_of("tied"))
answer = ...

# %% tags=["hide-input", "check"]
classes = clustering.classify(stacks["one band"], tied, order).values
expected = np.mean(classes[valid] == 0)
exercises.check(answer, expected, tolerance=0.001, hint="use clustering.classify.")

# %% tags=["hide-cell", "solution"]
# About as many as K-means, which assumes clusters of one width, too. With the wide
# cloud goes an absurdity: it was higher than the narrow one far out on *both* sides, so
# that the mixture called the few brightest pixels lead as well.
dark = clustering.classify(stacks["one band"], tied, order).values == 0
answer = dark[valid].mean()
exercises.check(answer, expected, tolerance=0.001)

# %% [markdown]
# ## Three questions

# %% tags=["hide-input"]
exercises.questions("leads/3_optical")

# %% [markdown]
# ## References
#
# Albedo of thin ice and of ponds: {cite:t}`brandt2005,perovich2002`; widths of leads:
# {cite:t}`wernecke2015`; K-means and mixtures in practice: {cite:t}`pedregosa2011`.
