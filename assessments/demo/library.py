"""The shelves of the demo: regulations by link, papers of the kabupaten as files, announcements."""

from datetime import date, timedelta

from assessments.demo.papers import Paper
from documents.services.announcements import NoticeData, announce
from documents.services.library import ItemData, add_item
from units.models import Instansi, User
from units.services.instansi import change_instansi

JDIH = "https://jdih.menpan.go.id/"  # the ministry's own register; its search finds each by number
REGULATIONS = (
    # number, year, title, date, status; each is changed or revoked by the next
    ("PermenPANRB 52/2014", 2014, "Pedoman pembangunan Zona Integritas menuju WBK dan WBBM", None, "dicabut"),
    (
        "PermenPANRB 90/2021",
        2021,
        "Pembangunan dan evaluasi Zona Integritas menuju WBK dan WBBM di instansi pemerintah",
        date(2021, 12, 31),
        "diubah",
    ),
    (
        "PermenPANRB 5/2024",
        2024,
        "Perubahan atas PermenPANRB 90/2021 tentang pembangunan dan evaluasi Zona Integritas",
        date(2024, 7, 15),
        "berlaku",
    ),
)


def build_library(kabupaten: Instansi, *, admin: User, system: User, today: date) -> None:
    """Fill the shared shelf and that of the kabupaten, through the services."""
    _regulations(system)
    for paper, kind, number, public in _papers(today.year):
        add_item(
            kabupaten,
            data=ItemData(
                kind=kind,
                number=number,
                year=paper.year,
                title=paper.title,
                date=date(paper.year, 1, 20),
                status="berlaku",
                changed_by=None,
                public=public,
            ),
            file=paper.file(),
            filename=f"{paper.key}.pdf",
            actor=admin,
        )
    _announce(kabupaten, admin, today)
    change_instansi(
        kabupaten,
        actor=admin,
        contact_office=f"Inspektorat, {kabupaten.name}",
        contact_email="inspektorat@example.org",
        contact_phone="(021) 555-0100",
    )


def _regulations(system: User) -> None:
    """The newest first, so that the older ones can name it."""
    changer = None
    for number, year, title, day, status in reversed(REGULATIONS):
        data = ItemData(
            kind="peraturan",
            number=number,
            year=year,
            title=title,
            date=day,
            status=status,
            changed_by=changer,
            public=True,
        )
        changer = add_item(None, data=data, url=JDIH, actor=system).pk


def _papers(year: int) -> tuple[tuple[Paper, str, str, bool], ...]:
    return (
        (
            Paper(
                "sk-unit",
                "Penetapan unit kerja yang membangun Zona Integritas",
                year,
                "sk",
                (),
                "Menetapkan unit kerja pelayanan yang membangun Zona Integritas tahun ini beserta predikat yang "
                "dituju.\nTim Penilai Internal mendampingi dan melapor setiap triwulan.",
            ),
            "keputusan",
            f"188.45/21/{year}",
            True,
        ),
        (
            Paper(
                "panduan-loket",
                "Panduan petugas loket: menolak pemberian dengan sopan",
                year,
                "dokumen",
                (),
                "Ucapkan terima kasih, jelaskan bahwa layanan tidak dipungut biaya di luar tarif resmi, lalu arahkan "
                "ke kotak saran atau kanal pengaduan.",
            ),
            "materi",
            "",
            True,
        ),
        (
            Paper(
                "catatan-sosialisasi",
                "Catatan rapat sosialisasi pengisian KKE",
                year,
                "notulen",
                (),
                "Pertanyaan yang sering muncul saat pengisian dan jawaban inspektorat.",
            ),
            "materi",
            "",
            False,
        ),
    )


def _announce(kabupaten: Instansi, admin: User, today: date) -> None:
    public = NoticeData(
        title="Survei layanan berlangsung bulan ini",
        body="Petugas survei mendatangi loket setiap hari kerja.\n\nJawaban Anda tidak dicatat bersama nama Anda.",
        starts=today - timedelta(days=5),
        ends=today + timedelta(days=25),
        public=True,
    )
    inside = NoticeData(
        title="Klinik pengisian KKE setiap Kamis",
        body="Bawa bukti yang masih diragukan ke ruang rapat inspektorat, pukul 09.00 sampai 11.30.",
        starts=today - timedelta(days=10),
        ends=today + timedelta(days=20),
        public=False,
    )
    for data in (public, inside):
        announce(kabupaten, data=data, actor=admin)
