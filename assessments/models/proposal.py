"""The proposal to TPN and what TPN answered."""

from datetime import date, tzinfo

from django.db import models
from django.db.models import Q


class Proposal(models.Model):
    """One letter of the head of the instansi that proposes units (PermenPANRB 5/2024 p. 5).

    `changed_at`: when what it says last changed before the approval: what was signed earlier says something else.
    `sent_at`: when the sending was recorded; `sent_on` the day it took place, where that was recorded later.
    """

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
    changed_at = models.DateTimeField("isi diubah", null=True, blank=True)
    sent_at = models.DateTimeField("diusulkan", null=True, blank=True)
    sent_on = models.DateField("dikirim pada", null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "usulan"
        verbose_name_plural = "usulan"

    def __str__(self) -> str:
        return self.letter_number

    def day_of_sending(self, zone: tzinfo) -> date | None:
        """The day on which it went to TPN, in a zone; None: not yet."""
        return self.sent_on or (self.sent_at.astimezone(zone).date() if self.sent_at else None)


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
    decree_scan = models.ForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decree_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["assessment__unit__code"]
        verbose_name = "unit yang diusulkan"
        verbose_name_plural = "unit yang diusulkan"

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.predicate}"


class ProposalDocument(models.Model):
    """What stands for one entry of the policy's `documents` in a proposal; with `assessment` where it is `each: unit`.

    `issued`: the paper that the portal made for signing. `revision`: the signed scan, the upload or the link that goes
    to TPN; without it the document is unsigned. The signed letter itself is `Proposal.scan`, its row has only `issued`.
    `version` starts at 1; who replaces it names the version they saw. Replaced revisions stay with their document.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="documents")
    assessment = models.ForeignKey(
        "assessments.Assessment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposal_documents",
    )
    code = models.CharField("kode dokumen", max_length=60)
    revision = models.ForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued = models.ForeignKey(
        "assessments.IssuedDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signer_name = models.CharField("penanda tangan", max_length=200, blank=True)
    stamped = models.BooleanField("bermeterai", default=False)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["code", "pk"]
        verbose_name = "dokumen usulan"
        verbose_name_plural = "dokumen usulan"
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "code"], condition=Q(assessment=None), name="one_document_per_proposal"
            ),
            models.UniqueConstraint(
                fields=["proposal", "assessment", "code"],
                condition=Q(assessment__isnull=False),
                name="one_document_per_proposed_unit",
            ),
            models.CheckConstraint(
                name="proposal_document_holds_something",
                condition=Q(revision__isnull=False) | Q(issued__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.code}"


class WithdrawnUnit(models.Model):
    """A unit that was taken out of a proposal after it was sent: what was proposed, and why not any more.

    The unit itself is free again; this row and the audit are its history. `letter_*` and `scan`: the letter of the
    head of the instansi that withdraws it.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="withdrawn")
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="withdrawn_from"
    )
    predicate = models.CharField("predikat", max_length=4, choices=[("WBK", "WBK"), ("WBBM", "WBBM")])
    exception_reason = models.TextField("alasan pengecualian", blank=True, max_length=2000)
    reason = models.TextField("alasan penarikan", max_length=1000)
    letter_number = models.CharField("nomor surat penarikan", max_length=100)
    letter_date = models.DateField("tanggal surat penarikan")
    scan = models.ForeignKey("documents.Revision", on_delete=models.PROTECT, related_name="+")
    withdrawn_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("ditarik")

    class Meta:
        ordering = ["-withdrawn_at", "assessment__unit__code"]
        verbose_name = "unit yang ditarik dari usulan"
        verbose_name_plural = "unit yang ditarik dari usulan"

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
    recommendation = models.TextField("rekomendasi", blank=True, max_length=2000)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal_unit", "stage"], name="one_result_per_stage")
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.result}"
