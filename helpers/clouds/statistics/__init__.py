"""Statistics of clusters, labels and metrics, and what chance would reach."""
