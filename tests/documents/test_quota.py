"""A unit keeps as much as it may, each content counted once, also when two take the last room at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.db import connection
from django.template.loader import render_to_string

from documents import services, store
from documents.errors import UploadRefused
from documents.models import Blob, Document
from documents.queries import Room, usage_of
from documents.sizes import size_text
from tests.factories.units import make_instansi, make_unit, make_user

KB = 1024


@pytest.fixture
def unit(db):
    return make_unit(make_instansi("KAB-X"), "PKM-01")


@pytest.fixture
def siti(db):
    return make_user("siti")


def upload(unit, siti, letter: str, size: int, **more):
    return services.upload(
        file=BytesIO(letter.encode() * size),
        filename="a.txt",
        kind="sk",
        unit=unit,
        actor=siti,
        role="",
        **more,
    )


def test_what_counts(unit, siti, django_assert_num_queries):
    first = upload(unit, siti, "a", 10 * KB)
    upload(unit, siti, "a", 10 * KB)
    services.revise(first.document, file=BytesIO(b"b" * KB), filename="a.txt", actor=siti, role="")
    services.archive(first.document, actor=siti, role="")
    services.add_link(url="https://contoh.test", title="T", kind="sk", unit=unit, actor=siti, role="")
    upload(make_unit(unit.instansi, "DKC"), siti, "c", 50 * KB)
    upload(None, siti, "d", 50 * KB, instansi=unit.instansi)
    with django_assert_num_queries(1):
        assert usage_of(unit) == 11 * KB
    assert usage_of(make_unit(unit.instansi, "KOSONG")) == 0


def test_beyond_it_nothing_is_taken(unit, siti, settings, evidence):
    settings.EVIDENCE_QUOTA_PER_UNIT_BYTES = 100 * KB
    first = upload(unit, siti, "a", 90 * KB)
    with pytest.raises(UploadRefused) as caught:
        upload(unit, siti, "b", 10 * KB + 1)
    assert caught.value.message == (
        "Tempat dokumen unit ini tidak cukup: terpakai 90 KB dari 100 KB, dan berkas ini 10 KB. Perkecil berkasnya, "
        "pakai dokumen yang sudah ada, atau minta admin sistem menambah tempat."
    )
    with pytest.raises(UploadRefused):
        services.revise(first.document, file=BytesIO(b"b" * 20 * KB), filename="a.txt", actor=siti, role="")
    assert (Document.objects.count(), Blob.objects.count()) == (1, 1)
    assert (list(store.iter_hashes()), list((evidence / "tmp").iterdir())) == ([first.blob.sha256], [])
    upload(unit, siti, "b", 10 * KB)
    upload(unit, siti, "a", 90 * KB)  # what it has already costs nothing
    upload(make_unit(unit.instansi, "DKC"), siti, "c", 100 * KB)
    upload(None, siti, "d", 200 * KB, instansi=unit.instansi)
    assert usage_of(unit) == 100 * KB


def test_zero_is_no_limit(unit, siti, settings):
    settings.EVIDENCE_QUOTA_PER_UNIT_BYTES = 0
    upload(unit, siti, "a", 10 * KB)


def test_two_at_once_do_not_both_take_the_last_room(transactional_db, settings):
    unit, siti = make_unit(make_instansi("KAB-X"), "PKM-01"), make_user("siti")
    settings.EVIDENCE_QUOTA_PER_UNIT_BYTES = 100 * KB
    start = threading.Barrier(2, timeout=20)

    def act(letter: str) -> bool:
        start.wait()
        try:
            upload(unit, siti, letter, 60 * KB)
        except UploadRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, "ab")) == [False, True]
    assert usage_of(unit) == 60 * KB


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (12 * KB, "12 KB"),
        (KB**2, "1 MB"),
        (int(3.49 * KB**2), "3,4 MB"),
        (10 * KB**3, "10 GB"),
        (int(1.5 * KB**4), "1,5 TB"),
        (2000 * KB**4, "2000 TB"),
    ],
)
def test_sizes_as_people_say_them(size, text):
    assert size_text(size) == text


@pytest.mark.parametrize(
    ("used", "limit", "text", "short"),
    [
        (0, 10 * KB**3, "0 B dari 10 GB terpakai", False),
        (9 * KB**3, 10 * KB**3, "9 GB dari 10 GB terpakai", False),
        (9 * KB**3 + 1, 10 * KB**3, "9 GB dari 10 GB terpakai", True),
        (5 * KB, 0, "5 KB terpakai", False),
    ],
)
def test_the_bar(used, limit, text, short):
    room = Room(used=used, limit=limit)
    assert (room.text, room.is_short) == (text, short)
    html = render_to_string("documents/_room.html", {"room": room})
    assert (text in html, "<progress" in html, "Hampir penuh" in html) == (True, bool(limit), short)
