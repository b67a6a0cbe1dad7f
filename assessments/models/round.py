"""Rounds of perbaikan: what TPI asks of the unit question by question, and what the unit replies."""

from django.db import models
from django.db.models import Q


class Round(models.Model):
    """One round. `opened_at` null: the lead still gathers requests (one draft a unit). `due` is an instant.

    `before` is the submission that TPI had when it returned the unit, `submission` the unit's new one; the change
    between them is what the round brought. Closed without a reply it has no `submission`.
    """

    class Outcome(models.TextChoices):
        OPEN = "", "Berjalan"
        REPLIED = "replied", "Dijawab unit"
        CLOSED = "closed", "Ditutup tanpa jawaban"

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("putaran")
    due = models.DateTimeField("batas perbaikan", null=True, blank=True)
    opened_at = models.DateTimeField("dikembalikan", null=True, blank=True)
    opened_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    before = models.ForeignKey(
        "assessments.Submission", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField("selesai", null=True, blank=True)
    closed_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField("hasil", max_length=10, choices=Outcome, blank=True, default=Outcome.OPEN)
    reason = models.TextField("alasan penutupan", blank=True, max_length=1000)
    submission = models.ForeignKey(
        "assessments.Submission", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        verbose_name = "putaran perbaikan"
        verbose_name_plural = "putaran perbaikan"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="one_round_per_number"),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(closed_at__isnull=True), name="one_round_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} putaran {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether the unit knows nothing of it yet."""
        return self.opened_at is None

    @property
    def is_late(self) -> bool:
        """Whether it was answered after its due date."""
        answered = self.closed_at is not None and self.outcome == self.Outcome.REPLIED
        return answered and self.due is not None and self.closed_at > self.due


class RoundRequest(models.Model):
    """What the lead asks about one question, and the unit's reply. Each side has a version of its own."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="requests")
    code = models.CharField(max_length=40)
    text = models.TextField("permintaan", max_length=2000)
    written_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    reply = models.TextField("tanggapan", blank=True, max_length=5000)
    replied_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replied_at = models.DateTimeField(null=True, blank=True)
    reply_version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        verbose_name = "permintaan perbaikan"
        verbose_name_plural = "permintaan perbaikan"
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="one_request_per_question_and_round")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.code}"


class ReturnProposal(models.Model):
    """What a member proposes to ask of the unit; the lead alone decides. `round` names the one that took it up."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="return_proposals"
    )
    code = models.CharField(max_length=40)
    author = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    text = models.TextField("usul permintaan", max_length=2000)
    at = models.DateTimeField()
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "usul pengembalian"
        verbose_name_plural = "usul pengembalian"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "code", "author"],
                condition=Q(round__isnull=True),
                name="one_open_proposal_per_author",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.code}"
