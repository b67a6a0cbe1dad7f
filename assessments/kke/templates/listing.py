"""What the pages on templates say, in finished words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .filling import ANSWER, COUNT, EVIDENCE, NOTE, PERCENT, VALUE

LABELS = {
    ANSWER: "Jawaban",
    COUNT: "Jumlah",
    NOTE: "Catatan",
    EVIDENCE: "Bukti dukung",
    VALUE: "Nilai",
    PERCENT: "%",
}
MOST = 12  # places that are listed before "dan n lainnya"


@dataclass(frozen=True)
class Places:
    """A sentence and the places that it holds for."""

    text: str
    places: str


def places(names: list[str]) -> str:
    """The names in one line, the rest as a number."""
    more = f" dan {len(names) - MOST} lainnya" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more


def uploaded(template: Any) -> dict[str, Any]:
    """A stored template for the page of its period."""
    found = template.findings
    notes = []
    if found["filled"]:
        notes.append(
            f"{found['filled']} sel jawaban di templat ini sudah berisi. Saat ekspor isinya diganti isi portal, "
            "atau dikosongkan."
        )
    return {"template": template, "found": found, "missing": places(found["missing"]), "notes": notes}


def exported(made: Any) -> dict[str, Any]:
    """A prepared export for its preview."""
    filling, template = made.filling, made.template
    return {
        "made": made,
        "where": template.as_findings()["where"],
        "written": [(label, filling.written[part]) for part, label in LABELS.items()],
        "left": _left(filling),
        "missing": places(template.missing),
        "notes": _notes(made),
        "kept": template.kept(),
        "changed": template.changed(),
        "blocks": range(1, len(template.layout.tpi) + 1),
        "comparison": made.comparison,
        "recaps": made.recaps,
    }


def _left(filling: Any) -> list[Places]:
    """Cells that could not be filled: points are the formulas' own business, of all others every place counts."""
    computed = sum(each.part in (VALUE, PERCENT) and each.why == "rumus" for each in filling.left)
    found = [Places(f"{computed} sel Nilai dan % dibiarkan, karena berisi rumus", "")] if computed else []
    for why, text in _LEFT.items():
        left = [
            e for e in filling.left if e.why == why and not (why == "rumus" and e.part in (VALUE, PERCENT))
        ]
        if left:
            found.append(Places(text, places([each.place for each in left])))
    return found


_LEFT = {
    "rumus": "Dibiarkan karena berisi rumus",
    "gabungan": "Tidak dapat diisi karena bagian dari sel gabungan",
}


def _notes(made: Any) -> list[str]:
    filling, notes = made.filling, []
    if made.template.layout.tpi:
        notes.append(_tpi_note(made))
    if filling.emptied:
        notes.append(
            f"{filling.emptied} sel yang sudah berisi di templat dikosongkan, karena di portal kosong."
        )
    if filling.not_in_list:
        notes.append(
            f"Pilihan di sel {places(filling.not_in_list)} tidak memuat jawaban di portal; jawabannya tetap ditulis."
        )
    marked = sum(given.none_yet for given in made.unit.values())
    if marked:
        notes.append(
            f"{marked} pertanyaan bertanda “Belum ada” ditulis dengan kata itu, yang tidak dikenal pilihan dan rumus "
            "templat."
        )
    if made.sources:
        notes.append(f"Sumber indeks survei ({made.sources}) tidak punya sel di templat, jadi tidak ikut.")
    return notes


def _tpi_note(made: Any) -> str:
    if made.tpi is None:
        return "Kolom TPI dibiarkan kosong: hasil TPI belum dapat Anda lihat."
    whose = "jawaban lembar Anda" if made.tpi == "member" else "jawaban akhir TPI"
    if made.released:
        return f"Kolom TPI blok {made.block} diisi {whose}, dengan Nilai dan %."
    return f"Kolom TPI blok {made.block} diisi {whose}. Nilai dan % TPI kosong sampai hasil TPI selesai."
