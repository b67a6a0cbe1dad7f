"""Requests of the matrix: the simulation, the efforts, and the cheapest way's steps as activities."""

from typing import Any

from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import IN_HASIL, IN_MP, IN_PP

PAGE = "assessments:simulation"
WORST = {f"j-{code}": "Tidak" for code in (IN_MP, "A.1.b", IN_PP)} | {f"j-{IN_HASIL}": "4"}


def _with(**data: Any) -> Builder:
    return lambda scene: Ask((scene.place.assessment.pk,), data)


def _counted(scene: Scene) -> Ask:
    return Ask((scene.place.assessment.pk,), {**WORST, "menuju": "WBBM"}, quiet=True)  # nothing of it is kept


def _plan(scene: Scene) -> Ask:
    data = {**WORST, "menuju": "WBK", "langkah": "rencana", "kode": [IN_MP]}
    return Ask((scene.place.assessment.pk,), data)


BUILDERS: dict[tuple[str, str], Builder] = {
    (PAGE, ""): _with(),
    (PAGE, "hitung"): _counted,
    (PAGE, "bobot"): _with(langkah="bobot", semula="", **{f"u-{IN_MP}": "3"}),
    (PAGE, "rencana"): _plan,
}
