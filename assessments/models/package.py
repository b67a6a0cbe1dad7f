"""The packages that were made of proposals."""

from django.db import models


class ProposalPackage(models.Model):
    """One ZIP of a proposal. `state` (`package.manifest.state_of`) names what it was made from; `assessments` the units
    in it; `revisions` the evidence in it, each with the assessment it is evidence of;
    `confidential` the recorded choice.
    """

    proposal = models.ForeignKey("assessments.Proposal", on_delete=models.CASCADE, related_name="packages")
    blob = models.ForeignKey("documents.Blob", on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200)
    state = models.CharField(max_length=64)
    is_draft = models.BooleanField("dibuat sebelum disetujui")
    confidential = models.BooleanField("dengan dokumen terbatas dan rahasia")
    files = models.PositiveIntegerField("banyak berkas")
    assessments = models.JSONField(default=list)
    revisions = models.JSONField(default=list)
    made_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("dibuat")

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "paket usulan"
        verbose_name_plural = "paket usulan"
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "state", "confidential"], name="one_package_per_state"
            )
        ]

    def __str__(self) -> str:
        return self.filename
