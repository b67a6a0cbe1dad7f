"""Corrections: exactly what TPI judged otherwise, and only once it is released."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.engine.answers import Given
from assessments.kke.recaps import book as streaming
from assessments.kke.recaps.corrections import corrected_units
from assessments.models import Round, RoundRequest, Sheet, State
from tests.factories import assessments as make
from tests.factories.units import make_unit
from tests.kke.recaps.workbooks import content, opened, rows, told

TPI = Sheet.Kind.TPI
CODE, RATIO = "A.I.1.i.a", "A.II.1.i.a"


def judged(world, unit=None, answers=None):
    """A released unit; `answers` are those of the best that TPI changed."""
    a = world.assessment(State.SELESAI_TPI, unit)
    world.fill(a, "best")
    best = make.answers_for(world.instrument, "best")
    world.fill(a, {**best, **(answers or {})}, kind=TPI)
    return a


def test_a_row_for_what_differs_and_none_for_what_does_not(world):
    judged(world, answers={CODE: Given("Tidak", note="=Belum ada SK")})
    book = opened(world, "koreksi")
    assert book.sheetnames == ["Koreksi", "Per pertanyaan", "Per area", "Petunjuk"]
    [row] = rows(book["Koreksi"])
    question = world.instrument.questions[CODE]
    assert list(row.values()) == [
        *("PKM-01", "Puskesmas Melati", "MP", CODE, question.text, "Ya", "Tidak", 1, 0, -0.25),
        *("=Belum ada SK", None, None, None),
    ]
    assert book["Koreksi"]["K6"].data_type == "s"


def test_the_same_worth_in_other_words_is_a_correction_too(world):
    a = world.assessment(State.SELESAI_TPI)
    best = make.answers_for(world.instrument, "best")
    counts = dict(best[RATIO].value)
    world.fill(a, best)
    world.fill(a, {**best, RATIO: {name: 2 * count for name, count in counts.items()}}, kind=TPI)
    [row] = rows(opened(world, "koreksi")["Koreksi"])
    assert (row["Kode"], row["Selisih poin"], row["Nilai (0–1): TPI"]) == (RATIO, 0, 1)


def test_belum_ada_and_no_answer_are_told(world):
    judged(world, answers={CODE: Given(none_yet=True, note="tidak ditemukan")})
    [row] = rows(opened(world, "koreksi")["Koreksi"])
    assert (row["Jawaban: Unit"], row["Jawaban: TPI"]) == ("Ya", "belum ada")


def test_the_round_and_its_reply_stand_beside_the_question(world):
    a = judged(world, answers={CODE: Given("Tidak")})
    now = timezone.now()
    opened_round = Round.objects.create(
        assessment=a, number=1, due=now + timedelta(days=3), opened_at=now, closed_at=now, outcome="replied"
    )
    RoundRequest.objects.create(
        round=opened_round,
        code=CODE,
        text="Lampirkan SK",
        reply="Sudah",
        written_by=world.ketua,
        written_at=now,
    )
    [row] = rows(opened(world, "koreksi")["Koreksi"])
    assert (row["Putaran"], row["Permintaan TPI"], row["Tanggapan unit"]) == ("1", "Lampirkan SK", "Sudah")


def test_what_the_lead_never_sent_is_not_told(world):
    a = judged(world, answers={CODE: Given("Tidak")})
    draft = Round.objects.create(assessment=a, number=1)
    RoundRequest.objects.create(
        round=draft, code=CODE, text="RAHASIA", written_by=world.ketua, written_at=timezone.now()
    )
    [row] = rows(opened(world, "koreksi")["Koreksi"])
    assert (row["Putaran"], row["Permintaan TPI"]) == (None, None)


def test_sums_by_question_and_area(world):
    judged(world, answers={CODE: Given("Tidak")})
    judged(world, world.unit2, answers={CODE: Given("Tidak"), "B.II.a": Given("2", source="Survei")})
    book = opened(world, "koreksi")
    by_code = {row["Kode"]: list(row.values())[3:] for row in rows(book["Per pertanyaan"])}
    assert list(by_code) == list(world.instrument.questions)
    assert by_code[CODE] == [2, 2, 2, 0, -0.5, 0, -0.5]
    assert by_code["A.I.1.i.b"] == [2, 0, 0, 0, 0, 0, 0]
    by_area = {row["Area"]: list(row.values())[2:] for row in rows(book["Per area"])}
    weight = float(world.instrument.components_by_code["B.II.a"].weight)
    assert by_area["MP"] == [2, 2, 0, -0.5, 0, -0.5]
    assert by_area["Hasil"] == [1, 1, 0, -weight / 2, 0, -weight / 2]
    assert by_area[None] == [3, 3, 0, -0.5 - weight / 2, 0, -0.5 - weight / 2]


@pytest.mark.parametrize("state", [State.PENILAIAN_TPI, State.PERBAIKAN])
@pytest.mark.parametrize("who", ["admin", "pimpinan_instansi"])
def test_before_release_the_file_is_the_same_whatever_tpi_has(world, state, who):
    judged(world, world.unit2, answers={CODE: Given("Tidak")})  # another one is out
    a = world.assessment(state)
    world.fill(a, "best")
    before = told(content(world, "koreksi", who=who))
    world.fill(a, "worst", kind=TPI)
    world.fill(a, "worst", kind=Sheet.Kind.MEMBER, owner=world.anggota)
    assert told(content(world, "koreksi", who=who)) == before
    assert len(rows(opened(world, "koreksi")["Koreksi"])) == 1


def test_of_members_sheets_nothing_is_told_after_release(world):
    a = judged(world, answers={CODE: Given("Tidak")})
    before = told(content(world, "koreksi"))
    harsh = {code: Given(one.value, note="KERAS 8841") for code, one in _worst(world).items()}
    world.fill(a, harsh, kind=Sheet.Kind.MEMBER, owner=world.anggota)
    assert told(content(world, "koreksi")) == before


def _worst(world):
    return make.answers_for(world.instrument, "worst")


def test_nothing_to_correct(world):
    sheet = opened(world, "koreksi")["Koreksi"]
    assert sheet["A6"].value.startswith("Belum ada koreksi")


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(world, monkeypatch):
    monkeypatch.setattr(streaming, "MAX_ROWS", 120)
    for unit in (world.unit, world.unit2):
        a = world.assessment(State.SELESAI_TPI, unit)
        world.fill(a, "best")
        world.fill(a, "worst", kind=TPI)
    book = opened(world, "koreksi")
    assert book.sheetnames == ["Koreksi", "Koreksi 2", "Per pertanyaan", "Per area", "Petunjuk"]
    assert [len(rows(book[name])) for name in book.sheetnames[:2]] == [120, 106]
    assert book["Koreksi 2"]["A5"].value == "Kode unit"


def test_queries_do_not_grow_with_the_units(world, django_assert_num_queries):
    judged(world)
    with django_assert_num_queries(3):  # units, answers, requests
        list(corrected_units(world.period))
    judged(world, world.unit2)
    judged(world, make_unit(world.instansi, "KEC"))
    with django_assert_num_queries(3):
        assert [found.assessment.unit.code for found in corrected_units(world.period)] == [
            "DKC",
            "KEC",
            "PKM-01",
        ]
