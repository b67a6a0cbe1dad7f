"""The recap of an instansi: as fast as streaming the same cells bare, twice over, and flat in memory.

Run by `./dev bench`. Time is processor time, ours (reading the database, styles, texts made safe) against openpyxl's
write_only mode with the same values bare; median of ratios of pairs run one after the other. Memory is the peak that
tracemalloc sees, because that counts what the recap itself holds: of the whole process (ru_maxrss) the imports and the
database are most, and would hide any growth.
"""

import tempfile
import time
import tracemalloc
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from openpyxl import Workbook

from assessments.kke.recaps.making import RECAPS, recap_file
from assessments.models import Assessment, IssuedDocument, Sheet, State, StateChange
from tests.factories import assessments as make
from tests.factories.units import make_instansi, make_unit
from units.models import TeamUnit, UnitKerja

pytestmark = pytest.mark.django_db
LARGE, SMALL, PAIRS = 10_000, 1_000, 3
TIMES, GROWTH = 2, 1.5
STATES = (State.SELESAI_TPI, State.WBK, State.PENILAIAN_MANDIRI, State.PENILAIAN_TPI, State.BELUM_MEMENUHI)
NAME = "Unit Pelaksana Teknis Dinas Pusat Kesehatan Masyarakat Kecamatan Nomor"


class Listening:
    """Stands in for a book and for each of its tables: keeps the rows as plain values."""

    def __init__(self, columns=()) -> None:
        self.tables: list[Listening] = []
        self.texts = [column.kind in ("text", "clipped") for column in columns]
        self.rows: list[list] = []

    def table(self, _name, columns, **_options) -> "Listening":
        """A table that keeps what is appended."""
        self.tables.append(Listening(columns))
        return self.tables[-1]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def append(self, values, *, strong: bool = False) -> None:
        """Keep a row; points in their stored form become numbers."""
        told = zip(values, self.texts, strict=True)
        self.rows.append([plain(value, is_text=is_text) for value, is_text in told])


def plain(value, *, is_text: bool):
    """The value as openpyxl takes it."""
    if value == "":
        return None
    return Decimal(value) if isinstance(value, str) and not is_text else value


def models(world) -> dict[str, list[Sheet]]:
    """Scored sheets to copy the totals of."""
    found: dict[str, list[Sheet]] = {Sheet.Kind.UNIT: [], Sheet.Kind.TPI: []}
    for seed in range(5):
        a = world.assessment(unit=make_unit(world.instansi, f"CONTOH-{seed}"))
        for kind, sheets in found.items():
            sheets.append(world.fill(a, "random", kind=kind, seed=seed + 7 * len(kind)))
    return found


def build(world, count: int, scored: dict[str, list[Sheet]]):
    """An instansi with `count` units at all stages; gives its period."""
    instansi = make_instansi(f"KAB-{count}", "Pemerintah Kabupaten Ukuran Besar")
    period, now = make.make_period(instansi), timezone.now()
    units = UnitKerja.objects.bulk_create(
        [UnitKerja(instansi=instansi, code=f"U{n:05}", name=f"{NAME} {n}") for n in range(count)]
    )
    found = Assessment.objects.bulk_create(
        [
            Assessment(period=period, unit=unit, state=STATES[n % len(STATES)], state_since=now)
            for n, unit in enumerate(units)
        ]
    )
    team = world.team
    TeamUnit.objects.bulk_create([TeamUnit(team=team, unit=unit, year=period.year) for unit in units])
    sheets, changes, issued = [], [], []
    for n, a in enumerate(found):
        for kind, copies in scored.items():
            model = copies[n % len(copies)]
            values = {
                name: getattr(model, name)
                for name in ("total", "scores", "areas", "verdict", "answered", "of")
            }
            sheets.append(Sheet(assessment=a, kind=kind, **values))
        for name in ("ajukan", "finalkan"):
            changes.append(
                StateChange(
                    assessment=a,
                    name=name,
                    source=a.state,
                    target=a.state,
                    by=world.admin,
                    role="Admin inspektorat",
                    at=now - timedelta(days=n % 90),
                )
            )
        issued.append(
            IssuedDocument(
                kind="lhe",
                assessment=a,
                number=f"700/{n}/LHE/2026",
                issued_at=now,
                issued_by=world.ketua,
                content_hash="0" * 64,
                audit_head="0" * 64,
                audit_length=1,
            )
        )
    for model, rows in ((Sheet, sheets), (StateChange, changes), (IssuedDocument, issued)):
        model.objects.bulk_create(rows, batch_size=2000)
    return period


def ours(period, actor) -> float:
    """Seconds of processor time of a recap."""
    start = time.process_time()
    recap_file(period, actor=actor).close()
    return time.process_time() - start


def bare(tables: list[list[list]]) -> float:
    """Seconds of processor time of streaming the same values without anything."""
    start = time.process_time()
    workbook = Workbook(write_only=True)
    for rows in tables:
        sheet = workbook.create_sheet()
        for row in rows:
            sheet.append(row)
    with tempfile.TemporaryFile() as target:
        workbook.save(target)
    return time.process_time() - start


def peak(period, actor) -> float:
    """MiB that a recap holds at most."""
    tracemalloc.start()
    try:
        recap_file(period, actor=actor).close()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def test_the_recap_of_10000_units(world, measured):
    scored = models(world)
    small, large = build(world, SMALL, scored), build(world, LARGE, scored)
    heard = Listening()
    assert RECAPS["instansi"].write(heard, large, lambda done: None) == LARGE
    tables = [table.rows for table in heard.tables]
    recap_file(small, actor=world.admin).close()  # whatever is read once a process is read now
    pairs = [(ours(large, world.admin), bare(tables)) for _ in range(PAIRS)]
    ratios = [mine / theirs for mine, theirs in pairs]
    del heard, tables
    few, many = peak(small, world.admin), peak(large, world.admin)
    measured(f"recap of {LARGE} units, in bare streams of its cells", ratios, most=TIMES)
    measured(f"memory of the recap of {LARGE} units, in that of {SMALL}", many / few, most=GROWTH)
