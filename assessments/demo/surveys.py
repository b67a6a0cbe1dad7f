"""Surveys of one unit of the demo: one runs, one is closed, doubted in part, published and in the score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from assessments.demo.answers import dice, pick
from assessments.models import Answer, Sheet
from assessments.services.survey_taking import take_index
from surveys.models import Campaign, Channel, Service
from surveys.services.answering import Given, key_of, send_answer
from surveys.services.campaigns import (
    ServiceData,
    close_campaign,
    create_campaign,
    open_campaign,
    publish_campaign,
)
from surveys.services.excluding import exclude_answers
from units.models import UnitKerja, User

SERVICES = (
    ServiceData("Pemeriksaan umum", 150),
    ServiceData("Kesehatan ibu dan anak", 70),
    ServiceData("Kesehatan gigi dan mulut", 40),
)
COMMENTS = (
    "Petugas ramah, tetapi antrean pendaftaran masih lama.",
    "Kursi tunggu ditambah.",
    "Terima kasih, pelayanannya cepat.",
    "Jadwal dokter gigi sebaiknya ditempel di depan.",
    "Tolong nomor antrean dipanggil dengan pengeras suara.",
)
DEGREES = (6, 6, 6, 6, 5, 5, 5, 4)
RUNNING, ENDED = 24, 62  # answers
CROWD = 11  # came within one hour at the kiosk
ALIKE = (6, 6, 6, 5, 6)


@dataclass(frozen=True)
class _Survey:
    """A campaign that takes answers, and the dice of this one."""

    campaign: Campaign
    services: Sequence[Service]

    def send(self, number: int, at: datetime, *, channel: str, items: Sequence[int] = ()) -> Given:
        """One answer at a time that is past; what it says follows from its number."""
        key, asked = f"{self.campaign.title}/{number}", self.campaign.questionnaire.items
        given = Given(
            form_id=uuid5(NAMESPACE_URL, f"demo/{key}"),
            service=pick([s.pk for s in self.services for _ in range(s.population // 10)], key, "service"),
            items=items or [pick(DEGREES, key, item.code) for item in asked],
            told=dice(key, "told") < 30,
            comment=pick(COMMENTS, key, "comment") if dice(key, "says") < 150 else "",
        )
        send_answer(self.campaign.pk, given, channel=channel, now=at)
        return given

    def spread(self, count: int, first: date, days: int) -> None:
        """Answers by phone and at the kiosk over so many days, in office hours."""
        for number in range(count):
            hour = time(8 + dice(self.campaign.title, number, "hour") % 6)
            day = first + timedelta(days=number * days // count)
            channel = Channel.KIOSK if dice(self.campaign.title, number, "channel") < 300 else Channel.LINK
            at = datetime.combine(day, hour, tzinfo=self.campaign.unit.instansi.zone)
            self.send(number, at, channel=channel)


def build_surveys(unit: UnitKerja, *, petugas: User, head: User, admin: User, today: date) -> None:
    """The running and the ended survey of a unit whose penilaian mandiri of this year is open."""
    running = _opened(unit, "spkp-1", "Kepuasan pasien", today, before=12, after=18, actor=petugas)
    running.spread(RUNNING, today - timedelta(days=12), 12)
    ended = _opened(unit, "spak-1", "Puskesmas tanpa pungutan", today, before=42, after=0, actor=petugas)
    ended.spread(ENDED, today - timedelta(days=42), 41)
    at = datetime.combine(today - timedelta(days=9), time(13), tzinfo=unit.instansi.zone)
    crowd = [
        ended.send(ENDED + n, at, channel=Channel.KIOSK, items=ALIKE if n < 4 else ()) for n in range(CROWD)
    ]
    close_campaign(ended.campaign.pk, actor=head)
    exclude_answers(
        ended.campaign.pk,
        answers=[key_of(ended.campaign, one.form_id) for one in crowd[:4]],
        reason="Diisi dari loket tanpa pengguna layanan, menurut klarifikasi dengan kepala puskesmas.",
        actor=admin,
    )
    publish_campaign(ended.campaign.pk, published=True, actor=head)
    answer = Answer.objects.select_related("sheet__assessment").get(
        sheet__assessment__unit=unit,
        sheet__assessment__period__year=today.year,
        sheet__kind=Sheet.Kind.UNIT,
        code="B.I.a",
    )
    take_index(
        answer.sheet.assessment_id,
        code=answer.code,
        campaign=ended.campaign.pk,
        seen=answer.version,
        actor=petugas,
    )


def _opened(
    unit: UnitKerja, questionnaire: str, title: str, today: date, *, before: int, after: int, actor: User
) -> _Survey:
    made = create_campaign(
        unit,
        questionnaire=questionnaire,
        services=SERVICES,
        actor=actor,
        title=title,
        year=today.year,
        opens_on=today - timedelta(days=before),
        closes_on=today + timedelta(days=after),
        with_codes=False,
    )
    return _Survey(open_campaign(made.pk, actor=actor), list(made.services.all()))
