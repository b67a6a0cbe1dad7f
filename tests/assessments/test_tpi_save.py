"""Saving on the TPI page: whose sheet it goes into, conflicts, what comes back, how many queries it takes."""

import pytest

from assessments.models import Answer, Sheet, State
from assessments.services.scoring import score_answers
from assessments.services.sheets import mark_done
from audit.models import Entry
from audit.queries import verify
from tests.assessments.tpi import FINAL, MEMBER, members_filled, post, save, submitted, tpi_url

YES, LETTER, COUNTS, INDEX = "A.I.1.i.a", "A.I.1.i.b", "A.II.1.i.a", "B.I.a"


def stored(assessment, code: str, kind: str = MEMBER, owner=None) -> Answer | None:
    found = Answer.objects.filter(
        sheet__assessment=assessment, sheet__kind=kind, sheet__owner=owner, code=code
    )
    return found.first()


def test_a_member_writes_into_their_own_sheet_and_the_page_moves(world):
    a = submitted(world)
    response = save(world.client("anggota"), a, LETTER, nilai="B", catatan="Bukti hanya SK")
    answer = stored(a, LETTER, owner=world.anggota)
    assert (answer.value, answer.note, answer.version, answer.updated_by) == (
        "B",
        "Bukti hanya SK",
        1,
        world.anggota,
    )
    sheet = Sheet.objects.get(assessment=a, kind=MEMBER)
    score = score_answers(a.period, sheet.answers.all())
    assert (str(sheet.total), sheet.answered, score.answered) == ("0.125000", 1, 1)
    assert stored(a, LETTER, "unit").value == "A"
    html = response.content.decode()
    assert response.status_code == 200
    for part in (
        "v-A-I-1-i-b",
        "p-A-I-1-i-b",
        "r-A-I-1-i-b",
        "s-A-I-1-i-b",
        "d-A-I-1-i-b",
        "g-A-I-1-i",
        "zi-head",
    ):
        assert f'id="{part}"' in html
    for part in (
        "n-A",
        "n-A-I",
        "n-A-I-1",
        "n-A-I-1-i",
        "zi-minima-body",
        "zi-minima-bar",
        "zi-own",
        "zi-filter-belum",
        "zi-filter-beda",
    ):
        assert f'id="{part}"' in html
    assert "Berbeda dari unit" in html
    assert "Tampilkan 112 yang belum" in html
    assert 'name="nilai"' not in html  # no field is swapped: nothing typed meanwhile is lost
    entry = Entry.objects.get(action="answer.save")
    assert (entry.object_label, entry.role) == ("assessments.answer.member", "Anggota TPI")
    assert verify(a.audit_chain) == []


def test_the_lead_writes_the_final_answer_and_is_told_that_a_difference_needs_a_reason(world):
    a = submitted(world)
    response = save(world.client("ketua"), a, LETTER, kind=FINAL, nilai="C")
    assert stored(a, LETTER, FINAL).value == "C"
    html = response.content.decode()
    assert "Tuliskan alasannya di catatan" in html
    assert "Putuskan 112 yang tersisa" in html
    for part in ("zi-task-belum", "zi-task-tanpa_catatan", "zi-next-step", "zi-filter-tanpa_catatan"):
        assert f'id="{part}"' in html
    again = save(
        world.client("ketua"), a, LETTER, kind=FINAL, version=1, nilai="C", catatan="Tidak diseleksi"
    )
    assert "Tuliskan alasannya" not in again.content.decode()


def test_counts_indices_and_belum_ada_are_saved(world):
    a = submitted(world)
    member = world.client("anggota")
    assert "87,50%" in save(member, a, COUNTS, isian={"agen": "8", "perubahan": "7"}).content.decode()
    assert "90,00%" in save(member, a, INDEX, nilai="3,6", sumber="Survei inspektorat").content.decode()
    save(member, a, YES, nilai="belum", catatan="SK tidak ditunjukkan")
    answer = stored(a, YES, owner=world.anggota)
    assert (answer.value, answer.none_yet, answer.note) == (None, True, "SK tidak ditunjukkan")


def test_without_javascript_the_page_comes_back_at_the_question(world):
    a = submitted(world)
    response = save(world.client("anggota"), a, LETTER, htmx=False, nilai="B")
    assert response["Location"] == f"{tpi_url(a)}#q-A-I-1-i-b"
    everywhere = save(world.client("anggota"), a, YES, htmx=False, nilai="Ya", halaman="SEMUA")
    assert everywhere["Location"] == f"{tpi_url(a, 'SEMUA')}#q-A-I-1-i-a"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"nilai": "F"}, "bukan pilihan jawaban"),
        ({"nilai": "A", "catatan": "x" * 5001}, "paling panjang 5.000"),
    ],
)
def test_bad_input_is_refused_with_the_reason_and_changes_nothing(world, fields, message):
    a = submitted(world)
    for htmx in (True, False):
        response = save(world.client("anggota"), a, LETTER, htmx=htmx, **fields)
        assert (response.status_code, message in response.content.decode()) == (422, True)
    assert Sheet.objects.filter(kind=MEMBER).count() == 0


def test_taking_an_answer_back_brings_the_form_anew(world):
    a = submitted(world)
    save(world.client("anggota"), a, LETTER, nilai="B", catatan="Tetap")
    response = save(
        world.client("anggota"), a, LETTER, version=1, nilai="B", catatan="Tetap", keputusan="kosongkan"
    )
    assert response["HX-Retarget"] == "#f-A-I-1-i-b"
    assert (stored(a, LETTER, owner=world.anggota).value, stored(a, LETTER, owner=world.anggota).note) == (
        None,
        "Tetap",
    )


# --- permission ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [MEMBER, FINAL])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("petugas", 403),
        ("pimpinan_unit", 403),
        ("admin", 403),
        ("pimpinan_instansi", 403),
        ("pengendali", 403),
        ("petugas_lain", 404),
        ("orang_asing", 404),
        ("tanpa_peran", 404),
    ],
)
def test_who_neither_assesses_nor_leads_writes_nothing(world, who, status, kind):
    a = submitted(world)
    for htmx in (True, False):
        assert save(world.client(who), a, LETTER, kind=kind, htmx=htmx, nilai="C").status_code == status
    assert Sheet.objects.exclude(kind="unit").count() == 0


def test_a_member_cannot_write_the_final_answer_and_a_lead_has_no_sheet(world):
    a = submitted(world)
    assert save(world.client("anggota"), a, LETTER, kind=FINAL, nilai="C").status_code == 403
    assert save(world.client("ketua"), a, LETTER, kind=MEMBER, nilai="C").status_code == 403
    for kind in ("unit", "tpn", ""):
        assert save(world.client("anggota"), a, LETTER, kind=kind, nilai="C").status_code == 400
    assert Sheet.objects.exclude(kind="unit").count() == 0


@pytest.mark.parametrize("state", [State.PENILAIAN_MANDIRI, State.SELESAI_TPI, State.PENILAIAN_TPN])
def test_only_while_tpi_works(world, state):
    a = submitted(world)
    world.assessment(state)
    assert save(world.client("anggota"), a, LETTER, nilai="C").status_code == 403
    assert save(world.client("ketua"), a, LETTER, kind=FINAL, nilai="C").status_code == 403


def test_a_sheet_that_is_done_takes_nothing_more_and_what_was_typed_is_shown(world):
    a = submitted(world)
    members_filled(world, a, done=True)
    response = save(world.client("anggota"), a, LETTER, htmx=False, version=1, nilai="C", catatan="Terlambat")
    html = response.content.decode()
    assert response.status_code == 403
    assert "sudah dinyatakan selesai" in html
    assert "Terlambat" in html
    assert stored(a, LETTER, owner=world.anggota).value == "A"


def test_an_unknown_question_and_a_missing_version_are_refused(world):
    a = submitted(world)
    assert save(world.client("anggota"), a, "A.I.9.x", nilai="A").status_code == 404
    assert save(world.client("anggota"), a, LETTER, version="", nilai="A").status_code == 400


# --- two clients ---------------------------------------------------------------------------------------------


def two_tabs(world, a, who: str, kind: str):
    """One tab saved B; the other still shows what was there before (version 0)."""
    first, second = world.client(world.people[who]), world.client(world.people[who])
    assert save(first, a, LETTER, kind=kind, nilai="B", catatan="Tab pertama").status_code == 200
    return second


@pytest.mark.parametrize(("who", "kind"), [("anggota", MEMBER), ("ketua", FINAL)])
def test_a_reopened_tab_gets_both_answers_and_nothing_is_lost(world, who, kind):
    a = submitted(world)
    second = two_tabs(world, a, who, kind)
    response = save(second, a, LETTER, kind=kind, nilai="C", catatan="Tab kedua")
    html = response.content.decode()
    assert response.status_code == 409
    for text in ("Anda di tab lain", "Tab pertama", "Tab kedua", "pakai_saya:1", "pakai_mereka:1"):
        assert text in html
    owner = world.anggota if kind == MEMBER else None
    assert stored(a, LETTER, kind, owner).note == "Tab pertama"
    plain = save(second, a, LETTER, kind=kind, htmx=False, nilai="C", catatan="Tab kedua")
    assert (plain.status_code, "Tab kedua</textarea>" in plain.content.decode()) == (409, True)
    theirs = save(second, a, LETTER, kind=kind, nilai="C", catatan="Tab kedua", keputusan="pakai_mereka:1")
    assert theirs["HX-Retarget"] == "#f-A-I-1-i-b"
    assert "Tab pertama</textarea>" in theirs.content.decode()
    mine = save(second, a, LETTER, kind=kind, nilai="C", catatan="Tab kedua", keputusan="pakai_saya:1")
    assert mine.status_code == 200
    assert (stored(a, LETTER, kind, owner).note, stored(a, LETTER, kind, owner).version) == ("Tab kedua", 2)


def test_taking_over_agreement_meanwhile_is_a_conflict_for_the_open_tab(world):
    a = submitted(world)
    members_filled(world, a)
    ketua = world.client("ketua")
    assert post(ketua, "tpi_agree", a).status_code == 302
    response = save(ketua, a, LETTER, kind=FINAL, nilai="C", catatan="Dari tab lama")
    assert response.status_code == 409
    assert stored(a, LETTER, FINAL).value == "A"


def test_a_tab_that_was_left_open_cannot_write_after_the_sheet_is_done(world):
    a = submitted(world)
    members_filled(world, a)
    open_tab = world.client(world.anggota)
    open_tab.get(tpi_url(a))
    mark_done(a.pk, actor=world.anggota)
    assert save(open_tab, a, LETTER, version=1, nilai="C").status_code == 403
    assert stored(a, LETTER, owner=world.anggota).value == "A"


# --- queries -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "kind"), [("anggota", MEMBER), ("ketua", FINAL)])
def test_saving_takes_15_queries(world, django_assert_num_queries, who, kind):
    a = submitted(world)
    members_filled(world, a, "worst")
    world.fill(a, "worst", kind=FINAL)
    client = world.client(who)
    save(client, a, LETTER, kind=kind, version=1, nilai="B")
    # session, user, memberships, seats; savepoint; assessment (locked, with unit, period, versions), sheet, answers of
    # this sheet and the unit's in one; write the answer, the sheet's totals; audit: lock the chain, insert, move its
    # head; release
    with django_assert_num_queries(15):
        assert save(client, a, LETTER, kind=kind, version=2, nilai="A").status_code == 200
    Answer.objects.filter(sheet__assessment=a, code=YES).exclude(sheet__kind="unit").delete()
    with django_assert_num_queries(15):  # a new answer: an insert instead of an update
        assert save(client, a, YES, kind=kind, nilai="Ya").status_code == 200
