"""Paired differences over seeds: intervals, corrected p-values, the kept runs."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.errors import BadInput
from helpers.polder import verdict


def test_without_overlap_it_is_students_test():
    values = np.random.default_rng(0).normal(0.3, 1, 12)
    plain = stats.ttest_1samp(values, 0)
    assert verdict.interval(values, 0) == pytest.approx(plain.confidence_interval())
    found = verdict.compared(pd.DataFrame({"one": values}), 0)
    assert found.p["one"] == pytest.approx(plain.pvalue)


def test_overlap_widens_and_more_seeds_never_bring_the_interval_to_nothing():
    rng = np.random.default_rng(0)
    few, many = rng.normal(size=10), rng.normal(size=100_000)
    low, high = np.transpose([verdict.interval(few, share) for share in (0, 0.2, 0.5)])
    assert (np.diff(high - low) > 0).all()
    low, high = verdict.interval(many, 0.2)
    assert high - low == pytest.approx(2 * 1.96 * 0.5, rel=0.02)


def test_p_values_are_corrected_by_holms_rule():
    rng = np.random.default_rng(1)
    seeds = pd.DataFrame(rng.normal(np.linspace(0, 2, 7), 1, (20, 7)))
    found = verdict.compared(seeds, 0.2)
    alone = [verdict.compared(seeds[[name]], 0.2).p[name] for name in seeds]
    order = np.argsort(alone)
    holm = np.maximum.accumulate(np.sort(alone) * np.arange(7, 0, -1)).clip(max=1)
    assert np.allclose(found.p.iloc[order], holm)
    assert (found.decided == (found.p <= 0.05)).all()
    assert 0 < found.decided.sum() < (np.array(alone) < 0.05).sum()


def test_the_interval_alone_is_wrong_once_in_twenty():
    rng = np.random.default_rng(1)
    low, high = verdict.interval(rng.normal(size=(20, 4000)), 0)
    assert np.mean((low > 0) | (high < 0)) == pytest.approx(0.05, abs=0.01)


def test_the_same_in_every_seed_is_no_difference():
    found = verdict.compared(pd.DataFrame({"none": np.zeros(9), "same": np.ones(9)}), 0.2)
    assert found.decided.to_dict() == {"none": False, "same": True}
    assert (found.low == found.high).all()


def test_two_seeds_are_too_few():
    with pytest.raises(BadInput, match=r"There are 2 seeds: .* at least three"):
        verdict.interval([1, 2], 0.2)


@pytest.mark.parametrize("edition", ["simulated", "digitised"])
def test_twenty_seeds_decide_no_less_than_ten(edition):
    stable = verdict.kept(edition)["land", "stability"]
    against = stable.drop(columns="raw").sub(stable["raw"], axis=0)
    decided = [verdict.compared(against.head(n), 0.2).decided.sum() for n in (10, 20)]
    assert len(stable) == 20 and decided[1] >= decided[0]
    assert verdict.compared(against, 0.2).high["VAE-2"] < 0
