"""How the audit, notices and stored data name rows: which number stands for which table."""

import re
import uuid
from typing import Any

from django.apps import apps
from django.db import connection, models

from assessments.models import (
    Assessment,
    ChangeAgent,
    Declaration,
    Employee,
    EvidenceUse,
    Objection,
    Period,
    PredicateRecord,
    Proposal,
    ProposalUnit,
    Round,
    Sheet,
    Signature,
    StageResult,
    StateChange,
    WorkMember,
    WorkTeam,
)
from documents.models import Document, Revision
from units.models import Instansi, UnitKerja, User

Model = type[models.Model]

# What the numbers of an `object_id` such as "12/A.I.1.i.a" stand for, by the beginning of the label.
PARTS: tuple[tuple[str, tuple[Model, ...]], ...] = (
    ("assessments.answer.", (Sheet,)),
    ("assessments.mark.", (Sheet, EvidenceUse)),
    ("assessments.round", (Assessment,)),
    ("assessments.stageresult", (ProposalUnit,)),
)
# Keys under which plain data keep the id of a row.
IDS: dict[str, Model] = {
    "user": User,
    "users": User,
    "instansi": Instansi,
    "unit": UnitKerja,
    "parent": UnitKerja,
    "units": UnitKerja,
    "period": Period,
    "declaration": Declaration,
    "document": Document,
    "plan_id": Revision,
    "scan": Revision,
    "scan_id": Revision,
    "charter_id": Revision,
    "revocation_scan": Revision,
    "revision": Revision,
    "assessment": Assessment,
    "employee": Employee,
    "team": WorkTeam,
    "replaces": WorkMember,
    "agent": ChangeAgent,
}
# Where a key means something else.
ELSE: dict[tuple[str, str], Model | None] = {
    ("evidence.add", "revision"): None,  # the number of the revision
    ("evidence.remove", "revision"): None,
    ("proposal.create", "units"): Assessment,
    ("proposal.remove", "units"): Assessment,
}
# Keys of notices: what the first number in them stands for.
NOTICES: tuple[tuple[re.Pattern[str], Model], ...] = tuple(
    (re.compile(pattern), model)
    for pattern, model in (
        (r"^move:(\d+)", StateChange),
        (r"^signature:(\d+)", Signature),
        (r"^objection:(\d+)", Objection),
        (r"^proposal:(\d+)", Proposal),
        (r"^stage:(\d+)", StageResult),
        (r"^revoked:(\d+)", PredicateRecord),
        (r"^due_\w+:a(\d+)", Assessment),
        (r"^due_\w+:p(\d+)", Period),
        (r"^due_\w+:r(\d+)", Round),
        (r"^due_\w+:i(\d+)", Instansi),
    )
)


def id_of(key: str, action: str = "") -> Model | None:
    """The table whose ids stand under `key` of what an act of this name kept; None for a number that is no id."""
    return ELSE.get((action, key), IDS.get(key))


def parts_of(label: str) -> tuple[Model, ...]:
    """What the numbers in the `object_id` of an entry stand for; empty where it names no row."""
    for begin, found in PARTS:
        if label.startswith(begin):
            return found
    try:
        return (apps.get_model(label),)
    except (LookupError, ValueError):
        return ()


def subject_of(label: str, object_id: str) -> tuple[Model, Any] | None:
    """The row that an entry speaks of, as the tables know it."""
    found, first = parts_of(label), object_id.split("/")[0]
    if not found:
        return None
    if isinstance(found[0]._meta.pk, models.UUIDField):
        try:
            return found[0], stored_uuid(uuid.UUID(object_id))
        except ValueError:
            return None
    return (found[0], int(first)) if first.isdigit() else None


def stored_uuid(value: uuid.UUID) -> Any:
    """A UUID as rows of this database hold it."""
    return value if connection.vendor == "postgresql" else value.hex
