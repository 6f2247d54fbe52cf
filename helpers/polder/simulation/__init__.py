"""Everything that the study of land types invents: products, and their truth."""
