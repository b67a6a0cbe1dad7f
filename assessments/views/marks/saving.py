"""POST: mark a piece of evidence; the form saves itself."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from assessments.evidence_marks import marks_before
from assessments.forms.marks import TypedMark, read_mark
from assessments.models import EvidenceMark, EvidenceUse, Verdict
from assessments.rules import acting_as
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.marks import Wanted, save_mark, wanted_of
from assessments.templatetags.zi import clock
from assessments.tpi_sheets import Desk
from assessments.views.answering.saving import question_or_404
from assessments.views.marks.rows import PANE, SHAPES, MarkClash, MarkRow, ToldMark, mark_row
from assessments.views.tpi.area import address_of, desk_or_403
from assessments.views.tpi.saving import context_of, page_posted

HTML = "assessments/marks/"
SELF = "Anda di tab lain"


@login_required
@require_POST
def evidence_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Save a mark: 200 or a redirect; 409 with both marks when someone else saved meanwhile, 422 when refused, 403
    without permission or once the sheet is locked. Nothing typed is lost: it stays in the form.
    """
    typed = read_mark(request.POST)
    uses = EvidenceUse.objects.select_related("revision__document", "revision__blob", "revision__link_check")
    use = get_object_or_404(uses, pk=pk)
    desk = desk_or_403(request, use.assessment_id)
    if use.draft == EvidenceUse.Draft.ADDED:
        raise Http404(f"evidence {pk}")
    problem: dict = {}
    status = 200
    try:
        if not typed.take_theirs:
            save_mark(pk, kind=typed.kind, wanted=typed.wanted, seen=typed.seen, actor=request.user)
    except EvidenceUse.DoesNotExist as error:
        raise Http404 from error
    except Conflict as error:
        stored = error.stored if isinstance(error.stored, EvidenceMark) else None
        problem, status = {"clash": _clash(desk, typed.wanted, stored, request.user)}, 409
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        problem, status = {"message": str(error)}, 422
    if typed.kind != desk.kind:
        raise PermissionDenied
    desk = desk_or_403(request, use.assessment_id)
    row = mark_row(desk, use, marks_before(desk, [use]), reader_id=request.user.pk, back=typed.back)
    if problem:
        return _problem(request, desk, row, typed, problem, status)
    return _saved(request, desk, row, typed)


def _saved(request: HttpRequest, desk: Desk, row: MarkRow, typed: TypedMark) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        context = {"mark": row, "item": None, "saved": True}
        if row.back != PANE:
            context |= _moved(request, desk, row)
        if typed.take_theirs:
            whole = render(request, f"{HTML}anew.html", context)
            return retarget(reswap(whole, "outerHTML"), f"#f-mark-{row.use.pk}")
        return render(request, f"{HTML}saved.html", context)
    messages.success(request, "Tidak ada yang berubah." if typed.take_theirs else "Tanda bukti tersimpan.")
    return redirect(_back(request, desk, row.use))


def _problem(
    request: HttpRequest, desk: Desk, row: MarkRow, typed: TypedMark, problem: dict, status: int
) -> HttpResponse:
    wanted = typed.wanted
    row = replace(
        row, verdict=wanted.verdict, page=wanted.page, note=wanted.note, version=typed.seen, **problem
    )
    context = {"assessment": desk.assessment, "mark": row, "item": None, "saved": False}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, f"{HTML}saved.html", context, status=status)
    context |= {
        "instansi": desk.assessment.unit.instansi,
        "acting_as": acting_as(request.user, desk.assessment),
        "question": question_or_404(desk.assessment, row.use.code),
        "back_url": _back(request, desk, row.use),
    }
    return render(request, f"{HTML}mark.html", context, status=status)


def _moved(request: HttpRequest, desk: Desk, row: MarkRow) -> dict:
    """The context of what moves with a mark: the form's own parts, the count at the question, the filters."""
    question = question_or_404(desk.assessment, row.use.code)
    page = page_posted(request, question)
    context = context_of(request.user, desk, question, page)
    item = next(i for g in context["groups"] for i in g.rows if i.code == question.code)
    return {**context, "item": item}


def _back(request: HttpRequest, desk: Desk, use: EvidenceUse) -> str:
    """The page from which the form was sent, at the question, or the pane at the page that was open."""
    if request.POST.get("halaman") == PANE:
        query = {"hal": request.POST.get("hal", ""), "dari": request.POST.get("dari", "")}
        return f"{reverse('assessments:pane', args=[use.pk])}?{urlencode(query)}"
    question = question_or_404(desk.assessment, use.code)
    return address_of(desk.assessment, page_posted(request, question), question)


def _clash(desk: Desk, typed: Wanted, stored: EvidenceMark | None, reader) -> MarkClash:
    own = stored is not None and stored.updated_by_id == reader.pk
    by = SELF if own else str(stored.updated_by) if stored else "orang lain"
    return MarkClash(
        by=by,
        at=clock(stored.updated_at, desk.assessment.unit.instansi) if stored else "",
        theirs=_as_told(wanted_of(stored)),
        mine=_as_told(typed),
        version=stored.version if stored else 0,
    )


def _as_told(wanted: Wanted) -> ToldMark:
    """What was typed, as a mark to read; a verdict that there is not is none."""
    verdict = Verdict(wanted.verdict) if wanted.verdict in Verdict.values else Verdict.NONE
    return ToldMark(SHAPES[verdict], str(verdict.label), wanted.page, wanted.note)


__all__ = ["evidence_mark"]
