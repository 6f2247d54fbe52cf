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
# clusters, in a space of which two components explain "99 %". This chapter measures again, and
# asks what those 99 % are made of.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how a picture becomes a mask of clouds, and how much hangs on one threshold;
# - what twenty measures of {term}`organisation` measure, and on which masks their values are known;
# - why distances between unscaled measures are distances of one of them;
# - how to tell what a measure adds to cloud cover, and how sure one can be when scenes half an hour
#   apart are alike.
#
# You need some Python, and to have met correlation and principal components. The
# {doc}`glossary </book/glossary>` has the rest.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import xarray as xr
from IPython.display import Markdown, display
from skimage.filters import threshold_otsu
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_mutual_info_score, silhouette_score
from sklearn.preprocessing import StandardScaler

from helpers import catalog, partitions, plotting, report
from helpers.clouds import organisation
from helpers.clouds.organisation import tile_metrics
from helpers.clouds.products import published_metrics, scenes
from helpers.clouds.products.boxes import LABELS
from helpers.clouds.statistics.principal_components import components, strongest
from helpers.clouds.statistics.rank_statistics import eta_squared, rank_correlation
from helpers.clouds.tiles import brightness, cutting, placement, true_patterns

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a table of boxes
tile_px: int = 256  # [96, 699] side of a tile in pixels of 0.01°
max_tiles: int = 50  # [5, 999] tiles of each class, at most
cloud_brightness: int = 127  # [20, 239] brightness above which a pixel is cloud
n_clusters: int = 4  # [2, 12] of K-means on the metrics
n_resamples: int = 200  # [20, 10000] draws of days, and shuffles of labels
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
found = sorted(scenes.open(catalog.find("clouds/scenes", source)), key=lambda scene: scene.name)
placed = placement.at_most(placement.in_boxes(found, tile_px, distinct=True), max_tiles, seed)
placement.need_labels(placed)
fields = brightness.greyscale(cutting.cut(found, placed))
placed.label.value_counts().rename_axis("class").rename("tiles").to_frame()

# %% [markdown]
# Tiles lie side by side in the crowd's boxes. Where several people drew the
# same name over each other, the tiles count once; where they disagree, a piece of sky may stand under two
# names. {glue:text}`tiles` tiles come from {glue:text}`scenes` scenes (at most
# {glue:text}`most_per_class` per class).

# %% tags=["remove-cell"]
classes = sorted(placed.label.unique())
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
fig, axes = plt.subplots(2, 2, figsize=(6.8, 5.6), layout="constrained", sharex=True)
panels = {"cloud_fraction": "cloud fraction", "num": "number", "iorg": "I_org", "fractal_dimension": "fractal dimension"}
colours = dict(zip(LABELS, [plotting.COLOURS[c] for c in ("blue", "vermilion", "green", "orange")], strict=True))
for ax, (name, title) in zip(axes.flat, panels.items(), strict=True):
    for label in classes:
        own = (few.label == label).values
        ax.plot(levels, [by_level[level][name][own].median() for level in levels], "o-", color=colours[label], label=label)
        ax.plot(200, by_otsu[name][own].median(), "x", ms=9, mew=2, color=colours[label])
    ax.set_title(title)
fig.supxlabel("threshold (0–255)")
fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncol=4)
plt.show()

# %% tags=["remove-cell"]
low, middle, high = by_level[100], by_level[127], by_level[150]
report.metric("cover_at_100", low.cloud_fraction.median())
report.metric("cover_at_127", middle.cloud_fraction.median())
report.metric("cover_at_150", high.cloud_fraction.median())
report.metric("cover_by_otsu", by_otsu.cloud_fraction.median())
kept_order = {}
for name in ("cloud_fraction", "num", "iorg", "cop", "fractal_dimension", "orientation"):
    both = low[name].notna() & high[name].notna()
    kept_order[name] = rank_correlation(low[name][both], high[name][both])
    report.metric(f"order_100_150_{name}", kept_order[name])
weakest = min(kept_order, key=kept_order.get)
report.glue("weakest_order", weakest.replace("num", "number of clouds").replace("iorg", "I_org").replace("_", " "))
report.metric("weakest_order_value", kept_order[weakest])

# %% [markdown]
# Between thresholds of 100 and 150 the median cloud fraction goes from {glue:text}`cover_at_100`
# over {glue:text}`cover_at_127` (127) to {glue:text}`cover_at_150`; by Otsu's rule it is {glue:text}`cover_by_otsu`. So
# a "cloud fraction of sugar" means nothing without its threshold. Some measures keep at least the
# *order* of the tiles: the rank correlation of cloud fraction at 100 with that at 150 is
# {glue:text}`order_100_150_cloud_fraction`, of the number of clouds {glue:text}`order_100_150_num`, of I_org
# {glue:text}`order_100_150_iorg`. The least stable of the six we tried is the {glue:text}`weakest_order`
# ({glue:text}`weakest_order_value`). And Otsu's rule finds two groups in every tile, also where
# there is hardly a cloud; then it splits the sea. A fixed threshold
# takes sun glint for cloud. We go on with the original's fixed one.
#
# ## Classes and clusters in the space of the metrics
#
# Twenty measures per tile, lengths in km. Twenty, because public tables of other scenes have the same
# twenty. Tiles in which one isn't defined are left out.

# %%
measured = tile_metrics.measure_tiles(fields, cloud_brightness)
metrics = tile_metrics.twenty(measured)
complete = metrics.notna().all(axis=1).values
metrics, label = metrics[complete], placed.label.values[complete]
shown = ["cloud_fraction", "num_objects", "mean_length_scale", "open_sky", "iorg", "orientation",
         "spectral_length_moment", "fractal_dimension"]
metrics[shown].groupby(label).median().T.round(3)

# %% tags=["hide-input", "reference-figure"] mystnb={"figure": {"caption": "Six measures by class: middle line the median, box the middle half, dots all tiles.", "name": "fig-organisation-classes"}, "image": {"alt": "Box plots of cloud fraction, number of clouds, mean length, I_org, open sky and spectral length for each class. The dots of the classes overlap in every panel."}}
fig, axes = plt.subplots(3, 2, figsize=(6.8, 8), layout="constrained")
panels = ["cloud_fraction", "num_objects", "mean_length_scale", "iorg", "open_sky", "spectral_length_moment"]
rng = np.random.default_rng(seed)
for ax, name in zip(axes.flat, panels, strict=True):
    values = [metrics[name].values[label == one] for one in classes]
    ax.boxplot(values, showfliers=False, widths=0.6, medianprops={"color": plotting.COLOURS["vermilion"], "lw": 2})
    for i, own in enumerate(values, 1):
        ax.plot(i + rng.uniform(-0.2, 0.2, own.size), own, ".", ms=4, alpha=0.6, color=plotting.COLOURS["blue"])
    ax.set_title(name.replace("_", " ").replace("iorg", "I_org").replace("num objects", "number of clouds"))
    ax.set_xticks(range(1, len(classes) + 1), classes)
plt.show()

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
rng = np.random.default_rng(seed)
chance = [adjusted_mutual_info_score(rng.permutation(label), cluster) for _ in range(n_resamples)]
report.metric("tiles_complete", int(complete.sum()))
report.metric("tiles_ami", ami, better="higher")
report.metric("tiles_ami_chance_95", np.quantile(chance, 0.95))
area = metrics.assign(area=metrics.cloud_fraction * tile_px**2)
report.metric("tiles_area_variance_percent", 100 * area.area.var() / area.var().sum(), unit="%")
for name, groups in {"class": label, "cluster": cluster}.items():
    report.metric(f"tiles_silhouette_raw_{name}", silhouette_score(area, groups), better="higher")
    report.metric(f"tiles_silhouette_standard_{name}", silhouette_score(standard, groups), better="higher")

# %% [markdown]
# {glue:text}`tiles_complete` tiles are complete. Clusters and names share an {term}`AMI <adjusted mutual information>` of {glue:text}`tiles_ami`; of
# shuffled names, one in twenty reaches {glue:text}`tiles_ami_chance_95`. (Tiles of one scene are
# alike, and shuffling single tiles forgets that; the true level of chance is higher.)
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
    own_share = shares.values[np.arange(len(label)), [LABELS.index(one) for one in label]]
    cover = metrics.cloud_fraction.values
    judged["purity"] = own_share.mean()
    judged["ami_truth"] = adjusted_mutual_info_score(true_label, cluster)
    judged["eta_truth"] = np.median([eta_squared(v, true_label) for v in metrics.values.T])
    judged["eta_truth_equal_cover"] = np.nanmedian([eta_squared(v, true_label, cover) for v in metrics.values.T])

# %% tags=["remove-cell"]
for name, value in judged.items():
    report.metric(f"tiles_{name}", value, better="higher")

# %% tags=["remove-input"]
display(Markdown(f"""
On average {judged["purity"]:.0%} of a tile truly has the tile's name. Named by the pattern that covers most of
them instead, tiles and clusters share an AMI of {judged["ami_truth"]:.3f} (by the boxes: {ami:.3f}). The median
share of a measure's rank variance between the true patterns, a figure explained below, is
{judged["eta_truth"]:.2f}, and {judged["eta_truth_equal_cover"]:.2f} at equal cloud cover. The boxes' names are
a blunt reference: a low agreement with them doesn't show that the measures see nothing, nor a
high one that they see the patterns.
""" if source == "simulated" else "*Real scenes have no truth but the boxes: this question stays open here, and is answered in the simulated edition.*"))

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
def draw_loadings(loadings, explained):
    """Colour the loadings, and write each into its cell."""
    _, ax = plt.subplots(figsize=(6.4, 0.36 * len(loadings) + 1), layout="constrained")
    ax.imshow(loadings, cmap="cividis", vmin=-0.6, vmax=0.6, aspect="auto")
    for (i, j), value in np.ndenumerate(loadings.values):
        ax.text(j, i, f"{value:+.2f}", ha="center", va="center", fontsize=12, color="black" if value > 0.05 else "white")
    ax.set_xticks(range(4), [f"{n}\n{s:.1%}" for n, s in zip(loadings, explained, strict=True)])
    ax.set_yticks(range(len(loadings)), [n.replace("_", " ") for n in loadings.index])
    ax.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    ax.spines[:].set_visible(False)
    plt.show()


draw_loadings(loadings, explained)

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

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Share of each measure's rank variance that lies between the classes, before and after taking out cloud fraction. Dotted: what one shuffle of the names in twenty exceeds.", "name": "fig-organisation-cover"}, "image": {"alt": "Twenty rows, two dots each: the share between classes, and the share at equal cloud fraction. A line joins the two, and a dotted line marks the level of chance."}}
rng = np.random.default_rng(seed)
shuffled = np.quantile([eta_squared(cover, rng.permutation(label)) for _ in range(n_resamples)], 0.95)
fig, ax = plt.subplots(figsize=(6.6, 7.2), layout="constrained")
place = np.arange(len(confounded))
ax.hlines(place, confounded["η²"], confounded["η² at equal cover"], color=plotting.COLOURS["grey"], lw=1)
ax.plot(confounded["η²"], place, "o", color=plotting.COLOURS["blue"], label="all")
ax.plot(confounded["η² at equal cover"], place, "D", color=plotting.COLOURS["vermilion"], label="at equal cover")
ax.axvline(shuffled, ls=":", color=plotting.COLOURS["grey"])
ax.set_yticks(place, [n.replace("_", " ") for n in confounded.index])
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
# still exceed the level of chance ({glue:text}`eta_chance_95`, which is too low as tiles of a scene
# are alike). Strongest at equal cover: {glue:text}`eta_best` ({glue:text}`eta_best_value`).
#
# ## The authors' own tables
#
# The original published its metrics for every tile, with class and cluster. They are real data, and are used in the
# real edition of this page only.

# %% tags=["remove-input"]
sizes = (256, 512, 612)
real = source == "real"
tables = {size: published_metrics.per_tile(size) if real else None for size in (*sizes, 850)}
have_tables = all(t is not None for t in tables.values())
goes = published_metrics.eurec4a() if real else None
have_goes = goes is not None and published_metrics.with_patterns(goes) is not None


def say(there, text, absent="the tables"):
    """Show a paragraph of the real edition, or say that it isn't in this one."""
    missing = f"*This part needs {absent}, which are in none of the folders that `EO_DATA` names; it is left out.*"
    elsewhere = "*This edition ran without real tables; the real one has the figures here.*"
    display(Markdown(text if there else missing if real else elsewhere))

# %% tags=["remove-cell"]
scored = {}
for size in sizes:
    for kind in ("raw", "standard"):
        for by in ("class", "cluster"):
            scored[size, kind, by] = np.nan
    if have_tables:
        values, by_class, by_cluster = published_metrics.complete(tables[size])
        spaces = {"raw": PCA(2).fit_transform(values), "standard": StandardScaler().fit_transform(values)}
        for kind, space in spaces.items():
            scored[size, kind, "class"] = silhouette_score(space, by_class)
            scored[size, kind, "cluster"] = silhouette_score(space, by_cluster)
    report.metric(f"silhouette_class_{size}", scored[size, "raw", "class"], better="higher")
    report.metric(f"silhouette_cluster_{size}", scored[size, "raw", "cluster"], better="higher")
    report.metric(f"silhouette_standard_class_{size}", scored[size, "standard", "class"], better="higher")
    report.metric(f"silhouette_standard_cluster_{size}", scored[size, "standard", "cluster"], better="higher")
for size, table in tables.items():
    there = table is not None
    report.metric(f"authors_tiles_{size}", len(table) if there else np.nan)
    report.metric(f"authors_ami_{size}", adjusted_mutual_info_score(table.labels, table.clusters) if there else np.nan, better="higher")
    report.metric(f"authors_cover_{size}", table.area.mean() / 256**2 if there else np.nan)
values = published_metrics.complete(tables[256])[0] if have_tables else None
variance = values.var() if have_tables else None
area_share = 100 * variance[["area", "mean_area"]].sum() / variance.sum() if have_tables else np.nan
raw_two = 100 * PCA(2).fit(values).explained_variance_ratio_.sum() if have_tables else np.nan
standard_two = 100 * components(values)[1][:2].sum() if have_tables else np.nan
used_256 = len(values) if have_tables else np.nan
report.metric("authors_area_variance_percent", area_share, unit="%")
report.metric("authors_pca_two_raw", raw_two, unit="%")
report.metric("authors_pca_two_standard", standard_two, unit="%")
report.metric("authors_complete_256", used_256)

# %% tags=["remove-input"]
say(have_tables, f"""
**What the 99 % are.** The table has the cloudy area twice, under two names, and a third time as a mean grey. The two
areas carry {area_share:.3f} % of the variance of all columns. The first two components of the unscaled table "explain"
{raw_two:.3f} %: they are the area. On standardised columns the first two hold {standard_two:.1f} %.

**What the silhouettes are.** In the plane of those two unscaled components, *on those tiles where every metric has a value*,
the published silhouettes by class come back to within a millionth at 512 and 612 px, and nearly at 256 px (table below). Those tiles are about half of all: the orientation is
missing for the rest, {report.shown(used_256)} of {report.shown(len(tables[256]))} tiles remain at 256 px. The report doesn't say so.
The silhouettes by cluster don't come back exactly; perhaps they belong to another run of the clustering.
""" if have_tables else "")

# %% tags=["remove-input"]
published = report.published().get("clouds/4_organisation", {})
if have_tables:
    lines = {}
    for size in sizes:
        for by in ("class", "cluster"):
            lines[f"{size} px, by {by}"] = {
                "published": published[f"silhouette_{by}_{size}"]["value"],
                "unscaled": scored[size, "raw", by],
                "standardised": scored[size, "standard", by],
            }
    display(pd.DataFrame(lines).T.round(3))

# %% tags=["remove-input"]
say(have_tables, """
"The class labelling performs way better than the cluster one": in the unscaled plane both are below 0, which is not
"better" but two ways to be mixed. And a silhouette by 12 clusters and one by 4 classes can't be compared: with more groups,
the nearest foreign one is nearer. Standardised, both come closer to 0.

**Other faults, so that nobody repeats them.**
- `cf`, the cloud fraction, is 0 in every row, and `specLMom`, a spectral length, is empty. Neither was noticed since
  neither has a variance to explain.
- `frac` is area × 255 / 256²: tiles of 512 and 612 px were shrunk to 256 px before they were measured. "Pixels" of the three tables are
  therefore of different size, and their lengths can't be compared between scales as they stand.
- In the report's table of tile numbers the first two names look swapped: the label numbers follow the alphabet (Fish, Flower, Gravel, Sugar), so that
  at 612 px there are 64 tiles of fish and 183 of flowers, not the reverse. Large boxes of flowers are more frequent than of fish in the crowd's table, too.
- Two references lead to unrelated papers. The spectral length is that of Jonker, Duynkerke & Cuijpers (1999), the modified
  index that of Benner & Curry (1998).
""" if have_tables else "")

# %% tags=["remove-input"]
if have_tables:
    summary = {
        f"{size} px": {
            "tiles": len(t), "AMI of clusters and classes": adjusted_mutual_info_score(t.labels, t.clusters),
            "mean cloud fraction": t.area.mean() / 256**2,
        }
        for size, t in tables.items()
    }
    display(pd.DataFrame(summary).T.round(3))
say(have_tables, """
Cloud fraction falls a little with the size of the tiles, as the report says. Part of that is choice: only
boxes that are large hold large tiles.
""")

# %% [markdown]
# ## Two months of GOES-16
#
# A public table around the campaign EUREC4A (2020) has the same twenty from infrared images of the geostationary GOES-16
# every half hour, and a network gave the area that each pattern took {cite:p}`rasp2020`. That makes
# organisation and pattern comparable without tiles and boxes. Again: in the real edition only.

# %% tags=["remove-cell"]
goes_complete = goes.dropna() if have_goes else None
without = goes_complete.drop(columns=["mean", "var"]) if have_goes else None
goes_loadings, goes_share = components(goes_complete) if have_goes else (None, np.full(4, np.nan))
bare_loadings, bare_share = components(without) if have_goes else (None, np.full(4, np.nan))
for i in range(4):
    report.metric(f"goes_pca_{i + 1}", 100 * goes_share[i], unit="%")
    report.metric(f"goes_pca_without_{i + 1}", 100 * bare_share[i], unit="%")
report.metric("goes_pca_four", 100 * goes_share.sum(), unit="%")
report.metric("goes_scenes", len(goes) if have_goes else np.nan)
report.metric("goes_complete", len(goes_complete) if have_goes else np.nan)

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Loadings of the GOES-16 metrics (real edition).", "name": "fig-organisation-goes-loadings"}, "image": {"alt": "Table of coloured cells: twenty metrics by four components. The first goes with lengths and cover, the second with number of clouds against I_org and open sky, the third with COP against directional measures, the fourth with brightness temperature."}}
if have_goes:
    draw_loadings(goes_loadings, goes_share)

# %% tags=["remove-input"]
parts = strongest(goes_loadings) if have_goes else {}
say(have_goes, f"""
Of {report.shown(len(goes))} scenes {report.shown(len(goes_complete))} are complete. Four components hold
{100 * goes_share.sum():.0f} % (Janssens et al.: 82 %): {", ".join(f"{100 * s:.1f}" for s in goes_share)} %; without mean and
variance of the brightness temperature {", ".join(f"{100 * s:.1f}" for s in bare_share)} %.

| component | largest loadings | nearest of Janssens' four |
|:---|:---|:---|
| PC1 | {parts.get("PC1")} | characteristic length |
| PC2 | {parts.get("PC2")} | void size (with I_org and the number of clouds) |
| PC3 | {parts.get("PC3")} | directional alignment, against COP |
| PC4 | {parts.get("PC4")} | cloud-top height, with eccentricity |

The last column is our reading. PCA only asks for uncorrelated directions of largest variance; that the third and
fourth can be named at all is more than one could expect, and the names were given with Janssens' at hand.
""" if have_goes else "", "the GOES-16 tables")

# %% tags=["remove-cell"]
patterns = list(published_metrics.PATTERNS)
joined = published_metrics.with_patterns(goes) if have_goes else None
columns = list(published_metrics.TWENTY.values())
rho, partial, sure, sure_partial = (pd.DataFrame(np.nan, columns, patterns) for _ in range(4))
if have_goes:
    days = joined.index.normalize().values.astype("int64")
    cover = joined.cloud_fraction.values
    for name in columns:
        for pattern in patterns:
            pair = joined[name].values, joined[pattern].values
            low, high = partitions.segment_bootstrap(rank_correlation, days, *pair, n_resamples=n_resamples, seed=seed)
            rho.loc[name, pattern], sure.loc[name, pattern] = rank_correlation(*pair), float(low * high > 0)
            if name == "cloud_fraction":
                continue
            low, high = partitions.segment_bootstrap(rank_correlation, days, *pair, cover, n_resamples=n_resamples, seed=seed)
            partial.loc[name, pattern] = rank_correlation(*pair, cover)
            sure_partial.loc[name, pattern] = float(low * high > 0)
report.metric("goes_joined", len(joined) if have_goes else np.nan)
report.metric("goes_days", len(np.unique(days)) if have_goes else np.nan)
for pattern in patterns:
    report.metric(f"goes_cover_{pattern.lower()}", rho.loc["cloud_fraction", pattern])
report.metric("goes_sure", int((sure == 1).sum().sum()) if have_goes else np.nan)
report.metric("goes_sure_equal_cover", int((sure_partial == 1).sum().sum()) if have_goes else np.nan)

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Rank correlation of each metric with each pattern's fraction (real edition). A star: the 95 % interval, drawn over whole days, excludes 0.", "name": "fig-organisation-goes-patterns"}, "image": {"alt": "Table of coloured cells: twenty metrics by four patterns. Sugar goes with little cover and few perimeters, gravel with many small clouds, fish with long and large ones; flowers with few metrics at all."}}
if have_goes:
    fig, ax = plt.subplots(figsize=(6.4, 8.2), layout="constrained")
    ax.imshow(rho, cmap="cividis", vmin=-0.7, vmax=0.7, aspect="auto")
    for (i, j), value in np.ndenumerate(rho.values):
        text = f"{value:+.2f}{'*' if sure.values[i, j] else ''}"
        ax.text(j, i, text, ha="center", va="center", fontsize=12, color="black" if value > 0.05 else "white")
    ax.set_xticks(range(4), patterns)
    ax.set_yticks(range(20), [n.replace("_", " ") for n in columns])
    ax.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    ax.spines[:].set_visible(False)
    plt.show()

# %% tags=["remove-input"]
def top(table, marks, pattern):
    """Name the three strongest correlations whose interval excludes 0."""
    sound = table[pattern][marks[pattern] == 1]
    order = sound.abs().sort_values(ascending=False).index[:3]
    return ", ".join(f"{n.replace('_', ' ')} {sound[n]:+.2f}" for n in order) or "none"


lines = [f"| {p} | {top(rho, sure, p)} | {top(partial, sure_partial, p)} |" for p in patterns] if have_goes else []
say(have_goes, "\n".join([
    f"{len(joined) if have_goes else 0} scenes have fractions, on {len(np.unique(days)) if have_goes else 0} days. Scenes "
    "some hours apart are alike, so the intervals are drawn over whole days "
    "(Carlstein 1986).",
    "", "| pattern | strongest correlations | strongest at equal cloud fraction |", "|:---|:---|:---|", *lines, "",
    f"{(sure == 1).sum().sum()} of 80 intervals exclude 0, and {(sure_partial == 1).sum().sum()} of 76 at equal cover. About four would by "
    "chance alone. What "
    "is left at equal cover is what organisation adds to it: much for gravel, the pattern of "
    "many clouds, less for fish.",
]) if have_goes else "", "the GOES-16 tables")

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
# - "99 % of the variance in two components" is a statement about units. On one scale, the measures need
#   four components or more, and classes overlap in them.
# - Where the names differ physically, a good part of the difference can be how *much* cloud there is. Ask what a measure
#   says at equal cover before calling it organisation.
# - **Where the original fails.** It took distances on unscaled columns; dropped the half of its tiles that had no
#   orientation; compared silhouettes of four groups and twelve; and read "less negative" as
#   "more distinct".
# - **Where ours may fail.** A straight line on ranks takes away only a part of what cover explains when
#   the dependence is curved, and too much if cover is itself a result of organisation. The names in the
#   real edition come from very few scenes, and tiles of a scene are alike: read its class medians as examples.
#   Simulated patterns were drawn by rules, and a measure that separates them may only have found the rule.
#   Fractions of GOES patterns come from a network, with its own errors, many are 0, and brightness
#   temperature may have entered both sides.

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
# The study: {cite:t}`ramoul2021`; four dimensions: {cite:t}`janssens2021`; the patterns: {cite:t}`stevens2020`; the crowd's boxes
# and the network: {cite:t}`rasp2020`; silhouette: {cite:t}`rousseeuw1987`; block bootstrap: {cite:t}`carlstein1986`; the spectral length:
# {cite:t}`jonker1999`; the index of clouds that can't overlap: {cite:t}`benner1998`. Sources of the other metrics are
# given with their functions.
