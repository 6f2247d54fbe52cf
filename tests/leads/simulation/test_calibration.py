"""The simulated pass has the statistics of real ones, as the kept table has them."""

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

from helpers.leads.products import altimetry, sentinel3
from helpers.leads.radar import echoes, freeboard, retracking, sea_level
from helpers.leads.simulation import sentinel3_pass
from tools.derive import leads_echo_statistics as derive

REAL = tomllib.loads(Path(derive.TARGET).read_text("utf-8"))
LIMITS = 9, 18  # of CPOM's rule, by which the simulated pass is classified


@pytest.fixture(scope="module")
def passes(tmp_path_factory):
    """Give the features of a few simulated passes."""
    folder, drawn = tmp_path_factory.mktemp("passes"), []
    for seed in range(3):
        product = folder / f"{seed}.nc"
        sentinel3_pass.write(product, folder / f"{seed}.truth.nc", seed, echoes=6000)
        drawn.append(sentinel3.open(product))
    return [(ds, echoes.features(ds)) for ds in drawn]


@pytest.fixture(scope="module")
def simulated(passes):
    """Give the mean statistics of these passes."""
    tables = []
    for ds, table in passes:
        height = freeboard.height_anomaly(ds, retracking.tfmra(ds.power.values))
        lead = ds.surface_class.values == altimetry.LEAD
        level, _ = sea_level.interpolate(sea_level.along_track_km(ds), height, lead)
        columns = table.peakiness.values, table.stack_std.values, ds.surface_class.values
        tables.append(derive.statistics(*columns, LIMITS, above=height - level))
    return {name: np.mean([t[name] for t in tables], axis=0) for name in tables[0]}


def check_alike(value, real):
    """Assert that a value is within a quarter of a real pass's, or between two of them."""
    inside = min(real) <= value <= max(real)
    assert inside or min(abs(value / one - 1) for one in real) <= 0.25


@pytest.mark.parametrize("name", ["lead", "unclassified", "run", "single"])
def test_classes_are_as_frequent_and_as_long_as_in_real_passes(simulated, name):
    check_alike(simulated[name], [REAL["cpom_sar"][name], REAL["esa"][name]])


def test_as_many_echoes_as_in_a_real_pass_lie_between_floes_and_leads(simulated):
    check_alike(simulated["between"], [REAL["cpom_sar"]["between"]])


@pytest.mark.parametrize("end", [0, 1])
def test_stacks_of_floes_are_as_wide_as_in_real_passes(simulated, end):
    real = [REAL[name]["floe_stack"][end] for name in ("cpom_sar", "esa")]
    check_alike(simulated["floe_stack"][end], real)


def test_few_peaky_echoes_lie_deep_below_the_sea(simulated):
    # ESA's: 6 of 317, so from one to four in a hundred
    assert 0.01 <= simulated["low"] <= 0.04


def test_neighbours_are_alike_as_in_real_passes(simulated):
    for lag, value in enumerate(simulated["alike"]):
        check_alike(value, [REAL[name]["alike"][lag] for name in ("cpom_sar", "esa")])


def test_hard_and_soft_clusters_part_on_echoes_over_ice(passes):
    for ds, table in passes:
        flag = ds.surface_class.values
        usable = table.notna().all(axis=1).values & (flag != altimetry.OCEAN)
        kept = usable & (flag != altimetry.UNCLASSIFIED)
        scaled = (table - table[kept].mean()) / table[kept].std()
        called = []
        for model in (KMeans(2, n_init=5), GaussianMixture(2, n_init=3)):
            model.set_params(random_state=0).fit(scaled[kept].values)
            cluster = model.predict(scaled[usable].values)
            peakier = table.peakiness[usable].groupby(cluster).mean().idxmax()
            called.append(cluster == peakier)
        assert np.mean(called[0] != called[1]) >= 0.01


def test_table_is_what_the_real_files_give(real):
    real("CS_OFFL_SIR_SAR_1B_20221214T001528_20221214T002325_E001.elev")
    for name, table in derive.derived().items():
        for key, value in table.items():
            np.testing.assert_allclose(REAL[name][key], value, rtol=0.006, err_msg=key)


def test_statistics_of_a_small_pass():
    classes = np.array([1, 2, 2, 3, 2, 0, 1])
    peakiness = np.array([4.0, 20, 30, 12, 25, 3, 8])
    above = np.array([0, 0, 0, -1.0, 0, 0, 0])
    found = derive.statistics(peakiness, 10 * peakiness, classes, (9, 11), above)
    assert found["lead"] == 0.5
    assert found["between"] == 0
    assert (found["run"], found["single"], found["low"]) == (1.5, 0.5, 1)
    assert pd.Series(derive.run_lengths(classes == 1)).tolist() == [1, 1]
