"""Nothing under an LHE changes without reopening: every POST of the matrix, as everybody, on a released unit."""

import pytest
from django.db import connection
from django.utils import timezone

from assessments.models import State, Submission
from assessments.result_hash import result_hash
from tests.factories.assessments import fresh
from tests.permissions.asking import MATRIX
from tests.permissions.doors import Watch, at_view
from tests.permissions.matrix import Case
from tests.permissions.place import undone
from tests.permissions.requests import ask_for
from tests.permissions.scene import Scene

UNIT, REOPENS = "One unit in one year", "buka_kembali"
POSTS = [
    case
    for case in MATRIX.cases()
    if case.method == "POST" and MATRIX.rows_of(case)[0].section == UNIT and case.case != REOPENS
]


@pytest.mark.parametrize("case", POSTS, ids=str)
def test_no_address_changes_it(town, case: Case):
    """With data that are good in their time."""
    place = town.own
    with undone():
        place.enter(State.SELESAI_TPI)
        a = place.assessment
        Submission.objects.create(
            assessment=a, content={}, content_hash="0" * 64, by=place.petugas, at=timezone.now()
        )
        before = result_hash(fresh(a))
        for who, person in town.people.items():
            with undone():
                scene = Scene(
                    town, place, person, State.SELESAI_TPI, lambda c, ask, p=person: at_view(p, c, ask)
                )
                ask = ask_for(case, scene)  # what the test itself prepares may change it
                watch = Watch(lambda: result_hash(fresh(a)))
                with connection.execute_wrapper(watch):
                    at_view(person, case, ask)
                assert not watch.changed, who
        assert result_hash(fresh(a)) == before


def test_reopening_itself_leaves_the_result_and_opens_the_way(town):
    """The test above can fail: the same write, after a reopening, changes the hash."""
    place, case = town.own, Case("assessments:tpi_save", "final answer", "POST")
    with undone():
        place.enter(State.PENILAIAN_TPI)
        before = result_hash(fresh(place.assessment))
        scene = Scene(town, place, place.ketua, State.PENILAIAN_TPI, None)
        ask, watch = ask_for(case, scene), Watch(lambda: result_hash(fresh(place.assessment)))
        with connection.execute_wrapper(watch):
            at_view(place.ketua, case, ask)
        assert watch.changed
        assert result_hash(fresh(place.assessment)) != before
