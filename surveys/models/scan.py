"""Scans of filled in paper forms: evidence of a campaign, never joined to single answers."""

from django.db import models

from documents.names import MAX_NAME
from surveys.models.campaign import Campaign


class Scan(models.Model):
    """One file with the scans of a pile of forms. `sheets` says which: "1–20"; `count` how many they are."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="scans")
    sheets = models.CharField("lembar", max_length=40)
    count = models.PositiveSmallIntegerField("banyaknya formulir")
    blob = models.ForeignKey("documents.Blob", on_delete=models.PROTECT, related_name="survey_scans")
    filename = models.CharField("nama berkas", max_length=MAX_NAME)
    by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("pada")

    class Meta:
        ordering = ["pk"]
        verbose_name = "pindaian formulir"
        verbose_name_plural = "pindaian formulir"
        constraints = [models.UniqueConstraint(fields=["campaign", "blob"], name="scan_once_a_campaign")]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.sheets}"
