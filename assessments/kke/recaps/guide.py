"""The sheet "Petunjuk" of a recap: how to read it."""

from __future__ import annotations

from assessments.engine.instrument import Instrument
from assessments.engine.policy_model import Policy
from assessments.engine.scoring import two

from .book import Book, Column, Table


def write_guide(book: Book, instrument: Instrument, policy: Policy) -> None:
    """How to read the recap of a year: its minima, its areas, its words."""
    guide = guide_table(book)
    guide.append(
        ["Instrumen", f"{instrument.name} ({instrument.regulation}), {len(instrument.questions)} pertanyaan."]
    )
    guide.append(["Ketentuan", f"{policy.name} ({policy.regulation})."])
    if not policy.verified:
        guide.append(
            ["Perhatian", "Nilai minimal pada ketentuan ini belum diverifikasi dari naskah aslinya."]
        )
    for name, minima in policy.predicates.items():
        parts = [f"total {two(minima.total)}"]
        parts += [f"{code} {two(points)}" for code, points in minima.components.items()]
        if minima.area_percent is not None:
            parts.append(f"tiap area {two(minima.area_percent)}%")
        guide.append(
            [f"Nilai minimal {name}", f"{'; '.join(parts)}. Tepat sama dengan minimal sudah memenuhi."]
        )
    for code, name in instrument.areas.items():
        guide.append([code, name])
    for line in GUIDE:
        guide.append(line)


GUIDE = (
    ("Nilai TPI dan TPN", "Hanya terisi untuk unit yang penilaian TPI-nya sudah difinalkan."),
    (
        "Acuan",
        "Lembar yang dipakai untuk capaian, nilai minimal, dan yang kurang: TPN bila ada, lalu TPI, lalu unit.",
    ),
    ("Area", "Lembar kerja Area memuat satu baris untuk tiap unit dan tiap lembar (Unit, TPI, TPN)."),
    ("Terjawab", "Pertanyaan yang belum dijawab bernilai 0."),
    ("Sel kosong", "Unit belum mengisi, atau nilainya belum final."),
    ("Angka", "Nilai disimpan dengan enam angka di belakang koma dan ditampilkan dengan dua angka."),
)


def guide_table(book: Book) -> Table:
    """The sheet that says how to read a recap."""
    columns = [Column("Hal", 26), Column("Penjelasan", 110)]
    return book.table("Petunjuk", columns, subtitle="Cara membaca", frozen=1, filters=False)
