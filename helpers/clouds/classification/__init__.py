"""Supervised classification of tiles: how good it is, how sure, and where it looks."""
