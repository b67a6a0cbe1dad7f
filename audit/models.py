"""Chains of entries. People and things are pointed at by id and label: never copied, never a foreign key."""

from django.db import models

GENESIS = "0" * 64


class Chain(models.Model):
    """One line of history; its head and length are kept apart from the entries, so that a cut end shows."""

    key = models.CharField(max_length=100, unique=True)
    head = models.CharField(max_length=64, default=GENESIS)
    length = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key} ({self.length})"


class Entry(models.Model):
    """One act. Written by `audit.services` only; the database refuses to change or remove it."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True, db_index=True)
    role = models.CharField(max_length=60, blank=True)
    action = models.CharField(max_length=80)
    object_label = models.CharField(max_length=80)
    object_id = models.CharField(max_length=100)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_entry_chain_seq")]
        indexes = [models.Index(fields=["object_label", "object_id", "-id"], name="audit_entry_object")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.object_label} {self.object_id}"
