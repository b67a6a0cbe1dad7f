"""Changes of the last day for proposals, as TPN's letter or announcement sets it."""

from django.db import models


class DeadlineChange(models.Model):
    """One change of the policy's deadline for a year (PermenPANRB 90/2021 p. 50: by letter; 5/2024 p. 6: announced).

    Never edited nor removed: the latest recorded counts, the others are history. `number` and `date` are those of the
    letter or announcement, of which `scan` is kept.
    """

    period = models.ForeignKey(
        "assessments.Period", on_delete=models.PROTECT, related_name="deadline_changes"
    )
    day = models.DateField("hari terakhir yang baru")
    number = models.CharField("nomor", max_length=100)
    date = models.DateField("tanggal")
    scan = models.ForeignKey("documents.Revision", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("dicatat")

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        verbose_name = "perubahan batas pengusulan"
        verbose_name_plural = "perubahan batas pengusulan"

    def __str__(self) -> str:
        return f"{self.period_id}: {self.day}"
