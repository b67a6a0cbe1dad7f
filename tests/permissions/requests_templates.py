"""Requests of the matrix: official KKE templates of a period and exports into them."""

from tests.permissions.scene import Builder

BUILDERS: dict[tuple[str, str], Builder] = {}
