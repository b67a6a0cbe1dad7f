"""What the unit does about the result of a survey."""

from django.db import models

from surveys.models.campaign import Campaign


class FollowUp(models.Model):
    """What is done about one question (`item`, the code of it; "" for the rest), by which post, until when.

    A line that somebody empties stays, so that `version` (how often it was written) never begins anew.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="follow_ups")
    item = models.CharField("pernyataan", max_length=40, blank=True)
    action = models.TextField("tindak lanjut", max_length=1000, blank=True)
    post = models.CharField("penanggung jawab", max_length=120, blank=True)
    until = models.DateField("selesai paling lambat", null=True, blank=True)
    version = models.PositiveIntegerField("versi", default=0)

    class Meta:
        ordering = ["pk"]
        verbose_name = "tindak lanjut survei"
        verbose_name_plural = "tindak lanjut survei"
        constraints = [models.UniqueConstraint(fields=["campaign", "item"], name="follow_up_once_an_item")]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.item}"
