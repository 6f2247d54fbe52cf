"""CPOM's text tables."""

import numpy as np
import pytest

from helpers.errors import BadInput
from helpers.leads.products import cpom


def test_a_class_that_cpom_does_not_know_is_unclassified(tmp_path):
    row = np.zeros(17)
    row[0], row[4] = 7, 26_645
    np.savetxt(tmp_path / "x.elev", [row])
    assert cpom.open(tmp_path / "x.elev").surface_class.values.tolist() == [3]


def test_broken_table_is_refused(tmp_path):
    path = tmp_path / "x.elev"
    path.write_text("1 2 three\n")
    with pytest.raises(BadInput, match="17 numeric columns"):
        cpom.open(path)


@pytest.mark.parametrize(("suffix", "columns"), [(".elev", 17), (".wfm", 133)])
def test_a_damaged_table_is_refused_in_a_sentence(tmp_path, spoil, suffix, columns):
    path = tmp_path / f"x{suffix}"
    np.savetxt(path, np.random.default_rng(0).uniform(1, 3, (4, columns)))
    spoil(cpom.open, path)
