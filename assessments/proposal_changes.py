"""What was changed in a proposal since it was approved, as the audit keeps it: for people who read the proposal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assessments.engine.wording import long_date
from assessments.models import Proposal
from audit.models import Entry
from audit.queries import of_object

TOLD = {
    "proposal.correct": "Nomor atau tanggal surat diubah",
    "proposal.document": "Dokumen diganti",
    "proposal.withdraw_approval": "Persetujuan ditarik",
    "proposal.withdraw_units": "Unit ditarik",
}


@dataclass(frozen=True)
class Change:
    """One change with its reason; `detail` says from what, where it is short."""

    what: str
    detail: str
    reason: str
    by: str
    at: datetime


def changes_of(proposal: Proposal) -> list[Change]:
    """The changes that took a reason, newest first; one query."""
    entries = of_object("assessments.proposal", proposal.pk).filter(action__in=TOLD).exclude(reason="")
    return [_change(entry) for entry in entries]


def _change(entry: Entry) -> Change:
    return Change(TOLD[entry.action], _detail(entry), entry.reason, entry.role, entry.at)


def _detail(entry: Entry) -> str:
    if entry.action != "proposal.correct":
        return ""
    old, new = entry.before or {}, entry.after or {}
    return f"dari {_letter(old)} menjadi {_letter(new)}"


def _letter(said: dict) -> str:
    return f"{said['letter_number']}, {long_date(datetime.fromisoformat(said['letter_date']))}"
