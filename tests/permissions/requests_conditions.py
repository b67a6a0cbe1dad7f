"""Requests of the matrix: the conditions for a proposal."""

import io
from datetime import date

from assessments.services.conditions import record_condition
from documents.services import upload
from tests.permissions.place import PDF
from tests.permissions.scene import Ask, Builder, Scene, pdf_upload

A = "assessments:"


def _typed(code: str, value: str, *, file: bool = False) -> dict:
    data = {"value": value, "source": "Surat 2", "document_date": "2026-03-01", "seen": "1"}
    sent: dict = {f"{code}-{name}": text for name, text in data.items()}
    return sent | ({f"{code}-document": pdf_upload()} if file else {})


def _where(scene: Scene, of_unit: bool) -> tuple:
    place = scene.place
    return (place.assessment.pk,) if of_unit else (place.instansi.code, place.period.year)


def _all(code: str, value: str, *, of_unit: bool) -> Builder:
    return lambda scene: Ask(_where(scene, of_unit), _typed(code, value))


def _one(code: str, value: str, *, of_unit: bool) -> Builder:
    return lambda scene: Ask((*_where(scene, of_unit), code), _typed(code, value, file=True))


def _withdraw(code: str, *, of_unit: bool) -> Builder:
    return lambda scene: Ask((*_where(scene, of_unit), code), {"seen": "1"})


def _file(code: str, value: str, *, of_unit: bool) -> Builder:
    """A value that was read from an uploaded document."""

    def build(scene: Scene) -> Ask:
        place = scene.place
        unit = place.unit if of_unit else None
        owner = {"unit": unit} if unit else {"instansi": place.instansi}
        about = {"filename": "s.pdf", "kind": "dokumen", "actor": place.admin, "role": ""}
        made = record_condition(
            place.period,
            unit=unit,
            code=code,
            value=value,
            source="Surat 2",
            document_date=date(2026, 3, 1),
            document=upload(file=io.BytesIO(PDF), **about, **owner),
            actor=place.admin,
        )
        return Ask((*_where(scene, of_unit), code, made.version))

    return build


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "syarat", ""): _all("tlhp", "99", of_unit=True),
    (A + "condition", ""): _one("tlhp", "99", of_unit=True),
    (A + "condition_withdraw", ""): _withdraw("tlhp", of_unit=True),
    (A + "condition_file", ""): _file("tlhp", "98", of_unit=True),
    (A + "instansi_syarat", ""): _all("sakip", "A", of_unit=False),
    (A + "instansi_condition", ""): _one("sakip", "A", of_unit=False),
    (A + "instansi_condition_withdraw", ""): _withdraw("sakip", of_unit=False),
    (A + "instansi_condition_file", ""): _file("sakip", "AA", of_unit=False),
    (A + "conditions_table", ""): lambda scene: Ask(_where(scene, False)),
}
