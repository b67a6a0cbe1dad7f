"""What was recorded for the conditions of the policy, now and before."""

from django.db import models
from django.db.models import Q


class ConditionValue(models.Model):
    """The value of one condition of the policy, of the instansi (`unit` null) or of a unit, in one period.

    `source` names the document that it was read from, `document` is its upload. `version` counts on from whatever was
    recorded before, also through a withdrawal: it is never that of an older value.
    """

    period = models.ForeignKey("assessments.Period", on_delete=models.PROTECT, related_name="conditions")
    unit = models.ForeignKey(
        "units.UnitKerja", on_delete=models.PROTECT, null=True, blank=True, related_name="conditions"
    )
    code = models.CharField(max_length=60)
    value = models.CharField("nilai", max_length=40)
    source = models.CharField("dokumen sumber", max_length=300)
    document_date = models.DateField("tanggal dokumen")
    document = models.ForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "nilai syarat"
        verbose_name_plural = "nilai syarat"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "code"], condition=Q(unit__isnull=False), name="one_value_per_unit"
            ),
            models.UniqueConstraint(
                fields=["period", "code"], condition=Q(unit__isnull=True), name="one_value_per_instansi"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}={self.value}"


class ConditionEntry(models.Model):
    """One thing that was recorded for a condition, kept for good; `value` empty: what stood was withdrawn."""

    period = models.ForeignKey(
        "assessments.Period", on_delete=models.PROTECT, related_name="condition_entries"
    )
    unit = models.ForeignKey(
        "units.UnitKerja", on_delete=models.PROTECT, null=True, blank=True, related_name="condition_entries"
    )
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    value = models.CharField("nilai", max_length=40, blank=True)
    source = models.CharField("dokumen sumber", max_length=300, blank=True)
    document_date = models.DateField("tanggal dokumen", null=True, blank=True)
    document = models.ForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        verbose_name = "riwayat syarat"
        verbose_name_plural = "riwayat syarat"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "code", "version"],
                condition=Q(unit__isnull=False),
                name="one_entry_per_unit",
            ),
            models.UniqueConstraint(
                fields=["period", "code", "version"],
                condition=Q(unit__isnull=True),
                name="one_entry_per_instansi",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"
