"""Rounds of perbaikan through the services: asked, returned, answered or closed, and what each leaves behind."""

import pytest

from assessments.engine.answers import Given
from assessments.models import Answer, EvidenceUse, Round, RoundRequest, Sheet, SheetAct, State, StateChange
from assessments.services import evidence
from assessments.services.answers import Change, save_answers
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.rounds import return_to_unit, save_reply, save_request
from assessments.services.scoring import TOTALS, set_totals
from assessments.services.sheets import confirm_answer, mark_done
from assessments.services.tpi import take_over_agreement
from assessments.services.workflow import move, refusals
from assessments.stored import given
from audit.models import Entry
from audit.queries import verify
from documents.models import Document
from tests.assessments.rounds import (
    A1,
    A2,
    ASKED,
    DRAFT,
    INDEX,
    PP,
    UNIT,
    answer,
    attach,
    due_in,
    handed_in,
    mend,
    overdue,
    reply_all,
    resubmitted,
    returned,
)
from tests.assessments.tpi import FINAL, MEMBER, members_filled, weighed
from tests.factories.assessments import fresh

NO = Given("Tidak", note="Belum ada SK tahun ini.")
WORST = Given("C", note="Anggota tidak diseleksi.")


# --- the walk ------------------------------------------------------------------------------------------------


def test_two_rounds_and_then_final(world):
    a = handed_in(world)
    members_filled(world, a, done=True)
    world.fill(a, "best", kind=FINAL)
    weighed(world, a)
    first = returned(world, a)
    assert (first.number, first.before, fresh(a).state) == (1, a.submissions.get(), State.PERBAIKAN)
    mend(world, a, A1, NO)
    a = resubmitted(world, a)
    first.refresh_from_db()
    assert (first.outcome, first.closed_by, first.submission) == (
        "replied",
        world.pimpinan_unit,
        a.submissions.last(),
    )
    assert (given(answer(a, A1)), answer(a, A1).version) == (NO, 2)
    second = returned(world, a, {A1: "Notulennya juga."})
    assert (second.number, second.before) == (2, first.submission)
    a = resubmitted(world, a)
    for member in (world.anggota, world.anggota2):
        confirm_answer(a.pk, kind=MEMBER, code=A1, actor=member)
        confirm_answer(a.pk, kind=MEMBER, code=PP, actor=member)
        mark_done(a.pk, actor=member)
    final = answer(a, A1, FINAL)
    save_answers(a.pk, kind=FINAL, changes=[Change(A1, Given("Tidak"), final.version)], actor=world.ketua)
    assert [r.where for r in refusals(fresh(a), "finalkan") if r.where.startswith("tpi")] == ["tpi?periksa"]
    confirm_answer(a.pk, kind=FINAL, code=PP, actor=world.ketua)
    assert [r.where for r in refusals(fresh(a), "finalkan") if r.where.startswith("tpi")] == []
    assert [c.name for c in a.changes.all()] == ["ajukan", *["kembalikan", "ajukan_perbaikan"] * 2]
    assert not Sheet.objects.filter(assessment=a, kind=DRAFT).exists()
    assert verify(a.audit_chain) == []


def test_only_what_is_asked_is_open_and_the_submission_stands_until_the_unit_submits_again(world):
    a = handed_in(world)
    before = stored(a)
    returned(world, a)
    assert set(
        Answer.objects.filter(sheet__assessment=a, sheet__kind=DRAFT).values_list("code", flat=True)
    ) == {*ASKED}
    mend(world, a, A1, NO)
    with pytest.raises(NotAllowed) as refused:
        mend(world, a, A2, WORST)
    assert str(refused.value) == (
        f"Pertanyaan {A2} tidak diminta TPI untuk diperbaiki, jadi tidak dapat diubah."
    )
    assert stored(a) == before
    assert given(answer(a, A1, DRAFT)) == NO


def stored(a) -> dict:
    """The unit's sheet as it is: answers with their versions, and totals."""
    sheet = Sheet.objects.get(assessment=a, kind=UNIT)
    answers = {x.code: (x.value, x.note, x.version, x.updated_at) for x in sheet.answers.all()}
    return answers | {name: getattr(sheet, name) for name in TOTALS}


def test_totals_of_draft_and_merged_sheet_equal_a_recomputation(world):
    a = handed_in(world)
    returned(world, a)
    mend(world, a, A1, NO)
    submitted = {x.code: x for x in Answer.objects.filter(sheet__assessment=a, sheet__kind=UNIT)}
    drafts = {x.code: x for x in Answer.objects.filter(sheet__assessment=a, sheet__kind=DRAFT)}
    draft = Sheet.objects.get(assessment=a, kind=DRAFT)
    told = draft.total
    set_totals(draft, a.period, (submitted | drafts).values())
    assert (draft.total, told < Sheet.objects.get(assessment=a, kind=UNIT).total) == (told, True)
    a = resubmitted(world, a)
    unit = Sheet.objects.get(assessment=a, kind=UNIT)
    assert (unit.total, unit.answered) == (told, 113)


def test_versions_rise_over_rounds_and_a_stale_tab_is_found_out(world):
    a = handed_in(world)
    returned(world, a)
    mend(world, a, A1, NO)
    mend(world, a, A1, Given("Ya", note="SK dilampirkan."))
    stale = [Change(A1, NO, 1)]
    with pytest.raises(Conflict) as conflict:
        save_answers(a.pk, kind=UNIT, changes=stale, actor=world.pimpinan_unit)
    assert (conflict.value.stored.version, conflict.value.stored.note) == (3, "SK dilampirkan.")
    a = resubmitted(world, a)
    assert (answer(a, A1).version, answer(a, PP).version) == (3, 1)
    returned(world, a, {A1: "Lagi."})
    with pytest.raises(Conflict):
        save_answers(a.pk, kind=UNIT, changes=stale, actor=world.petugas)


# --- requests ------------------------------------------------------------------------------------------------


def test_a_request_that_is_taken_out_and_written_again_is_not_what_a_stale_tab_saw(world):
    a = handed_in(world)
    first = save_request(a.pk, code=A1, text="Satu", seen=0, actor=world.ketua)
    assert (first.version, save_request(a.pk, code=A1, text=" ", seen=1, actor=world.ketua)) == (1, None)
    assert [r.where for r in refusals(fresh(a), "kembalikan")] == ["perbaikan", "perbaikan"]
    assert save_request(a.pk, code=A1, text="Dua", seen=2, actor=world.ketua).version == 3
    with pytest.raises(Conflict) as conflict:
        save_request(a.pk, code=A1, text="Tiga", seen=1, actor=world.ketua)
    assert conflict.value.stored.text == "Dua"


def test_nothing_is_written_for_an_empty_request_where_there_is_none(world):
    a = handed_in(world)
    assert save_request(a.pk, code=A1, text="", seen=0, actor=world.ketua) is None
    assert (Round.objects.count(), Entry.objects.filter(action="round.request").count()) == (0, 0)


def test_what_was_taken_out_is_not_asked(world):
    a = handed_in(world)
    save_request(a.pk, code=A2, text="Batal", seen=0, actor=world.ketua)
    save_request(a.pk, code=A2, text="", seen=1, actor=world.ketua)
    found = returned(world, a)
    assert set(found.requests.values_list("code", flat=True)) == {*ASKED}


def test_a_request_has_a_limit(world):
    a = handed_in(world)
    with pytest.raises(Refused) as refused:
        save_request(a.pk, code=A1, text="x" * 2001, seen=0, actor=world.ketua)
    assert str(refused.value) == "Permintaan paling panjang 2.000 huruf."
    assert save_request(a.pk, code=A1, text="x" * 2000, seen=0, actor=world.ketua).version == 1


def test_a_return_needs_requests_and_time(world):
    a = handed_in(world)
    with pytest.raises(Refused) as refused:
        return_to_unit(a.pk, due=due_in(7), actor=world.ketua)
    assert [m for m, _ in refused.value.reasons] == [
        "Belum ada pertanyaan yang diminta diperbaiki. Tulis permintaannya."
    ]
    assert Round.objects.count() == 0
    save_request(a.pk, code=A1, text="SK", seen=0, actor=world.ketua)
    with pytest.raises(Refused) as refused:
        return_to_unit(a.pk, due=due_in(-1), actor=world.ketua)
    assert "sudah lewat. Pilih hari yang akan datang." in str(refused.value)
    assert (fresh(a).state, Round.objects.get().due) == (State.PENILAIAN_TPI, None)


def test_asked_twice_it_happens_once(world):
    a = handed_in(world)
    first = returned(world, a)
    again = return_to_unit(a.pk, due=due_in(9), actor=world.ketua)
    assert (again.pk, again.due) == (first.pk, first.due)
    reply_all(world, a)
    for _ in range(2):
        move(a.pk, "ajukan_perbaikan", actor=world.pimpinan_unit)
    assert StateChange.objects.filter(assessment=a).count() == 3
    assert a.submissions.count() == 2


# --- replies -------------------------------------------------------------------------------------------------


def test_every_request_wants_a_reply(world):
    a = handed_in(world)
    returned(world, a)
    save_reply(a.pk, code=A1, text="Sudah.", seen=0, actor=world.petugas)
    with pytest.raises(Refused) as refused:
        move(a.pk, "ajukan_perbaikan", actor=world.pimpinan_unit)
    assert refused.value.reasons == [(f"1 permintaan TPI belum ditanggapi: {PP}.", "perbaikan")]


def test_what_the_unit_mends_must_be_complete(world):
    a = handed_in(world)
    returned(world, a)
    reply_all(world, a)
    mend(world, a, A1, Given(None, none_yet=True))
    with pytest.raises(Refused) as refused:
        move(a.pk, "ajukan_perbaikan", actor=world.pimpinan_unit)
    assert [where for _, where in refused.value.reasons] == ["answers?tanpa_catatan"]


def test_a_pokja_replies_in_its_areas_alone(world):
    a = handed_in(world)
    returned(world, a)
    save_reply(a.pk, code=A1, text="Sudah.", seen=0, actor=world.petugas_pokja)
    with pytest.raises(NotAllowed):
        save_reply(a.pk, code=PP, text="Sudah.", seen=0, actor=world.petugas_pokja)
    with pytest.raises(NotAllowed):
        mend(world, a, PP, WORST, actor=world.petugas_pokja)
    with pytest.raises(Refused) as refused:
        save_reply(a.pk, code=A2, text="Sudah.", seen=0, actor=world.petugas)
    assert str(refused.value) == "TPI tidak meminta perbaikan untuk pertanyaan ini."


def test_two_replies_meet(world):
    a = handed_in(world)
    returned(world, a)
    save_reply(a.pk, code=A1, text="Satu.", seen=0, actor=world.petugas)
    with pytest.raises(Conflict) as conflict:
        save_reply(a.pk, code=A1, text="Dua.", seen=0, actor=world.pimpinan_unit)
    assert (conflict.value.stored.reply, conflict.value.stored.reply_version) == ("Satu.", 1)
    save_reply(a.pk, code=A1, text="Satu.", seen=0, actor=world.pimpinan_unit)
    assert Entry.objects.filter(action="round.reply").count() == 1


def test_a_late_reply_is_taken_and_said_to_be_late(world):
    a = handed_in(world)
    found = returned(world, a)
    overdue(a)
    resubmitted(world, a)
    found.refresh_from_db()
    assert (found.is_late, found.outcome) == (True, "replied")


# --- closing -------------------------------------------------------------------------------------------------


def test_closing_waits_for_the_due_date_and_wants_a_reason(world):
    a = handed_in(world)
    returned(world, a)
    with pytest.raises(Refused) as refused:
        move(a.pk, "tutup_perbaikan", actor=world.ketua)
    assert [m.split(".")[0] for m, _ in refused.value.reasons] == [
        "Unit masih punya waktu untuk menjawab",
        "Tuliskan alasannya",
    ]


def test_closing_drops_the_drafts_and_the_replies_and_the_audit_keeps_them(world):
    a = handed_in(world)
    members_filled(world, a, done=True)
    before = stored(a)
    proof = EvidenceUse.objects.get()
    found = returned(world, a)
    mend(world, a, A1, NO)
    attach(world, a, A1, "baru.txt", b"SK tahun ini\n")
    evidence.remove(proof.pk, actor=world.petugas)
    save_reply(a.pk, code=A1, text="SK menyusul.", seen=0, actor=world.petugas)
    overdue(a)
    for _ in range(2):
        move(a.pk, "tutup_perbaikan", actor=world.ketua, reason="Tidak dijawab.")
    found.refresh_from_db()
    assert (found.outcome, found.reason, found.submission, found.is_late) == (
        "closed",
        "Tidak dijawab.",
        None,
        False,
    )
    assert stored(a) == before
    assert [(u.pk, u.draft, u.removed_at) for u in EvidenceUse.objects.all()] == [(proof.pk, "", None)]
    assert not Sheet.objects.filter(assessment=a, kind=DRAFT).exists()
    assert set(RoundRequest.objects.values_list("reply", "replied_by")) == {("", None)}
    kept = Entry.objects.get(action="state.tutup_perbaikan").after
    assert kept["dropped"][A1]["note"] == NO.note
    assert kept["dropped_replies"] == {A1: "SK menyusul."}
    assert (
        list(Sheet.objects.filter(kind=MEMBER).values_list("unconfirmed", "open_codes")) == [([], None)] * 2
    )
    assert a.submissions.count() == 1
    save_request(a.pk, code=A1, text="Sekali lagi.", seen=0, actor=world.ketua)
    assert Round.objects.get(closed_at=None).number == 2


# --- evidence ------------------------------------------------------------------------------------------------


def test_evidence_in_a_round_is_added_removed_and_put_back(world):
    a = handed_in(world)
    old = EvidenceUse.objects.get()
    returned(world, a)
    new = attach(world, a, A1, "sk-baru.txt", b"SK tahun ini\n")
    evidence.remove(old.pk, actor=world.petugas)
    document = Document.objects.get(revisions=old.revision)
    back = evidence.attach_existing(a.pk, code=A1, document_id=document.pk, actor=world.petugas)
    assert (back.pk, back.draft, new.draft) == (old.pk, "", "add")
    evidence.remove(old.pk, actor=world.petugas)
    with pytest.raises(EvidenceUse.DoesNotExist):
        evidence.remove(old.pk, actor=world.petugas)
    with pytest.raises(NotAllowed):
        attach(world, a, A2, "lain.txt", b"lain\n")
    a = resubmitted(world, a)
    kept = {u.pk: (u.draft, u.removed_at is not None) for u in EvidenceUse.objects.all()}
    assert kept == {old.pk: ("", True), new.pk: ("", False)}
    returned(world, a, {A1: "Kembalikan yang lama."})
    again = evidence.attach_existing(a.pk, code=A1, document_id=document.pk, actor=world.petugas)
    assert (again.pk == old.pk, again.draft) == (False, "add")
    resubmitted(world, a)
    assert EvidenceUse.objects.filter(removed_at=None, code=A1).count() == 2


def test_what_was_added_in_the_round_can_be_taken_off_again_without_a_trace_for_tpi(world):
    a = handed_in(world)
    returned(world, a)
    new = attach(world, a, A1, "sk-baru.txt", b"SK tahun ini\n")
    evidence.remove(new.pk, actor=world.petugas)
    assert EvidenceUse.objects.count() == 1


# --- TPI after the round ---------------------------------------------------------------------------------------


def test_done_sheets_open_for_what_was_asked_alone(world):
    a = handed_in(world)
    members_filled(world, a)
    mark_done(a.pk, actor=world.anggota)
    world.fill(a, "best", kind=FINAL)
    returned(world, a)
    a = resubmitted(world, a)
    done, at_work = (Sheet.objects.get(assessment=a, owner=p) for p in (world.anggota, world.anggota2))
    final = Sheet.objects.get(assessment=a, kind=FINAL)
    assert (done.done_at, done.open_codes, done.unconfirmed) == (None, [*ASKED], [*ASKED])
    assert (at_work.open_codes, at_work.unconfirmed) == (None, [*ASKED])
    assert (final.open_codes, final.unconfirmed) == (None, [*ASKED])
    assert list(SheetAct.objects.values_list("sheet", "act")) == [(done.pk, "done"), (done.pk, "round")]
    with pytest.raises(NotAllowed):
        save_answers(a.pk, kind=MEMBER, changes=[Change(A2, WORST, 1)], actor=world.anggota)
    with pytest.raises(Refused) as refused:
        mark_done(a.pk, actor=world.anggota)
    assert refused.value.reasons == [
        ("2 jawaban yang diperbaiki unit belum Anda periksa lagi.", "tpi?periksa")
    ]
    save_answers(a.pk, kind=MEMBER, changes=[Change(A1, NO, 1)], actor=world.anggota)
    confirm_answer(a.pk, kind=MEMBER, code=PP, actor=world.anggota)
    assert mark_done(a.pk, actor=world.anggota).open_codes is None


def test_the_other_seats_do_not_ask(world):
    a = handed_in(world)
    for who in ("anggota", "pengendali", "admin", "petugas", "pimpinan_unit", "pimpinan_instansi"):
        with pytest.raises(NotAllowed):
            save_request(a.pk, code=INDEX, text="Sumbernya?", seen=0, actor=world.people[who])
        with pytest.raises(NotAllowed):
            return_to_unit(a.pk, due=due_in(3), actor=world.people[who])
    for who in ("orang_asing", "petugas_lain", "tanpa_peran"):
        with pytest.raises(type(a).DoesNotExist):
            save_request(a.pk, code=INDEX, text="Sumbernya?", seen=0, actor=world.people[who])


def test_agreement_about_an_answer_that_is_gone_is_not_taken_over(world):
    a = handed_in(world)
    members_filled(world, a, done=True)
    returned(world, a)
    mend(world, a, A1, NO)
    a = resubmitted(world, a)
    taken = take_over_agreement(a.pk, actor=world.ketua)
    assert set(world.instrument.questions) - set(taken.changed) == set(ASKED)
    for member in (world.anggota, world.anggota2):
        confirm_answer(a.pk, kind=MEMBER, code=A1, actor=member)
    assert take_over_agreement(a.pk, actor=world.ketua).changed == (A1,)
