"""What people answered. Nothing here says who, from where, with which code, or when within the hour."""

from django.db import models

from surveys.models.campaign import Campaign, Service
from surveys.models.imported import Import


class Channel(models.TextChoices):
    """How an answer came."""

    LINK = "tautan", "Tautan dan kode QR"
    CODE = "kode", "Kode sekali pakai"
    KIOSK = "kios", "Kios di loket"
    PAPER = "kertas", "Formulir kertas"
    IMPORT = "impor", "Impor dari berkas"


class Answer(models.Model):
    """One answer. The database refuses to change or remove it; what does not count is named in an `Exclusion`.

    The key is a hash of the id that the form brought, so that rows lie in no order of time and the same form counts
    once. `hour`: the hour in which it came; of an import (`source`) that says a day, the first hour of its month.
    `items`: degrees in the order of the questionnaire, 1 the worst.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="answers")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="answers")
    channel = models.CharField("saluran", max_length=8, choices=Channel)
    hour = models.DateTimeField("jam")
    items = models.JSONField("nilai")
    told = models.BooleanField("diarahkan petugas")
    comment = models.TextField("saran", blank=True, max_length=1000)
    source = models.ForeignKey(
        Import, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "jawaban survei"
        verbose_name_plural = "jawaban survei"

    def __str__(self) -> str:
        return str(self.pk)


class Exclusion(models.Model):
    """An answer that does not count, why, and which admin said so."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="exclusion")
    reason = models.CharField("alasan", max_length=500)
    by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("pada")

    class Meta:
        ordering = ["pk"]
        verbose_name = "jawaban yang dikecualikan"
        verbose_name_plural = "jawaban yang dikecualikan"

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.reason}"
