"""The reader of the CPAZMaL archive, its index and its windows."""

import pickle

import h5py
import numpy as np
import pytest

from helpers.errors import BadInput
from helpers.glaciers.products import cpazmal

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


def test_without_satellites_the_images_are_paz_s_since_it_flies(archive):
    stamps = np.array([b"20171231", b"20200130", b"20200210"])
    passes = np.array([b"Descending", b"Unknown", b"Descending"], "S20")
    angles = np.array([37, 0, 35], "float32")
    changes = {"satellites": None, "passes": passes, "angles_incidence": angles}
    path = archive(timestamps=stamps, **changes, resolution_range=angles)
    assert list(cpazmal.open(path, "ABL001").satellite) == ["unknown", "PAZ", "PAZ"]
    table = cpazmal.index(path)
    assert list(table["pass"]) == ["Descending", "Unknown", "Descending"]
    for column in ("incidence_angle", "resolution_range"):  # 0 stands for not known
        np.testing.assert_array_equal(table[column], [37, np.nan, 35])
    assert table.resolution_azimuth.isna().all()


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
    monkeypatch.setattr(
        "helpers.glaciers.products.cpazmal_hdf5.BLOCK_BYTES", 5 * 23 * 3 * 4
    )
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


def test_asking_again_reads_no_image_again(archive, monkeypatch):
    path, read = archive(), []
    find = cpazmal.hdf5.find
    monkeypatch.setattr(
        cpazmal.hdf5, "find", lambda *what: read.append(what) or find(*what)
    )
    sql = "SELECT MAX(valid_share) AS most FROM acquisitions"
    assert [cpazmal.query(path, sql).most.item() for _ in range(3)] == [1, 1, 1]
    assert len(read) == 1
    with h5py.File(path, "a") as file:
        file["data/ABL001/DSC/HH/images"][:8] = -999
    assert cpazmal.query(path, sql).most.item() == 0.5
    cpazmal.index(path).drop(columns="date", inplace=True)
    assert "date" in cpazmal.index(path)


def test_a_stack_says_where_it_lies(archive):
    path = archive()
    assert "transform" not in cpazmal.open(path, "ABL001").attrs
    with h5py.File(path, "a") as file:
        stack = file["data/ABL001/DSC/HH"]
        stack.attrs["geo_projection"] = "EPSG:32632"
        stack.attrs["geo_transform"] = (3.0, 0, 336000, 0, -3, 5086000, 0, 0, 1)
    known = cpazmal.open(path, "ABL001").attrs
    assert known["crs"] == "EPSG:32632"
    assert known["transform"] == [3, 0, 336000, 0, -3, 5086000]


@pytest.mark.parametrize("where", [(3.0, 0, 336000), "here", (np.nan,) * 9])
def test_a_place_that_can_t_be_read_is_none(archive, where):
    path = archive()
    with h5py.File(path, "a") as file:
        stack = file["data/ABL001/DSC/HH"]
        stack.attrs["geo_projection"], stack.attrs["geo_transform"] = "EPSG:32632", where
    assert "transform" not in cpazmal.open(path, "ABL001").attrs


def test_dates_that_only_one_polarisation_has_are_not_read(archive):
    images = np.random.default_rng(0).random(SHAPE, "float32") + 1
    path = archive(images=images)
    with h5py.File(path, "a") as file:
        cut = {"images": images[..., ::2] * 2, "masks": np.zeros((16, 23, 2), "int8")}
        cut["timestamps"] = np.array(DATES[::2])
        add(file, "ABL001/DSC/HV", **cut, satellites=None, angles_incidence=None)
    ds = cpazmal.open(path, "ABL001", polarisation=["HH", "HV"])
    np.testing.assert_array_equal(ds.intensity[0], np.moveaxis(images[..., ::2], -1, 0))
    np.testing.assert_array_equal(ds.intensity[1], 2 * ds.intensity[0])


@pytest.mark.parametrize(
    "sql",
    [
        "SELEKT * FROM acquisitions",
        "SELECT weather FROM acquisitions",
        "DROP TABLE acquisitions",
        "ATTACH 'stray.db' AS stray",
        "SELECT 1; SELECT 2",
        "PRAGMA table_info(acquisitions)",
        "VACUUM INTO 'stray.db'",
        "",
        None,
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


# Bad input


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
        ({"polarisation": []}, "No polarisation is asked for"),
        ({"group": None}, "the archive has no group None"),
        ({"group": "ABL001/DSC"}, "the archive has no group 'ABL001/DSC'"),
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
        ({"timestamps": np.array(DATES[:2])}, r"timestamps of shape \(2,\) for images"),
        ({"timestamps": np.array([b"yesterday"] * 3)}, "'yesterday', which are not all"),
        ({"timestamps": np.array([b"\xff"] * 3)}, "which are not all dates"),
        ({"timestamps": np.array([b"", *DATES[:2]])}, "'', which are not all dates"),
        ({"timestamps": np.array([1.0, np.nan, 2.0])}, "which are not all dates"),
        ({"masks": None}, "has no masks"),
        ({"masks": np.zeros((15, 23, 3), "int8")}, r"masks of shape \(15, 23, 3\)"),
        ({"masks": np.zeros(SHAPE[:2], "int8")}, r"masks of shape \(16, 23\)"),
        ({"images": np.ones(SHAPE[:2])}, r"images of shape \(16, 23\)"),
        ({"images": np.ones((16, 23, 0))}, "not empty"),
        ({"images": np.full(SHAPE, b"x")}, "not real numbers"),
        ({"satellites": np.array([b"PAZ"])}, r"satellites of shape \(1,\) for images"),
        ({"angles_incidence": np.float32(37)}, r"angles_incidence of shape \(\)"),
    ],
)
def test_a_stack_that_does_not_fit_together_is_refused(archive, changes, message):
    path = archive(**changes)
    for read in (lambda: cpazmal.open(path, "ABL001"), lambda: cpazmal.index(path)):
        with pytest.raises(BadInput, match=message):
            read()


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
    with pytest.raises(BadInput, match="cannot be read as"):
        cpazmal.open(tmp_path, "ABL001")


@pytest.mark.parametrize("left", ["data/ABL001", "data/ABL001/DSC", "data/ABL001/DSC/HH"])
@pytest.mark.parametrize("empty", [True, False])
def test_an_archive_without_stacks_is_refused(tmp_path, left, empty):
    with h5py.File(tmp_path / "bare.hdf5", "w") as file:
        file.create_group(left) if empty else file.create_dataset(left, data=3)
        file.require_group("data")
    for read in (lambda p: cpazmal.open(p, "ABL001"), cpazmal.index):
        with pytest.raises(BadInput, match=r"has no (images|orbit|polarisation|group)"):
            read(tmp_path / "bare.hdf5")


def test_what_else_lies_in_an_archive_is_passed_over(archive):
    path = archive()
    with h5py.File(path, "a") as file:
        file["data/ABL001/readme"] = file["data/ABL001/DSC/notes"] = file["data/x"] = "hi"
    assert len(cpazmal.index(path)) == 3
    assert list(cpazmal.groups(path).index) == ["ABL001"]


def test_a_damaged_image_is_refused_when_it_is_read(archive):
    path = archive(images=None)
    with h5py.File(path, "a") as file:
        values = np.random.default_rng(0).random(SHAPE)
        images = file["data/ABL001/DSC/HH"].create_dataset(
            "images", data=values, chunks=(16, 23, 1), compression="gzip"
        )
        start = images.id.get_chunk_info(1).byte_offset
    stored = bytearray(path.read_bytes())
    stored[start : start + 200] = bytes(200)
    path.write_bytes(stored)
    with pytest.raises(BadInput, match="cannot be read as a CPAZMaL archive"):
        cpazmal.open(path, "ABL001").intensity.compute()


def test_a_damaged_archive_is_refused_or_read(archive, damage):
    assert damage(lambda path: cpazmal.open(path, "ABL001").compute(), archive()) > 4
    assert damage(cpazmal.index, archive()) > 4
    assert damage(cpazmal.groups, archive()) >= 4


def test_a_relative_read_only_archive_may_be_read_from_elsewhere(archive, monkeypatch):
    path = archive()
    path.chmod(0o444)
    monkeypatch.chdir(path.parent)
    ds = cpazmal.open(path.name, "ABL001")
    monkeypatch.chdir("/")
    assert ds.intensity.mean() == 2
    assert ds.intensity.dtype == "float32"


@pytest.mark.parametrize(
    "wrong",
    [
        *({"size": size} for size in (0, 17, 7.0, "7", None)),
        *({"masked_share": share} for share in (1.5, np.nan, "all")),
    ],
)
def test_windows_out_of_range_are_refused(archive, wrong):
    stack = cpazmal.open(archive(), "ABL001")
    with pytest.raises(BadInput, match=f"{next(iter(wrong))} = .* is out of range"):
        cpazmal.windows(stack, **wrong)
