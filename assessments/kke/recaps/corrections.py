"""Where TPI's final answers differ from the unit's: one row a question and unit, released units only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from assessments.engine.answers import Given, display
from assessments.engine.differences import Difference, differences
from assessments.engine.instrument import Instrument
from assessments.engine.scoring import decimal6
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, Period, RoundRequest, Sheet
from assessments.rules import RELEASED

from .book import Book, Column, Value
from .chunks import SHEETS, Tell, lots
from .guide import guide_table
from .pages import Pages

HASIL = "Hasil"
EMPTY = "Belum ada koreksi: belum ada penilaian TPI yang final, atau semua jawaban unit diterima."
Answers = Mapping[str, Given]
COLUMNS = (
    Column("Kode unit", 12),
    Column("Nama unit", 28),
    Column("Area", 8),
    Column("Kode", 13),
    Column("Pertanyaan", 44),
    Column("Unit", 16, band="Jawaban"),
    Column("TPI", 16, band="Jawaban"),
    Column("Unit", 8, "points", "Nilai (0–1)"),
    Column("TPI", 8, "points", "Nilai (0–1)"),
    Column("Selisih poin", 10, "signed"),
    Column("Catatan TPI", 44),
    Column("Putaran", 9, band="Perbaikan"),
    Column("Permintaan TPI", 32, band="Perbaikan"),
    Column("Tanggapan unit", 32, band="Perbaikan"),
)


@dataclass(frozen=True)
class Corrected:
    """A released unit: what it said, what TPI found, and what rounds asked of it and got, by question."""

    assessment: Assessment
    unit: Answers
    tpi: Answers
    asked: Mapping[str, list[RoundRequest]]


def write_corrections(book: Book, period: Period, tell: Tell) -> int:
    """Write the corrections of a year; gives the number of rows."""
    instrument = instrument_of(period)
    table = Pages(book, "Koreksi", COLUMNS, subtitle=f"Tahun {period.year}", frozen=4, empty=EMPTY)
    sums = Tally(instrument)
    count = 0
    for done, found in enumerate(corrected_units(period), start=1):
        for one in differences(instrument, found.unit, found.tpi):
            sums.add(one)
            if not one.same:
                table.append(_row(found, one))
                count += 1
        sums.units += 1
        tell(done)
    _write_questions(book, sums)
    _write_areas(book, sums)
    guide = guide_table(book)
    for line in GUIDE:
        guide.append(line)
    return count


def corrected_units(period: Period) -> Iterator[Corrected]:
    """The released units with final answers, in the order of codes; three queries a lot: units, answers, requests."""
    released = Assessment.objects.filter(period=period, state__in=RELEASED).select_related("unit")
    for lot in lots(released, SHEETS):
        given: dict[tuple[int, str], dict[str, Given]] = {}
        answers = Answer.objects.filter(
            sheet__assessment__in=lot,
            sheet__assessment__state__in=RELEASED,
            sheet__kind__in=[Sheet.Kind.UNIT, Sheet.Kind.TPI],
        )
        for pk, kind, code, value, none_yet, note in answers.order_by().values_list(
            "sheet__assessment_id", "sheet__kind", "code", "value", "none_yet", "note"
        ):
            given.setdefault((pk, kind), {})[code] = Given(value, none_yet, note)
        asked: dict[int, dict[str, list[RoundRequest]]] = {}
        requests = RoundRequest.objects.filter(round__assessment__in=lot, round__opened_at__isnull=False)
        for request in requests.exclude(text="").select_related("round").order_by("round__number", "pk"):
            asked.setdefault(request.round.assessment_id, {}).setdefault(request.code, []).append(request)
        for a in lot:
            if tpi := given.get((a.pk, Sheet.Kind.TPI)):
                yield Corrected(a, given.get((a.pk, Sheet.Kind.UNIT), {}), tpi, asked.get(a.pk, {}))


@dataclass
class Count:
    """How often TPI judged otherwise, and what it took and gave in points of the total."""

    changed: int = 0
    lower: int = 0
    higher: int = 0
    lost: Fraction = Fraction(0)
    won: Fraction = Fraction(0)

    def add(self, one: Difference) -> None:
        """Take a question of a unit in."""
        self.changed += not one.same
        self.lower += one.points < 0
        self.higher += one.points > 0
        self.lost += min(one.points, 0)
        self.won += max(one.points, 0)

    def values(self) -> list[Value]:
        """The cells of a row of sums."""
        net = self.lost + self.won
        return [self.changed, self.lower, self.higher, *(decimal6(n) for n in (self.lost, self.won, net))]


@dataclass
class Tally:
    """The corrections of a year, by question and by area; `units`: how many were compared."""

    instrument: Instrument
    units: int = 0
    questions: dict[str, Count] = field(init=False)
    areas: dict[str, Count] = field(init=False)

    def __post_init__(self) -> None:
        self.questions = {code: Count() for code in self.instrument.questions}
        self.areas = {area: Count() for area in (*self.instrument.areas, HASIL)}

    def add(self, one: Difference) -> None:
        """Take a question of a unit in."""
        self.questions[one.question.code].add(one)
        self.areas[one.question.area or HASIL].add(one)


SUMS = (
    Column("Berubah", 9, "count", "Jawaban"),
    Column("Turun", 9, "count", "Jawaban"),
    Column("Naik", 9, "count", "Jawaban"),
    Column("Hilang", 10, "signed", "Poin, semua unit"),
    Column("Bertambah", 10, "signed", "Poin, semua unit"),
    Column("Bersih", 10, "signed", "Poin, semua unit"),
)


def _write_questions(book: Book, sums: Tally) -> None:
    columns = [
        Column("Area", 8),
        Column("Kode", 13),
        Column("Pertanyaan", 60),
        Column("Unit dinilai", 10, "count"),
    ]
    table = book.table("Per pertanyaan", [*columns, *SUMS], subtitle="Jumlah per pertanyaan")
    for code, question in sums.instrument.questions.items():
        table.append(
            [question.area or HASIL, code, question.text, sums.units, *sums.questions[code].values()]
        )


def _write_areas(book: Book, sums: Tally) -> None:
    columns = [Column("Area", 8), Column("Nama", 44)]
    table = book.table("Per area", [*columns, *SUMS], subtitle="Jumlah per area", filters=False)
    every = [count.values() for count in sums.areas.values()]
    for (area, _), values in zip(sums.areas.items(), every, strict=True):
        table.append([area, sums.instrument.areas.get(area, HASIL), *values])
    table.append(["", "Semua", *(sum(column) for column in zip(*every, strict=True))], strong=True)


def _row(found: Corrected, one: Difference) -> list[Value]:
    question = one.question
    code = question.code
    told = found.tpi.get(code)
    asked = found.asked.get(code, [])
    return [
        found.assessment.unit.code,
        found.assessment.unit.name,
        question.area or HASIL,
        code,
        question.text,
        display(question, found.unit.get(code)),
        display(question, told),
        decimal6(one.unit),
        decimal6(one.tpi),
        decimal6(one.points),
        told.note.strip() if told is not None else "",
        ", ".join(str(request.round.number) for request in asked),
        "\n".join(request.text for request in asked),
        "\n".join(request.reply for request in asked if request.reply),
    ]


GUIDE = (
    (
        "Isi",
        "Pertanyaan yang jawaban akhir TPI-nya berbeda dari jawaban unit, hanya unit yang sudah difinalkan TPI.",
    ),
    (
        "Selisih poin",
        "Yang ditambahkan atau dikurangi penilaian TPI pada nilai total 100; tanda minus berarti turun.",
    ),
    (
        "Berubah",
        "Termasuk jawaban yang berbeda tetapi sama nilainya; karena itu dapat lebih banyak dari turun dan naik.",
    ),
    ("Perbaikan", "Permintaan TPI dan tanggapan unit pada putaran perbaikan untuk pertanyaan itu, bila ada."),
)
