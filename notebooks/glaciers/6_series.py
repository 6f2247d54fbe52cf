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
# # Fields and forests: when is the date the message?
#
# Is it the method or the glacier? Labelled series of vegetation are the usual yardstick for
# time warping. These are of Mato Grosso in Brazil: fields, pasture, savanna and forest, seen by
# the optical instrument MODIS. Two sets, one method, and two answers. What makes the difference?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - to measure what warping is worth as the band grows;
# - to look behind a mean for the classes that win and lose;
# - to set a method beside a rule that knows nothing of time.
#
# You need {doc}`barycentres <3_barycentres>`; about fifteen minutes. The
# {doc}`glossary </book/glossary>` has the rest.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns

from helpers import catalog, exercises, plotting, report
from helpers.glaciers import (
    classifiers,
    comparison,
    cross_validation,
    figures,
    products,
    series,
    voting,
)

# %% tags=["parameters"]
source: str = "real"  # "real", or the path of an .rda file of samples
radius: int = 3  # [1, 14] of the Sakoe–Chiba band, in samples
n_neighbours: int = 25  # [1, 50] neighbours that are asked
n_repeats: int = 3  # [2, 50] of the cross-validation
n_trees: int = 40  # [10, 500] of the random forest
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("glaciers/6_series", globals())
plotting.style()

# %% [markdown]
# ## What do the series look like?
#
# Both sets come from the R package sits {cite:p}`simoes2021`. A sample is one year at one place,
# from one September to the next, and its group is the place. The first set has one index of
# greenness (NDVI) and four classes. The second has several bands, of which NDVI and the middle
# infrared (MIR) are taken here, and nine classes. Six of them are fields that differ in what
# grows *after* the soy.

# %%
sets = {}
for product in ("glaciers/modis-ndvi", "glaciers/modis-mato-grosso"):
    samples = products.open(catalog.find(product, source))
    found = series.of_places(samples)
    sets[f"{len(set(samples.label.values))} classes"] = found
first, *_, last = [*sets, *sets]

# %%
counts = {
    name: [ds.sizes["window"], len(set(ds.group.values)), ds.sizes["time"]]
    for name, ds in sets.items()
}
columns = ["samples", "places", "dates"]
report.record(pd.DataFrame(counts, index=columns).T, "count")

# %% mystnb={"figure": {"caption": "Greenness through a year by class, first set: the median, and the range of the middle half.", "name": "fig-series-years"}, "image": {"alt": "Four curves over the days from September. Forest stays green all year. Soy followed by maize has two peaks with a dip between. Savanna and pasture rise and fall slowly together, savanna a little higher."}}
greenness = sets[first].sel(feature=["ndvi"])
figures.class_years(greenness, "days from the first date", "NDVI")
plt.show()

# %% [markdown]
# Forest is green all year. A field with two harvests has two peaks. Savanna (*Cerrado*) and
# pasture follow the rain alike, and differ more in level than in time.

# %% [markdown]
# ## How far may a date slip?
#
# The nearest neighbours vote, whole places are held out, and the band grows from none, which is
# the Euclidean distance, to five dates either way.


# %%
def neighbours(ds, band):
    """Make the rule that asks the nearest samples under a band."""
    between = classifiers.pairwise_distances(ds.series.values, band)
    return classifiers.nearest_neighbours(between, ds.label.values, n_neighbours)


def judged(rule, splits):
    """Let a rule name every sample by what it learnt at other places."""
    return voting.combine(cross_validation.predict(rule, splits))


# %%
splits, named, scores = {}, {}, []
for name, ds in sets.items():
    known = ds.label.values, ds.group.values
    splits[name] = cross_validation.by_group(*known, n_repeats, seed=seed)
    for band in sorted({0, 1, radius, 5}):
        named[name, band] = judged(neighbours(ds, band), splits[name])
        row = {(f"{band} dates", name): named[name, band]}
        scores.append(comparison.compare(row, *known))

# %% mystnb={"figure": {"caption": "Macro-F1 of the nearest neighbours against the radius of the band; bars: intervals of 95 % over places.", "name": "fig-series-radius"}, "image": {"alt": "Four rows from a radius of zero to five dates, with two dots each. The dots of four classes move slightly to the right as the band grows and then stay. Those of nine classes move steadily to the left."}}
figures.intervals(pd.concat(scores))
plt.show()

# %% [markdown]
# The barycentres are asked too, with the band and without. Each difference is macro-F1 with
# warping minus without, and its interval comes from drawing whole places.

# %%
changes = []
for name, ds in sets.items():
    values, known = ds.series.values, (ds.label.values, ds.group.values)
    rules = [classifiers.nearest_barycentre(values, known[0], r) for r in (radius, 0)]
    two = {f"{name}, barycentres": [judged(rule, splits[name]) for rule in rules]}
    two[f"{name}, neighbours"] = named[name, radius], named[name, 0]
    changes.append(comparison.differences(two, *known, seed=seed))
report.record(pd.concat(changes), "warping").round(3)

# %% [markdown]
# With nine classes warping costs the neighbours {glue:text}`warping_9_classes_neighbours_difference`
# ({glue:text}`warping_9_classes_neighbours_low` to
# {glue:text}`warping_9_classes_neighbours_high`). With four it makes
# {glue:text}`warping_4_classes_neighbours_difference`
# ({glue:text}`warping_4_classes_neighbours_low` to
# {glue:text}`warping_4_classes_neighbours_high`), which these places can't tell from nothing.
# The same code, the same region, the same instrument.

# %% [markdown]
# ## Whose date is it?
#
# A mean over classes hides who wins and who loses. Here is F1 of each class in the second set.

# %%
names = {"Euclidean": 0, "DTW": radius}
by_class = pd.DataFrame({
    word: comparison.by_class(named[last, band], sets[last].label.values)["F1"]
    for word, band in names.items()
})
by_class["change"] = by_class["DTW"] - by_class["Euclidean"]
by_class = by_class.sort_values("change")
report.record(by_class, "f1").round(2)

# %% mystnb={"figure": {"caption": "F1 of each class in the second set under the two distances.", "name": "fig-series-classes"}, "image": {"alt": "Nine rows with two points each, sorted. The fields lose by warping, most of all fallow followed by cotton and soy followed by sunflower; forest, pasture and savanna gain a little."}}
long = by_class[["Euclidean", "DTW"]].melt(ignore_index=False, value_name="F1")
look = {"linestyle": "none", "markers": ["o", "s"], "palette": figures.OTHERS[:2]}
ax = plt.figure(layout="constrained").add_subplot()
sns.pointplot(long.reset_index(), x="F1", y="index", hue="variable", ax=ax, **look)
ax.set_ylabel("")
ax.legend(title="")
plt.show()

# %% [markdown]
# What nature times may be warped with profit: a forest is a forest whether the rain comes early
# or late. What the farmer times may not. Whether cotton or millet follows the soy is told by
# *when* the second peak comes, and warping forgives exactly that.

# %% [markdown]
# ## Does the order of dates matter at all?
#
# A random forest takes each date for a column of a table and would do as well if all columns
# were shuffled. It is the simplest rival there is.

# %%
contests = []
for name, ds in sets.items():
    known = ds.label.values, ds.group.values
    forest = classifiers.random_forest(ds.series.values, known[0], n_trees, seed)
    two = {name: (judged(forest, splits[name]), named[name, 0])}
    contests.append(comparison.differences(two, *known, seed=seed))
report.record(pd.concat(contests), "forest_lead").round(3)

# %% [markdown]
# Its macro-F1 exceeds that of the plain neighbours by {glue:text}`forest_lead_4_classes_difference`
# and {glue:text}`forest_lead_9_classes_difference`, and the intervals leave out zero. A forest
# may look at one date where the classes part; a distance must add up all dates, the telling and
# the idle.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - Warping is an assumption about what a date means. It is right where timing is chance and
#   wrong where timing is the difference between two classes.
# - A score over all classes can hide both. Look at the classes one by one.
# - **For the glaciers.** Melt comes with height and weather, which speaks for warping. But a
#   class that lies high melts late, so there its date is a message too.
# - **Where ours may fail.** The radius and the number of neighbours were not tuned, and only two
#   of six bands are used. Places lie in clusters, so that drawing single places makes the
#   intervals too narrow. The two sets share some places; they are no independent trials.

# %% [markdown]
# ## Exercises
#
# **1.** Which class of the second set loses most F1 by warping?

# %%
answer = ...  # its name, as in the table

# %% tags=["hide-input", "check"]
loser = by_class["change"].idxmin()
exercises.check(answer, loser, hint="look for the smallest value under change.")

# %% tags=["hide-cell", "solution"]
# It is told by the date of its second crop, which warping forgives.
answer = by_class["change"].idxmin()
exercises.check(answer, loser)

# %% [markdown]
# **2.** Deal the samples of the first set out singly (`cross_validation.by_sample`), so that
# years of one place lie on both sides. By how much does the macro-F1 of the plain neighbours
# rise above that under whole places?

# %%
answer = ...  # macro-F1 under single samples minus that under whole places

# %% tags=["hide-input", "check"]
known = sets[first].label.values, sets[first].group.values
singly = cross_validation.by_sample(known[0], n_repeats, seed=seed)
careless = judged(neighbours(sets[first], 0), singly)
rise = comparison.difference(careless, named[first, 0], *known).value
exercises.check(answer, rise, tolerance=0.001, hint="use judged with other splits.")

# %% tags=["hide-cell", "solution"]
# Hardly at all: other than windows of one polygon, years of one place are little alike.
singly = cross_validation.by_sample(known[0], n_repeats, seed=seed)
careless = judged(neighbours(sets[first], 0), singly)
both = comparison.compare({"singly": careless, "places": named[first, 0]}, *known)
answer = both.loc["singly", "macro-F1"] - both.loc["places", "macro-F1"]
exercises.check(answer, rise, tolerance=0.001)

# %% [markdown]
# ## Questions

# %% tags=["remove-input"]
exercises.questions("glaciers/6_series")

# %% [markdown]
# ## References
#
# The series: {cite:t}`simoes2021`; barycentres: {cite:t}`petitjean2011`; the band of time
# warping: {cite:t}`sakoe1978`; the forest: {cite:t}`pedregosa2011`.
