"""Who it is, proven a moment ago: what sensitive acts ask for."""

import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from units.openid import ANEW

# What the page that asks again names as waiting, by the page of the act.
ACTS = {
    "units:person_account": "Tindakan pada akun",
    "units:role_add": "Beri peran",
    "units:role_end": "Akhiri peran",
    "units:role_areas": "Ubah area pokja",
    "units:invitation_add": "Undang orang",
    "units:first_admin": "Undang admin instansi",
    "units:team_add": "Buat tim TPI",
    "units:team_members": "Susunan tim TPI",
    "units:kawasan_seats": "Wakil instansi di tim kawasan",
    "assessments:handover_token_add": "Buat token PortalRB",
    "assessments:calendar_subscribe": "Buat alamat langganan kalender",
    "assessments:import_decide": "Terapkan impor",
    "assessments:proposal_act": "Setujui usulan",
    "own_data": "Unduh salinan data Anda",
    "account_set_password": "Buat kata sandi",
    "mfa_activate_totp": "Pasang aplikasi autentikator",
    "mfa_deactivate_totp": "Hapus aplikasi autentikator",
    "mfa_generate_recovery_codes": "Buat kode pemulihan baru",
    "mfa_view_recovery_codes": "Lihat kode pemulihan",
    "mfa_download_recovery_codes": "Unduh kode pemulihan",
    "mfa_add_webauthn": "Pasang kunci sandi",
    "mfa_remove_webauthn": "Hapus kunci sandi",
}


def waiting_act(address: str) -> str:
    """The act that waits at an address of ours until somebody proved who it is; empty for another page."""
    try:
        return ACTS.get(resolve(urlsplit(address).path).view_name, "")
    except (Resolver404, ValueError):
        return ""


def proved_recently(request: HttpRequest) -> bool:
    """Whether the person signed in or confirmed with password or second factor within ACCOUNT_REAUTHENTICATION_TIMEOUT
    seconds; of an issuer counts when the person proved it there, not when it vouched for them."""
    records = get_authentication_records(request, request.user)
    last = max((record.get("proven_at", record["at"]) for record in records), default=0)
    return time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def prove_again(request: HttpRequest) -> None:
    """Raise ReauthenticationRequired unless `proved_recently`: allauth's middleware then asks, keeping what was posted
    in the session, and does it afterwards. Files are not kept, so never for a form with files. Who has neither password
    nor second factor is signed out instead, and signs in anew, also at the issuer: nothing is done until then.
    """
    if proved_recently(request):
        return
    if get_adapter().get_reauthentication_methods(request.user):
        raise ReauthenticationRequired
    page = request.get_full_path()
    logout(request)
    request.session[ANEW] = True
    messages.info(request, "Demi keamanan, masuk sekali lagi untuk memastikan bahwa ini Anda.")
    raise ImmediateHttpResponse(redirect_to_login(page, settings.LOGIN_URL))


def proven(view: Callable) -> Callable:
    """A view whose POST is such an act; below `login_required`."""

    @wraps(view)
    def asking(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST":
            prove_again(request)
        return view(request, *args, **kwargs)

    return asking
