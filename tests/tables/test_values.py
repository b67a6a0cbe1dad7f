"""Single cells: dates, numbers, NIP, choices; what cannot be taken says what to do."""

from decimal import Decimal

import pytest

from documents.workbooks.cells import Cell
from documents.workbooks.columns import YES_NO, Choice, Column
from documents.workbooks.values import BadCell, value_of

UNITS = (Choice("PKM-01", "PKM-01 Puskesmas Melati"), Choice("PKM-02", "PKM-02 Puskesmas Mawar"))
DATE_SAID = "bukan tanggal. Tulis seperti 31/12/2026 atau 2026-12-31."


def column(kind: str, **more) -> Column:
    return Column("x", "X", "", kind, **more)


def read(col: Column, value, **more) -> str:
    return value_of(col, Cell("L", 2, 1, value, **more))


def why(col: Column, value, **more) -> str:
    with pytest.raises(BadCell) as error:
        read(col, value, **more)
    return str(error.value)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("31/12/2026", "2026-12-31"),
        ("1-2-2026", "2026-02-01"),
        ("05.06.2026", "2026-06-05"),
        ("2026-12-31", "2026-12-31"),
        ("2026-12-31 00:00:00", "2026-12-31"),
        ("2026/12/31 2:05:22 PM GMT+7", "2026-12-31"),
        ("31/12/2026 14:05:22", "2026-12-31"),
        ("31/12/2026, 14.05 WIB", "2026-12-31"),
        ("2026-12-31T14:05:22.123+07:00", "2026-12-31"),
        (Decimal(46387), "2026-12-31"),
        (Decimal("46387.75"), "2026-12-31"),
        (Decimal(61), "1900-03-01"),
    ],
)
def test_dates(value, day):
    assert read(column("date"), value) == day


@pytest.mark.parametrize(
    "value",
    [
        "31/02/2026",
        "12/31/2026",
        "31/12/26",
        "besok",
        "14:05:22",
        "31/12/2026 14",
        "31/12/2026 14:05 besok",
        Decimal(0),
        Decimal(-5),
        Decimal(10**9),
        Decimal(60),
        True,
    ],
)
def test_no_dates(value):
    assert why(column("date"), value).endswith(DATE_SAID)


@pytest.mark.parametrize("value", ["01/01/1800", "2300-12-31"])
def test_a_year_that_cannot_be(value):
    assert why(column("date"), value) == f"“{value}” di luar tahun 1900 sampai 2199. Periksa tahunnya."


@pytest.mark.parametrize(
    ("value", "number"),
    [("3,61", "3.61"), ("3.610", "3.61"), (Decimal("3.5"), "3.5"), ("4", "4"), (" 0 ", "0")],
)
def test_numbers(value, number):
    assert read(column("number", minimum=Decimal(0), maximum=Decimal(4)), value) == number


@pytest.mark.parametrize("value", ["tiga", "1e3", "3,6,1", "--1", "NaN", True, "٣"])
def test_no_numbers(value):
    assert why(column("number"), value).endswith("bukan angka. Tulis seperti 3,61 atau 3.61.")


def test_numbers_have_bounds():
    bounded = column("number", minimum=Decimal(0), maximum=Decimal(4))
    assert why(bounded, "4,5") == "4,5 di luar batas. Isi dari 0 sampai 4."


def test_nip_are_texts():
    assert read(column("nip"), "19900101 201503 2 001") == "199001012015032001"
    assert why(column("nip"), Decimal("199001012015032001")).startswith("NIP tersimpan sebagai angka")
    assert why(column("nip"), "12345") == "NIP terdiri dari 18 angka. Perbaiki, atau kosongkan selnya."
    assert why(column("nip"), "١٩٩٠٠١٠١٢٠١٥٠٣٢٠٠١").startswith("NIP terdiri dari 18 angka")


def test_choices_by_label_code_and_first_word():
    unit = column("choice", choices=UNITS, code_first=True, unknown="Pakai kode unit.")
    texts = ("PKM-01", "pkm-01", "PKM-01 Puskesmas Melati", "PKM-01 nama lama")
    assert [read(unit, text) for text in texts] == ["PKM-01"] * 4
    assert why(unit, "PKM-010") == "“PKM-010” tidak dikenal. Pakai kode unit."
    yes = column("choice", choices=YES_NO)
    assert [read(yes, value) for value in ("Ya", "TIDAK", True, False, Decimal(1), "y")] == [
        "ya",
        "tidak",
        "ya",
        "tidak",
        "ya",
        "ya",
    ]
    assert why(yes, "mungkin") == "“mungkin” tidak dikenal. Pilih salah satu: Ya, Tidak."
    assert why(column("choice"), "x") == "“x” tidak dikenal. Belum ada pilihan untuk kolom ini."


def test_many_choices_in_their_order():
    units = column("many", choices=UNITS)
    assert read(units, "pkm-02, PKM-01;;\nPKM-02") == "PKM-01;PKM-02"
    assert why(units, "PKM-01; X").startswith("“X” tidak dikenal")


def test_texts_are_cleaned_and_bounded():
    assert read(column("text"), "  dua \n kata\x00 ") == "dua kata"
    assert read(column("lines"), " satu\r\ndua ") == "satu\ndua"
    assert (
        why(column("text", max_length=3), "empat")
        == "isinya 5 huruf. Ringkas menjadi paling panjang 3 huruf."
    )


def test_formulas_and_errors():
    assert read(column("text"), "hasil", formula='"ha"&"sil"') == "hasil"
    assert why(column("text"), None, formula="A1") == (
        "rumusnya belum terhitung. Buka di Excel, simpan, atau ketik nilainya."
    )
    assert why(column("text"), "#REF!", error=True) == "selnya berisi galat Excel. Ketik nilainya."
