"""Workbooks that are understood: every layout, in the states that real files are found in."""

from collections.abc import Callable

from openpyxl.worksheet.worksheet import Worksheet

from assessments.engine.answers import Given
from tests.kke.exports import export

from .csv_files import build_csv, build_paths
from .jawaban import ANSWER, build_jawaban, cells_of, fill_column, tpi_column
from .lke2014 import TLHP, build_lke2014
from .lke_zi import SHAPE, build_lke_zi
from .material import Case, answers, instrument, mapping, policy
from .packing import settled

FULL, ALL, ALL_2014 = answers(), 113, 84
DOUBT = "Keyakinan rendah: periksa apakah barisnya benar."


def _expected(layout: str, count: int, unknown: dict | None = None, warnings: list | None = None) -> dict:
    return {"layout": layout, "answers": count, "unknown": unknown or {}, "warnings": warnings or []}


def jawaban(
    change: Callable[[Worksheet], None] = lambda ws: None, given: dict | None = None, **more
) -> Callable[[], bytes]:
    """The national template, filled (or as `given`), after `change`."""

    def build() -> bytes:
        def both(ws: Worksheet) -> None:
            rows = mapping().rows
            fill_column(ws, ANSWER, cells_of(FULL if given is None else given), rows)
            change(ws)

        return settled(build_jawaban(instrument(), mapping(), change=both, **more))

    return build


def portal(given: dict, tpi: dict | None = None, **identity) -> Callable[[], bytes]:
    """Our own export."""

    def build() -> bytes:
        sheets = [{code: Given(value) for code, value in side.items()} for side in (given, tpi or {})]
        tpi_sheet = sheets[1] if tpi is not None else None
        return settled(export(instrument(), policy(), sheets[0], tpi_sheet, versions={}, **identity))

    return build


def lke(change=None, given: dict | None = None, **more) -> Callable[[], bytes]:
    """The print of 2021."""
    return lambda: build_lke_zi(instrument(), FULL if given is None else given, change=change, **more)


def lke2014(change=None, **more) -> Callable[[], bytes]:
    """The sheet of 2014, TLHP typed as 85."""
    given = answers("lke-zi-2014") | {TLHP: 85}
    return lambda: build_lke2014(instrument("lke-zi-2014"), given, change=change, **more)


def _second_block(ws: Worksheet) -> None:
    fill_column(ws, tpi_column(agency=True, block=2), cells_of(answers(seed=7)), mapping().rows)


def _without_ids(ws: Worksheet) -> None:
    for row in range(2, ws.max_row + 1):
        ws.cell(row, 1).value = None


def _doubled_id(ws: Worksheet) -> None:
    ws["A9"] = 10


def _renumbered(ws: Worksheet) -> None:
    ws.insert_rows(5, 3)
    for row in range(2, ws.max_row + 1):
        ws.cell(row, 1).value = row


def _inserted(ws: Worksheet) -> None:
    for row in (150, 100, 40, 11):
        ws.insert_rows(row)
    ws["G11"] = "Rapat Jumat: lengkapi buktinya"


def _above(ws: Worksheet) -> None:
    ws.title = "LKE 2026 (final)"
    ws.insert_rows(1, 3)
    ws["B1"], ws["B2"] = "LEMBAR KERJA EVALUASI", "Unit Kerja: Puskesmas Melati"


def _without_dots(ws: Worksheet) -> None:
    for row in ws.iter_rows(min_row=2, max_row=210, min_col=2, max_col=7):
        for cell in row:
            if isinstance(cell.value, str) and len(cell.value) <= 4 and cell.value.endswith("."):
                cell.value = cell.value[:-1]


def _only_ya(ws: Worksheet) -> None:
    for row in range(2, 211):
        if ws.cell(row, 10).value == "Ya/Tidak":
            ws.cell(row, 10).value = "Ya"


def _lost_heading(ws: Worksheet) -> None:
    for column in range(1, 9):
        ws.cell(12, column).value = None


def _signed(ws: Worksheet) -> None:
    ws["G210"], ws["G213"] = "Sukamaju, 22 November 2026", "dr. Rina Wulandari"


def _contradicted(ws: Worksheet) -> None:
    ws["K175"], ws["K176"], ws["K177"], ws["K178"], ws["K179"] = 12, 0, 1, 12, 5


def _evidence(ws: Worksheet) -> None:
    ws["L6"], ws["M6"] = "Sudah ada", "SK 12/2026\nhttps://contoh.go.id/sk; https://contoh.go.id/lampiran"
    ws["M7"] = r"\\server\ZI\2026\notulen"
    ws["M9"] = "Folder bersama"
    ws["M9"].hyperlink = "https://contoh.go.id/folder"
    ws["M10"] = "=1+1"


def _none_yet(ws: Worksheet) -> None:
    ws["K6"], ws["L6"], ws["K125"], ws["K7"] = "Belum ada", "Menunggu SK", "belum ada.", "-"
    ws["K126"] = ws["K127"] = None


def _moved_heading(live) -> None:
    live.ws.cell(live.rows["A.I.2"], 4).value, live.ws.cell(live.rows["A.I.2"], 5).value = None, "2."
    live.ws.cell(live.rows["A.I.2"], 6).value = "Penataan Tatalaksana"


JAWABAN = _expected("jawaban", ALL)
PERCENT = (
    "B.I.2: 85 disimpan sebagai catatan. Isi “Jumlah temuan hasil pemeriksaan internal dan eksternal” dan "
    "“Jumlah temuan yang sudah ditindaklanjuti” di portal."
)
CASES = [
    Case("portal-isian.xlsx", portal(FULL), _expected("portal", ALL)),
    Case("portal-kosong.xlsx", portal({}), _expected("portal", 0)),
    Case(
        "portal-sebagian-dengan-tpi.xlsx", portal(answers(seed=3, share=0.5), FULL), _expected("portal", 58)
    ),
    Case("jawaban-kosong.xlsx", jawaban(given={}), _expected("jawaban", 0)),
    Case("jawaban-isian.xlsx", jawaban(), JAWABAN),
    Case("jawaban-salinan-instansi.xlsx", jawaban(agency=True), JAWABAN),
    Case("jawaban-tpi-blok-2.xlsx", jawaban(_second_block, {}, agency=True), JAWABAN, side="tpi", block=2),
    Case("jawaban-tanpa-id.xlsx", jawaban(_without_ids), JAWABAN),
    Case(
        "jawaban-id-ganda.xlsx",
        jawaban(_doubled_id),
        _expected(
            "jawaban",
            ALL,
            {},
            [["Jawaban", "ID 10 muncul lebih dari sekali, jadi tidak dipakai mengenali baris."]],
        ),
    ),
    Case(
        "jawaban-id-diurutkan-ulang.xlsx",
        jawaban(_renumbered),
        _expected(
            "jawaban",
            ALL,
            {},
            [["Jawaban", "Kolom ID tidak sejalan dengan susunan baris, jadi tidak dipakai."]],
        ),
    ),
    Case(
        "jawaban-baris-sisipan.xlsx",
        jawaban(_inserted),
        _expected("jawaban", ALL, {"Jawaban!G11": "Bukan baris pertanyaan."}),
    ),
    Case("jawaban-lembar-dan-judul-bergeser.xlsx", jawaban(_above), JAWABAN),
    Case("jawaban-huruf-tanpa-titik.xlsx", jawaban(_without_dots), JAWABAN),
    Case("jawaban-pilihan-hanya-ya.xlsx", jawaban(_only_ya), JAWABAN),
    Case(
        "jawaban-judul-hilang.xlsx",
        jawaban(_lost_heading),
        _expected(
            "jawaban",
            ALL,
            {},
            [
                [
                    "Jawaban!K13",
                    f"Menurut susunan A.I.1.ii.a, menurut ID A.I.1.iii.a; dipakai A.I.1.iii.a. {DOUBT}",
                ],
            ],
        ),
    ),
    Case(
        "jawaban-tanda-tangan.xlsx",
        jawaban(_signed),
        _expected("jawaban", ALL, dict.fromkeys(["Jawaban!G210", "Jawaban!G213"], "Bukan baris pertanyaan.")),
    ),
    Case(
        "jawaban-jumlah-bertentangan.xlsx",
        jawaban(_contradicted),
        _expected(
            "jawaban",
            ALL,
            {},
            [
                [
                    "Jawaban!K175",
                    "Tertulis 12, padahal rinciannya berjumlah 13; yang dipakai rinciannya (A.II.5.iii.a).",
                ]
            ],
        ),
    ),
    Case(
        "jawaban-bukti-dan-tautan.xlsx",
        jawaban(_evidence),
        _expected(
            "jawaban",
            ALL,
            {},
            [
                [
                    "Jawaban!M10",
                    "A.I.1.ii.b: rumus bukti dukung tanpa hasil tersimpan, jadi tidak terbaca. Ketik isinya langsung.",
                ]
            ],
        ),
    ),
    Case(
        "jawaban-belum-ada.xlsx",
        jawaban(_none_yet),
        _expected(
            "jawaban",
            ALL - 3,
            {},
            [
                ["Jawaban!K7", "A.I.1.i.b: tanda “-” dianggap belum diisi."],
                ["Jawaban!L125", "A.II.1.i.a: “belum ada” baru dihitung terjawab bila diberi catatan."],
            ],
        ),
    ),
    Case("lke-isian.xlsx", lke(), _expected("lke", ALL)),
    Case("lke-sebagian.xlsx", lke(given=answers(seed=3, share=0.5)), _expected("lke", 58)),
    Case("lke-lhkasn-tanpa-huruf.xlsx", lke(wealth="bare"), _expected("lke", ALL)),
    Case("lke-lhkpn-angka-romawi.xlsx", lke(wealth="romans"), _expected("lke", ALL)),
    Case("lke-judul-lhkasn-bergeser.xlsx", lke(wealth="shifted"), _expected("lke", ALL)),
    Case("lke-judul-area-bergeser.xlsx", lke(_moved_heading), _expected("lke", ALL)),
    Case("lke-tanpa-hasil-rumus.xlsx", lke(results=False), _expected("lke", ALL)),
    Case(
        "lke2014-isian.xlsx",
        lke2014(),
        _expected("lke2014", ALL_2014 - 1, {}, [["LKE!H121", PERCENT]]),
        instrument="lke-zi-2014",
    ),
    Case(
        "lke2014-dengan-kolom-catatan.xlsx",
        lke2014(lambda live: live.put("A.I.1.a", "SK 12/2019", 12), note=True),
        _expected("lke2014", ALL_2014 - 1, {}, [["LKE!H121", PERCENT]]),
        instrument="lke-zi-2014",
    ),
    Case("csv-kode-titik-koma.csv", lambda: build_csv(instrument(), FULL), _expected("csv", ALL)),
    Case(
        "csv-kode-koma-bom.csv",
        lambda: build_csv(
            instrument(),
            FULL,
            delimiter=",",
            encoding="utf-8-sig",
            notes={"A.I.1.i.a": 'Dua\nbaris; "dikutip"'},
        ),
        _expected("csv", ALL),
    ),
    Case("csv-lima-kolom-hierarki.csv", lambda: build_paths(instrument(), FULL), _expected("csv", ALL)),
    Case(
        "csv-bernama-xlsx.xlsx",
        lambda: build_csv(instrument(), {"A.I.1.i.a": "Ya"}),
        _expected(
            "csv",
            1,
            {},
            [
                [
                    "CSV",
                    "Berkas ini bernama seperti buku kerja Excel, tetapi isinya teks, dan dibaca sebagai CSV.",
                ]
            ],
        ),
    ),
    Case(
        "jawaban-bernama-csv.csv",
        jawaban(),
        _expected(
            "jawaban",
            ALL,
            {},
            [
                [
                    "Jawaban",
                    "Berkas ini bernama .csv, tetapi isinya buku kerja Excel, dan dibaca sebagai buku kerja Excel.",
                ]
            ],
        ),
    ),
]
# `SHAPE` is what the builders of the print share; a wrong column here would spoil every case of it.
assert SHAPE.answer == ANSWER
