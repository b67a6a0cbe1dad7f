"""The conditions of the instansi, and those of all its units at a glance."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessments import condition_rows, facts
from assessments.engine.policy_model import PREDICATES, Condition
from assessments.loaded import policy_of
from assessments.models import Assessment, ConditionValue, Period, ProposalUnit

from .place import place_of
from .saving import forms_of, save_rows

PAGE_SIZE = 50


@login_required
def instansi_syarat(request: HttpRequest, instansi: str, year: int) -> HttpResponse:
    """The conditions of the instansi in a year."""
    place = place_of(request, instansi=instansi, year=year)
    forms = forms_of(request, place)
    if request.method == "POST" and save_rows(request, place, forms):
        messages.success(request, "Syarat instansi disimpan.")
        return redirect("assessments:instansi_syarat", instansi, year)
    context = {
        "period": place.period,
        "place": place,
        "forms": forms,
        "editable": place.editable,
        "saturation": facts.saturation_of(place.period),
    }
    status = 422 if any(form.errors for form in forms) else 200
    return render(request, "assessments/conditions/instansi.html", context, status=status)


@dataclass(frozen=True)
class Line:
    """One unit in the table: the verdict of each condition of a unit, and of all together."""

    assessment: Assessment
    cells: list[tuple[Condition, condition_rows.Cell | None]]
    tally: condition_rows.Tally

    @property
    def is_ready(self) -> bool:
        """Whether none of them, of unit and instansi, stands in the way."""
        return self.tally.is_ready


@login_required
@require_safe
def conditions_table(request: HttpRequest, instansi: str, year: int) -> HttpResponse:
    """All units of a year against the conditions of a unit; `saring=kurang`: only those that lack something."""
    place = place_of(request, instansi=instansi, year=year)
    wanted = request.GET.get("predikat", "")
    lacking = request.GET.get("saring") == "kurang"
    lines = _lines(place.period, wanted if wanted in PREDICATES else "")
    shown = [line for line in lines if not line.is_ready] if lacking else lines
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    chosen = {"predikat": wanted if wanted in PREDICATES else "", "saring": "kurang" if lacking else ""}
    context = {
        "period": place.period,
        "editable": place.editable,
        "page": page,
        "conditions": place.policy.unit_conditions,
        "predicates": PREDICATES,
        "chosen": chosen,
        "query": "".join(f"{key}={value}&" for key, value in chosen.items() if value),
        "ready": sum(line.is_ready for line in lines),
        "count": len(lines),
        "saturation": facts.saturation_of(place.period),
    }
    return render(request, "assessments/conditions/table.html", context)


def _lines(period: Period, predicate: str) -> list[Line]:
    """All units, each judged for `predicate` or for the one that it aims at; four queries, whatever their number."""
    rows = Assessment.objects.filter(period=period).select_related("unit").order_by("unit__code")
    values: dict[int | None, list[ConditionValue]] = defaultdict(list)
    for value in ConditionValue.objects.filter(period=period):
        values[value.unit_id].append(value)
    reasons = dict(
        ProposalUnit.objects.filter(assessment__period=period).values_list(
            "assessment_id", "exception_reason"
        )
    )
    assessments = list(rows)
    held = facts.held_predicates(period, [a.unit_id for a in assessments])
    found = []
    for a in assessments:
        a.period, a.unit.instansi = period, period.instansi
        results = facts.conditions_of(
            a,
            predicate or a.target,
            reasons.get(a.pk, ""),
            rows=values[None] + values[a.unit_id],
            held=held.get(a.unit_id, {}),
        )
        by_code = {r.code: condition_rows.cell_of(r) for r in results if r.level == "unit"}
        cells = [(c, by_code.get(c.code)) for c in policy_of(period).unit_conditions]
        found.append(Line(a, cells, condition_rows.tally(predicate or a.target, results)))
    return found
