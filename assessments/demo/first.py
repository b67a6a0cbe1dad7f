"""The penilaian pendahuluan of a unit of the demo: submitted to the level above, assessed and concluded there."""

from datetime import timedelta

from assessments.demo.answers import NOTES, Writer, dice
from assessments.demo.content import DemoUnit
from assessments.demo.people import person
from assessments.engine.instrument import Instrument
from assessments.models import Sheet
from assessments.services.answers import Change, save_answers
from assessments.services.preliminary import Conclusion, save_preliminary
from assessments.services.workflow import move
from units.models import Role, UnitKerja, User

BEGUN = 64  # questions that the assessors have come to in a unit where they have only begun


def assess_first(
    pk: int, demo: DemoUnit, unit: UnitKerja, writer: Writer, instrument: Instrument, *, head: User, today
) -> None:
    """Submit to the level above, and go on from there as far as `demo.first` says."""
    move(pk, "ajukan_pendahuluan", actor=head)
    assessors = [
        person(m.user.username)
        for m in unit.parent.memberships.filter(role=Role.PENILAI_PENDAHULUAN).order_by("pk")
    ]
    given = list(writer.member_answers(instrument, writer.unit_answers(instrument), "level above").items())
    if demo.first == "begun":
        given = given[:BEGUN]
    half = len(given) // 2
    for actor, part in ((assessors[0], given[:half]), (assessors[-1], given[half:])):
        changes = [Change(code, answer, 0) for code, answer in part]
        save_answers(pk, kind=Sheet.Kind.PRELIMINARY, changes=changes, actor=actor)
    if demo.first not in {"fit", "not_fit"}:
        return
    fit = demo.first == "fit"
    text = writer.fill(NOTES["first"][demo.first], "first")
    number = f"PW.01.02/{10 + dice(demo.code, 'letter') % 80}/{unit.parent.code}/{writer.year}" if fit else ""
    conclusion = Conclusion(fit, text, number, today - timedelta(days=2) if fit else None)
    save_preliminary(pk, conclusion=conclusion, seen=0, actor=assessors[0])
    move(pk, "teruskan_ke_tpi" if fit else "kembalikan_pendahuluan", actor=assessors[0])
