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
    IssuedDocument,
    Period,
    Proposal,
    ProposalUnit,
    Recommendation,
    Sheet,
    State,
)
from assessments.result_hash import result_hash
from assessments.services.handover import RIGHTS, make_token
from documents.models import Document, Revision
from documents.services import store_generated
from tests.people import World
from tests.propose.announcing import complete
from units.models import UnitKerja

BASE = "/api/portalrb/"
WBK, WBBM = f"{BASE}pengusulan/unit-wbk", f"{BASE}pengusulan/unit-wbbm"
FREE_OF_KKN = "bebas_kkn"
OF_INSTANSI = {"opini_bpk": "WTP", "sakip": "BB", "indeks_rb_pemda": "B", "spip": "3", FREE_OF_KKN: "ya"}
OF_UNIT = {
    "layanan_inti": "ya",
    "dampak_publik": "ya",
    "tlhp": "100",
    "lhk": "100",
    "lama_membangun": "2",
    "sakip_internal": "BB",
    "sudah_wbk": "WBK",
    "jeda_pencabutan": "tidak pernah",
}
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


def letter_of(period: Period, by) -> Revision:
    """The scan of a letter of the instansi."""
    document = Document.objects.create(instansi=period.instansi, title="Surat usulan", created_by=by)
    blob = store_generated(b"%PDF-1.4 surat", media_type="application/pdf")
    return Revision.objects.create(
        document=document, number=1, created_by=by, blob=blob, filename="surat.pdf"
    )


def propose(period: Period, units: dict[Assessment, str], by, *, approved: bool = True) -> Proposal:
    """A proposal of assessments with their predicates."""
    now = timezone.now()
    made = Proposal.objects.create(
        period=period,
        letter_number="700/1/2026",
        letter_date=date(2026, 5, 20),
        scan=letter_of(period, by),
        created_by=by,
        approved_at=now if approved else None,
        approved_by=by if approved else None,
    )
    for assessment, predicate in units.items():
        ProposalUnit.objects.create(proposal=made, assessment=assessment, predicate=predicate)
    complete(made, by)
    return made


def released(world: World, unit: UnitKerja, state: str = State.DIUSULKAN) -> Assessment:
    """A unit whose result is released and may be proposed for both predicates: sheets of the unit (any answers) and of
    TPI (the best), recommendation, LHE, and the conditions of unit and instansi.
    """
    assessment = world.assessment(state, unit)
    for kind, how in ((Sheet.Kind.UNIT, "random"), (Sheet.Kind.TPI, "best")):
        world.fill(assessment, how, kind=kind, seed=unit.pk)
    period, by = assessment.period, world.admin
    for code, value in OF_INSTANSI.items():
        record(period, code, value, by)
    for code, value in OF_UNIT.items():
        record(period, code, value, by, unit)
    Recommendation.objects.create(
        assessment=assessment,
        verdict="WBBM",
        text="Layak.",
        updated_by=world.ketua,
        updated_at=timezone.now(),
    )
    issue(assessment, world.ketua)
    return assessment


def issue(assessment: Assessment, by) -> IssuedDocument:
    """The LHE of what stands now, in the place of every earlier one."""
    now = timezone.now()
    IssuedDocument.objects.filter(assessment=assessment).update(superseded_at=now)
    return IssuedDocument.objects.create(
        kind=IssuedDocument.Kind.LHE,
        assessment=assessment,
        issued_at=now,
        issued_by=by,
        blob=store_generated(b"%PDF-1.4 lhe", media_type="application/pdf"),
        content_hash=result_hash(assessment),
        audit_head="0" * 64,
        audit_length=1,
    )


def stands_again(year: "Year", assessment: Assessment) -> None:
    """What a test changed past the services is what the LHE says and the leader approved."""
    issue(assessment, year.world.ketua)
    Proposal.objects.filter(pk=year.proposal.pk).update(approved_at=timezone.now())


@pytest.fixture
def year(world) -> Year:
    """The year as PortalRB finds it."""
    first, second = released(world, world.unit), released(world, world.unit2)
    made = propose(world.period, {first: "WBK", second: "WBBM"}, world.admin)
    open_window(world.period, world.admin)
    token, text = token_for(world.instansi, world.admin)
    return Year(world, made, first, second, token, PortalRB(text))


def body_of(response) -> dict:
    """The JSON of an answer; it is JSON in UTF-8, kept by nobody, and sets no cookie."""
    told = (response["Content-Type"], response["Cache-Control"], response.cookies.output())
    assert told == ("application/json; charset=utf-8", "no-store", "")
    return json.loads(response.content)
