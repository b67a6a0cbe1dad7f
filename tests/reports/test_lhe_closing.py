"""What the LHE says of the end of TPI's work: recommendation, signatures, rounds; and when it is stale."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Answer, EvidenceUse, Round, RoundRequest, Sheet, Signature, State
from assessments.reports import lhe
from assessments.reports.closing import rounds_of, signed_by
from assessments.reports.jobs import content_of
from assessments.services.issuing import issue_lhe
from assessments.services.sheets import excuse_member, mark_done
from assessments.services.workflow import move
from audit.queries import matches
from tests.assessments.tpi import weighed
from tests.factories.units import make_user
from tests.reports import year
from units.models import TeamMember

pytestmark = pytest.mark.django_db
AGREES, STALE = "Isi sesuai dengan data portal.", "TIDAK sesuai: data di bawah LHE ini berubah sejak terbit"


def paper(assessment, issue) -> bytes:
    return f"%PDF-1.4 {issue.id}".encode()


def pages(world, a, document) -> list[str]:
    """The page that everybody may read, and the unit's page of documents."""
    public = world.client(None).get(reverse("assessments:verify", args=[document.pk]))
    own = world.client("petugas").get(reverse("assessments:reports", args=[a.pk]))
    return [response.content.decode() for response in (public, own)]


def test_signatures_stand_in_their_order_with_what_was_signed(world):
    a = year.released(world)
    lines = signed_by(a)
    assert [(line.person.name, line.of) for line in lines] == [
        ("Sri Wahyuni", "hasil penilaian"),
        ("Hendra Gunawan, Ak.", "hasil penilaian"),
        ("Maya Kusuma", "lembar nilainya"),
        ("Rudi Hartono", "lembar nilainya"),
    ]
    document = issue_lhe(a.pk, number="1", actor=world.ketua, render=paper)
    assert {line.mark for line in lines[:2]} == {f"sidik {document.content_hash[:16]}"}
    for line in lines[2:]:
        seq, digest = line.mark.removeprefix("entri audit ").split(", ")
        assert matches(a.audit_chain, int(seq), digest) is None


def test_equal_sheets_of_members_are_not_told_by_a_hash(world):
    a = year.released(world)
    signed = Signature.objects.filter(seat=TeamMember.Seat.ANGGOTA)
    (digest,) = set(signed.values_list("content_hash", flat=True))  # both members answered alike
    marks = [line.mark for line in signed_by(a)]
    assert len(set(marks[2:])) == 2
    assert [mark for mark in marks if digest[:12] in mark] == []


def test_who_left_since_still_stands_there_and_who_came_does_not(world):
    a = year.released(world)
    before = signed_by(a)
    yesterday = timezone.localdate() - timedelta(days=1)
    TeamMember.objects.filter(user=world.anggota2).delete()
    TeamMember.objects.create(
        team=world.team,
        user=make_user("baru"),
        seat=TeamMember.Seat.ANGGOTA,
        start=yesterday + timedelta(days=2),
    )
    after = signed_by(world.assessment(State.SELESAI_TPI))
    assert [line.person.name for line in after] == [line.person.name for line in before]
    assert [line.mark for line in after] == [line.mark for line in before]


def test_an_excused_member_is_named_without_the_reason(world, text_of):
    best = year.unit_answers(world.instrument, how="best", notes=False)
    a = year.submitted(world, answers=best, unproven=0)
    world.fill(a, best, kind=Sheet.Kind.MEMBER, owner=world.anggota)
    mark_done(a.pk, actor=world.anggota)
    excuse_member(a.pk, member_id=world.anggota2.pk, reason="SAKIT KERAS", actor=world.ketua)
    world.fill(a, best, kind=Sheet.Kind.TPI)
    weighed(world, a)
    world.sign(a)
    move(a.pk, "finalkan", actor=world.ketua)
    told = text_of(content_of(lhe.issue_lhe(a.pk, number="1", actor=world.ketua)))
    assert "dibebaskan" in told
    assert "KERAS" not in told  # not the digits: the hash that is printed may hold any
    assert "layak diusulkan kepada Tim Penilai Nasional untuk memperoleh predikat Wilayah Bebas dari" in told
    assert "8.1 Rekomendasi pengusulan" in told


def test_not_fit_comes_with_its_coaching_and_what_it_replaces(world, text_of):
    a = year.released(world)
    issue_lhe(a.pk, number="700/1", actor=world.ketua, render=paper)
    move(a.pk, "buka_kembali", actor=world.admin, reason="Salah hitung.")
    world.sign(a)
    move(a.pk, "finalkan", actor=world.ketua)
    told = text_of(content_of(lhe.issue_lhe(a.pk, number="700/2", actor=world.ketua)))
    assert "belum layak diusulkan" in told
    assert "Pendampingan tiap bulan sampai semua nilai minimal tercapai." in told
    assert "menggantikan LHE nomor 700/1 tanggal" in told
    assert "Salah hitung" not in told


def test_rounds_are_told_in_counts_and_dates_alone(world, text_of):
    a = year.assessed(world)
    day = timezone.now() - timedelta(days=5)
    found = Round.objects.create(
        assessment=a,
        number=1,
        due=day + timedelta(days=3),
        opened_at=day,
        closed_at=day + timedelta(days=2),
        outcome=Round.Outcome.REPLIED,
    )
    for code in ("A.I.1.i.a", "B.I.a"):
        RoundRequest.objects.create(
            round=found,
            code=code,
            text="MINTAXQ",
            written_by=world.ketua,
            written_at=day,
            reply="JAWABXQ",
        )
    (row,) = rounds_of(a)
    assert (row.number, row.questions, row.replied) == (1, 2, True)
    move(a.pk, "finalkan", actor=world.ketua)
    told = text_of(content_of(lhe.issue_lhe(a.pk, number="1", actor=world.ketua)))
    assert "dalam 1 putaran" in told
    assert "dijawab unit" in told
    assert "XQ" not in told


TAMPER = {
    "final answer": lambda a: Answer.objects.filter(sheet__kind=Sheet.Kind.TPI).first(),
    "unit's answer": lambda a: Answer.objects.filter(sheet__kind=Sheet.Kind.UNIT).first(),
    "consideration": lambda a: a.considerations.first(),
    "recommendation": lambda a: a.recommendation,
}


@pytest.mark.parametrize("what", TAMPER)
def test_a_row_that_is_changed_under_an_lhe_shows(world, what):
    a = year.released(world)
    document = issue_lhe(a.pk, number="1", actor=world.ketua, render=paper)
    assert [(AGREES in page, STALE in page) for page in pages(world, a, document)] == [(True, False)] * 2
    row = TAMPER[what](a)
    field = "note" if hasattr(row, "note") else "text"
    type(row).objects.filter(pk=row.pk).update(**{field: "diubah"})
    assert [(AGREES in page, STALE in page) for page in pages(world, a, document)] == [(False, True)] * 2


@pytest.mark.parametrize(
    "change", [{"locator": "hlm. 9"}, {"removed_at": timezone.now()}, {"draft": EvidenceUse.Draft.ADDED}]
)
def test_evidence_that_is_changed_under_an_lhe_shows(world, change):
    a = year.released(world)
    document = issue_lhe(a.pk, number="1", actor=world.ketua, render=paper)
    EvidenceUse.objects.filter(pk=EvidenceUse.objects.first().pk).update(**change)
    assert [STALE in page for page in pages(world, a, document)] == [True, True]


def test_an_lhe_without_a_recommendation_still_agrees(world):
    """As issued before recommendations were written: the hash had none of it."""
    a = year.released(world)
    a.recommendation.delete()
    document = issue_lhe(a.pk, number="1", actor=world.ketua, render=paper)
    assert [AGREES in page for page in pages(world, a, document)] == [True, True]


@pytest.mark.parametrize("number", ["700/1", "700/2"])
def test_a_number_from_a_stale_tab_is_not_swallowed(world, number):
    a = year.released(world)
    issue_lhe(a.pk, number="700/1", actor=world.ketua, render=paper)
    browser = world.client("admin")
    browser.post(reverse("assessments:issue_lhe", args=[a.pk]), {"number": number})
    html = browser.get(reverse("assessments:reports", args=[a.pk])).content.decode()
    told = "LHE unit ini sudah terbit dengan nomor 700/1. Nomor 700/2 tidak dipakai."
    assert (told in html) is (number == "700/2")
