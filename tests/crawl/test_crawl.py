"""Roles open every kind of link and send every kind of form: nothing breaks, leads nowhere, or shows others' work.

The short walk, through the town of the matrix; `./dev crawl` walks through the whole demo (`demo.py`).
"""

import pytest

from tests.crawl.readers import walk
from tests.crawl.walking import Limits, Shared
from tests.permissions.conftest import built, shared_store, town  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.crawl]

READERS = (
    "petugas",
    "pimpinan_unit",
    "admin",
    "ketua",
    "anggota",
    "penilai_pendahuluan",
    "admin_sistem",
    "anonim",
)


def test_nobody_meets_a_fault_a_dead_end_or_others_work(town):  # noqa: F811
    town.own.enter("penilaian_tpi")
    shared = Shared(
        Limits(pages=1, all_fields=2, one_field=0, ids=1, files=1, words=False, each_reader=False)
    )
    faults = [fault for who in READERS for fault in walk(who, town.people[who], shared).faults]
    assert faults == []
    assert shared.requests > 700
