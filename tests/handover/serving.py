"""Run by test_puller in a process of its own: builds what PortalRB pulls in a fresh database, or reads what it left.

serving.py build    prints {"token": …}
serving.py read     prints {"pulls": [[path, status, sha256], …], "problems": […]}
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")

import django

django.setup()


def build() -> dict:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.handover.pulling import open_window, propose, released, token_for
    from tests.people import build_world

    world = build_world()
    propose(world.period, {released(world, world.unit): "WBK"}, world.admin)
    open_window(world.period, world.admin)
    _, text = token_for(world.instansi, world.admin)
    return {"token": text}


def read() -> dict:
    from audit.models import Entry
    from audit.queries import verify_all

    pulls = Entry.objects.filter(action="handover.pull").order_by("seq").values_list("after", flat=True)
    return {
        "pulls": [[after["path"], after["status"], after["sha256"]] for after in pulls],
        "problems": [str(problem) for problem in verify_all()],
    }


if __name__ == "__main__":
    print(json.dumps(build() if sys.argv[1] == "build" else read()))
