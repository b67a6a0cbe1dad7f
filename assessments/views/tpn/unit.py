"""Where a unit stands with TPN: its stages, sanggah, final values, determination."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.loaded import instrument_of, policy_of
from assessments.models import Sheet
from assessments.overview import area_rows
from assessments.panels import panels
from assessments.rules import acting_as, may
from assessments.services.objection_windows import window_for
from assessments.services.objections import filing_refusals
from assessments.services.scoring import score_answers
from assessments.tpn_overview import OUTCOMES, lines_of
from assessments.tpn_rows import replaced_rows
from assessments.views.tpn.common import in_tpn, reasons_of
from assessments.voiding import void_for


@login_required
@require_safe
def tpn(request, pk: int):
    """TPN's stages, sanggah, final values and determination of one unit."""
    a, unit = in_tpn(request, pk)
    sheets = queries.sheets_of(a)
    final, sheet = sheets.get((Sheet.Kind.TPI, None)), sheets.get((Sheet.Kind.TPN, None))
    tpi, own = queries.answers_of(final), queries.answers_of(sheet)
    policy = policy_of(a.period)
    lines = lines_of(policy, unit)
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "unit": unit,
        "lines": lines,
        "awaited": next((line for line in lines if line.is_next), None),
        "objection": objection_of(a, unit, lines),
        "editable": may(request.user, "edit_tpn", a),
        "void": void_for(a) if a.state == "diusulkan" else (),
        "is_admin": may(request.user, "record_tpn", a),
        "sheet": sheet,
        "final": final,
        "panels": panels(policy, instrument_of(a.period), score_answers(a.period, own.values())),
        "values": area_rows(a, None, final, sheet),
        "replaced": replaced_rows(a, tpi, own) if sheet else [],
        "former_decrees": a.former_decrees.select_related("replaced_by"),
    }
    return render(request, "assessments/tpn/unit.html", context)


def objection_of(a, unit, lines) -> dict | None:
    """What the page says about sanggah; None where the policy knows none or nothing was refused at its stage."""
    rule = policy_of(a.period).objection
    if rule is None:
        return None
    filed = [one for one in unit.objections.all() if one.cancelled_at is None]
    line = next(line for line in lines if line.stage.code == rule.after)
    refused = line.stored is not None and line.stored.result == "tidak"
    if not refused and not filed:
        return None
    found = filing_refusals(a, unit, timezone.now())
    return {
        "name": rule.name,
        "stage": line.stage.name,
        "last": filed[-1] if filed else None,
        "waiver": unit.waivers.filter(withdrawn_at=None).first() if not filed else None,
        "chip": OUTCOMES[filed[-1].outcome] if filed else None,
        "window": window_for(a.period, line.stored.date if refused else None),
        "reasons": reasons_of(a, found) if not filed else [],
        "open": not found,
    }
