"""Stored totals: rewritten in the transaction of each answer, always equal to a recomputation."""

from collections.abc import Iterable, Mapping

from django.utils import timezone

from assessments.engine.scoring import Score, decimal6, score, six
from assessments.engine.verdict import Verdict, verdict
from assessments.loaded import instrument_of, policy_of
from assessments.models import Answer, Period, Sheet

TOTALS = ["total", "scores", "areas", "verdict", "answered", "of", "updated_at"]


def score_answers(period: Period, answers: Iterable[Answer]) -> Score:
    """Score stored answers with the instrument of the period (0–100 points, exact)."""
    return score(instrument_of(period), {a.code: a for a in answers})


def verdict_json(verdicts: Mapping[str, Verdict]) -> dict:
    """The stored form of a verdict: {"WBK": {"met": bool, "short": [{"what", "name", "minimum", "value", "gap"}]}}."""
    return {
        predicate: {
            "met": v.met,
            "short": [
                {
                    "what": s.what,
                    "name": s.name,
                    "minimum": six(s.minimum),
                    "value": six(s.value),
                    "gap": six(s.gap),
                }
                for s in v.short
            ],
        }
        for predicate, v in verdicts.items()
    }


def set_totals(sheet: Sheet, period: Period, answers: Iterable[Answer]) -> Score:
    """Put the totals of `answers` onto the sheet (not saved). Verdicts compare unrounded values."""
    result = score_answers(period, answers)
    sheet.total = decimal6(result.total)
    sheet.scores = {code: six(points) for code, points in result.components.items()} | {
        "total": six(result.total)
    }
    sheet.areas = {code: six(area.percent) for code, area in result.areas.items()}
    sheet.verdict = verdict_json(verdict(policy_of(period), instrument_of(period), result))
    sheet.answered, sheet.of = result.answered, result.of
    sheet.updated_at = timezone.now()
    return result


def rewrite_totals(sheet: Sheet, period: Period, answers: Iterable[Answer]) -> Score:
    """Recompute and store the totals of a sheet; call it in the transaction that changed the answers."""
    result = set_totals(sheet, period, answers)
    sheet.save(update_fields=TOTALS)
    return result


def touch(sheet: Sheet) -> None:
    """Note that a sheet was written to although its totals stand: only notes or sources changed."""
    sheet.updated_at = timezone.now()
    sheet.save(update_fields=["updated_at"])
