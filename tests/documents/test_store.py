"""The store: whole or not at all, once per content, verified on reading."""

import hashlib
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import storages

from documents import store
from documents.errors import Damaged, EmptyContent, Missing, TooLarge

MIB = 1024 * 1024
WORD = b"Zona Integritas"
HASH = hashlib.sha256(WORD).hexdigest()
ABSENT = "0" * 64


class Stream:
    """Gives `size` bytes without holding them."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        length = min(size, self.left)
        self.left -= length
        return b"x" * length


def put(data: bytes) -> str:
    return store.put(BytesIO(data), max_size=MIB)[0]


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_content_lies_under_its_hash_and_only_there(evidence):
    assert store.put(BytesIO(WORD), max_size=100) == (HASH, 15)
    assert files_in(evidence) == [f"{HASH[:2]}/{HASH[2:4]}/{HASH}"]
    with store.open_verified(HASH, size=15) as handle:
        assert handle.read() == WORD
    assert (store.exists(HASH), store.exists(ABSENT)) == (True, False)


def test_nobody_else_on_the_machine_reads_it(evidence):
    put(WORD)
    path = evidence / store.name_of(HASH)
    assert [oct(place.stat().st_mode & 0o777) for place in (evidence, path)] == ["0o700", "0o600"]


def test_same_content_is_stored_once(evidence):
    put(WORD)
    first = (evidence / store.name_of(HASH)).stat()
    put(WORD)
    second = (evidence / store.name_of(HASH)).stat()
    assert (first.st_ino, first.st_mtime_ns) == (second.st_ino, second.st_mtime_ns)
    assert list(store.iter_hashes()) == [HASH]


def test_nothing_and_too_much_leave_nothing(evidence):
    with pytest.raises(EmptyContent):
        store.put(BytesIO(b""), max_size=10)
    with pytest.raises(TooLarge) as caught:
        store.put(BytesIO(b"x" * 11), max_size=10)
    assert caught.value.limit == 10
    assert store.put(BytesIO(b"x" * 10), max_size=10)[1] == 10
    assert len(files_in(evidence)) == 1


def test_too_large_stops_reading():
    stream = Stream(1000 * MIB)
    with pytest.raises(TooLarge):
        store.put(stream, max_size=MIB)
    assert stream.left > 990 * MIB


def test_stream_is_read_from_its_start():
    stream = BytesIO(WORD)
    stream.read()
    assert store.put(stream, max_size=100)[0] == HASH


def test_reading_refuses_what_is_not_there_or_changed(evidence):
    put(WORD)
    path = evidence / store.name_of(HASH)
    with pytest.raises(Missing):
        store.open_verified(ABSENT)
    with pytest.raises(Damaged):
        store.open_verified(HASH, size=16)
    path.write_bytes(WORD[:-1] + b"x")
    with pytest.raises(Damaged):
        store.open_verified(HASH)
    path.write_bytes(WORD[:-1])
    with pytest.raises(Damaged):
        store.open_verified(HASH)


def test_storing_again_mends_what_was_damaged(evidence):
    put(WORD)
    (evidence / store.name_of(HASH)).write_bytes(b"other")
    put(WORD)
    assert store.is_sound(HASH) is True


@pytest.mark.parametrize("name", ["", "../../etc/passwd", HASH.upper(), HASH[:-1], HASH + "0", HASH + "\n"])
def test_only_hashes_are_names(name):
    with pytest.raises(ValueError):
        store.open_verified(name)


def test_iteration_passes_over_foreign_files(evidence):
    hashes = sorted(put(bytes([n])) for n in range(5))
    (evidence / "ab").mkdir(exist_ok=True)
    (evidence / "ab" / "notes.txt").write_text("x")
    (evidence / "README").write_text("x")
    (evidence / hashes[0][:2] / hashes[0][2:4] / ABSENT).write_text("x")
    assert list(store.iter_hashes()) == hashes


def test_an_empty_store_has_nothing():
    assert list(store.iter_hashes()) == []
    assert store.leftovers(before=datetime.now(UTC)) == []
    with pytest.raises(Missing):
        store.modified_at(ABSENT)


def test_delete_and_time():
    before = datetime.now(UTC) - timedelta(seconds=2)
    put(WORD)
    assert before < store.modified_at(HASH) < datetime.now(UTC) + timedelta(seconds=2)
    store.delete(HASH)
    store.delete(HASH)
    assert store.exists(HASH) is False


@pytest.mark.usefixtures("elsewhere")
def test_a_store_that_is_not_on_this_machine():
    assert store.put(BytesIO(WORD), max_size=100) == (HASH, 15)
    assert store.put(BytesIO(WORD), max_size=100) == (HASH, 15)
    assert list(store.iter_hashes()) == [HASH]
    with store.open_verified(HASH, size=15) as handle:
        assert handle.read() == WORD
    storages["evidence"].open(store.name_of(HASH), "wb").write(b"other")
    assert store.is_sound(HASH) is False
    put(WORD)
    assert store.is_sound(HASH) is True
    assert store.leftovers(before=datetime.now(UTC)) == []


def test_many_store_the_same_content_at_once(evidence):
    data = os.urandom(300_000)
    with ThreadPoolExecutor(8) as pool:
        hashes = set(pool.map(put, [data] * 24))
    assert hashes == {hashlib.sha256(data).hexdigest()}
    assert [store.is_sound(sha256) for sha256 in store.iter_hashes()] == [True]
    assert len(files_in(evidence)) == 1


def test_memory_does_not_grow_with_the_content():
    tracemalloc.start()
    try:
        sha256, size = store.put(Stream(20 * MIB), max_size=25 * MIB)
        store.open_verified(sha256, size=size).close()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == 20 * MIB
    assert peak < 3 * MIB


WRITER = """
import sys, time
from django.conf import settings
settings.configure(STORAGES={"evidence": {
    "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": sys.argv[1]}}})
from documents import store

class Slow:
    def read(self, size):
        time.sleep(0.01)
        return b"x" * size

store.put(Slow(), max_size=1 << 40)
"""


def test_a_writer_killed_in_the_middle_leaves_nothing_visible(evidence):
    root = Path(__file__).parents[2]
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(evidence)], cwd=root)
    try:
        deadline = time.monotonic() + 30
        while not any(path.stat().st_size > MIB for path in evidence.glob("tmp/*")):
            assert writer.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.wait(10)
    (left,) = evidence.glob("tmp/*")
    assert list(store.iter_hashes()) == []
    assert store.exists(hashlib.sha256(left.read_bytes()).hexdigest()) is False
    assert put(WORD) == HASH
    assert list(store.iter_hashes()) == [HASH]
    assert store.leftovers(before=datetime.now(UTC) - timedelta(hours=24)) == []
    assert store.leftovers(before=datetime.now(UTC) + timedelta(seconds=5)) == [left]
