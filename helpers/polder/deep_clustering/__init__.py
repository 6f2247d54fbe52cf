"""Clusterings that shape the space they cluster; all start from a trained autoencoder."""
