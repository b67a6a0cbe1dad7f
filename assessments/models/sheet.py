"""Score sheets: the unit's, the penilaian pendahuluan's, one per TPI member, TPI's final one, TPN's."""

from django.db import models
from django.db.models import Q


class Sheet(models.Model):
    """113 answers of one party. The unit's sheet is what was submitted; DRAFT holds, while a round of perbaikan is
       open, the unit's answers to the questions of that round alone.
    The totals are rewritten in the transaction of each answer.

       `scores` maps each component code and "total" to its points with six places ("41.370000"); `areas` maps
       area codes to percent; `verdict` is {"WBK": {"met": bool, "short": […]}, "WBBM": …}.
       A member's sheet with `done_at` is locked; reopened by a round, only `open_codes` can be changed (null: all).
       `unconfirmed` are the codes that a round changed and that its party has not looked at again; of the unit's
       sheet those taken over from an earlier year and not looked at yet.
    """

    class Kind(models.TextChoices):
        UNIT = "unit", "Unit"
        DRAFT = "draft", "Unit (perbaikan)"
        PRELIMINARY = "prelim", "Penilai pendahuluan"
        MEMBER = "member", "Anggota TPI"
        TPI = "tpi", "TPI (akhir)"
        TPN = "tpn", "TPN"

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="sheets")
    kind = models.CharField(max_length=6, choices=Kind)
    owner = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="sheets"
    )
    total = models.DecimalField("nilai", max_digits=9, decimal_places=6, default=0)
    scores = models.JSONField(default=dict)
    areas = models.JSONField(default=dict)
    verdict = models.JSONField(default=dict)
    answered = models.PositiveSmallIntegerField("terjawab", default=0)
    of = models.PositiveSmallIntegerField("dari", default=0)
    done_at = models.DateTimeField("selesai", null=True, blank=True)
    excused_at = models.DateTimeField("dibebaskan", null=True, blank=True)
    open_codes = models.JSONField(null=True, blank=True)
    unconfirmed = models.JSONField(default=list, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "lembar nilai"
        verbose_name_plural = "lembar nilai"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "owner"], condition=Q(kind="member"), name="one_sheet_per_member"
            ),
            models.UniqueConstraint(
                fields=["assessment", "kind"], condition=~Q(kind="member"), name="one_sheet_per_kind"
            ),
            models.CheckConstraint(
                name="only_members_own_sheets",
                condition=Q(kind="member", owner__isnull=False) | (~Q(kind="member") & Q(owner__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.total}"


class Consideration(models.Model):
    """What the team wrote on one consideration of the policy (`assessors.considerations`)."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="considerations"
    )
    code = models.CharField(max_length=60)
    text = models.TextField("pertimbangan", blank=True, max_length=5000)
    version = models.PositiveIntegerField(default=0)
    updated_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code"], name="one_text_per_consideration")
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.code}"


class SheetAct(models.Model):
    """What happened to a member's sheet besides its answers, with the reason: done, reopened, excused, recalled."""

    class Act(models.TextChoices):
        DONE = "done", "Dinyatakan selesai"
        REOPENED = "reopened", "Dibuka kembali"
        ROUND = "round", "Dibuka oleh perbaikan"
        EXCUSED = "excused", "Dibebaskan"
        RECALLED = "recalled", "Diminta menilai lagi"

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="acts")
    act = models.CharField(max_length=10, choices=Act)
    by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60)
    at = models.DateTimeField()
    reason = models.TextField("alasan", blank=True, max_length=1000)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.act}"
