"""TPI teams: decree, seats and the units assigned for one year (PermenPANRB 90/2021 Pasal 1 angka 6, p. 38)."""

from django.db import models
from django.db.models import F, Q


class TpiTeam(models.Model):
    """A team of internal assessors of one instansi for one year, formed by decree of its head."""

    instansi = models.ForeignKey("units.Instansi", on_delete=models.PROTECT, related_name="teams")
    year = models.PositiveSmallIntegerField("tahun")
    name = models.CharField("nama tim", max_length=100)
    decree_number = models.CharField("nomor SK", max_length=100)
    decree_date = models.DateField("tanggal SK")

    class Meta:
        ordering = ["-year", "name"]
        verbose_name = "tim TPI"
        verbose_name_plural = "tim TPI"
        constraints = [
            models.UniqueConstraint(
                fields=["instansi", "year", "name"],
                name="team_name_unique",
                violation_error_message="Nama tim ini sudah dipakai pada tahun yang sama.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.year})"


class TeamMember(models.Model):
    """A dated seat in a team. The lead (ketua) has no sheet of their own; the anggota each have one."""

    class Seat(models.TextChoices):
        KETUA = "ketua_tpi", "Ketua TPI"
        ANGGOTA = "anggota_tpi", "Anggota TPI"
        PENGENDALI = "pengendali_teknis", "Pengendali teknis TPI"

    class Origin(models.TextChoices):
        APIP = "apip", "APIP"
        OTHER = "other", "Unit lain"

    team = models.ForeignKey(TpiTeam, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="team_seats")
    seat = models.CharField("kedudukan", max_length=20, choices=Seat)
    origin = models.CharField("asal", max_length=10, choices=Origin, default=Origin.APIP)
    origin_unit = models.CharField("unit asal", max_length=200, blank=True)
    start = models.DateField("mulai")
    end = models.DateField("sampai", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "anggota tim"
        verbose_name_plural = "anggota tim"
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"],
                condition=Q(end__isnull=True),
                name="one_open_seat_per_person",
                violation_error_message="Orang ini sudah menjadi anggota tim.",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(end__isnull=True, seat="ketua_tpi"),
                name="one_open_lead_per_team",
                violation_error_message="Tim ini sudah memiliki ketua.",
            ),
            models.CheckConstraint(
                name="seat_end_after_start", condition=Q(end__isnull=True) | Q(end__gte=F("start"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_seat_display()}"


class TeamUnit(models.Model):
    """A unit assigned to a team. `year` repeats the team's so that a unit has one team a year."""

    team = models.ForeignKey(TpiTeam, on_delete=models.PROTECT, related_name="team_units")
    unit = models.ForeignKey("units.UnitKerja", on_delete=models.PROTECT, related_name="team_units")
    year = models.PositiveSmallIntegerField("tahun")

    class Meta:
        ordering = ["unit__code"]
        verbose_name = "unit yang dinilai tim"
        verbose_name_plural = "unit yang dinilai tim"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="one_team_per_unit_and_year",
                violation_error_message="Unit ini sudah ditugaskan kepada tim lain pada tahun ini.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} → {self.team}"


class ConflictOfInterest(models.Model):
    """A person's own declaration that they cannot judge a unit freely. It bars them from it from that moment on.

    Only an admin inspektorat takes it back (`lifted_at`), with a reason.
    """

    user = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="conflicts")
    unit = models.ForeignKey("units.UnitKerja", on_delete=models.PROTECT, related_name="conflicts")
    reason = models.TextField("alasan", max_length=1000)
    declared_at = models.DateTimeField("dinyatakan")
    lifted_at = models.DateTimeField("dicabut", null=True, blank=True)
    lifted_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lift_reason = models.TextField("alasan pencabutan", blank=True, max_length=1000)

    class Meta:
        ordering = ["pk"]
        verbose_name = "benturan kepentingan"
        verbose_name_plural = "benturan kepentingan"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit"],
                condition=Q(lifted_at__isnull=True),
                name="one_open_conflict_per_unit",
                violation_error_message="Benturan kepentingan ini sudah dinyatakan.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} ⊘ {self.unit}"
