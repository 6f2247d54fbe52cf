"""The tables read off the archive's published plots."""

from helpers.glaciers.products import digitised


def test_tables_are_found_or_none(real, monkeypatch, tmp_path):
    real("glaciers/cpazmal_study_areas.csv")
    assert len(digitised.means()) == 767
    assert len(digitised.areas()) == 70
    total = digitised.histograms().groupby(["class", "pol", "month2020"]).fraction.sum()
    assert total.between(0.85, 1.01).all()
    monkeypatch.setenv("EO_DATA", str(tmp_path))
    assert digitised.means() is None
