"""Campaigns and answers."""

import json
import uuid
from datetime import date, datetime, timedelta

from django.utils import timezone

from surveys.engine.questionnaire import plain
from surveys.models import Answer, Campaign, Service
from surveys.services.answering import key_of
from surveys.services.codes import print_codes
from surveys.shelf import shipped

State = Campaign.State


def make_campaign(unit, state: str = State.OPEN, questionnaire: str = "spak-1", **extra) -> Campaign:
    """A campaign that runs from a week ago to in a week, with the services Poli (400 people) and Gigi (100)."""
    today = timezone.localdate()
    asked = shipped()[questionnaire]
    said = {
        "title": f"Survei {uuid.uuid4().hex[:6]}",
        "year": 2026,
        "opens_on": today - timedelta(days=7),
        "closes_on": today + timedelta(days=7),
        "code": f"X{uuid.uuid4().hex[:5]}".upper(),
    }
    made = Campaign.objects.create(
        unit=unit, state=state, kind=asked.kind, content=json.dumps(plain(asked)), **{**said, **extra}
    )
    for name, population, target in (("Poli", 400, 172), ("Gigi", 100, 45)):
        Service.objects.create(campaign=made, name=name, population=population, target=target)
    return made


def codes_of(campaign: Campaign, count: int, *, actor, number: int = 1) -> list[str]:
    """The codes of a printed batch, as its slips show them."""
    return print_codes(campaign.pk, number=number, count=count, draw=lambda _, codes: codes, actor=actor)


def make_answer(
    campaign: Campaign, items, *, service: str = "Poli", hour: datetime | None = None, **extra
) -> Answer:
    """An answer written past the services."""
    hour = hour or timezone.now().replace(minute=0, second=0, microsecond=0)
    said = {"id": key_of(campaign, uuid.uuid4()), "channel": "tautan", "told": False, **extra}
    return Answer.objects.create(
        campaign=campaign,
        service=campaign.services.get(name=service),
        hour=hour,
        items=list(items),
        **said,
    )


def form_of(campaign: Campaign, *, degree: int = 5, service: str = "Poli", **extra) -> dict:
    """What a browser sends for a questionnaire."""
    data = {
        "form_id": str(uuid.uuid4()),
        "service": campaign.services.get(name=service).pk,
        "told": "tidak",
        "comment": "",
    }
    return data | {f"q_{item.code}": degree for item in campaign.questionnaire.items} | extra


def follow_up_of(campaign: Campaign, *, version: int = 0, **actions: str) -> dict:
    """What a browser sends for a follow-up: by code of the question ("lain" for the rest) what is done."""
    codes = [*(item.code for item in campaign.questionnaire.items), "lain"]
    lines = {
        code: {"action": actions.get(code, ""), "post": "", "until": "", "version": version} for code in codes
    }
    return {f"{code}-{name}": value for code, line in lines.items() for name, value in line.items()}


def said(**extra) -> dict:
    """What a browser sends to make a campaign."""
    return {
        "title": "Survei Melati",
        "questionnaire": "spkp-1",
        "year": 2026,
        "opens_on": date(2026, 3, 1).isoformat(),
        "closes_on": date(2026, 4, 30).isoformat(),
        "l-TOTAL_FORMS": 2,
        "l-INITIAL_FORMS": 0,
        "l-0-name": "Poli",
        "l-0-population": 400,
        "l-0-target": "",
        "l-1-name": "Gigi",
        "l-1-population": 90,
        "l-1-target": "",
        **extra,
    }
