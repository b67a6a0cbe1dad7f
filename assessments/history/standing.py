"""A sheet as it stood at a moment, rebuilt from the audit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assessments.engine.answers import Given
from assessments.models import Answer, Submission
from assessments.stored import given
from audit.models import Entry

EMPTY = Given()


@dataclass(frozen=True)
class Standing:
    """Answers by question code; `unrecorded`: those that were written past the audit, nobody knows for sure when."""

    answers: Mapping[str, Given]
    unrecorded: frozenset[str] = field(default_factory=frozenset)


def given_in(data: Mapping[str, Any] | None) -> Given:
    """The answer that the audit or a submission keeps; nothing gives an empty answer."""
    if not data:
        return EMPTY
    return Given(
        value=data.get("value"),
        none_yet=bool(data.get("none_yet")),
        note=data.get("note") or "",
        source=data.get("source") or "",
    )


def code_of(entry: Entry) -> str:
    """The question that an entry about an answer speaks of (its object is "sheet/code")."""
    return entry.object_id.partition("/")[2]


def standing(
    entries: Iterable[Entry],
    stored: Mapping[str, Answer],
    until: datetime | None = None,
    *,
    since: datetime | None = None,
) -> Standing:
    """One sheet as it stood when `until` came (now without it; what happened in that very instant counts).

    `entries` are the sheet's, oldest first; `stored` its rows of today, for answers that the audit never saw: these
    stand from the moment that the row names. What the first entry found there stands from `since` on, when the sheet
    was made (null: always).
    """
    begun = until is None or since is None or since <= until
    answers: dict[str, Given] = {}
    known: set[str] = set()
    unrecorded: set[str] = set()
    for entry in entries:
        if entry.after is None:
            continue  # an answer that was confirmed, not changed
        code, version = code_of(entry), entry.after.get("version", 1)
        if begun and code not in known and version > 1 and given_in(entry.before) != EMPTY:
            answers[code] = given_in(entry.before)
            unrecorded.add(code)
        known.add(code)
        if until is None or entry.at <= until:
            answers[code] = given_in(entry.after)
            unrecorded.discard(code)
    for code, answer in stored.items():
        if code not in known and (until is None or answer.updated_at <= until):
            answers[code] = given(answer)
            unrecorded.add(code)
    return Standing({code: one for code, one in answers.items() if one != EMPTY}, frozenset(unrecorded))


def submitted(submission: Submission | None) -> Standing:
    """The unit's sheet as it was submitted; empty for none."""
    if submission is None:
        return Standing({})
    answers = {code: given_in(data) for code, data in submission.content["answers"].items()}
    return Standing({code: one for code, one in answers.items() if one != EMPTY})


def submitted_by(submissions: Iterable[Submission], until: datetime) -> Submission | None:
    """The last of the submissions (oldest first) that were made when `until` came."""
    return next((s for s in reversed(list(submissions)) if s.at <= until), None)
