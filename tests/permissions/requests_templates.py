"""Requests of the matrix: official KKE templates of a period and exports into them."""

from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessments.models import PeriodTemplate
from documents.services import store_generated
from tests.permissions.place import Place
from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import small_template

A = "assessments:"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FOUND = {
    "where": "Lembar “Jawaban”, judul di baris 1, jawaban di kolom H.",
    "of": 4,
    "questions": 4,
    "missing": [],
    "unknown": [],
    "tpi_blocks": 1,
    "filled": 0,
    "kept": ["1 lembar"],
    "changed": [],
}


@cache
def _file(unit: str = "Jawaban Unit") -> bytes:
    return small_template(unit)


def template_of(place: Place) -> PeriodTemplate:
    """The period's template, put in when it is missing."""
    blob = store_generated(_file(), media_type=XLSX)
    fields: dict[str, Any] = {
        "blob": blob,
        "filename": "templat.xlsx",
        "sha256": blob.sha256,
        "uploaded_by": place.admin,
        "uploaded_at": timezone.now(),
        "findings": FOUND,
    }
    return PeriodTemplate.objects.get_or_create(
        period=place.period, layout="jawaban", superseded_at=None, defaults=fields
    )[0]


def _of_unit(scene: Scene) -> Ask:
    return Ask((scene.place.assessment.pk,))


def _of_unit_and_template(scene: Scene) -> Ask:
    return Ask((scene.place.assessment.pk, template_of(scene.place).pk))


def _upload(scene: Scene) -> Ask:
    file = SimpleUploadedFile("templat.xlsx", _file("Jawaban Unit Kerja"), XLSX)
    return Ask((scene.place.instansi.code, scene.place.period.year), {"file": file})


def _of_template(scene: Scene) -> Ask:
    place = scene.place
    return Ask((place.instansi.code, place.period.year, template_of(place).pk))


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "kke_files", ""): _of_unit,
    (A + "kke_blank", ""): _of_unit,
    (A + "kke_template", ""): _of_unit_and_template,
    (A + "kke_template_file", ""): _of_unit_and_template,
    (A + "period_templates", ""): _upload,
    (A + "period_template_file", ""): _of_template,
    (A + "period_template_remove", ""): _of_template,
}
