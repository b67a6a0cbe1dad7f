"""Refused, contested, not good enough: two units at TPN in a browser, and the second try of one in the next year."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import Assessment, PredicateRecord, State
from assessments.panels import HASIL
from assessments.services.moved import freeze
from tests.browser.acts import determined, posted, press, saved, slug, tpn_says, write
from tests.factories.assessments import make_assessment, make_period
from tests.factories.units import make_team
from tests.people import World, build_world
from tests.tpn.stage import PDF, ago, in_tpn

YEAR = 2026
NOTE = "Keterangan TLHP tidak ditemukan."
DECREASE, INDICES = "A.II.3.iii.a", ("B.I.a", "B.II.a")


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world, visible to the live server."""
    return build_world()


def contest(page: Page, a: Assessment, scan, *, outcome: str) -> None:
    """The refusal is contested with new evidence, and TPN's answer recorded."""
    page.goto(f"/penilaian/{a.pk}/tpn/")
    page.get_by_role("link", name="Catat sanggah").click()
    page.get_by_label("Nomor surat sanggah").fill(f"700/91/{a.unit.code}")
    page.get_by_label("Tanggal surat sanggah").fill(ago(0).isoformat())
    page.get_by_label("Alasan sanggah").fill("Keterangan TLHP sudah terbit sebelum usulan dikirim.")
    page.get_by_label("Bukti baru").set_input_files(scan)
    press(page, "Catat sanggah")
    expect(page.get_by_role("heading", name=f"Surat 700/91/{a.unit.code}")).to_be_visible()
    page.get_by_label(outcome, exact=True).check()
    page.get_by_label("Nomor surat jawaban").fill(f"B/77/{a.unit.code}")
    page.get_by_label("Tanggal surat jawaban").fill(ago(0).isoformat())
    press(page, "Catat jawaban")
    expect(page.get_by_text(f"B/77/{a.unit.code}")).to_be_visible()


def falls_short(page: Page, a: Assessment) -> None:
    """The letter that says that the unit does not qualify."""
    determined(page, f"/penilaian/{a.pk}/", "Belum memenuhi", f"B/318/{a.unit.code}", ago(0))
    page.goto(f"/penilaian/{a.pk}/tpn/")
    expect(page.locator(".zi-facts").get_by_text("Belum memenuhi")).to_be_visible()


def look_again(page: Page, address: str) -> None:
    """The petugas looks at what a part took over: together, and the counts one by one."""
    page.goto(address)
    banner = page.locator("#zi-carried")
    together = banner.get_by_role("button", name=re.compile("masih sesuai$"))
    if together.count():
        together.click()
        posted(page, page.locator("#zi-confirm [data-confirm-yes]").click)
        expect(together).to_have_count(0)
    counted = page.get_by_role("button", name=re.compile("^Angka ini angka tahun ini"))
    for left in reversed(range(counted.count())):
        posted(page, counted.first.click)
        expect(counted).to_have_count(left)
    expect(banner.locator("b")).to_have_count(0)


def answer_what_did_not_come(page: Page, world: World, unit: str) -> None:
    """Counts of this year beside those of the last, and the indices of a new survey."""
    question = world.instrument.questions[DECREASE]
    page.goto(f"{unit}area/{question.area}/#q-{slug(DECREASE)}")
    form = page.locator(f"#f-{slug(DECREASE)}")
    for item in question.inputs:
        write(
            page,
            form.locator(f"input[name='isian-{item.code}']"),
            "0" if item.code == question.after else "3",
        )
    saved(page, DECREASE)
    page.goto(f"{unit}area/{HASIL}/")
    for code in INDICES:
        form = page.locator(f"#f-{slug(code)}")
        write(page, form.locator("input[name=nilai]"), "3,75")
        write(page, form.locator("input[name=sumber]"), "Survei mandiri Januari–Juni 2027, 212 responden")
        saved(page, code)


@pytest.mark.slow
def test_refused_contested_not_good_enough_and_tried_again(person, live_world, tmp_path):
    world = live_world
    scan = tmp_path / "bukti.pdf"
    scan.write_bytes(PDF)
    first, second = in_tpn(world, world.unit, world.unit2, days=40)
    world.fill(first, "best")
    freeze(first, world.pimpinan_unit)
    admin = person("admin")

    # both are refused at the paper check; before the announcement nobody can contest
    for a in (first, second):
        tpn_says(admin, f"/penilaian/{a.pk}/", "Pra evaluasi", ago(10), result="Tidak lanjut", note=NOTE)
        admin.goto(f"/penilaian/{a.pk}/tpn/")
        expect(admin.get_by_role("link", name=re.compile("^Catat hasil"))).to_have_count(0)
    expect(admin.get_by_text("Sanggah belum dapat dicatat")).to_be_visible()
    admin.goto(f"/instansi/KAB-X/{YEAR}/masa-sanggah/")
    admin.get_by_label("Dibuka").fill(ago(3).isoformat())
    admin.get_by_label("Ditutup").fill(ago(-2).isoformat())
    admin.get_by_label("Nomor pengumuman").fill("PENG/12/2026")
    admin.get_by_label("Tanggal pengumuman").fill(ago(4).isoformat())
    admin.get_by_role("button", name="Simpan masa sanggah").click()
    expect(admin.get_by_text("Masa sanggah disimpan.")).to_be_visible()

    # the first is heard, the second is not; neither can contest again
    contest(admin, first, scan, outcome="Diterima")
    contest(admin, second, scan, outcome="Ditolak")
    for a in (first, second):
        admin.goto(f"/penilaian/{a.pk}/tpn/sanggah/")
        expect(admin.get_by_role("button", name="Catat sanggah")).to_have_count(0)
        expect(admin.get_by_role("button", name="Buat surat sanggah (PDF)")).to_be_visible()

    # the second ends there; the first goes on, and the desk evaluation ends it too: no second sanggah
    falls_short(admin, second)
    tpn_says(admin, f"/penilaian/{first.pk}/", "Desk evaluasi", ago(0), result="Tidak lanjut", note=NOTE)
    admin.goto(f"/penilaian/{first.pk}/tpn/")
    expect(admin.get_by_role("link", name="Catat sanggah")).to_have_count(0)
    falls_short(admin, first)
    head = person("pimpinan_unit")
    head.goto(f"/penilaian/{first.pk}/")
    expect(head.locator("#isi").get_by_text("Belum memenuhi").filter(visible=True).first).to_be_visible()
    assert not PredicateRecord.objects.exists()
    assert {a.state for a in Assessment.objects.all()} == {State.BELUM_MEMENUHI}

    # the next year: last year's answers come along, and are looked at before the head submits
    make_team(world.instansi, year=YEAR + 1, units=[world.unit], ketua=world.ketua, anggota=[world.anggota])
    opens = timezone.localdate() - timedelta(days=30)
    period = make_period(world.instansi, YEAR + 1, opens_on=opens)
    again = make_assessment(period, world.unit, State.PENILAIAN_MANDIRI)
    unit = f"/penilaian/{again.pk}/"
    petugas = person("petugas")
    petugas.goto(f"{unit}ambil-alih/")
    petugas.get_by_role("button", name=f"Ambil alih dari {YEAR}").click()
    petugas.get_by_role("dialog").get_by_role("button", name="Ambil alih").click()
    expect(petugas.get_by_role("link", name="Periksa sekarang")).to_be_visible()
    head.goto(unit)
    expect(head.locator("#isi")).to_contain_text("jawaban dari tahun sebelumnya belum diperiksa ulang")
    answer_what_did_not_come(petugas, world, unit)
    for part in (*world.instrument.areas, HASIL):
        look_again(petugas, f"{unit}area/{part}/")
    petugas.goto(f"{unit}ambil-alih/")
    expect(petugas.get_by_text("Semua jawaban sudah diperiksa ulang")).to_be_visible()
    head.reload()
    press(head, "Ajukan ke TPI")
    expect(head.get_by_text("Ajukan ke TPI: berhasil.")).to_be_visible()
    assert Assessment.objects.get(pk=again.pk).state == State.PENILAIAN_TPI
    # everything at its best but two indices of 3.75 out of 4, each worth 17.5
    assert again.submissions.get().content["scores"]["total"] == "97.812500"
