"""The register of predicates: who holds WBK or WBBM, by which decree, and what was revoked."""

from django.db import models
from django.db.models import Q


class StandingRecords(models.Manager):
    """Records whose determination stands: one that was taken back says nothing any more."""

    def get_queryset(self) -> models.QuerySet:
        """Without what was withdrawn."""
        return super().get_queryset().filter(withdrawn_at=None)


class PredicateRecord(models.Model):
    """A predicate of a unit (PermenPANRB 90/2021 p. 57-60), also one from before the portal (`assessment` null).

    `year` is the year of the proposal that led to it. `determined_by` the head of the instansi: WBK mandiri
    (PermenPANRB 5/2024 p. 7). `revoked_on` is the date of the decision that revoked it: from that day the ban counts
    (PermenPANRB 90/2021 p. 63-64). `withdrawn_at`: the determination was recorded by mistake and taken back; the row
    stays, is seen through `everything` alone, and stands again with a new determination of the year.
    """

    class Predicate(models.TextChoices):
        WBK = "WBK", "WBK"
        WBBM = "WBBM", "WBBM"

    class By(models.TextChoices):
        MENTERI = "menteri", "Menteri PANRB"
        MANDIRI = "mandiri", "Pimpinan instansi (WBK mandiri)"

    unit = models.ForeignKey("units.UnitKerja", on_delete=models.PROTECT, related_name="predicates")
    year = models.PositiveSmallIntegerField("tahun")
    predicate = models.CharField("predikat", max_length=4, choices=Predicate)
    decree_number = models.CharField("nomor keputusan", max_length=100)
    decree_date = models.DateField("tanggal keputusan")
    determined_by = models.CharField("ditetapkan oleh", max_length=10, choices=By, default=By.MENTERI)
    scan = models.ForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assessment = models.OneToOneField(
        "assessments.Assessment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predicate_record",
    )
    revoked_on = models.DateField("tanggal keputusan pencabutan", null=True, blank=True)
    revocation_number = models.CharField("nomor keputusan pencabutan", max_length=100, blank=True)
    revocation_reason = models.TextField("alasan pencabutan", max_length=1000, blank=True)
    revocation_scan = models.ForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    withdrawn_reason = models.CharField("alasan pembatalan", max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = StandingRecords()
    everything = models.Manager()

    class Meta:
        ordering = ["-year", "unit__code"]
        verbose_name = "predikat"
        verbose_name_plural = "register predikat"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="one_predicate_per_unit_and_year",
                violation_error_message="Predikat unit ini untuk tahun itu sudah ada di register.",
            ),
            models.CheckConstraint(
                name="revocation_has_number",
                condition=Q(revoked_on__isnull=True, revocation_number="")
                | (Q(revoked_on__isnull=False) & ~Q(revocation_number="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predicate} {self.year}"


class MonitoringReport(models.Model):
    """TPI's report on a holder of a predicate, at least every two years (PermenPANRB 90/2021 p. 61-62, Gambar 10).

    Never changed: a mistake is mended by a new report. `document` is the letter that was issued with it.
    """

    record = models.ForeignKey(PredicateRecord, on_delete=models.PROTECT, related_name="reports")
    year = models.PositiveSmallIntegerField("tahun monev")
    still_meets = models.BooleanField("masih memenuhi")
    pengungkit = models.DecimalField("nilai pengungkit", max_digits=9, decimal_places=6)
    hasil = models.DecimalField("nilai hasil", max_digits=9, decimal_places=6)
    notes = models.TextField("catatan monev", max_length=5000)
    letter_number = models.CharField("nomor surat", max_length=100)
    letter_date = models.DateField("tanggal surat")
    document = models.OneToOneField(
        "assessments.IssuedDocument", on_delete=models.PROTECT, related_name="monitoring_report"
    )
    recorded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-letter_date", "-pk"]
        verbose_name = "laporan monev"
        verbose_name_plural = "laporan monev"

    def __str__(self) -> str:
        return f"{self.letter_number} ({self.year})"


class Maladministration(models.Model):
    """A complaint about a unit: source, clarification with TPI, settlement (PermenPANRB 90/2021 p. 62-63).

    Confidential: read by the admin and the head of the instansi alone.
    """

    class Status(models.TextChoices):
        RECEIVED = "diterima", "Diterima"
        CLARIFYING = "klarifikasi", "Sedang diklarifikasi"
        PROVEN = "terbukti", "Selesai, terbukti"
        UNFOUNDED = "tidak_terbukti", "Selesai, tidak terbukti"

    unit = models.ForeignKey("units.UnitKerja", on_delete=models.PROTECT, related_name="maladministrations")
    received_on = models.DateField("tanggal diterima")
    source = models.CharField("sumber", max_length=200)
    complaint = models.TextField("aduan", max_length=3000)
    clarification = models.TextField("klarifikasi", max_length=3000, blank=True)
    settlement = models.TextField("penyelesaian", max_length=3000, blank=True)
    status = models.CharField("status", max_length=20, choices=Status, default=Status.RECEIVED)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name = "catatan maladministrasi"
        verbose_name_plural = "catatan maladministrasi"

    def __str__(self) -> str:
        return f"{self.unit_id} {self.received_on}"
