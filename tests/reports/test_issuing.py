"""Issuing: who, when, once, and what binds the paper to the portal."""

import pytest

from assessments.models import Answer, Assessment, IssuedDocument, Sheet, State
from assessments.services.errors import NotAllowed, Refused
from assessments.services.issuing import clean_number, issue_lhe, issue_score_sheet
from audit.queries import head, matches, of_chain, verify
from documents import store
from tests.reports import year

pytestmark = pytest.mark.django_db
RELEASED = [
    State.SELESAI_TPI,
    State.DIUSULKAN,
    State.PENILAIAN_TPN,
    State.WBK,
    State.WBBM,
    State.BELUM_MEMENUHI,
    State.DICABUT,
]
STRANGERS = ["petugas_lain", "orang_asing", "petugas_asing", "admin_sistem", "tanpa_peran"]


def paper(assessment, issue) -> bytes:
    """A renderer that prints only what binds."""
    said = (issue.id, issue.number, issue.content_hash, issue.audit_head, issue.audit_length)
    return f"%PDF-1.4 {assessment.pk} {said}".encode()


@pytest.fixture
def a(world):
    return year.released(world)


def test_an_lhe_is_stored_bound_and_recorded(world, a):
    before = head(a.audit_chain)
    document = issue_lhe(a.pk, number=" 700/15/\nLHE/2026 ", actor=world.ketua, render=paper)
    assert (document.kind, document.number) == (IssuedDocument.Kind.LHE, "700/15/ LHE/2026")
    assert (document.audit_head, document.audit_length) == before
    assert matches(a.audit_chain, document.audit_length, document.audit_head) is None
    with store.open_verified(document.blob.sha256) as content:
        assert str(document.pk).encode() in content.read()
    entry = of_chain(a.audit_chain).first()
    assert (entry.action, entry.actor_id, entry.object_id) == (
        "document.issue",
        world.ketua.pk,
        str(document.pk),
    )
    assert entry.after["sha256"] == document.blob.sha256
    assert verify(a.audit_chain) == []


def test_asked_twice_it_is_issued_once(world, a):
    first = issue_lhe(a.pk, number="700/1", actor=world.ketua, render=paper)
    length = head(a.audit_chain)[1]
    for number in ("700/1", ""):
        assert issue_lhe(a.pk, number=number, actor=world.admin, render=paper).pk == first.pk
    with pytest.raises(Refused, match=r"sudah terbit dengan nomor 700/1\. Nomor 700/2 tidak dipakai"):
        issue_lhe(a.pk, number="700/2", actor=world.admin, render=paper)
    assert (IssuedDocument.objects.count(), head(a.audit_chain)[1]) == (1, length)


def test_two_at_the_same_time_are_one(world, a):
    made = []

    def slow(assessment, issue):
        if not made:
            made.append(1)
            made.append(issue_lhe(a.pk, number="700/1", actor=world.admin, render=paper))
        return paper(assessment, issue)

    document = issue_lhe(a.pk, number="700/1", actor=world.ketua, render=slow)
    assert document.pk == made[1].pk
    assert IssuedDocument.objects.count() == 1


def test_of_two_numbers_at_the_same_time_one_is_refused_in_words(world, a):
    made = []

    def slow(assessment, issue):
        if not made:
            made.append(issue_lhe)
            issue_lhe(a.pk, number="700/1", actor=world.admin, render=paper)
        return paper(assessment, issue)

    with pytest.raises(Refused, match="Nomor 700/2 tidak dipakai"):
        issue_lhe(a.pk, number="700/2", actor=world.ketua, render=slow)
    assert IssuedDocument.objects.get().number == "700/1"


def test_facts_that_change_meanwhile_are_printed_anew(world, a):
    seen = []

    def disturbed(assessment, issue):
        if not seen:
            issue_score_sheet(a.pk, actor=world.petugas, render=paper)  # writes to the same chain
        seen.append(issue.audit_length)
        return paper(assessment, issue)

    document = issue_lhe(a.pk, number="700/1", actor=world.ketua, render=disturbed)
    assert len(seen) == 2
    assert document.audit_length == seen[1] == seen[0] + 1


def test_the_content_hash_follows_answers_and_notes(world, a):
    first = issue_score_sheet(a.pk, actor=world.petugas, render=paper)
    assert issue_score_sheet(a.pk, actor=world.admin, render=paper).pk == first.pk
    world.assessment(State.PENILAIAN_TPN)
    world.fill(a, "best", kind=Sheet.Kind.TPN)
    second = issue_score_sheet(a.pk, actor=world.petugas, render=paper)
    assert second.content_hash != first.content_hash
    first.refresh_from_db()
    assert first.superseded_at == second.issued_at
    lhe = issue_lhe(a.pk, number="1", actor=world.ketua, render=paper)
    Answer.objects.filter(sheet__assessment=a, sheet__kind=Sheet.Kind.TPI, code="A.I.1.i.a").update(
        note="lain"
    )
    IssuedDocument.objects.filter(pk=lhe.pk).update(superseded_at=lhe.issued_at)
    with pytest.raises(Refused, match="Nomor 1 adalah nomor LHE yang digantikan"):
        issue_lhe(a.pk, number="1", actor=world.ketua, render=paper)
    other = issue_lhe(a.pk, number="2", actor=world.ketua, render=paper)
    assert other.content_hash != lhe.content_hash


@pytest.mark.parametrize("state", [s for s in State if s not in RELEASED])
def test_nothing_is_issued_before_release(world, state):
    a = world.assessment(state)
    for who in ("ketua", "admin"):
        with pytest.raises(NotAllowed):
            issue_lhe(a.pk, number="1", actor=world.people[who], render=paper)
        with pytest.raises(NotAllowed):
            issue_score_sheet(a.pk, actor=world.people[who], render=paper)
    assert IssuedDocument.objects.count() == 0


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit", "pimpinan_instansi", "anggota", "pengendali"])
def test_only_lead_and_admin_issue_an_lhe(world, a, who):
    with pytest.raises(NotAllowed):
        issue_lhe(a.pk, number="1", actor=world.people[who], render=paper)


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_find_nothing(world, a, who):
    for issue in (
        lambda actor: issue_lhe(a.pk, number="1", actor=actor, render=paper),
        lambda actor: issue_score_sheet(a.pk, actor=actor, render=paper),
    ):
        with pytest.raises(Assessment.DoesNotExist):
            issue(world.people[who])


def test_a_number_belongs_to_one_unit_of_the_instansi(world, a):
    issue_lhe(a.pk, number="700/15/LHE", actor=world.ketua, render=paper)
    other = world.assessment(State.SELESAI_TPI, unit=world.unit2)
    other.submissions.create(content={}, content_hash="0" * 64, by=world.petugas_lain, at=a.state_since)
    with pytest.raises(Refused, match=r"Nomor 700/15/lhe sudah dipakai LHE unit lain"):
        issue_lhe(other.pk, number="700/15/lhe", actor=world.admin, render=paper)
    foreign = world.assessment(State.SELESAI_TPI, unit=world.other_unit)
    foreign.submissions.create(content={}, content_hash="0" * 64, by=world.petugas_asing, at=a.state_since)
    assert (
        issue_lhe(foreign.pk, number="700/15/LHE", actor=world.orang_asing, render=paper).number
        == "700/15/LHE"
    )


def test_without_a_submission_there_is_nothing_to_issue(world):
    a = world.assessment(State.SELESAI_TPI)
    with pytest.raises(Refused, match="belum pernah diajukan"):
        issue_lhe(a.pk, number="1", actor=world.ketua, render=paper)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("  a\tb  ", "a b"), ("a\x00b", "ab"), ("a\r\nb", "a b"), ("", ""), ("x" * 100, "x" * 100)],
)
def test_a_number_is_one_line(typed, number):
    assert clean_number(typed) == number


def test_a_number_has_an_end():
    with pytest.raises(Refused, match="100 huruf"):
        clean_number("x" * 101)
