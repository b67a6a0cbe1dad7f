"""GET: help, the list of terms, the guide of a role."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.guidance.guide import guides, links_of, mine
from assessments.guidance.terms import terms
from units.queries import hats_of


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The guides, those of the person first, and the way to the terms."""
    own = mine(hats_of(request.user))
    others = [guide for guide in guides().values() if guide not in own]
    return render(request, "assessments/help/overview.html", {"own": own, "others": others})


@login_required
@require_safe
def term_list(request: HttpRequest) -> HttpResponse:
    """Every term with its explanation and where that comes from."""
    return render(request, "assessments/help/terms.html", {"terms": terms()})


@login_required
@require_safe
def guide(request: HttpRequest, guide: str) -> HttpResponse:
    """The year of one role, step by step, with the pages that the person has."""
    found = guides().get(guide)
    if found is None:
        raise Http404
    links = links_of(request.user, found)
    steps = [
        {"step": step, "url": url, "picture": found.picture(number) if step.picture else ""}
        for number, (step, url) in enumerate(zip(found.steps, links, strict=True), 1)
    ]
    return render(request, "assessments/help/guide.html", {"guide": found, "steps": steps})
