"""Issued PDFs: stored once, downloaded with the same bytes, verifiable by anyone through their id."""

from __future__ import annotations

import uuid
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from units.models import Instansi, UnitKerja

OWNERS = ("assessment", "proposal", "unit", "instansi", "kawasan_year")


def _exactly_one_owner() -> Q:
    return reduce(or_, (Q(**{f"{name}__isnull": name != one for name in OWNERS}) for one in OWNERS))


class IssuedDocument(models.Model):
    """An issued PDF of an assessment, or else of a proposal, a unit, an instansi or a year of a kawasan: of
    exactly one of them.

    `content_hash` binds what it says, in an assessment answers, evidence, instrument and policy; the audit head (of
    `audit_chain`, before its own entry) is printed. `employees` are those whose pakta integritas stand in it,
    `declaration` the pencanangan of a piagam.
    """

    class Kind(models.TextChoices):
        LHE = "lhe", "Laporan hasil evaluasi"
        SCORE_SHEET = "score_sheet", "Lembar nilai"
        PRELIMINARY = "preliminary", "Surat hasil penilaian pendahuluan"
        PROPOSAL_LETTER = "proposal_letter", "Surat pengajuan evaluasi"
        SPTJM = "sptjm", "Surat pernyataan tanggung jawab mutlak"
        PROPOSAL_RECAP = "proposal_recap", "Rekap usulan"
        MONITORING = "monitoring", "Laporan monev sesudah predikat"
        PAKTA = "pakta", "Pakta integritas"
        PAKTA_ALL = "pakta_all", "Kumpulan pakta integritas"
        CHARTER = "charter", "Piagam pencanangan"
        KAWASAN = "kawasan", "Laporan integrasi kawasan"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, null=True, blank=True, related_name="issued"
    )
    proposal = models.ForeignKey(
        "assessments.Proposal", on_delete=models.PROTECT, null=True, blank=True, related_name="issued"
    )
    unit = models.ForeignKey(
        "units.UnitKerja", on_delete=models.PROTECT, null=True, blank=True, related_name="issued"
    )
    instansi = models.ForeignKey(
        "units.Instansi", on_delete=models.PROTECT, null=True, blank=True, related_name="issued"
    )
    kawasan_year = models.ForeignKey(
        "assessments.KawasanYear", on_delete=models.PROTECT, null=True, blank=True, related_name="issued"
    )
    number = models.CharField("nomor", max_length=100, blank=True)
    issued_at = models.DateTimeField("diterbitkan")
    issued_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    blob = models.ForeignKey(
        "documents.Blob", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    content_hash = models.CharField(max_length=64)
    audit_head = models.CharField(max_length=64)
    audit_length = models.PositiveIntegerField()
    employees = models.ManyToManyField("assessments.Employee", related_name="issued")
    declaration = models.ForeignKey(
        "assessments.Declaration", on_delete=models.PROTECT, null=True, blank=True, related_name="issued"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = "dokumen terbit"
        verbose_name_plural = "dokumen terbit"
        constraints = [
            models.CheckConstraint(name="issued_for_exactly_one", condition=_exactly_one_owner()),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def of_place(self) -> bool:
        """Whether it belongs to a staff list or a pencanangan: it ends with a correction, without a newer one."""
        return self.kind in (self.Kind.PAKTA, self.Kind.PAKTA_ALL, self.Kind.CHARTER)

    @property
    def owning_unit(self) -> UnitKerja | None:
        """The unit that it speaks of; None for one of a proposal or of the instansi itself."""
        return self.assessment.unit if self.assessment is not None else self.unit

    @property
    def owning_instansi(self) -> Instansi:
        """The instansi of whatever it belongs to (select the owner along); of a kawasan the coordinating one."""
        if self.kawasan_year is not None:
            return self.kawasan_year.kawasan.coordinator
        if self.proposal is not None:
            return self.proposal.period.instansi
        unit = self.owning_unit
        found = unit.instansi if unit is not None else self.instansi
        if found is None:
            raise ValueError("an issued document belongs to something")
        return found

    @property
    def year(self) -> int | None:
        """The year of its assessment, proposal or kawasan; None for one of a unit or an instansi."""
        if self.kawasan_year is not None:
            return self.kawasan_year.year
        owner = self.assessment or self.proposal
        return owner.period.year if owner is not None else None

    @property
    def audit_chain(self) -> str:
        """The chain in which its issue stands."""
        if self.assessment is not None:
            return self.assessment.audit_chain
        if self.kawasan_year is not None:
            return self.kawasan_year.kawasan.audit_chain
        return f"instansi:{self.owning_instansi.pk}"
