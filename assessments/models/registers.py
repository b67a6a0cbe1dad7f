"""Registers of a unit in its year: agen perubahan with what they changed, and innovations (90/2021 p. 13-14, 17)."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q


class ChangeAgent(models.Model):
    """An agen perubahan, appointed by a decree, from `start` to `end` (both included)."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="change_agents"
    )
    employee = models.ForeignKey(
        "assessments.Employee", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField("nama", max_length=150)
    nip = models.CharField(
        "NIP",
        max_length=18,
        blank=True,
        validators=[RegexValidator(r"^\d{18}$", "NIP terdiri dari 18 angka.")],
    )
    post = models.CharField("jabatan", max_length=150, blank=True)
    decree_number = models.CharField("nomor SK", max_length=100, blank=True)
    decree_date = models.DateField("tanggal SK", null=True, blank=True)
    start = models.DateField("mulai")
    end = models.DateField("sampai", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "agen perubahan"
        verbose_name_plural = "agen perubahan"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "nip"],
                condition=~Q(nip="") & Q(end=None),
                name="one_agent_per_nip_and_year",
            ),
            models.CheckConstraint(
                name="agent_end_after_start", condition=Q(end=None) | Q(end__gte=F("start"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgentChange(models.Model):
    """One concrete change that an agent made. `integrated`: it has become part of the management system."""

    agent = models.ForeignKey(ChangeAgent, on_delete=models.PROTECT, related_name="changes")
    text = models.CharField("perubahan", max_length=500)
    made_on = models.DateField("tanggal", null=True, blank=True)
    integrated = models.BooleanField("sudah terintegrasi dalam sistem manajemen", default=False)
    document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        verbose_name = "perubahan"
        verbose_name_plural = "perubahan"

    def __str__(self) -> str:
        return self.text


class Innovation(models.Model):
    """An innovation of the unit in an area of change."""

    class Status(models.TextChoices):
        IDEA = "rencana", "Rencana"
        TRIAL = "uji_coba", "Uji coba"
        RUNNING = "berjalan", "Berjalan"
        REPLICATED = "direplikasi", "Sudah direplikasi"
        STOPPED = "berhenti", "Berhenti"

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="innovations"
    )
    name = models.CharField("nama inovasi", max_length=200)
    area = models.CharField("area perubahan", max_length=10)
    problem = models.TextField("masalah yang dijawab", max_length=2000, blank=True)
    description = models.TextField("uraian", max_length=2000, blank=True)
    start = models.DateField("mulai", null=True, blank=True)
    end = models.DateField("berakhir", null=True, blank=True)
    effect = models.TextField("dampak", max_length=2000, blank=True)
    status = models.CharField("keadaan", max_length=12, choices=Status, default=Status.RUNNING)
    document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "inovasi"
        verbose_name_plural = "inovasi"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "name"],
                name="one_innovation_per_name",
                violation_error_message="Inovasi dengan nama ini sudah ada.",
            ),
            models.CheckConstraint(
                name="innovation_end_after_start",
                condition=Q(end=None) | Q(start=None) | Q(end__gte=F("start")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
