"""Cloud organisation: how shallow clouds are arranged, and what a network sees of it."""
