"""Every embedding of the study, from the same tiles.

:mod:`helpers.clouds.embedding.evaluation` judges them.

The tiles are dealt into folds by scene. What needs labels is trained once for each fold,
without the tiles of that fold.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers import catalog
from helpers.clouds import products
from helpers.clouds.classification import classifier, cross_validation
from helpers.clouds.embedding import autoencoder, deepcluster, encoder, tile2vec, vicreg
from helpers.clouds.organisation import tile_metrics
from helpers.clouds.products.boxes import LABELS
from helpers.clouds.tiles import brightness, cutting, masking, placement

SIDE = 64
"""Pixels at which tiles enter a network."""


class Material(NamedTuple):
    """What embeddings are trained on and judged by.

    Attributes
    ----------
    scenes : list of helpers.clouds.products.scenes.Scene
    usable : list of array of bool, shape (y, x)
        Where each scene is neither land nor black.
    tile_px : int
        Side of the tiles in pixels of a scene.
    places : pandas.DataFrame
        The labelled tiles: ``scene``, ``y``, ``x``, ``height``, ``width``, ``label``.
    tiles : uint8 array, shape (n, 64, 64, 3)
    spare : uint8 array, shape (m, 64, 64, 3)
        Tiles where nobody drew a box: to train on without labels, not to judge by.
    labels : int array, shape (n,)
        Places in :data:`helpers.clouds.products.boxes.LABELS`.
    fold : int array, shape (n,)
        Whole scenes are in one fold.
    """

    scenes: list
    usable: list
    tile_px: int
    places: pd.DataFrame
    tiles: np.ndarray
    spare: np.ndarray
    labels: np.ndarray
    fold: np.ndarray

    @property
    def everything(self):
        """All tiles, labelled first: uint8 array, shape (n + m, 64, 64, 3).

        Returns
        -------
        uint8 array, shape (n + m, 64, 64, 3)
        """
        return np.concatenate([self.tiles, self.spare])


def gather(source="simulated", tile_px=256, max_tiles=60, n_folds=3, seed=0):
    """Cut tiles for a comparison.

    Parameters
    ----------
    source : str
        As for :func:`helpers.clouds.products.open`.
    tile_px : int
        Side of a tile in pixels of a scene.
    max_tiles : int
        Tiles of each label, at most, drawn at random.
    n_folds : int
    seed : int
        Of the draw and of the folds.

    Returns
    -------
    Material

    Raises
    ------
    BadInput
        When a label has no tile, or is absent from what a fold would be trained on.
    catalog.AccountNeeded
        For real scenes, when the boxes of most of them are not here.
    """
    scenes = products.open(source, labelled=True)
    usable = [masking.usable(scene.image) for scene in scenes]
    table = placement.in_boxes(scenes, tile_px, usable=usable).sample(
        frac=1, random_state=seed
    )
    placement.need_labels(table)
    places = table.groupby("label").head(max_tiles).sort_values(["scene", "y", "x"])
    places = places.reset_index(drop=True)
    labels = places.label.map(LABELS.index).to_numpy()
    free = placement.unlabelled(scenes, tile_px, tile_px // 2, usable)
    free = free.sample(frac=1, random_state=seed).head(max_tiles)
    return Material(
        scenes,
        usable,
        tile_px,
        places,
        cutting.cut(scenes, places, SIDE),
        cutting.cut(scenes, free, SIDE),
        labels,
        cross_validation.split(labels, places.scene, n_folds, seed=seed),
    )


def mean_brightness(material, seed=0, n_epochs=0):
    """Describe a tile by its mean brightness alone: shape (n, 1).

    Parameters as for :data:`METHODS`.
    """
    return brightness.greyscale(material.tiles).mean(axis=(1, 2))[:, None]


def organisation_metrics(material, seed=0, n_epochs=0):
    """Describe a tile, at its full size, by twenty measures of organisation.

    Parameters as for :data:`METHODS`.

    Returns
    -------
    array, shape (n, 20)
        NaN where a measure is not defined.
    """
    fields = brightness.greyscale(cutting.cut(material.scenes, material.places))
    return tile_metrics.twenty(tile_metrics.measure_tiles(fields)).to_numpy()


def untrained_features(material, seed=0, n_epochs=0):
    """Describe a tile by a network that has learnt nothing: shape (n, 128).

    Parameters as for :data:`METHODS`.
    """
    network = encoder.Encoder(seed=seed).fit_normalisations(material.everything)
    return tile2vec.embed(network, material.tiles)


def tile2vec_features(material, seed=0, n_epochs=10):
    """Describe a tile by Tile2Vec, trained on the scenes: shape (n, 100).

    Parameters as for :data:`METHODS`.
    """
    pictures = [scene.image.values for scene in material.scenes]
    data = {"tile_px": material.tile_px, "input_px": SIDE, "usable": material.usable}
    data["n_triplets"] = len(material.everything)
    network, _ = tile2vec.train(pictures, n_epochs, seed, data=data)
    return tile2vec.embed(network, material.tiles)


def autoencoder_features(material, seed=0, n_epochs=10):
    """Describe a tile by the report's autoencoder: shape (n, 32).

    Parameters as for :data:`METHODS`.
    """
    return tile2vec.embed(train_autoencoder(material, seed, n_epochs), material.tiles)


def train_autoencoder(material, seed=0, n_epochs=10, **settings):
    """Train an autoencoder without the first fold, where its error can then be taken.

    Parameters
    ----------
    material : Material
    seed, n_epochs : int
    **settings
        Of :func:`helpers.clouds.embedding.autoencoder.train`.

    Returns
    -------
    helpers.clouds.embedding.autoencoder.Autoencoder
    """
    seen = material.tiles[material.fold != 0]
    return autoencoder.train(seen, n_epochs, seed=seed, **settings)[0]


def deepcluster_features(material, seed=0, n_epochs=10):
    """Describe a tile by the features of DeepCluster: shape (n, 128).

    Parameters as for :data:`METHODS`.
    """
    found = deepcluster.cluster(material.everything, n_epochs=n_epochs, seed=seed)
    return tile2vec.embed(found.network, material.tiles)


def vicreg_features(material, seed=0, n_epochs=10):
    """Describe a tile by the features of VICReg: shape (n, 128).

    Parameters as for :data:`METHODS`.
    """
    network, _ = vicreg.train(material.everything, n_epochs, seed=seed)
    return tile2vec.embed(network, material.tiles)


def classifier_features(material, seed=0, n_epochs=10):
    """Describe a tile by classifiers that were told the labels of other scenes.

    Parameters as for :data:`METHODS`.

    Returns
    -------
    list of array, shape (n, 64)
        By each fold's network, which has seen no tile of the fold's scenes.
    """
    found = []
    for fold in np.unique(material.fold):
        seen = material.fold != fold
        network, _ = classifier.train(
            material.tiles[seen], material.labels[seen], n_epochs, seed
        )
        found.append(classifier.features(network, material.tiles))
    return found


METHODS = {
    "brightness": mean_brightness,
    "organisation": organisation_metrics,
    "untrained": untrained_features,
    "tile2vec": tile2vec_features,
    "autoencoder": autoencoder_features,
    "deepcluster": deepcluster_features,
    "vicreg": vicreg_features,
    "supervised": classifier_features,
}
"""Each takes ``material`` (:class:`Material`), ``seed`` and ``n_epochs``; gives features,
or a list of them by fold."""

UNLEARNT = {"brightness", "organisation"}
"""Those that are the same for every seed and number of epochs."""


def sweep(product):
    """Give the committed runs over seeds, which ``python -m tools.sweeps`` keeps.

    Parameters
    ----------
    product : {"simulated", "real"}

    Returns
    -------
    pandas.DataFrame
        ``seed``, ``method``, ``score`` and ``value``; empty for another product.
    """
    table = pd.read_csv(catalog.committed("sweeps/clouds/6_other_embeddings.csv"))
    return table[table["source"] == product].drop(columns="source")


def spread(runs):
    """Give the median and the extremes over seeds, by method and score.

    Parameters
    ----------
    runs : pandas.DataFrame
        From :func:`sweep`.

    Returns
    -------
    pandas.DataFrame
        ``value``, the median, ``low`` and ``high``.
    """
    grouped = runs.groupby(["method", "score"], sort=False).value
    return grouped.agg(value="median", low="min", high="max")
