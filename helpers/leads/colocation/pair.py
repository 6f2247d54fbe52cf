"""Where the two products of a pair are."""

from helpers import catalog
from helpers.errors import BadInput


def find(source, radar_source=""):
    """Give the paths of an image and of a radar pass over it.

    Parameters
    ----------
    source : str
        Of the image, as :func:`helpers.catalog.find` takes it.
    radar_source : str
        The path of the pass, beside that of an image of the reader's own.

    Returns
    -------
    image, radar : Path

    Raises
    ------
    BadInput
        When one of the two is a path and the other isn't.
    """
    if (catalog.source_kind(source) == "path") != bool(radar_source):
        raise BadInput(
            f"source = {source!r} and radar_source = {radar_source!r}: give the paths of "
            "both an image and a pass, or of neither."
        )
    image = catalog.find("leads/sentinel2", source)
    return image, catalog.find("leads/sentinel3-scene", radar_source or source)
