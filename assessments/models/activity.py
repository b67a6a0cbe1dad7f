"""The action plan of a unit in a year: its activities, how far they have come, what was made (rencana aksi)."""

from django.db import models
from django.db.models import F, Q


class Activity(models.Model):
    """One activity of the action plan (PermenPANRB 90/2021 p. 13-14): measurable, per area of change.

    `area` "" is Hasil; `codes` are the questions that it serves, of any area. `person` is who answers for it, as
    text; `employee` too where they were picked from the staff list. `percent` is what the newest note says. `item`:
    what TPI's notes of the year before asked for; `carried_from`: the open activity of the year before.
    `number` names it within its plan. `version` starts at 1.
    """

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="activities"
    )
    number = models.PositiveIntegerField("nomor")
    area = models.CharField("area perubahan", max_length=10, blank=True)
    text = models.TextField("kegiatan", max_length=1000)
    codes = models.JSONField("pertanyaan yang didukung", default=list, blank=True)
    target = models.TextField("target", max_length=1000, blank=True)
    measure = models.CharField("ukuran", max_length=150, blank=True)
    output = models.CharField("keluaran", max_length=300, blank=True)
    person = models.CharField("penanggung jawab", max_length=150, blank=True)
    employee = models.ForeignKey(
        "assessments.Employee", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    start = models.DateField("mulai", null=True, blank=True)
    due = models.DateField("tenggat", null=True, blank=True)
    percent = models.PositiveSmallIntegerField("kemajuan", default=0)
    item = models.OneToOneField(
        "assessments.PlanItem", on_delete=models.SET_NULL, null=True, blank=True, related_name="activity"
    )
    carried_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        verbose_name = "kegiatan rencana aksi"
        verbose_name_plural = "kegiatan rencana aksi"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="one_activity_per_number"),
            models.UniqueConstraint(
                fields=["assessment", "carried_from"],
                condition=Q(carried_from__isnull=False),
                name="one_activity_carried_once",
            ),
            models.CheckConstraint(name="activity_percent", condition=Q(percent__lte=100)),
            models.CheckConstraint(
                name="activity_due_after_start",
                condition=Q(start__isnull=True) | Q(due__isnull=True) | Q(due__gte=F("start")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"


class ActivityNote(models.Model):
    """How far an activity had come on a day, in percent and words. Never changed: a newer note says otherwise."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="notes")
    date = models.DateField("tanggal")
    percent = models.PositiveSmallIntegerField("kemajuan")
    text = models.TextField("catatan", max_length=2000, blank=True)
    by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name = "catatan kemajuan"
        verbose_name_plural = "catatan kemajuan"
        constraints = [models.CheckConstraint(name="note_percent", condition=Q(percent__lte=100))]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.date} {self.percent}%"


class ActivityDocument(models.Model):
    """A document of the unit that shows what an activity brought; from here it becomes evidence of answers."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="papers")
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "dokumen kegiatan"
        verbose_name_plural = "dokumen kegiatan"
        constraints = [
            models.UniqueConstraint(fields=["activity", "document"], name="one_document_per_activity")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} ← {self.document_id}"
