"""Pencanangan: declared by a unit, or by the instansi for all its units (PermenPANRB 90/2021 p. 12)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from assessments.models import Assessment, Declaration
from assessments.pakta import PaktaCount, count_for
from assessments.rules import acting_as
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.periods import require_admin
from assessments.services.place_issuing import end_charters
from assessments.staff_places import StaffPlace
from audit.services import record
from documents.models import Revision
from units.models import Instansi

PAPERS = ("scan", "charter")
PRINTED = ("date", "declarer_name", "declarer_post", "place", "witnesses")  # what a piagam says of it
TYPED = "Isi jumlah pegawai dan yang sudah menandatangani, atau buat daftar pegawainya."
STAFF = "Isi jumlah semua pegawai pada hari pencanangan, juga bila daftarnya belum lengkap."
NOBODY = (
    "Menurut daftar pegawai belum ada yang bekerja di sini pada tanggal itu. "
    "Periksa tanggalnya, atau hari mulai bekerja di daftar."
)
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class DeclarationData:
    """What is recorded of a pencanangan. Counts are people on its day; with a staff list who signed is counted, and
    only the number of staff is asked for.

    `publications` are addresses; `place`, `witnesses` (one a line) belong to a ceremony, which nobody has to hold.
    """

    date: date
    declarer_name: str
    declarer_post: str
    staff_count: int | None = None
    signed_count: int | None = None
    leader_signed: bool = False
    publications: tuple[str, ...] = ()
    place: str = ""
    witnesses: str = ""


class DeclarationChanged(Refused):
    """Somebody else recorded it meanwhile; `stored` is what stands now."""

    def __init__(self, stored: Declaration) -> None:
        self.stored = stored
        super().__init__(
            "Data pencanangan baru saja diubah orang lain. Periksa yang sekarang tersimpan, lalu simpan lagi."
        )


def record_unit_declaration(
    pk: int,
    *,
    data: DeclarationData,
    scan: Revision | None,
    actor,
    charter: Revision | None = None,
    seen: int | None = None,
) -> Declaration:
    """Record or correct the unit's own pencanangan while the unit is still `terdaftar`.

    `scan`, `charter` None keep what is there; `seen` is the version that the writer saw (None: not asked). Raises
    NotAllowed, DeclarationChanged, Refused (counts that cannot be, a paper of another owner).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_declaration")
        stored = assessment.declaration
        if stored is None or stored.unit_id is None:
            stored = Declaration(instansi=assessment.unit.instansi, unit=assessment.unit, version=0)
        papers = {"scan": scan, "charter": charter}
        _store(stored, data, papers, actor, assessment.audit_chain, acting_as(actor, assessment), seen)
        if assessment.declaration_id != stored.pk:
            assessment.declaration = stored
            assessment.save(update_fields=["declaration"])
    return stored


def check_unit_declaration(pk: int, *, data: DeclarationData, actor, seen: int) -> None:
    """Refuse what `record_unit_declaration` would refuse, before a file is stored for it; writes nothing."""
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_declaration")
        stored = assessment.declaration
        if stored is None or stored.unit_id is None:
            stored = Declaration(instansi=assessment.unit.instansi, unit=assessment.unit, version=0)
        if seen != stored.version:
            raise DeclarationChanged(stored)
        _with_counts(stored, data)


def record_instansi_declaration(
    instansi: Instansi,
    *,
    data: DeclarationData,
    scan: Revision | None,
    actor,
    charter: Revision | None = None,
    declaration: Declaration | None = None,
    seen: int | None = None,
) -> Declaration:
    """Record the pencanangan of the whole instansi, which covers its units, or correct `declaration` while no unit was
    recorded with it. Pressed twice it is recorded once. Raises NotAllowed, DeclarationChanged, Refused.
    """
    require_admin(actor, instansi.pk)
    with transaction.atomic():
        Instansi.objects.select_for_update(no_key=True).get(pk=instansi.pk)
        if declaration is None:
            if twin := _same(instansi, data, {"scan": scan, "charter": charter}):
                return twin
            stored = Declaration(instansi=instansi, version=0)
        else:
            stored = Declaration.objects.get(pk=declaration.pk)
        if stored.instansi_id != instansi.pk or stored.unit_id is not None:
            raise Refused("Pencanangan ini bukan milik instansi.")
        if stored.pk and stored.assessments.exists():
            raise Refused(
                "Pencanangan ini sudah dipakai sebuah unit, jadi tidak dapat diubah. Catat yang baru."
            )
        papers = {"scan": scan, "charter": charter}
        _store(stored, data, papers, actor, f"instansi:{instansi.pk}", "Admin inspektorat", seen)
    return stored


def use_instansi_declaration(pk: int, *, declaration: Declaration, actor) -> Assessment:
    """Let a unit that recorded its own pencanangan be covered by the instansi's instead. Raises NotAllowed, Refused."""
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_declaration")
        if declaration.unit_id is not None or declaration.instansi_id != assessment.unit.instansi_id:
            raise Refused("Pencanangan ini bukan milik instansi unit ini.")
        if assessment.declaration_id != declaration.pk:
            assessment.declaration = declaration
            assessment.save(update_fields=["declaration"])
            record(
                assessment.audit_chain,
                actor=actor,
                role=acting_as(actor, assessment),
                action="declaration.use",
                label="assessments.declaration",
                object_id=declaration.pk,
                after={"declaration": declaration.pk},
            )
    return assessment


def _same(
    instansi: Instansi, data: DeclarationData, papers: dict[str, Revision | None]
) -> Declaration | None:
    """The declaration that says exactly this, with the same papers: the button was pressed twice. Counts that were not
    typed are counted, so they say nothing.
    """
    said: dict = {name: value for name, value in data.__dict__.items() if value is not None}
    said["publications"] = list(data.publications)
    if data.signed_count is None:
        said.pop("leader_signed")
    rows = Declaration.objects.filter(instansi=instansi, unit=None, date=data.date)
    for row in rows.select_related("scan", "charter"):
        alike = all(getattr(row, name) == value for name, value in said.items())
        if alike and all(_content(getattr(row, name)) == _content(paper) for name, paper in papers.items()):
            return row
    return None


def _content(paper: Revision | None) -> int | None:
    return None if paper is None else paper.blob_id


def _with_counts(stored: Declaration, data: DeclarationData) -> DeclarationData:
    """What the staff list says of that day where there is one, else what was typed. Refused when it cannot be."""
    if data.date < EARLIEST:
        raise Refused((f"Tahun {data.date.year} terlalu lama. Tulis tahunnya dengan empat angka.", "date"))
    count: PaktaCount = count_for(stored, data.date)
    if count.staff:
        if data.staff_count is None:
            raise Refused((STAFF, "staff_count"))
        staff = max(count.staff, data.staff_count)
        return replace(data, staff_count=staff, signed_count=count.signed, leader_signed=count.leader_signed)
    if data.staff_count is None or data.signed_count is None:
        listed = count_for(stored, StaffPlace(stored.instansi).today).staff
        raise Refused((NOBODY, "date") if listed else TYPED)
    if data.staff_count < 1 or not 0 <= data.signed_count <= data.staff_count:
        raise Refused(
            "Jumlah yang menandatangani harus antara 0 dan jumlah pegawai; jumlah pegawai paling sedikit 1."
        )
    return data


def _store(stored: Declaration, data: DeclarationData, papers, actor, chain: str, role: str, seen) -> None:
    if seen is not None and seen != stored.version:
        raise DeclarationChanged(stored)
    owner = (stored.instansi_id, stored.unit_id)
    for paper in papers.values():
        if paper is not None and (paper.document.instansi_id, paper.document.unit_id) != owner:
            raise Refused("Berkas pindaian ini bukan milik unit ini. Unggah berkasnya di sini.")
    data = _with_counts(stored, data)
    before = None if stored.pk is None else _plain(stored)
    for name in DeclarationData.__dataclass_fields__:
        value = getattr(data, name)
        setattr(stored, name, list(value) if isinstance(value, tuple) else value)
    for name, paper in papers.items():
        setattr(stored, name, paper or getattr(stored, name))
    stored.recorded_by = actor
    stored.version += 1
    stored.save()
    after = _plain(stored)
    if before is not None and any(before[name] != after[name] for name in PRINTED):
        after["supersedes"] = end_charters(stored)
    record(
        chain,
        actor=actor,
        role=role,
        action="declaration.save",
        label="assessments.declaration",
        object_id=stored.pk,
        before=before,
        after=after,
    )


def _plain(declaration: Declaration) -> dict:
    names = [*DeclarationData.__dataclass_fields__, "scan_id", "charter_id"]
    return {n: v.isoformat() if isinstance(v := getattr(declaration, n), date) else v for n in names}
