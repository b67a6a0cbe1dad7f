"""Requests of the matrix: side by side and discussion."""

import uuid

from tests.permissions.requests_unit import DONE, A, _after, _of_unit
from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import IN_MP


def _discuss(scene: Scene) -> Ask:
    data = {"token": str(uuid.uuid4()), "pendapat": "Menurut saya cukup."}
    return Ask((scene.place.assessment.pk, IN_MP), data)


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "tpi_compare", ""): _of_unit(),
    (A + "tpi_compare", "own sheet done"): _after(DONE, _of_unit()),
    (A + "tpi_compare_row", ""): _of_unit(IN_MP),
    (A + "tpi_compare_row", "own sheet done"): _after(DONE, _of_unit(IN_MP)),
    (A + "tpi_discuss", ""): _discuss,
    (A + "tpi_discuss", "own sheet done"): _after(DONE, _discuss),
}
