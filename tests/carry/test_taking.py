"""Taking over an earlier year: what comes along, what stays behind with its reason, once, and back."""

import pytest
from django.db import connection

from assessments.engine.answers import Given
from assessments.models import (
    Activity,
    Answer,
    Assessment,
    CarriedItem,
    CarryOver,
    EvidenceLine,
    EvidenceUse,
    Sheet,
    State,
)
from assessments.services.answers import Change, save_answers
from assessments.services.carry import carry_over
from assessments.services.carry_checks import confirm_carried, undo_carry
from assessments.services.errors import NotAllowed, Refused
from assessments.services.moved import freeze
from assessments.services.scoring import score_answers
from audit.models import Entry
from tests.carry.years import CHOICE, COUNTS, DECREASE, last_year, own_line, proof, unit_sheet, year_span
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(world) -> Assessment:
    return world.assessment(State.PENILAIAN_MANDIRI)


def told(a: Assessment) -> dict[str, tuple]:
    return {
        row.code: (row.value, row.none_yet, row.note)
        for row in Answer.objects.filter(sheet__assessment=a, sheet__kind=Sheet.Kind.UNIT)
    }


def left(carry: CarryOver) -> set[tuple[str, str, str]]:
    return {(one["kind"], one["code"], one["why"]) for one in carry.left_out}


def test_everything_but_indices_comes_along_and_waits(world, now):
    before = last_year(world)
    carry = carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    answers, sheet = told(now), unit_sheet(now)
    assert len(answers) == 111
    assert {"B.I.a", "B.II.a"}.isdisjoint(answers)
    assert answers[CHOICE] == ("Ya", False, "")
    assert answers[COUNTS] == ({"agen": 4, "perubahan": 4}, False, "")
    assert sorted(sheet.unconfirmed) == sorted(answers)
    assert left(carry) == {
        ("answer", "B.I.a", "Indeks survei selalu dari tahunnya sendiri."),
        ("answer", "B.II.a", "Indeks survei selalu dari tahunnya sendiri."),
    }


def test_totals_equal_a_recomputation(world, now):
    before = last_year(world, "random")
    carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    sheet = unit_sheet(now)
    stored = (sheet.total, sheet.scores, sheet.answered)
    score = score_answers(now.period, Answer.objects.filter(sheet=sheet))
    assert stored[2] == score.answered
    make.rewrite_totals(sheet, now.period, Answer.objects.filter(sheet=sheet))
    assert (sheet.total, sheet.scores, sheet.answered) == stored


def test_of_a_decrease_only_last_years_number_is_known(world, now):
    before = last_year(world, {DECREASE: {"lalu": 9, "kini": 5, "sanksi": 5}})
    carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    assert told(now) == {DECREASE: ({"lalu": 5}, False, "")}


def test_of_a_decrease_two_years_ago_nothing_is_known(world, now):
    before = last_year(world, {DECREASE: {"lalu": 9, "kini": 5, "sanksi": 5}, CHOICE: "Ya"}, year=2024)
    carry = carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    assert told(now) == {CHOICE: ("Ya", False, "")}
    assert left(carry) == {("answer", DECREASE, "Jumlah tahun ini dan tahun sebelumnya diisi baru.")}


def test_what_was_submitted_is_the_source_and_not_what_came_later(world, now):
    before = last_year(world, {CHOICE: Given("Ya", note="Diajukan.")})
    Answer.objects.filter(sheet__assessment=before).update(value="Tidak", note="Sesudahnya.")
    carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    assert told(now) == {CHOICE: ("Ya", False, "Diajukan.")}


def test_a_year_that_was_never_submitted_gives_its_sheet_as_it_stands(world, now):
    before = last_year(world, {CHOICE: "Ya"}, state=State.PENILAIAN_MANDIRI, submit=False)
    carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    assert told(now) == {CHOICE: ("Ya", False, "")}


def test_what_was_answered_this_year_is_never_touched(world, now):
    before = last_year(world, {CHOICE: Given("Ya", note="2025"), "A.I.1.ii.a": Given("Ya", note="2025")})
    world.fill(now, {CHOICE: Given("Tidak", note="2026"), "A.I.1.ii.a": Given(None, note="Masih dicari.")})
    carry = carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    assert told(now) == {
        CHOICE: ("Tidak", False, "2026"),
        "A.I.1.ii.a": ("Ya", False, "Masih dicari."),
    }
    assert left(carry) == {("answer", CHOICE, "Sudah ada jawaban tahun ini, jadi tidak disentuh.")}


def test_twice_is_once(world, now):
    before = last_year(world)
    first = carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    answers, entries = told(now), Entry.objects.count()
    assert first is not None
    assert carry_over(now.pk, source_id=before.pk, actor=world.pimpinan_unit) is None
    assert (told(now), Entry.objects.count(), CarryOver.objects.count()) == (answers, entries, 1)


def test_what_the_unit_emptied_does_not_come_back(world, now):
    before = last_year(world, {CHOICE: "Ya"})
    carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    save_answers(now.pk, kind="unit", changes=[Change(CHOICE, Given(), 1)], actor=world.petugas)
    assert carry_over(now.pk, source_id=before.pk, actor=world.petugas) is None
    assert (told(now), unit_sheet(now).unconfirmed) == ({CHOICE: (None, False, "")}, [])


def test_evidence_of_its_period_comes_along_and_hangs_where_it_hung(world, now):
    before = last_year(world, {CHOICE: "Ya"}, submit=False)
    line = own_line(world, before, CHOICE, "Daftar hadir")
    proof(world, before, CHOICE, "SK tanpa periode", line=line)
    proof(world, before, CHOICE, "Laporan 2025", **year_span(2025))
    proof(world, before, CHOICE, "Renstra", speaks_from="2025-01-01", speaks_until="2029-12-31")
    proof(world, before, CHOICE, "Foto", speaks_of="Semester II 2025")
    kept = proof(world, before, CHOICE, "Arsip")
    type(kept.revision.document).objects.filter(title="Arsip").update(archived_at=before.state_since)
    freeze(before, world.petugas)
    carry = carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    uses = EvidenceUse.objects.filter(assessment=now)
    assert [(use.revision.document.title, use.locator) for use in uses] == [
        ("SK tanpa periode", "hlm. 2"),
        ("Renstra", "hlm. 2"),
    ]
    assert [use.line.text if use.line else "" for use in uses] == ["Daftar hadir", ""]
    assert left(carry) == {
        ("evidence", CHOICE, "Periode isinya (2025) tidak mencakup 2026."),
        ("evidence", CHOICE, "Membuktikan periode yang sudah lewat: Semester II 2025."),
        ("evidence", CHOICE, "Dokumennya sudah diarsipkan."),
    }


def test_lines_come_along_and_ticks_do_not(world, now):
    before = last_year(world, {CHOICE: "Ya"})
    own_line(world, before, CHOICE, "Daftar hadir", state="ada")
    own_line(world, before, CHOICE, "SK tim kerja ZI", own=False, state="ada")
    own_line(world, before, CHOICE, "Notulen rapat pembentukan tim", own=False, state="tidak", reason="Lisan")
    carry = carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    lines = EvidenceLine.objects.filter(assessment=now).values_list("text", "own", "state", "reason")
    assert list(lines) == [
        ("Daftar hadir", True, "", ""),
        ("Notulen rapat pembentukan tim", False, "tidak", "Lisan"),
    ]
    assert left(carry) == {
        ("line", CHOICE, "Centang tahun lalu tidak ikut: periksa apakah bukti tahun ini ada.")
    }


def test_a_pokja_takes_its_area_alone(world, now):
    before = last_year(world, {CHOICE: "Ya", "A.I.2.i.a": "A"})
    carry = carry_over(now.pk, source_id=before.pk, actor=world.petugas_pokja)
    assert told(now) == {CHOICE: ("Ya", False, "")}
    assert {why for _, _, why in left(carry)} == {
        "Di luar area pokja Anda; petugas area itu atau pimpinan unit yang mengambil alihnya."
    }
    carry_over(now.pk, source_id=before.pk, actor=world.pimpinan_unit)
    assert set(told(now)) == {CHOICE, "A.I.2.i.a"}


@pytest.mark.parametrize("who", ["petugas", "petugas_pokja", "pimpinan_unit", "admin"])
def test_who_may(world, now, who):
    before = last_year(world, {CHOICE: "Ya"})
    assert carry_over(now.pk, source_id=before.pk, actor=world.people[who]).by == world.people[who]


@pytest.mark.parametrize("who", ["pimpinan_instansi", "ketua", "anggota", "pengendali"])
def test_who_may_not(world, now, who):
    before = last_year(world, {CHOICE: "Ya"})
    with pytest.raises(NotAllowed):
        carry_over(now.pk, source_id=before.pk, actor=world.people[who])


@pytest.mark.parametrize("who", ["petugas_lain", "orang_asing", "tanpa_peran", "admin_sistem"])
def test_strangers(world, now, who):
    before = last_year(world, {CHOICE: "Ya"})
    with pytest.raises(Assessment.DoesNotExist):
        carry_over(now.pk, source_id=before.pk, actor=world.people[who])


@pytest.mark.parametrize("state", State.values)
def test_only_before_the_submission(world, state):
    before, now = last_year(world, {CHOICE: "Ya"}), world.assessment(state)
    early = {"terdaftar", "pencanangan", "pembangunan", "penilaian_mandiri"}
    if state in early:
        assert carry_over(now.pk, source_id=before.pk, actor=world.petugas) is not None
    else:
        with pytest.raises(NotAllowed):
            carry_over(now.pk, source_id=before.pk, actor=world.petugas)


def test_no_other_units_year_and_no_later_one(world, now):
    other = make.make_assessment(make.make_period(world.instansi, 2025), world.unit2, State.SELESAI_TPI)
    make.fill_answers(make.make_sheet(other), "best", by=world.petugas_lain)
    strange = make.make_assessment(
        make.make_period(world.other_instansi, 2025), world.other_unit, State.SELESAI_TPI
    )
    make.fill_answers(make.make_sheet(strange), "best", by=world.petugas_asing)
    for source in (other.pk, strange.pk, now.pk, 0):
        for who in (world.petugas, world.admin):
            with pytest.raises(Refused, match="bukan tahun sebelumnya dari unit ini"):
                carry_over(now.pk, source_id=source, actor=who)
    assert CarryOver.objects.count() == 0


def test_undo_takes_back_what_nobody_looked_at(world, now):
    before = last_year(
        world,
        {CHOICE: "Ya", "A.I.1.ii.a": Given("Ya", note="2025"), COUNTS: {"agen": 1, "perubahan": 1}},
        submit=False,
    )
    proof(world, before, CHOICE, "SK tim")
    proof(world, before, "A.I.1.ii.a", "Rencana")
    own_line(world, before, "A.I.1.ii.a", "Matriks")
    freeze(before, world.petugas)
    carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    confirm_carried(now.pk, codes=[CHOICE], actor=world.petugas)
    typed = Change(COUNTS, Given({"agen": 7, "perubahan": 1}), 1)
    save_answers(now.pk, kind="unit", changes=[typed], actor=world.petugas)
    assert undo_carry(now.pk, actor=world.petugas) == 3
    assert told(now) == {
        CHOICE: ("Ya", False, ""),
        COUNTS: ({"agen": 7, "perubahan": 1}, False, ""),
        "A.I.1.ii.a": (None, False, ""),
    }
    assert [use.code for use in EvidenceUse.objects.filter(assessment=now)] == [CHOICE]
    assert not EvidenceLine.objects.filter(assessment=now).exists()
    assert unit_sheet(now).unconfirmed == [COUNTS]
    assert undo_carry(now.pk, actor=world.petugas) == 0
    carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    assert told(now)["A.I.1.ii.a"] == ("Ya", False, "2025")


def test_undo_leaves_evidence_at_a_question_answered_since(world, now):
    before = last_year(world, {CHOICE: "Ya"}, submit=False)
    for code in ("A.I.1.i.b", "A.I.1.ii.a"):
        proof(world, before, code, f"Laporan {code}")
    freeze(before, world.petugas)
    carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    changes = [Change("A.I.1.i.b", Given("A", note="Dibuktikan laporan."), 0)]
    save_answers(now.pk, kind="unit", changes=changes, actor=world.petugas)
    assert undo_carry(now.pk, actor=world.petugas) == 2
    assert [use.code for use in EvidenceUse.objects.filter(assessment=now)] == ["A.I.1.i.b"]
    assert undo_carry(now.pk, actor=world.petugas) == 0


def test_undo_keeps_this_years_own_note(world, now):
    before = last_year(world, {CHOICE: Given("Ya", note="2025")})
    world.fill(now, {CHOICE: Given(None, note="2026")})
    carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    undo_carry(now.pk, actor=world.petugas)
    assert told(now) == {CHOICE: (None, False, "2026")}


def test_no_undo_once_submitted(world, now):
    before = last_year(world, {CHOICE: "Ya"})
    carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    freeze(now, world.petugas)
    with pytest.raises(Refused, match="sudah pernah diajukan"):
        undo_carry(now.pk, actor=world.petugas)


def test_every_step_is_in_the_audit(world, now):
    before = last_year(world, {CHOICE: "Ya"}, submit=False)
    proof(world, before, CHOICE, "SK tim")
    freeze(before, world.petugas)
    carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    undo_carry(now.pk, actor=world.petugas)
    actions = (
        Entry.objects.filter(chain__key=now.audit_chain).order_by("seq").values_list("action", flat=True)
    )
    assert list(actions) == [
        "answer.carry",
        "evidence.add",
        "carry.take",
        "answer.carry_undo",
        "evidence.remove",
        "carry.undo",
    ]
    assert CarriedItem.objects.count() == 0


def test_113_answers_need_a_constant_number_of_queries(world, now, django_assert_num_queries):
    """Lock and permission 2, years 1, source 4, this year 8, TPI's final answers 1, the rest are the writes."""
    before = last_year(world, "random")
    parts = 2 if connection.vendor == "sqlite" else 0  # it takes long inserts in parts: answers, audit
    with django_assert_num_queries(30 + parts):
        carry_over(now.pk, source_id=before.pk, actor=world.admin)


def test_one_answer_needs_as_many(world, now, django_assert_num_queries):
    before = last_year(world, {CHOICE: "Ya"})
    with django_assert_num_queries(30):
        carry_over(now.pk, source_id=before.pk, actor=world.admin)


def activity(world, a: Assessment, text: str, **fields) -> Activity:
    number = a.activities.count() + 1
    return Activity.objects.create(
        assessment=a, number=number, text=text, added_by=world.petugas, **{"area": "MP", **fields}
    )


def test_open_activities_come_along_for_the_unit_and_go_again(world, now):
    before = last_year(world, {CHOICE: "Ya"})
    activity(world, before, "Selesai", percent=100)
    activity(world, before, "Belum selesai", percent=40, codes=[CHOICE])
    activity(world, before, "Belum mulai")
    by_admin = carry_over(now.pk, source_id=before.pk, actor=world.admin)
    assert ("plan", "", "Kegiatan rencana aksi diambil sendiri oleh unit.") in left(by_admin)
    assert not now.activities.exists()
    carry_over(now.pk, source_id=before.pk, actor=world.petugas)
    found = [(one.text, one.percent, one.codes) for one in now.activities.all()]
    assert found == [("Belum selesai", 40, [CHOICE]), ("Belum mulai", 0, [])]
    assert carry_over(now.pk, source_id=before.pk, actor=world.petugas) is None
    Activity.objects.filter(assessment=now, text="Belum mulai").update(version=2)
    undo_carry(now.pk, actor=world.petugas)
    assert [one.text for one in now.activities.all()] == ["Belum mulai"]
    assert told(now)[CHOICE] == (None, False, "")
