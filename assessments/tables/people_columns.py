"""The columns of the table of people and roles."""

from __future__ import annotations

from documents.workbooks.columns import Choice, Column
from units.areas import AREAS
from units.queries import hats_of
from units.rules import TPI, may_invite, role_label, roles_in

from .table import Scope


def people_columns(scope: Scope) -> tuple[Column, ...]:
    """The columns with their choices."""
    roles = tuple(
        Choice(role, role_label(role))
        for role in (*roles_in(scope.instansi), TPI)
        if may_invite(hats_of(scope.actor), role, scope.instansi)
    )
    areas = tuple(Choice(code, f"{code} {name}", (name,)) for code, name in AREAS.items())
    return (
        Column(
            "email",
            "Alamat surel",
            "Alamat yang dipakai untuk masuk dan menerima undangan.",
            required=True,
            any_case=True,
            also=("surel", "email", "e-mail"),
            max_length=254,
            width=32,
            example="siti@sukamaju.go.id",
        ),
        Column(
            "name",
            "Nama lengkap",
            "Dengan gelar.",
            required=True,
            also=("nama",),
            max_length=150,
            width=32,
            compared=False,
            example="Siti Aminah, S.Kep.",
        ),
        Column(
            "nip",
            "NIP",
            "Bila ada. Simpan sebagai teks supaya angkanya utuh.",
            "nip",
            compared=False,
            width=22,
            example="199001012015032001",
        ),
        Column(
            "role",
            "Peran",
            "Satu baris satu peran. “Tim TPI” membuka akun; kedudukannya diisi di tabel Tim TPI.",
            "choice",
            required=True,
            choices=roles,
            width=24,
            example="Petugas unit",
        ),
        Column(
            "unit",
            "Unit",
            "Wajib untuk peran di unit; kosong untuk peran instansi dan Tim TPI.",
            "choice",
            choices=scope.unit_choices,
            code_first=True,
            also=("kode unit",),
            unknown="Pakai kode unit instansi ini; unit baru diimpor lebih dulu lewat tabel Unit kerja.",
            width=34,
            example="PKM-01",
        ),
        Column(
            "areas",
            "Area pokja",
            "Hanya untuk petugas unit. Kosong: seluruh area dan Hasil.",
            "many",
            choices=areas,
            clears=True,
            also=("pokja",),
            example="MP; TT",
        ),
        Column(
            "start",
            "Mulai",
            "Kosong: hari ini. Tidak berlaku untuk undangan, yang mulai saat diterima.",
            "date",
            compared=False,
            width=14,
            example="01/01/2026",
        ),
        Column(
            "end",
            "Sampai",
            "Hari terakhir peran, bila berakhir.",
            "date",
            width=14,
            example="31/12/2026",
        ),
    )
