"""The rows of TPN's values: TPI's final answer beside what TPN found."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assessments import queries
from assessments.engine.answers import Given, display
from assessments.engine.instrument import Question
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, Sheet
from assessments.stored import given


@dataclass(frozen=True)
class TpnRow:
    """One question: TPI's answer as text, TPN's as stored or as typed."""

    question: Question
    tpi: str
    typed: Given
    stored: Answer | None
    seen: int

    @property
    def text(self) -> str:
        """A typed choice or index as text for its field."""
        return self.typed.value.replace(".", ",") if isinstance(self.typed.value, str) else ""

    @property
    def counts(self) -> list[tuple[str, str, Any]]:
        """(code, text, value) of each count."""
        value = self.typed.value if isinstance(self.typed.value, dict) else {}
        return [(i.code, i.text, value.get(i.code, "")) for i in self.question.inputs]


def tpn_rows(a: Assessment, area: str, data) -> list[TpnRow]:
    """The rows of one area (or "HASIL"); with `data`, what was posted stands in place of what is stored."""
    instrument = instrument_of(a.period)
    questions = instrument.hasil_questions() if area == "HASIL" else instrument.area_questions(area)
    sheets = queries.sheets_of(a)
    tpi = queries.answers_of(sheets.get((Sheet.Kind.TPI, None)))
    tpn = queries.answers_of(sheets.get((Sheet.Kind.TPN, None)))
    return [_row(q, tpi.get(q.code), tpn.get(q.code), data) for q in questions]


def _row(question: Question, tpi: Answer | None, stored: Answer | None, data) -> TpnRow:
    now = given(stored) if stored else Given()
    typed, seen = now, stored.version if stored else 0
    if data is not None:
        typed = Given(_typed(question, data), False, data.get(f"{question.code}-note", ""), now.source)
        raw = data.get(f"{question.code}-version", "")
        seen = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else -1
    return TpnRow(question, display(question, given(tpi) if tpi else None), typed, stored, seen)


def _typed(question: Question, data) -> Any:
    if question.inputs:
        return {i.code: data.get(f"{question.code}-{i.code}", "") for i in question.inputs}
    return data.get(question.code, "")


def wanted_changes(rows: list[TpnRow]) -> list[tuple[str, Given, int]]:
    """(code, answer, version seen) of every row; what is unchanged writes nothing."""
    return [
        (r.question.code, r.typed, r.seen)
        for r in rows
        if not (r.stored is not None and r.stored.none_yet and not r.typed.value)
    ]


def shown_conflicts(rows: list[TpnRow]) -> tuple[list[TpnRow], dict[str, str]]:
    """(rows of which the next press is about what stands now, code → what somebody else saved there meanwhile)."""
    found, told = [], {}
    for row in rows:
        now = row.stored.version if row.stored else 0
        stands = given(row.stored) if row.stored else Given()
        if row.seen != now:
            note = f" ({stands.note})" if stands.note else ""
            told[row.question.code] = (
                f"Baru saja diubah orang lain. Sekarang tersimpan: {display(row.question, stands)}{note}. "
                "Bandingkan, lalu simpan yang benar."
            )
        found.append(replace(row, seen=now))
    return found, told


@dataclass(frozen=True)
class Replaced:
    """A question where TPN's value took the place of TPI's final answer (PermenPANRB 90/2021 p. 54)."""

    question: Question
    area: str
    tpi: str
    tpn: str
    note: str


def replaced_rows(a: Assessment, tpi: Mapping[str, Answer], tpn: Mapping[str, Answer]) -> list[Replaced]:
    """The questions in which TPN's sheet differs from TPI's final answers, in the order of the sheet; no query."""
    found = []
    for code, question in instrument_of(a.period).questions.items():
        before, now = (given(sheet[code]) if code in sheet else Given() for sheet in (tpi, tpn))
        if (before.value, before.none_yet) != (now.value, now.none_yet):
            shown = display(question, before), display(question, now)
            found.append(Replaced(question, question.area or "HASIL", *shown, now.note or now.source))
    return found
