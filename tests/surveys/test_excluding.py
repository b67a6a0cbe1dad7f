"""Leaving answers out: by an admin, with a reason, in the audit; the unit never."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from audit.models import Entry
from surveys.doubted import doubted_of
from surveys.models import Campaign, Exclusion
from surveys.services.campaigns import close_campaign, publish_campaign
from surveys.services.excluding import exclude_answers
from tests.factories.surveys import make_answer, make_campaign
from tests.factories.units import LONG_AGO, give_role
from units.models import ConflictOfInterest, Role, TeamMember
from units.services.errors import NotAllowed, Refused

State = Campaign.State


@pytest.fixture
def closed(world):
    campaign = make_campaign(world.unit)
    for _ in range(3):
        make_answer(campaign, [6, 5, 6, 5, 6])
    make_answer(campaign, [1, 1, 1, 1, 1], comment="=1+1<b>")
    close_campaign(campaign.pk, actor=world.petugas)
    campaign.refresh_from_db()
    return campaign


def bad(campaign):
    return campaign.answers.get(comment="=1+1<b>")


def test_closing_keeps_what_came_out(closed):
    # 89 of 120 × 4 = 2.9666…
    assert (closed.index, closed.respondents) == ("2.9666", 4)
    told = Entry.objects.get(action="survey.close")
    assert (told.before, told.after) == (
        {"state": "dibuka"},
        {"state": "ditutup", "index": "2.9666", "respondents": 4},
    )
    assert "Hanya 4 responden terhitung; TPN meminta sekurang-kurangnya 30 per unit." in closed.warning


def test_an_admin_leaves_an_answer_out_once(world, closed):
    one = bad(closed)
    for expected in (1, 0):
        assert (
            exclude_answers(closed.pk, answers=[one.pk], reason=" Diisi petugas. ", actor=world.admin)
            == expected
        )
    closed.refresh_from_db()
    assert (closed.index, closed.respondents) == ("3.7333", 3)
    told = Entry.objects.get(action="survey.exclude")
    assert (told.reason, told.role, told.actor_id) == ("Diisi petugas.", "Admin inspektorat", world.admin.pk)
    assert told.before == {"index": "2.9666", "respondents": 4, "published": False}
    assert told.after == {
        "index": "3.7333",
        "respondents": 3,
        "published": False,
        "answers": [str(one.pk)],
    }
    assert closed.answers.count() == 4


def test_a_published_result_of_too_few_is_taken_back(world, client, closed):
    publish_campaign(closed.pk, published=True, actor=world.petugas)
    assert client.get(f"/s/{closed.code}/").status_code == 200
    exclude_answers(closed.pk, answers=[bad(closed).pk], reason="Ada.", actor=world.admin)
    closed.refresh_from_db()
    assert closed.published is True  # three are left
    one = closed.answers.exclude(pk=bad(closed).pk).first()
    exclude_answers(closed.pk, answers=[one.pk], reason="Ada.", actor=world.admin)
    closed.refresh_from_db()
    assert (closed.published, closed.index, client.get(f"/s/{closed.code}/").status_code) == (False, "", 410)
    with pytest.raises(Refused):
        publish_campaign(closed.pk, published=True, actor=world.petugas)


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit", "ketua", "pimpinan_instansi"])
def test_nobody_else_does(world, closed, who):
    with pytest.raises(NotAllowed):
        exclude_answers(closed.pk, answers=[bad(closed).pk], reason="Jelek.", actor=world.people[who])
    assert Exclusion.objects.count() == 0


def test_not_even_an_admin_who_is_of_the_unit(world, closed):
    give_role(world.admin, Role.PETUGAS, world.unit)
    with pytest.raises(NotAllowed):
        exclude_answers(closed.pk, answers=[bad(closed).pk], reason="Jelek.", actor=world.admin)


def test_nor_an_admin_in_a_conflict_of_interest(world, closed):
    seat = {"seat": TeamMember.Seat.ANGGOTA, "start": LONG_AGO}
    TeamMember.objects.create(team=world.team, user=world.admin, **seat)
    said = {"reason": "Saudara kepala unit.", "declared_at": timezone.now()}
    ConflictOfInterest.objects.create(unit=world.unit, user=world.admin, **said)
    with pytest.raises(NotAllowed):
        exclude_answers(closed.pk, answers=[bad(closed).pk], reason="Jelek.", actor=world.admin)


def test_a_stranger_finds_nothing(world, closed):
    with pytest.raises(Campaign.DoesNotExist):
        exclude_answers(closed.pk, answers=[bad(closed).pk], reason="Jelek.", actor=world.orang_asing)


@pytest.mark.parametrize(
    ("reason", "which"),
    [("", "own"), ("x" * 501, "own"), ("Ada.", "none"), ("Ada.", "unknown"), ("Ada.", "other")],
)
def test_what_cannot_be_is_refused(world, closed, reason, which):
    other = make_answer(make_campaign(world.unit), [5] * 5)
    answers = {"own": [bad(closed).pk], "none": [], "unknown": [uuid.uuid4()], "other": [other.pk]}[which]
    with pytest.raises(Refused):
        exclude_answers(closed.pk, answers=answers, reason=reason, actor=world.admin)
    assert Exclusion.objects.count() == 0


def test_while_answers_come_in_nobody_sees_or_leaves_out_any(world):
    campaign = make_campaign(world.unit)
    one = make_answer(campaign, [6] * 5, comment="Rahasia.")
    with pytest.raises(Refused):
        exclude_answers(campaign.pk, answers=[one.pk], reason="Ada.", actor=world.admin)
    browser = world.client("admin")
    assert browser.get(f"/survei/{campaign.pk}/jawaban/").headers["Location"] == f"/survei/{campaign.pk}/"


def test_the_page(world, closed):
    browser, address = world.client("admin"), f"/survei/{closed.pk}/jawaban/"
    page = browser.get(address).content.decode()
    assert "satu nilai untuk semua" in page
    key = str(bad(closed).pk)
    refused = browser.post(address, {"answers": [key], "reason": ""})
    assert (refused.status_code, f'value="{key}" checked' in refused.content.decode()) == (422, True)
    assert browser.post(address, {"answers": ["bukan"], "reason": "Ada."}).status_code == 422
    for number in ("9" * 30, "²", "-1"):
        assert browser.post(address, {"imports": [number], "reason": "Ada."}).status_code == 422
    assert browser.post(address, {"answers": [key], "reason": "Diisi petugas."}).status_code == 302
    page = browser.get(address).content.decode()
    assert "Dikecualikan: Diisi petugas." in page
    result = browser.get(f"/survei/{closed.pk}/").content.decode()
    assert "1 jawaban yang dikecualikan (dengan itu, indeksnya 2,96)" in result


def test_all_typed_forms_are_left_out_in_one_step_and_nothing_else(world):
    campaign = make_campaign(world.unit)
    for _ in range(3):
        make_answer(campaign, [3, 3, 2, 3, 3])
    out = make_answer(campaign, [6, 6, 6, 6, 5], channel="kertas")
    for _ in range(4):
        make_answer(campaign, [6, 6, 6, 6, 5], channel="kertas")
    close_campaign(campaign.pk, actor=world.petugas)
    exclude_answers(campaign.pk, answers=[out.pk], reason="Kembar.", actor=world.admin)
    browser, address = world.client("admin"), f"/survei/{campaign.pk}/jawaban/"
    assert 'name="paper" value="1">' in browser.get(address).content.decode()
    refused = browser.post(address, {"paper": "1", "reason": ""})
    assert (refused.status_code, 'name="paper" value="1" checked>' in refused.content.decode()) == (422, True)
    sent = browser.post(address, {"paper": "1", "reason": "Tanpa pindaian."}, follow=True)
    assert "4 jawaban dikecualikan." in sent.content.decode()
    assert 'name="paper"' not in sent.content.decode()  # all of them are out
    campaign.refresh_from_db()
    assert (campaign.index, campaign.respondents) == ("1.8666", 3)
    told = Entry.objects.filter(action="survey.exclude").latest("pk")
    assert (told.after["paper"], told.after["answers"], told.reason) == (4, [], "Tanpa pindaian.")
    assert "imports" not in told.after


def test_of_a_survey_without_paper_nothing_is_asked_about_it(world, closed):
    assert 'name="paper"' not in world.client("admin").get(f"/survei/{closed.pk}/jawaban/").content.decode()


def test_the_page_tells_no_more_of_an_answer_than_its_doubts(world, closed):
    noon = datetime(2026, 3, 2, 5, tzinfo=UTC)
    for _ in range(3):
        make_answer(closed, [6, 5, 6, 5, 4], service="Gigi", hour=noon, comment="Dokter Rina ketus.")
    make_answer(closed, [2] * 5, service="Gigi", hour=noon + timedelta(days=1), comment="Lama.")
    rows = {row.items: (row.kinds, row.hour) for row in doubted_of(closed)}
    assert rows[6, 5, 6, 5, 4] == (("sama persis",), noon)
    assert rows[2, 2, 2, 2, 2] == (("satu nilai untuk semua",), None)
    page = world.client("admin").get(f"/survei/{closed.pk}/jawaban/").content.decode()
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    told = {text: text in table for text in ("2 Maret 2026", "3 Maret 2026", "Gigi", "ketus", "Lama.", "1+1")}
    assert told == {text: text == "2 Maret 2026" for text in told}
