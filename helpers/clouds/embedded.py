"""What is asked of an embedding: clusters, and whether they are classes or scenes."""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_mutual_info_score

from helpers.clouds import maps, teaching, tile2vec, tiles, triplets
from helpers.errors import BadInput


def labelled_tiles(scenes, tile=256, most=600, seed=0):
    """Place tiles within the boxes, those of one label apart; draw at most so many.

    Parameters
    ----------
    scenes : list of helpers.clouds.scenes.Scene
    tile : int
        Side in pixels.
    most : int
    seed : int

    Returns
    -------
    pandas.DataFrame
        Rows of `helpers.clouds.tiles.in_boxes`, those of a scene and a box together.

    Raises
    ------
    BadInput
        When tiles of two classes from two scenes aren't left.
    """
    table = tiles.in_boxes(scenes, tile, distinct=True)
    table = table.sample(min(most, len(table)), random_state=seed).sort_index()
    if table.label.nunique() < 2 or table.scene.nunique() < 2:
        raise BadInput(
            f"Only {len(table)} tiles of {tile} pixels lie in boxes, of "
            f"{table.label.nunique()} classes and {table.scene.nunique()} scenes: choose "
            "smaller tiles, or more scenes."
        )
    return table.reset_index(drop=True)


def judge(embeddings, table, clusters=12, seed=0):
    """Ask what K-means finds in an embedding.

    Parameters
    ----------
    embeddings : array, shape (n, dimensions)
    table : pandas.DataFrame
        ``label`` and ``scene`` of each.
    clusters : int
    seed : int

    Returns
    -------
    dict of str to float
        ``class_ami`` and ``scene_ami``: adjusted mutual information of the clusters with
        labels and with scenes; ``explained``: the share of the variance that lies along
        the first two principal components.
    """
    found = KMeans(clusters, n_init=4, random_state=seed).fit_predict(embeddings)
    return {
        "class_ami": float(adjusted_mutual_info_score(table.label, found)),
        "scene_ami": float(adjusted_mutual_info_score(table.scene, found)),
        "explained": float(PCA(2).fit(embeddings).explained_variance_ratio_.sum()),
    }


def brightness(pictures):
    """Give the mean brightness of tiles: the simplest embedding, shape (n, 1)."""
    return np.asarray(pictures, np.float32).mean(axis=(1, 2, 3))[:, None]


def known_answer(seed=0):
    """Train where the answer is known: on scenes of four textures, to be told apart.

    Parameters
    ----------
    seed : int

    Returns
    -------
    network : helpers.clouds.tile2vec.Tile2Vec
    history : pandas.DataFrame
    unseen : uint8 array, shape (n, 64, 64, 3)
        Tiles of other scenes of the same textures.
    textures : array of str, shape (n,)
    """
    random = np.random.default_rng(seed)
    scenes = [
        teaching.texture(kind, random) for kind in teaching.TEXTURES for _ in range(4)
    ]
    data = {"tile": 128, "size": 64, "count": 256, "batch": 32}
    network, history = tile2vec.train(scenes, 5, seed, data=data, learning_rate=2e-3)
    places = maps.corners((768, 768), 128, 64).reshape(-1, 2)
    others = [teaching.texture(kind, random, 768) for kind in teaching.TEXTURES]
    unseen = np.concatenate([triplets.cut(scene, places, 128) for scene in others])
    return network, history, unseen, np.repeat(teaching.TEXTURES, len(places))
