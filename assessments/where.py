"""From the page keys of a refusal (engine `facts.WHERE`) to addresses."""

from django.urls import reverse

from assessments.loaded import instrument_of
from assessments.models import Assessment


def first_area(a: Assessment) -> str:
    """The code of the instrument's first area: where answering starts."""
    return next(iter(instrument_of(a.period).areas))


def url_of(a: Assessment, where: str) -> str:
    """The address of the page where a reason can be mended; "" when the key has none."""
    name, _, query = where.partition("?")
    simple = {
        "alur": "assessment",
        "pencanangan": "pencanangan",
        "pembangunan": "pembangunan",
        "tpi": "tpi_area",
        "konsiderasi": "considerations",
        "syarat": "syarat",
        "nilai": "tpi_area",
        "answers": "area",
        "lhe": "reports",
        "tpn": "tpn",
    }
    by_year = {"periode": "period_edit", "usulan": "proposals"}
    instansi, year = a.unit.instansi.code, a.period.year
    if name in simple:
        page = "SEMUA" if where.startswith("tpi?") else first_area(a)  # a filter of TPI looks at all areas
        args = [a.pk, page] if simple[name] in ("area", "tpi_area") else [a.pk]
        url = reverse(f"assessments:{simple[name]}", args=args)
    elif name in by_year:
        url = reverse(f"assessments:{by_year[name]}", args=[instansi, year])
    elif name == "tim":
        url = reverse("units:teams", args=[instansi])
    else:
        return ""
    if where == "tpi":
        return f"{url}#anggota"
    return f"{url}?filter={query}" if query else url
