"""Requests of the matrix: the check-list of evidence."""

from assessments.models import EvidenceLine
from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import IN_MP, IN_PP

A = "assessments:"


def _add(code: str) -> Builder:
    data = {"langkah": "tambah::0", "teks": "Foto rapat"}
    return lambda s: Ask((s.place.assessment.pk, code), data)


def _tie(code: str) -> Builder:
    """An own line of the unit is there, to which its evidence can be tied."""

    def build(scene: Scene) -> Ask:
        line = EvidenceLine.objects.create(
            assessment=scene.place.assessment,
            code=code,
            text="Daftar hadir",
            own=True,
            updated_by=scene.place.petugas,
        )
        return Ask((scene.place.evidence[code].pk,), {"butir": f"b{line.pk}", "semula": ""})

    return build


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "checklist", "in MP"): _add(IN_MP),
    (A + "checklist", "in PP"): _add(IN_PP),
    (A + "use_line", "in MP"): _tie(IN_MP),
    (A + "use_line", "in PP"): _tie(IN_PP),
}
