"""Open sky: cases known by hand."""

import json

import numpy as np
import pytest

from helpers.clouds.organisation import open_sky

SCENE = "worldview_gravel_crop300_256px_gt100"


def test_open_sky_beside_a_wall():
    mask = np.zeros((10, 20), bool)
    mask[:, 5] = True  # 5 × 10 clear pixels on its left, 14 × 10 on its right
    largest, mean = open_sky.open_sky(mask)
    assert largest == pytest.approx(14 * 10 / 200)
    assert mean == pytest.approx((5 * 5 + 14 * 14) / 19 * 10 / 200)
    assert open_sky.open_sky(mask, periodic=True) == pytest.approx((0.95, 0.95))


def test_open_sky_from_each_clear_pixel_in_turn():
    mask = np.random.default_rng(0).random((17, 23)) < 0.2
    sky = []
    for r, c in np.argwhere(~mask):
        sides = mask[r, :c][::-1], mask[r, c + 1 :], mask[:r, c][::-1], mask[r + 1 :, c]
        free = [np.argmax(side) if side.any() else side.size for side in sides]
        sky.append((1 + free[0] + free[1]) * (1 + free[2] + free[3]) / mask.size)
    assert open_sky.open_sky(mask) == pytest.approx((np.max(sky), np.mean(sky)))


def test_open_sky_differs_from_cloudmetrics_by_its_pixel_at_the_edges(real):
    folder = "clouds/reference/cloudmetrics_reference_"
    expected = json.loads(real(f"{folder}values.json").read_text())["values"][SCENE]
    with np.load(real(f"{folder}masks.npz"), allow_pickle=False) as archive:
        mask = archive[SCENE]
    stretches = []
    for each in (mask, mask.T):
        length = open_sky._clear_stretch(each, periodic=False)
        starts = np.cumsum(each, axis=1) == 0
        ends = np.cumsum(each[:, ::-1], axis=1)[:, ::-1] == 0
        stretches.append(length - starts + ends)
    sky = (stretches[0] * stretches[1].T)[~mask] / mask.size
    assert sky.max() == pytest.approx(expected["open_sky_max"], rel=1e-9)
    assert sky.mean() == pytest.approx(expected["open_sky_mean"], rel=1e-9)
