"""A result on the short address: after closing, by a switch, without comments."""

import pytest

from surveys.models import Campaign
from surveys.services.campaigns import close_campaign, publish_campaign
from tests.factories.surveys import make_answer, make_campaign
from units.services.errors import NotAllowed, Refused


@pytest.fixture
def closed(world):
    campaign = make_campaign(world.unit)
    for _ in range(3):
        make_answer(campaign, [6, 6, 6, 6, 5], comment="Antre lama.")
    close_campaign(campaign.pk, actor=world.petugas)
    return campaign


def test_the_switch_shows_and_hides_it(world, client, closed, django_assert_num_queries):
    browser, acts, address = world.client("petugas"), f"/survei/{closed.pk}/langkah/", f"/s/{closed.code}/"
    assert client.get(address).status_code == 410
    browser.post(acts, {"act": "umumkan"})
    page = client.get(address)
    text = page.content.decode()
    assert (page.status_code, "3,86" in text, "3 responden" in text) == (200, True, True)
    assert ("Antre lama." in text, "<form" in text) == (False, False)
    with django_assert_num_queries(2):  # campaign, follow-up; counted once, however often it is read
        client.get(address)
    browser.post(acts, {"act": "sembunyikan"})
    assert client.get(address).status_code == 410


def test_neither_open_surveys_nor_single_answers_are_published(world):
    running = make_campaign(world.unit)
    make_answer(running, [5] * 5)
    with pytest.raises(Refused):
        publish_campaign(running.pk, published=True, actor=world.petugas)
    close_campaign(running.pk, actor=world.petugas)
    with pytest.raises(Refused):
        publish_campaign(running.pk, published=True, actor=world.petugas)
    assert Campaign.objects.get().published is False


def test_only_who_runs_it_publishes(world, closed):
    with pytest.raises(NotAllowed):
        publish_campaign(closed.pk, published=True, actor=world.admin)
