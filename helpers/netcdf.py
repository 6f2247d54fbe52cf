"""Open NetCDF products, and refuse in one sentence what isn't one."""

from pathlib import Path

import xarray as xr

from helpers.errors import BadInput


def open(path, product, required):
    """Open a NetCDF product and see that it is what it should be.

    Parameters
    ----------
    path : path-like
        The file, or the folder of a Sentinel-3 product.
    product : str
        What the caller reads, for the message.
    required : iterable of str
        Variables without which the file can't be that product.

    Returns
    -------
    xarray.Dataset
        Lazily opened, times undecoded; close it after use.

    Raises
    ------
    BadInput
        When there is no such file, it isn't NetCDF, or a variable is missing.
    """
    path = Path(path)
    if not path.is_file():
        raise BadInput(f"There is no file {path}: give the path of a {product} product.")
    try:
        ds = xr.open_dataset(path, engine="netcdf4", decode_times=False)
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{path} is not a NetCDF file that can be read ({error.args[-1]}): "
            f"give a {product} product."
        ) from None
    missing = [name for name in required if name not in ds.variables]
    if missing:
        ds.close()
        raise BadInput(
            f"{path} has no variable {', '.join(missing)}: it is not a {product} product."
        )
    return ds
