"""The columns of the table of an action plan."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from assessments.loaded import instrument_of
from assessments.panels import HASIL
from assessments.services.activities import LIMITS
from assessments.services.activity_progress import MAX_NOTE
from documents.workbooks.columns import Choice, Column

from .table import Scope


def plan_columns(scope: Scope) -> tuple[Column, ...]:
    """The columns with their choices: areas of change and questions of the year's instrument."""
    instrument = instrument_of(scope.the_assessment.period)
    areas = tuple(Choice(code, name) for code, name in instrument.areas.items())
    questions = tuple(Choice(code, code) for code in instrument.questions)
    return (
        Column("number", "No.", "Nomor di portal; hanya untuk dibaca.", compared=False, width=6, example="1"),
        Column(
            "area",
            "Area perubahan",
            "Area, atau Hasil.",
            "choice",
            required=True,
            choices=(*areas, Choice(HASIL, "Hasil")),
            also=("area",),
            width=26,
            example=areas[0].label,
        ),
        Column(
            "text",
            "Kegiatan",
            "Apa yang dikerjakan.",
            "lines",
            required=True,
            also=("rencana aksi", "uraian kegiatan"),
            max_length=LIMITS["text"],
            width=44,
            example="Menyusun SOP layanan loket",
        ),
        Column(
            "codes",
            "Pertanyaan",
            "Kode pertanyaan yang didukung kegiatan ini.",
            "many",
            choices=questions,
            clears=True,
            also=("kode pertanyaan",),
            unknown="Pakai kode dari instrumen tahun ini.",
            width=20,
            example="; ".join(choice.code for choice in questions[:2]),
        ),
        _line("target", "Target", "Keadaan yang dituju.", 36, "Semua layanan loket ber-SOP", kind="lines"),
        _line("measure", "Ukuran", "Dengan apa tercapainya diukur.", 18, "12 SOP"),
        _line("output", "Keluaran", "Apa yang dihasilkan.", 26, "SK penetapan SOP"),
        _line("person", "Penanggung jawab", "Nama orang atau timnya.", 26, "Siti Aminah", also=("pic",)),
        Column(
            "nip",
            "NIP penanggung jawab",
            "Bila ia ada dalam daftar pegawai unit; namanya lalu dari daftar itu.",
            "nip",
            clears=True,
            width=22,
            example="199001012015032001",
        ),
        *(
            Column(key, title, text, "date", clears=True, also=also, width=13, example=example)
            for key, title, text, also, example in (
                ("start", "Mulai", "Hari pertama.", ("tanggal mulai",), "02/02/2026"),
                ("due", "Tenggat", "Hari terakhir.", ("selesai", "batas waktu"), "30/06/2026"),
            )
        ),
        Column(
            "percent",
            "Kemajuan (%)",
            "0 sampai 100; yang berubah menjadi catatan kemajuan baru.",
            "number",
            also=("kemajuan", "progres", "progres (%)"),
            minimum=Decimal(0),
            maximum=Decimal(100),
            whole=True,
            width=12,
            example="40",
        ),
        Column(
            "noted_on",
            "Tanggal kemajuan",
            "Hari kemajuan itu dicapai; kosong: hari ini.",
            "date",
            width=13,
            example="31/03/2026",
        ),
        Column(
            "note",
            "Catatan kemajuan",
            "Apa yang sudah dikerjakan.",
            "lines",
            max_length=MAX_NOTE,
            width=36,
            example="Draf selesai",
        ),
        Column(
            "mark",
            "Tanda portal",
            "Jangan diubah: dari sini kegiatan yang sudah ada dikenali. Kosong untuk kegiatan baru.",
            compared=False,
            width=12,
            example="12-3",
        ),
    )


def _line(
    key: str,
    title: str,
    text: str,
    width: int,
    example: str,
    *,
    kind: Any = "text",
    also: tuple[str, ...] = (),
) -> Column:
    return Column(
        key, title, text, kind, clears=True, also=also, max_length=LIMITS[key], width=width, example=example
    )
