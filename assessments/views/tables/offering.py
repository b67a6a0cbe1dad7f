"""The tables of an instansi: what each is for, its templates, its upload, what was taken in before."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments import queries
from assessments.forms.tables import TableForm
from assessments.kke.jobs import XLSX
from assessments.models import Import, Period
from assessments.services.errors import Refused
from assessments.tables.importing import scope_for
from assessments.tables.kinds import KINDS, PREFIX
from assessments.tables.registry import TABLES
from assessments.tables.table import Table
from assessments.tables.template import template_of
from assessments.views.imports.upload import take
from documents.workbooks.form import KINDS as KINDS_OF_CELLS
from units.models import Instansi
from units.views.scope import instansi_or_404

SHOWN = 20
ACTING = "Admin inspektorat"


@login_required
@require_safe
def tables(request: HttpRequest, instansi: str) -> HttpResponse:
    """All tables, and the newest imports of them."""
    place = instansi_or_404(request, instansi)
    years = years_of(place)
    year = _year(request, years)
    context = {
        "instansi": place,
        "acting": ACTING,
        "here": "Impor data",
        "tables": TABLES.values(),
        "years": years,
        "year": year,
        "past": past_imports(request.user, place, list(KINDS)),
    }
    return render(request, "assessments/tables/tables.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, instansi: str, table: str) -> HttpResponse:
    """One table: its columns, templates, the upload; what a file would change is shown before anything is written."""
    place, found = instansi_or_404(request, instansi), _table(table)
    years = years_of(place, found)
    year = _year(request, years)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    wanted = year if found.needs else None
    if form.is_valid() and (away := take(form, request.user, f"{PREFIX}{found.key}", place, year=wanted)):
        return away
    context = {
        "instansi": place,
        "acting": ACTING,
        "here": found.title,
        "table": found,
        "years": years,
        "year": year,
        "form": form,
        "columns": _columns(found, place, year, request.user),
        "past": past_imports(request.user, place, [f"{PREFIX}{found.key}"]),
    }
    return render(request, "assessments/tables/table.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def table_template(request: HttpRequest, instansi: str, table: str) -> HttpResponse:
    """The template of a table, empty or (`?isi=1`) with what stands."""
    place, found = instansi_or_404(request, instansi), _table(table)
    year = _year(request, years_of(place, found))
    filled = request.GET.get("isi") == "1"
    try:
        content = template_of(found, scope_for(found, place, year=year, actor=request.user), filled=filled)
    except Refused as refused:
        raise Http404(str(refused)) from refused
    parts = [found.key, place.code, *([str(year)] if found.needs else []), "terisi" if filled else "kosong"]
    name = f"{'_'.join(parts)}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def years_of(instansi: Instansi, table: Table | None = None) -> list[int]:
    """The years that one may choose, newest first: those with a period; for teams this year and the next too."""
    found = set(Period.objects.filter(instansi=instansi).values_list("year", flat=True))
    if table is not None and table.needs == "year":
        this = timezone.localdate().year
        found |= {this, this + 1}
    return sorted(found, reverse=True)


def past_imports(user, instansi: Instansi, kinds: list[str]) -> list[Import]:
    """The newest imports of these kinds; the tables that they filled as `table`."""
    found = list(
        queries.visible_imports(user).filter(instansi=instansi, kind__in=kinds).defer("cells")[:SHOWN]
    )
    for imp in found:
        imp.table = KINDS[imp.kind]
    return found


def _table(key: str) -> Table:
    if key not in TABLES:
        raise Http404(f"no table {key}")
    return TABLES[key]


def _year(request: HttpRequest, years: list[int]) -> int:
    """The year that is asked for, if one may choose it; else this one, else the newest."""
    asked = request.POST.get("tahun") or request.GET.get("tahun", "")
    this = timezone.localdate().year
    if asked.isascii() and asked.isdecimal() and len(asked) == 4 and int(asked) in years:
        return int(asked)
    return this if this in years or not years else years[0]


def _columns(table: Table, instansi: Instansi, year: int, actor) -> list[dict]:
    """What the page says of each column; nothing where the table waits for a period."""
    try:
        columns = table.columns(scope_for(table, instansi, year=year, actor=actor))
    except Refused:
        return []
    return [{"column": c, "how": KINDS_OF_CELLS[c.kind], "key": c.key in table.identify} for c in columns]
