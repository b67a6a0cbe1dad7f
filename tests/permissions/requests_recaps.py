"""Requests of the matrix: recaps as workbooks and of all KKE in one archive."""

from tests.permissions.scene import Builder

BUILDERS: dict[tuple[str, str], Builder] = {}
