"""Who builds: the tim pembangunan of an instansi and the tim kerja of a unit with its pokja (90/2021 p. 13)."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q


class WorkTeam(models.Model):
    """The tim kerja of a unit in its year, or (`assessment` None) the tim pembangunan of the instansi in that year."""

    period = models.ForeignKey("assessments.Period", on_delete=models.PROTECT, related_name="work_teams")
    assessment = models.OneToOneField(
        "assessments.Assessment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="work_team",
    )
    decree_number = models.CharField("nomor SK tim", max_length=100, blank=True)
    decree_date = models.DateField("tanggal SK", null=True, blank=True)
    scan = models.ForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "tim pembangunan"
        verbose_name_plural = "tim pembangunan"
        constraints = [
            models.UniqueConstraint(
                fields=["period"], condition=Q(assessment=None), name="one_team_of_an_instansi_and_year"
            )
        ]

    def __str__(self) -> str:
        return f"Tim {self.assessment or self.period}"


class WorkMember(models.Model):
    """One person's time in a team, from `start` to `end` (both included). Who was replaced stays.

    `areas`: the pokja, area codes of the instrument; empty for those who lead or serve all. `employee`: from which row
    of a staff list they were picked; name, NIP and post stand as the decree has them.
    """

    class Role(models.TextChoices):
        KETUA = "ketua", "Ketua"
        SEKRETARIS = "sekretaris", "Sekretaris"
        ANGGOTA = "anggota", "Anggota"

    team = models.ForeignKey(WorkTeam, on_delete=models.PROTECT, related_name="members")
    employee = models.ForeignKey(
        "assessments.Employee", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField("nama", max_length=150)
    nip = models.CharField(
        "NIP",
        max_length=18,
        blank=True,
        validators=[RegexValidator(r"^\d{18}$", "NIP terdiri dari 18 angka.")],
    )
    post = models.CharField("jabatan", max_length=150, blank=True)
    role = models.CharField("kedudukan", max_length=12, choices=Role, default=Role.ANGGOTA)
    areas = models.JSONField("pokja", default=list, blank=True)
    chosen_how = models.CharField("cara dipilih", max_length=200, blank=True)
    start = models.DateField("mulai")
    end = models.DateField("sampai", null=True, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        verbose_name = "anggota tim"
        verbose_name_plural = "anggota tim"
        constraints = [
            models.UniqueConstraint(
                fields=["team", "nip"], condition=~Q(nip="") & Q(end=None), name="one_seat_per_nip_in_a_team"
            ),
            models.UniqueConstraint(
                fields=["team"], condition=Q(role="ketua", end=None), name="one_ketua_in_a_team"
            ),
            models.CheckConstraint(
                name="work_member_end_after_start", condition=Q(end=None) | Q(end__gte=models.F("start"))
            ),
        ]

    def __str__(self) -> str:
        return self.name
