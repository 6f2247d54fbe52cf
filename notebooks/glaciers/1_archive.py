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
# # The archive: what does a radar see of a mountain in a year?
#
# A glacier is white in a photograph from October to June, and so is the forest beside it. The
# radar on the satellite PAZ has a wavelength of three centimetres. It looks through clouds, through
# the night and some way into dry snow, and it notices the first drop of melt water. The archive
# CPAZMaL {cite:p}`cpazmal` holds its images of labelled places around Mont Blanc. Before we classify
# anything: what is in there, what is missing, and how many *independent* samples are they?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how a labelled radar archive is laid out, and how to ask it questions in SQL;
# - how radar brightness is stored: intensity, amplitude, decibels;
# - why images of mountains have places that show nothing, and what to do about them;
# - to cut training windows that remember where they came from, and to count them honestly.
#
# You need some Python, and to have met mean and histogram. The {doc}`glossary </book/glossary>`
# has the rest.
# :::

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.patches import Rectangle
from sklearn.model_selection import GroupShuffleSplit

from helpers import catalog, exercises, plotting, report
from helpers.glaciers import cross_validation, figures, series, summary
from helpers.glaciers.products import cpazmal, digitised

# %% tags=["parameters"]
source: str = "simulated"  # "simulated", or the path of the archive
window_px: int = 7  # [3, 15] pixels along a side of a window
masked_share: float = 0.0  # [0, 0.9] share of a window's pixels that may be masked
n_repeats: int = 20  # [1, 200] times that polygons are dealt out
seed: int = 0  # [0, 2147483647] of the random draw that balances the classes

# %% tags=["remove-input"]
report.start("glaciers/1_archive", globals())
plotting.style()

# %% [markdown]
# ## The layout
#
# The archive is one HDF5 file. Under `data` lies one folder per *group*, that is one labelled
# polygon; in it one per orbit (ascending or descending), in that one per polarisation: HH (sent
# and received with horizontal waves) and HV (received with vertical ones, which tells of
# echoes that bounced more than once). There lie the images, one mask per image, and for each
# date the direction of flight, the angle of incidence and the resolution. Its authors have
# changed the layout: files from before December 2025 name the satellite of each image, later ones hold those
# of PAZ only. The reader knows both.
#
# The real archive is open, but at several gigabytes it is not fetched from here: give its path as
# `source`. By default the page runs on a **simulated** one in the same layout, read by the
# same reader: {glue:text}`polygons` polygons of eight classes. Its monthly levels come from the archive's
# published plots, its dates are the real ones, its speckle is drawn at random, and its polygons are
# made smaller so that the file stays small.
#
# Four classes are glacier: ABL (*ablation*, where a year melts more than it brings), ACC (*accumulation*,
# where snow outlasts the summer), HAG (*hanging glaciers*, ice that ends above a cliff) and ICA (*ice
# aprons*, thin old ice frozen to steep rock). Four are not: FOR forest, LAC lake, PLA plain and ROC rock.

# %%
path = catalog.find("glaciers/cpazmal", source)
groups = summary.polygons(path)
example = summary.examples(groups)
stack = cpazmal.open(path, next(iter(example.values())), orbit="DSC", polarisation="HH")
stack

# %% tags=["remove-cell"]
report.metric("polygons", len(groups))
report.glue("smallest_class", str(groups["class"].value_counts().min()))
report.glue("largest_class", str(groups["class"].value_counts().max()))

# %% [markdown]
# Nothing has been read yet but the headers: the two variables are lists of blocks that
# are fetched when asked for. The archive stores **intensity** σ⁰, the share of the wave's power
# that comes back. Its root is the **amplitude**, and ten times its decimal logarithm are
# **decibels** (dB). Ten decibels are a factor of ten in intensity. The logarithm of an amplitude is half
# that of its intensity, so a statistic of logarithms means nothing until one says of which.
#
# ## Asking in SQL
#
# The original's slides {cite:p}`linkwongchon2024` announce a loader "with SQL queries". Here
# `cpazmal.index` lists every image, a row each, and `cpazmal.query` takes one SELECT on
# that list. What is there?

# %%
cpazmal.query(path, """
    SELECT orbit, polarisation, satellite, COUNT(DISTINCT date) AS dates,
           MIN(date) AS first, MAX(date) AS last
    FROM acquisitions GROUP BY orbit, polarisation, satellite
""")

# %% [markdown]
# PAZ passes every eleven days. Where did it not? The longest waits within 2020, in descending orbit:

# %%
cpazmal.query(path, """
    WITH days AS (SELECT DISTINCT polarisation, date FROM acquisitions
                  WHERE orbit = 'DSC' AND satellite = 'PAZ' AND date LIKE '2020%'),
         waits AS (SELECT *, julianday(date) - julianday(LAG(date)
                   OVER (PARTITION BY polarisation ORDER BY date)) AS days FROM days)
    SELECT polarisation, date AS until, days FROM waits ORDER BY days DESC LIMIT 6
""")

# %% [markdown]
# And which polygons lack an image that others of the same class have? Series of different polygons have to
# be brought to common dates before they can be compared date by date, and each polygon that misses one
# costs everyone that date.

# %%
cpazmal.query(path, """
    WITH stacks AS (SELECT class, "group", polarisation, COUNT(*) AS dates
                    FROM acquisitions WHERE orbit = 'DSC' GROUP BY class, "group", polarisation)
    SELECT * FROM stacks AS mine WHERE class != 'STUDY' AND dates <
        (SELECT MAX(dates) FROM stacks AS other
         WHERE other.class = mine.class AND other.polarisation = mine.polarisation)
""")

# %% tags=["hide-input"] mystnb={"figure": {"caption": "The dates on which the archive has images of PAZ, by orbit and polarisation.", "name": "fig-archive-timeline"}, "image": {"alt": "Four rows of ticks, one per orbit and polarisation: most densely HH in descending orbit; the HV row of descending orbit ends early in 2021."}}
index = cpazmal.index(path)
index = index[index.satellite == "PAZ"]
rows = index.assign(row=index.orbit + " " + index.polarisation)
rows = rows.drop_duplicates(["row", "date"]).sort_values("row")
fig, ax = plt.subplots(figsize=(plotting.WIDTH, 2.6), layout="constrained")
ax.plot(rows.date, rows.row, "|", ms=22, mew=1.8)
ax.margins(y=0.2)
ax.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=8))
ax.xaxis.set_major_formatter(ConciseDateFormatter(ax.xaxis.get_major_locator()))
plt.show()

# %% tags=["remove-cell"]
paz = index[(index.orbit == "DSC") & index["class"].isin(groups["class"])]
dates = paz.groupby("polarisation").date.nunique()
report.metric("dates_hh", int(dates["HH"]))
report.metric("dates_hv", int(dates["HV"]))
shared = paz[paz["class"].isin(series.GLACIER)].groupby(["polarisation", "date"]).group.nunique()
report.metric("dates_hv_of_all_glacier_polygons", int((shared["HV"] == shared.max()).sum()))

# %% [markdown]
# So HH and HV are not of equal length: {glue:text}`dates_hh` dates of PAZ against {glue:text}`dates_hv`
# in descending orbit. On only {glue:text}`dates_hv_of_all_glacier_polygons` dates do all glacier
# polygons have HV. The rest of the study uses descending orbit and PAZ alone; another
# angle would be another measurement.
#
# ## Where it is
#
# The archive's polygons lie within some twenty-five kilometres. Cold classes lie high and warm classes low:
# the altitude alone tells forest from ice apron, and it will have to be ruled out as the true
# explanation of whatever we find.

# %%
places = summary.positions(groups)
by_class = places.groupby("class").altitude.agg(polygons="size", lowest="min", highest="max")
by_class.rename(summary.NAMES).round().astype("Int64").reindex(summary.NAMES.values()).dropna()

# %% tags=["hide-input"] mystnb={"figure": {"caption": "The labelled polygons by class, each as large as its altitude is high. The positions are those of the archive's published table of study areas, or, where that is not at hand, what the archive itself says (drawn at random in the simulated edition).", "name": "fig-archive-map"}, "image": {"alt": "Map of dots in eight colours within about twenty by thirty kilometres, with a scale bar of five kilometres."}}
fig, ax = plt.subplots(figsize=(plotting.WIDTH, 5.4), layout="constrained")
for name in summary.NAMES:
    members = places[places["class"] == name]
    ax.scatter(members.longitude, members.latitude, s=(members.altitude / 300) ** 2,
               color=figures.COLOURS[name], edgecolor="#555555", lw=0.6, alpha=0.9,
               label=summary.NAMES[name])
kilometres_per_degree = 111.3 * np.cos(np.radians(45.9))
ax.set_aspect(111.2 / kilometres_per_degree)
left, bottom = ax.get_xlim()[0] + 0.01, ax.get_ylim()[0] - 0.012
ax.plot([left, left + 5 / kilometres_per_degree], [bottom, bottom], color="#555555", lw=4)
ax.annotate("5 km", (left, bottom), (0, 6), textcoords="offset points")
ax.set(xlabel="longitude (°E)", ylabel="latitude (°N)")
fig.legend(*ax.get_legend_handles_labels(), loc="outside upper center", ncol=4,
           columnspacing=0.8, handletextpad=0.1)
plt.show()

# %% [markdown]
# ## A year in pictures
#
# One polygon of each glacier class, six dates, both polarisations. Wet snow absorbs the wave, and what
# was bright in winter turns dark in summer. Bare ice shows its rough surface instead.

# %%
months = ["2020-01-08", "2020-03-25", "2020-05-30", "2020-07-24", "2020-09-06", "2020-11-11"]
strips = {}
for name in series.GLACIER:
    for pol in ("HH", "HV"):
        images = cpazmal.open(path, example[name], polarisation=pol, satellite="PAZ").intensity
        strips[name, pol] = 10 * np.log10(images.sel(time=months, method="nearest").compute())

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Images over 2020 of one polygon per glacier class, in HH and HV: intensity in dB. White: outside the polygon, in layover or in shadow.", "name": "fig-archive-strips"}, "image": {"alt": "Eight rows of six small radar images, grainy with speckle. In HV the accumulation zone darkens strongly from May to September, the ice apron in July, the ablation zone and the hanging glacier much less."}}
fig, axes = plt.subplots(8, 6, figsize=(plotting.WIDTH, 8.8), layout="constrained")
for row, ((name, pol), images) in zip(axes, strips.items(), strict=True):
    for ax, image in zip(row, images, strict=True):
        mesh = ax.imshow(image, cmap="cividis", vmin=-25, vmax=5, interpolation="nearest")
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    row[0].set_ylabel(f"{name}\n{pol}", rotation=0, labelpad=24, va="center")
for ax, image in zip(axes[0], images, strict=True):
    ax.set_title(image.time.dt.strftime("%b").item())
fig.colorbar(mesh, ax=axes, orientation="horizontal", shrink=0.5, aspect=30, label="intensity (dB)")
plt.show()

# %% [markdown]
# ## Histograms
#
# The grain is {term}`speckle`, and no fault of the instrument: a pixel holds many scatterers, whose waves add up
# at random. So a class is never a value but a distribution. Histograms of amplitude, in
# January and August 2020, of the polygon of each class that the archive's authors plotted; dots are
# read off *their* plots where we have them.

# %%
def pixels(name, pol, month):
    """Give the intensity of all clear pixels of a class's polygon in a month of 2020."""
    stack = cpazmal.open(path, example[name], polarisation=pol, satellite="PAZ")
    seen = stack.intensity.sel(time=f"2020-{month:02d}").values
    return seen[np.isfinite(seen)]


seasons = {"january": (1, "blue"), "august": (8, "orange")}
printed = digitised.histograms()

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Histograms of HH amplitude by class in January (blue) and August (orange) 2020. Dots: digitised from the published plots, where at hand; the simulated archive's texture was tuned to them, so they are no independent check of it.", "name": "fig-archive-amplitude"}, "image": {"alt": "Eight panels of two histograms each, all skewed to the right. Accumulation, lake, hanging glacier and ice apron shift to lower amplitude in August; forest and plain hardly move."}}
fig, axes = plt.subplots(4, 2, figsize=(plotting.WIDTH, 6.4), sharex=True, sharey=True,
                         layout="constrained")
bins = np.arange(0, 1.01, 0.02)
for ax, name in zip(axes.flat, example, strict=False):
    for season, (number, colour) in seasons.items():
        amplitude = np.sqrt(pixels(name, "HH", number))
        ax.hist(amplitude, bins, histtype="step", lw=1.6, color=plotting.COLOURS[colour],
                weights=np.full(amplitude.size, 50 / max(1, amplitude.size)))
        if printed is not None:
            shown = (printed["class"] == name) & (printed.pol == "HH") & (printed.month2020 == season)
            dots = printed[shown][::3]
            ax.plot(dots.amplitude, 50 * dots.fraction, ".", ms=4, color=plotting.COLOURS[colour])
    ax.set_title(name)
fig.supxlabel("HH amplitude")
fig.supylabel("density")
plt.show()

# %% [markdown]
# In decibels the skew is nearly gone (what remains leans the other way), and the distributions have
# about one width whatever their level: speckle *multiplies*, and a logarithm turns that into
# adding. This is why the study works on logarithms.

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Histograms of HV intensity in dB by class, in January (blue) and August (orange) 2020.", "name": "fig-archive-decibels"}, "image": {"alt": "Eight panels of two bell-shaped histograms each. For the accumulation zone the two hardly overlap; for forest they coincide."}}
fig, axes = plt.subplots(4, 2, figsize=(plotting.WIDTH, 6.4), sharex=True, sharey=True,
                         layout="constrained")
bins = np.arange(-40, 10, 1)
for ax, name in zip(axes.flat, example, strict=False):
    for number, colour in seasons.values():
        ax.hist(10 * np.log10(pixels(name, "HV", number)), bins, density=True, histtype="step",
                lw=1.6, color=plotting.COLOURS[colour])
    ax.set_title(name)
fig.supxlabel("HV intensity (dB)")
fig.supylabel("density")
plt.show()

# %% [markdown]
# ## The mean year of each class
#
# Averaging all pixels of a polygon beats the speckle down. The line is the mean over the polygons of a
# class and the band reaches from the lowest to the highest polygon. Dots are
# **digitised**: means of one polygon per class read off the published plots. They are no pixels, and one
# polygon is not a class.

# %%
levels = summary.levels(path, groups)
year = levels[levels.date < "2021-02"]
points = digitised.means()

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Mean level by class through 2020: HH (blue) and HV (orange), mean and range over the polygons. Dots: one polygon per class, digitised from the published plots, where at hand.", "name": "fig-archive-levels"}, "image": {"alt": "Eight panels with a blue and an orange curve over the months of 2020. Accumulation falls by some ten decibels in early summer and rises in autumn; hanging glacier and ice apron dip in summer; forest is flat."}}
fig, axes = plt.subplots(4, 2, figsize=(plotting.WIDTH, 8.4), sharex=True, sharey=True, layout="constrained")
for ax, name in zip(axes.flat, example, strict=False):
    for pol, colour in {"HH": "blue", "HV": "orange"}.items():
        mine = year[(year["class"] == name) & (year.polarisation == pol)]
        band = mine.groupby("date")["level"].agg(["mean", "min", "max"])
        ax.plot(band["mean"], color=plotting.COLOURS[colour], label=pol)
        ax.fill_between(band.index, band["min"], band["max"], color=plotting.COLOURS[colour], alpha=0.2, lw=0)
        if points is not None:
            shown = (points["class"] == name) & (points.pol == pol) & (points.date < "2021-02")
            dots = points[shown]
            ax.plot(dots.date, dots.mean_intensity_dB, ".", ms=5, color=plotting.COLOURS[colour])
    ax.set_title(f"{name} {summary.NAMES[name]}")
    ax.set_xticks(pd.to_datetime(["2020-01-01", "2020-05-01", "2020-09-01", "2021-01-01"]))
    ax.set_xticklabels(["Jan", "May", "Sep", "Jan"])
fig.supylabel("mean intensity (dB)")
fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncol=2)
plt.show()

# %% [markdown]
# By how much does a class fall from winter (December to February) to July and August? Mean over its
# polygons, and standard deviation between them:

# %%
falls = summary.summer_drop(levels).groupby(["class", "polarisation"], sort=False).agg(["mean", "std"])
falls.unstack("polarisation").reindex(list(example)).rename(summary.NAMES).round(1)

# %% tags=["remove-cell"]
for (name, pol), value in falls["mean"].items():
    metric = f"fall_{pol.lower()}_{name.lower()}"
    report.metric(metric, value, unit="dB", text=f"{value:.1f}".replace("-", "−"))
    digit = report.published()["glaciers/1_archive"].get(metric, {}).get("value", np.nan)
    report.glue(f"digitised_{metric}", f"{digit:.1f}".replace("-", "−"))

# %% [markdown]
# In HV the accumulation zone falls by {glue:text}`fall_hv_acc` dB, the ice apron by
# {glue:text}`fall_hv_ica`, the ablation zone by {glue:text}`fall_hv_abl`, the hanging glacier
# by {glue:text}`fall_hv_hag`, and forest by {glue:text}`fall_hv_for`. The digitised polygons, one
# per class, have {glue:text}`digitised_fall_hv_acc`, {glue:text}`digitised_fall_hv_ica`,
# {glue:text}`digitised_fall_hv_abl`, {glue:text}`digitised_fall_hv_hag` and
# {glue:text}`digitised_fall_hv_for`. Where the page runs on the simulated archive that agreement
# was put in: its monthly levels *are* those plots', shifted in time with the altitude. It
# checks the simulator and is no evidence about glaciers.
#
# ## Layover and shadow
#
# A radar measures distance. A slope that leans towards it arrives all at once and folds onto
# itself ({term}`layover`), and behind a ridge there is no echo at all ({term}`shadow <radar shadow>`), only the receiver's noise.
# The archive marks both in a mask, from the geometry and not from the image. A shadow is as dark as wet snow;
# left in, it would teach a classifier that high mountains are wet.

# %%
masked = summary.masks(path, groups)
by_class = masked.groupby(groups["class"], sort=False)[["layover", "shadow", "both"]].mean()
(100 * by_class).rename(summary.NAMES).rename(columns="{} (%)".format).round(1)

# %% tags=["remove-cell"]
report.metric("masked_share", 1 - masked.clear.mean(), text=f"{100 * (1 - masked.clear.mean()):.1f}")
for kind in ("layover", "shadow"):
    shift = (masked[f"{kind}_level"] - masked.clear_level).mean()
    report.metric(f"{kind}_against_clear", shift, unit="dB", text=f"{shift:+.1f}".replace("-", "−"))

# %% [markdown]
# {glue:text}`masked_share` % of a polygon's pixels are masked on average. Pixels in layover are
# {glue:text}`layover_against_clear` dB against clear ones of the same polygon in the first image, pixels in shadow
# {glue:text}`shadow_against_clear` dB.
#
# ## Windows that keep their group
#
# The original classifies windows of 7 × 7 pixels. `cpazmal.windows` lays them side by side, drops
# those with more than `masked_share` masked, and gives each the name of its polygon. The name
# matters: two windows of one polygon share weather, slope and snow, and a classifier that has
# seen one has nearly seen the other. *Whole polygons* must go to training or to test.

# %%
name = example["ACC"]
stack = cpazmal.open(path, name, masked=False, satellite="PAZ")
clear = cpazmal.open(path, name, satellite="PAZ").isel(time=[0])
cut = cpazmal.windows(clear, window_px, masked_share)
cut

# %% tags=["hide-input"] mystnb={"figure": {"caption": "A polygon of the accumulation zone: left its mask; right its first HH image (dB), with the windows that stay.", "name": "fig-archive-windows"}, "image": {"alt": "Left, an irregular patch of clear pixels with small islands of layover and shadow. Right, the grainy radar image of the same patch, tiled with square windows that avoid its edge and the islands."}}
kinds = [plotting.COLOURS[c] for c in ("sky", "vermilion", "blue", "yellow")]
fig, axes = plt.subplots(1, 2, figsize=(plotting.WIDTH, 3.6), sharey=True, layout="constrained")
image = 10 * np.log10(stack.intensity[0].compute())
axes[0].imshow(stack["mask"][0].where(image.notnull()), cmap=ListedColormap(kinds), vmin=-0.5,
               vmax=3.5, interpolation="nearest")
for colour, kind in zip(kinds, ("clear", "layover", "shadow", "both"), strict=True):
    axes[0].plot([], [], "s", color=colour, label=kind)
axes[1].imshow(image, cmap="cividis", vmin=-20, vmax=5, interpolation="nearest")
for row, column in zip(cut.row.values, cut.column.values, strict=True):
    axes[1].add_patch(Rectangle((column - 0.5, row - 0.5), window_px, window_px, fill=False,
                                ec=plotting.COLOURS["vermilion"], lw=1))
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncol=4,
           columnspacing=0.8, handletextpad=0.1)
fig.supxlabel("pixels")
plt.show()

# %% [markdown]
# How strict should one be? More windows stay if some of their pixels may be masked:

# %%
tiles = summary.window_table(path, groups, window_px)
shares = sorted({0, 0.1, 0.25, 0.5, masked_share})
counts = pd.DataFrame({s: tiles[tiles.masked <= s]["class"].value_counts() for s in shares})
counts.reindex(list(example)).rename(summary.NAMES).rename_axis(columns="masked at most")

# %% [markdown]
# ## Class balance
#
# A large polygon gives more windows than a small one, and a classifier would learn that large things are
# frequent. The original *balanced* the classes. How, its slides don't say, but its table 1 does: 134 + 67,
# 132 + 69, 126 + 75 and 131 + 70 windows are {glue:text}`published_total` each time. So every
# class had {glue:text}`published_total` windows, two thirds of them for training, and the spreads of training
# and test are equal because what one side gains the other loses. We do the same with as
# many windows as the rarest glacier class has, and deal the polygons out again and again.

# %%
windows = tiles[(tiles.masked <= masked_share) & tiles["class"].isin(series.GLACIER)]
rarest = windows["class"].value_counts().min()
balanced = windows.groupby("class").sample(rarest, random_state=seed)
plain = GroupShuffleSplit(3 * n_repeats, test_size=1 / 3, random_state=seed)
deals = {"stratified": cross_validation.by_group(balanced["class"], balanced.group, n_repeats),
         "plain": [plain.split(balanced, groups=balanced.group)]}
sizes = {name: cross_validation.set_sizes(balanced["class"], splits) for name, splits in deals.items()}
pd.concat(sizes, axis=1).round(1)

# %% tags=["remove-cell"]
published = report.published()["glaciers/1_archive"]
report.glue("published_total", str(published["windows_per_class"]["value"]))
report.metric("windows_per_class", int(rarest))
for (name, side), number in sizes["stratified"].stack().items():
    side, _, spread = side.partition(" ")
    metric = f"windows_{side}_{name.lower()}" + "_spread" * bool(spread)
    report.metric(metric, number, text=f"{number:.0f}")
for name, table in sizes.items():
    relative = 100 * table["train ±"].mean() / rarest
    report.metric(f"spread_{name}", relative, unit="% of a class", text=f"{relative:.0f}")
report.glue("published_spread", str(published["spread_plain"]["value"]))

# %% tags=["hide-input"] mystnb={"figure": {"caption": "Left: windows per glacier class, and (dashed) how many stay of each. Right: share of a class's windows that goes to test, mean and standard deviation over the splits by polygon, beside table 1 of the slides.", "name": "fig-archive-balance"}, "image": {"alt": "Left, bars of the number of windows of four classes, the hanging glacier having the fewest. Right, for each class three points with error bars at about a third: the stratified one has a short bar, the plain one a long bar, and the one of the slides a long bar too."}}
fig, axes = plt.subplots(1, 2, figsize=(plotting.WIDTH, 3.8), layout="constrained")
before = windows["class"].value_counts().reindex(series.GLACIER)
axes[0].bar(series.GLACIER, before, color=plotting.COLOURS["grey"])
axes[0].axhline(rarest, ls="--", color=plotting.COLOURS["vermilion"])
axes[0].set_ylabel("windows")
total = published["windows_per_class"]["value"]
slides = [[published[f"windows_test_{name.lower()}{what}"]["value"] / total for name in series.GLACIER]
          for what in ("", "_spread")]
shares = {"slides": slides} | {
    name: table.loc[list(series.GLACIER), ["test", "test ±"]].to_numpy().T / rarest
    for name, table in sizes.items()}
for k, (name, (mean, spread)) in enumerate(shares.items()):
    axes[1].errorbar(np.arange(4) + 0.22 * (k - 1), 100 * np.array(mean), 100 * np.array(spread), fmt="o",
                     capsize=3, label=name, color=list(plotting.COLOURS.values())[k])
axes[1].set_xticks(range(4), series.GLACIER)
axes[1].set(ylabel="share in test (%)", ylim=(0, None))
fig.legend(*axes[1].get_legend_handles_labels(), loc="outside upper center", ncol=3)
plt.show()

# %% [markdown]
# The spread is the point. Dealt out plainly, a third of the polygons to test whatever their class and size, it is
# {glue:text}`spread_plain` % of a class's windows; the published one is {glue:text}`published_spread` %.
# *Stratified* folds, which the authors' later code uses, look for deals that give each side its
# share of each class, and bring it down to {glue:text}`spread_stratified` %. That suggests that the slides' splits were not stratified
# (with polygons of very unlike sizes even stratified ones would spread), so that
# a score from one such split depends on which large polygon went where. Chapter
# {doc}`3_barycentres` stratifies, repeats the deal and gives intervals.
#
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - The archive has dozens to hundreds of windows per class but only {glue:text}`smallest_class` to
#   {glue:text}`largest_class` polygons. The second number is the sample size.
# - The seasons separate the classes by eye, most in HV. HV has less than half the dates of HH in descending orbit.
# - **Where the original's account fails.** "5 to 7 polygons" per class in the slides, seven to nine
#   in the archive's table, and the slides' class "city" is a lake in the archive: they are different editions. How windows at the edge of a polygon or a mask were treated
#   isn't said. Nor is it whether balancing came before the split or after it.
# - **Where ours may fail.** On the simulated archive the levels agree with the plots by construction; polygons
#   are cut to similar sizes (so the plain splits spread less than the published ones) and lie at random places, with masks that don't know the terrain. Altitude
#   shifts the melt there by assumed days. The
#   digitised figures carry reading errors, and each class's comes from one polygon.

# %% [markdown]
# ## Exercises
#
# 1. Ask the index how many dates each orbit and polarisation has in each month of the year. In which
#    months would a classifier without winter images have to work?
#
# :::{dropdown} Solution
# ```sql
# SELECT orbit, polarisation, substr(date, 6, 2) AS month, COUNT(DISTINCT date) AS dates
# FROM acquisitions GROUP BY orbit, polarisation, month
# ```
# Summer is where the classes differ, and descending orbit covers it in both polarisations in 2020.
# :::
#
# 2. Set `window_px=9`. How many windows are left for hanging glaciers, and why fewer than 49/81 of what
#    there were?
#
# :::{dropdown} Solution
# A window must fit into the polygon and miss every masked pixel. Larger ones lose more at the edge, and meet
# islands of layover more often. Small, ragged polygons lose most, and those are the hanging glaciers'.
# :::
#
# 3. Average a polygon's *decibels* instead of its intensities. By how much does the level change, and why by about the
#    same for all?
#
# :::{dropdown} Solution
# The mean of logarithms lies below the logarithm of the mean: by 2.5 dB for speckle of one look, less for more
# looks and more for textured surfaces. Speckle is everywhere the same, so the shift is nearly constant.
# Chapter {doc}`2_time_warping` says how large it is.
# :::

# %% [markdown]
# ## Questions

# %% tags=["remove-input"]
exercises.questions("glaciers/1_archive")

# %% [markdown]
# ## References
#
# The archive: {cite:t}`cpazmal`; the slides: {cite:t}`linkwongchon2024`; statistics of logarithms:
# {cite:t}`nicolas2002`.
