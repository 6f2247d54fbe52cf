"""Which parts of a picture speak for a class: Grad-CAM, by Captum.

Selvaraju et al. (2017, ICCV), https://arxiv.org/abs/1610.02391: a layer's channels are
added up, each weighted with the mean of the class score's gradient over it; what is
negative is set to 0.
"""

import contextlib

import numpy as np
import torch
from captum.attr import LayerActivation, LayerAttribution, LayerGradCam

from helpers.clouds.embedding import networks
from helpers.errors import BadInput


def heat_maps(network, tiles, target, layer, rectified=True):
    """Map what speaks for a class.

    The gradient is switched on at the layer itself, so that a backbone that was frozen,
    or one that the input's gradient can't pass, gives a map all the same.

    Parameters
    ----------
    network : torch.nn.Module
        From uint8 tiles (n, y, x, 3) to scores before the softmax, (n, classes).
    tiles : uint8 array, shape (n, y, x, 3)
    target : int or int array, shape (n,)
        The class.
    layer : str
        Of the network, as in ``network.named_modules()``.
    rectified : bool
        Set what is negative, and speaks against the class, to 0.

    Returns
    -------
    float32 array, shape (n, y, x)
        On the pixels of the tiles, between which it is linear. **NaN throughout where
        nothing speaks for the class** (or, unrectified, nothing for or against): see
        `remark`.

    Raises
    ------
    BadInput
        When there is no such layer or class, the layer's output is no picture any more,
        or the tiles are no such array.
    """
    tiles = networks.check_tiles(tiles)
    with _followed(network, layer, tiles) as (part, given):
        target = _checked_target(target, network(given[:1]).shape[1], len(tiles))
        coarse = LayerGradCam(network, part).attribute(
            given, target, relu_attributions=rectified
        )
    fine = LayerAttribution.interpolate(coarse.detach(), tiles.shape[1:3], "bilinear")
    maps = fine[:, 0].numpy().copy()
    maps[(maps == 0).all(axis=(1, 2))] = np.nan
    return maps


def of_folds(folds, tiles, target, rectified=True):
    """Map, on the last layer, what speaks for a class in networks that don't know a tile.

    Parameters
    ----------
    folds : helpers.clouds.classification.cross_validation.Folds
    tiles, target, rectified
        As for `heat_maps`.

    Returns
    -------
    float32 array, shape (n, y, x)
    """
    maps = np.empty(np.shape(tiles)[:3], np.float32)
    target = np.broadcast_to(target, len(maps))
    for number, network in enumerate(folds.networks):
        own = folds.fold == number
        layer = network.layers[-1]
        maps[own] = heat_maps(network, tiles[own], target[own], layer, rectified)
    return maps


def activations(network, tiles, layer):
    """Give a layer's feature maps: float32, (n, channels, y, x), coarser than the tiles.

    Parameters
    ----------
    network, tiles, layer
        As for :func:`heat_maps`.

    Returns
    -------
    float32 array, shape (n, channels, y, x)
        Coarser than the tiles.
    """
    tiles = networks.check_tiles(tiles)
    with _followed(network, layer, tiles) as (part, given):
        return LayerActivation(network, part).attribute(given).detach().numpy()


@contextlib.contextmanager
def _followed(network, layer, tiles):
    """Find a layer, and make its output start a gradient where none reaches it."""
    known = dict(network.named_modules())
    if layer not in known or not layer:
        raise BadInput(
            f"The network has no layer {layer!r}: name one of "
            f"{', '.join(name for name in known if name)}."
        )

    def follow(_, __, output):
        if output.ndim != 4:
            raise BadInput(
                f"The layer {layer!r} gives {tuple(output.shape)}, no picture any more: "
                "name an earlier one."
            )
        if torch.is_grad_enabled() and not output.requires_grad:
            output.requires_grad_()

    network.eval()
    handle = known[layer].register_forward_hook(follow)
    try:
        yield known[layer], torch.from_numpy(tiles.copy())
    finally:
        handle.remove()


def _checked_target(target, classes, count):
    target = np.broadcast_to(np.asarray(target), count)
    if target.dtype.kind not in "iu" or target.min() < 0 or target.max() >= classes:
        raise BadInput(
            f"target holds {np.unique(target)[:9].tolist()}: give classes from 0 to "
            f"{classes - 1}."
        )
    return torch.from_numpy(target.astype(np.int64))


def remark(maps, names):
    """Say in words which maps are blank, so that nobody has to guess.

    Parameters
    ----------
    maps : array, shape (n, y, x)
        From `heat_maps`.
    names : sequence of str
        What to call each.

    Returns
    -------
    str
        A sentence; empty where every map has something to show.

    Examples
    --------
    >>> remark(np.full((1, 4, 4), np.nan), ["Fish"])
    'Nothing in the layer speaks for Fish: there is no map to show.'
    """
    blank = [n for n, each in zip(names, maps, strict=True) if np.isnan(each).all()]
    if not blank:
        return ""
    return f"Nothing in the layer speaks for {', '.join(blank)}: there is no map to show."
