"""The proposal to TPN and what TPN answered."""

from django.db import models


class Proposal(models.Model):
    """One letter of the head of the instansi that proposes units (PermenPANRB 5/2024 p. 5)."""

    period = models.ForeignKey("assessments.Period", on_delete=models.PROTECT, related_name="proposals")
    letter_number = models.CharField("nomor surat", max_length=100)
    letter_date = models.DateField("tanggal surat")
    scan = models.ForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField("disetujui", null=True, blank=True)
    sent_at = models.DateTimeField("diusulkan", null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "usulan"
        verbose_name_plural = "usulan"

    def __str__(self) -> str:
        return self.letter_number


class ProposalUnit(models.Model):
    """A unit in a proposal, with the predicate asked for and, at the end, the Minister's decision."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="units")
    assessment = models.OneToOneField(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="proposal_unit"
    )
    predicate = models.CharField("predikat", max_length=4, choices=[("WBK", "WBK"), ("WBBM", "WBBM")])
    exception_reason = models.TextField("alasan pengecualian", blank=True, max_length=2000)
    decree_number = models.CharField("nomor keputusan", max_length=100, blank=True)
    decree_date = models.DateField("tanggal keputusan", null=True, blank=True)

    class Meta:
        ordering = ["assessment__unit__code"]
        verbose_name = "unit yang diusulkan"
        verbose_name_plural = "unit yang diusulkan"

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.predicate}"


class StageResult(models.Model):
    """What TPN said at one stage of the policy (`tpn_stages`)."""

    class Result(models.TextChoices):
        PASSED = "lanjut", "Lanjut"
        NOTED = "lanjut_catatan", "Lanjut dengan catatan"
        FAILED = "tidak", "Tidak lanjut"

    proposal_unit = models.ForeignKey(ProposalUnit, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField("tahap", max_length=60)
    result = models.CharField("hasil", max_length=20, choices=Result)
    date = models.DateField("tanggal")
    letter_number = models.CharField("nomor surat", max_length=100, blank=True)
    note = models.TextField("catatan", blank=True, max_length=2000)
    recorded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal_unit", "stage"], name="one_result_per_stage")
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.result}"
