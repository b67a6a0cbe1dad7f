"""GET: results as pictures, of one unit and of a year."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.loaded import policy_of
from assessments.pictures.of_unit import LEAST_OTHERS, pictures_of
from assessments.pictures.of_year import SIDES, year_pictures
from assessments.rules import RELEASED, acting_as, may
from assessments.views.answering.area import readable

HTML = "assessments/pictures/"


@login_required
@require_safe
def pictures(request: HttpRequest, pk: int) -> HttpResponse:
    """The pictures of a unit: 404 for a stranger, 403 for who may not read the unit's answers now."""
    a = readable(request, pk)
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "p": pictures_of(request.user, a, now=timezone.now()),
        "released": a.state in RELEASED,
        "differences": may(request.user, "view_differences", a),
        "least": LEAST_OTHERS,
        "verified": policy_of(a.period).verified,
    }
    return render(request, f"{HTML}unit.html", context)


@login_required
@require_safe
def year(request: HttpRequest, instansi: str, year: int) -> HttpResponse:
    """The units of a year as heat map and distribution; `?nilai=tpi` by the values of TPI, else by the unit's."""
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    side = request.GET.get("nilai", "unit")
    side = side if side in SIDES else "unit"
    context = {
        "period": period,
        "p": year_pictures(period, side),
        "side": side,
        "verified": policy_of(period).verified,
    }
    return render(request, f"{HTML}year.html", context)
