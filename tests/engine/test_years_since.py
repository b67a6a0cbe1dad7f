"""How long ago a revocation was, to the day: the ban of two years (PermenPANRB 90/2021 p. 63-64)."""

from datetime import date

import pytest

from assessments.engine.conditions import RULES, Asked
from assessments.engine.conditions.years_since_revocation import free_from, years_since

LEAP = date(2024, 2, 29)


@pytest.mark.parametrize(
    ("revoked", "today", "years"),
    [
        (date(2024, 5, 31), date(2024, 5, 31), "0"),
        (date(2024, 5, 31), date(2025, 5, 30), "0.99"),
        (date(2024, 5, 31), date(2025, 5, 31), "1"),
        (date(2024, 5, 31), date(2025, 11, 30), "1.5"),
        (date(2024, 5, 31), date(2026, 5, 30), "1.99"),
        (date(2024, 5, 31), date(2026, 5, 31), "2"),
        (date(2023, 12, 31), date(2025, 12, 30), "1.99"),
        (date(2023, 12, 31), date(2026, 1, 1), "2"),
        (LEAP, date(2026, 2, 28), "1.99"),
        (LEAP, date(2026, 3, 1), "2"),
        (LEAP, date(2028, 2, 28), "3.99"),
        (LEAP, date(2028, 2, 29), "4"),
        (date(2014, 1, 1), date(2024, 1, 1), "10"),
    ],
)
def test_to_the_day(revoked, today, years):
    assert years_since(revoked, today) == years


@pytest.mark.parametrize(("today", "met"), [(date(2026, 5, 30), False), (date(2026, 5, 31), True)])
def test_the_ban_ends_on_the_day(today, met):
    found = RULES["years_since_revocation"].judge(Asked(years_since(date(2024, 5, 31), today), "2"))
    assert found.met is met


def test_free_again():
    assert free_from(date(2024, 5, 31), 2) == date(2026, 5, 31)
    assert free_from(LEAP, 2) == date(2026, 3, 1)
    assert free_from(LEAP, 4) == date(2028, 2, 29)


def test_a_revocation_ahead_is_refused():
    with pytest.raises(ValueError, match="lies ahead"):
        years_since(date(2026, 5, 2), date(2026, 5, 1))
