"""Answers from elsewhere, brought in as one file."""

from django.db import models

from surveys.models.campaign import Campaign


class Import(models.Model):
    """One file of answers. The file is not kept; its rows wait here, in no order of the file, until somebody decides.

    `sha256` is the file's, `content` that of its rows: the same answers count once, however often they are saved.
    `waiting` and `refused` (number of the row, why not) are empty once it is applied; `count` says how many it brings,
    `notes` what of the file was passed over.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="imports")
    sha256 = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    count = models.PositiveIntegerField("jawaban")
    waiting = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("pada")
    applied_at = models.DateTimeField("diterapkan", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "impor jawaban"
        verbose_name_plural = "impor jawaban"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "content"], name="import_once_a_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.count}"
