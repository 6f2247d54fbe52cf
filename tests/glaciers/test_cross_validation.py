"""Which samples are held out, and in which order they come back."""

import numpy as np
import pytest

from helpers.errors import BadInput
from helpers.glaciers import cross_validation


def test_no_group_is_on_both_sides_and_every_sample_is_judged_once(samples):
    _, label, group = samples
    for folds in cross_validation.by_group(label, group, 3):
        assert sorted(np.concatenate([test for _, test in folds])) == list(range(60))
        for train, test in folds:
            assert not set(group[train]) & set(group[test])
    mixed = cross_validation.by_sample(label, 1)[0][0]
    assert set(group[mixed[0]]) & set(group[mixed[1]])


def test_judgements_come_back_in_the_order_of_the_samples():
    def method(train, test):
        return np.stack([test, -test], axis=-1)[None].astype(float)

    found = cross_validation.predict(
        method, cross_validation.leave_one_group_out(list("banana"))
    )
    assert found[0, 0, :, 0].tolist() == [0, 1, 2, 3, 4, 5]


def test_sizes_add_up(samples):
    _, label, group = samples
    sizes = cross_validation.set_sizes(label, cross_validation.by_group(label, group, 4))
    np.testing.assert_allclose(sizes.train + sizes.test, 30)
    assert (sizes["train ±"] == sizes["test ±"]).all()


def test_folds_never_part_a_group():
    rng = np.random.default_rng(0)
    groups = rng.integers(0, 12, 300)
    classes = np.array(["ABL", "ACC", "HAG"])[groups % 3]
    tested = []
    for train, test in cross_validation.folds(classes, groups, n_folds=4, seed=1):
        assert not set(groups[train]) & set(groups[test])
        assert set(classes[train]) == set(classes)
        tested.extend(test)
    assert sorted(tested) == list(range(300))


def test_a_class_with_one_polygon_cannot_be_split():
    with pytest.raises(BadInput, match="class HAG has one polygon only"):
        cross_validation.folds(
            ["ABL", "ABL", "HAG", "HAG"], ["ABL1", "ABL2", "HAG1", "HAG1"]
        )


@pytest.mark.parametrize("n_folds", [0, 1, 5])
def test_folds_that_polygons_do_not_allow_are_refused(n_folds):
    with pytest.raises(BadInput, match=f"do not make {n_folds} folds"):
        cross_validation.folds(list("aabb"), list("1234"), n_folds)
    with pytest.raises(BadInput, match="4 classes and 3 groups"):
        cross_validation.folds(list("aabb"), list("123"), 2)
