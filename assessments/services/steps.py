"""The steps outside scoring, each recorded by one form: pembangunan, conditions. Pencanangan: `declaring`."""

from datetime import date

from django.db import transaction

from assessments.engine.eligibility import clean_fact_value
from assessments.engine.policy_model import Condition, matches_kind
from assessments.loaded import policy_of
from assessments.models import Assessment, ConditionValue, Development, Period
from assessments.rules import acting_as
from assessments.services.errors import NotAllowed, Refused
from assessments.services.locking import lock_assessment
from assessments.services.periods import require_admin
from audit.services import record
from documents.models import Revision
from units.models import Instansi, UnitKerja


def record_development(
    pk: int,
    *,
    plan: Revision | None,
    actor,
    decree_number: str | None = None,
    decree_date: date | None = None,
    team: str | None = None,
) -> Development:
    """Record or correct pembangunan: the plan file, and decree and team where they are typed text (None keeps what is
    there; people are kept by `services.work_team`).

    Raises NotAllowed, Refused once penilaian mandiri is open.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "record_development")
        if assessment.state not in ("pencanangan", "pembangunan"):
            raise Refused("Pembangunan dicatat sesudah pencanangan dan sebelum penilaian mandiri dibuka.")
        owner = (assessment.unit.instansi_id, assessment.unit_id)
        if plan is not None and (plan.document.instansi_id, plan.document.unit_id) != owner:
            raise Refused("Berkas ini bukan milik unit ini. Unggah berkasnya di sini.")
        stored = Development.objects.filter(assessment=assessment).first() or Development(
            assessment=assessment
        )
        before = None if stored.pk is None else _plain_development(stored)
        typed = {"decree_number": decree_number, "decree_date": decree_date, "team": team}
        for name, value in typed.items():
            if value is not None:
                setattr(stored, name, value)
        stored.plan = plan or stored.plan
        stored.recorded_by = actor
        stored.save()
        record(
            assessment.audit_chain,
            actor=actor,
            role=acting_as(actor, assessment),
            action="development.save",
            label="assessments.development",
            object_id=stored.pk,
            before=before,
            after=_plain_development(stored),
        )
    return stored


def _plain_development(stored: Development) -> dict:
    return {
        "decree_number": stored.decree_number,
        "decree_date": stored.decree_date.isoformat() if stored.decree_date else None,
        "team": stored.team,
        "plan_id": stored.plan_id,
    }


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
) -> ConditionValue:
    """Record the value of one condition of the policy, of the instansi (`unit` None) or of a unit.

    The value is checked and brought into canonical form by the engine. Raises NotAllowed, Refused, BadValue.
    """
    policy = policy_of(period)
    conditions = {c.code: c for c in (policy.instansi_conditions if unit is None else policy.unit_conditions)}
    require_admin(actor, period.instansi_id)
    if unit is not None and unit.instansi_id != period.instansi_id:
        raise NotAllowed("Unit ini bukan milik instansi periode ini.")
    if code not in conditions:
        raise Refused(f"Syarat {code} tidak ada di {policy.name}.")
    if not value.strip() or not source.strip():
        raise Refused("Isi nilai dan dokumen sumbernya.")
    value = clean_fact_value(policy, conditions[code], value)
    with transaction.atomic():
        stored = (
            ConditionValue.objects.select_for_update().filter(period=period, unit=unit, code=code).first()
        )
        before = None if stored is None else _plain_condition(stored)
        stored = stored or ConditionValue(period=period, unit=unit, code=code)
        stored.value, stored.source, stored.document_date = value, source.strip(), document_date
        stored.recorded_by = actor
        if before == _plain_condition(stored):
            return stored
        stored.save()
        record(
            f"instansi:{period.instansi_id}" if assessment is None else assessment.audit_chain,
            actor=actor,
            role="Admin inspektorat",
            action="condition.save",
            label="assessments.conditionvalue",
            object_id=stored.pk,
            before=before,
            after=_plain_condition(stored),
        )
    return stored


def remove_condition(stored: ConditionValue, *, actor, assessment: Assessment | None = None) -> None:
    """Take a recorded value back, so that there is no data again. Raises NotAllowed."""
    require_admin(actor, stored.period.instansi_id)
    with transaction.atomic():
        record(
            f"instansi:{stored.period.instansi_id}" if assessment is None else assessment.audit_chain,
            actor=actor,
            role="Admin inspektorat",
            action="condition.remove",
            label="assessments.conditionvalue",
            object_id=stored.pk,
            before=_plain_condition(stored),
        )
        stored.delete()


def concerns(condition: Condition, instansi: Instansi) -> bool:
    """Whether a condition of the policy is asked of this kind of instansi at all (`only: kl | pemda`)."""
    return condition.only is None or matches_kind(condition.only, instansi.kind)


def _plain_condition(stored: ConditionValue) -> dict:
    return {
        "code": stored.code,
        "value": stored.value,
        "source": stored.source,
        "document_date": stored.document_date.isoformat(),
    }
