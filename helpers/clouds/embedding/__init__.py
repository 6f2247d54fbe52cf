"""Embeddings of tiles that learn without labels, and what they are worth."""
