"""Notes of complaints about units: clarified and settled by TPI (PermenPANRB 90/2021 p. 62-63)."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.models import Maladministration
from assessments.services.errors import Refused
from assessments.services.periods import require_admin
from audit.services import record
from units.models import Instansi, UnitKerja

Status = Maladministration.Status
SETTLED = (Status.PROVEN, Status.UNFOUNDED)


class NoteChanged(Refused):
    """Someone else wrote this note meanwhile; `stored` is what stands now."""

    def __init__(self, stored: Maladministration) -> None:
        self.stored = stored
        super().__init__(
            f"Catatan ini baru saja diubah {stored.recorded_by}; statusnya sekarang “{stored.get_status_display()}”. "
            "Isian Anda belum disimpan: periksa, lalu simpan lagi."
        )


@dataclass(frozen=True)
class Note:
    """What is written of a complaint."""

    received_on: date
    source: str
    complaint: str
    clarification: str = ""
    settlement: str = ""
    status: str = Status.RECEIVED


def add_note(unit: UnitKerja, *, note: Note, actor) -> Maladministration:
    """Note a complaint about a unit. Pressed twice it is there once. Raises NotAllowed, Refused."""
    require_admin(actor, unit.instansi_id)
    with transaction.atomic():
        Instansi.objects.select_for_update(no_key=True).get(pk=unit.instansi_id)
        _check(note, unit)
        twin = Maladministration.objects.filter(unit=unit, **asdict(note)).first()
        if twin is not None:
            return twin
        return _save(Maladministration(unit=unit, version=0), note, "maladministration.add", actor)


def change_note(pk: int, *, note: Note, seen: int, actor) -> Maladministration:
    """Go on with a note: clarification, settlement, status. Raises NotAllowed, Refused, NoteChanged."""
    with transaction.atomic():
        rows = Maladministration.objects.select_for_update(of=("self",)).select_related(
            "unit__instansi", "recorded_by"
        )
        stored = rows.get(pk=pk)
        require_admin(actor, stored.unit.instansi_id)
        _check(note, stored.unit)
        if all(getattr(stored, name) == value for name, value in asdict(note).items()):
            return stored
        if seen != stored.version:
            raise NoteChanged(stored)
        return _save(stored, note, "maladministration.change", actor)


def _check(note: Note, unit: UnitKerja) -> None:
    reasons = []
    if note.received_on > timezone.localdate(timezone=unit.instansi.zone):
        reasons.append(("Tanggal diterima belum tiba.", "received_on"))
    if not note.source.strip() or not note.complaint.strip():
        reasons.append(("Isi sumber dan aduannya.", "complaint"))
    if note.status not in Status.values:
        reasons.append(("Pilih statusnya.", "status"))
    elif note.status in SETTLED and not (note.clarification.strip() and note.settlement.strip()):
        reasons.append(("Sebelum selesai, tulis klarifikasi dan penyelesaiannya.", "settlement"))
    if reasons:
        raise Refused(*reasons)


def _save(stored: Maladministration, note: Note, action: str, actor) -> Maladministration:
    before = plain_note(stored) if stored.pk else None
    for name, value in asdict(note).items():
        setattr(stored, name, value)
    stored.version += 1
    stored.recorded_by, stored.recorded_at = actor, timezone.now()
    stored.save()
    record(
        f"instansi:{stored.unit.instansi_id}",
        actor=actor,
        role="Admin inspektorat",
        action=action,
        label="assessments.maladministration",
        object_id=stored.pk,
        before=before,
        after=plain_note(stored),
    )
    return stored


def plain_note(stored: Maladministration) -> dict:
    """What the audit keeps of a note."""
    return {
        "unit": stored.unit_id,
        "received_on": stored.received_on.isoformat(),
        "source": stored.source,
        "complaint": stored.complaint,
        "clarification": stored.clarification,
        "settlement": stored.settlement,
        "status": str(stored.status),
    }
