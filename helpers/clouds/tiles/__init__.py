"""Tiles: where they may lie, how they are cut, and how bright they are."""
