"""Requests of the matrix: the action plan and its monitoring."""

from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import (
    Activity,
    ActivityDocument,
    Assessment,
    Finding,
    Monitoring,
    Period,
    PlanItem,
    State,
)
from documents.services import upload
from tests.documents import files
from tests.factories.assessments import make_assessment
from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import IN_MP, IN_PP

A = "assessments:"
CODES = {"MP": IN_MP, "PP": IN_PP}
DATA = {
    "text": "Menyusun SOP loket",
    "target": "Semua layanan ber-SOP",
    "person": "Siti",
    "due": "2026-06-30",
}


def _of_unit(scene: Scene, **data: Any) -> Ask:
    return Ask((scene.place.assessment.pk,), data)


def _planned(scene: Scene, area: str = "MP") -> Activity:
    """An activity in an area that serves one of its questions."""
    return Activity.objects.create(
        assessment=scene.place.assessment,
        number=1,
        area=area,
        text="Rapat tim kerja",
        codes=[CODES[area]],
        added_by=scene.place.petugas,
    )


def _paper(scene: Scene) -> int:
    """A document of the unit that proves nothing yet."""
    unit, by = scene.place.unit, scene.place.petugas
    sent = {"file": BytesIO(files.docx()), "filename": "notulen.docx", "kind": "notulen", "title": "Notulen"}
    return upload(unit=unit, actor=by, role="", **sent).document_id


def _with_paper(scene: Scene, area: str = "MP") -> tuple[int, int, int]:
    """(assessment, number, document) of an activity with a document."""
    activity, document = _planned(scene, area), _paper(scene)
    ActivityDocument.objects.create(activity=activity, document_id=document, added_by=scene.place.petugas)
    return scene.place.assessment.pk, activity.number, document


def _at(at: str, /, **data: Any) -> Builder:
    return lambda s: Ask((s.place.assessment.pk, _planned(s, at).number), data)


def _new(area: str) -> Builder:
    return lambda s: _of_unit(s, **DATA, area=area)


def _take(scene: Scene) -> Ask:
    """There is an item of the plan of improvement out of the year before."""
    place = scene.place
    before = Period.objects.create(
        instansi=place.instansi,
        year=place.period.year - 1,
        policy=place.period.policy,
        instrument=place.period.instrument,
        opens_on=place.period.opens_on,
        deadline=place.period.deadline,
        tpi_deadline=place.period.tpi_deadline,
    )
    origin: Assessment = make_assessment(before, place.unit, State.SELESAI_TPI)
    PlanItem.objects.create(
        unit=place.unit,
        year=place.period.year,
        origin=origin,
        code=IN_MP,
        text="Lengkapi.",
        added_by=place.petugas,
    )
    return _of_unit(scene)


def _attach(area: str) -> Builder:
    return lambda s: Ask((s.place.assessment.pk, _planned(s, area).number), {"document": str(_paper(s))})


def _off(area: str) -> Builder:
    return lambda s: Ask(_with_paper(s, area))


def _prove(area: str) -> Builder:
    return lambda s: Ask(_with_paper(s, area), {"kode": [CODES[area]]})


def _round(scene: Scene, *, coached: bool = False, area: str = "") -> Finding:
    """A round of the unit, or of the inspectorate, with one finding, about an activity in `area` or the whole unit."""
    activity = _planned(scene, area) if area else None
    made = Monitoring.objects.create(
        assessment=scene.place.assessment,
        number=1,
        date=date(2026, 1, 5),
        kind="pendampingan" if coached else "unit",
        people="Tim",
        coached=coached,
        recorded_by=scene.place.admin if coached else scene.place.petugas,
    )
    return Finding.objects.create(monitoring=made, number=1, text="SOP belum ada", activity=activity)


def _at_round(*more: int, coached: bool = False, **data: Any) -> Builder:
    def build(scene: Scene) -> Ask:
        _round(scene, coached=coached)
        return Ask((scene.place.assessment.pk, 1, *more), data)

    return build


def _follow(area: str = "") -> Builder:
    def build(scene: Scene) -> Ask:
        _round(scene, coached=True, area=area)
        data = {"note": "Sudah disusun.", "done_on": "2026-01-06", "version": "1"}
        return Ask((scene.place.assessment.pk, 1, 1), data)

    return build


ROUND = {"date": "2026-01-05", "kind": "unit", "people": "Siti Aminah", "summary": "Berjalan baik."}
FOUND = {"text": "Maklumat belum dipasang", "severity": "ringan", "version": "1"}


def _upload(scene: Scene) -> Ask:
    """A plan as CSV; it is read and previewed, nothing is applied."""
    rows = b"Area perubahan,Kegiatan\nManajemen Perubahan,Rapat tim\n"
    file = SimpleUploadedFile("rencana.csv", rows, "text/csv")
    return Ask((scene.place.assessment.pk,), {"file": file}, quiet=True)


EACH = ("MP", "PP")
BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "activities", ""): _of_unit,
    (A + "activities_take", ""): _take,
    (A + "activities_workbook", ""): _of_unit,
    (A + "activities_import", ""): _upload,
    (A + "activity", ""): _at("MP"),
    (A + "activity_new", ""): _of_unit,
    (A + "activity_edit", ""): _at("MP"),
    (A + "activity_prove", ""): lambda s: Ask(_with_paper(s)),
    **{(A + "activity_new", f"in {area}"): _new(area) for area in EACH},
    **{(A + "activity_edit", f"in {area}"): _at(area, **DATA, area=area, version="1") for area in EACH},
    **{(A + "activity_remove", f"in {area}"): _at(area) for area in EACH},
    **{
        (A + "activity_note", f"in {area}"): _at(area, date="2026-01-05", percent="40", text="Draf selesai.")
        for area in EACH
    },
    **{(A + "activity_papers", f"in {area}"): _attach(area) for area in EACH},
    **{(A + "activity_paper_off", f"in {area}"): _off(area) for area in EACH},
    **{(A + "activity_prove", f"in {area}"): _prove(area) for area in EACH},
    (A + "monitoring", ""): _of_unit,
    (A + "monitoring_new", ""): lambda s: _of_unit(s, **ROUND),
    (A + "monitoring_round", ""): _at_round(),
    (A + "monitoring_report", ""): _at_round(),
    **{
        (A + name, which): _at_round(*more, coached=which == "coaching", **data)
        for name, more, data in (
            ("monitoring_edit", (), ROUND | {"version": "1"}),
            ("monitoring_remove", (), {"version": "1"}),
            ("finding_new", (), FOUND),
            ("finding", (1,), FOUND),
            ("finding_remove", (1,), {"version": "1"}),
        )
        for which in ("own", "coaching")
    },
    **{(A + "finding_follow", f"in {area}"): _follow(area) for area in EACH},
    (A + "finding_follow", ""): _follow(),
}
