"""All units of a year with TPN: units against stages, and one letter about many of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from assessments.forms.objections import LetterForm
from assessments.letter_lines import MARKED, lines_from, lines_of_letter, mark
from assessments.loaded import policy_of
from assessments.models import ObjectionWindow, StageResult
from assessments.services.errors import Refused
from assessments.services.objection_windows import window_for
from assessments.services.tpn_letters import LinesRefused, record_letter
from assessments.tpn_overview import PAGE_SIZE, SHOWN, at_tpn, year_rows
from assessments.views.tpn.common import Taking, attempt, period_or_404

IMPORTS = (("tpn", "hasil TPN"), ("survei-tpn", "survei eksternal"), ("nilai-tpn", "nilai pertanyaan"))


@login_required
@require_safe
def tpn_year(request, instansi: str, year: int):
    """Units of a year against TPN's stages, filtered and paged."""
    period, editable = period_or_404(request, instansi, year)
    policy = policy_of(period)
    wanted = {
        name: request.GET.get(name, "").replace("\x00", "").strip() for name in ("cari", "hasil", "tahap")
    }
    found = at_tpn(period, shown=wanted["hasil"], stage=wanted["tahap"], search=wanted["cari"])
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    filtered = {name: value for name, value in wanted.items() if value}
    context = {
        "period": period,
        "editable": editable,
        "stages": policy.stages_before_decision,
        "objection": policy.objection,
        "window": window_for(period, None),
        "announced": ObjectionWindow.objects.filter(period=period).first() if policy.objection else None,
        "imports": IMPORTS,
        "shown": SHOWN,
        "wanted": wanted,
        "page": page,
        "rows": year_rows(period, page.object_list),
        "query": f"{urlencode(filtered)}&" if filtered else "",
    }
    return render(request, "assessments/tpn/year.html", context)


@login_required
def tpn_letter(request, instansi: str, year: int):
    """One letter of TPN: its stage, number, date and scan once, then the result and note of each unit."""
    period, editable = period_or_404(request, instansi, year)
    if not editable:
        raise PermissionDenied
    stages = policy_of(period).stages_before_decision
    posted = request.POST if request.method == "POST" else None
    chosen = (posted or request.GET).get("stage", "")
    stage = next((one for one in stages if one.code == chosen), stages[0])
    form = LetterForm(posted, request.FILES or None, stages=stages, initial={"stage": stage.code})
    rows = lines_of_letter(period, stage, posted)
    saved = _save(request, form, period, rows) if posted is not None else None
    if saved is not None:
        messages.success(request, f"Hasil {stage.name} dari satu surat dicatat untuk {saved} unit.")
        return redirect("assessments:tpn_year", instansi, year)
    context = {
        "period": period,
        "form": form,
        "rows": rows,
        "stages": stages,
        "stage": stage,
        "results": StageResult.Result.choices,
    }
    return render(request, "assessments/tpn/letter.html", context, status=422 if form.errors else 200)


def _save(request, form: LetterForm, period, rows) -> int | None:
    def act(files) -> int:
        data = form.cleaned_data
        try:
            return record_letter(
                period,
                stage=data["stage"],
                letter_number=data["letter_number"],
                letter_date=data["letter_date"],
                lines=lines_from(rows, request.POST),
                scan=files.get("scan"),
                actor=request.user,
            )
        except LinesRefused as error:
            mark(rows, error)
            raise Refused(MARKED) from error

    titles = {"scan": f"Surat TPN {form.data.get('letter_number', '')}"}
    taking = Taking(period.instansi, request.user, "Admin inspektorat", titles)
    return attempt(form, act, taking=taking)
