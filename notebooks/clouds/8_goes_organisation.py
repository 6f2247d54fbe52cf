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
# # Two months of GOES-16: which measures go with which pattern?
#
# {doc}`4_organisation` measures the {term}`organisation` of clouds in boxes that people drew. Here the
# same twenty measures come from a satellite that looks at one place all the time, and a network says
# how much of the sky each pattern takes {cite:p}`rasp2020`. No boxes, no tiles, no people. Do the
# measures and the patterns go together, and how sure can one be when the sky of noon is much like the
# sky of eleven o'clock?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - what principal components say of twenty measures, and what they don't;
# - how to correlate two tables by ranks, and why eighty correlations always hold a large one;
# - a level of chance for data in which neighbours in time are alike;
# - what a measure says beyond the amount of cloud.
#
# You need pandas, correlation and principal components. Ten minutes. The
# {doc}`glossary </book/glossary>` has the rest.
# :::

# %% tags=["hide-input"]
import numpy as np
import pandas as pd

from helpers import catalog, exercises, partitions, plotting, report
from helpers.clouds import figures
from helpers.clouds.products import published_metrics
from helpers.clouds.statistics.principal_components import components
from helpers.clouds.statistics.rank_statistics import (
    correlations,
    largest_when_moved,
    rank_correlation,
)

# %% tags=["parameters"]
source: str = "real"  # "real", or the path of a table of metrics like df_metrics.csv
n_resamples: int = 500  # [20, 10000] draws of days for an interval
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("clouds/8_goes_organisation", globals())
plotting.style()

# %% [markdown]
# ## Two tables, one clock
#
# In January and February 2020 a campaign, EUREC4A, looked at the trade-wind clouds east of Barbados
# {cite:p}`stevens2021`. One public table has twenty measures of GOES-16's infrared image every half
# hour. Another says every two hours by day and night what share of the same sky was sugar, gravel,
# flowers and fish. An infrared image shows how warm a surface is: `mean` and `var` are those of its
# temperature, and a cold pixel is a high cloud.

# %%
path = catalog.find("clouds/eurec4a-metrics", source)
metrics = published_metrics.goes(path)
fractions = published_metrics.fractions(path.with_name("df_sgff.csv"))
metrics.iloc[:3, :5].round(3)

# %% [markdown]
# Some times differ by a minute, so round them to the half hour before joining.

# %%
half_hours = metrics.set_axis(metrics.index.round("30min"))
joined = half_hours.join(fractions, how="inner").dropna()
measured, patterns = joined[metrics.columns], joined[fractions.columns]
patterns.describe().loc[["mean", "50%", "max"]].round(2)

# %% tags=["remove-cell"]
report.metric("goes_joined", len(joined))
report.metric("goes_days", joined.index.normalize().nunique())

# %% [markdown]
# {glue:text}`goes_joined` scenes of {glue:text}`goes_days` days have both. The medians are near 0: at
# most times the network sees one pattern or none. So use ranks, which ask only for more or less.
#
# ## How many dimensions?
#
# First the measures alone. {cite:t}`janssens2021` found that the first four
# {term}`principal components <principal component analysis>` hold "82 %" of such a table's variance,
# and gave them names: *characteristic length*, *void size*, *directional alignment* and *cloud-top
# height*. Which measures make up ours?

# %% mystnb={"figure": {"caption": "Loadings of twenty measures on the principal components; the share of the variance stands below each name.", "name": "fig-goes-organisation-loadings"}, "image": {"alt": "Table of coloured cells: twenty measures by four components. The first goes with lengths and cover, the second with the number of clouds against I_org and open sky, the third with directions, the fourth with brightness temperature."}}
complete = metrics.dropna()
loadings, share = components(complete)
figures.loadings(loadings, share)

# %% [markdown]
# Mean and variance of the temperature are no measures of form. Without them?

# %%
_, bare = components(complete.drop(columns=["mean", "var"]))
both = pd.DataFrame([share, bare], ["PCA", "PCA without"], range(1, 5)) * 100
report.record(both.round(1), "goes", unit="%")

# %% tags=["remove-cell"]
report.metric("goes_pca_four", 100 * share.sum(), unit="%")

# %% [markdown]
# Four components hold {glue:text}`goes_pca_four` % here as well. The first goes with lengths and cover,
# the second sets the number of clouds against I_org and open sky. Both can be called by Janssens'
# names. The third and fourth take more goodwill: components are directions of largest variance that
# don't correlate, and nothing makes such a direction a physical thing. And whoever adds a third twin of
# one measure makes its component larger.
#
# ## What goes with each pattern?
#
# Now rank correlations of each measure with each pattern's share, eighty in
# all. Look for the strongest in each column before you read on. Is it what the name promises?

# %%
rho = correlations(measured, patterns)
rho.abs().idxmax()

# %% [markdown]
# Sugar goes against raggedness, gravel against large clouds that lie near each other (COP), flowers
# against direction (WOI3), and fish with the length of the largest cloud. That sounds right. Other
# names would sound right, too.
#
# ## How large is large?
#
# Two things make correlations of nothing look like something. There are eighty of them. And the sky has
# a memory: scenes two hours apart are alike, so that many scenes are few independent ones.
#
# A test has to keep both. **Move** the patterns against the measures, by two days or more, so that each
# scene gets the patterns of another time; the last ones come in at the beginning. Both tables stay as
# they were, memory included, and only what belongs together is lost. Of each moved table note the
# largest correlation *anywhere*.

# %%
day = 12  # scenes
moved = largest_when_moved(measured, patterns, least=2 * day)
level = np.quantile(moved, 0.95)
stars = (rho.abs() > level).sum()

# %% mystnb={"figure": {"caption": "The largest correlation in the table when patterns are moved in time; what one move in twenty exceeds; and the largest when nothing is moved.", "name": "fig-goes-organisation-moved"}, "image": {"alt": "A histogram of several hundred moves that lies between a quarter and a half, a dashed line near its right end, and a solid line to the right of all moves."}}
figures.largest(moved, level, rho.abs().max().max())

# %% tags=["remove-cell"]
report.metric("goes_moved_95", level)
report.metric("goes_sure", int(stars.sum()))
report.metric("goes_moved_median", np.median(moved))

# %% [markdown]
# Half of all moved tables hold a correlation above {glue:text}`goes_moved_median`, without any
# connection. One in twenty exceeds {glue:text}`goes_moved_95`. Of our eighty,
# **{glue:text}`goes_sure`** lie above that level. They have a star:

# %% mystnb={"figure": {"caption": "Rank correlation of each measure with each pattern's share. A star: larger than the largest of nineteen in twenty moved tables.", "name": "fig-goes-organisation-patterns"}, "image": {"alt": "Table of coloured cells: twenty measures by four patterns. Stars stand in the columns of sugar and gravel, one in that of fish and none in that of flowers."}}
figures.correlations(rho, level)

# %% [markdown]
# Sugar and gravel have nearly all the stars. Fish have one, for their length. Flowers have none: what
# the table says of them could be an accident.
#
# ## Is it organisation, or the amount of cloud?
#
# Little cloud makes small clouds, short edges and much open sky, whatever the arrangement. A measure
# says something of its own only where scenes of *equal cloud fraction* still differ. So take away from
# all ranks what a straight line in the ranks of cloud fraction explains. First, how strongly does cover
# itself go with each pattern? The interval draws whole days.

# %%
cover = measured.cloud_fraction.to_numpy()
days = joined.index.normalize().astype("int64").to_numpy()
drawn = {"n_resamples": n_resamples, "seed": seed}
rows = {}
for name, values in patterns.items():
    ends = partitions.segment_bootstrap(rank_correlation, days, values, cover, **drawn)
    rows[name] = dict(zip(["low", "high"], ends, strict=True))
    rows[name]["rho"] = rho.loc["cloud_fraction", name]
report.record(pd.DataFrame(rows).T.round(2), "goes_cover")

# %%
others = measured.drop(columns="cloud_fraction")
equal = correlations(others, patterns, control=cover)
moved_equal = largest_when_moved(others, patterns, control=cover, least=2 * day)
level_equal = np.quantile(moved_equal, 0.95)
stars_equal = (equal.abs() > level_equal).sum()
report.record(stars_equal.rename("stars"), "goes_sure_equal_cover")

# %% mystnb={"figure": {"caption": "The same at equal cloud fraction, with the stars of this table's own moves.", "name": "fig-goes-organisation-equal-cover"}, "image": {"alt": "Table of coloured cells: nineteen measures by four patterns. No star is left in the column of sugar or fish; gravel keeps five, and flowers have three, for anisotropy, spectral slope and the directional wavelet index."}}
figures.correlations(equal, level_equal)

# %% tags=["remove-cell"]
report.metric("goes_sure_equal_cover", int(stars_equal.sum()))

# %% [markdown]
# **{glue:text}`goes_sure_equal_cover` of the seventy-six are left**, and they are not the same ones.
# Sugar loses all: it *is* the pattern of little cloud. Gravel keeps its many clouds and its even
# spread. And flowers, which had none, now have {glue:text}`goes_sure_equal_cover_flowers`: at equal
# cover their pictures have less direction, as round blobs have, and another slope of the spectrum.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - Measures that nobody trained, and patterns that a network saw, go together on real skies: more than
#   memory and many looks would give.
# - What the names say of *amount* and what they say of *arrangement* are two things. Only gravel and
#   flowers keep something at equal cover.
# - Half of all tables of unrelated times hold a correlation that looks like a finding. Who looks at
#   many numbers of a sky with a memory has to say what chance reaches there.
#
# **Where ours may fail.** A straight line on ranks takes away too little where the dependence bends,
# and too much if cover is itself a result of organisation. The shares come from a network with errors
# of its own, which may have seen the same infrared picture, and many are 0. Two months over one sea are one season.

# %% [markdown]
# ## Exercises
#
# **1.** Which measure goes most closely with fish, before cover is taken out? Find its name in `rho`.

# %%
answer = ...  # a name, such as "iorg"

# %% tags=["hide-input", "check"]
exercises.check(answer, rho["Fish"].abs().idxmax(), hint="Take the largest of |ρ|.")

# %% tags=["hide-cell", "solution"]
answer = rho["Fish"].abs().idxmax()
exercises.check(answer, "max_length_scale" if source == "real" else answer)

# %% [markdown]
# **2.** How many components does one need for nine tenths of the variance? `components` takes the
# number of components as its second argument.

# %%
answer = ...  # a whole number

# %% tags=["hide-input", "check"]
needed = int(np.searchsorted(components(complete, 20)[1].cumsum(), 0.9)) + 1
exercises.check(answer, needed, hint="Sum up the shares of all twenty components.")

# %% tags=["hide-cell", "solution"]
so_far = components(complete, 20)[1].cumsum()
answer = int((so_far < 0.9).sum()) + 1  # those that fall short, and one more
exercises.check(answer, needed)

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("clouds/8_goes_organisation")

# %% [markdown]
# ## References
#
# The campaign: {cite:t}`stevens2021`; four dimensions: {cite:t}`janssens2021`; the network:
# {cite:t}`rasp2020`; drawing whole days: {cite:t}`carlstein1986`. The tables: [](/book/data.md).
