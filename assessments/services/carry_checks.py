"""Answers taken over from an earlier year: looked at by the unit one by one or area by area, or taken back."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from assessments.engine.answers import is_answered
from assessments.engine.instrument import Instrument
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, CarriedItem, CarryOver, EvidenceLine, EvidenceUse, Sheet
from assessments.queries import answers_of
from assessments.rules import acting_as, is_admin, may, may_answer_area
from assessments.services.activities import remove_activity
from assessments.services.answers import sheet_for
from assessments.services.carry import answer_event, line_event, use_event
from assessments.services.errors import NotAllowed, Refused
from assessments.services.locking import lock_assessment
from assessments.services.scoring import rewrite_totals
from assessments.stored import given
from audit.services import Event, record_many

Kind = CarriedItem.Kind
ONE_BY_ONE = "Jumlah diperiksa satu per satu, karena setiap tahun jumlahnya berbeda."


def confirm_carried(pk: int, *, codes: Collection[str], actor) -> Sheet:
    """Say that answers taken over were looked at and still hold. What was looked at already is passed over.

    Counts are confirmed one by one, since last year's numbers are seldom this year's. Raises
    Assessment.DoesNotExist, NotAllowed (role, state, pokja), Refused (unknown question, counts among several, an
    answer that is not complete).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "check_carried")
        instrument = instrument_of(assessment.period)
        if unknown := [code[:40] for code in codes if code not in instrument.questions]:
            raise Refused(f"Pertanyaan {', '.join(unknown[:3])} tidak ada di instrumen ini.")
        if not all(may_answer_area(actor, assessment, instrument.questions[code].area) for code in codes):
            raise NotAllowed("Ada pertanyaan di luar area pokja Anda.")
        sheet = sheet_for(assessment, Sheet.Kind.UNIT, actor)
        waiting = [code for code in sheet.unconfirmed if code in codes]
        _check(instrument, sheet, waiting)
        if not waiting:
            return sheet
        sheet.unconfirmed = [code for code in sheet.unconfirmed if code not in waiting]
        sheet.save(update_fields=["unconfirmed"])
        label = f"assessments.answer.{Sheet.Kind.UNIT}"
        events = [
            Event(action="answer.confirm", label=label, object_id=f"{sheet.pk}/{code}") for code in waiting
        ]
        record_many(assessment.audit_chain, events, actor=actor, role=acting_as(actor, assessment))
    return sheet


def _check(instrument: Instrument, sheet: Sheet, waiting: list[str]) -> None:
    counted = [code for code in waiting if instrument.questions[code].inputs]
    if counted and len(waiting) > 1:
        raise Refused(ONE_BY_ONE)
    if counted:
        stored = Answer.objects.filter(sheet=sheet, code=counted[0]).first()
        if not is_answered(instrument.questions[counted[0]], given(stored) if stored else None):
            raise Refused("Isi dahulu semua jumlahnya, lalu tandai sudah diperiksa.")


def undo_carry(pk: int, *, actor) -> int:
    """Take back what was taken over and nobody has looked at or changed since; gives how many things were taken back.

    What was checked or changed stays, with its evidence; a pokja takes back in its areas. Asked twice it happens
    once. Raises Assessment.DoesNotExist, NotAllowed, Refused once the unit was submitted.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "carry_over")
        if assessment.submissions.exists():
            raise Refused("Unit ini sudah pernah diajukan, jadi pengambilalihan tidak dapat diurungkan lagi.")
        sheet = sheet_for(assessment, Sheet.Kind.UNIT, actor)
        answers = answers_of(sheet)
        items = _untouched(assessment, sheet, answers, actor)
        if not items:
            return 0
        events = _empty_answers(sheet, answers, [i for i in items if i.kind == Kind.ANSWER], actor)
        rewrite_totals(sheet, assessment.period, answers.values())
        events += _take_off(assessment, items, actor)
        CarriedItem.objects.filter(pk__in=[item.pk for item in items]).delete()
        left = CarriedItem.objects.filter(assessment=assessment).values("carry")
        over = CarryOver.objects.filter(assessment=assessment, undone_at=None).exclude(pk__in=left)
        over.update(undone_at=timezone.now(), undone_by=actor)
        after = {kind: sum(item.kind == kind for item in items) for kind in Kind.values}
        events.append(Event(action="carry.undo", label="assessments.carryover", object_id=pk, after=after))
        record_many(assessment.audit_chain, events, actor=actor, role=acting_as(actor, assessment))
    return len(items)


def _untouched(assessment: Assessment, sheet: Sheet, answers: dict[str, Answer], actor) -> list[CarriedItem]:
    """What was taken over at questions that nobody has checked or changed, as far as the person reaches."""
    questions, waiting = instrument_of(assessment.period).questions, set(sheet.unconfirmed)
    items = list(CarriedItem.objects.filter(assessment=assessment))
    touched = {
        item.code
        for item in items
        if item.kind == Kind.ANSWER
        and (item.code not in waiting or answers[item.code].version != item.version)
    }
    taken = {item.code for item in items if item.kind == Kind.ANSWER}
    touched |= {code for code, row in answers.items() if code not in taken and _is_filled(row)}
    admin = is_admin.test(actor, assessment)
    return [
        item
        for item in items
        if item.kind != Kind.PLAN
        and item.code not in touched
        and (admin or may_answer_area(actor, assessment, questions[item.code].area))
    ] + _begun_by_nobody(assessment, [item for item in items if item.kind == Kind.PLAN], actor)


def _is_filled(row: Answer) -> bool:
    """Whether someone answered this year what was not taken over; the evidence taken over then carries that answer."""
    return row.value is not None or row.none_yet


def _begun_by_nobody(assessment: Assessment, items: list[CarriedItem], actor) -> list[CarriedItem]:
    """The activities that were taken over and on which nobody has worked since, as far as the person may plan."""
    if not items or not may(actor, "plan_activities", assessment):
        return []
    untouched = assessment.activities.filter(version=1, notes=None, papers=None, findings=None)
    there = {activity.pk: activity for activity in untouched}
    return [
        item
        for item in items
        if item.made in there and may_answer_area(actor, assessment, there[item.made].area or None)
    ]


def _empty_answers(sheet: Sheet, answers: dict[str, Answer], items: list[CarriedItem], actor) -> list[Event]:
    rows, events, now = [], [], timezone.now()
    for item in items:
        row = answers[item.code]
        before = given(row)
        row.value, row.none_yet = None, False
        row.note = row.note if item.kept_note else ""
        row.version += 1
        row.updated_by, row.updated_at = actor, now
        rows.append(row)
        events.append(answer_event(sheet, row, before, "answer.carry_undo"))
    Answer.objects.bulk_update(rows, ["value", "none_yet", "note", "version", "updated_by", "updated_at"])
    emptied = {item.code for item in items}
    sheet.unconfirmed = [code for code in sheet.unconfirmed if code not in emptied]
    sheet.save(update_fields=["unconfirmed"])
    return events


def _take_off(assessment: Assessment, items: list[CarriedItem], actor) -> list[Event]:
    """Evidence that was taken over, and lines that nobody changed and at which nothing hangs any more."""
    made = {kind: [item.made for item in items if item.kind == kind] for kind in Kind.values}
    uses = EvidenceUse.objects.filter(assessment=assessment, pk__in=made[Kind.EVIDENCE], removed_at=None)
    gone = list(uses.select_related("revision__blob"))
    events = [use_event(use, taken_off=True) for use in gone]
    EvidenceUse.objects.filter(pk__in=[use.pk for use in gone]).delete()
    for number in assessment.activities.filter(pk__in=made[Kind.PLAN]).values_list("number", flat=True):
        remove_activity(assessment.pk, number, actor=actor)
    lines = EvidenceLine.objects.filter(assessment=assessment, pk__in=made[Kind.LINE], version=1, uses=None)
    events += [line_event(line, taken_off=True) for line in lines]
    EvidenceLine.objects.filter(pk__in=[line.pk for line in lines]).delete()
    return events
