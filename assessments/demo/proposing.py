"""The deadline of the proposals and the documents that go with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.utils import timezone

from assessments.deadlines import has_passed, proposal_deadline
from assessments.demo.walk import Year
from assessments.models import DeadlineChange, Proposal
from assessments.proposal_papers import papers_of
from assessments.services.deadlines import change_deadline
from assessments.services.proposal_documents import put_document

ADMIN = "Admin inspektorat"


@contextmanager
def in_time(year: Year, today: date) -> Iterator[None]:
    """The proposals of a year can be sent now: of this year because TPN moved the deadline, of one that is over because
    it is walked through today; no change is left of that.
    """
    if not has_passed(proposal_deadline(year.period), timezone.now()):
        yield
        return
    scan = year.papers["surat-usulan"].keep(instansi=year.period.instansi, actor=year.admin, role=ADMIN)
    number = f"B/112/PW.03/{year.period.year}"
    if year.period.year == today.year:
        last = min(today + timedelta(days=40), date(today.year, 12, 31))
        day = today - timedelta(days=45)
        signed = day if day.year == today.year else date(today.year, 1, 1)
        change_deadline(year.period, day=last, number=number, letter_date=signed, scan=scan, actor=year.admin)
        yield
        return
    made = DeadlineChange.objects.create(
        period=year.period,
        day=today,
        number=number,
        date=today,
        scan=scan,
        recorded_by=year.admin,
        recorded_at=timezone.now(),
    )
    yield
    made.delete()


def add_documents(year: Year, proposal: Proposal) -> None:
    """What the regulation asks for, signed; what practice asks for is still to come."""
    instansi = year.period.instansi
    units = [unit.assessment for unit in proposal.units.select_related("assessment__unit")]
    for paper in papers_of(proposal, units):
        if not paper.required or paper.is_letter:
            continue
        scan = year.papers["surat-usulan"].keep(instansi=instansi, actor=year.admin, role=ADMIN)
        put_document(
            proposal,
            code=paper.document.code,
            assessment=paper.assessment,
            revision=scan,
            signer_name=instansi.leader_name,
            stamped=True,
            seen=0,
            actor=year.admin,
        )
