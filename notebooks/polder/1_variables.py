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
# Before a machine sorts pixels by these numbers we should know them. Where are they missing? Which
# of them repeat each other? In what units do we compare them? The last question decides more than
# it seems to. The [original study](https://github.com/mathiswauquiez/GRASPSatelliteLandTypeClustering)
# {cite:p}`wauquiez` scaled its data "to give an equivalent weight to each physical parameter". Did it?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - to read a gridded product, and to find out what is missing from it;
# - to map it so that areas can be compared;
# - to recognise vegetation, sand and snow by their spectra;
# - what scaling does to variance, and so to every method built on distances.
#
# You need some Python, and the words variance and correlation. The {doc}`glossary </book/glossary>`
# has the rest. Reading takes twenty minutes, running a few seconds.
# :::

# %% tags=["hide-input"]
from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression

from helpers import catalog, exercises, plotting, report
from helpers.polder import pixel_table
from helpers.polder.figures import variables as figures
from helpers.polder.figures import zoomable_map
from helpers.polder.products import grasp

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a product
selection: str = "land"  # ["land", "sea", "all"] cells shown
variable: str = "NDVI"  # of the map to zoom into: NDVI, or DHR443 to DHR1020

# %% tags=["remove-input"]
report.start("polder/1_variables", globals())
plotting.style()

# %% [markdown]
# ## Seven numbers
#
# POLDER was a camera in orbit that looked at each place from up to sixteen directions. The GRASP
# algorithm fits air and ground to its measurements at once {cite:p}`chen2020`. The result is a
# {term}`climatology` on a grid of one degree. Most of its variables are about aerosols. (The
# study's report takes the suffixes C and F for "coastal" and "oceanic"; they mean coarse and fine
# particles.) Seven
# are about the ground:
#
# - **NDVI**, the normalised difference vegetation index, (infrared − red) / (infrared + red): near 0
#   for bare ground, towards 1 for dense leaves;
# - **DHR443 … DHR1020**, the {term}`directional-hemispherical reflectance` at six wavelengths in nm,
#   from blue to infrared: the share of sunlight from one direction that the ground sends back to
#   the whole sky.
#
# By default the product is simulated: the geography of a public satellite picture, with twelve
# {term}`biomes <biome>` whose spectra are those of the true product. `source` can also be the path of the product, or of the copy that
# was read back from the authors' maps ({doc}`/book/data`).

# %%
ds = grasp.open(catalog.find("polder/grasp", source))
ds.sizes

# %% [markdown]
# ## What is missing?
#
# Like the original we keep the cells that are *all land* and have all seven values. A coast mixes sea
# and land in one number. A cell that was filled in from its neighbours is out, too: it would be a copy
# that counts as evidence.

# %%
table = grasp.land_table(ds, selection=selection)
land = grasp.wholly_land(ds)
complete = ds[list(grasp.VARIABLES)].to_array().notnull().all("variable")
kinds = {
    "all land, values missing": land & ~complete,
    "filled in": land & (ds.get("flag_interp", 0) == 1),
    "used": pixel_table.to_map(np.ones(len(table)), table, ds) == 1,
}
count = pd.Series({name: int(cells.sum()) for name, cells in kinds.items()}, name="n")
report.record(count)

# %% mystnb={"figure": {"caption": "Which cells are used, and which cells that are all land are not.", "name": "fig-variables-used"}, "image": {"alt": "World map. Most land between the far south and the middle northern latitudes is used; the north of Canada and Eurasia, Greenland and Antarctica are not."}}
figures.cells(kinds)
plt.show()

# %% tags=["remove-cell"]
report.metric("pixels", len(table))
report.metric("land_without_values", 100 * count.iloc[0] / int(land.sum()), unit="%")

# %% [markdown]
# Of the cells that are all land, {glue:text}`land_without_values` % lack a value. (The copy that was
# read back from maps knows land only where the maps show a value.) The report finds enough left for
# "the majority of the world's regions". Tundra, ice sheets and much of the northern forest take no
# part, and no clustering can find a land type that isn't in the data.

# %% [markdown]
# ## Three of them on a map
#
# Where would you expect the Sahara to be bright: in the blue, in the infrared, in both? The maps are
# in the Equal Earth projection: equal areas on paper are equal areas on the ground.

# %% mystnb={"figure": {"caption": "Three variables over a satellite picture, each from its 1st to its 99th percentile.", "name": "fig-variables-maps"}, "image": {"alt": "Three world maps. NDVI is high in the Amazon, central Africa and south-east Asia and low in the deserts. Reflectance in the infrared is highest in the Sahara and Arabia; in the blue deserts and the far north stand out."}}
figures.maps(table[["NDVI", "DHR443", "DHR865"]], ds)
plt.show()

# %% [markdown]
# The Sahara is the brightest large area in the infrared. In the blue it is still brighter than most
# land, and sends back much less. The report reads "terrain relief" out of the reflectances. At one
# degree there is no relief to see: they show how bright sand, rock, leaves and snow are.
#
# The next map can be zoomed. Choose a region, or drag a box over it; point at a cell, or tap it, for
# its value.

# %%
cells = grasp.land_table(ds, [variable], selection)
values = pixel_table.to_map(cells[variable], cells, ds)
plotting.interactive(
    zoomable_map.world_map(values, variable),
    f"World map of {variable} to zoom into, with the value under the pointer.",
)

# %% [markdown]
# ## How are they spread?
#
# Look at the widths. Which variable would count most in a distance between two cells?

# %% mystnb={"figure": {"caption": "The values of each variable. The widest box holds the middle half, each narrower one half of what is left.", "name": "fig-variables-spread"}, "image": {"alt": "Seven nested box plots. NDVI reaches from zero to more than eight tenths; the reflectances are narrow, lower in the blue and higher in the infrared, with long tails upwards."}}
ax = sns.boxenplot(table, orient="h", color=plotting.COLOURS["sky"])
ax.set_xlabel("value")
plt.show()

# %%
spread = table.std().rename("standard deviation")
report.record(spread.round(3), "spread")

# %% [markdown]
# NDVI spreads {glue:text}`spread_ratio` times as much as the widest reflectance. Keep that in mind for
# the last section.

# %% tags=["remove-cell"]
report.metric("spread_ratio", spread["NDVI"] / spread.drop("NDVI").max())

# %% [markdown]
# ## Which repeat each other?
#
# The correlation of two variables is 1 or −1 where one is a straight line of the other.

# %%
correlation = table.corr()
published = report.published()["polder/1_variables"]
pairs = {pair: f"correlation_{'_'.join(pair)}" for pair in combinations(table, 2)}
printed = {pair: published[name]["value"] for pair, name in pairs.items()}
worst = max(abs(correlation.loc[pair] - value) for pair, value in printed.items())

# %% mystnb={"figure": {"caption": "Correlations: below the diagonal ours, above it the published ones.", "name": "fig-variables-correlations"}, "image": {"alt": "Matrix of seven by seven correlations, nearly symmetric. Neighbouring wavelengths correlate above 0.85, except 670 with 865 nm; NDVI correlates negatively, strongly with the visible and weakly with the infrared."}}
figures.correlations(correlation, printed)
plt.show()

# %% tags=["remove-cell"]
for pair, name in pairs.items():
    report.metric(name, correlation.loc[pair])
report.metric("correlation_difference", worst, better="lower", text=f"{worst:.2f}")

# %% [markdown]
# The two halves differ by {glue:text}`correlation_difference` at most. Neighbouring wavelengths
# repeat each other, except across the jump from 670 to 865 nm. The report concludes that four of
# the seven variables could go "without losing much
# information". Test it: of all choices of three, which explains the other four best by a linear fit,
# and how much of each one's variance (R²)?

# %%
def explained(three):
    """Give the R² of the four other variables, fitted linearly on three."""
    inputs, others = table[list(three)], table.drop(columns=list(three))
    left = others - LinearRegression().fit(inputs, others).predict(inputs)
    return 1 - left.var() / others.var()


three = max(combinations(table, 3), key=lambda chosen: explained(chosen).min())
report.record(explained(three).rename("R²").round(2), f"from {'_'.join(three)}")

# %% tags=["remove-cell"]
report.metric("kept_three_worst_r2", explained(three).min(), better="higher")
report.glue("kept_three", ", ".join(three))

# %% [markdown]
# From {glue:text}`kept_three` even the worst explained variable keeps
# {glue:text}`kept_three_worst_r2` of its variance. So the report is right, nearly. But most of the
# variance isn't all the land types. A rare surface can live in the rest.

# %% [markdown]
# ## What do surfaces look like that we know?
#
# We choose cells by rule, not by pointing at the map. *Sand* are the cells that are redder than
# nearly all others; *snow* those of the brightest in the blue that have the least colour.

# %%
rank = table.rank(pct=True)
colourless = (table.DHR443 / table.DHR865).where(rank.DHR443 > 0.9)
surfaces = {
    "dense vegetation": rank.NDVI > 0.95,
    "half-green land": rank.NDVI.between(0.6, 0.7),
    "sand": (table.DHR670 - table.DHR443).rank(pct=True) > 0.95,
    "snow": colourless.rank(pct=True) > 0.9,
}

# %% mystnb={"figure": {"caption": "Median spectra of the cells that each rule chooses, with the middle half of them.", "name": "fig-variables-spectra"}, "image": {"alt": "Four spectra from 443 to 1020 nm. Dense vegetation is dark in the visible with a small peak in the green and jumps in the infrared; sand rises steadily; the cells called snow rise a little and then stay nearly level; half-green land lies between."}}
figures.spectra(table, surfaces)
plt.show()

# %%
latitude = table.index.get_level_values("latitude").to_series(table.index)
ratio = pd.DataFrame({"865 to 670 nm": table.DHR865 / table.DHR670})
ratio["1020 to 443 nm"] = table.DHR1020 / table.DHR443
ratio["latitude"] = latitude
about = {name: ratio[rows].median() for name, rows in surfaces.items()}
report.record(pd.DataFrame(about).T.round(2), "surface")

# %% [markdown]
# Leaves absorb blue and red light, a little less of the green, and send back the infrared that they
# can't use. The jump between 670 and 865 nm is what NDVI measures. Sand absorbs blue and sends back
# the rest. Snow is nearly level.
#
# If the fourth rule picks snow, at a median latitude of {glue:text}`surface_snow_latitude`°, then the
# northern cells of this "climatology" are not what they are in summer. The report calls it the summary
# of a year. The file's name says "S1", which may stand for a season. (The simulated product copies the
# snow, and so is no evidence.) {doc}`10_season` asks another satellite.

# %% [markdown]
# ## One scale, or seven?
#
# Most clustering methods measure distances, and a distance adds up squared differences. A variable
# with more variance counts for more. To prevent that, one *standardises*: subtract the mean and divide
# by the standard deviation. In NumPy there are two ways, one `axis=0` apart:

# %%
scaled = {how: pixel_table.scaled(table, how) for how in ("global", "column")}
variance = pd.DataFrame({how: X.var() for how, X in scaled.items()})
weight = 100 * variance / variance.sum()
report.record(weight.round(1), "weight", unit="%")

# %% [markdown]
# The original's code takes one mean and one deviation of all values (*global*): NDVI alone has
# {glue:text}`weight_ndvi_global` % of the weight, DHR443 {glue:text}`weight_dhr443_global` %. That is no
# equivalent weight. A distance can't tell it from no scaling at all, since all variables were divided
# by one number.
#
# A {term}`principal component analysis` (PCA) turns the axes: the first component has as much of the
# variance as one direction can have, the second as much as possible of the rest. What happens to it?

# %%
fits = {how: PCA(3).fit(X) for how, X in scaled.items()}
shares = {how: 100 * pca.explained_variance_ratio_ for how, pca in fits.items()}
shares = pd.DataFrame(shares, ["first", "second", "third"])
shares["published"] = [published[f"pca_global_{i}"]["value"] for i in (1, 2, 3)]

# %% tags=["reference-figure"] mystnb={"figure": {"caption": "Under both scalings, the share of the variance that each variable has, and that each principal component explains.", "name": "fig-variables-scaling"}, "image": {"alt": "Two bar charts. Under the global scaling NDVI has most of the variance; per column all have a seventh. The first component explains most under both, somewhat less per column; the published bars are as high as the global ones."}}
figures.scalings({"variable": weight, "principal component": shares})
plt.show()

# %% tags=["remove-cell"]
for how in ("global", "column"):
    for i, share in enumerate(shares[how], 1):
        report.metric(f"pca_{how}_{i}", share, unit="%")

# %% [markdown]
# The published shares are those of the global scaling: the first component explains
# {glue:text}`pca_global_1` % (per column {glue:text}`pca_column_1` %). So we know what the original
# did, in spite of what it says.
#
# Which is right? Neither. All seven are numbers without unit, and their natural spread may be worth
# keeping. But six of them are near copies of two or three, and per column the copies vote six times. A
# scaling is an opinion on what makes two places alike. State it, and show what hangs on it. The next
# chapters take the scaling per column and set the global one beside it.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - The published correlations come back, and so do the shares of variance, under one mean and one
#   deviation for all seven variables.
# - That scaling does the opposite of what the report says: NDVI gets most of the weight.
# - Three variables carry nearly all that linear methods can see. Expect few and broad land types, and
#   look with care at anything that a finer method claims to find.
# - The far north is missing, and what there is of it may hold snow. "Land types of the world" are
#   types of the observed part, as it was when it was observed.
#
# :::{dropdown} Where ours may fail
# The simulated product was *fitted* to the published distributions and correlations: that they agree
# is no discovery. Its gaps, and the spectra of its rare surfaces, are only roughly those of the product.
# The copy that was read back from maps has lost the cells under the maps' grid lines. The rules by
# which we call cells sand or snow are ours, and nobody went there to look. We have not run the
# authors' own file.
# :::

# %% [markdown]
# ## Exercises
#
# **1. Count areas, not cells.** A cell of one degree is smaller the farther it lies from the equator:
# `pixel_table.area_km2(ds)` gives its area. What is the mean NDVI if each cell counts by its area?

# %%
area = pixel_table.area_km2(ds).to_series().reindex(table.index)
answer = ...  # to three digits

# %% tags=["hide-input", "check"]
expected = np.average(table.NDVI, weights=area)
exercises.check(answer, expected, tolerance=0.001, hint="np.average takes weights.")

# %% tags=["hide-cell", "solution"]
# More than the plain mean: the tropics, where plants are dense, gain what the
# north loses.
answer = (table.NDVI * area).sum() / area.sum()
exercises.check(answer, expected, tolerance=0.001)

# %% [markdown]
# **2. A scale that tails don't stretch.** Divide each variable by the width of its middle half (the
# difference of its quartiles) instead of its deviation. Which variable now has the largest variance?

# %%
quarter = table.quantile([0.25, 0.75])
answer = ...  # a name, such as "NDVI"

# %% tags=["hide-input", "check"]
expected = (table / (quarter.loc[0.75] - quarter.loc[0.25])).var().idxmax()
exercises.check(answer, expected, hint="quarter.diff() has the widths in its last row.")

# %% tags=["hide-cell", "solution"]
# The one with the longest tails for its middle half: its quartiles stand for little.
answer = (table / quarter.diff().iloc[-1]).var().idxmax()
exercises.check(answer, expected)

# %% [markdown]
# **3. With the sea.** `grasp.land_table(ds, selection="all")` takes every cell. What is the correlation
# of NDVI with DHR865 now? Say its sign before you compute it.

# %%
everywhere = grasp.land_table(ds, selection="all")
answer = ...  # to two digits

# %% tags=["hide-input", "check"]
expected = everywhere.corr().loc["NDVI", "DHR865"]
exercises.check(answer, expected, tolerance=0.01, hint="use .corr() of the table.")

# %% tags=["hide-cell", "solution"]
# Water is dark in the infrared and has no leaves: two groups far apart make a
# correlation by themselves. It tells land from water, and hardly anything else.
answer = everywhere.NDVI.corr(everywhere.DHR865)
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("polder/1_variables")

# %% [markdown]
# ## References
#
# The original study: {cite:t}`wauquiez`; the product: {cite:t}`chen2020`; PCA and scaling in
# practice: {cite:t}`pedregosa2011`.
