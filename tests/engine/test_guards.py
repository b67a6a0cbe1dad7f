"""What each guard refuses until TPI assesses, word for word, and where it says that it can be mended."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from assessments.engine.workflow import TRANSITIONS, WHERE, Refusal
from tests.engine.material import policy
from tests.engine.moves import GOOD, WITA, refused

# move, spoilt facts, where, message
CASES: list[tuple[str, dict, str, str]] = [
    ("catat_pencanangan", {"declarer": " "}, "pencanangan", "Nama yang mencanangkan belum diisi."),
    ("catat_pencanangan", {"declared_on": None}, "pencanangan", "Tanggal pencanangan belum diisi."),
    (
        "catat_pencanangan",
        {"declared_on": date(2026, 5, 21)},
        "pencanangan",
        "Tanggal pencanangan, 21 Mei 2026, belum tiba. Periksa tanggalnya.",
    ),
    (
        "catat_pencanangan",
        {"declaration_scan": False},
        "pencanangan",
        "Pindaian dokumen pencanangan belum diunggah.",
    ),
    (
        "catat_pencanangan",
        {"declaration_level": ""},
        "pencanangan",
        "Pencanangan harus dicatat oleh instansi atau unit. Pilih salah satunya.",
    ),
    (
        "catat_pencanangan",
        {"leader_signed": False},
        "pencanangan",
        "Pimpinan belum menandatangani pakta integritas. Catat setelah pimpinan menandatangani.",
    ),
    ("catat_pencanangan", {"staff": None}, "pencanangan", "Jumlah pegawai belum diisi."),
    ("catat_pencanangan", {"staff": 0}, "pencanangan", "Jumlah pegawai belum diisi."),
    (
        "catat_pencanangan",
        {"signed": None},
        "pencanangan",
        "Jumlah pegawai yang menandatangani pakta integritas belum diisi.",
    ),
    (
        "catat_pencanangan",
        {"signed": 20},
        "pencanangan",
        "Baru 20 dari 57 pegawai (35%) menandatangani pakta integritas; perlu lebih dari 50%.",
    ),
    (
        "catat_pencanangan",
        {"staff": 20, "signed": 10},  # one half exactly is not more than one half
        "pencanangan",
        "Baru 10 dari 20 pegawai (50%) menandatangani pakta integritas; perlu lebih dari 50%.",
    ),
    (
        "catat_pencanangan",
        {"staff": 113, "signed": 56},  # a share that rounds to one half is told with its decimal
        "pencanangan",
        "Baru 56 dari 113 pegawai (49,6%) menandatangani pakta integritas; perlu lebih dari 50%.",
    ),
    (
        "catat_pencanangan",
        {"staff": 40, "signed": 20, "staff_list": "unit", "listed": 30, "leader_listed": True},
        "pegawai",
        "Baru 20 dari 40 pegawai (50%) menandatangani pakta integritas; perlu lebih dari 50%. "
        "Daftar pegawai baru memuat 30 dari 40 pegawai: lengkapi daftarnya.",
    ),
    (
        "catat_pencanangan",
        {"signed": 58},
        "pencanangan",
        "Yang menandatangani (58) lebih banyak daripada jumlah pegawai (57). Periksa kedua jumlahnya.",
    ),
    ("catat_pembangunan", {"decree_number": ""}, "pembangunan", "Nomor SK tim kerja belum diisi."),
    ("catat_pembangunan", {"decree_date": None}, "pembangunan", "Tanggal SK tim kerja belum diisi."),
    ("catat_pembangunan", {"has_team": False}, "pembangunan", "Susunan tim kerja belum diisi."),
    (
        "catat_pembangunan",
        {"has_plan": False},
        "pembangunan",
        "Berkas rencana kerja pembangunan ZI belum diunggah.",
    ),
    (
        "buka_penilaian",
        {"development_recorded": False},
        "pembangunan",
        "Pembangunan unit belum dicatat. Isi SK tim kerja dan rencana kerjanya.",
    ),
    (
        "buka_penilaian",
        {"has_period": False},
        "periode",
        "Periode penilaian belum dibuat. Buat periode tahun ini lebih dulu.",
    ),
    (
        "buka_penilaian",
        {"today": date(2026, 2, 28)},
        "periode",
        "Penilaian mandiri baru dibuka 1 Maret 2026. Tunggu atau ubah jadwalnya.",
    ),
    (
        "buka_penilaian",
        {"now": datetime(2026, 6, 1, tzinfo=WITA)},
        "periode",
        "Penilaian mandiri sudah ditutup 31 Mei 2026 pukul 23.59 WITA. Ubah jadwalnya bila masih perlu.",
    ),
    (
        "ajukan",
        {"unanswered": ("A.I.1.i.a", "A.I.1.i.b", "B.I.a")},
        "answers?belum",
        "3 pertanyaan belum dijawab: A.I.1.i.a, A.I.1.i.b, B.I.a.",
    ),
    (
        "ajukan",
        {"unanswered": ("a", "b", "c", "d", "e")},
        "answers?belum",
        "5 pertanyaan belum dijawab: a, b, c, dan 2 lainnya.",
    ),
    (
        "ajukan",
        {"without_note": ("A.I.1.i.a",)},
        "answers?tanpa_catatan",
        "1 jawaban “belum ada” belum diberi catatan: A.I.1.i.a. Tulis alasannya.",
    ),
    (
        "ajukan",
        {"without_source": ("B.I.a",)},
        "answers?tanpa_sumber",
        "1 indeks belum disebut sumbernya: B.I.a. Tulis survei, periode, dan jumlah respondennya.",
    ),
    (
        "ajukan",
        {"now": GOOD.deadline + timedelta(seconds=1)},
        "periode",
        "Batas pengajuan, 31 Mei 2026 pukul 23.59 WITA, sudah lewat. Minta admin inspektorat mengubah jadwalnya.",
    ),
    (
        "ajukan",
        {"needs_preliminary": True},
        "alur",
        "Unit ini dinilai dahulu oleh unit di atasnya. Ajukan ke penilai pendahuluan.",
    ),
    (
        "ajukan_pendahuluan",
        {"needs_preliminary": False, "preliminary_assessors": ()},
        "alur",
        "Unit ini langsung dinilai TPI, tanpa penilaian pendahuluan. Ajukan ke TPI.",
    ),
    (
        "ajukan_pendahuluan",
        {"preliminary_assessors": ()},
        "unit_induk",
        "Belum ada penilai pendahuluan di unit induk. Minta admin inspektorat menetapkan unit induk "
        "dan penilai pendahuluannya.",
    ),
    (
        "ajukan",
        {"carried_unchecked": ("A.I.1.i.a", "A.II.1.i.a")},
        "answers?periksa",
        "2 jawaban dari tahun sebelumnya belum diperiksa ulang: A.I.1.i.a, A.II.1.i.a.",
    ),
    (
        "ajukan_pendahuluan",
        {"carried_unchecked": ("A.I.1.i.a",)},
        "answers?periksa",
        "1 jawaban dari tahun sebelumnya belum diperiksa ulang: A.I.1.i.a.",
    ),
    ("ajukan_pendahuluan", {"unanswered": ("B.I.a",)}, "answers?belum", "1 pertanyaan belum dijawab: B.I.a."),
    (
        "teruskan_ke_tpi",
        {"preliminary_missing": ("B.I.a",)},
        "pendahuluan?belum",
        "1 pertanyaan belum dinilai: B.I.a.",
    ),
    (
        "teruskan_ke_tpi",
        {"preliminary_unconfirmed": ("A.I.1.i.a", "B.I.a")},
        "pendahuluan?periksa",
        "2 jawaban yang diubah unit belum Anda periksa lagi: A.I.1.i.a, B.I.a.",
    ),
    (
        "kembalikan_pendahuluan",
        {"preliminary_unconfirmed": ("B.I.a",)},
        "pendahuluan?periksa",
        "1 jawaban yang diubah unit belum Anda periksa lagi: B.I.a.",
    ),
    (
        "teruskan_ke_tpi",
        {"preliminary_fit": False},
        "pendahuluan",
        "Kesimpulannya belum layak, jadi unit ini dikembalikan untuk pembinaan, bukan diteruskan ke TPI.",
    ),
    (
        "teruskan_ke_tpi",
        {"preliminary_fit": None},
        "pendahuluan",
        "Kesimpulan belum dipilih: layak atau belum layak.",
    ),
    (
        "teruskan_ke_tpi",
        {"preliminary_letter_number": " "},
        "pendahuluan",
        "Nomor surat ke TPI belum diisi.",
    ),
    (
        "teruskan_ke_tpi",
        {"preliminary_letter_date": None},
        "pendahuluan",
        "Tanggal surat ke TPI belum diisi.",
    ),
    (
        "teruskan_ke_tpi",
        {"preliminary_letter_date": date(2026, 5, 21)},
        "pendahuluan",
        "Tanggal surat belum tiba. Periksa tanggalnya.",
    ),
    (
        "kembalikan_pendahuluan",
        {"preliminary_text": ""},
        "pendahuluan",
        "Uraian kesimpulan belum ditulis.",
    ),
    (
        "kembalikan_pendahuluan",
        {"preliminary_fit": True},
        "pendahuluan",
        "Kesimpulannya layak, jadi unit ini diteruskan ke TPI.",
    ),
]


@pytest.mark.parametrize(("move", "spoilt", "where", "message"), CASES)
def test_refusal(move: str, spoilt: dict, where: str, message: str) -> None:
    assert refused(move, TRANSITIONS[move].sources[0], **spoilt) == [Refusal(message, where)]
    assert where in WHERE


def test_edges_that_pass() -> None:
    assert refused("catat_pencanangan", "terdaftar", staff=20, signed=11) == []
    assert refused("catat_pencanangan", "terdaftar", declared_on=GOOD.today) == []
    assert refused("buka_penilaian", "pembangunan", today=GOOD.opens_on, now=GOOD.deadline) == []
    assert refused("ajukan", "penilaian_mandiri", now=GOOD.deadline) == []


def test_leader_is_asked_only_where_the_policy_wants_it() -> None:
    lenient = replace(policy(), declaration=replace(policy().declaration, leader_signed=False))
    assert refused("catat_pencanangan", "terdaftar", policy=lenient, leader_signed=False) == []
