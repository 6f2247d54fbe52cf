"""What derives constants and pictures from real files; kept, and seldom run."""
