"""Requests of the matrix: rounds."""

from tests.permissions.scene import Builder

BUILDERS: dict[tuple[str, str], Builder] = {}
