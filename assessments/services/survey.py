"""Indices that surveys gave: recorded beside the index questions, by the admin inspektorat."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.db import transaction

from assessments.engine.instrument import Question
from assessments.loaded import instrument_of
from assessments.models import Assessment, Period, SurveyIndex
from assessments.services.errors import NotAllowed, Refused
from assessments.services.periods import require_admin
from audit.services import record
from units.models import UnitKerja

MAX_DECIMALS = 4


def index_questions(period: Period) -> dict[str, Question]:
    """Code → question of the period's instrument that is answered with an index."""
    return {code: q for code, q in instrument_of(period).questions.items() if q.kind == "index"}


def record_index(
    period: Period,
    *,
    unit: UnitKerja,
    code: str,
    value: str,
    source: str,
    actor,
    assessment: Assessment | None = None,
) -> SurveyIndex:
    """Record the index of a survey for a unit. `value` is decimal text with a point. Equal values write nothing.

    Raises NotAllowed, Refused (no such index question, out of its range, no source).
    """
    require_admin(actor, period.instansi_id)
    if unit.instansi_id != period.instansi_id:
        raise NotAllowed("Unit ini bukan milik instansi periode ini.")
    question = index_questions(period).get(code)
    if question is None:
        raise Refused((f"Pertanyaan {code} tidak diisi dengan indeks.", "code"))
    value = _clean(question, value)
    if not source.strip():
        raise Refused(("Isi sumbernya: survei, masa survei, jumlah responden.", "source"))
    with transaction.atomic():
        stored = SurveyIndex.objects.select_for_update().filter(period=period, unit=unit, code=code).first()
        before = None if stored is None else _plain(stored)
        stored = stored or SurveyIndex(period=period, unit=unit, code=code)
        stored.value, stored.source, stored.recorded_by = value, source.strip(), actor
        if before != _plain(stored):
            stored.save()
            _tell(stored, "survey_index.save", actor, assessment, before=before, after=_plain(stored))
    return stored


def remove_index(stored: SurveyIndex, *, actor, assessment: Assessment | None = None) -> None:
    """Take a recorded index back. Raises NotAllowed."""
    require_admin(actor, stored.period.instansi_id)
    with transaction.atomic():
        _tell(stored, "survey_index.remove", actor, assessment, before=_plain(stored))
        stored.delete()


def _clean(question: Question, raw: str) -> str:
    low, high = question.minimum, question.maximum
    try:
        number = Decimal(raw)
    except InvalidOperation:
        raise Refused(("Indeks ini bukan angka. Tulis misalnya 3,45.", "value")) from None
    if not number.is_finite() or low is None or high is None or not low <= Fraction(number) <= high:
        raise Refused((f"Indeks di luar batas {low} sampai {high}.", "value"))
    if -int(number.as_tuple().exponent) > MAX_DECIMALS:
        raise Refused((f"Tulis indeks dengan paling banyak {MAX_DECIMALS} desimal.", "value"))
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(stored: SurveyIndex) -> dict:
    return {"code": stored.code, "value": stored.value, "source": stored.source}


def _tell(stored: SurveyIndex, action: str, actor, assessment: Assessment | None, **change) -> None:
    record(
        f"instansi:{stored.period.instansi_id}" if assessment is None else assessment.audit_chain,
        actor=actor,
        role="Admin inspektorat",
        action=action,
        label="assessments.surveyindex",
        object_id=stored.pk,
        **change,
    )
