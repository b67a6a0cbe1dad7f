"""The counts that the units of the demo type: how many due, how many done."""

from collections.abc import Callable, Mapping

Roll = Callable[..., int]  # a number from 0 to 999 that follows from its arguments

# percent of what is due that a profile has done: from, to
DONE = {
    "outstanding": (90, 100),
    "excellent": (84, 100),
    "strong": (70, 95),
    "medium": (50, 80),
    "weak": (20, 55),
}
VIOLATIONS = {
    "outstanding": (3, 0),
    "excellent": (4, 1),
    "strong": (3, 1),
    "medium": (3, 2),
    "weak": (2, 2),
}


def counts_for(code: str, profile: str, staff: int, roll: Roll) -> tuple[Mapping[str, int], bool]:
    """The counts of one question and whether they are good to look at; `staff` is the number of people there."""
    low, high = DONE[profile]
    percent = low + roll(code, "done") * (high - low + 1) // 1000
    return _COUNTS[code](profile, staff, percent, roll), percent >= 80


def _done(due: int, percent: int) -> int:
    return due if percent >= 97 else min(due, (due * percent + 50) // 100)


def _changes(profile: str, staff: int, percent: int, roll: Roll) -> dict[str, int]:
    agents = 4 + roll("agents") % 4
    return {"agen": agents, "perubahan": max(1, _done(agents, DONE[profile][1]))}


def _integrated(profile: str, staff: int, percent: int, roll: Roll) -> dict[str, int]:
    made = _changes(profile, staff, percent, roll)["perubahan"]
    return {"perubahan": made, "terintegrasi": _done(made, percent)}


def _violations(profile: str, staff: int, percent: int, roll: Roll) -> dict[str, int]:
    before, now = VIOLATIONS[profile]
    return {"lalu": before, "kini": now, "sanksi": now}


def _goals(profile: str, staff: int, percent: int, roll: Roll) -> dict[str, int]:
    goals = 6 + roll("goals") % 4
    return {"sasaran": goals, "tercapai": _done(goals, percent)}


def _complaints(profile: str, staff: int, percent: int, roll: Roll) -> dict[str, int]:
    due = 12 + roll("complaints") % 30
    done = _done(due, percent)
    return {"wajib": due, "proses": due - done, "selesai": done}


def _wealth(profile: str, staff: int, percent: int, roll: Roll) -> dict[str, int]:
    officials, others = 3 + roll("officials") % 5, roll("others") % 3
    return {
        "kepala": 1,
        "pejabat": officials,
        "lainnya": others,
        "lapor": _done(1 + officials + others, percent + 5),
    }


def _other_wealth(profile: str, staff: int, percent: int, roll: Roll) -> dict[str, int]:
    heads, supervisors = 2 + roll("heads") % 3, 3 + roll("supervisors") % 4
    rest = max(1, staff - heads - supervisors - 6)
    return {
        "administrator": heads,
        "pengawas": supervisors,
        "pelaksana": rest,
        "lapor": _done(heads + supervisors + rest, percent),
    }


def _services(profile: str, staff: int, percent: int, roll: Roll) -> dict[str, int]:
    known = 8 + roll("services") % 14
    return {"terdata": known, "dipermudah": _done(known, percent)}


_COUNTS: dict[str, Callable[[str, int, int, Roll], dict[str, int]]] = {
    "A.II.1.i.a": _changes,
    "A.II.1.i.b": _integrated,
    "A.II.3.iii.a": _violations,
    "A.II.4.i.a": _goals,
    "A.II.5.ii.a": _complaints,
    "A.II.5.iii.a": _wealth,
    "A.II.5.iii.b": _other_wealth,
    "A.II.6.i.b": _services,
}
