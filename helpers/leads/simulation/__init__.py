"""Everything that is invented: ice, radar, camera, the files they fill and the truth."""
