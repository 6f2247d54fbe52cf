"""Everything that is invented: scenes, scans, their truth, and known answers."""
