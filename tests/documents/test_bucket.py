"""The evidence store in a bucket: the same promises as in a folder, against a server that speaks S3."""

import hashlib
import os
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import storages
from django.db import connection, transaction
from django.utils import timezone

from documents import services, store
from documents.errors import Damaged, Missing, Unavailable, UploadRefused
from documents.models import Blob, Document, Revision
from documents.services.blobs import UNAVAILABLE
from documents.serving import serve
from tests.documents import bucket, files
from tests.documents.test_store import MIB, Stream
from tests.factories.units import make_instansi, make_unit, make_user

WORD = b"Zona Integritas"
HASH = hashlib.sha256(WORD).hexdigest()
ABSENT = "0" * 64
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def endpoint():
    with bucket.server() as address:
        yield address


@pytest.fixture(autouse=True)
def s3(settings, endpoint, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    backend = {"BACKEND": "documents.object_storage.EvidenceBucket", "OPTIONS": bucket.options(endpoint)}
    settings.STORAGES = {**settings.STORAGES, "evidence": backend}
    yield storages["evidence"]
    storages["evidence"].connection.meta.client.close()


@pytest.fixture
def place(transactional_db):
    return make_unit(make_instansi("KAB-X"), "PKM-01"), make_user("siti")


def put(data: bytes) -> str:
    return store.put(BytesIO(data), max_size=MIB)[0]


def upload(unit, actor, data=files.PDF):
    return services.upload(
        file=BytesIO(data), filename="a.pdf", unit=unit, kind="sk", actor=actor, role="Petugas unit"
    )


def overwrite(s3, data: bytes) -> None:
    s3.bucket.Object(f"portal/bukti/{store.name_of(HASH)}").put(Body=data)


def test_content_lies_once_under_its_hash(s3, tmp_path):
    assert store.put(BytesIO(WORD), max_size=100) == (HASH, 15)
    first = s3.get_modified_time(store.name_of(HASH))
    assert put(WORD) == HASH
    assert s3.get_modified_time(store.name_of(HASH)) == first
    assert list(s3.names()) == [store.name_of(HASH)]
    assert list(store.iter_hashes()) == [HASH]
    with store.open_verified(HASH, size=15) as handle:
        assert handle.read() == WORD
    assert list((tmp_path / "data" / "tmp").iterdir()) == []


def test_reading_refuses_what_is_not_there_or_changed(s3):
    with pytest.raises(Missing):
        store.open_verified(ABSENT)
    with pytest.raises(Missing):
        store.modified_at(ABSENT)
    put(WORD)
    with pytest.raises(Damaged):
        store.open_verified(HASH, size=16)
    overwrite(s3, WORD[:-1] + b"x")
    with pytest.raises(Damaged):
        store.open_verified(HASH)
    put(WORD)  # storing again mends it
    assert store.is_sound(HASH) is True
    assert (store.exists(HASH), store.exists(ABSENT)) == (True, False)


def test_foreign_objects_are_passed_over(s3):
    hashes = sorted(put(bytes([n])) for n in range(5))
    s3.bucket.Object("portal/bukti/README").put(Body=b"x")
    s3.bucket.Object(f"portal/bukti/{hashes[0][:2]}/zz/{ABSENT}").put(Body=b"x")
    s3.bucket.Object(f"portal/lain/{store.name_of(ABSENT)}").put(Body=b"x")
    assert list(store.iter_hashes()) == hashes


def test_memory_does_not_grow_with_the_content():
    put(WORD)  # boto3 loads its tables once
    tracemalloc.start()
    try:
        sha256, size = store.put(Stream(60 * MIB), max_size=80 * MIB)
        store.open_verified(sha256, size=size).close()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == 60 * MIB
    assert peak < 24 * MIB  # one part and its copies, whatever the size


@pytest.mark.parametrize("trouble", ["nobody there", "no such bucket"])
def test_a_bucket_out_of_reach_is_told_and_leaves_nothing(settings, place, tmp_path, trouble):
    revision = upload(*place)
    options = settings.STORAGES["evidence"]["OPTIONS"]
    wrong = (
        {"endpoint_url": "http://127.0.0.1:9"} if trouble == "nobody there" else {"bucket_name": "tidak-ada"}
    )
    backend = {"BACKEND": "documents.object_storage.EvidenceBucket", "OPTIONS": options | wrong}
    settings.STORAGES = {**settings.STORAGES, "evidence": backend}
    storages["evidence"].client_config.connect_timeout = 1
    with pytest.raises(UploadRefused) as caught:
        upload(*place, files.PDF + b"other")
    assert caught.value.message == UNAVAILABLE
    assert (Document.objects.count(), Revision.objects.count(), Blob.objects.count()) == (1, 1, 1)
    assert list((tmp_path / "data" / "tmp").iterdir()) == []
    if trouble == "nobody there":
        with pytest.raises(Unavailable):
            store.open_verified(revision.blob.sha256)
        response = serve(revision, as_attachment=True, actor=place[1])
        assert (response.status_code, response["Retry-After"]) == (503, "60")
        assert "sedang tidak dapat diambil" in response.content.decode()
    storages["evidence"].connection.meta.client.close()


def test_what_is_served_is_what_was_verified(place):
    revision = upload(*place)
    response = serve(revision, as_attachment=True, actor=place[1])
    overwritten = f"portal/bukti/{store.name_of(revision.blob.sha256)}"
    storages["evidence"].bucket.Object(overwritten).put(Body=b"other")
    assert b"".join(response.streaming_content) == files.PDF
    response.close()


# --- two at once -----------------------------------------------------------------------------------------


def in_thread(function, *arguments):
    try:
        return function(*arguments)
    finally:
        storages["evidence"].connection.meta.client.close()
        connection.close()


def orphan() -> str:
    sha256 = services.store_generated(files.PDF, media_type="application/pdf").sha256
    Blob.objects.update(created_at=timezone.now() - timedelta(hours=25))
    return sha256


def stray() -> str:
    return put(files.PDF)


def swept_later():
    """A sweep a day from now: the bucket's clock can't be turned back."""
    return services.sweep(now=timezone.now() + timedelta(hours=25), apply=True)


def test_uploads_of_the_same_content_at_once(place):
    start = threading.Barrier(4, timeout=20)

    def act(_):
        start.wait()
        return upload(*place).blob_id

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda n: in_thread(act, n), range(4))) == {Blob.objects.get().pk}
    assert [store.is_sound(sha256) for sha256 in store.iter_hashes()] == [True]


@pytest.mark.parametrize("before", [orphan, stray])
def test_a_sweep_waits_for_an_upload_that_uses_the_same_content_again(place, before):
    sha256 = before()
    started = threading.Event()

    def act():
        started.set()
        return swept_later()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            upload(*place)
            swept = pool.submit(in_thread, act)
            assert started.wait(10)
            time.sleep(0.3)
        result = swept.result(30)
    assert (result.blobs, result.strays) == ((), ())
    assert store.is_sound(sha256) is True


@pytest.mark.parametrize("before", [orphan, stray])
def test_an_upload_waits_for_a_sweep_and_stores_its_content_again(place, before):
    sha256 = before()
    started = threading.Event()

    def act():
        started.set()
        return upload(*place).blob.sha256

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            swept = swept_later()
            uploaded = pool.submit(in_thread, act)
            assert started.wait(10)
            time.sleep(0.3)
            assert uploaded.done() is False
        assert uploaded.result(30) == sha256
    assert (*swept.blobs, *swept.strays) == (sha256,)
    assert store.is_sound(sha256) is True


def test_what_killed_writers_left_is_swept(place, tmp_path):
    upload(*place)
    left = tmp_path / "data" / "tmp" / "masuk-x.part"
    left.write_bytes(b"half")
    assert store.leftovers(before=datetime.now(UTC) - timedelta(hours=1)) == []
    os.utime(left, (1, 1))
    assert swept_later().temporary == (left,)
    assert left.exists() is False
