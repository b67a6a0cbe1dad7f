"""How tests walk a round of perbaikan, through the services."""

import io
from datetime import datetime, time, timedelta

from django.utils import timezone

from assessments.engine.answers import Given
from assessments.models import Answer, Assessment, EvidenceUse, Round, RoundRequest, Sheet
from assessments.services import evidence
from assessments.services.answers import Change, save_answers
from assessments.services.rounds import return_to_unit, save_reply, save_request
from assessments.services.workflow import move
from tests.factories.assessments import fresh

A1, A2, PP, INDEX = "A.I.1.i.a", "A.I.1.i.b", "A.I.6.i.a", "B.I.a"  # two in MP, one in PP, one in Hasil
ASKED = {A1: "Lampirkan SK tahun ini.", PP: "Jelaskan maklumat pelayanan."}
UNIT, DRAFT = Sheet.Kind.UNIT, Sheet.Kind.DRAFT


def handed_in(world, how="best") -> Assessment:
    """The unit has submitted, really: with what it froze, and evidence at A1."""
    a = world.assessment()
    world.fill(a, how)
    attach(world, a, A1, "sk-lama.txt", b"SK tahun lalu\n")
    move(a.pk, "ajukan", actor=world.pimpinan_unit)
    return fresh(a)


def attach(world, a, code: str, name: str, content: bytes, actor=None) -> EvidenceUse:
    """A file as evidence."""
    return evidence.add_file(
        a.pk,
        code=code,
        file=io.BytesIO(content),
        filename=name,
        kind="dokumen",
        actor=actor or world.petugas,
        where=evidence.Where(locator="hlm. 1"),
    )


def due_in(days: int) -> datetime:
    """The end of a day from now."""
    day = timezone.localdate() + timedelta(days=days)
    return datetime.combine(day, time(23, 59, 59), tzinfo=timezone.get_current_timezone())


def returned(world, a: Assessment, asked=None, *, days: int = 7) -> Round:
    """The lead has written requests and returned the unit."""
    for code, text in (asked or ASKED).items():
        save_request(a.pk, code=code, text=text, seen=0, actor=world.ketua)
    return return_to_unit(a.pk, due=due_in(days), actor=world.ketua)


def overdue(a: Assessment, days: int = 2) -> None:
    """The due date of the open round has passed."""
    Round.objects.filter(assessment=a, closed_at=None).update(due=due_in(-days))


def reply_all(world, a: Assessment, text: str = "Sudah diperbaiki.") -> None:
    """The unit replies to every request."""
    for one in RoundRequest.objects.filter(round__assessment=a, round__closed_at=None):
        save_reply(a.pk, code=one.code, text=text, seen=one.reply_version, actor=world.petugas)


def mend(world, a: Assessment, code: str, given: Given, *, actor=None) -> None:
    """The unit writes an answer, seeing what stands."""
    kind = DRAFT if fresh(a).state == "perbaikan" else UNIT
    stored = answer(a, code, kind) or answer(a, code, UNIT)
    save_answers(
        a.pk,
        kind=UNIT,
        changes=[Change(code, given, stored.version if stored else 0)],
        actor=actor or world.petugas,
    )


def resubmitted(world, a: Assessment) -> Assessment:
    """The unit has replied to everything and submitted again."""
    reply_all(world, a)
    move(a.pk, "ajukan_perbaikan", actor=world.pimpinan_unit)
    return fresh(a)


def answer(a: Assessment, code: str, kind: str = UNIT, owner=None) -> Answer | None:
    """A stored answer."""
    return Answer.objects.filter(sheet__assessment=a, sheet__kind=kind, sheet__owner=owner, code=code).first()
