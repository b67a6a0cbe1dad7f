"""Writes of the app `surveys`."""
