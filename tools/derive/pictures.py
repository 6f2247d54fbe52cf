"""Draw the studies' pictures for the landing page from real files.

Some of them have no public home and have to lie in a folder of ``EO_DATA``.
``python -m tools.derive.pictures`` writes
``book/images/<study>.jpg``. The pictures are committed, so that a build of the book needs
no data.
"""

import cartopy.crs as ccrs
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.colors import to_rgb
from PIL import Image
from scipy import ndimage, stats
from scipy.interpolate import PchipInterpolator
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

from helpers import catalog
from helpers.glaciers.products import digitised
from helpers.leads.products import cpom
from helpers.polder import land_types
from helpers.polder.products import grasp
from tools import ROOT

IMAGES = ROOT / "book/images"
NIGHT = "#0d1826"
SEA = "#16263a"


def main():
    """Draw the four pictures, of 900 × 600 pixels on a dark ground."""
    for draw in (polder, clouds, leads, glaciers):
        figure = plt.figure(figsize=(9, 6), dpi=100, facecolor=NIGHT)
        axes = figure.add_axes([0, 0, 1, 1], facecolor=NIGHT)
        axes.set_axis_off()
        draw(axes)
        figure.savefig(IMAGES / f"{draw.__name__}.jpg", pil_kwargs={"quality": 82})
        plt.close(figure)


def polder(axes):
    """Draw the half of the globe around Africa, its land coloured by six land types."""
    # Interpolated pixels too, which the study leaves out: they fill the grid's lines.
    ds = xr.open_dataset(catalog.find("polder/grasp-digitised", "real"))
    values = np.stack([ds[name].values for name in grasp.VARIABLES], axis=-1)
    land = (ds.land100.values == 1) & np.isfinite(values).all(axis=-1)
    features = StandardScaler().fit_transform(values[land])
    labels = KMeans(6, n_init=4, random_state=0).fit_predict(features)
    table = pd.DataFrame(values[land], columns=grasp.VARIABLES)
    names = land_types.by_spectrum(labels, table)
    types = np.zeros(land.shape, dtype=int)
    types[land] = 1 + pd.Categorical(names, land_types.PALETTE).codes
    lon, lat, seen = globe_pixels(ccrs.Orthographic(24, 12))
    row, column = (90 - lat).astype(int), (lon + 180).astype(int) % 360
    colours = [to_rgb(colour) for colour in (SEA, *land_types.PALETTE.values())]
    picture = np.broadcast_to(to_rgb(NIGHT), (*seen.shape, 3)).copy()
    picture[seen] = np.array(colours)[types[row, column]][seen]
    axes.imshow(picture, aspect="auto", interpolation="bilinear")


def globe_pixels(projection, width=1620, height=1080, zoom=1.12):
    """Return longitude, latitude and visibility of each pixel of a globe seen from afar."""
    up = projection.y_limits[1] / zoom
    x = np.linspace(-up * width / height, up * width / height, width)
    points = projection.as_geodetic().transform_points(
        projection, *np.meshgrid(x, np.linspace(up, -up, height))
    )
    seen = np.isfinite(points[..., 0])
    return *np.moveaxis(np.where(seen[..., None], points, 0), -1, 0)[:2], seen


def clouds(axes):
    """Draw the objects of a cloud mask, coloured by their size."""
    name = "Aqua_CorrectedReflectance20071227_-61--40_10-24.jpeg"
    scene = Image.open(catalog.find("clouds/scenes", "real").with_name(name))
    grey = np.asarray(scene.convert("L"), dtype=float)
    grey = ndimage.gaussian_filter(grey[500:1220, 240:1320], 1)
    objects, number = ndimage.label(grey > 105)
    area = ndimage.sum_labels(objects > 0, objects, np.arange(number + 1))
    size = np.log10(np.maximum(area, 1))[objects]
    axes.imshow(np.ma.masked_where(area[objects] < 4, size), cmap="viridis", aspect="auto")


def leads(axes):
    """Draw the echoes of a pass over Arctic sea ice one behind the other."""
    power = cpom.open(catalog.find("leads/cpom", "real")).power.values[150:330:3]
    rank = stats.rankdata(power.max(axis=1) / power.mean(axis=1)) - 1
    colours = plt.colormaps["viridis"](rank / (len(power) - 1))
    height = 0.24 * (power / np.percentile(power.max(axis=1), 70)) ** 0.5
    gates = np.linspace(0, power.shape[1] - 1, 600)
    for i, line in enumerate(height):
        base = 1 - i / len(height)
        ridge = base + PchipInterpolator(np.arange(len(line)), line)(gates)
        axes.fill_between(gates, base - 1, ridge, color=NIGHT, zorder=i)
        axes.plot(gates, ridge, color=colours[i], lw=1.4, zorder=i)
    axes.set(xlim=(20, 92), ylim=(0.03, 1.36))


def glaciers(axes):
    """Draw one year's cross-polarised echo as rings, one per surface, January on top."""
    means = digitised.means().query("pol == 'HV'")
    days = np.arange(366)
    for i, name in enumerate(["ACC", "ICA", "ABL", "PLA", "HAG", "ROC", "FOR"]):
        rows = means[means["class"] == name]
        day = (rows.date - pd.Timestamp("2020-01-01")).dt.days
        level = PchipInterpolator(day, rows.mean_intensity_dB)(days.clip(day.min()))
        angle = np.pi / 2 - 2 * np.pi * days / 365
        radius = np.array([6.2 - 0.72 * i, 6.84 - 0.72 * i])
        x, y = radius[:, None] * np.cos(angle), radius[:, None] * np.sin(angle)
        axes.pcolormesh(x, y, level[None, :-1], cmap="viridis", vmin=-21, vmax=-6)
    axes.set(xlim=(-10.8, 10.8), ylim=(-7.2, 7.2))


if __name__ == "__main__":
    main()
