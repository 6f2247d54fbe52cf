"""Time cloudmetrics: ``python cloudmetrics_values.py given.npz made.npz``.

Runs in an environment of its own, so that it imports nothing of this project.
"""

import sys
import warnings
from time import perf_counter

import numpy as np
from cloudmetrics import mask as of_mask
from cloudmetrics import scalar as of_scalar
from cloudmetrics.scalar import woi

warnings.simplefilter("ignore")
OBJECTS = (
    "num_objects",
    "iorg_objects",
    "scai_objects",
    "cop_objects",
    "mean_object_length_scale",
    "max_object_length_scale",
    "mean_object_eccentricity",
    "mean_object_perimeter_length",
)
SPECTRAL = "anisotropy", "slope", "slope_binned", "length_median", "length_moment"


def measure(mask, field):
    """All metrics of one mask and its field, as the package offers them."""
    spectral = of_scalar.compute_all_spectral(field)
    return {
        "cloud_fraction": of_mask.cloud_fraction(mask),
        "fractal_dimension": of_mask.fractal_dimension(mask),
        "orientation": of_mask.orientation(mask),
        "open_sky_max": of_mask.open_sky(mask, "max"),
        "open_sky_mean": of_mask.open_sky(mask, "mean"),
        **{name: getattr(of_mask, name)(mask, periodic_domain=False) for name in OBJECTS},
        **{
            f"spectral_{name}": value
            for name, value in zip(SPECTRAL, spectral, strict=True)
        },
        **{name: getattr(of_scalar, name)(field) for name in ("woi1", "woi2", "woi3")},
        "scalar_mean": of_scalar.mean(field),
        "scalar_var": of_scalar.var(field),
    }


with np.load(sys.argv[1], allow_pickle=False) as given:
    masks, fields = list(given["masks"]), list(given["fields"])
    repeats = int(given["repeats"])

measure(masks[0], fields[0])  # compiled here
times = []
for _ in range(repeats):
    woi._CACHED_VALUES.clear()  # it remembers wavelets by an array's address
    start = perf_counter()
    metrics = [measure(mask, field) for mask, field in zip(masks, fields, strict=True)]
    times.append(perf_counter() - start)
sky = [[of_mask.open_sky(mask, what, True) for mask in masks] for what in ("max", "mean")]
np.savez(
    sys.argv[2],
    names=list(metrics[0]),
    values=[list(each.values()) for each in metrics],
    seconds=min(times),
    periodic_sky=np.transpose(sky),
)
