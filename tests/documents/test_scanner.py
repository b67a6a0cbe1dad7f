"""Viruses: refused with a message and a trace in the audit; nothing is kept. Without a verdict nothing is taken."""

import hashlib
from io import BytesIO

import pytest

from audit.models import Entry
from documents import services, store
from documents.errors import UploadRefused
from documents.models import Blob, Document, Revision
from documents.scanner import Infected
from documents.services.blobs import NO_SCANNER
from tests.documents import clamd, files
from tests.documents.clamd import EICAR
from tests.factories.units import make_instansi, make_unit, make_user

pytestmark = pytest.mark.django_db
FOUND = (
    "Berkas ini mengandung virus (Eicar-Signature), jadi tidak disimpan. Bersihkan komputer asalnya, lalu unggah "
    "berkas yang bersih."
)
INSIDE = files.docx({"word/media/gambar.png": EICAR * 3})


@pytest.fixture
def place():
    return make_unit(make_instansi("KAB-X"), "PKM-01"), make_user("siti")


@pytest.fixture(params=["port", "path", "tcp", "unix"])
def scanner(request, settings, tmp_path):
    path = tmp_path / "clamd.sock" if request.param in ("path", "unix") else None
    with clamd.daemon(path) as made:
        settings.CLAMAV_SOCKET = {"tcp": "tcp://", "unix": "unix:"}.get(request.param, "") + made.address
        yield made


@pytest.fixture
def one(settings):
    with clamd.daemon() as made:
        settings.CLAMAV_SOCKET = made.address
        yield made


def upload(place, data: bytes, filename: str = "catatan.txt") -> Revision:
    unit, siti = place
    return services.upload(
        file=BytesIO(data), filename=filename, kind="sk", unit=unit, actor=siti, role="Petugas unit"
    )


def test_an_infected_upload_leaves_only_a_trace(scanner, place, evidence):
    clean = upload(place, b"bersih")
    with pytest.raises(Infected) as caught:
        upload(place, EICAR, "../hasil.txt")
    assert caught.value.message == FOUND
    assert (Document.objects.count(), Blob.objects.count()) == (1, 1)
    assert list(store.iter_hashes()) == [clean.blob.sha256]
    assert list((evidence / "tmp").iterdir()) == []
    entry = Entry.objects.get(action="content.infected")
    assert (entry.chain.key, entry.actor_id, entry.role, entry.object_label) == (
        f"instansi:{place[0].instansi_id}",
        place[1].pk,
        "Petugas unit",
        "documents.upload",
    )
    assert entry.after == {
        "unit": place[0].pk,
        "filename": "hasil.txt",
        "sha256": hashlib.sha256(EICAR).hexdigest(),
        "size": len(EICAR),
        "signature": "Eicar-Signature",
    }
    assert scanner.scanned == [b"bersih", EICAR]


def test_a_revision_is_looked_at_too(one, place):
    first = upload(place, b"bersih")
    with pytest.raises(Infected):
        services.revise(
            first.document, file=BytesIO(EICAR), filename="a.txt", actor=place[1], role="Petugas unit"
        )
    assert (Revision.objects.count(), Entry.objects.filter(action="content.infected").count()) == (1, 1)


def test_all_of_a_large_file_is_looked_at(one, place):
    data = files.PDF + b"\n% " + b"x" * 1_000_000 + b"\n%%EOF\n"
    upload(place, data, "a.pdf")
    assert one.scanned == [data]


@pytest.mark.parametrize("trouble", ["away", "error", "nonsense", "empty", "too large"])
def test_without_a_verdict_nothing_is_taken(one, settings, place, evidence, trouble):
    if trouble == "away":
        settings.CLAMAV_SOCKET = clamd.closed_port()
    replies = {
        "error": b"stream: Can't allocate memory ERROR\0",
        "nonsense": b"HTTP/1.1 400\r\n\0",
        "empty": b"",
    }
    one.reply = replies.get(trouble)
    one.limit = 1000 if trouble == "too large" else 0
    with pytest.raises(UploadRefused) as caught:
        upload(place, b"x" * 3_000_000 if trouble == "too large" else b"bersih")
    assert caught.value.message == NO_SCANNER
    assert (Document.objects.count(), Blob.objects.count(), Entry.objects.count()) == (0, 0, 0)
    assert list(store.iter_hashes()) == list((evidence / "tmp").iterdir()) == []


def test_unless_the_operator_says_so(settings, place, caplog):
    settings.CLAMAV_SOCKET, settings.CLAMAV_REQUIRED = clamd.closed_port(), False
    upload(place, b"bersih")
    assert Document.objects.count() == 1
    assert [record.getMessage()[:36] for record in caplog.records] == ["taken without a look for viruses: [E"]


def test_without_a_scanner_nobody_is_asked(place):
    upload(place, EICAR)
    assert Document.objects.count() == 1
