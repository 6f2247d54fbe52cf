"""The figures of the study's chapters: each a function of what it shows."""
