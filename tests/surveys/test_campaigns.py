"""Making, changing, opening and closing a campaign: who may, what is refused, what the audit says."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit.models import Entry
from surveys.models import Campaign
from surveys.services import campaigns
from surveys.services.campaigns import ServiceData
from surveys.services.trail import version_of
from tests.factories.surveys import make_answer, make_campaign, said
from units.services.errors import NotAllowed, Refused

State = Campaign.State
TWO = [ServiceData("Poli", 400), ServiceData("Gigi", 90, 60)]


def create(world, actor="petugas", **changes):
    data = {
        "title": "Survei Melati",
        "questionnaire": "spkp-1",
        "year": 2026,
        "opens_on": date(2026, 3, 1),
        "closes_on": date(2026, 4, 30),
        "services": TWO,
    }
    return campaigns.create_campaign(world.unit, actor=world.people[actor], **{**data, **changes})


def told() -> list[str]:
    return list(
        Entry.objects.filter(action__startswith="survey.").order_by("pk").values_list("action", flat=True)
    )


def test_a_campaign_is_a_draft_with_its_own_copy_of_the_questionnaire(world):
    made = create(world)
    assert (made.state, made.kind, made.questionnaire.code, len(made.code)) == (
        "rancangan",
        "SPKP",
        "spkp-1",
        6,
    )
    # Krejcie and Morgan: 216 of 490; what is said holds, the rest is shared by size
    assert list(made.services.values_list("name", "population", "target")) == [
        ("Poli", 400, 176),
        ("Gigi", 90, 60),
    ]
    assert told() == ["survey.create"]


def test_few_people_are_all_asked(world):
    made = create(world, services=[ServiceData("Poli", 12)])
    assert made.services.get().target == 12


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"questionnaire": "skm-9"}, "Pilih kuesioner dari daftar."),
        ({"closes_on": date(2026, 2, 1)}, "Tanggal akhir survei mendahului tanggal mulainya."),
        ({"closes_on": date(2027, 3, 2)}, "Survei berlangsung paling lama satu tahun."),
        ({"services": []}, "Isi sekurang-kurangnya satu jenis layanan dengan namanya."),
        (
            {"services": [ServiceData("Poli", 1), ServiceData(" poli", 2)]},
            "Satu jenis layanan tertulis dua kali.",
        ),
        (
            {"services": [ServiceData("Poli", 400), ServiceData("Gigi", 0)]},
            "Isi perkiraan banyaknya pengguna",
        ),
        ({"services": [ServiceData(str(n), 1) for n in range(21)]}, "Paling banyak 20 jenis layanan"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(world, changes, message):
    with pytest.raises(Refused) as refused:
        create(world, **changes)
    assert str(refused.value).startswith(message)
    assert (Campaign.objects.count(), told()) == (0, [])


def test_a_double_click_makes_one(world):
    create(world)
    with pytest.raises(Refused) as refused:
        create(world)
    assert str(refused.value) == "Unit ini sudah mempunyai survei dengan nama ini. Pilih nama lain."
    assert told() == ["survey.create"]


@pytest.mark.parametrize("who", ["petugas_pokja", "admin", "ketua", "pimpinan_instansi"])
def test_others_who_know_the_unit_may_not(world, who):
    made = make_campaign(world.unit, State.DRAFT)
    with pytest.raises(NotAllowed):
        create(world, who)
    for act in (campaigns.open_campaign, campaigns.close_campaign):
        with pytest.raises(NotAllowed):
            act(made.pk, actor=world.people[who])
    assert told() == []


@pytest.mark.parametrize("who", ["petugas_lain", "orang_asing", "admin_sistem", "tanpa_peran"])
def test_a_stranger_finds_nothing(world, who):
    made = make_campaign(world.unit)
    with pytest.raises(Campaign.DoesNotExist):
        campaigns.close_campaign(made.pk, actor=world.people[who])
    assert told() == []


def test_opening_and_closing_happen_once_and_for_good(world):
    made = make_campaign(world.unit, State.DRAFT)
    for act in (
        campaigns.open_campaign,
        campaigns.open_campaign,
        campaigns.close_campaign,
        campaigns.close_campaign,
    ):
        act(made.pk, actor=world.pimpinan_unit)
    assert told() == ["survey.open", "survey.close"]
    with pytest.raises(Refused):
        campaigns.open_campaign(made.pk, actor=world.petugas)
    with pytest.raises(Refused):
        campaigns.change_campaign(
            made.pk, questionnaire="spkp-1", services=TWO, seen=version_of(made), actor=world.petugas
        )


def test_neither_a_past_survey_opens_nor_a_draft_closes(world):
    yesterday = timezone.localdate() - timedelta(days=1)
    made = make_campaign(world.unit, State.DRAFT, closes_on=yesterday)
    for act in (campaigns.open_campaign, campaigns.close_campaign):
        with pytest.raises(Refused):
            act(made.pk, actor=world.petugas)
    assert told() == []


def test_changing_a_draft_writes_what_is_new(world):
    made = create(world)
    same = {
        "questionnaire": "spkp-1",
        "services": [ServiceData("Poli", 400, 176), ServiceData("Gigi", 90, 60)],
    }
    seen = version_of(made)
    campaigns.change_campaign(made.pk, actor=world.petugas, seen="", **same)  # nothing new overtakes nobody
    assert told() == ["survey.create"]
    campaigns.change_campaign(
        made.pk, actor=world.petugas, seen=seen, questionnaire="spak-1", services=TWO[:1], title="Lain"
    )
    made.refresh_from_db()
    assert (made.kind, made.title, made.services.count(), told()[1:]) == (
        "SPAK",
        "Lain",
        1,
        ["survey.change"],
    )
    entry = Entry.objects.get(action="survey.change")
    said = [
        (values["questionnaire"], values["title"], values["services"])
        for values in (entry.before, entry.after)
    ]
    assert said == [
        ("spkp-1", "Survei Melati", [["Poli", 400, 176], ["Gigi", 90, 60]]),
        ("spak-1", "Lain", [["Poli", 400, 196]]),
    ]


def test_two_who_change_one_draft_lose_nothing(world):
    made = make_campaign(world.unit, State.DRAFT)
    browser, address = world.client("petugas"), f"/survei/{made.pk}/ubah/"
    stale = {"version": version_of(made), "l-INITIAL_FORMS": 2, "l-1-population": "90"}
    assert browser.post(address, said(**stale, title="Yang pertama")).status_code == 302
    refused = browser.post(address, said(**stale, title="Yang kedua"))
    page = refused.content.decode()
    made.refresh_from_db()
    assert (refused.status_code, made.title) == (422, "Yang pertama")
    assert "Rancangan ini baru saja diubah orang lain." in page
    assert ("Tersimpan sekarang: Yang pertama." in page, 'value="Yang kedua"' in page) == (True, True)
    again = stale | {"version": version_of(made)}
    assert f'name="version" value="{again["version"]}"' in page
    assert browser.post(address, said(**again, title="Yang kedua")).status_code == 302
    made.refresh_from_db()
    assert made.title == "Yang kedua"


def test_the_pages_from_the_empty_list_to_the_draft(world):
    browser = world.client("petugas")
    assert "Belum ada survei" in browser.get(f"/unit/{world.unit.pk}/survei/").content.decode()
    sent = browser.post(f"/unit/{world.unit.pk}/survei/baru/", said())
    made = Campaign.objects.get()
    assert sent.headers["Location"] == f"/survei/{made.pk}/"
    page = browser.get(f"/survei/{made.pk}/ubah/").content.decode()
    assert 'value="Survei Melati"' in page
    assert 'value="2026-04-30"' in page
    assert 'value="Gigi"' in page


def test_an_emptied_row_takes_its_service_out(world):
    made = make_campaign(world.unit, State.DRAFT)
    emptied = {"version": version_of(made), "l-INITIAL_FORMS": 2, "l-1-name": " ", "l-1-population": ""}
    browser, address = world.client("petugas"), f"/survei/{made.pk}/ubah/"
    assert browser.post(address, said(**emptied, **{"l-1-target": "7"})).status_code == 422
    assert browser.post(address, said(**emptied)).status_code == 302
    assert list(made.services.values_list("name", flat=True)) == ["Poli"]


def test_what_was_typed_stays_when_it_is_refused(world):
    browser = world.client("petugas")
    page = browser.post(
        f"/unit/{world.unit.pk}/survei/baru/", said(closes_on="2026-01-01", title="<b>Nama</b>")
    )
    text = page.content.decode()
    assert page.status_code == 422
    assert "Tanggal akhir survei mendahului tanggal mulainya." in text
    assert 'value="&lt;b&gt;Nama&lt;/b&gt;"' in text
    assert 'value="Gigi"' in text
    broken = browser.post(f"/unit/{world.unit.pk}/survei/baru/", {"title": "x"})
    assert broken.status_code == 422


def test_acts_of_the_page(world):
    made = make_campaign(world.unit, State.DRAFT)
    browser, address = world.client("petugas"), f"/survei/{made.pk}/langkah/"
    for act, state in (("buka", "dibuka"), ("hapus", "dibuka"), ("tutup", "ditutup"), ("buka", "ditutup")):
        assert browser.post(address, {"act": act}).status_code == 302
        made.refresh_from_db()
        assert made.state == state
    assert browser.get(f"/survei/{made.pk}/ubah/").headers["Location"] == f"/survei/{made.pk}/"


@pytest.mark.parametrize("campaigns_there", [1, 3])
def test_queries_of_the_list(world, django_assert_num_queries, campaigns_there):
    browser = world.client("petugas")
    for _ in range(campaigns_there):
        make_answer(make_campaign(world.unit), [5] * 5)
    browser.get(f"/unit/{world.unit.pk}/survei/")
    # session, person, hats, unit, campaigns with counts, bell
    with django_assert_num_queries(6):
        browser.get(f"/unit/{world.unit.pk}/survei/")


@pytest.mark.parametrize("answers", [1, 3])
def test_queries_of_a_closed_campaign(world, django_assert_num_queries, answers):
    browser, made = world.client("petugas"), make_campaign(world.unit, State.CLOSED)
    for _ in range(answers):
        make_answer(made, [5, 4, 3, 2, 1])
    browser.get(f"/survei/{made.pk}/")
    # session, person, hats, campaign with its unit, services, answers; follow-up, services with counts, batches,
    # scans, bell
    with django_assert_num_queries(11):
        browser.get(f"/survei/{made.pk}/")
