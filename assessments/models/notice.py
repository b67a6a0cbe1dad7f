"""What the portal tells people by itself: notices with their mails, own choices, feeds of the calendar."""

import hashlib

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One thing told to one person, once: `key` names the event, so that what happens twice is told once.

    It keeps no sentence: `kind` (a key of `assessments.notices.KINDS`) and what it is about give the words when they
    are read. `mail` is the outbox: what waits is sent by `services.postman`, as often as it needs.
    """

    class Mail(models.TextChoices):
        NONE = "", "Tanpa surel"
        WAITING = "waiting", "Menunggu"
        SENDING = "sending", "Sedang dikirim"
        SENT = "sent", "Terkirim"
        REFUSED = "refused", "Ditolak"
        DROPPED = "dropped", "Tidak perlu lagi"

    UNSENT = [Mail.WAITING, Mail.SENDING]

    user = models.ForeignKey("units.User", on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    proposal = models.ForeignKey(
        "assessments.Proposal", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    period = models.ForeignKey(
        "assessments.Period", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    predicate = models.ForeignKey(
        "assessments.PredicateRecord", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    due = models.DateTimeField("batas", null=True, blank=True)
    at = models.DateTimeField("pada")
    read_at = models.DateTimeField("dibaca", null=True, blank=True)
    mail = models.CharField(max_length=10, choices=Mail, blank=True, default=Mail.NONE)
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mail_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "pemberitahuan"
        verbose_name_plural = "pemberitahuan"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="told_once")]
        indexes = [
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["user", "-at"], name="notice_newest"),
            models.Index(
                fields=["mail_at"], condition=Q(mail__in=["waiting", "sending"]), name="notice_outbox"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.user_id}"


class NoticeChoice(models.Model):
    """How a person wants to be told of a topic; without a row: in the portal and by mail."""

    class Channel(models.TextChoices):
        MAIL = "mail", "Di portal dan lewat surel"
        PORTAL = "portal", "Hanya di portal"
        NONE = "none", "Tidak sama sekali"

    user = models.ForeignKey("units.User", on_delete=models.CASCADE, related_name="notice_choices")
    topic = models.CharField(max_length=20)
    channel = models.CharField("cara", max_length=10, choices=Channel)

    class Meta:
        ordering = ["pk"]
        verbose_name = "pilihan pemberitahuan"
        verbose_name_plural = "pilihan pemberitahuan"
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="one_choice_per_topic")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.topic}: {self.channel}"


class CalendarFeed(models.Model):
    """A secret address at which a calendar reads a person's deadlines. It is shown once; only the SHA-256 of its 256
    random bits is kept. `last_used_at` is written at most once an hour.
    """

    user = models.ForeignKey("units.User", on_delete=models.CASCADE, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    form_id = models.UUIDField(unique=True)
    created_at = models.DateTimeField("dibuat")
    revoked_at = models.DateTimeField("dicabut", null=True, blank=True)
    last_used_at = models.DateTimeField("terakhir dipakai", null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "langganan kalender"
        verbose_name_plural = "langganan kalender"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="one_feed_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"

    @staticmethod
    def hash_of(text: str) -> str:
        """What is kept of an address."""
        return hashlib.sha256(text.encode()).hexdigest()
