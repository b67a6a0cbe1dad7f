"""Answers from elsewhere as a table: its columns, the workbook to fill in, and its rows as they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from documents.safe_text import printable
from documents.workbooks.cells import Grid
from documents.workbooks.columns import YES, YES_NO, Choice, Column
from documents.workbooks.form import Form, book_of, save_book
from documents.workbooks.rows import Row, read_rows
from surveys.models import Campaign
from surveys.services.answering import MAX_COMMENT

TITLE = "Jawaban survei"
MAX_ROWS = 2_000
SERVICE, TOLD, COMMENT, DAY = "layanan", "diarahkan", "saran", "tanggal"  # no code of an item has such a name
LINES = (
    "Satu baris satu responden. Jangan menulis nama, nomor telepon, atau NIK.",
    "Jangan ubah judul kolom. Urutan kolom boleh diubah, dan baris kosong dilewati.",
    "Baris yang tidak lengkap ditolak dan disebut nomornya; baris lain tetap dapat diimpor.",
    "Jawaban yang sudah diimpor tidak dapat diubah atau dihapus, dan ditandai berasal dari berkas.",
)


@dataclass(frozen=True)
class Read:
    """What a file says. `answers`: (service, degrees, told, comment, month or "") of each good row, sorted: their order
    tells nothing of the file's. `refused`: row numbers with the reason; `notes`: what was passed over, how typed dates
    were read.
    """

    answers: list[list]
    refused: list[tuple[int, str]]
    notes: list[str]


def columns_of(campaign: Campaign) -> tuple[Column, ...]:
    """Service, items, control question, comment, day. With one service its column may be missing."""
    asked = campaign.questionnaire
    services = [Choice(str(pk), name) for pk, name in campaign.services.values_list("pk", "name")]
    degrees = tuple(
        Choice(str(number), str(number), (label, f"{number} = {label}", f"{number} - {label}"))
        for number, label in enumerate(asked.scale, 1)
    )
    scale = f"1 = {asked.scale[0].lower()}, {asked.degrees} = {asked.scale[-1].lower()}"
    return (
        Column(
            SERVICE,
            "Jenis layanan",
            "Layanan yang baru diselesaikan responden.",
            "choice",
            required=len(services) > 1,
            choices=tuple(services),
            also=("layanan",),
            width=26,
            example=services[0].label,
        ),
        *(
            Column(
                item.code,
                item.text,
                scale,
                "choice",
                required=True,
                choices=degrees,
                also=(item.code,),
                unknown=f"Isi angka 1 sampai {asked.degrees}.",
                width=24,
                example=str(asked.degrees - 1),
                in_grid=True,
            )
            for item in asked.items
        ),
        Column(
            TOLD,
            asked.control,
            "Kosong berarti Tidak.",
            "choice",
            choices=YES_NO,
            also=(TOLD,),
            width=24,
            in_grid=True,
        ),
        Column(
            COMMENT,
            asked.comment,
            "Boleh kosong.",
            "lines",
            also=(COMMENT, f"{asked.comment} (boleh dikosongkan)"),
            max_length=MAX_COMMENT,
            width=40,
        ),
        Column(
            DAY,
            "Tanggal diisi",
            "Boleh kosong. Hanya bulannya yang disimpan.",
            "date",
            also=(DAY, "timestamp", "stempel waktu", "cap waktu"),
            example="31/3/2026",
            any_order=True,
        ),
    )


def template_of(campaign: Campaign) -> bytes:
    """The workbook to fill in."""
    columns = columns_of(campaign)
    form = Form(
        title=f"{TITLE} · {campaign.title}",
        sheet="Jawaban",
        purpose="Untuk jawaban yang dikumpulkan di tempat lain, misalnya dengan formulir daring.",
        lines=LINES,
        columns=columns,
        identify=_items(campaign),
    )
    return save_book(book_of(form))


def read_answers(campaign: Campaign, grids: Sequence[Grid]) -> Read:
    """The rows of a file. FileRefused: the questions are not among its headings, too many rows, none."""
    columns = columns_of(campaign)
    reading = read_rows(columns, grids, title=TITLE, identify=_items(campaign), max_rows=MAX_ROWS)
    for row in reading.rows:
        _check(campaign, columns, row)
    only = columns[0].choices[0].code
    good = sorted(_answer(campaign, row, only) for row in reading.rows if not row.problems)
    refused = [(row.number, _why(row)) for row in reading.rows if row.problems]
    return Read(good, refused, [*_untold(campaign, reading.columns), *reading.notes])


def _untold(campaign: Campaign, columns: frozenset[str]) -> list[str]:
    """What the result cannot say of a file without the control question."""
    asked = campaign.questionnaire.control
    said = f"Kolom “{asked}” tidak ada: semua jawaban dicatat seperti dijawab Tidak."
    return [] if TOLD in columns else [said]


def _items(campaign: Campaign) -> frozenset[str]:
    return frozenset(item.code for item in campaign.questionnaire.items)


def _check(campaign: Campaign, columns: Sequence[Column], row: Row) -> None:
    if row.problems:
        return
    for column in columns:
        if column.required and column.key not in row.values:
            row.refuse(f"{column.title.rstrip('.')}: belum diisi.", column.key)
    if (said := row.values.get(DAY)) and not _fits(campaign, date.fromisoformat(said)):
        row.refuse("Tanggalnya di luar masa survei atau belum tiba.", DAY)


def _why(row: Row) -> str:
    """The first reason; its place is said by the number of the row."""
    return row.problems[0].partition(": ")[2]


def _fits(campaign: Campaign, day: date) -> bool:
    return campaign.opens_on <= day <= min(campaign.closes_on, campaign.local_day())


def _answer(campaign: Campaign, row: Row, only: str) -> list:
    return [
        int(row.values.get(SERVICE, only)),
        [int(row.values[item.code]) for item in campaign.questionnaire.items],
        row.values.get(TOLD) == YES,
        printable(row.values.get(COMMENT, "")),
        row.values.get(DAY, "")[:7],
    ]
