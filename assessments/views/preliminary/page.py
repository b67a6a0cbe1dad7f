"""The page of the conclusion as a template context."""

from dataclasses import dataclass

from assessments import queries
from assessments.engine.comparison import same_answer
from assessments.engine.scoring import two
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, PreliminaryResult, Sheet
from assessments.panels import panels
from assessments.rules import acting_as, may
from assessments.services.scoring import score_answers
from assessments.services.workflow import refusals
from assessments.stored import given
from assessments.where import url_of

LINKS = {
    "pendahuluan": "Isi",
    "pendahuluan?belum": "Tampilkan pertanyaannya",
    "pendahuluan?periksa": "Tampilkan pertanyaannya",
}


@dataclass(frozen=True)
class Ending:
    """The one move that fits a conclusion."""

    move: str
    label: str
    question: str
    lacking: str


FORWARD = Ending(
    "teruskan_ke_tpi",
    "Teruskan ke TPI",
    "Teruskan unit ini ke TPI? Sesudah itu penilaian pendahuluan dan suratnya tidak dapat diubah lagi.",
    "Belum dapat diteruskan ke TPI",
)
BACK = Ending(
    "kembalikan_pendahuluan",
    "Kembalikan untuk pembinaan",
    "Kembalikan unit ini untuk pembinaan? Unit membaca uraian kesimpulan dan catatan pada yang belum penuh, "
    "lalu dapat memperbaiki dan mengajukan lagi.",
    "Belum dapat dikembalikan untuk pembinaan",
)


def results_of(assessment: Assessment) -> list[PreliminaryResult]:
    """The results of a unit, oldest first; the last may still be open. One query."""
    return list(assessment.preliminary_results.select_related("updated_by", "decided_by"))


def context_of(user, assessment: Assessment, results: list[PreliminaryResult]) -> dict:
    """The page without the form. Three queries, and those of the guards for who decides."""
    editable = may(user, "assess_preliminary", assessment)
    decided = [result for result in results if result.decided_at is not None]
    shown = None if editable else next(reversed(decided), None)
    fit = results[-1].fit if editable and results and results[-1].decided_at is None else None
    ending = BACK if fit is False else FORWARD
    reasons = [
        {"message": r.message, "url": url_of(assessment, r.where), "link": LINKS.get(r.where, "Buka")}
        for r in (refusals(assessment, ending.move) if editable else ())
    ]
    return {
        **_figures(assessment),
        "assessment": assessment,
        "instansi": assessment.unit.instansi,
        "acting_as": acting_as(user, assessment),
        "editable": editable,
        "result": shown,
        "history": [result for result in reversed(decided) if result is not shown],
        "ending": ending,
        "reasons": reasons,
        "reads_sheet": editable or may(user, "decide_preliminary", assessment),
    }


def _figures(assessment: Assessment) -> dict:
    """The score of the level above beside the unit's, against the minima. Two queries."""
    instrument = instrument_of(assessment.period)
    sheets = queries.sheets_of(assessment)
    unit = queries.answers_of(sheets.get((Sheet.Kind.UNIT, None)))
    above = queries.answers_of(sheets.get((Sheet.Kind.PRELIMINARY, None)))
    score = score_answers(assessment.period, above.values())
    differing = sum(
        code in above and code in unit and not same_answer(question, given(above[code]), given(unit[code]))
        for code, question in instrument.questions.items()
    )
    return {
        "total": two(score.total),
        "unit_total": two(score_answers(assessment.period, unit.values()).total),
        "answered": score.answered,
        "of": score.of,
        "differing": differing,
        "panels": panels(policy_of(assessment.period), instrument, score),
    }
