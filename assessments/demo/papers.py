"""The papers of the demo: small real files, made once and used by every unit."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from assessments.demo.files import Rows, docx, pdf, png, xlsx
from documents.models import Revision
from documents.services import Facts, change_facts, upload
from units.models import Instansi, UnitKerja


@dataclass(frozen=True)
class Paper:
    """One paper: its title and kind as a document, the questions that it proves, what stands in it.

    The file says nothing of year or unit, so that it is made once for all of them. A paper that is `common` lies in
    every unit; the others in units that prove more. `form` is the kind of file; in a PDF a form feed begins a page.
    `signed` and the ends of `speaks` are (month, day); a report signed before that end is of the year after.
    """

    key: str
    heading: str
    year: int
    kind: str
    codes: tuple[str, ...]
    text: str
    rows: Rows = ()
    locator: str = ""
    common: bool = True
    form: str = "pdf"
    number: str = ""
    signed: tuple[int, int] = (1, 12)
    speaks: tuple[tuple[int, int], tuple[int, int]] = ((1, 1), (12, 31))
    confidentiality: str = "biasa"

    @property
    def title(self) -> str:
        """The document's title, with the year that it speaks of."""
        return f"{self.heading} {self.year}"

    def file(self) -> BytesIO:
        """The paper as a file of its form."""
        return BytesIO(FORMS[self.form](self.heading, self.text, self.rows))

    def keep(
        self, *, actor, role: str, unit: UnitKerja | None = None, instansi: Instansi | None = None
    ) -> Revision:
        """Put the paper on the shelf of a unit or of the instansi, and say what it is, through the services."""
        said = {"title": self.title, "kind": self.kind}
        sent = {"file": self.file(), "filename": f"{self.key}.{self.form}", **said}
        revision = upload(actor=actor, role=role, unit=unit, instansi=instansi, **sent)
        facts = self.facts(unit.code if unit else "SETDA")
        change_facts(revision.document, facts=facts, seen=1, actor=actor, role=role)
        return revision

    def facts(self, owner: str) -> Facts:
        """What is said of the paper; its number names who keeps it."""
        start, end = (date(self.year, month, day) for month, day in self.speaks)
        signed = date(self.year, *self.signed)
        if self.kind == "laporan" and signed < end:
            signed = signed.replace(year=self.year + 1)
        return Facts(
            title=self.title,
            kind=self.kind,
            number=self.number.format(owner=owner, year=signed.year),
            date=signed,
            speaks_from=start,
            speaks_until=end,
            confidentiality=self.confidentiality,
        )


FORMS = {"pdf": pdf, "docx": docx, "xlsx": xlsx, "png": png}


def papers(year: int) -> dict[str, Paper]:
    """The papers of one year by their key."""
    made = (
        Paper(
            "sk-tim-kerja",
            "SK Tim Kerja Pembangunan Zona Integritas",
            year,
            "sk",
            ("A.I.1.i.a", "A.I.1.i.b", "A.I.1.iv.b"),
            "Menetapkan tim kerja pembangunan Zona Integritas menuju WBK dan WBBM beserta pokja enam area "
            "perubahan.\nTim bekerja sejak ditetapkan sampai akhir tahun dan melapor setiap triwulan.",
            tuple((area, "Koordinator dan empat anggota") for area in AREAS),
            "hlm. 1",
            number="188.4/12/{owner}/{year}",
            signed=(1, 5),
        ),
        Paper(
            "rencana-kerja",
            "Rencana kerja pembangunan Zona Integritas",
            year,
            "dokumen",
            ("A.I.1.ii.a", "A.I.1.ii.b", "A.II.1.ii.a"),
            "Target prioritas: kepastian waktu dan biaya layanan, pencegahan gratifikasi, dan penanganan pengaduan.",
            tuple(
                (f"Triwulan {n}", what) for n, what in zip(("I", "II", "III", "IV"), QUARTERS, strict=True)
            ),
            "matriks target",
            number="000.7/21/{owner}/{year}",
            signed=(1, 19),
        ),
        Paper(
            "laporan-monev",
            "Laporan monev pembangunan ZI semester I",
            year,
            "laporan",
            ("A.I.1.iii.a", "A.I.1.iii.b", "A.I.1.iii.c", "A.I.2.ii.d", "A.I.5.iii.c"),
            MONEV,
            (("Kegiatan selesai", "18"), ("Kegiatan digeser", "2"), ("Catatan ditindaklanjuti", "100%")),
            "hlm. 3, tabel",
            number="700/114/{owner}/{year}",
            signed=(7, 8),
            speaks=((1, 1), (6, 30)),
        ),
        Paper(
            "notulen-rapat",
            "Notulen rapat penyusunan perjanjian kinerja",
            year,
            "notulen",
            ("A.I.1.iv.d", "A.I.4.i.a", "A.I.4.i.b", "A.I.4.i.c"),
            "Rapat dipimpin langsung oleh pimpinan unit. Target dibahas satu per satu; usul peserta dicatat di bawah.",
            (("Usul diterima", "Layanan antar bagi lansia"), ("Usul diterima", "Jam layanan Sabtu pagi")),
            common=False,
            number="005/31/{owner}/{year}",
            signed=(2, 3),
            speaks=((2, 3), (2, 3)),
            confidentiality="terbatas",
        ),
        Paper(
            "laporan-survei",
            "Laporan survei mandiri SPAK dan SPKP",
            year,
            "laporan",
            ("B.I.a", "B.II.a", "A.I.6.iv.a"),
            "Kuesioner diisi sendiri oleh pengguna layanan melalui kode QR; responden seimbang antarjenis layanan.",
            (("Periode", "Januari–Juni"), ("Skala", "1–4"), ("Unsur terendah", "Kejelasan biaya")),
            number="000.9/87/{owner}/{year}",
            signed=(7, 14),
            speaks=((1, 1), (6, 30)),
            confidentiality="terbatas",
        ),
        Paper(
            "laporan-kinerja",
            "Laporan kinerja",
            year - 1,
            "laporan",
            ("A.I.4.ii.e", "A.I.4.ii.f", "A.II.4.i.a", "B.I.b"),
            "Capaian sasaran strategis dengan analisis penyebab selisih dan perbandingan dengan tahun sebelumnya.",
            (("Disampaikan", "tepat waktu"), ("Direviu", "Inspektorat")),
            common=False,
            number="000.8/9/{owner}/{year}",
            signed=(2, 20),
        ),
        Paper(
            "standar-pelayanan",
            "SK standar pelayanan dan maklumat pelayanan",
            year,
            "sk",
            ("A.I.6.i.a", "A.I.6.i.b", "A.I.6.i.d"),
            "Standar pelayanan seluruh jenis layanan, disusun bersama perwakilan pengguna.",
            (("Persyaratan", "per jenis layanan"), ("Waktu", "per jenis layanan"), ("Biaya", "tidak ada")),
            common=False,
            number="188.4/40/{owner}/{year}",
            signed=(3, 2),
        ),
        Paper(
            "rekap-pengaduan",
            "Rekap tindak lanjut pengaduan",
            year,
            "laporan",
            ("A.I.5.iii.b", "A.I.6.iii.b"),
            "Semua pengaduan dijawab; rata-rata tiga hari kerja.\nSatu pengaduan diteruskan ke inspektorat.",
            (("Kanal", "Jumlah"), ("Loket", "14"), ("WhatsApp", "31"), ("Kotak saran", "6")),
            common=False,
            form="docx",
            number="400.14/66/{owner}/{year}",
            signed=(7, 10),
            speaks=((1, 1), (6, 30)),
        ),
        Paper(
            "survei-bulanan",
            "Rekap survei kepuasan bulanan",
            year,
            "laporan",
            ("A.I.6.iv.b",),
            "Bulan; Responden; Puas; Tidak puas",
            tuple(
                zip(MONTHS, ("62 58 4", "71 68 3", "66 64 2", "80 77 3", "74 70 4", "69 67 2"), strict=True)
            ),
            common=False,
            form="xlsx",
            signed=(7, 2),
            speaks=((1, 1), (6, 30)),
        ),
        Paper(
            "papan-informasi",
            "Papan informasi pelayanan di ruang tunggu",
            year,
            "foto",
            ("A.I.6.ii.b",),
            "Semua layanan gratis",
            (("Pendaftaran", "5 menit"), ("Pemeriksaan", "20 menit"), ("Pengambilan obat", "10 menit")),
            common=False,
            form="png",
            signed=(3, 9),
            speaks=((3, 9), (3, 9)),
        ),
        Paper(
            "pakta-integritas",
            "Pindaian pakta integritas dan pencanangan",
            year,
            "surat",
            (),
            "Kami menyatakan siap membangun Zona Integritas menuju Wilayah Bebas dari Korupsi dan Wilayah Birokrasi "
            "Bersih dan Melayani.",
            number="800/55/{owner}/{year}",
            confidentiality="rahasia",
        ),
        Paper(
            "surat-usulan",
            "Pindaian surat pengajuan evaluasi",
            year,
            "surat",
            (),
            "Bersama ini kami ajukan unit kerja sebagaimana daftar untuk dievaluasi oleh Tim Penilai Nasional.",
            number="700/203/{owner}/{year}",
            signed=(9, 1),
        ),
    )
    return {paper.key: paper for paper in made}


AREAS = (
    "Manajemen Perubahan",
    "Penataan Tatalaksana",
    "Penataan Sistem Manajemen SDM Aparatur",
    "Penguatan Akuntabilitas",
    "Penguatan Pengawasan",
    "Peningkatan Kualitas Pelayanan Publik",
)
MONEV = (
    "Laporan ini memantau rencana kerja pembangunan Zona Integritas sampai akhir Juni. Monev dilakukan setiap bulan "
    "oleh tim kerja dan dilaporkan kepada pimpinan unit.\f"
    "Dua kegiatan digeser: pemasangan sistem antrean menunggu perangkat, dan pelatihan pelayanan prima menunggu "
    "narasumber. Keduanya dijadwalkan ulang pada triwulan III.\f"
    "Dari dua puluh kegiatan, delapan belas selesai sesuai jadwal dan dua digeser ke triwulan berikutnya. "
    "Seluruh catatan rapat triwulan I sudah ditindaklanjuti."
)
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni")
QUARTERS = (
    "Pembentukan tim, peta risiko, standar pelayanan",
    "Survei mandiri, monev, perbaikan ruang layanan",
    "Tindak lanjut survei, sosialisasi anti gratifikasi",
    "Evaluasi akhir dan rencana tahun berikutnya",
)
# address, title, questions
LINKS = (
    ("https://example.org/pengaduan", "Kanal pengaduan dan konsultasi", ("A.I.5.iii.a", "A.I.6.iii.a")),
    ("https://example.org/skm/hasil", "Publikasi hasil survei kepuasan", ("A.I.6.iv.b", "A.I.6.iv.c")),
    ("https://example.org/layanan", "Laman informasi pelayanan", ("A.I.6.ii.b", "A.I.6.v.a")),
)
