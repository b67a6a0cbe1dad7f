"""The least effort against trying every plan, on items and minima small enough for that."""

from collections.abc import Callable
from itertools import product
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.engine import covering
from assessments.engine.covering import MOST_TRIED, least_effort
from assessments.engine.prices import Item, Need

rising = st.lists(st.integers(1, 9), min_size=1, max_size=3).map(
    lambda parts: tuple(sum(parts[: n + 1]) for n in range(len(parts)))
)
item_lists = st.lists(st.builds(Item, st.integers(1, 9), rising), min_size=1, max_size=6)


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[Item], list[Need]]:
    """Items, and up to four minima of any of them, which may lie in one another, cross, or be the same."""
    items = draw(item_lists)
    needs = []
    for _ in range(draw(st.integers(0, 4))):
        members = draw(st.sets(st.integers(0, len(items) - 1), min_size=1))
        most = sum(items[n].gains[-1] for n in members)
        needs.append(Need(frozenset(members), draw(st.integers(-1, most))))
    return items, needs


def fewest_items(steps: tuple[int, ...], gains: list[int]) -> int:
    """What makes one of two plans of the same effort better."""
    return sum(map(bool, steps))


def most_gain(steps: tuple[int, ...], gains: list[int]) -> int:
    """What does when there are too many to compare."""
    return -sum(gains)


def tried(items: list[Item], needs: list[Need], then: Callable = fewest_items) -> tuple[int, ...]:
    """The best plan of all there are: least effort, then this, then most steps at the first that differs."""
    found = []
    for steps in product(*(range(len(item.gains) + 1) for item in items)):
        gains = [(0, *item.gains)[n] for item, n in zip(items, steps, strict=True)]
        if all(sum(gains[n] for n in need.members) >= need.least for need in needs):
            effort = sum(item.effort * n for item, n in zip(items, steps, strict=True))
            found.append((effort, then(steps, gains), [-n for n in steps], steps))
    return min(found)[-1]


@settings(max_examples=400, deadline=None)
@given(problems())
def test_no_plan_is_better(problem) -> None:
    assert least_effort(*problem) == tried(*problem)


@settings(max_examples=200, deadline=None)
@given(problems())
def test_of_too_many_equal_ones_the_most_gain_is_still_of_the_least_effort(problem) -> None:
    with patch.object(covering, "MOST_TRIED", 0):
        assert least_effort(*problem) == tried(*problem, then=most_gain)


def test_gains_that_rise_against_the_order_are_not_all_compared() -> None:
    """Every choice of so many items is unbeaten: 2 ** 40 of them; without ties 41 efforts at most."""
    amount, about = 40, 10**15
    items = [Item(1, (about - 2 ** (amount - 1 - n),)) for n in range(amount)]
    half = Need(frozenset(range(amount)), amount // 2 * about - 2 ** (amount - 1))
    search = covering._Search(items, [half])
    plan = search.plan()
    assert sum(plan) == amount // 2
    assert plan == (0,) * (amount // 2) + (1,) * (amount // 2)  # what gains most
    assert MOST_TRIED < search.tried < 2 * MOST_TRIED


def test_minima_that_cross() -> None:
    """Rows and columns of a square: neither lies in the other."""
    items = [Item(3, (5,)), Item(1, (2, 4)), Item(1, (2, 4)), Item(4, (5,))]
    needs = [Need(frozenset(members), 4) for members in ({0, 1}, {2, 3}, {0, 2}, {1, 3})]
    assert least_effort(items, needs) == tried(items, needs) == (0, 2, 2, 0)


def test_of_equal_plans_the_first_with_the_fewest_items() -> None:
    same = [Item(2, (1, 2)), Item(1, (1,)), Item(1, (1,)), Item(2, (1, 3))]
    everything = frozenset(range(4))
    assert least_effort(same, [Need(everything, 1)]) == (0, 1, 0, 0)
    assert least_effort(same, [Need(everything, 3)]) == (0, 0, 0, 2)
    assert least_effort(same, [Need(everything, 2)]) == (0, 1, 1, 0)
    assert least_effort(same, [Need(everything, 0)]) == (0, 0, 0, 0)


def test_gains_of_very_different_size() -> None:
    items = [Item(7, (10**30, 2 * 10**30)), Item(3, (1, 2, 10**30)), Item(9, (10**12,))]
    need = [Need(frozenset({0, 1, 2}), 2 * 10**30 + 2)]
    assert least_effort(items, need) == tried(items, need)


def test_out_of_reach() -> None:
    with pytest.raises(ValueError, match="out of reach"):
        least_effort([Item(1, (2,)), Item(1, (3,))], [Need(frozenset({0}), 3)])
