"""What the team says among itself stays there: proposals, discussion, requests not yet sent, recommendation, reasons.

Beside the sheets (`test_leaks`), every text that TPI writes is put in words that stand nowhere else, then every
address is fetched and posted to as everybody else, before and after.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from assessments.models import EvidenceUse, Sheet, State
from assessments.services.discussion import discuss
from assessments.services.rounds import propose_return, return_to_unit, save_request
from assessments.services.sheets import excuse_member, mark_done, recall_member, reopen_sheet
from assessments.services.signing import decline_result, sign_result
from assessments.services.tpi import save_consideration, save_recommendation
from tests.assessments.leaks import Haul, LeanClient, addresses, text_of
from tests.assessments.marks import put_mark
from tests.assessments.test_answering_page import make_use
from tests.assessments.test_leaks import (
    FINAL,
    HARSH,
    INSTANSI,
    MEMBER,
    REASON,
    SURVEY,
    WEIGHED,
    changed,
    harsh,
    haul,
    totals,
)
from tests.assessments.tpi import submitted
from tests.factories.assessments import fresh
from tests.factories.units import LONG_AGO, make_user
from tests.permissions.place import undone
from units.models import TeamMember

CODE = "A.I.1.i.b"
SAID = {
    "proposal": "USUL ANGGOTA 8851",
    "lead": "DISKUSI KETUA 8852",
    "member": "DISKUSI ANGGOTA 8853",
    "request": "PERMINTAAN KETUA 8854",
    "advice": "URAIAN REKOMENDASI 8855",
    "coaching": "PEMBINAAN 8856",
    "reopened": "ALASAN BUKA 8857",
    "excused": "ALASAN BEBAS 8858",
    "recalled": "ALASAN PANGGIL 8859",
    "declined": "ALASAN TOLAK 8860",
    "marked": "TANDA KETUA 8861",
    "marked_elsewhere": "TANDA LAIN 8862",
    "marked_by_member": "TANDA ANGGOTA 8863",
    "noted": "TANDA BATAL 8864",
}
UNIT = ("petugas", "pimpinan_unit")
EVERYBODY_ELSE = (*UNIT, *INSTANSI, "anggota3", "petugas_lain", "orang_asing", "admin_sistem", None)

pytestmark = [pytest.mark.slow, pytest.mark.crawl]


@pytest.fixture
def a(world):
    """The unit has submitted; a third member has not begun."""
    third = make_user("anggota3", "Teguh Prakoso")
    TeamMember.objects.create(team=world.team, user=third, seat=TeamMember.Seat.ANGGOTA, start=LONG_AGO)
    world.people["anggota3"] = third
    assessment = submitted(world)
    for code in (CODE, "A.I.1.i.a", CODE):
        make_use(world, assessment, code)
    return assessment


def work(world, a) -> list[str]:
    """Everything that a team does before it returns a unit or finalises; no sheet is done in the end."""
    members = (world.anggota, world.anggota2)
    for seed, member in enumerate(members, start=3):
        world.fill(a, harsh(world, seed, HARSH, SURVEY), kind=MEMBER, owner=member)
        propose_return(a.pk, code=CODE, text=SAID["proposal"], actor=member)
        for use in EvidenceUse.objects.filter(assessment=a):
            put_mark(world, use, "tidak", "", SAID["marked_by_member"], actor=member, kind=MEMBER)
        mark_done(a.pk, actor=member)
    discuss(a.pk, code=CODE, text=SAID["lead"], token=uuid4(), actor=world.ketua)
    discuss(a.pk, code=CODE, text=SAID["member"], token=uuid4(), actor=world.anggota)
    world.fill(a, harsh(world, 9, REASON), kind=FINAL)
    asked, other, undecided = EvidenceUse.objects.filter(assessment=a).order_by("pk")
    put_mark(world, asked, "sebagian", "hlm. 3", SAID["marked"])
    put_mark(world, other, "tidak", "hlm. 4", SAID["marked_elsewhere"])
    put_mark(world, undecided, "", "hlm. 5", SAID["noted"])
    for code in world.policy.assessors.considerations:
        save_consideration(a.pk, code=code, text=WEIGHED, seen=0, actor=world.ketua)
    advice = {"verdict": "belum", "text": SAID["advice"], "coaching": SAID["coaching"]}
    save_recommendation(a.pk, **advice, seen=0, actor=world.ketua)
    third = world.people["anggota3"].pk
    excuse_member(a.pk, member_id=third, reason=SAID["excused"], actor=world.ketua)
    sign_result(a.pk, actor=world.ketua)
    decline_result(a.pk, reason=SAID["declined"], actor=world.pengendali)
    save_request(a.pk, code=CODE, text=SAID["request"], seen=0, actor=world.ketua)
    recall_member(a.pk, member_id=third, reason=SAID["recalled"], actor=world.ketua)
    for member in members:
        reopen_sheet(a.pk, member_id=member.pk, reason=SAID["reopened"], actor=world.ketua)
    secrets = [HARSH, SURVEY, REASON, WEIGHED, *SAID.values(), *totals(a, FINAL)]
    return [*secrets, *(total for member in members for total in totals_of(a, member))]


def totals_of(a, member) -> list[str]:
    """The total of a member's sheet as it could be written."""
    sheet = Sheet.objects.get(assessment=a, kind=MEMBER, owner=member)
    return [str(sheet.total), f"{sheet.total:.2f}".replace(".", ",")]


def own_words(who: str | None) -> set[str]:
    """What was said to the person themself: why they were excused and called back."""
    return {SAID["excused"], SAID["recalled"]} if who == "anggota3" else set()


def posted(world, who: str | None) -> Haul:
    """What a person gets for posting nothing to every address; nothing stays."""
    client, found = LeanClient(), Haul()
    if who is not None:
        client.force_login(world.people[who], backend="units.backends.PortalBackend")
    for url in {each.partition("?")[0] for each in addresses()}:
        if "/akun/" in url:
            continue
        with undone(), TestCase.captureOnCommitCallbacks():
            found.texts[f"POST {url}"] = text_of(client.post(url, {}))
    return found


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_nobody_else_can_tell_that_the_team_works(world, a, who, mailoutbox):
    pages, answers = haul(world, who), posted(world, who)
    secrets = [secret for secret in work(world, a) if secret not in own_words(who)]
    after = haul(world, who)
    assert after.holding(*secrets) == {}
    again = posted(world, who)
    assert again.holding(*secrets) == {}
    if who != "anggota3":  # who was excused and called back is told so
        assert changed(pages, after) == {}
        assert set(again.texts) == set(answers.texts)
    assert mailoutbox == []


@pytest.mark.parametrize("who", [*UNIT, *INSTANSI, "anggota3", "orang_asing", None])
def test_of_a_returned_unit_the_unit_reads_the_requests_and_nothing_else(world, a, who, mailoutbox, due):
    secrets = [secret for secret in work(world, a) if secret not in own_words(who)]
    return_to_unit(a.pk, due=due, actor=world.ketua)
    assert fresh(a).state == State.PERBAIKAN
    found = haul(world, who)
    told = set().union(*found.holding(*secrets).values())
    sent = {SAID["request"], SAID["marked"]}
    if who == "anggota3":
        told -= sent  # the team may know what the unit was asked
    assert told == (sent if who in UNIT else set())
    assert posted(world, who).holding(*(secret for secret in secrets if secret not in told)) == {}
    assert mailoutbox == []


def test_the_lead_reads_all_of_it(world, a):
    """Else the tests above could not fail."""
    secrets = work(world, a)
    found = set().union(*haul(world, "ketua").holding(*secrets).values())
    assert found >= set(SAID.values()) | {HARSH, REASON, WEIGHED}
    page = world.client("ketua").get(reverse("assessments:tpi_area", args=[a.pk, "SEMUA"]))
    assert SAID["member"] in page.content.decode()


@pytest.fixture
def due():
    """A week from now."""
    return timezone.now() + timedelta(days=7)
