"""An archive in the published layout, written without the project's simulator.

It follows the authors' generator, Matthieu-Gallet/CPAZMaL_dataset at 0618568
(``src/data_processing/2_create_HDF5_dataset.py``), and, for the older edition, the one
before baa8818, which stored satellites, too. Levels and polygons are invented.
"""

import json

import h5py
import numpy as np
from scipy import ndimage

POLYGONS = {c: 9 for c in ("ACC", "FOR", "ICA", "LAC", "PLA", "ROC")} | {"ABL": 7, "HAG": 7}
SUMMER_FALL = dict(ABL=3, ACC=11, FOR=0, HAG=2, ICA=6, LAC=1, PLA=0.5, ROC=1)
ORBITS = {"ASC": (b"Ascending", 44.2), "DSC": (b"Descending", 37.1)}
HH = np.arange("2020-01-08", "2021-02-28", 22, dtype="M8[D]")
HV = HH[:-3]
TSX = np.array(["2009-01-14", "2009-08-12"], "M8[D]")


def write(path, edition="published", side=30, study=(40, 56), orbits=("DSC",), seed=0):
    """Write 68 polygons of eight classes and two study areas; 70 groups."""
    rng = np.random.default_rng(seed)
    labels = [(f"{c}{i + 1:03d}", c) for c, n in POLYGONS.items() for i in range(n)]
    labels += [("ALLGLA", "STUDY"), ("ARGTOP", "STUDY")]
    with h5py.File(path, "w") as file:
        file.create_group("metadata"), file.create_group("index")
        for number, (name, label) in enumerate(labels):
            group = file.create_group(f"data/{name}")
            describe(group, name, label, number, rng)
            shape = study if label == "STUDY" else (side, side + 6)
            surface = surfaces(label, shape, rng)
            for orbit in orbits:
                place = group.create_group(orbit)
                place.attrs["orbit"] = {"ASC": "ascending", "DSC": "descending"}[orbit]
                for pol, days in {"HH": HH, "HV": HV}.items():
                    # the mean of the images' shapes may differ by polarisation
                    there = surface if pol == "HH" else surface[:-1]
                    stack(place.create_group(pol), there, orbit, pol, days, edition, rng)
        summarise(file, dict(labels), edition)


def describe(group, name, label, number, rng):
    group.attrs["class"] = label
    special = {"ALLGLA": "ALLGLACIERS", "ARGTOP": "ARGENTIERTOP"}
    group.attrs["group_num"] = special.get(name, name[-3:])
    group.attrs["latitude"], group.attrs["longitude"] = rng.uniform([45.8, 6.8], [46, 7])
    group.attrs["elevation"] = np.float64(rng.uniform(1100, 3800))
    group.attrs["orientation"], group.attrs["slope"] = rng.uniform([0, 5], [360, 50])
    group.attrs["id"], group.attrs["nodata"] = number + 1, -999.0


def surfaces(label, shape, rng):
    """Give the class of each pixel; empty outside the polygon."""
    field = ndimage.gaussian_filter(rng.normal(size=shape), 6)
    y, x = np.ogrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    found = np.full(shape, label, "U5")
    if label == "STUDY":
        edges = np.quantile(field, [0.25, 0.5, 0.75])
        found = np.array(["ABL", "ACC", "HAG", "ICA"])[np.digitize(field, edges)]
    found[y**2 + x**2 > 1.2] = ""
    return found


def stack(place, surface, orbit, pol, days, edition, rng):
    days = np.concatenate([TSX, days]) if edition == "older" and pol == "HH" else days
    month = days.astype("M8[M]").astype(int) % 12
    summer = np.clip(np.cos(2 * np.pi * (month - 6.5) / 12), 0, 1)
    level = np.zeros((*surface.shape, days.size))
    for place_in_order, (name, fall) in enumerate(SUMMER_FALL.items()):
        base = -5 - place_in_order - 5 * (pol == "HV") + rng.normal(0, 1)
        level[surface == name] = base - fall * summer + rng.normal(0, 0.7, days.size)
    images = 10 ** (level / 10) * rng.gamma(2.4, 1 / 2.4, level.shape)
    images[surface == ""] = -999
    blended = ndimage.binary_dilation(surface != "") & (surface == "")
    images[blended] = -998.99  # what zooming makes of the edge
    masks = np.where(surface == "", -127, 0).astype("int8")
    shadow = ndimage.gaussian_filter(rng.normal(size=surface.shape), 2)
    masks[(shadow > np.quantile(shadow, 0.99)) & (surface != "")] = 2
    save(place, images, masks, days, orbit, edition)


def save(place, images, masks, days, orbit, edition):
    options = {"chunks": (*images.shape[:2], 1), "compression": "gzip"}
    place.create_dataset("images", data=images.astype("float32"), **options)
    masks = np.repeat(masks[..., None], days.size, axis=2)
    place.create_dataset("masks", data=masks, **options)
    place["timestamps"] = np.char.replace(days.astype(str), "-", "").astype("S8")
    way, angle = ORBITS[orbit]
    passes, angles = np.full(days.size, way, "S20"), np.full(days.size, angle, "f4")
    passes[1], angles[1] = b"Unknown", 0  # a date that the authors' list lacks
    place["passes"], place["angles_incidence"] = passes, angles
    place["resolution_range"] = place["resolution_azimuth"] = np.full(days.size, 3, "f4")
    if edition == "older":
        names = np.where(days < np.datetime64("2018"), b"TerraSAR-X", b"PAZ")
        place["satellites"] = names.astype("S20")
    place.attrs["geo_projection"] = "EPSG:32632"
    place.attrs["geo_transform"] = (3.0, 0.0, 336000.0, 0.0, -3.0, 5086000.0, 0.0, 0.0, 1.0)
    place.attrs["shape_original"] = (*images.shape[:2], 2)
    place.attrs["n_timestamps"] = days.size
    seen = images[images > 0]
    place.attrs["stat_mean"], place.attrs["stat_std"] = seen.mean(), seen.std()


def summarise(file, labels, edition):
    meta = {"classes": json.dumps(sorted(set(labels.values()))), "nodata_value": -999.0}
    meta["n_total_groups"] = len(labels)
    if edition == "older":
        meta["satellites"] = json.dumps(["PAZ", "TerraSAR-X"])
    file["metadata"].attrs.update(meta)
    for label in set(labels.values()):
        mine = [{"group": name} for name, own in labels.items() if own == label]
        place = file.create_group(f"index/by_class/{label}")
        place.attrs["n_groups"], place.attrs["entries_json"] = len(mine), json.dumps(mine)
