"""Exports into templates against the database: page, preview, file, command, and evidence that comes back."""

import io

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from assessments.kke.exchange import preview_import
from assessments.kke.mapping import mapping_for
from assessments.kke.wish import Wish
from assessments.models import Answer, PeriodTemplate
from assessments.services.evidence import add_link
from tests.assessments.test_answering_page import make_use
from tests.kke_files.jawaban import build_jawaban
from tests.kke_files.lke_zi import build_lke_zi

from .uploaded_templates import YEAR, agency, column, current, page, sheet_of, upload

pytestmark = pytest.mark.django_db


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
