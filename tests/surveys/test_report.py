"""The report of a closed survey: what the result page says, on paper, and nothing that it hides."""

import io
import socket

import pytest
from pypdf import PdfReader

from surveys.models import Campaign, Exclusion
from surveys.reports import result
from surveys.reports.result import result_report
from tests.factories.surveys import make_answer, make_campaign

EVIL = '<img src="file:///etc/hostname"><b>x</b>'


@pytest.fixture
def campaign(world):
    made = make_campaign(world.unit, Campaign.State.CLOSED)
    answers = [make_answer(made, [6, 5, 4, 3, 2 + n % 2], comment="Antrean panjang.") for n in range(4)]
    make_answer(made, [1, 2, 3, 4, 5], service="Gigi", told=True)
    Exclusion.objects.create(answer=answers[0], reason="Dobel.", by=world.admin, at=answers[0].hour)
    return made


def test_it_says_method_respondents_result_doubts_and_comments(world, campaign, text_of):
    answer = world.client("ketua").get(f"/survei/{campaign.pk}/laporan/")
    assert answer.headers["Content-Type"] == "application/pdf"
    name = f"laporan-survei-SPAK-{campaign.code}.pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    text = text_of(answer.content)
    for said in (
        "Menurut Krejcie dan Morgan 217 dari 500 pengguna",
        "Jumlah 500 217 5",
        "Hanya 4 responden terhitung; TPN meminta sekurang-kurangnya 30 per unit.",
        "1 responden menyatakan diarahkan petugas saat mengisi.",
        "1 dari 4 jawaban perlu dicermati (diarahkan petugas: 1).",
        "1 jawaban yang dikecualikan (dengan itu, indeksnya 2,58)",
        "Poli 4 tidak ditampilkan",
        "Gigi 1 tidak ditampilkan",
    ):
        assert said in text
    assert text.count("Antrean panjang.") == 4
    assert "Dobel" not in text


@pytest.mark.parametrize("answers", [0, 2])
def test_below_three_answers_it_shows_none_of_them(world, text_of, answers):
    campaign = make_campaign(world.unit, Campaign.State.CLOSED)
    for _ in range(answers):
        make_answer(campaign, [6] * 5, comment="Antrean panjang.", told=True)
    text = text_of(result_report(campaign))
    assert ("Metode" in text, "Antrean" in text, "4,00" in text, "diarahkan" in text) == (
        True,
        False,
        False,
        False,
    )


def test_it_says_how_many_comments_it_leaves_out_and_when_months_are_those_of_typing(
    campaign, text_of, monkeypatch
):
    late = "Formulir kertas dihitung pada bulan diketik"
    monkeypatch.setattr(result, "MOST_COMMENTS", 4)
    assert ("saran lain" in text_of(result_report(campaign)), late in text_of(result_report(campaign))) == (
        False,
        False,
    )
    make_answer(campaign, [6] * 5, comment="Zaman dulu lebih lama.", channel="kertas")
    text = text_of(result_report(campaign))
    assert ("Masih ada 1 saran lain" in text, late in text) == (True, True)
    assert "Zaman dulu" not in text


def test_before_closing_there_is_none(world):
    campaign = make_campaign(world.unit)
    answer = world.client("petugas").get(f"/survei/{campaign.pk}/laporan/")
    assert answer.headers["Location"] == f"/survei/{campaign.pk}/"


def test_texts_are_texts_and_metadata_hold_no_person(campaign, text_of, monkeypatch):
    def no_network(*args, **kwargs):
        raise AssertionError(f"network: {args}")

    monkeypatch.setattr(socket, "create_connection", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    campaign.title = EVIL
    campaign.services.filter(name="Poli").update(name=EVIL)
    make_answer(campaign, [5, 4, 3, 2, 1], service="Gigi", comment=EVIL)
    made = result_report(campaign)
    assert text_of(made).replace(" ", "").count(EVIL.replace(" ", "")) == 4
    assert set(PdfReader(io.BytesIO(made)).metadata) == {"/Title", "/Creator", "/Producer"}
