"""One's own account."""

from allauth.account.views import INTERNAL_RESET_SESSION_KEY, password_reset_from_key, password_set
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from units.forms.base import attempt
from units.forms.people import EmailForm, ProfileForm
from units.mail import send_address_asked, send_address_changed, send_address_link
from units.models import User
from units.proven import prove_again, proved_recently
from units.queries import waiting_address
from units.services.errors import Refused
from units.services.people import (
    LinkGone,
    ask_email,
    change_email,
    change_profile,
    drop_email,
    waiting_email,
)
from units.session_keys import renew


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, NIP and the roles that one holds."""
    me = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=me.pk))
    if attempt(form, lambda data: change_profile(me, actor=me, **data)):
        messages.success(request, "Profil disimpan.")
        return redirect("units:profile")
    context = {"form": form, "email_form": EmailForm(), "waiting": waiting_address(me)}
    return render(request, "units/profile.html", context, status=422 if form.is_bound else 200)


@login_required
@sensitive_post_parameters("password")
@require_http_methods(["POST"])
def profile_email(request: HttpRequest) -> HttpResponse:
    """Ask for another address, which a link proves; mails to addresses that nobody has proven are counted."""
    me = User.objects.get(pk=request.user.pk)
    if limited := ratelimit.consume_or_429(request, action="ask_email", user=me, dry_run=True):
        return limited
    form = EmailForm(request.POST, user=me)
    if wish := attempt(form, lambda data: ask_email(me, actor=me, **data)):
        link = settings.SITE_URL + reverse("units:profile_email_new", args=[wish.token])
        if send_address_link(wish.email, str(me), link):
            ratelimit.consume(request, action="ask_email", user=me)
            send_address_asked(me.email, str(me))
            messages.success(request, f"Buka tautan di surel yang kami kirim ke {wish.email}.")
        else:
            drop_email(me, actor=me, asked_at=wish.asked_at)
            messages.error(request, f"Surel ke {wish.email} tidak terkirim. Coba lagi sebentar lagi.")
        return redirect("units:profile")
    context = {"form": ProfileForm(instance=me), "email_form": form, "waiting": waiting_address(me)}
    return render(request, "units/profile.html", context, status=422)


@login_required
@require_http_methods(["POST"])
def profile_email_drop(request: HttpRequest) -> HttpResponse:
    """Keep the address as it is: the link to another one works no more."""
    me = User.objects.get(pk=request.user.pk)
    drop_email(me, actor=me)
    messages.success(request, f"Alamat surel Anda tetap {me.email}.")
    return redirect("units:profile")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def profile_email_new(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link that proves a new address: its owner, signed in, takes it."""
    me = User.objects.get(pk=request.user.pk)
    old = me.email
    try:
        if request.method == "POST":
            change_email(me, token=token, actor=me)
            send_address_changed(old, str(me))
            messages.success(request, "Alamat surel diubah.")
            return redirect("units:profile")
        return render(request, "units/email_new.html", {"email": waiting_email(me, token)})
    except LinkGone as gone:
        return render(request, "units/email_gone.html", {"reason": str(gone)}, status=410)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("units:profile")


@login_required
@sensitive_post_parameters()
def set_password(request: HttpRequest) -> HttpResponse:
    """allauth's page for who has no password yet, and proved a moment ago who it is."""
    if not proved_recently(request):
        if request.method == "POST":  # what is posted waits in the session, and a password must not
            return redirect("account_set_password")
        prove_again(request)
    return password_set(request)


@never_cache
@sensitive_post_parameters()
def reset_password(request: HttpRequest, uidb36: str, key: str) -> HttpResponse:
    """allauth's page behind the link of a forgotten password, which keeps the link's key in the session: in a new one,
    for whoever planted a cookie in this browser would have it too.
    """
    response = password_reset_from_key(request, uidb36=uidb36, key=key)
    if request.session.get(INTERNAL_RESET_SESSION_KEY) == key:
        renew(request)
    return response
