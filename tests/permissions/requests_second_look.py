"""Requests of the matrix: the second look at a unit's answers."""

from django.utils import timezone

from assessments.models import EvidenceUse, Sheet
from assessments.second_look.checks import look
from assessments.second_look.reading import seen_of
from tests.factories import assessments as make
from tests.permissions.scene import Ask, Builder, Scene

A = "assessments:"


def _doubtful(area: str) -> Builder:
    """The best answers of an area have no evidence; posted is an explanation of just that."""

    def build(scene: Scene) -> Ask:
        place = scene.place
        kinds = (Sheet.Kind.UNIT, Sheet.Kind.DRAFT)
        for sheet in Sheet.objects.filter(assessment=place.assessment, kind__in=kinds):
            make.fill_answers(sheet, "best", by=place.petugas)
        EvidenceUse.objects.filter(assessment=place.assessment).update(removed_at=timezone.now())
        found = look(seen_of(place.petugas, place.assessment))
        doubt = next(one for one in found if (one.check, one.subject) == ("tanpa_bukti", area))
        reason = "Bukti diperlihatkan saat kunjungan."
        data = {"hal": doubt.check, "pokok": doubt.subject, "lihat": doubt.mark, "alasan": reason}
        return Ask((place.assessment.pk,), data)

    return build


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "second_look", ""): _doubtful("MP"),
    (A + "second_look", "in MP"): _doubtful("MP"),
    (A + "second_look", "in PP"): _doubtful("PP"),
}
