"""The page of what is worth a second look in a unit's answers: explained, taken up again, or mended at the question."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessments.loaded import instrument_of
from assessments.models import Assessment, SetAside
from assessments.round_reads import open_codes
from assessments.rules import acting_as, may, of_team
from assessments.second_look.doubt import Doubt
from assessments.second_look.reading import looked_at, submitted_at
from assessments.services.errors import NotAllowed, Refused
from assessments.services.second_look import may_explain, set_aside, take_up
from assessments.views.answering.area import readable
from assessments.views.answering.page import page_of
from assessments.where import address_of, place_of

PAGE = "assessments/second_look/page.html"
MOST_LINKS = 12


@dataclass(frozen=True)
class Row:
    """A doubt as the page shows it. `links`: (code, address) of its questions, `more` of them are not named; `typed`
    and `problem`: what was refused just now.
    """

    doubt: Doubt
    said: SetAside | None
    links: list[tuple[str, str]]
    more: int
    can_explain: bool
    typed: str = ""
    problem: str = ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_look(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the doubts; POST explains one (`alasan`), or takes its explanation back (`lagi`)."""
    a = readable(request, pk)
    if request.method != "POST":
        return _page(request, a)
    kind, subject = request.POST.get("hal", ""), request.POST.get("pokok", "")
    try:
        if "lagi" in request.POST:
            take_up(pk, kind=kind, subject=subject, actor=request.user)
        else:
            told = {"mark": request.POST.get("lihat", ""), "reason": request.POST.get("alasan", "")}
            set_aside(pk, kind=kind, subject=subject, actor=request.user, **told)
            messages.success(request, "Penjelasan tersimpan.")
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        return _page(request, a, refused=(kind, subject, str(error)))
    return redirect("assessments:second_look", pk)


def _page(request: HttpRequest, a: Assessment, refused: tuple[str, str, str] | None = None) -> HttpResponse:
    writes = may(request.user, "answer", a)
    asked, until = (open_codes(a), submitted_at(a)) if writes else (None, None)
    rows = []
    for one in looked_at(request.user, a):
        is_refused = refused is not None and refused[:2] == (one.doubt.check, one.doubt.subject)
        links = [(code, _address(request, a, code)) for code in one.doubt.codes[:MOST_LINKS]]
        rows.append(
            Row(
                one.doubt,
                one.said,
                links,
                len(one.doubt.codes) - len(links),
                writes
                and not (one.said and until and one.said.at <= until)  # others have read it
                and may_explain(request.user, a, one.doubt, asked),
                request.POST.get("alasan", "") if is_refused else "",
                refused[2] if refused and is_refused else "",
            )
        )
    if refused and not any(row.problem for row in rows):
        messages.error(request, refused[2])
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "open": [row for row in rows if row.said is None],
        "explained": [row for row in rows if row.said is not None],
        "writes": writes,
    }
    return render(request, PAGE, context, status=422 if refused else 200)


def _address(request: HttpRequest, a: Assessment, code: str) -> str:
    """Where the reader meets the question: TPI on its own page, everybody else on the unit's."""
    question = instrument_of(a.period).questions[code]
    if not of_team.test(request.user, a):
        return address_of(a, question)
    return reverse("assessments:tpi_area", args=[a.pk, page_of(question)]) + place_of(code)
