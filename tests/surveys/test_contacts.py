"""Contacts of respondents: asked where the policy asks, kept apart and sealed, read by few, and ended."""

import base64
import io
import json
import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone
from openpyxl import load_workbook

from assessments.models import PolicyVersion
from assessments.services.versions import content_hash
from audit.models import Entry
from surveys.models import Answer, Campaign, ContactList
from surveys.services.campaigns import ServiceData, change_campaign, close_campaign, create_campaign
from surveys.services.contacts import PURPOSE, Contact, read_contacts
from surveys.services.trail import version_of
from tests.factories.surveys import form_of, make_answer, make_campaign
from tests.factories.units import give_role
from tests.surveys.test_answering import everything_stored
from units.models import ConflictOfInterest, Role
from units.sealing import seal_for
from units.services.errors import NotAllowed, Refused
from zi_portal.privacy.retention import over, remove

DAY = timedelta(days=1)
HERS = {"name": "Siti Aminah", "phone": "0812-3456-7890"}


@pytest.fixture
def campaign(world):
    caches["memory"].clear()
    return make_campaign(world.unit, contacts_until=timezone.localdate() + 97 * DAY)


def send(client, campaign, **extra):
    return client.post(f"/s/{campaign.code}/", form_of(campaign, **extra))


def kept() -> list[list[str]]:
    return json.loads(seal_for(PURPOSE).decrypt(ContactList.objects.get().sealed.encode()))


def over_with(campaign, others: int = 3) -> Campaign:
    """Close it, after so many more answers without a contact."""
    for _ in range(others):
        make_answer(campaign, [5] * 5)
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.CLOSED)
    return campaign


@pytest.mark.parametrize("asks", [True, False])
def test_the_policy_of_the_year_decides_and_the_campaign_keeps_it(world, asks):
    content = json.loads(PolicyVersion.objects.get(pk=world.period.policy_id).content)
    content |= {"survey_contacts": asks}
    policy = PolicyVersion.objects.create(
        code="policy-kontak",
        instrument=world.period.policy.instrument,
        content=json.dumps(content),
        content_hash=content_hash(content),
    )
    world.period.policy = policy
    world.period.save()
    today = timezone.localdate()
    data = {"questionnaire": "spak-1", "services": [ServiceData("Poli", 400)], "actor": world.petugas}
    data |= {"title": "A", "opens_on": today, "closes_on": today + 7 * DAY, "with_codes": False}
    one = create_campaign(world.unit, **data, year=2026)
    assert one.contacts_until == (today + 97 * DAY if asks else None)
    other_year = change_campaign(one.pk, **data, year=2031, seen=version_of(one))
    assert other_year.contacts_until is None


def test_a_contact_is_kept_sealed_and_apart(client, campaign):
    before = everything_stored()
    page = client.get(f"/s/{campaign.code}/").content.decode()
    assert ('name="phone"' in page, "Dihapus setelah" in page, len(page) < 20_000) == (True, True, True)
    assert send(client, campaign, **HERS, comment="Antre.").status_code == 302
    assert kept() == [["Siti Aminah", "0812-3456-7890"]]
    new = set(everything_stored().splitlines()) - set(before.splitlines())
    assert {line.split(":")[0] for line in new} == {"surveys_answer", "surveys_contactlist"}
    assert [trace for trace in ("Siti", "0812-3456-7890", "081234567890") if trace in "\n".join(new)] == []


def test_neither_place_nor_time_ties_a_contact_to_an_answer(client, campaign):
    """One row, which also an answer without a contact writes anew; sorted; a seal without the time of its making."""
    names = ["Wati", "Ani", "", "Budi"]
    seals = []
    for name in names:
        send(client, campaign, **({"name": name, "phone": "081234567"} if name else {}))
        seals.append(ContactList.objects.get().sealed)
    assert len(set(seals)) == len(names)
    assert kept() == [["Ani", "081234567"], ["Budi", "081234567"], ["Wati", "081234567"]]
    for seal in seals:
        version, *moment = base64.urlsafe_b64decode(seal)[:9]
        assert (version, moment) == (0x80, [0] * 8)


def test_a_form_sent_twice_leaves_one_contact(client, campaign):
    data = form_of(campaign, **HERS)
    for _ in range(2):
        assert client.post(f"/s/{campaign.code}/", data).status_code == 302
    assert (Answer.objects.count(), len(kept())) == (1, 1)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"name": "Siti"}, "Tulis juga nomor teleponnya"),
        ({"phone": "telepon"}, "Tulis angkanya saja"),
        ({"phone": "٠٨١٢٣٤٥٦٧"}, "Tulis angkanya saja"),
        ({"phone": "=1+1+1+1+1"}, "Tulis angkanya saja"),
        ({"name": "x" * 101, "phone": "081234567"}, "100"),
    ],
)
def test_what_nobody_can_call_is_refused_before_anything_is_kept(client, campaign, said, message):
    page = send(client, campaign, **said)
    assert (page.status_code, message in page.content.decode()) == (422, True)
    assert (Answer.objects.count(), ContactList.objects.count()) == (0, 0)


def test_each_field_points_at_what_is_told_of_it(world, client):
    today = timezone.localdate()
    campaign = make_campaign(world.unit, with_codes=True, contacts_until=today)
    page = client.post(f"/s/{campaign.code}/", {"phone": "x", "name": "x" * 101, "comment": "x" * 1001})
    text = page.content.decode()
    ids = re.findall(r' id="([^"]+)"', text)
    pointed = " ".join(re.findall(r' aria-describedby="([^"]+)"', text)).split()
    wrong = {"slip", "service", "told", "comment", "name", "phone", *(f"q_a{n}" for n in range(1, 6))}
    assert set(pointed) == {f"f-{name}_error" for name in wrong} | {"f-comment_helptext", "kontak-hint"}
    assert [one for one in pointed if ids.count(one) != 1] == []


def test_a_number_alone_is_enough(client, campaign):
    send(client, campaign, phone="+62 812 3456 789")
    assert kept() == [["", "+62 812 3456 789"]]


def test_where_nobody_asks_nothing_is_kept(world, client):
    campaign = make_campaign(world.unit)
    assert b'name="phone"' not in client.get(f"/s/{campaign.code}/").content
    assert send(client, campaign, **HERS).status_code == 302
    assert ContactList.objects.count() == 0


def test_paper_asks_for_none(world, campaign):
    page = world.client("petugas").get(f"/survei/{campaign.pk}/kertas/").content
    assert b'name="phone"' not in page


def test_a_kiosk_asks_too_and_its_browser_keeps_nothing(client, campaign):
    address = f"/s/{campaign.code}/?kios=1"
    start = client.get(address)
    page = start.content.decode()
    phone = page.split('name="phone"')[1].split(">")[0]
    assert ('autocomplete="off"' in phone, start.headers["Cache-Control"]) == (True, "no-store")
    assert client.post(address, form_of(campaign, **HERS)).status_code == 302
    assert (Answer.objects.get().channel, len(kept())) == ("kios", 1)


def test_admin_and_tpi_read_them_and_the_audit_tells_it(world, client, campaign):
    send(client, campaign, name="=1+1", phone="081234567")
    over_with(campaign)
    for who in ("admin", "anggota"):
        answer = world.client(who).post(f"/survei/{campaign.pk}/kontak/")
        sheet = load_workbook(io.BytesIO(answer.content)).active
        assert list(sheet.values) == [("Nama", "Nomor telepon"), ("=1+1", "081234567")]
        assert (sheet["A2"].data_type, sheet["A2"].quotePrefix) == ("s", True)
        assert "no-store" in answer.headers["Cache-Control"]
    told = Entry.objects.filter(action="survey.contacts").order_by("pk")
    assert [(one.actor_id, one.after) for one in told] == [
        (world.people[who].pk, {"contacts": 1}) for who in ("admin", "anggota")
    ]


def test_nobody_of_the_unit_reads_them(world, client, campaign):
    send(client, campaign, **HERS)
    over_with(campaign)
    for who in ("petugas", "pimpinan_unit", "petugas_pokja", "pimpinan_instansi"):
        page = world.client(who).get(f"/survei/{campaign.pk}/").content.decode()
        assert "Unduh kontak" not in page
        with pytest.raises(NotAllowed):
            read_contacts(campaign.pk, actor=world.people[who])
    with pytest.raises(Campaign.DoesNotExist):
        read_contacts(campaign.pk, actor=world.orang_asing)
    assert Entry.objects.filter(action="survey.contacts").count() == 0


def test_an_admin_of_the_unit_and_a_conflicted_assessor_do_not(world, client, campaign):
    send(client, campaign, **HERS)
    over_with(campaign)
    give_role(world.admin, Role.PETUGAS, world.unit)
    ConflictOfInterest.objects.create(
        user=world.anggota, unit=world.unit, reason="Saudara pimpinan.", declared_at=timezone.now()
    )
    with pytest.raises(NotAllowed):
        read_contacts(campaign.pk, actor=world.admin)
    with pytest.raises((NotAllowed, Campaign.DoesNotExist)):
        read_contacts(campaign.pk, actor=world.anggota)


def test_not_while_answers_come_in(world, client, campaign):
    send(client, campaign, **HERS)
    with pytest.raises(Refused, match="setelah survei selesai"):
        read_contacts(campaign.pk, actor=world.admin)
    page = world.client("admin").get(f"/survei/{campaign.pk}/").content.decode()
    assert ("dapat diunduh setelah survei selesai" in page, "Unduh kontak" in page) == (True, False)


def test_a_new_key_opens_with_the_former_among_the_fallbacks(world, client, campaign, settings):
    send(client, campaign, **HERS)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    send(client, campaign)
    settings.SECRET_KEY_FALLBACKS = []  # the list was sealed anew with the new key
    over_with(campaign)
    assert read_contacts(campaign.pk, actor=world.admin) == [Contact(*HERS.values())]


def test_a_list_that_cannot_be_opened_loses_nothing_and_stops_nobody(world, client, campaign, settings):
    send(client, campaign, **HERS)
    seal = ContactList.objects.get().sealed
    settings.SECRET_KEY = "n" * 60
    refused = send(client, campaign, **HERS)
    assert (refused.status_code, "sedang tidak dapat disimpan" in refused.content.decode()) == (422, True)
    assert send(client, campaign).status_code == 302
    assert (Answer.objects.count(), ContactList.objects.get().sealed) == (2, seal)
    over_with(campaign)
    with pytest.raises(Refused, match="SECRET_KEY"):
        read_contacts(campaign.pk, actor=world.admin)


def test_not_after_the_promised_day_though_nobody_removed_them_yet(world, client, campaign):
    send(client, campaign, **HERS)
    over_with(campaign)
    today = timezone.localdate()
    Campaign.objects.update(contacts_until=today)
    assert read_contacts(campaign.pk, actor=world.admin) == [Contact(*HERS.values())]
    Campaign.objects.update(contacts_until=today - DAY)
    with pytest.raises(Refused, match="masa simpannya sudah lewat"):
        read_contacts(campaign.pk, actor=world.admin)


def test_where_fewer_than_three_answered_themselves_a_contact_is_not_read_and_ends(world, client, campaign):
    for said in (HERS, {}):
        send(client, campaign, **said)
    for _ in range(3):
        make_answer(campaign, [5] * 5, channel="kertas")
    Campaign.objects.update(closes_on=timezone.localdate() - DAY)
    with pytest.raises(Refused, match="Kurang dari 3 orang"):
        read_contacts(campaign.pk, actor=world.admin)
    close_campaign(campaign.pk, actor=world.petugas)
    assert ContactList.objects.count() == 0


def test_closed_before_its_last_day_it_keeps_them_no_longer(world, client, campaign):
    send(client, campaign, **HERS)
    for _ in range(2):
        make_answer(campaign, [5] * 5)
    close_campaign(campaign.pk, actor=world.petugas)
    campaign.refresh_from_db()
    assert campaign.contacts_until == timezone.localdate() + 90 * DAY
    assert read_contacts(campaign.pk, actor=world.admin) == [Contact(*HERS.values())]


@pytest.mark.parametrize(
    ("ended", "promised", "gone"),
    [(89, 91, False), (91, 93, True), (30, -1, True), (-7, 0, False)],
    ids=["young", "old", "promised for sooner", "running"],
)
def test_they_end(world, client, ended, promised, gone):
    """Ninety days after the last day, and never later than was promised."""
    today = timezone.localdate()
    campaign = make_campaign(world.unit, contacts_until=today + promised * DAY)
    send(client, campaign, **HERS)
    Campaign.objects.update(opens_on=today - 200 * DAY, closes_on=today - ended * DAY)
    assert over("survey_contacts", now=timezone.now()).exists() is gone
    assert remove("survey_contacts", now=timezone.now()) == gone
    assert ContactList.objects.exists() is not gone
    if gone:
        over_with(campaign)
        with pytest.raises(Refused, match="Tidak ada kontak"):
            read_contacts(campaign.pk, actor=world.admin)
