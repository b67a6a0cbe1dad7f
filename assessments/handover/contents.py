"""The bodies of the three endpoints (PortalRB's guide 1.0.0, sections 3 and 4)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from assessments.handover import problems
from assessments.handover.answers import answers_of
from assessments.handover.proposed import NOTHING, Unit, proposed_in
from assessments.handover.questions import Soal, questions_of
from assessments.handover.window import open_period
from assessments.loaded import instrument_of, policy_of
from assessments.models import HandoverToken, Period

AFFIRMED = "WBK-AFIRMASI"
OUTSIDE = "Usulan belum tersedia, atau masa pengambilannya tidak sedang dibuka."


def list_body(token: HandoverToken, predicate: str, now: datetime) -> dict[str, Any]:
    """The units of the token's instansi proposed for "WBK" or "WBBM". Raises Problem (403, 404)."""
    if predicate == "WBBM" and not settings.PORTALRB_WBBM:
        raise problems.unknown_address()
    _require_list(token, predicate)
    period = open_period(token.instansi, now)
    proposed = proposed_in(period) if period else NOTHING
    if not proposed.is_final and settings.PORTALRB_EMPTY == "404":
        raise problems.no_data(OUTSIDE)
    year = period.year if period else timezone.localtime(now).year
    return {"tahun": year, "units": [_item(unit) for unit in proposed.of(predicate)]}


def _require_list(token: HandoverToken, predicate: str) -> None:
    """Raises Problem 403 unless the token may read the list of this predicate."""
    if not (token.may_wbk if predicate == "WBK" else token.may_wbbm):
        raise problems.forbidden()


def _item(unit: Unit) -> dict[str, Any]:
    named = AFFIRMED if unit.affirmed and settings.PORTALRB_AFFIRMATION == "category" else unit.predicate
    return {"id": unit.id, "nama": unit.name, "kategori": named, "afirmasi": unit.affirmed}


def answers_body(token: HandoverToken, unit_id: str, now: datetime) -> dict[str, Any]:
    """The LKE of one unit that stands in a list of the token. Raises Problem (403, 404).

    An unknown unit, one of another instansi and one that is not proposed get the same answer.
    """
    if not token.may_answers:
        raise problems.forbidden()
    period = open_period(token.instansi, now)
    unit = proposed_in(period).unit(unit_id) if period else None
    if period is None or unit is None or (unit.predicate == "WBBM" and not settings.PORTALRB_WBBM):
        raise problems.no_data("Unit ini tidak ada dalam usulan yang tersedia.")
    _require_list(token, unit.predicate)
    return {
        "unit_id": unit.id,
        "nama_unit": unit.name,
        "tahun": period.year,
        "answers": answers_of(unit, _questions(period)),
    }


def _questions(period: Period) -> tuple[Soal, ...]:
    found = questions_of(policy_of(period).handover, instrument_of(period))
    if found is None:
        raise problems.no_data("Nomor soal PortalRB untuk ketentuan tahun ini belum tersedia.")
    return found
