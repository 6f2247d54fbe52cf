"""The tables read off the archive's published plots."""

import pytest

from helpers import catalog
from helpers.errors import BadInput
from helpers.glaciers.products import digitised

NAMES = [file["name"] for file in catalog.files("glaciers/cpazmal-figures")]


def test_tables_are_found_or_none(real, monkeypatch, tmp_path):
    real("glaciers/cpazmal_study_areas.csv")
    assert len(digitised.means()) == 767
    assert len(digitised.areas()) == 70
    total = digitised.histograms().groupby(["class", "pol", "month2020"]).fraction.sum()
    assert total.between(0.85, 1.01).all()
    monkeypatch.setenv("EO_DATA", str(tmp_path))
    assert digitised.means() is None


def test_a_table_that_cannot_be_read_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(catalog, "optional", lambda product, name: tmp_path / name)
    for read in (digitised.means, digitised.histograms, digitised.areas):
        for content in (b"", bytes(range(128, 256)), b'a,b\n"1,2\n3,4\n'):
            for name in NAMES:
                (tmp_path / name).write_bytes(content)
            with pytest.raises(BadInput, match="cannot be read as a table of figures"):
                read()
