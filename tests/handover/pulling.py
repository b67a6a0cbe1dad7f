"""What the tests of the hand-over share: an instansi with an approved proposal, a token, and PortalRB that pulls."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from assessments.models import (
    Assessment,
    ConditionValue,
    HandoverToken,
    HandoverWindow,
    Period,
    Proposal,
    ProposalUnit,
    Sheet,
    State,
)
from assessments.services.handover import RIGHTS, make_token
from tests.people import World
from units.models import UnitKerja

BASE = "/api/portalrb/"
WBK, WBBM = f"{BASE}pengusulan/unit-wbk", f"{BASE}pengusulan/unit-wbbm"
FREE_OF_KKN = "bebas_kkn"
UNAUTHORIZED = {
    "error": True,
    "code": "UNAUTHORIZED",
    "message": "Token tidak dikenal atau tidak berlaku lagi.",
}
NO_UNIT = {
    "error": True,
    "code": "DATA_NOT_FOUND",
    "message": "Unit ini tidak ada dalam usulan yang tersedia.",
}
NO_PROPOSAL = {
    "error": True,
    "code": "DATA_NOT_FOUND",
    "message": "Usulan belum tersedia, atau masa pengambilannya tidak sedang dibuka.",
}


def answers_url(unit_id: str) -> str:
    """The endpoint of one unit's answers; `unit_id` as it stands in the address."""
    return f"{BASE}lke/jawaban-unit/{unit_id}"


class PortalRB(Client):
    """The ministry's client: it knows a token and nothing else."""

    def __init__(self, token: str, **defaults) -> None:
        super().__init__(raise_request_exception=False, **defaults)
        self.token = token

    def pull(self, url: str, **headers):
        """One GET with the token."""
        return self.get(url, headers={"Authorization": f"Bearer {self.token}", **headers})


@dataclass
class Year:
    """KAB-X with an approved proposal: PKM-01 for WBK, DKC (of an affirmed kind) for WBBM or WBK."""

    world: World
    proposal: Proposal
    first: Assessment
    second: Assessment
    token: HandoverToken
    portal: PortalRB


def token_for(instansi, admin, *, name: str = "PortalRB", rights=RIGHTS, days: int = 30):
    """(token, its text), made by the admin."""
    last = timezone.localdate() + timedelta(days=days)
    return make_token(instansi, name=name, expires_on=last, rights=list(rights), form_id=uuid4(), actor=admin)


def open_window(period: Period, by, *, days: int = 10) -> HandoverWindow:
    """PortalRB may pull since yesterday, `days` from today on."""
    today = timezone.localdate()
    return HandoverWindow.objects.create(
        period=period,
        opens_on=today - timedelta(days=1),
        closes_on=today + timedelta(days=days),
        basis="Pengumuman 12/2026",
        set_by=by,
        set_at=timezone.now(),
    )


def record(period: Period, code: str, value: str, by, unit: UnitKerja | None = None) -> None:
    """The value of a condition."""
    ConditionValue.objects.update_or_create(
        period=period,
        unit=unit,
        code=code,
        defaults={
            "value": value,
            "source": "Surat 1",
            "document_date": date(2026, 2, 1),
            "recorded_by": by,
        },
    )


def propose(period: Period, units: dict[Assessment, str], by, *, approved: bool = True) -> Proposal:
    """A proposal of assessments with their predicates."""
    now = timezone.now()
    made = Proposal.objects.create(
        period=period,
        letter_number="700/1/2026",
        letter_date=date(2026, 5, 20),
        created_by=by,
        approved_at=now if approved else None,
        approved_by=by if approved else None,
    )
    for assessment, predicate in units.items():
        ProposalUnit.objects.create(proposal=made, assessment=assessment, predicate=predicate)
    return made


def released(world: World, unit: UnitKerja, state: str = State.DIUSULKAN) -> Assessment:
    """A unit whose result is released, with the sheets of the unit and of TPI."""
    assessment = world.assessment(state, unit)
    for kind in (Sheet.Kind.UNIT, Sheet.Kind.TPI):
        world.fill(assessment, "random", kind=kind, seed=unit.pk)
    return assessment


@pytest.fixture
def year(world) -> Year:
    """The year as PortalRB finds it."""
    first, second = released(world, world.unit), released(world, world.unit2)
    made = propose(world.period, {first: "WBK", second: "WBBM"}, world.admin)
    record(world.period, FREE_OF_KKN, "ya", world.admin)
    open_window(world.period, world.admin)
    token, text = token_for(world.instansi, world.admin)
    return Year(world, made, first, second, token, PortalRB(text))


def body_of(response) -> dict:
    """The JSON of an answer; it is JSON in UTF-8, kept by nobody, and sets no cookie."""
    told = (response["Content-Type"], response["Cache-Control"], response.cookies.output())
    assert told == ("application/json; charset=utf-8", "no-store", "")
    return json.loads(response.content)
