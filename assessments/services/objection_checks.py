"""What a sanggah and TPN's answer to it must say."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from assessments.engine.wording import long_date
from assessments.models import Assessment, Objection, StageResult
from assessments.services.errors import Refused
from units.models import Instansi

ACCEPTED = Objection.Outcome.ACCEPTED


@dataclass(frozen=True)
class Filing:
    """A sanggah as it went out: letter, instant (aware), reason."""

    letter_number: str
    letter_date: date
    filed_at: datetime
    reason: str


@dataclass(frozen=True)
class Outcome:
    """TPN's answer: "diterima" or "ditolak", letter and note; `result`: the stage's new result where it is accepted."""

    outcome: str
    letter_number: str
    on: date
    note: str = ""
    result: str = StageResult.Result.PASSED


def incomplete(filing: Filing, instansi: Instansi) -> list[tuple[str, str]]:
    """What the letter of a sanggah lacks: (message, field)."""
    found = []
    if not filing.letter_number or len(filing.letter_number) > 100:
        found.append(("Isi nomor surat sanggahnya, paling panjang 100 huruf.", "letter_number"))
    if filing.letter_date > filing.filed_at.astimezone(instansi.zone).date():
        found.append(("Tanggal surat sanggah tidak boleh sesudah pengajuannya.", "letter_date"))
    if not filing.reason or len(filing.reason) > 5000:
        found.append(("Tulis alasan sanggahnya, paling panjang 5.000 huruf.", "reason"))
    return found


def check_outcome(assessment: Assessment, pending: Objection, outcome: Outcome) -> None:
    """Raises Refused with everything that is wrong with TPN's answer."""
    zone = assessment.unit.instansi.zone
    reasons = []
    if outcome.outcome not in Objection.Outcome.values:
        reasons.append(("Pilih hasil sanggahnya.", "outcome"))
    if outcome.outcome == ACCEPTED and outcome.result not in (
        StageResult.Result.PASSED,
        StageResult.Result.NOTED,
    ):
        reasons.append(("Pilih hasil baru tahapnya: lanjut, atau lanjut dengan catatan.", "result"))
    if not outcome.letter_number.strip() or len(outcome.letter_number) > 100:
        reasons.append(("Isi nomor surat jawabannya, paling panjang 100 huruf.", "letter_number"))
    if outcome.on > timezone.now().astimezone(zone).date():
        reasons.append((f"Tanggal surat jawaban, {long_date(outcome.on)}, belum tiba.", "on"))
    if outcome.on < pending.filed_at.astimezone(zone).date():
        reasons.append(("Tanggal surat jawaban tidak boleh sebelum sanggahnya diajukan.", "on"))
    if reasons:
        raise Refused(*reasons)
