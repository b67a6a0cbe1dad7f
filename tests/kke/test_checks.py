"""Each check of `assessments/kke/checks/`, one case each: its level, its cell, the heart of its message."""

import pytest

from assessments.kke import checks
from assessments.kke.reading import read
from tests.kke_files.jawaban import build_jawaban

CASES = {
    "unknown_rows": ({"K5": "A"}, "unknown", "K5", "baris judul"),
    "formulas": ({"K6": "=B1"}, "bad", "K6", "rumus tanpa hasil"),
    "answer_values": ({"K6": "Mungkin"}, "bad", "K6", "bukan pilihan jawaban"),
    "doubled_rows": (
        {"F7": "a.", "A7": None, "J7": "Ya/Tidak", "K6": "Ya", "K7": "Tidak"},
        "bad",
        "K7",
        "dijawab berbeda",
    ),
    "long_notes": ({"K6": "Ya", "L6": "x" * 5001}, "bad", "L6", "lebih dari 5000 huruf"),
    "dashes": ({"K6": "–"}, "warning", "K6", "dianggap belum diisi"),
    "half_counted": ({"K126": 3}, "warning", "K127", "baru terisi sebagian"),
    "computed_totals": (
        {"K175": 12, "K176": 0, "K177": 1, "K178": 12, "K179": 5},
        "warning",
        "K175",
        "berjumlah 13",
    ),
    "typed_percent": ({"K125": "80%"}, "warning", "K125", "tidak dipakai"),
    "more_than_whole": ({"K158": 3, "K159": 4}, "warning", "K159", "4 dari 3"),
    "none_yet_notes": ({"K6": "Belum ada"}, "warning", "L6", "bila diberi catatan"),
}


def findings(instrument, mapping, cells):
    """(level, cell, why) of everything that the checks say about these cells."""

    def change(ws):
        for address, value in cells.items():
            ws[address] = value

    reading = read(build_jawaban(instrument, mapping, change=change), instrument, mapping)
    found = (*reading.unknown, *reading.warnings, *reading.bad)
    return [(finding.level, finding.place, finding.why) for finding in found]


def test_every_check_has_a_case():
    assert [check.__module__.rpartition(".")[2] for check in checks.CHECKS] == list(CASES)


@pytest.mark.parametrize("name", CASES)
def test_each_check_speaks_of_its_cell_and_nothing_else(instrument, mapping, name):
    cells, level, address, heart = CASES[name]
    ((found_level, place, why),) = findings(instrument, mapping, cells)
    assert (found_level, place) == (level, f"Jawaban!{address}")
    assert heart in why


SILENT = [
    {"K6": "Belum ada", "L6": "Menunggu SK"},
    {"K126": 3, "K127": 3},
    {"K175": "=SUM(K176:K178)", "K176": 1, "K177": 1, "K178": 1, "K179": 3},
    {"K158": 4, "K159": 4},
    {"K125": "=K127/K126", "K126": 2, "K127": 2},
    {"K195": 50, "P195": 40.5},
]


@pytest.mark.parametrize("cells", SILENT)
def test_what_is_right_is_not_remarked_on(instrument, mapping, cells):
    assert findings(instrument, mapping, cells) == []
