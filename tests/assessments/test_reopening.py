"""An admin opens a released assessment again: the whole circle, what falls, what stays, who reads why."""

import pytest
from django.urls import reverse

from assessments.engine.answers import Given
from assessments.models import IssuedDocument, Proposal, ProposalUnit, Sheet, Signature, State
from assessments.queries import answers_of
from assessments.services.answers import Change, save_answers
from assessments.services.errors import Refused
from assessments.services.issuing import issue_lhe
from assessments.services.rounds import return_to_unit, save_request
from assessments.services.sheets import mark_done, reopen_sheet
from assessments.services.signing import sign_result
from assessments.services.workflow import move
from audit.models import Entry
from audit.queries import of_chain, verify
from tests.reports import year
from units.models import TeamMember

pytestmark = pytest.mark.django_db
WHY = "Salah hitung pada area PP 7711"
CODE = "A.I.1.i.a"


def paper(assessment, issue) -> bytes:
    return f"%PDF-1.4 {issue.number}".encode()


@pytest.fixture
def a(world):
    return year.released(world, unproven=0)


@pytest.fixture
def first(world, a):
    return issue_lhe(a.pk, number="700/1", actor=world.ketua, render=paper)


def url(name: str, *args) -> str:
    return reverse(f"assessments:{name}", args=args)


def reopen(world, a, reason: str = WHY):
    return world.client("admin").post(url("move", a.pk, "buka_kembali"), {"alasan": reason})


def text(world, who, name: str, *args) -> str:
    return world.client(who).get(url(name, *args)).content.decode()


def test_the_whole_circle(world, a, first):
    """Reopened, changed, signed anew, released and issued anew: both LHEs stay, each saying what it is."""
    old = first.content_hash
    assert reopen(world, a)["Location"] == url("assessment", a.pk)
    a = world.assessment(a.changes.last().target)
    assert a.state == State.PENILAIAN_TPI
    first.refresh_from_db()
    assert first.superseded_at == a.changes.last().at

    # the lead goes on: a member's sheet, a final answer, and everything is signed again
    assert a.sheets.filter(kind=Sheet.Kind.MEMBER, done_at=None).count() == 0
    reopen_sheet(a.pk, member_id=world.anggota.pk, reason="Lihat lagi.", actor=world.ketua)
    mark_done(a.pk, actor=world.anggota)
    final = answers_of(a.sheets.get(kind=Sheet.Kind.TPI))
    change = Change(CODE, Given("Tidak", note="SK dicabut."), final[CODE].version)
    save_answers(a.pk, kind=Sheet.Kind.TPI, changes=[change], actor=world.ketua)
    with pytest.raises(Refused) as refused:
        move(a.pk, "finalkan", actor=world.ketua)
    assert [where for _, where in refused.value.reasons] == ["tanda_tangan"] * 2
    world.sign(a)
    move(a.pk, "finalkan", actor=world.ketua)

    with pytest.raises(Refused, match="Nomor 700/1 adalah nomor LHE yang digantikan"):
        issue_lhe(a.pk, number="700/1", actor=world.ketua, render=paper)
    second = issue_lhe(a.pk, number="700/2", actor=world.admin, render=paper)
    assert second.content_hash != old
    entry = of_chain(a.audit_chain).filter(action="document.issue").first()
    assert entry.after["supersedes"] == [str(first.pk)]
    html = text(world, "petugas", "reports", a.pk)
    assert [html.count(word) for word in ("700/1", "700/2", "Digantikan karena penilaian dibuka")] == [
        1,
        1,
        1,
    ]
    assert WHY in html
    response = world.client("petugas").get(url("issued_file", first.pk))
    assert b"".join(response.streaming_content) == b"%PDF-1.4 700/1"
    assert 'filename="LHE_PKM-01_2026_digantikan.pdf"' in response["Content-Disposition"]
    assert verify(a.audit_chain) == []


def test_what_falls_and_what_stays(world, a, first):
    reopen(world, a)
    valid = Signature.objects.filter(void_at=None).values_list("seat", flat=True)
    assert set(valid) == {TeamMember.Seat.ANGGOTA}
    fallen = Signature.objects.filter(seat=TeamMember.Seat.KETUA).first()
    assert fallen.void_reason == f"Penilaian dibuka kembali: {WHY}"
    entry = Entry.objects.get(action="state.buka_kembali")
    assert (entry.reason, entry.after) == (WHY, {"state": "penilaian_tpi", "superseded": [str(first.pk)]})
    assert sign_result(a.pk, actor=world.ketua).content_hash == first.content_hash


def test_after_reopening_the_unit_can_be_returned(world, a):
    reopen(world, a)
    save_request(a.pk, code=CODE, text="Unggah SK yang baru.", seen=0, actor=world.ketua)
    due = world.period.deadline
    assert return_to_unit(a.pk, due=due, actor=world.ketua).number == 1
    assert world.client("petugas").get(url("area", a.pk, "MP")).status_code == 200


def test_a_reason_is_needed_and_not_too_long(world, a, first):
    for reason, told in (("  ", "Tuliskan alasannya."), ("x" * 1001, "Alasan paling panjang 1.000 huruf.")):
        reopen(world, a, reason)
        assert told in text(world, "admin", "assessment", a.pk)
    assert IssuedDocument.objects.get().superseded_at is None
    assert world.assessment(State.SELESAI_TPI).changes.filter(name="buka_kembali").count() == 0


def test_twice_pressed_it_is_reopened_once(world, a, first):
    for _ in range(2):
        reopen(world, a)
    assert a.changes.filter(name="buka_kembali").count() == 1


def test_a_proposal_stands_in_the_way_and_the_page_says_it(world, a):
    made = Proposal.objects.create(
        period=world.period, letter_number="1", letter_date=world.period.opens_on, created_by=world.admin
    )
    ProposalUnit.objects.create(proposal=made, assessment=a, predicate="WBK")
    html = text(world, "admin", "assessment", a.pk)
    assert "Unit ini ada dalam usulan. Batalkan usulannya dahulu." in html
    assert url("proposal", made.pk) in html
    assert 'id="zi-reopen-why"' not in html
    reopen(world, a)
    a.refresh_from_db()
    assert a.state == State.SELESAI_TPI


@pytest.mark.parametrize(
    ("who", "offered"), [("admin", True), ("pimpinan_instansi", False), ("ketua", False), ("petugas", False)]
)
def test_only_an_admin_is_offered_it_and_only_then(world, a, who, offered):
    assert ('id="zi-reopen-why"' in text(world, who, "assessment", a.pk)) is offered
    for state in (State.PENILAIAN_TPI, State.DIUSULKAN):
        world.assessment(state)
        assert 'id="zi-reopen-why"' not in text(world, who, "assessment", a.pk)
    world.assessment(State.SELESAI_TPI)


@pytest.mark.parametrize(
    ("who", "meanwhile", "later"),
    [
        ("admin", True, True),
        ("pimpinan_instansi", True, True),
        ("ketua", True, True),
        ("anggota", True, True),
        ("pengendali", True, True),
        ("petugas", False, True),
        ("pimpinan_unit", False, True),
        (None, False, False),
    ],
)
def test_who_reads_why(world, a, first, who, meanwhile, later):
    """The unit learns at once that it was opened again, and why only with the new release."""
    reopen(world, a)

    def read() -> bool:
        pages = [text(world, who, "verify", first.pk)]
        if who:
            pages += [text(world, who, "assessment", a.pk)]
            assert "dibuka kembali" in pages[1]
        assert all("dibuka kembali" in page for page in pages)
        found = {WHY in page for page in pages}
        assert len(found) == 1
        return found.pop()

    assert read() is meanwhile
    world.assessment(State.SELESAI_TPI)
    assert read() is later


@pytest.mark.parametrize("who", ["petugas", "admin", "ketua"])
def test_meanwhile_the_old_file_waits_and_is_named(world, a, first, who):
    reopen(world, a)
    assert world.client(who).get(url("issued_file", first.pk)).status_code == 403
    html = text(world, who, "reports", a.pk)
    assert "700/1" in html
    assert url("issued_file", first.pk) not in html
    assert "Berkasnya dapat diunduh lagi sesudah penilaian TPI final." in html
