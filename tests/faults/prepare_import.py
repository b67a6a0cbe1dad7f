"""Run by test_import_kill in a process of its own: an import that waits to be applied, and what became of it.

prepare_import.py build     prints {"job": pk}: a workbook of 113 answers, queued
prepare_import.py state     prints the job's status, the import's, how many answers are stored, and what is not whole
prepare_import.py kill PID S  kills that process S seconds after the job was taken up
prepare_import.py take-up   makes the signs of life of running jobs old, and takes up what is lost
"""

import io
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")

import django

django.setup()


def build() -> dict:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.people import build_world

    return {"job": queue_import(build_world()).pk}


def workbook(world) -> bytes:
    """A workbook with an answer to each question."""
    from assessments.kke.mapping import mapping_for
    from tests.kke.conftest import random_value
    from tests.kke_files.jawaban import ANSWER, build_jawaban, cells_of, fill_column

    dice, mapping = random.Random(7), mapping_for(world.instrument)
    values = {code: random_value(question, dice) for code, question in world.instrument.questions.items()}
    return build_jawaban(
        world.instrument, mapping, change=lambda ws: fill_column(ws, ANSWER, cells_of(values), mapping.rows)
    )


def queue_import(world):
    """The job that applies a workbook with an answer to each question of PKM-01."""
    from assessments.kke.exchange import KIND
    from assessments.kke.wish import Wish
    from assessments.services import imports
    from documents.workbooks.guard import open_package
    from documents.workbooks.reader import read_grids
    from documents.workbooks.stored_cells import dump

    assessment, content = world.assessment(), workbook(world)
    with imports.kept(
        KIND,
        file=io.BytesIO(content),
        filename="kke.xlsx",
        instansi=assessment.unit.instansi,
        assessment=assessment,
        side="unit",
        wish=Wish().as_json(),
        cells=dump(read_grids(open_package(content))),
        actor=world.petugas,
    ) as imp:
        pass
    return imports.start_import_job(imports.APPLY, imp, actor=world.petugas)


def state() -> dict:
    from assessments.models import Answer, Import, Job
    from audit.models import Entry
    from tests.faults.whole import faults

    job, imp = Job.objects.get(), Import.objects.get()
    return {
        "job": job.status,
        "attempts": job.attempts,
        "progress": job.progress,
        "import": imp.status,
        "answers": Answer.objects.count(),
        "applied": Entry.objects.filter(action="import.apply").count(),
        "faults": faults(),
    }


def kill(pid: str, seconds: str) -> dict:
    from assessments.models import Job

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and Job.objects.get().status == "queued":
        time.sleep(0.005)
    time.sleep(float(seconds))
    os.kill(int(pid), signal.SIGKILL)
    return {}


if __name__ == "__main__":
    from tests.faults.prepare import take_up

    acts = {"build": build, "state": state, "kill": kill, "take-up": take_up}
    print(json.dumps(acts[sys.argv[1]](*sys.argv[2:])))
