"""What belongs to TPN's stages: what stood before, their documents, the external survey, sanggah, WBK mandiri."""

from django.db import models
from django.db.models import Q

from assessments.models.proposal import ProposalUnit, StageResult


def _by(**options) -> models.ForeignKey:
    return models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+", **options)


def _scan() -> models.ForeignKey:
    return models.ForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


class FormerStageResult(models.Model):
    """What stood for a stage until somebody changed it, took it back, or a sanggah was accepted (`reason`)."""

    proposal_unit = models.ForeignKey(ProposalUnit, on_delete=models.PROTECT, related_name="former_stages")
    stage = models.CharField("tahap", max_length=60)
    result = models.CharField("hasil", max_length=20, choices=StageResult.Result)
    date = models.DateField("tanggal")
    letter_number = models.CharField("nomor surat", max_length=100, blank=True)
    note = models.TextField("catatan", blank=True, max_length=2000)
    recommendation = models.TextField("rekomendasi", blank=True, max_length=2000)
    recorded_by = _by()
    recorded_at = models.DateTimeField()
    replaced_by = _by()
    replaced_at = models.DateTimeField()
    reason = models.CharField("alasan", max_length=1000, blank=True)

    class Meta:
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.stage}: {self.result}"


class StageDocument(models.Model):
    """A document of a stage: TPN's letter, an invitation, minutes. One taken off stays known."""

    proposal_unit = models.ForeignKey(ProposalUnit, on_delete=models.PROTECT, related_name="stage_documents")
    stage = models.CharField("tahap", max_length=60)
    revision = models.ForeignKey("documents.Revision", on_delete=models.PROTECT, related_name="+")
    added_by = _by()
    added_at = models.DateTimeField(auto_now_add=True)
    removed_by = _by(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.stage}: {self.revision_id}"


class TpnSurvey(models.Model):
    """The external survey of a unit: its two indices stand in TPN's sheet, here is who asked whom (90/2021 p. 55-56).

    `population`: all users of the services in the survey's period, said where fewer than the minimum were asked.
    """

    proposal_unit = models.OneToOneField(ProposalUnit, on_delete=models.PROTECT, related_name="survey")
    executor = models.CharField("pelaksana survei", max_length=150)
    respondents = models.PositiveIntegerField("jumlah responden")
    population = models.PositiveIntegerField("jumlah pengguna layanan", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_by = _by()
    recorded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.proposal_unit_id}: {self.respondents}"


class ObjectionWindow(models.Model):
    """The days on which sanggah is open in a period (both included, Jakarta), and the announcement that says so."""

    period = models.OneToOneField(
        "assessments.Period", on_delete=models.PROTECT, related_name="objection_window"
    )
    opens_on = models.DateField("dibuka")
    closes_on = models.DateField("ditutup")
    letter_number = models.CharField("nomor pengumuman", max_length=100)
    letter_date = models.DateField("tanggal pengumuman")
    scan = _scan()
    version = models.PositiveIntegerField(default=1)
    set_by = _by()
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="objection_closes_after_it_opens",
                condition=Q(closes_on__gte=models.F("opens_on")),
                violation_error_message="Hari penutupan tidak boleh sebelum hari pembukaan.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period_id}: {self.opens_on} – {self.closes_on}"


class Objection(models.Model):
    """A sanggah against the result of a stage, and its outcome. One recorded by mistake is cancelled, not deleted."""

    class Outcome(models.TextChoices):
        ACCEPTED = "diterima", "Diterima"
        REJECTED = "ditolak", "Ditolak"

    proposal_unit = models.ForeignKey(ProposalUnit, on_delete=models.PROTECT, related_name="objections")
    stage = models.CharField("tahap", max_length=60)
    letter_number = models.CharField("nomor surat sanggah", max_length=100)
    letter_date = models.DateField("tanggal surat sanggah")
    filed_at = models.DateTimeField("diajukan")
    reason = models.TextField("alasan sanggah", max_length=5000)
    outcome = models.CharField("hasil sanggah", max_length=10, choices=Outcome, blank=True)
    outcome_number = models.CharField("nomor surat jawaban", max_length=100, blank=True)
    outcome_date = models.DateField("tanggal surat jawaban", null=True, blank=True)
    outcome_note = models.TextField("catatan", max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_by = _by()
    recorded_at = models.DateTimeField(auto_now_add=True)
    decided_by = _by(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = _by(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "sanggah"
        verbose_name_plural = "sanggah"

    def __str__(self) -> str:
        return f"{self.letter_number}: {self.outcome or 'menunggu'}"


class ObjectionDocument(models.Model):
    """A document of a sanggah: the signed letter, new evidence, TPN's answer. Taken off, it stays known."""

    class Kind(models.TextChoices):
        LETTER = "surat", "Surat sanggah"
        EVIDENCE = "bukti", "Bukti baru"
        ANSWER = "jawaban", "Surat jawaban TPN"

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=Kind)
    revision = models.ForeignKey("documents.Revision", on_delete=models.PROTECT, related_name="+")
    added_by = _by()
    added_at = models.DateTimeField(auto_now_add=True)
    removed_by = _by(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.revision_id}"


class FormerDecree(models.Model):
    """Number, date and scan of a decision as they stood until they were corrected, and why."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="former_decrees"
    )
    decree_number = models.CharField(max_length=100)
    decree_date = models.DateField(null=True, blank=True)
    scan = _scan()
    reason = models.CharField("alasan", max_length=1000)
    replaced_by = _by()
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return self.decree_number


class SelfPermit(models.Model):
    """The Minister's permission for an instansi to determine WBK itself, "WBK mandiri" (PermenPANRB 5/2024 p. 7).

    It holds for the years from `from_year` to `until_year` (None: until it is ended).
    """

    instansi = models.ForeignKey("units.Instansi", on_delete=models.PROTECT, related_name="self_permits")
    letter_number = models.CharField("nomor surat izin", max_length=100)
    letter_date = models.DateField("tanggal surat izin")
    from_year = models.PositiveSmallIntegerField("berlaku mulai tahun")
    until_year = models.PositiveSmallIntegerField("sampai tahun", null=True, blank=True)
    scan = _scan()
    end_reason = models.CharField(max_length=1000, blank=True)
    recorded_by = _by()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-from_year", "-pk"]
        verbose_name = "izin WBK mandiri"
        verbose_name_plural = "izin WBK mandiri"
        constraints = [
            models.UniqueConstraint(
                fields=["instansi", "letter_number"],
                condition=Q(until_year=None),
                name="one_standing_permit_per_letter",
            )
        ]

    def __str__(self) -> str:
        return self.letter_number

    def covers(self, year: int) -> bool:
        """Whether it holds for determinations of the year."""
        return self.from_year <= year and (self.until_year is None or year <= self.until_year)


class SelfDetermination(models.Model):
    """The decree by which an instansi determined a unit WBK itself."""

    assessment = models.OneToOneField(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="self_determination"
    )
    decree_number = models.CharField("nomor keputusan", max_length=100)
    decree_date = models.DateField("tanggal keputusan")
    decree_scan = _scan()
    decree_version = models.PositiveIntegerField(default=1)
    note = models.TextField("uraian evaluasi", max_length=5000, blank=True)
    recorded_by = _by()
    recorded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.decree_number}"
