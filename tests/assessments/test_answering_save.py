"""Saving one answer from the page: kinds of question, what writes nothing, what is refused."""

import re

import pytest
from django.db import transaction

from assessments.engine.scoring import six
from assessments.models import Answer, Sheet, State
from assessments.queries import visible_assessments
from assessments.rules import may
from assessments.saving_reads import locked_assessment
from assessments.services.scoring import score_answers
from audit.models import Entry
from tests.assessments.answering import area_url, save, save_url
from tests.people import PEOPLE

YES = "A.I.1.i.a"
LETTER = "A.I.1.i.b"
COUNTS = "A.II.1.i.a"
INDEX = "B.I.a"


def stored(assessment, code: str) -> Answer | None:
    return Answer.objects.filter(sheet__assessment=assessment, sheet__kind="unit", code=code).first()


def test_a_choice_is_stored_with_its_note_and_the_page_moves(world):
    a = world.assessment()
    response = save(
        world.client("petugas"), a, LETTER, nilai="B", catatan="Rapat 5 Januari\r\nhadir 14 orang"
    )
    answer = stored(a, LETTER)
    assert (answer.value, answer.none_yet, answer.note, answer.version, answer.updated_by) == (
        "B",
        False,
        "Rapat 5 Januari\nhadir 14 orang",
        1,
        world.petugas,
    )
    sheet = Sheet.objects.get(assessment=a, kind="unit")
    score = score_answers(a.period, sheet.answers.all())
    assert six(score.total) == "0.125000"  # half of one of two questions of a leaf that weighs 0.5
    assert (sheet.scores["total"], sheet.answered, sheet.of) == ("0.125000", 1, 113)
    html = response.content.decode()
    assert response.status_code == 200
    parts = re.findall(r'id="([^"]+)"[^>]*hx-swap-oob="true"', html)
    assert sorted(parts) == sorted(
        [f"{part}-A-I-1-i-b" for part in "vprs"]
        + [
            "gp-A-I-1-i",
            "n-A",
            "n-A-I",
            "n-A-I-1",
            "n-A-I-1-i",
            "zi-head",
            "zi-total",
            "zi-bar-text",
            "zi-filter-belum",
        ]
        + [f"m-{p}{row}" for p in ("WBK", "WBBM") for row in ("", "-total", "-A", "-MP")]
    )
    assert "tersimpan" in html
    assert 'name="nilai"' not in html  # no field is swapped: nothing typed meanwhile is lost
    assert 'value="1"' in html


def test_counts_show_their_percentage_and_incomplete_ones_say_what_is_missing(world):
    a = world.assessment()
    half = save(world.client("petugas"), a, COUNTS, isian={"agen": "8", "perubahan": ""})
    assert stored(a, COUNTS).value == {"agen": 8}
    assert "Isi semua jumlah" in half.content.decode()
    full = save(world.client("petugas"), a, COUNTS, version=1, isian={"agen": "8", "perubahan": "7"})
    assert stored(a, COUNTS).value == {"agen": 8, "perubahan": 7}
    assert "87,50%" in full.content.decode()


@pytest.mark.parametrize("typed", ["3,6", "3.6", " 3,60 "])
def test_an_index_takes_comma_or_point(world, typed):
    a = world.assessment()
    response = save(
        world.client("petugas"), a, INDEX, nilai=typed, sumber="Survei mandiri 2026, 210 responden"
    )
    assert (stored(a, INDEX).value, stored(a, INDEX).source) == ("3.6", "Survei mandiri 2026, 210 responden")
    assert "90,00%" in response.content.decode()
    assert 'value="3,6"' in world.client("petugas").get(area_url(a, "HASIL")).content.decode()


def test_an_index_without_source_says_so(world):
    response = save(world.client("petugas"), world.assessment(), INDEX, nilai="3,6")
    assert "Tuliskan sumber indeks ini" in response.content.decode()


@pytest.mark.parametrize(
    ("code", "fields", "message"),
    [
        (INDEX, {"nilai": "4,01"}, "Indeks 4,01 di luar rentang 0 sampai 4."),
        (INDEX, {"nilai": "-0,5"}, "Indeks -0,5 di luar rentang 0 sampai 4."),
        (INDEX, {"nilai": "tiga"}, "“tiga” bukan angka. Isi indeks 0 sampai 4, misalnya 3,6."),
        (COUNTS, {"isian": {"agen": "-1"}}, "Jumlah agen perubahan: jumlah tidak boleh negatif (-1)."),
        (COUNTS, {"isian": {"agen": "2,5"}}, "Jumlah agen perubahan: “2,5” bukan bilangan bulat."),
        (LETTER, {"nilai": "D"}, "“D” bukan pilihan jawaban. Pilihannya: A, B, C."),
        (LETTER, {"nilai": "A", "catatan": "x" * 5001}, "paling panjang 5.000 huruf"),
    ],
)
def test_a_bad_value_is_refused_at_its_question_and_what_was_typed_stays(world, code, fields, message):
    a = world.assessment()
    refused = save(world.client("petugas"), a, code, **fields)
    assert refused.status_code == 422
    assert message in refused.content.decode()
    assert stored(a, code) is None
    assert not Entry.objects.filter(action="answer.save").exists()
    page = save(world.client("petugas"), a, code, htmx=False, **{"catatan": "catatan panjang", **fields})
    html = page.content.decode()
    assert page.status_code == 422
    assert message in html
    typed = fields.get("nilai") or fields["isian"]["agen"]
    if code != LETTER:
        assert f'value="{typed}"' in html
    assert fields.get("catatan", "catatan panjang") in html


def test_an_unchanged_answer_writes_nothing_whatever_version_it_saw(world):
    a = world.assessment()
    save(world.client("petugas"), a, LETTER, nilai="B", catatan="tetap")
    before = (stored(a, LETTER).updated_at, Entry.objects.count())
    for version in (0, 1, 7):
        response = save(
            world.client("pimpinan_unit"), a, LETTER, version=version, nilai="B", catatan=" tetap "
        )
        assert response.status_code == 200
    answer = stored(a, LETTER)
    assert (answer.version, answer.updated_by) == (1, world.petugas)
    assert (answer.updated_at, Entry.objects.count()) == before
    assert "oleh Siti Aminah" in response.content.decode()


def test_an_empty_form_of_an_unanswered_question_writes_nothing(world):
    a = world.assessment()
    assert save(world.client("petugas"), a, LETTER, catatan="  ").status_code == 200
    assert stored(a, LETTER) is None
    assert not Entry.objects.filter(action="answer.save").exists()


def test_belum_ada_counts_as_answered_once_it_has_a_note(world):
    a = world.assessment()
    bare = save(world.client("petugas"), a, LETTER, nilai="belum")
    assert (stored(a, LETTER).none_yet, stored(a, LETTER).value) == (True, None)
    assert "Tuliskan alasannya di catatan" in bare.content.decode()
    assert Sheet.objects.get(assessment=a, kind="unit").answered == 0
    save(
        world.client("petugas"), a, LETTER, version=1, nilai="belum", catatan="Tim baru dibentuk bulan depan"
    )
    assert Sheet.objects.get(assessment=a, kind="unit").answered == 1
    save(world.client("petugas"), a, COUNTS, belum_ada="belum", isian={"agen": "3"}, catatan="Belum ada agen")
    assert (stored(a, COUNTS).none_yet, stored(a, COUNTS).value) == (True, None)


def test_an_answer_can_be_taken_back_and_its_note_stays(world):
    a = world.assessment()
    save(world.client("petugas"), a, LETTER, nilai="B", catatan="sementara")
    save(world.client("petugas"), a, LETTER, version=1, nilai="B", catatan="sementara", keputusan="kosongkan")
    answer = stored(a, LETTER)
    assert (answer.value, answer.none_yet, answer.note, answer.version) == (None, False, "sementara", 2)


def test_without_javascript_the_form_saves_and_leads_back_to_the_question(world):
    a = world.assessment()
    response = save(world.client("petugas"), a, YES, htmx=False, nilai="Ya")
    assert response.status_code == 302
    assert response["Location"] == f"{area_url(a)}#q-A-I-1-i-a"
    page = world.client("petugas").get(area_url(a)).content.decode()
    assert "Jawaban tersimpan pukul" in page
    hasil = save(world.client("petugas"), a, INDEX, htmx=False, nilai="3,2", sumber="Survei")
    assert hasil["Location"] == f"{area_url(a, 'HASIL')}#q-B-I-a"


def test_the_audit_tells_who_changed_what_in_which_role(world):
    a = world.assessment()
    save(world.client("pimpinan_unit"), a, LETTER, nilai="A")
    entry = Entry.objects.get(action="answer.save")
    assert (entry.chain.key, entry.actor_id, entry.role) == (
        a.audit_chain,
        world.pimpinan_unit.pk,
        "Pimpinan unit",
    )
    assert entry.before == {"value": None, "none_yet": False, "note": "", "source": ""}
    assert entry.after == {"value": "A", "none_yet": False, "note": "", "source": "", "version": 1}


@pytest.mark.parametrize(
    "who", ["petugas_lain", "orang_asing", "petugas_asing", "admin_sistem", "tanpa_peran"]
)
def test_strangers_get_404(world, who):
    a = world.assessment()
    assert save(world.client(who), a, YES, nilai="Ya").status_code == 404
    assert world.client(who).get(area_url(a)).status_code == 404
    assert stored(a, YES) is None


@pytest.mark.parametrize("who", ["admin", "pimpinan_instansi"])
def test_people_of_the_instansi_read_but_never_answer(world, who):
    a = world.assessment()
    assert world.client(who).get(area_url(a)).status_code == 200
    assert save(world.client(who), a, YES, nilai="Ya").status_code == 403
    assert stored(a, YES) is None


@pytest.mark.parametrize("who", ["anggota", "ketua", "pengendali"])
def test_tpi_cannot_save_and_reads_only_what_was_submitted(world, who):
    a = world.assessment()
    assert world.client(who).get(area_url(a)).status_code == 403
    assert save(world.client(who), a, YES, nilai="Ya").status_code == 403
    a = world.assessment(State.PENILAIAN_TPI)
    assert world.client(who).get(area_url(a)).status_code == 200
    assert save(world.client(who), a, YES, nilai="Ya").status_code == 403
    assert stored(a, YES) is None


def test_a_pokja_answers_only_in_its_areas(world):
    a = world.assessment()
    assert save(world.client("petugas_pokja"), a, YES, nilai="Ya").status_code == 200
    outside = save(world.client("petugas_pokja"), a, "A.I.2.i.a", nilai="A")
    assert outside.status_code == 403
    assert stored(a, "A.I.2.i.a") is None
    assert save(world.client("petugas_pokja"), a, INDEX, nilai="3").status_code == 403
    assert "di luar area pokja Anda" in world.client("petugas_pokja").get(area_url(a, "TT")).content.decode()


def test_a_stale_tab_after_submission_is_refused_and_shows_what_was_typed(world):
    a = world.assessment()
    save(world.client("petugas"), a, LETTER, nilai="B")
    world.assessment(State.PENILAIAN_TPI)
    late = save(world.client("petugas"), a, LETTER, version=1, nilai="A", catatan="Catatan yang terlambat")
    assert late.status_code == 403
    page = save(
        world.client("petugas"), a, LETTER, htmx=False, version=1, nilai="A", catatan="Catatan yang terlambat"
    )
    html = page.content.decode()
    assert page.status_code == 403
    assert "Catatan yang terlambat" in html
    assert "A — Prosedurnya jelas" in html
    assert "Jawaban tidak dapat diubah" in html
    assert (stored(a, LETTER).value, stored(a, LETTER).version) == ("B", 1)


@pytest.mark.parametrize("version", ["", "x", "-1", "١", "99999999999"])
def test_a_form_without_the_version_it_saw_is_a_bad_request(world, version):
    a = world.assessment()
    assert (
        world.client("petugas").post(save_url(a, YES), {"nilai": "Ya", "version": version}).status_code == 400
    )


def test_unknown_questions_and_other_methods_are_refused(world):
    a = world.assessment()
    assert save(world.client("petugas"), a, "A.I.9.z", nilai="Ya").status_code == 404
    assert world.client("petugas").get(save_url(a, YES)).status_code == 405
    anonymous = save(world.client(None), a, YES, nilai="Ya")
    assert (anonymous.status_code, "/akun/login/" in anonymous["Location"]) == (302, True)


def test_saving_takes_14_queries(world, django_assert_num_queries):
    a = world.assessment()
    world.fill(a, "worst")
    save(world.client("petugas"), a, LETTER, version=1, nilai="B")
    # session, user, memberships, seats; savepoint; assessment (locked, with unit, period, versions), sheet,
    # answers; write the answer, the sheet's totals; audit: lock the chain, insert, move its head; release
    with django_assert_num_queries(14):
        assert save(world.client("petugas"), a, LETTER, version=2, nilai="A").status_code == 200
    Answer.objects.filter(sheet__assessment=a, code=YES).delete()
    with django_assert_num_queries(14):  # a new answer: an insert instead of an update
        assert save(world.client("petugas"), a, YES, nilai="Ya").status_code == 200


def test_after_taking_an_answer_back_the_form_comes_anew_without_it(world):
    a = world.assessment()
    save(world.client("petugas"), a, LETTER, nilai="B", catatan="sementara")
    response = save(
        world.client("petugas"), a, LETTER, version=1, nilai="B", catatan="sementara", keputusan="kosongkan"
    )
    html = response.content.decode()
    assert response["HX-Retarget"] == "#f-A-I-1-i-b"
    assert "checked" not in html
    assert 'id="v-A-I-1-i-b" value="2"' in html


def test_a_note_alone_moves_no_score_and_sends_none(world):
    a = world.assessment()
    save(world.client("petugas"), a, LETTER, nilai="B")
    before = Sheet.objects.get(assessment=a, kind="unit")
    html = save(
        world.client("petugas"), a, LETTER, version=1, nilai="B", catatan="Rapat 5 Januari"
    ).content.decode()
    assert sorted(re.findall(r'id="([^"]+)"[^>]*hx-swap-oob="true"', html)) == [
        f"{part}-A-I-1-i-b" for part in "prsv"
    ]
    after = Sheet.objects.get(assessment=a, kind="unit")
    assert (stored(a, LETTER).note, stored(a, LETTER).version) == ("Rapat 5 Januari", 2)
    assert (after.total, after.scores, after.answered) == (before.total, before.scores, before.answered)
    assert after.updated_at > before.updated_at
    noted = save(world.client("petugas"), a, YES, nilai="belum").content.decode()
    assert "zi-total" in noted
    noted = save(
        world.client("petugas"), a, YES, version=1, nilai="belum", catatan="Menunggu SK"
    ).content.decode()
    assert "zi-total" in noted  # the note makes "belum ada" count
    assert Sheet.objects.get(assessment=a, kind="unit").answered == 2


@pytest.mark.parametrize("who", PEOPLE)
def test_whoever_may_view_is_whoever_the_queryset_shows_it_to(world, who):
    """Saving locks by key and asks `may(…, "view", …)`; that must be the same wall as `visible_assessments`."""
    mine = world.assessment()
    for a in (mine, world.assessment(unit=world.unit2), world.assessment(unit=world.other_unit)):
        person = type(world.petugas).objects.get(pk=world.people[who].pk)
        seen = visible_assessments(person).filter(pk=a.pk).exists()
        with transaction.atomic():
            assert may(person, "view", locked_assessment(a.pk)) == seen
    assert locked_assessment(mine.pk + 999) is None
