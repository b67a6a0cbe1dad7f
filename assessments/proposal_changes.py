"""What was changed in a proposal, as the audit keeps it: for people who read the proposal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from assessments.engine.wording import long_date
from assessments.loaded import policy_of
from assessments.models import Assessment, Proposal
from audit.models import Entry
from audit.queries import of_object
from units.models import User

DOCUMENT = "proposal.document"
TOLD = {
    "proposal.correct": "Nomor atau tanggal surat diubah",
    DOCUMENT: "Dokumen diganti",
    "proposal.withdraw_approval": "Persetujuan ditarik",
    "proposal.withdraw_units": "Unit ditarik",
    "proposal.take_out": "Unit dikeluarkan",
    "proposal.units": "Unit diubah",
}


@dataclass(frozen=True)
class Change:
    """One change with its reason, which those after the approval have; `detail` says what of it, `by` the person and
    their role, `url` opens what a document replaced.
    """

    what: str
    detail: str
    reason: str
    by: str
    at: datetime
    url: str = ""


@dataclass(frozen=True)
class Names:
    """What the ids in the entries are called."""

    documents: Mapping[str, str]
    units: Mapping[int, str]
    people: Mapping[int, str]

    def unit(self, pk: int | None) -> str:
        """A unit by its assessment."""
        return self.units.get(pk or 0, "")


def changes_of(proposal: Proposal) -> list[Change]:
    """The changes, newest first, first uploads apart; three queries."""
    found = of_object("assessments.proposal", proposal.pk).filter(action__in=TOLD)
    entries = [entry for entry in found if entry.action != DOCUMENT or _replaced(entry)]
    if not entries:
        return []
    names = _names(proposal, entries)
    return [_change(proposal, entry, names) for entry in entries]


def replaced_in(proposal: Proposal, code: str, owner: int) -> set[int]:
    """Ids of the revisions that once stood for an entry of the policy in this proposal; one query."""
    found = of_object("assessments.proposal", proposal.pk).filter(action=DOCUMENT)
    return {
        _replaced(entry)
        for entry in found
        if (entry.after["code"], entry.after["assessment"] or 0) == (code, owner)
    } - {0}


def _replaced(entry: Entry) -> int:
    """The revision that a document took the place of; 0 none."""
    return (entry.before or {}).get("revision") or 0


def _names(proposal: Proposal, entries: Iterable[Entry]) -> Names:
    asked = {pk for entry in entries for pk in _assessments(entry)}
    units = Assessment.objects.filter(pk__in=asked).select_related("unit")
    people = User.objects.filter(pk__in={entry.actor_id for entry in entries})
    return Names(
        {document.code: document.name for document in policy_of(proposal.period).documents},
        {a.pk: str(a.unit) for a in units},
        {person.pk: str(person) for person in people},
    )


def _assessments(entry: Entry) -> Iterator[int]:
    for said in (entry.before or {}, entry.after or {}):
        yield from (pk for pk in (said.get("unit"), said.get("assessment")) if pk)
        yield from (row[0] for row in said.get("units", ()))


def _change(proposal: Proposal, entry: Entry, names: Names) -> Change:
    by = ", ".join(part for part in (names.people.get(entry.actor_id, ""), entry.role) if part)
    detail, url = _detail(entry, names), _former(proposal, entry)
    return Change(TOLD[entry.action], detail, entry.reason, by, entry.at, url)


def _former(proposal: Proposal, entry: Entry) -> str:
    """The address of what a document replaced."""
    if entry.action != DOCUMENT:
        return ""
    args = [proposal.pk, entry.after["code"], entry.after["assessment"] or 0]
    return f"{reverse('assessments:proposal_paper_file', args=args)}?revisi={_replaced(entry)}"


def _detail(entry: Entry, names: Names) -> str:
    old, new = entry.before or {}, entry.after or {}
    match entry.action:
        case "proposal.correct":
            return f"dari {_letter(old)} menjadi {_letter(new)}"
        case "proposal.document":
            unit = names.unit(new["assessment"])
            name = names.documents.get(new["code"], new["code"])
            return f"{name}, {unit}" if unit else name
        case "proposal.take_out":
            return f"{names.unit(old['unit'])}, {old['predicate']}"
        case "proposal.withdraw_units":
            return "; ".join(f"{names.unit(pk)}, {predicate}" for pk, predicate in new["units"])
        case "proposal.units":
            return "; ".join(_differences(old["units"], new["units"], names))
    return ""


def _differences(old: list, new: list, names: Names) -> Iterator[str]:
    before, after = ({row[0]: row[1:] for row in rows} for rows in (old, new))
    for pk in sorted(before | after):
        was, now = before.get(pk), after.get(pk)
        if was is None:
            yield f"{names.unit(pk)} masuk, {now[0]}"
        elif now is None:
            yield f"{names.unit(pk)} keluar, {was[0]}"
        elif was[0] != now[0]:
            yield f"{names.unit(pk)} dari {was[0]} menjadi {now[0]}"
        elif was != now:
            yield f"{names.unit(pk)}, alasan pengecualiannya"


def _letter(said: dict) -> str:
    return f"{said['letter_number']}, {long_date(datetime.fromisoformat(said['letter_date']))}"
