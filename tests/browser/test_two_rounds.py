"""One unit through two rounds of perbaikan to the final result: each person at a machine of their own."""

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Answer, Assessment, EvidenceUse, Round, Sheet, StateChange
from assessments.services.scoring import rewrite_totals
from tests.assessments.rounds import A1, A2, PP, due_in, handed_in, overdue
from tests.assessments.tpi import MEMBER
from tests.browser.acts import at, choose, done, fits, on_sheet, posted, press, return_unit, slug, write
from tests.factories.units import LONG_AGO, make_user
from tests.people import World, build_world
from units.models import TeamMember

LINK = "https://contoh.go.id/standar-pelayanan"
ASK, PROPOSED = "Perbarui SK standar pelayanan.", "Lampirkan berita acara pemilihan anggota tim."
UNITS_PAGES = ("", "tpi/SEMUA/", f"tpi/soal/{A2}/", "pertimbangan/", "perbaikan/", "bandingkan/", "riwayat/")
SECRETS = {
    "note": "Hanya SK; pemilihannya tidak terbukti.",
    "again": "Sebagian terbukti dari daftar hadir.",
    "remark": "Bagaimana pendapat tim tentang pemilihan ini?",
    "reply": "Menurut saya tim dipilih sesuai prosedur.",
    "leave": "Sedang cuti bersalin.",
    "back": "Cuti ditunda sampai tahun depan.",
    "moved": "Pindah tugas ke kecamatan.",
    "closing": "Unit tidak menjawab sampai batasnya.",
}
DRAFTED = "Konsep tanggapan yang tidak pernah diajukan."


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world with a third member and without a pengendali teknis."""
    world = build_world()
    third = world.people["anggota3"] = make_user("anggota3", "Lina Marlina")
    TeamMember.objects.create(team=world.team, user=third, seat=TeamMember.Seat.ANGGOTA, start=LONG_AGO)
    TeamMember.objects.filter(team=world.team, seat=TeamMember.Seat.PENGENDALI).delete()
    return world


def members_assess(unit: str, first: Page, second: Page) -> None:
    """Each fills what is missing and declares done; one proposes to ask the unit."""
    first.goto("/tpi/")
    expect(first.locator("tr", has_text="Puskesmas Melati")).to_contain_text("2 belum Anda nilai")
    first.get_by_role("link", name="Lanjutkan Puskesmas Melati").click()
    choose(first, A1, "Tim sudah dibentuk")
    first.get_by_role("link", name="Lanjut ke yang belum selesai").click()
    choose(first, A2, "Anggota tidak diseleksi", SECRETS["note"])
    expect(first.locator("body")).not_to_contain_text("Rudi Hartono")
    at(first, A2).get_by_text("Usulkan perbaikan").click()
    write(first, at(first, A2).get_by_label("Usul permintaan"), PROPOSED)
    expect(at(first, A2)).to_contain_text("Usul perbaikan Anda")
    first.get_by_role("link", name="Selesaikan lembar ini").click()
    done(first)
    second.goto("/tpi/")
    fits(second)
    second.get_by_role("link", name="Lanjutkan Puskesmas Melati").click()
    expect(at(second, PP)).to_be_visible()
    fits(second)
    choose(second, PP, "Ditetapkan untuk seluruh jenis pelayanan dan sesuai asas")
    second.get_by_role("link", name="Selesaikan lembar ini").click()
    done(second, phone=True)


def third_member(unit: str, lead: Page, third: Page) -> None:
    """Excused, called back, done."""
    lead.goto(f"{unit}tpi-anggota/")
    on_sheet(lead, "Lina Marlina", "Bebaskan dari unit ini", SECRETS["leave"])
    expect(lead.locator("section.zi-member", has_text="Lina Marlina")).to_contain_text("dibebaskan")
    third.goto(f"{unit}tpi/MP/")
    expect(third.locator(".zi-notice")).to_contain_text(SECRETS["leave"])
    expect(third.locator("input[type=radio]")).to_have_count(0)
    on_sheet(lead, "Lina Marlina", "Minta menilai lagi", SECRETS["back"])
    third.reload()
    expect(third.locator(".zi-notice")).to_contain_text(SECRETS["back"])
    done(third)


def lead_compares(unit: str, lead: Page, second: Page) -> None:
    """The difference first; what is agreed at once; a remark, and a member's reply to it."""
    lead.goto(f"{unit}tpi-banding/")
    row = lead.locator(".zi-side-row").first
    expect(row).to_have_attribute("id", f"b-{slug(A2)}")
    lead.get_by_role("button", name="Ambil alih 112 yang sepakat").click()
    expect(lead.locator("#zi-side-state")).to_contain_text("112 dari 113 diputuskan")
    row.locator(".zi-side-text").click()
    expect(at(lead, A2)).to_contain_text(SECRETS["note"])
    choose(lead, A2, "Anggota tidak diseleksi", "Pemilihan anggota belum terbukti.")
    at(lead, A2).locator("summary", has_text="Diskusi tim").click()
    at(lead, A2).get_by_label("Tulis pendapat").fill(SECRETS["remark"])
    posted(lead, at(lead, A2).get_by_role("button", name="Kirim pendapat").click)
    at(lead, A2).locator("summary", has_text="1 usul anggota").click()
    posted(lead, at(lead, A2).get_by_role("button", name="Pakai usul ini").click)
    expect(at(lead, A2).get_by_label("Yang diminta dari unit")).to_have_value(PROPOSED)
    second.goto("/tpi/")
    expect(second.locator("tr", has_text="Puskesmas Melati")).to_contain_text("Lembar Anda selesai")
    second.goto(f"{unit}tpi/MP/")
    at(second, A2).locator("summary", has_text="Diskusi tim").click()
    expect(at(second, A2)).to_contain_text(SECRETS["remark"])
    at(second, A2).get_by_label("Tulis pendapat").fill(SECRETS["reply"])
    posted(second, at(second, A2).get_by_role("button", name="Kirim pendapat").click)
    lead.goto(f"{unit}tpi-banding/?tanda=diskusi")
    expect(lead.locator(".zi-side-talk")).to_have_text("2")


def unit_mends(unit: str, petugas: Page, head: Page) -> None:
    """Two requests and nothing else: an answer and a note, a link as evidence, replies; the head submits."""
    petugas.goto(unit)
    petugas.get_by_role("link", name="Perbaiki 2 yang diminta TPI").click()
    expect(petugas.locator(".zi-asked .zi-request .zi-note")).to_have_text([PROPOSED, ASK])
    no_secret(petugas)
    at(petugas, A2).get_by_role("link", name="Ubah jawaban, catatan, atau bukti").click()
    expect(petugas.locator("form.zi-answer[data-autosave]:not(.zi-box)")).to_have_count(1)
    choose(petugas, A2, "Sebagian memakai prosedur", "Berita acara hanya untuk sebagian anggota.")
    petugas.goto(f"{unit}area/PP/?saring=diminta")
    at(petugas, PP).get_by_text("Tambah bukti").click()
    at(petugas, PP).locator("input[name=url]").fill(LINK)
    at(petugas, PP).locator("input[name=title]").fill("SK standar pelayanan 2026")
    posted(petugas, at(petugas, PP).get_by_role("button", name="Tambahkan sebagai bukti").click)
    proof = at(petugas, PP).get_by_role("link", name="SK standar pelayanan 2026", exact=True)
    expect(proof).to_have_count(1)
    petugas.goto(f"{unit}perbaikan/")
    write(petugas, at(petugas, A2).get_by_label("Tanggapan unit"), "Kami sesuaikan jawabannya.")
    write(petugas, at(petugas, PP).get_by_label("Tanggapan unit"), "SK baru ada di tautan.")
    expect(petugas.locator("#zi-replied")).to_have_text("2")
    head.goto(f"{unit}perbaikan/")
    press(head, "Ajukan perbaikan")
    expect(head.locator("#isi")).to_contain_text("Ajukan perbaikan: berhasil.")


def looks_again(unit: str, page: Page, note: str, *, phone: bool) -> None:
    """A member sees what changed, changes one answer, lets the other stand, is done again."""
    page.goto("/tpi/")
    expect(page.locator("tr", has_text="Puskesmas Melati")).to_contain_text("Periksa lagi 2 jawaban")
    page.goto(f"{unit}tpi/SEMUA/?filter=periksa")
    expect(page.locator(".zi-question")).to_have_count(2)
    expect(page.locator("body")).not_to_contain_text("Lina Marlina")
    expect(at(page, A2).locator(".zi-change del")).to_contain_text("A — Prosedurnya jelas")
    expect(at(page, A2).locator(".zi-change ins").first).to_contain_text("B — Sebagian memakai prosedur")
    expect(at(page, PP).locator(".zi-change-proofs")).to_contain_text("+ ditambah")
    choose(page, A2, "Sebagian memakai prosedur", note)
    posted(page, at(page, PP).get_by_role("button", name="Tetap").click)
    expect(page.locator(".zi-recheck button")).to_have_count(0)
    if phone:
        fits(page)
    done(page, phone=phone)


def no_secret(page: Page) -> None:
    """No word and no name of a member, nor what the team said among itself."""
    text = page.content()
    found = [
        word for word in (*SECRETS.values(), "Maya Kusuma", "Rudi Hartono", "Lina Marlina") if word in text
    ]
    assert found == []


def lead_ends(world: World, unit: str, lead: Page) -> None:
    """Decides again what the unit changed, weighs, recommends, finalises."""
    lead.goto("/tpi/")
    expect(lead.locator("tr", has_text="Puskesmas Melati")).to_contain_text("Periksa lagi 2 jawaban akhir")
    lead.goto(f"{unit}tpi/SEMUA/?filter=periksa")
    expect(lead.locator(".zi-question")).to_have_count(2)
    choose(lead, A2, "Sebagian memakai prosedur", "Sesuai sesudah diperbaiki.")
    posted(lead, at(lead, PP).get_by_role("button", name="Tetap").click)
    lead.locator("#zi-next-step a").click()
    expect(lead.locator(".zi-refusals li")).to_have_count(2)  # considerations and recommendation
    lead.locator(".zi-refusals a").first.click()
    for code in world.policy.assessors.considerations:
        write(lead, lead.locator(f"#x-{code}"), "Sudah ditimbang bersama tim di tempat.")
    posted(lead, lead.get_by_label("Layak diusulkan sebagai WBK").check)
    lead.goto(f"{unit}finalisasi/")
    press(lead, "Finalkan penilaian TPI")
    expect(lead.locator("#isi")).to_contain_text("kini terlihat oleh unit")


def test_two_rounds_to_the_final_result(person, live_world):
    world = live_world
    a = handed_in(world)
    for member, missing in (("anggota", [A1, A2]), ("anggota2", [PP]), ("anggota3", [])):
        world.fill(a, kind=MEMBER, owner=world.people[member])
        Answer.objects.filter(sheet__owner=world.people[member], code__in=missing).delete()
    for sheet in Sheet.objects.filter(kind=MEMBER):
        rewrite_totals(sheet, a.period, list(sheet.answers.all()))
    unit = f"/penilaian/{a.pk}/"
    first, second, third = person("anggota"), person("anggota2", 390), person("anggota3")
    lead, petugas, head = person("ketua"), person("petugas"), person("pimpinan_unit")

    members_assess(unit, first, second)
    third_member(unit, lead, third)
    lead_compares(unit, lead, second)

    # the first round: answered
    lead.goto(f"{unit}tpi/PP/")
    at(lead, PP).get_by_text("Minta perbaikan").click()
    write(lead, at(lead, PP).get_by_label("Yang diminta dari unit"), ASK)
    return_unit(lead, unit, due_in(7))
    unit_mends(unit, petugas, head)
    lead.goto(f"{unit}tpi-anggota/")
    on_sheet(lead, "Lina Marlina", "Bebaskan dari unit ini", SECRETS["moved"])
    looks_again(unit, first, SECRETS["again"], phone=False)
    looks_again(unit, second, "", phone=True)

    # the second round: closed without an answer after its due date
    lead.goto(f"{unit}tpi/MP/")
    at(lead, A1).get_by_text("Minta perbaikan").click()
    write(lead, at(lead, A1).get_by_label("Yang diminta dari unit"), "Lampirkan SK tahun ini.")
    return_unit(lead, unit, due_in(7))
    petugas.goto(f"{unit}perbaikan/")
    expect(petugas.locator(".zi-request .zi-note")).to_have_text(["Lampirkan SK tahun ini."])
    write(petugas, at(petugas, A1).get_by_label("Tanggapan unit"), DRAFTED)
    overdue(a)
    lead.goto("/tpi/")
    expect(lead.locator("tr", has_text="Puskesmas Melati")).to_contain_text("Batas perbaikan lewat")
    lead.goto(f"{unit}perbaikan/")
    lead.get_by_label("Alasan").fill(SECRETS["closing"])
    press(lead, "Tutup putaran tanpa jawaban")
    for path in ("perbaikan/", f"riwayat/{A1}/", f"tpi/soal/{A1}/"):
        assert lead.goto(f"{unit}{path}").status == 200
        expect(lead.locator("body")).not_to_contain_text(DRAFTED)
    lead_ends(world, unit, lead)

    # the unit reads the result, and no word that was not for it
    petugas.goto(f"{unit}tpi/SEMUA/")
    expect(at(petugas, A2)).to_contain_text("Sesuai sesudah diperbaiki.")
    for path in UNITS_PAGES:
        assert petugas.goto(f"{unit}{path}").status == 200
        no_secret(petugas)

    names = StateChange.objects.filter(assessment=a).values_list("name", flat=True)
    walked = ["ajukan", "kembalikan", "ajukan_perbaikan", "kembalikan", "tutup_perbaikan", "finalkan"]
    assert list(names) == walked
    assert Assessment.objects.get().state == "selesai_tpi"
    rounds = Round.objects.order_by("number").values_list("outcome", "reason")
    assert list(rounds) == [("replied", ""), ("closed", SECRETS["closing"])]
    sheets = {str(s.owner or s.kind): s for s in Sheet.objects.all()}
    assert sheets.keys() == {"unit", "tpi", "Maya Kusuma", "Rudi Hartono", "Lina Marlina"}
    assert {name for name, s in sheets.items() if s.done_at} == {"Maya Kusuma", "Rudi Hartono"}
    assert {name for name, s in sheets.items() if s.excused_at} == {"Lina Marlina"}
    values = Answer.objects.filter(code=A2).values_list("sheet__kind", "value")
    assert sorted(values) == [("member", "A"), ("member", "B"), ("member", "B"), ("tpi", "B"), ("unit", "B")]
    assert EvidenceUse.objects.get(code=PP).revision.url == LINK
