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
# # Variables: what do seven numbers per pixel say about the land?
#
# A satellite can't see a forest. It sees how much sunlight comes back, at a few wavelengths.
# Before a machine sorts pixels by such numbers we should know them: where they are missing,
# how they are spread, which of them repeat each other, and in what units we compare them.
#
# The last point decides more than it seems to. The
# [original study](https://github.com/mathiswauquiez/GRASPSatelliteLandTypeClustering)
# {cite:p}`wauquiez` scaled its data "to give an equivalent weight to each physical parameter".
# Did it?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - to read a gridded product, and to find out what is missing from it;
# - to map it so that areas can be compared;
# - to recognise vegetation, sand and snow by their spectra;
# - what scaling does to variance, and so to every method built on distances.
#
# You need some Python, and to have met the words variance and correlation. The
# {doc}`glossary </book/glossary>` has the rest.
# :::

# %% tags=["hide-input"]
from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression

from helpers import catalog, plotting, report
from helpers.polder import pixel_table, zoomable_map
from helpers.polder.products import grasp

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a product
selection: str = "land"  # ["land", "sea", "all"] cells shown
variable: str = "NDVI"  # of the large map: NDVI, or DHR443 to DHR1020

# %% tags=["remove-input"]
report.start("polder/1_variables", globals())
plotting.style()

# %% [markdown]
# ## The data
#
# POLDER was a camera in orbit that looked at each place from up to sixteen directions. The
# GRASP algorithm fits to its measurements the air and the ground at once {cite:p}`chen2020`. The
# result is a {term}`climatology` on a grid of 1°: 180 rows and 360 columns. The original file
# has 128 variables, most of them about aerosols. (The report takes the suffixes C and F for
# "coastal" and "oceanic"; they mean coarse and fine particles.) Seven are about the ground:
#
# - **NDVI**, the normalised difference vegetation index, (infrared − red) / (infrared + red):
#   near 0 for bare ground, towards 1 for dense leaves;
# - **DHR443 … DHR1020**, the {term}`directional-hemispherical reflectance` at six wavelengths
#   in nm, from blue to near infrared: the share of sunlight from one direction that the
#   ground sends back to the whole sky.
#
# By default this page runs on a **simulated** product: the geography of a public satellite
# picture, with the distributions and correlations that the product has. `source` can also be
# the path of the product itself, or of the copy that was read back from the authors' published
# maps ({doc}`/book/data`). With `"real"` the authors' own file is fetched from their repository.

# %%
path = catalog.find("polder/grasp", source)
ds = grasp.open(path)
ds[list(grasp.VARIABLES)]

# %% [markdown]
# ## What is missing
#
# Like the original we keep the cells that are *all land* and have all seven values. Coasts
# mix sea and land in one number, and are out. So is any cell whose value was not measured but
# filled in from its neighbours: it would be a copy that counts as evidence.

# %%
table = grasp.land_table(ds, selection=selection)
used = pixel_table.to_map(np.ones(len(table)), table, ds) == 1
complete = ds[list(grasp.VARIABLES)].to_array().notnull().all("variable")
land = grasp.wholly_land(ds)
interpolated = land & (ds.get("flag_interp", 0) == 1)
pd.Series(
    {"cells": land.size, "all land": int(land.sum()), "of these without all seven": int((land & ~complete).sum()),
     "filled in": int(interpolated.sum()), f"used ({selection})": len(table)}, name="count"
).to_frame()

# %% tags=["remove-cell"]
area = pixel_table.area_km2(ds)
million = float(area.where(used).sum()) / 1e6
north = float(ds.latitude.where(used.any("longitude")).max()) + 0.5
report.metric("pixels", len(table))
report.metric("pixels_land", int(land.sum()))
report.metric("pixels_land_incomplete", int((land & ~complete).sum()))
report.metric("pixels_interpolated", int(interpolated.sum()))
report.metric("land_without_values", 100 * float((land & ~complete).sum() / land.sum()), unit="%")
report.metric("area_used", million, unit="million km²")
report.glue("cell_equator", f"{float(area.sel(latitude=0.5)[0]):_.0f}".replace("_", "\u202f"))
report.glue("cell_north", f"{float(area.sel(latitude=60.5)[0]):_.0f}".replace("_", "\u202f"))
report.glue("north_edge", f"{north:.0f}")

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Which cells are used, and which cells that are all land are not.", "name": "fig-variables-used"}, "image": {"alt": "World map. Most land between the far south and the middle northern latitudes is used; the north of Canada and Eurasia, Greenland and Antarctica are not."}}
kinds = {"all land, values missing": land & ~complete, "filled in": interpolated, "used": used}
colours = [plotting.COLOURS[c] for c in ("orange", "vermilion", "blue")]
state = sum((where * (i + 1) for i, where in enumerate(kinds.values())), 0 * land)
mesh = plotting.global_map(state.where(state > 0), cmap=ListedColormap(colours), vmin=0.5, vmax=3.5)
shown = [(k, c) for (k, w), c in zip(kinds.items(), colours, strict=True) if w.any()]
mesh.figure.legend(handles=[Patch(color=c, label=k) for k, c in shown], loc="outside lower center", ncol=2)
plt.show()

# %% [markdown]
# Of the cells that are all land {glue:text}`land_without_values` % lack a value. (A copy that was read
# back from the authors' maps knows land only where these show a value, so its share says little.) The
# report finds the data that remain enough for "the majority of the world's regions". The
# cells used cover {glue:text}`area_used` million km², against about 149 million of land; they
# end at {glue:text}`north_edge`° N. Tundra, ice sheets and much of the northern forest
# take no part, and no clustering can find a land type that isn't in the data.
#
# A second caution is about cells. One of them is {glue:text}`cell_equator` km² at the equator and
# {glue:text}`cell_north` at 60° N. Shares *of cells* overstate the north; where areas are meant we
# give areas.

# %% [markdown]
# ## Seven maps
#
# The maps here are in the Equal Earth projection: equal areas on the paper are equal areas on the
# ground, which a plain longitude–latitude plot, as in the report, gets wrong.

# %% tags=["hide-input"] mystnb={"figure": {"caption": "The seven variables where they are used. Each has its own scale, from its 1st to its 99th percentile.", "name": "fig-variables-maps"}, "image": {"alt": "Seven small world maps. NDVI is high in the Amazon, central Africa and south-east Asia and low in the deserts; the reflectances show the reverse, most clearly in the red."}}
axes = plotting.equal_earth(4, 2, figsize=(6.8, 10))
for ax, name in zip(axes.flat, grasp.VARIABLES, strict=False):
    low, high = table[name].quantile([0.01, 0.99])
    plotting.global_map(ds[name].where(used), ax, label=name, vmin=low, vmax=high)
axes.flat[-1].set_visible(False)
plt.show()

# %% tags=["hide-input", "reference-figure"] mystnb={"figure": {"caption": "One variable (the parameter `variable`) over a satellite picture.", "name": "fig-variables-large"}, "image": {"alt": "World map of one variable laid over a satellite picture; in the far north and in Antarctica only the picture is seen."}}
mapped = grasp.land_table(ds, [variable], selection).reindex(table.index)
mapped = pixel_table.to_map(mapped[variable], table, ds)
plotting.global_map(mapped, label=variable, background=True)
plt.show()

# %% [markdown]
# Vegetation is where one expects it. The reflectances say less plain things: the Sahara is the
# brightest large area in the red and infrared; in the blue it is still brighter than most land, but
# sends back much less than it does in the infrared. The report reads
# "terrain relief" out of the DHR. At 1° there is none to see; DHR is brightness, of sand, rock,
# leaves or snow.
#
# The next map can be zoomed: choose a region, or drag a box over it. Point at a cell for its value;
# a double click brings the whole world back.

# %% tags=["hide-input"]
plotting.interactive(
    zoomable_map.world_map(mapped, variable),
    f"World map of {variable} that can be zoomed, with the value of the cell under the pointer.",
)

# %% [markdown]
# ## Distributions

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Distribution of each variable over the cells used. The line is the median.", "name": "fig-variables-distributions"}, "image": {"alt": "Seven histograms. NDVI is broad with a heap at low and a bump at high values; the visible reflectances are skewed with long tails; the infrared ones are single humps."}}
fig, axes = plt.subplots(4, 2, figsize=(6.8, 8.4), layout="constrained")
for ax, name in zip(axes.flat, grasp.VARIABLES, strict=False):
    ax.hist(table[name], 60, color=plotting.COLOURS["sky"])
    ax.axvline(table[name].median(), color=plotting.COLOURS["vermilion"])
    ax.set_xlabel(name)
axes.flat[-1].axis("off")
fig.supylabel("cells")
plt.show()

# %%
table.describe().loc[["mean", "std", "min", "50%", "max"]].round(3)

# %% [markdown]
# Look at the row of standard deviations: that of NDVI is more than twice that of any reflectance.
# Keep it in mind for the scaling below.

# %% [markdown]
# ## Correlations

# %% tags=["remove-cell"]
correlation = table[list(grasp.VARIABLES)].corr()
published = report.published()["polder/1_variables"]
both = np.eye(7)
for i, j in combinations(range(7), 2):
    name = f"correlation_{grasp.VARIABLES[i]}_{grasp.VARIABLES[j]}"
    both[i, j], both[j, i] = published[name]["value"], correlation.iloc[i, j]
    report.metric(name, both[j, i])
difference = np.abs(np.triu(both) - np.tril(both).T).max()
report.metric("correlation_difference", difference, better="lower")
report.glue("difference", f"{difference:.3f}")

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Correlations: below the diagonal ours, above it those published.", "name": "fig-variables-correlations"}, "image": {"alt": "Matrix of seven by seven correlations, nearly symmetric. Neighbouring wavelengths correlate above 0.9; NDVI correlates negatively, strongly with the visible and weakly with the infrared."}}
fig, ax = plt.subplots(figsize=(6.6, 6))
ax.imshow(both, cmap="PuOr", vmin=-1, vmax=1)
for (i, j), value in np.ndenumerate(both):
    colour = "white" if abs(value) > 0.62 else "#222222"
    ax.text(j, i, f"{value:.2f}" if i != j else "", ha="center", va="center", color=colour)
ax.set_xticks(range(7), grasp.VARIABLES, rotation=60)
ax.set_yticks(range(7), grasp.VARIABLES)
ax.spines[:].set_visible(False)
plt.show()

# %% [markdown]
# The two halves differ by {glue:text}`difference` at most. Neighbouring wavelengths repeat each
# other, and the report concludes that four of the seven variables could go "without losing much
# information". That can be tested: for every choice of three, how much of the variance of the other
# four does a linear fit on the three explain?

# %%
def explained(three):
    """Give the R² of the four other variables, fitted linearly on three."""
    inputs, others = table[list(three)], table.drop(columns=list(three))
    left = others - LinearRegression().fit(inputs, others).predict(inputs)
    return 1 - left.var() / others.var()


kept = max(combinations(grasp.VARIABLES, 3), key=lambda three: explained(three).min())
explained(kept).round(3).to_frame(f"R² from {', '.join(kept)}")

# %% tags=["remove-cell"]
report.metric("kept_three_worst_r2", explained(kept).min(), better="higher")
report.metric("kept_three_mean_r2", explained(kept).mean(), better="higher")
report.glue("kept_three", ", ".join(kept))
report.glue("lost_percent", f"{100 * (1 - explained(kept).min()):.0f}")

# %% [markdown]
# With the best choice, {glue:text}`kept_three`, the variable that comes off worst
# loses {glue:text}`lost_percent` % of its variance. So the report is right, nearly: three numbers
# carry most of it. But "most of the variance" isn't "all the land types". A rare surface can live
# in the rest.

# %% [markdown]
# ## Spectra of typical surfaces
#
# What do the numbers look like for a surface that we know? We choose cells by rule, not by
# pointing at the map:
#
# - *dense vegetation*: the highest 5 % of NDVI;
# - *half-green land* (crops, grass, open woodland): NDVI between its 60th and 70th percentile;
# - *sand*: the 5 % that are redder than all others, by DHR670 − DHR443;
# - *snow*: of the brightest 10 % in the blue, the 10 % with the least colour, by DHR443 / DHR865.

# %%
rank = table.rank(pct=True)
whiteness = (table.DHR443 / table.DHR865).where(rank.DHR443 > 0.9)
surfaces = {
    "dense vegetation": rank.NDVI > 0.95,
    "half-green land": rank.NDVI.between(0.6, 0.7),
    "sand": (table.DHR670 - table.DHR443).rank(pct=True) > 0.95,
    "snow": whiteness.rank(pct=True) > 0.9,
}

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Median spectra of the cells that each rule chooses, with the middle half of them.", "name": "fig-variables-spectra"}, "image": {"alt": "Four spectra from 443 to 1020 nm. Dense vegetation is dark in the visible with a small peak in the green and jumps in the infrared; sand rises steadily; the cells called snow rise a little and then stay nearly level; half-green land lies between."}}
bands = [name for name in grasp.VARIABLES if name.startswith("DHR")]
wavelength = [int(name.removeprefix("DHR")) for name in bands]
fig, ax = plt.subplots(figsize=(6.6, 4.8), layout="constrained")
for (name, chosen), colour, marker in zip(
    surfaces.items(), ("green", "orange", "vermilion", "sky"), "o^sD", strict=True
):
    low, middle, high = table.loc[chosen, bands].quantile([0.25, 0.5, 0.75]).values
    ax.plot(wavelength, middle, marker + "-", color=plotting.COLOURS[colour], label=name)
    ax.fill_between(wavelength, low, high, color=plotting.COLOURS[colour], alpha=0.2)
ax.set(xlabel="wavelength (nm)", ylabel="DHR", ylim=(0, None))
fig.legend(loc="outside upper center", ncol=2)
plt.show()

# %%
latitude = table.index.get_level_values("latitude")
pd.DataFrame(
    {name: {"cells": chosen.sum(), "median latitude": np.median(latitude[chosen]),
            "median NDVI": table.NDVI[chosen].median()} for name, chosen in surfaces.items()}
).T.round(2)

# %% tags=["remove-cell"]
snow = surfaces["snow"].to_numpy()
report.metric("snow_latitude", float(np.median(latitude[snow])), unit="°")
report.metric("snow_infrared_to_blue", float((table.DHR1020 / table.DHR443)[snow].median()))
report.metric("sand_infrared_to_blue", float((table.DHR1020 / table.DHR443)[surfaces["sand"]].median()))
report.metric("dense_red_edge", float((table.DHR865 / table.DHR670)[surfaces["dense vegetation"]].median()))

# %% [markdown]
# Leaves absorb blue and red light, a little less of the green, and send back what they can't use:
# the jump between 670 and 865 nm, here by a factor of {glue:text}`dense_red_edge`, is what NDVI
# measures. Sand absorbs blue. It is {glue:text}`sand_infrared_to_blue` times as bright at 1020 nm
# as at 443 nm. What the fourth rule picks is only {glue:text}`snow_infrared_to_blue` times
# as bright there. These cells have a median latitude of {glue:text}`snow_latitude`°.
#
# If that is snow, on ground that stays white for part of the year, then the northern cells of this
# "climatology" are not what they are in summer. The report calls it the summary of a year. In the
# published maps snow, and gaps over land from the middle northern latitudes on but not over
# Patagonia, suggest that northern winter weighs a good deal. (The simulated product copies both, so
# it is no evidence.) The file's name says "S1", which may stand for a season. We
# have not settled it.

# %% [markdown]
# ## One scale, or seven
#
# Most clustering methods measure distances, and a distance adds up squared differences of variables.
# A variable with more variance counts for more. To prevent that, one *standardises*: subtract the
# mean and divide by the standard deviation. There are two ways to write this in NumPy, one
# `axis=0` apart:

# %%
per_column = pixel_table.scaled(table, "column")  # each variable by its own mean and deviation
one_global = pixel_table.scaled(table, "global")  # all by those of all values together
pd.DataFrame({"column": per_column.std(ddof=0), "global": one_global.std(ddof=0)}).round(2)

# %% [markdown]
# The original's code took one mean and one deviation of all values. The variables then keep the
# variances that they came with. What that does can be seen in the sum of variances, and in a
# {term}`principal component analysis` (PCA): it turns the axes such that the first, the first principal component,
# has as much of the variance as one direction can have, the second as much as possible of the
# rest, and so on.

# %%
scalings = {"global": one_global, "column": per_column}
pca = {how: PCA().fit(X) for how, X in scalings.items()}
weight = {how: X.var() / X.var().sum() for how, X in scalings.items()}

# %% tags=["remove-cell"]
for how, fitted in pca.items():
    for i, share in enumerate(fitted.explained_variance_ratio_[:3]):
        report.metric(f"pca_{how}_{i + 1}", 100 * share, unit="%", text=f"{100 * share:.2f}")
    report.metric(f"largest_weight_{how}", 100 * weight[how].max(), unit="%")
heaviest = weight["global"].idxmax()
alignment = abs(pca["global"].components_[0, table.columns.get_loc(heaviest)])
report.metric("first_component_alignment", alignment)
report.glue("heaviest", heaviest)
report.glue("weight_percent", f"{100 * weight['global'].max():.0f}")
report.glue("lightest", weight["global"].idxmin())
report.glue("lightest_percent", f"{100 * weight['global'].min():.0f}")
report.glue("alignment", f"{alignment:.2f}")

# %% tags=["hide-input", "reference-figure"] mystnb={"figure": {"caption": "Under both scalings, the share of the variance that each variable has (above), and that each principal component explains (below). Crosses: published.", "name": "fig-variables-scaling"}, "image": {"alt": "Two bar charts. Under the global scaling one variable has most of the variance; under the scaling per column all have a seventh. The first component explains most under both, somewhat less per column; the published crosses lie on the global bars."}}
fig, (top, bottom) = plt.subplots(2, 1, figsize=(6.6, 6.6), layout="constrained")
for shift, (how, colour) in zip((-0.2, 0.2), (("global", "orange"), ("column", "blue")), strict=True):
    style = {"width": 0.38, "color": plotting.COLOURS[colour], "label": how}
    top.bar(np.arange(7) + shift, 100 * weight[how], **style)
    bottom.bar(np.arange(3) + shift, 100 * pca[how].explained_variance_ratio_[:3], **style)
printed = [published[f"pca_global_{i}"]["value"] for i in (1, 2, 3)]
bottom.plot(np.arange(3) - 0.2, printed, "kx", ms=9, label="published")
top.set_xticks(range(7), [name.replace("DHR", "DHR\n") for name in table])
top.set_ylabel("variance (%)")
bottom.set_xticks(range(3), ["first", "second", "third"])
bottom.set(xlabel="principal component", ylabel="variance (%)")
bottom.legend()
plt.show()

# %% [markdown]
# Under the global scaling {glue:text}`heaviest` alone has {glue:text}`weight_percent` % of the
# variance, and {glue:text}`lightest` has {glue:text}`lightest_percent` %. That is no equivalent
# weight. For distances and for PCA it is the same as no scaling: one shift and one factor for all
# change no ratio of distances. The first component then mostly *is* that variable (its
# weight in it is {glue:text}`alignment`, where 1 would mean that no other takes part). Under
# the scaling per column each variable has a seventh.
#
# The published shares of 81.50, 16.00 and 2.13 % come back with the global scaling:
# {glue:text}`pca_global_1`, {glue:text}`pca_global_2` and {glue:text}`pca_global_3`
# here. Per column they are {glue:text}`pca_column_1`, {glue:text}`pca_column_2` and
# {glue:text}`pca_column_3`. So we know what the original did, in spite of what it says.
#
# Which is right? Neither. All seven are numbers without unit, and their natural
# spread might be worth keeping. But six of them are near copies of two or three, and per column
# those copies vote six times. A scaling is an opinion on what makes two places alike. One should say it,
# and show what hangs on it. The next chapters take the scaling per column and set the global one beside it.

# %% [markdown]
# ## Land, sea or all
#
# The original's code could also take "sea" (every cell that isn't all land, coasts included) or
# everything. Run this page with another `selection`, or compare here:

# %%
rows = {}
for name in grasp.SELECTIONS:
    cells = grasp.land_table(ds, selection=name)
    shares = PCA(3).fit(pixel_table.scaled(cells, "global")).explained_variance_ratio_
    rows[name] = [f"{len(cells):,}", round(cells.NDVI.std(), 3), *(100 * shares).round(1)]
pd.DataFrame(rows, ["cells", "spread of NDVI", "first (%)", "second (%)", "third (%)"]).T

# %% [markdown]
# Over the sea the shares of the principal components change, but of a variance that is hardly there: NDVI
# has a small fraction of the spread that it has over land. In a true product what varies is the water and
# how well the air above it was removed; in the simulated one, what was put there. Taken all together, the cells fall into land and sea, which we knew. We go
# on with land.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - The published correlations come back, and so do the shares of variance, with one mean and one
#   deviation for all seven variables.
# - That scaling does the opposite of what the report says: {glue:text}`heaviest` gets most of the weight.
# - Three variables carry nearly all that linear methods can see. It is a reason to expect few and
#   broad land types, and to look with care at anything that a finer method claims to find.
# - The far north is missing and what there is of it may hold snow. "Land types of the world" are land
#   types of the observed part, as it was when observed.
# - **Where ours may fail.** The simulated product was *fitted* to the distributions and correlations of the
#   published one: that they agree is no discovery. Its gaps, its spectra of rare surfaces and the places of its cells are
#   only roughly those of the product. The copy read back from the published maps has lost the cells under the maps' grid
#   lines and is exact to about 0.0015. The rules by which we call cells sand or snow are ours, and nobody went there to
#   look. We have not run the authors' own file.

# %% [markdown]
# ## Exercises
#
# 1. Run the page with `selection="all"`. Why does the correlation between NDVI and the infrared
#    change its sign?
#
# :::{dropdown} Solution
# Water is dark in the infrared and has an NDVI below zero; land is brighter in both. With most
# cells over sea, the correlation tells land from water, and hardly anything else: two groups far apart make
# a correlation by themselves. Figures of mixed populations often do this.
# :::
#
# 2. Weigh each cell by its area (`pixel_table.area_km2(ds)`). Does the mean NDVI rise or fall?
#
# :::{dropdown} Solution
# It rises a little. Area gives more weight to the tropics, where the vegetation is dense, and less to the
# cool and half-snowy cells of the north.
# :::
#
# 3. Scale per column, but with median and quartiles instead of mean and deviation. Which variables
#    gain weight?
#
# :::{dropdown} Solution
# `(table - table.median()) / (table.quantile(0.75) - table.quantile(0.25))`, then look at the variances.
# The infrared gains most: its middle half is narrow and its tails are long, so one quartile range
# stands for much less than its deviation. NDVI, broad and without tails, loses.
# :::
#
# 4. Open question. Which of the seven would you leave out, if the aim is to tell land types and
#    not to explain variance? How would you find out without labels?

# %% [markdown]
# ## References
#
# The original study: {cite:t}`wauquiez`; the product: {cite:t}`chen2020`; PCA and scaling in
# practice: {cite:t}`pedregosa2011`.
