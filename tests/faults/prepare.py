"""Run by test_kill in a process of its own: builds the world in a fresh database, or reads what is left in it.

prepare.py build          prints {"pk": …, "session": …}
prepare.py worked         asks for a score sheet and prints how its job ended, two minutes later at most
prepare.py take-up        makes the signs of life of running jobs old, and takes up what is lost
prepare.py read PK        prints the answers, what was uploaded, how jobs ended,
                          and what is not whole (audit, store, scores)
"""

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")

import django

django.setup()


def build() -> dict:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.people import build_world

    world = build_world()
    assessment = world.assessment()
    world.sheet(assessment)
    session = SessionStore()
    session[SESSION_KEY] = str(world.petugas.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = world.petugas.get_session_auth_hash()
    session.save()
    return {"pk": assessment.pk, "session": session.session_key}


def read(pk: int) -> dict:
    from assessments.models import Answer, EvidenceUse, Job
    from tests.faults.whole import faults

    answers = Answer.objects.filter(sheet__assessment=pk, sheet__kind="unit")
    return {
        "answers": {a.code: {"note": a.note, "version": a.version} for a in answers},
        "uploads": list(EvidenceUse.objects.values_list("revision__blob__sha256", flat=True)),
        "jobs": list(Job.objects.values_list("status", flat=True)),
        "faults": faults(),
    }


def worked() -> dict:
    from assessments.models import Assessment
    from assessments.reports.jobs import SCORE_SHEET
    from assessments.services.jobs import start_job
    from units.models import User

    a = Assessment.objects.select_related("unit__instansi").earliest("pk")
    job = start_job(SCORE_SHEET, actor=User.objects.get(username="petugas"), assessment=a)
    ends = time.monotonic() + 120
    while job.status in ("queued", "running") and time.monotonic() < ends:
        time.sleep(0.1)
        job.refresh_from_db()
    return {"job": job.status}


def take_up() -> dict:
    from django.utils import timezone

    from assessments.models import Job
    from assessments.services.jobs import LOST_AFTER, take_up_lost

    Job.objects.filter(status="running").update(beat_at=timezone.now() - LOST_AFTER - timedelta(seconds=1))
    return {"found": take_up_lost()}


if __name__ == "__main__":
    acts = {"build": build, "worked": worked, "take-up": take_up, "read": lambda: read(int(sys.argv[2]))}
    print(json.dumps(acts[sys.argv[1]]()))
