"""Writes of the app `units`: lock, permission, validation, change, audit, in one transaction."""
