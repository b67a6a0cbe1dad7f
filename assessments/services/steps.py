"""The steps outside scoring, each recorded by one form: pembangunan. Pencanangan: `declaring`."""

from datetime import date

from django.db import transaction

from assessments.models import Development
from assessments.rules import acting_as
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from audit.services import record
from documents.models import Revision


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
