"""Which year of a kawasan a request is about, and as what its person stands there."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from assessments.kawasan import Place, place_of, visible_kawasan
from assessments.models import KawasanYear


def year_or_404(request: HttpRequest, pk: int, year: int) -> tuple[KawasanYear, Place]:
    """The year, for those who may know the kawasan."""
    rows = KawasanYear.objects.select_related("kawasan__coordinator", "policy").defer("policy__content")
    found = get_object_or_404(rows, kawasan__in=visible_kawasan(request.user), kawasan=pk, year=year)
    return found, place_of(request.user, found.kawasan)
