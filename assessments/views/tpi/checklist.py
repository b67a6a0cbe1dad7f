"""What the page of the end shows: the list of what finalising needs, the result to read, and the signatures."""

from dataclasses import dataclass

from assessments.closing import Closing, closing_of, signers
from assessments.engine.scoring import two
from assessments.loaded import instrument_of, policy_of
from assessments.models import Consideration, Recommendation
from assessments.panels import panels
from assessments.result_hash import result_hash
from assessments.rules import acting_as, is_ketua
from assessments.services.scoring import score_answers
from assessments.tpi_sheets import Desk
from assessments.views.tpi.rows import differs_from_unit
from assessments.where import first_area, url_of

LINKS = {
    "tpi": "Lihat anggota",
    "tpi?belum": "Tampilkan pertanyaannya",
    "tpi?tanpa_catatan": "Tampilkan pertanyaannya",
    "tpi?periksa": "Tampilkan pertanyaannya",
    "konsiderasi": "Tulis pertimbangan",
    "rekomendasi": "Tulis rekomendasi",
    "tim": "Lihat tim",
}


@dataclass(frozen=True)
class Step:
    """One line of the list: what, how far in words, kind of chip, and the page where it is done."""

    label: str
    value: str
    kind: str
    url: str = ""


def context_of(user, desk: Desk) -> dict:
    """The context of the page, for the lead and for the pengendali teknis."""
    assessment = desk.assessment
    instrument = instrument_of(assessment.period)
    final = score_answers(assessment.period, desk.answers.values())
    unit = score_answers(assessment.period, desk.unit.values())
    end = closing_of(user, assessment)
    advice = Recommendation.objects.filter(assessment=assessment).first()
    differing = [q for q in instrument.questions.values() if differs_from_unit(q, desk.answers, desk.unit)]
    return {
        "assessment": assessment,
        "instansi": assessment.unit.instansi,
        "acting_as": acting_as(user, assessment),
        "leads": is_ketua.test(user, assessment),
        "end": end,
        "reasons": [
            {"message": r.message, "url": url_of(assessment, r.where), "link": LINKS.get(r.where, "Buka")}
            for r in end.lacking
        ],
        "steps": steps(desk, end, final, differing, advice),
        "signers": signers(end.lines, assessment.unit.instansi),
        "advice": advice,
        "result": result_hash(assessment),
        "total": two(final.total),
        "unit_total": two(unit.total),
        "differing": len(differing),
        "panels": panels(policy_of(assessment.period), instrument, final),
        "first_area": first_area(assessment),
    }


def steps(desk: Desk, end: Closing, final, differing, advice: Recommendation | None) -> tuple[Step, ...]:
    """What finalising needs, in the order in which it is done."""
    assessment = desk.assessment
    done = sum(party.done_at is not None for party in desk.counting)
    excused = len(desk.members) - len(desk.counting)
    silent = sum(not desk.answers[q.code].note.strip() for q in differing)
    unseen = len(desk.sheet.unconfirmed) if desk.sheet else 0
    wanted = policy_of(assessment.period).assessors.considerations
    texts = Consideration.objects.filter(assessment=assessment, code__in=wanted).exclude(text="").count()
    result = [line for line in end.lines if line.member.seat != "anggota_tpi"]
    unfit = any(r.where == "rekomendasi" for r in end.lacking)
    found = (
        _counted("Lembar anggota selesai", done, len(desk.counting), "tpi", excused=excused),
        _counted("Jawaban akhir", final.answered, final.of, "tpi?belum"),
        _zero("Berbeda tanpa catatan", silent, "tpi?tanpa_catatan"),
        _zero("Perlu diperiksa lagi sesudah perbaikan", unseen, "tpi?periksa"),
        _counted("Pertimbangan", texts, len(wanted), "konsiderasi"),
        (
            "Rekomendasi",
            advice.get_verdict_display() if advice else "belum dipilih",
            not unfit,
            "rekomendasi",
        ),
        *(
            [_counted("Tanda tangan atas hasil", sum(s.stands for s in result), len(result), "")]
            if end.has_controller
            else []
        ),
    )
    return tuple(
        Step(label, value, "selesai" if is_done else "perlu", url_of(assessment, where) if where else "")
        for label, value, is_done, where in found
    )


def _counted(label: str, done: int, of: int, where: str, *, excused: int = 0) -> tuple[str, str, bool, str]:
    value = f"{done} dari {of}" + (f", {excused} dibebaskan" if excused else "")
    return label, value, done == of, where


def _zero(label: str, left: int, where: str) -> tuple[str, str, bool, str]:
    return label, str(left) if left else "tidak ada", not left, where
