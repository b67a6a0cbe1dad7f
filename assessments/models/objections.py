"""What stands beside a sanggah: its draft, what TPN's answer said before a correction, that a unit makes none."""

from django.db import models
from django.db.models import Q

from assessments.models.proposal import ProposalUnit
from assessments.models.tpn import Objection


def _by(**options) -> models.ForeignKey:
    return models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+", **options)


class ObjectionDraft(models.Model):
    """A sanggah that has not gone out yet: what its letter says, to be printed and signed. Recorded, it goes."""

    proposal_unit = models.OneToOneField(
        ProposalUnit, on_delete=models.PROTECT, related_name="objection_draft"
    )
    letter_number = models.CharField("nomor surat sanggah", max_length=100, blank=True)
    letter_date = models.DateField("tanggal surat sanggah", null=True, blank=True)
    reason = models.TextField("alasan sanggah", max_length=5000, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = _by()
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.proposal_unit_id}: {self.letter_number}"


class FormerOutcome(models.Model):
    """What was recorded of TPN's answer until it was corrected, and why."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="former_outcomes")
    outcome = models.CharField("hasil sanggah", max_length=10, choices=Objection.Outcome)
    outcome_number = models.CharField("nomor surat jawaban", max_length=100)
    outcome_date = models.DateField("tanggal surat jawaban")
    outcome_note = models.TextField("catatan", max_length=2000, blank=True)
    decided_by = _by()
    decided_at = models.DateTimeField()
    reason = models.CharField("alasan", max_length=1000)
    replaced_by = _by()
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.outcome_number}: {self.outcome}"


class ObjectionWaiver(models.Model):
    """The statement that a unit makes no sanggah: who said so, when, by letter or in words. Taken back, it stays known.

    It is about the refusal that stands: another result of the stage lets it lapse.
    """

    proposal_unit = models.ForeignKey(ProposalUnit, on_delete=models.PROTECT, related_name="waivers")
    stated_by = models.CharField("yang menyatakan", max_length=200)
    stated_on = models.DateField("tanggal pernyataan")
    letter_number = models.CharField("nomor surat", max_length=100, blank=True)
    note = models.TextField("keterangan", max_length=2000, blank=True)
    recorded_by = _by()
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = _by(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "pernyataan tidak menyanggah"
        verbose_name_plural = "pernyataan tidak menyanggah"
        constraints = [
            models.UniqueConstraint(
                fields=["proposal_unit"], condition=Q(withdrawn_at=None), name="one_standing_waiver"
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_unit_id}: {self.stated_by}"
