"""Requests of the matrix: sheets."""

from tests.permissions.scene import Builder

BUILDERS: dict[tuple[str, str], Builder] = {}
