"""What the matrix says of all pages at once: no other method, no POST without its token, no page without login."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.permissions.asking import MATRIX
from tests.permissions.doors import at_view, browser, through_stack, traces
from tests.permissions.matrix import Case, Row
from tests.permissions.place import undone
from tests.permissions.requests import ask_for
from tests.permissions.scene import Scene
from tests.permissions.town import Town

PUBLIC = {
    "accept",
    "verify",
    "verify_form",
    "public_home",
    "public_terms",
    "public_instansi_list",
    "public_instansi",
    "public_library",
    "public_library_file",
    "public_notices",
    "calendar_feed",
    "account_openid",
    "account_openid_back",
    "account_reset_password_from_key",
    "answer",
    "thanks",
}
# Sent without a cookie by people without an account, so there is no token: tests/surveys/test_answering.py.
WITHOUT_TOKEN = {"surveys:answer"}
# These ask for a token themselves; without one not even the method is told.
MACHINES = {"api_wbk", "api_wbbm", "api_answers", "api_unknown"}
ASKED_FIRST = {
    "mfa_download_recovery_codes": 404
}  # allauth looks for the codes before it looks at the method
OURS = ("assessments.", "surveys.", "units.", "documents.")


def welcome(case: Case) -> tuple[Row, str, str]:
    """A row, a state and a person that get through to the case; for refused ones the most that there is."""
    rank = {"ok": 0, "refused": 1, "404": 2, "410": 3}
    found = [(rank.get(cell, 9), row, who) for row in MATRIX.rows_of(case) for who, cell in row.cells.items()]
    best = min(found, key=lambda item: item[0])
    return best[1], (best[1].states or ("",))[0], best[2]


def scene_of(town: Town, case: Case, state: str, who: str) -> Scene:
    """The scene of a case at the own unit."""
    if state in MATRIX.domains["unit"]:
        town.own.enter(state)
    person = town.people[who]
    return Scene(town, town.own, person, state, lambda case, ask: at_view(person, case, ask))


POSTS = [case for case in MATRIX.cases() if case.method == "POST" and case.url not in WITHOUT_TOKEN]


@pytest.mark.parametrize("case", POSTS, ids=str)
def test_a_post_without_its_token_is_refused(town, case):
    _, state, who = welcome(case)
    with undone():
        ask = ask_for(case, scene_of(town, case, state, who))
        before = traces(case)
        response = through_stack(browser(town.people[who], enforce_csrf_checks=True), case, ask)
        assert (response.status_code, traces(case)) == (403, before)
        assert response.templates[0].name == "403_csrf.html"


@pytest.mark.parametrize("url", sorted(MATRIX.urls))
def test_a_method_without_a_row_is_405(town, url):
    """Asked as somebody who gets through with another method."""
    case = next(case for case in MATRIX.cases() if case.url == url)
    _, state, who = welcome(case)
    for method in {"GET", "POST"} - MATRIX.methods(url):
        with undone():
            ask = ask_for(case, scene_of(town, case, state, who))
            response = through_stack(browser(town.people[who]), Case(url, case.case, method), ask)
            first = 401 if url.removeprefix("assessments:") in MACHINES else ASKED_FIRST.get(url, 405)
            assert (method, response.status_code) == (method, first)


def views(resolver: URLResolver | None = None) -> list[URLPattern]:
    """All URL patterns that lead to a view of ours."""
    found: list[URLPattern] = []
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLResolver):
            found += views(item)
        elif item.callback.__module__.startswith(OURS):
            found.append(item)
    return found


def test_every_view_of_ours_asks_for_login_but_the_public_ones():
    """`login_required` stands outermost: before it nothing of a view runs."""
    open_ones = {item.name for item in views() if not hasattr(item.callback, "login_url")}
    assert open_ones == PUBLIC | MACHINES
    assert len(views()) > 60
