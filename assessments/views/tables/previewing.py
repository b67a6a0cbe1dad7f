"""The page of an import of a table: its rows with what each would do, and the few choices there are."""

import re
from typing import Any

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse

from assessments import queries
from assessments.models import Import
from assessments.rules import acting_as
from assessments.services.errors import Refused
from assessments.staff_places import StaffPlace
from assessments.tables.kinds import Wish, plan_of, table_of
from assessments.tables.planning import ORDER, Plan
from assessments.tables.staff import UNIT_STAFF
from assessments.tables.table import Row
from assessments.views.declare.scope import list_url
from documents.workbooks.guard import FileRefused

PAGE_SIZE = 50
LABELS = {"refused": "Ditolak", "new": "Baru", "changed": "Berubah", "same": "Sama"}
SHOW = {"ditolak": "refused", "baru": "new", "berubah": "changed", "sama": "same"}


def page(request, imp: Import, *, error: str, status: int, problems: dict[str, str]):
    """The page of a table's import in whatever state it is."""
    table = table_of(imp)
    context: dict[str, Any] = {
        "imp": imp,
        "table": table,
        **_place(request, imp),
        "here": table.title,
        "refusal": imp.refusal,
        "reasons": error.splitlines(),
        "problems": problems,
        "year": imp.year,
    }
    if imp.status != Import.Status.READY:
        return render(request, "assessments/tables/done.html", context, status=status)
    wish = Wish.of(imp)
    try:
        plan = plan_of(imp, wish, actor=request.user)
    except (FileRefused, Refused) as refused:
        context |= {"refusal": str(refused), "gone": True}
        return render(request, "assessments/tables/done.html", context, status=status)
    context |= {"plan": plan, "wish": wish, "seen": plan.digest(), **_rows(request, plan)}
    return render(request, "assessments/tables/preview.html", context, status=status)


def _place(request, imp: Import) -> dict[str, Any]:
    """Where the table belongs: the instansi, or one unit in its year; and where another file is uploaded."""
    if imp.assessment_id is None:
        url = reverse("assessments:table", args=[imp.instansi.code, table_of(imp).key])
        again = f"{url}?tahun={imp.year}" if imp.year else url
        base = "units/base_manage.html"
        told = {"base": base, "again": again, "home": "", "instansi": imp.instansi}
        return told | {"acting": "Admin inspektorat"}
    a = queries.visible_assessments(request.user).get(pk=imp.assessment_id)
    told = {"instansi": imp.instansi, "a": a, "role": acting_as(request.user, a)}
    if table_of(imp) is UNIT_STAFF:
        place = StaffPlace(a.unit.instansi, a.unit)
        home = list_url(place)
        told |= {"place": place, "list_url": home, "base": "assessments/declare/base_place.html"}
        return told | {"again": reverse("assessments:staff_import", args=[a.pk]), "home": home}
    told |= {"home": reverse("assessments:activities", args=[a.pk])}
    told |= {"base": "assessments/activities/base_plan.html"}
    return told | {"again": reverse("assessments:activities_import", args=[a.pk])}


def read_wish(request, imp: Import) -> tuple[dict[str, Any], dict[str, str]]:
    """(wish as JSON, problems) from the form. A choice that changes the plan is shown before it is applied."""
    before = Wish.of(imp)
    seen = request.POST.get("seen", "")
    wish = Wish("blanks_empty" in request.POST, seen if re.fullmatch("[0-9a-f]{64}", seen) else "")
    problems = {}
    if request.POST.get("act") == "terapkan" and wish.blanks_empty != before.blanks_empty:
        problems["seen"] = (
            "Pilihan sel kosong berubah, jadi hasilnya dihitung ulang. Periksa lagi, lalu terapkan."
        )
    return wish.as_json(), problems


def _rows(request, plan: Plan) -> dict[str, Any]:
    """One page of the rows of one status: what is asked for, else what needs attention first."""
    first = next(name for name in ORDER if plan.counts[name] or name == "same")
    chosen = SHOW.get(request.GET.get("tampil", ""), first)
    names = {status: word for word, status in SHOW.items()}
    found = Paginator(plan.of(chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "page": found,
        "query": f"tampil={names[chosen]}&",
        "lines": [_line(plan, row) for row in found],
        "chosen": names[chosen],
        "filters": [
            {"key": names[s], "label": LABELS[s], "count": plan.counts[s], "open": s == "refused"}
            for s in ORDER
        ],
    }


def _line(plan: Plan, row: Row) -> dict[str, Any]:
    """A row of the file: what it is about, what changes, what is wrong."""
    identify = plan.table.identify
    about = [c.shown(row.values[c.key]) for c in plan.columns if c.key in identify and c.key in row.values]
    return {
        "number": row.number,
        "about": " · ".join(about) or "(tanpa isi)",
        "new": row.status == "new",
        "changes": [
            (c.title, c.shown(row.changes[c.key][0]), c.shown(row.changes[c.key][1]))
            for c in plan.columns
            if c.key in row.changes and not (row.before is None and c.key in identify)
        ],
        "problems": row.problems,
        "notes": [] if row.problems else row.notes,
    }
