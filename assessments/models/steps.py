"""The steps outside scoring, each one plain form: pencanangan, pembangunan."""

from django.db import models
from django.db.models import F, Q


class Declaration(models.Model):
    """Pencanangan by the instansi (`unit` null, covers its units) or by a unit (PermenPANRB 90/2021 p. 12).

    Counts and `leader_signed` are what was typed, or what the staff list said on the day of recording; where there is
    a list, `assessments.pakta` counts it anew. `publications` are addresses. Ceremony (`place`), `witnesses` (one a
    line) and `charter` (the signed piagam) are optional: no regulation in force asks for them.
    """

    instansi = models.ForeignKey("units.Instansi", on_delete=models.PROTECT, related_name="declarations")
    unit = models.ForeignKey(
        "units.UnitKerja", on_delete=models.PROTECT, null=True, blank=True, related_name="declarations"
    )
    date = models.DateField("tanggal pencanangan")
    declarer_name = models.CharField("dicanangkan oleh", max_length=150)
    declarer_post = models.CharField("jabatan", max_length=150)
    staff_count = models.PositiveIntegerField("jumlah pegawai")
    signed_count = models.PositiveIntegerField("pegawai yang menandatangani pakta integritas")
    leader_signed = models.BooleanField("pimpinan sudah menandatangani", default=False)
    publications = models.JSONField("tautan publikasi", default=list, blank=True)
    place = models.CharField("tempat", max_length=150, blank=True)
    witnesses = models.TextField("saksi", max_length=2000, blank=True)
    charter = models.ForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scan = models.ForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name = "pencanangan"
        verbose_name_plural = "pencanangan"
        constraints = [
            models.CheckConstraint(
                name="signed_at_most_staff",
                condition=Q(signed_count__lte=F("staff_count")),
                violation_error_message="Yang menandatangani tidak mungkin lebih banyak daripada jumlah pegawai.",
            )
        ]

    def __str__(self) -> str:
        return f"Pencanangan {self.unit or self.instansi}"


class Development(models.Model):
    """Pembangunan: the unit's plan as a file (PermenPANRB 90/2021 p. 13-14).

    Decree and `team` as typed text are of years before the tim kerja had members of its own (`WorkTeam`).
    """

    assessment = models.OneToOneField(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="development"
    )
    decree_number = models.CharField("nomor SK tim kerja", max_length=100, blank=True)
    decree_date = models.DateField("tanggal SK", null=True, blank=True)
    team = models.TextField("susunan tim kerja", max_length=5000, blank=True)
    plan = models.ForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "pembangunan"
        verbose_name_plural = "pembangunan"

    def __str__(self) -> str:
        return f"Pembangunan {self.assessment_id}"
