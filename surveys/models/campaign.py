"""A campaign of a unit: one questionnaire, a period, the services whose users are asked."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from surveys.engine.questionnaire import KINDS, Questionnaire
from surveys.shelf import frozen
from units.models import UnitKerja


class Campaign(models.Model):
    """A survey of a unit's users. `content` is its questionnaire as JSON, frozen when it was made.

    `contacts_until`: it asks for a contact and promises to forget it after that day; None: it asks for none.
    `code` is its short address. `with_codes`: only who has an unused code of a slip may answer. `index` (decimal text
    with a point, never rounded up), `respondents` and `warning` are written when it closes and at every exclusion.
    """

    class State(models.TextChoices):
        DRAFT = "rancangan", "Rancangan"
        OPEN = "dibuka", "Dibuka"
        CLOSED = "ditutup", "Ditutup"

    unit = models.ForeignKey(UnitKerja, on_delete=models.PROTECT, related_name="campaigns")
    year = models.PositiveSmallIntegerField("tahun penilaian")
    kind = models.CharField("jenis survei", max_length=8, choices=[(kind, kind) for kind in KINDS])
    content = models.TextField("kuesioner")
    title = models.CharField("nama survei", max_length=120)
    opens_on = models.DateField("mulai")
    closes_on = models.DateField("sampai")
    with_codes = models.BooleanField("hanya dengan kode sekali pakai", default=False)
    contacts_until = models.DateField("kontak disimpan sampai", null=True, blank=True)
    code = models.CharField("alamat pendek", max_length=8, unique=True)
    state = models.CharField("keadaan", max_length=10, choices=State, default=State.DRAFT)
    published = models.BooleanField("hasil diumumkan", default=False)
    index = models.CharField("indeks", max_length=8, blank=True)
    respondents = models.PositiveIntegerField("responden terhitung", default=0)
    warning = models.TextField("peringatan", blank=True)
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)

    class Meta:
        ordering = ["-opens_on", "-pk"]
        verbose_name = "survei"
        verbose_name_plural = "survei"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title"],
                name="campaign_title_once_a_unit",
                violation_error_message="Unit ini sudah mempunyai survei dengan nama ini. Pilih nama lain.",
            ),
            models.CheckConstraint(
                name="campaign_ends_after_start",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message="Tanggal akhir survei mendahului tanggal mulainya.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire, parsed once a process."""
        return frozen(self.content)

    @property
    def address(self) -> str:
        """Where people answer, with the portal's own address in front."""
        return settings.SITE_URL + reverse("surveys:answer", args=[self.code])

    def local_day(self, moment: datetime | None = None) -> date:
        """The day at a moment, or now, where the unit is: its survey starts and ends by it."""
        return timezone.localdate(moment, self.unit.instansi.zone)

    @property
    def last_day(self) -> date:
        """The last day on which it took answers, or is to take them: a survey may be closed early."""
        if self.closed_at is None:
            return self.closes_on
        return max(self.opens_on, min(self.closes_on, self.local_day(self.closed_at)))

    def runs_on(self, day: date) -> bool:
        """Whether it takes answers on a day."""
        return self.state == self.State.OPEN and self.opens_on <= day <= self.closes_on


class Service(models.Model):
    """A kind of service whose users are asked: how many they are in the period, how many answers are wanted."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="services")
    name = models.CharField("jenis layanan", max_length=120)
    population = models.PositiveIntegerField("pengguna layanan dalam masa survei")
    target = models.PositiveIntegerField("target responden")

    class Meta:
        ordering = ["pk"]
        verbose_name = "layanan"
        verbose_name_plural = "layanan"
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="service_once_a_campaign")]

    def __str__(self) -> str:
        return self.name


class CodeBatch(models.Model):
    """Slips printed together. Their codes are here as hashes, sorted, in two heaps: unused and used.

    One row for all of them on purpose: a code has no row of its own, so neither its place nor the moment at which its
    row was last written tells which answer it gave (docs/decisions/0057).
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveSmallIntegerField("lembar ke")
    unused = models.JSONField(default=list)
    used = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        verbose_name = "kumpulan kode"
        verbose_name_plural = "kumpulan kode"
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="batch_number_unique")]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.number}"
