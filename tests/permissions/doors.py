"""Two ways to knock: the whole stack as a browser without JavaScript (`through_stack`), and the view with the request
that the middleware hands it, as htmx (`at_view`), which is quick; and the words of the matrix for what comes back.
"""

import copy
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.cache import cache
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django_htmx.middleware import HtmxDetails

from assessments.models import Job
from audit.models import Entry
from tests.permissions.matrix import Case
from tests.permissions.requests import ask_for
from tests.permissions.scene import Ask, Scene
from units.models import User
from units.queries import hats_of

BACKEND = "units.backends.PortalBackend"
COUNTS = f"SELECT (SELECT COUNT(*) FROM {Entry._meta.db_table}), (SELECT COUNT(*) FROM {Job._meta.db_table})"
REFUSED = {PermissionDenied: 403, Http404: 404, BadRequest: 400, SuspiciousOperation: 400}


def browser(person: User | None, **options: Any) -> Client:
    """A browser in which the person is logged in."""
    cache.clear()  # where logins are counted
    client = Client(raise_request_exception=False, **options)
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


def through_stack(client: Client, case: Case, ask: Ask) -> HttpResponseBase:
    """The answer of the whole stack, CSRF aside."""
    return getattr(client, case.method.lower())(reverse(case.url, args=ask.args), ask.data or None)


def at_view(person: User | None, case: Case, ask: Ask) -> HttpResponseBase:
    """The answer of the view to htmx; its refusals as Django's handler would answer them, without their pages."""
    path = reverse(case.url, args=ask.args)
    request = getattr(RequestFactory(headers={"HX-Request": "true"}), case.method.lower())(
        path, ask.data or None
    )
    if person is not None:
        hats_of(person)  # roles don't change within a test; each request gets its own copy of the person
    request.user = copy.copy(person) if person is not None else AnonymousUser()
    request.session = SessionStore()
    record_authentication(request, request.user, method="password")  # as after signing in
    request._messages = default_storage(request)
    request.htmx = HtmxDetails(request)
    request._dont_enforce_csrf_checks = True
    view = resolve(path)
    try:
        return view.func(request, *view.args, **view.kwargs)
    except tuple(REFUSED) as error:
        return HttpResponse(status=next(s for kind, s in REFUSED.items() if isinstance(error, kind)))


READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")


class Watch:
    """What `look` sees before and after a request. Only a statement that is none of READS can change it, and most
    requests have none: so it looks when the first of the others comes, and for most requests never.
    """

    def __init__(self, look: Callable[[], Any]) -> None:
        self._look, self._before, self._wrote = look, None, False

    def __call__(self, execute, sql, params, many, context) -> Any:
        """Django's wrapper around every statement."""
        if not self._wrote and not str(sql).lstrip().upper().startswith(READS):
            self._wrote = True  # before looking, which asks the database too
            self._before = self._look()
        return execute(sql, params, many, context)

    @property
    def changed(self) -> bool:
        """Whether it sees something else now."""
        return self._wrote and self._look() != self._before


def traces(case: Case) -> tuple:
    """What a write leaves: audit entries, jobs; for pages of the account also the accounts as they are."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        counts = cursor.fetchone()
    return counts, tuple(
        User.objects.order_by("pk").values_list("email", "new_email", "password")
    ) if of_account(case) else ()


def of_account(case: Case) -> bool:
    """Whether a case may change an account or who is logged in."""
    return not case.url.startswith(("assessments:", "surveys:", "documents:", "units:")) or case.url in {
        "units:accept",
        "units:profile_email",
        "units:profile_email_drop",
        "units:profile_email_new",
    }


def word_of(case: Case, response: HttpResponseBase, *, quiet: bool, written: bool) -> str:
    """The cell that describes an answer, or what is wrong with it."""
    status = response.status_code
    moved = str(response.headers.get("Location", ""))
    word = str(status)
    if status in {301, 302} and moved.startswith(f"{reverse(settings.LOGIN_URL)}?next="):
        word = "masuk"
    elif case.method == "GET":
        word = "ok" if status in {200, 301, 302} else word
    elif status in {200, 301, 302, 409, 422}:
        done = written or (quiet and status < 400)
        word = "ok" if done and status < 400 else f"{status}, and done" if done else "refused"
    return (
        word
        if not written or (word == "ok" and case.method == "POST")
        else f"{word}, and something is written"
    )


def close_files(response: HttpResponseBase) -> None:
    """Close what an answer holds open; `response.close()` would also close the database under the test."""
    for close in response._resource_closers:
        close()


def outcome(case: Case, scene: Scene, answer) -> str:
    """Ask for the case in a scene; `answer` takes the Ask and gives the response."""
    ask, watch = ask_for(case, scene), Watch(lambda: traces(case))
    with connection.execute_wrapper(watch):
        response = answer(ask)
        if response.streaming:
            b"".join(response.streaming_content)
        close_files(response)
    return word_of(case, response, quiet=ask.quiet, written=watch.changed)
