"""Which edition of the LKE a foreign sheet holds, told by its own headings or codes: 2014 or 2021."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from assessments.engine.instrument import Instrument
from documents.workbooks.cells import normal
from documents.workbooks.guard import FileRefused

from .hierarchy import parse_line
from .layout import Layout


@dataclass(frozen=True)
class Edition:
    """`first`: the heading under "A. Pengungkit"; `codes`: how the codes of its questions look."""

    year: int
    first: str
    label: str
    codes: re.Pattern[str]


EDITIONS = (
    Edition(
        2014,
        "manajemen perubahan",
        "LKE Zona Integritas tahun 2014 (PermenPANRB 52/2014 jo. 10/2019)",
        re.compile(r"A\.[IV]+\.\d+\.[a-z]|B\.I+\.\d", re.IGNORECASE),
    ),
    Edition(
        2021,
        "pemenuhan",
        "LKE Zona Integritas tahun 2021 (PermenPANRB 90/2021)",
        re.compile(r"A\.[IV]+\.\d+\.[ivx]+\.[a-z]|B\.I+\.[a-z]", re.IGNORECASE),
    ),
)


def edition_of(layout: Layout) -> Edition | None:
    """The edition that the sheet's first headings, or most of its codes, speak of; None where they do not."""
    return _by_codes(layout) if layout.code is not None else _by_heading(layout)


def honour(layout: Layout, instrument: Instrument) -> Layout:
    """The layout with the name that its edition gives it. FileRefused: it holds another edition than the instrument."""
    found = edition_of(layout)
    own = next((e for e in EDITIONS if e.first == _first_heading(instrument)), None)
    if found is not None and own is not None and found is not own:
        raise FileRefused(
            f"Lembar “{layout.grid.name}” memuat {found.label}, sedangkan penilaian ini memakai {own.label}. "
            "Unggah berkas dengan instrumen yang sama."
        )
    edition = found or own
    if edition is None or layout.name not in ("lke", "lke2014"):
        return layout
    return _without_criteria(layout) if edition.year == 2014 else replace(layout, name="lke")


def _without_criteria(layout: Layout) -> Layout:
    """In the sheet of 2014 "Keterangan" holds the criteria: it is no note."""
    blocks = {"unit": layout.unit}
    unit = blocks["unit"]
    if unit is not None and unit.note is not None:
        head = layout.grid.at(layout.header, unit.note)
        if head is not None and not normal(head.text).startswith("catatan"):
            unit = replace(unit, note=None)
    return replace(layout, name="lke2014", unit=unit)


def _first_heading(instrument: Instrument) -> str:
    children = instrument.components[0].children if instrument.components else ()
    return normal(children[0].name) if children else ""


def _by_heading(layout: Layout) -> Edition | None:
    for number in sorted(layout.grid.rows):
        if number <= layout.header:
            continue
        line = parse_line(
            {
                offset: cell.text
                for offset, column in enumerate(layout.levels)
                if (cell := layout.grid.at(number, column)) is not None
            }
        )
        if line is not None and line.marker.upper() == "I":
            return next((e for e in EDITIONS if normal(line.text).startswith(e.first)), None)
    return None


def _by_codes(layout: Layout) -> Edition | None:
    votes: Counter[int] = Counter()
    for number, cells in layout.grid.rows.items():
        cell = cells.get(layout.code or 0)
        code = cell.text.partition("/")[0] if cell is not None and number > layout.header else ""
        votes.update(e.year for e in EDITIONS if e.codes.fullmatch(code))
    winner = votes.most_common(1)
    return next((e for e in EDITIONS if winner and e.year == winner[0][0]), None)
