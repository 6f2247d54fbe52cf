"""What an autoencoder can and can't keep, and the refusals."""

import numpy as np
import pytest
import torch
from scipy.linalg import subspace_angles
from sklearn.decomposition import PCA
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split

from helpers import training
from helpers.errors import BadInput
from helpers.polder import autoencoder, pixel_table
from helpers.polder.autoencoder import abreast
from helpers.polder.products import grasp

RNG = np.random.default_rng(0)
pytestmark = pytest.mark.usefixtures("one_thread")


def bent(n=2000):
    """Draw points on a bent line in three dimensions, which one number describes."""
    t = RNG.uniform(-1.5, 1.5, n)
    rows = np.stack([t, t**2, np.sin(2 * t)], 1)
    return (rows - rows.mean(0)) / rows.std(0)


def test_a_bent_line_fits_in_one_number_where_a_straight_one_does_not():
    X = bent()
    line = PCA(1).fit(X)
    straight = r2_score(X, line.inverse_transform(line.transform(X)))
    for kind in (autoencoder.Autoencoder, autoencoder.VariationalAutoencoder):
        network, history = autoencoder.train(X, 1, kind, n_epochs=40)
        assert straight < 0.7 < 0.97 < r2_score(X, network.rebuild(X))
        assert history.loss.iloc[-1] < history.loss.iloc[0] / 5


def test_a_heavy_divergence_presses_everything_onto_the_prior():
    X = bent()
    network, history = autoencoder.train(X, 2, beta=1.0, n_epochs=10)
    assert np.abs(network.encode(X)).max() < 0.2
    assert np.abs(network.log_variances(X)).max() < 0.2
    assert history.divergence.iloc[-1] < 0.01 * history.divergence.iloc[0]


def test_the_divergence_is_that_of_two_gaussians():
    X = bent(256)
    network = autoencoder.VariationalAutoencoder(3, 2)
    step = network.training_step((torch.tensor(X, dtype=torch.float32),), 0)
    places = torch.distributions.Normal(
        torch.tensor(network.encode(X)), torch.tensor(np.exp(network.log_variances(X) / 2))
    )
    standard = torch.distributions.Normal(0.0, 1.0)
    expected = torch.distributions.kl_divergence(places, standard).sum()
    assert step["divergence"].item() == pytest.approx(expected.item(), rel=1e-4)
    assert step["loss"].item() == pytest.approx((step["error"] + 1e-6 * expected).item())


def test_components_rebuild_as_scikit_learn_does():
    X = bent()
    line = PCA(1).fit(X)
    ours = autoencoder.PrincipalComponents(X, 1)
    assert ours.encode(X).shape == (len(X), 1)
    np.testing.assert_allclose(ours.rebuild(X), line.inverse_transform(line.transform(X)))


@pytest.mark.parametrize(
    "kind", [autoencoder.Autoencoder, autoencoder.VariationalAutoencoder]
)
def test_turned_axes_rise_with_the_reference_and_rebuild_the_same(kind):
    X = bent()
    network, _ = autoencoder.train(X, 2, kind, n_epochs=3)
    before = network.rebuild(X)
    for reference in (X[:, 0], -X[:, 0]):
        Z = autoencoder.orient(network, X, reference).encode(X)
        assert (np.corrcoef(reference, Z.T)[0, 1:] >= 0).all()
        np.testing.assert_allclose(network.rebuild(X), before, atol=1e-6)


def test_a_reference_of_another_length_is_refused():
    with pytest.raises(BadInput, match="10 rows and reference 9"):
        autoencoder.orient(autoencoder.Autoencoder(3, 1), bent(10), np.zeros(9))


def test_a_reference_with_gaps_is_refused():
    with pytest.raises(BadInput, match="reference has missing values"):
        autoencoder.orient(autoencoder.Autoencoder(3, 1), bent(2), [1, np.nan])


def test_same_seed_same_network():
    X = bent(500)
    first, second = (
        autoencoder.train(X, 1, n_epochs=2, seed=3)[0].encode(X) for _ in range(2)
    )
    assert np.array_equal(first, second)
    assert not np.array_equal(
        first, autoencoder.train(X, 1, n_epochs=2, seed=4)[0].encode(X)
    )


@pytest.mark.parametrize(("latent", "least", "pca"), [(2, 0.98, 0.94), (1, 0.91, 0.75)])
def test_held_out_land_is_rebuilt_better_than_by_components(
    digitised_path, latent, least, pca
):
    table = grasp.land_table(grasp.open(digitised_path))
    X = pixel_table.scaled(table, "column").to_numpy()
    ours, lines = [], []
    for seed in range(5):
        known, held_out = train_test_split(X, test_size=0.2, random_state=seed)
        network, _ = autoencoder.train(known, latent, seed=seed)
        ours.append(r2_score(held_out, network.rebuild(held_out)))
        line = autoencoder.PrincipalComponents(known, latent)
        lines.append(r2_score(held_out, line.rebuild(held_out)))
    assert np.median(ours) >= least
    assert np.median(lines) == pytest.approx(pca, abs=0.01)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"latent": 0}, "latent = 0"),
        ({"latent": 1.5}, "latent = 1.5"),
        ({"latent": 1, "width": 0}, "width = 0"),
        ({"latent": 1, "beta": -1}, "beta = -1"),
        ({"latent": 1, "beta": np.nan}, "beta = nan"),
    ],
)
def test_refusals(settings, says):
    with pytest.raises(BadInput, match=says):
        autoencoder.train(bent(10), **settings)


def test_no_linear_squeeze_beats_components_and_training_finds_theirs():
    X = bent()
    network, _ = autoencoder.train(X, 2, autoencoder.LinearAutoencoder, batch=32)
    line = autoencoder.PrincipalComponents(X, 2)
    theirs, ours = (((model.rebuild(X) - X) ** 2).mean() for model in (line, network))
    assert theirs - 1e-6 < ours < theirs + 0.01
    angles = subspace_angles(network.decoder.weight.detach(), line.pca.components_.T)
    assert np.degrees(angles).max() < 3


def test_who_learnt_with_noise_rebuilds_clean_rows_from_noisy_ones():
    X = bent(4000)

    def spoil(rows):
        return rows + 0.5 * torch.randn_like(rows)

    kind, noisy = autoencoder.DenoisingAutoencoder, X + 0.5 * RNG.normal(size=X.shape)
    taught, _ = autoencoder.train(X, 1, kind, n_epochs=20, spoil=spoil)
    plain, _ = autoencoder.train(X, 1, autoencoder.Autoencoder, n_epochs=20)
    missed = [((n.rebuild(noisy) - X) ** 2).mean() for n in (taught, plain)]
    assert missed[0] < 0.9 * missed[1]


def test_abreast_a_network_learns_what_it_learns_alone():
    X = bent(600)
    given = [autoencoder.Autoencoder(3, 2, seed=seed) for seed in range(3)]
    abreast.train(X, given, n_epochs=4, seed=1)
    for seed, network in enumerate(given):
        alone = autoencoder.Autoencoder(3, 2, seed=seed)
        rows = training.batches(np.asarray(X, np.float32), seed=1)
        training.fit(alone, rows, 4, seed=1)
        np.testing.assert_allclose(network.encode(X), alone.encode(X), atol=1e-4)


def test_abreast_each_keeps_its_own_weight_of_the_divergence():
    X = bent(1000)
    kind = autoencoder.VariationalAutoencoder
    given = [kind(3, 2, beta=beta) for beta in (1e-6, 1.0)]
    abreast.train(X, given, n_epochs=10)
    free, pressed = (np.abs(network.encode(X)).max() for network in given)
    assert pressed < 0.2 < 1 < free


@pytest.mark.parametrize(
    "networks",
    [[], [autoencoder.Autoencoder(3, 1), autoencoder.Autoencoder(3, 2)]],
)
def test_abreast_only_networks_of_one_form(networks):
    with pytest.raises(BadInput, match="of one kind and size"):
        abreast.train(bent(10), networks)
