"""A rehearsal of the chapters as Colab runs them."""
