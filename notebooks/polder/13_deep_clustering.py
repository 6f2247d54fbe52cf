# %% [markdown]
# # Deep clustering
#
# Say in one paragraph what is asked, why it matters, and what the reader will know at the
# end. End it with the question.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - one thing that the reader can do afterwards;
# - another one.
#
# You need some Python and NumPy. The {doc}`glossary </book/glossary>` has the rest. Reading
# and running take about 20 minutes.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns

from helpers import catalog, exercises, plotting, report
from helpers.polder import products

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a product
n_shown: int = 2000  # [10, 100000] number of values in the figure
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("polder/13_deep_clustering", globals())
plotting.style()

# %% [markdown]
# ## The data
#
# Say what was measured, by which instrument, and what this page reads of it. By default it
# is **simulated**; say from which published figures.

# %%
path = catalog.find("polder/grasp", source)
values = products.open(path).NDVI
values.dims, values.shape

# %%
series = values.to_series()
numbers = series[series.notna()]
numbers.sample(5, random_state=seed)

# %% [markdown]
# ## One lesson
#
# Ask before you show: where do you expect most of the values? Then one figure, one number, one
# sentence.

# %% mystnb={"figure": {"caption": "How often each value occurs.", "name": "fig-polder-deep-clustering-values"}, "image": {"alt": "Histogram of vegetation index: say here what shape it has."}}
shown = numbers.sample(min(n_shown, len(numbers)), random_state=seed)
ax = sns.histplot(shown, bins=40)
ax.set(xlabel="vegetation index", ylabel="number of values")
plt.show()

# %% [markdown]
# Half of the values lie below {glue:text}`values_median`.

# %% [markdown]
# ## Results

# %%
lowest, highest = numbers.min(), numbers.max()
summary = pd.Series({"lowest": lowest, "median": numbers.median(), "highest": highest})
report.record(summary.rename("vegetation index"), "values")

# %%
report.table()

# %% [markdown]
# ## What it means
#
# Say what follows from the numbers, where the original's reasoning breaks, and on which cell
# above that rests. Say what a simulated product can't show.

# %% [markdown]
# ## Exercise
#
# What share of the values lies above their mean?

# %%
answer = ...  # a number from 0 to 1

# %% tags=["hide-input", "check"]
expected = (numbers > numbers.mean()).mean()
exercises.check(answer, expected, tolerance=0.01, hint="compare, then take the mean.")

# %% tags=["hide-cell", "solution"]
# Where the distribution has a tail, the mean is no median.
answer = (numbers > numbers.mean()).mean()
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# ## Three questions

# %% tags=["hide-input"]
exercises.questions("polder/13_deep_clustering")

# %% [markdown]
# ## References
#
# What the page rests on, from `book/references.bib`. The data: {doc}`/book/data`.
