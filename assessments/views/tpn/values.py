"""TPN's values of one area, where they differ from TPI's."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render

from assessments.engine.answers import BadValue, Given
from assessments.loaded import instrument_of
from assessments.models import Sheet
from assessments.rules import acting_as, may
from assessments.services.answers import Change, save_answers
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.tpn_rows import shown_conflicts, tpn_rows, wanted_changes
from assessments.views.tpn.common import in_tpn


@login_required
def tpn_values(request, pk: int, area: str):
    """TPN's values of one area or of Hasil, where they differ from TPI's."""
    a, _ = in_tpn(request, pk)
    instrument = instrument_of(a.period)
    if area != "HASIL" and area not in instrument.areas:
        raise Http404
    editable = may(request.user, "edit_tpn", a)
    rows = tpn_rows(a, area, request.POST if request.method == "POST" else None)
    errors: dict[str, str] = {}
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        errors = _save_values(request, a, wanted_changes(rows))
        if errors is None:
            rows, errors = shown_conflicts(tpn_rows(a, area, request.POST))
        elif not errors:
            messages.success(request, "Nilai TPN disimpan.")
            return redirect("assessments:tpn", pk)
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "rows": rows,
        "errors": errors,
        "refused": errors.get("", ""),
        "editable": editable,
        "area_name": instrument.areas.get(area, "Hasil"),
        "areas": instrument.areas,
        "area": area,
    }
    return render(request, "assessments/tpn/values.html", context, status=422 if errors else 200)


def _save_values(request, a, wanted: list[tuple[str, Given, int]]) -> dict[str, str] | None:
    """What is wrong, by code ("" where it is about no question); None where somebody else saved meanwhile."""
    try:
        save_answers(a.pk, kind=Sheet.Kind.TPN, changes=[Change(*w) for w in wanted], actor=request.user)
    except BadValue as error:
        return {str(error).partition(":")[0].partition("/")[0]: str(error)}
    except Conflict:
        return None
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        return {code: message for message, code in error.reasons}
    return {}
