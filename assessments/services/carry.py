"""Taking over an earlier year of the unit: once for each question, only where nobody has answered yet.

What is taken over is marked until someone of the unit looks at it: `carry_checks` lifts marks, `ajukan` waits for that.
"""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from assessments.carrying.draft import MAX_WHAT, draft_of
from assessments.carrying.drafted import Draft, EvidenceDraft, LineDraft
from assessments.carrying.source import earlier_years, read_source
from assessments.engine.answers import Given
from assessments.models import (
    Answer,
    CarriedItem,
    CarryOver,
    EvidenceLine,
    EvidenceUse,
    Sheet,
)
from assessments.queries import answers_of
from assessments.rules import acting_as
from assessments.services.activities_taken import carry_activities
from assessments.services.answers import sheet_for
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.scoring import rewrite_totals
from assessments.stored import given
from audit.services import Event, record_many

Kind = CarriedItem.Kind
NO_SOURCE = "Tahun itu bukan tahun sebelumnya dari unit ini, atau belum ada isinya. Pilih tahun dari daftar."


def carry_over(pk: int, *, source_id: int, actor) -> CarryOver | None:
    """Take over what can stand from an earlier year of the same unit; None where nothing is left to take.

    Asked twice it happens once. A pokja takes the questions of its areas alone. Raises Assessment.DoesNotExist for a
    stranger, NotAllowed (role, state), Refused (another unit's year, a later one, one that says nothing).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "carry_over")
        source = earlier_years(actor, assessment).filter(pk=source_id).first()
        if source is None:
            raise Refused(NO_SOURCE)
        draft = draft_of(actor, assessment, read_source(actor, source))
        if draft.is_empty:
            return None
        carry = CarryOver.objects.create(
            assessment=assessment,
            source=source,
            mapping=draft.mapping.code if draft.mapping else "",
            left_out=[left.plain() for left in draft.left],
            by=actor,
            role=acting_as(actor, assessment),
            at=timezone.now(),
        )
        events = _write_answers(carry, draft, actor)
        events += _write_proofs(carry, draft, actor)
        _take_activities(carry, draft, actor)
        events.append(_summary(carry, draft))
        record_many(assessment.audit_chain, events, actor=actor, role=carry.role)
    return carry


def _summary(carry: CarryOver, draft: Draft) -> Event:
    after = {
        "source": carry.source_id,
        "year": draft.source.year,
        "mapping": carry.mapping,
        "answers": len(draft.answers),
        "evidence": len(draft.evidence),
        "lines": len(draft.lines),
        "activities": len(draft.activities),
        "left_out": len(draft.left),
    }
    return Event(action="carry.take", label="assessments.carryover", object_id=carry.pk, after=after)


def _take_activities(carry: CarryOver, draft: Draft, actor) -> None:
    if not draft.activities:
        return
    taken = carry_activities(
        draft.source.assessment, carry.assessment, codes_map=draft.successors, actor=actor
    )
    CarriedItem.objects.bulk_create(
        _item(carry, Kind.PLAN, "", "", key=str(one.carried_from_id), what=one.text[:MAX_WHAT], made=one.pk)
        for one in taken
    )


def _write_answers(carry: CarryOver, draft: Draft, actor) -> list[Event]:
    if not draft.answers:
        return []
    sheet = sheet_for(carry.assessment, Sheet.Kind.UNIT, actor)
    new, stored, events, items = [], [], [], []
    for one in draft.answers:
        row = one.stored or Answer(sheet=sheet, code=one.question.code, version=0)
        before = given(row)
        kept = bool(row.note.strip())  # what somebody wrote this year stays
        row.value, row.none_yet = one.given.value, one.given.none_yet
        row.note = row.note if kept else one.given.note
        row.version += 1
        row.updated_by, row.updated_at = actor, carry.at
        (stored if one.stored else new).append(row)
        events.append(answer_event(sheet, row, before, "answer.carry"))
        told = {"what": one.question.text[:MAX_WHAT], "remark": one.pair.why}
        told |= {"version": row.version, "kept_note": kept}
        items.append(_item(carry, Kind.ANSWER, row.code, one.pair.old.code, **told))
    Answer.objects.bulk_create(new)
    Answer.objects.bulk_update(stored, ["value", "none_yet", "note", "version", "updated_by", "updated_at"])
    CarriedItem.objects.bulk_create(items)
    rewrite_totals(sheet, carry.assessment.period, answers_of(sheet).values())
    sheet.unconfirmed = [*sheet.unconfirmed, *(one.question.code for one in draft.answers)]
    sheet.save(update_fields=["unconfirmed"])
    return events


def answer_event(sheet: Sheet, row: Answer, before: Given, action: str) -> Event:
    """The entry of an answer that was taken over or taken back."""
    return Event(
        action=action,
        label=f"assessments.answer.{Sheet.Kind.UNIT}",
        object_id=f"{sheet.pk}/{row.code}",
        before=asdict(before),
        after=asdict(given(row)) | {"version": row.version},
    )


def _item(carry: CarryOver, kind: str, code: str, old_code: str, **told) -> CarriedItem:
    return CarriedItem(
        carry=carry, assessment=carry.assessment, kind=kind, code=code, old_code=old_code, **told
    )


def _write_proofs(carry: CarryOver, draft: Draft, actor) -> list[Event]:
    """Lines first, since evidence may hang at one."""
    rows = _lines(carry, draft.lines, actor)
    standing = {
        (line.code, line.own, line.text): line
        for line in EvidenceLine.objects.filter(assessment=carry.assessment)
    }
    rows += _missing_lines(carry, draft, standing, actor)
    uses = [
        EvidenceUse(
            assessment=carry.assessment,
            code=one.question.code,
            revision=one.revision,
            locator=one.use.locator,
            speaks_of=one.use.speaks_of,
            added_by=actor,
            line=_tied(standing, one),
        )
        for one in draft.evidence
    ]
    EvidenceUse.objects.bulk_create(uses)
    CarriedItem.objects.bulk_create(
        _item(
            carry,
            Kind.EVIDENCE,
            use.code,
            one.use.code,
            key=str(one.revision.document_id),
            what=one.use.revision.document.title,
            made=use.pk,
        )
        for one, use in zip(draft.evidence, uses, strict=True)
    )
    return [*(line_event(row) for row in rows), *(use_event(use) for use in uses)]


def _lines(carry: CarryOver, drafts: list[LineDraft], actor) -> list[EvidenceLine]:
    """The lines that come along. That the unit has no such thing stays said; a tick was about its year alone."""
    rows = []
    for one in drafts:
        keeps = one.line.state == EvidenceLine.State.NOT_HERE
        rows.append(
            EvidenceLine(
                assessment=carry.assessment,
                code=one.question.code,
                text=one.line.text,
                own=one.line.own,
                state=one.line.state if keeps else EvidenceLine.State.MISSING,
                reason=one.line.reason if keeps else "",
                updated_by=actor,
            )
        )
    EvidenceLine.objects.bulk_create(rows)
    old = {(one.question.code, one.line.text): one.line.code for one in drafts}
    CarriedItem.objects.bulk_create(_line_item(carry, row, old[row.code, row.text]) for row in rows)
    return rows


def _line_item(carry: CarryOver, row: EvidenceLine, old_code: str) -> CarriedItem:
    return _item(carry, Kind.LINE, row.code, old_code, key=row.text, what=row.text, made=row.pk)


def _missing_lines(carry: CarryOver, draft: Draft, standing: dict, actor) -> list[EvidenceLine]:
    """Rows for lines of the instrument that evidence will hang at and that nobody has touched this year."""
    wanted = {
        (one.question.code, False, one.use.line.text): one
        for one in draft.evidence
        if one.use.line and not one.use.line.own and one.use.line.text in one.question.evidence
    }
    rows, items = [], {key: one for key, one in wanted.items() if key not in standing}
    for code, own, text in items:
        rows.append(
            EvidenceLine(assessment=carry.assessment, code=code, own=own, text=text, updated_by=actor)
        )
    EvidenceLine.objects.bulk_create(rows)
    standing.update({(row.code, row.own, row.text): row for row in rows})
    CarriedItem.objects.bulk_create(
        _line_item(carry, row, items[row.code, row.own, row.text].use.code) for row in rows
    )
    return rows


def _tied(standing: dict, one: EvidenceDraft) -> EvidenceLine | None:
    """The line of this year at which the evidence hangs; none where somebody said otherwise of that line this year."""
    if one.use.line is None:
        return None
    found = standing.get((one.question.code, one.use.line.own, one.use.line.text))
    return found if found is not None and found.state == EvidenceLine.State.MISSING else None


def line_event(row: EvidenceLine, *, taken_off: bool = False) -> Event:
    """The entry of a line that was taken over or taken back."""
    told = {"code": row.code, "text": row.text, "own": row.own, "state": row.state, "reason": row.reason}
    return Event(
        action="line.remove" if taken_off else "line.carry",
        label="assessments.evidenceline",
        object_id=row.pk,
        before=told if taken_off else None,
        after=None if taken_off else told,
    )


def use_event(use: EvidenceUse, *, taken_off: bool = False) -> Event:
    """The entry of evidence that was taken over or taken back, as `services.evidence` writes it."""
    revision = use.revision
    told = {
        "code": use.code,
        "document": revision.document_id,
        "revision": revision.number,
        "content": revision.blob.sha256 if revision.blob else revision.url,
        "locator": use.locator,
        "speaks_of": use.speaks_of,
    }
    return Event(
        action="evidence.remove" if taken_off else "evidence.add",
        label="assessments.evidenceuse",
        object_id=use.pk,
        before=told if taken_off else None,
        after=None if taken_off else told,
    )
