"""Rounds of perbaikan: what TPI asks of the unit, what the unit replies and mends, what changed by it."""
