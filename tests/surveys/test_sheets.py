"""The sheets for the counter as PDF: what stands on them, what doesn't, and that no text on them opens anything."""

import io
import socket

import pytest
from pypdf import PdfReader

from surveys.models import Campaign
from surveys.reports import sheets
from tests.factories.surveys import make_campaign

EVIL = '<img src="file:///etc/hostname"><b>x</b>'


@pytest.fixture
def campaign(world, settings):
    settings.SITE_URL = "https://zi.contoh.go.id"
    return make_campaign(world.unit, title="Survei Melati")


def test_the_poster(world, campaign, text_of):
    answer = world.client("petugas").get(f"/survei/{campaign.pk}/poster/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert (
        answer.headers["Content-Disposition"] == f'attachment; filename="poster-survei-{campaign.code}.pdf"'
    )
    text = text_of(answer.content)
    for said in (
        world.unit.name,
        world.unit.instansi.name,
        campaign.questionnaire.intro,
        f"zi.contoh.go.id/s/{campaign.code}",
        "petugas tidak boleh mengarahkan",
    ):
        assert said in text
    assert "lembar kode" not in text


def test_the_page_names_the_address_of_the_poster_whatever_the_request_says(world, campaign, settings):
    settings.ALLOWED_HOSTS = ["testserver", "nama-lain.contoh.go.id"]
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.OPEN)
    page = world.client("petugas").get(f"/survei/{campaign.pk}/", HTTP_HOST="nama-lain.contoh.go.id")
    address = f"https://zi.contoh.go.id/s/{campaign.code}/"
    text = page.content.decode()
    assert f'<a href="{address}">{address}</a>' in text
    assert "nama-lain" not in text


def test_the_poster_of_a_survey_with_codes_asks_for_a_slip(campaign, text_of):
    campaign.with_codes = True
    assert "Mintalah lembar kode" in text_of(sheets.poster(campaign))


def test_the_paper_form(world, campaign, text_of):
    answer = world.client("petugas").get(f"/survei/{campaign.pk}/poster/?jenis=formulir")
    text, asked = text_of(answer.content), campaign.questionnaire
    squeezed = text.replace(" ", "")
    assert (
        answer.headers["Content-Disposition"] == f'attachment; filename="formulir-survei-{campaign.code}.pdf"'
    )
    comment = f"{asked.comment} (boleh dikosongkan)"
    for said in (*(item.text for item in asked.items), *asked.scale, asked.control, comment, "Poli", "Gigi"):
        assert said.replace(" ", "") in squeezed
    assert campaign.code not in text


def test_slips_fill_sheets_of_sixteen(campaign, text_of):
    made = sheets.slips(2, campaign, ["ABCD2345"] * 17)
    assert text_of(made).count("ABCD 2345") == 17
    assert len(PdfReader(io.BytesIO(made)).pages) == 2


@pytest.mark.parametrize(
    "make", [sheets.poster, sheets.paper_form, lambda c: sheets.slips(1, c, ["ABCD2345"])]
)
def test_texts_are_texts_and_metadata_hold_no_person(campaign, text_of, monkeypatch, make):
    def no_network(*args, **kwargs):
        raise AssertionError(f"network: {args}")

    monkeypatch.setattr(socket, "create_connection", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    campaign.title = campaign.unit.name = EVIL
    campaign.services.filter(name="Poli").update(name=EVIL)
    made = make(campaign)
    assert EVIL.replace(" ", "") in text_of(made).replace(" ", "")
    assert set(PdfReader(io.BytesIO(made)).metadata) == {"/Title", "/Creator", "/Producer"}
