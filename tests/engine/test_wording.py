from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from assessments.engine.wording import listed, long_date, long_time


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
