"""What a closed campaign shows: exact numbers, warnings, few answers kept back."""

import io
import re
import uuid
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from assessments.survey_offers import source_of
from surveys.engine.questionnaire import parse_questionnaire, plain
from surveys.models import Campaign, Exclusion, Service
from surveys.results import results_of
from surveys.shelf import shipped
from tests.factories.surveys import make_answer, make_campaign

State = Campaign.State
MARCH, APRIL = datetime(2026, 3, 31, 16, tzinfo=UTC), datetime(2026, 3, 31, 17, tzinfo=UTC)


@pytest.fixture
def closed(world):
    return make_campaign(world.unit, Campaign.State.CLOSED)


def test_numbers_made_by_hand(closed):
    for _ in range(3):
        make_answer(closed, [6, 5, 6, 5, 6], hour=MARCH)
    make_answer(closed, [3, 3, 3, 3, 4], service="Gigi", hour=APRIL)
    result = results_of(closed)
    assert result.index == Fraction(3 * 28 + 16, 20) * Fraction(4, 6)
    assert result.skm == result.index * 25
    assert (result.total, result.counted, result.target, result.sample) == (4, 4, 217, 217)
    assert [(p.name, p.count, p.index) for p in result.services] == [
        ("Poli", 3, None),  # what it leaves of the whole would be that of Gigi
        ("Gigi", 1, None),  # one person's answer is nobody's business
    ]
    # midnight in Jakarta lies between the two hours
    assert [(p.name, p.count) for p in result.months] == [("Maret 2026", 3), ("April 2026", 1)]
    assert result.items[0][1] == Fraction(6 * 3 + 3, 4) * Fraction(4, 6)


def test_too_few_and_unbalanced_warn(closed):
    for n in range(4):
        make_answer(closed, [1 + n, 5, 4, 3, 2])
    assert results_of(closed).warnings == (
        "Hanya 4 responden terhitung; TPN meminta sekurang-kurangnya 30 per unit.",
        "Sampel menurut Krejcie dan Morgan 217 orang, yang terhitung 4.",
        "Responden belum seimbang: layanan Gigi kurang terwakili.",
    )


def test_what_is_excluded_leaves_the_index_and_stays_beside_it(world, closed):
    for _ in range(3):
        make_answer(closed, [6, 6, 6, 6, 5])
    bad = make_answer(closed, [1, 1, 1, 1, 2], service="Gigi", comment="Palsu.")
    Exclusion.objects.create(answer=bad, reason="Dobel.", by=world.admin, at=MARCH)
    result = results_of(closed)
    assert (result.index, result.counted, result.excluded) == (Fraction(29, 5) * Fraction(4, 6), 3, 1)
    assert result.index_all == Fraction(93, 20) * Fraction(4, 6)
    # a comment that went with its row, or a part smaller by one, would tell whose both are
    assert (result.comments, result.services[1].count, result.months[0].count) == (("Palsu.",), 1, 4)
    assert bad.pk not in {key for flag in result.flags for key in flag.keys}


def test_below_three_answers_there_are_only_counts(world, closed):
    for _ in range(2):
        make_answer(closed, [6, 6, 6, 6, 6], comment="Rahasia saya.", told=True)
    result = results_of(closed)
    assert (result.counted, result.too_few, result.flags, result.comments) == (2, True, (), ())
    assert {result.index, result.index_all, result.index_calm, result.interval, result.skm} == {None}
    assert {index for _, index in result.items} == {None}
    for who, address in (("petugas", ""), ("admin", ""), ("admin", "jawaban/")):
        page = world.client(who).get(f"/survei/{closed.pk}/{address}").content.decode()
        assert ("Rahasia saya." in page, "dari 4" in page, "6 6 6 6 6" in page) == (False, False, False)


def test_no_hidden_part_follows_from_the_others(closed):
    Service.objects.create(campaign=closed, name="KB", population=50, target=5)
    for name, count in (("Poli", 7), ("Gigi", 3), ("KB", 2)):
        for _ in range(count):
            make_answer(closed, [6, 6, 6, 6, 5], service=name)
    assert [(p.name, p.index is None) for p in results_of(closed).services] == [
        ("Poli", False),
        ("Gigi", True),
        ("KB", True),
    ]


def test_doubted_answers_are_left_out_of_the_calm_index(closed):
    for count in (1, 2):
        for _ in range(count):
            make_answer(closed, [6, 6, 6, 6, 6], told=True)
        if count == 1:
            for n in range(11):
                row = [4 if at == n % 5 else 3 for at in range(5)]
                make_answer(closed, row, hour=MARCH + timedelta(hours=n))
            assert results_of(closed).index_calm is None  # it would be the one that is doubted
    result = results_of(closed)
    assert [flag.kind for flag in result.flags] == ["diarahkan", "seragam"]
    assert (result.doubted, result.index_calm) == (3, Fraction(16, 5) * Fraction(4, 6))


def test_paper_is_told_with_the_index_without_it(closed):
    for n in range(3):
        make_answer(closed, [6, 6, 6, 6, 5], channel="kertas", hour=MARCH + timedelta(hours=n))
    assert results_of(closed).warnings[-2] == "3 dari 3 jawaban diketik petugas dari formulir kertas."
    for n in range(9):
        assert "tanpa itu" not in results_of(closed).warnings[-2]
        make_answer(closed, [3, 3, 3, 3, 4], hour=MARCH + timedelta(hours=n))
    said = "3 dari 12 jawaban diketik petugas dari formulir kertas; tanpa itu, indeksnya 2,13."
    assert results_of(closed).warnings[-2] == said
    make_answer(closed, [3, 3, 3, 3, 4], channel="kios")
    # without paper it would follow from the index of the links
    assert results_of(closed).warnings[-2] == "3 dari 13 jawaban diketik petugas dari formulir kertas."


def test_of_equal_rows_everybody_reads_only_how_many(world, closed):
    for day in range(2):
        for _ in range(6):
            make_answer(closed, [6, 5, 6, 5, 6], hour=MARCH + timedelta(days=day))
    twins = [flag for flag in results_of(closed).flags if flag.kind == "kembar"]
    assert [(flag.hour, len(flag.keys), flag.reason) for flag in twins] == [
        (None, 12, "12 jawaban sama persis dengan jawaban lain pada jam yang sama."),
        (None, 12, "12 dari 12 jawaban sama persis."),
    ]
    page = world.client("ketua").get(f"/survei/{closed.pk}/").content.decode()
    assert (twins[0].reason in page, "31 Maret 2026" in page) == (True, False)
    assert "31 Maret 2026" in world.client("admin").get(f"/survei/{closed.pk}/jawaban/").content.decode()


def test_below_twelve_answers_no_part_has_an_index(closed):
    for n in range(12):
        assert {part.index for part in results_of(closed).channels} <= {None}
        make_answer(closed, [6, 6, 6, 6, 5], hour=MARCH + timedelta(hours=n))
    assert [part.index for part in results_of(closed).channels] == [results_of(closed).index]


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (3, "Hanya 4 responden terhitung; TPN meminta sekurang-kurangnya 30 per unit."),
        (
            3,
            "Pengguna layanan tercatat hanya 3 orang, lebih sedikit daripada 4 responden; angka itu tidak dipakai.",
        ),
        (
            4,
            "Responden sama banyak dengan pengguna layanan yang tercatat (4), sehingga selang kepercayaan tidak "
            "berlebar. Pastikan angka itu benar.",
        ),
    ],
)
def test_a_population_that_cannot_be_is_told(closed, people, said):
    closed.services.filter(name="Gigi").delete()
    closed.services.update(population=people)
    for n in range(4):
        make_answer(closed, [1 + n, 5, 4, 3, 2])
    assert said in results_of(closed).warnings


def test_what_is_shown_is_never_rounded_up_nor_the_interval_inwards(world, closed):
    for n in range(3):
        make_answer(closed, [6, 6, 6, 6, 4 + n % 2], hour=MARCH + timedelta(hours=n))
    # 85 of 90 × 4 = 3.7777…
    page = world.client("ketua").get(f"/survei/{closed.pk}/").content.decode()
    assert "3,77 <small>dari 4" in page
    low, high = results_of(closed).interval.__dict__.values()
    assert f"{low} – {high}".replace(".", ",") in page


def test_nobody_answered(world, closed):
    result = results_of(closed)
    assert (result.index, result.interval, result.index_calm) == (None, None, None)
    page = world.client("admin").get(f"/survei/{closed.pk}/").content.decode()
    assert "Tidak ada jawaban yang terhitung" in page


def test_a_survey_closed_early_says_its_days_as_they_were(world, client, closed, text_of):
    closed.opens_on, closed.closes_on = date(2026, 3, 2), date(2026, 4, 30)
    closed.closed_at = APRIL  # 1 April in Jakarta
    closed.published, closed.respondents, closed.index = True, 12, "3.8666"
    closed.save()
    for n in range(12):
        make_answer(closed, [6, 6, 6, 6, 5], hour=MARCH, channel=("tautan", "kios")[n % 2])
    result = results_of(closed)
    assert result.warnings[0] == "Ditutup 29 hari sebelum waktunya; rencananya sampai 30 April 2026."
    # 500 users in 31 days are 16 a day, in 60 they would be 8
    assert "lonjakan" not in {flag.kind for flag in result.flags}
    ketua = world.client("ketua")
    for page in (
        ketua.get(f"/survei/{closed.pk}/").content.decode(),
        ketua.get(f"/unit/{closed.unit_id}/survei/").content.decode(),
        client.get(f"/s/{closed.code}/").content.decode(),
        text_of(ketua.get(f"/survei/{closed.pk}/laporan/").content),
        source_of(closed),
    ):
        assert "2 Maret 2026 – 1 April 2026" in page
        assert "2 Maret 2026 – 30 April 2026" not in page


@pytest.mark.parametrize(("later", "last"), [(-60, 0), (0, 29), (400, 59)])
def test_the_last_day_lies_in_the_days_that_were_planned(closed, later, last):
    closed.opens_on, closed.closes_on = date(2026, 3, 3), date(2026, 5, 1)
    closed.closed_at = APRIL + timedelta(days=later)
    assert (closed.last_day - closed.opens_on).days == last


def test_comments_are_escaped(world, closed):
    for _ in range(3):
        make_answer(closed, [5, 5, 5, 5, 4], comment='<img src=x onerror="alert(1)">')
    page = world.client("petugas").get(f"/survei/{closed.pk}/").content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_comments_never_stand_in_the_order_of_the_rows(world, closed, text_of):
    said = [f"Saran {letter}." for letter in "ABCDEFGHIJKL"]
    for n, comment in enumerate(said):
        make_answer(closed, [6, 5, 4, 3, 2], comment=comment, id=uuid.UUID(int=12 - n))
    client = world.client("ketua")
    page = client.get(f"/survei/{closed.pk}/").content.decode()
    report = text_of(client.get(f"/survei/{closed.pk}/laporan/").content)
    book = load_workbook(io.BytesIO(client.get(f"/survei/{closed.pk}/xlsx/").content))
    assert [re.findall(r"Saran [A-L]\.", text) for text in (page, report)] == [said, said]
    assert [row[0].value for row in book["Saran"].iter_rows(min_row=2)] == said


def test_a_later_questionnaire_changes_nothing(closed, monkeypatch):
    for n in range(3):
        make_answer(closed, [6, 6, 6, 6, 5], hour=MARCH + timedelta(hours=n))
    before, texts = results_of(closed), [item.text for item in shipped()["spak-1"].items]
    changed = {**plain(shipped()["spak-1"]), "scale": ["Tidak", "Kurang", "Cukup", "Ya"]}
    changed["items"] = [item | {"text": "Lain."} for item in changed["items"]]
    monkeypatch.setitem(shipped(), "spak-1", parse_questionnaire(changed))
    again = Campaign.objects.get(pk=closed.pk)
    assert [item.text for item in again.questionnaire.items] == texts
    assert results_of(again) == before
    later = make_campaign(again.unit, State.CLOSED)
    for _ in range(3):
        make_answer(later, [4, 4, 4, 4, 3])
    assert (before.index, results_of(later).index) == (Fraction(29 * 4, 5 * 6), Fraction(19, 5))
    assert {item.text for item, _ in results_of(later).items} == {"Lain."}
