"""Sanggah: once, against a refusal at the stage of the policy, from the first to the last second of its window."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assessments.engine.objection import objection_refusals, window_between, window_of
from tests.engine.material import policy

JAKARTA, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
RULE = policy().objection
WINDOW = window_between(date(2026, 7, 1), date(2026, 7, 5))
REFUSED_ON = date(2026, 6, 29)
IN_TIME = datetime(2026, 7, 3, 10, tzinfo=WIT)
LATER = datetime(2026, 8, 1, tzinfo=WIT)


def refused(**spoilt) -> list[tuple[str, str]]:
    """(message, where) of what is said, with everything good but what is spoilt."""
    facts = {
        "result": "tidak",
        "refused_on": REFUSED_ON,
        "filed": 0,
        "window": WINDOW,
        "at": IN_TIME,
        "now": LATER,
        "zone": WIT,
    }
    found = objection_refusals(spoilt.pop("policy", policy()), **(facts | spoilt))
    return [(refusal.message, refusal.where) for refusal in found]


def test_in_its_window():
    assert refused() == []


EDGES = [
    (datetime(2026, 7, 1, 0, 0, 0, tzinfo=JAKARTA), True),
    (datetime(2026, 6, 30, 23, 59, 59, tzinfo=JAKARTA), False),
    (datetime(2026, 7, 5, 23, 59, 59, tzinfo=JAKARTA), True),
    (datetime(2026, 7, 5, 23, 59, 59, 999999, tzinfo=JAKARTA), True),
    (datetime(2026, 7, 6, 0, 0, 0, tzinfo=JAKARTA), False),
    # the same instants as they are read in the east: after midnight there, still the last day in Jakarta
    (datetime(2026, 7, 6, 1, 59, 59, tzinfo=WIT), True),
    (datetime(2026, 7, 6, 2, 0, 0, tzinfo=WIT), False),
    (datetime(2026, 7, 5, 16, 59, 59, tzinfo=UTC), True),
]


@pytest.mark.parametrize(("at", "holds"), EDGES)
def test_the_edges_lie_in_jakarta(at, holds):
    assert (WINDOW.holds(at), refused(at=at) == []) == (holds, holds)


def test_outside_it_is_told_in_the_zone_of_the_instansi():
    assert refused(at=datetime(2026, 7, 6, 2, tzinfo=WIT)) == [
        (
            "Masa sanggah berakhir 6 Juli 2026 pukul 01.59 WIT; sanggah ini diajukan sesudahnya.",
            "masa_sanggah",
        )
    ]
    assert refused(at=datetime(2026, 6, 30, 9, tzinfo=JAKARTA), zone=JAKARTA) == [
        ("Masa sanggah baru dibuka 1 Juli 2026 pukul 00.00 WIB.", "masa_sanggah")
    ]


CASES = [
    ({"policy": replace(policy(), objection=None)}, f"{policy().name} tidak mengenal sanggah.", "alur"),
    (
        {"filed": 1},
        "Sanggah hanya dapat diajukan satu kali, dan unit ini sudah memakainya.",
        "sanggah",
    ),
    (
        {"filed": 1, "result": "lanjut"},
        "Sanggah hanya dapat diajukan satu kali, dan unit ini sudah memakainya.",
        "sanggah",
    ),
    (
        {"result": "lanjut", "refused_on": None},
        "Sanggah hanya untuk unit yang tidak lanjut pada tahap Pra evaluasi.",
        "tpn",
    ),
    (
        {"result": None, "refused_on": None},
        "Sanggah hanya untuk unit yang tidak lanjut pada tahap Pra evaluasi.",
        "tpn",
    ),
    ({"window": None}, "Masa sanggah tahun ini belum dicatat. Catat tanggal pengumumannya.", "masa_sanggah"),
    ({"now": IN_TIME - timedelta(seconds=1)}, "Waktu pengajuan sanggah belum tiba.", "sanggah"),
    (
        {"refused_on": date(2026, 7, 4)},
        "Sanggah tidak mungkin diajukan sebelum hasil Pra evaluasi.",
        "sanggah",
    ),
]


@pytest.mark.parametrize(("spoilt", "message", "where"), CASES)
def test_each_reason_with_its_page(spoilt, message, where):
    assert refused(**spoilt) == [(message, where)]


def test_a_policy_with_two_times():
    twice = replace(policy(), objection=replace(RULE, times=2))
    assert refused(policy=twice, filed=1) == []
    assert refused(policy=twice, filed=2) == [
        ("Sanggah hanya dapat diajukan 2 kali, dan unit ini sudah memakainya.", "sanggah")
    ]


def test_where_the_window_comes_from():
    days = (date(2026, 7, 1), date(2026, 7, 5))
    counted = replace(RULE, window_days=5)
    assert RULE.window_days is None
    assert window_of(RULE, refused_on=REFUSED_ON, announced=None) is None
    assert window_of(RULE, refused_on=REFUSED_ON, announced=days) == WINDOW
    assert window_of(counted, refused_on=None, announced=None) is None
    assert window_of(counted, refused_on=REFUSED_ON, announced=None) == window_between(
        REFUSED_ON, date(2026, 7, 4)
    )
    assert (
        window_of(counted, refused_on=REFUSED_ON, announced=days) == WINDOW
    )  # what is announced goes before
