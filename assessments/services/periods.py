"""Opening a year for an instansi and registering its units."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assessments.loaded import policy_of
from assessments.models import Assessment, InstrumentVersion, Period, PolicyVersion, Sheet
from assessments.services.errors import NotAllowed, Refused
from assessments.services.scoring import rewrite_totals
from audit.services import record
from units.models import Instansi, Role, UnitKerja
from units.queries import hats_of


def require_admin(actor, instansi_id: int) -> None:
    """Raises NotAllowed unless the actor is admin inspektorat of the instansi."""
    if instansi_id not in hats_of(actor).instansi(Role.ADMIN):
        raise NotAllowed("Hanya admin inspektorat instansi ini yang dapat melakukannya.")


def save_period(
    instansi: Instansi,
    *,
    actor,
    year: int,
    instrument: InstrumentVersion,
    policy: PolicyVersion,
    opens_on: date,
    deadline: datetime,
    tpi_deadline: datetime,
    period: Period | None = None,
) -> Period:
    """Create the period of a year, or change the dates of `period`. Deadlines are instants (aware).

    Raises NotAllowed, Refused (policy of another instrument or not for this year, dates out of order,
    instrument or policy changed once units are registered).
    """
    require_admin(actor, instansi.pk)
    reasons = []
    if policy.instrument_id != instrument.pk:
        reasons.append(
            f"{policy.name} berlaku untuk instrumen {policy.instrument.code}, bukan {instrument.code}."
        )
    if not opens_on <= timezone.localdate(deadline) <= timezone.localdate(tpi_deadline):
        reasons.append("Urutan tanggal harus: dibuka, batas pengajuan ke TPI, batas penilaian TPI.")
    fixed = period is not None and period.assessments.exists()
    if fixed and (period.instrument_id, period.policy_id, period.year) != (instrument.pk, policy.pk, year):
        reasons.append("Tahun, instrumen, dan ketentuan tidak dapat diganti karena sudah ada unit terdaftar.")
    if period is None and Period.objects.filter(instansi=instansi, year=year).exists():
        reasons.append(f"Periode {year} sudah ada.")
    candidate = period or Period(instansi=instansi)
    before = None if period is None else _plain(period)
    candidate.year, candidate.instrument, candidate.policy = year, instrument, policy
    candidate.opens_on, candidate.deadline, candidate.tpi_deadline = opens_on, deadline, tpi_deadline
    if not policy_of(candidate).years.covers(year):
        reasons.append(f"{policy.name} tidak berlaku untuk tahun {year}.")
    if reasons:
        raise Refused(*reasons)
    with transaction.atomic():
        candidate.save()
        record(
            f"instansi:{instansi.pk}",
            actor=actor,
            role="Admin inspektorat",
            action="period.save",
            label="assessments.period",
            object_id=candidate.pk,
            before=before,
            after=_plain(candidate),
        )
    return candidate


def _plain(period: Period) -> dict:
    return {
        "year": period.year,
        "instrument": period.instrument.code,
        "policy": period.policy.code,
        "opens_on": period.opens_on.isoformat(),
        "deadline": period.deadline.isoformat(),
        "tpi_deadline": period.tpi_deadline.isoformat(),
    }


def register_unit(period: Period, *, unit: UnitKerja, target: str, actor) -> Assessment:
    """Register a unit for the period, state `terdaftar`, with its own empty sheet. Registering twice returns the first.

    Raises NotAllowed, Refused (unit of another instansi or inactive, unknown predicate).
    """
    require_admin(actor, period.instansi_id)
    if unit.instansi_id != period.instansi_id or not unit.is_active:
        raise Refused("Unit ini tidak aktif atau bukan milik instansi periode ini.")
    if target not in ("WBK", "WBBM"):
        raise Refused("Pilih predikat yang dituju: WBK atau WBBM.")
    with transaction.atomic():
        assessment, created = Assessment.objects.get_or_create(
            period=period, unit=unit, defaults={"target": target, "state_since": timezone.now()}
        )
        if created:
            sheet = Sheet.objects.create(assessment=assessment, kind=Sheet.Kind.UNIT)
            rewrite_totals(sheet, period, [])
            record(
                assessment.audit_chain,
                actor=actor,
                role="Admin inspektorat",
                action="assessment.register",
                label="assessments.assessment",
                object_id=assessment.pk,
                after={"unit": unit.pk, "period": period.pk, "target": target},
            )
    return assessment
