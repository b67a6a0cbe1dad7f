"""What TPN says: its sheet, the result of each stage, the determination (PermenPANRB 90/2021 p. 52-60)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments import queries
from assessments.engine import workflow
from assessments.loaded import policy_of
from assessments.models import Answer, Assessment, Sheet, StageResult
from assessments.rules import acting_as
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.register import By, record_predicate
from assessments.services.scoring import rewrite_totals
from assessments.services.workflow import move
from audit.services import record


def start_tpn(pk: int, *, actor) -> Assessment:
    """TPN begins: its sheet starts as a copy of TPI's final answers. Raises NotAllowed, Refused."""
    with transaction.atomic():
        assessment = move(pk, "mulai_tpn", actor=actor)
        sheets = queries.sheets_of(assessment)
        sheet, created = Sheet.objects.get_or_create(assessment=assessment, kind=Sheet.Kind.TPN, owner=None)
        if created:
            now = timezone.now()
            copies = [
                Answer(
                    sheet=sheet,
                    code=a.code,
                    value=a.value,
                    none_yet=a.none_yet,
                    note=a.note,
                    source=a.source,
                    updated_by=actor,
                    updated_at=now,
                )
                for a in queries.answers_of(sheets[(Sheet.Kind.TPI, None)]).values()
            ]
            Answer.objects.bulk_create(copies)
            rewrite_totals(sheet, assessment.period, copies)
    return assessment


def record_stage(
    pk: int, *, stage: str, result: str, on: date, letter_number: str, note: str, actor
) -> StageResult:
    """Record what TPN said at one stage of the policy. Raises NotAllowed, Refused (unknown stage or result)."""
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        if stage not in [s.code for s in policy_of(assessment.period).tpn_stages]:
            raise Refused(f"Tahap {stage} tidak ada di ketentuan periode ini.")
        if result not in StageResult.Result.values:
            raise Refused("Pilih hasil tahap ini.")
        stored, _ = StageResult.objects.get_or_create(
            proposal_unit=assessment.proposal_unit,
            stage=stage,
            defaults={"result": result, "date": on, "recorded_by": actor},
        )
        before = {"result": stored.result, "date": stored.date.isoformat(), "note": stored.note}
        stored.result, stored.date, stored.letter_number, stored.note = result, on, letter_number, note
        stored.recorded_by = actor
        stored.save()
        record(
            assessment.audit_chain,
            actor=actor,
            role=acting_as(actor, assessment),
            action="tpn.stage",
            label="assessments.stageresult",
            object_id=f"{stored.pk}/{stage}",
            before=before,
            after={"result": result, "date": on.isoformat(), "note": note},
        )
    return stored


def determine(
    pk: int, *, verdict: str, decree_number: str, decree_date: date, actor, determined_by: str = By.MENTERI
) -> Assessment:
    """Record the determination: "WBK", "WBBM" or "belum"; a predicate also stands in the register from then on.

    Raises NotAllowed, Refused with every reason.
    """
    names = {"WBK": "tetapkan_wbk", "WBBM": "tetapkan_wbbm", "belum": "tetapkan_belum"}
    if verdict not in names:
        raise Refused("Pilih penetapan: WBK, WBBM, atau belum memenuhi.")
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "record_tpn")
        if assessment.state == workflow.PENILAIAN_TPN:
            unit = assessment.proposal_unit
            unit.decree_number, unit.decree_date = decree_number.strip(), decree_date
            unit.save(update_fields=["decree_number", "decree_date"])
        before = assessment.state
        moved = move(pk, names[verdict], actor=actor, reason=f"{decree_number} ({decree_date.isoformat()})")
        if verdict != "belum" and before == workflow.PENILAIAN_TPN:
            record_predicate(
                moved,
                predicate=verdict,
                decree_number=decree_number,
                decree_date=decree_date,
                actor=actor,
                determined_by=determined_by,
            )
        return moved
