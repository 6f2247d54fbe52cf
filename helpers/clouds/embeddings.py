"""Every embedding of the study, judged on the same tiles by the same measures.

The tiles are dealt into folds by scene. An embedding that needs labels is trained without
those of the fold; all are judged on the tiles of the fold alone, and averaged.
"""

from importlib import resources
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.cluster import AgglomerativeClustering
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_mutual_info_score, f1_score, silhouette_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tqdm.auto import tqdm

from helpers.clouds import (
    autoencoder,
    class_metrics,
    classifier,
    collection,
    deepcluster,
    organisation,
    selfsupervised,
    tile2vec,
    tiles,
)
from helpers.clouds import scenes as worldview
from helpers.errors import BadInput

SIDE = 64
"""Pixels at which tiles enter a network."""

THRESHOLD = 127
"""Brightness above which a pixel is cloud, as in the report."""

CLUSTERS = 12, 4
"""Twelve as in the report, four as there are patterns."""

SCORES = {
    "ami_12": "higher",
    "ami_4": "higher",
    "silhouette_patterns": "higher",
    "silhouette_clusters": "higher",
    "probe_f1": "higher",
}
"""What an embedding is judged by, and which way is better; see `score`."""


class Material(NamedTuple):
    """What embeddings are trained on and judged by.

    Attributes
    ----------
    scenes : list of helpers.clouds.scenes.Scene
    size : int
        Side of the tiles in pixels of a scene.
    places : pandas.DataFrame
        The labelled tiles: ``scene``, ``y``, ``x``, ``height``, ``width``, ``label``.
    tiles : uint8 array, shape (n, 64, 64, 3)
    spare : uint8 array, shape (m, 64, 64, 3)
        Tiles where nobody drew a box: to train on without labels, not to judge by.
    labels : int array, shape (n,)
        Places in `helpers.clouds.scenes.LABELS`.
    fold : int array, shape (n,)
        Whole scenes are in one fold.
    """

    scenes: list
    size: int
    places: pd.DataFrame
    tiles: np.ndarray
    spare: np.ndarray
    labels: np.ndarray
    fold: np.ndarray

    @property
    def everything(self):
        """All tiles, labelled first: uint8 array, shape (n + m, 64, 64, 3)."""
        return np.concatenate([self.tiles, self.spare])


def gather(source="simulated", size=256, most=60, folds=3, seed=0):
    """Cut tiles for a comparison.

    Parameters
    ----------
    source : str
        As for `helpers.clouds.collection.open`.
    size : int
        Side of a tile in pixels of a scene.
    most : int
        Tiles of each label, at most, drawn at random.
    folds : int
    seed : int
        Of the draw and of the folds.

    Returns
    -------
    Material

    Raises
    ------
    BadInput
        When a label has no tile, or is absent from what a fold would be trained on.
    """
    scenes = collection.open(source)
    table = tiles.in_boxes(scenes, size).sample(frac=1, random_state=seed)
    tiles.need_labels(table)
    places = table.groupby("label").head(most).sort_values(["scene", "y", "x"])
    places = places.reset_index(drop=True)
    labels = places.label.map(worldview.LABELS.index).to_numpy()
    free = tiles.unlabelled(scenes, size, size // 2)
    free = free.sample(frac=1, random_state=seed).head(most)
    return Material(
        scenes,
        size,
        places,
        tiles.cut(scenes, places, SIDE),
        tiles.cut(scenes, free, SIDE),
        labels,
        classifier.split(labels, places.scene, folds, seed=seed),
    )


def grey(pictures):
    """Give the brightness of uint8 pictures (…, 3): 0.299 R + 0.587 G + 0.114 B."""
    return np.asarray(pictures) @ np.array([0.299, 0.587, 0.114])


def cover(pictures):
    """Give the cloudy share of tiles, shape (n,); uint8 pictures (n, y, x, 3)."""
    return (grey(pictures) > THRESHOLD).mean(axis=(1, 2))


def brightness(material, seed=0, epochs=0):
    """Describe a tile by its mean brightness alone: shape (n, 1)."""
    return grey(material.tiles).mean(axis=(1, 2))[:, None]


def metrics(material, seed=0, epochs=0):
    """Describe a tile, at its full size, by twenty measures of organisation.

    Returns
    -------
    array, shape (n, 20)
        NaN where a measure is not defined.
    """
    fields = grey(tiles.cut(material.scenes, material.places)).round()
    bar = tqdm(fields, "Measuring", leave=False, delay=2)
    rows = [organisation.measure(each > THRESHOLD, 1.0, field=each) for each in bar]
    return class_metrics.twenty(pd.DataFrame(rows)).to_numpy()


def untrained(material, seed=0, epochs=0):
    """Describe a tile by a network that has learnt nothing: shape (n, 128)."""
    network = selfsupervised.Encoder(seed=seed).settle(material.everything)
    return tile2vec.embed(network, material.tiles)


def neighbourhood(material, seed=0, epochs=10):
    """Describe a tile by Tile2Vec, trained on the scenes: shape (n, 100)."""
    pictures = [scene.image.values for scene in material.scenes]
    usable = [worldview.usable(picture) for picture in pictures]
    data = {"tile": material.size, "size": SIDE, "usable": usable}
    data["count"] = len(material.everything)
    network, _ = tile2vec.train(pictures, epochs, seed, data=data)
    return tile2vec.embed(network, material.tiles)


def latent(material, seed=0, epochs=10):
    """Describe a tile by the report's autoencoder, see `squeeze`: shape (n, 32)."""
    return tile2vec.embed(squeeze(material, seed, epochs), material.tiles)


def squeeze(material, seed=0, epochs=10, **settings):
    """Train an autoencoder without the first fold, where its error can then be taken.

    Parameters
    ----------
    material : Material
    seed, epochs : int
    **settings
        Of `helpers.clouds.autoencoder.train`.

    Returns
    -------
    helpers.clouds.autoencoder.Autoencoder
    """
    seen = material.tiles[material.fold != 0]
    return autoencoder.train(seen, epochs, seed=seed, **settings)[0]


def pseudolabelled(material, seed=0, epochs=10):
    """Describe a tile by the features of DeepCluster: shape (n, 128)."""
    found = deepcluster.cluster(material.everything, epochs=epochs, seed=seed)
    return tile2vec.embed(found.network, material.tiles)


def invariant(material, seed=0, epochs=10):
    """Describe a tile by the features of VICReg: shape (n, 128)."""
    network, _ = selfsupervised.train(material.everything, epochs, seed=seed)
    return tile2vec.embed(network, material.tiles)


def supervised(material, seed=0, epochs=10):
    """Describe a tile by classifiers that were told the labels of other scenes.

    Returns
    -------
    list of array, shape (n, 64)
        By each fold's network, which has seen no tile of the fold's scenes.
    """
    found = []
    for fold in np.unique(material.fold):
        seen = material.fold != fold
        network, _ = classifier.train(
            material.tiles[seen], material.labels[seen], epochs, seed
        )
        found.append(classifier.features(network, material.tiles))
    return found


METHODS = {
    "brightness": brightness,
    "organisation": metrics,
    "untrained": untrained,
    "tile2vec": neighbourhood,
    "autoencoder": latent,
    "deepcluster": pseudolabelled,
    "vicreg": invariant,
    "supervised": supervised,
}
"""Each takes material, a seed and a number of epochs; gives features, or a list of them
by fold."""

UNLEARNT = {"brightness", "organisation"}
"""Those that are the same for every seed and number of epochs."""


SCALE = make_pipeline(
    SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler()
)
"""Fills what is not defined with the median, and scales each column by its spread."""


def score(features, labels, fold):
    """Judge an embedding.

    Parameters
    ----------
    features : array, shape (n, d), or a list of them by fold
    labels : int array, shape (n,)
    fold : int array, shape (n,)

    Returns
    -------
    dict of str to float
        ``ami_12`` and ``ami_4``, see `agreement`, of so many clusters;
        ``silhouette_patterns`` and ``silhouette_clusters``, of the labels and of the four
        clusters: within each fold, on scaled columns, averaged over folds.
        ``probe_f1``, the mean F1 over the classes of a logistic regression on the other
        folds, asked about this one; all folds together.

    Raises
    ------
    BadInput
        When a fold has fewer tiles than clusters.
    """
    parts = {count: partition(features, fold, count) for count in CLUSTERS}
    few = parts[CLUSTERS[-1]]
    return {f"ami_{k}": agreement(part, labels, fold) for k, part in parts.items()} | {
        "silhouette_patterns": _silhouette(features, labels, fold),
        "silhouette_clusters": _silhouette(features, few, fold),
        "probe_f1": float(f1_score(labels, probe(features, labels, fold), average="macro")),
    }


def partition(features, fold, count):
    """Cluster the tiles of each fold apart, by Ward's method on scaled columns.

    Parameters
    ----------
    features, fold
        As for `score`.
    count : int
        Clusters of each fold.

    Returns
    -------
    int array, shape (n,)

    Raises
    ------
    BadInput
        When a fold has fewer tiles than clusters.
    """
    clusters = np.empty(len(fold), int)
    for here, own in _folds(features, fold):
        if here.sum() < count:
            raise BadInput(
                f"A fold has {here.sum()} tiles for {count} clusters: take more tiles, or "
                "fewer folds."
            )
        points = clone(SCALE).fit_transform(own[here])
        clusters[here] = AgglomerativeClustering(count).fit_predict(points)
    return clusters


def probe(features, labels, fold):
    """Tell each tile's label by a line drawn between the labels of the other folds.

    Returns
    -------
    int array, shape (n,)
    """
    told = np.empty_like(labels)
    for here, own in _folds(features, fold):
        line = LogisticRegression(class_weight="balanced", C=0.1, max_iter=1000)
        line = make_pipeline(clone(SCALE), line).fit(own[~here], labels[~here])
        told[here] = line.predict(own[here])
    return told


def agreement(clusters, labels, fold):
    """Give the adjusted mutual information within folds, averaged over them."""
    each = [fold == number for number in np.unique(fold)]
    found = [adjusted_mutual_info_score(labels[here], clusters[here]) for here in each]
    return float(np.mean(found))


def _silhouette(features, parts, fold):
    found = [
        silhouette_score(clone(SCALE).fit_transform(own[here]), parts[here])
        for here, own in _folds(features, fold)
    ]
    return float(np.mean(found))


def _folds(features, fold):
    """Give for each fold its rows, and the features that its network computed."""
    for place, number in enumerate(np.unique(fold)):
        yield fold == number, features[place] if isinstance(features, list) else features


def chance(clusters, labels, fold, scenes, shuffles=50, seed=0):
    """Say which agreement clusters reach with labels that have no meaning.

    Tiles of one label in one scene stay together, and such groups exchange their labels
    within the fold: clusters that only know scenes apart are no better than this.

    Parameters
    ----------
    clusters, labels, fold, scenes : array, shape (n,)
    shuffles, seed : int

    Returns
    -------
    float
        The 95 % quantile of `agreement` over the shuffles.
    """
    rng = np.random.default_rng(seed)
    groups = pd.DataFrame({"fold": fold, "scene": scenes, "label": labels})
    number = groups.groupby(["fold", "scene", "label"]).ngroup().to_numpy()
    first = groups.groupby(number).first()
    found = []
    for _ in range(shuffles):
        dealt = first.groupby("fold").label.transform(rng.permutation).to_numpy()
        found.append(agreement(clusters, dealt[number], fold))
    return float(np.quantile(found, 0.95))


def sweep(product):
    """Give the committed runs over seeds, which ``tools/cloud_embeddings.py`` wrote.

    Parameters
    ----------
    product : {"simulated", "real"}

    Returns
    -------
    pandas.DataFrame
        ``seed``, ``method``, ``score`` and ``value``; empty for another product.
    """
    table = pd.read_csv(resources.files(__package__).joinpath("embeddings.csv"))
    return table[table["product"] == product].drop(columns="product")


def spread(runs):
    """Give the median and the extremes over seeds, by method and score."""
    grouped = runs.groupby(["method", "score"], sort=False).value
    return grouped.agg(value="median", low="min", high="max")
