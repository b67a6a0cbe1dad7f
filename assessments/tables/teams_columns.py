"""The columns of the table of TPI teams."""

from __future__ import annotations

from documents.workbooks.columns import Choice, Column
from units.models import TeamMember

from .table import Scope

LEAVES = "keluar"


def teams_columns(scope: Scope) -> tuple[Column, ...]:
    """The columns with their choices."""
    seats = (*(Choice(v, label) for v, label in TeamMember.Seat.choices), Choice(LEAVES, "Keluar dari tim"))
    origins = tuple(Choice(value, label) for value, label in TeamMember.Origin.choices)
    return (
        Column(
            "team",
            "Nama tim",
            "Sama di semua baris tim itu.",
            required=True,
            any_case=True,
            also=("tim",),
            max_length=100,
            example="Tim I",
        ),
        Column(
            "decree_number",
            "Nomor SK",
            "Cukup di satu baris setiap tim; wajib untuk tim baru.",
            max_length=100,
            width=24,
            example="700/12/2026",
        ),
        Column(
            "decree_date",
            "Tanggal SK",
            "Cukup di satu baris setiap tim.",
            "date",
            width=14,
            example="02/01/2026",
        ),
        Column(
            "units",
            "Unit yang dinilai",
            "Kode unit, cukup di satu baris setiap tim. Unit yang sudah ditugaskan tetap; lepas di halaman tim.",
            "many",
            choices=scope.unit_choices,
            code_first=True,
            adds=True,
            also=("unit",),
            unknown="Pakai kode unit instansi ini.",
            width=26,
            example="PKM-01; PKM-02",
        ),
        Column(
            "email",
            "Alamat surel",
            "Orang yang sudah terdaftar di instansi ini. Kosong bila baris hanya tentang tim.",
            any_case=True,
            also=("surel", "email", "e-mail"),
            max_length=254,
            width=32,
            example="hendra@sukamaju.go.id",
        ),
        Column(
            "name", "Nama", "Hanya untuk dibaca.", compared=False, width=28, example="Hendra Gunawan, Ak."
        ),
        Column(
            "seat",
            "Kedudukan",
            "Tepat satu ketua setiap tim.",
            "choice",
            choices=seats,
            width=22,
            example="Ketua TPI",
        ),
        Column("origin", "Asal", "Kosong: APIP.", "choice", choices=origins, width=12, example="APIP"),
        Column(
            "origin_unit",
            "Unit asal",
            "Wajib bila asalnya unit lain.",
            clears=True,
            width=26,
            example="Bagian Organisasi",
        ),
    )
