"""Run in a process of its own: builds an inspectorate at work in a fresh database, or checks what a load left behind.

town.py build PEOPLE   prints {"units": …, "people": [{"role": …, "session": …, …}]}
town.py check          reads what was acknowledged as JSON from standard input, prints {"wrong": […], "stored": n}
"""

import json
import os
import sys
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")

import django

django.setup()

# Who is at work, in what proportion: any first N of the endless repetition are a fair mix.
SHIFT = (
    *("petugas", "anggota", "petugas", "job", "petugas", "ketua", "petugas", "admin", "public", "petugas"),
    *("petugas", "anggota", "search", "petugas", "petugas", "leader", "anggota", "petugas", "job", "petugas"),
    *("petugas", "anggota", "ketua", "petugas", "public"),
)
UNITS, TEAMS = 12, 4  # units that answer; teams, each at a unit of its own


def build(count: int) -> dict:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    from assessments.models import Sheet, State
    from assessments.services.workflow import move
    from tests.factories import assessments as make
    from tests.factories.units import LONG_AGO, give_role, make_team, make_unit, make_user
    from tests.faults.team import session_of
    from tests.people import build_world
    from units.models import Role, TeamMember

    world = build_world()
    filler = world.petugas
    units = []
    for n in range(UNITS):
        unit = make_unit(world.instansi, f"U{n:02}", f"Puskesmas Desa Nomor {n}")
        a = make.make_assessment(world.period, unit, State.PENILAIAN_MANDIRI)
        make.fill_answers(make.make_sheet(a), "random", by=filler, seed=n)
        units.append((unit, a))
    desks = []
    for n in range(TEAMS):
        unit = make_unit(world.instansi, f"T{n:02}", f"Kecamatan Nomor {n}")
        head = make_user(f"camat{n}")
        give_role(head, Role.PIMPINAN_UNIT, unit)
        ketua = make_user(f"ketua-tim{n}")
        team = make_team(world.instansi, name=f"Tim {n + 2}", units=[unit], ketua=ketua)
        a = make.make_assessment(world.period, unit, State.PENILAIAN_MANDIRI)
        make.fill_answers(make.make_sheet(a), "random", by=filler, seed=n)
        move(a.pk, "ajukan", actor=head)
        make.fill_answers(make.make_sheet(a, Sheet.Kind.TPI), "random", by=ketua, seed=n + 90)
        desks.append((unit, a, team, ketua))

    def place_of(user, role: str, n: int):
        """Give the person what the role needs; the unit and the assessment they work at."""
        if role in ("anggota", "ketua"):
            unit, a, team, ketua = desks[n % TEAMS]
            if role == "anggota":
                TeamMember.objects.create(team=team, user=user, seat=TeamMember.Seat.ANGGOTA, start=LONG_AGO)
                make.fill_answers(make.make_sheet(a, Sheet.Kind.MEMBER, user), "random", by=user, seed=n)
            return unit, a, ketua if role == "ketua" else user
        unit, a = units[n % UNITS]
        if role == "petugas":
            give_role(user, Role.PETUGAS, unit)
        elif role in ("job", "search"):
            give_role(user, Role.PIMPINAN_UNIT, unit)
        elif role != "public":
            give_role(user, {"admin": Role.ADMIN, "leader": Role.PIMPINAN_INSTANSI}[role], world.instansi)
        return unit, a, user

    people, seen = [], Counter()
    for n, role in enumerate(islice(cycle(SHIFT), count)):
        user = make_user(f"{role}-{n}")
        unit, a, user = place_of(user, role, seen[role])
        people.append(
            {
                "who": f"{role}-{n}",
                "role": role,
                "nth": seen[role],
                "session": session_of(user) if role != "public" else "",
                "pk": a.pk,
                "unit": unit.name,
            }
        )
        seen[role] += 1
    choices = {
        code: [option.code for option in question.options]
        for code, question in world.instrument.questions.items()
        if question.kind == "choice"
    }
    areas = {code: world.instrument.questions[code].area or "HASIL" for code in choices}
    return {
        "people": people,
        "choices": choices,
        "areas": areas,
        "units": UNITS,
        "teams": TEAMS,
        "instansi": world.instansi.code,
        "year": world.period.year,
    }


def check(told: dict) -> dict:
    """Every acknowledged save is there once, the last one stands; files once; jobs done; totals and audit whole."""
    from assessments.models import Answer, Assessment, EvidenceUse, Job
    from tests.faults.team import audit_of_answers, lost, wrong_versions
    from tests.faults.whole import faults

    wrong = faults()
    saves = 0
    for pk in Assessment.objects.values_list("pk", flat=True):
        written = {
            key: [entry for entry in entries if entry["action"] != "answer.resubmit"]
            for key, entries in audit_of_answers(pk).items()
        }
        notes = Counter(entry["note"] for entries in written.values() for entry in entries)
        wrong += [f"stored twice: {note}" for note, times in notes.items() if note and times > 1]
        wrong += [one for one in wrong_versions(written, _answers(Answer, pk)) if "outside" not in one]
        wrong += lost(written, [ack for ack in told["saves"] if ack["pk"] == pk])
        saves += sum(len(entries) for entries in written.values())
    uses = Counter(EvidenceUse.objects.values_list("revision__document__title", flat=True))
    wrong += [f"file kept {uses[name]} times: {name}" for name in told["files"] if uses[name] != 1]
    jobs = Counter(Job.objects.values_list("requested_by__username", flat=True))
    wrong += [f"{who}: {jobs[who]} jobs instead of {n}" for who, n in told["jobs"].items() if jobs[who] != n]
    return {"wrong": wrong, "stored": saves}


def _answers(model, pk: int):
    return model.objects.filter(sheet__assessment=pk).select_related("sheet")


if __name__ == "__main__":
    print(json.dumps(build(int(sys.argv[2])) if sys.argv[1] == "build" else check(json.load(sys.stdin))))
