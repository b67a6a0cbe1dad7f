"""Numbers, dates and answers as Indonesian text.

Usage: {% load zi %}{{ fraction|two }} {{ instant|clock:instansi }} {{ instant|moment:instansi }} {{ day|tanggal }}
"""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from assessments.deadlines import has_passed
from assessments.engine.scoring import two as two_decimals
from assessments.models import State
from assessments.reports.figures import signed as with_sign
from units.models import Instansi

register = template.Library()


@register.filter
def two(number: Fraction | Decimal | int | str) -> str:
    """A number with two decimals and comma ("75,00"); takes the stored text form ("75.000000") too."""
    return two_decimals(Fraction(number))


@register.filter
def plain(number: Fraction | Decimal | int | str) -> str:
    """A weight or minimum without needless decimals: "30", "3,5"."""
    return two_decimals(Fraction(number)).rstrip("0").rstrip(",")


@register.filter
def signed(number: Fraction) -> str:
    """A difference with its sign: "+0,50", "−1,25"; "0,00" for what rounds to nothing."""
    return with_sign(number)


@register.filter
def slug(code: str) -> str:
    """A question's code as part of an id: "A-I-1-i-a"."""
    return code.replace(".", "-")


@register.filter
def tanggal(day: date) -> str:
    """A day as "22 November 2026"."""
    return date_format(day, "j F Y")


@register.filter
def clock(at: datetime, instansi: Instansi) -> str:
    """An instant in the zone of the instansi: "14.03" today, "21 November 2026, 14.03" on other days."""
    local = at.astimezone(instansi.zone)
    time = f"{local:%H.%M}"
    if local.date() == timezone.now().astimezone(instansi.zone).date():
        return time
    return f"{date_format(local.date(), 'j F Y')}, {time}"


@register.filter
def moment(at: datetime, instansi: Instansi) -> str:
    """An instant with its zone: "22 November 2026, 14.03 WIB"."""
    local = at.astimezone(instansi.zone)
    return f"{date_format(local.date(), 'j F Y')}, {local:%H.%M} {instansi.zone_label}"


@register.filter
def local_day(at: datetime, instansi: Instansi) -> str:
    """The day of an instant in the zone of the instansi: "22 November 2026"."""
    return date_format(at.astimezone(instansi.zone).date(), "j F Y")


@register.filter
def time_of_day(at: datetime, instansi: Instansi) -> str:
    """The time of an instant in the zone of the instansi: "14.03"."""
    return f"{at.astimezone(instansi.zone):%H.%M}"


@register.filter
def days_left(at: datetime, instansi: Instansi) -> str:
    """Days to an instant, counted in the zone of the instansi: "sisa 12 hari", "hari ini", "lewat 3 hari"."""
    today = timezone.now().astimezone(instansi.zone).date()
    days = (at.astimezone(instansi.zone).date() - today).days
    if days == 0:
        return "hari ini" if at >= timezone.now() else "lewat hari ini"
    return f"sisa {days} hari" if days > 0 else f"lewat {-days} hari"


@register.filter
def is_past(at: datetime) -> bool:
    """Whether a deadline lies behind: its last second still counts, to the end."""
    return has_passed(at, timezone.now())


@register.filter
def state_label(state: str) -> str:
    """The name of a state of the workflow ("Penilaian mandiri")."""
    return str(State(state).label)


@register.filter
def filesize(size: int) -> str:
    """A size in bytes as people say it: "640 B", "12 KB", "3,4 MB" (1 KB = 1024 B)."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{round(size / 1024)} KB"
    tenths = size * 10 // (1024 * 1024)
    return f"{tenths // 10},{tenths % 10} MB"


@register.simple_tag
def shape(kind: str, label: str = "") -> str:
    """The component `shape`, rendered once a process for each kind: lists of shapes would be slow otherwise."""
    return _shape(kind, label)


@cache
def _shape(kind: str, label: str) -> SafeString:
    # strip() gives a plain text, which a template would escape; the component escaped the label itself
    return SafeString(render_to_string("components/shape.html", {"kind": kind, "label": label}).strip())
