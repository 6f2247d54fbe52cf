"""Pictures made small enough to be kept in the repository."""

import io

from PIL import Image

from helpers.errors import BadInput

MOST_PICTURE, MOST_PHOTOGRAPH = 150_000, 250_000  # bytes
COLOURS, QUALITIES = (256, 128, 64), (85, 75, 65)
ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


def smaller(png, name):
    """Return a picture small enough to be kept: with few colours, or else as a photograph.

    Parameters
    ----------
    png : bytes
    name : str
        Said where it cannot be made so small.

    Returns
    -------
    kind : str
        ``"image/png"`` or ``"image/jpeg"``.
    content : bytes
    """
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    picture = Image.alpha_composite(ground, picture).convert("RGB")
    for colours in COLOURS:
        content = _written(picture.quantize(colours), "PNG")
        if len(content) <= MOST_PICTURE:
            return "image/png", content
    for quality in QUALITIES:
        content = _written(picture, "JPEG", quality=quality)
        if len(content) <= MOST_PHOTOGRAPH:
            return "image/jpeg", content
    raise BadInput(
        f"{name} has {len(content) / 1e3:.0f} kB as a photograph: draw it smaller, under "
        f"{MOST_PHOTOGRAPH / 1e3:.0f} kB."
    )


def _written(picture, kind, **options):
    written = io.BytesIO()
    picture.save(written, kind, optimize=True, **options)
    return written.getvalue()
