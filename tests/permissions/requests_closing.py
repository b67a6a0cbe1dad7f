"""Requests of the matrix: closing."""

from tests.permissions.scene import Builder

BUILDERS: dict[tuple[str, str], Builder] = {}
