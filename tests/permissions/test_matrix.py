"""docs/permissions.md against the portal: every URL × person × stage × own unit, other unit, other instansi."""

import os

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from assessments import queries
from assessments.rules import may
from tests.conftest import CI
from tests.factories.assessments import set_state
from tests.permissions.asking import MATRIX, complaints, expected_of
from tests.permissions.doors import of_account
from tests.permissions.matrix import Case
from tests.permissions.place import undone
from tests.permissions.requests import BUILDERS
from tests.permissions.town import OTHER_INSTANSI, OTHER_UNIT, Town

NOT_OURS = ("admin:", "static", "media")  # Django's admin has a rule of its own: test_django_admin.py
EVERYBODY = CI and os.environ.get("MATRIX") != "sampled"
UNIT, YEAR, MANAGEMENT = "One unit in one year", "The instansi and its year", "Management of an instansi"


def names(resolver: URLResolver | None = None, prefix: str = "") -> set[str]:
    """The full names of all URLs; a nameless one is given by its pattern."""
    found: set[str] = set()
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLPattern):
            found.add(f"{prefix}{item.name or item.pattern}")
        else:
            found |= names(item, f"{prefix}{item.namespace}:" if item.namespace else prefix)
    return found


def test_every_url_has_rows_and_every_row_a_url():
    ours = {name for name in names() if not name.startswith(NOT_OURS)}
    ours -= {"galeri/", "galeri/<str:page>/"}  # development only
    ours -= {"akun/email/"}  # stands before account_email and takes its address
    assert (ours - MATRIX.urls, MATRIX.urls - ours) == (set(), set())


def test_every_case_is_asked_and_no_other():
    assert {(case.url, case.case) for case in MATRIX.cases()} == set(BUILDERS)


def cases_of(*sections: str) -> list[Case]:
    """The cases in sections of the page."""
    return [case for case in MATRIX.cases() if MATRIX.rows_of(case)[0].section in sections]


def one_of_each(expected: dict[str, str]) -> list[str]:
    """The first person of each kind of answer."""
    return list({cell: who for who, cell in reversed(expected.items())}.values())


@pytest.mark.parametrize("case", MATRIX.cases(), ids=str)
def test_the_own_unit(town, case):
    """Every cell at the view; in the first stage of each row one person of each kind through the whole stack too."""
    found = []
    for row in MATRIX.rows_of(case):
        expected = expected_of(row)
        for number, state in enumerate(row.states or [""]):
            view = [] if of_account(case) else list(expected)
            stack = list(expected) if of_account(case) else one_of_each(expected)
            found += complaints(
                town, town.own, row, state, expected, view=view, stack=stack if number == 0 else []
            )
    assert found == []


@pytest.mark.parametrize("case", cases_of(UNIT), ids=str)
def test_another_unit(town, case):
    assert elsewhere(town, case, OTHER_UNIT) == []


@pytest.mark.parametrize("case", cases_of(UNIT, YEAR, MANAGEMENT), ids=str)
def test_another_instansi(town, case):
    assert elsewhere(town, case, OTHER_INSTANSI) == []


def elsewhere(town: Town, case: Case, place: str) -> list[str]:
    """Complaints about a place that is not the own one. Everybody is asked in the first stage of each row; in the
    others only those who get nothing there: in CI, on one of its databases, all of them, else a third in turn.
    """
    found = []
    for row in MATRIX.rows_of(case):
        expected = {who: cell for who, cell in expected_of(row, place).items() if is_another(who, place)}
        shut = [who for who, cell in expected.items() if cell in {"403", "404", "masuk"}]
        for number, state in enumerate(row.states or [""]):
            turn = shut if EVERYBODY else [who for at, who in enumerate(shut) if (at + number) % 3 == 0]
            found += complaints(
                town, town.places[place], row, state, expected, view=turn if number else list(expected)
            )
    return found


def is_another(who: str, place: str) -> bool:
    """Whether the person stands otherwise there; who has no role at either place was asked at the own unit."""
    return MATRIX.elsewhere[place][who] != who or who in {"admin", "pimpinan_instansi"}


def test_who_knows_of_a_unit_in_every_stage(town):
    """The queryset behind every page, for everybody and all places; `may(…, "view")`, which writes ask instead, too."""
    row = MATRIX.rows_of(Case("assessments:assessment", "", "GET"))[0]
    users = {who: user for who, user in town.people.items() if user is not None}
    with undone():
        for place in town.places.values():
            known = {who for who, cell in expected_of(row, place.name).items() if cell == "ok"}
            for state in MATRIX.domains["unit"]:
                a = set_state(place.assessment, state)
                held = {
                    who for who, u in users.items() if queries.visible_assessments(u).filter(pk=a.pk).exists()
                }
                seen = {who for who, user in users.items() if may(user, "view", a)}
                assert (place.name, state, held, seen) == (place.name, state, known, known)
