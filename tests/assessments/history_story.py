"""A unit's year walked through the services, so that the audit holds it, step by step."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from assessments.engine.answers import Given
from assessments.history.lens import lens_of
from assessments.history.timeline import timeline
from assessments.models import Answer, Assessment, Sheet, State
from assessments.services.answers import Change, save_answers
from assessments.services.discussion import discuss
from assessments.services.evidence import add_link
from assessments.services.rounds import propose_return, return_to_unit, save_reply, save_request
from assessments.services.sheets import mark_done
from assessments.services.tpi import save_consideration, take_over_agreement
from assessments.services.workflow import move
from tests.factories.assessments import answers_for, fresh

ONE, TWO, INDEX = "A.I.1.i.a", "A.I.1.i.b", "B.I.a"
HARSH, REASON, TALK, ASKED_LATER = "BUKTI REKAYASA 8841", "ALASAN KETUA 8843", "BISIK 8845", "USUL 8846"
DRAFTED = "DRAF UNIT 8847"


def say(
    world, a: Assessment, code: str, value, *, kind=Sheet.Kind.UNIT, actor=None, note="", source=""
) -> None:
    """Save one answer as its writer would, on the version that stands."""
    actor = actor or (world.petugas if kind == Sheet.Kind.UNIT else world.ketua)
    of = Sheet.Kind.DRAFT if kind == Sheet.Kind.UNIT and fresh(a).state == State.PERBAIKAN else kind
    owner = actor if kind == Sheet.Kind.MEMBER else None
    stored = Answer.objects.filter(sheet__assessment=a, sheet__kind=of, sheet__owner=owner, code=code).first()
    given = Given(value, note=note, source=source)
    save_answers(a.pk, kind=kind, changes=[Change(code, given, stored.version if stored else 0)], actor=actor)


def say_all(world, a: Assessment, how="best", *, kind=Sheet.Kind.UNIT, actor=None, note="") -> None:
    """Save a whole sheet that is still empty, in one go."""
    actor = actor or (world.petugas if kind == Sheet.Kind.UNIT else world.ketua)
    wanted = answers_for(world.instrument, how)
    changes = [Change(code, Given(g.value, note=note, source=g.source), 0) for code, g in wanted.items()]
    save_answers(a.pk, kind=kind, changes=changes, actor=actor)


def submitted(world) -> Assessment:
    """The unit answered one question twice, then everything, proved one, and submitted."""
    a = world.assessment(State.PENILAIAN_MANDIRI)
    say_all(world, a)
    say(world, a, ONE, "Tidak", note=DRAFTED)
    say(world, a, ONE, "Ya", note="Sudah dibentuk dengan SK 12.")
    add_link(a.pk, code=ONE, url="https://contoh.go.id/sk", title="SK tim", kind="sk", actor=world.petugas)
    move(a.pk, "ajukan", actor=world.pimpinan_unit)
    return fresh(a)


def tpi_works(world, a: Assessment) -> None:
    """A harsh member who is done, one at work, the lead's answers, a consideration, a talk, a request to come."""
    say_all(world, a, "worst", kind=Sheet.Kind.MEMBER, actor=world.anggota, note=HARSH)
    mark_done(a.pk, actor=world.anggota)
    say(world, a, ONE, "Tidak", kind=Sheet.Kind.MEMBER, actor=world.anggota2, note=HARSH)
    say(world, a, ONE, "Tidak", kind=Sheet.Kind.TPI, note=REASON)
    save_consideration(a.pk, code="inovasi", text=REASON, seen=0, actor=world.ketua)
    discuss(a.pk, code=ONE, text=TALK, token=UUID(int=5), actor=world.ketua)
    propose_return(a.pk, code=TWO, text=ASKED_LATER, actor=world.anggota)


def returned(world, a: Assessment, *codes: str) -> Assessment:
    """The lead returns the unit for these questions."""
    for code in codes:
        save_request(a.pk, code=code, text=f"Lengkapi bukti {code}.", seen=0, actor=world.ketua)
    return_to_unit(a.pk, due=timezone.now() + timedelta(days=7), actor=world.ketua)
    return fresh(a)


def mended(world, a: Assessment, code: str, value: str, note: str) -> None:
    """The unit drafts an answer, another piece of evidence and its reply."""
    say(world, a, code, value, note=note)
    url = f"https://contoh.go.id/{code}"
    add_link(a.pk, code=code, url=url, title=f"Tambahan {code}", kind="sk", actor=world.petugas)
    save_reply(a.pk, code=code, text=f"Tanggapan {code}.", seen=0, actor=world.petugas)


def released(world, a: Assessment) -> Assessment:
    """Both members agree with the unit, the lead takes that over, and finalises."""
    for member in (world.anggota, world.anggota2):
        say_all(world, a, kind=Sheet.Kind.MEMBER, actor=member, note=f"Catatan {member}")
        mark_done(a.pk, actor=member)
    take_over_agreement(a.pk, actor=world.ketua)
    for code in world.policy.assessors.considerations:
        save_consideration(a.pk, code=code, text=f"Tentang {code}.", seen=0, actor=world.ketua)
    world.recommend(a)
    return finalised(world, a)


def finalised(world, a: Assessment) -> Assessment:
    """Signed and released."""
    world.sign(a)
    move(a.pk, "finalkan", actor=world.ketua)
    return fresh(a)


def titles(world, who: str, a: Assessment, code: str = "") -> list[tuple[str, str, str]]:
    """(title, code, who did it) of everything that a person meets, newest first."""
    found = timeline(fresh(a), lens_of(world.people[who], fresh(a)), code)
    return [(item.title, item.code, item.by) for item in found.items(found.refs)]
