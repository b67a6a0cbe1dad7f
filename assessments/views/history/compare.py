"""One sheet at two moments."""

from itertools import pairwise

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.history.comparing import UNIT, BadMoment, compare, moment_of, named_moments, sheets_open
from assessments.history.reading import frame_of
from assessments.views.history.common import base_context, opened


@login_required
@require_safe
def history_compare(request, pk: int):
    """`dari` and `sampai` are days or submissions, `lembar` the sheet; without both moments only the form is shown.

    404 for a sheet that is not open to the person; a moment that cannot be compared is said at the form.
    """
    assessment, lens = opened(request, pk)
    frame = frame_of(assessment)
    sheets, named = sheets_open(lens, frame), named_moments(assessment, frame)
    typed = {name: request.GET.get(name, "").strip() for name in ("dari", "sampai", "lembar")}
    sheet = typed["lembar"] or UNIT
    if sheet not in sheets:
        raise Http404(f"no sheet {sheet}")
    errors, moments = _moments(typed, assessment, named)
    result = compare(assessment, lens, frame, sheet, moments) if moments else None
    context = base_context(request, assessment) | {
        "sheets": sheets,
        "sheet": sheet,
        "fields": [
            {"name": name, "label": label, "value": _day(typed[name], named), "error": errors.get(name, "")}
            for name, label in (("dari", "Dari akhir tanggal"), ("sampai", "Sampai akhir tanggal"))
        ],
        "pairs": [*pairwise(named), *([(named[0], named[-1])] if len(named) > 2 else [])],
        "today": timezone.now().astimezone(assessment.unit.instansi.zone).date().isoformat(),
        "result": result,
    }
    return render(request, "assessments/history/compare.html", context, status=422 if errors else 200)


def _moments(typed: dict[str, str], assessment, named):
    """(errors by field, both moments or None)."""
    if not (typed["dari"] or typed["sampai"]):
        return {}, None
    errors, found = {}, {}
    for name in ("dari", "sampai"):
        try:
            found[name] = moment_of(typed[name], assessment, named)
        except BadMoment as error:
            errors[name] = str(error)
    if not errors and found["dari"].until > found["sampai"].until:
        errors["dari"] = "Saat awal ada sesudah saat akhir. Tukar keduanya."
    return errors, None if errors else (found["dari"], found["sampai"])


def _day(text: str, named) -> str:
    """What stands in the field: the day of a named moment, else what was typed."""
    return next((moment.day.isoformat() for moment in named if moment.key == text), text)
