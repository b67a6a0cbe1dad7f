"""Typing in what people filled in on paper, one form after another."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from surveys.forms.answering import AnswerForm
from surveys.models import Campaign, Channel
from surveys.services.answering import type_answer
from surveys.views.campaigns import page
from surveys.views.finding import allowed
from units.services.errors import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def typing(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one sheet; the next one begins with the same service."""
    found = allowed(request, pk)
    if found.state != Campaign.State.OPEN:
        messages.error(request, "Formulir kertas diketik selama survei dibuka.")
        return redirect("surveys:campaign", pk)
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, campaign=found, on_paper=True, initial={"service": request.GET.get("layanan")})
    if data is not None and form.is_valid():
        try:
            new = type_answer(pk, form.given, actor=request.user)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            if new:
                messages.success(request, "Formulir tersimpan.")
            else:
                messages.warning(request, "Formulir ini sudah tersimpan sebelumnya; yang ini tidak dicatat.")
            return redirect(f"{request.path}?layanan={form.given.service}")
    context = {"one": found, "form": form, "typed": found.answers.filter(channel=Channel.PAPER).count()}
    return page(request, "typing", found.unit, context, status=200 if data is None else 422)
