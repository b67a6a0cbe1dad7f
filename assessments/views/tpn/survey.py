"""TPN's external survey of a unit: respondents and the indices that replace the unit's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render

from assessments import queries
from assessments.forms.tpn import SurveyForm
from assessments.loaded import instrument_of, policy_of
from assessments.models import Sheet, TpnSurvey
from assessments.rules import acting_as, may
from assessments.services import tpn as service
from assessments.tpn_overview import FEW, is_few, survey_questions, survey_stage
from assessments.views.tpn.common import attempt, in_tpn, must


@login_required
def tpn_survey(request, pk: int):
    """Who asked how many, and the indices (PermenPANRB 90/2021 p. 55-56)."""
    a, unit = in_tpn(request, pk)
    instrument = instrument_of(a.period)
    stage = survey_stage(policy_of(a.period), instrument)
    if stage is None:
        raise Http404
    if request.method == "POST":
        must(request, "edit_tpn", a)
    questions = survey_questions(instrument, stage)
    stored = TpnSurvey.objects.filter(proposal_unit=unit).select_related("recorded_by").first()
    sheets = queries.sheets_of(a)
    tpi, tpn = (queries.answers_of(sheets.get((kind, None))) for kind in (Sheet.Kind.TPI, Sheet.Kind.TPN))
    values = {f"index-{code}": _text(tpn.get(code)) for code in questions} if stored else {}
    seen = service.survey_seen(stored, a)
    form = SurveyForm(request.POST or None, stored=stored, seen=seen, questions=questions, values=values)
    if request.method == "POST" and (saved := _save(request, form, a, seen)) is not None:
        messages.success(request, "Hasil survei disimpan, dan nilai TPN dihitung ulang.")
        if is_few(stage, saved.respondents, saved.population):
            messages.warning(request, FEW.format(stage.min_respondents))
        return redirect("assessments:tpn_survey", pk)
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "stage": stage,
        "stored": stored,
        "form": form,
        "editable": may(request.user, "edit_tpn", a),
        "rows": [(q, _text(tpi.get(code)), _text(tpn.get(code))) for code, q in questions.items()],
        "few": FEW.format(stage.min_respondents)
        if stored and is_few(stage, stored.respondents, stored.population)
        else "",
    }
    return render(request, "assessments/tpn/survey.html", context, status=422 if form.errors else 200)


def _text(answer) -> str:
    return str(answer.value).replace(".", ",") if answer is not None and answer.value is not None else ""


def _save(request, form: SurveyForm, a, now: int) -> TpnSurvey | None:
    """`now`: what the page shows above the form, so that after a conflict the next press is about that."""

    def act(_files) -> TpnSurvey:
        names = ("executor", "respondents", "population")
        try:
            return service.record_survey(
                a.pk,
                indices=form.indices(),
                seen=form.seen(),
                actor=request.user,
                **{name: form.cleaned_data[name] for name in names},
            )
        except service.SurveyChanged:
            form.now_seen(now)
            raise

    return attempt(form, act)
