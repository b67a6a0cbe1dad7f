"""The questions side by side: unit, members and final answer, how far they lie apart, what it does to the total."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse

from assessments.engine.comparison import Comparison, compare, same_answer
from assessments.engine.instrument import Instrument, Question
from assessments.engine.scoring import judged, two
from assessments.loaded import instrument_of
from assessments.models import Sheet
from assessments.panels import HASIL, Shown
from assessments.stored import given
from assessments.tpi_sheets import Desk, Party
from assessments.views.answering.rows import slug_of
from assessments.views.compare.cells import Cell, Cells
from assessments.where import place_of

UNIT, OWN, FINAL = "Unit", "Anda", "Akhir"
DIFFERS, DIVIDED, OPEN, UNEXPLAINED, DISCUSSED = "beda", "terbelah", "belum", "catatan", "diskusi"


@dataclass(frozen=True)
class Column(Shown):
    """The head of a party's column: name (`title` in full), total of the sheet as text, what to know about it."""

    name: str
    title: str
    total: str
    note: str = ""
    muted: bool = False


@dataclass(frozen=True)
class Row(Shown):
    """One question. `cells`: the unit's and the members'; `final` is None where the reader may not know it.

    `marks` are the filters that the row passes. `bar` is the spread in percent for the small bar.
    """

    code: str
    slug: str
    area: str
    area_label: str
    text: str
    url: str
    open_url: str
    cells: tuple[Cell, ...]
    final: Cell | None
    spread: str
    bar: str
    movement: str
    weighs: bool
    remarks: int
    marks: frozenset[str]
    found: Comparison
    place: int

    @property
    def unexplained(self) -> bool:
        """Whether the final answer differs from the unit's without a note, as far as the reader has to do with it."""
        return UNEXPLAINED in self.marks


def shows_final(desk: Desk) -> bool:
    """Whether the final answers are a column: for those who decide, and for the team once they are out."""
    return not desk.is_own


def voices(desk: Desk) -> tuple[tuple[str, Party], ...]:
    """Whose sheets stand side by side, each with a name that fits a column (no titles after the comma): a member's own
    first, who is excused last and only if there is something to see.
    """
    sheet = desk.sheet
    own = Party(
        0, OWN, desk.answers, total=sheet.total if sheet else None, done_at=sheet.done_at if sheet else None
    )
    excused = [p for p in desk.members if p.excused_at is not None and p.answered]
    found = [*([own] if desk.is_own else []), *desk.counting, *excused]
    return tuple((party.name.partition(",")[0], party) for party in found)


def columns(desk: Desk) -> tuple[Column, ...]:
    """The heads of the columns of the table, in its order."""
    found = [Column(UNIT, desk.assessment.unit.name, total_of(desk.unit_sheet))]
    for name, party in voices(desk):
        note = "dibebaskan" if party.excused_at else "" if party.done_at else "belum selesai"
        muted = party.excused_at is not None
        found.append(Column(name, party.name, total_of(party), note, muted))
    if shows_final(desk):
        found.append(Column(FINAL, "Jawaban akhir TPI", total_of(desk.sheet)))
    return tuple(found)


def total_of(sheet: Sheet | Party | None) -> str:
    """The stored total of a sheet as text; a dash where there is no sheet yet."""
    return "–" if sheet is None or sheet.total is None else two(Fraction(sheet.total))


def rows(desk: Desk, remarks: Mapping[str, int]) -> list[Row]:
    """Every question, in the order of the sheet; `remarks`: code → how many the team has made. No queries."""
    instrument = instrument_of(desk.assessment.period)
    made = _Making(desk, instrument)
    return [
        made.row(question, place, remarks.get(question.code, 0))
        for place, question in enumerate(instrument.questions.values())
    ]


def row_of(desk: Desk, code: str, remarks: int) -> Row:
    """The row of one question. No queries."""
    instrument = instrument_of(desk.assessment.period)
    place = list(instrument.questions).index(code)
    return _Making(desk, instrument).row(instrument.questions[code], place, remarks)


class _Making:
    """What is the same for all rows of a desk."""

    def __init__(self, desk: Desk, instrument: Instrument) -> None:
        pk = desk.assessment.pk
        self.desk, self.instrument, self.final = desk, instrument, shows_final(desk)
        self.parties = voices(desk)
        self.here = reverse("assessments:tpi_compare", args=[pk])
        self.pages = {
            area: reverse("assessments:tpi_area", args=[pk, area]) for area in (*instrument.areas, HASIL)
        }

    def row(self, question: Question, place: int, remarks: int) -> Row:
        desk, code = self.desk, question.code
        unit = desk.unit_given(code)
        said = [(name, party.given(code), party.excused_at is not None) for name, party in self.parties]
        final = given(desk.answers[code]) if self.final and code in desk.answers else None
        found = compare(
            question, self.instrument.worths[code], unit, [one for _, one, out in said if not out], final
        )
        cells = Cells(question, unit)
        slug, area = slug_of(code), question.area or HASIL
        marks = {DIFFERS: found.differs, DIVIDED: found.divided, DISCUSSED: remarks > 0}
        if self.final and not desk.released:
            _, decided = judged(question, final)
            marks[OPEN] = not decided
            marks[UNEXPLAINED] = (
                final is not None
                and decided
                and not final.note.strip()
                and not same_answer(question, unit, final)
            )
        return Row(
            code=code,
            slug=slug,
            area=area,
            area_label="Hasil" if area == HASIL else area,
            text=question.text,
            url=self.pages[area] + place_of(code),
            open_url=f"{self.here}{code}/",
            cells=(
                cells.cell(UNIT, unit, is_unit=True),
                *(cells.cell(name, one, muted=out) for name, one, out in said),
            ),
            final=cells.cell(FINAL, final) if self.final else None,
            spread=two(found.spread),
            bar=str(round(found.spread * 100)),
            movement=_signed(found.movement),
            weighs=found.movement != 0,
            remarks=remarks,
            marks=frozenset(mark for mark, holds in marks.items() if holds),
            found=found,
            place=place,
        )


def _signed(points: Fraction) -> str:
    text = two(points)
    return f"+{text}" if points > 0 else text.replace("-", "−")


__all__ = ["Column", "Row", "columns", "row_of", "rows", "shows_final", "total_of"]
