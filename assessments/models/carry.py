"""Taking over an earlier year's work into the next: what was taken, from which year, and what stayed behind."""

from django.db import models


class CarryOver(models.Model):
    """One taking over. `left_out`: what did not come along, each {"kind", "code", "what", "why"} in Indonesian.

    Which answers still wait to be looked at stands in `Sheet.unconfirmed` of the unit's sheet.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="carries")
    source = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="+")
    mapping = models.CharField("pemetaan", max_length=100, blank=True)
    left_out = models.JSONField(default=list)
    by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "pengambilalihan"
        verbose_name_plural = "pengambilalihan"

    def __str__(self) -> str:
        return f"{self.assessment_id} ← {self.source_id}"


class CarriedItem(models.Model):
    """Something that was taken over, once for ever: what the unit takes away again does not come back by itself.

    `code`: the question of this year, `old_code` that of the source, "" for an activity. `key` tells things of one
    question apart (the document, the text of a line). `made`: the row that was written, no foreign key, since that row
    may be deleted.
    Of an answer, `version` is the one that was written, `kept_note` whether this year's own note was left standing.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", "Jawaban"
        EVIDENCE = "evidence", "Bukti"
        LINE = "line", "Butir bukti"
        PLAN = "plan", "Kegiatan rencana aksi"

    carry = models.ForeignKey(CarryOver, on_delete=models.PROTECT, related_name="items")
    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=40, blank=True)
    old_code = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=200, blank=True)
    what = models.CharField(max_length=300, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    made = models.PositiveBigIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    kept_note = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "yang diambil alih"
        verbose_name_plural = "yang diambil alih"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "kind", "code", "key"], name="carried_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
