"""Tiles of scenes in which nobody may have drawn a box."""

from helpers.clouds.tiles import placement
from helpers.errors import BadInput

UNNAMED = "no name"
"""Label of tiles of scenes in which nobody drew a box."""


def in_boxes_or_free(scenes, tile_px):
    """Place tiles in the boxes, or side by side anywhere where no scene has any.

    Parameters
    ----------
    scenes : list of helpers.clouds.products.scenes.Scene
    tile_px : int
        Side in pixels.

    Returns
    -------
    pandas.DataFrame
        As from :func:`helpers.clouds.tiles.placement.in_boxes`, those of one label
        apart; ``label`` is :data:`UNNAMED` where there are no boxes.

    Raises
    ------
    BadInput
        When no tile can be used.
    """
    drawn = any(len(scene.boxes) for scene in scenes)
    table = placement.in_boxes(scenes, tile_px, distinct=True) if drawn else None
    if table is None:
        table = placement.unlabelled(scenes, tile_px, tile_px).assign(label=UNNAMED)
    if not len(table):
        raise BadInput(
            f"No tile of {tile_px} pixels lies {'in a box' if drawn else 'in a scene'}, "
            "off land and black swath: take smaller tiles or more scenes."
        )
    return table
