"""A year of a kawasan: its integration sheet and what was determined (PermenPANRB 90/2021 p. 44, 57-60)."""

from django.db import models


class KawasanYear(models.Model):
    """The integration of a kawasan in one year under one policy. It is final while a representative of every instansi
    that takes part has signed what stands; that is computed, never stored. `frozen`: participants and units (id, name,
    instansi, predicate held) as they were at the determination, after which a kawasan may change for later years.
    """

    class Verdict(models.TextChoices):
        WBK = "WBK", "WBK"
        WBBM = "WBBM", "WBBM"
        NOT = "belum", "Belum memenuhi"

    kawasan = models.ForeignKey("units.Kawasan", on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField("tahun")
    policy = models.ForeignKey("assessments.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    verdict = models.CharField("penetapan", max_length=5, choices=Verdict, blank=True)
    decree_number = models.CharField("nomor keputusan", max_length=100, blank=True)
    decree_date = models.DateField("tanggal keputusan", null=True, blank=True)
    decided_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    frozen = models.JSONField(default=dict, blank=True)
    revoked_on = models.DateField("tanggal keputusan pencabutan", null=True, blank=True)
    revocation_number = models.CharField("nomor keputusan pencabutan", max_length=100, blank=True)
    revocation_reason = models.TextField("alasan pencabutan", max_length=1000, blank=True)

    class Meta:
        ordering = ["-year"]
        verbose_name = "tahun kawasan"
        verbose_name_plural = "tahun kawasan"
        constraints = [models.UniqueConstraint(fields=["kawasan", "year"], name="one_year_of_a_kawasan")]

    def __str__(self) -> str:
        return f"{self.kawasan} {self.year}"


class KawasanScore(models.Model):
    """The value of one aspect, 0 to the policy's scale, with what it rests on. `version` counts the writes."""

    year = models.ForeignKey(KawasanYear, on_delete=models.PROTECT, related_name="scores")
    aspect = models.CharField(max_length=30)
    value = models.DecimalField("nilai", max_digits=5, decimal_places=2, null=True, blank=True)
    note = models.TextField("catatan", max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = "nilai integrasi"
        verbose_name_plural = "nilai integrasi"
        constraints = [models.UniqueConstraint(fields=["year", "aspect"], name="one_value_per_aspect")]

    def __str__(self) -> str:
        return f"{self.aspect} {self.value}"


class KawasanSignature(models.Model):
    """A representative's signature under the values whose hash it carries, in the name of their instansi."""

    year = models.ForeignKey(KawasanYear, on_delete=models.PROTECT, related_name="signatures")
    user = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    instansi = models.ForeignKey("units.Instansi", on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField("ditandatangani")
    void_at = models.DateTimeField("gugur", null=True, blank=True)
    void_reason = models.TextField("alasan gugur", blank=True, max_length=1000)

    class Meta:
        ordering = ["pk"]
        verbose_name = "tanda tangan integrasi"
        verbose_name_plural = "tanda tangan integrasi"

    def __str__(self) -> str:
        return f"{self.user}: {self.content_hash[:12]}"


class KawasanEvidence(models.Model):
    """A document that an aspect rests on: of the instansi whose representative brought it, in the revision that was
    brought. Taken off (`removed_at`) it stays in the history.
    """

    year = models.ForeignKey(KawasanYear, on_delete=models.PROTECT, related_name="evidence")
    aspect = models.CharField(max_length=30)
    revision = models.ForeignKey("documents.Revision", on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("ditambahkan")
    removed_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField("dilepas", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "bukti integrasi"
        verbose_name_plural = "bukti integrasi"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "aspect", "revision"],
                condition=models.Q(removed_at=None),
                name="evidence_once_per_aspect",
            )
        ]

    def __str__(self) -> str:
        return f"{self.aspect}: {self.revision_id}"
