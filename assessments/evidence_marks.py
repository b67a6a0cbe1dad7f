"""Marks on evidence as they lie before a person. What they may not see is never loaded, as with the sheets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from assessments.models import Assessment, EvidenceMark, EvidenceUse, RoundMark, Sheet, Verdict
from assessments.tpi_sheets import Desk


@dataclass(frozen=True)
class Marks:
    """Marks by the id of the use: of the sheet that the person fills in or reads, and of members as (name, mark).
    `shown` is False where there are none to speak of: at the sheet of the level above.
    """

    own: Mapping[int, EvidenceMark] = field(default_factory=dict)
    members: Mapping[int, list[tuple[str, EvidenceMark]]] = field(default_factory=dict)
    shown: bool = True

    def of(self, use: EvidenceUse) -> EvidenceMark | None:
        """The mark of the sheet on a use."""
        return self.own.get(use.pk)

    def own_at(self, code: str) -> list[EvidenceMark]:
        """The marks of the sheet on the evidence of a question, in the order in which it was added."""
        found = [mark for mark in self.own.values() if mark.use.code == code]
        return sorted(found, key=lambda mark: mark.use_id)

    def others(self, use: EvidenceUse) -> list[tuple[str, EvidenceMark]]:
        """What members say of a use, in the order in which their sheets are shown."""
        return self.members.get(use.pk, [])


def marks_before(desk: Desk, uses: Iterable[EvidenceUse]) -> Marks:
    """The marks on these uses that the person may see; one query, none without evidence or without a sheet."""
    if desk.is_first:
        return Marks(shown=False)
    wanted = {use.pk: use for use in uses}
    seen = Q(sheet=desk.sheet) if desk.sheet is not None else Q(pk__in=[])
    names = {party.user_id: party.name for party in desk.members}
    if names:
        seen |= Q(
            sheet__assessment=desk.assessment, sheet__kind=Sheet.Kind.MEMBER, sheet__owner__in=list(names)
        )
    if not wanted or (desk.sheet is None and not names):
        return Marks()
    own: dict[int, EvidenceMark] = {}
    found: dict[int, dict[int, EvidenceMark]] = {}
    for mark in EvidenceMark.objects.filter(seen, use__in=list(wanted)).select_related("sheet", "updated_by"):
        mark.use = wanted[mark.use_id]  # with its document, so that nobody asks again
        if desk.sheet is not None and mark.sheet_id == desk.sheet.pk:
            own[mark.use_id] = mark
        elif mark.verdict != Verdict.NONE:
            found.setdefault(mark.use_id, {})[mark.sheet.owner_id] = mark
    members = {
        use: [(name, by_owner[pk]) for pk, name in names.items() if pk in by_owner]
        for use, by_owner in found.items()
    }
    return Marks(own, members)


def told_in_rounds(assessment: Assessment) -> dict[tuple[int, str], list[RoundMark]]:
    """(round, question) → the marks that were released with it, also on evidence that is gone; one query. Only for
    those who may "view_rounds".
    """
    found: dict[tuple[int, str], list[RoundMark]] = {}
    marks = RoundMark.objects.filter(round__assessment=assessment)
    for mark in marks.select_related("use__revision__document"):
        found.setdefault((mark.round_id, mark.use.code), []).append(mark)
    return found


__all__ = ["Marks", "marks_before", "told_in_rounds"]
