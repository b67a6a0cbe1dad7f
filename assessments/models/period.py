"""A year of an instansi: which instrument and policy hold, and when."""

from django.db import models
from django.db.models import F, Q


class Period(models.Model):
    """`opens_on` (local date) to `deadline` (instant) is the window of penilaian mandiri."""

    instansi = models.ForeignKey("units.Instansi", on_delete=models.PROTECT, related_name="periods")
    year = models.PositiveSmallIntegerField("tahun")
    instrument = models.ForeignKey(
        "assessments.InstrumentVersion", on_delete=models.PROTECT, related_name="periods"
    )
    policy = models.ForeignKey("assessments.PolicyVersion", on_delete=models.PROTECT, related_name="periods")
    opens_on = models.DateField("penilaian mandiri dibuka")
    deadline = models.DateTimeField("batas pengajuan ke TPI")
    tpi_deadline = models.DateTimeField("batas penilaian TPI")

    class Meta:
        ordering = ["-year"]
        verbose_name = "periode"
        verbose_name_plural = "periode"
        constraints = [
            models.UniqueConstraint(
                fields=["instansi", "year"],
                name="one_period_per_year",
                violation_error_message="Periode untuk tahun ini sudah ada.",
            ),
            models.CheckConstraint(name="tpi_after_submission", condition=Q(tpi_deadline__gte=F("deadline"))),
        ]

    def __str__(self) -> str:
        return f"{self.instansi} {self.year}"
