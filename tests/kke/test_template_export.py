"""Templates against the database: upload, replace, remove, preview, export, command; who may see what in the file."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from assessments.kke.exchange import preview_import
from assessments.kke.mapping import mapping_for
from assessments.kke.wish import Wish
from assessments.models import Answer, PeriodTemplate, Sheet, State
from assessments.services.evidence import add_link
from audit.models import Entry
from documents import store
from documents.services import sweep
from tests.assessments.leaks import decode
from tests.assessments.test_answering_page import make_use
from tests.factories import assessments as make
from tests.kke_files.jawaban import build_jawaban
from tests.kke_files.lke_zi import build_lke_zi

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YEAR = ["KAB-X", 2026]


def page(name: str, *args) -> str:
    return reverse(f"assessments:{name}", args=args)


def agency(world, **more) -> bytes:
    """A template of the national layout, as an agency keeps it."""
    return build_jawaban(world.instrument, mapping_for(world.instrument), agency=True, **more)


def upload(world, content: bytes, who: str = "admin", name: str = "templat.xlsx"):
    file = SimpleUploadedFile(name, content, XLSX)
    return world.client(who).post(page("period_templates", *YEAR), {"file": file})


def current(layout: str = "jawaban") -> PeriodTemplate:
    return PeriodTemplate.objects.get(layout=layout, superseded_at=None)


def acts() -> list[str]:
    return list(
        Entry.objects.filter(action__startswith="template.").order_by("pk").values_list("action", flat=True)
    )


@pytest.fixture
def stored(world) -> PeriodTemplate:
    """The agency's template, uploaded."""
    assert upload(world, agency(world)).status_code == 302
    return current()


def sheet_of(response):
    assert (response.status_code, response["Content-Type"]) == (200, XLSX)
    return openpyxl.load_workbook(io.BytesIO(response.content))["Jawaban"]


def column(ws, number: int) -> set:
    """What stands in a column of the rows of questions."""
    return {ws.cell(row, number).value for row in range(2, 203)} - {None}


def test_a_template_is_taken_in_with_what_was_found(world, stored):
    found = stored.findings
    assert (found["questions"], found["of"], found["missing"], found["tpi_blocks"]) == (113, 113, [], 2)
    assert (stored.filename, stored.uploaded_by, stored.sha256) == (
        "templat.xlsx",
        world.admin,
        stored.blob.sha256,
    )
    html = world.client("admin").get(page("period_templates", *YEAR)).content.decode()
    assert "113 dari 113" in html
    assert "Yang tetap dan yang berubah saat diekspor" in html
    assert acts() == ["template.save"]
    kept = world.client("admin").get(page("period_template_file", *YEAR, stored.pk))
    assert b"".join(kept.streaming_content) == agency_bytes(stored)


def agency_bytes(template: PeriodTemplate) -> bytes:
    with store.open_verified(template.sha256) as handle:
        return handle.read()


def test_the_same_file_twice_is_one_and_another_takes_its_place(world, stored):
    content = agency_bytes(stored)
    assert upload(world, content).status_code == 302
    assert (PeriodTemplate.objects.count(), acts()) == (1, ["template.save"])
    upload(world, agency(world, change=lambda ws: ws.merge_cells("A210:B210")), name="baru.xlsx")
    stored.refresh_from_db()
    assert (stored.superseded_by, current().filename) == (world.admin, "baru.xlsx")
    upload(world, build_lke_zi(world.instrument, {}), name="lke.xlsx")
    assert (current("lke").filename, current().filename) == ("lke.xlsx", "baru.xlsx")
    assert acts() == ["template.save"] * 3


def test_a_template_is_removed_once_and_its_file_stays(world, stored):
    remove = page("period_template_remove", *YEAR, stored.pk)
    admin = world.client("admin")
    assert [admin.post(remove).status_code for _ in range(2)] == [302, 302]
    assert acts() == ["template.save", "template.remove"]
    assert not PeriodTemplate.objects.filter(superseded_at=None).exists()
    assert admin.get(page("period_template_file", *YEAR, stored.pk)).status_code == 404
    assert stored.sha256 not in sweep(now=timezone.now() + timedelta(days=9), apply=False).blobs


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "kosong"),
        (b"%PDF-1.4", "PDF"),
        (b"PK\x03\x04rusak", "rusak"),
    ],
)
def test_what_is_no_template_is_refused_in_words(world, content, message):
    response = upload(world, content)
    assert response.status_code == 422
    assert message in " ".join(response.context["form"].errors["file"])
    assert (PeriodTemplate.objects.count(), acts()) == (0, [])


def test_our_own_export_is_no_template(world):
    own = world.client("petugas").get(page("kke_export", world.assessment().pk)).content
    response = upload(world, own)
    assert "KKE ekspor portal" in response.context["form"].errors["file"][0]


@pytest.mark.parametrize(
    ("who", "status"), [("pimpinan_instansi", 403), ("petugas", 404), ("orang_asing", 404), ("ketua", 404)]
)
def test_only_the_admin_uploads_and_removes(world, stored, who, status):
    assert upload(world, agency(world), who).status_code == status
    assert world.client(who).post(page("period_template_remove", *YEAR, stored.pk)).status_code == status
    assert acts() == ["template.save"]


def test_a_template_of_another_instansi_or_an_older_one_is_not_found(world, stored):
    a = world.assessment()
    theirs = world.assessment(unit=world.other_unit)
    stranger = world.client("petugas_asing")
    assert stranger.get(page("kke_template", theirs.pk, stored.pk)).status_code == 404
    assert stranger.get(page("kke_template_file", theirs.pk, stored.pk)).status_code == 404
    world.client("admin").post(page("period_template_remove", *YEAR, stored.pk))
    for name in ("kke_template", "kke_template_file"):
        assert world.client("petugas").get(page(name, a.pk, stored.pk)).status_code == 404
    assert (
        world.client("orang_asing").post(page("period_template_remove", "KAB-Y", 2026, stored.pk)).status_code
        == 404
    )


def test_the_export_page_lists_every_form(world):
    a = world.assessment()
    unit = world.client("petugas")
    empty = unit.get(page("kke_files", a.pk)).content.decode()
    assert "Belum ada templat resmi" in empty
    assert page("period_templates", *YEAR) not in empty
    assert (
        page("period_templates", *YEAR) in world.client("admin").get(page("kke_files", a.pk)).content.decode()
    )
    upload(world, agency(world))
    full = unit.get(page("kke_files", a.pk)).content.decode()
    for name, *more in (["kke_export"], ["kke_blank"], ["kke_template", current().pk], ["kke_import"]):
        assert page(name, a.pk, *more) in full


def test_the_preview_says_what_comes_in_and_the_file_holds_it(world, stored):
    a = world.assessment()
    world.fill(a, "best")
    unit = world.client("petugas")
    html = unit.get(page("kke_template", a.pk, stored.pk)).content.decode()
    assert "Kolom TPI dibiarkan kosong" in html
    assert "nilai unit tidak pernah ditulis di kolom itu" in html
    assert "templat tidak menghitungnya" in html
    response = unit.get(page("kke_template_file", a.pk, stored.pk))
    assert response["Content-Disposition"] == 'attachment; filename="KKE_PKM-01_2026_jawaban.xlsx"'
    ws = sheet_of(response)
    assert ws["K6"].value == "Ya"
    assert column(ws, 15) | column(ws, 16) | column(ws, 17) | column(ws, 18) == set()


def test_the_preview_explains_what_the_templates_formulas_will_show(world):
    upload(world, build_lke_zi(world.instrument, {}), name="lke.xlsx")
    a = world.assessment()
    world.fill(a, "best")
    Answer.objects.filter(sheet__assessment=a, code__in=["A.I.1.i.a", "A.I.5.i.a", "A.I.5.i.b"]).delete()
    Answer.objects.filter(sheet__assessment=a, code="A.I.2.i.a").update(
        value=None, none_yet=True, note="belum"
    )
    html = world.client("petugas").get(page("kke_template", a.pk, current("lke").pk)).content.decode()
    assert "sel Nilai dan % dibiarkan, karena berisi rumus" in html
    assert "AVERAGE melewati yang belum diisi (A.I.1.i.a), portal menghitungnya 0." in html
    assert "tanpa satu pun nilai, AVERAGE menjadi galat #DIV/0!." in html
    assert (
        "Rumusnya tidak memasukkan A.II.5.iii.b" not in html
    )  # both reports are full: no difference to explain
    assert "1 pertanyaan bertanda “Belum ada”" in html
    assert "Kolom TPI" not in html


def test_in_an_open_round_the_unit_gets_its_drafts_and_nobody_else_does(world, stored):
    a = world.assessment()
    world.fill(a, "best")
    a = world.assessment(State.PERBAIKAN)
    draft = world.sheet(a, Sheet.Kind.DRAFT)
    make.fill_answers(draft, {"A.I.1.i.a": "Tidak"}, by=world.petugas)
    got = {
        who: sheet_of(world.client(who).get(page("kke_template_file", a.pk, stored.pk)))["K6"].value
        for who in ("petugas", "pimpinan_unit", "admin", "pimpinan_instansi", "ketua")
    }
    assert got == {
        "petugas": "Tidak",
        "pimpinan_unit": "Tidak",
        "admin": "Ya",
        "pimpinan_instansi": "Ya",
        "ketua": "Ya",
    }


def test_a_blank_kke_has_structure_and_identity_but_nothing_of_the_unit(world):
    a = world.assessment()
    world.fill(a, "best")
    response = world.client("petugas").get(page("kke_blank", a.pk))
    assert response["Content-Disposition"] == 'attachment; filename="KKE_PKM-01_2026_kosong.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    filled = openpyxl.load_workbook(io.BytesIO(world.client("petugas").get(page("kke_export", a.pk)).content))
    answers = [
        cell.column for cell in book["KKE"][7] if str(cell.value).startswith(("Jawaban", "Catatan", "Bukti"))
    ]
    assert {book["KKE"].cell(row, c).value for row in range(8, book["KKE"].max_row + 1) for c in answers} == {
        None
    }
    identity, seen = ({row[0].value: row[1].value for row in each["_zi"]} for each in (book, filled))
    assert list(identity) == list(seen)
    versions = set(world.instrument.questions)  # who fills a blank one has seen none of them
    assert {key for key in seen if identity[key] != seen[key]} == versions
    formulas = {c.coordinate: c.value for row in book["KKE"].iter_rows() for c in row if c.data_type == "f"}
    assert formulas == {
        c.coordinate: c.value for row in filled["KKE"].iter_rows() for c in row if c.data_type == "f"
    }


SECRET = "catatan yang belum boleh keluar"


def at_tpi(world, state: str):
    """A unit that TPI assesses: other answers than the unit's, and notes, in members' and final sheets."""
    a = world.assessment()
    world.fill(a, "best")
    for kind, owner, mark in ((Sheet.Kind.TPI, None, "final"), (Sheet.Kind.MEMBER, world.anggota, "anggota")):
        sheet = world.fill(a, "random", kind=kind, owner=owner, seed=4)
        sheet.answers.update(note=f"{SECRET} {mark}")
    return world.assessment(state)


@pytest.mark.parametrize(
    ("who", "state", "mark", "values"),
    [
        ("petugas", State.PENILAIAN_TPI, None, False),
        ("pimpinan_unit", State.PERBAIKAN, None, False),
        ("admin", State.PENILAIAN_TPI, None, False),
        ("pimpinan_instansi", State.PENILAIAN_TPI, None, False),
        ("anggota", State.PENILAIAN_TPI, "anggota", False),
        ("anggota2", State.PENILAIAN_TPI, None, False),
        ("ketua", State.PENILAIAN_TPI, "final", False),
        ("pengendali", State.PENILAIAN_TPI, "final", False),
        ("petugas", State.SELESAI_TPI, "final", True),
        ("admin", State.SELESAI_TPI, "final", True),
        ("anggota", State.SELESAI_TPI, "final", True),
    ],
)
def test_tpis_columns_hold_what_the_person_may_see_now(world, stored, who, state, mark, values):
    a = at_tpi(world, state)
    response = world.client(who).get(page("kke_template_file", a.pk, stored.pk))
    ws = sheet_of(response)
    assert column(ws, 18) == ({f"{SECRET} {mark}"} if mark else set())
    assert bool(column(ws, 15)) is bool(mark)
    assert bool(column(ws, 16) | column(ws, 17)) is values
    assert column(ws, 19) | column(ws, 20) | column(ws, 21) | column(ws, 22) == set()
    told = (
        decode(response.content)
        + world.client(who).get(page("kke_template", a.pk, stored.pk)).content.decode()
    )
    shown = {each for each in ("final", "anggota") if f"{SECRET} {each}" in told}
    assert shown == ({mark} if mark else set())


def test_the_second_block_when_it_is_asked_for(world, stored):
    a = at_tpi(world, State.SELESAI_TPI)
    ws = sheet_of(world.client("ketua").get(page("kke_template_file", a.pk, stored.pk) + "?blok=2"))
    assert (column(ws, 18), column(ws, 22)) == (set(), {f"{SECRET} final"})
    assert column(ws, 16) == set()
    odd = sheet_of(world.client("ketua").get(page("kke_template_file", a.pk, stored.pk) + "?blok=x'"))
    assert column(odd, 18) == {f"{SECRET} final"}


def test_a_template_whose_content_is_gone_is_told(world, stored, own_store):
    for path in own_store.rglob(stored.sha256):
        path.write_bytes(b"lain")
    a = world.assessment()
    response = world.client("petugas").get(page("kke_template", a.pk, stored.pk))
    assert response.status_code == 422
    assert "rusak di penyimpanan" in response.content.decode()
    done = world.client("petugas").get(page("kke_template_file", a.pk, stored.pk), follow=True)
    assert done.redirect_chain[0][0] == page("kke_template", a.pk, stored.pk)


def test_queries_of_the_pages_do_not_grow(world, stored, django_assert_num_queries):
    a = world.assessment()
    unit, admin = world.client("petugas"), world.client("admin")
    unit.get(page("kke_files", a.pk))
    upload(world, build_lke_zi(world.instrument, {}))
    for layouts in (1, 2):
        PeriodTemplate.objects.filter(layout="lke").update(
            superseded_at=None if layouts == 2 else stored.uploaded_at
        )
        with django_assert_num_queries(FILES_QUERIES):
            unit.get(page("kke_files", a.pk))
        with django_assert_num_queries(TEMPLATES_QUERIES):
            admin.get(page("period_templates", *YEAR))


# session, user, memberships, seats, the assessment (or the period), its templates with files and people
FILES_QUERIES = 6
TEMPLATES_QUERIES = 6


def run(world, tmp_path, layout: str, who: str = "petugas", **options):
    out = tmp_path / "hasil.xlsx"
    place = {"instansi": "KAB-X", "unit": "PKM-01", "year": 2026, "username": who}
    call_command("kke_export", **place, layout=layout, out=out, stdout=io.StringIO(), **options)
    return openpyxl.load_workbook(out)


def test_the_command_fills_a_template(world, tmp_path):
    a = world.assessment()
    world.fill(a, "best")
    with pytest.raises(CommandError, match="Belum ada templat bersusunan jawaban untuk tahun 2026"):
        run(world, tmp_path, "jawaban")
    own = tmp_path / "lke.xlsx"
    own.write_bytes(build_lke_zi(world.instrument, {}))
    assert run(world, tmp_path, "lke", template=own)["LKE ZI"]["K2"].value == "Jawaban"
    with pytest.raises(CommandError, match="bersusunan lke, bukan jawaban"):
        run(world, tmp_path, "jawaban", template=own)
    upload(world, agency(world))
    assert run(world, tmp_path, "jawaban")["Jawaban"]["K6"].value == "Ya"
    with pytest.raises(CommandError, match="Berkas atau folder"):
        run(world, tmp_path, "jawaban", template=tmp_path / "tidak-ada.xlsx")
    with pytest.raises(CommandError, match="tidak memakai templat"):
        run(world, tmp_path, "portal", template=own)
    with pytest.raises(CommandError, match="hanya untuk susunan portal"):
        run(world, tmp_path, "jawaban", blank=True)
    assert run(world, tmp_path, "portal", blank=True)["KKE"].max_row > 200
    with pytest.raises(CommandError, match="belum dapat diekspor"):
        run(world, tmp_path, "jawaban", who="anggota")


@pytest.mark.parametrize("name", ["jawaban", "jawaban, two blocks", "lke"])
def test_evidence_of_the_portal_comes_back_as_what_it_is(world, name):
    """A template that goes out with documents and links and comes in again adds nothing to notes or evidence."""
    files = {
        "jawaban": build_jawaban(world.instrument, mapping_for(world.instrument)),
        "lke": build_lke_zi(world.instrument, {}),
    }
    upload(world, files.get(name) or agency(world))
    a = world.assessment()
    world.fill(a, "best")
    make_use(world, a, "A.I.1.i.a", title="SK Tim 12/2026")
    for code, title in (
        ("A.I.1.i.a", "Foto kegiatan"),
        ("A.I.1.i.b", "contoh.go.id/berkas"),
        ("A.I.2.i.a", "Laporan"),
    ):
        add_link(
            a.pk,
            code=code,
            url="https://contoh.go.id/berkas",
            title=title,
            kind="dokumen",
            actor=world.petugas,
        )
    content = (
        world.client("petugas").get(page("kke_template_file", a.pk, current(name[:7].rstrip(",")).pk)).content
    )
    made = preview_import(a.pk, content, Wish(), actor=world.petugas)
    assert (made.changes, made.conflicts, made.answers, made.links) == ((), (), {}, {})
    assert "SK Tim 12/2026" in made.reading.rows["A.I.1.i.a"].evidence_text


def test_what_people_add_beside_it_still_joins_the_note(world, stored):
    a = world.assessment()
    world.fill(a, "best")
    make_use(world, a, "A.I.1.i.a", title="SK Tim 12/2026")
    content = world.client("petugas").get(page("kke_template_file", a.pk, stored.pk)).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    cell = book["Jawaban"]["M6"]
    assert cell.value == "SK Tim 12/2026 · hlm. 2"
    cell.value = f"{cell.value}\nNotulen rapat"
    out = io.BytesIO()
    book.save(out)
    made = preview_import(a.pk, out.getvalue(), Wish(), actor=world.petugas)
    (change,) = made.changes
    assert (change.code, change.after) == ("A.I.1.i.a/catatan", "Bukti dukung: Notulen rapat")
