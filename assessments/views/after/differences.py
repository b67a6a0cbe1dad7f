"""GET: the old address of what the unit claimed beside what TPI found; the page "Bandingkan" shows it now."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.models import Assessment
from assessments.rules import may

HTML = "assessments/after/"


def released(request: HttpRequest, pk: int) -> Assessment:
    """The assessment; Http404 for a stranger, PermissionDenied before release or for who reads no differences."""
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_differences", assessment):
        raise PermissionDenied
    return assessment


@login_required
@require_safe
def differences(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the page "Bandingkan" with the same questions; the fragment of a question stays in the address."""
    every = {"tampil": "semua"} if request.GET.get("tampil") == "semua" else {}
    query = urlencode({"lihat": "sisi", **every})
    return redirect(f"{reverse('assessments:comparison', args=[released(request, pk).pk])}?{query}")
