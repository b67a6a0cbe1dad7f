"""What of a unit's history lies open to a person now (docs/permissions.md, "History")."""

from dataclasses import dataclass

from assessments.models import Assessment, Sheet, State
from assessments.rules import (
    RELEASED,
    SUBMITTED,
    is_admin,
    is_anggota,
    is_petugas,
    is_pimpinan_instansi,
    is_pimpinan_unit,
    is_preliminary,
    may,
)

TPN_KNOWN = frozenset({State.PENILAIAN_TPN, State.WBK, State.WBBM, State.BELUM_MEMENUHI, State.DICABUT})


@dataclass(frozen=True)
class Lens:
    """One person's view of one assessment; everything that is not named here stays shut.

    `drafts`: what the unit writes in an open round, and its evidence there (the unit alone). `live`: every version of
    the unit's sheet; without it the unit's sheet is what was submitted. `requests`: what rounds asked, once opened.
    `team`: all of TPI's work, each version, with the reasons. `own`: the person's own member sheet, by their id.
    `preliminary`: the sheet of the penilaian pendahuluan. `final`: TPI's final answers as they were released.
    `tpn`: TPN's values. `reasons`: why a step was taken back. `closing`: why a round was closed without a reply, which
    the lead writes for the team. `documents`: what was issued.
    """

    user_id: int
    drafts: bool
    live: bool
    requests: bool
    team: bool
    own: int | None
    preliminary: bool
    final: bool
    tpn: bool
    reasons: bool
    closing: bool
    documents: bool

    @property
    def knows_team(self) -> bool:
        """Whether the reader knows who of TPI does what: its own people, and everybody who reads the released result.
        Before that the unit is asked and returned by "TPI".
        """
        return self.team or self.final or self.own is not None

    def opens(self, sheet: Sheet) -> bool:
        """Whether the person may read each version of a sheet of TPI, of the level above or of TPN."""
        return {
            Sheet.Kind.MEMBER: self.team or sheet.owner_id == self.own,
            Sheet.Kind.TPI: self.team,
            Sheet.Kind.PRELIMINARY: self.preliminary,
            Sheet.Kind.TPN: self.tpn,
        }.get(Sheet.Kind(sheet.kind), False)


def lens_of(user, assessment: Assessment) -> Lens | None:
    """The person's view now; None where they may not read the unit's answers. No queries once the hats are known."""
    if not may(user, "view_answers", assessment):
        return None
    submitted, released = assessment.state in SUBMITTED, assessment.state in RELEASED
    of_unit = is_petugas.test(user, assessment) or is_pimpinan_unit.test(user, assessment)
    of_instansi = is_admin.test(user, assessment) or is_pimpinan_instansi.test(user, assessment)
    leads = submitted and may(user, "view_member_sheets", assessment)
    member = submitted and is_anggota.test(user, assessment)
    team = leads or (member and released)
    final = released and may(user, "view_final", assessment)
    return Lens(
        user_id=user.pk,
        drafts=of_unit,
        live=of_unit or of_instansi,
        requests=may(user, "view_rounds", assessment),
        team=team,
        own=user.pk if member else None,
        preliminary=is_preliminary.test(user, assessment),
        final=final,
        tpn=final and assessment.state in TPN_KNOWN,
        reasons=may(user, "view_reopening", assessment),
        closing=leads or member,
        documents=may(user, "download_documents", assessment) or leads,
    )
