"""Everything that is invented: scenes, scans, their truth, and patterns with known answers."""
