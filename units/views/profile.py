"""One's own account."""

from allauth.account.views import password_set
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from units.forms.base import attempt
from units.forms.people import EmailForm, ProfileForm
from units.mail import send_address_changed
from units.models import User
from units.proven import prove_again, proved_recently
from units.services.people import change_email, change_profile


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, NIP and the roles that one holds."""
    me = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=me.pk))
    if attempt(form, lambda data: change_profile(me, actor=me, **data)):
        messages.success(request, "Profil disimpan.")
        return redirect("units:profile")
    context = {"form": form, "email_form": EmailForm()}
    return render(request, "units/profile.html", context, status=422 if form.is_bound else 200)


@login_required
@sensitive_post_parameters("password")
@require_http_methods(["POST"])
def profile_email(request: HttpRequest) -> HttpResponse:
    """Change the own address; guesses of the password are counted as those of a login are."""
    me = User.objects.get(pk=request.user.pk)
    if limited := ratelimit.consume_or_429(request, action="reauthenticate", user=me):
        return limited
    form, old = EmailForm(request.POST), me.email
    if attempt(form, lambda data: change_email(me, actor=me, **data)):
        messages.success(request, "Alamat surel diubah.")
        if old != User.objects.values_list("email", flat=True).get(pk=me.pk):
            send_address_changed(old, str(me))
        return redirect("units:profile")
    context = {"form": ProfileForm(instance=me), "email_form": form}
    return render(request, "units/profile.html", context, status=422)


@login_required
@sensitive_post_parameters()
def set_password(request: HttpRequest) -> HttpResponse:
    """allauth's page for who has no password yet, and proved a moment ago who it is."""
    if not proved_recently(request):
        if request.method == "POST":  # what is posted waits in the session, and a password must not
            return redirect("account_set_password")
        prove_again(request)
    return password_set(request)
