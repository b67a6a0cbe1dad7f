"""What stands in the PDFs, read back out of them."""

import hashlib
import io
import re

import pytest
from pypdf import PdfReader

from assessments.engine.answers import Given
from assessments.models import Sheet, State
from assessments.reports import lhe, score_sheet
from assessments.reports.jobs import content_of, score_sheet_file
from assessments.reports.sides import is_released
from assessments.services.errors import NotAllowed
from tests.reports import year

pytestmark = pytest.mark.django_db
SECRET = "RAHASIA-TPI-7731"


def squeezed(text: str) -> str:
    """Without any white space: cells break lines where they like."""
    return re.sub(r"\s", "", text)


def test_an_lhe_has_its_chapters_and_its_seal(world, text_of, settings):
    year.long_names(world)
    a = year.released(world)
    document = lhe.issue_lhe(a.pk, number="700/15/LHE/ITKAB/2026", actor=world.ketua)
    content = content_of(document)
    assert hashlib.sha256(content).hexdigest() == document.blob.sha256
    text = text_of(content)
    chapters = [
        "1. Penugasan dan tim",
        "2. Dasar",
        "3. Tujuan",
        "4. Objek evaluasi",
        "5. Metode",
        "6. Ruang lingkup dan batasan",
        "7. Hasil evaluasi",
        "7.4 Perbedaan dengan penilaian mandiri",
        "7.5 Bukti yang belum ada",
        "7.6 Pertimbangan tim",
        "7.7 Simpulan",
        "8. Rekomendasi",
        "9. Apresiasi",
        "Keaslian dokumen",
    ]
    places = [text.find(chapter) for chapter in chapters]
    assert -1 not in places
    assert places == sorted(places)
    joined = squeezed(text)
    for said in (
        "700/15/LHE/ITKAB/2026",
        f"{settings.SITE_URL}/verifikasi/{document.pk}/",
        document.content_hash,
        document.audit_head,
        f"entrike-{document.audit_length},",
        "KabupatenPenukalAbabLematangIlir",
        "Drs.H.MuhammadSyarifuddinHasibuan,Ak.,M.M.,CGCAE",
        world.anggota.nip,
        world.pengendali.nip,
        "BagianOrganisasiSekretariatDaerah",
        world.team.decree_number,
        "Antreandaringmemangkaswaktutunggudari95menjadi38menit.",
        "belummemenuhinilaiminimalWBK",
        "Halaman2dari",
    ):
        assert squeezed(said) in joined, said
    sheets = {s.kind: s for s in a.sheets.exclude(kind=Sheet.Kind.MEMBER)}
    for sheet in sheets.values():
        assert f"{sheet.total:.2f}".replace(".", ",") in text
    for code in list(world.instrument.questions)[-9:]:
        assert text.count(code) >= 1


def test_metadata_holds_title_and_generator_alone(world):
    a = year.released(world, answers=year.unit_answers(world.instrument, how="best", notes=False))
    document = lhe.issue_lhe(a.pk, number="1", actor=world.ketua)
    assert dict(PdfReader(io.BytesIO(content_of(document))).metadata) == {
        "/Title": "Laporan hasil evaluasi PKM-01 2026",
        "/Creator": "Portal Zona Integritas",
        "/Producer": "WeasyPrint 70.0",
    }


def test_a_unit_that_meets_the_minima_is_told_so(world, text_of):
    best = year.unit_answers(world.instrument, how="best", notes=False)
    a = year.released(world, answers=best, final=best, unproven=0)
    text = text_of(content_of(lhe.issue_lhe(a.pk, number="", actor=world.ketua)))
    assert "memenuhi seluruh nilai minimal WBK dengan nilai total 100,00" in text
    assert "Semua pertanyaan memiliki bukti." in text
    assert "sama dengan jawaban unit pada seluruh 113 pertanyaan" in text
    assert "Tidak ada kekurangan yang perlu kami sampaikan" in text
    assert "……" in text  # the number is written by hand


def test_a_shortfall_by_a_hair_is_a_shortfall(world):
    """B.I.a at 3.5999 of 4: 15,749… rounds to the minimum 15,75 and must not show it."""
    best = year.unit_answers(world.instrument, how="best", notes=False)
    hair = {**best, "B.I.a": Given("3.5999", source="Survei")}
    a = year.released(world, answers=hair, final=hair, unproven=0)
    issue = None

    def keep(assessment, made):
        nonlocal issue
        issue = made
        return b"%PDF-1.4"

    lhe.issuing.issue_lhe(a.pk, number="", actor=world.ketua, render=keep)
    said = lhe.gather(a, issue)
    assert said.target_met is False
    assert said.shortfalls == (
        "B.I.a Survei Persepsi Anti Korupsi (survei eksternal): 15,74, minimal 15,75, "
        "kurang dari minimum, selisih di bawah 0,01 poin",
    )
    assert [row.points for row in said.components if row.code == "B.I.a"] == [("15,74", "15,74")]
    assert [(bar.name, bar.text) for bar in said.waterfall.bars[1:-1]] == [
        ("B.I.a Survei Persepsi Anti Korupsi (sur…", "+0,01")
    ]
    html = lhe.html_of(a, issue)
    assert [html.count(f'id="p-{key}-t"') for key in ("area", "minima")] == [1, 1]
    assert "<b>belum memenuhi</b> nilai minimal WBK" in html
    assert "<b>memenuhi</b>" not in html


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit", "admin", "ketua", "anggota"])
def test_before_release_paper_holds_nothing_of_tpi(world, who):
    """Even the lead's copy: paper goes round."""
    a = year.submitted(world)
    secret = dict.fromkeys(world.instrument.questions, Given("A", note=SECRET))
    final = {c: g for c, g in secret.items() if world.instrument.questions[c].type_code == "abc"}
    world.fill(a, final, kind=Sheet.Kind.TPI)
    world.fill(a, final, kind=Sheet.Kind.MEMBER, owner=world.anggota)
    assert not is_released(a)
    without = score_sheet.gather(a, None)
    html = score_sheet.html_of(a, None)
    Sheet.objects.filter(assessment=a).exclude(kind=Sheet.Kind.UNIT).update(total=1)
    assert SECRET not in html
    assert ">TPI<" not in html
    assert "Jawaban TPI" not in html
    assert without.labels == ("Unit",)
    assert without.seal is None
    assert "belum selesai dinilai" in without.status


def test_a_working_copy_says_that_it_is_one(world, text_of):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a, {"A.I.1.i.a": Given("Ya", note="Catatan <b>kami</b> & url(file:///etc/passwd)")})
    content, name = score_sheet_file(a, actor=world.petugas)
    text = text_of(content)
    assert name == "lembar-nilai_PKM-01_2026_salinan-kerja.pdf"
    assert "BELUM FINAL" in text
    assert "Salinan kerja, bukan dokumen terbit" in text
    assert "Catatan <b>kami</b> & url(file:///etc/passwd)" in text
    assert "1 dari 113 terjawab" in text


def test_texts_of_any_length_and_kind_are_printed(world, text_of):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    long = "kata " * 999 + "akhir"
    notes = {
        "A.I.1.i.a": Given("Ya", note=long),
        "A.I.1.i.b": Given("B", note="W" * 5000),
        "A.I.1.ii.a": Given("Ya", note='<img src="file:///etc/passwd">'),
        "A.I.1.ii.b": Given("A", note=""),
    }
    world.fill(a, notes)
    text = squeezed(text_of(score_sheet.working_copy(a, actor=world.petugas)))
    assert text.count("kata") >= 999
    assert text.count("W" * 30) > 100
    assert '<imgsrc="file:///etc/passwd">' in text


def test_characters_that_no_font_has_break_nothing(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a, {"A.I.1.i.a": Given("Ya", note="\x01\x0b\u202e\ud7ff 😀 漢字 \ufdd0")})
    assert score_sheet.working_copy(a, actor=world.petugas).startswith(b"%PDF-")


@pytest.mark.parametrize("who", ["anggota", "ketua", "pengendali"])
def test_the_team_gets_no_sheet_before_submission(world, who):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    with pytest.raises(NotAllowed):
        score_sheet_file(a, actor=world.people[who])


def test_after_release_the_sides_stand_together(world, text_of):
    a = year.released(world)
    content, name = score_sheet_file(a, actor=world.petugas)
    again, _ = score_sheet_file(a, actor=world.admin)
    assert (name, again) == ("lembar-nilai_PKM-01_2026.pdf", content)
    text = text_of(content)
    assert "Nilai TPI sudah final sejak" in text
    assert "Bukti hanya mencakup triwulan I." in text
    assert "Kode dokumen" in text
    assert "BELUM FINAL" not in text
