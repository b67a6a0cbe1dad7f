"""One unit in one year: the object that the workflow moves."""

from django.db import models


class State(models.TextChoices):
    """The states of DESIGN "The year of a unit"; the moves between them are in `engine/workflow.py`."""

    TERDAFTAR = "terdaftar", "Terdaftar"
    PENCANANGAN = "pencanangan", "Pencanangan"
    PEMBANGUNAN = "pembangunan", "Pembangunan"
    PENILAIAN_MANDIRI = "penilaian_mandiri", "Penilaian mandiri"
    PENDAHULUAN = "pendahuluan", "Penilaian pendahuluan"
    PENILAIAN_TPI = "penilaian_tpi", "Penilaian TPI"
    PERBAIKAN = "perbaikan", "Perbaikan"
    SELESAI_TPI = "selesai_tpi", "Selesai TPI"
    DIUSULKAN = "diusulkan", "Diusulkan"
    PENILAIAN_TPN = "penilaian_tpn", "Penilaian TPN"
    WBK = "wbk", "Ditetapkan WBK"
    WBBM = "wbbm", "Ditetapkan WBBM"
    BELUM_MEMENUHI = "belum_memenuhi", "Belum memenuhi"
    DICABUT = "dicabut", "Predikat dicabut"


class Assessment(models.Model):
    """A unit in a period. `state` changes only through `services.workflow.move`."""

    period = models.ForeignKey("assessments.Period", on_delete=models.PROTECT, related_name="assessments")
    unit = models.ForeignKey("units.UnitKerja", on_delete=models.PROTECT, related_name="assessments")
    state = models.CharField("tahap", max_length=20, choices=State, default=State.TERDAFTAR)
    state_since = models.DateTimeField("sejak")
    target = models.CharField(
        "predikat yang dituju", max_length=4, choices=[("WBK", "WBK"), ("WBBM", "WBBM")], default="WBK"
    )
    declaration = models.ForeignKey(
        "assessments.Declaration", on_delete=models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["unit__code"]
        verbose_name = "penilaian unit"
        verbose_name_plural = "penilaian unit"
        constraints = [
            models.UniqueConstraint(fields=["period", "unit"], name="one_assessment_per_unit_and_year")
        ]
        indexes = [models.Index(fields=["period", "state"])]

    def __str__(self) -> str:
        return f"{self.unit} · {self.period.year}"

    @property
    def audit_chain(self) -> str:
        """Key of the hash chain that holds everything done to this assessment."""
        return f"assessment:{self.pk}"


class StateChange(models.Model):
    """One move of the workflow, kept for the timeline."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="changes")
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=20, choices=State)
    target = models.CharField(max_length=20, choices=State)
    by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.source} → {self.target}"


class Submission(models.Model):
    """What the unit submitted, frozen: answers, notes and the hashes of the evidence revisions."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="submissions")
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.content_hash[:12]}"
