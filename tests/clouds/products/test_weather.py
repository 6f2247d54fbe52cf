"""The profiles of the patterns' weather."""

from helpers.clouds.products import boxes as box_tables
from helpers.clouds.products import weather


def test_profiles_have_four_patterns(real):
    ds = weather.open(real("clouds/worldview/ERAInterim__Profiles__Pattern.nc"))
    assert set(ds.pattern.values) == set(box_tables.LABELS)
    warmest = ds.Temperature_isobaric.isel(pattern=0).idxmax("pressure")
    assert float(warmest) == 1000
