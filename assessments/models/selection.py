"""Penetapan: which units of an instansi build ZI in a year, why, and by which decree (PermenPANRB 90/2021 p. 13)."""

from django.db import models


class Candidate(models.Model):
    """What was weighed of a unit in a year. `criteria`: code of the policy's criterion → note, for those it meets.

    `chosen` None: weighed, not decided. The criteria are the policy's (`Policy.selection`).
    """

    period = models.ForeignKey("assessments.Period", on_delete=models.PROTECT, related_name="candidates")
    unit = models.ForeignKey("units.UnitKerja", on_delete=models.PROTECT, related_name="candidacies")
    criteria = models.JSONField("kriteria", default=dict, blank=True)
    chosen = models.BooleanField("dipilih", null=True, blank=True)
    reason = models.CharField("alasan", max_length=500, blank=True)
    target = models.CharField(
        "predikat yang dituju", max_length=4, choices=[("WBK", "WBK"), ("WBBM", "WBBM")], default="WBK"
    )
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["unit__code"]
        verbose_name = "calon unit"
        verbose_name_plural = "calon unit"
        constraints = [
            models.UniqueConstraint(fields=["period", "unit"], name="one_candidate_per_unit_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.period.year}"


class SelectionDecree(models.Model):
    """The decree of the head of the instansi that fixes, adds or withdraws units. No rule in force asks for one."""

    class Kind(models.TextChoices):
        FIRST = "penetapan", "Penetapan"
        ADDITION = "penambahan", "Penambahan"
        WITHDRAWAL = "penarikan", "Penarikan"

    period = models.ForeignKey(
        "assessments.Period", on_delete=models.PROTECT, related_name="selection_decrees"
    )
    kind = models.CharField("isi keputusan", max_length=12, choices=Kind)
    number = models.CharField("nomor SK", max_length=100)
    date = models.DateField("tanggal SK")
    note = models.CharField("keterangan", max_length=300, blank=True)
    scan = models.ForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["date", "pk"]
        verbose_name = "SK penetapan"
        verbose_name_plural = "SK penetapan"
        constraints = [
            models.UniqueConstraint(fields=["period", "number"], name="one_selection_decree_per_number")
        ]

    def __str__(self) -> str:
        return self.number


class DecreeUnit(models.Model):
    """A unit that a decree names, with the predicate that it shall reach."""

    decree = models.ForeignKey(SelectionDecree, on_delete=models.PROTECT, related_name="units")
    unit = models.ForeignKey("units.UnitKerja", on_delete=models.PROTECT, related_name="selections")
    target = models.CharField(max_length=4, choices=[("WBK", "WBK"), ("WBBM", "WBBM")])

    class Meta:
        ordering = ["decree", "unit__code"]
        verbose_name = "unit dalam SK penetapan"
        verbose_name_plural = "unit dalam SK penetapan"
        constraints = [models.UniqueConstraint(fields=["decree", "unit"], name="a_decree_names_a_unit_once")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.decree}"


class FormerDecreeUnit(models.Model):
    """A unit that was ticked in a decree by mistake, as it stood, who took it out and why."""

    decree = models.ForeignKey(SelectionDecree, on_delete=models.PROTECT, related_name="former_units")
    unit = models.ForeignKey("units.UnitKerja", on_delete=models.PROTECT, related_name="+")
    target = models.CharField(max_length=4)
    reason = models.CharField("alasan", max_length=1000)
    removed_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField()

    class Meta:
        ordering = ["-removed_at", "-pk"]
        verbose_name = "unit yang dikeluarkan dari SK"
        verbose_name_plural = "unit yang dikeluarkan dari SK"

    def __str__(self) -> str:
        return f"{self.unit}: {self.decree}"
