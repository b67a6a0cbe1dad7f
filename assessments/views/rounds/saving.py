"""POST: a request of the lead, a proposal of a member, a reply of the unit; each saves itself."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from assessments import queries, round_reads
from assessments.engine.instrument import Question
from assessments.forms.rounds import TypedText, read_text
from assessments.loaded import instrument_of
from assessments.models import Assessment, RoundRequest
from assessments.panels import HASIL
from assessments.rules import acting_as, may
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.marks import noted_at
from assessments.services.rounds import propose_return, save_reply, save_request, take_marks, take_proposal
from assessments.views.rounds.boxes import (
    ASK,
    PROPOSE,
    REPLY,
    ROUND_PAGE,
    Box,
    clash_of,
    proposal_box,
    proposal_rows,
    reply_box,
    request_box,
)
from assessments.views.rounds.page import HTML, not_yet
from assessments.where import address_of, place_of
from units.models import User

ALL = "SEMUA"
PERMISSION = {ASK: "write_requests", PROPOSE: "propose_return", REPLY: "reply"}
STORED = {ASK: "Permintaan tersimpan.", PROPOSE: "Usul tersimpan.", REPLY: "Tanggapan tersimpan."}


@login_required
@require_POST
def round_request(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Save what the next round asks about a question; with `usul` a member's proposal, or what the lead noted beside
    the evidence, is taken over into it.
    """
    typed = read_text(request.POST)
    wanted = {"code": code, "text": typed.text, "seen": typed.seen, "actor": request.user}

    def write() -> None:
        if typed.marks:
            take_marks(pk, **wanted)
        elif typed.proposal is not None:
            take_proposal(pk, proposal_id=typed.proposal, **wanted)
        else:
            save_request(pk, **wanted)

    return _save(request, pk, code, ASK, typed, write)


@login_required
@require_POST
def round_proposal(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Save what the member proposes to ask about a question; an empty text takes it back."""
    typed = read_text(request.POST)
    return _save(
        request,
        pk,
        code,
        PROPOSE,
        typed,
        lambda: propose_return(pk, code=code, text=typed.text, actor=request.user),
    )


@login_required
@require_POST
def round_reply(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Save the unit's reply to one request."""
    typed = read_text(request.POST)
    return _save(
        request,
        pk,
        code,
        REPLY,
        typed,
        lambda: save_reply(pk, code=code, text=typed.text, seen=typed.seen, actor=request.user),
    )


def _save(
    request: HttpRequest, pk: int, code: str, kind: str, typed: TypedText, write: Callable[[], object]
) -> HttpResponse:
    """200 or a redirect when saved; 409 with both texts when someone else saved meanwhile, 422 when refused, 403
    without permission. Nothing typed is lost: it stays in the form.
    """
    a = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, PERMISSION[kind], a):
        raise PermissionDenied
    question = instrument_of(a.period).questions.get(code)
    if question is None:
        raise Http404(f"no question {code}")
    problem: dict = {}
    status = 200
    try:
        if not typed.take_theirs:
            write()
    except Conflict as error:
        stored = error.stored if isinstance(error.stored, RoundRequest) else None
        problem, status = {"conflict": stored}, 409
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        problem, status = {"message": str(error)}, 422
    box = _box(request, a, question, kind, typed.back)
    if problem:
        return _problem(request, a, question, box, typed, problem, status)
    if request.htmx:  # type: ignore[attr-defined]
        if typed.take_theirs or typed.marks or typed.proposal is not None:
            whole = render(request, f"{HTML}box_anew.html", _fragment(a, box, request.user))
            return retarget(reswap(whole, "outerHTML"), f"#f-{box.id}")
        return render(request, f"{HTML}box_saved.html", _fragment(a, box, request.user))
    messages.success(request, "Tidak ada yang berubah." if typed.take_theirs else STORED[kind])
    return redirect(_back(a, question, kind, typed.back))


def _problem(
    request: HttpRequest,
    a: Assessment,
    question: Question,
    box: Box,
    typed: TypedText,
    problem: dict,
    status: int,
) -> HttpResponse:
    if "conflict" in problem:
        problem = {"conflict": clash_of(box, problem["conflict"], a, request.user)}
    box = replace(box, text=typed.text, version=typed.seen, **problem)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, f"{HTML}box_saved.html", _fragment(a, box, request.user), status=status)
    context = _fragment(a, box, request.user) | {
        "instansi": a.unit.instansi,
        "acting_as": acting_as(request.user, a),
        "question": question,
        "back_url": _back(a, question, box.kind, typed.back),
    }
    return render(request, f"{HTML}box.html", context, status=status)


def _fragment(a: Assessment, box: Box, reader: User) -> dict:
    """What a fragment reads: the form, and the counts that move with it (none in other places)."""
    counted = None
    if box.kind == ASK:
        counted = (
            RoundRequest.objects.filter(round__assessment=a, round__opened_at=None).exclude(text="").count()
        )
    asked = {"assessment": a, "box": box, "asked_count": counted}
    if box.kind == REPLY and box.back == ROUND_PAGE:
        found = RoundRequest.objects.filter(round__assessment=a, round__closed_at=None)
        asked |= {"replied": found.exclude(reply="").count(), "submits": may(reader, "submit", a)}
        asked["not_yet"] = not_yet(a) if asked["submits"] else []
    return asked


def _box(request: HttpRequest, a: Assessment, question: Question, kind: str, back: str) -> Box:
    """The form with what is stored now."""
    code, user = question.code, request.user
    if kind == PROPOSE:
        own = a.return_proposals.filter(code=code, author=user, round=None).first()
        return proposal_box(a, code, own, reader=user, back=back)
    asked = RoundRequest.objects.filter(round__assessment=a, round__closed_at=None, code=code)
    stored = asked.select_related("written_by", "replied_by").first()
    if kind == REPLY:
        if stored is None:
            raise PermissionDenied("TPI tidak meminta perbaikan untuk pertanyaan ini.")
        return reply_box(a, stored, reader=user, back=back)
    proposals = [one for one in round_reads.proposals_of(a) if one.code == code]
    rows, noted = proposal_rows(a, proposals, stored), noted_at(a, code)
    return request_box(a, code, stored, rows, reader=user, back=back, noted=noted)


def _back(a: Assessment, question: Question, kind: str, back: str) -> str:
    """The page from which the form was sent, at the question."""
    if back == ROUND_PAGE:
        return reverse("assessments:rounds", args=[a.pk]) + place_of(question.code)
    if kind == REPLY:
        return address_of(a, question)
    page = ALL if back == ALL else question.area or HASIL
    return reverse("assessments:tpi_area", args=[a.pk, page]) + place_of(question.code)


__all__ = ["round_proposal", "round_reply", "round_request"]
