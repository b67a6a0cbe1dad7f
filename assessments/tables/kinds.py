"""Tables as kinds of import: the uploaded file is kept, read in the background, previewed, applied, undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from assessments import queries
from assessments.models import Import
from assessments.rules import may
from assessments.services.errors import NotAllowed, Refused
from assessments.services.imports import ImportKind, import_kind
from assessments.services.periods import require_admin
from documents.workbooks.cells import Grid
from documents.workbooks.guard import FileRefused
from documents.workbooks.stored_cells import load
from units.mail import send_invitation
from units.models import Invitation

from .importing import Done, apply, preview, scope_for, undo
from .planning import Plan
from .registry import TABLES, UNIT_TABLES
from .table import Scope, Table

PREFIX = "tabel-"
ASK_EVERY = 50  # writes between two questions whether the job was cancelled
KINDS = {f"{PREFIX}{key}": table for key, table in (TABLES | UNIT_TABLES).items()}


@dataclass(frozen=True)
class Wish:
    """What was chosen in the preview; `seen`: the digest of the plan that was on the page."""

    blanks_empty: bool = False
    seen: str = ""

    @classmethod
    def of(cls, imp: Import) -> Wish:
        """What stands in an import."""
        return cls(bool(imp.wish.get("blanks_empty")), str(imp.wish.get("seen", "")))

    def as_json(self) -> dict[str, Any]:
        """To be kept with the import."""
        return {"blanks_empty": self.blanks_empty, "seen": self.seen}


def table_of(imp: Import) -> Table:
    """The table that an import fills."""
    return KINDS[imp.kind]


def plan_of(imp: Import, wish: Wish, *, actor) -> Plan:
    """What a kept import would do now. FileRefused, Refused (the period is gone)."""
    grids = load(bytes(imp.cells or b""))
    return preview(table_of(imp), scope_of(imp, actor), grids, blanks_empty=wish.blanks_empty)


def scope_of(imp: Import, actor) -> Scope:
    """Where an import belongs. Refused when its period is gone."""
    a = queries.visible_assessments(actor).get(pk=imp.assessment_id) if imp.assessment_id else None
    return scope_for(table_of(imp), imp.instansi, year=imp.year or 0, actor=actor, assessment=a)


@contextmanager
def _file_is_refused() -> Iterator[None]:
    """What a file is refused for, as any refusal: who waits for the job reads the same sentences."""
    try:
        yield
    except FileRefused as refused:
        raise Refused(str(refused)) from refused


def _allow(imp: Import, actor) -> None:
    table = table_of(imp)
    if not table.permission:
        require_admin(actor, imp.instansi_id)
        return
    a = queries.visible_assessments(actor).get(pk=imp.assessment_id)
    if not may(actor, table.permission, a):
        raise NotAllowed("Peran Anda tidak mencakup tabel ini pada tahap unit sekarang.")


def _check(imp: Import, grids: Sequence[Grid], actor) -> None:
    try:
        preview(table_of(imp), scope_of(imp, actor), grids)
    except NotAllowed:
        raise
    except Refused as refused:
        raise FileRefused(str(refused)) from refused


def _apply(imp: Import, actor, progress: Callable[[int], None]) -> dict[str, Any]:
    wish = Wish.of(imp)
    with _file_is_refused():
        scope = replace(scope_of(imp, actor), alive=_alive(progress))
        done = apply(
            table_of(imp),
            scope,
            load(bytes(imp.cells or b"")),
            seen=wish.seen,
            blanks_empty=wish.blanks_empty,
        )
    outcome = {
        "changes": done.counts["new"] + done.counts["changed"],
        "counts": done.counts,
        "records": done.records,
    }
    if done.invitations:
        outcome["invited"] = len(done.invitations)
        transaction.on_commit(partial(_send, imp.pk, done), robust=True)
    return outcome


def _alive(progress: Callable[[int], None]) -> Callable[[], None]:
    """Asks now and then whether the job goes on. It tells no percent: all is one transaction, so that nobody could read
    it before the end, and whoever cancels would wait for the row that it writes.
    """
    count = iter(range(1, 1_000_000))
    return lambda: progress(0) if next(count) % ASK_EVERY == 0 else None


def _send(pk: int, done: Done) -> None:
    """Send the mails once the invitations stand, and note whom none reached: they can be invited anew."""
    unsent = [made.email for made, token in done.invitations if not _mailed(made, token)]
    imp = Import.objects.get(pk=pk)
    imp.outcome["unsent"] = unsent
    imp.save(update_fields=["outcome"])


def _mailed(made: Invitation, token: str) -> bool:
    return send_invitation(made, settings.SITE_URL + reverse("units:accept", args=[token]))


def _undo(imp: Import, actor) -> None:
    with _file_is_refused():
        undo(table_of(imp), scope_of(imp, actor), imp.outcome["records"])


for _name, _table in KINDS.items():
    _kind = ImportKind(allow=_allow, check=_check, apply=_apply, undo=_undo if _table.undo else None)
    import_kind(_name, _kind)
