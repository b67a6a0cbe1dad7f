"""A unit with an earlier year that it submitted, for the tests of taking over."""

from datetime import date

from assessments.models import Assessment, EvidenceLine, EvidenceUse, Sheet, State
from assessments.queries import visible_assessments
from assessments.services.moved import freeze
from documents.models import Blob, Document, Revision
from tests.factories import assessments as make

CHOICE, COUNTS, DECREASE, INDEX = "A.I.1.i.a", "A.II.1.i.a", "A.II.3.iii.a", "B.I.a"


def last_year(world, how="best", *, year: int = 2025, state: str = State.SELESAI_TPI, submit: bool = True):
    """The unit's year before, answered and submitted, with TPI's final answers where it is released."""
    period = make.make_period(world.instansi, year)
    a = make.make_assessment(period, world.unit, state)
    make.fill_answers(make.make_sheet(a), how, by=world.petugas)
    if submit:
        freeze(a, world.petugas)
    return make.fresh(a)


def proof(
    world, a: Assessment, code: str, title: str, *, line=None, speaks_of: str = "", **facts
) -> EvidenceUse:
    """A document of the unit that proves a question; before `freeze` it is part of what was submitted."""
    document = Document.objects.create(
        instansi=world.instansi, unit=world.unit, title=title, created_by=world.petugas, **facts
    )
    blob = Blob.objects.create(sha256=f"{document.pk:064x}", size=10, media_type="application/pdf")
    revision = Revision.objects.create(
        document=document, number=1, blob=blob, filename="a.pdf", created_by=world.petugas
    )
    return EvidenceUse.objects.create(
        assessment=a,
        code=code,
        revision=revision,
        locator="hlm. 2",
        speaks_of=speaks_of,
        line=line,
        added_by=world.petugas,
    )


def own_line(world, a: Assessment, code: str, text: str, **fields) -> EvidenceLine:
    """A line that the unit wrote itself."""
    fields = {"own": True, **fields}
    return EvidenceLine.objects.create(assessment=a, code=code, text=text, updated_by=world.petugas, **fields)


def seen_by(user, a: Assessment) -> Assessment:
    """The assessment as the person may see it."""
    return visible_assessments(user).get(pk=a.pk)


def unit_sheet(a: Assessment) -> Sheet:
    """The unit's sheet, read again."""
    return Sheet.objects.get(assessment=a, kind=Sheet.Kind.UNIT)


def year_span(year: int) -> dict[str, date]:
    """Facts of a document that speaks of one year."""
    return {"speaks_from": date(year, 1, 1), "speaks_until": date(year, 12, 31)}
