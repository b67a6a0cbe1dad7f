"""Requests of the matrix: tables taken in from Excel: units, people, teams and the like, with their templates."""

from tests.permissions.scene import Builder

BUILDERS: dict[tuple[str, str], Builder] = {}
