"""What is in a package: letters and evidence to the byte, both sides of the KKE, every use in the lists."""

import csv
import io
from html import unescape

import pytest
from openpyxl import load_workbook

from assessments.models import IssuedDocument, ProposalDocument
from assessments.package.verifying import verify
from documents.models import Document
from documents.services import store_generated, upload
from tests.assessments.leaks import decode
from tests.package.packing import PDF, made_bytes, manifest, opened, saved

pytestmark = pytest.mark.django_db
HERE = "2 Unit/PKM-01 Puskesmas Melati"
TEAM = f"{HERE}/bukti/1 MP Manajemen Perubahan/A.I.1.i.a/SK Tim Kerja- nomor 12-2026.pdf"
SECRETS = ("Foto rahasia pelapor", "%% foto")


@pytest.fixture
def content(year) -> bytes:
    """The package with everything."""
    return made_bytes(year)


def test_files_and_lists(content, tmp_path):
    assert verify(saved(tmp_path, content)).problems == []
    with opened(content) as archive:
        names = archive.namelist()
        assert [name for name in names if "DKC" not in name] == [
            "BACA-SAYA.txt",
            "daftar-isi.pdf",
            "1 Usulan/Surat usulan 700-1-2026.pdf",
            "1 Usulan/Surat pernyataan tanggung jawab mutlak.pdf",
            f"{HERE}/LHE PKM-01.pdf",
            f"{HERE}/KKE PKM-01 2026.xlsx",
            f"{HERE}/Daftar bukti PKM-01.pdf",
            TEAM,
            f"{HERE}/bukti/2 TT Penataan Tatalaksana/A.I.2.i.a/Notulen é rapat -b.pdf",
            f"{HERE}/bukti/7 Hasil/B.I.a/Foto rahasia pelapor.pdf",
            "manifest.csv",
            "manifest.json",
        ]
        assert archive.read("1 Usulan/Surat usulan 700-1-2026.pdf") == b"%PDF-1.4 surat"
        assert (archive.read(f"{HERE}/LHE PKM-01.pdf"), archive.read(TEAM)) == (b"%PDF-1.4 lhe", PDF % b"tim")
        rows = [*csv.reader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig")), delimiter=";")]
        assert next(row for row in rows if row[0] == TEAM)[3:] == [
            "bukti",
            "SK Tim Kerja: nomor 12/2026",
            "PKM-01",
            "biasa",
            "A.I.1.i.a (hlm. 1–3), A.I.1.i.b (hlm. 1–3)",
        ]
        told = manifest(content)
        assert [(one["code"], one["predicate"]) for one in told["units"]] == [
            ("DKC", "WBBM"),
            ("PKM-01", "WBK"),
        ]
        assert told["links"] == [
            {
                "unit": "PKM-01",
                "title": "=HYPERLINK(1)",
                "url": "https://contoh.go.id/mati",
                "check": "Tidak dapat dibuka: Tidak ditemukan (404).",
                "questions": [{"code": "A.I.2.i.a", "locator": "hlm. 1–3"}],
            }
        ]
        lists = {
            name: decode(archive.read(name))
            for name in names
            if name.endswith("daftar-isi.pdf") or "Daftar" in name
        }
        readme = archive.read("BACA-SAYA.txt").decode()
    whole, unit = lists["daftar-isi.pdf"], " ".join(lists[f"{HERE}/Daftar bukti PKM-01.pdf"].split())
    assert "Draf: belum disetujui pimpinan instansi." in whole
    assert "DRAF. Paket ini dibuat sebelum usulan disetujui pimpinan instansi." in readme
    assert (told["state"] in whole.replace("\n", ""), told["state"] in readme) == (True, True)
    for text in ("Notulen é rapat <b>", "=HYPERLINK(1)", "https://contoh.go.id/mati", "A.I.1.i.a (hlm. 1–3)"):
        assert text in unit, text
    assert unescape(unit) == unit


def test_the_kke_has_both_sides_and_is_nobodys(year, content):
    with opened(content) as archive:
        book = load_workbook(io.BytesIO(archive.read(f"{HERE}/KKE PKM-01 2026.xlsx")))
    sheet = book["KKE"]
    heads = [cell.value for cell in next(row for row in sheet.iter_rows() if row[0].value == "Kode")]
    assert [head for head in heads if head and ("Jawaban" in head or "Catatan" in head)] == [
        "Jawaban Unit",
        "Catatan Unit",
        "Jawaban TPI",
        "Catatan TPI",
    ]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert [text for text in texts if "SK Tim Kerja" in text] == [
        "SK Tim Kerja: nomor 12/2026 · hlm. 1–3"
    ] * 2
    formula = [cell for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert {cell.data_type for cell in formula} == {"s"}
    identity = {row[0].value: row[1].value for row in book["_zi"].iter_rows()}
    assert identity["sheet"] in ("", None)
    assert not [text for text in texts if str(year.world.admin) in text]


def test_what_is_left_out_is_nowhere(year):
    content = made_bytes(year, confidential=False)
    with opened(content) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    made = ("daftar-isi.pdf", "Daftar bukti PKM-01.pdf", "xlsx", "csv", "json", "txt")
    text = "\n".join(
        f"{name} {decode(data) if name.endswith(made) else data.decode('latin-1')}"
        for name, data in files.items()
    )
    assert [secret for secret in SECRETS if secret in text] == []
    assert manifest(content)["left_out"] == [
        {
            "unit": "PKM-01",
            "confidentiality": "rahasia",
            "questions": [{"code": "B.I.a", "locator": "hlm. 1–3"}],
        }
    ]
    assert "Dokumen rahasia, tidak disertakan" in text
    assert "1 dokumen terbatas atau rahasia TIDAK DISERTAKAN, juga judulnya." in text


def test_signed_documents_of_the_proposal_go_along(year):
    world, proposal = year.world, year.proposal

    def signed(name: str, **owner):
        file = io.BytesIO(PDF % name.encode())
        fields = {"kind": "surat", "instansi": world.instansi, "actor": world.admin, "role": ""}
        return upload(file=file, filename=f"{name}.pdf", title=name, **fields)

    ProposalDocument.objects.filter(proposal=proposal, code="sptjm").update(revision=signed("sptjm"))
    ProposalDocument.objects.create(
        proposal=proposal,
        code="laporan_survei",
        assessment=year.first,
        revision=signed("survei"),
        updated_by=world.admin,
    )
    for code, replaced in (("clearance_tlhp", None), ("lama", year.first.state_since)):
        printed = IssuedDocument.objects.create(
            kind=IssuedDocument.Kind.SPTJM,
            proposal=proposal,
            issued_at=year.first.state_since,
            issued_by=world.admin,
            blob=store_generated(PDF % code.encode(), media_type="application/pdf"),
            content_hash="0" * 64,
            audit_head="0" * 64,
            audit_length=1,
            superseded_at=replaced,
        )
        ProposalDocument.objects.create(proposal=proposal, code=code, issued=printed, updated_by=world.admin)
    Document.objects.filter(title="sptjm").update(title="<img src=http://127.0.0.1:1/x>")
    with opened(made_bytes(year)) as archive:
        papers = {name: archive.read(name) for name in archive.namelist() if "bukti/" not in name}
    assert [name for name in papers if name.startswith("1 Usulan/")] == [
        "1 Usulan/Surat usulan 700-1-2026.pdf",
        "1 Usulan/Surat pernyataan tanggung jawab mutlak.pdf",
        "1 Usulan/Keterangan penyelesaian TLHP oleh APIP (belum ditandatangani).pdf",
    ]
    assert papers["1 Usulan/Surat pernyataan tanggung jawab mutlak.pdf"] == PDF % b"sptjm"
    survey = f"{HERE}/Laporan survei mandiri (SPAK dan SPKP) PKM-01.pdf"
    assert papers[survey] == PDF % b"survei"
