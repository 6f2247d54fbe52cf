"""The crowd's labels: how people agree, what boxes cover, and where they lie."""
