"""Serving a file of evidence against a bare FileResponse behind the same middleware and login.

Run by `./dev bench`. Ratios of medians in one run; the bar is 1.5 times, for a photograph and for scans as people
upload them.
"""

import statistics
import time
from io import BytesIO

import pytest
from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.test import override_settings
from django.urls import include, path, reverse

from assessments.services import evidence
from documents import store, verified
from tests.documents import files

ROUNDS = 30
MOST = 1.5
MIB = 1024 * 1024


@login_required
def bare(request):
    """Open and send, without a question."""
    sha256 = request.GET["sha256"]
    return FileResponse(
        (store._root() / store.name_of(sha256)).open("rb"), as_attachment=True, filename="a.pdf"
    )


urlpatterns = [path("tolok/", bare, name="bare"), path("", include("zi_portal.urls"))]


def timed(call) -> float:
    start = time.perf_counter()
    response = call()
    size = sum(len(part) for part in response.streaming_content)
    response.close()
    spent = time.perf_counter() - start
    assert (response.status_code, size > MIB) == (200, True)
    return spent


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [2 * MIB, 8 * MIB, 24 * MIB])
@override_settings(ROOT_URLCONF=__name__)
def test_serving_costs_at_most_half_as_much_again(world, size, measured):
    assessment = world.assessment()
    data = files.PDF + b"x" * size + b"\n%%EOF\n"
    use = evidence.add_file(
        assessment.pk, code="A.I.1.i.a", file=BytesIO(data), filename="a.pdf", kind="sk", actor=world.petugas
    )
    time.sleep(verified.RACY)  # a file of this moment is hashed every time
    client = world.client("petugas")
    address = reverse("assessments:evidence_file", args=[use.pk]) + "?unduh=1"
    plain = f"/tolok/?sha256={use.revision.blob.sha256}"
    timed(lambda: client.get(address))  # hashed anew only the first time
    pairs = [(timed(lambda: client.get(plain)), timed(lambda: client.get(address))) for _ in range(ROUNDS)][
        3:
    ]
    ratio = statistics.median(b for _, b in pairs) / statistics.median(a for a, _ in pairs)
    measured(f"serving {size // MIB} MiB, in bare FileResponses", ratio, most=MOST)
