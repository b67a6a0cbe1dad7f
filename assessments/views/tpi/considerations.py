"""The considerations of the policy: the lead writes them, the team reads them, others once the answers are final."""

from dataclasses import dataclass, replace

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessments import queries
from assessments.engine.policy import consideration_name
from assessments.forms.tpi import TypedText, read_text
from assessments.loaded import policy_of
from assessments.models import Assessment, Consideration, State
from assessments.rules import SUBMITTED, acting_as, may
from assessments.services.tpi import save_consideration
from assessments.templatetags.zi import clock
from assessments.views.tpi.advice import advice_of
from assessments.views.tpi.area import HTML
from assessments.views.tpi.own_words import Problem, answered, attempt_to_save, stored_by
from assessments.where import first_area

HINTS = {
    "komitmen": "Bagaimana pimpinan dan pegawai memahami dan menjalankan pembangunan zona integritas?",
    "kualitas_dan_data_dukung": "Apakah pelaksanaan pengungkit nyata, dan data dukungnya cukup meyakinkan?",
    "inovasi": "Inovasi apa yang berdampak pada layanan atau pencegahan korupsi, dan apa buktinya?",
    "survei": "Apa kata hasil survei persepsi, bagaimana surveinya dilakukan, dan berapa respondennya?",
    "kinerja_dan_tren": "Bagaimana kinerja unit dibandingkan tahun-tahun sebelumnya?",
}


@dataclass(frozen=True)
class Text:
    """One consideration with what is stored, or what was typed and could not be stored."""

    code: str
    name: str
    hint: str
    text: str
    version: int
    saved_at: str
    saved_by: str
    conflict: dict | None = None
    message: str = ""

    @property
    def saved_state(self) -> str:
        """State of the badge."""
        if self.conflict or self.message:
            return "bentrok" if self.conflict else "gagal"
        return "tersimpan" if self.saved_at else "belum"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def considerations(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the texts, or save one. 409 with both texts when someone else saved meanwhile, 422 when refused."""
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if assessment.state not in SUBMITTED or not may(request.user, "view_final", assessment):
        raise PermissionDenied
    if request.method == "POST":
        return _save(request, assessment)
    return render(request, f"{HTML}considerations.html", context_of(request, assessment))


def _save(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    typed = read_text(request.POST)
    if typed.code not in policy_of(assessment.period).assessors.considerations:
        raise Http404(f"no consideration {typed.code}")

    def answer(problem: Problem, status: int) -> HttpResponse:
        return _answer(request, assessment, typed, problem, status)

    if typed.take_theirs:
        return answer({}, 200)
    return attempt_to_save(
        lambda: save_consideration(
            assessment.pk, code=typed.code, text=typed.text, seen=typed.seen, actor=request.user
        ),
        answer,
        lambda stored: stored_by(request, assessment, stored, theirs=stored.text if stored else ""),
    )


def _answer(
    request: HttpRequest, assessment: Assessment, typed: TypedText, problem: Problem, status: int
) -> HttpResponse:
    context = context_of(request, assessment)
    here = next(text for text in context["texts"] if text.code == typed.code)
    if problem:
        here = replace(here, text=typed.text, version=typed.seen, **problem)
        context["texts"] = [here if text.code == typed.code else text for text in context["texts"]]
    return answered(
        request,
        problem,
        status,
        part="consideration",
        slug=here.code,
        context={**context, "item": here},
        done="Pertimbangan tersimpan.",
        back=reverse("assessments:considerations", args=[assessment.pk]),
    )


def context_of(request: HttpRequest, assessment: Assessment) -> dict:
    """What the page shows: every consideration and the recommendation."""
    rows = Consideration.objects.filter(assessment=assessment).select_related("updated_by")
    stored = {row.code: row for row in rows}
    codes = policy_of(assessment.period).assessors.considerations
    texts = [_text(request, assessment, code, stored.get(code)) for code in codes]
    return {
        "assessment": assessment,
        "instansi": assessment.unit.instansi,
        "acting_as": acting_as(request.user, assessment),
        "editable": may(request.user, "decide", assessment),
        "texts": texts,
        "advice": advice_of(request, assessment),
        "written": sum(bool(text.text) for text in texts),
        "first_area": first_area(assessment),
        "may_close": may(request.user, "view_closing", assessment)
        and assessment.state == State.PENILAIAN_TPI,
    }


def _text(request: HttpRequest, assessment: Assessment, code: str, row: Consideration | None) -> Text:
    mine = row is None or row.updated_by_id == request.user.pk
    return Text(
        code=code,
        name=consideration_name(code),
        hint=HINTS.get(code, ""),
        text=row.text if row else "",
        version=row.version if row else 0,
        saved_at=clock(row.updated_at, assessment.unit.instansi) if row else "",
        saved_by="" if mine or row is None else str(row.updated_by),
    )
