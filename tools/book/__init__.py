"""From executed chapters to pages: what builds the book, and what checks it."""
