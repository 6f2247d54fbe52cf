"""Glacier SAR: an archive's reader and simulator, window statistics, time warping."""
