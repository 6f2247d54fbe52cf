"""A pair is of two files of the reader's own, or of none."""

import pytest

from helpers import catalog
from helpers.errors import BadInput
from helpers.leads.colocation import pair


def test_both_paths_are_the_readers(tmp_path):
    own = tmp_path / "image.SAFE", tmp_path / "pass.nc"
    for path in own:
        path.touch()
    assert pair.find(*map(str, own)) == own


def test_one_path_alone_is_refused(tmp_path):
    own = tmp_path / "image.SAFE"
    own.touch()
    for given in ((str(own), ""), ("simulated", str(own))):
        with pytest.raises(BadInput, match="both an image and a pass, or of neither"):
            pair.find(*given)


def test_a_real_pair_needs_an_account():
    with pytest.raises(catalog.AccountNeeded, match="register free of charge"):
        pair.find("real")
