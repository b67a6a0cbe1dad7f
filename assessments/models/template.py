"""The agency's own KKE workbook for a year, into which exports are filled."""

from django.db import models
from django.db.models import Q


class PeriodTemplate(models.Model):
    """An uploaded template. At most one of a layout is current; older and removed ones keep `superseded_at`.

    `findings` is what was seen in it when it was uploaded (`kke.templates.template.Template.as_findings`).
    """

    class Layout(models.TextChoices):
        JAWABAN = "jawaban", "Lembar Jawaban (templat nasional)"
        LKE = "lke", "LKE ZI (PermenPANRB 90/2021)"
        LKE2014 = "lke2014", "LKE 2014 (PermenPANRB 52/2014)"

    period = models.ForeignKey("assessments.Period", on_delete=models.PROTECT, related_name="templates")
    layout = models.CharField("susunan", max_length=10, choices=Layout)
    blob = models.ForeignKey("documents.Blob", on_delete=models.PROTECT, related_name="+")
    filename = models.CharField("nama berkas", max_length=200)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("diunggah")
    findings = models.JSONField(default=dict)
    superseded_at = models.DateTimeField("tidak dipakai sejak", null=True, blank=True)
    superseded_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["layout", "-uploaded_at", "-pk"]
        verbose_name = "templat KKE"
        verbose_name_plural = "templat KKE"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "layout"],
                condition=Q(superseded_at=None),
                name="one_current_template",
                violation_error_message="Sudah ada templat yang dipakai untuk susunan ini.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.layout}: {self.filename}"
