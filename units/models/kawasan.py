"""Kawasan: areas with service units of several instansi (PermenPANRB 90/2021 Pasal 1 angka 5, p. 31-35)."""

from django.db import models
from django.db.models import F, Q


class Kawasan(models.Model):
    """An area appointed by the Stranas PK. `instansi` take part; `coordinator` is one of them (our choice: the texts
    name none) whose admin opens its years and records what was determined.
    """

    class Kind(models.TextChoices):
        AIRPORT = "bandara", "Bandar udara"
        PORT = "pelabuhan", "Pelabuhan"
        LAW = "aph", "Aparat penegak hukum"
        LAND = "pertanahan", "Pertanahan"
        LOCAL = "pemda", "Pemerintah daerah"
        OTHER = "lainnya", "Kawasan lain"

    name = models.CharField("nama kawasan", max_length=200, unique=True)
    kind = models.CharField("jenis", max_length=12, choices=Kind)
    basis = models.CharField("dasar penunjukan", max_length=300)
    coordinator = models.ForeignKey(
        "units.Instansi", on_delete=models.PROTECT, related_name="+", verbose_name="koordinator"
    )
    instansi = models.ManyToManyField(
        "units.Instansi", related_name="kawasan", verbose_name="instansi peserta"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "kawasan"
        verbose_name_plural = "kawasan"

    def __str__(self) -> str:
        return self.name

    @property
    def audit_chain(self) -> str:
        """Key of the hash chain that holds everything done to this kawasan."""
        return f"kawasan:{self.pk}"


class KawasanUnit(models.Model):
    """A unit that belongs to a kawasan; its own instansi puts it there."""

    kawasan = models.ForeignKey(Kawasan, on_delete=models.PROTECT, related_name="units")
    unit = models.ForeignKey("units.UnitKerja", on_delete=models.PROTECT, related_name="kawasan_units")

    class Meta:
        ordering = ["unit__instansi__name", "unit__code"]
        verbose_name = "unit kawasan"
        verbose_name_plural = "unit kawasan"
        constraints = [models.UniqueConstraint(fields=["kawasan", "unit"], name="unit_once_in_kawasan")]

    def __str__(self) -> str:
        return f"{self.unit} ({self.kawasan})"


class KawasanSeat(models.Model):
    """A dated seat in the joint TPI of a kawasan: a person who represents `instansi`."""

    kawasan = models.ForeignKey(Kawasan, on_delete=models.PROTECT, related_name="seats")
    instansi = models.ForeignKey("units.Instansi", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="kawasan_seats")
    start = models.DateField("mulai")
    end = models.DateField("sampai", null=True, blank=True)

    class Meta:
        ordering = ["instansi__name", "pk"]
        verbose_name = "wakil di TPI gabungan"
        verbose_name_plural = "wakil di TPI gabungan"
        constraints = [
            models.UniqueConstraint(
                fields=["kawasan", "user"], condition=Q(end__isnull=True), name="one_open_kawasan_seat"
            ),
            models.CheckConstraint(
                name="kawasan_seat_end_after_start", condition=Q(end__isnull=True) | Q(end__gte=F("start"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.kawasan})"
