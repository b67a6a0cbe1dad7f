"""Next year's plan of a unit: what TPI's final answers left to mend, taken up by the unit, edited, marked done.

Every write goes through the assessment from which the items come (`origin`): its release and the pokja's areas decide.
"""

import hashlib
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from assessments import queries
from assessments.engine.differences import Mend, to_mend
from assessments.loaded import instrument_of
from assessments.models import Assessment, PlanItem, Sheet
from assessments.rules import acting_as, may_answer_area
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.locking import lock_assessment
from assessments.stored import given
from audit.services import record
from units.texts import plain_text

MAX_TEXT = 5000


def mends_of(assessment: Assessment) -> tuple[Mend, ...]:
    """What a released assessment leaves to mend, in the order of the sheet. Three queries; nothing without final
    answers. The caller asks for the permission.
    """
    sheets = queries.sheets_of(assessment)
    final = sheets.get((Sheet.Kind.TPI, None))
    if final is None:
        return ()
    unit, tpi = queries.answers_of(sheets.get((Sheet.Kind.UNIT, None))), queries.answers_of(final)
    return to_mend(
        instrument_of(assessment.period),
        {code: given(answer) for code, answer in unit.items()},
        {code: given(answer) for code, answer in tpi.items()},
    )


def version_of(text: str) -> str:
    """A short digest of an item's text: what an editor saw."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def add_plan_items(pk: int, *, codes: Collection[str] | None, actor) -> list[PlanItem]:
    """Make questions to mend items of next year's plan; None takes all of those in the person's areas.

    Those that are there already are left as they are; gives the new ones. Raises Assessment.DoesNotExist for a
    stranger, NotAllowed (not of the unit, not released, outside the pokja), Refused (nothing chosen, a question that
    has nothing to mend).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "plan")
        open_to_all = {mend.question.code: mend for mend in mends_of(assessment)}
        if codes is None:
            wanted = [m for m in open_to_all.values() if may_answer_area(actor, assessment, m.question.area)]
        else:
            _check(assessment, codes, open_to_all, actor)
            wanted = [mend for code, mend in open_to_all.items() if code in codes]
        if not wanted:
            raise Refused("Pilih dahulu pertanyaan yang akan dijadikan rencana.")
        known = set(PlanItem.objects.filter(origin=assessment).values_list("code", flat=True))
        made = [
            PlanItem.objects.create(
                unit=assessment.unit,
                year=assessment.period.year + 1,
                origin=assessment,
                code=mend.question.code,
                text=mend.text[:MAX_TEXT],
                added_by=actor,
            )
            for mend in wanted
            if mend.question.code not in known
        ]
        if made:
            _record(assessment, actor, "plan.add", "", after={"codes": [item.code for item in made]})
    return made


def _check(assessment: Assessment, codes: Collection[str], to_do: Collection[str], actor) -> None:
    questions = instrument_of(assessment.period).questions
    if unknown := sorted(code[:40] for code in codes if code not in questions or code not in to_do):
        raise Refused(f"Tidak ada yang perlu diperbaiki pada {', '.join(unknown[:3])}.")
    if not all(may_answer_area(actor, assessment, questions[code].area) for code in codes):
        raise NotAllowed("Ada pertanyaan di luar area pokja Anda.")


def edit_plan_item(pk: int, code: str, *, text: str, seen: str, actor) -> PlanItem:
    """Write an item's text anew; an unchanged text writes nothing. `seen` is `version_of` the text that was edited.

    Raises Assessment.DoesNotExist, PlanItem.DoesNotExist, NotAllowed, Refused (empty, too long), Conflict.
    """
    text = plain_text(text)
    with transaction.atomic():
        assessment, item = _locked(pk, code, actor)
        if not text:
            raise Refused("Tuliskan apa yang akan diperbaiki, atau hapus butir ini dari rencana.")
        if len(text) > MAX_TEXT:
            raise Refused(f"Uraian paling panjang 5.000 huruf; ini {len(text)} huruf.")
        if text == item.text:
            return item
        if seen != version_of(item.text):
            raise Conflict(code, 0, item)
        before, item.text = item.text, text
        item.save(update_fields=["text"])
        _record(assessment, actor, "plan.edit", code, {"text": before}, {"text": text})
    return item


def mark_plan_item(pk: int, code: str, *, done: bool, actor) -> PlanItem:
    """Mark an item done, or open again; asked twice it happens once. Raises as `edit_plan_item`; Refused for one that
    became an activity of the action plan: that says how far it is.
    """
    with transaction.atomic():
        assessment, item = _locked(pk, code, actor)
        if item.taken_as is not None:
            year, number = item.taken_as.assessment.period.year, item.taken_as.number
            raise Refused(
                f"Butir ini menjadi kegiatan {number} rencana aksi {year}. Catat kemajuannya di sana."
            )
        if (item.done_at is not None) == done:
            return item
        item.done_at, item.done_by = (timezone.now(), actor) if done else (None, None)
        item.save(update_fields=["done_at", "done_by"])
        _record(assessment, actor, "plan.done" if done else "plan.reopen", code)
    return item


def remove_plan_item(pk: int, code: str, *, actor) -> None:
    """Take an item out of the plan; what TPI noted stays where it is. The audit keeps its text. Asked twice: once.

    Raises Assessment.DoesNotExist, NotAllowed.
    """
    with transaction.atomic():
        try:
            assessment, item = _locked(pk, code, actor)
        except PlanItem.DoesNotExist:
            return
        before = {"text": item.text, "done": item.done_at is not None}
        item.delete()
        _record(assessment, actor, "plan.remove", code, before)


def _locked(pk: int, code: str, actor) -> tuple[Assessment, PlanItem]:
    assessment = lock_assessment(actor, pk, "plan")
    question = instrument_of(assessment.period).questions.get(code)
    if question is None:
        raise PlanItem.DoesNotExist(f"no question {code}")
    if not may_answer_area(actor, assessment, question.area):
        raise NotAllowed("Butir ini di luar area pokja Anda.")
    return assessment, PlanItem.objects.select_related("done_by", "activity__assessment__period").get(
        origin=assessment, code=code
    )


def _record(
    assessment: Assessment,
    actor,
    action: str,
    code: str,
    before: dict | None = None,
    after: dict | None = None,
) -> None:
    record(
        assessment.audit_chain,
        actor=actor,
        role=acting_as(actor, assessment),
        action=action,
        label="assessments.planitem",
        object_id=code,
        before=before,
        after=after,
    )
