"""Sea-ice leads from radar altimetry: readers, a simulator, and what an echo tells."""
