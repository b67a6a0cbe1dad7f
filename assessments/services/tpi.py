"""TPI at work: a member's sheet is done, the lead takes over agreement, writes the considerations."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from assessments import queries
from assessments.engine.answers import Given, is_answered
from assessments.engine.comparison import agreed
from assessments.engine.instrument import Instrument
from assessments.loaded import instrument_of, policy_of
from assessments.models import Answer, Assessment, Consideration, Sheet
from assessments.rules import acting_as
from assessments.services.answers import Change, Saved, save_answers
from assessments.services.errors import Conflict, Refused
from assessments.services.locking import lock_assessment
from assessments.stored import given
from audit.services import record
from units.models import Membership, TeamMember
from units.queries import in_force

HASIL = "HASIL"  # the part of the sheet without an area


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

    Raises NotAllowed, Refused with one reason an area whose questions have no answer of theirs yet.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "assess")
        sheet = Sheet.objects.filter(assessment=assessment, kind=Sheet.Kind.MEMBER, owner=actor).first()
        missing = _unanswered(assessment, sheet)
        if sheet is None or missing:
            raise Refused(*((message, "tpi?belum") for message in missing))
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
    instrument = instrument_of(assessment.period)
    missing = Counter(
        question.area or HASIL
        for code, question in instrument.questions.items()
        if not is_answered(question, answers.get(code))
    )
    names = {**instrument.areas, HASIL: "Hasil"}
    return [f"{names[area]}: {n} pertanyaan belum Anda nilai." for area, n in missing.items()]


def agreeing(
    instrument: Instrument, members: Sequence[Mapping[str, Answer]], final: Mapping[str, Answer]
) -> tuple[str, ...]:
    """Codes on which all members' sheets agree and the final answer is still empty: what can be taken over at once.

    A common "belum ada" is not among them: it needs a note, and that is the lead's own to write.
    """
    return tuple(
        code
        for code, question in instrument.questions.items()
        if not (code in final and is_answered(question, given(final[code])))
        and (common := agreed(question, [given(a[code]) if code in a else None for a in members])) is not None
        and not common.none_yet
    )


def take_over_agreement(pk: int, *, actor, area: str | None = None) -> Saved:
    """Fill every final answer that is still empty and on which all members' sheets agree, in one step.

    Only the value is taken over, never a member's note or source: what the unit will read is the lead's own text,
    or, for the source of an index, the unit's where the value is the unit's. `area` limits it to one area code,
    HASIL to Hasil. Raises NotAllowed.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "decide")
        instrument = instrument_of(assessment.period)
        sheets = queries.sheets_of(assessment)
        seats = members_of(assessment)
        members = [sheets.get((Sheet.Kind.MEMBER, seat.user_id)) for seat in seats]
        answers = [queries.answers_of(sheet) for sheet in members]
        final = queries.answers_of(sheets.get((Sheet.Kind.TPI, None)))
        unit = queries.answers_of(sheets.get((Sheet.Kind.UNIT, None)))
        changes = []
        for code in agreeing(instrument, answers, final):
            if area is not None and (instrument.questions[code].area or HASIL) != area:
                continue
            value, stored, claimed = answers[0][code].value, final.get(code), unit.get(code)
            source = claimed.source if claimed is not None and claimed.value == value else ""
            if stored is not None:
                source = stored.source or source
            wanted = Given(value=value, note=stored.note if stored else "", source=source)
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
