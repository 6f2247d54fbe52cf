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
# # The authors' tables: what do their own numbers say?
#
# The original study {cite:p}`ramoul2021` published more than its report: for thousands of tiles of four
# sizes the measures, the class that people gave and the cluster that its network gave. So three of its
# sentences can be tested on its own numbers: that two components hold nearly all of the variance, that
# the classes are "more distinct" than the clusters, and that larger tiles cluster better.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how to find out what a high explained variance is made of;
# - why a {term}`silhouette` depends on units, on the number of groups and on who was left out;
# - how to compare a score of ten thousand tiles with one of two dozen;
# - what to look at first in a table that somebody else made.
#
# You need pandas and principal components, and {doc}`3_scales` for what chance gives. Ten minutes. The
# {doc}`glossary </book/glossary>` has the rest.
# :::

# %% tags=["hide-input"]
import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.metrics import (
    adjusted_mutual_info_score,
    normalized_mutual_info_score,
    silhouette_score,
)
from sklearn.preprocessing import StandardScaler

from helpers import catalog, exercises, plotting, report
from helpers.clouds import figures
from helpers.clouds.products import published_metrics
from helpers.clouds.statistics.mutual_information import expected_nmi

# %% tags=["parameters"]
source: str = "real"  # "real", or the path of a table, the others beside it
n_resamples: int = 200  # [20, 10000] samples of tiles of each size
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("clouds/9_authors_tables", globals())
plotting.style()

# %% [markdown]
# ## What do the first two components hold?
#
# The tables have a row for each tile. Which columns carry the variance? The report takes the columns as
# they are, in pixels, numbers and shares.

# %%
path = catalog.find("clouds/tile-metrics", source)
files = {side: f"cloud_metrics_scale_{side}.tsv" for side in (256, 512, 612, 850)}
tables = {
    side: published_metrics.per_tile(path.with_name(file))
    for side, file in files.items()
}
values, labels, clusters = published_metrics.complete(tables[256])
variance = 100 * values.var() / values.var().sum()

# %% mystnb={"figure": {"caption": "The six columns with the largest share of the variance of the table for 256 px.", "name": "fig-authors-variance"}, "image": {"alt": "Six horizontal bars. The first two, area and mean area, reach a half each; the others can't be seen."}}
figures.shares(variance.nlargest(6), "share of the variance (%)")

# %%
raw = PCA(2).fit(values).explained_variance_ratio_
standard = PCA(2).fit(StandardScaler().fit_transform(values)).explained_variance_ratio_

# %% tags=["remove-cell"]
report.metric("authors_area_variance_percent", variance.nlargest(2).sum(), unit="%")
report.metric("authors_pca_two_raw", 100 * raw.sum(), unit="%")
report.metric("authors_pca_two_standard", 100 * standard.sum(), unit="%")

# %% [markdown]
# The cloudy area stands there twice, under two names, in square pixels; everything else together has
# next to nothing. "99 %" *is* the area. With each column brought to the same spread, the first two
# components hold **{glue:text}`authors_pca_two_standard` %**.
#
# ## Are the classes more distinct than the clusters?
#
# The report compares silhouettes in the plane of those two components. To get its numbers one has to
# leave out all tiles that lack any measure, which it doesn't say. How many are left, and what do the
# silhouettes become where each measure counts alike?

# %%
def silhouettes(table):
    """Silhouettes by class and by cluster, unscaled and standardised."""
    values, classes, clusters = published_metrics.complete(table)
    flat, alike = PCA(2).fit_transform(values), StandardScaler().fit_transform(values)
    groups = {"class": classes, "cluster": clusters}
    scores = {
        by: (silhouette_score(flat, group), silhouette_score(alike, group))
        for by, group in groups.items()
    }
    return pd.DataFrame(scores, ["unscaled", "standardised"]).T


# %%
found = pd.concat({side: silhouettes(tables[side]) for side in (256, 512, 612)})
found = found.swaplevel().sort_index()
printed = report.published()["clouds/9_authors_tables"]
names = [f"silhouette_{by}_{side}" for by, side in found.index]
found["report"] = [printed[name]["value"] for name in names]
found.round(3)

# %% tags=["remove-cell"]
report.record(found.unscaled, "silhouette", better="higher")
report.record(found.standardised, "silhouette_standard", better="higher")
report.metric("authors_complete_share", 100 * len(values) / len(tables[256]), unit="%")

# %% [markdown]
# By class, the report's numbers come back. They are those of
# **{glue:text}`authors_complete_share` %** of its tiles: the rest has no orientation. By cluster they
# come back nearly; the clustering may have been another run.
#
# Both are below 0, which is not "more distinct" but two ways of being mixed. And four classes and
# twelve clusters can't be compared so: with more groups, the nearest foreign one is nearer.
#
# ## Do larger tiles cluster better?
#
# The report's main figure is the {term}`NMI <normalised mutual information>` of clusters and classes
# against the size of the tiles. The authors' file has it for many sizes. Beside it stands what the same
# clusters and classes would give by chance, had they nothing to do with each other.

# %%
rows = {}
for side, table in tables.items():
    pair = table.labels, table.clusters
    rows[side] = {"NMI": normalized_mutual_info_score(*pair),
                  "chance": expected_nmi(*pair),
                  "AMI": adjusted_mutual_info_score(*pair)}
agreed = pd.DataFrame(rows).T.rename_axis("side (pixels)")
report.record(agreed.T.round(3), "authors")

# %% tags=["remove-cell"]
for side, table in tables.items():
    report.metric(f"authors_tiles_{side}", len(table))

# %% mystnb={"figure": {"caption": "NMI of the authors' clusters and classes at 53 sizes (line) and from their tables at four (dots), and what chance gives at those four.", "name": "fig-authors-sizes"}, "image": {"alt": "Against the side of the tiles a line rises slowly to 0.2 at 600 pixels and then steeply to 0.4. Squares for chance lie near nought up to 612 pixels and close below the line at 850."}}
curve = published_metrics.nmi_by_size(path.with_name("nmi_by_tile_size.json"))
figures.scores_and_chance(agreed.NMI, agreed.chance, fine=curve)

# %% [markdown]
# The steep part, which the report noticed and distrusted, is chance: at the largest size there are
# {glue:text}`authors_tiles_850` tiles in twelve clusters. The {term}`AMI <adjusted mutual information>`
# takes chance away. It rises over the first three sizes, by scale or because only large boxes hold
# large tiles, and **at the largest it is {glue:text}`authors_ami_850`**, no more than at the smallest.
#
# ## As many tiles at every size
#
# Twenty-two tiles are few. What would the report have seen with twenty-two of *any* size? Draw them
# from its tables, many times.

# %%
rng = np.random.default_rng(seed)
samples = []
for side, table in tables.items():
    for _ in range(n_resamples):
        few = table.sample(len(tables[850]), random_state=rng)
        pair = few.labels, few.clusters
        scores = normalized_mutual_info_score(*pair), adjusted_mutual_info_score(*pair)
        samples.append((side, *scores))
drawn = pd.DataFrame(samples, columns=["size", "NMI", "AMI"])

# %% mystnb={"figure": {"caption": "NMI and AMI of twenty-two tiles of each size: mean, and 95 % of the samples. At 850 px there is one sample only.", "name": "fig-authors-few"}, "image": {"alt": "Four sizes, two dots each with bars. The NMI lies between 0.4 and 0.5 at all sizes; the AMI between 0 and 0.2, with bars that reach from well below nought to 0.4."}}
figures.draws_by_size(drawn)

# %%
means = drawn.groupby("size").mean().round(2)
report.record(means.T, "authors_of_22")

# %% tags=["remove-cell"]
report.record(drawn.groupby("size").AMI.quantile(0.025), "authors_of_22_ami_low")
report.record(drawn.groupby("size").AMI.quantile(0.975), "authors_of_22_ami_high")

# %% [markdown]
# Twenty-two of the smallest tiles give an NMI of **{glue:text}`authors_of_22_nmi_256`**, and the
# largest {glue:text}`authors_of_22_nmi_850`. Had the report looked at as few small tiles as large ones, there
# would have been no rise to explain.
#
# ## Look before you compute
#
# Four glances at a new table would have saved the rest.

# %%
small = tables[256]
glances = {
    "cloud fraction is 0 in every row": (small.cf == 0).all(),
    "a spectral length is empty": small.specLMom.isna().all(),
    "two columns are the same": (small.area == small.mean_area).all(),
    "a third only has other units": np.allclose(small.frac / 255, small.area / 256**2),
}
pd.Series(glances, name="true").to_frame()

# %% [markdown]
# Neither of the first two was noticed, since a column without variance explains nothing. The last
# holds for larger tiles, too: they were shrunk before they were measured, so that a "pixel" differs
# between the tables, and lengths can't be compared between them. Two names are also
# swapped in the report's table of tile numbers: the numbers of the labels follow the alphabet.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - An explained variance of unscaled columns is a statement about units.
# - Scores of different numbers of tiles, or of groups, are scores of different things.
# - What is left of "larger tiles cluster better" is a small rise before the last.
#
# **Where the original fails.** Table 2 of its report takes distances on unscaled columns and on half of
# the tiles, and reads "less negative" as "more distinct". Table 1 sets ten thousand tiles beside
# twenty-two.
#
# **Where ours may fail.** The tables don't say which scene a tile is from. Tiles of one scene are
# alike, so that every interval here is too narrow, and the level of chance too low.

# %% [markdown]
# ## Exercises
#
# **1.** Standardise, and take the two areas out: what per cent of the variance do two components hold
# then? Round to a whole number.

# %%
answer = ...  # a whole number

# %% tags=["hide-input", "check"]
reduced = StandardScaler().fit_transform(values.drop(columns=["area", "mean_area"]))
held = round(100 * PCA(2).fit(reduced).explained_variance_ratio_.sum())
exercises.check(answer, held, hint="Drop both columns of `values` before you scale.")

# %% tags=["hide-cell", "solution"]
fewer = values.drop(columns=["area", "mean_area"])
answer = round(100 * PCA(2).fit(StandardScaler().fit_transform(fewer))
               .explained_variance_ratio_.sum())
exercises.check(answer, held)

# %% [markdown]
# **2.** What NMI does chance give to the tiles of 850 px if there are four clusters, as many as classes,
# in place of twelve? Group the clusters by their number modulo 4, and round to two digits.

# %%
answer = ...  # a number

# %% tags=["hide-input", "check"]
by_four = round(expected_nmi(tables[850].labels, tables[850].clusters % 4), 2)
exercises.check(answer, by_four, hint="expected_nmi takes labels and clusters.")

# %% tags=["hide-cell", "solution"]
answer = round(expected_nmi(tables[850].labels, tables[850].clusters % 4), 2)
exercises.check(answer, by_four)  # fewer clusters than in the table, and less by chance

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("clouds/9_authors_tables")

# %% [markdown]
# ## References
#
# The study: {cite:t}`ramoul2021`; silhouette: {cite:t}`rousseeuw1987`; what chance gives:
# {cite:t}`vinh2010`. The tables: [](/book/data.md).
