"""Requests of the matrix: preliminary."""

from tests.permissions.scene import Builder

BUILDERS: dict[tuple[str, str], Builder] = {}
