"""Answering, by anybody: no login, no cookie, with and without JavaScript (docs/decisions/0057)."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from surveys.forms.answering import AnswerForm
from surveys.models import Campaign, Channel
from surveys.queries import campaign_at, follow_ups_of
from surveys.results import Result, results_of
from surveys.services.answering import Given, NotRunning, has_come, send_answer
from surveys.services.codes import SlipRefused
from surveys.throttling import ANSWERS, SLIPS, count, is_full
from units.services.errors import Refused

KIOSK_IDLE_SECONDS = 120
KIOSK_SECONDS = 10
PUBLISHED_SECONDS = 600


class TooMany(Refused):
    """As many as may came from this place in this hour."""


@csrf_exempt  # without a cookie there is no token; `_came_from_here` asks the browser instead
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The questionnaire of a campaign; sending it leads to the page of thanks."""
    campaign = campaign_at(code)
    runs = campaign is not None and campaign.runs_on(campaign.local_day())
    if campaign is None or not (runs or request.method == "POST"):
        return _shut(campaign)
    if request.method != "POST":
        return _form(request, campaign, AnswerForm(campaign=campaign))
    _came_from_here(request)
    form, status = AnswerForm(request.POST, campaign=campaign), 422
    if form.is_valid():
        try:
            return _to_thanks(request, campaign, new=_send(request, campaign, form.given))
        except NotRunning:
            return _shut(campaign_at(code))
        except Refused as error:
            status = 429 if isinstance(error, TooMany) else 422
            for message, field in error.reasons:
                form.add_error(field if field in form.fields else None, message)
    return _form(request, campaign, form, status=status) if runs else _shut(campaign)


@require_safe
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """The answer is kept. At a kiosk the page goes back to the start by itself."""
    campaign = campaign_at(code)
    if campaign is None:
        return _shut(None)
    again = request.GET.get("lagi") == "1"
    return _page("thanks", campaign, kiosk=_at_kiosk(request), again=again, seconds=KIOSK_SECONDS)


def _send(request: HttpRequest, campaign: Campaign, given: Given) -> bool:
    """Keep the answer; whether it is new. Raises TooMany, and as `send_answer`."""
    place = get_adapter().get_client_ip(request)
    full = [what for what in (ANSWERS, SLIPS) if is_full(campaign.code, place, what)]
    if full and not has_come(campaign, given):
        how = (
            "Mintalah formulir kertas kepada petugas."
            if _at_kiosk(request)
            else "Biarkan halaman ini terbuka, lalu kirim lagi, paling lama satu jam kemudian."
        )
        raise TooMany(f"Terlalu banyak {full[0]} dari jaringan ini dalam satu jam. {how}")
    try:
        new = send_answer(campaign.pk, given, channel=Channel.KIOSK if _at_kiosk(request) else Channel.LINK)
    except SlipRefused:
        count(campaign.code, place, SLIPS)
        raise
    if new:
        count(campaign.code, place)
    return new


def _form(request: HttpRequest, campaign: Campaign, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    kiosk = _at_kiosk(request)
    return _page("answer", campaign, form=form, kiosk=kiosk, seconds=KIOSK_IDLE_SECONDS, status=status)


def _to_thanks(request: HttpRequest, campaign: Campaign, *, new: bool) -> HttpResponse:
    said = ({"kios": "1"} if _at_kiosk(request) else {}) | ({} if new else {"lagi": "1"})
    address = reverse("surveys:thanks", args=[campaign.code])
    return redirect(f"{address}?{urlencode(said)}" if said else address)


def _at_kiosk(request: HttpRequest) -> bool:
    return request.GET.get("kios") == "1"


def _came_from_here(request: HttpRequest) -> None:
    """Refuse a form that another site makes a visitor's browser send: browsers say where a form stands."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    ours = f"{request.scheme}://{request.get_host()}"
    if origin not in {None, ours} or site not in {"same-origin", "none"}:
        raise PermissionDenied("sent from another site")


def _shut(campaign: Campaign | None) -> HttpResponse:
    """Why nothing can be answered here: unknown address (404), not yet, or over."""
    if campaign is None:
        return _page("shut", None, status=404)
    if campaign.published:
        return _page("result", campaign, result=_published(campaign), follow_ups=follow_ups_of(campaign))
    early = campaign.state == Campaign.State.OPEN and campaign.local_day() < campaign.opens_on
    return _page("shut", campaign, early=early, status=200 if early else 410)


def _published(campaign: Campaign) -> Result:
    """The result, counted once for this state of the campaign: anybody may ask for it as often as they like."""
    name = f"survey-result-{campaign.code}-{campaign.respondents}"
    return caches["memory"].get_or_set(name, lambda: results_of(campaign), PUBLISHED_SECONDS)


def _page(name: str, campaign: Campaign | None, *, status: int = 200, **context) -> HttpResponse:
    """Render without the request: nothing of the visitor goes in. No cache shares it: each form has its own id.

    At a kiosk not even the browser keeps it: "back" must not show what the last visitor filled in.
    """
    html = render_to_string(f"surveys/public/{name}.html", {"campaign": campaign, **context})
    response = HttpResponse(html, status=status)
    response["Cache-Control"] = "no-store" if context.get("kiosk") else "private, no-cache"
    return response
