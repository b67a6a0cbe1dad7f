"""Perception surveys of a unit: SPAK and SPKP, from the counter to the index."""
