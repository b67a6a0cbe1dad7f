"""Requests of the matrix: recommendation, signatures, reopening."""

from assessments.result_hash import result_hash
from tests.factories.assessments import fresh
from tests.permissions.scene import Ask, Builder, Scene

A = "assessments:"
ADVICE = {"rekomendasi": "belum", "uraian": "Ditimbang ulang.", "pembinaan": "Tiap bulan.", "version": "1"}


def _sign(scene: Scene) -> Ask:
    scene.place.members_are_done()
    return Ask((scene.place.assessment.pk,), {"hasil": result_hash(fresh(scene.place.assessment))})


def _countersign(scene: Scene) -> Ask:
    scene.place.lead_has_signed()
    return Ask((scene.place.assessment.pk,), {"hasil": result_hash(fresh(scene.place.assessment))})


def _decline(scene: Scene) -> Ask:
    scene.place.lead_has_signed()
    return Ask((scene.place.assessment.pk,), {"alasan": "Nilai area PP belum dijelaskan."})


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "recommendation", ""): lambda s: Ask((s.place.assessment.pk,), ADVICE),
    (A + "sign", ""): _sign,
    (A + "sign", "the lead has signed"): _countersign,
    (A + "decline", ""): _decline,
}
