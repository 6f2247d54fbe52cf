"""Figures of autoencoders: pictures, and where they lie in latent space."""

import matplotlib.pyplot as plt
import seaborn as sns

from helpers import plotting


def numerals(planes, names):
    """Draw handwritten digits as numerals, in planes below each other.

    Parameters
    ----------
    planes : dict of str to array, shape (n, 2)
    names : array of int, shape (n,)
        Which digit each is; a hundred of each are drawn.

    Returns
    -------
    array of matplotlib.axes.Axes
    """
    size = (plotting.WIDTH, 4 * len(planes))
    _, axes = plt.subplots(len(planes), figsize=size, layout="constrained")
    colours = sns.color_palette("tab10")
    for ax, (title, Z) in zip(axes, planes.items(), strict=True):
        for digit, colour in enumerate(colours):
            rows = Z[names == digit][:100]
            ax.scatter(*rows.T, marker=f"${digit}$", s=50, color=colour, linewidths=0.3)
        ax.set(title=title, xlabel="first number", ylabel="second number")
    return axes


def pictures(rows):
    """Draw rows of square grey pictures, each row with its name.

    Parameters
    ----------
    rows : dict of str to array, shape (n, pixels)
        Five of each are drawn.

    Returns
    -------
    array of matplotlib.axes.Axes, shape (rows, 5)
    """
    size = (plotting.WIDTH, 1.1 * len(rows))
    _, axes = plt.subplots(len(rows), 5, figsize=size, layout="constrained")
    for line, (name, values) in zip(axes, rows.items(), strict=True):
        side = round(values.shape[1] ** 0.5)
        for ax, picture in zip(line, values, strict=False):
            ax.imshow(picture.reshape(side, side), cmap="Greys", vmin=0, vmax=1)
            ax.set(xticks=[], yticks=[])
        line[0].set_ylabel(name)
    return axes


def latents(networks, X):
    """Draw how latent means and variances are spread, a row for each of two networks.

    Parameters
    ----------
    networks : dict of str to helpers.polder.autoencoder.VariationalAutoencoder
    X : array, shape (n, variables)

    Returns
    -------
    array of matplotlib.axes.Axes, shape (networks, 2)
    """
    size = (plotting.WIDTH, 4.6)
    _, axes = plt.subplots(
        len(networks), 2, figsize=size, sharex="col", layout="constrained"
    )
    for row, (name, network) in zip(axes, networks.items(), strict=True):
        for ax, values in zip(
            row, (network.encode(X), network.log_variances(X)), strict=True
        ):
            for i, colour in enumerate(("blue", "orange")):
                shade = {"color": plotting.COLOURS[colour], "edgecolor": "none"}
                ax.hist(values[:, i], 60, alpha=0.75, **shade)
            ax.set(yscale="log")
        row[0].set_ylabel(f"pixels, {name} β")
    axes[-1, 0].set_xlabel("μ")
    axes[-1, 1].set_xlabel("log σ²")
    return axes


def planes(places):
    """Draw how dense pixels lie in planes, one below the other.

    Parameters
    ----------
    places : dict of str to array, shape (n, 2)

    Returns
    -------
    array of matplotlib.axes.Axes
    """
    size = (plotting.WIDTH, 3.2 * len(places))
    figure, axes = plt.subplots(len(places), figsize=size, layout="constrained")
    for ax, (title, Z) in zip(axes, places.items(), strict=True):
        hexagons = plotting.density_scatter(*Z.T, ax, gridsize=45)
        ax.set(title=title, xlabel="first number", ylabel="second number")
        figure.colorbar(hexagons, ax=ax, label="pixels")
    return axes
