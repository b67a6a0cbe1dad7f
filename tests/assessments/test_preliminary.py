"""Penilaian pendahuluan on the pages: the shared sheet, the conclusion, who sees it when."""

import pytest
from django.urls import reverse

from assessments.models import Answer, PreliminaryResult, Sheet, State
from assessments.queries import visible_assessments
from assessments.services.preliminary import save_preliminary
from assessments.services.workflow import move
from audit.models import Entry
from audit.queries import verify
from tests.assessments.ministry import (
    FIRST,
    FIT,
    NOT_FIT,
    assessed,
    build_ministry,
    conclude,
    concluded,
    page,
    with_level_above,
)
from tests.assessments.tpi import html_of, save, tpi_url
from tests.factories.assessments import fresh
from tests.factories.units import give_role
from units.models import Role, TeamMember, UnitKerja

YES, LETTER = "A.I.1.i.a", "A.I.1.i.b"
SECRET = "BUKTI PINJAMAN 8850"


@pytest.fixture
def world(db):
    return build_ministry()


def test_the_assessors_share_one_sheet_on_tpis_page(world):
    a = with_level_above(world)
    html = html_of(world, "penilai", a)
    for text in (
        "Pendahuluan · Manajemen Perubahan",
        "Catatan penilai pendahuluan",
        "Tampilkan 113 yang belum",
    ):
        assert text in html
    for text in (
        "Jawaban akhir TPI",
        "Penilaian Anda",
        "Unduh KKE",
        "Putaran perbaikan",
        "Nyatakan selesai",
        "Anggota TPI",
    ):
        assert text not in html
    saved = save(world.client("penilai"), a, LETTER, kind=FIRST, nilai="B", catatan="Notulen kurang.")
    assert saved.status_code == 200
    assert "Tampilkan 112 yang belum" in saved.content.decode()
    lost = save(world.client("penilai2"), a, LETTER, kind=FIRST, nilai="C")
    assert lost.status_code == 409
    assert "Nurul Hidayah" in lost.content.decode()
    again = save(world.client("penilai2"), a, LETTER, kind=FIRST, nilai="C", version=1)
    answer = Answer.objects.get(sheet__kind=FIRST, code=LETTER)
    assert (again.status_code, answer.value, answer.version, answer.updated_by) == (
        200,
        "C",
        2,
        world.penilai2,
    )
    assert Entry.objects.filter(object_label="assessments.answer.prelim").count() == 2
    assert verify(a.audit_chain) == []


@pytest.mark.parametrize(
    "who", ["petugas", "pimpinan_unit", "anggota", "ketua", "admin", "pimpinan_instansi"]
)
def test_before_submission_to_tpi_the_sheet_is_theirs_alone(world, who):
    a = with_level_above(world)
    assert page(world, who, "tpi_area", a, "MP").status_code == 403
    assert page(world, who, "preliminary", a).status_code == 403
    assert save(world.client(who), a, YES, kind=FIRST, nilai="Ya").status_code == 403
    assert not Sheet.objects.filter(kind=FIRST).exists()


def test_the_level_above_reads_and_cannot_change_what_is_decided(world):
    a = concluded(world, FIT)
    html = html_of(world, "penilai", a)
    assert "Penilaian pendahuluan sudah diputuskan" in html
    assert 'name="nilai"' not in html
    assert save(world.client("penilai"), a, YES, kind=FIRST, nilai="Tidak", version=1).status_code == 403
    assert conclude(world, "penilai", a, fit="belum").status_code == 403


def test_another_kind_of_sheet_is_not_theirs(world):
    a = with_level_above(world)
    for kind in (Sheet.Kind.MEMBER, Sheet.Kind.TPI, Sheet.Kind.UNIT, Sheet.Kind.DRAFT, ""):
        assert save(world.client("penilai"), a, YES, kind=kind, nilai="Ya").status_code in (400, 403)
    assert list(Sheet.objects.values_list("kind", flat=True)) == ["unit"]


def test_what_is_lacking_stands_beside_the_form_and_then_the_one_button(world):
    a = with_level_above(world)
    html = page(world, "penilai", "preliminary", a).content.decode()
    for text in (
        "113 pertanyaan belum dinilai",
        "Kesimpulan belum dipilih: layak atau belum layak.",
        "Nomor surat ke TPI belum diisi.",
        f'href="{tpi_url(a, "SEMUA")}?filter=belum"',
    ):
        assert text in html
    world.fill(a, "best", kind=FIRST)
    saved = conclude(
        world, "penilai", a, fit="layak", text="Baik.", letter_number="PW/1", letter_date="2026-01-20"
    )
    assert saved.status_code == 302
    html = page(world, "penilai2", "preliminary", a).content.decode()
    assert reverse("assessments:move", args=[a.pk, "teruskan_ke_tpi"]) in html
    assert "kembalikan_pendahuluan" not in html
    conclude(world, "penilai2", a, version="1", fit="belum", text="Kurang.")
    html = page(world, "penilai", "preliminary", a).content.decode()
    assert reverse("assessments:move", args=[a.pk, "kembalikan_pendahuluan"]) in html
    assert "teruskan_ke_tpi" not in html


def test_two_writers_of_a_conclusion_see_both(world):
    a = with_level_above(world)
    conclude(world, "penilai", a, fit="layak", text="Dari satu orang.", letter_number="PW/1")
    lost = conclude(world, "penilai2", a, fit="belum", text="<b>Dari yang lain.</b>")
    html = lost.content.decode()
    assert lost.status_code == 409
    for text in ("Nurul Hidayah", "Dari satu orang.", "Surat PW/1", "&lt;b&gt;Dari yang lain.&lt;/b&gt;"):
        assert text in html
    assert "<b>Dari" not in html
    assert PreliminaryResult.objects.get().text == "Dari satu orang."
    conclude(world, "penilai2", a, keputusan="pakai_mereka:1", text="x")
    assert PreliminaryResult.objects.get().version == 1
    conclude(world, "penilai2", a, keputusan="pakai_saya:1", fit="belum", text="Dari yang lain.")
    row = PreliminaryResult.objects.get()
    assert (row.fit, row.text, row.version, row.updated_by) == (False, "Dari yang lain.", 2, world.penilai2)


def test_a_bad_conclusion_is_told_and_what_was_typed_stays(world):
    a = with_level_above(world)
    for data, told in (
        ({"text": "x" * 5001}, "5000"),
        ({"letter_number": "9" * 101}, "100"),
        ({"letter_date": "kemarin"}, "tanggal"),
        ({"fit": "mungkin"}, "mungkin"),
    ):
        response = conclude(world, "penilai", a, **{"text": "Tetap ada.", **data})
        assert (response.status_code, told in response.content.decode()) == (422, True)
        assert ("Tetap ada." in response.content.decode()) is ("text" not in data)
    assert conclude(world, "penilai", a, version="satu").status_code == 400
    assert not PreliminaryResult.objects.exists()
    assert conclude(world, "penilai", a).status_code == 302  # nothing typed: nothing written
    assert not PreliminaryResult.objects.exists()


def test_a_double_click_passes_the_unit_on_once(world):
    a = concluded(world, FIT)
    move(a.pk, "teruskan_ke_tpi", actor=world.penilai)
    assert list(a.changes.values_list("name", flat=True)) == ["ajukan_pendahuluan", "teruskan_ke_tpi"]
    row = PreliminaryResult.objects.get()
    assert (row.decided_by, row.submission) == (world.penilai, a.submissions.get())


def test_tpi_reads_it_as_one_more_voice_and_the_unit_only_after_release(world):
    a = assessed(world)
    Answer.objects.filter(sheet__kind=FIRST, code=LETTER).update(value="B", note=SECRET)
    save_preliminary(a.pk, conclusion=FIT, seen=0, actor=world.penilai)
    move(a.pk, "teruskan_ke_tpi", actor=world.penilai)
    a = fresh(a)
    for who in ("anggota", "ketua", "pengendali"):
        html = html_of(world, who, a)
        assert SECRET in html
        assert "Pendahuluan" in html
        assert page(world, who, "preliminary", a).status_code == 200
    for who in ("petugas", "pimpinan_unit", "admin", "pimpinan_instansi"):
        assert page(world, who, "preliminary", a).status_code == 403
        assert page(world, who, "tpi_area", a, "MP").status_code == 403
        unit = page(world, who, "assessment", a).content.decode()
        assert reverse("assessments:preliminary", args=[a.pk]) not in unit
    world.fill(a, "best", kind=Sheet.Kind.TPI)
    a = world.assessment(State.SELESAI_TPI)
    for who in ("petugas", "admin", "penilai"):
        assert SECRET in html_of(world, who, a)
        html = page(world, who, "preliminary", a).content.decode()
        assert "Pengungkit berjalan." in html
        assert "Bagus Prakoso" not in html


def test_who_assesses_for_the_level_above_has_no_seat_in_tpi_before_the_same_unit(world):
    TeamMember.objects.create(
        team=world.team, user=world.penilai, seat=TeamMember.Seat.ANGGOTA, start="2025-01-01"
    )
    a = concluded(world, FIT)
    assert save(world.client("penilai"), a, YES, nilai="Ya").status_code == 403
    html = page(world, "penilai", "assessment", a).content.decode()
    assert "Sebagai: Penilai pendahuluan" in html
    assert "Nurul Hidayah" not in page(world, "ketua", "tpi_area", a, "MP").content.decode()
    UnitKerja.objects.filter(pk=world.unit.pk).update(parent=None)  # nobody assesses first any more
    assert save(world.client("penilai"), a, YES, nilai="Ya").status_code == 200


def test_a_unit_of_jpt_madya_has_no_level_above(world):
    a = concluded(world, FIT)
    UnitKerja.objects.filter(pk=world.unit.pk).update(level=UnitKerja.Level.JPT_MADYA)
    assert not visible_assessments(world.penilai).exists()
    assert page(world, "penilai", "assessment", a).status_code == 404
    for who in ("ketua", "anggota"):
        assert page(world, who, "preliminary", a).status_code == 403
    assert page(world, "petugas", "coaching", a).status_code == 403


def test_home_shows_the_units_below_with_progress_and_step(world):
    a = with_level_above(world)
    home = world.client("penilai").get("/").content.decode()
    assert "Unit yang dinilai pendahuluan" in home
    assert f"{tpi_url(a, 'SEMUA')}?filter=belum" in home
    world.fill(a, "best", kind=FIRST)
    home = world.client("penilai").get("/").content.decode()
    assert "113 dari 113" in home
    assert reverse("assessments:preliminary", args=[a.pk]) in home


def test_the_admin_is_led_to_what_a_unit_lacks_before_it_can_submit(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    assert "Tetapkan" not in page(world, "admin", "assessment", a).content.decode()
    world.penilai.memberships.update(end="2025-12-31")
    world.penilai2.memberships.update(end="2025-12-31")
    html = page(world, "admin", "assessment", a).content.decode()
    assert reverse("units:role_add", args=["KAB-X"]) in html
    UnitKerja.objects.filter(pk=world.unit.pk).update(parent=None)
    html = page(world, "admin", "assessment", a).content.decode()
    assert reverse("units:unit_edit", args=["KAB-X", world.unit.pk]) in html
    assert "Tetapkan unit induk" not in page(world, "pimpinan_unit", "assessment", a).content.decode()


def test_a_waiting_unit_is_named_on_the_admins_overview_without_a_value(world):
    a = assessed(world, "worst")
    html = world.client("admin").get(reverse("assessments:period", args=["KAB-X", 2026])).content.decode()
    assert "menunggu penilaian pendahuluan DITJEN" in html
    assert a.state == State.PENDAHULUAN


def test_queries(world, django_assert_num_queries):
    """Page of one area: session, user, 2 hats and conflicts, assessment, sheets, answers, evidence. Conclusion:
    results, sheets, two times answers, sheet, its answers and the open result for the guards. Four sheets or one.
    """
    a = assessed(world)
    for _ in range(2):
        page(world, "penilai", "tpi_area", a, "MP")
        with django_assert_num_queries(9):
            page(world, "penilai", "tpi_area", a, "MP")
        with django_assert_num_queries(13):
            page(world, "penilai", "preliminary", a)
        give_role(world.penilai2, Role.PENILAI_PENDAHULUAN, world.unit2)
        for member in (world.anggota, world.anggota2):
            world.fill(a, "random", kind=Sheet.Kind.MEMBER, owner=member)


def test_not_fit_sends_back_without_a_letter(world):
    a = concluded(world, NOT_FIT)
    assert a.state == State.PENILAIAN_MANDIRI
    assert page(world, "penilai", "tpi_area", a, "MP").status_code == 403
    assert page(world, "penilai", "preliminary", a).status_code == 403
    assert page(world, "penilai", "coaching", a).status_code == 200
