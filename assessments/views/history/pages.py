"""The timeline of a unit and of one question."""

from itertools import groupby
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.engine.wording import long_date
from assessments.history.timeline import areas_of, timeline
from assessments.loaded import instrument_of
from assessments.models import Assessment
from assessments.panels import HASIL
from assessments.views.history.common import base_context, opened

PAGE_SIZE = 40


@login_required
@require_safe
def history(request, pk: int):
    """Everything that happened to the unit and is open to the person, newest first."""
    assessment, lens = opened(request, pk)
    context = _page(request, assessment, lens)
    areas = {**instrument_of(assessment.period).areas, HASIL: "Hasil"}
    return render(request, "assessments/history/unit.html", context | {"areas": areas})


@login_required
@require_safe
def history_question(request, pk: int, code: str):
    """The versions of the answers to one question; 404 for a code that the instrument does not have."""
    assessment, lens = opened(request, pk)
    question = instrument_of(assessment.period).questions.get(code)
    if question is None:
        raise Http404(f"no question {code}")
    context = _page(request, assessment, lens, code)
    context |= {"question": question, "area": question.area or HASIL, "anchor": code.replace(".", "-")}
    return render(request, "assessments/history/question.html", context)


def _page(request, assessment: Assessment, lens, code: str = "") -> dict:
    """A page of the timeline with its filters; a filter that names nothing is left aside."""
    found = timeline(assessment, lens, code)
    areas = areas_of(assessment)
    person, kind, area = (request.GET.get(name, "") for name in ("orang", "jenis", "area"))
    chosen = {
        "jenis": kind if kind in found.kinds else "",
        "area": area if area in {*areas.values()} and not code else "",
        "orang": person if person.isdecimal() and int(person) in found.people else "",
    }
    refs = found.filtered(
        kind=chosen["jenis"],
        area=chosen["area"],
        person=int(chosen["orang"]) if chosen["orang"] else None,
        areas=areas,
    )
    page = Paginator(refs, PAGE_SIZE).get_page(request.GET.get("page"))
    shown, zone = found.items(page.object_list), assessment.unit.instansi.zone

    def day_of(item):
        return item.at.astimezone(zone).date()

    query = urlencode({name: value for name, value in chosen.items() if value})
    return base_context(request, assessment) | {
        "page": page,
        "days": [(long_date(day), list(items)) for day, items in groupby(shown, key=day_of)],
        "kinds": found.kinds,
        "people": found.people,
        "chosen": chosen,
        "query": f"{query}&" if query else "",
        "has_any": bool(found.refs),
    }
