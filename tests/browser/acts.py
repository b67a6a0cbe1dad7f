"""What people do on the pages, for tests of long stories: each act waits for the answer of the server."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from assessments.engine.instrument import Question

DAY = "2026-01-12"  # of whatever a story needs a day for that nothing hangs on


def slug(code: str) -> str:
    return code.replace(".", "-")


def at(page: Page, code: str) -> Locator:
    """The question on a page."""
    return page.locator(f"#q-{slug(code)}")


def posted(page: Page, act: Callable[[], object]) -> None:
    """Act, and wait for the answer of the server."""
    with page.expect_response(lambda response: response.request.method == "POST") as told:
        act()
    assert told.value.ok or told.value.status == 302


def write(page: Page, field: Locator, text: str) -> None:
    """Write a text that saves itself on leaving the field."""
    field.fill(text)
    posted(page, field.blur)


def saved(page: Page, code: str) -> None:
    expect(page.locator(f"#s-{slug(code)}")).to_have_text(re.compile(r"^\s*tersimpan"))


def choose(page: Page, code: str, option: str, note: str = "") -> None:
    """Choose an option by its words, with a note."""
    posted(page, at(page, code).locator("label", has_text=option).click)
    if note:
        write(page, at(page, code).locator("textarea[name=catatan]"), note)
    saved(page, code)


def press(page: Page, name: str) -> None:
    """Press a button that asks first, and say yes."""
    page.get_by_role("button", name=name, exact=True).click()
    posted(page, page.locator("#zi-confirm [data-confirm-yes]").click)


def fits(page: Page) -> None:
    """Nothing reaches over the edge of a phone."""
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def done(page: Page, *, phone: bool = False) -> None:
    """A member declares the own sheet done; on a phone the steps are behind the bar below."""
    if phone:
        page.locator("#zi-minima-bar").click()
    press(page, "Nyatakan selesai")
    expect(page.locator("body")).to_contain_text("Lembar Anda sudah selesai")


def on_sheet(lead: Page, name: str, act: str, reason: str) -> None:
    """The lead acts on a member's sheet, with a reason."""
    box = lead.locator("section.zi-member", has_text=name).locator("details", has_text=act)
    box.locator("summary").click()
    box.get_by_label("Alasan").fill(reason)
    box.get_by_role("button", name=act).click()
    posted(lead, lead.locator("#zi-confirm [data-confirm-yes]").click)


def return_unit(lead: Page, unit: str, day: date) -> None:
    """The lead returns the unit with what is written."""
    lead.goto(f"{unit}perbaikan/")
    lead.get_by_label("Batas perbaikan").fill(f"{day:%Y-%m-%d}")
    press(lead, "Kembalikan ke unit")
    expect(lead.locator("#isi")).to_contain_text("dikembalikan untuk perbaikan")


def tpn_says(
    admin: Page, unit: str, stage: str, day: date, *, result: str = "Lanjut", note: str = ""
) -> None:
    """The admin records a stage from TPN's letter; it is the one that is awaited."""
    admin.goto(f"{unit}tpn/")
    admin.get_by_role("link", name=f"Catat hasil {stage}").click()
    admin.get_by_label(result, exact=True).check()
    admin.get_by_label("Tanggal surat TPN").fill(day.isoformat())
    admin.get_by_label("Nomor surat TPN").fill(f"B/{day.day}/PW.03/{day.year}")
    admin.get_by_label("Catatan TPN").fill(note)
    admin.get_by_role("button", name=f"Simpan hasil {stage}").click()
    expect(admin.get_by_text(f"Hasil {stage} disimpan.")).to_be_visible()


def determined(admin: Page, unit: str, verdict: str, number: str, day: date) -> None:
    """The admin records the decree, or the letter that says that the unit does not qualify."""
    admin.goto(f"{unit}tpn/")
    admin.get_by_role("link", name="Catat penetapan").click()
    admin.get_by_label(verdict, exact=True).check()
    admin.get_by_label("Nomor keputusan atau surat").fill(number)
    admin.get_by_label("Tanggal keputusan atau surat").fill(day.isoformat())
    press(admin, "Catat penetapan")
    expect(admin.get_by_text("Penetapan dicatat.")).to_be_visible()


def list_staff(page: Page, address: str, name: str, post: str) -> None:
    """The unit's head is put on the staff list, and the pakta integritas on record."""
    page.goto(f"{address}tambah/")
    page.get_by_label(re.compile(r"^\s*Nama")).fill(name)
    page.get_by_label("Jabatan").fill(post)
    page.get_by_label("Pimpinan", exact=True).check()
    page.get_by_role("button", name="Simpan, tambah lagi").click()
    expect(page.get_by_text(f"{name} ada di daftar pegawai.")).to_be_visible()
    page.goto(f"{address}tanda-tangan/?semua=1")
    page.get_by_label("Ditandatangani pada").fill(DAY)
    page.get_by_role("button", name="Catat 1 pegawai").click()
    expect(page.get_by_text("Pakta integritas 1 pegawai dicatat.")).to_be_visible()


def build_team(page: Page, unit: str, head: str) -> None:
    """The decree of the tim kerja; the head, picked from the staff list, leads, one typed person is in every pokja."""
    page.goto(f"{unit}tim-kerja/")
    page.get_by_label("Nomor SK").fill("188/12/2026")
    page.get_by_label("Tanggal SK").fill(DAY)
    page.get_by_role("button", name="Simpan SK").click()
    expect(page.get_by_text("SK tim disimpan.")).to_be_visible()
    page.get_by_role("link", name="Tambah anggota").click()
    page.get_by_label(re.compile(head)).check()
    page.get_by_label("Kedudukan").select_option("ketua")
    page.get_by_label("Mulai").fill(DAY)
    page.get_by_role("button", name="Simpan, tambah lagi").click()
    page.get_by_label("Nama", exact=True).fill("Siti Aminah")
    for area in page.get_by_role("group", name="Pokja").get_by_role("checkbox").all():
        area.check()
    page.get_by_label("Mulai").fill(DAY)
    page.get_by_role("button", name="Masukkan ke tim").click()
    expect(page.get_by_text("Siti Aminah masuk tim.")).to_be_visible()


def plan_activities(page: Page, unit: str, areas: Mapping[str, str]) -> None:
    """The plan of the year is kept in the portal: an activity in each area, with its target, person and days."""
    for number, (area, name) in enumerate(areas.items(), start=1):
        page.goto(f"{unit}rencana-aksi/")
        page.get_by_role("link", name=re.compile("^Tambah kegiatan( pertama)?$")).click()
        page.get_by_label("Kegiatan", exact=True).fill(f"Memperbaiki {name}")
        page.get_by_label("Area perubahan").select_option(area)
        page.get_by_label(re.compile("^Target")).fill("Semua layanan loket")
        page.get_by_role("textbox", name="Penanggung jawab").fill("Siti Aminah")
        page.get_by_label(re.compile("^Mulai")).fill("2026-02-02")
        page.get_by_label(re.compile("^Tenggat")).fill("2026-04-30")
        page.get_by_role("button", name="Simpan kegiatan").click()
        expect(page.get_by_text(f"Kegiatan {number} ditambahkan.")).to_be_visible()


def answer_all(page: Page, address: str, questions: Iterable[Question], note: str) -> None:
    """Give every question of a page its best answer and a note, and see all of them saved."""
    page.goto(address)
    for question in questions:
        form = page.locator(f"#f-{slug(question.code)}")
        if question.kind == "choice":
            form.locator(f"label[for] input[value='{question.options[0].code}']").check()
        elif question.kind == "index":
            form.locator("input[name=nilai]").fill("3,75")
            form.locator("input[name=sumber]").fill("Survei mandiri Januari–Juni 2026, 212 responden")
        else:
            for item in question.inputs:
                count = "0" if item.code == question.after else "3"
                form.locator(f"input[name='isian-{item.code}']").fill(count)
        form.locator("textarea[name=catatan]").fill(f"{note} {question.code}")
        form.locator("textarea[name=catatan]").blur()
    for question in questions:
        saved(page, question.code)


def prove(page: Page, code: str, file: Path) -> None:
    """A file as evidence; the unit has this very file since its pencanangan: it is offered, not stored again."""
    proof = page.locator(f"#e-{slug(code)}")
    proof.get_by_text("Tambah bukti").click()
    proof.locator("input[type=file][multiple]").set_input_files(file)
    proof.get_by_role("button", name="Tambahkan sebagai bukti").click()
    proof.get_by_role("button", name="Pakai dokumen itu").click()
    expect(proof.locator(".zi-evidence li")).to_have_count(1)


def fill_conditions(page: Page, address: str, values: dict[str, str]) -> None:
    """Each condition with its value, source and date."""
    page.goto(address)
    for code, value in values.items():
        field = page.locator(f"[name='{code}-value']")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
        page.locator(f"[name='{code}-source']").fill("Surat 1/2026")
        page.locator(f"[name='{code}-document_date']").fill("2026-02-01")
    posted(page, page.get_by_role("button", name="Simpan syarat").click)


def take_package(page: Page, proposal: str, folder: Path) -> None:
    """The package is made and downloaded, and is whole outside the portal too."""
    page.goto(proposal)
    page.get_by_role("link", name="Paket usulan").click()
    page.get_by_role("button", name="Buat paket").click()
    page.goto(f"{proposal}paket/")
    expect(page.get_by_text("Sesuai keadaan usulan sekarang")).to_be_visible()
    with page.expect_download() as told:
        page.get_by_role("button", name=re.compile("^Unduh")).click()
    package, said = folder / told.value.suggested_filename, StringIO()
    told.value.save_as(package)
    digest = page.locator(".zi-package-hash code").inner_text()
    call_command("verify_package", str(package), sha256=digest, stdout=said)
    assert said.getvalue().splitlines()[1].startswith("Paket utuh: ")


def take_survey(page: Page, unit: str) -> None:
    """TPN's survey takes the place of the indices of unit and TPI."""
    page.goto(f"{unit}tpn/survei/")
    page.get_by_label("Pelaksana survei").fill("BPS")
    page.get_by_label("Jumlah responden").fill("64")
    for field in page.get_by_label(re.compile("^\\s*Indeks persepsi")).all():
        field.fill("3,70")
    page.get_by_role("button", name="Simpan hasil survei").click()
    expect(page.get_by_text("Hasil survei disimpan, dan nilai TPN dihitung ulang.")).to_be_visible()
