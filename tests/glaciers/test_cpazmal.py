"""The reader of the CPAZMaL archive, its index and its windows."""

import pickle

import h5py
import numpy as np
import pytest

from helpers.errors import BadInput
from helpers.glaciers import cpazmal, validation

DATES = [b"20200108", b"20200130", b"20200210"]
SHAPE = 16, 23, 3


def add(file, path, **changes):
    """Write one stack, of intensity 1 + its date's position, at data/{path}."""
    stack = {
        "images": np.ones(SHAPE, "float32") * np.arange(1, 4),
        "masks": np.zeros(SHAPE, "int8"),
        "timestamps": np.array(DATES),
        "satellites": np.array([b"PAZ", b"TSX-1", b"TDX"]),
        "angles_incidence": np.array([37, 36, 35], "float32"),
    }
    for name, value in (stack | changes).items():
        if value is not None:
            file[f"data/{path}/{name}"] = value


@pytest.fixture
def archive(tmp_path):
    """Give a function that writes an archive of one stack, with some of it changed."""

    def write(path="ABL001/DSC/HH", **changes):
        target = tmp_path / "archive.hdf5"
        with h5py.File(target, "w") as file:
            add(file, path, **changes)
            file["data/ABL001"].attrs["class"] = "ABL"
        return target

    return write


def test_a_stack_has_time_first_and_keeps_its_values(archive):
    ds = cpazmal.open(archive(), "ABL001")
    assert ds.intensity.dims == ("time", "y", "x")
    assert ds.sizes == {"time": 3, "y": 16, "x": 23}
    np.testing.assert_array_equal(ds.intensity.mean(("y", "x")), [1, 2, 3])
    assert list(ds.time.dt.strftime("%Y%m%d").values) == [d.decode() for d in DATES]
    assert ds.attrs["class"] == "ABL"


def test_satellites_are_told_apart(archive):
    assert list(cpazmal.open(archive(), "ABL001").satellite) == ["PAZ", "TSX", "TDX"]


def test_an_edition_may_call_satellites_passes_or_not_name_them(archive):
    passes = np.array([b"TerraSAR-X", b"TanDEM-X", b"PAZ"])
    ds = cpazmal.open(archive(satellites=None, passes=passes), "ABL001")
    assert list(ds.satellite) == ["TSX", "TDX", "PAZ"]


@pytest.mark.parametrize(
    "stamps",
    [
        np.array([20200108, 20200130, 20200210]),
        np.array([b"2020-01-08", b"2020-01-30", b"2020-02-10"]),
        np.array([b"2020-01-08T00:00:00", b"2020-01-30T00:00:00", b"2020-02-10T00:00:00"]),
        np.array(["2020-01-08", "2020-01-30", "2020-02-10"], "M8[s]").astype("int64"),
    ],
)
def test_dates_may_be_written_in_other_ways(archive, stamps):
    ds = cpazmal.open(archive(timestamps=stamps), "ABL001")
    assert list(ds.time.dt.strftime("%Y%m%d").values) == [d.decode() for d in DATES]


def test_no_data_is_nan_and_so_is_what_resampling_made_of_it(archive):
    images = np.ones(SHAPE, "float32")
    images[0, 0], images[0, 1] = -999, -998.3
    intensity = cpazmal.open(archive(images=images), "ABL001").intensity
    assert intensity[:, 0, :2].isnull().all()
    assert intensity.isnull().sum() == 2 * 3


def test_layover_and_shadow_are_masked_on_request(archive):
    masks = np.zeros(SHAPE, "int8")
    masks[0, :4, 1] = 0, 1, 2, 3
    path = archive(masks=masks)
    masked = cpazmal.open(path, "ABL001").intensity
    assert list(np.argwhere(masked.isnull().values)[:, 2]) == [1, 2, 3]
    assert cpazmal.open(path, "ABL001", masked=False).intensity.notnull().all()


def test_images_are_not_read_before_they_are_asked_for(archive):
    path = archive()
    ds = cpazmal.open(path, "ABL001")
    with h5py.File(path, "a") as file:  # no handle is left open, either
        file["data/ABL001/DSC/HH/images"][...] = 7
    assert (ds.intensity == 7).all()


def test_an_opened_stack_travels_to_another_process(archive):
    ds = pickle.loads(pickle.dumps(cpazmal.open(archive(), "ABL001")))
    assert ds.intensity.mean() == 2


def test_blocks_hold_rows_with_all_their_dates(archive, monkeypatch):
    monkeypatch.setattr("helpers.glaciers.archive.BLOCK_BYTES", 5 * 23 * 3 * 4)
    images = np.random.default_rng(0).random(SHAPE, "float32") + 1
    ds = cpazmal.open(archive(images=images), "ABL001")
    assert ds.intensity.chunks == ((3,), (5, 5, 5, 1), (23,))
    np.testing.assert_array_equal(ds.intensity, np.moveaxis(images, -1, 0))


def test_both_polarisations_come_on_common_dates_and_pixels(archive):
    path = archive()
    with h5py.File(path, "a") as file:
        add(
            file,
            "ABL001/DSC/HV",
            images=np.full((15, 25, 2), 9, "float32"),
            masks=np.zeros((15, 25, 2), "int8"),
            timestamps=np.array([b"20200130", b"20200301"]),
            satellites=None,
            angles_incidence=None,
        )
    ds = cpazmal.open(path, "ABL001", polarisation=("HH", "HV"))
    assert ds.sizes == {"polarisation": 2, "time": 1, "y": 15, "x": 23}
    assert ds.intensity.sel(polarisation="HH").mean() == 2
    assert ds.intensity.sel(polarisation="HV").mean() == 9


def test_the_index_has_a_row_for_every_acquisition(archive):
    images = np.ones(SHAPE, "float32")
    images[:4] = -999
    table = cpazmal.index(archive(images=images))
    assert len(table) == 3
    row = table.iloc[1]
    assert (row["class"], row.group, row.orbit, row.polarisation) == (
        *("ABL", "ABL001", "DSC", "HH"),
    )
    assert (row.satellite, row.incidence_angle) == ("TSX", 36)
    assert (row.height, row.width, row.valid_share) == (16, 23, 0.75)


def test_the_index_answers_sql(archive):
    sql = (
        "SELECT satellite, date FROM acquisitions WHERE date >= '2020-01-30' ORDER BY date"
    )
    answer = cpazmal.query(archive(), sql)
    assert list(answer.satellite) == ["TSX", "TDX"]
    assert list(answer.date) == ["2020-01-30", "2020-02-10"]


@pytest.mark.parametrize(
    "sql",
    [
        "SELEKT * FROM acquisitions",
        "SELECT weather FROM acquisitions",
        "DROP TABLE acquisitions",
        "ATTACH 'stray.db' AS stray",
        "SELECT 1; SELECT 2",
    ],
)
def test_wrong_or_writing_sql_is_refused(archive, sql, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = archive()
    with pytest.raises(BadInput, match="columns class, group, orbit"):
        cpazmal.query(path, sql)
    assert [file.name for file in tmp_path.iterdir()] == ["archive.hdf5"]


def test_windows_are_the_pixels_they_say(archive):
    images = np.arange(np.prod(SHAPE), dtype="float32").reshape(SHAPE) + 1
    cut = cpazmal.windows(cpazmal.open(archive(images=images), "ABL001"), size=7)
    assert cut.sizes == {"window": 2 * 3, "time": 3, "window_y": 7, "window_x": 7}
    for i in range(6):
        row, column = int(cut.row[i]), int(cut.column[i])
        own = np.moveaxis(images[row : row + 7, column : column + 7], -1, 0)
        np.testing.assert_array_equal(cut.intensity[i], own)
    assert set(zip(cut.row.values, cut.column.values, strict=True)) == {
        (row, column) for row in (0, 7) for column in (0, 7, 14)
    }
    assert set(cut.group.values) == {"ABL001"} and set(cut["class"].values) == {"ABL"}


def test_windows_with_more_than_a_share_masked_are_dropped(archive):
    masks = np.zeros(SHAPE, "int8")
    masks[:7, 7:11] = cpazmal.SHADOW  # 4 of 7 columns of the second window
    stack = cpazmal.open(archive(masks=masks), "ABL001")
    assert list(cpazmal.windows(stack).column.values) == [0, 14, 0, 7, 14]
    assert cpazmal.windows(stack, masked_share=0.58).sizes["window"] == 6
    assert cpazmal.windows(stack, masked_share=0.57).sizes["window"] == 5


def test_folds_never_part_a_group():
    rng = np.random.default_rng(0)
    groups = rng.integers(0, 12, 300)
    classes = np.array(["ABL", "ACC", "HAG"])[groups % 3]
    tested = []
    for train, test in validation.folds(classes, groups, n_splits=4, seed=1):
        assert not set(groups[train]) & set(groups[test])
        assert set(classes[train]) == set(classes)
        tested.extend(test)
    assert sorted(tested) == list(range(300))


# Bad input


def test_a_class_with_one_polygon_cannot_be_split():
    with pytest.raises(BadInput, match="class HAG has one polygon only"):
        validation.folds(["ABL", "ABL", "HAG", "HAG"], ["ABL1", "ABL2", "HAG1", "HAG1"])


def test_an_all_masked_polygon_has_no_windows(archive):
    path = archive(masks=np.full(SHAPE, cpazmal.LAYOVER, "int8"))
    with pytest.raises(BadInput, match="ABL001 DSC has no pixel with a value"):
        cpazmal.windows(cpazmal.open(path, "ABL001"))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        ({"polarisation": "HV"}, "ABL001/DSC has no polarisation 'HV': give one of HH"),
        ({"orbit": "ASC"}, "ABL001 has no orbit 'ASC': give one of DSC"),
        ({"orbit": "UP"}, "orbit = 'UP' is unknown: give one of ASC, DSC"),
        ({"group": "ABL9"}, "the archive has no group 'ABL9': give one of ABL001"),
    ],
)
def test_what_the_archive_lacks_is_named(archive, ask, message):
    with pytest.raises(BadInput, match=message):
        cpazmal.open(archive(), **({"group": "ABL001"} | ask))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"timestamps": np.array(DATES[::-1])}, "dates that are out of order or double"),
        ({"timestamps": np.array([DATES[0]] * 3)}, "dates that are out of order or double"),
        ({"timestamps": np.array(DATES[:2])}, "2 timestamps for images of shape"),
        ({"timestamps": np.array([b"yesterday"] * 3)}, "'yesterday', which are not dates"),
        ({"masks": None}, "has no masks"),
    ],
)
def test_a_stack_that_does_not_fit_together_is_refused(archive, changes, message):
    with pytest.raises(BadInput, match=message):
        cpazmal.open(archive(**changes), "ABL001")


def test_polarisations_without_a_common_date_are_refused(archive):
    path = archive()
    with h5py.File(path, "a") as file:
        add(
            file,
            "ABL001/DSC/HV",
            timestamps=np.array([b"20210108", b"20210130", b"20210210"]),
        )
    with pytest.raises(BadInput, match="no date with both HH and HV"):
        cpazmal.open(path, "ABL001", polarisation=["HH", "HV"])


def test_a_truncated_archive_is_refused(archive):
    path = archive()
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(BadInput, match="is cut off"):
        cpazmal.index(path)


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("not HDF5")
    with pytest.raises(BadInput, match="is not an HDF5 file"):
        cpazmal.index(tmp_path / "notes.txt")
    with h5py.File(tmp_path / "other.hdf5", "w") as file:
        file["something"] = 1
    with pytest.raises(BadInput, match="no groups in 'data'"):
        cpazmal.groups(tmp_path / "other.hdf5")
    with pytest.raises(BadInput, match="There is no file"):
        cpazmal.open(tmp_path / "missing.hdf5", "ABL001")


@pytest.mark.parametrize("wrong", [{"size": 0}, {"size": 17}, {"masked_share": 1.5}])
def test_windows_out_of_range_are_refused(archive, wrong):
    stack = cpazmal.open(archive(), "ABL001")
    with pytest.raises(BadInput, match=f"{next(iter(wrong))} = .* is out of range"):
        cpazmal.windows(stack, **wrong)
