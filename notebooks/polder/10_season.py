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
# # Season: at what time of the year was the land looked at?
#
# The report of the original study {cite:p}`wauquiez` calls its product the summary of a year. But
# in the published maps the middle northern
# latitudes have cells that look like snow, and the far north has no values at all. Is the "climatology"
# {cite:p}`chen2020` the land in summer, in winter, or on average? Nothing in the file says it. Another
# satellite can.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - to turn six narrow bands into one broad albedo, by a fit where nothing changes;
# - to use an independent satellite as a clock;
# - to put an interval on a difference of maps.
#
# You need {doc}`the chapter on the variables <1_variables>`. The {doc}`glossary </book/glossary>` explains
# the terms. Reading takes ten minutes, running a few seconds.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from sklearn.linear_model import LinearRegression

from helpers import catalog, exercises, partitions, plotting, report
from helpers.polder import pixel_table
from helpers.polder.products import albedo, grasp

# %% tags=["parameters"]
source: str = "real"  # "real", or the path of a digitised product
n_resamples: int = 200  # [20, 10000] draws of blocks for an interval
seed: int = 0  # [0, 1073741823] of every random draw

# %% tags=["remove-input"]
report.start("polder/10_season", globals())
plotting.style()

# %% [markdown]
# ## Two satellites
#
# POLDER's reflectances were read back from the published maps. MODIS gives an *albedo*
# {cite:p}`schaaf2021`: the share of sunlight of all wavelengths that the ground sends back. We have it for
# four months of one year. A cell counts if all four months know it.

# %%
polder = grasp.land_table(grasp.open(catalog.find("polder/grasp-digitised", source)))
modis = albedo.open(catalog.find("polder/albedo", "real"))
months = {3: "March", 6: "June", 9: "September", 12: "December"}
monthly = modis.to_series().unstack("month").rename(columns=months)
monthly = monthly.reindex(polder.index).dropna()
bands = polder.loc[monthly.index].filter(like="DHR")
latitude = monthly.index.get_level_values("latitude")

# %% tags=["remove-cell"]
report.metric("cells", len(monthly))

# %% [markdown]
# ## One albedo from six bands
#
# Near the equator there is no snow, and the seasons differ little. There both satellites must see the same
# ground, whatever the month. So we learn there how the six bands make an albedo: a straight line, fitted
# within 30° of the equator. How well can six narrow bands do?

# %%
tropics = np.abs(latitude) < 30
mean = monthly.mean(axis=1)
line = LinearRegression().fit(bands[tropics], mean[tropics])
fitted = pd.Series(line.predict(bands), bands.index)
r2 = line.score(bands[tropics], mean[tropics])
report.record(pd.Series({"fitted": r2}, name="R²").round(3), "r2")

# %% mystnb={"figure": {"caption": "Albedo of MODIS, the mean of four months, against that of POLDER's six bands, within 30° of the equator. Brighter hexagons hold more cells.", "name": "fig-season-fit"}, "image": {"alt": "Hexagons close to a straight line through the origin, dense at low albedo and thinning out towards the bright deserts."}}
plotting.density_scatter(fitted[tropics], mean[tropics], gridsize=45)
plt.axline((0.1, 0.1), slope=1, color=plotting.COLOURS["grey"], linestyle="--")
plt.xlabel("albedo from POLDER")
plt.ylabel("albedo of MODIS")
plt.show()

# %% [markdown]
# Very well: they explain {glue:text}`r2_fitted` of the variance. Six bands are enough, since the spectra of
# soils, sand and leaves are smooth between them. A fit to the cells that it is judged by may
# flatter. Fit in one half of the world and look at the other:

# %%
east = monthly.index.get_level_values("longitude") > 30
halves = {"east": tropics & east, "west": tropics & ~east}
other = LinearRegression().fit(bands[halves["west"]], mean[halves["west"]])
unseen = other.score(bands[halves["east"]], mean[halves["east"]])
report.record(pd.Series({"unseen": unseen}, name="R²").round(3), "r2")

# %% [markdown]
# ## The clock
#
# Go north. There the months part: snow comes and goes. POLDER's albedo, by the line from the tropics, must
# lie where its seasons lie. Where do you expect it?

# %%
belt = pd.Series(5 * np.floor(latitude / 5) + 2.5, monthly.index, name="latitude")
by_belt = monthly.assign(POLDER=fitted).groupby(belt).mean()
by_belt = by_belt[belt.value_counts().sort_index() >= 100]
by_belt.tail(4).round(3)

# %% mystnb={"figure": {"caption": "Mean albedo by belts of five degrees: MODIS in four months, and POLDER.", "name": "fig-season-belts"}, "image": {"alt": "Five curves over latitude. South of 30° north they lie on each other, with a hump for the deserts. Farther north March and December rise steeply, June and September fall, and POLDER lies a little above June and September."}}
long = by_belt.melt(ignore_index=False, var_name="seen by", value_name="albedo")
looks = {"hue": "seen by", "style": "seen by", "markers": True}
sns.lineplot(long, x="latitude", y="albedo", **looks)
plt.show()

# %% [markdown]
# From the south to the Mediterranean all curves agree. That is the control: where the seasons differ little,
# both satellites say the same, also outside the tropics where the line was learnt. Farther north POLDER lies
# a little above June and September, and far below March and December.

# %% [markdown]
# ## How much winter?
#
# Say that the climatology is a mix: so much of summer, the mean of June and September, and the rest of winter,
# the mean of March and December. Take the belt from 45° to 50° north, where most cells are known in all four
# months. What is the share of winter?

# %%
north = (latitude > 45) & (latitude < 50)
seen = fitted[north].to_frame("POLDER")
seen["summer"] = monthly[["June", "September"]].mean(axis=1)
seen["winter"] = monthly[["March", "December"]].mean(axis=1)


def winter_share(polder, summer, winter):
    """Give the share of winter in a mean albedo that lies between two others."""
    return (polder.mean() - summer.mean()) / (winter.mean() - summer.mean())


parts = seen["POLDER"], seen["summer"], seen["winter"]
blocks = pixel_table.blocks(seen.index)
ends = partitions.segment_bootstrap(
    winter_share, blocks, *parts, n_resamples=n_resamples, seed=seed
)
share = {"share": winter_share(*parts), "low": ends[0], "high": ends[1]}
report.record(pd.Series(share, name="winter").round(3), "winter")

# %% tags=["remove-cell"]
for name, value in seen.mean().items():
    report.metric(f"albedo_{name.lower()}", value)

# %% [markdown]
# The albedo of POLDER's mix lies between the two seasons of MODIS, and nearer to summer: the share of winter
# is {glue:text}`winter_share` ({glue:text}`winter_low` to {glue:text}`winter_high`). **The climatology is close to summer, with some snow
# in it.** Half and half would be a year.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - The product is no summary of a year, as far as northern land goes. It may be what a camera of sunlight
#   gathers: in winter the sun is low, nights are long, and clouds are many.
# - Northern cells mix green ground with snow. A land type that they make is a mix of seasons, too.
# - "Snow" among the land types is snow that was seen, not ground that is always white.
#
# :::{dropdown} Where ours may fail
# MODIS is of one year, and POLDER of several others; a year with more snow would move the share. A mix of
# summer and winter is the simplest story: a camera that sees spring more often than autumn would look alike.
# The line was fitted on ground without snow, and snow has another spectrum: its albedo may be off where
# there is much of it. Blocks of ten degrees in one belt are few. Cells that miss one of the four months, many
# in the far north, take no part.
# :::

# %% [markdown]
# ## Exercises
#
# **1. Farther north.** What is the share of winter from 50° to 55° north?

# %%
answer = ...  # to two digits

# %% tags=["hide-input", "check"]
farther = (latitude > 50) & (latitude < 55)
summer = monthly[["June", "September"]].mean(axis=1)[farther]
winter = monthly[["March", "December"]].mean(axis=1)[farther]
expected = winter_share(fitted[farther], summer, winter)
exercises.check(answer, expected, tolerance=0.01, hint="winter_share, on other cells.")

# %% tags=["hide-cell", "solution"]
# More: the farther north, the longer the snow lies in the months that were seen.
means = by_belt.loc[52.5]
rest, cold = means[["June", "September"]].mean(), means[["March", "December"]].mean()
answer = (means["POLDER"] - rest) / (cold - rest)
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# **2. A worse clock.** Fit the line on one band only, DHR865, in the tropics. How much of the variance does it
# explain there?

# %%
answer = ...  # R², to two digits

# %% tags=["hide-input", "check"]
one = bands[["DHR865"]][tropics]
expected = LinearRegression().fit(one, mean[tropics]).score(one, mean[tropics])
exercises.check(answer, expected, tolerance=0.01, hint="bands[['DHR865']] is a table.")

# %% tags=["hide-cell", "solution"]
# A forest is bright in the infrared and dark in the visible: one band can't know both.
answer = np.corrcoef(bands.DHR865[tropics], mean[tropics])[0, 1] ** 2
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("polder/10_season")

# %% [markdown]
# ## References
#
# The original study: {cite:t}`wauquiez`; the product: {cite:t}`chen2020`; the albedo: {cite:t}`schaaf2021`;
# drawing blocks: {cite:t}`carlstein1986`.
