"""A survey with slips for `test_survey_kill.py`, written and read outside of the server."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from surveys.models import Answer, Campaign, CodeBatch  # noqa: E402
from surveys.services.contacts import read_contacts  # noqa: E402
from tests.factories.surveys import codes_of, make_campaign  # noqa: E402
from tests.faults.whole import faults  # noqa: E402
from tests.people import build_world  # noqa: E402
from units.models import User  # noqa: E402


def build(count: int) -> dict:
    """A running survey with so many codes."""
    call_command("migrate", verbosity=0)
    world = build_world()
    campaign = make_campaign(world.unit, with_codes=True, contacts_until=timezone.localdate())
    codes = codes_of(campaign, count, actor=world.petugas)
    return {"code": campaign.code, "service": campaign.services.first().pk, "codes": codes, "pk": campaign.pk}


def read() -> dict:
    """The answers by their comments, how many codes are used, the names of the contacts, what is not whole."""
    comments = sorted(Answer.objects.values_list("comment", flat=True))
    campaign = Campaign.objects.get()
    campaign.state = Campaign.State.CLOSED
    campaign.save()
    people = read_contacts(campaign.pk, actor=User.objects.get(username="admin"))
    names = [one.name for one in people]
    used = len(CodeBatch.objects.get().used)
    return {"comments": comments, "used": used, "names": names, "faults": faults()}


print(json.dumps(build(int(sys.argv[2])) if sys.argv[1] == "build" else read()))
