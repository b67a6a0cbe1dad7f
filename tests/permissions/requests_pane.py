"""Requests of the matrix: the reading pane."""

from tests.permissions.requests_unit import IN_HASIL, A
from tests.permissions.scene import Ask, Builder, Scene


def _open(scene: Scene) -> Ask:
    return Ask((scene.place.evidence[IN_HASIL].pk,))


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "pane", ""): _open,
    (A + "pane_sheet", ""): _open,
}
