"""Requests of the matrix: preliminary."""

from django.utils import timezone

from assessments.models import IssuedDocument, Sheet, State
from documents.services import store_generated
from tests.permissions import requests_unit
from tests.permissions.place import PDF
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


def _confirm(scene: Scene) -> Ask:
    sheets = scene.place.assessment.sheets.filter(kind=Sheet.Kind.PRELIMINARY)
    sheets.update(unconfirmed=[IN_MP])
    return Ask((scene.place.assessment.pk, IN_MP), {"lembar": "prelim"})


def _sent_back(scene: Scene) -> Ask:
    scene.place.preliminary(fit=False)
    scene.place.assessment.preliminary_results.update(decided_at=timezone.now())
    return Ask((scene.place.assessment.pk,))


def _letter(scene: Scene) -> Ask:
    scene.place.preliminary(fit=True)
    if scene.place.assessment.state != State.PENDAHULUAN:
        scene.place.assessment.preliminary_results.update(decided_at=timezone.now())
    return Ask((scene.place.assessment.pk,))


def _issued(scene: Scene) -> Ask:
    made = IssuedDocument.objects.create(
        kind=IssuedDocument.Kind.PRELIMINARY,
        assessment=scene.place.assessment,
        issued_at=timezone.now(),
        issued_by=scene.place.ketua,
        blob=store_generated(PDF + b"%surat\n", media_type="application/pdf"),
        content_hash="0" * 64,
        audit_head="0" * 64,
        audit_length=1,
    )
    return Ask((made.pk,))


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "tpi_save", "penilaian pendahuluan"): _answer,
    (A + "tpi_confirm", "penilaian pendahuluan"): _confirm,
    (A + "preliminary", ""): _conclusion,
    (A + "preliminary_letter", ""): _letter,
    (A + "coaching", ""): _sent_back,
    (A + "coaching", "never sent back"): lambda s: Ask((s.place.assessment.pk,)),
    (A + "issued_file", "letter of the level above"): _issued,
    (A + "job_file", "own letter of the level above"): requests_unit.job_of("preliminary", own=True),
}
