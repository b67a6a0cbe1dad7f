"""What each guard refuses from TPI's assessment to the decision, word for word, and where it can be mended."""

from dataclasses import replace
from datetime import datetime

import pytest

from assessments.engine.workflow import TRANSITIONS, WHERE, Refusal
from tests.engine.material import policy
from tests.engine.moves import BEST, EMPTY, GOOD, MET, UNMET, WITA, refused

ALL_BUT_PANEL = {stage.code: "lanjut" for stage in policy().stages_before_decision[:-1]}

NOT_HELD = replace(
    UNMET,
    code="sudah_wbk",
    reason="Sudah WBK: tidak ada, syaratnya sudah WBK.",
    voids_sent=False,
    kind="predicate",
)
UNKNOWN = replace(UNMET, value="belum ada data", reason="Bebas KKN: belum ada data, syaratnya ya.")

# move, spoilt facts, where, message
CASES: list[tuple[str, dict, str, str]] = [
    ("finalkan", {"team_assigned": False}, "tim", "Tim TPI untuk unit ini belum ditugaskan."),
    ("finalkan", {"team_has_lead": False}, "tim", "Tim TPI belum punya ketua. Tetapkan ketuanya."),
    (
        "finalkan",
        {"own_unit_assessors": ("Budi",)},
        "tim",
        "Budi adalah anggota unit ini dan tidak boleh menilainya. Ganti penilainya.",
    ),
    (
        "finalkan",
        {"members_pending": ("Budi", "Sari")},
        "tpi",
        "2 anggota TPI belum menyatakan selesai: Budi, Sari.",
    ),
    (
        "finalkan",
        {"without_final": ("B.I.a",)},
        "tpi?belum",
        "1 pertanyaan belum punya jawaban akhir TPI: B.I.a.",
    ),
    (
        "finalkan",
        {"differing_without_note": ("B.I.a",)},
        "tpi?tanpa_catatan",
        "1 jawaban akhir berbeda dari jawaban unit tanpa catatan: B.I.a. Tulis alasannya.",
    ),
    (
        "finalkan",
        {"considerations_written": frozenset({"komitmen", "kualitas_dan_data_dukung", "inovasi"})},
        "konsiderasi",
        "2 pertimbangan TPI belum ditulis: Hasil survei, Kinerja dan perkembangannya dari tahun ke tahun.",
    ),
    (
        "kembalikan",
        {"requests": ()},
        "perbaikan",
        "Belum ada pertanyaan yang diminta diperbaiki. Tulis permintaannya.",
    ),
    (
        "kembalikan",
        {"requests_without_text": ("A.I.1.i.a",)},
        "perbaikan",
        "1 permintaan belum ditulis: A.I.1.i.a.",
    ),
    ("kembalikan", {"due": None}, "perbaikan", "Batas perbaikan belum diisi."),
    (
        "kembalikan",
        {"due": GOOD.now},
        "perbaikan",
        "Batas perbaikan, 20 Mei 2026 pukul 10.00 WITA, sudah lewat. Pilih hari yang akan datang.",
    ),
    (
        "ajukan_perbaikan",
        {"requests_without_reply": ("A.I.1.i.a", "B.I.a")},
        "perbaikan",
        "2 permintaan TPI belum ditanggapi: A.I.1.i.a, B.I.a.",
    ),
    ("ajukan_perbaikan", {"unanswered": ("B.I.a",)}, "answers?belum", "1 pertanyaan belum dijawab: B.I.a."),
    (
        "tutup_perbaikan",
        {"due": GOOD.now},
        "perbaikan",
        "Unit masih punya waktu untuk menjawab. Batasnya 20 Mei 2026 pukul 10.00 WITA.",
    ),
    ("tutup_perbaikan", {"reason": " "}, "alur", "Tuliskan alasannya."),
    ("buka_kembali", {"reason": ""}, "alur", "Tuliskan alasannya."),
    (
        "buka_kembali",
        {"in_proposal": True},
        "usulan",
        "Unit ini ada dalam usulan. Batalkan usulannya dahulu.",
    ),
    (
        "finalkan",
        {"sheets_done": 0},
        "tpi",
        "Semua anggota dibebaskan. Paling sedikit satu lembar anggota harus selesai.",
    ),
    (
        "finalkan",
        {"unconfirmed": ("B.I.a",)},
        "tpi?periksa",
        "1 jawaban akhir perlu diperiksa lagi sesudah perbaikan: B.I.a.",
    ),
    ("finalkan", {"recommendation": ""}, "rekomendasi", "Rekomendasi TPI belum dipilih."),
    (
        "finalkan",
        {"recommendation": "belum", "coaching": " "},
        "rekomendasi",
        "Rekomendasi belum layak perlu uraian pembinaannya. Tulis pembinaannya.",
    ),
    (
        "finalkan",
        {"tpi_verdicts": EMPTY},
        "rekomendasi",
        "Rekomendasi layak WBK tidak sesuai dengan nilainya: 12 nilai minimal belum tercapai. "
        "Pilih rekomendasi yang sesuai.",
    ),
    (
        "finalkan",
        {"signatures_missing": ("Pengendali teknis TPI, Sri Wahyuni, Ak.",)},
        "tanda_tangan",
        "Belum ditandatangani: Pengendali teknis TPI, Sri Wahyuni, Ak.",
    ),
    (
        "usulkan",
        {"recommendation": "belum"},
        "rekomendasi",
        "TPI tidak merekomendasikan WBK: rekomendasinya belum layak.",
    ),
    (
        "usulkan",
        {"recommendation": ""},
        "rekomendasi",
        "Rekomendasi TPI belum ada. Buka kembali penilaiannya agar ketua dapat menulisnya.",
    ),
    (
        "usulkan",
        {"predicate": "WBBM"},
        "rekomendasi",
        "TPI tidak merekomendasikan WBBM: rekomendasinya layak WBK.",
    ),
    ("usulkan", {"conditions": (MET, UNMET)}, "syarat", "Bebas KKN: tidak, syaratnya ya."),
    ("usulkan", {"lhe_issued": False}, "lhe", "LHE TPI belum diterbitkan. Terbitkan LHE unit ini."),
    ("usulkan", {"letter_number": "  "}, "usulan", "Nomor surat usulan belum diisi."),
    ("usulkan", {"letter_date": None}, "usulan", "Tanggal surat usulan belum diisi."),
    ("usulkan", {"letter_scan": False}, "usulan", "Pindaian surat usulan belum diunggah."),
    (
        "usulkan",
        {"approved": False},
        "usulan",
        "Usulan belum disetujui pimpinan instansi. Minta persetujuannya.",
    ),
    (
        "usulkan",
        {"papers_lacking": ("SPTJM belum diunggah.",)},
        "dokumen_usulan",
        "SPTJM belum diunggah.",
    ),
    (
        "usulkan",
        {"now": datetime(2026, 6, 1, 1, 0, tzinfo=WITA)},
        "batas_usulan",
        "Batas pengusulan, 1 Juni 2026 pukul 00.59 WITA, sudah lewat. Bila TPN mengubahnya, catat perubahannya.",
    ),
    (
        "tarik_usulan",
        {"withdrawal_recorded": False},
        "usulan",
        "Surat penarikan belum dicatat. Isi nomor, tanggal, dan pindaiannya.",
    ),
    ("mulai_tpn", {"sent": False}, "usulan", "Usulan belum dikirim ke TPN. Catat pengirimannya."),
    (
        "mulai_tpn",
        {"conditions": (UNMET,)},
        "syarat",
        "Bebas KKN: tidak, syaratnya ya. Karena itu semua usulan instansi batal.",
    ),
    *(
        (
            move,
            {"predicate": predicate, "conditions": (MET, NOT_HELD)},
            "syarat",
            f"Sudah WBK: tidak ada, syaratnya sudah WBK. Selama begitu, unit ini tidak dapat ditetapkan {predicate}.",
        )
        for move, predicate in (("mulai_tpn", "WBBM"), ("tetapkan_wbk", "WBK"), ("tetapkan_wbbm", "WBBM"))
    ),
    (
        "mulai_tpn",
        {"conditions": (replace(NOT_HELD, kind="years_since_revocation"),)},
        "syarat",
        "Sudah WBK: tidak ada, syaratnya sudah WBK. Selama begitu, unit ini tidak dapat ditetapkan WBK.",
    ),
    (
        "mulai_tpn",
        {"conditions": (UNKNOWN,)},
        "syarat",
        "Bebas KKN: belum ada data, syaratnya ya. Catat datanya dahulu.",
    ),
    ("tetapkan_wbk", {"predicate": "WBBM"}, "usulan", "Unit ini diusulkan untuk WBBM, bukan WBK."),
    ("tetapkan_wbbm", {}, "usulan", "Unit ini diusulkan untuk WBK, bukan WBBM."),
    (
        "tetapkan_wbk",
        {"conditions": (UNMET,)},
        "syarat",
        "Bebas KKN: tidak, syaratnya ya. Karena itu semua usulan instansi batal.",
    ),
    ("tetapkan_wbk", {"stage_results": ALL_BUT_PANEL}, "tpn", "Hasil tahap Panel belum dicatat."),
    (
        "tetapkan_wbk",
        {"stage_results": ALL_BUT_PANEL | {"panel": "tidak"}},
        "tpn",
        "Tahap Panel dicatat tidak lanjut. Periksa hasilnya atau tetapkan belum memenuhi.",
    ),
    ("tetapkan_wbk", {"tpn_verdict": None}, "tpn", "Nilai akhir TPN belum diisi."),
    ("tetapkan_wbk", {"decision_number": ""}, "tpn", "Nomor keputusan atau surat hasil TPN belum diisi."),
    ("tetapkan_belum", {"decision_date": None}, "tpn", "Tanggal keputusan atau surat hasil TPN belum diisi."),
    ("tetapkan_belum", {"stage_results": ALL_BUT_PANEL}, "tpn", "Hasil tahap Panel belum dicatat."),
    (
        "tetapkan_belum",
        {"objection_open_until": datetime(2026, 6, 1, 0, 59, 59, tzinfo=WITA)},
        "sanggah",
        "Masa sanggah unit ini masih terbuka sampai 1 Juni 2026 pukul 00.59 WITA.",
    ),
    (
        "batalkan_cabut_wbk",
        {"revoked_from": "wbbm"},
        "register",
        "Yang dicabut bukan WBK.",
    ),
    (
        "batalkan_cabut_wbbm",
        {"revoked_from": "wbk"},
        "register",
        "Yang dicabut bukan WBBM.",
    ),
    (
        "batalkan_cabut_wbk",
        {"resting": ("predikat WBK 2025 di register",)},
        "register",
        "Pencabutan ini sudah diikuti predikat WBK 2025 di register, jadi tidak dapat dibatalkan lagi.",
    ),
    (
        "batalkan_penetapan",
        {"self_determined": True},
        "wbk_mandiri",
        "WBK ini ditetapkan pimpinan instansi, bukan TPN. Batalkan di halaman WBK mandiri.",
    ),
    (
        "batalkan_wbk_mandiri",
        {"self_determined": False},
        "tpn",
        "WBK ini ditetapkan menteri. Batalkan di halaman penetapan TPN.",
    ),
    (
        "batalkan_penetapan",
        {"resting": ("penilaian tahun 2027",)},
        "alur",
        "Penetapan ini sudah diikuti penilaian tahun 2027, jadi tidak dapat dibatalkan lagi.",
    ),
    ("batalkan_penetapan", {"reason": " "}, "alur", "Tuliskan alasannya."),
]


@pytest.mark.parametrize(("move", "spoilt", "where", "message"), CASES)
def test_refusal(move: str, spoilt: dict, where: str, message: str) -> None:
    assert refused(move, TRANSITIONS[move].sources[0], **spoilt) == [Refusal(message, where)]
    assert where in WHERE


def test_edges_that_pass() -> None:
    assert refused("usulkan", "selesai_tpi", recommendation="WBBM") == []
    assert refused("finalkan", "penilaian_tpi", recommendation="belum", tpi_verdicts=EMPTY) == []
    assert refused("finalkan", "penilaian_tpi", sheets_done=0, members_pending=("Budi",))[0].where == "tpi"
    assert len(refused("finalkan", "penilaian_tpi", sheets_done=0, members_pending=("Budi",))) == 1
    assert refused("mulai_tpn", "diusulkan", conditions=(replace(UNMET, voids_sent=False),)) == []
    assert refused("mulai_tpn", "diusulkan", conditions=(replace(NOT_HELD, excused=True),)) == []
    noted = {stage.code: "lanjut_catatan" for stage in policy().stages_before_decision}
    assert refused("tetapkan_wbk", "penilaian_tpn", stage_results=noted) == []


def test_excused_condition_lets_pass() -> None:
    assert refused("usulkan", "selesai_tpi", conditions=(replace(UNMET, excused=True),)) == []


def test_minima_are_told_one_by_one() -> None:
    found = refused("usulkan", "selesai_tpi", tpi_verdict=EMPTY["WBK"])
    assert len(found) == 12
    assert {refusal.where for refusal in found} == {"nilai"}
    assert found[0].message == "Nilai TPI Total 0,00 dari minimal 75,00 (kurang 75,00 poin)."
    assert (
        found[6].message == "Nilai TPI Manajemen Perubahan 0,00% dari minimal 60,00% (kurang 60,00 persen)."
    )
    final = refused("tetapkan_wbbm", "penilaian_tpn", predicate="WBBM", tpn_verdict=EMPTY["WBBM"])
    assert len(final) == 12
    assert final[1].message == "Nilai akhir TPN Pengungkit 0,00 dari minimal 48,00 (kurang 48,00 poin)."
    assert refused("tetapkan_wbbm", "penilaian_tpn", predicate="WBBM", tpn_verdict=BEST["WBBM"]) == []


def test_road_that_ended_early_needs_no_later_stage() -> None:
    ended = {"pra_evaluasi": "lanjut", "desk_evaluasi": "tidak"}
    assert refused("tetapkan_belum", "penilaian_tpn", stage_results=ended, tpn_verdict=None) == []
    gap = refused("tetapkan_belum", "penilaian_tpn", stage_results={"desk_evaluasi": "tidak"})
    assert [refusal.message for refusal in gap] == ["Hasil tahap Pra evaluasi belum dicatat."]
    assert len(refused("tetapkan_belum", "penilaian_tpn", stage_results={})) == 6
