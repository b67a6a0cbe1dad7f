"""Writing the follow-up of a closed survey: a line for each question, the lowest index first."""

from dataclasses import dataclass
from fractions import Fraction

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from surveys.engine.questionnaire import Item
from surveys.forms.follow_up import LineForm
from surveys.models import Campaign, FollowUp
from surveys.results import results_of
from surveys.services.follow_up import Overtaken, set_follow_up
from surveys.views.campaigns import page
from surveys.views.finding import allowed
from units.services.errors import Refused


@dataclass
class Row:
    """A line to write. `item`: None for the rest; `stored`: what somebody else wrote meanwhile."""

    item: Item | None
    index: Fraction | None
    form: LineForm
    stored: FollowUp | None = None

    @property
    def code(self) -> str:
        """As the line is stored."""
        return self.item.code if self.item else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """All lines at once; who overwrites another's sees first what that one wrote."""
    found = allowed(request, pk)
    if found.state != Campaign.State.CLOSED:
        messages.error(request, "Tindak lanjut ditulis setelah survei ditutup.")
        return redirect("surveys:campaign", pk)
    data = request.POST.copy() if request.method == "POST" else None
    rows, refused = _rows(found, data), []
    valid = [row.form.is_valid() for row in rows]
    if data is not None and all(valid):
        try:
            touched = [row.form.line(row.code) for row in rows if row.form.is_touched]
            set_follow_up(pk, lines=touched, actor=request.user)
        except Overtaken as error:
            refused = [str(error)]
            for row in rows:
                row.stored = error.stored.get(row.code)
                if row.stored:
                    data[row.form.add_prefix("version")] = str(row.stored.version)
        except Refused as error:
            refused = [str(error)]
        else:
            messages.success(request, "Tindak lanjut tersimpan.")
            return redirect("surveys:campaign", pk)
    context = {"one": found, "rows": rows, "refused": refused}
    return page(request, "follow_up", found.unit, context, status=200 if data is None else 422)


def _rows(campaign: Campaign, data) -> list[Row]:
    stored = {one.item: one for one in campaign.follow_ups.all()}
    asked = sorted(results_of(campaign).items, key=lambda pair: pair[1] or 0)
    rows = []
    for item, index in [*asked, (None, None)]:
        now = stored.get(item.code if item else "") or FollowUp()
        first = {name: getattr(now, name) for name in ("version", "action", "post", "until")}
        rows.append(Row(item, index, LineForm(data, prefix=item.code if item else "lain", initial=first)))
    return rows
