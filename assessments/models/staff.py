"""The staff list of a unit with its pakta integritas, and the indices of surveys: facts that stand beside answers."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q


class Employee(models.Model):
    """A pegawai of a unit, or of the instansi itself; `signed_on` is the day of their pakta integritas
    (PermenPANRB 90/2021 p. 12), `scan` its scan.

    One row is one time of service in one place, from `joined_on` (None: nobody wrote it down) to `left_on`, both
    included. Who left stays; who moved has a row in both places, who came back two in one (`services.stays`).
    `leads`: the head of the place.
    """

    class Occasion(models.TextChoices):
        MASSAL = "massal", "Penandatanganan bersama"
        PELANTIKAN = "pelantikan", "Pelantikan"
        MUTASI = "mutasi", "Mutasi"

    unit = models.ForeignKey(
        "units.UnitKerja", on_delete=models.PROTECT, null=True, blank=True, related_name="employees"
    )
    instansi = models.ForeignKey(
        "units.Instansi", on_delete=models.PROTECT, null=True, blank=True, related_name="employees"
    )
    name = models.CharField("nama", max_length=150)
    nip = models.CharField(
        "NIP",
        max_length=18,
        blank=True,
        validators=[RegexValidator(r"^\d{18}$", "NIP terdiri dari 18 angka.")],
    )
    post = models.CharField("jabatan", max_length=150, blank=True)
    leads = models.BooleanField("pimpinan", default=False)
    joined_on = models.DateField("mulai bekerja di sini", null=True, blank=True)
    signed_on = models.DateField("tanggal pakta integritas", null=True, blank=True)
    occasion = models.CharField("kesempatan", max_length=12, choices=Occasion, blank=True)
    scan = models.ForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    left_on = models.DateField("hari terakhir", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "pegawai"
        verbose_name_plural = "pegawai"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "nip"], condition=~Q(nip="") & Q(left_on=None), name="one_employee_per_nip"
            ),
            models.UniqueConstraint(
                fields=["instansi", "nip"],
                condition=~Q(nip="") & Q(left_on=None),
                name="one_employee_per_nip_of_instansi",
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(leads=True, left_on=None), name="one_head_of_a_unit"
            ),
            models.UniqueConstraint(
                fields=["instansi"], condition=Q(leads=True, left_on=None), name="one_head_of_an_instansi"
            ),
            models.CheckConstraint(
                name="employee_of_unit_or_instansi",
                condition=Q(unit__isnull=True, instansi__isnull=False)
                | Q(unit__isnull=False, instansi__isnull=True),
            ),
            models.CheckConstraint(
                name="occasion_needs_signature", condition=Q(occasion="") | Q(signed_on__isnull=False)
            ),
            models.CheckConstraint(
                name="scan_needs_signature", condition=Q(scan__isnull=True) | Q(signed_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SurveyIndex(models.Model):
    """The index that a survey gave a unit for an index question in a year: shown beside it, answers nothing by itself.

    `value` is exact decimal text with a point, e.g. "3.61".
    """

    period = models.ForeignKey("assessments.Period", on_delete=models.PROTECT, related_name="survey_indices")
    unit = models.ForeignKey("units.UnitKerja", on_delete=models.PROTECT, related_name="survey_indices")
    code = models.CharField("pertanyaan", max_length=60)
    value = models.CharField("indeks", max_length=12)
    source = models.CharField("sumber", max_length=300)
    recorded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "indeks survei"
        verbose_name_plural = "indeks survei"
        constraints = [
            models.UniqueConstraint(fields=["period", "unit", "code"], name="one_index_per_unit_and_question")
        ]

    def __str__(self) -> str:
        return f"{self.code}={self.value}"
