from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from assessments.engine.wording import listed, long_date, long_time, percent_text


def test_dates() -> None:
    assert long_date(date(2026, 11, 22)) == "22 November 2026"
    assert [long_date(date(2026, month, 1)).split()[1] for month in (1, 2, 5, 8, 12)] == [
        *("Januari", "Februari", "Mei", "Agustus", "Desember"),
    ]


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Jakarta", "31 Mei 2026 pukul 23.59 WIB"),
        ("Asia/Makassar", "1 Juni 2026 pukul 00.59 WITA"),
        ("Asia/Jayapura", "1 Juni 2026 pukul 01.59 WIT"),
        ("UTC", "31 Mei 2026 pukul 16.59 UTC"),
    ],
)
def test_times_in_their_zone(zone: str, text: str) -> None:
    moment = datetime(2026, 5, 31, 16, 59, 59, tzinfo=UTC)
    assert long_time(moment.astimezone(ZoneInfo(zone))) == text


def test_lists() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b, c"
    assert listed(["a", "b", "c", "d"]) == "a, b, c, dan 1 lainnya"
    assert listed([]) == ""


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        *((0, 0, "0"), (0, 9, "0"), (1, 999, "1"), (42, 57, "74"), (998, 999, "99"), (9, 9, "100")),
        *(
            (56, 113, "49,6"),
            (57, 113, "50,4"),
            (10, 20, "50"),
            (1249, 2500, "49,96"),
            (5001, 10000, "50,01"),
        ),
    ],
)
def test_shares_never_reach_what_they_do_not(part: int, whole: int, text: str) -> None:
    assert percent_text(part, whole) == text


def test_shares_beside_another_line() -> None:
    assert percent_text(56, 113, Fraction(75)) == "50"
    assert percent_text(998, 999, Fraction(99)) == "99,9"
    assert percent_text(2, 3, Fraction(133, 2)) == "67"
    assert percent_text(1, 999, Fraction(0)) == "1"
