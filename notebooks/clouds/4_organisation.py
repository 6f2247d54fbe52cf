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
# # Organisation: what is physical about the patterns?
#
# People see sugar, gravel, fish and flowers. Physicists count clouds, and measure how long they are,
# how far apart, and how much clear sky lies between. Do the four names say anything that
# twenty such numbers say too?
#
# The original study {cite:p}`ramoul2021` measured its tiles and concluded
# that the human classes "are more distinct in terms of these physical characteristics" than its
# clusters. This chapter measures again. {doc}`8_goes_organisation` does so with two months of real
# scenes, and {doc}`9_authors_tables` looks into the tables that the original published.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how a picture becomes a mask of clouds, and how much hangs on one threshold;
# - what twenty measures of {term}`organisation` measure, and on which masks their values are known;
# - why distances between unscaled measures are distances of one of them;
# - how to tell what a measure adds to cloud cover.
#
# You need some Python, and to have met correlation and principal components. The
# {doc}`glossary </book/glossary>` has the rest.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import xarray as xr
from skimage.filters import threshold_otsu
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score, silhouette_score
from sklearn.preprocessing import StandardScaler

from helpers import catalog, plotting, report
from helpers.clouds import figures, organisation, products
from helpers.clouds.organisation import tile_metrics
from helpers.clouds.products.boxes import LABELS
from helpers.clouds.statistics import chance
from helpers.clouds.statistics.principal_components import components, strongest
from helpers.clouds.statistics.rank_statistics import eta_squared, rank_correlation
from helpers.clouds.tiles import (
    brightness,
    cutting,
    named_or_not,
    placement,
    true_patterns,
)

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a table of boxes
tile_px: int = 256  # [96, 699] side of a tile in pixels of 0.01°
max_tiles: int = 50  # [5, 999] tiles of each class, at most
cloud_brightness: int = 127  # [20, 239] brightness above which a pixel is cloud
n_clusters: int = 4  # [2, 12] of K-means on the metrics
n_resamples: int = 200  # [20, 10000] dealings of labels
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("clouds/4_organisation", globals())
plotting.style()
pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## Measures on masks that one can check by eye
#
# A **cloud mask** says of each pixel: cloud or clear. Cloudy pixels that touch along a side make
# an *object*. Nearly all measures start from there; a few take the brightness itself.
#
# | measure | formula | what it says |
# |:---|:---|:---|
# | cloud fraction | cloudy ÷ all | how much sunlight the scene sends back |
# | number | objects | how many updraughts, roughly |
# | mean, largest length | √area | how far convection has grown sideways |
# | perimeter | length of the edges | how much cloud meets dry air |
# | eccentricity | of the fitted ellipse, weighted with area | whether single clouds are stretched |
# | size exponent | slope of the density of lengths | few giants among many dwarfs, or all alike |
# | orientation | √(1 − λ₂/λ₁) of the mask's moments | whether the whole scene is a band |
# | fractal dimension | boxes that hold an edge, over their size | how ragged edges are and how they fill the plane |
# | open sky | clear width × height ÷ domain | room for dry, sinking air and cold pools |
# | I_org | ∫ F dF₀, F of nearest distances | clumped (→ 1), anywhere (½), or regular (→ 0) |
# | L_org | ∫ L − ℓ, L from neighbours within any distance | the same at all scales: > 0 clumped, 0 anywhere |
# | I_org, Benner & Curry | F₀ of discs that can't overlap | the same, and clouds aren't points |
# | SCAI | number × mean distance | many, and far apart: little aggregation |
# | COP | mean of sizes ÷ distance over pairs | whether large clouds lie near each other |
# | ROME | area, and a neighbour's by nearness | size of what acts as one cloud |
# | OIDRA | pairs weighed by area and nearness | 1 when all cloud is in one place |
# | spectral length, median and moment | 2π / typical wavenumber | the scale that carries the brightness |
# | spectral slope | exponent of the power spectrum | fine texture, or large forms |
# | spectral anisotropy | 1 − weakest / strongest direction | streets and bands |
# | WOI1, 2, 3 | wavelet energy: large share, total, by direction | size, amount, direction in one family |
# | mean, variance | of the brightness | thickness (in infrared: height) of the clouds |
#
# Formulas in full and their sources are in the documentation of `helpers.clouds`. What isn't defined is missing, not 0: a single
# cloud has no nearest neighbour.

# %% tags=["teaching"]
from helpers.clouds.simulation import known_answers  # masks that the simulator draws

teaching_masks = known_answers.masks(seed=seed)
known = pd.DataFrame({name: organisation.measure(m) for name, m in teaching_masks.items()})
shown = ["num", "cloud_fraction", "iorg", "iorg_benner", "scai", "cop", "open_sky_mean",
         "fractal_dimension", "orientation", "oidra"]
known.loc[shown].round(3)

# %% tags=["remove-cell"]
for name in ("lattice", "random", "clustered"):
    report.metric(f"teaching_iorg_{name}", known[name].iorg)
draws = [organisation.measure(known_answers.masks(seed=seed + i)["random"]) for i in range(20)]
report.metric("teaching_iorg_random_mean", np.mean([one["iorg"] for one in draws]))
report.metric("teaching_iorg_random_benner", np.mean([one["iorg_benner"] for one in draws]))
report.metric("teaching_iorg_lattice_exact", np.exp(-np.pi))
report.metric("teaching_fractal_line", known.line.fractal_dimension)
report.metric("teaching_orientation_line", known.line.orientation)

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Four teaching masks, and their index of organisation.", "name": "fig-organisation-teaching"}, "image": {"alt": "Four small squares: clouds on a square lattice, clouds anywhere, clouds in four groups, and a single line."}}
fig, axes = plt.subplots(2, 2, figsize=(6, 6.4), layout="constrained")
for ax, (name, mask) in zip(axes.flat, teaching_masks.items(), strict=True):
    ax.imshow(mask, cmap="cividis")
    ax.set_title(f"{name}: {known[name].iorg:.2f}" if np.isfinite(known[name].iorg) else f"{name}: –")
    ax.set(xticks=[], yticks=[])
plt.show()

# %% [markdown]
# The lattice must have I_org = e^−π = {glue:text}`teaching_iorg_lattice_exact` and has
# {glue:text}`teaching_iorg_lattice`. Clouds put anywhere should come near ½:
# this draw has {glue:text}`teaching_iorg_random`, since few clouds wander a lot, and the mean of 20 draws
# is {glue:text}`teaching_iorg_random_mean` (at the edge neighbours are missing, and clouds can't overlap; by the index of
# Benner & Curry, which knows the latter, {glue:text}`teaching_iorg_random_benner`). Grouped ones go towards 1 ({glue:text}`teaching_iorg_clustered`). The line has fractal dimension
# {glue:text}`teaching_fractal_line` and orientation {glue:text}`teaching_orientation_line`.
#
# Look at SCAI along the row: lattice and random are nearly equal. It counts and measures mean distances,
# and doesn't see regularity. COP sees the groups. No measure sees everything, hence so many.
#
# ## From picture to mask
#
# The original made pictures grey and called everything above 127 cloud, a
# value that "extracted most of the cloud areas". {term}`Otsu's rule` instead takes the threshold that parts
# the histogram of brightness into two groups as far apart as they can be. By tile, that is a choice per tile.

# %%
found = sorted(products.open(source), key=lambda scene: scene.name)
placed = named_or_not.in_boxes_or_free(found, tile_px)
placed = placement.at_most(placed, max_tiles, seed)
fields = brightness.greyscale(cutting.cut(found, placed))
placed.label.value_counts().rename_axis("class").rename("tiles").to_frame()

# %% [markdown]
# Tiles lie side by side in the crowd's boxes. Where several people drew the
# same name over each other, the tiles count once; where they disagree, a piece of sky may stand under two
# names. {glue:text}`tiles` tiles come from {glue:text}`scenes` scenes (at most
# {glue:text}`most_per_class` per class).

# %% tags=["hide-input"]
classes = sorted(placed.label.unique())
missing = [name for name in LABELS if name not in classes]
if classes == [named_or_not.UNNAMED]:
    print("No scene has a box: tiles are measured and clustered, and what compares them with names stays empty.")
elif missing:
    print(f"No tile is of the class {', '.join(missing)}: what follows compares {', '.join(classes)}.")

# %% tags=["remove-cell"]
report.metric("tiles", len(placed))
report.metric("scenes", placed.scene.nunique())
report.glue("most_per_class", f"{max_tiles}")

# %%
few = placed.groupby("label").head(5)
levels = (80, 100, 127, 150, 180)
few_fields = fields[few.index]
by_level = {level: tile_metrics.measure_tiles(few_fields, level, spectral=False) for level in levels}
by_otsu = tile_metrics.measure_tiles(few_fields, threshold_otsu, spectral=False)

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Left: one tile of each class. Right: its mask at a threshold of 127, and by Otsu's rule.", "name": "fig-organisation-mask"}, "image": {"alt": "A row for each class: a grey cloud picture, and two masks of it. The masks agree on bright clouds and differ on faint ones."}}
fig, axes = plt.subplots(len(classes), 3, figsize=(6.2, 2.1 * len(classes)), layout="constrained", squeeze=False)
for row, label in zip(axes, classes, strict=True):
    field = few_fields[(few.label == label).values.argmax()]
    row[0].imshow(field, cmap="gray", vmin=0, vmax=255)
    for ax, level in zip(row[1:], (127, int(threshold_otsu(field))), strict=True):
        ax.imshow(field > level, cmap="cividis")
        ax.set_title(f"> {level}: {np.mean(field > level):.0%}")
    row[0].set_ylabel(label)
for ax in axes.flat:
    ax.set(xticks=[], yticks=[])
plt.show()

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Medians over a few tiles of each class against the threshold, and (cross) by Otsu's rule for each tile, drawn at 200.", "name": "fig-organisation-threshold"}, "image": {"alt": "Four panels against the threshold: cloud fraction falls for all classes; number of clouds, organisation index and fractal dimension change too."}}
names = ["cloud_fraction", "num", "iorg", "fractal_dimension"]
figures.threshold(by_level, by_otsu, few.label, names)

# %% tags=["hide-input"]
low, middle, high = by_level[100], by_level[127], by_level[150]
kept_order = {}
for name in ("cloud_fraction", "num", "iorg", "cop", "fractal_dimension", "orientation"):
    both = low[name].notna() & high[name].notna()
    kept_order[name] = rank_correlation(low[name][both], high[name][both])

# %% tags=["remove-cell"]
report.metric("cover_at_100", low.cloud_fraction.median())
report.metric("cover_at_127", middle.cloud_fraction.median())
report.metric("cover_at_150", high.cloud_fraction.median())
report.metric("cover_by_otsu", by_otsu.cloud_fraction.median())
for name, value in kept_order.items():
    report.metric(f"order_100_150_{name}", value)
weakest = min(kept_order, key=kept_order.get)
report.glue("weakest_order", figures.in_words([weakest])[0])
report.metric("weakest_order_value", kept_order[weakest])

# %% [markdown]
# Between thresholds of 100 and 150 the median cloud fraction goes from {glue:text}`cover_at_100`
# over {glue:text}`cover_at_127` (127) to {glue:text}`cover_at_150`; by Otsu's rule it is {glue:text}`cover_by_otsu`. So
# a "cloud fraction of sugar" means nothing without its threshold. Some measures keep at least the
# *order* of the tiles: the rank correlation of cloud fraction at 100 with that at 150 is
# {glue:text}`order_100_150_cloud_fraction`, of the number of clouds {glue:text}`order_100_150_num`, of I_org
# {glue:text}`order_100_150_iorg`. The least stable of the six we tried is the {glue:text}`weakest_order`
# ({glue:text}`weakest_order_value`). And Otsu's rule finds two groups in every tile, also where
# there is hardly a cloud; then it splits the sea. We go on with the original's fixed one.
#
# ## Classes and clusters in the space of the metrics
#
# Twenty measures per tile, lengths in km. Tiles in which one isn't defined are left out.

# %%
measured = tile_metrics.measure_tiles(fields, cloud_brightness)
metrics = tile_metrics.twenty(measured)
complete = metrics.notna().all(axis=1).values
metrics, label = metrics[complete], placed.label.values[complete]
shown = ["cloud_fraction", "num_objects", "mean_length_scale", "open_sky", "iorg", "orientation",
         "spectral_length_moment", "fractal_dimension"]
metrics[shown].groupby(label).median().T.round(3)

# %% tags=["hide-input", "reference-figure"] mystnb={"figure": {"caption": "Six measures by class: middle line the median, box the middle half, dots all tiles.", "name": "fig-organisation-classes"}, "image": {"alt": "Box plots of cloud fraction, number of clouds, mean length, I_org, open sky and spectral length for each class. The dots of the classes overlap in every panel."}}
panels = ["cloud_fraction", "num_objects", "mean_length_scale", "iorg", "open_sky",
          "spectral_length_moment"]
figures.metrics_by_class(metrics, label, panels)

# %% [markdown]
# Now cluster the tiles with K-means on standardised measures (mean 0, standard deviation 1), without
# the names.

# %%
standard = StandardScaler().fit_transform(metrics)
cluster = KMeans(n_clusters, n_init=100, random_state=seed).fit_predict(standard)
pd.crosstab(pd.Series(label, name="class"), pd.Series(cluster, name="cluster"))

# %%
in_clusters = metrics[shown].groupby(cluster).median().T.round(3)
in_clusters.rename_axis(columns="cluster")

# %% tags=["remove-cell"]
ami = adjusted_mutual_info_score(label, cluster)
where = placed.scene.to_numpy()[complete]
ami_by_chance = chance.level(
    lambda dealt: adjusted_mutual_info_score(dealt, cluster), label, where, n_resamples, seed
)
report.metric("tiles_complete", int(complete.sum()))
report.metric("tiles_ami", ami, better="higher")
report.metric("tiles_ami_chance_95", ami_by_chance)
area = metrics.assign(area=metrics.cloud_fraction * tile_px**2)
report.metric("tiles_area_variance_percent", 100 * area.area.var() / area.var().sum(), unit="%")
for name, groups in {"class": label, "cluster": cluster}.items():
    told = len(set(groups)) > 1
    report.metric(f"tiles_silhouette_raw_{name}", silhouette_score(area, groups) if told else np.nan, better="higher")
    report.metric(f"tiles_silhouette_standard_{name}", silhouette_score(standard, groups) if told else np.nan, better="higher")

# %% [markdown]
# {glue:text}`tiles_complete` tiles are complete. Clusters and names share an {term}`AMI <adjusted mutual information>` of {glue:text}`tiles_ami`; of
# names dealt anew, one time in twenty reaches {glue:text}`tiles_ami_chance_95`. (Dealt by scene: tiles of one scene are
# alike, and who shuffles single tiles forgets that.)
#
# The {term}`silhouette` compares the distance of a tile to its own group with that to the next.
# Add the cloudy area in pixels to the twenty, as the original did, don't scale, and the area
# carries {glue:text}`tiles_area_variance_percent` % of the variance. All distances are then differences in
# area, whatever else stands in the table:
#
# | silhouette | by class | by cluster |
# |:---|---:|---:|
# | unscaled, with area | {glue:text}`tiles_silhouette_raw_class` | {glue:text}`tiles_silhouette_raw_cluster` |
# | standardised | {glue:text}`tiles_silhouette_standard_class` | {glue:text}`tiles_silhouette_standard_cluster` |
#
# The clusters were made in the standardised space, so that they *must* do well there: that
# cell of the table is no evidence. A silhouette by class near or below 0 says that a tile is as close to tiles of
# other names as to its own.
#
# ### Is it the names, or the measures?
#
# A box is a rectangle around something that isn't one, and tiles inherit its name. Simulated scenes have a
# truth, which pattern each place was drawn as; we open it here only to score.

# %%
judged = dict.fromkeys(["purity", "ami_truth", "eta_truth", "eta_truth_equal_cover"], np.nan)
if source == "simulated":
    with xr.open_dataset(catalog.truth(catalog.find("clouds/scenes", source))) as truth:
        shares = true_patterns.shares(truth, found, placed[complete])[list(LABELS)]
    true_label = shares.idxmax(axis=1).values
    columns, cover = metrics.values.T, metrics.cloud_fraction.values
    judged["purity"] = np.mean([shares.loc[i, one] for i, one in zip(shares.index, label, strict=True)])
    judged["ami_truth"] = adjusted_mutual_info_score(true_label, cluster)
    judged["eta_truth"] = np.median([eta_squared(v, true_label) for v in columns])
    equal_cover = [eta_squared(v, true_label, cover) for v in columns]
    judged["eta_truth_equal_cover"] = np.nanmedian(equal_cover)

# %% tags=["remove-cell"]
for name, value in judged.items():
    report.metric(f"tiles_{name}", value, better="higher")

# %% [markdown]
# A share of {glue:text}`tiles_purity` of a simulated tile truly has the tile's name. Named by the
# pattern that covers most of them instead, tiles and clusters share an AMI of
# {glue:text}`tiles_ami_truth`. The median share of a measure's rank variance between the true
# patterns, a figure explained below, is {glue:text}`tiles_eta_truth`, and
# {glue:text}`tiles_eta_truth_equal_cover` at equal cloud cover. The boxes' names are a blunt
# reference: a low agreement with them doesn't show that the measures see nothing, nor a high one
# that they see the patterns.
# (Real scenes have no truth but the boxes: a dash stands for each of these numbers there.)

# %% [markdown]
# ## How many dimensions?
#
# {cite:t}`janssens2021` measured many scenes of one trade-wind region with such a set of measures and found that four principal components
# hold 82 % of the variance: *characteristic length*, *void size*, *directional alignment*, and
# *variance of cloud-top height*. What are ours?

# %%
loadings, explained = components(metrics)
pd.DataFrame({"share": pd.Series(explained, loadings.columns).round(3), "largest loadings": pd.Series(strongest(loadings)),
              "Janssens et al., in their order": ["characteristic length", "void size",
                                         "directional alignment", "cloud-top height"]})

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Loadings of the twenty measures of our tiles on four principal components.", "name": "fig-organisation-loadings"}, "image": {"alt": "Table of coloured cells: twenty measures by four components, positive loadings yellow, negative dark blue. Each component mixes several measures."}}
figures.loadings(loadings, explained)

# %% tags=["remove-cell"]
for i, share in enumerate(explained, 1):
    report.metric(f"tiles_pca_{i}", 100 * share, unit="%")
report.metric("tiles_pca_four", 100 * explained.sum(), unit="%")
report.glue("tiles_pca_four_text", f"{100 * explained.sum():.0f}")

# %% [markdown]
# Four components hold {glue:text}`tiles_pca_four_text` % here. A number near theirs wouldn't say that the
# *components* are the same: it mostly says how alike the chosen measures are. Several are nearly
# one measure twice (number and SCAI, say), and whoever adds a third twin enlarges a component. Compare loadings, not
# percentages. Our brightness is visible light: it knows the thickness of a cloud and not its height, so
# that the fourth dimension can't be had.
#
# ## What does cloud cover alone explain?
#
# In the real sky, fish and flowers cover more than sugar. Any measure that goes with cover will then differ between
# the names, and says nothing of its own. So: what share of the variance of a measure's *ranks* lies between
# the classes (η²), and what share is left when the ranks' straight-line dependence on cloud
# fraction is taken away first?

# %%
cover = metrics.cloud_fraction.values
rows = {}
for name, values in metrics.items():
    rows[name] = {"η²": eta_squared(values, label), "η² at equal cover": eta_squared(values, label, cover),
                  "ρ with cover": rank_correlation(values, cover)}
confounded = pd.DataFrame(rows).T.sort_values("η²")

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Share of each measure's rank variance that lies between the classes, before and after taking out cloud fraction. Dotted: what one dealing of the names in twenty exceeds, scene by scene.", "name": "fig-organisation-cover"}, "image": {"alt": "Twenty rows, two dots each: the share between classes, and the share at equal cloud fraction. A line joins the two, and a dotted line marks the level of chance."}}
shuffled = np.nan
if len(classes) > 1:
    shuffled = chance.level(lambda dealt: eta_squared(cover, dealt), label, where, n_resamples, seed)
fig, ax = plt.subplots(figsize=(6.6, 7.2), layout="constrained")
place = np.arange(len(confounded))
ax.hlines(place, confounded["η²"], confounded["η² at equal cover"], color=plotting.COLOURS["grey"], lw=1)
ax.plot(confounded["η²"], place, "o", color=plotting.COLOURS["blue"], label="all")
ax.plot(confounded["η² at equal cover"], place, "D", color=plotting.COLOURS["vermilion"], label="at equal cover")
ax.axvline(shuffled, ls=":", color=plotting.COLOURS["grey"])
ax.set_yticks(place, figures.in_words(confounded.index))
ax.set_xlabel("share between classes (η²)")
fig.legend(loc="outside upper center", ncol=2)
plt.show()

# %% tags=["remove-cell"]
others = confounded.drop("cloud_fraction")
report.metric("eta_cover", confounded["η²"]["cloud_fraction"])
report.metric("eta_chance_95", shuffled)
report.metric("eta_median", others["η²"].median())
report.metric("eta_median_equal_cover", others["η² at equal cover"].median())
report.metric("cover_correlation_median", others["ρ with cover"].abs().median())
report.metric("eta_above_chance", int((others["η² at equal cover"] > shuffled).sum()))
best = others["η² at equal cover"].idxmax()
report.glue("eta_best", best.replace("_", " "))
report.metric("eta_best_value", others["η² at equal cover"].max())

# %% [markdown]
# Cloud fraction alone has η² = {glue:text}`eta_cover`. The median of the other nineteen is
# {glue:text}`eta_median`, and {glue:text}`eta_median_equal_cover` once cover is taken out; their median
# |ρ| with cover is {glue:text}`cover_correlation_median`. {glue:text}`eta_above_chance` of the nineteen
# still exceed the level of chance ({glue:text}`eta_chance_95`, names dealt by scene). Strongest at equal cover: {glue:text}`eta_best` ({glue:text}`eta_best_value`).

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - The measures work where one knows the answer: lattice, line and groups have the values they must have.
# - The threshold decides cloud fraction, and through it much else. A measure should be
#   quoted with its threshold, its pixel size and its domain.
# - On one scale, the measures need four components or more, and classes overlap in them.
# - Where the names differ physically, a good part of the difference can be how *much* cloud there is. Ask what a measure
#   says at equal cover before calling it organisation.
# - **Where ours may fail.** A straight line on ranks takes away only a part of what cover explains when
#   the dependence is curved, and too much if cover is itself a result of organisation. The names in the
#   real edition come from very few scenes, and tiles of a scene are alike: read its class medians as examples.
#   Simulated patterns were drawn by rules, and a measure that separates them may only have found the rule.

# %% [markdown]
# ## Exercises
#
# 1. Set `cloud_brightness=100`. Which statements on this page change?
#
# :::{dropdown} Solution
# Cloud fraction rises in every class, objects merge, and lengths grow. The order of the classes in
# cover usually stays, and with it most of η²; look at I_org and the number of clouds, which needn't.
# :::
#
# 2. Multiply one column of `metrics` by 1,000 and compute the silhouette without and with
#    standardising. What has happened to the clouds?
#
# :::{dropdown} Solution
# Nothing. The unscaled silhouette becomes that of this single column, as with the area in pixels; the
# standardised one stays as it was.
# :::
#
# 3. A scene has one large cloud. Which measures are missing, and which value would mislead if 0 was put
#    instead?
#
# :::{dropdown} Solution
# I_org, SCAI, COP and OIDRA need two objects. I_org = 0 would say "perfectly regular", and
# SCAI = 0 would put it among the most aggregated scenes: right by luck, and wrong for an empty one.
# :::

# %% [markdown]
# ## References
#
# The study: {cite:t}`ramoul2021`; four dimensions: {cite:t}`janssens2021`; the patterns: {cite:t}`stevens2020`; the crowd's boxes:
# {cite:t}`rasp2020`; silhouette: {cite:t}`rousseeuw1987`; the spectral length:
# {cite:t}`jonker1999`; the index of clouds that can't overlap: {cite:t}`benner1998`. Sources of the other metrics are
# given with their functions.
