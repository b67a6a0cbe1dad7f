"""The views that stand in the place of folders: documents by area, question, item of the plan, or year."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessments.engine.instrument import Instrument
from assessments.loaded import instrument_of
from assessments.models import PlanItem
from assessments.panels import HASIL, Shown
from assessments.papers.periods import years_of
from assessments.papers.reach import Reach
from assessments.papers.rows import Paper
from assessments.rules import RELEASED

MOST = 500  # documents in a grouped view; the list has pages
UNUSED_TITLE = "Belum dipakai pada tahun ini"


@dataclass(frozen=True)
class Group(Shown):
    """Documents under one heading. `area` colours it; `note` stands under it; `page` is where its question stands."""

    key: str
    title: str
    papers: tuple[Paper, ...]
    area: str = ""
    code: str = ""
    note: str = ""
    page: str = ""


def groups(view: str, reach: Reach, papers: Sequence[Paper], *, whole: bool) -> list[Group]:
    """The groups of a view that have documents, and (for the unit) what no group of the year holds; one query for the
    plan, none for the others. `whole`: `papers` are all that there are, so that an item of the plan without any stands
    there too: it is still to be proven.
    """
    make: Callable[[Reach, Instrument, Sequence[Paper]], list[Group]] = {
        "area": _by_area,
        "pertanyaan": _by_question,
        "rencana": _by_plan,
        "periode": _by_year,
    }[view]
    made = make(reach, instrument_of(reach.assessment.period), papers)
    found = [group for group in made if group.papers or (whole and view == "rencana")]
    grouped = {paper.document.pk for group in found for paper in group.papers}
    rest = tuple(paper for paper in papers if paper.document.pk not in grouped)
    title = {"rencana": "Di luar butir rencana", "periode": "Periode belum diisi"}.get(view, UNUSED_TITLE)
    return [*found, Group("lainnya", title, rest)] if rest else found


def _by_area(reach: Reach, instrument: Instrument, papers: Sequence[Paper]) -> list[Group]:
    areas = {question.code: question.area or HASIL for question in instrument.questions.values()}
    names = {**instrument.areas, HASIL: "Hasil"}
    return [
        Group(
            area,
            name,
            tuple(paper for paper in papers if any(areas[code] == area for code in paper.codes)),
            area="" if area == HASIL else area,
            page=area,
        )
        for area, name in names.items()
    ]


def _by_question(reach: Reach, instrument: Instrument, papers: Sequence[Paper]) -> list[Group]:
    proving: dict[str, list[Paper]] = {}
    for paper in papers:
        for code in paper.codes:
            proving.setdefault(code, []).append(paper)
    return [
        Group(
            code.replace(".", "-"),
            question.text,
            tuple(proving.get(code, ())),
            area=question.area or "",
            code=code,
            page=question.area or HASIL,
        )
        for code, question in instrument.questions.items()
    ]


def _by_plan(reach: Reach, instrument: Instrument, papers: Sequence[Paper]) -> list[Group]:
    """A document belongs to an item when it proves the item's question. The plan is of unit and instansi, and while
    the year from which it comes is open again, of nobody.
    """
    items = PlanItem.objects.filter(unit=reach.assessment.unit_id, year=reach.assessment.period.year)
    return [
        Group(
            f"rencana-{item.pk}",
            item.text,
            tuple(paper for paper in papers if item.code in paper.codes),
            code=item.code,
            note="Selesai" if item.is_done else "Belum selesai",
        )
        for item in items.filter(origin__state__in=RELEASED).select_related("activity")
    ]


def _by_year(reach: Reach, instrument: Instrument, papers: Sequence[Paper]) -> list[Group]:
    years = sorted({year for paper in papers for year in years_of(paper.document)}, reverse=True)
    return [
        Group(str(year), str(year), tuple(paper for paper in papers if year in years_of(paper.document)))
        for year in years
    ]
