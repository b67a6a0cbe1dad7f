"""Issued PDFs: stored once, downloaded with the same bytes, verifiable by anyone through their id."""

import uuid

from django.db import models


class IssuedDocument(models.Model):
    """An issued PDF. `content_hash` binds answers, evidence, instrument and policy; the audit head is printed."""

    class Kind(models.TextChoices):
        LHE = "lhe", "Laporan hasil evaluasi"
        SCORE_SHEET = "score_sheet", "Lembar nilai"
        PRELIMINARY = "preliminary", "Surat hasil penilaian pendahuluan"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="issued")
    number = models.CharField("nomor", max_length=100, blank=True)
    issued_at = models.DateTimeField("diterbitkan")
    issued_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    blob = models.ForeignKey(
        "documents.Blob", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    content_hash = models.CharField(max_length=64)
    audit_head = models.CharField(max_length=64)
    audit_length = models.PositiveIntegerField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = "dokumen terbit"
        verbose_name_plural = "dokumen terbit"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
