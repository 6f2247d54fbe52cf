"""Scans of GOES-16's imager (ABI Level 1b), a file for each band."""

from helpers.clouds.products.goes16.reader import open

__all__ = ["open"]
