"""The sweep removes what nothing refers to, and never what someone is just storing."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from documents import services, store
from documents.models import Blob, Revision
from tests.documents import files
from tests.factories.units import make_instansi, make_unit, make_user


def upload(unit, actor, data=files.PDF):
    return services.upload(
        file=BytesIO(data), filename="a.pdf", unit=unit, kind="sk", actor=actor, role="Petugas unit"
    )


def aged(sha256: str, evidence, hours: int = 25) -> None:
    """Make content and its row (if any) look older."""
    then = timezone.now() - timedelta(hours=hours)
    Blob.objects.filter(sha256=sha256).update(created_at=then)
    os.utime(evidence / store.name_of(sha256), (then.timestamp(), then.timestamp()))


def orphan(evidence, data=files.PDF, hours: int = 25) -> str:
    sha256 = services.store_generated(data, media_type="application/pdf").sha256
    aged(sha256, evidence, hours)
    return sha256


def stray(evidence, data=files.PDF, hours: int = 25) -> str:
    sha256 = store.put(BytesIO(data), max_size=10_000)[0]
    aged(sha256, evidence, hours)
    return sha256


def sweep(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("evidence_sweep", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_only_old_and_unused_content_goes(evidence):
    unit, siti = make_unit(make_instansi("KAB-X"), "PKM-01"), make_user("siti")
    used = upload(unit, siti, files.PDF + b"used").blob.sha256
    aged(used, evidence)
    unused, new = orphan(evidence, b"unused"), orphan(evidence, b"new", hours=23)
    foreign, new_foreign = stray(evidence, b"stray"), stray(evidence, b"new stray", hours=23)
    half = evidence / "tmp" / "masuk-1.part"
    half.write_bytes(b"x")
    os.utime(half, (time.time() - 25 * 3600,) * 2)
    found = [f"unused {unused}", f"stray {foreign}", "temporary masuk-1.part"]
    everything = sorted([used, unused, new, foreign, new_foreign])

    assert sweep() == [*found, "would remove: 1 unused, 1 stray, 1 temporary"]
    assert (sorted(store.iter_hashes()), half.exists(), Blob.objects.count()) == (everything, True, 3)
    assert sweep("--apply") == [*found, "removed: 1 unused, 1 stray, 1 temporary"]
    assert sorted(store.iter_hashes()) == sorted([used, new, new_foreign])
    assert (half.exists(), set(Blob.objects.values_list("sha256", flat=True))) == (False, {used, new})
    assert sweep("--apply") == ["removed: 0 unused, 0 stray, 0 temporary"]


@pytest.mark.django_db
def test_a_row_whose_content_is_gone_is_removed_too(evidence):
    sha256 = orphan(evidence)
    store.delete(sha256)
    assert sweep("--apply") == [f"unused {sha256}", "removed: 1 unused, 0 stray, 0 temporary"]
    assert Blob.objects.count() == 0


@pytest.mark.django_db
def test_every_reference_to_content_counts(world, evidence):
    """Not only revisions: other apps keep issued documents as content."""
    from assessments.models import IssuedDocument

    sha256 = orphan(evidence)
    IssuedDocument.objects.create(
        kind="lhe",
        assessment=world.assessment(),
        issued_at=timezone.now(),
        issued_by=world.admin,
        blob=Blob.objects.get(),
        content_hash="0" * 64,
        audit_head="0" * 64,
        audit_length=1,
    )
    assert sweep("--apply") == ["removed: 0 unused, 0 stray, 0 temporary"]
    assert list(store.iter_hashes()) == [sha256]


# --- two at once: real threads with connections of their own ---------------------------------------------


def in_thread(function, *arguments):
    try:
        return function(*arguments)
    finally:
        connection.close()


@pytest.fixture
def place(transactional_db):
    return make_unit(make_instansi("KAB-X"), "PKM-01"), make_user("siti")


def test_uploads_of_the_same_content_at_once(place, evidence):
    start = threading.Barrier(4, timeout=20)

    def act(_):
        start.wait()
        return upload(*place).blob_id

    with ThreadPoolExecutor(4) as pool:
        blobs = set(pool.map(lambda number: in_thread(act, number), range(4)))
    assert blobs == {Blob.objects.get().pk}
    assert (Revision.objects.count(), [store.is_sound(sha256) for sha256 in store.iter_hashes()]) == (
        4,
        [True],
    )


def test_content_is_only_kept_in_a_transaction(transactional_db):
    with store.staged(BytesIO(files.PDF), max_size=10_000) as content, pytest.raises(RuntimeError):
        services.keep_blob(content, media_type="application/pdf")
    assert (list(store.iter_hashes()), Blob.objects.count()) == ([], 0)


@pytest.mark.parametrize("before", [orphan, stray])
def test_a_sweep_waits_for_an_upload_that_uses_the_same_content_again(place, evidence, before):
    sha256 = before(evidence)
    started = threading.Event()

    def act():
        started.set()
        return services.sweep(now=timezone.now(), apply=True)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            upload(*place)
            swept = pool.submit(in_thread, act)
            assert started.wait(10)
            time.sleep(0.3)
            assert swept.done() is False or connection.vendor == "sqlite"
        result = swept.result(30)
    assert (result.blobs, result.strays) == ((), ())
    assert store.is_sound(sha256) is True
    assert Revision.objects.get().blob.sha256 == sha256


@pytest.mark.parametrize("before", [orphan, stray])
def test_an_upload_waits_for_a_sweep_and_stores_its_content_again(place, evidence, before):
    sha256 = before(evidence)
    started = threading.Event()

    def act():
        started.set()
        return upload(*place).blob.sha256

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            swept = services.sweep(now=timezone.now(), apply=True)
            uploaded = pool.submit(in_thread, act)
            assert started.wait(10)
            time.sleep(0.3)
            assert uploaded.done() is False
        assert uploaded.result(30) == sha256
    assert (*swept.blobs, *swept.strays) == (sha256,)
    assert store.is_sound(sha256) is True
    assert Revision.objects.get().blob.sha256 == sha256
