"""Issuing what is bound to what it says: facts first, then the PDF outside any transaction, then the row under the lock
of whatever it speaks of. What says the same is not issued twice; a newer one supersedes the older.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.models import IssuedDocument
from assessments.result_hash import digest
from assessments.services.errors import Refused
from assessments.services.issuing import ATTEMPTS, Issue, keep_issued, tell_issued
from audit.queries import head

LABEL = "assessments.issueddocument"
EMPTY = "Yang akan diterbitkan tidak tercatat lagi. Muat ulang halamannya, lalu coba lagi."
BUSY = "Datanya terus berubah ketika dokumen dibuat. Coba lagi sebentar lagi."


@dataclass(frozen=True)
class Said:
    """What a document says now: its plain values, what is laid out, whose pakta stand in it."""

    plain: dict[str, Any]
    shown: Any
    employees: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is issued. `owner` its owner and other links as fields; `begin` how its numbers begin ("PI/PKM-01/2026/");
    `chain` the audit chain; `lock` locks what it speaks of; `valid` are those that a new one supersedes; `read` gives
    what it says, locking it when asked, None when there is nothing to say.
    """

    kind: str
    owner: dict[str, Any]
    begin: str
    chain: str
    lock: Callable[[], object]
    valid: Callable[[Said], QuerySet[IssuedDocument]]
    read: Callable[[bool], Said | None]
    more: dict[str, Any] = field(default_factory=dict)


def issue_subject(
    subject: Subject, *, render: Callable[[Any, Issue], bytes], actor, role: str
) -> IssuedDocument:
    """Issue it; the valid one while it says the same. Refused when there is nothing to say, or when what it says
    changes again and again.
    """
    for _ in range(ATTEMPTS):
        now = _read(subject, locked=False)
        content_hash = digest(now.plain)
        if valid := _valid(subject, now, content_hash):
            return valid
        issue = _facts(subject, content_hash)
        content = render(now.shown, issue)
        with transaction.atomic():
            subject.lock()
            now = _read(subject, locked=True)
            if digest(now.plain) != content_hash:
                continue
            if valid := _valid(subject, now, content_hash):
                return valid  # somebody else was quicker
            if issue.number == _next_number(subject):
                return _store(subject, now, issue, content, actor, role)
    raise Refused(BUSY)


def _read(subject: Subject, *, locked: bool) -> Said:
    if (now := subject.read(locked)) is None:
        raise Refused(EMPTY)
    return now


def _valid(subject: Subject, now: Said, content_hash: str) -> IssuedDocument | None:
    found = subject.valid(now).filter(content_hash=content_hash).exclude(blob=None)
    owners = ("unit__instansi", "instansi", "kawasan_year__kawasan__coordinator")
    return found.select_related("blob", *owners).first()


def _facts(subject: Subject, content_hash: str) -> Issue:
    audit_head, audit_length = head(subject.chain)
    return Issue(
        id=uuid.uuid4(),
        number=_next_number(subject),
        issued_at=timezone.now(),
        content_hash=content_hash,
        audit_head=audit_head,
        audit_length=audit_length,
    )


def _next_number(subject: Subject) -> str:
    """The portal's own running number of this kind: PI/PKM-MELATI/2026/001."""
    owned = IssuedDocument.objects.filter(
        kind=subject.kind, number__startswith=subject.begin, **subject.owner
    )
    return f"{subject.begin}{owned.count() + 1:03}"


def _store(subject: Subject, now: Said, issue: Issue, content: bytes, actor, role: str) -> IssuedDocument:
    older = list(subject.valid(now).values_list("pk", flat=True).distinct())
    IssuedDocument.objects.filter(pk__in=older).update(superseded_at=issue.issued_at)
    document = keep_issued(issue, content, kind=subject.kind, actor=actor, **subject.owner, **subject.more)
    document.employees.set(now.employees)
    tell_issued(document, map(str, older), chain=subject.chain, actor=actor, role=role)
    return document
