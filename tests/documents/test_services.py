"""Upload, link, revise: what is written, what is refused, what the audit says."""

import hashlib
import os
import tracemalloc
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from documents import services, store
from documents.errors import AlreadyThere, SameAsNewest, UploadRefused
from documents.models import Blob, Document, Revision
from tests.documents import files
from tests.factories.units import make_instansi, make_unit, make_user

pytestmark = pytest.mark.django_db
PDF_HASH = hashlib.sha256(files.PDF).hexdigest()


@pytest.fixture
def unit():
    return make_unit(make_instansi("KAB-X"), "PKM-01")


@pytest.fixture
def siti():
    return make_user("siti")


def upload(unit, actor, data=files.PDF, filename="SK_Tim.pdf", **more) -> Revision:
    arguments = {"unit": unit, "kind": "sk", "actor": actor, "role": "Petugas unit", **more}
    return services.upload(file=BytesIO(data), filename=filename, **arguments)


def rows() -> tuple[int, int, int, int]:
    return Blob.objects.count(), Document.objects.count(), Revision.objects.count(), Entry.objects.count()


def test_upload_writes_content_document_revision_and_audit(unit, siti):
    revision = upload(unit, siti, filename="../SK_Tim.pdf", note="halaman\r\n1")
    document = revision.document
    assert (document.unit, document.instansi, document.title, document.kind) == (
        unit,
        unit.instansi,
        "SK Tim",
        "sk",
    )
    assert (document.created_by, document.archived_at, document.is_link) == (siti, None, False)
    assert (revision.number, revision.filename, revision.note, revision.url) == (
        1,
        "SK_Tim.pdf",
        "halaman 1",
        "",
    )
    assert (revision.blob.sha256, revision.blob.size, revision.blob.media_type) == (
        PDF_HASH,
        len(files.PDF),
        "application/pdf",
    )
    with store.open_verified(PDF_HASH) as handle:
        assert handle.read() == files.PDF
    entry = Entry.objects.get()
    assert (
        entry.chain.key,
        entry.actor_id,
        entry.role,
        entry.action,
        entry.object_label,
        entry.object_id,
    ) == (
        f"instansi:{unit.instansi_id}",
        siti.pk,
        "Petugas unit",
        "document.add",
        "documents.document",
        str(document.pk),
    )
    assert (entry.before, entry.after) == (
        None,
        {
            "unit": unit.pk,
            "title": "SK Tim",
            "kind": "sk",
            "number": 1,
            "filename": "SK_Tim.pdf",
            "sha256": PDF_HASH,
            "size": len(files.PDF),
        },
    )


def test_upload_for_the_instansi_itself(unit, siti):
    document = upload(None, siti, instansi=unit.instansi, title=" Pakta \n integritas ").document
    assert (document.unit, document.instansi, document.title) == (None, unit.instansi, "Pakta integritas")


def test_the_owner_must_fit(unit, siti):
    with pytest.raises(ValueError):
        upload(unit, siti, instansi=make_instansi("KAB-Y"))
    with pytest.raises(ValueError):
        upload(None, siti)
    assert rows() == (0, 0, 0, 0)


def test_same_content_again_is_stored_once(unit, siti):
    upload(unit, siti)
    upload(unit, siti, title="Lain")
    upload(make_unit(unit.instansi, "DKC"), siti)
    upload(None, siti, instansi=unit.instansi)
    assert rows() == (1, 4, 4, 4)
    assert list(store.iter_hashes()) == [PDF_HASH]


def test_who_asks_is_told_of_the_own_document_with_this_content(unit, siti):
    upload(make_unit(unit.instansi, "DKC"), siti, beside=())
    upload(None, siti, instansi=unit.instansi, beside=())
    first = upload(unit, siti, beside=())  # others have it, which is nobody's business
    with pytest.raises(AlreadyThere) as told:
        upload(unit, siti, title="Lain", beside=())
    assert (told.value.pk, told.value.title) == (first.document_id, "SK Tim")
    assert rows() == (1, 3, 3, 3)


def test_another_one_is_kept_beside_the_one_that_was_seen_once(unit, siti):
    first = upload(unit, siti, beside=())
    second = upload(unit, siti, title="Lain", beside=(first.document_id,))
    with pytest.raises(AlreadyThere) as told:  # the same act again, as by a double click
        upload(unit, siti, title="Lain", beside=(first.document_id,))
    assert (told.value.pk, rows()) == (second.document_id, (1, 2, 2, 2))


def test_what_is_replaced_since_is_not_offered(unit, siti):
    replaced = upload(unit, siti).document
    services.revise(replaced, url="https://contoh.go.id/", actor=siti, role="")
    assert upload(unit, siti, beside=()).number == 1


def test_what_is_archived_is_told_after_what_is_not(unit, siti):
    first, second = upload(unit, siti), upload(unit, siti)
    services.archive(second.document, actor=siti, role="")
    with pytest.raises(AlreadyThere) as told:
        upload(unit, siti, beside=())
    assert (told.value.pk, told.value.archived) == (first.document_id, False)
    services.archive(first.document, actor=siti, role="")
    with pytest.raises(AlreadyThere, match="Sudah ada di arsip: “SK Tim”, pulihkan itu") as told:
        upload(unit, siti, beside=())
    assert (told.value.pk, told.value.archived) == (second.document_id, True)


def test_a_link_that_is_there_is_told_and_kept_on_demand(unit, siti):
    def add(url: str, **more):
        return services.add_link(url=url, title="Berita", kind="sk", unit=unit, actor=siti, role="", **more)

    first = add("https://contoh.go.id/a")
    add("https://contoh.go.id/b", beside=())
    with pytest.raises(AlreadyThere) as told:
        add(" https://contoh.go.id/a ", beside=())
    assert (told.value.pk, told.value.field) == (first.document_id, "url")
    assert add("https://contoh.go.id/a", beside=(first.document_id,)).number == 1
    other = make_unit(unit.instansi, "DKC")
    link = {"url": "https://contoh.go.id/a", "title": "T", "kind": "sk", "beside": ()}
    assert services.add_link(unit=other, actor=siti, role="", **link).number == 1


def test_a_revision_that_another_document_holds_is_told_and_kept_on_demand(unit, siti):
    there = upload(unit, siti)
    link = services.add_link(
        url="https://contoh.go.id/", title="T", kind="sk", unit=unit, actor=siti, role=""
    )
    mine = services.add_link(
        url="https://contoh.go.id/a", title="T", kind="sk", unit=unit, actor=siti, role=""
    )
    for sent, twin in (
        ({"file": BytesIO(files.PDF), "filename": "a.pdf"}, there),
        ({"url": "https://contoh.go.id/"}, link),
    ):
        with pytest.raises(AlreadyThere) as told:
            services.revise(mine.document, actor=siti, role="", beside=(), **sent)
        assert told.value.pk == twin.document_id
    assert mine.document.revisions.count() == 1
    seen = (there.document_id,)
    again = {"file": BytesIO(files.PDF), "filename": "a.pdf", "beside": seen}
    assert services.revise(mine.document, actor=siti, role="", **again).number == 2


@pytest.mark.parametrize(
    ("data", "filename", "title", "kind", "message"),
    [
        (b"", "a.pdf", "", "sk", "Berkas ini kosong (0 byte). Periksa berkasnya, lalu unggah lagi."),
        (
            files.image("PNG"),
            "a.pdf",
            "",
            "sk",
            "Berkas ini bukan PDF, meskipun namanya .pdf. Unggah berkas aslinya.",
        ),
        (files.PDF, "a.pdf", "\u200b", "sk", "Tuliskan judul dokumen."),
        (files.PDF, "a.pdf", "", "rahasia", "Pilih jenis dokumen."),
    ],
)
def test_refused_uploads_leave_nothing(unit, siti, evidence, data, filename, title, kind, message):
    with pytest.raises(UploadRefused) as caught:
        upload(unit, siti, data, filename, title=title, kind=kind)
    assert caught.value.message == message
    assert rows() == (0, 0, 0, 0)
    assert list(evidence.glob("tmp/*")) == []


def test_huge_files_are_refused(unit, siti, settings):
    settings.EVIDENCE_MAX_BYTES = 2 * 1024 * 1024
    with pytest.raises(UploadRefused) as caught:
        upload(unit, siti, files.PDF + b" " * 2 * 1024 * 1024)
    assert caught.value.message == (
        "Berkas ini terlalu besar. Paling besar 2 MiB; perkecil berkasnya, lalu unggah lagi."
    )
    assert (rows(), list(store.iter_hashes())) == ((0, 0, 0, 0), [])


def test_memory_of_an_upload_does_not_grow_with_it(unit, siti, tmp_path):
    path = tmp_path / "besar.pdf"
    with path.open("wb") as out:
        out.write(b"%PDF-1.7\n")
        for _ in range(20):
            out.write(os.urandom(1024 * 1024))
        out.write(b"\n%%EOF\n")
    tracemalloc.start()
    try:
        with path.open("rb") as handle:
            services.upload(file=handle, filename="besar.pdf", unit=unit, kind="sk", actor=siti, role="")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert Blob.objects.get().size == path.stat().st_size
    assert peak < 4 * 1024 * 1024


# --- links -----------------------------------------------------------------------------------------------


def test_link(unit, siti):
    revision = services.add_link(
        url=" https://contoh.go.id/a?b=c#d ",
        title="Berita",
        kind="lainnya",
        actor=siti,
        role="Petugas",
        unit=unit,
    )
    assert (revision.number, revision.url, revision.blob, revision.filename) == (
        1,
        "https://contoh.go.id/a?b=c#d",
        None,
        "",
    )
    assert (revision.document.is_link, revision.name) == (True, "https://contoh.go.id/a?b=c#d")
    assert Entry.objects.get().after == {
        "unit": unit.pk,
        "title": "Berita",
        "kind": "lainnya",
        "number": 1,
        "url": "https://contoh.go.id/a?b=c#d",
    }


INCOMPLETE = "Tautan harus alamat lengkap yang diawali http:// atau https://."


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", INCOMPLETE),
        ("contoh.go.id", INCOMPLETE),
        ("javascript:alert(1)", INCOMPLETE),
        ("JaVaScRiPt:alert(1)", INCOMPLETE),
        ("java\tscript:alert(1)", INCOMPLETE),
        ("data:text/html,<script>", INCOMPLETE),
        ("file:///etc/passwd", INCOMPLETE),
        ("ftp://contoh.go.id/a", INCOMPLETE),
        ("//contoh.go.id/a", INCOMPLETE),
        ("https://", INCOMPLETE),
        ("https:///a", INCOMPLETE),
        ("https://[contoh/", INCOMPLETE),
        ("https://contoh.go.id:99999/", INCOMPLETE),
        ("https://contoh.go.id/a b", INCOMPLETE),
        ("https://contoh.go.id/\r\nX: y", INCOMPLETE),
        ('https://contoh.go.id/"onclick', INCOMPLETE),
        ("https://contoh.go.id\\@jahat.id/", INCOMPLETE),
        ("https://contoh.go.id/\u202e", INCOMPLETE),
        ("https://contoh.go.id@jahat.id/", "Tautan tidak boleh memuat nama pengguna atau kata sandi."),
        ("https://contoh.go.id/" + "a" * 2000, "Tautan terlalu panjang. Paling panjang 2000 karakter."),
    ],
)
def test_refused_links(unit, siti, url, message):
    with pytest.raises(UploadRefused) as caught:
        services.add_link(url=url, title="Berita", kind="lainnya", actor=siti, role="", unit=unit)
    assert (caught.value.message, caught.value.field) == (message, "url")
    assert rows() == (0, 0, 0, 0)


@pytest.mark.parametrize("url", ["http://10.1.2.3:8080/arsip", "https://srv-arsip/x", "HTTPS://contoh.go.id"])
def test_links_into_the_office_network_are_links(unit, siti, url):
    revision = services.add_link(url=url, title="Arsip", kind="lainnya", actor=siti, role="", unit=unit)
    assert revision.url == url


# --- revisions -------------------------------------------------------------------------------------------


def test_revise_adds_a_revision_and_keeps_the_old_one(unit, siti):
    budi = make_user("budi")
    first = upload(unit, siti)
    text = "Notulen".encode("ascii")
    second = services.revise(
        first.document, file=BytesIO(text), filename="n.txt", actor=budi, role="Pimpinan"
    )
    third = services.revise(first.document, url="https://contoh.go.id/n", actor=siti, role="Petugas unit")
    first.refresh_from_db()
    assert (first.number, first.blob.sha256) == (1, PDF_HASH)
    assert (second.number, second.filename, second.created_by) == (2, "n.txt", budi)
    assert (third.number, third.is_link) == (3, True)
    assert Document.objects.get().latest == third
    assert sorted(store.iter_hashes()) == sorted([PDF_HASH, hashlib.sha256(text).hexdigest()])
    entry = Entry.objects.get(seq=2)
    assert (entry.action, entry.actor_id, entry.role) == ("document.revise", budi.pk, "Pimpinan")
    assert (entry.before, entry.after) == (
        {"number": 1, "filename": "SK_Tim.pdf", "sha256": PDF_HASH, "size": len(files.PDF)},
        {"number": 2, "filename": "n.txt", "sha256": hashlib.sha256(text).hexdigest(), "size": 7},
    )


def test_the_same_again_is_no_revision(unit, siti):
    first = upload(unit, siti)
    with pytest.raises(SameAsNewest, match="Isi berkas ini sama dengan revisi 1"):
        services.revise(first.document, file=BytesIO(files.PDF), filename="lain.pdf", actor=siti, role="")
    link = services.revise(first.document, url="https://contoh.go.id/", actor=siti, role="")
    with pytest.raises(SameAsNewest, match="Tautan ini sama dengan revisi 2"):
        services.revise(first.document, url="https://contoh.go.id/", actor=siti, role="")
    back = services.revise(first.document, file=BytesIO(files.PDF), filename="a.pdf", actor=siti, role="")
    assert (link.number, back.number) == (2, 3)
    assert rows() == (1, 1, 3, 3)


def test_a_refused_revision_changes_nothing(unit, siti):
    document = upload(unit, siti).document
    with pytest.raises(UploadRefused):
        services.revise(document, file=BytesIO(b"MZ\0"), filename="a.pdf", actor=siti, role="")
    with pytest.raises(UploadRefused):
        services.revise(document, url="javascript:1", actor=siti, role="")
    with pytest.raises(ValueError):
        services.revise(document, actor=siti, role="")
    assert rows() == (1, 1, 1, 1)


def test_archive(unit, siti):
    document = upload(unit, siti).document
    archived = services.archive(document, actor=siti, role="")
    again = services.archive(document, actor=siti, role="")
    assert archived.archived_at is not None
    assert again.archived_at == archived.archived_at
    assert services.unarchive(document, actor=siti, role="").archived_at is None
    assert list(Entry.objects.order_by("seq").values_list("action", "before", "after"))[1:] == [
        ("document.archive", {"archived": False}, {"archived": True}),
        ("document.unarchive", {"archived": True}, {"archived": False}),
    ]


def test_what_the_portal_makes_is_stored_without_checks_and_limit(settings):
    settings.EVIDENCE_MAX_BYTES = 10
    blob = services.store_generated(b"%PDF isi yang panjang", media_type="application/pdf")
    again = services.store_generated(BytesIO(b"%PDF isi yang panjang"), media_type="application/pdf")
    assert (blob, blob.size, blob.media_type) == (again, 21, "application/pdf")
    assert store.is_sound(blob.sha256) is True


# --- the database keeps it so ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"number": 1},  # twice the same number
        {"number": 0},
        {"url": "https://contoh.go.id/"},  # file and link
        {"blob": None},  # neither
        {"filename": ""},
    ],
)
def test_impossible_revisions_are_refused_by_the_database(unit, siti, change):
    first = upload(unit, siti)
    fields = {
        "document": first.document,
        "number": 2,
        "blob": first.blob,
        "filename": "a.pdf",
        "created_by": siti,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(**{**fields, **change})
