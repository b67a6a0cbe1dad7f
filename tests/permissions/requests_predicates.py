"""Requests of the matrix: the register of predicates, reports, notes of complaints."""

import io
from datetime import date
from typing import Any

from django.utils import timezone

from assessments.models import Maladministration, PredicateRecord
from documents.services import upload
from tests.permissions.place import PDF
from tests.permissions.scene import Ask, Builder, Scene, pdf_upload

A = "assessments:"
DECREE: dict[str, Any] = {
    "predicate": "WBK",
    "decree_number": "KEP-2/2021",
    "decree_date": "2021-12-12",
    "determined_by": "menteri",
}
COMPLAINT = {"received_on": "2026-05-02", "source": "SP4N-LAPOR!", "complaint": "Diminta uang lelah."}


def _record(scene: Scene) -> PredicateRecord:
    """WBK 2021 of the unit, from before the portal."""
    place = scene.place
    about = {"filename": "sk.pdf", "kind": "sk", "actor": place.admin, "role": ""}
    return PredicateRecord.objects.create(
        unit=place.unit,
        year=2021,
        predicate="WBK",
        decree_number="KEP-1/2021",
        decree_date=date(2021, 12, 10),
        scan=upload(file=io.BytesIO(PDF), unit=place.unit, **about),
        recorded_by=place.admin,
        recorded_at=timezone.now(),
    )


def _of_record(*more: str, **data: Any) -> Builder:
    return lambda scene: Ask((_record(scene).pk, *more), data)


def _revocation(scene: Scene) -> Ask:
    """WBK 2021, revoked; its number is corrected."""
    made = _record(scene)
    made.revoked_on, made.revocation_number, made.revocation_reason = (
        date(2024, 3, 1),
        "KEP-2/2024",
        "Pungutan.",
    )
    made.save()
    return Ask((made.pk,), REVOCATION | {"why": "Salah ketik."})


def _taken_back(scene: Scene) -> Ask:
    args = _revocation(scene).args
    return Ask(args, {"form": "batal", "batal-seen": "1", "batal-reason": "Salah unit."})


def _add(scene: Scene) -> Ask:
    place = scene.place
    data = DECREE | {"unit": place.unit.pk, "year": "2021", "scan": pdf_upload()}
    return Ask((place.instansi.code,), data)


def _complaint(scene: Scene) -> Ask:
    return Ask((scene.place.instansi.code,), COMPLAINT | {"unit": scene.place.unit.pk})


def _note(scene: Scene) -> Ask:
    stored = Maladministration.objects.create(
        unit=scene.place.unit,
        received_on=date(2026, 5, 2),
        source="Surat",
        complaint="Diminta uang lelah.",
        recorded_by=scene.place.admin,
        recorded_at=timezone.now(),
    )
    return Ask(
        (stored.pk,), COMPLAINT | {"status": "klarifikasi", "clarification": "Ditanyakan.", "seen": "1"}
    )


REPORT = {
    "year": "2024",
    "still_meets": "ya",
    "pengungkit": "48,25",
    "hasil": "36",
    "notes": "Masih baik.",
    "letter_number": "700/9/2024",
    "letter_date": "2024-02-01",
}
REVOCATION = {"number": "KEP-3/2024", "on": "2024-03-01", "reason": "Pungutan terbukti.", "seen": "1"}

BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "predicates", ""): lambda scene: Ask((scene.place.instansi.code,)),
    (A + "predicate_add", ""): _add,
    (A + "predicate", ""): _of_record(),
    (A + "predicate_file", ""): _of_record("penetapan"),
    (A + "predicate_edit", ""): _of_record(**DECREE, year="2021", reason="Salah ketik.", seen="1"),
    (A + "predicate_revoke", ""): _of_record(**REVOCATION),
    (A + "predicate_revocation", ""): _revocation,
    (A + "predicate_revocation", "taken back"): _taken_back,
    (A + "predicate_report", ""): _of_record(**REPORT),
    (A + "maladministration", ""): _complaint,
    (A + "maladministration_note", ""): _note,
}
