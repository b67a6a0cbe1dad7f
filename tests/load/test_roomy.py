"""Wherever on the stack a request begins, its calls cost the same."""

import statistics
import time

from django.conf import settings
from django.http import HttpResponse

from zi_portal.roomy import roomy

CALLS, DEEPEST = 2_000, 400  # frames; some 150 fill a chunk of CPython


def nothing() -> None: ...


def cost_of_calls() -> float:
    start = time.process_time()
    for _ in range(CALLS):
        nothing()
    return time.process_time() - start


def at_every_depth(act) -> list[float]:
    """What `act` gives at each depth of the stack, one frame after another."""
    found: list[float] = []

    def deeper(left: int) -> None:
        found.append(act())
        if left:
            deeper(left - 1)

    deeper(DEEPEST)
    return found


def worst(found: list[float]) -> float:
    """The second worst in medians: another program may come between once."""
    return sorted(found)[-2] / statistics.median(found)


def costs_of_requests() -> list[float]:
    costs: list[float] = []

    def view(request) -> HttpResponse:
        costs.append(cost_of_calls())
        return HttpResponse("ada")

    answer = roomy(view)
    assert {one.content for one in at_every_depth(lambda: answer(None))} == {b"ada"}
    return costs


def test_calls_within_a_request_cost_the_same_at_every_depth():
    assert worst(at_every_depth(cost_of_calls)) > 6, "CPython has mended it: the middleware can go"
    assert min(worst(costs_of_requests()) for _ in range(3)) < 6


def test_every_request_has_room():
    assert settings.MIDDLEWARE[0] == "zi_portal.roomy.roomy"
