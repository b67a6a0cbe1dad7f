"""What all checks together say about a workbook with some cells changed: only the check in question may speak."""

from assessments.kke.reading import understand
from documents.workbooks.guard import open_package
from documents.workbooks.reader import read_grids
from tests.kke_files.jawaban import build_jawaban


def reading_of(instrument, mapping, cells, change=lambda ws: None):
    """The reading of the national template with these cells (address → value)."""

    def both(ws):
        for address, value in cells.items():
            ws[address] = value
        change(ws)

    content = build_jawaban(instrument, mapping, change=both)
    return understand(read_grids(open_package(content)), instrument, mapping)


def findings(instrument, mapping, cells, change=lambda ws: None) -> list[tuple[str, str, str]]:
    """(level, cell, why) of everything that is said."""
    reading = reading_of(instrument, mapping, cells, change)
    levels = {"unknown": reading.unknown, "warning": reading.warnings, "bad": reading.bad}
    return [
        (level, found.place.removeprefix("Jawaban!"), found.why)
        for level, several in levels.items()
        for found in several
    ]
