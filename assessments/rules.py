"""Who may do what with an assessment: small predicates and one flat table (docs/permissions.md is its matrix).

Predicates take (user, assessment). The assessment must come from `queries.visible_assessments`, which adds
`team_id`, the TPI team of its unit and year; those of staff lists take (user, StaffPlace). `may` asks the table
directly and never Django's `has_perm`: a superuser gets nothing here, no role bypasses the rules.
"""

from rules import RuleSet, predicate

from assessments.models import Assessment, State
from assessments.staff_places import StaffPlace
from units.models import Role, TeamMember
from units.queries import hats_of

Seat = TeamMember.Seat
RELEASED = frozenset(
    {
        State.SELESAI_TPI,
        State.DIUSULKAN,
        State.PENILAIAN_TPN,
        State.WBK,
        State.WBBM,
        State.BELUM_MEMENUHI,
        State.DICABUT,
    }
)
BUILDING = frozenset({State.PENCANANGAN, State.PEMBANGUNAN, State.PENILAIAN_MANDIRI})
AT_TPI = frozenset({State.PENILAIAN_TPI, State.PERBAIKAN})
PREPARING = frozenset({State.TERDAFTAR, State.PENCANANGAN, State.PEMBANGUNAN, State.PENILAIAN_MANDIRI})
SUBMITTED = RELEASED | AT_TPI


@predicate
def is_petugas(user, a: Assessment) -> bool:
    return a.unit_id in hats_of(user).units(Role.PETUGAS)


@predicate
def is_pimpinan_unit(user, a: Assessment) -> bool:
    return a.unit_id in hats_of(user).units(Role.PIMPINAN_UNIT)


@predicate
def is_admin(user, a: Assessment) -> bool:
    return a.unit.instansi_id in hats_of(user).instansi(Role.ADMIN)


@predicate
def is_pimpinan_instansi(user, a: Assessment) -> bool:
    return a.unit.instansi_id in hats_of(user).instansi(Role.PIMPINAN_INSTANSI)


def _seat(user, a: Assessment) -> str | None:
    hats = hats_of(user)
    # No one assesses a unit of which they are a member, or for which they declared a conflict (DESIGN "People"),
    # and no one judges a unit twice: who assesses it for the level above has no seat before it.
    return None if a.unit_id in hats.barred or is_preliminary(user, a) else hats.seats.get(a.team_id)


@predicate
def is_anggota(user, a: Assessment) -> bool:
    return _seat(user, a) == Seat.ANGGOTA


@predicate
def is_ketua(user, a: Assessment) -> bool:
    return _seat(user, a) == Seat.KETUA


@predicate
def is_pengendali(user, a: Assessment) -> bool:
    return _seat(user, a) == Seat.PENGENDALI


@predicate
def is_preliminary(user, a: Assessment) -> bool:
    """Penilai pendahuluan of the unit directly above: in K/L alone, below JPT madya (PermenPANRB 90/2021 p. 39-40)."""
    hats = hats_of(user)
    above = a.unit.parent_id is not None and a.unit.parent_id in hats.units(Role.PENILAI_PENDAHULUAN)
    return above and a.unit.has_level_above and a.unit_id not in hats.barred


@predicate
def has_level_above(user, a: Assessment) -> bool:
    """Whether there is a penilaian pendahuluan at all: not in local governments, not for JPT madya."""
    return a.unit.has_level_above


@predicate
def in_self_assessment(user, a: Assessment) -> bool:
    return a.state == State.PENILAIAN_MANDIRI


@predicate
def before_submission(user, a: Assessment) -> bool:
    return a.state in PREPARING


@predicate
def in_preliminary(user, a: Assessment) -> bool:
    return a.state == State.PENDAHULUAN


@predicate
def in_tpi(user, a: Assessment) -> bool:
    return a.state == State.PENILAIAN_TPI


@predicate
def in_round(user, a: Assessment) -> bool:
    return a.state == State.PERBAIKAN


@predicate
def at_tpi(user, a: Assessment) -> bool:
    return a.state in AT_TPI


@predicate
def is_submitted(user, a: Assessment) -> bool:
    return a.state in SUBMITTED


@predicate
def is_released(user, a: Assessment) -> bool:
    return a.state in RELEASED


@predicate
def is_registered(user, a: Assessment) -> bool:
    return a.state == State.TERDAFTAR


@predicate
def is_being_built(user, a: Assessment) -> bool:
    """Before the unit submits: the time in which the inspectorate and TPI coach (PermenPANRB 90/2021 p. 14)."""
    return a.state in BUILDING


@predicate
def in_tpn(user, a: Assessment) -> bool:
    return a.state == State.PENILAIAN_TPN


@predicate
def works_there(user, place: StaffPlace) -> bool:
    """Petugas (whatever their pokja) or head of the unit whose staff list it is."""
    return place.unit_id in hats_of(user).units(Role.PETUGAS, Role.PIMPINAN_UNIT)


@predicate
def administers(user, place: StaffPlace) -> bool:
    return place.instansi.pk in hats_of(user).instansi(Role.ADMIN)


@predicate
def heads_instansi(user, place: StaffPlace) -> bool:
    return place.instansi.pk in hats_of(user).instansi(Role.PIMPINAN_INSTANSI)


of_unit = is_petugas | is_pimpinan_unit
of_team = is_anggota | is_ketua | is_pengendali
of_instansi = is_admin | is_pimpinan_instansi

TABLE = {
    "view": of_unit | of_team | of_instansi | is_preliminary,
    "view_answers": of_unit
    | of_instansi
    | (of_team & is_submitted)
    | (is_preliminary & (in_preliminary | is_submitted)),
    "answer": of_unit & (in_self_assessment | in_round),
    # from an earlier year of the unit, before anything is submitted; the unit itself looks at it
    "carry_over": (of_unit | is_admin) & before_submission,
    "check_carried": of_unit & in_self_assessment,
    # what came of it, and what did not: nobody else needs to know where an answer began
    "view_carry": of_unit | of_instansi,
    "comment": of_unit,
    # the shelf of the unit, in every year and stage; what is assessed names a revision, which never changes
    "keep_papers": of_unit,
    # without the state: the move itself says that it is too late, and asked twice it happens once
    "declare": is_pimpinan_unit | is_admin,
    "edit_declaration": (is_pimpinan_unit | is_admin) & is_registered,
    "record_development": is_admin,
    # the tim kerja is the unit's, changes with its people all year and is read like the pembangunan; nobody gets a
    # role by a seat in it
    "view_team": of_unit | of_instansi,
    "keep_team": of_unit | is_admin,
    # registers are a book beside the answers; what is judged are answers and evidence
    "view_registers": of_unit | of_instansi,
    "keep_registers": of_unit | is_admin,
    "open_self_assessment": is_admin,
    "submit": is_pimpinan_unit,
    "assess_preliminary": is_preliminary & in_preliminary,
    "decide_preliminary": is_preliminary,
    "view_preliminary": has_level_above
    & (
        (is_preliminary & (in_preliminary | is_submitted))
        | (of_team & is_submitted)
        | ((of_unit | of_instansi) & is_released)
    ),
    "view_coaching": has_level_above & (of_unit | is_preliminary),
    "assess": is_anggota & at_tpi,
    "view_member_sheets": is_ketua | is_pengendali,
    "decide": is_ketua & at_tpi,
    "manage_sheets": is_ketua & at_tpi,
    "propose_return": is_anggota & at_tpi,
    # from the first day, so that nobody begins what they must leave; once it is out there is nothing to leave
    "declare_conflict": (of_team | is_preliminary) & ~is_released,
    "write_requests": is_ketua & in_tpi,
    "return_to_unit": is_ketua,
    "reply": of_unit & in_round,
    # the unit never learns of what the lead still gathers; the instansi reads the rounds once the result is out
    "view_rounds": of_unit | (of_team & is_submitted) | (of_instansi & is_released),
    "sign": (is_ketua | is_pengendali) & in_tpi,
    "decline": is_pengendali & in_tpi,
    "view_closing": is_ketua | is_pengendali,
    "finalise": is_ketua,
    "reopen": is_admin,
    # why it was opened again: for the unit only when it is released anew, the reason may speak of TPI's work
    "view_reopening": of_instansi | of_team | (of_unit & is_released),
    "view_final": (of_unit | of_instansi | of_team | is_preliminary) & is_released
    | (is_ketua | is_pengendali),
    "view_differences": (of_unit | of_instansi | of_team) & is_released,
    # who opened a confidential document; of TPI's openings only those of a released result are told (`openings`)
    "view_openings": of_unit | of_instansi,
    "view_plan": of_unit | of_instansi,
    "plan": of_unit & is_released,
    # the whole year from pencanangan on: what is assessed is frozen by the submission, the plan goes on
    "view_activities": of_unit | of_instansi | of_team,
    "plan_activities": of_unit & ~is_registered,
    "carry_activities": of_unit,
    # coaching ends with the submission: what TPI finds afterwards is its assessment, and stays with it
    "record_monitoring": (of_unit & ~is_registered) | ((is_admin | of_team) & is_being_built),
    "issue_documents": (is_ketua | is_admin) & is_released,
    "download_documents": (of_unit | of_instansi | of_team) & is_released,
    "view_conditions": of_instansi | of_unit,
    "edit_conditions": is_admin,
    "propose": is_admin,
    "record_tpn": is_admin,
    "edit_tpn": is_admin & in_tpn,
    "determine_self": is_admin,
    "import_unit": of_unit & (in_self_assessment | in_round),
    # its own list, by those who type it; the admin takes in the lists of all units at once
    "import_staff": of_unit,
    "export": of_unit | of_instansi | (of_team & is_submitted),
    # of a StaffPlace, in every year and stage: people come, sign and go at any time
    "view_staff": works_there | administers | heads_instansi,
    "manage_staff": works_there | administers,
}

PERMISSIONS = RuleSet()
for _name, _predicate in TABLE.items():
    PERMISSIONS.add_rule(_name, _predicate)


def may(user, action: str, thing: Assessment | StaffPlace) -> bool:
    """True if `user` may do `action` (a key of TABLE) on an assessment in its present state, or in a staff list."""
    if action not in TABLE:
        raise KeyError(action)
    return PERMISSIONS.test_rule(action, user, thing)


def may_see_member_sheets(user, assessment: Assessment, *, own_sheet_done: bool) -> bool:
    """The lead at any time; a member once their own sheet is done (DESIGN "A member declares the sheet done").

    Asked the same for the discussion beside a question: who reads the sheets may talk about them.
    """
    if assessment.state not in SUBMITTED:
        return False
    return may(user, "view_member_sheets", assessment) or (own_sheet_done and is_anggota(user, assessment))


def may_answer_area(user, assessment: Assessment, area: str | None) -> bool:
    """True if the person's pokja covers the area; `area` None is Hasil, which needs no pokja or the head."""
    areas = hats_of(user).areas_in(assessment.unit_id, unlimited_roles=[Role.PIMPINAN_UNIT])
    return areas is None or (area is not None and area in areas)


def is_of_whole_unit(user, unit_id: int) -> bool:
    """True for the head of the unit and for who works in all its pokja: they may lower confidentiality."""
    return hats_of(user).areas_in(unit_id, unlimited_roles=[Role.PIMPINAN_UNIT]) is None


def acting_as(user, assessment: Assessment) -> str:
    """The label of the role in which the person stands before this assessment, for the page head and the audit."""
    team_labels = {
        Seat.KETUA: "Ketua TPI",
        Seat.ANGGOTA: "Anggota TPI",
        Seat.PENGENDALI: "Pengendali teknis TPI",
    }
    ladder = [
        (is_pimpinan_unit, "Pimpinan unit"),
        (is_petugas, "Petugas unit"),
        (of_team, team_labels.get(_seat(user, assessment), "")),
        (is_preliminary, "Penilai pendahuluan"),
        (is_admin, "Admin inspektorat"),
        (is_pimpinan_instansi, "Pimpinan instansi"),
    ]
    return next((label for test, label in ladder if test.test(user, assessment)), "")


def acting_in(user, place: StaffPlace) -> str:
    """The label of the role in which the person works on a staff list, for the page head and the audit."""
    hats = hats_of(user)
    if place.unit_id in hats.units(Role.PIMPINAN_UNIT):
        return "Pimpinan unit"
    if works_there.test(user, place):
        return "Petugas unit"
    if administers.test(user, place):
        return "Admin inspektorat"
    return "Pimpinan instansi" if heads_instansi.test(user, place) else ""


__all__ = [
    "AT_TPI",
    "PERMISSIONS",
    "RELEASED",
    "SUBMITTED",
    "TABLE",
    "acting_as",
    "acting_in",
    "is_of_whole_unit",
    "may",
    "may_answer_area",
    "may_see_member_sheets",
]
