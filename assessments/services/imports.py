"""The life of an uploaded file: kept, read in the background, decided on, applied all or nothing, undone.

What a file fills is a kind, made known by `import_kind("kke", …)` in a module that `assessments.job_kinds` names.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments import queries
from assessments.models import Assessment, Import, Job
from assessments.rules import acting_as
from assessments.services.errors import Refused
from assessments.services.job_limits import require_room
from assessments.services.jobs import commit_point, start_job
from audit.services import record
from documents.names import clean_filename
from documents.services.blobs import keep_blob, workbook_intake
from documents.services.quarantine import told
from documents.store import Readable
from units.models import Instansi, User

READ, APPLY = "import-read", "import-apply"
IMPORT_KINDS = frozenset({READ, APPLY})
GONE = "Impor ini tidak lagi tercakup oleh peran orang yang memulainya, jadi dihentikan."
UNKNOWN_TYPE = "application/octet-stream"
Status = Import.Status


@dataclass(frozen=True, kw_only=True)
class ImportKind:
    """What a kind of import does.

    `allow(imp, actor)` raises NotAllowed where the person may not bring such a file in now. `check(imp, grids, actor)`
    raises FileRefused where the cells are nothing of this kind. `apply(imp, actor,
    progress)` writes everything in the transaction that is open, or raises Refused; it gives the outcome (JSON, with
    "changes" as whole number) that `undo(imp, actor)` later takes back in the transaction that is open, or Refused
    with every reason. `undo` None: what it did can't be undone.
    """

    allow: Callable[[Import, User], None]
    check: Callable[[Import, Any, User], None]
    apply: Callable[[Import, User, Callable[[int], None]], dict[str, Any]]
    undo: Callable[[Import, User], None] | None = None


class Stale(Refused):
    """The import was decided on in another tab meanwhile."""


_KINDS: dict[str, ImportKind] = {}


def import_kind(name: str, kind: ImportKind) -> None:
    """Make a kind of import known. ValueError for a doubled name."""
    if _KINDS.setdefault(name, kind) is not kind:
        raise ValueError(f"import kind {name} is defined twice")


def kind_of(imp: Import) -> ImportKind:
    """What this import does. KeyError for an unknown kind."""
    import_module("assessments.job_kinds")  # by name: kke and tables stand above the services
    return _KINDS[imp.kind]


def start_import(
    kind: str,
    *,
    file: Readable,
    filename: str,
    instansi: Instansi,
    actor: User,
    assessment: Assessment | None = None,
    year: int | None = None,
    side: str = "",
    wish: dict[str, Any] | None = None,
) -> tuple[Import, Job]:
    """Keep an uploaded file as it is and have it read. The caller has checked its size.

    Raises NotAllowed (role, state), UploadRefused (empty, a virus, no room), TooManyJobs. Whether the file can be read
    at all is found out in the job: see `refusal`.
    """
    require_room(actor, instansi)  # before the file is kept
    with kept(
        kind,
        file=file,
        filename=filename,
        instansi=instansi,
        assessment=assessment,
        year=year,
        side=side,
        wish=wish or {},
        actor=actor,
    ) as imp:
        pass
    return imp, start_import_job(READ, imp, actor=actor)


@contextmanager
def kept(
    kind: str,
    *,
    file: Readable,
    filename: str,
    instansi: Instansi,
    assessment: Assessment | None,
    side: str,
    wish: dict[str, Any],
    actor: User,
    year: int | None = None,
    cells: bytes | None = None,
) -> Iterator[Import]:
    """Keep a file as an import, still to be read, or with its `cells` ready to be applied.

    What is done in the block belongs to the same transaction. Raises NotAllowed, UploadRefused; a virus is in the
    audit then, and nothing else.
    """
    imp = Import(
        kind=kind,
        side=side,
        instansi=instansi,
        assessment=assessment,
        year=year,
        filename=clean_filename(filename)[:200],
        wish=wish,
        cells=cells,
        status=Status.READING if cells is None else Status.READY,
        requested_by=actor,
    )
    kind_of(imp).allow(imp, actor)
    quarantine = told(instansi, assessment.unit if assessment else None, actor=actor, role=_role(imp, actor))
    with quarantine, workbook_intake(file, filename) as content, transaction.atomic():
        imp.file = keep_blob(content, media_type=UNKNOWN_TYPE)
        imp.save()
        yield imp


def start_import_job(job_kind: str, imp: Import, *, actor: User) -> Job:
    """Ask for reading or applying an import in the background."""
    return start_job(
        job_kind,
        actor=actor,
        assessment=imp.assessment,
        instansi=imp.instansi,
        params={"import": imp.pk, "version": imp.version},
    )


def decide(imp: Import, *, wish: dict[str, Any], seen: int, actor: User) -> Import:
    """Keep what the person chose in the preview. Raises NotAllowed, Stale (another tab), Refused (no longer open)."""
    with transaction.atomic():
        locked = _locked(imp, actor)
        kind_of(locked).allow(locked, actor)
        _require(locked, Status.READY)
        if locked.version != seen:
            raise Stale("Pilihan impor ini sudah diubah di tab lain. Muat ulang halaman, lalu pilih lagi.")
        locked.wish, locked.version = wish, locked.version + 1
        locked.save(update_fields=["wish", "version"])
    return locked


def of_job(job: Job) -> Import | None:
    """The import that a job is about, as the person who asked may see it today; None when they no longer may."""
    return queries.visible_imports(job.requested_by).filter(pk=job.params["import"]).first()


def apply_in_job(job: Job, progress: Callable[[int], None]) -> None:
    """The work of an apply job: everything in one transaction, or nothing. Run again it does nothing.

    Raises Refused with every reason, NotAllowed, Cancelled.
    """
    actor = job.requested_by
    seen = of_job(job)
    if seen is None:
        raise Refused(GONE)
    with transaction.atomic():
        imp = _locked(seen, actor)
        if imp.status == Status.APPLIED:
            return
        _require(imp, Status.READY)
        if imp.version != job.params.get("version"):
            raise Stale(
                "Pilihan impor ini diubah sesudah Anda menekan Terapkan. Periksa lagi, lalu terapkan."
            )
        apply_now(imp, actor=actor, progress=progress)
        commit_point(job)


def apply_now(imp: Import, *, actor: User, progress: Callable[[int], None] = lambda percent: None) -> Import:
    """Apply a locked import in the transaction that is open; audited as one. Raises NotAllowed, Refused."""
    kind = kind_of(imp)
    kind.allow(imp, actor)
    imp.outcome = kind.apply(imp, actor, progress)
    imp.status, imp.applied_by, imp.applied_at = Status.APPLIED, actor, timezone.now()
    imp.save(update_fields=["outcome", "status", "applied_by", "applied_at"])
    _record(imp, "import.apply", actor, changes=imp.outcome["changes"])
    return imp


def undo(imp: Import, *, actor: User) -> Import:
    """Take back what an import did; asked twice it happens once.

    Raises NotAllowed, Refused (not applied, newer work stands on it: every place is named).
    """
    with transaction.atomic():
        locked = _locked(imp, actor)
        kind = kind_of(locked)
        kind.allow(locked, actor)
        if locked.status == Status.UNDONE:
            return locked
        _require(locked, Status.APPLIED)
        if kind.undo is None:
            raise Refused("Impor jenis ini tidak dapat diurungkan. Ubah isinya satu per satu.")
        kind.undo(locked, actor)
        locked.status, locked.undone_by, locked.undone_at = Status.UNDONE, actor, timezone.now()
        locked.save(update_fields=["status", "undone_by", "undone_at"])
        _record(locked, "import.undo", actor, changes=locked.outcome["changes"])
    return locked


def discard(imp: Import, *, actor: User) -> Import:
    """Give an import up before it was applied; the file stays on record. Asked twice it happens once.

    Raises NotAllowed, Refused (already applied).
    """
    with transaction.atomic():
        locked = _locked(imp, actor)
        kind_of(locked).allow(locked, actor)
        if locked.status != Status.DISCARDED:
            _require(locked, Status.READING, Status.READY, Status.REFUSED)
            locked.status = Status.DISCARDED
            locked.save(update_fields=["status"])
    return locked


def _locked(imp: Import, actor: User) -> Import:
    """The row as it is now, with its assessment as this person may see it (DoesNotExist for a stranger)."""
    rows = Import.objects.select_for_update(of=("self",)).select_related("instansi", "file", "requested_by")
    locked = rows.get(pk=imp.pk)
    if locked.assessment_id is not None:
        locked.assessment = queries.visible_assessments(actor).get(pk=locked.assessment_id)
    return locked


def _role(imp: Import, actor: User) -> str:
    return acting_as(actor, imp.assessment) if imp.assessment else "Admin inspektorat"


def _require(imp: Import, *wanted: str) -> None:
    if imp.status not in wanted:
        raise Refused(f"Impor ini {imp.get_status_display().lower()}, jadi tindakan ini tidak tersedia lagi.")


def _record(imp: Import, action: str, actor: User, *, changes: int) -> None:
    chain = imp.assessment.audit_chain if imp.assessment else f"instansi:{imp.instansi_id}"
    record(
        chain,
        actor=actor,
        role=_role(imp, actor),
        action=action,
        label="assessments.import",
        object_id=imp.pk,
        after={
            "kind": imp.kind,
            "side": imp.side,
            "filename": imp.filename,
            "sha256": imp.file.sha256,
            "changes": changes,
        },
    )
