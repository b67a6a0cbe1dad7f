"""Wherever on the stack a request begins, its calls cost the same."""

import resource

from django.conf import settings
from django.http import HttpResponse

from zi_portal.roomy import roomy

CALLS, DEEPEST = 2_000, 400  # frames; some 150 fill a chunk of CPython


def nothing() -> None: ...


def faults_of_calls() -> int:
    """How many new pages of memory the calls touch: one each where each begins a chunk of its own."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(CALLS):
        nothing()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def at_every_depth(act) -> list:
    """What `act` gives at each depth of the stack, one frame after another."""
    found = []

    def deeper(left: int) -> None:
        found.append(act())
        if left:
            deeper(left - 1)

    deeper(DEEPEST)
    return found


def faults_of_requests() -> list[int]:
    faults: list[int] = []

    def view(request) -> HttpResponse:
        faults.append(faults_of_calls())
        return HttpResponse("ada")

    answer = roomy(view)
    assert {one.content for one in at_every_depth(lambda: answer(None))} == {b"ada"}
    return faults


def test_calls_within_a_request_cost_the_same_at_every_depth():
    assert max(at_every_depth(faults_of_calls)) >= CALLS, "CPython has mended it: the middleware can go"
    twice = zip(
        faults_of_requests(), faults_of_requests(), strict=True
    )  # a page may come late by chance, once
    assert max(min(pair) for pair in twice) < CALLS / 10


def test_every_request_has_room():
    assert settings.MIDDLEWARE[0] == "zi_portal.roomy.roomy"
