"""TPN begins and ends: its sheet, its survey, the determination (PermenPANRB 90/2021 p. 52-60)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments import queries
from assessments.engine import workflow
from assessments.engine.answers import Given
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, Sheet, TpnSurvey
from assessments.services.answers import Change, save_answers
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.register import record_predicate
from assessments.services.scoring import rewrite_totals
from assessments.services.tpn_shared import CHANGED, own_documents, tell
from assessments.services.workflow import move
from assessments.stored import given
from documents.models import Revision
from units.texts import plain_text

NAMES = {"WBK": "tetapkan_wbk", "WBBM": "tetapkan_wbbm", "belum": "tetapkan_belum"}
TAKE_BACK = "batalkan_penetapan"


def start_tpn(pk: int, *, actor) -> Assessment:
    """TPN begins: its sheet starts as a copy of TPI's final answers. Raises NotAllowed, Refused."""
    with transaction.atomic():
        assessment = move(pk, "mulai_tpn", actor=actor)
        sheets = queries.sheets_of(assessment)
        sheet, created = Sheet.objects.get_or_create(assessment=assessment, kind=Sheet.Kind.TPN, owner=None)
        if created:
            now = timezone.now()
            copies = [
                Answer(
                    sheet=sheet,
                    code=a.code,
                    value=a.value,
                    none_yet=a.none_yet,
                    note=a.note,
                    source=a.source,
                    updated_by=actor,
                    updated_at=now,
                )
                for a in queries.answers_of(sheets[(Sheet.Kind.TPI, None)]).values()
            ]
            Answer.objects.bulk_create(copies)
            rewrite_totals(sheet, assessment.period, copies)
    return assessment


def record_survey(
    pk: int,
    *,
    executor: str,
    respondents: int,
    population: int | None,
    indices: Mapping[str, str],
    seen: int,
    actor,
) -> TpnSurvey:
    """Record the external survey: who asked how many, and its indices (question code → typed value) in TPN's sheet.

    `seen`: what `survey_seen` gave for what was seen, 0 for none. Equal values write nothing. Raises NotAllowed,
    SurveyChanged, Refused (no executor, nobody asked, more asked than there are), BadValue.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        stored = TpnSurvey.objects.filter(proposal_unit__assessment=assessment).first()
        before, now = _survey(stored) if stored else None, survey_seen(stored, assessment)
        executor = executor.strip()
        reasons = []
        if not executor:
            reasons.append(("Isi pelaksana surveinya, misalnya BPS.", "executor"))
        if respondents < 1:
            reasons.append(("Jumlah responden paling sedikit satu.", "respondents"))
        if population is not None and population < respondents:
            reasons.append(("Pengguna layanan tidak mungkin lebih sedikit daripada responden.", "population"))
        if reasons:
            raise Refused(*reasons)
        survey = stored or TpnSurvey(proposal_unit=assessment.proposal_unit, version=0)
        survey.executor, survey.respondents, survey.population = executor, respondents, population
        changed = _survey(survey) != before
        if changed:
            survey.version += 1
            survey.recorded_by = actor
            survey.save()
            tell(assessment, actor, "tpn.survey", str(survey.pk), before=before, after=_survey(survey))
        source = f"Survei eksternal {executor}, {respondents} responden"
        if (_put_indices(assessment, indices, source, actor) or changed) and seen != now:
            raise SurveyChanged  # which takes back all of the above
    return survey


def remove_survey(pk: int, *, answers: Mapping[str, Mapping[str, Any]], actor) -> None:
    """Take back a survey that was recorded by mistake. `answers`: what its questions said in TPN's sheet before (code →
    value, none_yet, source); their notes stay, which no survey writes. Asked twice it happens once. Raises NotAllowed,
    BadValue.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        stored = TpnSurvey.objects.filter(proposal_unit__assessment=assessment).first()
        if stored is None:
            return
        told = {"object_id": str(stored.pk), "before": _survey(stored)}
        stored.delete()
        tell(assessment, actor, "tpn.survey_remove", **told)
        stands = queries.answers_of(queries.sheets_of(assessment).get((Sheet.Kind.TPN, None)))
        changes = [
            Change(code, Given(**was | {"note": stands[code].note}), stands[code].version)
            for code, was in answers.items()
        ]
        save_answers(pk, kind=Sheet.Kind.TPN, changes=changes, actor=actor)


class SurveyChanged(Refused):
    """Somebody else changed the survey or its indices meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "Survei ini baru saja diubah orang lain. Yang sekarang tersimpan ada di atas formulir ini: bandingkan, "
            "lalu simpan yang benar."
        )


def survey_seen(survey: TpnSurvey | None, assessment: Assessment) -> int:
    """What a form about the survey has seen: it grows with the survey and with each of its indices; 0 for none.

    The indices stand in TPN's sheet, which is also written elsewhere, so that the survey's own version does not do.
    """
    if survey is None:
        return 0
    parts = instrument_of(assessment.period).walk()
    codes = [question.code for part in parts if part.survey for question in part.questions]
    rows = Answer.objects.filter(sheet__assessment=assessment, sheet__kind=Sheet.Kind.TPN, code__in=codes)
    return survey.version + sum(rows.values_list("version", flat=True))


def _survey(survey: TpnSurvey) -> dict:
    return {name: getattr(survey, name) for name in ("executor", "respondents", "population")}


def _put_indices(assessment: Assessment, indices: Mapping[str, str], source: str, actor) -> bool:
    """The indices in TPN's sheet, with the survey as their source; under the lock, so that versions are what stands.
    Gives whether any was written.
    """
    sheet = queries.sheets_of(assessment).get((Sheet.Kind.TPN, None))
    answers = queries.answers_of(sheet)
    changes = []
    for code, value in indices.items():
        stands = answers.get(code)
        note = given(stands).note if stands else ""
        changes.append(Change(code, Given(value, note=note, source=source), stands.version if stands else 0))
    return bool(save_answers(assessment.pk, kind=Sheet.Kind.TPN, changes=changes, actor=actor).changed)


def determine(
    pk: int,
    *,
    verdict: str,
    decree_number: str,
    decree_date: date,
    seen: int,
    actor,
    scan: Revision | None = None,
) -> Assessment:
    """Record the determination: "WBK", "WBBM" or "belum", with its decision or letter; a predicate also stands in the
    register from then on. `seen`: the version of the decision that was seen.

    Asked twice it happens once. Raises NotAllowed, TakenBack, Refused with every reason; another number once it is
    determined is refused: see `decrees.correct_decree`.
    """
    if verdict not in NAMES:
        raise Refused("Pilih penetapan: WBK, WBBM, atau belum memenuhi.")
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "record_tpn")
        before, unit = assessment.state, getattr(assessment, "proposal_unit", None)
        if unit is not None and before == workflow.PENILAIAN_TPN:
            if seen != unit.decree_version:
                raise TakenBack
            own_documents(assessment, [scan] if scan else [])
            unit.decree_number, unit.decree_date, unit.decree_scan = decree_number.strip(), decree_date, scan
            unit.save(update_fields=["decree_number", "decree_date", "decree_scan"])
        elif unit is not None and unit.decree_number not in ("", decree_number.strip()):
            raise Refused("Unit ini sudah ditetapkan. Nomor yang salah tulis dikoreksi dengan alasan.")
        moved = move(pk, NAMES[verdict], actor=actor, reason=f"{decree_number} ({decree_date.isoformat()})")
        if verdict != "belum" and before == workflow.PENILAIAN_TPN:
            record_predicate(
                moved,
                predicate=verdict,
                decree_number=decree_number,
                decree_date=decree_date,
                actor=actor,
                scan=scan,
            )
        return moved


class TakenBack(Refused):
    """A determination was taken back since this one was begun, which may be the same mistake again."""

    def __init__(self) -> None:
        super().__init__(
            "Penetapan unit ini dibatalkan sejak halaman Anda dibuka; yang tercatat semula dan alasannya ada di bawah. "
            "Isian Anda belum disimpan: periksa, lalu simpan lagi bila itu yang benar."
        )


def take_back(pk: int, *, reason: str, seen: int, actor) -> Assessment:
    """Take back a determination that was recorded by mistake: the unit is with TPN again, the register's record of it
    is withdrawn. `seen`: the version of the decision that was seen.

    Asked twice it happens once. Raises NotAllowed, Refused (something rests on it, changed meanwhile, no reason).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "record_tpn")
        unit = getattr(assessment, "proposal_unit", None)
        sources = workflow.TRANSITIONS[TAKE_BACK].sources
        if unit is not None and assessment.state in sources and seen != unit.decree_version:
            raise Refused(CHANGED)
        return move(pk, TAKE_BACK, actor=actor, reason=plain_text(reason))
