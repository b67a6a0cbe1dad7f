"""Requests of the matrix: compare."""

from tests.permissions.scene import Builder

BUILDERS: dict[tuple[str, str], Builder] = {}
