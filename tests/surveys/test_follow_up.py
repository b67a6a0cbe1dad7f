"""What the unit does about a result: written after closing, by who runs the survey, never over another unseen."""

import pytest

from audit.models import Entry
from surveys.models import Campaign, FollowUp
from surveys.reports.result import result_report
from tests.factories.surveys import follow_up_of, make_answer, make_campaign


@pytest.fixture
def campaign(world):
    made = make_campaign(world.unit, Campaign.State.CLOSED)
    for _ in range(3):
        make_answer(made, [6, 5, 4, 3, 1])
    return made


def write(world, campaign, data, who="petugas"):
    return world.client(who).post(f"/survei/{campaign.pk}/tindak-lanjut/", data)


def test_it_is_written_with_the_lowest_index_first_and_told(world, campaign, text_of):
    page = world.client("petugas").get(f"/survei/{campaign.pk}/tindak-lanjut/").content.decode()
    names = [f'id="t-{item.code}"' for item in campaign.questionnaire.items]
    assert sorted(names, key=page.index) == names[::-1]
    data = follow_up_of(campaign, a5="Calo <b>dilarang</b>.", lain="Kursi ditambah.")
    data |= {"a5-post": "Kepala tata usaha", "a5-until": "2026-12-31"}
    assert write(world, campaign, data).status_code == 302
    assert [(one.item, one.version) for one in FollowUp.objects.all()] == [("a5", 1), ("", 1)]
    told = Entry.objects.get(action="survey.follow_up")
    assert told.before["a5"] == {"action": "", "post": "", "until": None}
    assert told.after["a5"] == {
        "action": "Calo <b>dilarang</b>.",
        "post": "Kepala tata usaha",
        "until": "2026-12-31",
    }
    assert "31 Desember 2026" in text_of(result_report(campaign))
    assert "Calo <b>dilarang</b>." in text_of(result_report(campaign))
    for who, address in (("ketua", f"/survei/{campaign.pk}/"), ("petugas", f"/survei/{campaign.pk}/")):
        page = world.client(who).get(address).content.decode()
        assert ("Calo &lt;b&gt;dilarang&lt;/b&gt;." in page, "Ubah tindak lanjut" in page) == (
            True,
            who == "petugas",
        )


def test_it_stands_on_the_published_result(world, client, campaign):
    FollowUp.objects.create(campaign=campaign, item="a1", action="Loket ditambah.", version=1)
    FollowUp.objects.create(campaign=campaign, item="a2", action="", version=2)
    assert "Loket ditambah." not in client.get(f"/s/{campaign.code}/").content.decode()
    Campaign.objects.update(published=True)
    page = client.get(f"/s/{campaign.code}/").content.decode()
    assert ("Loket ditambah." in page, "Tindak lanjut" in page) == (True, True)


def test_who_writes_over_another_sees_both_first(world, campaign):
    assert write(world, campaign, follow_up_of(campaign, a1="Pertama.")).status_code == 302
    late = follow_up_of(campaign, a1="Kedua.", a2="Lain.")
    page = write(world, campaign, late, "pimpinan_unit")
    text = page.content.decode()
    assert (page.status_code, "Tersimpan sekarang: Pertama." in text, "Kedua." in text) == (422, True, True)
    assert list(FollowUp.objects.values_list("action", flat=True)) == ["Pertama."]
    assert 'name="a1-version" value="1"' in text
    assert write(world, campaign, late | {"a1-version": 1}, "pimpinan_unit").status_code == 302
    assert list(FollowUp.objects.order_by("item").values_list("action", "version")) == [
        ("Kedua.", 2),
        ("Lain.", 1),
    ]


def test_lines_that_were_empty_and_stay_so_touch_nobody(world, campaign):
    write(world, campaign, follow_up_of(campaign, a1="Pertama."))
    assert write(world, campaign, follow_up_of(campaign, a2="Kedua."), "pimpinan_unit").status_code == 302
    assert set(FollowUp.objects.values_list("action", flat=True)) == {"Pertama.", "Kedua."}
    shown = {"initial-a1-action": "Pertama.", "initial-a2-action": "Kedua."}
    emptied = follow_up_of(campaign, a2="Kedua.") | {"a1-version": 1, "a2-version": 1} | shown
    assert write(world, campaign, emptied).status_code == 302
    assert FollowUp.objects.get(item="a1").version == 2


def test_a_line_left_alone_does_not_undo_what_another_wrote_there(world, campaign):
    write(world, campaign, follow_up_of(campaign, a1="Pertama."))
    page = world.client("petugas").get(f"/survei/{campaign.pk}/tindak-lanjut/").content.decode()
    assert 'name="initial-a1-action"' in page
    mine = follow_up_of(campaign, a1="Pertama.", a2="Milik saya.") | {
        "a1-version": 1,
        "initial-a1-action": "Pertama.",
    }
    theirs = follow_up_of(campaign, a1="Diganti.") | {"a1-version": 1, "initial-a1-action": "Pertama."}
    assert write(world, campaign, theirs, "pimpinan_unit").status_code == 302
    assert write(world, campaign, mine).status_code == 302
    assert dict(FollowUp.objects.values_list("item", "action")) == {"a1": "Diganti.", "a2": "Milik saya."}


def test_a_post_alone_says_nothing(world, campaign):
    page = write(world, campaign, follow_up_of(campaign) | {"a1-post": "Kepala"})
    assert (page.status_code, "Tulis apa yang akan dilakukan." in page.content.decode()) == (422, True)
    assert FollowUp.objects.count() == 0


def test_before_closing_nothing_is_written(world):
    campaign = make_campaign(world.unit)
    answer = write(world, campaign, follow_up_of(campaign, a1="Dini."))
    assert answer.headers["Location"] == f"/survei/{campaign.pk}/"
    assert FollowUp.objects.count() == 0
