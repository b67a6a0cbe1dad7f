"""The guide of each role: `guide.yaml`, read once a process, and where its steps lead a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.urls import reverse

from assessments import queries
from assessments.models import Assessment, Period
from assessments.rules import may
from units.hats import Hats
from units.models import Instansi, Role
from units.queries import hats_of

FILE = Path(__file__).with_name("guide.yaml")


@dataclass(frozen=True)
class Step:
    """One step. `page`: name of a URL, "" without; `right`: key of rules.TABLE for the page of a unit; `area`: the page
    of a unit shows one area; `picture`: what its picture shows, "" without.
    """

    title: str
    text: str
    page: str = ""
    of: str = ""
    right: str = ""
    area: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Guide:
    """The year of one role. `roles`: roles and seats that it is for; `account`: whose pages the pictures show."""

    key: str
    title: str
    lead: str
    roles: tuple[str, ...]
    account: str
    steps: tuple[Step, ...]

    def picture(self, number: int) -> str:
        """The static file of the picture of a step, counted from 1."""
        return f"img/panduan/{self.key}-{number}.webp"


@cache
def guides() -> dict[str, Guide]:
    """Every guide by its key, in the order of the file."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {
        row["key"]: Guide(
            **{**row, "roles": tuple(row["roles"]), "steps": tuple(Step(**step) for step in row["steps"])}
        )
        for row in rows
    }


def mine(hats: Hats) -> list[Guide]:
    """The guides of the roles and seats that the person has today."""
    held = {hat.role for hat in hats.hats}
    return [guide for guide in guides().values() if held & set(guide.roles)]


def links_of(user, guide: Guide) -> list[str]:
    """For each step the page of this person, of the newest year; "" where they have none. Constant queries."""
    hats = hats_of(user)
    of = {step.of for step in guide.steps}
    known = (
        list(queries.visible_assessments(user).order_by("-period__year", "unit__code"))
        if "unit" in of
        else []
    )
    led = hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI)
    period = (
        queries.visible_periods(user).order_by("-year", "instansi__code").first() if "year" in of else None
    )
    instansi = Instansi.objects.filter(pk__in=led).order_by("code").first() if "instansi" in of else None
    return [_link(user, step, known, period, instansi) for step in guide.steps]


def _link(
    user, step: Step, known: Sequence[Assessment], period: Period | None, instansi: Instansi | None
) -> str:
    args: list | None = []
    if step.of == "unit":
        a = next((a for a in known if may(user, step.right, a)), None)
        args = a and [a.pk, *([step.area] if step.area else [])]
    elif step.of == "year":
        args = period and [period.instansi.code, period.year]
    elif step.of == "instansi":
        args = instansi and [instansi.code]
    return reverse(step.page, args=args) if step.page and args is not None else ""
