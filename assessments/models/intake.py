"""Files that were taken in: kept as they came, read once, previewed, applied all or nothing."""

from django.db import models


class Import(models.Model):
    """One uploaded file on its way into the portal.

    `kind` names what it fills ("kke", or a table of the instansi); `side` is "unit" or "tpi" for a KKE, else "".
    `cells` is what the file says (`workbooks.stored_cells`), `wish` what its owner chose in the preview, `outcome` what
    was done, as much as undoing it needs. `version` counts the changes of `wish`, for stale tabs.
    """

    class Status(models.TextChoices):
        READING = "reading", "Sedang dibaca"
        READY = "ready", "Menunggu diterapkan"
        REFUSED = "refused", "Tidak dapat dibaca"
        APPLIED = "applied", "Diterapkan"
        UNDONE = "undone", "Diurungkan"
        DISCARDED = "discarded", "Dibatalkan"

    kind = models.CharField(max_length=40)
    side = models.CharField(max_length=10, blank=True)
    instansi = models.ForeignKey("units.Instansi", on_delete=models.PROTECT, related_name="imports")
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, null=True, blank=True, related_name="imports"
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    file = models.ForeignKey("documents.Blob", on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200)
    cells = models.BinaryField(null=True, blank=True)
    wish = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    outcome = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.READING)
    refusal = models.TextField(blank=True)
    requested_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "impor"
        verbose_name_plural = "impor"
        indexes = [
            models.Index(fields=["assessment", "-created_at"]),
            models.Index(fields=["instansi", "kind", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.filename}"
