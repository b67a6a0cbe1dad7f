"""The scores of a year of a unit as plain data, for scripts: what `score --json` prints."""

from __future__ import annotations

from typing import Any

from assessments import queries
from assessments.engine.answers import Given, Value
from assessments.engine.scoring import six
from assessments.engine.verdict import verdict
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, Sheet
from assessments.rules import may
from assessments.services.errors import NotAllowed
from assessments.services.scoring import score_answers, verdict_json
from assessments.stored import given

NONE_YET = "Belum ada"


def score_summary(assessment: Assessment, *, actor) -> dict[str, Any]:
    """{"unit": {...}, "tpi": {...} or None, "tpn": ...}; numbers as strings, counts of questions as integers.

    NotAllowed where the person may not see the unit's answers. TPI and TPN are None while they are not there
    or not released to this person.
    """
    if not may(actor, "view_answers", assessment):
        raise NotAllowed("Nilai unit ini belum dapat dilihat oleh peran Anda.")
    sheets = queries.sheets_of(assessment)
    final = may(actor, "view_final", assessment)
    return {
        "unit": _sheet(assessment, sheets.get((Sheet.Kind.UNIT, None))),
        "tpi": _released(assessment, sheets, Sheet.Kind.TPI) if final else None,
        "tpn": _released(assessment, sheets, Sheet.Kind.TPN) if final else None,
    }


def _released(assessment: Assessment, sheets, kind: str) -> dict[str, Any] | None:
    sheet = sheets.get((kind, None))
    return None if sheet is None else _sheet(assessment, sheet)


def _sheet(assessment: Assessment, sheet: Sheet | None) -> dict[str, Any]:
    period = assessment.period
    stored = queries.answers_of(sheet)
    result = score_answers(period, stored.values())
    in_order = (code for code in instrument_of(period).questions if code in stored)
    shown = {code: _answer(given(stored[code])) for code in in_order}
    verdicts = verdict_json(verdict(policy_of(period), instrument_of(period), result))
    return {
        "answers": {code: value for code, value in shown.items() if value is not None},
        "scores": {code: six(points) for code, points in result.components.items()}
        | {"total": six(result.total)},
        "answered": result.answered,
        "of": result.of,
        "areas": {code: six(area.percent) for code, area in result.areas.items()},
        "verdict": {
            predicate: {"met": found["met"], "short": [_shortfall(short) for short in found["short"]]}
            for predicate, found in verdicts.items()
        },
    }


def _shortfall(short: dict[str, str]) -> dict[str, str]:
    return {key: short[key] for key in ("what", "minimum", "value", "gap")}


def _answer(answer: Given) -> str | dict[str, str] | None:
    if answer.none_yet:
        return NONE_YET
    value: Value | None = answer.value
    return value if value is None or isinstance(value, str) else {k: str(count) for k, count in value.items()}
