"""Sending: to the last second of the deadline in Jakarta, with every document that the regulation asks for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, DeadlineChange, Proposal, State
from assessments.proposal_digest import digest_of
from assessments.services.approving import approve_proposal
from assessments.services.proposals import UnitsRefused
from assessments.services.sending import send_proposal
from tests.handover.pulling import propose, released
from tests.propose.announcing import PDF, announce
from units.models import Instansi

pytestmark = pytest.mark.django_db

LAST = datetime(2026, 5, 31, 16, 59, 59, tzinfo=UTC)


@pytest.fixture
def approved(world) -> Proposal:
    """A proposal that was approved in time, whose year has the policy's deadline."""
    first = released(world, world.unit, State.SELESAI_TPI)
    made = propose(world.period, {first: "WBK"}, world.admin, approved=False)
    approve_proposal(made, actor=world.pimpinan_instansi)
    DeadlineChange.objects.all().delete()
    return made


def at(monkeypatch, moment: datetime) -> None:
    """The clock of the facts."""
    monkeypatch.setattr("assessments.facts.timezone.now", lambda: moment)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(microseconds=999_999)])
def test_in_the_last_second_it_is_sent(world, approved, monkeypatch, late):
    at(monkeypatch, LAST + late)
    send_proposal(approved, actor=world.admin)
    assert Assessment.objects.get(unit=world.unit).state == State.DIUSULKAN


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("Asia/Jakarta", "31 Mei 2026 pukul 23.59 WIB"),
        ("Asia/Makassar", "1 Juni 2026 pukul 00.59 WITA"),
        ("Asia/Jayapura", "1 Juni 2026 pukul 01.59 WIT"),
    ],
)
def test_at_midnight_it_is_refused_in_the_words_of_the_zone(world, approved, monkeypatch, zone, told):
    Instansi.objects.filter(pk=world.instansi.pk).update(time_zone=zone)
    at(monkeypatch, LAST + timedelta(seconds=1))
    with pytest.raises(UnitsRefused) as refused:
        send_proposal(approved, actor=world.admin)
    assert [(message.partition(": ")[2], where) for message, where in refused.value.reasons] == [
        (
            f"Batas pengusulan, {told}, sudah lewat. Bila TPN mengubahnya, catat perubahannya.",
            "batas_usulan",
        )
    ]
    assert Proposal.objects.get().sent_at is None


def test_a_recorded_change_opens_the_way_and_the_page_says_where(world, approved, monkeypatch):
    client = world.client("admin")
    page = client.post(reverse("assessments:proposal_act", args=[approved.pk, "kirim"]))
    link = reverse("assessments:deadline", args=["KAB-X", 2026])
    assert (page.status_code, f'<a href="{link}">Buka</a>' in page.content.decode()) == (422, True)
    announce(world.period, world.admin)
    assert client.post(reverse("assessments:proposal_act", args=[approved.pk, "kirim"])).status_code == 302
    assert Proposal.objects.get().sent_at is not None


def test_without_the_sptjm_it_is_neither_approved_nor_handed_over(world):
    first = released(world, world.unit, State.SELESAI_TPI)
    made = propose(world.period, {first: "WBK"}, world.admin, approved=False)
    made.documents.all().delete()
    page = world.client("pimpinan_instansi").post(
        reverse("assessments:proposal_act", args=[made.pk, "setujui"]), {"seen": digest_of(made)}
    )
    link = reverse("assessments:proposal_papers", args=[made.pk])
    html = page.content.decode()
    assert page.status_code == 422
    assert "Surat pernyataan tanggung jawab mutlak belum diunggah." in html
    assert f'<a href="{link}">Buka</a>' in html
    assert Proposal.objects.get().approved_at is None


class TestDeadlinePage:
    """Recording a change, with what is wrong told at its field and nothing typed lost."""

    url = "/instansi/KAB-X/2026/usulan/batas/"

    def typed(self, **other) -> dict:
        from django.core.files.uploadedfile import SimpleUploadedFile

        data = {"day": "2026-07-31", "number": "PENG/1", "letter_date": "2026-05-20"}
        return data | {"scan": SimpleUploadedFile("p.pdf", PDF, "application/pdf")} | other

    def test_it_is_recorded_once_with_its_scan(self, world):
        client = world.client("admin")
        for _ in range(2):
            assert client.post(self.url, self.typed()).status_code == 302
        change = DeadlineChange.objects.get()
        assert (change.day, change.number, change.date) == (date(2026, 7, 31), "PENG/1", date(2026, 5, 20))
        html = client.get(self.url).content.decode()
        assert "31 Juli 2026, 23.59 WIB" in html
        served = client.get(f"{self.url}{change.pk}/")
        assert b"".join(served) == PDF

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"day": "2027-01-05"}, "harus jatuh pada tahun 2026."),
            ({"day": "2026-05-19"}, "tidak mungkin sebelum tanggal surat"),
            ({"day": "31 Februari"}, "Masukkan tanggal"),
            ({"number": " "}, "Bidang ini tidak boleh kosong."),
            ({"letter_date": "2999-01-01", "day": "2026-12-01"}, "belum tiba"),
        ],
    )
    def test_what_is_wrong_is_told_and_kept(self, world, typed, told):
        page = world.client("admin").post(self.url, self.typed(**typed))
        html = page.content.decode()
        assert (page.status_code, told in html) == (422, True)
        assert DeadlineChange.objects.count() == 0
        assert f'value="{self.typed(**typed)["letter_date"]}"' in html

    def test_an_empty_file_is_refused(self, world):
        from django.core.files.uploadedfile import SimpleUploadedFile

        page = world.client("admin").post(self.url, self.typed(scan=SimpleUploadedFile("p.pdf", b"")))
        assert (page.status_code, DeadlineChange.objects.count()) == (422, 0)


def test_days_left_are_those_of_the_instansi(world):
    from assessments.preflight import preflight

    Instansi.objects.filter(pk=world.instansi.pk).update(time_zone="Asia/Jayapura")
    first = released(world, world.unit, State.SELESAI_TPI)
    made = propose(world.period, {first: "WBK"}, world.admin, approved=False)
    DeadlineChange.objects.all().delete()
    made = Proposal.objects.select_related("period__instansi", "period__policy", "scan").get(pk=made.pk)
    checked = preflight(made, now=LAST - timedelta(hours=3))
    assert (checked.days_left, checked.passed) == (1, False)  # it is 31 May there, the deadline 1 June, 01.59
    assert preflight(made, now=LAST + timedelta(seconds=1)).passed
    assert timezone.localtime(checked.deadline, checked.deadline.tzinfo).strftime("%d %H:%M") == "01 01:59"
