"""Who is told what after a move of the workflow: in its transaction, under its lock, after its effect.

Each entry of TOLD takes (assessment, actor, key) and tells with `services.notices.tell`. The key names the move: asked
twice, or walked again by a retry, it is told once.
"""

from collections.abc import Callable

from assessments.loaded import policy_of
from assessments.models import (
    Assessment,
    Objection,
    PredicateRecord,
    Proposal,
    Signature,
    StageResult,
    StateChange,
)
from assessments.notices import people
from assessments.services.notices import tell
from units.models import Role, TeamMember

Seat = TeamMember.Seat
LEADERS = (Role.PIMPINAN_INSTANSI, Role.ADMIN)


def after_move(assessment: Assessment, change: StateChange, *, actor) -> None:
    """Tell whoever must act or must know of this move; nobody of a move without an entry."""
    telling = TOLD.get(change.name)
    if telling is not None:
        telling(assessment, actor, f"move:{change.pk}")


def _opened(a: Assessment, actor, key: str) -> None:
    tell("opened", people.of_unit(a), key=key, actor=actor, assessment=a)


def _arrived(a: Assessment, actor, key: str, *, kind: str) -> None:
    team = people.of_team(a)
    if a.team_id is None:
        admins = people.in_instansi(a.unit.instansi_id, Role.ADMIN)
        tell("without_team", admins, key=key, actor=actor, assessment=a)
    else:
        tell(kind, team, key=key, actor=actor, assessment=a)


def _submitted(a: Assessment, actor, key: str) -> None:
    _arrived(a, actor, key, kind="submitted")


def _submitted_first(a: Assessment, actor, key: str) -> None:
    tell("submitted_first", people.above(a), key=key, actor=actor, assessment=a)


def _passed_on(a: Assessment, actor, key: str) -> None:
    _arrived(a, actor, key, kind="passed_on")
    tell("passed_on_told", people.of_unit(a), key=key, actor=actor, assessment=a)


def _coached(a: Assessment, actor, key: str) -> None:
    tell("coached", people.of_unit(a), key=key, actor=actor, assessment=a)


def _returned(a: Assessment, actor, key: str) -> None:
    tell("returned", people.of_unit(a), key=key, actor=actor, assessment=a)


def _replied(a: Assessment, actor, key: str) -> None:
    tell("replied", people.of_team(a, Seat.KETUA, Seat.ANGGOTA), key=key, actor=actor, assessment=a)


def _round_closed(a: Assessment, actor, key: str) -> None:
    tell("round_closed", people.of_unit(a), key=key, actor=actor, assessment=a)


def _finalised(a: Assessment, actor, key: str) -> None:
    admins = people.in_instansi(a.unit.instansi_id, Role.ADMIN)
    tell("to_propose", admins, key=key, actor=actor, assessment=a)
    tell("finalised", (people.of_unit(a) | people.of_team(a)) - admins, key=key, actor=actor, assessment=a)


def _reopened(a: Assessment, actor, key: str) -> None:
    team = people.of_team(a)
    tell("reopened", team, key=key, actor=actor, assessment=a)
    tell("reopened_told", people.of_unit(a) - team, key=key, actor=actor, assessment=a)


def _proposed(a: Assessment, actor, key: str) -> None:
    tell("proposed", people.of_unit(a), key=key, actor=actor, assessment=a)


def _determined(a: Assessment, actor, key: str) -> None:
    leaders = people.in_instansi(a.unit.instansi_id, *LEADERS)
    tell("determined", people.of_unit(a) | leaders, key=key, actor=actor, assessment=a)


def _self_determined(a: Assessment, actor, key: str) -> None:
    leaders = people.in_instansi(a.unit.instansi_id, *LEADERS)
    tell("self_determined", people.of_unit(a) | leaders, key=key, actor=actor, assessment=a)


def _undetermined(a: Assessment, actor, key: str) -> None:
    leaders = people.in_instansi(a.unit.instansi_id, *LEADERS)
    tell("undetermined", people.of_unit(a) | leaders, key=key, actor=actor, assessment=a)


def _self_undetermined(a: Assessment, actor, key: str) -> None:
    leaders = people.in_instansi(a.unit.instansi_id, *LEADERS)
    tell("self_undetermined", people.of_unit(a) | leaders, key=key, actor=actor, assessment=a)


Telling = Callable[[Assessment, object, str], None]
TOLD: dict[str, Telling] = {
    "buka_penilaian": _opened,
    "ajukan": _submitted,
    "ajukan_pendahuluan": _submitted_first,
    "teruskan_ke_tpi": _passed_on,
    "kembalikan_pendahuluan": _coached,
    "kembalikan": _returned,
    "ajukan_perbaikan": _replied,
    "tutup_perbaikan": _round_closed,
    "finalkan": _finalised,
    "buka_kembali": _reopened,
    "usulkan": _proposed,
    "tetapkan_wbk": _determined,
    "tetapkan_wbbm": _determined,
    "tetapkan_belum": _determined,
    "tetapkan_wbk_mandiri": _self_determined,
    "batalkan_penetapan": _undetermined,
    "batalkan_wbk_mandiri": _self_undetermined,
}


def lead_signed(a: Assessment, signature: Signature, *, actor) -> None:
    """The lead has signed the result: the pengendali teknis countersigns. Nobody else learns of it."""
    pengendali = people.of_team(a, Seat.PENGENDALI)
    tell("countersign", pengendali, key=f"signature:{signature.pk}", actor=actor, assessment=a)


def sent_back_to_lead(a: Assessment, signature: Signature, *, actor) -> None:
    """The pengendali teknis gave the result back, so that the lead's signature fell. Nobody else learns of it."""
    key = f"signature:{signature.pk}:declined"
    tell("declined", people.of_team(a, Seat.KETUA), key=key, actor=actor, assessment=a)


def proposal_waits(proposal: Proposal, *, times: int = 0, actor) -> None:
    """A proposal is ready to be approved by the head of the instansi; `times`: how often an approval was taken back."""
    leaders = people.in_instansi(proposal.period.instansi_id, Role.PIMPINAN_INSTANSI)
    key = f"proposal:{proposal.pk}:waits:{times}"
    tell("proposal_waiting", leaders, key=key, actor=actor, proposal=proposal)


def proposal_approved(proposal: Proposal, *, actor) -> None:
    """A proposal was approved; the admin sends it. Approved again after it was taken back it is told again."""
    admins = people.in_instansi(proposal.period.instansi_id, Role.ADMIN)
    key = f"proposal:{proposal.pk}:approved:{proposal.approved_at:%Y%m%d%H%M%S}"
    tell("proposal_approved", admins, key=key, actor=actor, proposal=proposal)


def proposal_sent(proposal: Proposal, *, actor) -> None:
    """A proposal went to TPN; its units are told by their own move."""
    leaders = people.in_instansi(proposal.period.instansi_id, Role.PIMPINAN_INSTANSI)
    tell("proposal_sent", leaders, key=f"proposal:{proposal.pk}:sent", actor=actor, proposal=proposal)


def refused_at_stage(a: Assessment, result: StageResult, *, actor) -> None:
    """TPN let a unit go no further: its people, the head and the admin, as a step where it may be contested."""
    key = f"stage:{result.pk}:{result.version}"
    rule = policy_of(a.period).objection
    admins = people.in_instansi(a.unit.instansi_id, Role.ADMIN)
    others = people.of_unit(a) | people.in_instansi(a.unit.instansi_id, Role.PIMPINAN_INSTANSI)
    if rule is not None and rule.after == result.stage:
        tell("may_object", admins, key=key, actor=actor, assessment=a)
    else:
        others |= admins
    tell("refused_at_stage", others, key=key, actor=actor, assessment=a)


def objection_answered(a: Assessment, objection: Objection, *, actor) -> None:
    """TPN's answer to a sanggah, or another one in its place: the unit's people, the head and the admin."""
    leaders = people.in_instansi(a.unit.instansi_id, *LEADERS)
    key = f"objection:{objection.pk}:{objection.version}"
    tell("objection_answered", people.of_unit(a) | leaders, key=key, actor=actor, assessment=a)


def predicate_revoked(record: PredicateRecord, *, actor) -> None:
    """A predicate was revoked, in the portal's years or before them: the unit's people, the head and the admin."""
    _of_predicate("revoked", record, actor)


def revocation_retracted(record: PredicateRecord, *, actor) -> None:
    """A revocation was recorded by mistake and taken back: the same people."""
    _of_predicate("revocation_retracted", record, actor)


def _of_predicate(kind: str, record: PredicateRecord, actor) -> None:
    unit = people.of_units([record.unit_id]).get(record.unit_id, set())
    leaders = people.in_instansi(record.unit.instansi_id, *LEADERS)
    key = f"{kind}:{record.pk}:{record.version}"
    tell(kind, unit | leaders, key=key, actor=actor, predicate=record)
