"""The register of predicates: what was determined, typed in from before the portal, corrected. See `revoking`."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.engine.wording import long_date
from assessments.models import Assessment, PredicateRecord, State
from assessments.rules import acting_as
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment, lock_units
from assessments.services.periods import require_admin
from audit.services import Event, record_many
from documents.models import Revision
from units.models import UnitKerja

By = PredicateRecord.By
Predicate = PredicateRecord.Predicate
ROLE = "Admin inspektorat"
FIRST_YEAR = 2010  # of Zona Integritas
DETERMINED_THERE = "Penetapan tahun itu dicatat di halaman TPN unit ini."
DETERMINED_HERE = (
    "Predikat ini hasil penetapan di portal. Koreksi nomor, tanggal, atau pindaiannya di halaman keputusan "
    "unit ini."
)


class RecordChanged(Refused):
    """Someone else wrote this record meanwhile; `stored` is what stands now."""

    def __init__(self, stored: PredicateRecord) -> None:
        self.stored = stored
        super().__init__(
            f"Catatan ini baru saja diubah {stored.recorded_by}: {stored.predicate} {stored.year}, keputusan "
            f"{stored.decree_number}. Isian Anda belum disimpan: simpan lagi bila itu yang benar."
        )


@dataclass(frozen=True)
class Decree:
    """What a record says of a determination."""

    year: int
    predicate: str
    decree_number: str
    decree_date: date
    determined_by: str = By.MENTERI


def record_predicate(
    assessment: Assessment,
    *,
    predicate: str,
    decree_number: str,
    decree_date: date,
    actor,
    determined_by: str = By.MENTERI,
    scan: Revision | None = None,
) -> PredicateRecord:
    """Write the predicate of a determination into the register; part of its transaction, asked twice it happens once.

    A record that was typed in for the same unit and year is taken over, one that was withdrawn stands again: the
    determination says what is true. Without a `scan` the one that stands stays, but never that of a decision that was
    taken back.
    The caller holds the lock of the assessment and has asked for permission.
    """
    transaction.get_connection().validate_no_broken_transaction()
    rows = PredicateRecord.everything.select_for_update(of=("self",))
    stored = rows.filter(unit=assessment.unit_id, year=assessment.period.year).first()
    before = plain_record(stored) if stored else None
    stored = stored or PredicateRecord(unit=assessment.unit, year=assessment.period.year, version=0)
    stored.assessment, stored.predicate, stored.determined_by = assessment, predicate, determined_by
    stored.decree_number, stored.decree_date = decree_number.strip(), decree_date
    if stored.withdrawn_at is not None:
        stored.scan = None
    stored.scan = scan or stored.scan
    stored.withdrawn_at, stored.withdrawn_reason = None, ""
    if before == plain_record(stored):
        return stored
    role = acting_as(actor, assessment)
    return save_record(stored, before, "predicate.record", assessment.audit_chain, actor=actor, role=role)


def add_predicate(unit: UnitKerja, *, decree: Decree, scan: Revision | None, actor) -> PredicateRecord:
    """Type in a predicate from before the portal. Pressed twice it is there once.

    Raises NotAllowed, Refused (a year that is there already or that the portal itself determines, impossible dates).
    """
    require_admin(actor, unit.instansi_id)
    with transaction.atomic():
        lock_units([unit.pk])
        stored = PredicateRecord(unit=unit, version=0)
        _write(stored, decree, scan)
        twin = PredicateRecord.everything.filter(unit=unit, year=decree.year).first()
        if twin is not None and twin.withdrawn_at is not None:
            raise Refused((DETERMINED_THERE, "year"))
        if twin is not None:
            if decree_of(twin) == decree_of(stored) and twin.revoked_on is None:
                return _with_scan(twin, scan, actor)
            raise Refused(
                (f"Predikat {unit} tahun {decree.year} sudah ada di register. Buka catatan itu.", "year")
            )
        if Assessment.objects.filter(
            unit=unit, period__year=decree.year, state__in=[State.WBK, State.WBBM]
        ).exists():
            raise Refused((DETERMINED_THERE, "year"))
        return save_record(
            stored, None, "predicate.add", f"instansi:{unit.instansi_id}", actor=actor, role=ROLE
        )


def _with_scan(twin: PredicateRecord, scan: Revision | None, actor) -> PredicateRecord:
    """The record that is there already, with the scan that it lacked so far."""
    if scan is None or twin.scan_id is not None:
        return twin
    before = plain_record(twin)
    twin.scan = scan
    return save_record(
        twin, before, "predicate.correct", f"instansi:{twin.unit.instansi_id}", actor=actor, role=ROLE
    )


def correct_predicate(
    pk: int, *, decree: Decree, scan: Revision | None, reason: str, seen: int, actor
) -> PredicateRecord:
    """Correct a record from before the portal, with the reason. `scan` None keeps the one that is there.

    One of a determination in the portal says what the decision says, which is corrected by `decrees.correct_decree`:
    Refused. Raises NotAllowed, Refused, RecordChanged.
    """
    with transaction.atomic():
        stored = lock_record(pk, actor)
        if stored.assessment_id is not None:
            raise Refused(DETERMINED_HERE)
        if not reason.strip():
            raise Refused(("Tuliskan alasan pembetulan.", "reason"))
        before = plain_record(stored)
        _write(stored, decree, scan)
        after = plain_record(stored)
        if before == after:
            return stored
        refuse_if_changed(stored, seen)
        if stored.revoked_on is not None and stored.revoked_on < stored.decree_date:
            when = long_date(stored.revoked_on)
            raise Refused(
                (f"Predikat ini dicabut {when}; penetapannya tidak mungkin sesudah itu.", "decree_date")
            )
        others = PredicateRecord.everything.filter(unit=stored.unit, year=stored.year).exclude(pk=stored.pk)
        if others.exists():
            raise Refused(("Predikat unit ini untuk tahun itu sudah ada di register.", "year"))
        chain = f"instansi:{stored.unit.instansi_id}"
        return save_record(
            stored, before, "predicate.correct", chain, actor=actor, role=ROLE, reason=reason.strip()
        )


def lock_record(pk: int, actor) -> PredicateRecord:
    """Lock the years that have a record of the unit (one decision may take several), the unit, then the record.

    NotAllowed: not the admin of its instansi. Refused: its determination was taken back.
    """
    found = PredicateRecord.everything.select_related("unit__instansi").get(pk=pk)
    require_admin(actor, found.unit.instansi_id)
    years = PredicateRecord.everything.filter(unit=found.unit).exclude(assessment=None)
    for year in years.order_by("assessment").values_list("assessment", flat=True):
        lock_assessment(actor, year, "record_tpn")
    lock_units([found.unit_id])
    rows = PredicateRecord.everything.select_for_update(of=("self",))
    stored = rows.select_related("unit__instansi", "assessment", "recorded_by").get(pk=pk)
    if stored.withdrawn_at is not None:
        raise Refused("Penetapan ini sudah dibatalkan.")
    return stored


def refuse_if_changed(stored: PredicateRecord, seen: int) -> None:
    if seen != stored.version:
        raise RecordChanged(PredicateRecord.objects.select_related("recorded_by").get(pk=stored.pk))


def _write(stored: PredicateRecord, decree: Decree, scan: Revision | None) -> None:
    """Put what was typed into a record. Refused: what cannot be."""
    today = timezone.localdate(timezone=stored.unit.instansi.zone)
    reasons = []
    if decree.predicate not in Predicate.values:
        reasons.append(("Pilih predikat WBK atau WBBM.", "predicate"))
    if decree.determined_by not in By.values or (decree.determined_by, decree.predicate) == (
        By.MANDIRI,
        "WBBM",
    ):
        reasons.append(("WBBM selalu ditetapkan Menteri PANRB.", "determined_by"))
    if not decree.decree_number.strip():
        reasons.append(("Isi nomor keputusannya.", "decree_number"))
    if not FIRST_YEAR <= decree.year <= today.year:
        reasons.append((f"Isi tahun antara {FIRST_YEAR} dan {today.year}.", "year"))
    elif not decree.year <= decree.decree_date.year <= decree.year + 1 or decree.decree_date > today:
        reasons.append(
            (f"Tanggal keputusan untuk tahun {decree.year} tidak mungkin tanggal ini.", "decree_date")
        )
    if reasons:
        raise Refused(*reasons)
    check_owner(stored, scan)
    for name, value in asdict(decree).items():
        setattr(stored, name, value)
    stored.decree_number = decree.decree_number.strip()
    stored.scan = scan or stored.scan


def check_owner(stored: PredicateRecord, scan: Revision | None) -> None:
    owner = (stored.unit.instansi_id, stored.unit_id)
    if scan is not None and (scan.document.instansi_id, scan.document.unit_id) != owner:
        raise Refused("Berkas ini bukan milik unit ini. Unggah berkasnya di sini.")


def save_record(
    stored: PredicateRecord,
    before: dict | None,
    action: str,
    chain: str,
    *,
    actor,
    role: str,
    reason: str = "",
) -> PredicateRecord:
    """Write a changed record with its audit; the caller holds the lock and has asked for permission."""
    stored.version += 1
    stored.recorded_by, stored.recorded_at = actor, timezone.now()
    stored.save()
    event = Event(
        action=action,
        label="assessments.predicaterecord",
        object_id=stored.pk,
        before=before,
        after=plain_record(stored),
        reason=reason,
    )
    record_many(chain, [event], actor=actor, role=role)
    return stored


def decree_of(stored: PredicateRecord) -> Decree:
    """What a record says of its determination."""
    return Decree(
        stored.year, stored.predicate, stored.decree_number, stored.decree_date, str(stored.determined_by)
    )


def plain_record(stored: PredicateRecord) -> dict:
    """What the audit keeps of a record: data without objects."""
    return {
        "unit": stored.unit_id,
        "year": stored.year,
        "predicate": stored.predicate,
        "decree_number": stored.decree_number,
        "decree_date": stored.decree_date.isoformat(),
        "determined_by": str(stored.determined_by),
        "scan": stored.scan_id,
        "assessment": stored.assessment_id,
        "revoked_on": stored.revoked_on.isoformat() if stored.revoked_on else None,
        "revocation_number": stored.revocation_number,
        "revocation_reason": stored.revocation_reason,
        "revocation_scan": stored.revocation_scan_id,
        "withdrawn": stored.withdrawn_reason,
    }
