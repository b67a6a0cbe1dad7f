"""A file is hashed again when anything about it moved, and after ten minutes; else it need not be."""

import hashlib
import os
import time
from io import BytesIO

import pytest

from documents import store, verified
from documents.errors import Damaged

WORD = b"Zona Integritas"
HASH = hashlib.sha256(WORD).hexdigest()


@pytest.fixture(autouse=True)
def path(evidence, monkeypatch):
    """The content, stored and verified; files of this very moment are remembered too."""
    verified.forget()
    monkeypatch.setattr(verified, "RACY", -1)
    store.put(BytesIO(WORD), max_size=100)
    yield evidence / store.name_of(HASH)
    verified.forget()


def hashed(monkeypatch, size: int = 15) -> int:
    """How often opening hashes."""
    calls, digest = [], store._digest
    monkeypatch.setattr(store, "_digest", lambda handle: calls.append(1) or digest(handle))
    try:
        with store.open_checked(HASH, size=size) as handle:
            assert handle.read() == WORD
    finally:
        monkeypatch.setattr(store, "_digest", digest)
    return len(calls)


def test_once_in_ten_minutes(monkeypatch):
    assert [hashed(monkeypatch) for _ in range(3)] == [1, 0, 0]
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + verified.SECONDS + 1)
    assert hashed(monkeypatch) == 1


def test_reading_for_other_ends_is_always_verified(path, monkeypatch):
    hashed(monkeypatch)
    calls, digest = [], store._digest
    monkeypatch.setattr(store, "_digest", lambda handle: calls.append(1) or digest(handle))
    store.open_verified(HASH, size=15).close()
    assert store.is_sound(HASH) is True
    assert len(calls) == 2


def test_changed_in_place_with_its_time_put_back(path, monkeypatch):
    hashed(monkeypatch)
    stat = path.stat()
    path.write_bytes(WORD[:-1] + b"x")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with pytest.raises(Damaged):
        store.open_checked(HASH, size=15)


def test_another_file_in_its_place(path, monkeypatch, tmp_path):
    hashed(monkeypatch)
    stat = path.stat()
    other = tmp_path / "other"
    other.write_bytes(WORD[:-1] + b"x")
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    os.replace(other, path)
    with pytest.raises(Damaged):
        store.open_checked(HASH, size=15)


def test_another_size_than_the_row_says(monkeypatch):
    hashed(monkeypatch)
    with pytest.raises(Damaged):
        store.open_checked(HASH, size=16)


def test_a_file_of_this_moment_is_not_remembered(monkeypatch):
    monkeypatch.setattr(verified, "RACY", 3600)
    assert [hashed(monkeypatch) for _ in range(2)] == [1, 1]


def test_only_so_many_are_remembered(monkeypatch, path):
    monkeypatch.setattr(verified, "MOST", 2)
    hashed(monkeypatch)
    for name in "ab":
        verified.remember(name, 15, path.stat(), path.stat())
    assert (hashed(monkeypatch), hashed(monkeypatch)) == (1, 0)


def test_changed_while_it_was_hashed(path):
    before = path.stat()
    os.utime(path)
    verified.remember(HASH, 15, before, path.stat())
    assert verified.knows(HASH, 15, path.stat()) is False
