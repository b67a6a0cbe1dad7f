"""TPI's own record beside the sheets: discussion, recommendation, signatures, who last looked when."""

from django.db import models
from django.db.models import Q

from assessments.models.activity import Activity


class TpiComment(models.Model):
    """A remark on one question among the lead, the pengendali teknis and members whose sheet is done.

    Never for anybody outside the team, also not after release. `token` is made by the page: sent twice, stored once.
    """

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="tpi_comments"
    )
    code = models.CharField(max_length=40)
    author = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    text = models.TextField("komentar", max_length=2000)
    token = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["assessment", "code"])]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "author", "token"], name="one_comment_per_token")
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.text[:40]}"


class Recommendation(models.Model):
    """TPI's conclusion for the head of the instansi (PermenPANRB 90/2021 p. 38-39, 43-44)."""

    class Verdict(models.TextChoices):
        WBK = "WBK", "Layak diusulkan sebagai WBK"
        WBBM = "WBBM", "Layak diusulkan sebagai WBBM"
        NOT_FIT = "belum", "Belum layak, perlu pembinaan"

    assessment = models.OneToOneField(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="recommendation"
    )
    verdict = models.CharField("rekomendasi", max_length=5, choices=Verdict)
    text = models.TextField("uraian", blank=True, max_length=5000)
    coaching = models.TextField("pembinaan", blank=True, max_length=5000)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = "rekomendasi TPI"
        verbose_name_plural = "rekomendasi TPI"

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.verdict}"


class Signature(models.Model):
    """Who of the team stands for what: an anggota for their sheet, ketua and pengendali for the result.

    `content_hash` is what was signed (`result_hash`); a signature on something else than what stands now does not
    count. `void_at` with its reason: taken back, or the assessment was opened again.
    """

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="signatures"
    )
    user = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    seat = models.CharField("kedudukan", max_length=20)
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField("ditandatangani")
    void_at = models.DateTimeField("gugur", null=True, blank=True)
    void_reason = models.TextField("alasan gugur", blank=True, max_length=1000)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "tanda tangan"
        verbose_name_plural = "tanda tangan"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "user", "seat"],
                condition=Q(void_at__isnull=True),
                name="one_valid_signature_per_seat",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.seat} {self.user_id}"


class LastLook(models.Model):
    """When a person of the team last opened a unit's TPI pages, so that the work queue can say what is new."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="looks")
    user = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "user"], name="one_last_look_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.user_id}"


class PreliminaryResult(models.Model):
    """Conclusion and letter of a penilaian pendahuluan, K/L only (PermenPANRB 90/2021 p. 39-41).

    `decided_at` null: still being written; one of those at a time. A unit sent back and submitted again gets another.
    """

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="preliminary_results"
    )
    fit = models.BooleanField("layak", null=True, blank=True)
    text = models.TextField("uraian kesimpulan", blank=True, max_length=5000)
    letter_number = models.CharField("nomor surat", max_length=100, blank=True)
    letter_date = models.DateField("tanggal surat", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()
    submission = models.ForeignKey(
        "assessments.Submission", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True)
    decided_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "hasil penilaian pendahuluan"
        verbose_name_plural = "hasil penilaian pendahuluan"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(decided_at__isnull=True),
                name="one_open_preliminary_result",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.fit}"


class PlanItem(models.Model):
    """Something that TPI's notes of one year ask of the unit in the next: its plan of improvement."""

    unit = models.ForeignKey("units.UnitKerja", on_delete=models.PROTECT, related_name="plan_items")
    year = models.PositiveSmallIntegerField("tahun")
    origin = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="plan_items")
    code = models.CharField(max_length=40)
    text = models.TextField("yang perlu diperbaiki", max_length=5000)
    added_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField("selesai", null=True, blank=True)
    done_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "butir rencana perbaikan"
        verbose_name_plural = "butir rencana perbaikan"
        constraints = [models.UniqueConstraint(fields=["origin", "code"], name="one_plan_item_per_question")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.code}"

    @property
    def taken_as(self) -> Activity | None:
        """The activity of the action plan that it became (select `activity` along)."""
        return getattr(self, "activity", None)

    @property
    def is_done(self) -> bool:
        """Marked done, or, where it became an activity of the action plan, done there."""
        taken = self.taken_as
        return self.done_at is not None if taken is None else taken.percent == 100
