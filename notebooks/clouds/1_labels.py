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
# # Labels: do people see the same patterns?
#
# Over the trade-wind oceans, shallow clouds arrange themselves. A group of experts gave four
# arrangements the names *sugar*, *gravel*, *fish* and *flower* {cite}`stevens2020`, and then
# asked a crowd to draw boxes around them in thousands of satellite images {cite}`rasp2020`. All
# that follows in this study compares clusters with those boxes. How good are they?
#
# The original study {cite}`ramoul2021` takes them as they are. This chapter reads them, counts
# them, measures how far people agree, and cuts out the tiles that the later chapters use.

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - the four patterns, and how boxes, masks and labels of whole images are stored;
# - intersection over union, and agreement beyond chance, with an error bar that knows that boxes
#   of one image aren't independent;
# - how a choice of pairs to compare can make agreement look good;
# - four ways from a box to a tile, and what each costs.
#
# {doc}`10_weather_detector` sets the same labels beside the weather and a detector.
#
# You need some Python, NumPy and pandas. The {doc}`glossary </book/glossary>` has the rest.
# :::

# %% tags=["hide-input"]
import io
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle
from scipy import ndimage, stats

from helpers import catalog, partitions, plotting, report
from helpers.clouds import figures
from helpers.clouds.labels import annotator_agreement, coverage
from helpers.clouds.products import boxes as box_tables
from helpers.clouds.products import kaggle, scenes, worldview
from helpers.clouds.tiles import cutting, masking, placement
from helpers.errors import BadInput

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", "real", or the path of a table of boxes
tile_px: int = 256  # [64, 850] pixels; side of a tile
min_overlap: float = 0.5  # [0.05, 0.95] overlap (IoU) of boxes of one place
n_resamples: int = 300  # [20, 10000] number of bootstrap draws of images
seed: int = 0  # [0, 2147483647] of every random draw

# %%
classes = ["Sugar", "Gravel", "Fish", "Flower"]

# %% tags=["remove-input"]
report.start("clouds/1_labels", globals())
plotting.style()

# %% [markdown]
# ## The data
#
# An image shows 21° of longitude by 14° of latitude, in 2,100 × 1,400 pixels of 0.01° (about
# 1.1 km), as the satellite Aqua or Terra saw it by day. Beside the images lies a table: the
# image's file, the corners of a box in pixels from the upper left, and a label. It doesn't say who
# drew the box.

# %%
path = catalog.find("clouds/scenes", source)
boxes = box_tables.open(path)
pictures = scenes.open(path)
boxes.head(3)

# %% tags=["remove-cell"]
counts = boxes.label.value_counts().reindex(classes).fillna(0).astype(int)
report.metric("images_named", boxes.attrs["images"])
report.metric("images_with_boxes", boxes.file.nunique())
report.metric("images_here", len(pictures))
report.metric("boxes", len(boxes))
for label, number in counts.items():
    report.metric(f"boxes_{label.lower()}", number)
report.metric("rows_without_box", boxes.attrs["unmarked"])
report.metric("boxes_cut", boxes.attrs["cut"])
report.metric("boxes_without_area", boxes.attrs["empty"])

# %% [markdown]
# The table names {glue:text}`images_named` images; {glue:text}`images_with_boxes` have boxes,
# {glue:text}`boxes` in all. In {glue:text}`rows_without_box` rows somebody saw an image and marked
# nothing, which is information too. {glue:text}`boxes_cut` boxes were drawn over the edge
# and are cut there, and {glue:text}`boxes_without_area` have no area and are left out. Of the images
# themselves {glue:text}`images_here` lie beside the table.

# %% tags=["hide-input"] mystnb={"figure": {"caption": "A scene with its boxes. A letter gives the label: S sugar, G gravel, Fi fish, Fl flower.", "name": "fig-labels-scene"}, "image": {"alt": "Satellite image of white clouds over dark sea, with coloured rectangles of several labels that overlap one another."}}
SHORT = {"Sugar": "S", "Gravel": "G", "Fish": "Fi", "Flower": "Fl"}
most = max(pictures, key=lambda p: (p.boxes.label.nunique(), len(p.boxes)))
fig, ax = plt.subplots(figsize=(6.8, 4.7), layout="constrained")
ax.imshow(most.image[::2, ::2], extent=(0, 2100, 1400, 0))
for box in most.boxes.itertuples():
    ax.add_patch(Rectangle((box.x1, box.y1), box.x2 - box.x1, box.y2 - box.y1, fill=False, lw=2.5, ec=figures.COLOURS[box.label]))
    ax.text(box.x1 + 12, box.y1 + 12, SHORT[box.label], va="top", fontsize=13, weight="bold", color="#111111",
            bbox={"fc": figures.COLOURS[box.label], "ec": "none", "pad": 2})
ax.set(xlabel="pixels", ylabel="pixels", xlim=(0, 2100), ylim=(1400, 0))
plt.show()

# %% [markdown]
# ## Four patterns
#
# - **Sugar**: very small clouds, spread widely, with little organisation.
# - **Gravel**: clouds along arcs and rings of about 20 km, probably where the cold air under rain
#   showers runs out.
# - **Fish**: long bands with ribs, like a skeleton, up to 1,000 km, and wide clear gaps.
# - **Flower**: blobs of 50 to 200 km, each in a wide clear surround.
#
# One example of each: of the eight boxes of that label in our images on which two boxes agree best (or
# of all, where none agree), the one of middling contrast; and of it a square of at most 450 pixels.

# %%
images = {p.name: p.image.values for p in pictures}
known = boxes[boxes.file.isin(images)]
agreeing = annotator_agreement.overlaps(known).query("same").sort_values("iou").groupby("label_a").row_a.apply(lambda rows: rows.tail(8))


def middle(box):
    """The middle of a box as a square picture of at most 450 pixels."""
    side = min(box.x2 - box.x1, box.y2 - box.y1, 450)
    row, column = (box.y1 + box.y2 - side) // 2, (box.x1 + box.x2 - side) // 2
    return images[box.file][row : row + side, column : column + side]


squares = {}
for label, own in known.groupby("label"):
    best = own[own.index.isin(agreeing)]
    views = [middle(box) for box in (best if len(best) else own).itertuples()]
    squares[label] = sorted(views, key=np.std)[len(views) // 2]

# %% tags=["hide-input"] mystnb={"figure": {"caption": "One square of each pattern, from a box on which two agree; its side in km stands above. Black was not seen.", "name": "fig-labels-patterns"}, "image": {"alt": "Four square pictures of white clouds over dark sea, one for each label."}}
fig, axes = plt.subplots(2, 2, figsize=(6.4, 6.9), layout="constrained")
for ax, label in zip(axes.flat, classes, strict=True):
    ax.axis("off")
    ax.set_title(f"{label}: none here")
    if label in squares:
        ax.imshow(squares[label])
        ax.set_title(f"{label}, {1.11 * len(squares[label]):.0f} km")
plt.show()

# %% [markdown]
# ## Boxes, masks and labels of images
#
# The same knowledge is kept in three forms.
#
# **Boxes** are above. **Masks** say for every pixel whether it carries a label; for a
# competition on Kaggle the boxes of each label were joined into one mask per image. To save room a
# mask is written as *run lengths*: the first pixel of each run of 1s and its length, counted from 1,
# *down the columns*. A mask of three rows and four columns:

# %%
mask = np.array([[0, 0, 1, 1],
                 [0, 1, 1, 0],
                 [0, 1, 0, 0]], bool)
runs = kaggle.encode(mask)
print(runs)
np.array_equal(kaggle.decode(runs, mask.shape), mask)

# %% [markdown]
# A run may go on from the foot of one column to the head of the next. Read it along the rows, as arrays usually lie in memory, and the clouds come out sheared and
# scattered; nothing warns. A mask for each label of the scene above:

# %%
masks = {}
for label, group in most.boxes.groupby("label"):
    masks[label] = np.zeros(worldview.SHAPE, bool)
    for x1, y1, x2, y2 in group[box_tables.CORNERS].to_numpy():
        masks[label][y1:y2, x1:x2] = True
written = {label: kaggle.encode(mask) for label, mask in masks.items()}
pd.DataFrame({"pixels": {k: int(m.sum()) for k, m in masks.items()},
              "characters": {k: len(w) for k, w in written.items()}})

# %% tags=["remove-cell"]
back = [np.array_equal(kaggle.decode(written[k]), masks[k]) for k in masks]
report.metric("masks_that_come_back", float(np.mean(back)), better="higher")

# %% [markdown]
# All come back as they were: a share of {glue:text}`masks_that_come_back`. `kaggle.masks`
# reads the competition's table; its images need an account.
#
# **One label per image** is what an expert team of the International Space Science Institute gave
# to whole days of 2007–2017 {cite}`stevens2020`. The table isn't public. `box_tables.expert_labels`
# reads one like it, and calls what is none of the four `None`:

# %%
days = io.StringIO("Date,Label\n20071227,Gravel\n20080120,Flowers\n20090122,unclassified\n")
box_tables.expert_labels(days)

# %% [markdown]
# An image of 2,300 km by 1,550 km holds more than one pattern, so one label for all of it must be
# wrong about parts. The next section says how often.
#
# ## How much of an image a label covers
#
# The boxes of one label in one image, joined so that what is covered twice counts once, cover a
# share of it. First the largest label's part of all that is covered:

# %%
shares = coverage.by_label(boxes)
part = coverage.largest_share(shares)
single = (part == 1).mean()

# %% tags=["remove-cell"]
report.metric("largest_label_least", part.min())
report.metric("largest_label_median", part.median())
report.metric("images_of_one_label", single)
report.glue("one_label_percent", f"{100 * single:.0f}")

# %% tags=["hide-input"] mystnb={"figure": {"caption": "The largest label's part of what all labels of an image cover: number of images, and cumulative share.", "name": "fig-labels-largest"}, "image": {"alt": "Left a histogram of images; right their cumulative share, which rises to one."}}
fig, axes = plt.subplots(1, 2, figsize=(6.8, 3.2), layout="constrained")
axes[0].hist(part, np.linspace(0.2, 1, 33), color=plotting.COLOURS["blue"])
axes[0].set(xlabel="largest label's part", ylabel="images")
axes[1].plot(np.sort(part), np.linspace(0, 1, len(part)), color=plotting.COLOURS["blue"], lw=2)
axes[1].set(xlabel="largest label's part", ylabel="share of images", ylim=(0, 1))
plt.show()

# %% [markdown]
# It goes from {glue:text}`largest_label_least` (the report's axis begins at 0.26) to 1, with the
# median at {glue:text}`largest_label_median`. In {glue:text}`one_label_percent` % of the images
# people used one label only. For all others a label of the whole image hides something.
#
# Then the coverage by label. The report gives its *mode*, the most frequent value, and its
# *skewness*, which is positive when a long tail reaches to large values. A mode read off a histogram
# depends on its bins, so here it stands twice: from 100 bins, and as the peak of a smoothed
# density.

# %%
form = coverage.distribution(shares)
form["smooth mode"] = shares.groupby("label").apply(coverage.mode)
form = form.reindex(classes)[["count", "mode", "smooth mode", "skewness"]]
form.round(3)

# %% tags=["remove-cell"]
for label, row in form.iterrows():
    values = shares[shares.index.get_level_values("label") == label]
    report.metric(f"mode_{label.lower()}", row["smooth mode"])
    report.metric(f"mode_of_bins_{label.lower()}", row["mode"])
    report.metric(f"skewness_{label.lower()}", row.skewness)
    report.metric(f"median_coverage_{label.lower()}", values.median())

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Density of the coverage of each label. The dotted line is the published mode.", "name": "fig-labels-coverage"}, "image": {"alt": "Four densities of coverage between nought and one, each with a dotted line at the published mode."}}
published = {"Sugar": 0.12, "Gravel": 0.14, "Fish": 0.09, "Flower": 0.16}
fig, axes = plt.subplots(2, 2, figsize=(6.6, 4.8), sharex=True, layout="constrained")
grid = np.linspace(0, 1, 300)
for ax, label in zip(axes.flat, classes, strict=True):
    values = shares[shares.index.get_level_values("label") == label]
    ax.hist(values, np.linspace(0, 1, 41), density=True, color=figures.COLOURS[label], alpha=0.45)
    if values.nunique() > 2:
        ax.plot(grid, stats.gaussian_kde(values)(grid), color="#444444", lw=2)
    ax.axvline(published[label], color=plotting.COLOURS["vermilion"], ls=":", lw=2.5)
    ax.set(title=label, yticks=[])
fig.supxlabel("share of the image")
fig.supylabel("density")
plt.show()

# %% [markdown]
# | label | mode, smooth | mode, 100 bins | published | skewness | published |
# |---|---|---|---|---|---|
# | Sugar | {glue:text}`mode_sugar` | {glue:text}`mode_of_bins_sugar` | 0.12 | {glue:text}`skewness_sugar` | 1.178 |
# | Gravel | {glue:text}`mode_gravel` | {glue:text}`mode_of_bins_gravel` | 0.14 | {glue:text}`skewness_gravel` | 1.099 |
# | Fish | {glue:text}`mode_fish` | {glue:text}`mode_of_bins_fish` | 0.09 | {glue:text}`skewness_fish` | 0.874 |
# | Flower | {glue:text}`mode_flower` | {glue:text}`mode_of_bins_flower` | 0.16 | {glue:text}`skewness_flower` | 0.859 |

# %% [markdown]
# The published figures were counted on the competition's images, a part of the crowd's. On the real
# boxes both counts put sugar at the most skewed end and flower at the least. The report concludes that
# flower and fish are marked over larger areas, as their clouds are larger. The real medians bear that
# out; the modes, which it quotes, don't: its mode of fish is the *smallest* of the four. Simulated
# boxes were made about as large as the crowd's, and alike for all patterns: on them, no difference
# between the labels says anything about reality.

# %% [markdown]
# ## Do people agree?
#
# Nobody knows what is right, but several people saw each image. Two boxes are compared by the
# **intersection over union** (IoU): the area that both cover, divided by the area that either
# covers. It is 1 for equal boxes and 0 for boxes apart.
#
# Who drew which box the table doesn't say. But its rows seem to stand in the order in which they
# were drawn: those that follow each other and show the same image belong to one *sitting*, the boxes
# of one person. If that is right, boxes of one sitting will hardly overlap, since nobody marks the same
# clouds twice.

# %%
boxes["sitting"] = annotator_agreement.sittings(boxes)
pairs = annotator_agreement.overlaps(boxes)
alone = pairs.sitting_a == pairs.sitting_b
told_apart = bool((~alone).any())
between = pairs[~alone] if told_apart else pairs

# %% tags=["remove-cell"]
def much(iou):
    return float((iou > min_overlap).mean()) if len(iou) else float("nan")


report.metric("sittings", boxes.sitting.nunique())
report.metric("sittings_per_image", boxes.groupby("file").sitting.nunique().mean())
report.metric("pairs_of_one_sitting_that_overlap", much(pairs.iou[alone]))
report.metric("pairs_of_two_sittings_that_overlap", much(pairs.iou[~alone]))
report.glue("least", f"{min_overlap:g}")

# %% [markdown]
# Of pairs within a sitting a share of {glue:text}`pairs_of_one_sitting_that_overlap` overlaps by more
# than {glue:text}`least`, of pairs from two sittings {glue:text}`pairs_of_two_sittings_that_overlap`.
# Where the first is much the smaller, the guess holds; what follows compares sittings. (In a table in
# which all boxes of an image stand together, sittings can't be told apart, and all pairs count.)

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Intersection over union of all pairs of boxes in an image that overlap at all, by whether their labels are the same.", "name": "fig-labels-iou"}, "image": {"alt": "Two histograms of intersection over union. Pairs with different labels pile up near nought; pairs with the same label reach to high values."}}
touching = between[between.iou > 0]
fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
for same, name, colour in ((True, "same label", "blue"), (False, "different labels", "orange")):
    ax.hist(touching.iou[touching.same == same], np.linspace(0, 1, 41), histtype="step", lw=2,
            color=plotting.COLOURS[colour], label=name)
ax.set(xlabel="intersection over union", ylabel="pairs")
ax.legend()
plt.show()

# %% [markdown]
# When two boxes mean the same place (IoU above {glue:text}`least`), do they carry the same
# label? Chance alone agrees now and then: with label *c* in a share *p_c* of these boxes, in
# Σ *p_c*² of the pairs. **Scott's π** is what is left of the agreement beyond that:
#
# $$\pi = \frac{\text{observed} - \text{chance}}{1 - \text{chance}}$$
#
# The interval draws whole images with replacement, not pairs: the pairs of one image share their
# clouds and their people.

# %%
def scott(first, second):
    """Scott's pi of two columns of labels."""
    return annotator_agreement.scotts_pi(first == second, np.concatenate([first, second]))["pi"]


def coded(pairs):
    """The image of each pair, and both labels, as numbers."""
    codes = {label: i for i, label in enumerate(classes)}
    return pd.factorize(pairs.file)[0], *(pairs[f"label_{s}"].map(codes).to_numpy() for s in "ab")


alike = between[between.iou > min_overlap]
agreed = annotator_agreement.scotts_pi(alike.same, alike[["label_a", "label_b"]])
low, high = partitions.segment_bootstrap(scott, *coded(alike), n_resamples=n_resamples, seed=seed)

# %% tags=["remove-cell"]
report.metric("pairs_of_one_place", len(alike))
report.metric("images_with_pairs_of_one_place", alike.file.nunique())
report.metric("same_label", agreed["observed"], better="higher")
report.metric("same_label_by_chance", agreed["chance"])
report.metric("scott_pi", agreed["pi"], better="higher")
report.metric("scott_pi_low", low)
report.metric("scott_pi_high", high)

# %% [markdown]
# Of {glue:text}`pairs_of_one_place` pairs in {glue:text}`images_with_pairs_of_one_place` images a
# share of {glue:text}`same_label` has the same label, where chance gives
# {glue:text}`same_label_by_chance`: π = {glue:text}`scott_pi`, with a 95 % interval from
# {glue:text}`scott_pi_low` to {glue:text}`scott_pi_high`.
#
# **A trap.** That looks good, and it was chosen to. People whose boxes nearly coincide have seen
# the same shape, and then mostly the same pattern. Where they disagree about the pattern they also draw
# different boxes, and such pairs have been left out. So vary the threshold, and ask the
# other question too: how many *boxes* does anybody confirm, with a box of the same label and enough
# overlap?

# %%
thresholds = np.arange(0, 0.91, 0.1)
seen_twice = boxes.groupby("file").sitting.transform("nunique") > 1 if told_apart else boxes.label.notna()
rows = {}
for least in thresholds:
    chosen = between[between.iou > least]
    confirmed = np.unique(chosen.loc[chosen.same, ["row_a", "row_b"]])
    rows[least] = {"same label, of pairs": chosen.same.mean() if len(chosen) else np.nan,
                   "confirmed, of boxes": boxes.index[seen_twice].isin(confirmed).mean()}
curve = pd.DataFrame(rows).T

# %% tags=["remove-cell"]
confirmed = np.unique(alike.loc[alike.same, ["row_a", "row_b"]])
hit = pd.Series(boxes.index.isin(confirmed), boxes.index)[seen_twice]
report.metric("boxes_confirmed", hit.mean(), better="higher")
report.glue("confirmed_percent", f"{100 * hit.mean():.0f}")
report.metric("same_label_any_overlap", touching.same.mean())

# %% tags=["hide-input", "reference-figure"] mystnb={"figure": {"caption": "Two answers to \u201cdo people agree?\u201d, by the overlap asked for. The dotted line is the agreement of labels by chance.", "name": "fig-labels-agreement"}, "image": {"alt": "Two curves against the least overlap. The share of pairs with the same label rises with it; the share of boxes confirmed by anybody falls towards nought."}}
fig, ax = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
for (name, values), marker, colour in zip(curve.items(), "os", ("blue", "vermilion"), strict=True):
    ax.plot(curve.index, values, marker + "-", color=plotting.COLOURS[colour], label=name)
ax.axhline(agreed["chance"], color=plotting.COLOURS["grey"], ls=":", lw=2)
ax.set(xlabel="intersection over union above", ylabel="share", ylim=(0, 1.02))
ax.legend(loc="lower left")
plt.show()

# %% [markdown]
# Among all pairs that touch, {glue:text}`same_label_any_overlap` have the same label; that rises
# with the threshold, while the boxes that anybody confirms become few. At {glue:text}`least` it is
# {glue:text}`confirmed_percent` % of the boxes that could be confirmed. (Of those in images that
# two or more people marked, where sittings are known.) A box is one person's view.

# %% [markdown]
# So the *label* of a place that several people picked is much safer than its *edges*, or than the fact
# that there is a box at all. (In the simulation both curves follow from how often its annotators
# confuse labels and how crookedly they draw.)
#
# Which labels get confused?

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Labels of pairs of boxes that mean the same place. Each pair counts both ways round, so the table is symmetric; shading by share of the row.", "name": "fig-labels-confusion"}, "image": {"alt": "Confusion matrix of four labels with a dominant diagonal."}}
both = pd.concat([alike[["label_a", "label_b"]], alike[["label_b", "label_a"]].set_axis(["label_a", "label_b"], axis=1)])
confusion = pd.crosstab(both.label_a, both.label_b).reindex(index=classes, columns=classes, fill_value=0)
fig, ax = plt.subplots(figsize=(6.2, 5.2), layout="constrained")
plotting.confusion(confusion.to_numpy(), classes, classes, ax, ylabel="one person", xlabel="another")
plt.show()

# %% tags=["remove-cell"]
off = confusion.where(~np.eye(4, dtype=bool)).stack()
one, other = off.idxmax()
report.glue("confused", f"{one} and {other}".lower())

# %% [markdown]
# Most often confused are **{glue:text}`confused`**.
#
# ## From boxes to tiles
#
# A network wants squares of one size. There are four ways to get them.
#
# - **Fixed tiles**: cut the box into squares of {glue:text}`tile_px` pixels, and drop what is left over.
#   Scale is kept; small boxes give nothing.
# - **Largest square**: one per box, in its middle, then brought to one size. The scale differs.
# - **Resized box**: the whole box squeezed into a square. Scale *and* proportions change: a long fish
#   becomes a round one, and how much it was squeezed becomes part of what the network sees.
# - **Unlabelled square**: where nobody drew a box. Not "no pattern": nobody *said* anything.

# %%
few = pictures[:4]
ways = {"fixed tile": placement.in_boxes(few, tile_px), "largest square": placement.largest_squares(few),
        "resized box": placement.whole_boxes(few), "unlabelled": placement.unlabelled(few, tile_px)}
per_way = pd.DataFrame({way: t.label.fillna("none").value_counts() for way, t in ways.items()})
per_way.reindex([*classes, "none"]).fillna(0).astype(int)

# %% tags=["remove-cell"]
for way, placed in ways.items():
    report.metric(f"here_{way.replace(' ', '_')}", len(placed))

# %% tags=["hide-input"] mystnb={"figure": {"caption": "One long box, three ways, and a square that nobody marked. All are brought to the same number of pixels.", "name": "fig-labels-tiles"}, "image": {"alt": "Four square pictures of clouds. The fixed tile shows a detail, the largest square more of the box, and the resized box all of it, squeezed."}}
fixed, square, whole, free = ways.values()
inner = fixed.assign(bottom=fixed.y + tile_px, right=fixed.x + tile_px)


def tiles_of(box):
    """Fixed tiles that lie in a box."""
    return inner[(inner.scene == box.scene) & (inner.y >= box.y) & (inner.x >= box.x)
                 & (inner.bottom <= box.y + box.height) & (inner.right <= box.x + box.width)]


usable_boxes = whole[[len(tiles_of(box)) > 0 for box in whole.itertuples()]]
views = {}
if len(usable_boxes):
    box = usable_boxes.loc[(usable_boxes.width / usable_boxes.height).idxmax()]
    middle = square[(square.scene == box.scene) & (square.height == min(box.height, box.width))].iloc[:1]
    views = {"fixed tile": tiles_of(box).iloc[:1], "largest square": middle, "resized box": box.to_frame().T}
views["unlabelled"] = free.iloc[:1]
fig, axes = plt.subplots(2, 2, figsize=(6.4, 6.9), layout="constrained")
for ax in axes.flat:
    ax.axis("off")
for ax, (way, one) in zip(axes.flat, views.items(), strict=False):
    ax.set_title(way if len(one) else f"{way}: none here")
    if len(one):
        ax.imshow(cutting.cut(few, one, 256)[0])
plt.show()

# %% [markdown]
# What does a size cost? The number of fixed tiles of each label that the table's boxes hold, and the
# share of boxes that hold at least one. (Every tile counts; where boxes overlap, so do tiles.)

# %%
def held_by(boxes, size):
    """How many whole tiles each box holds."""
    return (boxes.x2 - boxes.x1) // size * ((boxes.y2 - boxes.y1) // size)


sizes = [64, 128, 256, 512, 612, 850]
held = pd.DataFrame({size: held_by(boxes, size) for size in sizes})
left = held.groupby(boxes.label).sum().reindex(classes).T
left["boxes with a tile (%)"] = (100 * (held > 0).mean()).round(1)
left.rename_axis("side (pixels)")

# %% tags=["remove-cell"]
for size in sizes:
    report.metric(f"tiles_{size}", int(held[size].sum()))
    report.metric(f"boxes_with_tile_{size}", float((held[size] > 0).mean()))
report.glue("tile_px", str(tile_px))
report.glue("tile_ratio", f"{held[64].sum() / max(held[850].sum(), 1):,.0f}".replace(",", "\u202f"))
report.glue("lost_at_850", f"{100 * (held[850] == 0).mean():.0f}")

# %% [markdown]
# From 64 to 850 pixels the number of tiles falls by a factor of {glue:text}`tile_ratio`, and at 850
# {glue:text}`lost_at_850` % of the boxes are too small to give any. The
# classes aren't cut down evenly either. Scores from different tile sizes are thus scores of
# different numbers and different mixtures.

# %% [markdown]
# ### Black swaths and land
#
# Between two orbits near the equator lies a gap that no swath saw; it is black in the image. And
# there is land. Neither is a cloud pattern. `masking.usable` finds the gap as large areas of black
# and land by its hue, greener than blue, and a tile is kept where all of it can be used.

# %%
share_lost = [100 * (~masking.usable(p.image)).mean() for p in few]
cut_up = sum(held_by(p.boxes, tile_px).sum() for p in few)

# %% tags=["remove-cell"]
report.metric("tiles_here", int(cut_up))
report.metric("tiles_here_usable", len(fixed))
report.metric("pixels_unusable", np.mean(share_lost), unit="%")
report.glue("few", str(len(few)))

# %% tags=["hide-input"] mystnb={"figure": {"caption": "The scene with the largest part that can't be used, shaded where it is black swath (orange) or taken for land (pink).", "name": "fig-labels-usable"}, "image": {"alt": "Satellite image of clouds with the part that no swath saw, and small pieces taken for land, shaded."}}
worst = few[int(np.argmax(share_lost))]
shaded = worst.image.values.copy()
shaded[masking.swath_gap(worst.image)] = (230, 159, 0)
shaded[ndimage.binary_dilation(masking.land(worst.image), iterations=4)] = (204, 121, 167)
fig, ax = plt.subplots(figsize=(6.8, 4.6), layout="constrained")
ax.imshow(shaded[::2, ::2])
ax.axis("off")
plt.show()

# %% [markdown]
# In the first {glue:text}`few` images {glue:text}`pixels_unusable` % of the pixels can't be used, and
# {glue:text}`tiles_here_usable` of {glue:text}`tiles_here` fixed tiles are kept. A larger tile meets a gap more
# often: of the large squares and whole boxes fewer are left.

# %% [markdown]
# ## What is refused
#
# Mistakes in a table of boxes are easy to make and hard to see later. Each is refused in one
# sentence:

# %%
folder, name = Path(tempfile.mkdtemp()), boxes.file.iloc[0]
wrong = {"outside": f"1,{name},2200,100,2300,200,Fish", "label": f"1,{name},0,0,100,100,Cirrus",
         "columns": f"{name},0,0,100,100"}
for case, row in wrong.items():
    (folder / f"{case}.csv").write_text(row + "\n")
(folder / Path(name).name).write_bytes(b"no image")
attempts = [(box_tables.open, folder / f"{case}.csv") for case in wrong]
attempts += [(worldview.open, folder / Path(name).name), (kaggle.decode, "5 3 6 1")]

# %%
for call, given in attempts:
    try:
        call(given)
    except BadInput as error:
        print("•", str(error).replace(f"{folder}/", ""))

# %% [markdown]
# ## The figures

# %%
report.table()

# %% [markdown]
# ## What to take away
#
# - A box is one person's opinion. People who pick the same place agree on its name more than chance
#   would, and less than fully; and many boxes that one draws no other confirms. No clustering should be expected to
#   agree with the boxes better than people do among themselves.
# - Confusion isn't even: it is most frequent between {glue:text}`confused`.
# - Coverage is a property of boxes, not of clouds: what a label covers includes the clear sea that
#   somebody's rectangle took in.
# - The number of tiles falls steeply with their size. Any score that rises with tile size has to be
#   checked against that.
#
# **Where ours may fail.** Sittings are guessed from the order of the rows; two people who follow each
# other on one image count as one. Scott's π takes labels as the whole story, and looks only at boxes
# that already overlap. Land is told by hue, so a small island under cloud is
# missed, and a few bright specks of real cloud are taken for land. And boxes in
# the table were checked and filtered by its makers before it was published, in ways that
# we can't undo.
#
# ## Exercises
#
# 1. With {glue:text}`least` as threshold π looks good. Run the page with `min_overlap=0.1` and with
#    0.8. Which number would you print in an abstract, and what would you have to say with it?
# 2. A person who draws one huge box over the whole image, with the most frequent label, gets which π?
#    And how many boxes does she confirm?
# 3. Encode a mask of stripes, one pixel wide, along the rows and then along the columns. Which is the
#    longer text, and why does that matter for a competition's file size?
#
# ```{dropdown} Solution 1
# On the real boxes: the lower threshold keeps pairs that share a corner, with different regions of the image in them, so the
# agreement falls; the higher one keeps only near copies and it rises. Neither is wrong. Print the
# curve, or a value with its threshold *and* the share of boxes that it leaves out.
# ```
#
# ```{dropdown} Solution 2
# She overlaps any large box by its own share of the image, so the threshold drops nearly all her pairs, and what is
# left is compared by a constant label: the observed agreement equals the share of that label, and π is
# near 0 or below. She confirms only boxes of that label that nearly fill the image. Both scores see through
# her; a mean IoU per image may not.
# ```
#
# ```{dropdown} Solution 3
# ~~~python
# rows, columns = np.zeros((2, 1400, 2100), bool)
# rows[::2], columns[:, ::2] = True, True
# len(kaggle.encode(rows)), len(kaggle.encode(columns))
# ~~~
# Runs go down the columns: stripes along the columns are one run each, stripes along the rows break into one
# run per pixel. Compression by run length depends on the direction in which shapes are smooth.
# ```
#
# ## Data
#
# Boxes and scenes: {cite:t}`rasp2020`, imagery by NASA Worldview; see [](/book/data.md). The four patterns:
# {cite:t}`stevens2020`. The original study: {cite:t}`ramoul2021`.
