"""GET: help, the list of terms, the guide of a role. POST: a hint is no longer wanted."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from assessments.guidance.guide import guides, links_of, mine
from assessments.guidance.hints import HINTS
from assessments.guidance.terms import terms
from units.queries import hats_of
from units.services.hints import close_hint


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


@login_required
@require_POST
def hint_close(request: HttpRequest, name: str) -> HttpResponse:
    """The person no longer wants a hint: back to its page."""
    if name not in HINTS:
        raise Http404
    close_hint(name, actor=request.user)
    if request.htmx:
        return HttpResponse()
    back = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back) if ours and back.startswith("/") else redirect("assessments:home")
