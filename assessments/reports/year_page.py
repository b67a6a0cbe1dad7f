"""The year of an instansi on one page, as its head sees it on home: figures, spread, stages, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone

from assessments import queries
from assessments.engine.wording import long_time
from assessments.home import year_of
from assessments.home.pimpinan_instansi import Led, led
from assessments.models import Job
from assessments.services.errors import NotAllowed
from assessments.services.issuing import PDF
from assessments.services.jobs import Product, Progress, job_kind
from documents.pdf import pdf_of
from units.models import User

SUMMARY = "ringkasan"
TEMPLATE = "reports/year_page.html"
LATE = 5  # the rest is counted: the page stays one


@dataclass(frozen=True)
class Late:
    """A unit past the end of its stage."""

    name: str
    stage: str
    days: int


@dataclass(frozen=True)
class YearPage:
    """The page. `more`: how many late units it doesn't name."""

    led: Led
    late: tuple[Late, ...]
    more: int
    printed: str


@job_kind(SUMMARY)
def make_year_page(job: Job, progress: Progress) -> Product:
    """The page of the year `params["year"]` of the job's instansi."""
    progress(10)
    page = page_of(job.requested_by, job.instansi_id, job.params.get("year"), timezone.now())
    period = page.led.year.period
    name = f"ringkasan-zi_{period.instansi.code}_{period.year}.pdf"
    return Product(content=pdf_of(html_of(page)), filename=name, content_type=PDF)


def html_of(page: YearPage) -> str:
    """The document as HTML."""
    return render_to_string(TEMPLATE, {"page": page})


def page_of(user: User, instansi: int, year: int | None, now: datetime) -> YearPage:
    """What stands on the page. NotAllowed for who neither administers nor leads the instansi."""
    period = queries.visible_periods(user).filter(instansi=instansi, year=year).first()
    if period is None:
        raise NotAllowed("Peran Anda tidak lagi mencakup instansi ini.")
    found = led(year_of(period), now)
    zone = period.instansi.zone
    today = now.astimezone(zone).date()
    return YearPage(
        led=found,
        late=tuple(
            Late(
                line.assessment.unit.name,
                line.assessment.get_state_display(),
                (today - line.due.astimezone(zone).date()).days,
            )
            for line in found.late[:LATE]
            if line.due is not None
        ),
        more=len(found.late[LATE:]),
        printed=long_time(now.astimezone(zone)),
    )
