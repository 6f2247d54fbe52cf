"""Tables of pixels: to and from the map, scaled; areas and blocks of the grid."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from helpers.errors import BadInput
from helpers.polder import pixel_table
from helpers.polder.products import grasp


def test_cells_cover_the_ellipsoid(grasp_file, tmp_path):
    area = pixel_table.area_km2(grasp.open(grasp_file(tmp_path / "a.nc")))
    assert float(area.sum()) == pytest.approx(510_065_621.7, rel=1e-6)
    assert area.dims == ("latitude", "longitude")


def test_a_cell_has_the_area_that_a_geodesic_polygon_has():
    geod = pytest.importorskip("pyproj").Geod(ellps="WGS84")
    ds = xr.Dataset(coords={"latitude": [48.5], "longitude": [2.5]})
    side = np.linspace(2, 3, 200)
    longitude = np.concatenate([side, side[::-1]])
    latitude = np.repeat([48.0, 49.0], 200)
    polygon, _ = geod.polygon_area_perimeter(longitude, latitude)
    assert float(pixel_table.area_km2(ds)[0, 0]) == pytest.approx(polygon / 1e6, rel=1e-6)


def test_scaling_by_column_forgets_units_and_global_scaling_keeps_ratios():
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(2, [1.0, 5.0], (50, 2)), columns=["a", "b"])
    columns = pixel_table.scaled(table)
    assert np.allclose(columns, pixel_table.scaled(table * [3, 0.1] + 7))
    assert np.allclose([columns.mean(), columns.std(ddof=0)], [[0, 0], [1, 1]])
    together = pixel_table.scaled(table, "global")
    assert together.to_numpy().std() == pytest.approx(1)
    assert together.a.std() / together.b.std() == pytest.approx(
        table.a.std() / table.b.std()
    )


def test_values_return_to_the_pixels_they_came_from(grasp_file, tmp_path):
    north = np.where(grasp.LATITUDE[:, None] > 30, np.nan, 0.3)
    ds = grasp.open(grasp_file(tmp_path / "a.nc", NDVI=np.tile(north, 360)))
    table = grasp.land_table(ds)
    back = pixel_table.to_map(table.DHR443, table.sample(frac=1, random_state=0)[[]], ds)
    assert back.shape == ds.NDVI.shape
    back = pixel_table.to_map(table.DHR443, table, ds)
    land = (ds.LandPercentage == 100) & ds.NDVI.notnull()
    np.testing.assert_array_equal(back, ds.DHR443.where(land))
    with pytest.raises(BadInput, match="one value per row"):
        pixel_table.to_map([1, 2], table, ds)


def test_whole_blocks_are_held_out(land):
    part = pixel_table.hold_out_blocks(land, 3, 0.25)
    kept, all_blocks = (np.unique(pixel_table.blocks(rows.index)) for rows in (part, land))
    assert len(kept) == len(all_blocks) - round(0.25 * len(all_blocks))
    inside = np.isin(pixel_table.blocks(land.index), kept)
    pd.testing.assert_frame_equal(part, land[inside])
    assert not part.equals(pixel_table.hold_out_blocks(land, 4, 0.25))


@pytest.mark.parametrize("share", [-0.1, 1, np.nan])
def test_refuses_shares(land, share):
    with pytest.raises(BadInput, match=f"held_out_share = {share}"):
        pixel_table.hold_out_blocks(land, 0, share)
