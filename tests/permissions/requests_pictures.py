"""Requests of the matrix: results as pictures and side by side."""

from tests.permissions.scene import Ask, Builder

A = "assessments:"

BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "comparison", ""): lambda s: Ask((s.place.assessment.pk,)),
    (A + "pictures", ""): lambda s: Ask((s.place.assessment.pk,)),
    (A + "year_pictures", ""): lambda s: Ask((s.place.instansi.code, s.place.period.year)),
}
