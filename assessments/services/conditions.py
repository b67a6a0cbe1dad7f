"""The values of the policy's conditions: recorded, corrected, withdrawn; everything that stood before is kept."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessments.engine.eligibility import clean_fact_value
from assessments.engine.policy_model import Condition, matches_kind
from assessments.loaded import policy_of
from assessments.models import Assessment, ConditionEntry, ConditionValue, Period
from assessments.services.errors import NotAllowed, Refused
from assessments.services.periods import require_admin
from audit.services import record
from documents.models import Revision
from units.models import Instansi, UnitKerja

ROLE = "Admin inspektorat"


class ConditionChanged(Refused):
    """Someone else recorded this condition meanwhile; `stored` is what stands now (None: it was withdrawn)."""

    def __init__(self, stored: ConditionValue | None) -> None:
        self.stored = stored
        who = "ditarik orang lain" if stored is None else f"diubah {stored.recorded_by.name}"
        stands = "belum ada data" if stored is None else f"“{stored.value}” ({stored.source})"
        super().__init__(
            f"Syarat ini baru saja {who}; yang tersimpan sekarang {stands}. Isian Anda di bawah belum disimpan: "
            "simpan lagi bila itu yang benar."
        )


def record_condition(
    period: Period,
    *,
    unit: UnitKerja | None,
    code: str,
    value: str,
    source: str,
    document_date: date,
    actor,
    assessment: Assessment | None = None,
    document: Revision | None = None,
    seen: int | None = None,
) -> ConditionValue:
    """Record the value of one condition of the policy, of the instansi (`unit` None) or of a unit.

    The value is checked and brought into canonical form by the engine. `document` None keeps the upload as long as
    source and date stay what they are. `seen`: the version that the writer saw, 0 for none, None where nobody looked
    (tables compare on their own). The same again changes nothing.

    Raises NotAllowed, Refused, ConditionChanged, BadValue.
    """
    policy = policy_of(period)
    require_admin(actor, period.instansi_id)
    if unit is not None and unit.instansi_id != period.instansi_id:
        raise NotAllowed("Unit ini bukan milik instansi periode ini.")
    conditions = {c.code: c for c in (policy.instansi_conditions if unit is None else policy.unit_conditions)}
    if code not in conditions:
        raise Refused(f"Syarat {code} tidak ada di {policy.name}.")
    if not value.strip() or not source.strip():
        raise Refused("Isi nilai dan dokumen sumbernya.")
    if document_date > timezone.localdate(timezone=period.instansi.zone):
        raise Refused("Tanggal dokumen sumber belum tiba. Periksa tahunnya.")
    owner = (period.instansi_id, unit.pk if unit else None)
    if document is not None and (document.document.instansi_id, document.document.unit_id) != owner:
        raise Refused("Berkas ini bukan milik unit ini. Unggah berkasnya di sini.")
    value, source = clean_fact_value(policy, conditions[code], value), source.strip()
    with transaction.atomic():
        stored = _locked(period, unit, code)
        before = None if stored is None else plain_condition(stored)
        kept = (
            stored.document
            if stored and (stored.source, stored.document_date) == (source, document_date)
            else None
        )
        wanted = {
            "code": code,
            "value": value,
            "source": source,
            "document_date": document_date.isoformat(),
            "document": (document or kept).pk if document or kept else None,
        }
        if stored is not None and before == wanted:
            return stored
        _unchanged(stored, seen)
        stored = stored or ConditionValue(period=period, unit=unit, code=code)
        stored.value, stored.source, stored.document_date = value, source, document_date
        stored.document, stored.recorded_by = document or kept, actor
        stored.version = _next(period, unit, code)
        stored.save()
        _keep(stored, actor, "condition.save", before, wanted, assessment)
    return stored


def remove_condition(
    stored: ConditionValue, *, actor, assessment: Assessment | None = None, seen: int | None = None
) -> None:
    """Withdraw a recorded value, so that there is no data again; what stood stays in the history. Withdrawn already:
    nothing. Raises NotAllowed, ConditionChanged.
    """
    period = stored.period
    require_admin(actor, period.instansi_id)
    with transaction.atomic():
        row = _locked(period, stored.unit, stored.code)
        if row is None:
            return
        _unchanged(row, seen)
        before = plain_condition(row)
        blank = ConditionValue(period=period, unit=row.unit, code=row.code)
        blank.version = _next(period, row.unit, row.code)
        pk = row.pk
        row.delete()
        blank.pk = pk
        _keep(blank, actor, "condition.remove", before, None, assessment)


def _locked(period: Period, unit: UnitKerja | None, code: str) -> ConditionValue | None:
    """What is recorded, under the lock of the period: also two who record it first come one after the other."""
    Period.objects.select_for_update(no_key=True).only("pk").get(pk=period.pk)
    rows = ConditionValue.objects.select_related("recorded_by", "document__document")
    return rows.filter(period=period, unit=unit, code=code).first()


def _unchanged(stored: ConditionValue | None, seen: int | None) -> None:
    if seen is not None and seen != (stored.version if stored else 0):
        raise ConditionChanged(stored)


def _next(period: Period, unit: UnitKerja | None, code: str) -> int:
    past = ConditionEntry.objects.filter(period=period, unit=unit, code=code)
    standing = ConditionValue.objects.filter(period=period, unit=unit, code=code)
    found = [rows.aggregate(last=Max("version"))["last"] or 0 for rows in (past, standing)]
    return max(found) + 1


def _keep(stored: ConditionValue, actor, action: str, before, after, assessment: Assessment | None) -> None:
    ConditionEntry.objects.create(
        period=stored.period,
        unit=stored.unit,
        code=stored.code,
        version=stored.version,
        value=stored.value,
        source=stored.source,
        document_date=stored.document_date,
        document=stored.document,
        by=actor,
        at=timezone.now(),
    )
    record(
        f"instansi:{stored.period.instansi_id}" if assessment is None else assessment.audit_chain,
        actor=actor,
        role=ROLE,
        action=action,
        label="assessments.conditionvalue",
        object_id=stored.pk,
        before=before,
        after=after,
    )


def concerns(condition: Condition, instansi: Instansi) -> bool:
    """Whether a condition of the policy is asked of this kind of instansi at all (`only: kl | pemda`)."""
    return condition.only is None or matches_kind(condition.only, instansi.kind)


def plain_condition(stored: ConditionValue) -> dict:
    """What the audit keeps of a value."""
    return {
        "code": stored.code,
        "value": stored.value,
        "source": stored.source,
        "document_date": stored.document_date.isoformat(),
        "document": stored.document_id,
    }
