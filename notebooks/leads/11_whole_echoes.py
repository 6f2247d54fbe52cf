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
# # Whole echoes: what three numbers leave out
#
# An echo has hundreds of gates. The {doc}`first chapter <1_echoes>` keeps three numbers of it, and a
# threshold retracker reads one point of its edge. Newer methods take the whole echo: they cluster its
# shape, or fit a model to it. What is gained?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how to lay echoes upon one another, so that their shapes can be compared;
# - what principal components of echoes look like;
# - how to compare two methods fairly: on the same passes, by paired differences;
# - when the fit of a model gives a better height than a threshold, and when it doesn't.
#
# You need {doc}`1_echoes` and {doc}`2_alignment`. It takes about 25 minutes.
# :::

# %% tags=["hide-input"]
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import xarray as xr
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import f1_score
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, partitions, plotting, report
from helpers.leads import products
from helpers.leads.colocation import fusion
from helpers.leads.figures import whole_echoes as figures
from helpers.leads.products import altimetry
from helpers.leads.radar import (
    echoes,
    judged_heights,
    model_fit,
    retracking,
    waveform_clusters,
)

one_thread = threadpool_limits(1)

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a product with echoes
n_components: int = 3  # [2, 20] number of principal components to cluster on
n_repeats: int = 10  # [4, 40] number of short passes, on which methods are compared
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("leads/11_whole_echoes", globals())
plotting.style()

# %% [markdown]
# ## The data

# %%
product = {"real": "leads/sentinel3-thematic"}.get(source, "leads/sentinel3")
ds = products.open(catalog.find(product, source), required=["power", "surface_class"])
power, gate_m = ds.power.values.astype(float), altimetry.gate_width(ds)
numbers = echoes.features(ds, needed=["peakiness", "stack_std"])
over_ice = numbers.notna().all(axis=1).values & (ds.surface_class.values > 0)

# %% [markdown]
# ## Echoes as rows of a table
#
# To compare shapes, take away what isn't shape. Each echo is laid with its rising edge at one gate,
# cut to one length, and divided by its maximum.
# {term}`Principal components <principal component analysis>` then say in which ways echoes differ
# most. Before you look: how many ways will be needed?

# %%
laid = waveform_clusters.shapes(power[over_ice], gate_m)
whole = np.isfinite(laid).all(axis=1)
laid, kept = laid[whole], numbers[over_ice][whole]
pca = PCA(10, random_state=seed).fit(laid)
share = pd.Series(pca.explained_variance_ratio_[:5], range(1, 6), name="share")
report.record(share, "component").round(3)

# %% mystnb={"figure": {"caption": "The mean echo, dashed, and the echo with more and with less of each of three components.", "name": "fig-whole-components"}, "image": {"alt": "Three panels of echoes. The first component makes the tail long or short, the others move power between the maximum, the gates behind it and the end of the tail."}}
beyond = np.arange(laid.shape[1]) * gate_m - waveform_clusters.AHEAD
lengths = np.sqrt(pca.explained_variance_)
figures.components(pca.mean_, pca.components_[:3], lengths, beyond)

# %% [markdown]
# One component has {glue:text}`component_1` of the variance: how long the tail is. That is what
# peakiness measures, too.

# %% [markdown]
# ## Two clusters of shapes
#
# The same mixture of two Gaussians gets the three numbers of the first chapter, or the whole shape by
# its components. In both the peakier cluster is called lead.

# %%
clouds = GaussianMixture(2, n_init=3, random_state=seed)
by_numbers = make_pipeline(StandardScaler(), clouds)
by_shape = waveform_clusters.model(2, n_components, seed)


def peakier(model, X, peakiness):
    labels = model.fit_predict(X)
    return labels == peakiness.groupby(labels).mean().idxmax()


calls = {
    "numbers": peakier(by_numbers, kept, kept.peakiness),
    "shape": peakier(by_shape, laid, kept.peakiness),
}
differ = {"differ": np.mean(calls["numbers"] != calls["shape"])}
differ |= {f"{name} lead": np.mean(lead) for name, lead in calls.items()}
report.record(pd.Series(differ, name="share of echoes")).round(3)

# %% [markdown]
# They differ on {glue:text}`differ` of the echoes. Which is right?

# %% [markdown]
# ## Ten passes with a truth
#
# One pass is one draw of the ice. We fly short passes over other draws, whatever the source of this
# page, and score each method on each pass. Passes differ in how hard they are, so what counts is the
# *difference* of two methods on the same pass.

# %% tags=["teaching"]
# Teaching cell: it uses the simulator, for more passes and their truth.
from helpers.leads.simulation import sentinel3_pass

flown = []
with TemporaryDirectory() as folder:
    files = Path(folder) / "pass.nc", Path(folder) / "truth.nc"
    for number in range(n_repeats):
        sentinel3_pass.write(*files, seed=seed + 1 + number, echoes=3000)
        flown.append((products.open(files[0]).load(), xr.load_dataset(files[1])))

# %%
def rows_of(number):
    ds, truth = flown[number]
    table = echoes.features(ds).assign(pass_=number)
    table["lead"] = truth.surface_class.values == altimetry.LEAD
    table["product"] = ds.surface_class.values == altimetry.LEAD
    shape = waveform_clusters.shapes(ds.power.values, ds.attrs["gate_m"])
    ice = (ds.surface_class.values > 0) & np.isfinite(shape).all(axis=1)
    ice &= table.notna().all(axis=1).values
    return table[ice], shape[ice]


# %%
tables, laid_by_pass = zip(*map(rows_of, range(n_repeats)), strict=True)
rows, shapes = pd.concat(tables, ignore_index=True), np.concatenate(laid_by_pass)

# %%
three, kmeans = list(echoes.FEATURES), KMeans(2, n_init=10, random_state=seed)
inputs = {
    "K-means, numbers": (make_pipeline(StandardScaler(), kmeans), rows[three].values),
    "mixture, numbers": (by_numbers, rows[three].values),
    "mixture, shape": (by_shape, shapes),
}
found = rows[["product"]].copy()
for name, (model, X) in inputs.items():
    for one in rows.groupby("pass_").indices.values():
        found.loc[one, name] = peakier(model, X[one], rows.peakiness[one])

# %% [markdown]
# And how much is in the shape at all? With labels of other passes a supervised method, here boosted
# trees, takes what there is.

# %%
trees = HistGradientBoostingClassifier(max_iter=60, random_state=seed)
parts = PCA(10, random_state=seed).fit_transform(shapes)
both = np.column_stack([rows[three], parts])
learnt = {"numbers": rows[three].values, "shape": parts, "both": both}
for name, X in learnt.items():
    guess = fusion.held_out(trees, X, rows.pass_, 2, y=rows.lead)
    found[f"labels, {name}"] = guess.astype(bool)

# %%
by_pass = found.astype(bool).groupby(rows.pass_)
f1 = by_pass.agg(lambda call: f1_score(rows.lead[call.index], call))
report.record(f1.mean().rename("mean F1"), "f1", better="higher").round(3)

# %% mystnb={"figure": {"caption": "F1 of lead on each of the passes. A grey line joins the results of one pass.", "name": "fig-whole-scores"}, "image": {"alt": "Points in a row for each method, joined by lines that run side by side: passes that are hard for one method are hard for all. The rows without labels lie close together."}}
figures.scores(f1)

# %%
pairs = {
    "shape less numbers": f1["mixture, shape"] - f1["mixture, numbers"],
    "with labels": f1["labels, shape"] - f1["labels, numbers"],
    "both less numbers": f1["labels, both"] - f1["labels, numbers"],
}
draws = {"n_resamples": 1000, "seed": seed}
gain = {
    name: (by.mean(), *partitions.segment_bootstrap(np.mean, by.index, by, **draws))
    for name, by in pairs.items()
}
report.record(pd.DataFrame(gain, ["mean", "low", "high"]).T, "gain").round(3)

# %% [markdown]
# The shape gives {glue:text}`gain_shape_less_numbers_mean` more than the numbers, between
# {glue:text}`gain_shape_less_numbers_low` and {glue:text}`gain_shape_less_numbers_high` with 95 % of
# the draws of passes. With labels of other passes it is much the same. Both inputs together gain
# {glue:text}`gain_both_less_numbers_mean`, at least {glue:text}`gain_both_less_numbers_low`: more than
# chance, and tiny. Almost all that the echo's shape tells of leads is in the three numbers already.

# %% [markdown]
# ## A height from the whole echo
#
# {doc}`9_real_ranges` fits a model to real echoes. Here the truth is known. Is the height better, and
# where? Mind that the simulator draws flat surfaces with Gaussian heights, which is just what the model
# says. Nature is not so kind: this is the best that the fit can do.

# %%
def heights(ds, truth):
    kind = judged_heights.draw(truth, 15, seed)
    one, width = kind.index.values, ds.attrs["gate_m"]
    power, truth = ds.power.values[one].astype(float), truth.isel(echo=one)
    gates = {"threshold": retracking.tfmra(power)}
    gates["model"] = model_fit.retrack(power, width).gate
    found = {n: 100 * judged_heights.errors(g, truth, width) for n, g in gates.items()}
    return pd.DataFrame(found).assign(kind=kind.values)


# %%
errors = pd.concat([heights(*one) for one in flown], ignore_index=True)

# %% mystnb={"figure": {"caption": "Measured less true height, by kind of echo and share of the strip that is lead. Boxes: quartiles; whiskers: nine in ten.", "name": "fig-whole-heights"}, "image": {"alt": "Pairs of boxes for two kinds of floes and three of leads. The threshold's boxes lie high above zero everywhere, that of floes the widest. The model's lie near zero for floes and higher for leads."}}
figures.height_errors(errors)

# %%
by_kind = errors.groupby("kind", observed=True)[["threshold", "model"]]
report.record(by_kind.median(), "median", unit="cm").round(1)

# %%
report.record(by_kind.std(), "spread", unit="cm").round(1)

# %% [markdown]
# The threshold puts floes {glue:text}`median_floe_threshold` cm too high, and leads that fill more than
# half of the strip {glue:text}`median_more_lead_threshold` cm. The difference stays in the freeboard.
# It comes from the floes' roughness, which makes the edge less steep: the model knows of that, and
# both of its medians are near zero, {glue:text}`median_floe_model` and
# {glue:text}`median_more_lead_model` cm.
#
# Between them it fails, and for a reason. A model of one surface is fitted to an echo of two. Where a
# lead fills a tenth of the strip, the floes pull the fit up; where a lead lies beside the track, its
# late spike pulls it down. The threshold is spoilt by the same, under its larger error.

# %% [markdown]
# ## What an echo can't say, and a phase could
#
# Nothing in a single echo says *from where* it comes. CryoSat-2 can listen with two antennas. The
# difference in phase between them gives the angle, so that a lead beside the track is known for what
# it is. The real files of this book can't show it: the ESA files were taken with one receiver, and
# their fields for phase, coherence and angle are empty; what we have of a pass with two is a text
# file of powers and heights.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - For finding leads the whole echo, in place of the three numbers, gains nothing that can be told from
#   chance here; added to them, with labels, some thousandths. Before a larger method is tried, a
#   supervised one shows what there is to be gained.
# - For heights it does where one surface fills the strip: a fit takes the surface's roughness out of the
#   range. Over narrow leads its freeboard is worse than the threshold's, and errs the other way.
# - A fit is as good as its model. One surface is the wrong model for just the echoes from which most
#   leads are read.
#
# :::{admonition} Where ours may fail
# :class: dropdown
# Simulator and fitted model have the same physics, so the model's medians near zero are what must come
# out. Side lobes, snow, slopes and the blur of the stack are in neither. And principal components with
# a mixture are only the simplest clustering of shapes; a network may find a feature that they don't,
# though boosted trees found next to none.
# :::

# %% [markdown]
# ## Exercises
#
# The first component is nearly peakiness. What is the rank correlation (Spearman's) of its score with
# the peakiness of the same echoes? The scores are `pca.transform(laid)[:, 0]`.

# %%
peakiness = kept.peakiness.reset_index(drop=True)
answer = ...

# %% tags=["hide-input", "check"]
first = pd.Series(pca.transform(laid)[:, 0])
expected = first.corr(peakiness, "spearman")
exercises.check(answer, expected, tolerance=0.01, hint='Series.corr(…, "spearman").')

# %% tags=["hide-cell", "solution"]
# The sign has no meaning: a component may point either way. In rank they are nearly the
# same thing, which nobody had told the components.
answer = pd.Series(pca.transform(laid)[:, 0]).corr(peakiness, "spearman")
exercises.check(answer, expected, tolerance=0.01)

# %% [markdown]
# ## Three questions

# %% tags=["hide-input"]
exercises.questions("leads/11_whole_echoes")

# %% [markdown]
# ## References
#
# TFMRA: {cite:t}`helm2014,ricker2014`; Doppler altimeter echoes: {cite:t}`ray2015`.
