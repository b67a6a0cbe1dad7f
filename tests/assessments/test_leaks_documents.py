"""No response gives a document, its text, name, hash or count to someone who may not see it; a hash opens nothing.

Every address as every person, as in `test_leaks`; the words below stand nowhere else.
"""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import EvidenceUse
from assessments.services import evidence
from documents import store
from documents.models import Blob
from documents.services.library import change_item
from tests.assessments.leaks import Haul, patterns
from tests.assessments.test_leaks import haul, is_otherwise, stable
from tests.documents.test_library import data, put

CODE = "A.I.1.i.b"
CONTENT = b"ISI SURAT 7703"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
OF_UNIT = ("JUDUL SURAT 7701", "berkas-7702.txt", CONTENT.decode(), "hlm. 7704", SHA256[:12])
SHELF = ("ISI PUSTAKA 7705", "pustaka-7706.txt")
FORMER = ("ISI LAMA 7707", "lama-7708.txt")


def prove(world, a) -> EvidenceUse:
    """The unit's document, with everything that could tell of it."""
    return evidence.add_file(
        a.pk,
        code=CODE,
        file=io.BytesIO(CONTENT),
        filename=OF_UNIT[1],
        title=OF_UNIT[0],
        kind="sk",
        actor=world.petugas,
        where=evidence.Where(locator=OF_UNIT[3], speaks_of=""),
    )


def shelve(world) -> None:
    """An internal item of the library whose file took the place of another."""
    item = put(world, public=False)
    for content, name in (FORMER, SHELF):
        item = change_item(
            item,
            data=data(public=False),
            seen=item.version,
            actor=world.admin,
            file=io.BytesIO(content.encode()),
            filename=name,
        )


def changed(before: Haul, after: Haul) -> set[str]:
    """The addresses that both hold and that read otherwise now: counts would show here."""
    kept = {stable(url): text for url, text in before.texts.items()}
    now = {stable(url): text for url, text in after.texts.items()}
    return {url for url in kept.keys() & now.keys() if is_otherwise(now[url], kept[url])}


@pytest.mark.parametrize("who", ["petugas_lain", "orang_asing", "anggota", None])
@pytest.mark.slow
@pytest.mark.crawl
def test_nothing_of_a_document_is_found_by_who_may_not_see_it(world, who):
    """Of another unit, another instansi, the team before the unit submits, nobody logged in."""
    a = world.assessment()
    before = haul(world, who)
    prove(world, a)
    after = haul(world, who)
    assert after.holding(*OF_UNIT, SHA256) == {}
    assert changed(before, after) == set()


@pytest.mark.slow
@pytest.mark.crawl
def test_the_test_finds_it_where_it_may_be_seen(world):
    prove(world, world.assessment())
    found = haul(world, "petugas").holding(*OF_UNIT)
    assert {hit for hits in found.values() for hit in hits} >= set(OF_UNIT[:4])


@pytest.mark.parametrize(
    ("who", "shelf", "former"),
    [("petugas", True, False), ("petugas_asing", False, False), ("admin", True, True), (None, False, False)],
)
@pytest.mark.slow
@pytest.mark.crawl
def test_internal_items_and_former_files_of_the_library(world, who, shelf, former):
    shelve(world)
    found = haul(world, who)
    assert [bool(found.holding(secret)) for secret in SHELF] == [shelf] * 2
    assert [bool(found.holding(secret)) for secret in FORMER] == [former] * 2


def test_no_address_takes_a_hash():
    """Content is reached through its use alone: numbers and the random ids of issued documents."""
    assert [route for _, route in patterns() if "sha" in route.lower() or "hash" in route.lower()] == []


@pytest.mark.parametrize("who", ["petugas", "admin", "petugas_lain", None])
def test_who_knows_a_hash_gets_nothing_for_it(world, who):
    use, client = prove(world, world.assessment()), world.client(who)
    name = store.name_of(SHA256)
    for address in (
        f"/bukti/{SHA256}/",
        f"/pustaka/{SHA256}/berkas/",
        f"/verifikasi/{SHA256}/",
        f"/static/{name}",
        f"/media/{name}",
        f"/evidence/{name}",
        f"/{name}",
    ):
        assert client.get(address).status_code == 404, address
    assert use.revision.blob.sha256 == SHA256


def test_who_uploads_the_same_content_does_not_learn_that_it_is_there(world):
    """Another unit's upload is answered to the letter like one of content that the portal has never seen."""
    prove(world, world.assessment())
    other = world.assessment(unit=world.unit2)
    address = reverse("assessments:evidence_add", args=[other.pk, CODE])

    def answered(content: bytes) -> tuple[int, bool, list[str]]:
        file = SimpleUploadedFile("salinan.txt", content)
        client = world.client("petugas_lain")
        response = client.post(address, {"kind": "sk", "file": file}, follow=True)
        page = response.content.decode()
        told = [str(message) for message in response.context["messages"]]
        EvidenceUse.objects.filter(assessment=other).delete()
        return response.status_code, "JUDUL SURAT 7701" in page or "sudah ada" in page, told

    assert (
        answered(CONTENT)
        == answered(b"ISI LAIN 7709!")
        == (
            200,
            False,
            ["Bukti dukung diperbarui."],
        )
    )
    assert Blob.objects.filter(sha256=SHA256).count() == 1
