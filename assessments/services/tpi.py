"""The lead at work: takes over what the members agree on, writes the considerations and the recommendation."""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from assessments import queries
from assessments.engine.answers import Given, is_answered
from assessments.engine.comparison import agreed
from assessments.engine.instrument import Instrument
from assessments.loaded import instrument_of, policy_of
from assessments.models import Answer, Consideration, Recommendation, Sheet
from assessments.rules import acting_as
from assessments.services.answers import Change, Saved, save_answers
from assessments.services.errors import Conflict, Refused
from assessments.services.locking import lock_assessment
from assessments.stored import given
from audit.services import record
from units.texts import plain_text

HASIL = "HASIL"  # the part of the sheet without an area


def agreeing(
    instrument: Instrument,
    members: Sequence[Mapping[str, Answer]],
    final: Mapping[str, Answer],
    unconfirmed: Collection[str] = (),
) -> tuple[str, ...]:
    """Codes on which all members' sheets agree and the final answer is still empty: what can be taken over at once.

    A common "belum ada" is not among them: it needs a note, and that is the lead's own to write. Nor is what a member
    has yet to look at again after a round (`unconfirmed`): that agreement is about an answer that is gone.
    """
    return tuple(
        code
        for code, question in instrument.questions.items()
        if code not in unconfirmed
        and not (code in final and is_answered(question, given(final[code])))
        and (common := agreed(question, [given(a[code]) if code in a else None for a in members])) is not None
        and not common.none_yet
    )


def take_over_agreement(pk: int, *, actor, area: str | None = None) -> Saved:
    """Fill every final answer that is still empty and on which all members' sheets agree, in one step. The sheet of
    an excused member does not count.

    Only the value is taken over, never a member's note or source: what the unit will read is the lead's own text,
    or, for the source of an index, the unit's where the value is the unit's. `area` limits it to one area code,
    HASIL to Hasil. Raises NotAllowed.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "decide")
        instrument = instrument_of(assessment.period)
        sheets = queries.sheets_of(assessment)
        seats = queries.members_of(assessment)
        found = [sheets.get((Sheet.Kind.MEMBER, seat.user_id)) for seat in seats]
        members = [sheet for sheet in found if sheet is None or sheet.excused_at is None]
        answers = [queries.answers_of(sheet) for sheet in members]
        final = queries.answers_of(sheets.get((Sheet.Kind.TPI, None)))
        unit = queries.answers_of(sheets.get((Sheet.Kind.UNIT, None)))
        changes = []
        waiting = {code for sheet in members if sheet is not None for code in sheet.unconfirmed}
        for code in agreeing(instrument, answers, final, waiting):
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
        text = plain_text(text)
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


def save_recommendation(
    pk: int, *, verdict: str, text: str, coaching: str, seen: int, actor
) -> Recommendation:
    """Write TPI's conclusion: fit for WBK, for WBBM, or not fit ("belum") with the coaching that follows
    (PermenPANRB 90/2021 p. 38-39, 43-44). Equal values write nothing; `seen` 0 = none yet.

    Raises NotAllowed, Refused (unknown verdict, too long, not fit without coaching), Conflict.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "decide")
        if verdict not in Recommendation.Verdict.values:
            raise Refused("Pilih rekomendasinya: layak WBK, layak WBBM, atau belum layak.")
        text, coaching = (plain_text(each) for each in (text, coaching))
        if max(len(text), len(coaching)) > 5000:
            raise Refused("Uraian dan pembinaan masing-masing paling panjang 5.000 huruf.")
        if verdict == Recommendation.Verdict.NOT_FIT and not coaching:
            raise Refused("Rekomendasi belum layak perlu uraian pembinaannya. Tulis pembinaannya.")
        stored = Recommendation.objects.filter(assessment=assessment).first()
        before = _advice(stored)
        after = {"verdict": verdict, "text": text, "coaching": coaching}
        if stored is not None and before == after:
            return stored
        if seen != (stored.version if stored else 0):
            raise Conflict("rekomendasi", seen, stored)
        row = stored or Recommendation(assessment=assessment, version=0)
        row.verdict, row.text, row.coaching = verdict, text, coaching
        row.version += 1
        row.updated_by, row.updated_at = actor, timezone.now()
        row.save()
        record(
            assessment.audit_chain,
            actor=actor,
            role=acting_as(actor, assessment),
            action="recommendation.save",
            label="assessments.recommendation",
            object_id=row.pk,
            before=before,
            after=after,
        )
    return row


def _advice(row: Recommendation | None) -> dict | None:
    return {"verdict": row.verdict, "text": row.text, "coaching": row.coaching} if row else None
