"""Writers of different chains never wait for each other; writers of one chain stand in line."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from audit import queries
from audit.services import record

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, ACTS = 4, 5


def act(chain: str, number: int = 0) -> int:
    return record(chain, actor=number, action="answer.save", label="assessments.Answer", object_id=number).seq


def in_thread(function, *args):
    """Run with a connection of its own, closed at the end."""
    try:
        return function(*args)
    finally:
        connection.close()


def test_one_chain_many_writers_no_gap_no_double():
    """The chain does not exist yet: all try to create it."""
    start = threading.Barrier(WRITERS, timeout=20)

    def write(number: int) -> list[int]:
        start.wait()
        seqs = []
        for _ in range(ACTS):
            with transaction.atomic():
                seqs.append(act("assessment:1", number))
        return seqs

    with ThreadPoolExecutor(WRITERS) as pool:
        results = list(pool.map(lambda number: in_thread(write, number), range(WRITERS)))
    assert sorted(seq for seqs in results for seq in seqs) == list(range(1, WRITERS * ACTS + 1))
    assert all(seqs == sorted(seqs) for seqs in results)
    assert queries.verify_all() == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_another_chain_does_not_wait_and_the_same_chain_does():
    with transaction.atomic():
        act("assessment:1")
        act("assessment:2")

    def hurried(chain: str) -> int:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '300ms'")
            return act(chain)

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        act("assessment:1")  # holds its lock until the end of this block
        assert pool.submit(in_thread, hurried, "assessment:2").result(timeout=20) == 2
        assert pool.submit(in_thread, hurried, "assessment:new").result(timeout=20) == 1
        with pytest.raises(OperationalError, match="lock timeout"):
            pool.submit(in_thread, hurried, "assessment:1").result(timeout=20)
    assert queries.verify_all() == []
