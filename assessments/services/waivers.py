"""The statement that a unit makes no sanggah: it closes it, so that TPN's verdict need not wait for its end."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.engine.facts import STAGE_FAILED
from assessments.engine.wording import long_date
from assessments.loaded import policy_of
from assessments.models import Assessment, ObjectionWaiver, ProposalUnit, StageResult
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.objection_windows import window_for
from assessments.services.tpn_shared import required_reason, tell
from units.texts import plain_text


@dataclass(frozen=True)
class Statement:
    """Who stated it and when, by which letter, or in which words."""

    stated_by: str
    stated_on: date
    letter_number: str = ""
    note: str = ""


def state_no_objection(pk: int, *, statement: Statement, actor) -> ObjectionWaiver:
    """Record that a unit does not contest TPN's refusal. The same statement twice is one.

    Raises NotAllowed, Refused (no refusal at the stage of the policy, a sanggah, a statement that stands already, a
    window that is over, an incomplete statement).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        unit = ProposalUnit.objects.get(assessment=assessment)
        said = Statement(
            statement.stated_by.strip(),
            statement.stated_on,
            statement.letter_number.strip(),
            plain_text(statement.note),
        )
        stands = unit.waivers.filter(withdrawn_at=None).first()
        if stands is not None:
            if said == _said(stands):
                return stands
            raise Refused(("Pernyataan tidak menyanggah sudah dicatat. Cabut dulu yang ada.", "sanggah"))
        refused = _contestable(assessment, unit)
        _check(assessment, refused, said)
        made = ObjectionWaiver.objects.create(
            proposal_unit=unit,
            stated_by=said.stated_by,
            stated_on=said.stated_on,
            letter_number=said.letter_number,
            note=said.note,
            recorded_by=actor,
        )
        tell(assessment, actor, "tpn.objection_waive", str(made.pk), after=_plain(made))
    return made


def retract_waiver(pk: int, *, waiver: int, reason: str, actor) -> ObjectionWaiver:
    """Take the statement back: the unit may contest again. Asked twice it happens once.

    Also once the window is over, until the determination: recorded for the wrong unit it would keep out a sanggah that
    went out in time. Raises NotAllowed, Refused (no such statement, no reason).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        found = ObjectionWaiver.objects.filter(pk=waiver, proposal_unit__assessment=assessment).first()
        if found is None:
            raise Refused(("Tidak ada pernyataan yang dapat dicabut.", "sanggah"))
        if found.withdrawn_at is not None:
            return found
        reason = required_reason(reason, "Tulis alasan pernyataannya dicabut.")
        _withdraw(assessment, found, reason, actor)
    return found


def lapse_waiver(assessment: Assessment, unit: ProposalUnit, *, stage: str, actor) -> None:
    """The refusal at a stage stands no more, so that a statement about it says nothing; the caller holds the lock."""
    rule = policy_of(assessment.period).objection
    if rule is None or rule.after != stage:
        return
    for found in unit.waivers.filter(withdrawn_at=None):
        _withdraw(assessment, found, "Hasil tahap yang tidak disanggah itu diganti atau dibatalkan.", actor)


def is_over(assessment: Assessment, unit: ProposalUnit) -> bool:
    """Whether the window of a unit has passed; one that nobody has announced has not."""
    rule = policy_of(assessment.period).objection
    stands = unit.stages.filter(stage=rule.after).first() if rule else None
    window = window_for(assessment.period, stands.date if stands else None)
    return window is not None and window.is_over(timezone.now())


def _contestable(assessment: Assessment, unit: ProposalUnit) -> StageResult:
    policy = policy_of(assessment.period)
    rule = policy.objection
    if rule is None:
        raise Refused((f"{policy.name} tidak mengenal sanggah.", "alur"))
    refused = unit.stages.filter(stage=rule.after, result=STAGE_FAILED).first()
    if refused is None:
        raise Refused(
            ("Pernyataan ini hanya untuk unit yang tidak lanjut pada tahap yang boleh disanggah.", "tpn")
        )
    if unit.objections.filter(cancelled_at=None).exists():
        raise Refused(("Unit ini sudah menyanggah.", "sanggah"))
    if is_over(assessment, unit):
        raise Refused(("Masa sanggah sudah berakhir; pernyataan ini tidak diperlukan lagi.", "sanggah"))
    return refused


def _check(assessment: Assessment, refused: StageResult, said: Statement) -> None:
    reasons = []
    if not said.stated_by or len(said.stated_by) > 200:
        reasons.append(("Isi nama dan jabatan yang menyatakan, paling panjang 200 huruf.", "stated_by"))
    if not said.letter_number and not said.note:
        reasons.append(("Isi nomor suratnya, atau keterangan bagaimana pernyataan ini disampaikan.", "note"))
    if len(said.letter_number) > 100 or len(said.note) > 2000:
        reasons.append(("Nomor surat paling panjang 100 huruf, keterangan 2.000 huruf.", "note"))
    today = timezone.now().astimezone(assessment.unit.instansi.zone).date()
    if said.stated_on > today:
        reasons.append((f"Tanggal pernyataan, {long_date(said.stated_on)}, belum tiba.", "stated_on"))
    if said.stated_on < refused.date:
        text = f"Tanggal pernyataan tidak boleh sebelum hasil TPN, {long_date(refused.date)}."
        reasons.append((text, "stated_on"))
    if reasons:
        raise Refused(*reasons)


def _withdraw(assessment: Assessment, found: ObjectionWaiver, reason: str, actor) -> None:
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_reason = timezone.now(), actor, reason
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    told = {"before": _plain(found), "reason": reason}
    tell(assessment, actor, "tpn.objection_waive_back", str(found.pk), **told)


def _said(stored: ObjectionWaiver) -> Statement:
    return Statement(stored.stated_by, stored.stated_on, stored.letter_number, stored.note)


def _plain(stored: ObjectionWaiver) -> dict:
    return {
        "stated_by": stored.stated_by,
        "stated_on": stored.stated_on.isoformat(),
        "letter_number": stored.letter_number,
        "note": stored.note,
    }
