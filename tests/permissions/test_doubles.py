"""People in between: member of team and unit at once, role over or not begun, account closed, superuser."""

import pytest

from tests.permissions.asking import MATRIX, complaints
from tests.permissions.doors import of_account
from tests.permissions.place import undone
from tests.permissions.town import build_doubles

CASES = [case for case in MATRIX.cases() if not of_account(case)]


def test_the_page_names_those_who_are_built(town):
    with undone():
        assert set(build_doubles(town)) == set(MATRIX.doubles)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_people_in_between_get_what_their_column_says(town, case):
    """In the first stage of each row; a closed account through the whole stack, which is what shuts it out."""
    found = []
    with undone():
        people = build_doubles(town)
        for row in MATRIX.rows_of(case):
            expected = {
                who: row.cells[column] for who, column in MATRIX.doubles.items() if row.cells[column] != "–"
            }
            state, shut = (row.states or ("",))[0], {"nonaktif"} & set(expected)
            view = sorted(set(expected) - shut)
            found += complaints(town, town.own, row, state, expected, view=view, stack=shut, people=people)
    assert found == []
