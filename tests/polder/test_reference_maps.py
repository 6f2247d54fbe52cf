"""What partitions tell about another map, in its place and turned."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from helpers.polder import reference_maps


@pytest.fixture(scope="module")
def world():
    """Give a grid of whole degrees between 30° S and 30° N, all land."""
    latitude, longitude = np.arange(-29.5, 30), np.arange(-179.5, 180)
    return xr.Dataset(coords={"latitude": latitude, "longitude": longitude})


@pytest.fixture(scope="module")
def labels(world):
    """Give partitions of its cells: belts, quarters of longitude, and noise."""
    index = pd.MultiIndex.from_product(
        [world.latitude.values, world.longitude.values], names=["latitude", "longitude"]
    )
    belts = np.digitize(index.get_level_values("latitude"), [-10, 10])
    quarters = np.digitize(index.get_level_values("longitude"), [-95, 5, 75])
    noise = np.random.default_rng(0).integers(3, size=len(index))
    table = {"belts": belts, "quarters": quarters, "noise": noise}
    return pd.DataFrame(table, index)


def test_a_map_tells_all_of_itself_and_nothing_of_noise(labels):
    found = reference_maps.told(labels, labels["belts"], n_resamples=40)
    assert found.AMI["belts"] == pytest.approx(1)
    assert abs(found.AMI["noise"]) < 0.01 and abs(found.AMI["quarters"]) < 0.01
    assert found.low["belts"] == pytest.approx(1)
    assert found.low["noise"] < found.AMI["noise"] < found.high["noise"]


def test_turning_breaks_what_depends_on_longitude_and_keeps_belts(labels, world):
    by_name = {n: reference_maps.turned(labels[n], labels[n], world) for n in labels}
    assert by_name["belts"] == pytest.approx(1)
    assert by_name["quarters"] < 0.7
    assert abs(by_name["noise"]) < 0.01


def test_names_of_the_classes_do_not_matter(labels):
    words = np.array(["tropics", "south", "north"])[labels["belts"]]
    pair = [reference_maps.told(labels, c, 5) for c in (words, labels["belts"].to_numpy())]
    assert np.allclose(*pair)
