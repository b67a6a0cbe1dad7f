"""Workbooks that must be refused, each named after what is wrong, with the messages that its user sees."""

import openpyxl

from . import bombs
from .csv_files import build_csv
from .jawaban import save
from .lke2014 import build_lke2014
from .lke_zi import build_lke_zi
from .material import Case, answers, instrument
from .packing import settled
from .passing import FULL, jawaban, portal

SAVE_AS = "Buka berkasnya lalu simpan sebagai “Excel Workbook (.xlsx)”, kemudian unggah lagi."
SAVE_CSV = "Di Excel pilih Simpan Sebagai “CSV UTF-8 (Comma delimited)”, lalu unggah lagi."
SWOLLEN = (
    "Isi berkas ini mengembang jauh melebihi ukurannya (mungkin jutaan baris kosong). "
    "Salin baris yang terisi ke buku kerja baru lalu unggah lagi."
)
DTD = (
    "Berkas ini ditolak demi keamanan: memuat deklarasi XML yang tidak dipakai Excel. Simpan lagi dari Excel."
)
LKE_2014 = "LKE Zona Integritas tahun 2014 (PermenPANRB 52/2014 jo. 10/2019)"
LKE_2021 = "LKE Zona Integritas tahun 2021 (PermenPANRB 90/2021)"
OTHER = "Unggah berkas dengan instrumen yang sama."
MACROS = "ms-excel.sheet.macroEnabled.main+xml"
BINARY = "ms-excel.sheet.binary.macroEnabled.main"


def _says(*messages: str) -> dict:
    return {"messages": list(messages)}


def _cells(**values) -> object:
    """The national template with these cells."""

    def change(ws) -> None:
        for address, value in values.items():
            ws[address] = value

    return jawaban(change, {"A.I.1.ii.a": "Ya"})


def _error(ws) -> None:
    ws["K6"].value, ws["K6"].data_type = "#REF!", "e"


def _twice(ws) -> None:
    ws.insert_rows(8)
    for column in range(2, 11):
        ws.cell(8, column).value = ws.cell(7, column).value
    ws["K7"], ws["K8"] = "A", "B"


def _budget() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Anggaran"
    workbook.active.append(["Uraian", "Jumlah"])
    return settled(save(workbook))


def _zeros() -> bytes:
    """A workbook with a part of 20 MB that packs into 20 kB."""
    return bombs.package(bombs.SHEET.format(""), more={"xl/media/gambar.bin": b"0" * 20_000_000})


CASES = [
    Case("kosong-nol-bita.xlsx", lambda: b"", _says("Berkas ini kosong.")),
    Case(
        "terpotong.xlsx",
        lambda: jawaban()()[:5000],
        _says("Berkas Excel ini rusak atau terpotong. Unduh atau simpan ulang lalu coba lagi."),
    ),
    Case(
        "excel-lama.xls",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
        _says(f"Berkas ini berjenis Excel lama (.xls). {SAVE_AS}"),
    ),
    Case(
        "excel-lama-bernama-csv.csv",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
        _says(
            "Berkas ini bernama .csv, tetapi isinya bukan teks. Berkas ini berjenis Excel lama (.xls). "
            + SAVE_AS
        ),
    ),
    Case(
        "bermakro.xlsm",
        lambda: bombs.package("<x/>", kind=MACROS),
        _says(f"Berkas ini berisi makro (.xlsm). {SAVE_AS}"),
    ),
    Case(
        "biner.xlsb",
        lambda: bombs.package("<x/>", kind=BINARY),
        _says(f"Berkas ini berjenis .xlsb. {SAVE_AS}"),
    ),
    Case(
        "opendocument.ods",
        lambda: bombs.open_document(),
        _says(f"Berkas ini berjenis OpenDocument (.ods). {SAVE_AS}"),
    ),
    Case(
        "berkata-sandi.xlsx",
        bombs.encrypted,
        _says("Berkas ini dikunci dengan kata sandi. Buka kuncinya di Excel, simpan, lalu unggah lagi."),
    ),
    Case(
        "pdf-bernama-xlsx.xlsx",
        lambda: b"%PDF-1.7\n",
        _says("Berkas ini PDF, bukan buku kerja Excel (.xlsx)."),
    ),
    Case(
        "bom-dua-juta-baris.xlsx",
        lambda: bombs.package(bombs.SHEET.format("<row/>" * 2_000_000)),
        _says(SWOLLEN),
    ),
    Case("bom-gambar-20-mb.xlsx", _zeros, _says(SWOLLEN)),
    Case(
        "baris-terlalu-banyak.xlsx",
        lambda: bombs.many_rows(60_000),
        _says("Lembar “Jawaban” berisi lebih dari 50000 baris. Hapus baris kosong di bawah data."),
    ),
    Case("entitas-berlipat.xlsx", lambda: bombs.billion_laughs(), _says(DTD)),
    Case("entitas-ke-berkas-server.xlsx", lambda: bombs.external_entity(), _says(DTD)),
    Case(
        "bagian-ganda.xlsx",
        lambda: bombs.doubled_part(),
        _says("Berkas ini memuat dua bagian bernama sama, jadi isinya tidak pasti. Simpan lagi dari Excel."),
    ),
    Case(
        "lembar-lain.xlsx",
        _budget,
        _says(
            "Susunan KKE tidak dikenali. Dicari baris judul dengan kolom Penilaian, Bobot, Pilihan Jawaban, dan "
            "Jawaban (atau Kode dan Jawaban) di lembar: “Anggaran”."
        ),
    ),
    Case(
        "lke2014-ke-penilaian-2021.xlsx",
        lambda: build_lke2014(instrument("lke-zi-2014"), {}),
        _says(f"Lembar “LKE” memuat {LKE_2014}, sedangkan penilaian ini memakai {LKE_2021}. {OTHER}"),
    ),
    Case(
        "lke-ke-penilaian-2014.xlsx",
        lambda: build_lke_zi(instrument(), {}),
        _says(f"Lembar “LKE ZI” memuat {LKE_2021}, sedangkan penilaian ini memakai {LKE_2014}. {OTHER}"),
        instrument="lke-zi-2014",
    ),
    Case(
        "csv-2014-ke-penilaian-2021.csv",
        lambda: build_csv(instrument("lke-zi-2014"), answers("lke-zi-2014")),
        _says(f"Lembar “CSV” memuat {LKE_2014}, sedangkan penilaian ini memakai {LKE_2021}. {OTHER}"),
    ),
    Case(
        "lke-tanpa-kolom-tpi.xlsx",
        lambda: build_lke_zi(instrument(), {}),
        _says("Lembar “LKE ZI” tidak punya blok jawaban TPI; blok 1 tidak ada."),
        side="tpi",
    ),
    Case(
        "jawaban-tanpa-blok-tpi-kedua.xlsx",
        jawaban(given={}),
        _says("Lembar “Jawaban” hanya punya 1 blok jawaban TPI; blok 2 tidak ada."),
        side="tpi",
        block=2,
    ),
    Case(
        "portal-unit-lain.xlsx",
        portal(FULL, unit="DKC"),
        _says("Berkas ini diekspor untuk KAB-X / DKC tahun 2026, bukan KAB-X / PKM-01 tahun 2026."),
    ),
    Case(
        "portal-tahun-lain.xlsx",
        portal(FULL, year="2025"),
        _says("Berkas ini diekspor untuk KAB-X / PKM-01 tahun 2025, bukan KAB-X / PKM-01 tahun 2026."),
    ),
    Case(
        "portal-instrumen-lain.xlsx",
        portal(FULL, instrument_hash="1" * 64),
        _says(
            "Berkas ini diekspor dengan instrumen lke-zi-2021 yang bukan instrumen penilaian ini "
            "(lke-zi-2021). Ekspor lagi lalu salin isinya."
        ),
    ),
    Case(
        "csv-latin1.csv",
        lambda: "Kode;Jawaban;Catatan\nA.I.1.i.a;Ya;Café\n".encode("latin-1"),
        _says(f"Berkas CSV ini tidak berkode UTF-8 (huruf di baris 2 rusak). {SAVE_CSV}"),
    ),
    Case(
        "csv-utf16.csv",
        lambda: "Kode;Jawaban\nA.I.1.i.a;Ya\n".encode("utf-16"),
        _says(
            "Berkas ini bernama .csv, tetapi isinya bukan teks. Berkas teks ini berkode UTF-16. "
            "Di Excel pilih Simpan Sebagai “CSV UTF-8”, lalu unggah lagi."
        ),
    ),
    Case(
        "csv-tanda-kutip-terbuka.csv",
        lambda: b'Kode;Jawaban\nA.I.1.i.a;"Ya\n',
        _says(
            'Berkas CSV ini tidak dapat dibaca di sekitar baris 2: tanda kutip (") tidak ditutup, '
            f"atau selnya terlalu panjang. {SAVE_CSV}"
        ),
    ),
    Case(
        "bukan-pilihan.xlsx",
        _cells(K6="Mungkin"),
        _says("Jawaban!K6: A.I.1.i.a: “Mungkin” bukan pilihan jawaban. Pilihannya: Ya, Tidak."),
    ),
    Case(
        "jumlah-negatif.xlsx",
        _cells(K126=-1, K127=3),
        _says("Jawaban!K126: A.II.1.i.a/agen: jumlah tidak boleh negatif (-1)."),
    ),
    Case(
        "jumlah-pecahan.xlsx",
        _cells(K126="1.234", K127=3),
        _says(
            "Jawaban!K126: A.II.1.i.a/agen: “1.234” bukan bilangan bulat. Isi angka saja, tanpa titik atau koma."
        ),
    ),
    Case(
        "indeks-di-luar-rentang.xlsx",
        _cells(K199=4.5),
        _says("Jawaban!K199: B.I.a: indeks 4.5 di luar rentang 0 sampai 4."),
    ),
    Case(
        "galat-excel.xlsx", jawaban(_error, {}), _says("Jawaban!K6: A.I.1.i.a: sel berisi galat Excel #REF!.")
    ),
    Case(
        "rumus-tanpa-hasil.xlsx",
        _cells(K6="=B1"),
        _says("Jawaban!K6: A.I.1.i.a: rumus tanpa hasil tersimpan. Isi nilainya langsung."),
    ),
    Case(
        "dijawab-dua-kali.xlsx",
        jawaban(_twice, {}),
        _says("Jawaban!K8: A.I.1.i.b dijawab berbeda di Jawaban!K7 dan Jawaban!K8."),
    ),
    Case(
        "catatan-terlalu-panjang.xlsx",
        _cells(K6="Ya", L6="x" * 5001),
        _says("Jawaban!L6: A.I.1.i.a: catatan lebih dari 5000 huruf."),
    ),
]
