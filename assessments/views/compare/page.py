"""The side by side as a template context."""

from django.http import QueryDict
from django.urls import reverse

from assessments import queries
from assessments.loaded import instrument_of
from assessments.models import Assessment
from assessments.panels import HASIL
from assessments.rules import acting_as
from assessments.services.tpi import agreeing
from assessments.tpi_sheets import Desk
from assessments.views.compare import filters
from assessments.views.compare.rows import Row, columns, row_of, rows, total_of

COMPARE = "BANDING"  # the page that a form on the side by side names as its own


def build(user, desk: Desk, data: QueryDict) -> dict:
    """The context of the page for a query string. One query: how many remarks each question has."""
    assessment = desk.assessment
    instrument = instrument_of(assessment.period)
    wanted = filters.read(data, instrument, deciding=desk.decides)
    every = rows(desk, queries.discussed(assessment))
    heads = columns(desk)
    return {
        **moving(desk, every, wanted),
        "acting_as": acting_as(user, assessment),
        "columns": heads,
        "wide": len(heads) + 4,
        "rows": filters.shown(every, wanted, instrument),
        "all": len(every),
        "facets": filters.facets(every, wanted, instrument, deciding=desk.decides),
        "orders": [
            {"label": label, "query": wanted.query(order=key), "on": wanted.order == key}
            for key, (label, _) in filters.ORDERS.items()
        ],
        "here": reverse("assessments:tpi_compare", args=[assessment.pk]),
    }


def moving(desk: Desk, every: list[Row], wanted: filters.Wanted) -> dict:
    """What a save of a final answer moves beside its row: total and counts, what can be taken over. No queries."""
    sheet = desk.sheet
    instrument = instrument_of(desk.assessment.period)
    return {
        "assessment": desk.assessment,
        "instansi": desk.assessment.unit.instansi,
        "desk": desk,
        "answered": sheet.answered if sheet else 0,
        "of": len(instrument.questions),
        "total": total_of(sheet),
        "unexplained": sum(row.unexplained for row in every),
        "ready": ready(desk, wanted.area),
        "wanted": wanted,
        "query": wanted.query(),
        "area_name": "Hasil" if wanted.area == HASIL else instrument.areas.get(wanted.area, ""),
    }


def moved(desk: Desk, code: str, query: str) -> dict:
    """The parts of the page that a save of one question moves. One query: the remarks."""
    instrument = instrument_of(desk.assessment.period)
    every = rows(desk, queries.discussed(desk.assessment))
    wanted = filters.read(QueryDict(query), instrument, deciding=desk.decides)
    return {**moving(desk, every, wanted), "rows": [row for row in every if row.code == code]}


def ready(desk: Desk, area: str) -> dict[str, int]:
    """How many final answers the lead can take over from members who agree: `all`, and in the filtered area."""
    if not (desk.decides and desk.editable):
        return {"all": 0, "area": 0}
    instrument = instrument_of(desk.assessment.period)
    found = agreeing(
        instrument, [party.answers for party in desk.counting], desk.answers, desk.waiting_for_a_second_look
    )
    here = [code for code in found if (instrument.questions[code].area or HASIL) == area]
    return {"all": len(found), "area": len(here)}


def address_of(assessment: Assessment, query: str, *, deciding: bool = True) -> str:
    """The page with the filters of a query string, of which nothing unknown is kept."""
    instrument = instrument_of(assessment.period)
    wanted = filters.read(QueryDict(query.removeprefix("?")), instrument, deciding=deciding)
    return f"{reverse('assessments:tpi_compare', args=[assessment.pk])}{wanted.query()}"


__all__ = ["COMPARE", "address_of", "build", "moved", "row_of"]
