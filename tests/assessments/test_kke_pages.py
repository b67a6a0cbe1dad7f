"""KKE in the browser: download, preview, apply all or nothing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import Answer, Sheet, State

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def url(name: str, a) -> str:
    return reverse(f"assessments:{name}", args=[a.pk])


def as_upload(content: bytes, name: str = "kke.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, XLSX)


def changed(content: bytes, old: str, new: str, code: str = "") -> bytes:
    """The workbook with the first cell that reads `old` (in the row of `code`) set to `new`."""
    book = load_workbook(io.BytesIO(content))
    rows = (row for row in book["KKE"].iter_rows() if not code or code in [c.value for c in row])
    cell = next(c for row in rows for c in row if c.value == old)
    cell.value = new
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_export_is_edited_previewed_and_applied(world):
    a = world.assessment()
    world.fill(a, "best")
    unit = world.client("petugas")
    exported = unit.get(url("kke_export", a))
    assert exported["Content-Disposition"] == 'attachment; filename="KKE_PKM-01_2026.xlsx"'
    edited = changed(exported.content, "Ya", "Tidak")
    preview = unit.post(url("kke_import", a), {"file": as_upload(edited), "side": "unit"})
    assert preview.status_code == 200
    assert Answer.objects.get(sheet__assessment=a, code="A.I.1.i.a").value == "Ya"
    done = unit.post(url("kke_apply", a), {"token": preview.context["form"]["token"].value()})
    assert done.status_code == 302
    assert Answer.objects.get(sheet__assessment=a, code="A.I.1.i.a").value == "Tidak"
    assert str(Sheet.objects.get(assessment=a, kind="unit").total) == "99.750000"


def test_a_preview_belongs_to_the_person_who_made_it(world):
    a = world.assessment()
    world.fill(a, "best")
    content = changed(world.client("petugas").get(url("kke_export", a)).content, "Ya", "Tidak")
    preview = world.client("petugas").post(url("kke_import", a), {"file": as_upload(content), "side": "unit"})
    world.client("pimpinan_unit").post(
        url("kke_apply", a), {"token": preview.context["form"]["token"].value()}
    )
    assert Answer.objects.get(sheet__assessment=a, code="A.I.1.i.a").value == "Ya"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"%PDF-1.4 not a workbook", b"a;b;c\n1;2;3\n"])
def test_what_is_no_workbook_is_refused_with_a_message(world, content):
    a = world.assessment()
    page = world.client("petugas").post(url("kke_import", a), {"file": as_upload(content), "side": "unit"})
    assert page.status_code == 422
    assert len(page.context["form"].errors["file"]) == 1
    assert Answer.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "state", "status"),
    [
        ("admin", State.PENILAIAN_MANDIRI, 403),
        ("pimpinan_instansi", State.PENILAIAN_MANDIRI, 403),
        ("anggota", State.PENILAIAN_MANDIRI, 403),
        ("petugas", State.PENILAIAN_TPI, 403),
        ("petugas_lain", State.PENILAIAN_MANDIRI, 404),
        ("orang_asing", State.PENILAIAN_MANDIRI, 404),
        ("anggota", State.PENILAIAN_TPI, 200),
        ("ketua", State.PENILAIAN_TPI, 200),
        ("petugas", State.PENILAIAN_MANDIRI, 200),
    ],
)
def test_who_may_import(world, who, state, status):
    a = world.assessment(state)
    assert world.client(who).get(url("kke_import", a)).status_code == status


def test_a_stale_preview_is_refused_in_words(world):
    a = world.assessment()
    page = world.client("petugas").post(url("kke_apply", a), {"token": "ngawur"}, follow=True)
    assert "sudah kedaluwarsa" in page.content.decode()


def test_a_file_that_leaves_the_pokja_is_refused_with_its_rows(world):
    a = world.assessment()
    world.fill(a, "best")
    pokja = world.client("petugas_pokja")
    edited = changed(pokja.get(url("kke_export", a)).content, "A", "B", code="A.I.2.i.a")
    page = pokja.post(url("kke_import", a), {"file": as_upload(edited), "side": "unit"})
    assert page.status_code == 422
    assert "1 pertanyaan di luar area pokja Anda: A.I.2.i.a (" in page.content.decode()
