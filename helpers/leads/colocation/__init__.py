"""Two sensors over the same ice: catalogues, overlaps, footprints, fusion."""
