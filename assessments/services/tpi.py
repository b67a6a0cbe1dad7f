"""TPI at work: a member's sheet is done, the lead takes over agreement, writes the considerations."""

from django.db import transaction
from django.utils import timezone

from assessments import queries
from assessments.engine.answers import Given, is_answered
from assessments.engine.comparison import agreed
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, Consideration, Sheet
from assessments.rules import acting_as
from assessments.services.answers import Change, Saved, save_answers
from assessments.services.errors import Conflict, Refused
from assessments.services.locking import lock_assessment
from assessments.stored import given
from audit.services import record
from units.models import Membership, TeamMember
from units.queries import in_force


def members_of(assessment: Assessment) -> list[TeamMember]:
    """The anggota of the assessment's team whose seat is in force today and who are not of the unit; one query."""
    today = timezone.localdate()
    return list(
        TeamMember.objects.filter(in_force(today), team_id=assessment.team_id, seat=TeamMember.Seat.ANGGOTA)
        .exclude(user__memberships__in=Membership.objects.filter(in_force(today), unit_id=assessment.unit_id))
        .select_related("user")
        .order_by("pk")
    )


def mark_done(pk: int, *, actor) -> Sheet:
    """Declare the actor's own sheet done: it locks, and they may see the others'. Asked twice it happens once.

    Raises NotAllowed, Refused when questions have no answer of theirs yet.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "assess")
        sheet = Sheet.objects.filter(assessment=assessment, kind=Sheet.Kind.MEMBER, owner=actor).first()
        missing = _unanswered(assessment, sheet)
        if missing:
            raise Refused(
                (f"{len(missing)} pertanyaan belum Anda jawab, yang pertama {missing[0]}.", "tpi?belum"),
            )
        if sheet.done_at is None:
            sheet.done_at = timezone.now()
            sheet.save(update_fields=["done_at"])
            record(
                assessment.audit_chain,
                actor=actor,
                role=acting_as(actor, assessment),
                action="sheet.done",
                label="assessments.sheet",
                object_id=sheet.pk,
                after={"total": str(sheet.total), "answered": sheet.answered},
            )
    return sheet


def _unanswered(assessment: Assessment, sheet: Sheet | None) -> list[str]:
    answers = {code: given(a) for code, a in queries.answers_of(sheet).items()}
    questions = instrument_of(assessment.period).questions
    return [code for code, question in questions.items() if not is_answered(question, answers.get(code))]


def take_over_agreement(pk: int, *, actor, area: str | None = None) -> Saved:
    """Fill every final answer that is still empty and on which all members' sheets agree, in one step.

    Only the value is taken over, never a member's note: what the unit will read is the lead's own text.
    `area` limits it to one area code, "HASIL" to Hasil. Raises NotAllowed.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "decide")
        sheets = queries.sheets_of(assessment)
        members = [sheets.get((Sheet.Kind.MEMBER, m.user_id)) for m in members_of(assessment)]
        answers = [queries.answers_of(sheet) for sheet in members]
        final = queries.answers_of(sheets.get((Sheet.Kind.TPI, None)))
        changes = []
        for code, question in instrument_of(assessment.period).questions.items():
            if area is not None and (question.area or "HASIL") != area:
                continue
            stored = final.get(code)
            if stored is not None and is_answered(question, given(stored)):
                continue
            common = agreed(question, [given(a[code]) if code in a else None for a in answers])
            if common is not None and is_answered(question, Given(value=common.value)):
                note, source = (stored.note, stored.source) if stored else ("", common.source)
                wanted = Given(value=common.value, note=note, source=source)
                changes.append(Change(code, wanted, stored.version if stored else 0))
        return save_answers(pk, kind=Sheet.Kind.TPI, changes=changes, actor=actor, via="answer.agree")


def save_consideration(pk: int, *, code: str, text: str, seen: int, actor) -> Consideration:
    """Write one consideration of the policy. An unchanged text writes nothing.

    Raises NotAllowed, Refused (unknown code, too long), Conflict (someone else wrote meanwhile).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "decide")
        if code not in policy_of(assessment.period).assessors.considerations:
            raise Refused(f"Pertimbangan {code} tidak ada di ketentuan periode ini.")
        text = text.replace("\r\n", "\n").replace("\x00", "").strip()
        if len(text) > 5000:
            raise Refused("Pertimbangan paling panjang 5.000 huruf.")
        stored = Consideration.objects.filter(assessment=assessment, code=code).first()
        before = stored.text if stored else ""
        if before == text:
            return stored or Consideration(assessment=assessment, code=code)
        if seen != (stored.version if stored else 0):
            raise Conflict(code, seen, stored)
        row = stored or Consideration(assessment=assessment, code=code)
        row.text, row.version = text, row.version + 1
        row.updated_by, row.updated_at = actor, timezone.now()
        row.save()
        record(
            assessment.audit_chain,
            actor=actor,
            role=acting_as(actor, assessment),
            action="consideration.save",
            label="assessments.consideration",
            object_id=code,
            before={"text": before},
            after={"text": text},
        )
    return row
