"""The account of one person, for the admin of their instansi."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from units.backends import with_second_factor
from units.mail import send_account_changed
from units.proven import proven
from units.queries import people_of
from units.services.accounts import CLOSE, END_SESSIONS, REOPEN, RESET, is_of_others, keep_account
from units.services.errors import NotAllowed, Refused
from units.views.scope import instansi_or_404, page

DONE = {
    CLOSE: "Akun {} ditutup. Peran dan riwayatnya tetap tersimpan.",
    REOPEN: "Akun {} dibuka kembali.",
    END_SESSIONS: "Semua perangkat {} sudah dikeluarkan.",
    RESET: "Langkah kedua {} dihapus. Saat masuk berikutnya, ia memasang yang baru.",
}


@login_required
@require_http_methods(["GET", "POST"])
@proven
def person_account(request: HttpRequest, instansi: str, pk: int) -> HttpResponse:
    """Show whether a person can sign in, and nothing of when: who assesses does so unseen.

    POST `act` closes the account, reopens it, ends its sessions or takes the second factor away.
    """
    place = instansi_or_404(request, instansi)
    person = get_object_or_404(with_second_factor(people_of(place)), pk=pk)
    if request.method == "POST":
        return _act(request, place, person)
    context = {
        "title": f"Akun {person}",
        "person": person,
        "mine": person.pk == request.user.pk,
        "of_others": is_of_others(person, place),
    }
    return page(request, "account", place, context)


def _act(request: HttpRequest, place, person) -> HttpResponse:
    act = request.POST.get("act", "")
    try:
        if act not in DONE:
            raise Refused("Pilih tindakan dengan tombol di halaman ini.")
        if keep_account(person, act, instansi=place, actor=request.user):
            messages.success(request, DONE[act].format(person))
            send_account_changed(person, act)
        else:
            messages.info(request, "Tidak ada yang perlu diubah; akun ini sudah demikian.")
    except NotAllowed:
        raise
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("units:person_account", place.code, person.pk)
