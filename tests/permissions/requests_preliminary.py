"""Requests of the matrix: preliminary."""

from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import IN_MP

A = "assessments:"
CONCLUSION = {
    "version": "0",
    "fit": "layak",
    "text": "Sudah dinilai.",
    "letter_number": "PW.01/2/2026",
    "letter_date": "2026-01-21",
}


def _conclusion(scene: Scene) -> Ask:
    return Ask((scene.place.assessment.pk,), CONCLUSION)


def _answer(scene: Scene) -> Ask:
    data = {"version": "1", "nilai": "Tidak", "lembar": "prelim"}
    return Ask((scene.place.assessment.pk, IN_MP), data)


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "tpi_save", "penilaian pendahuluan"): _answer,
    (A + "preliminary", ""): _conclusion,
}
