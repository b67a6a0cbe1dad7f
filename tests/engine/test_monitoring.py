"""When a report on a holder is due, to the day; and when an instansi has enough predicates."""

from datetime import date
from fractions import Fraction

import pytest

from assessments.engine.monitoring import due
from assessments.engine.saturation import Saturation

DECREE = date(2024, 5, 31)


@pytest.mark.parametrize(
    ("today", "late", "soon"),
    [
        (date(2026, 3, 1), False, False),
        (date(2026, 3, 2), False, True),  # 90 days before
        (date(2026, 5, 31), False, True),  # the day itself is in time
        (date(2026, 6, 1), True, False),
    ],
)
def test_two_years(today, late, soon):
    found = due([DECREE], 2, today)
    assert (found.on, found.is_late, found.is_soon) == (date(2026, 5, 31), late, soon)


def test_whatever_came_last_counts():
    assert due([DECREE, date(2026, 4, 2), date(2025, 1, 1)], 2, DECREE).on == date(2028, 4, 2)
    assert due([date(2024, 2, 29)], 2, DECREE).on == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("holders", "units", "reached"),
    [
        (3, 10, False),
        (4, 10, True),
        (301, 1000, True),
        (300, 1000, False),
        (1, 3, True),
        (0, 0, False),
        (0, 5, False),
    ],
)
def test_more_than_thirty_percent(holders, units, reached):
    assert Saturation(holders, units, Fraction(30)).is_reached is reached


def test_the_notice_says_how_many():
    assert Saturation(301, 1000, Fraction(30)).text == (
        "301 dari 1000 unit aktif (30,1%) sudah berpredikat. Di atas 30%, instansi tidak wajib mengusulkan unit lagi; "
        "TPI-nya dapat membantu instansi lain."
    )
