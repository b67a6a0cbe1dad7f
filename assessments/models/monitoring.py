"""Monitoring of the building of ZI in a unit: rounds, what they found, what was done about it (monev)."""

from django.db import models
from django.db.models import Q


class Monitoring(models.Model):
    """One round of monitoring (PermenPANRB 90/2021 p. 14, 37): by the unit itself, with its leader, or with TPI beside.

    `coached`: it was recorded by the inspectorate or TPI, whose coaching it is; only they change it. `areas` are
    codes of areas, "" for Hasil. `number` names it within its year.
    """

    class Kind(models.TextChoices):
        UNIT = "unit", "Unit sendiri"
        LEADER = "pimpinan", "Bersama pimpinan unit"
        COACHED = "pendampingan", "Pendampingan inspektorat atau TPI"

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="monitorings"
    )
    number = models.PositiveIntegerField("nomor")
    date = models.DateField("tanggal")
    kind = models.CharField("dilakukan sebagai", max_length=12, choices=Kind)
    people = models.TextField("oleh", max_length=1000)
    areas = models.JSONField("area yang dilihat", default=list, blank=True)
    summary = models.TextField("ringkasan", max_length=5000, blank=True)
    coached = models.BooleanField("dicatat inspektorat", default=False)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-date", "-number"]
        verbose_name = "monitoring dan evaluasi"
        verbose_name_plural = "monitoring dan evaluasi"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="one_monitoring_per_number"),
            models.CheckConstraint(
                name="coaching_by_the_inspectorate",
                condition=Q(coached=True, kind="pendampingan") | (Q(coached=False) & ~Q(kind="pendampingan")),
            ),
        ]

    def __str__(self) -> str:
        return f"Monev {self.number} ({self.date})"


class Finding(models.Model):
    """What a round found, about an activity, a question or the unit as a whole, and what is done about it.

    `follow_up`, `person` and `until` say what is to be done; `done_on`, `done_note` and `evidence` (a document of the
    unit) that it was. `number` names it within its round.
    """

    class Severity(models.TextChoices):
        LIGHT = "ringan", "Ringan"
        MEDIUM = "sedang", "Sedang"
        HEAVY = "berat", "Berat"

    monitoring = models.ForeignKey(Monitoring, on_delete=models.CASCADE, related_name="findings")
    number = models.PositiveIntegerField("nomor")
    text = models.TextField("temuan", max_length=2000)
    severity = models.CharField("tingkat", max_length=6, choices=Severity, default=Severity.MEDIUM)
    activity = models.ForeignKey(
        "assessments.Activity", on_delete=models.PROTECT, null=True, blank=True, related_name="findings"
    )
    code = models.CharField("pertanyaan", max_length=40, blank=True)
    follow_up = models.TextField("tindak lanjut", max_length=2000, blank=True)
    person = models.CharField("penanggung jawab", max_length=150, blank=True)
    until = models.DateField("sampai", null=True, blank=True)
    done_on = models.DateField("selesai pada", null=True, blank=True)
    done_note = models.TextField("yang sudah dilakukan", max_length=2000, blank=True)
    done_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        verbose_name = "temuan monev"
        verbose_name_plural = "temuan monev"
        constraints = [
            models.UniqueConstraint(fields=["monitoring", "number"], name="one_finding_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.monitoring_id}/{self.number}"
