"""Members' sheets besides their answers: done, reopened, excused, recalled, and looked at again after a round."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from assessments import queries
from assessments.engine.answers import is_answered
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, Sheet, SheetAct, Verdict
from assessments.result_hash import sheet_hash
from assessments.rules import acting_as
from assessments.services.answers import ACTION, sheet_for
from assessments.services.errors import NotAllowed, Refused
from assessments.services.locking import lock_assessment
from assessments.services.signatures import put_signature, void_signatures
from assessments.stored import given
from audit.services import record
from units.models import TeamMember
from units.texts import plain_text

HASIL = "HASIL"  # the part of the sheet without an area
MAX_REASON = 1000
Act = SheetAct.Act


def mark_done(pk: int, *, actor) -> Sheet:
    """Declare the actor's own sheet done: it locks, counts as signed, and they may see the others'.

    Asked twice it happens once. Raises NotAllowed (also for who is excused), Refused with one reason an area whose
    questions have no answer of theirs yet, and one for what a round changed and they have not looked at again.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "assess")
        sheet = Sheet.objects.filter(assessment=assessment, kind=Sheet.Kind.MEMBER, owner=actor).first()
        if sheet is not None and sheet.done_at is not None:
            return sheet
        if sheet is not None and sheet.excused_at is not None:
            raise NotAllowed("Anda dibebaskan dari penilaian unit ini.")
        answers = queries.answers_of(sheet)
        missing = _unanswered(assessment, answers)
        if sheet is None or missing or sheet.unconfirmed:
            raise Refused(*((message, "tpi?belum") for message in missing), *_unseen(sheet))
        sheet.done_at, sheet.open_codes = timezone.now(), None
        sheet.save(update_fields=["done_at", "open_codes"])
        signed = sheet_hash(answers, sheet.marks.exclude(verdict=Verdict.NONE))
        put_signature(assessment, TeamMember.Seat.ANGGOTA, signed, actor=actor)
        _note(
            sheet, Act.DONE, actor, assessment, after={"total": str(sheet.total), "answered": sheet.answered}
        )
    return sheet


def confirm_answer(pk: int, *, kind: str, code: str, actor) -> Sheet:
    """Say that an answer stands although the unit changed what it rests on. Asked twice it happens once.

    `kind` MEMBER is the actor's own sheet, TPI the final one. Raises NotAllowed, Refused (nothing to confirm).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, ACTION[kind])
        owner = actor if kind == Sheet.Kind.MEMBER else None
        sheet = Sheet.objects.filter(assessment=assessment, kind=kind, owner=owner).first()
        if sheet is None or code not in instrument_of(assessment.period).questions:
            raise Refused("Belum ada jawaban yang dapat ditegaskan.")
        if sheet.done_at is not None or sheet.excused_at is not None:
            raise NotAllowed("Lembar ini terkunci, jadi tidak dapat diubah lagi.")
        if code in sheet.unconfirmed:
            sheet.unconfirmed = [each for each in sheet.unconfirmed if each != code]
            sheet.save(update_fields=["unconfirmed"])
            record(
                assessment.audit_chain,
                actor=actor,
                role=acting_as(actor, assessment),
                action="answer.confirm",
                label=f"assessments.answer.{kind}",
                object_id=f"{sheet.pk}/{code}",
            )
    return sheet


def reopen_sheet(pk: int, *, member_id: int, reason: str, actor) -> Sheet:
    """Open a member's sheet that is done, or that a round opened in part: all of it.

    Raises NotAllowed, Refused (no reason, open already, excused, no member of this unit's team).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "manage_sheets")
        sheet = _member_sheet(assessment, member_id)
        if sheet.excused_at is not None:
            raise Refused("Anggota ini dibebaskan. Minta menilai lagi dahulu.")
        if sheet.done_at is None and sheet.open_codes is None:
            raise Refused("Lembar anggota ini masih terbuka.")
        why = _reason(reason)
        sheet.done_at = sheet.open_codes = None
        sheet.save(update_fields=["done_at", "open_codes"])
        void_signatures(assessment, seats=[TeamMember.Seat.ANGGOTA], reason=why, user_id=member_id)
        _note(sheet, Act.REOPENED, actor, assessment, reason=why)
    return sheet


def excuse_member(pk: int, *, member_id: int, reason: str, actor) -> Sheet:
    """Excuse a member: their sheet is locked, stays readable for the lead and no longer counts.

    Raises NotAllowed, Refused (no reason, done, excused already).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "manage_sheets")
        sheet = _member_sheet(assessment, member_id)
        if sheet.excused_at is not None:
            raise Refused("Anggota ini sudah dibebaskan.")
        if sheet.done_at is not None:
            raise Refused("Anggota ini sudah menyatakan lembarnya selesai. Buka kembali lembarnya dahulu.")
        why = _reason(reason)
        sheet.excused_at = timezone.now()
        sheet.save(update_fields=["excused_at"])
        _note(sheet, Act.EXCUSED, actor, assessment, reason=why)
    return sheet


def recall_member(pk: int, *, member_id: int, reason: str, actor) -> Sheet:
    """Take an excuse back: the member assesses again. Raises NotAllowed, Refused (no reason, not excused)."""
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "manage_sheets")
        sheet = _member_sheet(assessment, member_id)
        if sheet.excused_at is None:
            raise Refused("Anggota ini tidak dibebaskan.")
        why = _reason(reason)
        sheet.excused_at = None
        sheet.save(update_fields=["excused_at"])
        _note(sheet, Act.RECALLED, actor, assessment, reason=why)
    return sheet


def reopen_for_round(assessment: Assessment, codes: Iterable[str], *, actor, reason: str) -> None:
    """After a round: each party looks again at its answers to `codes`; a sheet that was done opens for these alone.

    The caller holds the lock on the assessment.
    """
    asked = list(dict.fromkeys(codes))
    for sheet in assessment.sheets.filter(kind__in=[Sheet.Kind.MEMBER, Sheet.Kind.TPI]):
        answered = set(Answer.objects.filter(sheet=sheet, code__in=asked).values_list("code", flat=True))
        sheet.unconfirmed = list(dict.fromkeys([*sheet.unconfirmed, *(c for c in asked if c in answered)]))
        was_done = sheet.done_at is not None
        if was_done or sheet.open_codes is not None:
            sheet.open_codes = list(dict.fromkeys([*(sheet.open_codes or []), *asked]))
            sheet.done_at = None
        sheet.save(update_fields=["unconfirmed", "open_codes", "done_at"])
        if was_done:
            seats = [TeamMember.Seat.ANGGOTA]
            void_signatures(assessment, seats=seats, reason=reason, user_id=sheet.owner_id)
            _note(sheet, Act.ROUND, actor, assessment, reason=reason)


def _unanswered(assessment: Assessment, answers) -> list[str]:
    told = {code: given(a) for code, a in answers.items()}
    instrument = instrument_of(assessment.period)
    missing = Counter(
        question.area or HASIL
        for code, question in instrument.questions.items()
        if not is_answered(question, told.get(code))
    )
    names = {**instrument.areas, HASIL: "Hasil"}
    return [f"{names[area]}: {n} pertanyaan belum Anda nilai." for area, n in missing.items()]


def _unseen(sheet: Sheet | None) -> list[tuple[str, str]]:
    if sheet is None or not sheet.unconfirmed:
        return []
    text = f"{len(sheet.unconfirmed)} jawaban yang diperbaiki unit belum Anda periksa lagi."
    return [(text, "tpi?periksa")]


def _member_sheet(assessment: Assessment, member_id: int) -> Sheet:
    """The sheet of a member of the team, created when they have not begun. The caller holds the lock."""
    seat = next((m for m in queries.members_of(assessment) if m.user_id == member_id), None)
    if seat is None:
        raise Refused("Orang ini bukan anggota yang menilai unit ini.")
    sheet = sheet_for(assessment, Sheet.Kind.MEMBER, seat.user)
    return Sheet.objects.get(pk=sheet.pk)


def _reason(text: str) -> str:
    cleaned = plain_text(text)
    if not cleaned:
        raise Refused("Tuliskan alasannya.")
    if len(cleaned) > MAX_REASON:
        raise Refused("Alasan paling panjang 1.000 huruf.")
    return cleaned


def _note(sheet: Sheet, act: str, actor, assessment: Assessment, *, reason: str = "", after=None) -> None:
    role = acting_as(actor, assessment)
    SheetAct.objects.create(sheet=sheet, act=act, by=actor, role=role, at=timezone.now(), reason=reason)
    record(
        assessment.audit_chain,
        actor=actor,
        role=role,
        action=f"sheet.{act}",
        label="assessments.sheet",
        object_id=sheet.pk,
        after=after,
        reason=reason,
    )


__all__ = [
    "confirm_answer",
    "excuse_member",
    "mark_done",
    "recall_member",
    "reopen_for_round",
    "reopen_sheet",
]
