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
# # Autoencoder: does a neural network see the land better?
#
# {doc}`3_components` describes the land by straight lines. A neural network can bend them. The
# original study {cite:p}`wauquiez` trained a *variational autoencoder* and found its few numbers
# "more informative and less sensitive to noise" than the seven variables. What is such a network, what
# does it do with pictures whose meaning we know, and how much better than a component is it on land?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - what an autoencoder is, and what its *variational* kind adds;
# - to judge a network beside the simple method of the same size;
# - why a blend and a cleaned picture are no proof of a good network;
# - to hide whole regions from a network before you believe it.
#
# You need PCA ({doc}`3_components`), and a rough idea of a neural network: layers of weighted sums with
# a bend in between, fitted by following the slope of a loss. The {doc}`glossary </book/glossary>` has
# the rest. Reading takes half an hour, running a minute.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
import torch
from scipy.linalg import subspace_angles
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from threadpoolctl import threadpool_limits

from helpers import catalog, exercises, plotting, report
from helpers.polder import autoencoder, pixel_table
from helpers.polder.figures import latent as figures
from helpers.polder.products import grasp, handwritten_digits

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a product
digits: str = "small"  # ["small", "mnist"] digits; "mnist" is fetched
n_epochs: int = 30  # [1, 1000] times that a network goes through the land
beta: float = 1e-6  # [0.0, 1.0] weight of the divergence
seed: int = 0  # [0, 2147483647] of every random draw

# %% tags=["remove-input"]
report.start("polder/4_autoencoder", globals())
threadpool_limits(1)  # networks and tables this small lose by waiting for one another
torch.set_num_threads(1)
plotting.style()

# %% [markdown]
# ## Squeeze, and unfold
#
# An {term}`autoencoder` is two small networks in a row. The *encoder* squeezes the numbers of a
# pixel, $x$, into a few *latent* numbers, $z$. The *decoder* unfolds these into a guess $\hat x$ of all
# of them. Both are trained together to make $\hat x$ like $x$. If all layers were straight, without
# bends, the best that they could do is PCA.
#
# A plain autoencoder (AE) may put a pixel anywhere in {term}`latent space`, with gaps where nothing
# sensible is decoded. The {term}`variational autoencoder` (VAE) {cite:p}`kingma2014` encodes a pixel as
# a small Gaussian cloud with mean $\mu$ and variance $\sigma^2$, and decodes a point drawn from it. What
# lies close together must then decode alike. Left alone, the network would shrink the clouds to points.
# So its loss has a second part:
#
# $$\begin{aligned}
# \text{loss} &= \text{error} + \beta \cdot \text{divergence} \\
# \text{error} &= \text{mean of } (x - \hat x)^2 \\
# \text{divergence} &= \tfrac12 \textstyle\sum(\mu^2 + \sigma^2 - \log\sigma^2 - 1)
# \end{aligned}$$
#
# The (Kullback–Leibler) divergence is zero where each cloud is a standard Gaussian. It is summed over
# a batch of pixels and the error is a mean, so β, which the report calls α, has to be small. With "the
# latent number" of a pixel we mean μ.

# %% [markdown]
# ## Digits in a plane
#
# Like the original we first look where we can see what a network does: pictures of handwritten digits.
# Each method gets two numbers per picture. A quarter of the pictures is kept from it. The layers of the
# networks are wide, for a picture has many more numbers than a pixel of the land.

# %%
pictures, names = handwritten_digits.load(digits)
ink, unseen, ink_names, unseen_names = train_test_split(
    pictures, names, test_size=0.25, random_state=seed, stratify=names
)
len(ink), len(unseen)

# %%
def learnt(rows, k, n_epochs, width):
    """Fit three methods with k numbers each."""
    settings = {"n_epochs": n_epochs, "seed": seed, "width": width}
    plain, _ = autoencoder.train(rows, k, autoencoder.Autoencoder, **settings)
    bent, _ = autoencoder.train(rows, k, beta=beta, **settings)
    return {"PCA": autoencoder.PrincipalComponents(rows, k), "AE": plain, "VAE": bent}


turns = -(-160_000 // len(ink))  # as many steps for few digits as for many
two = learnt(ink, 2, turns, width=128)

# %% [markdown]
# The original found PCA's plane "much less interpretable". Do you?

# %% mystnb={"figure": {"caption": "Digits that no method has seen, in the plane of two latent numbers and of two principal components.", "name": "fig-autoencoder-digits"}, "image": {"alt": "Two scatter plots of small coloured numerals. In the plane of the network several digits form groups of their own. In the plane of the components they overlap more."}}
planes = {name: two[name].encode(unseen) for name in ("VAE", "PCA")}
figures.numerals(planes, unseen_names)
plt.show()

# %% [markdown]
# Measure it: name each unseen digit after its five nearest neighbours in the plane.

# %%
named = {}
for name, model in two.items():
    neighbours = KNeighborsClassifier(5).fit(model.encode(ink), ink_names)
    named[name] = neighbours.score(model.encode(unseen), unseen_names)
rightly = pd.Series(named, name="share named rightly")
report.record(rightly.round(3), "digits_named", better="higher")

# %% [markdown]
# Two bent numbers keep the digits apart better than two straight ones:
# {glue:text}`digits_named_vae` against {glue:text}`digits_named_pca`. The plain autoencoder
# has {glue:text}`digits_named_ae`. The bend helps, and most of it does not come from the clouds.

# %% [markdown]
# ## A digit that nobody wrote
#
# The original decoded a point where nines and fives meet, got something like both, and took it for a sign
# of a good latent space. What do the methods draw between the mean nine and the mean five?

# %%
ways = {}
for name in ("VAE", "PCA"):
    Z = two[name].encode(ink)
    nine, five = Z[ink_names == 9].mean(0), Z[ink_names == 5].mean(0)
    ways[name] = nine + np.linspace(0, 1, 5)[:, None] * (five - nine)

# %% mystnb={"figure": {"caption": "Five places on the way from the mean place of the nines, a, to that of the fives, e.", "name": "fig-autoencoder-way"}, "image": {"alt": "The two scatter plots of numerals again, each with five letters on a straight line. The line crosses places of other digits."}}
figures.numerals(planes, unseen_names, ways)
plt.show()

# %% mystnb={"figure": {"caption": "What is decoded at the five places.", "name": "fig-autoencoder-between"}, "image": {"alt": "Two rows of five small pictures that change from a nine to a five, the upper row by the network, the lower one by components."}}
figures.pictures({name: two[name].decode(way) for name, way in ways.items()})
plt.show()

# %% [markdown]
# Both draw a blend. A decoder fills any point, and a point between two others lies between them. A
# blend alone is no sign of a good space. The places on the way even belong to other digits.

# %% [markdown]
# ## Digits from a die
#
# The divergence asks for clouds that fill a standard Gaussian. So throw a die: draw points from one and
# decode them. Is each a digit? Train with a hundred times the weight as well. What will it do?

# %%
settings = {"n_epochs": turns, "seed": seed, "width": 128, "beta": 100 * beta}
heavy, _ = autoencoder.train(ink, 2, **settings)
weighed = {"β": two["VAE"], "100 β": heavy}
thrown = np.random.default_rng(seed).normal(size=(5, 2))
drawn = {b: network.decode(thrown) for b, network in weighed.items()}
errors = {b: np.mean((n.rebuild(unseen) - unseen) ** 2) for b, n in weighed.items()}
errors = pd.Series(errors, name="squared error")
report.record(errors.round(4), "weighed", better="lower")

# %% mystnb={"figure": {"caption": "Five points drawn from a standard Gaussian, decoded by networks of two weights.", "name": "fig-autoencoder-drawn"}, "image": {"alt": "Two rows of five pictures. The first shows digits and blends of digits. In the second all five are the same grey smear."}}
figures.pictures(drawn)
plt.show()

# %% [markdown]
# With a hundred times the weight every draw is the mean of all pictures: both numbers have given up, and
# the error rises from {glue:text}`weighed_β` to {glue:text}`weighed_100_β`. On land the same
# weight does well ({doc}`12_weight`), since a weight belongs to a data set.

# %% [markdown]
# ## Noise
#
# Rebuild a noisy picture from eight numbers, and the noise shrinks: the few numbers have no room for
# it. Is that a merit of the network? The error is taken from the *clean* pictures.

# %%
eight = learnt(ink, 8, turns, width=128)
rng = np.random.default_rng(seed)
noisy = unseen + rng.normal(0, 0.25, unseen.shape)
rebuilt = {name: model.rebuild(noisy) for name, model in eight.items()}
error = {name: np.mean((guess - unseen) ** 2) for name, guess in rebuilt.items()}
error = pd.Series({"before": np.mean((noisy - unseen) ** 2)} | error)
report.record(error.rename("squared error").round(4), "digits_noise", better="lower")

# %% mystnb={"figure": {"caption": "Five unseen digits: clean, with noise, and rebuilt from eight numbers by three methods.", "name": "fig-autoencoder-denoised"}, "image": {"alt": "A grid of five columns of digits: a clean row, a speckled row and three rows of smoother pictures."}}
figures.pictures({"clean": unseen[:5], "noisy": noisy[:5]} | rebuilt)
plt.show()

# %% [markdown]
# PCA brings the error from {glue:text}`digits_noise_before` to {glue:text}`digits_noise_pca`, the VAE to
# {glue:text}`digits_noise_vae`. Denoising comes from the squeeze. No network is needed for it: *k*
# components of *n* let the share *k*/*n* of the noise through, and lose what they lose of the clean
# picture.

# %% [markdown]
# ## The land
#
# Now the seven variables of each pixel. Neighbours are alike, so a hidden pixel among known ones flatters
# whoever learnt its neighbours. We hide a fifth of the squares of ten degrees, whole. R² is the share of
# their variance that is rebuilt, as a mean over the variables. With how many numbers will the network's
# lead end?

# %%
table = grasp.land_table(grasp.open(catalog.find("polder/grasp", source)))
X = pixel_table.scaled(table)
known = pixel_table.hold_out_blocks(X, seed, 0.2)
hidden = X.drop(known.index).to_numpy()

# %%
fits = {k: learnt(known.to_numpy(), k, n_epochs, autoencoder.HIDDEN) for k in (1, 2, 4)}
r2 = pd.DataFrame(
    {k: {name: r2_score(hidden, model.rebuild(hidden)) for name, model in fit.items()}
     for k, fit in fits.items()}
)
report.record(r2.round(3), "r2_hidden", better="higher")

# %% tags=["remove-cell"]
report.metric("pixels", len(table))

# %% mystnb={"figure": {"caption": "R² on hidden squares against the numbers that are kept of each pixel.", "name": "fig-autoencoder-dimension"}, "image": {"alt": "Three rising curves. The two networks are far ahead with one number. With four all curves meet near one."}}
ax = sns.lineplot(r2.T, markers=True)
ax.set(xlabel="numbers per pixel", ylabel="R² on hidden squares", xticks=r2.columns)
plt.show()

# %% [markdown]
# With one number the network rebuilds {glue:text}`r2_hidden_vae_1`, a component
# {glue:text}`r2_hidden_pca_1`. With two it still leads. With four so little is lost by straight lines
# that there is next to nothing for a bend to win. The network is for *very* short descriptions. And
# again the plain one does about as well as the variational one.

# %% [markdown]
# ## Without the bend
#
# We said that straight layers can't beat PCA. Take all bends out, and train. How near will it come, and
# will it find the same plane? The angle between two planes says so: zero where they are one.

# %%
kind, rows = autoencoder.LinearAutoencoder, known.to_numpy()
straight, history = autoencoder.train(rows, 2, kind, n_epochs, batch=128, seed=seed)
line = fits[2]["PCA"]
found = straight.decoder.weight.detach().numpy()
angles = subspace_angles(found, line.pca.components_.T)
same = {name: r2_score(rows, m.rebuild(rows)) for name, m in
        {"network": straight, "PCA": line}.items()}
same["angle"] = np.degrees(angles.max())
report.record(pd.Series(same, name="R², and degrees").round(3), "straight")

# %% mystnb={"figure": {"caption": "The share of variance that a network without bends rebuilds, epoch by epoch. Dashed: two principal components.", "name": "fig-autoencoder-straight"}, "image": {"alt": "A curve that rises steeply, then slowly, and meets the dashed line from below."}}
ax = sns.lineplot(1 - history.loss)
ax.axhline(same["PCA"], linestyle="--", color=plotting.COLOURS["grey"])
ax.set(ylabel="share rebuilt")
plt.show()

# %% [markdown]
# It ends at {glue:text}`straight_network`, PCA has {glue:text}`straight_pca`; between the two planes lies an
# angle of {glue:text}`straight_angle` degrees. What is left of a network without its bends is PCA, with more
# patience.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - **The land lies near a bent line.** One bent number rebuilds much more of it than one straight one.
# - **Without a bend a network is PCA**, found slowly.
# - **It is the bend that helps**, not the clouds: a plain autoencoder does about as well.
# - **Denoising and blending come with any squeeze.** They say nothing for a network.
#
# How the weight β shapes the space is told in {doc}`7_latent_space`, and what the single number is on the
# real land in {doc}`8_one_number`.
#
# :::{dropdown} Where ours may fail
# Each network was trained once here; {doc}`8_one_number` trains several. Sizes on land, learning rate
# and epochs are the original's, tuned for none of the rivals. The small digits are few; on MNIST the order may be
# another. An R² on simulated land is the simulator's;
# believe that of the true product first.
# :::

# %% [markdown]
# ## Exercises
#
# **1. What lets the noise through?** Eight components of the pictures let the share 8/*n* of the added
# noise through, where *n* is the number of pixels of a picture. How large is that part of PCA's error?
# The variance of the noise is the error "before".

# %%
answer = ...  # a squared error, to four digits

# %% tags=["hide-input", "check"]
through = error["before"] * 8 / pictures.shape[1]
exercises.check(answer, through, tolerance=2e-4, hint="error['before'] * 8 / n")

# %% tags=["hide-cell", "solution"]
answer = round(error["before"] * 8 / pictures.shape[1], 4)  # the rest is lost ink
exercises.check(answer, through, tolerance=2e-4)

# %% [markdown]
# **2. Column by column.** Which variable of the hidden land does one component rebuild worst? Use
# `r2_score(…, multioutput="raw_values")`.

# %%
answer = ...  # its name

# %% tags=["hide-input", "check"]
guess = fits[1]["PCA"].rebuild(hidden)
each = pd.Series(r2_score(hidden, guess, multioutput="raw_values"), X.columns)
exercises.check(answer, each.idxmin(), hint="Rebuild with fits[1]['PCA'].")

# %% tags=["hide-cell", "solution"]
left = fits[1]["PCA"].rebuild(hidden) - hidden
answer = X.columns[np.argmax((left**2).mean(0) / hidden.var(0))]
exercises.check(answer, each.idxmin())

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("polder/4_autoencoder")

# %% [markdown]
# ## References
#
# Variational autoencoder: {cite:t}`kingma2014`; principal components: {cite:t}`wold1987`; the product:
# {cite:t}`chen2020`; the study: {cite:t}`wauquiez`.
