"""Answers, the unit's comments, which evidence proves which answer, and the unit's check-list of evidence."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Answer(models.Model):
    """One answer of one sheet.

    `value` in JSON form: a choice "A" or "Ya"; an index "3.6" (decimal point); counts {"agen": 7}; null = none.
    `none_yet` is the mark "belum ada" (scores 0, counts as answered, needs a note). `source` is the one line that
    says where an index comes from. `version` starts at 1; a save names the version it saw (0 = no row yet).
    """

    sheet = models.ForeignKey("assessments.Sheet", on_delete=models.PROTECT, related_name="answers")
    code = models.CharField(max_length=40)
    value = models.JSONField(null=True, blank=True)
    none_yet = models.BooleanField("belum ada", default=False)
    note = models.TextField("catatan", blank=True, max_length=5000)
    source = models.CharField("sumber indeks", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sheet", "code"], name="one_answer_per_question")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Comment(models.Model):
    """A remark among the people of the unit on one question; nobody else ever sees it."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="comments"
    )
    code = models.CharField(max_length=40)
    author = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    text = models.TextField("komentar", max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["assessment", "code"])]

    def __str__(self) -> str:
        return f"{self.code}: {self.text[:40]}"


class EvidenceLine(models.Model):
    """One line of the unit's check-list of evidence at a question; nobody outside the unit ever sees it.

    A line of the instrument (`Question.evidence`, known by its text) has a row only once somebody touched it; an `own`
    one was written by the unit. A line is done when it is ticked, or when a use that the unit now has is tied to it
    (`EvidenceUse.line`). `version` starts at 1; a save names the version it saw (0 = no row yet).
    """

    class State(models.TextChoices):
        MISSING = "", "Belum ada"
        TICKED = "ada", "Ada"
        NOT_HERE = "tidak", "Tidak berlaku di unit ini"

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="lines")
    code = models.CharField(max_length=40)
    text = models.CharField("butir bukti", max_length=200)
    own = models.BooleanField("butir unit sendiri", default=False)
    state = models.CharField(max_length=5, choices=State, blank=True, default=State.MISSING)
    reason = models.CharField("alasan tidak berlaku", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code", "text"], name="one_line_per_text")
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class EvidenceUse(models.Model):
    """A document revision that proves the answer to one question of one assessment.

    While a round of perbaikan is open, what the unit adds or takes off is its `draft` until it submits again: the
    unit sees its drafts, everybody else what was submitted. What was submitted once is never deleted: it gets
    `removed_at`. `line`: for which line of the unit's check-list it was brought; the unit's alone, never submitted.
    """

    class Draft(models.TextChoices):
        NONE = "", "–"
        ADDED = "add", "Ditambah dalam perbaikan"
        REMOVED = "remove", "Dilepas dalam perbaikan"

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="evidence"
    )
    code = models.CharField(max_length=40)
    revision = models.ForeignKey("documents.Revision", on_delete=models.PROTECT, related_name="uses")
    locator = models.CharField("halaman atau bagian", max_length=100, blank=True)
    speaks_of = models.CharField("periode yang dibuktikan", max_length=100, blank=True)
    added_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    draft = models.CharField(max_length=6, choices=Draft, blank=True, default=Draft.NONE)
    removed_at = models.DateTimeField(null=True, blank=True)
    line = models.ForeignKey(
        EvidenceLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="uses"
    )

    # Set by pages alone: TPI's mark on it, where that is released to the reader.
    told: ClassVar[object | None] = None

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "code", "revision"],
                condition=Q(removed_at__isnull=True),
                name="one_use_per_question",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} ← {self.revision_id}"
