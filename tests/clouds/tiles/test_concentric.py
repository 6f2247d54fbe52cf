"""Tiles of many sizes around the same centres."""

import numpy as np

from helpers.clouds.tiles import concentric


def test_places_hold_the_largest_tile_and_are_named_where_boxes_agree(
    half_cloudy, everywhere
):
    found = [half_cloudy("a"), half_cloudy("b", [])]
    usable = everywhere(found)
    usable[0][:, 590:] = False
    centres = concentric.centres(found, 200, 50, usable)
    table = concentric.around(centres, 200)
    assert (table[["y", "x"]] >= 0).all(axis=None)
    assert (table.x[centres.scene == 0] + 200 <= 590).all()
    assert set(centres.label.dropna()) == {"Fish", "Sugar"}
    shared = (centres.x >= 200) & (centres.x < 300)
    assert centres.label[shared | (centres.scene == 1)].isna().all()
    small = concentric.around(centres, 64)
    assert (small.y + 32 == table.y + 100).all() and (small.width == 64).all()


def test_chosen_tiles_do_not_overlap_and_no_other_fits(half_cloudy, everywhere):
    found = [half_cloudy("a"), half_cloudy("b")]
    centres = concentric.centres(found, 100, 25, everywhere(found))
    kept = centres.iloc[concentric.non_overlapping(centres, 100, np.random.default_rng(0))]
    gaps = [
        max(abs(a.y - b.y), abs(a.x - b.x))
        for i, a in enumerate(kept.itertuples())
        for b in list(kept.itertuples())[:i]
        if a.scene == b.scene
    ]
    assert min(gaps) >= 100
    for place in centres.itertuples():
        near = kept[kept.scene == place.scene]
        away = np.maximum(abs(near.y - place.y), abs(near.x - place.x))
        assert away.min() < 100
