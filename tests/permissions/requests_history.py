"""Requests of the matrix: history."""

from tests.permissions.scene import Builder

BUILDERS: dict[tuple[str, str], Builder] = {}
