"""The simulated CPAZMaL archive: what lies where, what the radar sees, what is written."""
