"""Marks on evidence in the services: whose they are, when they are locked, what of them is released, what is kept."""

import pytest
from django.utils import timezone

from assessments.models import EvidenceMark, EvidenceUse, RoundMark, Sheet, State
from assessments.result_hash import result_content, result_hash, sheet_hash
from assessments.services import evidence
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.marks import Wanted, save_mark
from assessments.services.rounds import save_request, take_marks
from assessments.services.sheets import excuse_member, mark_done, reopen_sheet
from assessments.services.signing import sign_result
from assessments.services.workflow import move
from audit.models import Entry
from audit.queries import of_chain
from tests.assessments.marks import FINAL, MEMBER, put_mark, stored
from tests.assessments.rounds import A1, A2, PP, attach, handed_in, overdue, resubmitted, returned
from tests.assessments.tpi import members_filled, weighed
from tests.factories.assessments import fresh
from units.models import ConflictOfInterest
from units.queries import forget_hats


@pytest.fixture
def a(world):
    """The unit has submitted, with evidence at A1."""
    return handed_in(world)


@pytest.fixture
def use(a) -> EvidenceUse:
    """That evidence."""
    return EvidenceUse.objects.get(assessment=a, code=A1)


def save(use, verdict="sebagian", page="hlm. 4", note="Baru satu bulan.", *, seen=0, kind=MEMBER, actor):
    return save_mark(use.pk, kind=kind, wanted=Wanted(verdict, page, note), seen=seen, actor=actor)


def said(mark: EvidenceMark | RoundMark) -> tuple[str, str, str]:
    return mark.verdict, mark.page, mark.note


def mark_entries(a) -> list[Entry]:
    return list(of_chain(a.audit_chain).filter(action="mark.save").order_by("seq"))


# --- writing -------------------------------------------------------------------------------------------------


def test_each_marks_in_the_own_sheet_and_the_lead_in_the_final_one(world, a, use):
    save(use, actor=world.anggota)
    save(use, "tidak", "", "Bukan SK.", actor=world.anggota2)
    save(use, "meyakinkan", "hlm. 1", "", kind=FINAL, actor=world.ketua)
    found = {
        (mark.sheet.kind, mark.sheet.owner_id): (*said(mark), mark.version, mark.updated_by)
        for mark in EvidenceMark.objects.select_related("sheet", "updated_by")
    }
    assert found == {
        ("member", world.anggota.pk): ("sebagian", "hlm. 4", "Baru satu bulan.", 1, world.anggota),
        ("member", world.anggota2.pk): ("tidak", "", "Bukan SK.", 1, world.anggota2),
        ("tpi", None): ("meyakinkan", "hlm. 1", "", 1, world.ketua),
    }


def test_a_mark_is_audited_in_the_chain_of_the_assessment(world, a, use):
    save(use, actor=world.anggota)
    save(use, "tidak", "hlm. 4", "", seen=1, actor=world.anggota)
    sheet = Sheet.objects.get(assessment=a, owner=world.anggota)
    document = use.revision.document_id
    first = {
        "code": A1,
        "document": document,
        "verdict": "sebagian",
        "page": "hlm. 4",
        "note": "Baru satu bulan.",
    }
    second = {"code": A1, "document": document, "verdict": "tidak", "page": "hlm. 4", "note": ""}
    assert [
        (e.object_label, e.object_id, e.actor_id, e.role, e.before, e.after) for e in mark_entries(a)
    ] == [
        (
            "assessments.mark.member",
            f"{sheet.pk}/{use.pk}",
            world.anggota.pk,
            "Anggota TPI",
            before,
            after,
        )
        for before, after in ((None, first | {"version": 1}), (first, second | {"version": 2}))
    ]


def test_an_equal_mark_writes_nothing_whatever_version_was_seen(world, a, use):
    save(use, actor=world.anggota)
    again = save(use, actor=world.anggota)
    assert (again.version, len(mark_entries(a))) == (1, 1)
    assert save_mark(use.pk, kind=FINAL, wanted=Wanted(), seen=0, actor=world.ketua) is None
    assert not Sheet.objects.filter(assessment=a, kind=FINAL).exists()


def test_belum_ditandai_takes_a_mark_back_and_keeps_its_version(world, use):
    save(use, actor=world.anggota)
    cleared = save(use, "", "", "", seen=1, actor=world.anggota)
    assert (*said(cleared), cleared.version) == ("", "", "", 2)
    with pytest.raises(Conflict):
        save(use, "tidak", seen=1, actor=world.anggota)
    assert save(use, "tidak", seen=2, actor=world.anggota).version == 3


def test_a_stale_version_is_a_conflict_with_what_stands(world, use):
    save(use, "meyakinkan", "", "", kind=FINAL, actor=world.ketua)
    with pytest.raises(Conflict) as error:
        save(use, "tidak", "", "", kind=FINAL, actor=world.ketua)
    assert (error.value.code, error.value.stored, stored(use).verdict) == (A1, stored(use), "meyakinkan")


def test_a_page_without_a_verdict_is_kept_and_counts_as_no_mark(world, a, use):
    mark = save(use, "", "hlm. 2", "Lihat lagi.", kind=FINAL, actor=world.ketua)
    assert (mark.verdict, "marks" in result_content(a)) == ("", False)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted("bagus"), "Pilih salah satu"),
        (Wanted("tidak", page="h" * 61), "Halaman paling panjang 60 huruf"),
        (Wanted("tidak", note="c" * 2001), "paling panjang 2.000 huruf"),
    ],
)
def test_a_bad_mark_is_refused(world, use, wanted, said):
    with pytest.raises(Refused, match=said):
        save_mark(use.pk, kind=MEMBER, wanted=wanted, seen=0, actor=world.anggota)
    assert EvidenceMark.objects.count() == 0


def test_the_longest_texts_are_taken_and_the_page_is_one_line(world, use):
    mark = save(use, "tidak", "hlm.\n4\x00 dan\u202e 5", "c" * 2000, actor=world.anggota)
    assert (mark.page, len(mark.note)) == ("hlm. 4 dan 5", 2000)


# --- who may not ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("petugas", MEMBER),
        ("petugas", FINAL),
        ("pimpinan_unit", FINAL),
        ("admin", FINAL),
        ("pimpinan_instansi", MEMBER),
        ("pengendali", FINAL),
        ("pengendali", MEMBER),
        ("anggota", FINAL),
        ("ketua", MEMBER),
    ],
)
def test_nobody_marks_in_a_sheet_that_is_not_theirs(world, use, who, kind):
    with pytest.raises(NotAllowed):
        save(use, kind=kind, actor=world.people[who])
    assert (EvidenceMark.objects.count(), mark_entries(use.assessment)) == (0, [])


@pytest.mark.parametrize(
    "who", ["petugas_lain", "orang_asing", "petugas_asing", "admin_sistem", "tanpa_peran"]
)
def test_a_stranger_does_not_learn_that_the_evidence_exists(world, use, who):
    with pytest.raises(EvidenceUse.DoesNotExist):
        save(use, actor=world.people[who])


def test_only_sheets_of_tpi_carry_marks(world, use):
    for kind in (Sheet.Kind.UNIT, Sheet.Kind.PRELIMINARY, Sheet.Kind.TPN, "ngawur"):
        with pytest.raises(Refused):
            save(use, kind=kind, actor=world.ketua)


@pytest.mark.parametrize("state", [s for s in State if s not in (State.PENILAIAN_TPI, State.PERBAIKAN)])
def test_marks_are_written_while_tpi_assesses_and_never_else(world, use, state):
    world.assessment(state)
    for who, kind in (("anggota", MEMBER), ("ketua", FINAL)):
        with pytest.raises(NotAllowed):
            save(use, kind=kind, actor=world.people[who])


def test_a_member_with_a_conflict_of_interest_marks_nothing(world, a, use):
    save(use, actor=world.anggota)
    ConflictOfInterest.objects.create(
        user=world.anggota, unit=world.unit, reason="Kerabat.", declared_at=timezone.now()
    )
    forget_hats(world.anggota)
    with pytest.raises(EvidenceUse.DoesNotExist):
        save(use, "tidak", seen=1, actor=world.anggota)
    assert stored(use, MEMBER, world.anggota).verdict == "sebagian"


def test_a_sheet_that_is_done_or_excused_locks_its_marks(world, a, use):
    members_filled(world, a)
    save(use, actor=world.anggota)
    mark_done(a.pk, actor=world.anggota)
    with pytest.raises(NotAllowed, match="sudah dinyatakan selesai"):
        save(use, "tidak", seen=1, actor=world.anggota)
    reopen_sheet(a.pk, member_id=world.anggota.pk, reason="Lihat lagi.", actor=world.ketua)
    save(use, "tidak", seen=1, actor=world.anggota)
    excuse_member(a.pk, member_id=world.anggota2.pk, reason="Cuti.", actor=world.ketua)
    with pytest.raises(NotAllowed, match="dibebaskan"):
        save(use, actor=world.anggota2)


def test_what_a_member_signs_are_answers_and_marks(world, a, use):
    members_filled(world, a)
    answers = {x.code: x for x in Sheet.objects.get(assessment=a, owner=world.anggota).answers.all()}
    save(use, actor=world.anggota)
    mark_done(a.pk, actor=world.anggota)
    signed = a.signatures.get(user=world.anggota).content_hash
    assert signed == sheet_hash(answers, [stored(use, MEMBER, world.anggota)])
    assert signed != sheet_hash(answers)


# --- evidence that comes and goes ----------------------------------------------------------------------------


def test_a_draft_of_the_unit_is_not_known_to_tpi(world, a):
    returned(world, a)
    draft = attach(world, a, A1, "baru.txt", b"SK tahun ini\n")
    for who, kind in (("anggota", MEMBER), ("ketua", FINAL)):
        with pytest.raises(EvidenceUse.DoesNotExist):
            save(draft, kind=kind, actor=world.people[who])
    with pytest.raises(NotAllowed):
        save(draft, actor=world.petugas)


def test_evidence_that_was_taken_off_keeps_its_mark_and_takes_no_new_one(world, a, use):
    put_mark(world, use, "tidak", "hlm. 1", "SK tahun lalu.")
    returned(world, a)
    evidence.remove(use.pk, actor=world.petugas)
    put_mark(world, use, "sebagian")  # for TPI it still stands: the unit has only drafted
    fresh_one = attach(world, a, A1, "baru.txt", b"SK tahun ini\n")
    resubmitted(world, a)
    with pytest.raises(Refused, match="sudah dilepas unit"):
        save(use, "meyakinkan", seen=2, kind=FINAL, actor=world.ketua)
    assert (stored(use).verdict, stored(fresh_one)) == ("sebagian", None)
    assert "marks" not in result_content(fresh(a))
    put_mark(world, fresh_one, "meyakinkan", "hlm. 1")
    assert result_content(fresh(a))["marks"] == {str(fresh_one.pk): ["meyakinkan", "hlm. 1", ""]}


def test_evidence_that_tpi_marked_is_never_deleted(world, a, use):
    late = EvidenceUse.objects.create(assessment=a, code=A2, revision=use.revision, added_by=world.petugas)
    put_mark(world, late, "tidak")  # in no submission, however that came
    returned(world, a, {A2: "Ganti."})
    evidence.remove(late.pk, actor=world.petugas)
    resubmitted(world, a)
    late.refresh_from_db()
    assert (late.removed_at is not None, stored(late).verdict) == (True, "tidak")


def test_after_a_round_a_member_who_was_done_marks_what_was_asked_and_no_more(world, a, use):
    other = attach_before(world, a)
    members_filled(world, a, done=True)
    returned(world, a)
    resubmitted(world, a)
    save(use, actor=world.anggota)
    with pytest.raises(NotAllowed, match="tidak dibuka lagi"):
        save(other, actor=world.anggota)


def attach_before(world, a) -> EvidenceUse:
    """Evidence at A2, which was submitted too."""
    first = EvidenceUse.objects.get(assessment=a, code=A1)
    return EvidenceUse.objects.create(
        assessment=a, code=A2, revision=first.revision, added_by=world.petugas, locator="hlm. 2"
    )


# --- released with the round ---------------------------------------------------------------------------------


def told(a) -> list[tuple]:
    marks = RoundMark.objects.filter(round__assessment=a).order_by("round__number", "pk")
    return [(m.round.number, m.use.code, *said(m)) for m in marks]


def test_a_round_tells_the_leads_marks_of_what_it_asks_and_keeps_them_as_they_were(world, a, use):
    other = attach_before(world, a)
    put_mark(world, use, "sebagian", "hlm. 4", "Baru satu bulan.")
    put_mark(world, other, "tidak", "hlm. 2", "Tidak ditanyakan.")
    save(use, "tidak", "", "Kata anggota.", actor=world.anggota)
    returned(world, a)
    assert told(a) == [(1, A1, "sebagian", "hlm. 4", "Baru satu bulan.")]
    put_mark(world, use, "meyakinkan", "", "Sudah cukup.")
    resubmitted(world, a)
    put_mark(world, use, "tidak", "hlm. 9", "Ternyata tidak.")
    assert told(a) == [(1, A1, "sebagian", "hlm. 4", "Baru satu bulan.")]
    returned(world, a, {A1: "Sekali lagi."})
    assert told(a)[1:] == [(2, A1, "tidak", "hlm. 9", "Ternyata tidak.")]


def test_a_round_tells_no_page_without_a_verdict_and_no_mark_on_what_is_gone(world, a, use):
    put_mark(world, use, "", "hlm. 4", "Belum saya putuskan.")
    gone = attach_before(world, a)
    EvidenceUse.objects.filter(pk=gone.pk).update(code=PP)
    put_mark(world, gone, "tidak")
    EvidenceUse.objects.filter(pk=gone.pk).update(removed_at=a.created_at)
    returned(world, a)
    assert told(a) == []


def test_a_round_that_is_closed_without_a_reply_keeps_what_was_told(world, a, use):
    put_mark(world, use, "tidak", "hlm. 1", "SK tahun lalu.")
    returned(world, a)
    overdue(a)
    move(a.pk, "tutup_perbaikan", actor=world.ketua, reason="Tidak dijawab.")
    assert told(a) == [(1, A1, "tidak", "hlm. 1", "SK tahun lalu.")]


def test_the_result_that_is_signed_holds_the_marks(world, a, use):
    members_filled(world, a, done=True)
    world.fill(a, "best", kind=FINAL)
    weighed(world, a)
    before = result_hash(a)
    put_mark(world, use, "tidak", "hlm. 1", "SK tahun lalu.")
    assert result_hash(a) != before
    sign_result(a.pk, actor=world.ketua)
    put_mark(world, use, "sebagian")
    with pytest.raises(Refused):
        move(a.pk, "finalkan", actor=world.ketua)


# --- into a request ------------------------------------------------------------------------------------------


def test_the_leads_notes_become_a_request_once(world, a, use):
    put_mark(world, use, "sebagian", "hlm. 4", "Baru satu bulan.")
    save(use, "tidak", "", "Kata anggota.", actor=world.anggota)
    save_request(a.pk, code=A1, text="Lengkapi.", seen=0, actor=world.ketua)
    title = use.revision.document.title
    expected = f"Lengkapi.\n\n“{title}” (hlm. 4) baru meyakinkan sebagian: Baru satu bulan."
    for seen in (1, 1):
        made = take_marks(a.pk, code=A1, text="Lengkapi.", seen=seen, actor=world.ketua)
        assert (made.text, made.version) == (expected, 2)


def test_only_the_lead_takes_notes_over_and_only_where_there_are_some(world, a, use):
    put_mark(world, use, "meyakinkan", "hlm. 4", "Jelas.")
    with pytest.raises(Refused, match="Tidak ada bukti yang Anda tandai"):
        take_marks(a.pk, code=A1, text="", seen=0, actor=world.ketua)
    for who in ("anggota", "pengendali", "petugas", "admin"):
        with pytest.raises(NotAllowed):
            take_marks(a.pk, code=A1, text="", seen=0, actor=world.people[who])
