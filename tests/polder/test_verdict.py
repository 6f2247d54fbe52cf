"""Paired differences over seeds: intervals, corrected p-values, the kept runs."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.errors import BadInput
from helpers.polder import verdict


def test_it_is_students_test():
    values = np.random.default_rng(0).normal(0.3, 1, 12)
    plain = stats.ttest_1samp(values, 0)
    assert verdict.interval(values) == pytest.approx(tuple(plain.confidence_interval()))
    found = verdict.compared(pd.DataFrame({"one": values})).loc["one"]
    assert found.p == pytest.approx(plain.pvalue)
    assert found[["low", "high"]].tolist() == pytest.approx(verdict.interval(values))


def test_p_values_are_corrected_by_holms_rule():
    rng = np.random.default_rng(1)
    seeds = pd.DataFrame(rng.normal(np.linspace(0, 1, 7), 1, (20, 7)))
    found = verdict.compared(seeds)
    alone = [verdict.compared(seeds[[name]]).p[name] for name in seeds]
    order = np.argsort(alone)
    holm = np.maximum.accumulate(np.sort(alone) * np.arange(7, 0, -1)).clip(max=1)
    assert np.allclose(found.p.iloc[order], holm)
    assert (found.decided == (found.p <= 0.05)).all()
    assert 0 < found.decided.sum() < (np.array(alone) < 0.05).sum()


def test_the_interval_alone_is_wrong_once_in_twenty():
    rng = np.random.default_rng(1)
    low, high = verdict.interval(rng.normal(size=(20, 4000)))
    assert np.mean((low > 0) | (high < 0)) == pytest.approx(0.05, abs=0.01)


def test_the_same_in_every_seed_is_no_difference():
    found = verdict.compared(pd.DataFrame({"none": np.zeros(9), "same": np.ones(9)}))
    assert found.decided.to_dict() == {"none": False, "same": True}
    assert (found.low == found.high).all()


def test_two_seeds_are_too_few():
    with pytest.raises(BadInput, match=r"There are 2 seeds: .* at least three"):
        verdict.interval([1, 2])


def test_twenty_seeds_decide_no_less_than_ten():
    stable = verdict.kept()["land", "stability"]
    against = stable.drop(columns="raw").sub(stable["raw"], axis=0)
    decided = [verdict.compared(against.head(n)).decided.sum() for n in (10, 20)]
    assert len(stable) == 20 and decided[1] >= decided[0]
    assert verdict.compared(against).high["VAE-2"] < 0
