"""Simulated scenes: the real layout, truth apart, and patterns within published ranges."""

import numpy as np
import pytest
import xarray as xr
from scipy import ndimage

from helpers import catalog
from helpers.clouds.labels import coverage
from helpers.clouds.organisation import measure
from helpers.clouds.products import boxes as box_tables
from helpers.clouds.products import published_metrics, scenes, worldview
from helpers.clouds.simulation import worldview_scenes
from helpers.clouds.tiles import masking

SIZE = 256
PUBLISHED = {
    "cloud_fraction": "cloud_fraction",
    "iorg": "iOrgPoiss",
    "mean_object_length_scale": "lMean",
    "fractal_dimension": "fracDim",
}


@pytest.fixture(scope="module")
def product():
    path = catalog.find("clouds/scenes")
    return scenes.open(path), xr.load_dataset(catalog.truth(path)), path


@pytest.fixture(scope="module")
def seen(product):
    return [masking.usable(scene.image) for scene in product[0]]


def pure_tiles(product, seen, label):
    """Tiles of which nine tenths are truly of one pattern, all of them seen."""
    found, truth, _ = product
    code, side = box_tables.LABELS.index(label) + 1, SIZE // worldview_scenes.STEP
    for scene, usable, pattern in zip(found, seen, truth.pattern.values, strict=True):
        for y in range(0, worldview.SHAPE[0] - SIZE, 320):
            for x in range(0, worldview.SHAPE[1] - SIZE, 320):
                part = pattern[y // 10 : y // 10 + side, x // 10 : x // 10 + side]
                window = slice(y, y + SIZE), slice(x, x + SIZE)
                if (part == code).mean() > 0.9 and usable[window].all():
                    yield scene.image.data[window] @ [0.299, 0.587, 0.114] > 127


def without_specks(mask):
    """Drop objects of fewer than four pixels, as the published tables do."""
    objects, _ = ndimage.label(mask)
    return mask & (np.bincount(objects.ravel()) >= 4)[objects]


@pytest.mark.parametrize("label", box_tables.LABELS)
def test_patterns_measure_like_the_published_tiles(product, seen, real, label):
    table = published_metrics.per_tile(real("cloud_metrics_scale_256.tsv"))
    theirs = table[table.labels == box_tables.LABELS.index(label)]
    theirs = theirs.assign(cloud_fraction=theirs.area / 256**2)
    ours = [measure(without_specks(mask)) for mask in pure_tiles(product, seen, label)]
    assert len(ours) >= 10
    for name, column in PUBLISHED.items():
        low, high = theirs[column].quantile([0.05, 0.95])
        values = np.array([metrics[name] for metrics in ours])
        assert low <= np.nanmedian(values) <= high, name
        # single tiles scatter; more than half of them stay inside, and the median does
        assert ((values >= low) & (values <= high)).mean() > 0.5, name


def test_the_layout_is_the_real_one(product):
    found, truth, path = product
    assert 20 <= len(found) == truth.sizes["scene"] <= 24
    assert [scene.name for scene in found] == truth.file.values.tolist()
    files = list(path.parent.glob("Region*/*.jpeg"))
    assert {f.relative_to(path.parent).as_posix() for f in files} == {s.name for s in found}
    assert sum(file.stat().st_size for file in files) < 40e6


def test_several_patterns_in_a_scene_and_each_in_several_scenes(product):
    _, truth, _ = product
    present = np.array([np.isin([1, 2, 3, 4], p) for p in truth.pattern.values])
    assert (present.sum(axis=1) >= 2).all()
    assert (present.sum(axis=0) >= 5).all()


def test_people_mostly_see_what_is_there_but_not_always(product):
    found, truth, _ = product
    hits = []
    for scene, pattern in zip(found, truth.pattern.values, strict=True):
        for box in scene.boxes.itertuples():
            part = pattern[box.y1 // 10 : box.y2 // 10, box.x1 // 10 : box.x2 // 10]
            most = np.bincount(part.ravel(), minlength=5)[1:].argmax()
            hits.append(box_tables.LABELS[most] == box.label)
    assert 0.45 < np.mean(hits) < 0.95


def test_boxes_cover_as_much_as_the_crowds(product, real):
    path = real("clouds/worldview/annotations_fulldataset_IRchecked_285.csv")
    crowds, ours = box_tables.open(path), box_tables.open(product[2])
    theirs, own = (coverage.by_label(boxes) for boxes in (crowds, ours))
    low, high = theirs.quantile([0.25, 0.75])
    assert low < own.median() < high
    per_image = [len(boxes) / boxes.attrs["images"] for boxes in (crowds, ours)]
    assert per_image[1] == pytest.approx(per_image[0], rel=0.3)


def test_same_seed_same_scenes_and_other_seed_others(tmp_path):
    def make(name, seed):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "scenes.csv"
        worldview_scenes.write(path, path.with_suffix(".truth.nc"), seed=seed, scenes=1)
        (image,) = path.parent.glob("*/*.jpeg")
        return path.read_text(), image.read_bytes()

    first, again, other = make("a", 3), make("b", 3), make("c", 4)
    assert first == again
    assert first != other
    assert not list(tmp_path.rglob("tmp.*"))
