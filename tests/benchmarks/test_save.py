"""Saving an answer against the plainest write that Django can do behind the same middleware and login.

Run by `./dev bench`. Ratios of medians in one run; the bar is 3 times.
"""

import statistics
import time

import pytest
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path, reverse

from units.models import User

ROUNDS = 60
ANSWERS = {"note": ("Ya", "Ya"), "value": ("Ya", "Tidak")}  # a new value moves every total, a new note none


@login_required
def plain_write(request):
    """Read one row, change it, store it."""
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=request.user.pk)
        row.name = f"Nama {request.POST['n']}"
        row.save(update_fields=["name"])
    return HttpResponse("tersimpan")


urlpatterns = [path("tolok/", plain_write, name="plain"), path("", include("zi_portal.urls"))]


def timed(call) -> float:
    start = time.perf_counter()
    assert call().status_code == 200
    return time.perf_counter() - start


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["note", "value"])
@override_settings(ROOT_URLCONF=__name__)
def test_saving_an_answer_costs_at_most_3_plain_writes(world, what, measured):
    assessment = world.assessment()
    world.fill(assessment, "random")
    client = world.client("petugas")
    url = reverse("assessments:save_answer", args=[assessment.pk, "A.I.1.i.a"])
    version = assessment.sheets.get().answers.get(code="A.I.1.i.a").version
    plain, ours = [], []
    for n in range(ROUNDS + 5):
        plain.append(timed(lambda n=n: client.post("/tolok/", {"n": n})))
        data = {"version": version + n, "nilai": ANSWERS[what][n % 2], "catatan": f"catatan {n}"}
        ours.append(timed(lambda data=data: client.post(url, data, headers={"HX-Request": "true"})))
    ratio = statistics.median(ours[5:]) / statistics.median(plain[5:])
    measured(f"saving an answer, new {what}, in plain writes", ratio, most=3)
