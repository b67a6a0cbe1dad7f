"""Dated roles of people (DESIGN "People"). Seats in TPI teams are in `team`."""

from django.db import models
from django.db.models import F, Q


class Role(models.TextChoices):
    """The roles of the portal that are not seats in a TPI team."""

    PETUGAS = "petugas_unit", "Petugas unit"
    PIMPINAN_UNIT = "pimpinan_unit", "Pimpinan unit"
    PENILAI_PENDAHULUAN = "penilai_pendahuluan", "Penilai pendahuluan"
    ADMIN = "admin_inspektorat", "Admin inspektorat"
    PIMPINAN_INSTANSI = "pimpinan_instansi", "Pimpinan instansi"
    ADMIN_SISTEM = "admin_sistem", "Admin sistem"


UNIT_ROLES = (Role.PETUGAS, Role.PIMPINAN_UNIT, Role.PENILAI_PENDAHULUAN)
INSTANSI_ROLES = (Role.ADMIN, Role.PIMPINAN_INSTANSI)


class Membership(models.Model):
    """A role held from `start` to `end` (both inclusive, `end` null = open), in a unit, an instansi or the system.

    `areas` limits a petugas to the areas of their pokja (area codes of the instrument); empty means no pokja:
    the whole unit, Hasil included.
    """

    user = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("peran", max_length=20, choices=Role)
    instansi = models.ForeignKey(
        "units.Instansi", on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    unit = models.ForeignKey(
        "units.UnitKerja", on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    areas = models.JSONField("area pokja", default=list, blank=True)
    start = models.DateField("mulai")
    end = models.DateField("sampai", null=True, blank=True)

    class Meta:
        ordering = ["role", "start", "pk"]
        verbose_name = "peran"
        verbose_name_plural = "peran"
        constraints = [
            models.CheckConstraint(
                name="membership_place_fits_role",
                condition=Q(role__in=UNIT_ROLES, unit__isnull=False, instansi__isnull=False)
                | Q(role__in=INSTANSI_ROLES, unit__isnull=True, instansi__isnull=False)
                | Q(role=Role.ADMIN_SISTEM, unit__isnull=True, instansi__isnull=True),
            ),
            models.CheckConstraint(
                name="membership_end_after_start", condition=Q(end__isnull=True) | Q(end__gte=F("start"))
            ),
        ]
        indexes = [models.Index(fields=["user", "start", "end"])]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit or self.instansi or 'sistem'}"
