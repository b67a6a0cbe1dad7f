"""The hand-over to the ministry's PortalRB, which pulls: who may pull for an instansi, and when."""

import hashlib
from datetime import datetime

from django.db import models
from django.db.models import F, Q


class HandoverToken(models.Model):
    """A Bearer token of one instansi. It is shown once; only the SHA-256 of its 256 random bits is kept.

    `form_id` comes from the form that asked for it, so that a form sent twice makes one token. `last_used_at` is
    written at most once an hour: pages show its day.
    """

    instansi = models.ForeignKey("units.Instansi", on_delete=models.PROTECT, related_name="handover_tokens")
    name = models.CharField("nama", max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    form_id = models.UUIDField(unique=True)
    may_wbk = models.BooleanField("daftar usulan WBK", default=True)
    may_wbbm = models.BooleanField("daftar usulan WBBM", default=True)
    may_answers = models.BooleanField("jawaban LKE", default=True)
    created_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("dibuat")
    expires_at = models.DateTimeField("berlaku sampai")
    revoked_at = models.DateTimeField("dicabut", null=True, blank=True)
    revoked_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_used_at = models.DateTimeField("terakhir dipakai", null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "token PortalRB"
        verbose_name_plural = "token PortalRB"

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def hash_of(text: str) -> str:
        """What is kept of a token: 256 random bits are not to be guessed from one round of SHA-256."""
        return hashlib.sha256(text.encode()).hexdigest()

    def holds_at(self, now: datetime) -> bool:
        """Whether it opens anything at this instant: neither expired nor revoked."""
        return self.revoked_at is None and now < self.expires_at


class HandoverWindow(models.Model):
    """From which to which day (both included) PortalRB may pull a year, and which announcement says so.

    Without a row the year is open from its first day to the policy's deadline. `version` starts at 1; who changes the
    days names the version they saw.
    """

    period = models.OneToOneField(
        "assessments.Period", on_delete=models.PROTECT, related_name="handover_window"
    )
    opens_on = models.DateField("dibuka")
    closes_on = models.DateField("ditutup")
    basis = models.CharField("dasar", max_length=200)
    version = models.PositiveIntegerField(default=1)
    set_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = "masa pengambilan PortalRB"
        verbose_name_plural = "masa pengambilan PortalRB"
        constraints = [
            models.CheckConstraint(
                name="handover_closes_after_it_opens",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message="Hari penutupan tidak boleh sebelum hari pembukaan.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period_id}: {self.opens_on} – {self.closes_on}"
