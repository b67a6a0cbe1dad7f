"""Requests of the matrix: after."""

from tests.permissions.scene import Builder

BUILDERS: dict[tuple[str, str], Builder] = {}
