"""What a proposal refuses whoever asks: impossible letters, an LHE that says something else; the order of its locks."""

import dataclasses
from datetime import date

import pytest
from django.utils import timezone

from assessments.handover.proposed import proposed_in
from assessments.loaded import policy_of
from assessments.models import (
    Assessment,
    IssuedDocument,
    Period,
    Proposal,
    ProposalUnit,
    Sheet,
    State,
)
from assessments.preflight import preflight
from assessments.services import proposals
from assessments.services.approving import approve_proposal
from assessments.services.correcting import correct_letter
from assessments.services.errors import Refused
from assessments.services.issuing import clean_number
from assessments.services.proposals import UnitsRefused, Wanted, create_proposal
from assessments.services.sending import send_proposal
from assessments.stale_results import outdated
from tests.handover.pulling import propose, released

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world) -> Proposal:
    """A proposal of two units, not approved."""
    first, second = (released(world, unit, State.SELESAI_TPI) for unit in (world.unit, world.unit2))
    return propose(world.period, {first: "WBK", second: "WBBM"}, world.admin, approved=False)


def unit_of(world) -> Assessment:
    """The assessment of PKM-01."""
    return Assessment.objects.get(unit=world.unit, period=world.period)


@pytest.mark.parametrize(
    ("number", "day", "told"),
    [
        ("700/2", date(2999, 1, 1), "belum tiba"),
        ("700/2", date(2024, 12, 31), "harus pada tahun 2026 atau 2025"),
        ("\u202e\u200b", date(2026, 5, 20), "Isi nomor suratnya"),
    ],
)
def test_an_impossible_letter_is_refused_everywhere(world, draft, number, day, told):
    with pytest.raises(Refused, match=told):
        correct_letter(
            draft,
            number=number,
            letter_date=day,
            seen=(draft.letter_number, draft.letter_date),
            reason="",
            actor=world.admin,
        )
    wanted = [Wanted(unit_of(world).pk, "WBK")]
    with pytest.raises(Refused, match=told):
        create_proposal(
            world.period, letter_number=number, letter_date=day, scan=None, wanted=wanted, actor=world.admin
        )
    assert Proposal.objects.count() == 1


def test_a_number_keeps_no_sign_that_turns_it_round():
    assert clean_number(" 700/\u202e1 \x00/2026\u200b ") == "700/1 /2026"


def test_check_approval_and_pull_ask_the_same_of_an_lhe(world, draft):
    """What was written again with the same result since the LHE holds; another result holds nowhere."""
    period, check = Period.objects.select_related("instansi", "policy").get(pk=world.period.pk), preflight
    draft = Proposal.objects.select_related("period__instansi", "period__policy", "scan").get(pk=draft.pk)
    Sheet.objects.update(updated_at=timezone.now())
    assert [f for unit in check(draft).units for f in unit.findings if f.blocks] == []
    approve_proposal(draft, actor=world.pimpinan_instansi)
    Assessment.objects.filter(period=period).update(state=State.DIUSULKAN)
    assert [unit.id for unit in proposed_in(period).units] == ["DKC", "PKM-01"]
    Assessment.objects.filter(period=period).update(state=State.SELESAI_TPI)
    IssuedDocument.objects.filter(assessment=unit_of(world)).update(content_hash="0" * 64)
    approved = Proposal.objects.select_related("period__instansi", "period__policy", "scan").get(pk=draft.pk)
    told = outdated(Proposal.objects.get(pk=draft.pk), State.SELESAI_TPI)
    assert told.where == "persetujuan"
    assert told.message in [f.message for unit in check(approved).units for f in unit.findings]
    with pytest.raises(UnitsRefused) as refused:
        send_proposal(draft, actor=world.admin)
    assert refused.value.reasons == [(f"{world.unit}: {told.message}", "persetujuan")]
    assert set(Assessment.objects.values_list("state", flat=True)) == {State.SELESAI_TPI}


def test_a_policy_without_a_letter_is_checked(world, draft, monkeypatch):
    policy = policy_of(world.period)
    bare = dataclasses.replace(policy, documents=())
    monkeypatch.setattr("assessments.preflight.gather.policy_of", lambda period: bare)
    Proposal.objects.update(scan=None)
    draft = Proposal.objects.select_related("period__instansi", "period__policy", "scan").get(pk=draft.pk)
    told = [(f.message, f.url) for f in preflight(draft).whole if "Pindaian" in f.message]
    assert told == [("Pindaian surat usulan yang bertanda tangan belum diunggah.", "")]


def test_units_are_locked_by_id_whatever_the_order_of_the_form(world, draft, monkeypatch):
    ids = sorted(draft.units.values_list("assessment_id", flat=True))
    ProposalUnit.objects.all().delete()
    locked, lock = [], proposals.lock_assessment
    monkeypatch.setattr(
        proposals, "lock_assessment", lambda actor, pk, *a: locked.append(pk) or lock(actor, pk, *a)
    )
    wanted = [Wanted(pk, "WBK") for pk in reversed(ids)]
    create_proposal(
        world.period,
        letter_number="700/5",
        letter_date=date(2026, 5, 20),
        scan=None,
        wanted=wanted,
        actor=world.admin,
    )
    assert locked == ids
