"""Land types from the GRASP POLDER climatology."""
