"""What TPI thinks of each piece of evidence: a mark with page and note, and what of it was told to the unit."""

from django.db import models

MAX_PAGE, MAX_NOTE = 60, 2000


class Verdict(models.TextChoices):
    """How far a document proves the answer. NONE: not marked (any more); what was noted beside it is told to nobody."""

    NONE = "", "Belum ditandai"
    CONVINCING = "meyakinkan", "Meyakinkan"
    PARTLY = "sebagian", "Sebagian"
    NOT = "tidak", "Tidak meyakinkan"


class EvidenceMark(models.Model):
    """One mark of one sheet: of a member's own, or of the final one, whose marks are released.

    It follows the sheet: who reads the sheet reads it, and a locked sheet locks it. Evidence that is taken off keeps
    its marks; a new revision is a new use and has none. `version` starts at 1; a save names the version it saw.
    """

    sheet = models.ForeignKey("assessments.Sheet", on_delete=models.PROTECT, related_name="marks")
    use = models.ForeignKey("assessments.EvidenceUse", on_delete=models.PROTECT, related_name="marks")
    verdict = models.CharField("penilaian bukti", max_length=10, choices=Verdict, blank=True)
    page = models.CharField("halaman", max_length=MAX_PAGE, blank=True)
    note = models.TextField("catatan", blank=True, max_length=MAX_NOTE)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = "tanda bukti"
        verbose_name_plural = "tanda bukti"
        constraints = [models.UniqueConstraint(fields=["sheet", "use"], name="one_mark_per_sheet_and_use")]

    def __str__(self) -> str:
        return f"{self.use_id} {self.verdict}"


class RoundMark(models.Model):
    """A mark of the lead as it was released with a round of perbaikan; never changed afterwards."""

    round = models.ForeignKey("assessments.Round", on_delete=models.PROTECT, related_name="marks")
    use = models.ForeignKey("assessments.EvidenceUse", on_delete=models.PROTECT, related_name="told_marks")
    verdict = models.CharField("penilaian bukti", max_length=10, choices=Verdict)
    page = models.CharField("halaman", max_length=MAX_PAGE, blank=True)
    note = models.TextField("catatan", blank=True, max_length=MAX_NOTE)

    class Meta:
        ordering = ["pk"]
        verbose_name = "tanda bukti dalam putaran"
        verbose_name_plural = "tanda bukti dalam putaran"
        constraints = [
            models.UniqueConstraint(fields=["round", "use"], name="one_told_mark_per_round_and_use")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.use_id} {self.verdict}"
