"""What TPN found in the field: its value of each question, in the place of TPI's (PermenPANRB 90/2021 p. 54)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from assessments.engine.answers import BadValue, Given, clean_value
from assessments.engine.instrument import Question
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, Sheet, State
from assessments.services.answers import Change, save_answers
from assessments.services.errors import Refused
from assessments.stored import given
from documents.workbooks.columns import Choice, Column

from .table import Key, Present, Row, Scope, Table
from .tpn_survey import WITH_SHEET
from .unit_column import unit_column
from .writing import attempt

DECIDED = "Unit ini sudah ditetapkan, jadi nilai TPN-nya tidak dapat diubah."
FIRST = "Tulis catatan di baris pertama pertanyaan ini."


@dataclass(frozen=True)
class Place:
    """One value of a unit's sheet: of a question, or of one of its counts (`item`)."""

    assessment: Assessment
    question: Question
    item: str
    answer: Answer | None

    @property
    def pk(self) -> str:
        """What an import remembers it by."""
        return f"{self.assessment.pk}/{self.question.code}/{self.item}"

    @property
    def notes(self) -> bool:
        """Whether the note of its question stands in its row."""
        return not self.item or self.item == self.question.inputs[0].code


def _codes(question: Question) -> list[tuple[str, str, str]]:
    """(code, what is asked, item) of each row of a question."""
    if not question.inputs:
        return [(question.code, question.text, "")]
    return [(f"{question.code}/{one.code}", one.text, one.code) for one in question.inputs]


def _columns(scope: Scope) -> tuple[Column, ...]:
    questions = instrument_of(scope.the_period).questions.values()
    rows = [row for question in questions for row in _codes(question)]
    choices = tuple(Choice(code, f"{code} {text}"[:200]) for code, text, _ in rows)
    return (
        unit_column(scope.unit_choices, "Unit yang dinilai TPN."),
        Column(
            "code",
            "Pertanyaan",
            "Pertanyaan, atau salah satu jumlah yang ditanyakannya.",
            "choice",
            required=True,
            choices=choices,
            code_first=True,
            also=("kode",),
            width=48,
            example=choices[0].label if choices else "",
        ),
        Column(
            "value",
            "Nilai TPN",
            "Pilihan jawaban, indeks, atau jumlah menurut TPN. Yang kosong tidak diubah.",
            also=("nilai", "jawaban"),
            any_case=True,
            max_length=40,
            width=12,
            example="B",
        ),
        Column(
            "note",
            "Catatan",
            "Temuan lapangan TPN atas pertanyaan ini.",
            "lines",
            clears=True,
            max_length=5000,
            width=48,
            example="Bukti evaluasi tidak ditemukan di lapangan.",
        ),
    )


def row_key(values: Mapping[str, str]) -> Key:
    """A value of a unit."""
    return (values["unit"], values["code"])


def _present(scope: Scope) -> dict[Key, Present]:
    """Every value of every unit with a sheet of TPN; two queries."""
    rows = Answer.objects.filter(
        sheet__assessment__period=scope.the_period, sheet__kind=Sheet.Kind.TPN
    ).select_related("sheet")
    answers = {(row.sheet.assessment_id, row.code): row for row in rows}
    units = Assessment.objects.filter(
        period=scope.the_period, state__in=WITH_SHEET, proposal_unit__isnull=False
    )
    questions = instrument_of(scope.the_period).questions.values()
    found: dict[Key, Present] = {}
    for a in units.select_related("unit").order_by("unit__code"):
        for question in questions:
            answer = answers.get((a.pk, question.code))
            rest = [answer.value, answer.none_yet, answer.source] if answer else None
            for code, _, item in _codes(question):
                place = Place(a, question, item, answer)
                note = answer.note if answer and place.notes else ""
                values = {"unit": a.unit.code, "code": code, "value": _shown(place), "note": note}
                found[row_key(values)] = Present(values, place, rest)
    return found


def _shown(place: Place) -> str:
    value = place.answer.value if place.answer else None
    if place.item:
        number = (value or {}).get(place.item)
        return "" if number is None else str(number)
    return str(value or "").replace(".", ",")


def _listed(found: Mapping[Key, Present]) -> list[Present]:
    """A filled template holds the units that TPN assesses now."""
    return [one for one in found.values() if one.thing.assessment.state == State.PENILAIAN_TPN]


def _judge(scope: Scope, rows: Sequence[Row]) -> None:
    for row in rows:
        if row.thing is None:
            row.refuse("Unit ini tidak dinilai TPN tahun ini.", "unit")
            continue
        if "value" in row.changes:
            _judge_value(row)
        if row.changes and row.thing.assessment.state != State.PENILAIAN_TPN:
            row.refuse(DECIDED, "unit")
        elif row.get("note") and not row.thing.notes:
            row.refuse(FIRST, "note")


def _judge_value(row: Row) -> None:
    """What the question does not take; what is only written in another way is no change."""
    typed = row.changes["value"][1]
    try:
        wanted = _value(row.thing, typed)
        same = wanted == _value(row.thing, row.changes["value"][0])
    except BadValue as error:
        row.refuse(f"{error}", "value")
        return
    if same:
        del row.changes["value"]
        row.status = "changed" if row.changes else "same"


def _value(place: Place, text: str) -> Any:
    return clean_value(place.question, {place.item: text} if place.item else text)


def _apply(scope: Scope, rows: Sequence[Row]) -> list[dict[str, Any]]:
    def unit_of(row: Row) -> int:
        return row.thing.assessment.pk

    done = []
    for pk, group in groupby(sorted(rows, key=unit_of), unit_of):  # as all locks go
        mine = list(group)
        wanted = [(row.thing, row.get("value"), row.get("note"), None) for row in mine]
        if attempt(scope, mine[0], lambda pk=pk, wanted=wanted: _save(pk, wanted, scope.actor)) is not None:
            done += [{"pk": row.thing.pk, "before": _before(row)} for row in mine]
    return done


def _before(row: Row) -> list[Any]:
    stood, answer = row.before or {}, row.thing.answer
    return [stood.get("value", ""), stood.get("note", ""), bool(answer and answer.none_yet)]


def _save(pk: int, wanted: Iterable[tuple[Place, str, str, bool | None]], actor) -> Any:
    """Write values and notes of one unit through the service of its page. Who types a value takes "belum ada" away;
    undoing says whether it was there.
    """
    changes: dict[str, Change] = {}
    for place, text, note, none_yet in wanted:
        code, answer = place.question.code, place.answer
        stands = given(answer) if answer else Given()
        now = changes[code].given if code in changes else stands
        value: Any = {**(now.value or {}), place.item: text} if place.item else text
        if text == _shown(place):
            value = now.value
        kept = now.none_yet and value == stands.value if none_yet is None else none_yet
        said = Given(value, kept, note if place.notes else now.note, now.source)
        changes[code] = Change(code, said, answer.version if answer else 0)
    return save_answers(pk, kind=Sheet.Kind.TPN, changes=list(changes.values()), actor=actor)


def _undo(scope: Scope, records: Sequence[dict[str, Any]]) -> None:
    """Give back the values and notes that stood."""
    places = {stands.thing.pk: stands.thing for stands in _present(scope).values()}
    wanted: dict[int, list[tuple[Place, str, str, bool | None]]] = {}
    for record in records:
        place = places[record["pk"]]
        wanted.setdefault(place.assessment.pk, []).append((place, *record["before"]))
    decided = [rows[0][0].assessment for rows in wanted.values()]
    decided = [a for a in decided if a.state != State.PENILAIAN_TPN]
    if decided:
        raise Refused(*[f"{a.unit}: {DECIDED}" for a in decided])
    for pk in sorted(wanted):
        _save(pk, wanted[pk], scope.actor)


TPN_VALUES = Table(
    key="nilai-tpn",
    title="Nilai lapangan TPN",
    sheet="Nilai TPN",
    purpose="Mencatat nilai setiap pertanyaan menurut TPN, yang menggantikan nilai TPI dalam lembar TPN.",
    needs="period",
    columns=_columns,
    identify=("unit", "code"),
    row_key=row_key,
    present=_present,
    listed=_listed,
    judge=_judge,
    apply=_apply,
    undo=_undo,
    hints=(
        "Satu baris satu pertanyaan; pertanyaan yang menanyakan beberapa jumlah punya satu baris untuk setiap jumlah.",
        "Templat terisi memuat semua pertanyaan unit yang sedang dinilai TPN. Cukup ubah yang berbeda.",
    ),
    max_rows=20_000,
)
