"""Notes and evidence that cannot be read are said."""

from .findings import findings, reading_of


def test_formulas_without_result(instrument, mapping):
    assert findings(instrument, mapping, {"L6": "=B1", "M6": "=B2"}) == [
        (
            "warning",
            "L6",
            "A.I.1.i.a: rumus catatan tanpa hasil tersimpan, jadi tidak terbaca. Ketik isinya langsung.",
        ),
        (
            "warning",
            "M6",
            "A.I.1.i.a: rumus bukti dukung tanpa hasil tersimpan, jadi tidak terbaca. Ketik isinya langsung.",
        ),
    ]


def test_errors_are_said_and_not_taken_as_text(instrument, mapping):
    def fail(ws):
        for address in ("L6", "M6"):
            ws[address].value, ws[address].data_type = "#NAME?", "e"

    assert findings(instrument, mapping, {}, fail) == [
        ("warning", "L6", "A.I.1.i.a: sel catatan berisi galat Excel #NAME?."),
        ("warning", "M6", "A.I.1.i.a: sel bukti dukung berisi galat Excel #NAME?."),
    ]
    row = reading_of(instrument, mapping, {}, fail).rows["A.I.1.i.a"]
    assert (row.note, row.evidence_text) == ("", "")


def test_a_hyperlink_formula_gives_its_address(instrument, mapping):
    cells = {"M6": '=HYPERLINK("https://contoh.go.id/sk","SK")'}
    assert findings(instrument, mapping, cells) == []
    assert reading_of(instrument, mapping, cells).rows["A.I.1.i.a"].links == ("https://contoh.go.id/sk",)
