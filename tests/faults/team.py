"""Run by test_four_people in a process of its own: builds a unit with a team, or checks what the minute left behind.

team.py build          prints {"pk": …, "sessions": {username: key}}
team.py check PK       reads acknowledged saves as JSON from standard input, prints {"wrong": […], …}
"""

import json
import os
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")

import django

django.setup()

PEOPLE = ("ketua", "anggota", "anggota2", "anggota3", "petugas", "pimpinan_unit")


def build() -> dict:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from assessments.models import State
    from assessments.services.workflow import move
    from tests.factories.units import LONG_AGO, make_user
    from tests.people import build_world
    from units.models import TeamMember

    world = build_world()
    TeamMember.objects.filter(user=world.pengendali).delete()
    third = make_user("anggota3", "Teguh Prakoso")
    TeamMember.objects.create(team=world.team, user=third, seat=TeamMember.Seat.ANGGOTA, start=LONG_AGO)
    world.people["anggota3"] = third
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a)
    move(a.pk, "ajukan", actor=world.pimpinan_unit)
    return {"pk": a.pk, "sessions": {who: session_of(world.people[who]) for who in PEOPLE}}


def session_of(user) -> str:
    """The key of a session in which a person is logged in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def check(pk: int, acknowledged: list[dict]) -> dict:
    from assessments.models import Answer, Round, StateChange
    from tests.faults.whole import faults

    wrong = faults() + wrong_states(list(StateChange.objects.filter(assessment=pk)))
    told = audit_of_answers(pk)
    wrong += wrong_versions(told, Answer.objects.filter(sheet__assessment=pk).select_related("sheet"))
    wrong += lost(told, acknowledged)
    rounds = list(Round.objects.filter(assessment=pk))
    wrong += [f"round {r.number} was answered without a submission" for r in rounds if _unfrozen(r)]
    return {"wrong": wrong, "rounds": len(rounds), "saves": sum(len(entries) for entries in told.values())}


def _unfrozen(found) -> bool:
    return found.outcome == "replied" and found.submission_id is None


def wrong_states(changes: list) -> list[str]:
    """Moves that the table does not know, or that begin where the one before did not end."""
    from assessments.engine.workflow import TRANSITIONS

    found, state = [], "penilaian_mandiri"
    for change in changes:
        move = TRANSITIONS[change.name]
        if change.source != state or state not in move.sources or change.target != move.target:
            found.append(f"{change.name}: {change.source} → {change.target}, but it stood at {state}")
        state = change.target
    return found


def audit_of_answers(pk: int) -> dict[tuple[str, str], list[dict]]:
    """(label, "sheet/code") → what the audit says was written there, in order."""
    from audit.models import Entry

    found: dict[tuple[str, str], list[dict]] = defaultdict(list)
    entries = Entry.objects.filter(
        chain__key=f"assessment:{pk}", object_label__startswith="assessments.answer.", after__isnull=False
    )
    for label, thing, action, after in entries.order_by("seq").values_list(
        "object_label", "object_id", "action", "after"
    ):
        found[label, thing].append({**after, "action": action})
    return found


def wrong_versions(told, answers) -> list[str]:
    """Versions that are not one after the other, and answers that are not the last that was written."""
    found = []
    for (label, thing), entries in told.items():
        versions = [entry["version"] for entry in entries]
        if sorted(set(versions)) != versions:
            found.append(f"{label} {thing}: versions {versions}")
        if label.endswith(".unit") and {entry["action"] for entry in entries} != {"answer.resubmit"}:
            found.append(f"{label} {thing}: changed outside a resubmission")
    for answer in answers:
        entries = told.get((f"assessments.answer.{answer.sheet.kind}", f"{answer.sheet_id}/{answer.code}"))
        last = entries[-1] if entries else None
        if last and (answer.version, answer.note) != (last["version"], last["note"]):
            found.append(f"{answer.sheet.kind} {answer.code} is not what was written last")
    return found


def lost(told, acknowledged: list[dict]) -> list[str]:
    """Saves that the server said it stored and that the audit does not know."""
    written = {(label, thing.partition("/")[2], e["note"]) for (label, thing), es in told.items() for e in es}
    return [
        f"lost: {ack}"
        for ack in acknowledged
        if (f"assessments.answer.{ack['kind']}", ack["code"], ack["note"]) not in written
    ]


if __name__ == "__main__":
    if sys.argv[1] == "build":
        print(json.dumps(build()))
    else:
        print(json.dumps(check(int(sys.argv[2]), json.load(sys.stdin))))
