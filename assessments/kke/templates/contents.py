"""What a template holds beside cells, by the names of its parts: what stays as it is, and what to know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.workbooks.guard import Package

KEPT, CHANGED = "kept", "changed"


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind` "kept": it stays as it is; "changed": what the export does to it. `text` is for the user."""

    kind: str
    text: str


_COUNTED = (
    ("xl/media/", "gambar"),
    ("xl/drawings/drawing", "lembar dengan gambar, bentuk, atau kotak teks"),
    ("xl/charts/chart", "grafik"),
    ("xl/comments", "lembar dengan komentar sel"),
    ("xl/threadedcomments/", "lembar dengan percakapan komentar"),
    ("xl/tables/", "tabel Excel"),
    ("xl/pivottables/", "tabel pivot"),
    ("xl/slicers/", "pemilah (slicer)"),
    ("xl/ctrlprops/", "tombol atau kendali formulir"),
    ("xl/activex/", "kendali ActiveX"),
    ("xl/embeddings/", "berkas yang ditanam"),
    ("xl/printersettings/", "pengaturan cetak"),
    ("xl/externallinks/", "tautan ke buku kerja lain"),
    ("xl/customxml", "data XML khusus"),
    ("customxml/item", "data XML khusus"),
)
_IN_SHEETS = (
    ("mergeCell", "sel gabungan"),
    ("dataValidation", "aturan isian sel (validasi)"),
    ("cfRule", "aturan format bersyarat"),
    ("sparkline", "grafik mini dalam sel"),
    ("legacyDrawing", "lembar dengan kotak komentar"),
)
COMPUTED = (
    "Hasil rumus dihitung ulang begitu berkas dibuka di Excel atau LibreOffice. Pratinjau di ponsel atau surel dapat "
    "menampilkan sel rumus kosong."
)
_CHANGED = (
    (
        "_xmlsignatures/",
        "Tanda tangan digital templat tidak berlaku lagi, karena isinya berubah. Tandatangani ulang bila perlu.",
    ),
    (
        "xl/pivotcache/",
        "Tabel pivot tetap ada, tetapi angkanya baru berubah setelah Anda memilih Refresh di Excel.",
    ),
    (
        "xl/externallinks/",
        "Rumus yang membaca buku kerja lain tetap ada; Excel menanyakan apakah tautannya boleh diperbarui.",
    ),
    (
        "xl/connections",
        "Sambungan data tetap ada; Excel menanyakan apakah sambungannya boleh dijalankan.",
    ),
)


def look(package: Package, sheets: Sequence[str]) -> list[Finding]:
    """The findings of a package whose worksheets are these parts."""
    counts: dict[str, int] = {}
    for start, label in _COUNTED:
        found = [
            n for n in package.names if n.startswith(start) and "/_rels/" not in n and "itemprops" not in n
        ]
        if found:
            counts[label] = counts.get(label, 0) + len(found)
    for part in sheets:
        _count_in(package, part, counts)
    kept = [Finding(KEPT, f"{number} {label}") for label, number in counts.items()]
    told = [text for start, text in _CHANGED if any(name.startswith(start) for name in package.names)]
    return [*kept, *(Finding(CHANGED, text) for text in told)]


def _count_in(package: Package, part: str, counts: dict[str, int]) -> None:
    labels = dict(_IN_SHEETS)

    def start(tag: str, attrs: dict[str, str]) -> None:
        label = labels.get(tag)
        if label is not None:
            counts[label] = counts.get(label, 0) + 1

    package.stream(part, start=start)
