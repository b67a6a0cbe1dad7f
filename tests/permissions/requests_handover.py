"""Requests of the matrix: the hand-over to PortalRB, and its API as everybody who has no token."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from assessments.services.handover import RIGHTS, make_token
from tests.permissions.scene import Ask, Builder, Scene

A = "assessments:"


def _here(scene: Scene) -> Ask:
    return Ask((scene.place.instansi.code,))


def _new(scene: Scene) -> Ask:
    last = timezone.localdate() + timedelta(days=30)
    data: dict[str, Any] = {"name": "PortalRB", "expires_on": last.isoformat(), "rights": list(RIGHTS)}
    return Ask((scene.place.instansi.code,), data | {"form_id": str(uuid4())})


def _revoke(scene: Scene) -> Ask:
    place = scene.place
    last = timezone.localdate() + timedelta(days=30)
    asked = {"name": "PortalRB", "expires_on": last, "rights": list(RIGHTS), "form_id": uuid4()}
    token, _ = make_token(place.instansi, actor=place.admin, **asked)
    return Ask((place.instansi.code, token.pk))


def _window(scene: Scene) -> Ask:
    days = {"opens_on": "2026-04-01", "closes_on": "2026-06-15"}
    data = {**days, "basis": "Pengumuman 12/2026", "seen": "0"}
    return Ask((scene.place.instansi.code, scene.place.period.year), data)


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "handover", ""): _here,
    (A + "handover_token_add", ""): _new,
    (A + "handover_token_revoke", ""): _revoke,
    (A + "handover_window", ""): _window,
    (A + "api_wbk", ""): lambda scene: Ask(),
    (A + "api_wbbm", ""): lambda scene: Ask(),
    (A + "api_answers", ""): lambda scene: Ask((scene.place.unit.code,)),
    (A + "api_unknown", ""): lambda scene: Ask(("portalrb/tidak-ada",)),
}
