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
# # Weather and a detector: are the four names anything but habit?
#
# {doc}`1_labels` asks whether people agree on sugar, gravel, fish and flowers. People may agree on a
# habit. Two witnesses don't share it: the weather, which knows no names, and a network that learnt
# them and was then sent around the world {cite:p}`rasp2020`. What do they say?

# %% [markdown]
# :::{admonition} What you will learn
# :class: tip
# - how the air differs over the four patterns, and what one profile each can't tell;
# - where on Earth a detector sees them, and when not to believe it;
# - how to compare two sets of boxes, and a control that keeps the geography;
# - why agreement on chosen pairs and overlap of everything are two answers.
#
# You need pandas and a little meteorology. Ten minutes. The {doc}`glossary </book/glossary>` has the
# rest.
# :::

# %% tags=["hide-input"]
import pandas as pd

from helpers import catalog, exercises, plotting, report
from helpers.clouds import figures
from helpers.clouds.labels import annotator_agreement, geography
from helpers.clouds.products import boxes as box_tables
from helpers.clouds.products import weather

# %% tags=["parameters"]
source: str = "real"  # "real", or the path of a table of boxes like the crowd's
min_overlap: float = 0.5  # [0.05, 0.95] overlap (IoU) of boxes of one place

# %% tags=["remove-input"]
report.start("clouds/10_weather_detector", globals())
plotting.style()

# %% [markdown]
# ## What weather goes with each pattern?
#
# Rasp and others took profiles of the reanalysis ERA-Interim for the images in which one pattern was
# marked: temperature, humidity and vertical motion by height. The file holds one mean or median profile
# for each pattern, and one of all days. Which pattern would you expect under the driest air?

# %%
classes = ["Sugar", "Gravel", "Fish", "Flower"]
profiles = weather.open(catalog.find("clouds/weather", "real"))
list(profiles)

# %% mystnb={"figure": {"caption": "Profile of the air over each pattern, less the median profile of all days, by pressure.", "name": "fig-weather-profiles"}, "image": {"alt": "Three panels of four lines from the surface to 400 hPa. Flowers have colder and drier air near the surface and warmer and drier air above it; over gravel the air aloft is colder and moister."}}
figures.weather_profiles(profiles)

# %% [markdown]
# One number for a profile is the *lower-tropospheric stability*: how much warmer the air at 700 hPa
# would be than that at 1000 hPa if both were brought to one pressure (potential temperature), in K. A
# stable layer is a lid on the clouds. Beside it stands the humidity at 700 hPa in grams a kilogram.

# %%
temperature = profiles.Temperature_isobaric.sel(pattern=classes).to_pandas()
humidity = profiles.Specific_humidity_isobaric.sel(pattern=classes).to_pandas()
air = pd.DataFrame({
    "stability": temperature[700] * (1000 / 700) ** 0.286 - temperature[1000],
    "humidity_700": 1000 * humidity[700],
})
report.record(air.T.astype(float).round(2))

# %% [markdown]
# Flowers go with the strongest lid ({glue:text}`stability_flower` K) and the driest air above, sugar and
# gravel with the weakest lids. **The names aren't arbitrary: the atmosphere differs where people use
# them.** But with one profile for each pattern nobody can draw an error bar. And season and region
# change both weather and pattern.
#
# ## Where does a detector find them?
#
# The network is a RetinaNet, which proposes boxes with labels. It learnt from the crowd's boxes in
# three regions and was then run over the world for each day of 2017. Its boxes are public.

# %%
found = box_tables.detections(catalog.find("clouds/detections", "real"))
n_days = found.time.nunique()
shares = {
    label: geography.days_covered(found[found.label == label]) / n_days
    for label in classes
}

# %% mystnb={"figure": {"caption": "Share of the days of 2017 on which a place lay in a box of each label. White frames: the three regions of the crowd's images.", "name": "fig-weather-world"}, "image": {"alt": "Four world maps. Sugar is most frequent over Brazil and the equatorial Pacific, and is found over Africa, Arabia and Australia too; gravel and fish lie over the oceans of both hemispheres; flowers in a few places, mostly over the eastern parts of the southern oceans."}}
figures.maps_of_days(shares)

# %%
middle = found[["south", "north"]].mean(axis=1)
outside = 100 * (middle.abs() > 30).mean()

# %% tags=["remove-cell"]
report.metric("detector_boxes", len(found))
report.metric("detector_boxes_outside", outside, unit="%")

# %% [markdown]
# Flowers lie mostly in the eastern parts of the oceans, where the water is cool and the lid strong,
# which fits the profiles. But sugar is most frequent over Brazil: the detector ran over land too, and
# takes fair-weather cumulus over a forest for sugar. And **{glue:text}`detector_boxes_outside` %** of
# the boxes lie poleward of 30°, where there are no trade winds. A network that has to give one of four
# names, or none, gives them to clouds that it never saw. The map can't tell whether a name means the
# same there.
#
# ## Do crowd and detector agree?
#
# Where both looked at the same place on the same day, set their boxes against each other. Two boxes
# mean one place if their intersection over union (IoU) exceeds {glue:text}`least`. As a control take
# the detector's boxes of *ten days later*: what still fits is the geography alone.

# %%
people = geography.located(box_tables.open(catalog.find("clouds/scenes", source)))
people = people[(people.time.dt.year == 2017) & people.file.str.contains("Aqua")]


def compared(people, detector):
    """Pairs of boxes that mean one place, and how often they have one label."""
    both = annotator_agreement.overlaps(
        geography.as_boxes(people), geography.as_boxes(detector), on="time"
    )
    alike = both[both.iou > min_overlap]
    best = both.groupby("row_a").iou.max().mean()
    return {"pairs": len(alike), "same label": alike.same.mean(), "best IoU": best}


# %%
earlier = found.assign(time=found.time - pd.Timedelta(days=10))
by_day = {"same day": found, "ten days later": earlier}
agreed = pd.DataFrame({name: compared(people, one) for name, one in by_day.items()}).T
report.record(agreed.round(3).convert_dtypes(), "detector")

# %% tags=["remove-cell"]
report.glue("least", f"{min_overlap:g}")

# %% [markdown]
# Boxes meet several times as often on the same day as ten days later. Where they do, a share of
# **{glue:text}`detector_same_day_same_label`** carries the same label. But a box of the crowd finds a
# best IoU of only {glue:text}`detector_same_day_best_iou` on average. It is the trap of {doc}`1_labels`
# again: agreement is high where one asks only boxes that coincide.
#
# ## What would a competition say?
#
# A competition asks about everything: for each image and label, the union of the crowd's boxes against
# the union of the detector's, with 0 where only one of the two has that label. How far does the score
# fall?

# %%
fits = geography.union_overlap(people, found)
rivals = geography.union_overlap(people, earlier)
union = pd.DataFrame({
    "same day": fits.groupby("label").iou.mean(),
    "ten days later": rivals.groupby("label").iou.mean(),
}).loc[classes]
report.record(union.round(3), "detector_union_iou", better={"same day": "higher"})

# %% [markdown]
# All scores are far below a half, and several times what geography alone gives. The detector did see
# something on the day, and mostly elsewhere than people did.

# %% [markdown]
# ## Results

# %%
report.table()

# %% [markdown]
# ## What it means
#
# - Weather that knows no names differs between the names. That is the best evidence that they are
#   kinds of sky, and not of habit.
# - A detector's map has to be read with its training in mind: over land and far from the tropics its
#   names are guesses.
# - One should say which agreement one means. On chosen pairs it is high; on all of the sky it is low.
#
# **Where ours may fail.** The file of profiles says neither its units nor whether a profile is a mean;
# we read it in the reanalysis's units. The wind, which sorts these patterns too, isn't in it. Some of
# the images of 2017 may be among those that the detector learnt from; its file doesn't say.

# %% [markdown]
# ## Exercises
#
# **1.** Over which pattern is the air at 700 hPa moistest? Find its name in `air`.

# %%
answer = ...  # a name

# %% tags=["hide-input", "check"]
exercises.check(answer, air.humidity_700.idxmax(), hint="Look at humidity_700.")

# %% tags=["hide-cell", "solution"]
answer = air.humidity_700.idxmax()
exercises.check(answer, air.humidity_700.idxmax())

# %% [markdown]
# **2.** Does the detector fit Terra's images, taken three hours earlier, as well as Aqua's? Give the
# number of pairs of one place on the same day for Terra.

# %%
answer = ...  # a whole number

# %% tags=["hide-input", "check"]
morning = geography.located(box_tables.open(catalog.find("clouds/scenes", source)))
morning = morning[(morning.time.dt.year == 2017) & morning.file.str.contains("Terra")]
pairs = compared(morning, found)["pairs"]
exercises.check(answer, pairs, hint="Choose the files whose names contain Terra.")

# %% tags=["hide-cell", "solution"]
every = geography.located(box_tables.open(catalog.find("clouds/scenes", source)))
terra = every[(every.time.dt.year == 2017) & every.file.str.contains("Terra")]
answer = compared(terra, found)["pairs"]  # fewer: the detector saw Aqua's, most likely
exercises.check(answer, pairs)

# %% [markdown]
# ## Questions

# %% tags=["hide-input"]
exercises.questions("clouds/10_weather_detector")

# %% [markdown]
# ## References
#
# Boxes, profiles and detector: {cite:t}`rasp2020`; the patterns: {cite:t}`stevens2020`. The files:
# [](/book/data.md).
