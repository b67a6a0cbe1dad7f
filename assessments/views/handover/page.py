"""The page on which the inspectorate looks after the hand-over: what is handed over, when, and the tokens."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.handover import RIGHTS, TokenForm, WindowForm
from assessments.handover.overview import State, last_pulls, state_of, tokens_of
from assessments.handover.window import periods_of, window_of
from assessments.services.handover import make_token, revoke_token, save_window
from assessments.where import url_of
from units.forms.base import attempt
from units.models import Instansi
from units.proven import proven
from units.queries import hats_of
from units.rules import acting_as, may
from units.views.scope import instansi_or_404

UNIT = "UNIT"  # stands for the id of a unit in the address shown


def _page(
    request: HttpRequest, template: str, place: Instansi, context: dict, status: int = 200
) -> HttpResponse:
    hats = hats_of(request.user)
    frame = {
        "instansi": place,
        "acting": acting_as(hats, place),
        "may_manage": may(hats, "manage", place),
        "here": "PortalRB",
    }
    return render(request, f"assessments/handover/{template}.html", frame | context, status=status)


def addresses() -> list[tuple[str, str]]:
    """(what it gives, full address) of the endpoints, as they are entered in PortalRB."""
    lists = [("Daftar usulan WBK", "assessments:api_wbk")]
    if settings.PORTALRB_WBBM:
        lists.append(("Daftar usulan WBBM", "assessments:api_wbbm"))
    found = [(label, settings.SITE_URL + reverse(name)) for label, name in lists]
    answers = reverse("assessments:api_answers", args=[UNIT]).removesuffix(UNIT)
    return [*found, ("Jawaban LKE satu unit", f"{settings.SITE_URL}{answers}{{unit_id}}")]


def _reasons(place: Instansi, state: State, *, may_manage: bool) -> list[dict[str, str]]:
    """What keeps the hand-over back, each with the page where the person can mend it."""
    if state.period is None:
        urls = {"periods": reverse("assessments:periods", args=[place.code])}
    else:
        year = [place.code, state.period.year]
        urls = {
            "proposals": reverse("assessments:proposals", args=year),
            "conditions": reverse("assessments:instansi_syarat", args=year),
            "window": reverse("assessments:handover_window", args=year) if may_manage else "",
        }
    return [{"message": reason.message, "url": urls.get(reason.where, "")} for reason in state.reasons]


def _left_out(state: State) -> list[dict]:
    """The proposed units that PortalRB does not get, each reason with the page where it is mended."""
    return [
        {
            "unit": one.unit,
            "reasons": [
                {"message": reason.message, "url": url_of(one.unit.assessment, reason.where)}
                for reason in one.reasons
            ],
        }
        for one in state.left_out
    ]


@login_required
@require_safe
def handover(request: HttpRequest, instansi: str) -> HttpResponse:
    """What PortalRB gets now and why not, the windows, the addresses, the tokens and the last pulls."""
    place = instansi_or_404(request, instansi, "view")
    now = timezone.now()
    periods, tokens = periods_of(place), tokens_of(place)
    state = state_of(periods, now)
    context = {
        "now": now,
        "state": state,
        "reasons": _reasons(place, state, may_manage=may(hats_of(request.user), "manage", place)),
        "left_out": _left_out(state),
        "years": [(period, window_of(period)) for period in periods],
        "addresses": addresses(),
        "tokens": tokens,
        "pulls": last_pulls(tokens),
    }
    return _page(request, "page", place, context)


@login_required
@require_http_methods(["GET", "POST"])
@proven
def token_add(request: HttpRequest, instansi: str) -> HttpResponse:
    """Make a token and show it, this once: answered directly, since a redirect would have to keep it."""
    place = instansi_or_404(request, instansi)
    form = TokenForm(request.POST or None)
    made = attempt(form, lambda data: make_token(place, actor=request.user, **data))
    if made:
        token, text = made
        rights = [label for name, label in RIGHTS.items() if getattr(token, name)]
        response = _page(request, "token_made", place, {"token": token, "text": text, "rights": rights})
    else:
        response = _page(request, "token", place, {"form": form}, status=422 if form.is_bound else 200)
    add_never_cache_headers(response)
    return response


@login_required
@require_POST
def token_revoke(request: HttpRequest, instansi: str, pk: int) -> HttpResponse:
    """Make a token useless."""
    place = instansi_or_404(request, instansi)
    token = revoke_token(get_object_or_404(place.handover_tokens, pk=pk), actor=request.user)
    messages.success(request, f"Token {token.name} dicabut. PortalRB tidak dapat memakainya lagi.")
    return redirect("assessments:handover", instansi)


@login_required
@require_http_methods(["GET", "POST"])
def window_edit(request: HttpRequest, instansi: str, year: int) -> HttpResponse:
    """The days on which PortalRB may pull a year."""
    place = instansi_or_404(request, instansi)
    period = get_object_or_404(place.periods.select_related("policy", "handover_window"), year=year)
    form = WindowForm(request.POST or None, window=window_of(period))
    if attempt(form, lambda data: save_window(period, actor=request.user, **data)):
        messages.success(request, f"Masa pengambilan {year} disimpan.")
        return redirect("assessments:handover", instansi)
    context = {"form": form, "period": period, "title": f"Masa pengambilan {year}"}
    return _page(request, "window", place, context, status=422 if form.is_bound else 200)
