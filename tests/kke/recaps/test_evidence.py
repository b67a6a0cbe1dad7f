"""The evidence register: one row a use, as the instansi may read it."""

import io
from datetime import date

from django.utils import timezone

from assessments.kke.recaps.evidence import uses_by_unit
from assessments.models import EvidenceUse, State
from documents.models import Document
from documents.services import add_link, upload
from tests.documents import files
from tests.factories.units import make_unit
from tests.kke.recaps.workbooks import opened, rows


def link(world, unit=None, title="=Laman pengaduan"):
    return add_link(
        url="https://sukamaju.example/pengaduan",
        title=title,
        kind="tangkapan_layar",
        actor=world.petugas,
        role="Petugas unit",
        unit=unit or world.unit,
    )


def use(world, a, revision, code="A.I.1.i.b", **extra) -> EvidenceUse:
    return EvidenceUse.objects.create(
        assessment=a, code=code, revision=revision, added_by=world.pimpinan_unit, **extra
    )


def test_a_file_and_a_link(world):
    a = world.assessment(State.PENILAIAN_TPI)
    pdf = upload(
        file=io.BytesIO(files.PDF),
        filename="SK Tim 12.pdf",
        kind="sk",
        actor=world.petugas,
        role="Petugas unit",
        unit=world.unit,
        title="SK Tim Kerja 12/2026",
    )
    Document.objects.filter(pk=pdf.document_id).update(
        number="=1+1",
        date=date(2025, 12, 1),
        speaks_from=date(2025, 7, 1),
        speaks_until=date(2025, 12, 31),
        confidentiality="terbatas",
    )
    use(world, a, link(world), code="B.I.a")
    use(world, a, pdf, locator="hlm. 1–3", speaks_of="2026")
    book = opened(world, "bukti")
    assert book.sheetnames == ["Bukti dukung", "Per unit", "Petunjuk"]
    first, second = rows(book["Bukti dukung"])
    now = timezone.now().astimezone(world.instansi.zone).date()
    assert {name: first[name] for name in list(first)[:16]} == {
        "Kode unit": "PKM-01",
        "Nama unit": "Puskesmas Melati",
        "Area": "MP",
        "Kode": "A.I.1.i.b",
        "Judul dokumen": "SK Tim Kerja 12/2026",
        "Jenis": "SK",
        "Nomor": "=1+1",
        "Tanggal": first["Tanggal"],
        "Periode isi": "Juli–Desember 2025",
        "Di luar periode": "ya",
        "Kerahasiaan": "Terbatas",
        "Revisi": 1,
        "Nama berkas atau tautan": "SK Tim 12.pdf",
        "Ukuran (byte)": pdf.blob.size,
        "Halaman atau bagian": "hlm. 1–3",
        "Periode yang dibuktikan": "2026",
    }
    assert first["Tanggal"].date() == date(2025, 12, 1)
    assert (second["Nomor"], second["Tanggal"], second["Di luar periode"]) == (None, None, None)
    assert (first["Diunggah: Oleh"], first["Dilampirkan: Oleh"]) == ("Siti Aminah", "dr. Rina Wulandari")
    assert (first["Diunggah: Pada"].date(), first["Keadaan"]) == (now, "diajukan")
    assert first["SHA-256"] == pdf.blob.sha256
    assert (second["Area"], second["Judul dokumen"], second["Ukuran (byte)"], second["SHA-256"]) == (
        *("Hasil", "=Laman pengaduan"),
        *(None, None),
    )
    assert second["Nama berkas atau tautan"] == "https://sukamaju.example/pengaduan"
    assert book["Bukti dukung"]["E7"].data_type == "s"
    [sums] = rows(book["Per unit"])
    assert list(sums.values()) == [
        *("PKM-01", "Puskesmas Melati", "Penilaian TPI"),
        *(2, 111, 2, 1, 1, pdf.blob.size),
    ]


def test_a_document_used_twice_has_two_rows_and_is_weighed_once(world):
    a = world.assessment()
    pdf = upload(
        file=io.BytesIO(files.PDF),
        filename="a.pdf",
        kind="sk",
        actor=world.petugas,
        role="Petugas unit",
        unit=world.unit,
    )
    use(world, a, pdf)
    use(world, a, pdf, code="A.I.1.i.c")
    book = opened(world, "bukti")
    assert [row["Keadaan"] for row in rows(book["Bukti dukung"])] == ["belum diajukan"] * 2
    assert rows(book["Per unit"])[0]["Ukuran (byte)"] == pdf.blob.size


def test_the_drafts_of_a_round_are_the_units_own(world):
    a = world.assessment(State.PERBAIKAN)
    use(world, a, link(world, title="Sudah diajukan"), draft=EvidenceUse.Draft.REMOVED)
    use(world, a, link(world, title="DRAF RAHASIA"), draft=EvidenceUse.Draft.ADDED)
    found = rows(opened(world, "bukti")["Bukti dukung"])
    assert [(row["Judul dokumen"], row["Keadaan"]) for row in found] == [("Sudah diajukan", "diajukan")]


def test_what_was_taken_off_after_a_submission_stays_listed_and_counts_no_more(world):
    use(world, world.assessment(State.PENILAIAN_TPI), link(world), removed_at=timezone.now())
    book = opened(world, "bukti")
    assert [row["Keadaan"] for row in rows(book["Bukti dukung"])] == ["dilepas"]
    assert rows(book["Per unit"])[0]["Bukti"] == 0


def test_no_evidence_and_no_other_instansi(world):
    a = world.assessment(unit=world.other_unit)
    revision = add_link(
        url="https://lain.example/",
        title="Milik lain",
        kind="sk",
        actor=world.petugas_asing,
        role="Petugas unit",
        unit=world.other_unit,
    )
    use(world, a, revision)
    assert opened(world, "bukti")["Bukti dukung"]["A6"].value == "Belum ada bukti dukung pada tahun ini."


def test_queries_do_not_grow_with_the_units(world, django_assert_num_queries):
    instrument = world.instrument  # read once a process: not counted
    use(world, world.assessment(), link(world))
    with django_assert_num_queries(2):  # units, uses
        list(uses_by_unit(world.period, instrument))
    for code in ("A", "B"):
        unit = make_unit(world.instansi, code)
        use(world, world.assessment(unit=unit), link(world, unit))
    with django_assert_num_queries(2):
        found = list(uses_by_unit(world.period, instrument))
    assert [(a.unit.code, len(uses)) for a, uses in found] == [("A", 1), ("B", 1), ("PKM-01", 1)]
