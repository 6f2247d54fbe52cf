"""Spectra of leaves and soils: units, names, wavelengths."""

import numpy as np
import pytest

from helpers.errors import BadInput
from helpers.polder.products import spectra

HEAD = "Name: A leaf\nX Units: Wavelength (micrometer)\nY Units: Reflectance (percentage)\n"


@pytest.fixture
def write(tmp_path):
    def to_file(text):
        path = tmp_path / "a.txt"
        path.write_text(text, encoding="latin-1")
        return path

    return to_file


def test_a_spectrum_of_the_library_rises_in_nanometres_and_shares(write):
    leaf = spectra.open(write(f"{HEAD}\n0.5\t30\n 0.4 10.0\n"))
    assert leaf["A leaf"].to_dict() == {400.0: 0.1, 500.0: 0.3}


def test_soils_have_a_row_per_nanometre(write):
    rows = np.linspace([0.2, 0.0], [0.6, 0.1], 2101)
    soils = spectra.open(write("\n".join(" ".join(map(str, row)) for row in rows)))
    assert (soils.index[0], soils.index[-1]) == (400, 2500)
    assert list(soils) == ["dry soil", "wet soil"]
    assert spectra.at(soils, [1450]).loc[1450, "dry soil"] == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("0.1 0.2\n0.1 0.2\n", "2 rows"),
        (f"{HEAD}\n0.4 180\n", "reflectances that are none"),
        (f"{HEAD.replace('percentage', '0 to 1')}\n0.4 0.1\n", "give micrometres"),
        (f"{HEAD}\n0.4 a\n", "cannot be read"),
    ],
)
def test_what_is_no_spectrum_is_refused(write, text, wrong):
    with pytest.raises(BadInput, match=wrong):
        spectra.open(write(text))


def test_nothing_is_invented_beyond_the_measured_wavelengths(write):
    leaf = spectra.open(write(f"{HEAD}\n0.4 10\n0.5 30\n"))
    with pytest.raises(BadInput, match="from 400 to 500 nm"):
        spectra.at(leaf, [450, 501])


def test_registered_leaves_jump_in_the_infrared_and_soils_rise(real):
    name = "vegetation.tree.caesalpinia.cacalaco.all.jpl067.jpl.asdnicolet.spectrum.txt"
    bands = [443, 565, 670, 865]
    leaf = spectra.at(spectra.open(real(name)), bands)["Caesalpinia cacalaco"]
    assert leaf[865] > 8 * leaf[670] and leaf[565] > leaf[670]
    soils = spectra.at(spectra.open(real("polder/spectra/soil_reflectance.txt")), bands)
    assert (soils.diff().iloc[1:] > 0).all(axis=None)
    assert (soils["dry soil"] > 4 * soils["wet soil"]).all()
