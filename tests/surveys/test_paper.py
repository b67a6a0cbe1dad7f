"""Paper forms: printed, typed in by who runs the survey, marked, once each."""

import pytest

from audit.models import Entry
from surveys.models import Answer, Campaign
from tests.factories.surveys import form_of, make_campaign


@pytest.fixture
def campaign(world):
    return make_campaign(world.unit, with_codes=True)


def test_a_form_is_typed_in_once_and_marked(world, campaign):
    browser, address, data = (
        world.client("petugas"),
        f"/survei/{campaign.pk}/kertas/",
        form_of(campaign, degree=3),
    )
    for said in ("Formulir tersimpan.", "yang ini tidak dicatat"):
        sent = browser.post(address, data, follow=True)
        assert sent.redirect_chain == [(f"{address}?layanan={data['service']}", 302)]
        assert said in sent.content.decode()
    assert [(one.channel, one.items) for one in Answer.objects.all()] == [("kertas", [3] * 5)]
    told = Entry.objects.get(action="survey.paper")
    assert (told.object_id, told.after) == (str(campaign.pk), None)
    page = browser.get(f"{address}?layanan={data['service']}").content.decode()
    assert page.count(" checked") == 1


def test_what_is_missing_is_said(world, campaign):
    data = form_of(campaign)
    del data["q_a5"]
    page = world.client("petugas").post(f"/survei/{campaign.pk}/kertas/", data)
    assert (page.status_code, page.content.decode().count("Pilih salah satu jawaban.")) == (422, 1)
    assert Answer.objects.count() == 0


def test_each_page_says_once_that_the_comment_may_stay_empty(world, campaign, client):
    said = ("boleh dikosongkan", "opsional")
    typing = world.client("petugas").get(f"/survei/{campaign.pk}/kertas/").content.decode()
    assert [typing.count(one) for one in said] == [0, 1]
    public = client.get(f"/s/{campaign.code}/").content.decode()
    assert [public.count(one) for one in said] == [1, 0]


def test_nothing_is_typed_in_before_or_after(world):
    for state in (Campaign.State.DRAFT, Campaign.State.CLOSED):
        campaign = make_campaign(world.unit, state)
        address = f"/survei/{campaign.pk}/kertas/"
        assert world.client("petugas").post(address, form_of(campaign)).headers["Location"] == address[:-7]
    assert Answer.objects.count() == 0
