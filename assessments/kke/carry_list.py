"""What was taken over from earlier years and what was not, as a workbook: of one unit, or of many."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from django.utils import timezone

from assessments.carrying.drafted import LABELS
from assessments.engine.wording import long_time
from assessments.models import Assessment, CarryOver
from units.models import Instansi

from .recaps.book import Book, Column, Heading

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNIT = (Column("Kode unit", 12), Column("Nama unit", 30), Column("Dari tahun", 9, "count"))
UNITS = (
    *UNIT,
    Column("Jawaban", 10, "count"),
    Column("Bukti", 10, "count"),
    Column("Butir bukti", 10, "count"),
    Column("Kegiatan", 10, "count"),
    Column("Tidak ikut", 10, "count"),
    Column("Keterangan", 60),
)
THINGS = (*UNIT, Column("Jenis", 12), Column("Kode", 13), Column("Pertanyaan, dokumen, atau butir", 60))
LEFT = (*THINGS, Column("Sebab", 60))
TAKEN = (*THINGS, Column("Kode dahulu", 13), Column("Keterangan", 50))
Made = tuple[Assessment, list[CarryOver], str]


def carry_book(instansi: Instansi, year: int, made: Iterable[Made], *, actor) -> bytes:
    """The workbook of a year: (unit, its takings over, what to say of it) each. `items` are prefetched."""
    rows = list(made)
    now = timezone.now().astimezone(instansi.zone)
    heading = Heading(
        title=f"Pengambilalihan dari tahun sebelumnya ke {year}",
        instansi=instansi.name,
        exported=f"Diekspor {long_time(now)} oleh {str(actor).rstrip('.')}.",
        footer=f"{instansi.name} · Pengambilalihan {year}",
    )
    target = BytesIO()
    with Book(heading) as book:
        _units(book, rows)
        _left(book, rows)
        _taken(book, rows)
        book.save(target)
    return target.getvalue()


def _units(book: Book, rows: list[Made]) -> None:
    table = book.table("Unit", UNITS, empty="Tidak ada unit.")
    for a, carries, told in rows:
        if not carries:
            table.append([a.unit.code, a.unit.name, None, 0, 0, 0, 0, 0, told])
        for carry in carries:
            kinds = [item.kind for item in carry.items.all()]
            undone = "Diurungkan." if carry.undone_at else ""
            counts = [kinds.count(kind) for kind in LABELS]
            why = " ".join(filter(None, [told, undone]))
            source = carry.source.period.year
            table.append([a.unit.code, a.unit.name, source, *counts, len(carry.left_out), why])


def _left(book: Book, rows: list[Made]) -> None:
    table = book.table("Tidak ikut", LEFT, empty="Semuanya ikut.")
    for a, carries, _ in rows:
        for carry in carries:
            for one in carry.left_out:
                head = [a.unit.code, a.unit.name, carry.source.period.year, LABELS[one["kind"]]]
                table.append([*head, one["code"], one["what"], one["why"]])


def _taken(book: Book, rows: list[Made]) -> None:
    table = book.table("Ikut", TAKEN, empty="Tidak ada yang ikut.")
    for a, carries, _ in rows:
        for carry in carries:
            for item in carry.items.all():
                head = [a.unit.code, a.unit.name, carry.source.period.year, LABELS[item.kind]]
                old = item.old_code if item.old_code != item.code else ""
                table.append([*head, item.code, item.what, old, item.remark])
