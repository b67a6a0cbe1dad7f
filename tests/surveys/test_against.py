"""What speaks against a result: one list, wherever the result is read."""

from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import permutations

import pytest

from surveys.models import Campaign, Exclusion
from surveys.results import results_of
from surveys.services.campaigns import settle
from tests.factories.surveys import make_answer, make_campaign

MARCH = datetime(2026, 3, 2, 5, tzinfo=UTC)


@pytest.fixture
def closed(world):
    return make_campaign(world.unit, Campaign.State.CLOSED)


def answer(campaign, count: int, items=(6, 5, 6, 5, 4), **extra) -> list:
    """So many answers of one mean, each in an hour and, as long as there are any, an order of its own."""
    orders = sorted(set(permutations(items)))
    return [
        make_answer(campaign, orders[n % len(orders)], hour=MARCH + timedelta(hours=n), **extra)
        for n in range(count)
    ]


def test_page_report_public_page_and_tpi_read_the_same(world, client, closed, text_of):
    closed.opens_on, closed.closes_on = MARCH.date(), MARCH.date() + timedelta(days=30)
    closed.closed_at, closed.published = MARCH + timedelta(days=20), True
    made = answer(closed, 13)
    answer(closed, 3, [6] * 5, told=True)
    Exclusion.objects.create(answer=made[0], reason="Dobel.", by=world.admin, at=MARCH)
    settle(closed)
    closed.save()
    said = (
        "Ditutup 10 hari sebelum waktunya; rencananya sampai 1 April 2026.",
        "Hanya 15 responden terhitung; TPN meminta sekurang-kurangnya 30 per unit.",
        "Sampel menurut Krejcie dan Morgan 217 orang, yang terhitung 15.",
        "Responden belum seimbang: layanan Gigi kurang terwakili.",
        "3 dari 15 jawaban perlu dicermati (diarahkan petugas: 3; satu nilai untuk semua: 3); tanpa itu, "
        "indeksnya 3,46.",
        "1 jawaban dikecualikan admin inspektorat.",
    )
    assert results_of(closed).warnings == said
    assert closed.warning == " ".join(said)
    ketua = world.client("ketua")
    with_it = []
    for page in (
        ketua.get(f"/survei/{closed.pk}/").content.decode(),
        client.get(f"/s/{closed.code}/").content.decode(),
        text_of(ketua.get(f"/survei/{closed.pk}/laporan/").content),
    ):
        assert [one for one in said if one not in unescape(page)] == []
        with_it.append("1 jawaban yang dikecualikan (dengan itu, indeksnya 3,56)" in page)
    assert with_it == [True, False, True]  # what one said is nobody's on the public page
    assert not ketua.get(f"/survei/{closed.pk}/").content.decode().count(said[-1]) > 1


def test_a_target_below_the_sample_is_named(closed):
    answer(closed, 12)
    closed.services.update(target=6)
    said = "Sampel menurut Krejcie dan Morgan 217 orang, yang terhitung 12. Target unit pun hanya 12."
    assert said in results_of(closed).warnings
    closed.services.update(population=6)
    assert not [one for one in results_of(closed).warnings if "Krejcie" in one]


def test_a_service_with_too_many_of_the_answers_is_named(closed):
    answer(closed, 6)
    answer(closed, 5, service="Gigi")
    said = (
        "Responden belum seimbang: layanan {} terlalu banyak terwakili, padahal indeks tidak ditimbang.",
        "Responden belum seimbang: layanan {} kurang terwakili; layanan {} terlalu banyak terwakili, padahal "
        "indeks tidak ditimbang.",
    )
    assert not [one for one in results_of(closed).warnings if "seimbang" in one]
    answer(closed, 3, service="Gigi")
    assert said[0].format("Gigi") in results_of(closed).warnings
    answer(closed, 9, service="Gigi")
    assert said[1].format("Poli", "Gigi") in results_of(closed).warnings


def test_equal_answers_have_no_interval_and_the_page_says_why(world, closed):
    said = "Nilai rata-rata semua responden sama, sehingga selang kepercayaan tidak dapat dihitung."
    answer(closed, 2)
    assert said not in results_of(closed).warnings  # two show nothing at all
    answer(closed, 1)
    page = world.client("ketua").get(f"/survei/{closed.pk}/").content.decode()
    assert (said in page, "Selang kepercayaan 95%" in page) == (True, False)
    make_answer(closed, [1, 2, 3, 4, 5])
    page = world.client("ketua").get(f"/survei/{closed.pk}/").content.decode()
    assert (said in page, "Selang kepercayaan 95%" in page) == (False, True)


def test_doubts_about_few_answers_are_counted_without_an_index(closed):
    answer(closed, 8)
    answer(closed, 3, told=True)
    said = "3 dari 11 jawaban perlu dicermati (diarahkan petugas: 3)."
    assert said in results_of(closed).warnings
