"""Evidence that the portal lists in a workbook comes back as nothing; what a person adds there is not lost unsaid."""

import io

import pytest
from openpyxl import load_workbook

from assessments.engine.answers import Given
from assessments.kke.exchange import preview_import
from assessments.kke.exporting import export_portal
from assessments.kke.mapping import mapping_for
from assessments.kke.parts import MAX_NOTE
from assessments.kke.templating import prepare_export
from assessments.kke.wish import Wish
from assessments.services import evidence
from tests.kke_files.jawaban import build_jawaban
from tests.kke_files.lke_zi import build_lke_zi

pytestmark = pytest.mark.django_db
CODE = "A.I.1.i.a"
BUILT = {
    "jawaban": lambda instrument: build_jawaban(instrument, mapping_for(instrument)),
    "lke": lambda instrument: build_lke_zi(instrument, {}, results=False),
}


def proved(world, note: str):
    """An answer with a note, a file, a link with a title and one whose address is its title, each with its place."""
    a = world.assessment()
    world.fill(a, {CODE: Given("Ya", note=note)})
    told = {"code": CODE, "kind": "sk", "actor": world.petugas}
    evidence.add_file(
        a.pk,
        file=io.BytesIO(b"isi"),
        filename="SK Tim Kerja.txt",
        where=evidence.Where("hlm. 1–3", ""),
        **told,
    )
    for url, title in (
        ("https://contoh.go.id/abc", "contoh.go.id/abc"),
        ("https://contoh.go.id/d", "Berita"),
    ):
        evidence.add_link(a.pk, url=url, title=title, where=evidence.Where("hlm. 7", ""), **told)
    return a


@pytest.mark.parametrize("layout", BUILT)
@pytest.mark.parametrize("length", [10, MAX_NOTE - 100, MAX_NOTE])
def test_a_filled_template_comes_back_unchanged_however_long_the_note(world, layout, length):
    a = proved(world, "x" * length)
    content, _ = prepare_export(a.pk, BUILT[layout](world.instrument), actor=world.petugas).write()
    made = preview_import(a.pk, content, Wish(), actor=world.petugas)
    assert (made.changes, made.conflicts, made.bad) == ((), (), ())


def test_a_line_of_a_person_still_goes_into_the_note(world):
    a = proved(world, "Sudah.")
    content, _ = prepare_export(a.pk, BUILT["lke"](world.instrument), actor=world.petugas).write()
    book = load_workbook(io.BytesIO(content))
    cell = next(
        c for row in book["LKE ZI"].iter_rows() for c in row if str(c.value).startswith("SK Tim Kerja")
    )
    cell.value += "\nNotulen rapat"
    made = preview_import(a.pk, saved(book), Wish(), actor=world.petugas)
    assert [(c.code, c.after) for c in made.changes] == [
        (f"{CODE}/catatan", "Sudah.\nBukti dukung: Notulen rapat")
    ]


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def own_export(world, a, typed: str) -> tuple[bytes, str]:
    """Our own workbook with a text typed behind what its column of evidence lists, and the place of the cell."""
    content, _ = export_portal(a.pk, actor=world.petugas)
    book = load_workbook(io.BytesIO(content))
    sheet = book["KKE"]
    cell = next(c for row in sheet.iter_rows() for c in row if str(c.value).startswith("SK Tim Kerja"))
    cell.value += typed
    return saved(book), f"KKE!{cell.coordinate}"


def test_our_own_export_says_nothing_of_what_it_lists(world):
    a = proved(world, "Sudah.")
    content, _ = own_export(world, a, "")
    made = preview_import(a.pk, content, Wish(), actor=world.petugas)
    assert (made.changes, made.reading.warnings) == ((), ())


@pytest.mark.parametrize(
    ("typed", "more"),
    [("\nNotulen rapat 5 Mei", ""), ("\nNotulen rapat 5 Mei\nhttps://a.go.id", " dan 1 baris lain")],
)
def test_evidence_typed_into_the_locked_column_is_told_not_to_be_taken(world, typed, more):
    a = proved(world, "Sudah.")
    content, place = own_export(world, a, typed)
    made = preview_import(a.pk, content, Wish(), actor=world.petugas)
    assert (made.changes, made.links) == ((), {})
    assert [(w.place, w.why) for w in made.reading.warnings] == [
        (
            place,
            f"{CODE}: “Notulen rapat 5 Mei”{more} tidak diambil, karena kolom bukti di ekspor portal hanya untuk "
            "dibaca. Tambahkan buktinya di halaman pertanyaan.",
        )
    ]
