"""Requests of the matrix: staff lists with their pakta integritas, the instansi's pencanangan corrected."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessments.models import Declaration, Employee, IssuedDocument, Job
from assessments.services.signing_pakta import digest_of
from tests.permissions.scene import DECLARATION, Ask, Builder, Scene

A = "assessments:"
NEW = {"name": "Siti Aminah", "nip": "199001012015032001"}
SIGN = {"on": "2026-01-15", "occasion": "massal", "seen": "1"}


def _owner(scene: Scene, itself: bool) -> dict[str, Any]:
    return {"instansi": scene.place.instansi} if itself else {"unit": scene.place.unit}


def _list(*, itself: bool = False, **data: Any) -> Builder:
    def build(scene: Scene) -> Ask:
        number = 0 if itself else scene.place.unit.pk
        return Ask((scene.place.instansi.code, number), data)

    return build


def _ticked(*, itself: bool = False) -> Builder:
    def build(scene: Scene) -> Ask:
        row = Employee.objects.create(name="Budi", **_owner(scene, itself))
        return Ask(_list(itself=itself)(scene).args, {"pilih": [row.pk], **SIGN})

    return build


def _everybody(scene: Scene) -> Ask:
    row = Employee.objects.create(name="Budi", unit=scene.place.unit)
    return Ask(_list()(scene).args, {"semua": "1", **SIGN, "seen": digest_of([row])})


def _one(
    data: Callable[[Scene], dict[str, Any]] | None = None, *, itself: bool = False, **row: Any
) -> Builder:
    """A pegawai of the place, as they stand for this act."""

    def build(scene: Scene) -> Ask:
        found = Employee.objects.create(name="Budi", **_owner(scene, itself), **row)
        return Ask((found.pk,), {"version": "1"} | (data(scene) if data else {}))

    return build


def _upload(scene: Scene) -> Ask:
    """A list as CSV; it is read and previewed, nothing is applied."""
    rows = f"Unit,Nama pegawai\n{scene.place.unit.code},Siti Aminah\n".encode()
    file = SimpleUploadedFile("pegawai.csv", rows, "text/csv")
    return Ask((scene.place.assessment.pk,), {"file": file}, quiet=True)


def _corrected(scene: Scene) -> Ask:
    place = scene.place
    fields = {"date": date(2026, 1, 5), "declarer_name": "Bupati", "declarer_post": "Bupati"}
    counts = {"staff_count": 10, "signed_count": 9, "leader_signed": True}
    made = Declaration.objects.create(instansi=place.instansi, recorded_by=place.admin, **fields, **counts)
    return Ask((place.instansi.code, place.period.year, made.pk), DECLARATION | {"version": "1"})


def _made(kind: str, **params: Any) -> Builder:
    """A finished job of the person."""

    def build(scene: Scene) -> Ask:
        place = scene.place
        job = Job.objects.create(
            kind=kind,
            instansi=place.instansi,
            requested_by=scene.person or place.admin,
            params=params,
            status=Job.Status.DONE,
            progress=100,
            result=place.working_copy,
            filename="berkas.pdf",
        )
        return Ask((job.pk,))

    return build


def _later(scene: Scene) -> Ask:
    version = Declaration.objects.get(assessments=scene.place.assessment).version
    return Ask((scene.place.assessment.pk,), {"publications": "contoh.go.id/berita", "version": str(version)})


def _shared(scene: Scene, data: dict[str, Any], *more: str) -> Ask:
    place = scene.place
    return Ask((place.instansi.code, place.period.year, place.shared_declaration.pk, *more), data)


def _issued(kind: str, *, itself: bool = False) -> Builder:
    """An issued pakta or piagam of the unit, or of the instansi itself."""

    def build(scene: Scene) -> Ask:
        made = IssuedDocument.objects.create(
            kind=kind,
            issued_at=timezone.now(),
            issued_by=scene.place.admin,
            blob=scene.place.working_copy,
            content_hash="0" * 64,
            audit_head="0" * 64,
            audit_length=1,
            **_owner(scene, itself),
        )
        return Ask((made.pk,))

    return build


SIGNED = {"signed_on": date(2026, 1, 15), "occasion": "massal"}
BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "staff_import", ""): _upload,
    (A + "staff", ""): _list(),
    (A + "staff", "of the instansi"): _list(itself=True),
    (A + "staff_add", ""): _list(**NEW),
    (A + "staff_add", "of the instansi"): _list(itself=True, **NEW),
    (A + "staff_sign", ""): _ticked(),
    (A + "staff_sign", "of the instansi"): _ticked(itself=True),
    (A + "staff_sign", "all"): _everybody,
    (A + "staff_export", ""): _list(),
    (A + "staff_export", "of the instansi"): _list(itself=True),
    (A + "staff_print", ""): lambda s: Ask(_list()(s).args, quiet=True),
    (A + "staff_print", "of the instansi"): lambda s: Ask(_list(itself=True)(s).args, quiet=True),
    (A + "charter", ""): lambda s: Ask((s.place.assessment.pk,), quiet=True),
    (A + "instansi_charter", ""): lambda s: Ask(
        (s.place.instansi.code, s.place.period.year, s.place.shared_declaration.pk), quiet=True
    ),
    (A + "issued_file", "pakta"): _issued("pakta_all"),
    (A + "issued_file", "pakta of the instansi"): _issued("pakta", itself=True),
    (A + "issued_file", "piagam"): _issued("charter"),
    (A + "issued_file", "piagam of the instansi"): _issued("charter", itself=True),
    (A + "verify", "pakta"): _issued("pakta"),
    (A + "job_file", "pakta"): _made("pakta", unit=0),
    (A + "job_file", "piagam"): _made("piagam", year=2026),
    (A + "employee_edit", ""): _one(lambda s: {"name": "Budi Santoso"}),
    (A + "employee_edit", "of the instansi"): _one(lambda s: {"name": "Budi Santoso"}, itself=True),
    (A + "employee_left", ""): _one(lambda s: {"left_on": "2026-02-28"}),
    (A + "employee_stay", ""): _one(left_on=date(2026, 2, 28)),
    (A + "employee_move", ""): _one(lambda s: {"to": "0", "on": "2026-03-01"}),
    (A + "employee_unsign", ""): _one(lambda s: {"reason": "Salah orang."}, **SIGNED),
    (A + "employee_signed", ""): _one(lambda s: {"on": "2026-01-16", "occasion": "massal"}, **SIGNED),
    (A + "declaration_later", ""): _later,
    (A + "instansi_later", ""): lambda s: _shared(s, {"publications": "contoh.go.id/berita", "version": "1"}),
    (A + "declaration_file", ""): lambda s: _shared(s, {}, "pencanangan"),
    (A + "employee_scan", ""): lambda s: _one(scan=s.place.scan, **SIGNED)(s),
    (A + "instansi_declaration", ""): _corrected,
}
