"""Requests of the matrix: imports: what was uploaded, its preview, applying, undoing, the kept file."""

from tests.permissions.scene import Builder

BUILDERS: dict[tuple[str, str], Builder] = {}
