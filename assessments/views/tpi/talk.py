"""The team's discussion of a question, as the TPI pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from assessments import queries
from assessments.models import TpiComment
from assessments.panels import Shown
from assessments.rules import AT_TPI
from assessments.tpi_sheets import Desk


@dataclass(frozen=True)
class Unsent:
    """A remark that was refused: what was typed, and why it was not taken."""

    text: str
    errors: tuple[str, ...]


@dataclass(frozen=True)
class Talk(Shown):
    """The remarks on one question, oldest first. `token` makes the form's remark count once; `unsent` is what could
    not be taken; `open`: shown at once.
    """

    remarks: tuple[TpiComment, ...]
    token: UUID
    may_write: bool
    open: bool = False
    typed: str = ""
    errors: tuple[str, ...] = ()


def talks_of(desk: Desk, codes: Sequence[str], unsent: Mapping[str, Unsent]) -> dict[str, Talk]:
    """Question code → its discussion, for those who see the members' sheets (else none at all). One query."""
    if not desk.sees_members:
        return {}
    found = queries.discussion_of(desk.assessment, codes)
    may_write = desk.assessment.state in AT_TPI
    talks = {}
    for code in codes:
        kept = unsent.get(code)
        talks[code] = Talk(
            remarks=tuple(found.get(code, ())),
            token=uuid4(),
            may_write=may_write,
            open=kept is not None,
            typed=kept.text if kept else "",
            errors=kept.errors if kept else (),
        )
    return talks


__all__ = ["Talk", "Unsent", "talks_of"]
