"""What both deep clusterings do: find planted groups, and refuse what can't be."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from helpers.errors import BadInput
from helpers.polder import autoencoder
from helpers.polder.deep_clustering import idec, soft_silhouette

pytestmark = pytest.mark.usefixtures("one_thread")
METHODS = [idec.cluster, soft_silhouette.cluster]


@pytest.mark.parametrize("method", METHODS)
def test_planted_clusters_are_found(groups, method):
    X, truth = groups
    found = method(X, 3)
    assert adjusted_rand_score(truth, found.labels) > 0.95
    assert found.codes.shape == (len(X), 2)
    assert len(found.history) == 30
    start, _ = autoencoder.train(X, 2, autoencoder.Autoencoder, n_epochs=20)
    assert np.array_equal(found.before, start.encode(X))
    again = method(X, 3)
    assert np.array_equal(found.labels, again.labels)
    assert np.array_equal(found.codes, again.codes)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"n_clusters": 1}, "n_clusters = 1"),
        ({"n_clusters": 900}, "fewer than the 900 pixels"),
        ({"n_clusters": 3, "latent": 0}, "latent = 0"),
    ],
)
def test_refusals(groups, method, settings, says):
    with pytest.raises(BadInput, match=says):
        method(groups[0], **settings)


def test_refuses_weights(groups):
    with pytest.raises(BadInput, match="weight = nan"):
        soft_silhouette.cluster(groups[0], 3, weight=np.nan)
